"""A small run made by hand (also for the other tests of measures), and what a run says of its period and its people."""

import dataclasses
import datetime
from typing import Any

import numpy as np
import pytest

from sim.demand.demand import Delayed, Demand, InitialOccupancy, Needs, People, Waiting
from sim.description.system import Description
from sim.measures.residents import age_bands
from sim.measures.run import Run, summed
from sim.outcome import EVENTS, HOSPITAL_STAYS, Outcome, Snapshots
from sim.tables.build import build
from sim.tables.tables import Tables

FROM, TO = 100.0, 830.5
"""Two years of 365.25 days, after a warm-up of 100."""
OWN_HOME, HOME_SUPPORT, CARE_HOME, DEPARTMENT, WARD, AT_HOME, STEP_DOWN, FLAT = range(8)
SETTINGS: dict[str, Any] = {
    "own_home": {"label": "Home", "type": "home", "residence": True, "at_home": True},
    "home_support": {
        "label": "Support", "type": "home_support", "residence": True, "at_home": True, "capacity": 40.0,
        "hours": {"shape": "constant", "mean": 10.0}, "cost": {"pounds": 5.0, "payers": {"council": 1.0}},
        "patience": {"shape": "constant", "mean": 90.0},
    },
    "care_home": {
        "label": "Care home", "type": "care_home", "residence": True, "capacity": 20.0,
        "cost": {"pounds": 100.0, "payers": {"council": 0.75, "person": 0.25}},
    },
    "emergency_department": {
        "label": "ED", "type": "emergency_department", "capacity": 5.0, "cost": {"pounds": 400.0},
    },
    "ward": {"label": "Ward", "type": "hospital", "capacity": 10.0, "surge": 2.0, "cost": {"pounds": 600.0}},
    "hospital_at_home": {"label": "At home", "type": "other", "at_home": True, "capacity": 4.0},
    "intermediate_care": {"label": "Step-down", "type": "intermediate_care", "capacity": 6.0},
    "flat": {"label": "Flat", "type": "other", "queue_limit": 0, "capacity": 1.0},
}  # fmt: skip
SHARES = {"shares": {"ward_stay": (1.0, 1.0, 1.0, 1.0)}}
RATE = {"per_1000_a_year": (1.0, 1.0, 1.0)}
DESCRIPTION: dict[str, Any] = {
    "title": "Ten places",
    "start_date": datetime.date(2023, 4, 1),
    "settings": SETTINGS,
    "teams": {"assessors": {"label": "Assessors", "capacity": 2.0}},
    "needs": {
        "fall": {"label": "Fall", "rate": RATE, "response": SHARES, "ward": "ward", "falls": True},
        "illness": {"label": "Illness", "rate": RATE, "response": SHARES, "ward": "ward"},
        "long_term_care": {
            "label": "Care", "rate": RATE, "emergency": False, "response": {"shares": {"asks": (1.0, 1.0, 1.0, 1.0)}},
        },
        "under_65": {"label": "Younger", "arrivals": {"per_day": 1.0}, "response": SHARES, "ward": "ward"},
    },
    "responses": {
        "stays_at_home": {"label": "Stays at home"},
        "asks": {"label": "Asks for a place", "pathway": "care_home"},
        "ward_stay": {"label": "Ward", "settings": ["emergency_department", "ward"]},
    },
    "processes": {
        "assessment": {
            "label": "Assessment", "reason": "assessment", "team": "assessors",
            "duration": {"shape": "constant", "mean": 2.0},
        },
    },
    "pathways": {
        "home": {"label": "Home", "to": "residence"},
        "care_home": {"label": "Care home", "to": "care_home", "processes": ["assessment"]},
    },
    "discharge_destinations": {
        "all": {"settings": ["ward"], "pathways": {"home": {"by_frailty": (1.0, 1.0, 1.0, 1.0)}}},
    },
}  # fmt: skip
NAN = float("nan")


def description(**more: Any) -> Description:
    """Return the small system, with some of its parts replaced or added."""
    return Description.model_validate(DESCRIPTION | more)


def tables() -> Tables:
    """Return the tables of the small system, with no intervention at work."""
    return build(description())


