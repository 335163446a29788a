"""Bed days: in use, delayed, and returned by an option in three parts that add up exactly."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.description.delay_reasons import REASONS
from sim.description.system import Description
from sim.description.units import AGE_BANDS
from sim.measures.pairing import NOBODY, matched
from sim.measures.registry import OWN, PHS, define
from sim.measures.residents import Flags, Floats, Integers
from sim.measures.run import QUINTILES, Run, shared, summed
from sim.measures.tidy import Row, ratio, row, rows

define(
    "bed_days_returned",
    "bed days a year",
    "higher",
    "Emergency bed days of residents in the baseline less those in the option, with common random numbers, cut at the"
    " ends of the period. A spell in one run only counts whole as an admission avoided (below zero where the option"
    " adds it); a spell in both counts its difference in active days as shorter stays and in delayed days as delay"
    " removed.",
    OWN,
)
define(
    "bed_days_returned_per_1000",
    "bed days a year per 1,000 people",
    "higher",
    "Bed days returned for 1,000 residents alive in the middle of the period.",
    OWN,
)
define(
    "share_of_200000",
    "percent",
    "higher",
    "Bed days returned as a share of the partnership's part of 200,000: 200,000 times its people aged 65 and over on"
    " day 0 over Scotland's 1,097,395.",
    "Ambition of November 2014 (Living Well in Communities); National Records of Scotland, mid-2022",
)
define(
    "emergency_bed_days",
    "bed days a year",
    "lower",
    "Days of residents in hospital beds on emergency spells, delayed ones included, within the period; spells under"
    " way on day 0 count as emergencies.",
    OWN,
)
define(
    "delayed_bed_days",
    "bed days a year",
    "lower",
    "Days of people in hospital beds who are ready to leave, by reason; waits that are no delayed discharge are out. By"
    " age on each day of delay: the days from the 75th birthday on count as 75 and over."
    " By national reason: health and social care; patient, carer or family; adults with incapacity; other code 9;"
    " by national_reason_75_plus the same at 75 and over, the ages of the published figures.",
    f"Delayed discharges in NHSScotland, {PHS}",
)
define(
    "delayed_days_elsewhere",
    "days a year",
    "lower",
    "Days of people ready to leave and still in a setting that is neither a hospital nor a residence.",
    OWN,
)
define(
    "delayed_people",
    "people",
    "lower",
    "Mean number of people delayed in hospital at midnight.",
    f"Delayed discharges in NHSScotland, {PHS}",
)
define(
    "delayed_discharges",
    "discharges a year",
    "lower",
    "Discharges of residents from emergency stays in the period after at least one day of delay in the period.",
    f"Delayed discharges in NHSScotland, annual summary, {PHS}",
)
define(
    "mean_delay_days",
    "days",
    "lower",
    "Delayed days of residents in the period for each delayed discharge in it.",
    f"Delayed days over discharges after delay, as derived from figures of {PHS}",
)
define(
    "bed_days_returned_whole_system",
    "bed days a year",
    "higher",
    "Hospital bed days of everybody in the model in the baseline less those in the option: people under 65, from"
    " elsewhere and on planned stays as well. Beds that residents leave may be filled by others, and the reverse.",
    OWN,
)

define(
    "value_of_bed_days_returned",
    "pounds a year",
    "higher",
    "Bed days returned times what one is worth, by each method of the scenario (`bed_day_values`). A bed day given back"
    " becomes cash only where beds close; no value is a saving.",
    "Values of a bed day, with their sources, in the scenario",
)

AMBITION = 200_000
"""Bed days to give back a year (Scottish Government, November 2014)."""
SCOTLAND_65_PLUS = 1_097_395
"""People aged 65 and over in Scotland (National Records of Scotland, mid-2022)."""
PARTS = ("admissions_avoided", "shorter_stays", "delay_removed")
UNDER_WAY = "under_way_at_start"
"""The need of spells under way on day 0, which is not known."""
DELAY_REASONS: tuple[str, ...] = tuple(reason for reason in REASONS if reason != "none")
_COLUMNS = [at for at, reason in enumerate(REASONS) if reason != "none"]
NATIONAL_REASONS: dict[str, tuple[str, ...]] = {
    "health_and_social_care": (
        "assessment", "care_arrangements", "place_availability", "funding", "living_arrangements", "transport",
    ),
    "patient_and_family": ("choice",),
    "awi": ("awi",),
    "other_code_9": ("other_code_9",),
}  # fmt: skip
"""Delay reasons as published: the first two groups together are standard delays, the others code 9."""


@dataclass(frozen=True, slots=True)
class Split:
    """Days returned by each spell, in three parts; all whole multiples of a tick, so sums are exact.

    The spells are those with days in a hospital bed in either run: rows of needs of the baseline and of the option, -1
    where that has no such need.
    """

    rows_before: Integers
    rows_after: Integers
    admissions_avoided: Floats
    shorter_stays: Floats
    delay_removed: Floats

    @property
    def total(self) -> Floats:
        """Days returned by each spell."""
        return self.admissions_avoided + self.shorter_stays + self.delay_removed


def split(baseline: Run, option: Run) -> Split:
    """Return the days that each emergency spell gives back: baseline less option, matched spell by spell."""
    rows_before, rows_after = matched(baseline, option)
    both = _led_to_bed(baseline, rows_before) & _led_to_bed(option, rows_after)
    active = _days(baseline, "active_days", rows_before) - _days(option, "active_days", rows_after)
    delayed = _days(baseline, "delayed_days", rows_before) - _days(option, "delayed_days", rows_after)
    return Split(
        rows_before,
        rows_after,
        admissions_avoided=np.where(both, 0.0, active + delayed),
        shorter_stays=np.where(both, active, 0.0),
        delay_removed=np.where(both, delayed, 0.0),
    )


def _led_to_bed(run: Run, rows: Integers) -> Flags:
    """Return which of some rows led to a hospital bed at any time in the run; one below 0 is of nobody."""
    return np.asarray((rows >= 0) & run.outcome.led_to_bed[rows]) if len(rows) else np.zeros(0, dtype=np.bool_)


def _days(run: Run, column: str, rows: Integers) -> Floats:
    """Return a count of days of the spells of rows of needs; 0 where there is none."""
    days = np.zeros(len(rows))
    if len(run.spell_of):
        spell = np.where(rows >= 0, run.spell_of[rows], NOBODY)
        days[spell >= 0] = getattr(run.outcome, column)[spell[spell >= 0]]
    return days


def returned(before: Run, after: Run, people_65_plus: float | None = None) -> list[Row]:
    """Return bed days returned a year: in all, by part, quintile and age band, per 1,000 people, of the 200,000.

    ``people_65_plus`` is the published number, on the same basis as Scotland's; none: those of the run on day 0.
    """
    parts = split(before, after)
    name, years = "bed_days_returned", before.years
    by_part = {part: float(getattr(parts, part).sum()) / years for part in PARTS}
    total = sum(by_part.values())
    table = [row(name, total), *rows(name, "part", by_part), row(f"{name}_whole_system", _whole_system(before, after))]
    if not before.populated:
        return table
    quintile, age_band = (_of_either(before, after, parts, column) for column in ("quintile", "age_band"))
    by_quintile = shared(summed(quintile, parts.total, QUINTILES), years)
    table += rows(name, "quintile", by_quintile)
    table += rows(name, "age", shared(summed(age_band, parts.total, AGE_BANDS), years))
    people = residents_by_quintile(before)
    table.append(row(f"{name}_per_1000", 1000 * ratio(total, sum(people.values()))))
    table += rows(f"{name}_per_1000", "quintile", {q: 1000 * ratio(more, people[q]) for q, more in by_quintile.items()})
    place = len(before.residents.alive(0.0)) if people_65_plus is None else people_65_plus
    ambition = AMBITION * place / SCOTLAND_65_PLUS
    return [*table, row("share_of_200000", 100 * ratio(total, ambition))]


def worth(days_a_year: float, description: Description) -> list[Row]:
    """Return what bed days returned are worth a year, by each way of valuing one."""
    values = {name: days_a_year * value.pounds for name, value in description.bed_day_values.items()}
    return rows("value_of_bed_days_returned", "method", values)


def _whole_system(before: Run, after: Run) -> float:
    """Return hospital bed days a year that everybody in the model uses less."""
    hospital = np.flatnonzero(before.tables.is_hospital)
    return float((before.outcome.person_days - after.outcome.person_days)[hospital].sum()) / before.years


def _of_either(before: Run, after: Run, parts: Split, column: str) -> Integers:
    """Return what a column of the residents says of each spell's person: of the baseline, else of the option."""
    old, new = (getattr(run.residents, column) for run in (before, after))
    known = parts.rows_before >= 0
    values = np.empty(len(known), dtype=np.int64)
    values[known], values[~known] = old(parts.rows_before[known]), new(parts.rows_after[~known])
    return values


