"""Each of the nine systems changes what it should and nothing else, event by event, on common random numbers."""

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.description.interventions import SYSTEMS, Intervention
from sim.description.system import Description
from sim.engine.simpy.delay import reached
from sim.engine.simpy.home import choose_response, shifted_response
from sim.engine.simpy.run import start_homes
from sim.engine.simpy.state import State
from sim.outcome import Kind, Outcome
from sim.tables.build import build
from sim.tables.tables import Tables
from tests.behaviour.partnerships import (
    as_it_is,
    busier,
    covering,
    demand_of,
    first_difference,
    happenings,
    is_null,
    system,
    with_them,
)
from tests.theory.by_need import by_need

PLACE, DAYS = "inverclyde", 260.0
INTERVENTIONS = system(PLACE).interventions
EVERY = sorted(INTERVENTIONS)
NULL = [name for name in EVERY if all(is_null(effect) for effect in INTERVENTIONS[name].effects)]
COVERAGES = (0.0, 0.3, 0.6, 1.0)


def changes(name: str) -> set[str]:
    """Return what an intervention changes, nulls aside."""
    return {effect.changes for effect in INTERVENTIONS[name].effects if not is_null(effect)}


def delay_only(name: str) -> bool:
    """Tell whether an intervention acts on the way from ready to gone only, and not on who comes in by what door."""
    front = {"hospital_at_home", "intermediate_care"}
    opens_in_front = any(
        effect.changes == "capacity" and front & {*effect.of} for effect in INTERVENTIONS[name].effects
    )
    return (
        changes(name) <= {"process", "capacity", "priority_days", "share_of_offers", "weekend_discharge"}
        and not opens_in_front
    )


CANDIDATES_ONLY = [name for name in EVERY if changes(name) == {"need_rate"}]
RESPONSES = [name for name in EVERY if "response" in changes(name)]
DELAY_ONLY = [name for name in EVERY if name not in NULL and delay_only(name)]


@cache
def with_one(name: str, coverage: float) -> tuple[Tables, Outcome]:
    return with_them(busier(PLACE), demand_of(PLACE, DAYS), {name: covering(INTERVENTIONS[name], coverage)})


def baseline() -> Outcome:
    return as_it_is(PLACE, DAYS)[1]


class TestNothingElse:
    """Out of reach it changes nothing; within reach it changes something, unless it is a null."""

    @pytest.mark.parametrize("name", EVERY)
    def test_reaching_nobody_leaves_every_event_as_it_was(self, name: str) -> None:
        assert with_one(name, 0.0)[1].events.tobytes() == baseline().events.tobytes()

    def test_all_together_reaching_nobody(self) -> None:
        nobody = {name: covering(intervention, 0.0) for name, intervention in INTERVENTIONS.items()}
        _, outcome = with_them(busier(PLACE), demand_of(PLACE, DAYS), nobody)
        assert outcome.events.tobytes() == baseline().events.tobytes()

    def test_on_the_shipped_partnership_too(self) -> None:
        nobody = {name: covering(intervention, 0.0) for name, intervention in INTERVENTIONS.items()}
        logs = [with_them(system(PLACE), demand_of(PLACE, DAYS), some)[1].events.tobytes() for some in ({}, nobody)]
        assert logs[0] == logs[1]

    @pytest.mark.parametrize("name", [name for name in EVERY if name not in NULL])
    def test_reaching_everybody_changes_what_happens(self, name: str) -> None:
        assert first_difference(happenings(with_one(name, 1.0)[1]), happenings(baseline())) >= 0

    @pytest.mark.parametrize("name", NULL)
    def test_a_null_changes_nothing_even_if_it_reaches_everybody(self, name: str) -> None:
        assert with_one(name, 1.0)[1].events.tobytes() == baseline().events.tobytes()

    def test_before_it_starts_nothing_changes(self) -> None:
        late = {
            name: covering(intervention, 1.0).model_copy(update={"start_day": 100.0})
            for name, intervention in INTERVENTIONS.items()
        }
        outcome = with_them(busier(PLACE), demand_of(PLACE, DAYS), late)[1]
        at = first_difference(outcome.events, baseline().events)
        assert 100.0 <= min(outcome.events["day"][at], baseline().events["day"][at]) < 110.0

    def test_some_act_on_needs_some_on_responses_some_on_delay(self) -> None:
        assert len(CANDIDATES_ONLY) >= 3
        assert len(RESPONSES) >= 6
        assert len(DELAY_ONLY) >= 8
        assert {intervention.system for intervention in INTERVENTIONS.values()} == {*SYSTEMS}

    def test_the_weekend_lever_has_a_weekend_to_change(self) -> None:
        effects = [one for one in INTERVENTIONS["weekend_discharge"].effects if one.changes == "weekend_discharge"]
        wards = [name for effect in effects for name in effect.of]
        days = {day for name in wards for day in system(PLACE).settings[name].discharges.days}
        shut = [name for name in wards if not {"Sat", "Sun"} <= {*system(PLACE).settings[name].discharges.days}]
        fewer = [name for name in wards if len({*system(PLACE).settings[name].ready_by_weekday}) > 1]
        assert shut or fewer, f"every ward discharges on {', '.join(sorted(days))} alike: the lever changes nothing"


