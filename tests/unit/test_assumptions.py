"""What an option rests on: each effect that changes something counts once, and what is so today is listed too."""

from typing import Any

import pytest

from sim.description.effects_table import is_null
from sim.description.interventions import Effect, Option
from sim.study.analysis.assumptions import assumptions
from sim.study.question.question import BASE
from tests.unit.test_study_replications import question

KNOWN = {"basis": "assumption", "source": "X"}


def effect(**given: Any) -> Effect:
    return Effect.model_validate({"changes": "need_rate", "of": ["fall"], **KNOWN} | given)


@pytest.mark.parametrize(
    ("given", "null"),
    [
        ({"value": 1.0}, True),
        ({"value": 0.9}, False),
        ({"value": 0.0, "unit": "percent"}, True),
        ({"changes": "capacity", "of": ["ward"], "value": 0.0, "unit": "places"}, True),
        ({"changes": "capacity", "of": ["ward"], "value": -2.0, "unit": "places"}, False),
        ({"changes": "capacity", "of": ["ward"], "value": 0.1, "unit": "share_added"}, False),
        ({"changes": "priority_days", "of": ["ward"], "value": 0.0, "unit": "days"}, True),
        ({"changes": "weekend_discharge", "of": ["ward"]}, False),
    ],
)
def test_a_null_changes_nothing(given: dict[str, Any], null: bool) -> None:
    assert is_null(effect(**given)) is null


def with_effects(*effects: dict[str, Any], **option: Any) -> Any:
    """Return the assumptions of the small question, whose one intervention has other effects."""
    asked = question()
    name, one = next(iter(asked.description.interventions.items()))
    changed = one.model_copy(update={"effects": tuple(effect(**given) for given in effects)})
    description = asked.description.model_copy(update={"interventions": {name: changed}})
    options = {
        "exercise": Option(title="E", source="S", interventions=asked.options["exercise"].interventions, **option)
    }
    fields = {"description": description, "options": options}
    return assumptions(type(asked)(**{**vars(asked), **fields}))


def test_each_effect_that_changes_something_is_one_part() -> None:
    table = with_effects({"value": 0.8, "basis": "evidence"}, {"value": 1.0, "basis": "evidence"}, {"value": 0.9})
    own = table[table["option"] == "exercise"]
    assert own["part_percent"].tolist() == [50.0, 0.0, 50.0]


def test_places_that_an_option_adds_are_a_part_too() -> None:
    table = with_effects(
        {"value": 0.8, "basis": "evidence"}, changes=[{"capacity_of": "ward", "places": 2, "from": 5.0}]
    )
    own = table[table["option"] == "exercise"]
    assert own["part_percent"].tolist() == [50.0, 50.0]
    assert own["basis"].tolist() == ["evidence", "assumption"]
    assert own["source"].tolist() == ["X", "S"]


def test_nulls_alone_are_no_part() -> None:
    table = with_effects({"value": 1.0})
    assert table[table["option"] == "exercise"]["part_percent"].tolist() == [0.0]


def test_what_is_taken_to_be_so_today_is_listed_once() -> None:
    share = {"value": 0.5, "low": 0.25, "high": 0.75, "basis": "assumption", "source": "X"}
    names = (
        "palliative_care_needed",
        "palliative_care_reached",
        "plan_at_death",
        "prefers_usual_place",
        "power_of_attorney",
    )
    asked = question()
    known = asked.description.model_dump(by_alias=True) | {
        "care_today": dict.fromkeys(names, share),
        "bed_day_values": {"official": {"label": "as told", "pounds": 290.0, "basis": "published", "source": "Y"}},
    }
    description = type(asked.description).model_validate(known)
    table = assumptions(type(asked)(**{**vars(asked), "description": description}))
    today = table[table["option"] == BASE]
    assert today["effect"].tolist() == [*(name.replace("_", " ") for name in names), "worth of a bed day, as told"]
    assert today["low"].tolist()[:5] == [0.25] * 5
    assert today["part_percent"].isna().all()
