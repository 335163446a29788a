"""Life courses in machine code, one person at a time: attributes, onset of frailty, death, and group.

The hazard of death is constant between the birthdays at which a five-year band begins and changes of frailty, that of
becoming frailer between birthdays. What is due falls where the cumulative hazard meets an exponential number of mean 1
(inversion: Devroye 1986, Non-Uniform Random Variate Generation, section VI.2).
"""

from math import inf
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.demand.compiled_random_numbers import gap, uniform
from sim.demand.random_numbers import STEP, Purpose
from sim.description.units import AGE_BAND_STARTS, LAST_MONTH_DAYS
from sim.jit import jit, jit_cached
from sim.tables.groups import SHAPE
from sim.tables.tables import TICK, YEAR

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Words = NDArray[np.uint64]
OLDEST_MEAN_YEARS = 4.0
"""Mean years above 90 in the open band: about what its constant rate of death leads to."""
YOUNGEST = AGE_BAND_STARTS[0]
FIVE_YEARS = 5.0
OLDEST = 5
"""The open five-year band: from 90."""
SEVERE = 3


class LifeTable(NamedTuple):
    """Shares and hazards (a day) by five-year band [6] or age (see `description.frailty`), and their factors."""

    frailty: Floats
    """[birthdays, 3] share less frail than mild, moderate, severe."""
    quintile: Floats
    """[4] share in the quintiles up to each."""
    dementia: Floats
    """[birthdays] share who have it."""
    alone: Floats
    """[birthdays] share who live alone."""
    high_use: Floats
    """[4] by frailty."""
    worsens: Floats
    """[3, years of age] from fit, mild, moderate."""
    deaths: Floats
    death_times_men: float
    death_times_frailty: Floats
    death_times_quintile: Floats


LIFE = np.dtype(
    [(name, "f8") for name in ("age", "death_day", "enters_day", "dementia_day", "alone_day")]
    + [("frail_day", "f8", (SEVERE,)), ("key", "u8"), ("start_group", "i2"), ("quintile", "i1")]
    + [(name, "?") for name in ("woman", "high_use")],
    align=True,
)
"""A resident, by the names of `demand.People`."""
Life = Any
"""A row of LIFE."""


@jit
def on_tick(day: float) -> float:
    """Return a time moved to the nearest tick."""
    return float(np.floor(day / TICK + 0.5) * TICK)


@jit_cached
def live(stream: Any, stated: LifeTable, band: Any, lives: Any, to_day: float) -> None:
    """Draw everybody's life up to a day, from key, sex, five-year band, and the day on which they enter.

    ``lives`` are rows of `LIFE`, filled in place; ``band`` the five-year band of each (0 to 5); ``stream`` as uint64.
    """
    for person in range(len(lives)):
        life = lives[person]
        life.age = _age(stream, life, band[person])
        life.quintile = 1 + _passed(uniform(stream, life.key, Purpose.QUINTILE), stated.quintile)
        life.dementia_day = _begins(uniform(stream, life.key, Purpose.DEMENTIA), life, stated.dementia)
        life.alone_day = _begins(uniform(stream, life.key, Purpose.ALONE), life, stated.alone)
        frailty = _frailty(uniform(stream, life.key, Purpose.FRAILTY), life, stated.frailty)
        life.high_use = uniform(stream, life.key, Purpose.HIGH_USE) < stated.high_use[frailty]
        _worsen(stream, stated, life, frailty, to_day)
        life.death_day = max(on_tick(_death(stream, stated, life, frailty, to_day)), life.enters_day + 1.0)
        life.start_group = group_of(life, life.enters_day)


@jit
def _passed(drawn: float, shares: Any) -> int:
    """Return how many of the cumulative shares a number lies beyond."""
    passed = 0
    for share in shares:
        passed += drawn >= share
    return passed


@jit
def _frailty(drawn: float, life: Life, shares: Any) -> int:
    """Return the state on entering, by the shares at this age: in a straight line from birthday to birthday."""
    since = min(life.age + life.enters_day / YEAR - YOUNGEST, len(shares) - 1.0)
    birthday = min(int(since), len(shares) - 2)
    passed = 0
    for state in range(SEVERE):
        share = shares[birthday, state]
        passed += drawn >= share + (since - birthday) * (shares[birthday + 1, state] - share)
    return passed