def world_of(description: Description, name: str, coverage: float, day: float) -> State:
    """Return a state on some day in which everybody is where they lived on day 0."""
    tables = build(description, {name: covering(INTERVENTIONS[name], coverage)})
    demand = demand_of(PLACE, DAYS)
    world = State(tables, demand, 0.0, log=False)
    start_homes(world, demand)
    world.now = day
    return world


def people_reached(name: str, coverage: float, day: float) -> set[int]:
    """Return who is reached: eligible, and with a random number below the coverage."""
    world = world_of(system(PLACE), name, coverage, day)
    return {person.identity for person in world.people.values() if reached(world, person, 0)}


class TestNestedCoverage:
    """Who is reached at one coverage is reached at every wider one, and the shares are as asked."""

    @pytest.mark.parametrize("name", EVERY)
    def test_people_reached(self, name: str) -> None:
        nobody, fewer, more, everybody = (people_reached(name, coverage, DAYS) for coverage in COVERAGES)
        assert nobody == set()
        assert fewer <= more <= everybody
        if len(everybody) >= 100:
            assert fewer < more < everybody
            assert len(fewer) / len(everybody) == pytest.approx(0.3, abs=0.16)
            assert len(more) / len(everybody) == pytest.approx(0.6, abs=0.16)

    def test_as_it_ramps_up_too(self) -> None:
        ramp = [people_reached("falls_exercise", 0.6, day) for day in (0.0, 30.0, 60.0, 90.0, 150.0)]
        assert ramp[0] == set()
        assert ramp[0] < ramp[1] < ramp[2] < ramp[3] == ramp[4]

    def test_two_interventions_reach_different_people(self) -> None:
        one, other = (people_reached(name, 0.3, DAYS) for name in ("more_assessors", "weekend_discharge"))
        assert (
            0.05 < len(one & other) / len(one | other) < 0.35
        )  # 0.09 / 0.51 if they have nothing to do with each other

    @pytest.mark.parametrize("name", CANDIDATES_ONLY)
    def test_the_needs_that_are_left_are_nested_where_needs_have_no_consequences(self, name: str) -> None:
        """Everybody manages at home, so no need hides another: what is prevented stays prevented."""
        found = [met(name, coverage) for coverage in COVERAGES]
        assert (found[0] == met(None, 0.0)).all()
        for wider, narrower in zip(found[1:], found[:-1], strict=True):
            assert (wider <= narrower).all()
        of = {need for effect in INTERVENTIONS[name].effects for need in effect.of}
        needs, gone = demand_of(PLACE, DAYS).needs, found[0] & ~found[-1]
        assert gone.any()
        assert {list(system(PLACE).needs)[need] for need in needs.need[gone]} <= of
        random_number = coverage_number_of(name)
        for coverage, rows in zip(COVERAGES, found, strict=True):
            assert all(random_number(person) < coverage for person in needs.person[found[0] & ~rows].tolist())

    @pytest.mark.parametrize("name", CANDIDATES_ONLY)
    def test_the_first_thing_that_differs_is_a_need_prevented(self, name: str) -> None:
        for narrow, wide in ((0.0, 0.6), (0.6, 1.0)):
            before, after = (with_one(name, coverage)[1].events for coverage in (narrow, wide))
            at = first_difference(before, after)
            if at < 0:
                continue
            prevented = before[at]
            assert prevented["kind"] == Kind.NEED
            need = list(system(PLACE).needs)[demand_of(PLACE, DAYS).needs.need[prevented["need"]]]
            assert need in {name for effect in INTERVENTIONS[name].effects for name in effect.of}
            ramp = INTERVENTIONS[name].ramp_days
            so_far = min(prevented["day"] / ramp, 1.0) if ramp else 1.0
            assert narrow * so_far <= coverage_number_of(name)(int(prevented["person"])) < wide * so_far
            assert not (after["need"] == prevented["need"]).any()

    @pytest.mark.parametrize("name", RESPONSES)
    def test_responses_only_become_less_institutional(self, name: str) -> None:
        found = [responses(name, coverage) for coverage in COVERAGES]
        for wider, narrower in zip(found[1:], found[:-1], strict=True):
            assert (wider <= narrower).all()
        assert (found[-1] < found[0]).any()


