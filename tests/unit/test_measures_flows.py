"""Admissions, readmissions, waits and occupancy, computed by hand from the small run."""

import numpy as np
import pytest

from sim.measures import indicators
from sim.measures.by_setting import settings
from sim.measures.flows import admissions, discharges, readmissions
from sim.measures.run import Run
from sim.measures.tidy import find
from tests.unit.test_measures_run import NAN, a_run, at, demand, outcome, tables


def test_admissions_begin_in_the_period_and_count_each_entry() -> None:
    rows = admissions(a_run())
    assert find(rows, "emergency_admissions") == 2.5
    assert [find(rows, "emergency_admissions", "age", band) for band in ("65-74", "75-84", "85+")] == [1.5, 0.5, 0.5]
    assert [find(rows, "emergency_admissions", "quintile", q) for q in "12345"] == [2.0, 0.0, 0.0, 0.0, 0.5]
    assert find(rows, "emergency_admissions", "need", "illness") == 1.5
    assert find(rows, "emergency_admissions_per_1000") == 625.0
    assert find(rows, "emergency_admissions_per_1000", "quintile", "1") == 1000.0
    assert "long_term_care" not in {row.level for row in rows if row.breakdown == "need"}


def test_falls_and_mean_stay() -> None:
    rows = admissions(a_run())
    assert find(rows, "falls_admissions") == 1.0
    assert find(rows, "falls_admissions_per_1000") == 250.0
    assert find(rows, "mean_emergency_stay") == 20.75 / 2.5
    assert find(rows, "mean_emergency_stay", "age", "75-84") == 10.0


def test_responses_are_those_of_emergencies_that_arose_in_the_period() -> None:
    rows = admissions(a_run(response=np.asarray([-1, 2, 2, 0, 2, 1, 2, 2])))
    assert [find(rows, "responses", "response", name) for name in ("stays_at_home", "asks", "ward_stay")] == [
        0.5,
        0.0,
        1.5,
    ]


def test_readmissions_follow_live_discharges_within_28_days() -> None:
    # Rows 0, 1, 2 and 3 (twice) left alive; row 3 follows row 2 by ten days, and itself from intermediate care
    assert readmissions(a_run()) == 400.0


def test_a_return_from_intermediate_care_is_an_admission_and_ends_in_a_discharge_of_its_own() -> None:
    run = a_run()
    assert run.admissions.tolist().count(3) == discharges(run).tolist().count(3) == 2
    assert len(discharges(run)) == 6  # rows 0, 1, 2, 3 twice, and 4, who died there


@pytest.mark.parametrize(
    ("left", "back", "counted"),
    [
        (200.0, 200.0, True),
        (200.0, 228.0, True),
        (200.0, 228.0 + 2**-20, False),
        (200.0, 199.0, False),
        (802.5, 830.0, True),
        (802.75, 810.0, None),
        (99.0, 110.0, None),
    ],
)
def test_days_0_to_28_count_and_only_discharges_seen_to_the_end(left: float, back: float, counted: bool | None) -> None:
    needs = ((0.0, 0, 0), (back, 0, 1))
    spells = ((left - 9, left, 1, 0.0, 0.0, 0, 0), (back, NAN, 1, 0.0, 0.0, 0, -1))
    run = Run.of(outcome(spells), demand(needs), tables())
    assert readmissions(run) == pytest.approx(NAN if counted is None else 1000.0 * counted, nan_ok=True)


@pytest.mark.parametrize(("left", "ended_in"), [(NAN, -1), (160.0, -2)])
def test_nobody_still_in_or_dead_can_come_back(left: float, ended_in: int) -> None:
    spells = ((150.0, left, 1, 0.0, 0.0, 0, ended_in), (170.0, NAN, 1, 0.0, 0.0, 0, -1))
    assert np.isnan(readmissions(Run.of(outcome(spells), demand(((0.0, 0, 0), (170.0, 0, 1))), tables())))


def test_a_stay_of_no_length_does_not_follow_itself_nor_does_another_person() -> None:
    needs = ((150.0, 0, 0), (160.0, 0, 0), (165.0, 1, 1))
    spells = ((150.0, 150.0, 1, 0.0, 0.0, 0, 0), (160.0, 162.0, 1, 0.0, 0.0, 0, 0), (165.0, 166.0, 1, 0.0, 0.0, 0, 0))
    run = Run.of(outcome(spells), demand(needs), tables())
    assert run.days_to_next_admission.tolist() == [10.0, np.inf, np.inf]


def test_occupancy_waits_boarding_surge_and_those_turned_away() -> None:
    run = a_run(
        used_days=at(9, _1=7305.0, _4=730.5 * 8),
        capacity_days=at(9, _1=730.5 * 40, _4=7305.0),
        queue_days=at(9, _4=730.5 * 3, _8=730.5),
        waited_days=at(9, _4=30.0),
        waits=at(9, _4=12.0).astype(np.int64),
        turned_away=at(9, _7=6.0).astype(np.int64),
        surge_days=at(9, _4=5.0),
        withdrew=at(9, _1=4.0).astype(np.int64),
    )
    rows = settings(run)
    assert find(rows, "occupancy", "setting", "ward") == 80.0
    assert find(rows, "occupancy", "setting", "home_support") == 25.0
    assert find(rows, "occupied", "setting", "ward") == 8.0
    units = {row.level: row.unit for row in rows if row.measure == "occupied"}
    assert (units["home_support"], units["ward"]) == ("hours a week", "places")
    assert find(rows, "waiting", "setting", "ward") == 3.0
    assert find(rows, "waiting", "setting", "assessors") == 1.0
    assert find(rows, "mean_wait_days", "setting", "ward") == 2.5
    assert find(rows, "surge_days", "setting", "ward") == 2.5
    assert find(rows, "turned_away") == find(rows, "turned_away", "setting", "flat") == 3.0
    assert find(rows, "withdrew", "setting", "home_support") == 2.0
    assert "own_home" not in {row.level for row in rows if row.measure == "occupancy"}


def test_clients_residents_and_moves_to_care_homes() -> None:
    moved = np.full(7, NAN)
    moved[[0, 3]] = (400.0, 99.0)
    run = a_run(
        person_days=at(9, _1=7305.0, _2=1461.0),
        hold_days=at(9, _1=0.0, _2=730.5),
        used_days=at(9, _1=73050.0),
        moved_to_care_home_day=moved,
    )
    rows = indicators.long_stays(run)
    assert find(rows, "home_support_clients") == 10.0
    assert find(rows, "home_support_hours") == 100.0
    assert find(rows, "care_home_residents") == 3.0
    assert find(rows, "care_home_admissions") == 0.5


def test_episodes_and_stays_are_entries() -> None:
    entered = at(9, _5=4.0, _6=6.0).astype(np.int64)
    rows = indicators.stays(a_run(entered=entered))
    assert find(rows, "hospital_at_home_episodes") == 2.0
    assert find(rows, "intermediate_care_stays") == 3.0
