"""Emergency care of residents and clients by quarter, by hand: two years from day 100, in eight quarters."""

from typing import Any

import numpy as np
import pytest

from sim.measures.run import Run
from sim.measures.supported_people import supported_people
from sim.measures.tidy import Row, find
from sim.tables.build import build
from tests.unit.test_measures_run import (
    CARE_HOME,
    FROM,
    HOME_SUPPORT,
    NAN,
    OWN_HOME,
    SETTINGS,
    STEP_DOWN,
    TO,
    a_run,
    at,
    demand,
    description,
    outcome,
)

KEPT = {"settings": SETTINGS | {"home_support": SETTINGS["home_support"] | {"hold_days": 14.0}}}
"""Home support keeps a package for a fortnight."""
SECOND, THIRD = FROM + 91.3125, FROM + 2 * 91.3125
"""Days on which the second and the third quarter begin."""
DAYS, ADMISSIONS = "bed_days_of_home_support_clients", "admissions_of_home_support_clients"


def counted(*rows: tuple[int, float, float, int, int], **given: Any) -> list[Row]:
    """Return the measures of stays (person, admitted, left, lived in, where to)."""
    needs = tuple((admitted, person, 1) for person, admitted, *_ in rows)
    spells = tuple((admitted, left, 1, left - admitted, 0.0, home, to) for _, admitted, left, home, to in rows)
    return supported_people(Run.of(outcome(spells, **given), demand(needs), build(description(**KEPT))))


def began(rows: list[Row], measure: str) -> tuple[float, float]:
    """Return a measure by when support began: before the need, and on leaving hospital."""
    return (
        find(rows, measure, "support_began", "before_the_need"),
        find(rows, measure, "support_began", "on_leaving_hospital"),
    )


def test_who_begins_support_on_leaving_hospital_counts_from_the_first_day_of_that_quarter() -> None:
    rows = counted((0, 150.0, 200.0, OWN_HOME, HOME_SUPPORT), (4, 300.0, 310.0, OWN_HOME, HOME_SUPPORT))
    assert began(rows, DAYS) == (0.0, (200.0 - SECOND + 10.0) / 2)
    assert began(rows, ADMISSIONS) == (0.0, 0.5)  # the first was admitted in the quarter before
    assert find(rows, DAYS) == (200.0 - SECOND + 10.0) / 2


def test_who_goes_elsewhere_and_had_no_support_does_not_count() -> None:
    rows = counted((0, 150.0, 200.0, OWN_HOME, OWN_HOME), (2, 150.0, 160.0, CARE_HOME, CARE_HOME))
    assert find(rows, DAYS) == find(rows, ADMISSIONS) == find(rows, "home_support_clients_in_quarter") == 0.0


def test_a_client_in_hospital_counts_while_the_package_is_kept_or_begins_anew() -> None:
    kept = SECOND - 150.0
    lost = counted((3, 150.0, 300.0, HOME_SUPPORT, CARE_HOME))
    assert began(lost, DAYS) == (kept / 2, 0.0)  # given up in the first quarter: nothing of the second and third
    anew = counted((3, 150.0, 300.0, HOME_SUPPORT, HOME_SUPPORT))
    assert began(anew, DAYS) == ((kept + 300.0 - THIRD) / 2, 0.0)
    assert find(anew, "home_support_clients_in_quarter") == 1 / 8
    assert began(anew, ADMISSIONS) == (0.5, 0.0)


def test_a_return_to_a_kept_package_begins_none() -> None:
    assert find(counted((3, 150.0, 160.0, HOME_SUPPORT, HOME_SUPPORT)), "home_support_clients_in_quarter") == 0.0


def test_clients_at_any_time_are_those_there_or_kept_and_those_who_begin() -> None:
    moves = np.zeros((9, 9), np.int64)
    moves[OWN_HOME, HOME_SUPPORT], moves[STEP_DOWN, HOME_SUPPORT], moves[HOME_SUPPORT, STEP_DOWN] = 8, 7, 2
    rows = counted(
        (0, 150.0, 160.0, OWN_HOME, HOME_SUPPORT),
        (3, 150.0, 160.0, HOME_SUPPORT, STEP_DOWN),
        moves=moves,
        person_days=at(9, _1=7305.0),
        hold_days=at(9, _1=730.5),
    )
    begun = 8 + (7 - 2 - 1) + 1  # from home, from step-down but for those who came there with support, from hospital
    assert find(rows, "home_support_clients_in_quarter") == 10 + 1 + begun / 8
    assert find(rows, "admissions_per_client_year") == pytest.approx(1 / (11 + begun / 8))


def test_residents_count_from_the_need_on_over_residents_at_any_time() -> None:
    moved = np.full(7, NAN)
    moved[[0, 3]] = (400.0, 99.0)
    rows = supported_people(
        a_run(person_days=at(9, _2=1461.0), hold_days=at(9, _2=730.5), moved_to_care_home_day=moved)
    )
    assert find(rows, "care_home_residents_in_quarter") == 3 + 1 / 8
    assert find(rows, "bed_days_of_care_home_residents") == (10.0 + 10.0 + 5.5) / 2
    assert find(rows, "admissions_of_care_home_residents") == 1.0  # rows 4 and 7 in two years; row 0 was in on day 0
    assert find(rows, "admissions_per_resident_year") == 1 / (3 + 1 / 8)


@pytest.mark.parametrize(("days", "quarters"), [(20.0, 1), (365.0, 4), (TO - FROM, 8)])
def test_quarters_are_equal_parts_of_the_period(days: float, quarters: int) -> None:
    moves = np.zeros((9, 9), np.int64)
    moves[OWN_HOME, HOME_SUPPORT] = 8
    run = Run.of(outcome(moves=moves, to_day=FROM + days), demand(), build(description(**KEPT)))
    assert find(supported_people(run), "home_support_clients_in_quarter") == 8 / quarters


def test_a_model_without_people_has_none_of_it() -> None:
    assert supported_people(Run.of(outcome(), demand(population=0), build(description()))) == []
