"""Draws of effects: the same in every option, opposite in pairs, within their intervals, and known by number."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.description.input_errors import InputErrors
from sim.description.interventions import Effect, Option
from sim.description.read import read_system
from sim.description.system import Description
from sim.description.uncertainty import Uncertainty, interval_of
from sim.engine.checkpoint import first_difference
from sim.interface.functions import compare
from sim.study.question.draws import END, score, value_at
from sim.study.question.question import DrawnOrFixed, Period, Question
from sim.study.run.replication import Work
from sim.tables.build import build

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
START = read_system([SCENARIOS], "orkney_islands").start_date
UNCERTAINTY = Uncertainty.model_validate(
    {
        "without_interval": {"assumption": {"of_effect": 0.5, "of_none": 0.1}},
        "staffed": {"low": 0.6, "high": 0.8},
    }
)


@pytest.fixture(scope="module")
def orkney() -> Description:
    return read_system([SCENARIOS], "orkney_islands")


def option(**content: Any) -> Option:
    return Option.model_validate({"title": "An option", **content})


def question(described: Description, options: Mapping[str, Option], effects: DrawnOrFixed = "drawn") -> Question:
    period = Period(START, 1735, 1735 + 366)
    return Question("compare", "orkney", described, dict(options), period, 1, 30, "compiled", "", effects=effects)


def effect(**content: Any) -> Effect:
    return Effect.model_validate({"basis": "assumption", "source": "Made up", **content})


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"changes": "need_rate", "value": 0.9, "low": 0.8, "high": 1.0}, (0.8, 1.0)),
        ({"changes": "need_rate", "value": 0.9, "low": 0.8}, (0.8, 0.9)),
        ({"changes": "need_rate", "value": 0.8}, (0.7, 0.9)),
        ({"changes": "need_rate", "value": 1.0}, (0.9, 1.1)),
        ({"changes": "need_rate", "value": 0.8, "basis": "evidence"}, (0.8, 0.8)),
        ({"changes": "stay", "value": -10.0, "unit": "percent"}, (-15.0, -5.0)),
        ({"changes": "stay", "value": 0.0, "unit": "percent"}, (-10.0, 10.0)),
        ({"changes": "priority_days", "value": 14.0, "unit": "days"}, (7.0, 21.0)),
        ({"changes": "capacity", "of": ["ward"], "value": 14.0, "unit": "places"}, (14.0, 14.0)),
        ({"changes": "weekend_discharge"}, (1.0, 1.0)),
    ],
)
def test_an_effect_has_the_interval_stated_or_that_of_its_basis(
    content: dict[str, Any], expected: tuple[float, float]
) -> None:
    assert interval_of(effect(**content), UNCERTAINTY) == pytest.approx(expected)


def test_without_a_word_on_uncertainty_only_stated_intervals_are_drawn() -> None:
    assert interval_of(effect(changes="need_rate", value=0.8), None) == (0.8, 0.8)
    assert interval_of(effect(changes="need_rate", value=0.8, low=0.7, high=0.9), None) == (0.7, 0.9)


def test_scores_are_standard_normal_opposite_in_pairs_and_independent() -> None:
    drawn_scores = np.asarray([[score(1, number, name) for name in ("a", "b")] for number in range(1, 4001)])
    assert (drawn_scores[0::2] == -drawn_scores[1::2]).all()
    assert drawn_scores.std(axis=0) == pytest.approx([1, 1], abs=0.05)
    assert abs(np.corrcoef(drawn_scores[::2].T)[0, 1]) < 0.06
    assert score(1, 1, "a") != score(2, 1, "a")


def test_the_ends_of_an_interval_are_at_two_and_a_half_percent(orkney: Description) -> None:
    asked = question(orkney, {"a": option(interventions={"falls_exercise": {}})})
    (thing,) = asked.uncertain_things("a")
    assert [value_at(thing, z) for z in (-END, 0.0, END)] == pytest.approx([0.68, 0.8, 1.0])
    values = np.asarray([value_at(thing, score(1, number, thing.name)) for number in range(1, 2001)])
    assert np.mean(values < 0.68) == pytest.approx(0.025, abs=0.01)
    assert np.mean(values < 0.8) == pytest.approx(0.5, abs=0.03)


def test_an_effect_stays_what_it_may_be(orkney: Description) -> None:
    """No chance of keeping a response above 1, and no time below none."""
    names = ("power_of_attorney_in_good_time", "step_up")
    asked = question(orkney, {"a": option(interventions={name: {} for name in names})})
    for number in range(1, 201):
        values = asked.at_draw(number).interventions("a")
        assert values["power_of_attorney_in_good_time"].effects[0].value >= 0
        assert values["step_up"].effects[0].value <= 1


def test_options_share_a_draw_whatever_other_options_there_are(orkney: Description) -> None:
    falls, both = {"falls_exercise": {}}, {"falls_exercise": {"coverage": 0.1}, "reablement": {}}
    alone = question(orkney, {"a": option(interventions=falls)})
    beside = question(orkney, {"z": option(interventions=both), "a": option(interventions=falls)})
    for number in (1, 2, 17):
        first, *others = (
            asked.at_draw(number).interventions(name)["falls_exercise"].effects[0].value
            for asked, name in ((alone, "a"), (beside, "a"), (beside, "z"))
        )
        assert others == [first, first]
    assert (alone.drawn("a", [1, 2, 17]).scores[:, 0] == beside.drawn("z", [1, 2, 17]).scores[:, 0]).all()


@pytest.mark.parametrize(
    "content",
    [
        {"interventions": {"more_home_support_hours": {"coverage": 1.0}}},
        {"changes": [{"capacity_of": "home_support", "by": "10%"}]},
        {"changes": [{"capacity_of": "home_support", "hours": 60.0}]},
        {"changes": [{"capacity_of": "home_support", "to": 2000.0}]},
    ],
)
def test_of_added_hours_so_much_is_staffed(orkney: Description, content: dict[str, Any]) -> None:
    """Each way to add hours, in each replication: the share that is drawn of all that is added (in quarters)."""
    asked = question(orkney, {"a": option(**content)})
    (thing,) = asked.uncertain_things("a")
    work = Work(asked)
    row = list(work.tables["a"].setting_names).index("home_support")

    def added(one: Work) -> float:
        tables, begins = one.tables, one.question.period.from_day
        levels = [
            table.change_to[(table.change_of == row) & (table.change_day <= begins)][-1]
            for table in (tables["a"], tables["baseline"])
        ]
        return float(levels[0] - levels[1])

    whole = added(work)
    assert whole > 10
    for number in (1, 2, 3):
        share = value_at(thing, score(1, number, thing.name))
        assert 0.7 <= share <= 1
        assert added(work.drawn(number)) == pytest.approx(share * whole, abs=0.3)


def test_what_an_option_sets_is_not_drawn(orkney: Description) -> None:
    falls = {"falls_exercise": {}, "falls_home_hazards": {}}
    path = "interventions.falls_exercise.effects.0"
    asked = question(orkney, {"a": option(interventions=falls, set={f"{path}.value": 0.7})})
    assert [thing.name for thing in asked.uncertain_things("a")] == ["falls_home_hazards/0"]
    values = [asked.at_draw(number).interventions("a")["falls_exercise"].effects[0].value for number in (1, 2, 3)]
    assert values == [0.7, 0.7, 0.7]
    narrow = question(orkney, {"a": option(interventions=falls, set={f"{path}.low": 0.79, f"{path}.high": 0.81})})
    drawn = [narrow.at_draw(number).interventions("a")["falls_exercise"].effects[0].value for number in range(1, 9)]
    assert max(abs(value - 0.8) for value in drawn) < 0.02


def test_places_taken_away_are_taken_whole(orkney: Description) -> None:
    asked = question(orkney, {"a": option(changes=[{"capacity_of": "home_support", "by": "-10%"}])})
    assert asked.uncertain_things("a") == []
    assert asked.at_draw(1).description_of("a").changes == asked.description_of("a").changes


def test_a_building_opens_with_the_places_that_are_staffed(orkney: Description) -> None:
    building = {
        "label": "New",
        "places": 30.0,
        "own": {"intermediate_care": 20.0},
        "either": ["intermediate_care", "care_home"],
    }
    asked = question(orkney, {"a": option(buildings={"new": building | {"opens": "month 2"}})})
    (thing,) = asked.uncertain_things("a")
    share = value_at(thing, score(1, 5, thing.name))
    after = asked.at_draw(5).description_of("a").buildings["new"]
    assert (after.places, after.own["intermediate_care"]) == pytest.approx((30 * share, 20 * share))
    assert Work(asked).drawn(5).tables["a"].start_date == START


def test_tables_of_a_draw_are_those_built_anew(orkney: Description) -> None:
    """What is taken over from the question without a draw is what would be built; the baseline is the very same."""
    names = ("falls_exercise", "more_home_support_hours", "hospital_at_home_expansion", "frailty_unit")
    asked = question(orkney, {"a": option(interventions={name: {} for name in names})})
    work = Work(asked)
    one = work.drawn(3)
    assert one.tables["baseline"] is work.tables["baseline"]
    anew = build(one.question.description_of("a"), one.question.interventions("a"))
    anew = replace(anew, need_ceiling=one.tables["baseline"].need_ceiling)  # that of the candidate needs
    assert first_difference(one.tables["a"], anew) == np.inf
    assert (one.tables["a"].most_capacity == anew.most_capacity).all()
    assert first_difference(one.tables["a"], work.tables["a"]) == 1735.0


def test_fixed_effects_are_not_drawn(orkney: Description) -> None:
    asked = question(orkney, {"a": option(interventions={"falls_exercise": {}})}, "fixed")
    assert asked.at_draw(1) is asked
    assert asked.drawn("a", [1, 2]).scores.shape == (2, 0)
    both = question(orkney, asked.options)
    assert both.hash != asked.hash
    assert question(orkney, {}).hash == question(orkney, {}, "fixed").hash, "a baseline has no effects"


def test_a_comparison_draws_unless_told_not_to(tmp_path: Path) -> None:
    """The same replications, with effects drawn and fixed: the same baseline, and a wider interval of what is drawn."""
    tables = {
        effects: compare(
            "orkney_islands",
            ["anticipatory_care_planning"],
            replications=8,
            period={"measured_from": None, "warmup_days": 60, "years": 0, "days": 120},
            cores=1,
            results=tmp_path,
            **words,
        )
        for effects, words in {"drawn": {}, "fixed": {"effects": "fixed"}}.items()
    }
    of_baseline = [table[table["option"] == "baseline"].reset_index(drop=True) for table in tables.values()]
    assert of_baseline[0].equals(of_baseline[1])
    parts = [
        table[(table["measure"] == "bed_days_returned") & (table["breakdown"] == "all")].iloc[0]
        for table in tables.values()
    ]
    assert parts[0]["sd_effects"] > 0
    assert parts[1]["sd_effects"] == 0
    assert parts[0]["mean"] != parts[1]["mean"]


def test_a_word_that_is_none_is_refused() -> None:
    with pytest.raises(InputErrors, match="effects"):
        compare("orkney_islands", [], effects="sometimes")


def test_a_draw_above_the_stated_value_raises_needs(orkney: Description) -> None:
    """What an interval lets an effect raise is raised: candidate needs reach above the rates as stated."""
    rates = effect(changes="need_rate", value=1.0, low=0.6, high=1.6, of=["other_emergency"])
    row = orkney.interventions["falls_exercise"]
    lever = row.model_copy(update={"effects": (rates,), "coverage": 1.0, "ramp_days": 0.0})
    described = orkney.model_copy(update={"interventions": {"lever": lever}})
    asked = question(described, {"a": option(interventions={"lever": {}})})
    number = next(number for number in range(1, 50) if score(1, number, "lever/0") > 1.2)
    drawn = Work(asked).drawn(number)
    factor = value_at(asked.uncertain_things("a")[0], score(1, number, "lever/0"))
    need = list(described.needs).index("other_emergency")
    assert drawn.tables["baseline"].need_ceiling[need] == drawn.tables["a"].need_ceiling[need] > factor > 1.3
    demand = drawn.demand(number)
    of_need = (demand.needs.need == need) & (demand.needs.day >= 1735)
    came = [np.count_nonzero(drawn.outcome(name, demand).led_to_bed[of_need]) for name in ("baseline", "a")]
    assert came[1] > (1 + 0.5 * (factor - 1)) * came[0]
