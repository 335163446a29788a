"""Who comes and goes: emergency admissions, falls, readmissions, responses to needs, settings entered and waited for."""

import math

import numpy as np

from sim.description.units import AGE_BANDS
from sim.measures.bed_days import residents_by_quintile
from sim.measures.residents import YEAR, Floats, Integers, age_bands
from sim.measures.run import QUINTILES, Run, shared, summed
from sim.measures.tidy import Row, ratio, row, rows
from sim.outcome import TICK

READMITTED_WITHIN = 28.0
"""Days after a live discharge."""


def admissions(run: Run) -> list[Row]:
    """Return emergency admissions a year by age band, quintile and need; falls; length of stay; responses to needs."""
    name, began, count = "emergency_admissions", run.began, run.outcome.admissions
    total = admitted(run, began)
    found = [row(name, total), *rows(name, "need", _by_need(run))]
    falls = admitted(run, run.of_sort(run.tables.need_falls, began))
    found += [row("falls_admissions", falls)]
    found += [row("mean_emergency_stay", ratio(float(run.bed_days[run.in_bed].sum()) / run.years, total))]
    if run.populated:
        people = len(run.residents.in_the_middle)
        found += [row("falls_admissions_per_1000", 1000 * ratio(falls, people))]
        found += [row(f"{name}_per_1000", 1000 * ratio(total, people))]
        by_age = shared(summed(run.residents.age_band[began], count[began], AGE_BANDS), run.years)
        by_quintile = shared(summed(run.residents.quintile[began], count[began], QUINTILES), run.years)
        found += rows(name, "age", by_age) + rows(name, "quintile", by_quintile)
        found += _per_1000(run, by_age, by_quintile) + _stay_by_age(run, by_age)
    return found + _responses(run)


def admitted(run: Run, chosen: Integers) -> float:
    """Return admissions a year of the rows of needs chosen."""
    return float(run.outcome.admissions[chosen].sum()) / run.years


def _by_need(run: Run) -> dict[str, float]:
    names = run.tables.need_names
    totals = summed(run.demand.needs.need[run.began], run.outcome.admissions[run.began], names)
    emergency = run.tables.need_emergency.tolist()
    return {name: totals[name] / run.years for name, keep in zip(names, emergency, strict=True) if keep}


def residents_by_age(run: Run) -> dict[str, float]:
    """Return the residents alive in the middle of the period by age band."""
    here = run.residents.in_the_middle
    bands = age_bands(run.demand.people.age[here] + run.residents.middle / YEAR)
    return summed(bands, np.ones(len(here)), AGE_BANDS)


def _per_1000(run: Run, by_age: dict[str, float], by_quintile: dict[str, float]) -> list[Row]:
    found = []
    for by, counts, people in (
        ("age", by_age, residents_by_age(run)),
        ("quintile", by_quintile, residents_by_quintile(run)),
    ):
        rates = {name: 1000 * ratio(count, people[name]) for name, count in counts.items()}
        found += rows("emergency_admissions_per_1000", by, rates)
    return found


def _stay_by_age(run: Run, by_age: dict[str, float]) -> list[Row]:
    days = shared(summed(run.residents.age_band[run.in_bed], run.bed_days[run.in_bed], AGE_BANDS), run.years)
    return rows("mean_emergency_stay", "age", {band: ratio(days[band], count) for band, count in by_age.items()})


def _responses(run: Run) -> list[Row]:
    response = run.outcome.response[run.spells].astype(np.int64)
    real = response[(response >= 0) & run.within(run.demand.needs.day[run.spells])]
    totals = summed(real, np.ones(len(real)), run.tables.response_names)
    return rows("responses", "response", shared(totals, run.years))


def readmissions(run: Run) -> float:
    """Return readmissions within 28 days for 1,000 live discharges whose 28 days lie within the run."""
    outcome = run.outcome
    left_day, ended_in = outcome.left_day[run.spells], outcome.ended_in[run.spells]
    last = outcome.to_day - READMITTED_WITHIN
    alive = (ended_in >= 0) | (ended_in == -3)
    index = run.spells[alive & (left_day >= outcome.from_day) & (left_day <= last)]
    days = days_to_next_admission(run, index)
    return 1000 * ratio(float((days <= READMITTED_WITHIN).sum()), len(index))


def days_to_next_admission(run: Run, index: Integers) -> Floats:
    """Return days from leaving hospital to the same person's next emergency admission; infinite without one."""
    with_need = run.demand.needs.need[run.spells] >= 0
    rows_in = run.spells[with_need & np.isfinite(run.outcome.admitted_day[run.spells])]
    person, admitted_day = run.demand.needs.person, run.outcome.admitted_day
    begun = _moment(run, person[rows_in], admitted_day[rows_in])
    order = np.argsort(begun, kind="stable")
    rows_in = np.append(rows_in[order], -1)
    place = np.searchsorted(begun[order], _moment(run, person[index], run.outcome.left_day[index]))
    place = np.where(rows_in[place] == index, np.minimum(place + 1, len(rows_in) - 1), place)
    follows = rows_in[place]
    same = (follows >= 0) & (person[follows] == person[index])
    return np.asarray(np.where(same, admitted_day[follows] - run.outcome.left_day[index], math.inf))


def _moment(run: Run, person: Integers, day: Floats) -> Integers:
    """Return one whole number that orders by person, then by time."""
    span = int((run.outcome.to_day + 2) / TICK)
    return np.asarray(person * span + (day / TICK).astype(np.int64))


def settings(run: Run) -> list[Row]:
    """Return places taken and, where it can happen, occupancy, waits, boarding, surge, and people turned away."""
    outcome, tables, years = run.outcome, run.tables, run.years
    names = [*tables.setting_names, *tables.team_names]
    here = np.arange(len(names))
    reneged = np.isin(here, tables.path[:, tables.response_deadline >= 0, 0]) | (tables.patience_at_door >= 0)
    places = np.where(outcome.capacity_days > 0, outcome.capacity_days, np.nan)
    with np.errstate(invalid="ignore"):
        by_setting = (
            ("occupancy", 100 * outcome.used_days / places, tables.limited),
            ("waiting", outcome.queue_days / run.days, tables.limited),
            ("mean_wait_days", outcome.waited_days / outcome.waits, tables.limited),
            ("surge_days", outcome.surge_days / years, tables.limited & (here < len(tables.setting_names))),
            ("boarded", outcome.boarded_in / years, np.isin(here, tables.boards_to)),
            ("turned_away", outcome.turned_away / years, tables.queue_limit >= 0),
            ("withdrew", outcome.withdrew / years, (tables.patience >= 0) | reneged),
        )
    found = _occupied(run, names)
    found += [row(name, float(counts.sum()) / years) for name, counts in _in_all(run).items()]
    for name, values, where in by_setting:
        found += rows(name, "setting", {names[at]: float(values[at]) for at in np.flatnonzero(where)})
    return found


def _in_all(run: Run) -> dict[str, Integers]:
    return {"boarded": run.outcome.boarded_in, "turned_away": run.outcome.turned_away, "withdrew": run.outcome.withdrew}


def _occupied(run: Run, names: list[str]) -> list[Row]:
    hours = [*run.tables.takes_hours.tolist(), *[False] * len(run.tables.team_names)]
    taken = zip(names, (run.outcome.used_days / run.days).tolist(), hours, strict=True)
    return [row("occupied", value, "setting", n, "hours a week" if in_hours else None) for n, value, in_hours in taken]


def entered(run: Run, chosen: Integers) -> float:
    """Return entries a year to some settings."""
    return float(run.outcome.entered[chosen].sum()) / run.years
