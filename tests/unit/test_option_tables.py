"""Tables of options, built on those of the baseline: they are those that each option has alone, to the last bit."""

import datetime
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.description.interventions import Option
from sim.description.read import read_option, read_system
from sim.study.question.option_tables import drawn_tables, tables_of
from sim.study.question.question import BASE, Period, Question
from sim.tables.build import build
from sim.tables.tables import Tables, sharing

ROOTS = [Path(__file__).resolve().parents[2] / "scenarios"]
PERIOD = Period.of(datetime.date(2023, 4, 1), 1735, 1)
OWN: dict[str, dict[str, Any]] = {
    "sets_a_capacity": {"set": {"settings.care_home.capacity": 100}},
    "sets_a_stay": {"set": {"settings.general_medicine.ready_by_weekday": [1, 1, 1, 1, 1, 0, 0]}},
    "changes_places": {"changes": [{"capacity_of": "intermediate_care", "places": 5, "from": "2023-10-01"}]},
}
"""Options that differ from the baseline in more than interventions."""


@cache
def question() -> Question:
    """Return a question of two shipped options, and of OWN."""
    described = read_system(ROOTS, "orkney_islands")
    options = {name: read_option(ROOTS, name, described) for name in ("package", "weekend_discharge")}
    options |= {name: Option.model_validate({"title": name} | words) for name, words in OWN.items()}
    return Question("compare", "orkney_islands", described, options, PERIOD, 1, 30, "compiled", "", effects="drawn")


def differences(first: Tables, second: Tables) -> list[str]:
    """Return the tables that differ in any bit."""
    pairs = {field.name: (getattr(first, field.name), getattr(second, field.name)) for field in fields(Tables)}
    return [name for name, (one, other) in pairs.items() if not is_same(one, other)]


def is_same(one: object, other: object) -> bool:
    """Tell whether two values are equal, arrays to the last bit and in the same type."""
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return (one.dtype, one.shape, one.tobytes()) == (other.dtype, other.shape, other.tobytes())
    return one == other


@pytest.mark.parametrize("draw", [None, 3])
def test_tables_are_those_of_each_option_alone(draw: int | None) -> None:
    """Interventions, changes of capacity, values set by path; as stated, and with what is uncertain drawn."""
    undrawn = tables_of(question())
    asked = question() if draw is None else question().at_draw(draw)
    found = undrawn if draw is None else drawn_tables(asked, question(), undrawn)
    assert list(found) == list(question().names)
    as_before = set() if draw is None else {"need_ceiling"}  # all draws share the ceiling that the demand is drawn at
    for name, tables in found.items():
        alone = build(asked.description_of(name), asked.interventions(name))
        assert set(differences(tables, alone)) <= as_before, name


def test_what_is_equal_is_kept_once() -> None:
    """A value set by path leaves all else the baseline's own, and nothing of another system is taken over."""
    tables = tables_of(question())
    assert tables["sets_a_stay"].destination_weight is tables[BASE].destination_weight
    assert tables["sets_a_stay"].ready_by_weekday is not tables[BASE].ready_by_weekday
    assert "ready_by_weekday" in differences(tables["sets_a_stay"], tables[BASE])
    assert sharing(tables["package"], tables[BASE]) is tables["package"]