def people(**given: Any) -> People:
    """Return six residents and one person from outside (the last)."""
    columns: dict[str, Any] = {
        "key": np.arange(7, dtype=np.uint64),
        "age": np.asarray([70.0, 80.0, 90.0, 74.5, 65 - 200 / 365.25, 85.0, NAN]),
        "woman": np.zeros(7, np.bool_),
        "quintile": np.asarray([1, 5, 1, 3, 2, 5, 0]),
        "dementia_day": np.full(7, np.inf),
        "alone_day": np.full(7, np.inf),
        "high_use": np.zeros(7, np.bool_),
        "frail_day": np.full((7, 3), np.inf),
        "death_day": np.asarray([np.inf, 300.0, np.inf, np.inf, np.inf, 50.0, np.inf]),
        "enters_day": np.asarray([0.0, 0.0, 0.0, 0.0, 200.0, 0.0, 310.0]),
        "start_setting": np.asarray([OWN_HOME, CARE_HOME, CARE_HOME, HOME_SUPPORT, OWN_HOME, OWN_HOME, -1]),
        "start_hours": np.zeros(7),
        "start_remaining": np.full(7, np.inf),
        "start_group": np.zeros(7, np.int64),
    }
    return People(**(columns | given))


# One row each: day, person, need (fall 0, illness 1, long-term care 2, under 65 3; -1 in hospital on day 0)
NEEDS = (
    (0.0, 2, -1), (90.0, 3, 1), (150.0, 0, 0), (170.0, 0, 1),
    (290.0, 1, 1), (300.0, 3, 2), (310.0, 6, 3), (825.0, 2, 0),
)  # fmt: skip
# The same rows: admitted, left, admissions, active days, delayed days, lived in, ended in
SPELLS = (
    (0.0, 110.0, 0, 0.0, 10.0, CARE_HOME, CARE_HOME),
    (90.0, 105.0, 1, 3.0, 2.0, HOME_SUPPORT, HOME_SUPPORT),
    (150.5, 160.5, 1, 8.0, 2.0, OWN_HOME, OWN_HOME),
    (170.5, 171.5, 2, 1.0, 0.0, OWN_HOME, OWN_HOME),
    (290.0, 300.0, 1, 10.0, 0.0, CARE_HOME, -2),
    (NAN, NAN, 0, 0.0, 0.0, HOME_SUPPORT, -1),
    (310.0, 312.0, 1, 2.0, 0.0, -1, -3),
    (825.0, NAN, 1, 5.5, 0.0, CARE_HOME, -1),
)


def demand(needs: tuple[tuple[float, int, int], ...] = NEEDS, population: int = 6, **given: Any) -> Demand:
    """Return who comes: the people above, and needs by hand."""
    day, person, need = (np.asarray(column) for column in zip(*needs, strict=True))
    zero, no = np.zeros(len(day)), np.zeros(0, dtype=np.int64)
    columns = {"day": day, "person": person, "need": need, "mark": zero, "group": zero, "key": np.arange(len(day))}
    return Demand(
        stream=7,
        to_day=TO,
        people=people(**given),
        needs=Needs.of(columns),
        delayed=Delayed(no, no, no, no, np.zeros(0)),
        waiting=Waiting(no, no, np.zeros(0)),
        present=InitialOccupancy.none(),
        population=population,
    )


def empty(rows: int, resources: int = 9, settings: int = 8) -> dict[str, Any]:
    """Return the fields of an outcome in which nothing has happened."""
    shapes = {"delayed": (settings, 10, 2), "occupied": (831, resources)}
    counts = {"moves": (settings + 1, settings + 1), "queue": (831, resources), "waiting_delayed": (831, 10)}
    by_row = ("active_days", "delayed_days", "wait_days")
    by_resource = (
        "person_days", "resident_days", "full_days", "hold_days", "reserved_days", "surge_days", "waited_days",
        "hospital_waited_days", "used_days", "queue_days",
    )  # fmt: skip
    whole = ("entered", "left", "boarded_in", "turned_away", "waits", "hospital_waits", "withdrew")
    return {
        "from_day": FROM,
        "to_day": TO,
        "alive_days": 0.0,
        "events": np.zeros(0, dtype=EVENTS),
        "stays": np.zeros(0, dtype=HOSPITAL_STAYS),
        "led_to_bed": np.zeros(rows, np.bool_),
        "row": np.arange(rows),
        "response": np.full(rows, -1),
        "ended_in": np.full(rows, -1),
        "from_residence": np.full(rows, -1),
        "admissions": np.zeros(rows, np.int64),
        "boarded": np.zeros(rows, np.int64),
        "died_in": np.full(6, -1),
        "delays": np.zeros(10, np.int64),
        "last_days": np.zeros(6),
        "home_days": np.zeros(6),
        "moved_to_care_home_day": np.full(7, NAN),
        "capacity_days": np.full(resources, 730.5),
        "need_days": np.zeros((5, 2)),
        "snapshots": Snapshots(**{each.name: np.zeros(0) for each in dataclasses.fields(Snapshots)}),
        **{name: np.full(rows, NAN) for name in ("admitted_day", "left_day", "ready_day")},
        **{name: np.zeros(rows) for name in by_row},
        **{name: np.zeros(resources) for name in by_resource},
        **{name: np.zeros(resources, np.int64) for name in whole},
        **{name: np.zeros(shape) for name, shape in shapes.items()},
        **{name: np.zeros(shape, np.int64) for name, shape in counts.items()},
    }


