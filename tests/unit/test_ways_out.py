"""Whoever comes gets out again: a pathway is left for everybody, nobody waits for ever, and what is there is used."""

from typing import Any

import pytest

from sim.description.consistency import check, warnings
from sim.description.system import Description
from sim.tables.build import build
from tests.behaviour.village import village
from tests.unit.test_consistency import STAY, changed

HALL: dict[str, Any] = {"label": "Hall", "type": "other", "capacity": 0.0, "queue_limit": 0, **STAY}
OUT = {"home": {"by_frailty": 1}}
AFTER_WARD = "discharge_destinations.after_an_illness"
FROM_HALL = {"settings": ["hall"], "pathways": OUT}
TO_HALL = {"label": "Hall", "to": "hall"}
HALL_OF: dict[str, Any] = {"settings.hall": HALL, "pathways.hall": TO_HALL, "discharge_destinations.hall": FROM_HALL}
EVER = "capacity of zero with a queue: whoever is sent here waits for ever; give it places, or queue_limit: 0"
LEFT_OUT = "each has the weight 0, or leads to a closed place"
NEVER_OPENS = "leads to 'hall', which never opens: whoever waits for it waits for ever"
ON_HALL = {f"{AFTER_WARD}.pathways": {"hall": {"by_frailty": 1}}}
EFFECT = {"changes": "destination", "value": -100.0, "unit": "percent", "basis": "assumption", "source": "-"}
LEVER = {"title": "L", "system": "falls", "description": "-", "coverage": 1.0, "effects": [EFFECT]}
POOL = {"capacity": 0.0}
CLOSED_WARD: dict[str, Any] = {"settings.ward.capacity": 0.0, "settings.ward.changes": []}
FIT = f"{AFTER_WARD}.pathways: no pathway is left for people of frailty 'fit'"
NOWHERE = f"{AFTER_WARD}.pathways: every pathway leads to a place that never opens: nobody could leave"


def errors_of(changes: dict[str, Any]) -> list[str]:
    return [str(fault) for fault in check(changed(changes), {"": "village"})[0]]


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        (
            {f"{AFTER_WARD}.pathways": {"home": {"by_frailty": 1, "times_need": {"illness": 0}}}},
            f"{FIT}, with the need 'illness': {LEFT_OUT}",
        ),
        (
            {f"{AFTER_WARD}.pathways": {"home": {"by_frailty": 1, "times_residence": {"care_home": 0}}}},
            f"{FIT}, who live in 'care_home': {LEFT_OUT}",
        ),
        (
            {f"{AFTER_WARD}.pathways": {"home": {"by_frailty": 1, "times_long_stay": 0}}},
            f"{FIT}, after a long stay: {LEFT_OUT}",
        ),
        (
            HALL_OF | ON_HALL,
            NOWHERE,
        ),
        (
            {"discharge_destinations.nowhere": {"settings": [], "pathways": OUT}},
            "discharge_destinations.nowhere.settings: names no setting: nobody would leave by these pathways",
        ),
        ({"interventions.l": LEVER}, "interventions.l.effects: leave nobody a pathway out of 'after_an_illness'"),
        (
            HALL_OF | {"deconditioning": {"settings": ["ward"], "hours_per_week": 0.1, "pathway": "hall"}},
            f"deconditioning.pathway: {NEVER_OPENS}",
        ),
        (
            {"deconditioning": {"settings": ["ward"], "chance_per_week": 0.1, "pathway": "home"}},
            "deconditioning.from_pathways: chance_per_week needs them: pathways that may have to be given up",
        ),
        (CLOSED_WARD | {"settings.ward.surge": 4.0}, f"settings.ward.capacity: {EVER}"),
        (CLOSED_WARD | {"settings.ward.queue_limit": 4}, f"settings.ward.capacity: {EVER}"),
        (
            CLOSED_WARD | {"settings.ward.changes": [{"day": 3.0, "capacity": 0.4}]},
            f"settings.ward.capacity: {EVER}",
        ),
        (
            {"settings.hall": HALL, "responses.ward_stay.settings": ["ward", "hall"]}
            | {"discharge_destinations.hall": FROM_HALL},
            f"settings.hall.capacity: {EVER}",
        ),
        (
            {"settings.hall": HALL | {"pool": "p"}, "pools.p": POOL, "pathways.hall": TO_HALL} | ON_HALL,
            NOWHERE,
        ),
    ],
)
def test_what_would_hold_people_for_ever_or_let_them_vanish_is_refused(changes: dict[str, Any], line: str) -> None:
    assert f"village: {line}" in errors_of(changes)


