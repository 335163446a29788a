"""What contradicts itself is refused, and what is hardly meant is told: one line each."""

import datetime
from collections.abc import Mapping
from typing import Any

import pytest

from sim.description.consistency import check, warnings
from sim.description.read import read_system
from sim.description.system import Description
from tests.behaviour.village import SCENARIOS, village

STAY = {"stay": {"default": {"shape": "constant", "mean": 1}}}
CLINIC = {"label": "Clinic", "type": "other", "capacity": 3.0, **STAY}
LEVER = {"title": "More", "description": "More beds", "system": "care_homes", "coverage": 1.0}
MORE_BEDS = {"changes": "capacity", "of": ["ward"], "value": 2.0, "unit": "places"}
MORE_BEDS |= {"basis": "assumption", "source": "Made up"}
WAITING = {"pathway": "care_home_from_community", "per_1000_people": 5.0, "waited_days": 3.0}


def changed(changes: Mapping[str, Any]) -> Description:
    """Return the village with other things under some dotted paths, unchecked."""
    content = village().model_dump()
    for path, value in changes.items():
        *above, last = path.split(".")
        inside = content
        for key in above:
            inside = inside[key]
        inside[last] = value
    return Description.model_validate(content)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        (
            {"settings.own_home.type": "other"},
            "people: have no home: give a setting of type home, with residence: true",
        ),
        (
            {"settings.own_home.residence": False},
            "settings.own_home.residence: false: residents who start nowhere else live here; let it be true",
        ),
        (
            {"settings.ward.capacity": "no_limit", "interventions": {"more": {**LEVER, "effects": [MORE_BEDS]}}},
            "interventions.more.effects.#1.of: 'ward' has no limit to change",
        ),
        ({"settings.ward.boards_to": ["ward"]}, "settings.ward.boards_to: 'ward' cannot board people to itself"),
        (
            {"settings.ward.boards_to": ["care_home"]},
            "settings.ward.boards_to: people live in 'care_home': nobody is boarded there",
        ),
        (
            {"settings.ward.boarded_stay": {"times": 1.5, "source": "Made up"}},
            "settings.ward.boarded_stay: needs boards_to: nobody of this ward lies on another",
        ),
        (
            {"settings.ward.changes": [{"day": 9.0, "capacity": 3.0}, {"day": 5.0, "capacity": 2.0}]},
            "settings.ward.changes.#2: must come later than the change before it (day or date, and hour)",
        ),
        (
            {"settings.ward.changes": [{"day": 9.0, "capacity": 3.0}, {"day": 9.0, "capacity": 2.0}]},
            "settings.ward.changes.#2: must come later than the change before it (day or date, and hour)",
        ),
        (
            {
                "teams.assessor.weekly": [
                    {"hour": 8.0, "capacity": 3.0},
                    {"days": ["Tue"], "hour": 8.0, "capacity": 2.0},
                ]
            },
            "teams.assessor.weekly.#2: states the same weekday and hour once more",
        ),
        (
            {"settings.care_home.type": "hospital"},
            "settings.care_home.residence: people live at home, and not where it counts as hospital",
        ),
        (
            {"responses.ward_stay.settings": ["ward", "care_home"]},
            "responses.ward_stay.settings.#2: people live in 'care_home': let a pathway lead there, and not a path",
        ),
        (
            {"pathways.care_home_from_community.to": "ward", "people.waiting": [WAITING]},
            "pathways.care_home_from_community.to: leads from 'home' to hospital ('ward') without a need: "
            "let a need lead there",
        ),
        (
            {"settings.care_home.queue_limit": {"outside": 3, "ward": 2}},
            "settings.care_home.queue_limit.ward: nobody is turned away from there: a limit is for outside, default, "
            "and where people live",
        ),
    ],
)
def test_a_contradiction_is_refused(changes: Mapping[str, Any], line: str) -> None:
    errors, _ = check(changed(changes), {"": "village"})
    assert f"village: {line}" in [str(fault) for fault in errors]


def test_arrivals_that_go_back_in_time_are_refused() -> None:
    dates = [datetime.date(2023, 5, 1), datetime.date(2023, 4, 20)]
    arrivals = {"per_day": 1.0, "changes": [{"date": date, "per_day": 2.0} for date in dates]}
    errors, _ = check(changed({"needs.illness.rate": None, "needs.illness.arrivals": arrivals}), {"": "village"})
    line = "2023-04-20 must come after 2023-05-01, the date of the change before it"
    assert f"village: needs.illness.arrivals.changes.#2.date: {line}" in [str(fault) for fault in errors]


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        (
            {"settings.clinic": CLINIC},
            "settings.clinic: nothing leads here: no response, pathway, boarding or start",
        ),
        (
            {"pathways.care_home.reason": "none"},
            "pathways.care_home.reason: none: people wait in 'ward' for 'care_home', and none of it counts as delay; "
            "give the reason",
        ),
    ],
)
def test_a_doubt_is_told(changes: Mapping[str, Any], line: str) -> None:
    assert line in warnings(changed(changes))


def test_what_boarding_or_a_start_reaches_is_no_doubt() -> None:
    other = dict(village().model_dump()["settings"]["ward"])
    boards = {"settings.other": other, "settings.ward.boards_to": ["other"]}
    assert warnings(changed(boards)) == []


@pytest.mark.parametrize("place", ["orkney_islands", "perth_and_kinross"])
def test_nobody_waits_in_a_hospital_bed_for_no_reason(place: str) -> None:
    assert not [line for line in warnings(read_system([SCENARIOS], place)) if "counts as delay" in line]


def test_without_a_need_nobody_would_ever_come() -> None:
    content = village().model_dump() | {"needs": {}}
    content["discharge_destinations"] = {"on": {"settings": ["ward"], "pathways": {"home": {"by_frailty": 1}}}}
    content["settings"]["ward"]["stay"] = {}
    errors, _ = check(Description.model_validate(content), {"": "village"})
    assert "village: needs: holds no need: nobody would ever come" in [str(fault) for fault in errors]
