"""Capacity over time: by date and hour, by weekday and hour, and what an intervention adds to either."""

import datetime
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from sim.description.consistency import check
from sim.description.system import Description
from sim.outcome import Kind
from sim.tables.build import build
from sim.tables.tables import TICK, Tables
from tests.behaviour.village import Told, live, village

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


def first(found: Tables, thing: str) -> float:
    """Return the capacity that a setting or team has at first."""
    return float(found.capacity[(*found.setting_names, *found.team_names).index(thing.split(".")[1])])


def day(number: int, hour: float) -> float:
    """Return an hour of a day of the run on the grid of time."""
    return number + round(hour / 24 / TICK) * TICK


def by_date() -> list[dict[str, object]]:
    stated = [datetime.datetime.fromisoformat(moment) for moment in AT]
    return [
        {"date": moment.date(), "hour": float(moment.hour), "capacity": capacity}
        for moment, capacity in zip(stated, (4.0, 3.0), strict=True)
    ]


def test_by_date_and_hour(thing: str) -> None:
    found = tables(thing, changes=by_date())
    before = first(found, thing)
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
    assert levels == [1.0 if week else first(found, thing), 5.0, 5.0, 1.0] + [1.0, 5.0, 5.0, 1.0] * 3 + [1.0] * 12


@pytest.mark.parametrize("started", [0, 3, 5])
def test_a_week_begins_on_its_own_weekday(thing: str, started: int) -> None:
    """On whatever weekday the run starts, the first capacity counts until the first change."""
    found = tables(thing, {"start_date": MONDAY + datetime.timedelta(days=started)}, weekly=[BY_DAY, BY_NIGHT])
    thursday = (3 - started) % 7
    assert at(found, thing, 0.0) == [first(found, thing)]
    assert at(found, thing, day(thursday, 8), day(thursday, 18)) == [5.0, 1.0]
    assert at(found, thing, day(thursday + 1, 8), day(thursday + 4, 8)) == [1.0, 5.0]


def test_what_an_intervention_adds_comes_on_top(thing: str) -> None:
    effect = {"changes": "capacity", "of": [thing.split(".")[1]], "value": 2.0, "unit": "places"}
    more = {"title": "More", "system": "discharge_capacity", "description": "Two more", "coverage": 1.0}
    more |= {"start_day": 9.0, "effects": [effect | {"basis": "assumption", "source": "Made up"}]}
    found = tables(thing, {"interventions": {"more": more}}, weekly=[BY_DAY, BY_NIGHT])
    assert at(found, thing, day(8, 8), day(8, 18), day(9, 0), day(9, 8), day(9, 18)) == [5.0, 1.0, 3.0, 7.0, 3.0]


def test_what_is_closed_at_first_is_reached_once_it_opens(engine: str) -> None:
    """A clinic open from 9 to 15, to which a pathway leads: nobody comes before nine, and somebody after."""
    content = village({"settings.ward.changes": []}).model_dump()
    open_hours = [{"hour": 9.0, "capacity": 3.0}, {"hour": 15.0, "capacity": 0.0}]
    content["settings"]["clinic"] = {"label": "Clinic", "type": "other", "capacity": 0.0, "weekly": open_hours}
    content["settings"]["clinic"] |= {"stay": {"default": {"shape": "constant", "mean": 0.01}}}
    content["pathways"]["clinic"] = {"label": "Clinic", "to": "clinic"}
    content["discharge_destinations"]["after_an_illness"]["pathways"] = {"clinic": {"by_frailty": 1}}
    content["discharge_destinations"]["after_the_clinic"] = {
        "settings": ["clinic"],
        "pathways": {"home": {"by_frailty": 1}},
    }
    lived = live(Description.model_validate(content), Told(needs=[(0.25, 0, "illness")]), 10.0, engine)
    came = [day for day, kind, _, setting, _ in lived.events(Kind.ENTER) if setting == "clinic"]
    assert len(came) == 1
    assert day(0, 9) <= came[0] % 1 < day(0, 15)


@pytest.mark.parametrize("word", ["weekly", "changes", "pool", "option"])
def test_a_ward_that_is_ever_open_keeps_its_people(word: str) -> None:
    """Its people go to another ward only where it is open at no time."""
    content = village({"settings.ward.changes": []}).model_dump()
    content["settings"]["other"] = dict(content["settings"]["ward"])
    content["settings"]["ward"] |= {"capacity": 0.0, "boards_to": ["other"]}
    more: dict[str, Any] = {
        "weekly": {"weekly": [{"capacity": 3.0}]},
        "changes": {"changes": [{"day": 30.0, "capacity": 3.0}]},
        "pool": {"pool": "shared"},
        "option": {},
    }
    closed = build(Description.model_validate(content))
    content["pools"] = {"shared": {"capacity": 2.0}}
    content["settings"]["ward"] |= more[word]
    effect = {
        "changes": "capacity",
        "of": ["ward"],
        "value": 4.0,
        "unit": "places",
        "basis": "assumption",
        "source": "-",
    }
    lever = {"title": "Beds", "system": "discharge_capacity", "description": "-", "coverage": 1.0, "effects": [effect]}
    content["interventions"] = {"beds": lever} if word == "option" else {}
    description = Description.model_validate(content)
    opened = build(description, description.interventions)
    ward, other = (closed.setting_names.index(name) for name in ("ward", "other"))
    assert (closed.need_ward[0], opened.need_ward[0]) == (other, ward)


def test_surge_places_alone_never_open_a_ward(engine: str) -> None:
    """They stand in a ward that is open, and close with it: its people go to another ward, and nobody waits for it."""
    content = village({"settings.ward.changes": []}).model_dump()
    content["settings"]["other"] = dict(content["settings"]["ward"]) | {"capacity": 1.0}
    content["settings"]["ward"] |= {"capacity": 0.0, "surge": 6.0, "boards_to": ["other"]}
    content["discharge_destinations"]["after_an_illness"]["settings"] = ["ward", "other"]
    description = Description.model_validate(content)
    assert check(description, {"": "village"})[0] == []
    lived = live(description, Told(needs=[(0.25, 0, "illness"), (0.5, 1, "illness")]), 20.0, engine)
    assert {setting for _, _, _, setting, _ in lived.events(Kind.WAIT)} >= {"other"}
    assert not [event for event in lived.events() if event[3] == "ward"]
