"""Money: places at their day cost by payer, interventions by what they cost for, and nothing paid for twice."""

from typing import Any

import numpy as np
import pytest

from sim.demand.random_numbers import uniform
from sim.description.interventions import Intervention
from sim.description.system import Description
from sim.measures.costs import at_work, net_cost, own_costs
from sim.measures.reach import coverage_purpose
from sim.measures.residents import MOMENTS
from sim.measures.run import Run
from sim.measures.tidy import find
from sim.tables.build import build
from sim.tables.effects import salt
from tests.unit.test_measures_run import NAN, SETTINGS, a_run, at, demand, description, outcome

FALLS = {"changes": "need_rate", "of": ["fall"], "value": 0.5, "basis": "assumption", "source": "X"}
HOURS = {"changes": "capacity", "of": ["home_support"], "unit": "share_added", "value": 0.5, "basis": "assumption",
         "source": "X"}  # fmt: skip


def intervention(**given: Any) -> Intervention:
    """Return an intervention that reaches everybody, with some of its keys given."""
    usual: dict[str, Any] = {
        "title": "T", "system": "falls", "description": "D", "coverage": 1.0, "effects": [FALLS],
        "costs": [{"pounds": 100, "per": "person_reached_a_year", "payers": {"nhs_board": 0.5, "council": 0.5},
                   "basis": "assumption", "source": "X"}],
    }  # fmt: skip
    return Intervention.model_validate(usual | given)


def cost(pounds: float, per: str, **payers: float) -> dict[str, Any]:
    return {"pounds": pounds, "per": per, "payers": payers or {"council": 1.0}, "basis": "assumption", "source": "X"}


def at_work_on(one: Intervention, coverage: float | None = None, **given: Any) -> tuple[Run, Description]:
    """Return the small run with one intervention at work, at another coverage than stated if given."""
    whole = description(interventions={"lever": one.model_dump(mode="json")})
    chosen = one if coverage is None else one.model_copy(update={"coverage": coverage})
    return Run.of(outcome(**given), demand(), build(whole, {"lever": chosen})), whole


def test_places_cost_their_days_used_and_kept_and_home_support_its_hours() -> None:
    run = a_run(
        person_days=at(9, _1=9999.0, _2=100.0, _4=20.0), hold_days=at(9, _2=20.0), used_days=at(9, _1=400.0, _4=77.0)
    )
    rows = own_costs(run, description())
    assert find(rows, "cost", "setting", "care_home") == 60 * 100.0
    assert find(rows, "cost", "setting", "home_support") == 200 * 5.0
    assert find(rows, "cost", "setting", "ward") == 10 * 600.0
    assert find(rows, "cost", "payer", "council") == 0.75 * 6000 + 1000
    assert find(rows, "cost", "payer", "person") == 0.25 * 6000
    assert find(rows, "cost", "payer", "nhs_board") == 6000.0
    assert find(rows, "cost") == 13_000.0


def test_people_reached_are_those_whose_random_number_is_below_the_coverage() -> None:
    lucky = [uniform(7, key, coverage_purpose(salt("lever"))) for key in range(6)]
    wanted = [lucky[0], lucky[2], lucky[3]]  # alive all the time
    always = sum(random_number < 0.6 for random_number in wanted)
    one = (300.0 - 100) / 730.5 * MOMENTS, (830.5 - 200) / 730.5 * MOMENTS  # moments of persons 1 and 4
    part = (lucky[1] < 0.6) * int(one[0] + 0.5) + (lucky[4] < 0.6) * int(one[1] + 0.5)
    run, _ = at_work_on(intervention(), coverage=0.6)
    assert run.reached[0] == pytest.approx(always + part / MOMENTS)
    assert 0 < run.reached[0] < 5


def test_coverage_is_nested_and_all_are_reached_in_full() -> None:
    reached = [at_work_on(intervention(), coverage=c)[0].reached[0] for c in (0.0, 0.3, 0.6, 1.0)]
    assert reached == sorted(reached)
    assert reached[0] == 0.0
    assert reached[-1] == pytest.approx(3 + (3 + 10) / MOMENTS)


def test_nobody_is_reached_before_the_start_and_fewer_on_the_ramp() -> None:
    lucky = sorted(uniform(7, key, coverage_purpose(salt("lever"))) for key in (0, 2, 3))  # alive all the time
    everybody = {"eligible": {"from_age": 65}, "coverage": 1.0}
    half = at_work_on(intervention(**everybody, start_day=465.25))[0].reached[0]
    assert half == pytest.approx((3 * 6 + 6) / MOMENTS)  # person 4 comes, person 1 is dead by then
    event_times = [(moment + 0.5) / MOMENTS for moment in range(MOMENTS)]
    ramp = at_work_on(intervention(**everybody, start_day=100.0, ramp_days=730.5))[0].reached[0]
    assert sum(random_number < share for random_number in lucky for share in event_times) / MOMENTS <= ramp < 3


