"""Bed days: hand-computed sums, and a split of the days returned that adds up exactly, whatever happened."""

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as some

from sim.description.delay_reasons import REASONS
from sim.measures.bed_days import AMBITION, DELAY_REASONS, NATIONAL_REASONS, PARTS, delayed, in_use, returned, split
from sim.measures.run import Run
from sim.measures.tidy import Row, find
from sim.outcome import TICK, Outcome
from tests.unit.test_measures_run import NAN, NEEDS, SPELLS, STEP_DOWN, WARD, a_run, demand, outcome, tables


def changed(**rows: tuple[Any, ...]) -> Outcome:
    """Return the small outcome with some spells replaced: `_2=(…)` is row 2."""
    spells = list(SPELLS)
    for place, spell in rows.items():
        spells[int(place[1:])] = spell
    return outcome(tuple(spells))


def returned_by(before: Outcome, after: Outcome) -> list[Row]:
    baseline = Run.of(before, demand(), tables())
    return returned(baseline, baseline.under(after, tables()))


def test_bed_days_in_use_by_age_quintile_and_need() -> None:
    rows = in_use(a_run())
    assert find(rows, "emergency_bed_days") == 20.75
    assert [find(rows, "emergency_bed_days", "age", band) for band in ("65-74", "75-84", "85+")] == [8.0, 5.0, 7.75]
    assert [find(rows, "emergency_bed_days", "quintile", q) for q in "12345"] == [13.25, 0.0, 2.5, 0.0, 5.0]
    by_need = {row.level: row.value for row in rows if row.breakdown == "need"}
    assert by_need == {"fall": 7.75, "illness": 8.0, "under_65": 0.0, "under_way_at_start": 5.0}


def test_delayed_days_leave_out_waits_that_are_no_delay_and_places_that_are_no_hospital() -> None:
    days = np.zeros((8, 10, 2))
    days[WARD, REASONS.index("care_arrangements")] = (3.0, 7.0)
    days[WARD, REASONS.index("awi")] = (0.0, 6.0)
    days[WARD, REASONS.index("none")] = (50.0, 50.0)
    days[STEP_DOWN, REASONS.index("place_availability")] = (1.0, 4.0)
    rows = delayed(a_run(delayed=days))
    assert find(rows, "delayed_bed_days") == 8.0
    assert find(rows, "delayed_bed_days", "reason", "care_arrangements") == 5.0
    assert find(rows, "delayed_bed_days", "national_reason", "health_and_social_care") == 5.0
    assert find(rows, "delayed_bed_days", "national_reason", "awi") == 3.0
    assert find(rows, "delayed_bed_days", "age", "75_plus") == 6.5
    assert find(rows, "delayed_bed_days", "national_reason_75_plus", "health_and_social_care") == 3.5
    assert find(rows, "delayed_bed_days", "national_reason_75_plus", "awi") == 3.0
    assert find(rows, "delayed_bed_days", "setting", "ward") == 8.0
    assert find(rows, "delayed_days_elsewhere", "setting", "intermediate_care") == 2.5


def test_national_reasons_hold_every_reason_once() -> None:
    assert sorted(reason for group in NATIONAL_REASONS.values() for reason in group) == sorted(DELAY_REASONS)


def test_people_delayed_are_counted_at_the_midnights_of_the_period_only() -> None:
    at_midnight = np.zeros((831, 10), np.int64)
    at_midnight[:100, 0] = 99
    at_midnight[100:, 0] = 2
    at_midnight[100:, REASONS.index("none")] = 40
    assert find(delayed(a_run(waiting_delayed=at_midnight)), "delayed_people") == 2.0


def test_mean_delay_is_over_those_who_left_after_a_day_of_delay() -> None:
    rows = delayed(a_run())
    assert find(rows, "delayed_discharges") == 1.5  # rows 0, 1 and 2
    assert find(rows, "mean_delay_days") == 14.0 / 3


def test_a_spell_that_is_gone_counts_whole_as_an_admission_avoided() -> None:
    rows = returned_by(outcome(), changed(_2=(NAN, NAN, 0, 0.0, 0.0, -1, -1)))
    assert find(rows, "bed_days_returned") == 5.0
    assert find(rows, "bed_days_returned", "part", "admissions_avoided") == 5.0
    assert find(rows, "bed_days_returned", "age", "65-74") == 5.0
    assert find(rows, "bed_days_returned", "quintile", "1") == 5.0