@pytest.mark.parametrize(
    "opens",
    [
        {"changes": [{"capacity_of": "p", "places": 3.0, "from": 5.0}]},
        {"changes": [{"capacity_of": "hall", "to": 2.0}]},
        {"settings.hall.weekly": [{"hour": 9.0, "capacity": 4.0}, {"hour": 15.0, "capacity": 0.0}]},
        {"buildings": {"b": {"label": "B", "places": 2.0, "own": {"hall": 2.0}, "opens": 9.0}}},
    ],
)
def test_what_opens_once_is_open_however_it_does(opens: dict[str, Any]) -> None:
    hall = {"settings.hall": HALL | {"pool": "p", "queue_limit": "no_limit"}, "pools.p": POOL}
    assert errors_of(HALL_OF | hall | ON_HALL | opens) == []


def test_of_a_path_with_another_response_at_its_door_the_later_wards_are_waited_for() -> None:
    """Whether the first setting is full is asked at the door; for those after it people wait in their bed."""
    later = {"label": "Later", "settings": ["ward"]}
    changes = {"responses.ward_stay": {"label": "Stay", "settings": ["ward", "hall"], "if_full": "next_response"}}
    changes |= {"responses.later": later, "settings.hall": HALL, "discharge_destinations.hall": FROM_HALL}
    assert f"village: settings.hall.capacity: {EVER}" in errors_of(changes)
    door: dict[str, Any] = {"settings.hall": HALL | {"queue_limit": "no_limit"}}
    door |= {"responses.ward_stay": {"label": "Stay", "settings": ["hall", "ward"], "if_full": "next_response"}}
    assert not [line for line in errors_of(changes | door) if "settings.hall" in line]


def test_a_ward_that_two_steps_of_boarding_reach_is_no_doubt() -> None:
    ward = changed({}).model_dump()["settings"]["ward"]
    wards = {"settings.one": ward | {"boards_to": ["two"]}, "settings.two": ward, "settings.ward.boards_to": ["one"]}
    assert warnings(changed(wards)) == []


def test_what_nothing_uses_is_told() -> None:
    process = {"label": "P", "reason": "assessment", "duration": {"shape": "constant", "mean": 1.0}, "team": "idle"}
    idle: dict[str, Any] = {"responses.x": {"label": "X"}, "pathways.x": {"label": "X", "to": "residence"}}
    idle |= {"processes.x": process, "teams.lazy": {"label": "L", "capacity": 1.0}, "pools.x": POOL}
    idle |= {"teams.idle": {"label": "I", "capacity": 1.0}}
    assert warnings(changed(idle)) == [
        "responses.x: no need is answered so",
        "pathways.x: nothing leads along it",
        "processes.x: no pathway has it",
        "teams.lazy: no process is theirs",
        "pools.x: no setting uses it",
    ]


@pytest.mark.parametrize(
    ("arrivals", "line"),
    [
        ({"from_day": 30.0, "to_day": 10.0}, "to_day 10 must come after from_day 30: nobody would ever come"),
        ({"times_hour": [0.0] * 24}, "times_hour is 0 throughout: nobody would ever come"),
        ({"times_weekday": [0.0] * 7}, "times_weekday is 0 throughout: nobody would ever come"),
    ],
)
def test_arrivals_that_never_come_are_refused(arrivals: dict[str, Any], line: str) -> None:
    with pytest.raises(ValueError, match=line):
        changed({"needs.illness.rate": None, "needs.illness.arrivals": {"per_day": 1.0} | arrivals})


@pytest.mark.parametrize("size", [{"places": 0.0}, {"by": "0%"}, {"by": "-0 %"}, {"hours": 0.0}])
def test_a_change_of_nothing_is_refused(size: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="is 0: nothing would change"):
        Description.model_validate(
            changed({}).model_dump() | {"changes": [{"capacity_of": "ward", **size}]},
        )


def test_a_pathway_to_a_place_that_never_opens_is_taken_by_nobody() -> None:
    """Those who would take it take the others, in proportion to their weights."""
    ways = {"home": {"by_frailty": 1}, "hall": {"by_frailty": 3}}
    tables = build(changed(HALL_OF | {f"{AFTER_WARD}.pathways": ways}))
    row = list(village().discharge_destinations).index("after_an_illness")
    weights = tables.destination_weight[row].reshape(-1, tables.destination_weight.shape[-1])
    assert weights[:, 0].tolist() == [1.0] * len(weights)
    assert not weights[:, 1:].any()
