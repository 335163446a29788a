"""One run as the measures see it: its period, its residents, and which rows of needs are their emergency spells."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.demand.contract import Demand
from sim.description.units import AGE_BAND_STARTS, AGE_BANDS
from sim.outcome import Outcome
from sim.tables.contract import Tables

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
YEAR = 365.25
QUINTILES = ("1", "2", "3", "4", "5")


@dataclass(frozen=True)
class Run:
    """An outcome with the demand and tables it came from."""

    outcome: Outcome
    demand: Demand
    tables: Tables

    @property
    def days(self) -> float:
        """Length of the period in days."""
        return self.outcome.to_day - self.outcome.from_day

    @property
    def years(self) -> float:
        """Length of the period in years."""
        return self.days / YEAR

    @property
    def middle(self) -> float:
        """Day in the middle of the period."""
        return (self.outcome.from_day + self.outcome.to_day) / 2

    @property
    def populated(self) -> bool:
        """Whether the model has residents; without, everybody who arrives is counted, and no rate per people."""
        return self.demand.population > 0

    @cached_property
    def spells(self) -> Flags:
        """Rows of needs that are emergencies of residents, spells under way on day 0 included."""
        need = self.demand.needs.need
        emergency = np.append(self.tables.need_emergency, True)[need]
        ours = self.demand.needs.person < self.demand.population if self.populated else np.ones(len(need), np.bool_)
        return np.asarray(emergency & ours)

    @cached_property
    def began(self) -> Flags:
        """Emergency spells admitted in the period."""
        with_need = self.spells & (self.demand.needs.need >= 0)
        return np.asarray(with_need & self.within(self.outcome.admitted_day))

    @cached_property
    def bed_days(self) -> Floats:
        """Hospital days of each row of needs in the period, delayed ones included."""
        return np.asarray(self.outcome.active_days + self.outcome.delayed_days)

    @cached_property
    def age_band(self) -> Integers:
        """Age band of the person of each row of needs on the day of the need."""
        needs = self.demand.needs
        return age_bands(self.demand.people.age[needs.person] + needs.day / YEAR)

    @cached_property
    def quintile(self) -> Integers:
        """Quintile of the person of each row of needs, counted from 0."""
        return np.asarray(self.demand.people.quintile[self.demand.needs.person] - 1)

    @property
    def midnights(self) -> slice:
        """Rows of the outcome's daily arrays that lie in the period."""
        return slice(int(np.ceil(self.outcome.from_day)), int(np.ceil(self.outcome.to_day)))

    def within(self, day: Floats) -> Flags:
        """Return which days lie in the period (its end is out)."""
        return np.asarray((day >= self.outcome.from_day) & (day < self.outcome.to_day))

    def alive(self, day: float) -> Integers:
        """Return the residents of 65 and over who are alive on a day."""
        people, count = self.demand.people, self.demand.population
        return np.flatnonzero((people.enters_day[:count] <= day) & (people.death_day[:count] > day))

    def settings(self, *words: str) -> Integers:
        """Return the settings that count as any of some words."""
        return np.asarray([s for s, word in enumerate(self.tables.counts_as) if word in words], dtype=np.int64)

    def needs_of(self, flags: Flags) -> Flags:
        """Return which rows of needs are of a sort marked in an array by need; spells under way on day 0 are not."""
        return np.asarray(np.append(flags, False)[self.demand.needs.need])


def age_bands(years: Floats) -> Integers:
    """Return the age band of each age: 65-74, 75-84, 85+."""
    return np.asarray(np.clip(np.searchsorted(AGE_BAND_STARTS, years, side="right") - 1, 0, len(AGE_BANDS) - 1))


def summed(index: Integers, values: NDArray[np.generic], names: Sequence[str]) -> dict[str, float]:
    """Return the sum of values for each name, by the index of the name."""
    totals = np.bincount(index, weights=values.astype(np.float64), minlength=len(names))
    return dict(zip(names, totals.tolist(), strict=True))


def shared(totals: dict[str, float], by: float) -> dict[str, float]:
    """Return each total divided by a number."""
    return {name: total / by for name, total in totals.items()}