@jit
def _begins(drawn: float, life: Life, shares: Any) -> float:
    """Return the day on which a share by age first exceeds a person's number: of a birthday, or -1 before they enter.

    So at every age the stated share of people have it, and whoever has it keeps it.
    """
    first = int(life.age + life.enters_day / YEAR - YOUNGEST)
    for birthday in range(min(first, len(shares) - 1), len(shares)):
        if drawn < shares[birthday]:
            return -1.0 if birthday <= first else on_tick((YOUNGEST + birthday - life.age) * YEAR)
    return inf


@jit
def _age(stream: Any, life: Life, band: int) -> float:
    """Return the age in years on day 0: uniform within a five-year band, exponential beyond 90."""
    if life.enters_day > 0:
        return float(65.0 - life.enters_day / YEAR)
    if band == OLDEST:
        return 90.0 + OLDEST_MEAN_YEARS * gap(stream, life.key, Purpose.AGE)
    return 65.0 + 5.0 * (band + uniform(stream, life.key, Purpose.AGE))


@jit
def _worsen(stream: Any, stated: LifeTable, life: Life, frailty: int, to_day: float) -> None:
    """Set the days on which mild, moderate and severe frailty begin: before day 0 for the state at the start."""
    day = life.enters_day
    for state in range(SEVERE):
        if state < frailty:
            life.frail_day[state] = -1.0
        else:
            if day < inf:
                strength = gap(stream, life.key, Purpose.WORSENING + STEP * state)
                day, _ = _due(strength, day, to_day, life.age, stated.worsens[state], 1.0, 1.0)
            life.frail_day[state] = on_tick(day)


@jit
def _death(stream: Any, stated: LifeTable, life: Life, frailty: int, to_day: float) -> float:
    """Return the day of death."""
    times = stated.death_times_quintile[life.quintile - 1]
    if not life.woman:
        times *= stated.death_times_men
    day, left = life.enters_day, gap(stream, life.key, Purpose.DEATH)
    for state in range(frailty, SEVERE + 1):
        until = min(to_day, life.frail_day[state]) if state < SEVERE else to_day
        due, left = _due(
            left, day, until, life.age, stated.deaths, FIVE_YEARS, times * stated.death_times_frailty[state]
        )
        if due < inf:
            return due
        day = until
    return inf


@jit
def _due(
    left: float, day: float, until: float, age: float, by_band: Any, years: float, times: float
) -> tuple[float, float]:
    """Return when a hazard, cumulated from a day on, meets what is left; if not before `until`: never, and the rest.

    ``by_band`` has the hazard in bands of so many years of age, the last one open.
    """
    last = len(by_band) - 1
    band = min(max(int((age + day / YEAR - YOUNGEST) / years), 0), last)
    while True:
        ends = until
        if band < last:
            ends = min(ends, (YOUNGEST + years * (band + 1) - age) * YEAR)
        hazard = by_band[band] * times
        if left < hazard * (ends - day):
            return day + left / hazard, 0.0
        left -= hazard * (ends - day)
        if ends == until:
            return inf, left
        day = ends
        band += 1


@jit
def group_of(life: Life, day: float) -> int:
    """Return the group (see `tables.groups`) of a person on a day."""
    frailty, age, phase = 0, -1, 0
    for begins in life.frail_day:
        frailty += begins <= day
    for years in AGE_BAND_STARTS:
        age += life.age + day / YEAR >= years
    for days in LAST_MONTH_DAYS:
        phase += life.death_day - day <= days
    group = (frailty * SHAPE[1] + max(age, 0)) * SHAPE[2] + life.quintile - 1
    group = (group * SHAPE[3] + (life.dementia_day <= day)) * SHAPE[4] + (life.alone_day <= day)
    return int((group * SHAPE[5] + life.high_use) * SHAPE[6] + phase)


@jit_cached
def groups_on(lives: Any, day: Any) -> Any:
    """Return the group of each person on a day each."""
    groups = np.empty(len(lives), dtype=np.int64)
    for person in range(len(lives)):
        groups[person] = group_of(lives[person], day[person])
    return groups
