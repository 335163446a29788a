"""Simultaneous events keep the written order (time, rank, person): a history worked by hand, and days full of ties."""

import numpy as np
import pytest

from sim.engine.engines import run
from sim.outcome import TICK, Kind, Rank
from sim.tables.build import build
from tests.behaviour.partnerships import demand_of, system
from tests.behaviour.village import Event, Lived, Told, live, village

# Settings as the detail of LEAVE gives them, and pathways as that of READY.
OWN_HOME, HOME_SUPPORT, CARE_HOME, WARD = 0, 1, 2, 3
HOME, HOME_WITH_SUPPORT, TO_CARE_HOME, CARE_HOME_FROM_HOME = 0, 1, 2, 3

TEN_PEOPLE = Told(
    needs=[
        (0.25, 0, "illness"),
        (0.5, 1, "stroke"),
        (0.5, 2, "fracture"),
        (3.0, 3, "fracture"),
        (4.0, 4, "illness"),
        (5.0, 7, "long_term_care"),
        (8.25, 5, "illness"),
        (9.0, 6, "illness"),
        (12.0, 9, "illness"),
        (12.5, 0, "long_term_care"),
    ],
    deaths={4: 6.0, 8: 7.5, 5: 12.0},
    enters={9: 1.0},
    homes={3: ("home_support", 4.0), 8: ("care_home", 0.0)},
)
"""Day 0 is a Monday. Two beds (three from day 9), one assessor, ten hours of support, one place in the care home."""

STARTS: list[Event] = [
    *((0.0, "START", one, "own_home", 0.0) for one in range(3)),
    (0.0, "START", 3, "home_support", 4.0),
    *((0.0, "START", one, "own_home", 0.0) for one in range(4, 8)),
    (0.0, "START", 8, "care_home", 0.0),
]


def moves_in(day: float, person: int, before: str, target: int) -> list[Event]:
    """Return what happens when somebody is offered a bed and nothing keeps them: one chain, in one instant."""
    return [
        (day, "OFFERED", person, "ward", 1.0),
        (day, "LEAVE", person, before, target),
        (day, "ENTER", person, "ward", 1.0),
    ]


def goes_home(day: float, person: int) -> list[Event]:
    return [(day, "LEAVE", person, "ward", OWN_HOME), (day, "ENTER", person, "own_home", 1.0)]