def test_only_the_eligible_are_reached_where_they_live_by_then() -> None:
    homes = intervention(eligible={"residences": ["care_home"]})
    moved = np.full(7, NAN)
    before, _ = at_work_on(homes)
    assert before.reached[0] == pytest.approx(1 + 3 / MOMENTS)  # person 2 throughout, person 1 to day 300
    moved[0] = 100 + 730.5 / 4
    after, _ = at_work_on(homes, moved_to_care_home_day=moved)
    assert after.reached[0] == pytest.approx(1.75 + 3 / MOMENTS)
    at_home = intervention(eligible={"residences": ["own_home"]})
    stays, leaves = at_work_on(at_home)[0], at_work_on(at_home, moved_to_care_home_day=moved)[0]
    assert stays.reached[0] - leaves.reached[0] == pytest.approx(0.75)
    oldest, _ = at_work_on(intervention(eligible={"from_age": 85}))
    assert oldest.reached[0] == pytest.approx(1.0)


@pytest.mark.parametrize(
    "other",
    [
        {"coverage": 0.4},
        {"start_day": 200.0},
        {"until": "2023-10-01"},
        {"ramp_days": 730.5},
        {"eligible": {"from_age": 85}},
    ],
)
def test_what_is_counted_once_for_all_options_is_counted_anew_where_an_option_differs(other: dict[str, Any]) -> None:
    run, _ = at_work_on(intervention(coverage=0.9))
    alone, _ = at_work_on(intervention(**{"coverage": 0.9} | other))
    assert run.reached[0] != alone.reached[0]
    assert run.under(alone.outcome, alone.tables).reached.tolist() == alone.reached.tolist()


def test_the_cost_of_people_reached_is_shared_by_payers() -> None:
    run, whole = at_work_on(intervention(eligible={"from_age": 85}))
    rows = own_costs(run, whole)
    assert find(rows, "intervention_cost") == 100.0
    assert find(rows, "cost_of_each_intervention", "intervention", "lever") == 100.0
    assert find(rows, "intervention_cost", "payer", "nhs_board") == 50.0
    assert find(rows, "people_reached", "intervention", "lever") == 1.0


@pytest.mark.parametrize(
    ("start", "ramp", "share"),
    [(0.0, 0.0, 1.0), (0.0, 100.0, 1.0), (465.25, 0.0, 0.5), (100.0, 730.5, 0.5), (465.25, 365.25, 0.25),
     (900.0, 0.0, 0.0)],
)  # fmt: skip
def test_how_far_an_intervention_is_at_work_over_the_period(start: float, ramp: float, share: float) -> None:
    run, _ = at_work_on(intervention(start_day=start, ramp_days=ramp))
    assert at_work(run, 0) == pytest.approx(share)


def test_a_sum_a_year_is_due_from_the_start_and_not_without_coverage() -> None:
    one = intervention(costs=[cost(5000, "year")], start_day=465.25)
    assert find(own_costs(*at_work_on(one)), "intervention_cost") == pytest.approx(2500.0)
    assert find(own_costs(*at_work_on(one, coverage=0.0)), "intervention_cost") == 0.0


def test_added_capacity_costs_by_the_day_for_the_coverage_delivered() -> None:
    one = intervention(effects=[HOURS], costs=[cost(5, "added_capacity_a_day")])
    run, whole = at_work_on(one, coverage=0.5)
    assert find(own_costs(run, whole), "intervention_cost") == pytest.approx(40 * 0.5 * 0.5 * 5 * 365.25)


def test_added_hours_are_paid_once_whether_used_or_not() -> None:
    one = intervention(effects=[HOURS], costs=[cost(5, "added_capacity_a_day")])
    baseline = a_run(used_days=at(9, _1=40 * 730.5))
    paid = 20 * 5 * 365.25
    for used, more in ((40.0, 0.0), (50.0, 0.0), (60.0, 0.0), (62.0, 2.0), (38.0, -2.0)):
        option, whole = at_work_on(one, used_days=at(9, _1=used * 730.5))
        assert find(net_cost(baseline, option, whole), "net_cost") == pytest.approx(paid + more * 5 * 365.25)


