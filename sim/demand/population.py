"""The people of a partnership: who they are, how their frailty goes, and when they die."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.demand.luck import Purpose, uniforms
from sim.description.people import FIVE_YEARS
from sim.description.people import People as Stated
from sim.description.system import Description
from sim.description.units import AGE_BAND_STARTS, LAST_MONTH_DAYS
from sim.tables.contract import TICK
from sim.tables.groups import pack

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Words = NDArray[np.uint64]
YEAR = 365.25
STEP_DAYS = YEAR / 12
OLDEST_MEAN_YEARS = 3.5
"""Mean years above 90 of the open band."""


@dataclass(frozen=True)
class Traits:
    """What the course of a life depends on, one row a person: ``age`` in years on day 0, ``frailty`` at the start."""

    key: Words
    age: Floats
    woman: NDArray[np.bool_]
    quintile: Integers
    frailty: Integers
    enters: Floats


def on_grid(days: Floats) -> Floats:
    """Return times moved to the nearest tick."""
    return np.asarray(np.floor(days / TICK + 0.5) * TICK)


def residents(description: Description, stream: int, to_day: float) -> dict[str, NDArray[np.generic]]:
    """Return everybody aged 65 and over on day 0, and those who turn 65 before `to_day`, as columns."""
    stated = description.people
    if stated is None:
        return {}
    key, band, woman, enters = _who(description, stated, stream, to_day)
    drawn = {
        purpose: uniforms(stream, key, purpose)
        for purpose in (Purpose.AGE, Purpose.QUINTILE, Purpose.DEMENTIA, Purpose.ALONE, Purpose.HIGH_USE)
    }
    years = np.where(band == 5, -np.log(drawn[Purpose.AGE]) * OLDEST_MEAN_YEARS, 5 * drawn[Purpose.AGE])
    age = np.where(enters > 0, 65.0 - enters / YEAR, 65.0 + 5.0 * band + years)
    quintile = _quintile(description, drawn[Purpose.QUINTILE])
    frailty = _first_frailty(stated, band, uniforms(stream, key, Purpose.FRAILTY))
    frail_day, death_day = _life_course(stated, stream, Traits(key, age, woman, quintile, frailty, enters), to_day)
    return {
        "key": key,
        "age": age,
        "woman": woman,
        "quintile": quintile,
        "dementia": drawn[Purpose.DEMENTIA] < np.asarray(stated.dementia_by_five_years)[band],
        "alone": drawn[Purpose.ALONE] < np.asarray(stated.alone_by_five_years)[band],
        "high_use": drawn[Purpose.HIGH_USE] < np.asarray(stated.high_use_by_frailty)[frailty],
        "frail_day": frail_day,
        "death_day": death_day,
        "enters_day": on_grid(enters),
    }


def _who(
    description: Description, stated: Stated, stream: int, to_day: float
) -> tuple[Words, Integers, NDArray[np.bool_], Floats]:
    keys, bands, women, enters = [], [], [], []
    for sex, name in enumerate(("female", "male")):
        for band, label in enumerate(FIVE_YEARS):
            count = round(float(description.published[stated.columns.format(sex=name, band=label)]))
            young = round(count * stated.turning_65_per_year_of_65_69 * to_day / YEAR) if band == 0 else 0
            code = (sex * 16 + band) << 32
            keys.append(np.arange(count + young, dtype=np.uint64) + np.uint64(code))
            bands.append(np.full(count + young, band))
            women.append(np.full(count + young, sex == 0))
            later = to_day * uniforms(stream, keys[-1][count:], Purpose.BIRTHDAY)
            enters.append(np.concatenate([np.zeros(count), later]))
    return np.concatenate(keys), np.concatenate(bands), np.concatenate(women), np.concatenate(enters)


def _quintile(description: Description, drawn: Floats) -> Integers:
    shares = [float(description.published.get(f"share_simd_{number}", 0.2)) for number in range(1, 6)]
    bounds = np.cumsum(shares) / sum(shares)
    return np.asarray(np.searchsorted(bounds[:4], drawn) + 1)


def _first_frailty(stated: Stated, band: Integers, drawn: Floats) -> Integers:
    bounds = np.cumsum(np.asarray(stated.frailty_by_five_years), axis=1)[:, :3]
    return np.asarray((drawn[:, None] >= bounds[band]).sum(axis=1))


def _life_course(stated: Stated, stream: int, who: Traits, to_day: float) -> tuple[Floats, Floats]:
    """Return days on which mild, moderate and severe frailty begin, and days of death, month by month.

    A hazard is constant within a month; the event falls where the cumulative hazard meets an exponential draw.
    """
    key, enters, state = who.key, who.enters, who.frailty.copy()
    frail_day = np.where(np.arange(1, 4)[None, :] <= state[:, None], -1.0, np.inf)
    death_day = np.full(len(key), np.inf)
    life = -np.log(uniforms(stream, key, Purpose.DEATH))
    strength = -np.log(uniforms(stream, key, Purpose.WORSENING))
    fixed = np.where(who.woman, 1.0, stated.death_times_men) * np.asarray(stated.death_times_quintile)[who.quintile - 1]
    for step in range(int(np.ceil((to_day + YEAR) / STEP_DAYS)) + 1):
        day = step * STEP_DAYS
        inside = np.where(enters < day + STEP_DAYS, 1.0, 0.0)
        band = np.clip(((who.age + day / YEAR - 65.0) / 5.0).astype(np.int64), 0, 5)
        dying = np.asarray(stated.deaths_per_1000_a_year)[band] * fixed * np.asarray(stated.death_times_frailty)[state]
        _falls_due(life, dying * inside / 12_000, day, death_day, np.isinf(death_day))
        worse = np.asarray(stated.worsens_per_1000_a_year)[band] * inside / 12_000
        moved = np.full(len(key), np.inf)
        _falls_due(strength, worse, day, moved, state < 3)
        now = np.flatnonzero(np.isfinite(moved))
        frail_day[now, state[now]] = moved[now]
        state[now] += 1
        strength[now] = -np.log(uniforms(stream, key[now], Purpose.WORSENING + 64 * state[now]))
    return on_grid(frail_day), on_grid(np.maximum(death_day, enters + 1.0))


def _falls_due(left: Floats, hazard: Floats, day: float, due: Floats, waiting: NDArray[np.bool_]) -> None:
    now = waiting & (left < hazard)
    due[now] = day + STEP_DAYS * left[now] / hazard[now]
    left[waiting & ~now] -= hazard[waiting & ~now]


def groups(people: dict[str, NDArray[np.generic]], rows: Integers, day: Floats | float) -> Integers:
    """Return the group (see `tables.groups`) of some people on a day each."""
    when = np.broadcast_to(np.asarray(day, dtype=np.float64), rows.shape)
    frail_day = np.asarray(people["frail_day"], dtype=np.float64)[rows]
    frailty = (frail_day <= when[:, None]).sum(axis=1)
    years = np.asarray(people["age"], dtype=np.float64)[rows] + when / YEAR
    band = np.clip(np.searchsorted(AGE_BAND_STARTS, years, side="right") - 1, 0, 2)
    left = np.asarray(people["death_day"], dtype=np.float64)[rows] - when
    phase = (left[:, None] <= np.asarray(LAST_MONTH_DAYS)[None, :]).sum(axis=1)
    return pack(
        frailty,
        band,
        np.asarray(people["quintile"])[rows].astype(np.int64) - 1,
        people["dementia"][rows],
        people["alone"][rows],
        people["high_use"][rows],
        phase,
    )