HISTORY: list[Event] = [
    *STARTS,
    (0.25, "NEED", 0, "own_home", 1.0),
    (0.25, "WAIT", 0, "ward", 1.0),
    *moves_in(0.25, 0, "own_home", WARD),
    # Two needs at one instant: 1 before 2, so 1 has the last bed.
    (0.5, "NEED", 1, "own_home", 1.0),
    (0.5, "WAIT", 1, "ward", 1.0),
    *moves_in(0.5, 1, "own_home", WARD),
    (0.5, "NEED", 2, "own_home", 1.0),
    (0.5, "WAIT", 2, "ward", 1.0),
    (1.0, "START", 9, "own_home", 0.0),  # turns 65
    (2.25, "READY", 0, "ward", HOME),  # two days of illness; the door opens at noon
    *goes_home(2.5, 0),
    *moves_in(2.5, 2, "own_home", WARD),  # the bed is offered inside the event that freed it
    (3.0, "NEED", 3, "home_support", 1.0),
    (3.0, "WAIT", 3, "ward", 1.0),
    (4.0, "NEED", 4, "own_home", 1.0),
    (4.0, "WAIT", 4, "ward", 1.0),
    (4.5, "READY", 1, "ward", TO_CARE_HOME),  # four days after a stroke; Friday noon
    (4.5, "WAIT", 1, "assessor", 1.0),
    (4.5, "OFFERED", 1, "assessor", 1.0),  # one working day: until Monday noon
    (5.0, "NEED", 7, "own_home", 0.0),
    (5.0, "READY", 7, "own_home", CARE_HOME_FROM_HOME),
    (5.0, "WAIT", 7, "care_home", 1.0),
    (5.5, "READY", 2, "ward", HOME_WITH_SUPPORT),  # three days after a fracture
    (5.5, "WAIT", 2, "assessor", 1.0),
    (6.0, "DIE", 4, "own_home", 0.0),  # while waiting for a bed
    # Monday noon: a death comes before the end of a process, so the place of 8 goes to 7, though 1 would go before 7.
    (7.5, "DIE", 8, "care_home", 0.0),
    (7.5, "OFFERED", 7, "care_home", 1.0),
    (7.5, "LEAVE", 7, "own_home", CARE_HOME),
    (7.5, "ENTER", 7, "care_home", 1.0),
    (7.5, "PROCESS_ENDS", 1, "ward", 0.0),
    (7.5, "WAIT", 1, "care_home", 1.0),  # and waits to the end: the bed is blocked
    (7.5, "OFFERED", 2, "assessor", 1.0),
    (8.25, "NEED", 5, "own_home", 1.0),
    (8.25, "WAIT", 5, "ward", 1.0),
    (8.5, "PROCESS_ENDS", 2, "ward", 0.0),
    (8.5, "WAIT", 2, "home_support", 4.0),
    (8.5, "OFFERED", 2, "home_support", 4.0),
    (8.5, "LEAVE", 2, "ward", HOME_SUPPORT),
    (8.5, "ENTER", 2, "home_support", 4.0),
    *moves_in(8.5, 3, "home_support", WARD),  # waited longest: 4 has died, 5 came later
    # Midnight of day 9: a third bed before a new need, so the bed goes to 5 and 6 waits.
    (9.0, "CAPACITY", -1, "ward", 3.0),
    *moves_in(9.0, 5, "own_home", WARD),
    (9.0, "NEED", 6, "own_home", 1.0),
    (9.0, "WAIT", 6, "ward", 1.0),
    (11.0, "READY", 5, "ward", HOME),
    # Friday noon, three days after 3 came in and left a package: ready, then the package given up, then the door.
    (11.5, "READY", 3, "ward", HOME_WITH_SUPPORT),
    (11.5, "WAIT", 3, "assessor", 1.0),
    (11.5, "OFFERED", 3, "assessor", 1.0),
    (11.5, "HOLD_EXPIRES", 3, "home_support", 4.0),
    *goes_home(11.5, 5),
    *moves_in(11.5, 6, "own_home", WARD),
    (12.0, "DIE", 5, "own_home", 0.0),
    (12.0, "NEED", 9, "own_home", 1.0),
    (12.0, "WAIT", 9, "ward", 1.0),  # 1, 3 and 6 have the beds
    (12.5, "NEED", 0, "own_home", 0.0),
    (12.5, "READY", 0, "own_home", CARE_HOME_FROM_HOME),
    (12.5, "WAIT", 0, "care_home", 1.0),
    (13.5, "READY", 6, "ward", HOME),
    *goes_home(13.5, 6),  # the door is open
    *moves_in(13.5, 9, "own_home", WARD),
    (14.5, "PROCESS_ENDS", 3, "ward", 0.0),  # Monday noon: one working day
    (14.5, "WAIT", 3, "home_support", 4.0),  # the whole package anew
    (14.5, "OFFERED", 3, "home_support", 4.0),
    (14.5, "LEAVE", 3, "ward", HOME_SUPPORT),
    (14.5, "ENTER", 3, "home_support", 4.0),
    # A week after 2 came home: ready (9) comes before a review (2); half of the hours are enough.
    (15.5, "READY", 9, "ward", HOME),
    *goes_home(15.5, 9),
    (15.5, "REVIEW", 2, "home_support", 2.0),
    (17.5, "WITHDRAW", 0, "care_home", 5.0),  # patience of five days
]
"""Worked with pencil and paper from the figures of `scenarios/models/ten_people.yaml`."""


@pytest.fixture(scope="module")
def ten(engine: str) -> Lived:
    return live(village(), TEN_PEOPLE, 20.0, engine)


def test_the_history_of_ten_people_event_by_event(ten: Lived) -> None:
    found = ten.events()
    for number, (expected, got) in enumerate(zip(HISTORY, found, strict=False)):
        assert got == expected, f"event {number}"
    assert len(found) == len(HISTORY)