def test_net_cost_counts_the_people_of_bed_days_returned() -> None:
    """Beds of others that stand empty, or fill up, are in the figure of the whole system only."""
    one = intervention(eligible={"from_age": 85})
    baseline = a_run(person_days=at(9, _4=500.0), resident_days=at(9, _4=100.0))
    option, whole = at_work_on(one, person_days=at(9, _4=300.0), resident_days=at(9, _4=110.0))
    rows = net_cost(baseline, option, whole)
    assert find(rows, "net_cost") == pytest.approx(100 + 5 * 600.0)
    assert find(rows, "net_cost_whole_system") == pytest.approx(100 - 100 * 600.0)
    assert find(rows, "net_cost_cash") == pytest.approx(100)
    assert find(own_costs(option, whole), "cost") == 55 * 600.0
    assert find(own_costs(option, whole), "cost_whole_system") == 150 * 600.0


def test_net_cost_with_hospital_days_and_in_cash() -> None:
    one = intervention(eligible={"from_age": 85})
    baseline = a_run(person_days=at(9, _2=100.0, _3=10.0, _4=50.0))
    option, whole = at_work_on(one, person_days=at(9, _2=120.0, _3=8.0, _4=30.0))
    rows = net_cost(baseline, option, whole)
    assert find(rows, "net_cost_cash") == pytest.approx(100 + 10 * 100.0)
    assert find(rows, "net_cost") == pytest.approx(1100 - 10 * 600.0 - 1 * 400.0)
    assert find(rows, "net_cost", "payer", "nhs_board") == pytest.approx(50 - 6400.0)
    assert find(rows, "net_cost", "payer", "council") == pytest.approx(50 + 750.0)
    assert find(rows, "net_cost_cash", "payer", "person") == pytest.approx(250.0)
    for name in ("net_cost", "net_cost_cash"):
        payers = [row.value for row in rows if row.measure == name and row.breakdown == "payer"]
        assert len(payers) == 3
        assert sum(payers) == pytest.approx(find(rows, name))


def test_payers_of_ones_own_add_up() -> None:
    payers = {"nhs_board": "NHS board", "set_aside": "Set-aside budget"}
    settings = {name: setting | {"cost": None} for name, setting in SETTINGS.items()}
    settings["ward"] = settings["ward"] | {"cost": {"pounds": 600.0, "payers": {"set_aside": 0.75, "nhs_board": 0.25}}}
    whole = description(settings=settings, payers=payers)
    rows = own_costs(a_run(person_days=at(9, _4=20.0)), whole)
    by_payer = {row.level: row.value for row in rows if (row.measure, row.breakdown) == ("cost", "payer")}
    assert by_payer == {"nhs_board": 1500.0, "set_aside": 4500.0}
    assert sum(by_payer.values()) == find(rows, "cost")


def test_added_places_that_say_their_cost_are_paid_used_or_not_and_once() -> None:
    paid = {"pounds": 50.0, "payers": {"council": 1.0}}
    more = {"capacity_of": "care_home", "places": 10.0, "from": 465.25, "cost": paid}
    whole = description(changes=[more])
    half_a_year = 10 * (830.5 - 466) / 730.5 * 365.25
    baseline = a_run(person_days=at(9, _2=14_610.0))
    for used, charged in ((0.0, 0.0), (half_a_year, 0.0), (half_a_year + 10, 10.0)):
        option = Run.of(outcome(person_days=at(9, _2=14_610.0 + 2 * used)), demand(), build(whole, {}))
        rows = net_cost(baseline, option, whole, description())
        assert find(rows, "net_cost_cash") == pytest.approx(half_a_year * 50 + charged * 100)


def test_a_price_that_an_option_sets_is_the_options_own() -> None:
    settings = {
        **SETTINGS,
        "care_home": SETTINGS["care_home"] | {"cost": {"pounds": 150.0, "payers": {"council": 1.0}}},
    }
    run = a_run(person_days=at(9, _2=730.5))
    rows = net_cost(run, run, description(settings=settings), description())
    assert find(rows, "net_cost_cash") == pytest.approx(365.25 * 50)
    assert find(rows, "net_cost_cash", "payer", "person") == pytest.approx(-365.25 * 25)


def test_a_year_of_an_intervention_that_ends_is_paid_to_its_end() -> None:
    one = intervention(costs=[cost(5000, "year")], start_day=100.0, lasts=365.25)
    run, whole = at_work_on(one)
    assert find(own_costs(run, whole), "intervention_cost") == pytest.approx(2500.0)
    assert at_work(run, 0) == pytest.approx(0.5)
    assert run.reached[0] < at_work_on(intervention())[0].reached[0]
