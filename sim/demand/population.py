"""The people of a partnership: who they are, how their frailty goes, and when they die."""

import numpy as np
from numpy.typing import NDArray

from sim.demand.life_courses import LIFE, SEVERE, LifeTable, groups_on, live
from sim.demand.random_numbers import Purpose, uniforms
from sim.description.frailty import frailty_by_age, share_by_age, times_deaths
from sim.description.people import FIVE_YEARS
from sim.description.people import People as Stated
from sim.description.system import Description
from sim.description.units import LAST_MONTH_DAYS
from sim.tables.tables import TICK, YEAR

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Words = NDArray[np.uint64]
SEXES = ("female", "male")
GROUPED_BY = ("age", "quintile", "dementia_day", "alone_day", "high_use", "frail_day", "death_day")
"""What decides which group a person is in."""


def on_grid(days: Floats) -> Floats:
    """Return times moved to the nearest tick."""
    return np.asarray(np.floor(days / TICK + 0.5) * TICK)


def residents(description: Description, stream: int, to_day: float) -> NDArray[np.void]:
    """Return everybody aged 65 and over on day 0, and those who turn 65 before `to_day`."""
    stated = description.people
    if stated is None:
        return np.empty(0, dtype=LIFE)
    key, band, woman, enters = _who(description, stated, stream, to_day)
    lives = np.empty(len(key), dtype=LIFE)
    lives["key"], lives["woman"], lives["enters_day"] = key, woman, on_grid(enters)
    # longer than the run: near death, needs are more frequent
    live(np.uint64(stream), _life_table(description, stated), band, lives, to_day + LAST_MONTH_DAYS[0])
    return lives


def _who(
    description: Description, stated: Stated, stream: int, to_day: float
) -> tuple[Words, Integers, NDArray[np.bool_], Floats]:
    keys, bands, women, enters = [], [], [], []
    for sex, name in enumerate(SEXES):
        for band, label in enumerate(FIVE_YEARS):
            count = round(people_on_day_0(description, stated, name, label))
            young = round(turning_65(description, stated, name) * to_day / YEAR) if band == 0 else 0
            code = (sex * 16 + band) << 32
            keys.append(np.arange(count + young, dtype=np.uint64) + np.uint64(code))
            bands.append(np.full(count + young, band))
            women.append(np.full(count + young, sex == 0))
            later = to_day * uniforms(stream, keys[-1][count:], Purpose.BIRTHDAY)
            enters.append(np.concatenate([np.zeros(count), later]))
    return np.concatenate(keys), np.concatenate(bands), np.concatenate(women), np.concatenate(enters)


def people_on_day_0(description: Description, stated: Stated, sex: str, band: str) -> float:
    """Return how many of a sex and five-year band there are: those counted, grown from the day of the count."""
    counted = float(description.published[stated.columns.format(sex=sex, band=band)])
    if description.growth is None or stated.counted_on is None:
        return counted
    rate = description.growth.rate(description.published, description.calibrated)
    return float(counted * rate ** ((description.start_date - stated.counted_on).days / YEAR))


def turning_65(description: Description, stated: Stated, sex: str) -> float:
    """Return how many of a sex turn 65 in a year: their part of those published, or a share of those aged 65 to 69."""
    young = people_on_day_0(description, stated, sex, FIVE_YEARS[0])
    if stated.turning_65_a_year is None:
        return young * stated.turning_65_per_year_of_65_69
    both = sum(people_on_day_0(description, stated, one, FIVE_YEARS[0]) for one in SEXES)
    return float(description.published[stated.turning_65_a_year]) * young / both if both else 0.0


def _life_table(description: Description, stated: Stated) -> LifeTable:
    by_age = frailty_by_age(stated, description.published, description.calibrated)
    shares = np.cumsum([float(description.published.get(f"share_simd_{number}", 0.2)) for number in range(1, 6)])
    return LifeTable(
        frailty=np.cumsum(by_age.shares, axis=1)[:, :SEVERE].copy(),
        quintile=shares[:4] / shares[4],
        dementia=share_by_age(stated.dementia_by_five_years),
        alone=share_by_age(stated.alone_by_five_years),
        high_use=np.asarray(stated.high_use_by_frailty),
        worsens=by_age.worsens.T.copy() / YEAR,
        deaths=times_deaths(stated, description.calibrated) * np.asarray(stated.deaths_per_1000_a_year) / 1000 / YEAR,
        death_times_men=stated.death_times_men,
        death_times_frailty=np.asarray(stated.death_times_frailty),
        death_times_quintile=np.asarray(stated.death_times_quintile),
    )


def groups(people: dict[str, NDArray[np.generic]], rows: Integers, day: Floats | float) -> Integers:
    """Return the group (see `tables.groups`) of some people on a day each."""
    lives, days = lives_of(people, rows), np.ascontiguousarray(np.broadcast_to(day, len(rows)), dtype=np.float64)
    return np.asarray(groups_on(lives, days))


def lives_of(people: dict[str, NDArray[np.generic]], rows: Integers) -> NDArray[np.void]:
    """Return some people with what `groups_on` reads of them; nothing else is filled in."""
    lives = np.empty(len(rows), dtype=LIFE)
    for name in GROUPED_BY:
        lives[name] = people[name][rows]
    return lives