def test_the_counters_of_ten_people_by_hand(ten: Lived) -> None:
    outcome = ten.outcome
    # Ward: 0 from 0.25 to 2.5, 1 from 0.5 to the end, 2 from 2.5 to 8.5, 3 from 8.5 to 14.5, 5 from 9 to 11.5,
    # 6 from 11.5 to 13.5, 9 from 13.5 to 15.5.
    assert outcome.person_days[WARD] == 2.25 + 19.5 + 6 + 6 + 2.5 + 2 + 2
    # Delayed by care: 1 since 4.5; 2 from 5.5, 3 from 11.5. Waiting for an open door alone is no delay by reason.
    assert outcome.delayed_days.sum() == 15.5 + 3.0 + 3.0
    # Assessed or waiting for it: 1 for three days, 2 for three, 3 for three; the rest of 1 waits for the care home.
    assert outcome.delayed[WARD, :, :].sum(axis=1).tolist() == [9.0, 0.0, 12.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    assert outcome.hold_days[HOME_SUPPORT] == 3.0  # the package of 3
    assert outcome.died_in.tolist() == [-1, -1, -1, -1, OWN_HOME, OWN_HOME, -1, -1, CARE_HOME, -1]
    # Lived: 10 people for 20 days, less 1 (not yet 65), 14 (dead since 6), 12.5 and 8.
    assert outcome.alive_days == 200 - 1 - 14 - 12.5 - 8
    assert outcome.queue_days[ten.place("care_home")] == 2.5 + 12.5 + 5.0
    assert outcome.withdrew[ten.place("care_home")] == 1


def test_every_time_is_on_the_grid(engine: str) -> None:
    """A partnership's lengths of time are of every shape; all its events fall on ticks."""
    description = system("orkney_islands")
    outcome = run(build(description), demand_of("orkney_islands", 100.0), 0.0, engine, log=True)
    ticks = outcome.events["day"] / TICK
    assert (ticks == np.floor(ticks)).all()
    assert len(np.unique(ticks % 1000)) > 900, "ticks of every sort"


WHOLE_DAYS = {
    "settings.ward.discharges": {"from_hour": 0.0, "to_hour": 24.0},
    "settings.care_home.admits": {"from_hour": 0.0, "to_hour": 24.0},
    "settings.ward.capacity": 8,
    "settings.ward.changes": [{"day": day, "capacity": 7 + day % 3} for day in range(5, 60, 5)],
    "settings.home_support.capacity": 40,
    "settings.care_home.capacity": 12,
    "teams.assessor.capacity": 3,
}
"""Every door always open and every length of time a whole number of days: whatever happens, happens at midnight."""
CALENDAR = {
    "CAPACITY": Rank.CAPACITY,
    "START": Rank.BIRTHDAY,
    "DIE": Rank.DEATH,
    "READY": Rank.READY,
    "REVIEW": Rank.REVIEW,
    "HOLD_EXPIRES": Rank.HOLD_EXPIRES,
    "WITHDRAW": Rank.WITHDRAW,
    "PROCESS_ENDS": Rank.PROCESS,
    "NEED": Rank.NEED,
}
NEEDS = ("illness", "fracture", "stroke", "long_term_care", "illness")


def crowded() -> Told:
    """Return a history in which many things fall on the same midnights."""
    deaths = {person: float(10 + person % 17) for person in range(0, 40, 5)}
    enters = {person: float(1 + person % 9) for person in range(3, 40, 7)}
    needs = {
        (1.0 + (7 * person + 11 * time) % 58, person): NEEDS[(person + time) % 5]
        for person in range(40)
        for time in range(4)
    }
    return Told(
        needs=[(d, p, need) for (d, p), need in needs.items() if enters.get(p, 0.0) <= d < deaths.get(p, 60.0)],
        people=40,
        deaths=deaths,
        enters=enters,
        homes=dict.fromkeys((1, 11, 21, 32), ("home_support", 2.0)),
    )


def test_days_full_of_ties_keep_rank_and_person(engine: str) -> None:
    lived = live(village(WHOLE_DAYS), crowded(), 60.0, engine)
    happened = [
        (day, CALENDAR[kind], person)
        for (day, kind, person, _, _), before in zip(lived.events(), [None, *lived.events()], strict=False)
        if kind in CALENDAR and not (kind == "READY" and before and before[1:3] == ("NEED", person))
    ]
    assert all(day == int(day) for day, _, _ in happened)
    assert happened == sorted(happened)
    kinds = {kind for kind in Kind if lived.events(kind)}
    assert {Kind[name] for name in CALENDAR} <= kinds, "some kinds of event never happened"
    instants = {day: {rank for other, rank, _ in happened if other == day} for day, _, _ in happened}
    assert max(len(ranks) for ranks in instants.values()) >= 5, "no instant with many kinds of event"


def test_who_came_first_does_not_decide_a_tie(engine: str) -> None:
    told = Told(needs=[(0.5, 5, "fracture"), (1.5, 2, "illness")])  # three days and two: both ready on day 3.5
    lived = live(village(), told, 10.0, engine)
    assert [event[:3] for event in lived.events(Kind.READY)] == [(3.5, "READY", 2), (3.5, "READY", 5)]