def stays(spells: tuple[tuple[Any, ...], ...] = SPELLS) -> Any:
    """Return the stays in hospital of spells: the one of each, or two where it was admitted twice."""
    rows = []
    for row, (admitted, left, admissions, _, delayed, _, ended_in) in enumerate(spells):
        until = np.inf if np.isnan(left) else left
        if admissions == 2:
            rows.append((row, admitted, admitted + 0.25, STEP_DOWN, 0.0))
        if not np.isnan(admitted) or not np.isnan(left):  # the first of them unknown: before the run
            began = -1.0 if admissions == 0 else admitted + 0.5 * (admissions == 2)
            rows.append((row, began, until, ended_in, delayed if until < np.inf else 0.0))
    return np.asarray(rows, dtype=HOSPITAL_STAYS)


def outcome(spells: tuple[tuple[Any, ...], ...] = SPELLS, **given: Any) -> Outcome:
    """Return what happened: the spells above, and other fields as given."""
    names = ("admitted_day", "left_day", "admissions", "active_days", "delayed_days", "from_residence", "ended_in")
    columns = {name: np.asarray(column) for name, column in zip(names, zip(*spells, strict=True), strict=True)}
    columns["led_to_bed"] = ~np.isnan(columns["admitted_day"]) | ~np.isnan(columns["left_day"])
    fields = empty(len(spells)) | columns | {"stays": stays(spells)} | given
    if "person_days" in given:  # of residents, unless said otherwise
        fields["resident_days"] = given.get("resident_days", given["person_days"])
    return Outcome(**{each.name: fields[each.name] for each in dataclasses.fields(Outcome)})


def a_run(**given: Any) -> Run:
    """Return the small run, with some fields of its outcome as given."""
    return Run.of(outcome(**given), demand(), tables())


def at(size: int, **values: float) -> Any:
    """Return an array of zeros but for some places: `_3=7.0` puts 7 at place 3."""
    array = np.zeros(size)
    for place, value in values.items():
        array[int(place[1:])] = value
    return array


def test_the_period_is_two_years_and_its_end_is_out() -> None:
    run = a_run()
    assert run.years == 2.0
    assert run.within(np.asarray([99.9, 100.0, 830.49, 830.5, NAN])).tolist() == [False, True, True, False, False]
    assert run.midnights == slice(100, 831)


def test_spells_are_emergencies_of_residents_and_of_day_0() -> None:
    assert a_run().spells.tolist() == [0, 1, 2, 3, 4, 7]
    assert a_run().admissions.tolist() == [2, 3, 3, 4, 7]  # row 3 came back from intermediate care
    assert 0 not in a_run(from_day=0.0).admissions  # in hospital on day 0 is no admission


def test_without_a_population_everybody_counts() -> None:
    run = Run.of(outcome(), demand(population=0), tables())
    assert not run.populated
    assert run.spells.tolist() == [0, 1, 2, 3, 4, 6, 7]


@pytest.mark.parametrize(("day", "who"), [(0.0, [0, 1, 2, 3, 5]), (200.0, [0, 1, 2, 3, 4]), (300.0, [0, 2, 3, 4])])
def test_the_living_are_those_in_and_not_yet_dead(day: float, who: list[int]) -> None:
    assert a_run().residents.alive(day).tolist() == who


def test_ages_fall_in_their_bands() -> None:
    assert age_bands(np.asarray([64.999, 65.0, 74.999, 75.0, 84.9, 85.0, 101.0])).tolist() == [0, 0, 0, 1, 1, 2, 2]
    assert a_run().residents.age_band(np.asarray([0, 2, 4])).tolist() == [2, 0, 1]


def test_sums_by_name_keep_the_empty_ones() -> None:
    assert summed(np.asarray([2, 0, 2]), np.asarray([1.0, 5.0, 2.0]), ("a", "b", "c")) == {"a": 5.0, "b": 0.0, "c": 3.0}