def test_a_spell_that_is_new_counts_below_zero() -> None:
    rows = returned_by(changed(_2=(NAN, NAN, 0, 0.0, 0.0, -1, -1)), outcome())
    assert find(rows, "bed_days_returned", "part", "admissions_avoided") == -5.0


def test_a_spell_in_both_gives_back_active_and_delayed_days_apart() -> None:
    rows = returned_by(outcome(), changed(_2=(150.5, 156.5, 1, 5.0, 1.0, 0, 0)))
    assert [find(rows, "bed_days_returned", "part", part) for part in PARTS] == [0.0, 1.5, 0.5]


def test_a_delay_that_ended_before_the_period_in_the_option_is_delay_removed_not_an_admission_avoided() -> None:
    rows = returned_by(outcome(), changed(_0=(0.0, 60.0, 0, 0.0, 0.0, 2, 2)))
    assert [find(rows, "bed_days_returned", "part", part) for part in PARTS] == [0.0, 0.0, 5.0]
    unknown = (NAN, 105.0, 0, 0.0, 5.0, 2, 2), (NAN, 60.0, 0, 0.0, 0.0, 2, 2)  # admitted before the run
    rows = returned_by(changed(_0=unknown[0]), changed(_0=unknown[1]))
    assert [find(rows, "bed_days_returned", "part", part) for part in PARTS] == [0.0, 0.0, 2.5]


def test_days_of_people_from_outside_and_of_other_needs_are_not_returned() -> None:
    rows = returned_by(outcome(), changed(_6=(NAN, NAN, 0, 0.0, 0.0, -1, -1)))
    assert find(rows, "bed_days_returned") == 0.0


def test_days_returned_per_1000_and_of_the_200000() -> None:
    rows = returned_by(outcome(), changed(_2=(NAN, NAN, 0, 0.0, 0.0, -1, -1)))
    assert find(rows, "bed_days_returned_per_1000") == 5.0 / 4 * 1000  # four alive in the middle
    assert find(rows, "bed_days_returned_per_1000", "quintile", "1") == 5.0 / 2 * 1000
    part = AMBITION * 5 / 1_097_395  # five aged 65 and over on day 0
    assert np.isclose(find(rows, "share_of_200000"), 100 * 5.0 / part)
    baseline = Run.of(outcome(), demand(), tables())
    later = returned(baseline, baseline.under(changed(_2=(NAN, NAN, 0, 0.0, 0.0, -1, -1)), tables()), 10.0)
    assert np.isclose(find(later, "share_of_200000"), 50 * 5.0 / part), "of the published number, where there is one"


ticks = some.integers(min_value=0, max_value=int(700 / TICK))
spell = some.tuples(some.booleans(), some.booleans(), ticks, ticks, ticks, ticks)


@settings(deadline=None, max_examples=200)
@given(some.lists(spell, min_size=len(NEEDS), max_size=len(NEEDS)))
def test_the_parts_add_up_exactly_whatever_happened(drawn: list[tuple[bool, bool, int, int, int, int]]) -> None:
    def one(was: bool, active: int, delay: int) -> tuple[Any, ...]:
        return (150.0, NAN, 1, active * TICK, delay * TICK, 0, 0) if was else (NAN, NAN, 0, 0.0, 0.0, -1, -1)

    before = outcome(tuple(one(was, a, d) for was, _, a, d, _, _ in drawn))
    after = outcome(tuple(one(will, a, d) for _, will, _, _, a, d in drawn))
    first, second = Run.of(before, demand(), tables()), Run.of(after, demand(), tables())
    parts = split(first, second)
    total = first.bed_days.sum() - second.bed_days.sum()
    assert parts.admissions_avoided.sum() + parts.shorter_stays.sum() + parts.delay_removed.sum() == total
    assert parts.total.sum() == total
    rows = returned_by(before, after)
    whole = find(rows, "bed_days_returned")
    assert np.isclose(whole, total / 2, rtol=1e-15, atol=0)
    assert np.isclose(sum(find(rows, "bed_days_returned", "quintile", q) for q in "12345"), whole)
    assert np.isclose(sum(find(rows, "bed_days_returned", "age", a) for a in ("65-74", "75-84", "85+")), whole)
