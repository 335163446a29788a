"""The demand that an engine reads: people, needs in order of time, and who is where on day 0."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.description.units import AGE_BAND_STARTS
from sim.tables.tables import TICK

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Words = NDArray[np.uint64]
Rows = NDArray[np.void]
T = TypeVar("T", bound=np.generic)
_KINDS: dict[Any, type[np.generic]] = {Floats: np.float64, Integers: np.int64, Flags: np.bool_, Words: np.uint64}
ROW = np.dtype([("day", "f8"), ("mark", "f8"), ("key", "u8"), ("person", "i4"), ("need", "i2"), ("group", "i2")])
"""A moment at which a need arises."""
OLDER = float(AGE_BAND_STARTS[1])
"""Age from which delayed days are published separately."""
DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class _Arrays:
    """Arrays of equal length, read-only."""

    def __post_init__(self) -> None:
        """Lock every array."""
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                value.flags.writeable = False

    @classmethod
    def of(cls, columns: Mapping[str, NDArray[np.generic]]) -> Self:
        """Return columns by name as arrays, each of the kind of number that its field states."""
        return cls(**{field.name: np.asarray(columns[field.name], dtype=_KINDS[field.type]) for field in fields(cls)})

    @classmethod
    def none(cls) -> Self:
        """Return arrays with nobody in them."""
        return cls.of({field.name: np.zeros(0) for field in fields(cls)})


@dataclass(frozen=True, slots=True)
class People(_Arrays):
    """The residents, one row each.

    ``age`` in years on day 0; ``quintile`` 1 to 5; days may be infinite; ``frail_day`` [P, 3] when mild, moderate and
    severe frailty begin, ``dementia_day`` and ``alone_day`` when dementia and living alone do (-1: before they enter);
    ``start_setting`` where they live on day 0, or when they turn 65; ``start_hours`` of home support a week;
    ``start_remaining`` days of the stay in the start setting still to go; ``start_group`` on entering the model.
    """

    key: Words
    age: Floats
    woman: Flags
    quintile: Integers
    dementia_day: Floats
    alone_day: Floats
    high_use: Flags
    frail_day: Floats
    death_day: Floats
    enters_day: Floats
    start_setting: Integers
    start_hours: Floats
    start_remaining: Floats
    start_group: Integers

    @property
    def turns_75_day(self) -> Floats:
        """Day on which each resident turns 75, on the grid of time; infinite for whoever has no age."""
        days = np.round((OLDER - self.age) * DAYS_A_YEAR / TICK) * TICK
        return np.asarray(np.where(np.isnan(days), np.inf, days))


def _column(name: str, kind: type[T]) -> cached_property[NDArray[T]]:
    """Return a column of needs as a property: a locked copy, made when first asked for."""

    def copied(needs: "Needs") -> NDArray[T]:
        column: NDArray[T] = needs.rows[name].astype(kind)
        column.flags.writeable = False
        return column

    return cached_property(copied)


@dataclass(frozen=True)
class Needs:
    """Candidate needs ordered by (day, person): real in an option where ``mark`` times the ceiling is below the rate.

    ``rows`` of the kind ROW hold them, each need in one piece; the columns are copies, made when first asked
    for. Rows with ``mark`` -1 are spells already under way on day 0: of people present, and of those delayed in
    hospital, whose need is not known (-1).
    """

    rows: Rows
    day = _column("day", np.float64)
    person = _column("person", np.int64)
    need = _column("need", np.int64)
    mark = _column("mark", np.float64)
    group = _column("group", np.int64)
    key = _column("key", np.uint64)

    def __post_init__(self) -> None:
        """Lock the rows."""
        self.rows.flags.writeable = False

    @classmethod
    def of(cls, columns: Mapping[str, NDArray[np.generic]]) -> Self:
        """Return columns by name as needs."""
        return cls(as_rows(columns))

    @cached_property
    def last_person(self) -> int:
        """The highest number of a person in whom a need arises; -1 without needs."""
        return int(self.rows["person"].max(initial=-1))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.rows)


def as_rows(columns: Mapping[str, NDArray[np.generic]]) -> Rows:
    """Return columns by name as rows."""
    rows = np.empty(len(columns["day"]), dtype=ROW)
    for name in ROW.names or ():
        rows[name] = columns[name]
    return rows


@dataclass(frozen=True, slots=True)
class Delayed(_Arrays):
    """People in a hospital bed and ready on day 0: which spell, where, on which pathway, which process is under way."""

    row: Integers
    setting: Integers
    pathway: Integers
    step: Integers
    remaining: Floats


@dataclass(frozen=True, slots=True)
class Waiting(_Arrays):
    """People at home who wait on day 0: for which pathway, and since when (a day before 0)."""

    person: Integers
    pathway: Integers
    since: Floats


@dataclass(frozen=True, slots=True)
class InitialOccupancy(_Arrays):
    """People of plain arrivals who are there on day 0: which spell, where (-1: at the door), and with which response.

    ``pathway`` that they wait on, their stay being over (-1: it is not); ``remaining`` days of the stay still to go
    (NaN: all of it, drawn as for anybody else); ``since`` when they wait (a day up to 0).
    """

    row: Integers
    setting: Integers
    response: Integers
    pathway: Integers
    remaining: Floats
    since: Floats


@dataclass(frozen=True, slots=True)
class Demand:
    """Who comes in one replication, up to ``to_day``; the same for every option."""

    stream: int
    to_day: float
    people: People
    needs: Needs
    delayed: Delayed
    waiting: Waiting
    present: InitialOccupancy
    population: int
    """How many residents there are."""

    @property
    def persons(self) -> int:
        """How many people come: the residents first, then one for each plain arrival, in order of arrival."""
        return max(self.population, self.needs.last_person + 1)

    @property
    def counted(self) -> int:
        """How many people are counted one by one: the residents, or in a model without any everybody."""
        return self.population or self.persons