def coverage_number_of(name: str) -> Callable[[int], float]:
    """Return the coverage above which an intervention reaches a person, as a function of the person."""
    world = world_of(system(PLACE), name, 1.0, DAYS)
    return lambda person: world.coverage_number(world.people[person], 0)


@cache
def quiet() -> Description:
    """Return the partnership in which every need is managed at home."""
    content = system(PLACE).model_dump()
    for need in content["needs"].values():
        if need["rate"]:
            need["response"] = {"shares": {"managed_at_home": (1.0,) * 4}, "escalation_multiplier": {}}
    return Description.model_validate(content)


def met(name: str | None, coverage: float) -> NDArray[np.bool_]:
    """Return which candidates became real needs of residents, where everybody manages at home."""
    demand = demand_of(PLACE, DAYS)
    chosen = {name: covering(INTERVENTIONS[name], coverage)} if name else {}
    outcome = with_them(quiet(), demand, chosen)[1]
    return np.asarray((by_need(outcome, "response") >= 0) & (demand.needs.person < demand.population))


def responses(name: str, coverage: float) -> NDArray[np.int64]:
    """Return the response that each candidate of a resident would get, if it were real, where they lived on day 0."""
    world, demand = world_of(system(PLACE), name, coverage, DAYS), demand_of(PLACE, DAYS)
    found = []
    for person, need, group, key in zip(
        demand.needs.person, demand.needs.need, demand.needs.group, demand.needs.key, strict=True
    ):
        if need < 0 or person >= demand.population:
            continue
        who = world.people[int(person)]
        if who.residence < 0:
            continue
        who.group, who.frailty = int(group), int(world.parameters.group_frailty[group])
        own = choose_response(world, who, int(need), int(key))
        found.append(shifted_response(world, who, int(need), int(key), own))
    return np.asarray(found, dtype=np.int64)


def discharge_side(tables: Tables, event: np.void) -> bool:
    """Tell whether an event lies between ready and gone: work that ends, a place beyond hospital, a door."""
    kind, place = Kind(int(event["kind"])), int(event["setting"])
    if kind == Kind.OFFERED:
        return place >= len(tables.setting_names) or bool(tables.is_residence[place])
    return kind == Kind.PROCESS_ENDS or (kind == Kind.LEAVE and bool(tables.is_hospital[place]))


class TestDelayOnly:
    """Levers on the delay touch nothing, and no admission, before the first delayed (or waiting) person they help."""

    @pytest.mark.parametrize("name", DELAY_ONLY)
    def test_the_first_thing_that_differs_is_on_the_way_out(self, name: str) -> None:
        tables, outcome = with_one(name, 1.0)
        before, after = happenings(baseline()), happenings(outcome)
        at = first_difference(before, after)
        assert at >= 0
        # Up to here the two histories are one. Of the two events that follow, the earlier is the one that was changed.
        sooner = min(before[at], after[at], key=lambda event: (event["day"], not discharge_side(tables, event)))
        ready = name == "weekend_discharge" and sooner["kind"] == Kind.READY and tables.is_hospital[sooner["setting"]]
        assert discharge_side(tables, sooner) or ready, (before[at], after[at])
        came = [rows[(rows["kind"] == Kind.NEED) & (rows["day"] < sooner["day"])] for rows in (before, after)]
        assert came[0].tobytes() == came[1].tobytes()

    def test_it_is_said_which(self) -> None:
        systems = {INTERVENTIONS[name].system for name in DELAY_ONLY}
        assert "discharge_capacity" in systems
        every: list[Intervention] = [i for i in INTERVENTIONS.values() if i.system == "discharge_capacity"]
        # of those who leave at a weekend more come back, so that lever changes who is admitted too
        assert {i.title for i in every} - {INTERVENTIONS[name].title for name in DELAY_ONLY} == {
            "Discharge at weekends"
        }
