"""Keys within a table and between tables: rows that repeat a key, people and spells that are elsewhere, overlaps."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.sample.faults import Mask, Numbers, Rows

Hashes = NDArray[np.uint64]
_ODD, _SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(29)


@dataclass(frozen=True)
class Index:
    """The keys of a table in order and, of people, their days of death (nan: none known)."""

    keys: Numbers = field(default_factory=lambda: np.empty(0))
    died: Numbers = field(default_factory=lambda: np.empty(0))

    @classmethod
    def of(cls, keys: Numbers, died: Numbers | None = None) -> "Index":
        """Return the index of keys in any order."""
        order = np.argsort(keys, kind="stable")
        return cls(keys[order], died[order] if died is not None else np.full(len(keys), np.nan))

    def __len__(self) -> int:
        """How many keys there are."""
        return len(self.keys)

    def _at(self, keys: Numbers) -> NDArray[np.int64]:
        return np.minimum(np.searchsorted(self.keys, keys), max(len(self) - 1, 0))

    def holds(self, keys: Numbers) -> Mask:
        """Tell which keys are in it."""
        return self.keys[self._at(keys)] == keys if len(self) else np.zeros(len(keys), dtype=bool)

    def deaths(self, keys: Numbers) -> Numbers:
        """Return the day of death of each person, nan where none is known."""
        if not len(self):
            return np.full(len(keys), np.nan)
        return np.where(self.holds(keys), self.died[self._at(keys)], np.nan)


def hashes_of(columns: Sequence[Numbers]) -> Hashes:
    """Return a number for each row, the same where all columns are the same (and else, in practice, another)."""
    total = np.zeros(len(columns[0]), dtype=np.uint64)
    for column in columns:
        bits = np.where(np.isnan(column), np.nan, column + 0.0).view(np.uint64)  # one form of nan, one of zero
        total = (total ^ bits) * _ODD
        total ^= total >> _SHIFT
    return total


def repeated(keys: Hashes) -> Rows:
    """Return the places of keys that stand further up already, in order."""
    order = np.argsort(keys, kind="stable")
    again = keys[order][1:] == keys[order][:-1]
    return np.sort(order[1:][again]).astype(np.int64)


def overlapping(people: Numbers, begins: Numbers, ends: Numbers) -> Numbers:
    """Return the person of each row that begins before the same person's row before it has ended."""
    order = np.lexsort((begins, people))
    same, later = people[order][1:] == people[order][:-1], begins[order][1:]
    still_open = ~(later >= ends[order][:-1])  # an end that is not known is after everything
    persons: Numbers = people[order][1:][same & still_open]
    return persons
