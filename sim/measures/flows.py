"""Who comes and goes: emergency admissions, falls, readmissions, responses to needs, entries to settings."""

import numpy as np

from sim.description.units import AGE_BANDS
from sim.measures.bed_days import UNDER_WAY, residents_by_quintile
from sim.measures.registry import CORE, OWN, PHS, define
from sim.measures.residents import Integers, age_bands
from sim.measures.run import QUINTILES, Run, shared, summed
from sim.measures.tidy import Row, ratio, row, rows
from sim.tables.tables import RECENT_DAYS, YEAR

define(
    "emergency_admissions",
    "admissions a year",
    "lower",
    "Entries of residents on emergency spells to hospital from outside it, in the period: a return from intermediate"
    " care is one, a move from ward to ward is none.",
    f"Basis of NI-12; {PHS}",
)
define(
    "emergency_admissions_per_1000",
    "admissions a year per 1,000 people",
    "lower",
    "Emergency admissions for 1,000 residents alive in the middle of the period, of the same age or quintile.",
    f"Basis of NI-12; {PHS}",
)
define(
    "mean_emergency_stay",
    "days",
    "lower",
    "Emergency bed days in the period for each emergency admission that begins in it (NI-13 over NI-12): days in every"
    " hospital bed, acute or not, delayed ones included.",
    f"Basis of NI-12 and NI-13; {PHS}",
)
define(
    "falls_admissions",
    "admissions a year",
    "lower",
    "Emergency admissions of residents for needs that are falls.",
    f"Unintentional injuries, {PHS}",
)
define(
    "falls_admissions_per_1000",
    "admissions a year per 1,000 people",
    "lower",
    "Falls admissions for 1,000 residents alive in the middle of the period.",
    f"Unintentional injuries, {PHS}",
)
define(
    "readmissions_28_days",
    "per 1,000 live discharges",
    "lower",
    "Live discharges of residents from emergency stays followed by an emergency admission of the same person 0 to 28"
    " days later, a return from intermediate care included; a discharge is each leaving of hospital, those of the last"
    " 28 days of the run are left out, since what follows them is not seen.",
    f"Basis of NI-14; {CORE}",
)
define(
    "readmissions",
    "readmissions a year",
    "lower",
    "Live discharges of readmissions_28_days that were followed by an emergency admission: a number, which adds up.",
    f"Basis of NI-14; {CORE}",
)
define(
    "discharges_followed_up",
    "discharges a year",
    "neither",
    "Live discharges of readmissions_28_days, of which those of the last 28 days of the run are left out.",
    f"Basis of NI-14; {CORE}",
)
define(
    "people_admitted_twice",
    "people a year",
    "lower",
    "Residents with two or more emergency admissions in one and the same year, counted from the first day that counts;"
    " mean of the whole years of the period (a period of less than a year has none).",
    f"Multiple emergency admissions, 65 and over, ScotPHO; {PHS}",
)
define(
    "responses",
    "needs a year",
    "neither",
    "Emergency needs of residents that became real in the period, by the response to them.",
    OWN,
)

DIED = -2
"""Where a stay ends that ends by death."""


def admissions(run: Run) -> list[Row]:
    """Return emergency admissions a year by age band, quintile and need; falls; length of stay; responses to needs."""
    name, admitted_rows = "emergency_admissions", run.admissions
    total = len(admitted_rows) / run.years
    table = [row(name, total), *rows(name, "need", _by_need(run))]
    falls = len(run.of_sort(run.tables.need_falls, admitted_rows)) / run.years
    table += [row("falls_admissions", falls)]
    table += [row("mean_emergency_stay", ratio(float(run.bed_days.sum()) / run.years, total))]
    if run.populated:
        people, counts = len(run.residents.in_the_middle), np.ones(len(admitted_rows))
        table += [row("falls_admissions_per_1000", 1000 * ratio(falls, people))]
        table += [row(f"{name}_per_1000", 1000 * ratio(total, people))]
        by_age = shared(summed(run.residents.age_band(admitted_rows), counts, AGE_BANDS), run.years)
        by_quintile = shared(summed(run.residents.quintile(admitted_rows), counts, QUINTILES), run.years)
        table += rows(name, "age", by_age) + rows(name, "quintile", by_quintile)
        table += _per_1000(run, by_age, by_quintile) + _stay_by_age(run, by_age)
    return table + _responses(run)


