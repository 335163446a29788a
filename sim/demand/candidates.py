"""Candidate needs of residents: moments at which a need could arise, at ceiling rates, each with its mark."""

import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.compiled_random_numbers import uniform, word
from sim.demand.demand import ROW, Rows
from sim.demand.event_times import enlarged, gap_before, key_of, nothing_below
from sim.demand.life_courses import Life, group_of, on_tick
from sim.demand.random_numbers import Purpose
from sim.description.needs import Rate
from sim.description.system import Description
from sim.jit import jit, jit_cached
from sim.tables.effects import salt
from sim.tables.groups import GROUPS, SHAPE, unpack
from sim.tables.tables import YEAR, Tables

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
RISES = (0, 1, 3, 4, 6)
"""Parts of a group that only ever rise: frailty, age, dementia, living alone and phase."""
RISK = np.dtype(
    [("need", "i8"), ("salt", "u8"), ("times_month", "f8", (12,))]
    + [(name, "f8", (2, GROUPS)) for name in ("a_year", "at_most")]
)
"""A need that residents may have: its number, the hash of its name, and how often it arises at the ceiling, by sex
(woman 1) and group: `a_year`, times that of the month; and `at_most` until a person comes to this group."""


def of_residents(description: Description, tables: Tables, lives: Rows, stream: int, to_day: float) -> Rows:
    """Return the candidate needs of residents up to a day, person by person.

    ``lives`` are rows of `LIFE`; ``stream`` the word of the replication's random numbers.
    """
    rates = {k: need.rate for k, need in enumerate(description.needs.values()) if need.rate}
    risks = np.empty(len(rates), dtype=RISK)
    for risk, (k, rate) in zip(risks, rates.items(), strict=True):
        by_group = _by_group(rate, tables, k, description.calibrated)
        risk["need"], risk["salt"] = k, salt(tables.need_names[k]) & 0xFFFFFFFF
        risk["a_year"] = by_group, by_group * rate.times_women
        risk["times_month"], most = rate.times_month, risk["a_year"].reshape(2, *SHAPE) * max(rate.times_month)
        for part in RISES:
            most = np.maximum.accumulate(most, axis=1 + part)
        risk["at_most"] = most.reshape(2, GROUPS)
    months = months_from(description.start_date, int(np.ceil(to_day)))
    return np.asarray(_moments(np.uint64(stream), lives, risks, months, to_day))


def months_from(start: datetime.date, days: int) -> Integers:
    """Return the month (January 0) of each day from a date on."""
    return (np.datetime64(start) + np.arange(days)).astype("datetime64[M]").astype(np.int64) % 12


def _by_group(rate: Rate, tables: Tables, k: int, calibrated: dict[str, float]) -> Floats:
    """Return the ceiling rate a year of each group of people."""
    frailty, age, quintile, dementia, alone, high_use, phase = unpack()
    times = calibrated.get(rate.calibrated, 1.0) if rate.calibrated else 1.0
    table = np.asarray(rate.per_1000_a_year)[age] / 1000 * times * tables.need_ceiling[k]
    table *= np.asarray(rate.times_frailty)[frailty] * np.asarray(rate.times_last_months)[phase]
    table *= np.asarray(rate.times_quintile)[quintile]
    for part, factor in (
        (dementia, rate.times_dementia),
        (alone, rate.times_alone),
        (high_use, rate.times_high_use),
    ):
        table *= np.where(part, factor, 1.0)
    return np.asarray(table)


@jit_cached
def _moments(stream: Any, lives: Any, risks: Any, months: Any, to_day: float) -> Any:
    """Return all candidate needs, year by year of each person."""
    rows, count = np.empty(len(lives) + 1, dtype=ROW), 0
    keys = np.empty(len(risks), dtype=np.uint64)
    for person in range(len(lives)):
        for number in range(len(risks)):
            keys[number] = word(stream, lives[person].key, risks[number].salt)
        for year in range(int(np.ceil(to_day / YEAR))):
            added = _of_a_year(stream, lives[person], keys, year, risks, months, to_day, rows[count:])
            while count + added > len(rows):
                rows = enlarged(rows)
                added = _of_a_year(stream, lives[person], keys, year, risks, months, to_day, rows[count:])
            for row in rows[count : count + added]:
                row.person = person
            count += added
    return rows[:count]


@jit
def _of_a_year(stream: Any, life: Life, keys: Any, year: int, risks: Any, months: Any, to_day: float, rows: Any) -> int:
    """Put the candidate needs of a person's year into the first rows; return how many there are, even beyond these.

    `keys` are those of the person's processes, one for each risk.
    """
    begins, ends = max(year * YEAR, life.enters_day), min(year * YEAR + YEAR, life.death_day, to_day)
    if begins >= ends:
        return 0
    count, last, sex = 0, group_of(life, ends), int(life.woman)
    for number in range(len(risks)):
        risk, random_number = risks[number], keys[number]
        ceiling = risk.at_most[sex, last]
        if nothing_below(stream, random_number, year, ceiling):
            continue
        point, height = 0, gap_before(stream, random_number, year, 0)
        while height < ceiling:
            key = key_of(stream, random_number, year, point)
            day = on_tick(YEAR * (year + uniform(stream, key, Purpose.MOMENT)))
            if begins <= day < ends:
                group = group_of(life, day)
                rate = risk.a_year[sex, group] * risk.times_month[months[int(day)]]
                if height < rate:
                    if count < len(rows):
                        row = rows[count]
                        row.day, row.mark, row.key = day, height / rate, key
                        row.need, row.group = risk.need, group
                    count += 1
            point += 1
            height += gap_before(stream, random_number, year, point)
    return count
