"""Care homes, home support, repeated admissions, deaths and care planning: computed by hand from the small run."""

from typing import Any

import numpy as np
import pytest

from sim.description.interventions import Intervention
from sim.measures.bed_days import worth
from sim.measures.care_planning import care_planning
from sim.measures.end_of_life import end_of_life
from sim.measures.flows import repeated
from sim.measures.indicators import stays as stays_elsewhere
from sim.measures.registry import MEASURES
from sim.measures.residences import residences
from sim.measures.run import Run
from sim.measures.tidy import Row, find
from sim.study.kinds.scotland_totals import adds_up
from sim.tables.build import build
from tests.unit.test_measures_run import (
    AT_HOME,
    CARE_HOME,
    HOME_SUPPORT,
    NAN,
    STEP_DOWN,
    WARD,
    a_run,
    at,
    demand,
    description,
    outcome,
    tables,
)

KNOWN = {"basis": "assumption", "source": "X"}
TODAY = {
    "palliative_care_needed": {"value": 0.8, **KNOWN},
    "palliative_care_reached": {"value": 0.75, **KNOWN},
    "plan_at_death": {"value": 0.6, **KNOWN},
    "prefers_usual_place": {"value": 0.7, **KNOWN},
    "power_of_attorney": {"value": 0.5, **KNOWN},
}
DIED = {"death_day": np.asarray([400.0, 300.0, 820.0, 500.0, np.inf, 50.0, 700.0])}
"""Persons 0 to 3 die in the period: 1 and 2 of the care home, 0 of home, 3 with home support."""


def ended(*rows: tuple[int, float, float, int], moved: dict[int, float] | None = None, **given: Any) -> Run:
    """Return a run with stays (person, admitted, left, where to), and days on which people moved to a care home."""
    needs = tuple((admitted, person, 1) for person, admitted, _, _ in rows)
    spells = tuple((admitted, left, 1, left - admitted, 0.0, 0, to) for _, admitted, left, to in rows)
    moved_day = np.full(7, NAN)
    for person, day in (moved or {}).items():
        moved_day[person] = day
    return Run.of(outcome(spells, moved_to_care_home_day=moved_day, **given), demand(needs), tables())


def test_people_come_to_care_homes_from_hospital_from_beds_between_and_from_home() -> None:
    moves = np.zeros((9, 9), np.int64)
    moves[STEP_DOWN, CARE_HOME] = 1
    rows = residences(
        ended((0, 150.0, 160.0, CARE_HOME), (4, 300.0, 310.0, 0), moved={0: 160.0, 3: 400.0, 4: 500.0}, moves=moves)
    )
    origins = {row.level: row.value for row in rows if row.measure == "care_home_entries"}
    assert origins == {"hospital": 0.5, "intermediate_care": 0.5, "home": 0.5}


def test_a_resident_who_returns_from_hospital_is_no_entry() -> None:
    rows = residences(ended((2, 150.0, 160.0, CARE_HOME)))
    assert sum(row.value for row in rows if row.measure == "care_home_entries") == 0.0


def test_deaths_of_residents_are_of_those_who_lived_there_wherever_they_died() -> None:
    died_in = np.asarray([0, WARD, CARE_HOME, CARE_HOME, -1, WARD])
    moved_day = np.full(7, NAN)
    moved_day[3] = 450.0
    run = Run.of(outcome(died_in=died_in, moved_to_care_home_day=moved_day), demand(**DIED), tables())
    rows = residences(run)
    assert find(rows, "deaths_of_care_home_residents") == 1.5  # persons 1, 2, and 3 who moved before
    assert find(rows, "deaths_of_care_home_residents", "place", "care_home") == 1.0
    assert find(rows, "deaths_of_care_home_residents", "place", "hospital") == 0.5


@pytest.mark.parametrize(
    ("days", "people"),
    [((110.0, 120.0, 800.0), 0.5), ((110.0, 470.0), 0.0), ((110.0, 200.0, 480.0, 820.0), 1.0), ((90.0, 110.0), 0.0)],
)
def test_admitted_twice_is_in_one_and_the_same_year(days: tuple[float, ...], people: float) -> None:
    run = ended(*((0, day, day + 1.0, 0) for day in days))
    assert find(repeated(run), "people_admitted_twice") == people


def test_readmissions_as_numbers_are_those_of_the_rate() -> None:
    rows = repeated(a_run())
    assert find(rows, "readmissions") / find(rows, "discharges_followed_up") == 0.4


def test_deaths_by_place_as_numbers_and_hospital_days_before_death() -> None:
    died_in = np.asarray([0, WARD, CARE_HOME, CARE_HOME, -1, WARD])
    last = np.asarray([3.0, 20.0, 7.0, 0.0, 0.0, 99.0])
    rows = end_of_life(Run.of(outcome(died_in=died_in, last_days=last), demand(**DIED), tables()))
    assert [find(rows, "deaths_at", "place", place) for place in ("home", "hospital", "care_home")] == [0.5, 0.5, 1.0]
    assert find(rows, "hospital_days_in_last_six_months") == 15.0


