"""The residents of one replication and their emergencies over a period: the same in every option, looked at once."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.demand.demand import Demand
from sim.demand.life_courses import groups_on
from sim.demand.population import GROUPED_BY, lives_of
from sim.demand.random_numbers import roots
from sim.description.units import AGE_BAND_STARTS
from sim.tables.groups import GROUPS
from sim.tables.tables import YEAR

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
NeedRows = NDArray[np.integer[Any]]
"""Rows of needs."""
T = TypeVar("T", bound=np.generic)
MOMENTS = 12
"""Moments of the period at which the people reached are counted."""


@dataclass(frozen=True)
class Residents:
    """Who comes in a replication, which sorts of need are emergencies, and the period looked at."""

    demand: Demand
    need_emergency: Flags
    from_day: float
    to_day: float
    _computed: dict[Hashable, Floats] = field(default_factory=dict)

    @property
    def days(self) -> float:
        """Length of the period in days."""
        return self.to_day - self.from_day

    @property
    def middle(self) -> float:
        """Day in the middle of the period."""
        return (self.from_day + self.to_day) / 2

    @property
    def populated(self) -> bool:
        """Whether the model has residents; without, everybody who arrives is counted, and no rate per people."""
        return self.demand.population > 0

    def once(self, key: Hashable, compute: Callable[[], Floats]) -> Floats:
        """Return what does not differ between options with this key: computed the first time it is asked for."""
        if key not in self._computed:
            self._computed[key] = compute()
        return self._computed[key]

    @cached_property
    def is_emergency(self) -> Flags:
        """Whether each row of needs is an emergency of a resident, or a spell of theirs under way on day 0."""
        emergency = np.append(self.need_emergency, True)[self.need]
        return np.asarray(emergency & (self.person < self.demand.population) if self.populated else emergency)

    @cached_property
    def need(self) -> NDArray[np.int16]:
        """Need of each row of needs; -1 of a spell under way on day 0. A column in one piece is read faster."""
        return np.ascontiguousarray(self.demand.needs.rows["need"])

    @cached_property
    def person(self) -> NDArray[np.int32]:
        """Person of each row of needs, in one piece."""
        return np.ascontiguousarray(self.demand.needs.rows["person"])

    @cached_property
    def roots(self) -> NDArray[np.uint64]:
        """Root of the random numbers of each resident."""
        return roots(self.demand.stream, self.demand.people.key[: self.demand.population])

    @cached_property
    def any_under_way(self) -> bool:
        """Whether any spell was under way on day 0."""
        return bool((self.need < 0).any())

    @cached_property
    def died_in_period(self) -> Flags:
        """Which residents died in the period."""
        day = self.demand.people.death_day[: self.demand.population]
        return np.asarray((day >= self.from_day) & (day < self.to_day))

    def in_period(self, rows: NeedRows) -> Flags:
        """Return which rows of needs arise in the period (its end is out)."""
        day = self.demand.needs.rows["day"][rows]
        return np.asarray((day >= self.from_day) & (day < self.to_day))

    def age_band(self, rows: NeedRows) -> Integers:
        """Return the age band of the person of each row of needs on the day of the need."""
        return age_bands(self._of_person(self.demand.people.age, rows) + self.demand.needs.rows["day"][rows] / YEAR)

    def quintile(self, rows: NeedRows) -> Integers:
        """Return the quintile of the person of each row of needs, counted from 0."""
        return np.asarray(self._of_person(self.demand.people.quintile, rows) - 1)

    def _of_person(self, column: NDArray[T], rows: NeedRows) -> NDArray[T]:
        """Return what a column of the residents says of the person of each row of needs."""
        return np.asarray(column[self.person[rows]])

    @cached_property
    def in_the_middle(self) -> Integers:
        """Residents alive in the middle of the period."""
        return self.alive(self.middle)

    @cached_property
    def days_lived(self) -> Floats:
        """Days of the period that each resident lived, from 65 on."""
        people, count = self.demand.people, self.demand.population
        begins = np.maximum(people.enters_day[:count], self.from_day)
        ends = np.minimum(people.death_day[:count], self.to_day)
        return np.asarray(np.maximum(ends - begins, 0.0))

    @cached_property
    def event_times(self) -> list[tuple[float, NDArray[np.int16]]]:
        """Days spread over the period, with the group of every resident then (`GROUPS`: not alive, or under 65)."""
        columns = {name: getattr(self.demand.people, name) for name in GROUPED_BY}
        lives = lives_of(columns, np.arange(self.demand.population))
        moments = []
        for day in (self.from_day + self.days * (np.arange(MOMENTS) + 0.5) / MOMENTS).tolist():
            group = groups_on(lives, np.full(len(lives), day)).astype(np.int16)
            group[~self._is_alive(day)] = GROUPS
            moments.append((day, group))
        return moments

    def alive(self, day: float) -> Integers:
        """Return the residents of 65 and over who are alive on a day."""
        return np.flatnonzero(self._is_alive(day))

    def _is_alive(self, day: float) -> Flags:
        people, count = self.demand.people, self.demand.population
        return np.asarray((people.enters_day[:count] <= day) & (people.death_day[:count] > day))


def age_bands(years: Floats) -> Integers:
    """Return the age band of each age: 65-74, 75-84, 85+."""
    return np.asarray(np.sum([years >= start for start in AGE_BAND_STARTS[1:]], axis=0))
