"""Moments at which something could go wrong: candidate needs of residents at ceiling rates, each with its mark."""

import datetime
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.demand.luck import VISIT, Purpose, uniforms, words
from sim.demand.population import YEAR, groups, on_grid
from sim.description.needs import Rate
from sim.description.system import Description
from sim.tables.contract import Tables
from sim.tables.groups import unpack
from sim.tables.levers import salt

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Words = NDArray[np.uint64]
Columns = dict[str, NDArray[np.generic]]
SLICE_DAYS = YEAR / 36
"""Within a slice a person's rate is that of its middle."""


@dataclass(frozen=True)
class Risk:
    """One need that residents may have: its index, its rate, the ceiling rate of each group, each person's words."""

    need: int
    rate: Rate
    by_group: Floats
    keys: Words

    def expected(self, people: Columns, here: Integers, group: Integers, month: int) -> Floats:
        """Return the mean number of candidates in a slice, for the people here."""
        often = self.by_group[group] * self.rate.times_month[month] * SLICE_DAYS
        return np.asarray(often * np.where(people["woman"][here], self.rate.times_women, 1.0))


def of_residents(
    description: Description, tables: Tables, people: Columns, stream: int, to_day: float
) -> list[Columns]:
    """Return the candidates of the population, slice by slice and need by need."""
    found: list[Columns] = []
    risks = _risks(description, tables, people, stream) if people else []
    if not risks:
        return found
    death, enters = (np.asarray(people[name], dtype=np.float64) for name in ("death_day", "enters_day"))
    for number in range(int(np.ceil(to_day / SLICE_DAYS))):
        start = number * SLICE_DAYS
        here = np.flatnonzero((death > start) & (enters < start + SLICE_DAYS))
        group = groups(people, here, start + SLICE_DAYS / 2)
        month = (description.start_date + datetime.timedelta(days=start + SLICE_DAYS / 2)).month - 1
        for risk in risks:
            expected = risk.expected(people, here, group, month)
            who, ordinal = _in_slice(stream, risk.keys[here], number, expected)
            person = here[who]
            key = words(stream, risk.keys[person], Purpose.KEY + VISIT * number + 2**40 * ordinal)
            found.append(_placed(people, person, key, risk.need, start, stream, to_day))
    return found


def _risks(description: Description, tables: Tables, people: Columns, stream: int) -> list[Risk]:
    return [
        Risk(
            need=k,
            rate=need.rate,
            by_group=_by_group(need.rate, tables, k, description.fitted),
            keys=words(stream, people["key"], salt(tables.need_names[k]) & 0xFFFFFFFF),
        )
        for k, need in enumerate(description.needs.values())
        if need.rate
    ]


def _by_group(rate: Rate, tables: Tables, k: int, fitted: dict[str, float]) -> Floats:
    """Return the ceiling rate a day of each group of people."""
    frailty, age, quintile, dementia, alone, high_use, phase = unpack()
    times = fitted.get(rate.fitted, 1.0) if rate.fitted else 1.0
    table = np.asarray(rate.per_1000_a_year)[age] / 1000 / YEAR * times * tables.need_ceiling[k]
    table *= np.asarray(rate.times_frailty)[frailty] * np.asarray(rate.times_last_months)[phase]
    table *= np.asarray(rate.times_quintile)[quintile]
    for part, factor in (
        (dementia, rate.times_dementia),
        (alone, rate.times_alone),
        (high_use, rate.times_high_use),
    ):
        table *= np.where(part, factor, 1.0)
    return np.asarray(table)


def _in_slice(stream: int, keys: Words, number: int, expected: Floats) -> tuple[Integers, Integers]:
    """Return who has a candidate in the slice, and its ordinal, by inverting the Poisson distribution."""
    drawn = uniforms(stream, keys, Purpose.COUNT + VISIT * number)
    term = np.exp(-expected)
    total = term.copy()
    who, ordinal = [], []
    at = np.flatnonzero(drawn > total)
    step = 0
    while len(at):
        who.append(at)
        ordinal.append(np.full(len(at), step))
        step += 1
        term[at] *= expected[at] / step
        total[at] += term[at]
        at = at[(drawn[at] > total[at]) & (step < 1000)]
    if not who:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    return np.concatenate(who), np.concatenate(ordinal)


def _placed(
    people: Columns, person: Integers, key: Words, need: int, start: float, stream: int, to_day: float
) -> Columns:
    """Give each candidate of a slice its moment and its mark; those of people dead or not yet 65 are left out."""
    day = on_grid(start + SLICE_DAYS * uniforms(stream, key, Purpose.MOMENT))
    death, enters = (np.asarray(people[name], dtype=np.float64) for name in ("death_day", "enters_day"))
    kept = (day < death[person]) & (day >= enters[person]) & (day < to_day)
    person, key, day = person[kept], key[kept], day[kept]
    return {
        "day": day,
        "person": person,
        "need": np.full(len(day), need),
        "mark": uniforms(stream, key, Purpose.MARK),
        "group": groups(people, person, day),
        "key": key,
    }
