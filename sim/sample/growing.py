"""An array that grows batch by batch, held once: lists of pieces would be held twice when they are joined."""

from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T", bound=np.generic)
FIRST = 1_024
"""Rows that there is room for at first."""


class Growing(Generic[T]):
    """A column of a table while it is read."""

    def __init__(self, first: NDArray[T]) -> None:
        self._room = np.empty(max(FIRST, len(first)), dtype=first.dtype)
        self._count = 0
        self.add(first)

    def add(self, values: NDArray[T]) -> None:
        """Put values at the end; the room doubles where it is too small."""
        count = self._count + len(values)
        if count > len(self._room):
            larger = np.empty(max(2 * len(self._room), count), dtype=self._room.dtype)
            larger[: self._count] = self._room[: self._count]
            self._room = larger
        self._room[self._count : count] = values
        self._count = count

    def whole(self) -> NDArray[T]:
        """Return all values."""
        return self._room[: self._count]


def put(columns: dict[str, Growing[T]], name: str, values: NDArray[T]) -> None:
    """Put values at the end of a column, which is begun where there is none of the name."""
    if name in columns:
        columns[name].add(values)
    else:
        columns[name] = Growing(values)