@pytest.mark.parametrize(
    ("ready", "active", "delayed", "ended_in", "deaths"),
    [
        (160.0, 10.0, 5.0, -2, 0.5),
        (NAN, 15.0, 0.0, -2, 0.0),
        (160.0, 10.0, 5.0, 0, 0.0),
        (160.0, 12.0, 3.0, -2, 0.0),  # treated on another ward after being ready
    ],
)
def test_deaths_while_delayed(ready: float, active: float, delayed: float, ended_in: int, deaths: float) -> None:
    spells = ((150.0, 165.0, 1, active, delayed, 0, ended_in),)
    run = Run.of(outcome(spells, ready_day=np.asarray([ready])), demand(((150.0, 0, 1),)), tables())
    assert find(end_of_life(run), "deaths_while_delayed") == deaths


def test_days_of_hospital_at_home_are_those_of_people_in_it() -> None:
    days = at(9, **{f"_{AT_HOME}": 30.0})
    assert find(stays_elsewhere(a_run(person_days=days)), "hospital_at_home_days") == 15.0


def reached(gives: list[str], coverage: float = 1.0, **eligible: Any) -> list[Row]:
    """Return measures of care planning where one intervention gives something to those eligible."""
    stated = {
        "title": "T", "system": "palliative_and_end_of_life", "description": "D", "coverage": coverage, "gives": gives,
        "eligible": eligible,
        "effects": [{"changes": "need_rate", "of": ["illness"], "value": 1.0, **KNOWN}],
    }  # fmt: skip
    whole = description(interventions={"lever": stated}, care_today=TODAY)
    one = build(whole, {"lever": Intervention.model_validate(stated)})
    dementia = np.asarray([True, True, True, False, False, False, False])
    people = demand(**DIED, dementia_day=np.where(dementia, -1.0, np.inf))
    died_in = np.asarray([0, WARD, CARE_HOME, CARE_HOME, -1, WARD])
    return care_planning(Run.of(outcome(died_in=died_in), people, one), whole)


def test_palliative_care_is_needed_by_a_share_of_the_dying_and_missed_by_those_not_reached() -> None:
    for gives, unmet in ((["plan"], 0.25), (["palliative_care"], 0.0)):
        rows = reached(gives)
        assert find(rows, "palliative_care_needed") == pytest.approx(0.8 * 4 / 2)
        assert find(rows, "palliative_care_unmet") == pytest.approx(0.8 * 4 / 2 * unmet)
    part = reached(["palliative_care"], residences=["care_home"])
    assert find(part, "palliative_care_unmet") == pytest.approx(0.8 * 4 / 2 * 0.25 * 2 / 4)


def test_plans_at_death_are_those_of_today_and_of_the_people_reached() -> None:
    assert find(reached(["palliative_care"]), "plan_at_death") == pytest.approx(60.0)
    rows = reached(["plan"], residences=["care_home"])
    assert find(rows, "plan_at_death", "residence", "care_home") == pytest.approx(100.0)
    assert find(rows, "plan_at_death", "residence", "elsewhere") == pytest.approx(60.0)
    assert find(rows, "plan_at_death") == pytest.approx(80.0)
    assert find(reached(["plan"], coverage=0.0), "plan_at_death") == pytest.approx(60.0)


def test_the_preferred_place_is_where_people_live_for_most_and_hospital_for_the_rest() -> None:
    assert find(reached([]), "deaths_in_preferred_place") == pytest.approx(100 * (3 * 0.7 + 0.3) / 4)


def test_powers_of_attorney_are_those_of_today_and_of_the_people_with_dementia_reached() -> None:
    assert find(reached(["plan"]), "power_of_attorney") == pytest.approx(50.0)
    assert find(reached(["power_of_attorney"], dementia=True), "power_of_attorney") == pytest.approx(100.0)


def test_carers_are_left_the_hours_of_those_who_wait_at_home() -> None:
    used = at(9, **{f"_{HOME_SUPPORT}": 200.0})
    present = at(9, **{f"_{HOME_SUPPORT}": 20.0})
    queue, hospital = at(9, **{f"_{HOME_SUPPORT}": 7305.0}), at(9, **{f"_{HOME_SUPPORT}": 730.5})
    run = a_run(used_days=used, person_days=present, queue_days=queue, hospital_waited_days=hospital)
    assert find(care_planning(run, description()), "hours_left_to_carers") == pytest.approx((10 - 1) * 10.0)


def test_without_people_there_is_no_care_planning() -> None:
    run = Run.of(outcome(), demand(population=0), tables())
    assert care_planning(run, description(care_today=TODAY)) == []
    assert residences(run) == []


def test_a_bed_day_has_two_values() -> None:
    values = {
        name: {"label": name, "pounds": pounds, **KNOWN} for name, pounds in (("mean", 618.0), ("official", 290.0))
    }
    rows = worth(10.0, description(bed_day_values=values))
    assert [(row.level, row.value) for row in rows] == [("mean", 6180.0), ("official", 2900.0)]


def test_numbers_that_stand_for_shares_add_up_over_places() -> None:
    for name in ("deaths_at", "care_home_entries", "readmissions", "people_admitted_twice", "hospital_at_home_days"):
        assert adds_up(MEASURES[name].unit), name