def residents_by_quintile(run: Run) -> dict[str, float]:
    """Return the residents alive in the middle of the period by SIMD quintile."""
    alive = run.residents.in_the_middle
    return summed(run.demand.people.quintile[alive] - 1, np.ones(len(alive)), QUINTILES)


def in_use(run: Run) -> list[Row]:
    """Return emergency bed days a year: in all, by age band, quintile and need."""
    name, days, residents = "emergency_bed_days", run.bed_days, run.residents
    table = [row(name, float(days.sum()) / run.years)]
    table += rows(name, "need", shared(_by_need(run, days), run.years))
    if run.populated:
        table += rows(name, "age", shared(summed(residents.age_band(run.in_bed), days, AGE_BANDS), run.years))
        table += rows(name, "quintile", shared(summed(residents.quintile(run.in_bed), days, QUINTILES), run.years))
    return table


def _by_need(run: Run, days: Floats) -> dict[str, float]:
    names = [*run.tables.need_names, UNDER_WAY]
    totals = summed(run.needs(run.in_bed) % len(names), days, names)
    emergency = [*run.tables.need_emergency.tolist(), run.residents.any_under_way]
    return {name: total for (name, total), keep in zip(totals.items(), emergency, strict=True) if keep}


def delayed(run: Run) -> list[Row]:
    """Return delayed bed days a year by reason (at 75 and over too), age and ward; people delayed; delays elsewhere."""
    outcome, tables, years = run.outcome, run.tables, run.years
    delayed_days = outcome.delayed[:, _COLUMNS, :] / years
    hospital = delayed_days[tables.is_hospital]
    name, names = "delayed_bed_days", np.asarray(tables.setting_names)
    by_reason: dict[str, float] = dict(zip(DELAY_REASONS, hospital.sum(axis=(0, 2)).tolist(), strict=True))
    table = [row(name, float(hospital.sum())), *rows(name, "reason", by_reason)]
    table += rows(name, "national_reason", _as_published(by_reason))
    by_reason_75_plus: dict[str, float] = dict(zip(DELAY_REASONS, hospital[:, :, 1].sum(axis=0).tolist(), strict=True))
    table += rows(name, "national_reason_75_plus", _as_published(by_reason_75_plus))
    table += rows(name, "age", dict(zip(("under_75", "75_plus"), hospital.sum(axis=(0, 1)).tolist(), strict=True)))
    in_ward = dict(zip(names[tables.is_hospital].tolist(), hospital.sum(axis=(1, 2)).tolist(), strict=True))
    table += rows(name, "setting", in_ward)
    other = ~tables.is_hospital & ~tables.is_residence
    elsewhere = dict(zip(names[other].tolist(), delayed_days[other].sum(axis=(1, 2)).tolist(), strict=True))
    table += [row("delayed_days_elsewhere", sum(elsewhere.values()))]
    return [*table, *rows("delayed_days_elsewhere", "setting", elsewhere), *_delayed_people(run), *_delays(run)]


