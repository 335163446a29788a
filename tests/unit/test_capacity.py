"""Capacity over time: by date and hour, by weekday and hour, and what an intervention adds to either."""

import datetime
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from sim.tables.build import build
from sim.tables.tables import TICK, Tables
from tests.behaviour.village import village

MONDAY = datetime.date(2023, 4, 3)
BY_DAY = {"days": ("Mon", "Tue", "Wed", "Thu"), "hour": 8.0, "capacity": 5.0}
BY_NIGHT = {"days": ("Mon", "Tue", "Wed", "Thu"), "hour": 18.0, "capacity": 1.0}
"""Shut low from Thursday evening to Monday morning."""
AT = ["2023-04-10 08:00", "2023-04-12 18:00"]
"""When it changes by date, to 4 and to 3: a week from the start, and two days later."""


@pytest.fixture(params=["settings.ward", "teams.assessor"])
def thing(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def tables(thing: str, village_is: Mapping[str, object] | None = None, **words: Any) -> Tables:
    """Return the village with other words for a setting or a team, and other changes."""
    whole = {"settings.ward.changes": [], **(village_is or {})}
    description = village(whole | {f"{thing}.{word}": value for word, value in words.items()})
    return build(description, description.interventions)


def at(found: Tables, thing: str, *event_times: float) -> list[float]:
    """Return the capacity of a setting or team at some moments, in days from the start."""
    resource = (*found.setting_names, *found.team_names).index(thing.split(".")[1])
    mine = found.change_of == resource
    days = np.concatenate([[-1.0], found.change_day[mine]])
    assert (np.diff(days) > 0).all()
    levels = np.concatenate([[found.capacity[resource]], found.change_to[mine]])
    return [float(level) for level in levels[np.searchsorted(days, event_times, side="right") - 1]]


def day(number: int, hour: float) -> float:
    """Return an hour of a day of the run on the grid of time."""
    return number + round(hour / 24 / TICK) * TICK


def by_date() -> list[dict[str, object]]:
    stated = [datetime.datetime.fromisoformat(moment) for moment in AT]
    return [
        {"date": moment.date(), "hour": float(moment.hour), "capacity": capacity}
        for moment, capacity in zip(stated, (4.0, 3.0), strict=True)
    ]


@pytest.mark.parametrize("backwards", [False, True])
def test_by_date_and_hour(thing: str, backwards: bool) -> None:
    found = tables(thing, changes=by_date()[:: -1 if backwards else 1])
    before = float(found.capacity[(*found.setting_names, *found.team_names).index(thing.split(".")[1])])
    event_times = [0.0, day(7, 8) - TICK, day(7, 8), day(9, 18) - TICK, day(9, 18), 400.0]
    assert at(found, thing, *event_times) == [before, before, 4.0, 4.0, 3.0, 3.0]


def test_a_date_that_has_passed_holds_from_the_start(thing: str) -> None:
    found = tables(thing, {"start_date": datetime.date(2023, 4, 11)}, changes=by_date())
    assert at(found, thing, 0.0, day(1, 18) - TICK, day(1, 18)) == [4.0, 4.0, 3.0]


def test_by_day_of_the_run_or_by_date_is_the_same(thing: str) -> None:
    by_day = [{"day": 7.0, "hour": 8.0, "capacity": 4.0}, {"day": 9.0, "hour": 18.0, "capacity": 3.0}]
    one, other = tables(thing, changes=by_day), tables(thing, changes=by_date())
    assert one.change_day.tolist() == other.change_day.tolist()
    assert one.change_to.tolist() == other.change_to.tolist()


@pytest.mark.parametrize("week", [0, 1, 300])
def test_by_weekday_and_hour_over_and_over(thing: str, week: int) -> None:
    found = tables(thing, weekly=[BY_DAY, BY_NIGHT])
    monday = 7 * week
    event_times = [
        day(monday + number, hour) + late for number in range(7) for hour in (8, 18) for late in (-TICK, 0.0)
    ]
    levels = at(found, thing, *event_times)
    assert levels == [1.0, 5.0, 5.0, 1.0] * 4 + [1.0] * 12


@pytest.mark.parametrize("started", [0, 3, 5])
def test_a_week_begins_on_its_own_weekday(thing: str, started: int) -> None:
    """On whatever weekday the run starts, the level of the hour before holds at first."""
    found = tables(thing, {"start_date": MONDAY + datetime.timedelta(days=started)}, weekly=[BY_DAY, BY_NIGHT])
    thursday = (3 - started) % 7
    assert at(found, thing, 0.0) == [1.0]
    assert at(found, thing, day(thursday, 8) - TICK, day(thursday, 8), day(thursday, 18)) == [1.0, 5.0, 1.0]
    assert at(found, thing, day(thursday + 1, 8), day(thursday + 4, 8)) == [1.0, 5.0]


def test_what_an_intervention_adds_comes_on_top(thing: str) -> None:
    effect = {"changes": "capacity", "of": [thing.split(".")[1]], "value": 2.0, "unit": "places"}
    more = {"title": "More", "system": "discharge_capacity", "description": "Two more", "coverage": 1.0}
    more |= {"start_day": 9.0, "effects": [effect | {"basis": "assumption", "source": "Made up"}]}
    found = tables(thing, {"interventions": {"more": more}}, weekly=[BY_DAY, BY_NIGHT])
    assert at(found, thing, day(8, 8), day(8, 18), day(9, 0), day(9, 8), day(9, 18)) == [5.0, 1.0, 3.0, 7.0, 3.0]
