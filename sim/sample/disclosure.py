"""The gate: counts, shares and quantiles of people's data as they may leave, and nothing else of them does.

It protects one list or one table of counts with its margins. It does not look at several tables that share margins or
people (a table by age beside one by sex and age, or this year's beside last year's): that remains with whoever
approves what is let out. Nor does it stop somebody who is in a cell from knowing more about the others in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from sim.sample.faults import Numbers
from sim.sample.suppression import UNBOUNDED, Arc, hide_more

Count = int | None
"""A count that may be shown; None: hidden."""
_IN, _OUT = 0, 1
"""Nodes of the grand total; rows and columns follow."""


@dataclass(frozen=True, slots=True)
class TableOfCounts:
    """A table of counts with its margins as it may leave; None: hidden."""

    cells: list[list[Count]]
    rows: list[Count]
    columns: list[Count]
    total: Count


@dataclass(frozen=True, slots=True)
class Gate:
    """The disclosure rules of a sample."""

    threshold: int = 5
    rounding: int = 0

    def count(self, count: int) -> Count:
        """Return a count that stands alone: hidden from 1 to below the threshold."""
        return None if self._is_small(count) else self.rounded(count)

    def counts(self, counts: Sequence[int], people: Sequence[int] | None = None) -> tuple[list[Count], Count]:
        """Return counts with their total, such that no hidden one can be worked out.

        ``people``: how many people are behind each count, where one may have several; these are then what must reach
        the threshold.
        """
        table = self.table([[count] for count in counts], [[number] for number in people] if people else None)
        return [row[0] for row in table.cells], table.total

    def table(self, counts: Sequence[Sequence[int]], people: Sequence[Sequence[int]] | None = None) -> TableOfCounts:
        """Return a table of counts with its margins, such that no hidden one can be worked out from the others."""
        arcs = self._arcs(np.array(counts, dtype=np.int64), np.array(people or counts, dtype=np.int64))
        hide_more(arcs)
        shown = [None if arc.hidden else self.rounded(arc.count) for arc in arcs]
        height, width = len(counts), len(counts[0])
        cells = [shown[row * width : (row + 1) * width] for row in range(height)]
        if width == 1:  # a list: its row totals are its cells
            return TableOfCounts(cells, shown[:-1], shown[-1:], shown[-1])
        margins = shown[height * width : -1]
        return TableOfCounts(cells, margins[:height], margins[height:], shown[-1])

    def percent(self, part: Count, whole: Count) -> int | None:
        """Return a share in whole percent of counts that were let out; None where either is hidden, or of nobody."""
        return None if part is None or not whole else round(100 * part / whole)

    def quantiles(self, values: Numbers, people: Numbers, shares: Sequence[float]) -> list[float | None]:
        """Return quantiles; None where fewer people than the threshold lie below it, or above it."""
        if not len(values):
            return [None] * len(shares)
        return [self._quantile(values, people, float(at)) for at in np.quantile(values, shares, method="nearest")]

    def _quantile(self, values: Numbers, people: Numbers, at: float) -> float | None:
        beyond = (people[values < at], people[values > at])
        return at if all(len(np.unique(side)) >= self.threshold for side in beyond) else None

    def _is_small(self, count: int) -> bool:
        return 0 < count < self.threshold

    def rounded(self, count: int) -> int:
        """Return a count that may be shown, rounded where the rules ask for it."""
        return (count + self.rounding // 2) // self.rounding * self.rounding if self.rounding else count

    def _arcs(self, counts: NDArray[np.int64], people: NDArray[np.int64]) -> list[Arc]:
        """Return the counts of a table as arcs: cells row by row, row totals, column totals, the grand total."""
        height, width = counts.shape
        rows, columns, total = counts.sum(axis=1).tolist(), counts.sum(axis=0).tolist(), int(counts.sum())
        of_few = [
            self._is_small(columns[at]) or (self._is_small(rows[row]) and width > 1) for row, at in _places(counts)
        ]
        nodes = [(_IN, _OUT) if width == 1 else (2 + row, 2 + height + at) for row, at in _places(counts)]
        arcs = [
            self._cell(tail_and_head, count, number, few, total)
            for tail_and_head, count, number, few in zip(
                nodes, counts.ravel().tolist(), people.ravel().tolist(), of_few, strict=True
            )
        ]
        if width > 1:
            arcs += [self._margin((_IN, 2 + row), count, total) for row, count in enumerate(rows)]
            arcs += [self._margin((2 + height + at, _OUT), count, total) for at, count in enumerate(columns)]
        return [*arcs, self._margin((_OUT, _IN), total, total)]

    def _cell(self, nodes: tuple[int, int], count: int, people: int, of_few: bool, total: int) -> Arc:
        """Return a cell: hidden where it is small, or in a row or column whose total is (zeros among them too)."""
        arc = Arc(*nodes, count, count if count >= self.threshold else total + 1)
        if of_few or self._is_small(count) or (count and self._is_small(people)):
            arc.hidden, arc.low = True, 0 if of_few else 1
            arc.high = self.threshold - 1 if count < self.threshold else UNBOUNDED
        return arc

    def _margin(self, nodes: tuple[int, int], count: int, total: int) -> Arc:
        """Return a margin: dear to hide, unless it is small itself."""
        arc = Arc(*nodes, count, 100 * (total + 1) + count)
        if self._is_small(count):
            arc.hidden, arc.low, arc.high = True, 1, self.threshold - 1
        return arc


def _places(counts: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return row and column of each cell, row by row."""
    return list(product(range(counts.shape[0]), range(counts.shape[1])))