def _as_published(by_reason: Mapping[str, float]) -> dict[str, float]:
    return {name: sum(by_reason[reason] for reason in reasons) for name, reasons in NATIONAL_REASONS.items()}


def _delayed_people(run: Run) -> list[Row]:
    counts = run.outcome.waiting_delayed[run.midnights]
    at_midnight = counts.mean(axis=0) if len(counts) else np.full(len(REASONS), np.nan)
    by_reason = {reason: float(at_midnight[at]) for reason, at in zip(DELAY_REASONS, _COLUMNS, strict=True)}
    return [row("delayed_people", sum(by_reason.values())), *rows("delayed_people", "reason", by_reason)]


def _delays(run: Run) -> list[Row]:
    days = run.outcome.delayed_days[run.spells_in_bed]
    ended = run.within(run.stays["left_day"]) & (delay_of_each_stay(run) >= 1.0)
    mean = ratio(float(days.sum()), float(ended.sum()))
    return [row("delayed_discharges", float(ended.sum()) / run.years), row("mean_delay_days", mean)]


def delay_of_each_stay(run: Run) -> Floats:
    """Return the days of delay in the period of each emergency stay that has ended; 0 of those that have not."""
    stays, delay = run.stays, run.stays["delayed_days"].copy()
    order = np.argsort(stays["row"], kind="stable")
    before, after = order[:-1], order[1:]
    earlier = np.where(stays["row"][before] == stays["row"][after], stays["delayed_days"][before], 0.0)
    delay[after] = np.maximum(delay[after] - earlier, 0.0)
    return np.asarray(delay)