def _by_need(run: Run) -> dict[str, float]:
    names = [*run.tables.need_names, UNDER_WAY]
    totals = summed(run.needs(run.admissions) % len(names), np.ones(len(run.admissions)), names)
    emergency = [*run.tables.need_emergency.tolist(), totals[UNDER_WAY] > 0]
    return {name: totals[name] / run.years for name, keep in zip(names, emergency, strict=True) if keep}


def residents_by_age(run: Run) -> dict[str, float]:
    """Return the residents alive in the middle of the period by age band."""
    alive = run.residents.in_the_middle
    bands = age_bands(run.demand.people.age[alive] + run.residents.middle / YEAR)
    return summed(bands, np.ones(len(alive)), AGE_BANDS)


def _per_1000(run: Run, by_age: dict[str, float], by_quintile: dict[str, float]) -> list[Row]:
    table = []
    for by, counts, people in (
        ("age", by_age, residents_by_age(run)),
        ("quintile", by_quintile, residents_by_quintile(run)),
    ):
        rates = {name: 1000 * ratio(count, people[name]) for name, count in counts.items()}
        table += rows("emergency_admissions_per_1000", by, rates)
    return table


def _stay_by_age(run: Run, by_age: dict[str, float]) -> list[Row]:
    days = shared(summed(run.residents.age_band(run.in_bed), run.bed_days, AGE_BANDS), run.years)
    return rows("mean_emergency_stay", "age", {band: ratio(days[band], count) for band, count in by_age.items()})


def _responses(run: Run) -> list[Row]:
    arising = run.spells[run.residents.in_period(run.outcome.row[run.spells])]
    response = run.outcome.response[arising].astype(np.int64)
    real = response[response >= 0]
    totals = summed(real, np.ones(len(real)), run.tables.response_names)
    return rows("responses", "response", shared(totals, run.years))


def readmissions(run: Run) -> float:
    """Return readmissions within 28 days for 1,000 live discharges whose 28 days lie within the run."""
    came_back, followed_up = _followed_up(run)
    return 1000 * ratio(came_back, followed_up)


def _followed_up(run: Run) -> tuple[int, int]:
    """Return how many live discharges have their 28 days within the run, those with a readmission first."""
    left_day, outcome = run.stays["left_day"], run.outcome
    followed_up = (left_day >= outcome.from_day) & (left_day <= outcome.to_day - RECENT_DAYS)
    counted = followed_up & (run.stays["ended_in"] != DIED)
    days = run.days_to_next_admission[counted]
    return int((days <= RECENT_DAYS).sum()), int(counted.sum())


def repeated(run: Run) -> list[Row]:
    """Return readmissions and the discharges that they are out of, and people admitted twice in a year."""
    came_back, followed_up = _followed_up(run)
    table = [row("readmissions", came_back / run.years), row("discharges_followed_up", followed_up / run.years)]
    return [*table, row("people_admitted_twice", _admitted_twice(run))]


def _admitted_twice(run: Run) -> float:
    """Return people with two or more emergency admissions in a year, on average over the whole years."""
    day, begins, years = run.stays["admitted_day"], run.outcome.from_day, int(run.years + 0.01)
    person, total = run.persons(run.stays["row"]), 0
    for year in range(years):
        in_year = (day >= begins + year * YEAR) & (day < begins + (year + 1) * YEAR)
        total += int((np.unique(person[in_year], return_counts=True)[1] >= 2).sum())
    return ratio(total, years)


def discharges(run: Run) -> Integers:
    """Return the row of needs of each emergency stay that ends in the period, by death included."""
    return np.asarray(run.stays["row"][run.within(run.stays["left_day"])])


def entered(run: Run, chosen: Integers) -> float:
    """Return entries a year to some settings."""
    return float(run.outcome.entered[chosen].sum()) / run.years
