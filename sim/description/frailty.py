"""Frailty by age: the stated shares at each age, and how often people become frailer so that these shares hold.

Between the middles of the five-year bands the log-odds against being fit are interpolated (piecewise cubic, monotone:
Fritsch and Carlson 1980, doi:10.1137/0717021), beyond the last in a straight line. With shares s of the states at an
age, deaths m of a state and M of all, a share changes by what comes in, less what goes out, less s (m - M): that gives
what goes out of each state, fit people first.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator

from sim.description.people import FIVE_YEARS, People
from sim.description.units import FRAILTY

Floats = NDArray[np.float64]
YOUNGEST, OLDEST = 65, 110
"""Ages between which shares and rates are worked out; older people are as those of the last."""
MIDDLES = np.asarray([67.5, 72.5, 77.5, 82.5, 87.3, 94.0])
"""Mean age in each five-year band (the last two: Scotland), at which its shares are taken to hold."""
NONE = 1e-12
"""The share that stands for a stated share of 0."""
FEWEST = 1e-9
"""Whoever is in a state with a share below this does not leave it: there is nobody."""
SLOPE_OVER = 1e-3
"""Years over which a slope is taken."""
ROUNDING = 1e-6
"""A rate a year this near 0 is 0."""
STEPS = len(FRAILTY) - 1


@dataclass(frozen=True, eq=False)
class FrailtyByAge:
    """Shares of the states at each birthday [46, 4]; moves to the next state, a year, between birthdays [45, 3]."""

    shares: Floats
    worsens: Floats

    @property
    def fault(self) -> str:
        """What is wrong where the shares hold only if people become fitter; nothing where they do not."""
        age, state = divmod(int(self.worsens.argmin()), STEPS)
        rate = self.worsens[age, state]
        if rate >= 0:
            return ""
        back = f"{-1000 * rate:,.0f} per 1,000 a year go back from {FRAILTY[state + 1]} to {FRAILTY[state]}"
        return f"these shares hold only if {back} at {YOUNGEST + age}: state shares that grow frailer with age"


def shares_by_birthday(stated: People) -> Floats:
    """Return the share of each state at every birthday, as in `FrailtyByAge`."""
    return _interpolated(np.asarray(stated.frailty_by_five_years))(np.arange(YOUNGEST, OLDEST + 1.0))


def frailty_by_age(
    stated: People, published: Mapping[str, float | str], calibrated: Mapping[str, float]
) -> FrailtyByAge:
    """Return the shares by age and the moves that keep them; ``published`` has the people by sex and band."""
    share_at = _interpolated(np.asarray(stated.frailty_by_five_years))
    birthdays = np.arange(YOUNGEST, OLDEST + 1.0)
    middle = birthdays[:-1] + 0.5
    shares = share_at(middle)
    slope = (share_at(middle + SLOPE_OVER) - share_at(middle - SLOPE_OVER)) / (2 * SLOPE_OVER)
    band = np.minimum((middle - YOUNGEST) // 5, len(FIVE_YEARS) - 1).astype(np.int64)
    deaths = deaths_of_fit_people(stated, published, calibrated)[band, None] * np.asarray(stated.death_times_frailty)
    falls = shares * (deaths - (shares * deaths).sum(axis=1, keepdims=True))
    goes_out = -np.cumsum(slope + falls, axis=1)[:, :STEPS]
    stays = shares[:, :STEPS]
    worsens = np.where(stays > FEWEST, goes_out / np.maximum(stays, FEWEST), 0.0)
    return FrailtyByAge(share_at(birthdays), np.where(np.abs(worsens) < ROUNDING, 0.0, worsens))


def _interpolated(by_band: Floats) -> Callable[[Floats], Floats]:
    """Return the shares as a function of age."""
    odds = np.log(np.maximum(by_band, NONE))
    odds -= odds[:, :1]
    curve = PchipInterpolator(MIDDLES, odds)
    last = MIDDLES[-1]
    level, slope = curve(last), curve(last, 1)

    def share_at(age: Floats) -> Floats:
        beyond = np.maximum(age - last, 0.0)[:, None]
        parts = np.exp(np.where(beyond > 0, level + slope * beyond, curve(np.minimum(age, last))))
        return np.asarray(parts / parts.sum(axis=1, keepdims=True))

    return share_at


def share_by_age(by_band: Sequence[float]) -> Floats:
    """Return a share (of people with dementia, say) at each birthday [46], from its shares by five-year band."""
    shares = np.asarray(by_band)
    return _interpolated(np.column_stack([1.0 - shares, shares]))(np.arange(YOUNGEST, OLDEST + 1.0))[:, 1]


def deaths_of_fit_people(
    stated: People, published: Mapping[str, float | str], calibrated: Mapping[str, float]
) -> Floats:
    """Return the share of fit people of each band who die in a year, both sexes and all quintiles together."""
    people = np.asarray(
        [
            [float(published[stated.columns.format(sex=sex, band=band)]) for band in FIVE_YEARS]
            for sex in ("female", "male")
        ]
    )
    men = people[1] / np.maximum(people.sum(axis=0), 1.0)
    quintiles = np.asarray([float(published.get(f"share_simd_{number}", 0.2)) for number in range(1, 6)])
    by_quintile = float(quintiles @ np.asarray(stated.death_times_quintile) / quintiles.sum())
    by_sex = 1.0 + men * (stated.death_times_men - 1.0)
    rates = times_deaths(stated, calibrated) * np.asarray(stated.deaths_per_1000_a_year) / 1000
    return np.asarray(rates * by_sex * by_quintile)


def times_deaths(stated: People, calibrated: Mapping[str, float]) -> float:
    """Return the partnership's calibrated multiplier of deaths."""
    return calibrated.get(stated.calibrated, 1.0) if stated.calibrated else 1.0
