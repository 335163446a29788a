"""What the cells of a sweep return and cost in each replication, side by side, for comparisons between cells.

All cells share random numbers and draws of effects, so a difference between two of them in one replication is paired.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from sim.description.sweep_axes import Axis
from sim.description.sweeps import Cell, Grid
from sim.study.analysis.comparison import RETURNED
from sim.study.analysis.confidence_intervals import CONFIDENCE_LEVEL
from sim.study.analysis.sources_of_uncertainty import Floats, apart
from sim.study.question.draws import Drawn
from sim.study.question.question import Question

CASH = "net_cost_cash"
"""Cost of a bed day returned: cash only, since net cost has the returned days in it at their day cost already."""


@dataclass(frozen=True)
class Line:
    """Cells that differ in the value of one axis only, in the order of its values."""

    axis: Axis
    others: str
    """The values of the other axes, in words."""
    cells: tuple[str, ...]
    numbers: tuple[float, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class CellValues:
    """Bed days returned and net cost in cash of the cells that have an answer, by cell and replication."""

    question: Question
    grid: Grid
    cells: tuple[Cell, ...]
    """Those with an answer."""
    numbers: tuple[int, ...]
    """Replications in which all of them have one."""
    days: Floats
    """[cell, replication] bed days returned a year."""
    cash: Floats
    """[cell, replication] pounds a year."""
    _drawn: dict[frozenset[str], Drawn] = field(default_factory=dict)

    @classmethod
    def of(cls, measures: pd.DataFrame, question: Question, grid: Grid, answered: Sequence[str]) -> "CellValues":
        """Return the values of the cells with an answer, from the measures of all runs."""
        totals = measures[(measures["breakdown"] == "all") & measures["option"].isin(list(answered))]
        wide = totals[totals["measure"].isin([RETURNED, CASH])].pivot_table(
            index=["measure", "option"], columns="replication", values="value"
        )
        complete = wide.dropna(axis=1)
        cells = tuple(cell for cell in grid.cells if (RETURNED, cell.name) in complete.index)
        index = {measure: [(measure, cell.name) for cell in cells] for measure in (RETURNED, CASH)}
        days, cash = (
            np.asarray(complete.loc[index[m]], dtype=np.float64) if cells else np.zeros((0, 0)) for m in index
        )
        return cls(question, grid, cells, tuple(int(number) for number in complete.columns), days, cash)

    def drawn(self, *names: str, numbers: tuple[int, ...] | None = None) -> Drawn:
        """Return what was drawn of all that is uncertain in some cells: scores, each thing once, and multipliers.

        ``numbers`` are replications, where these are not all.
        """
        if numbers is not None and numbers != self.numbers:
            return replace(self, numbers=numbers, _drawn={}).drawn(*names)
        which = frozenset(names)
        if which not in self._drawn:
            things = {thing.name: (name, at) for name in sorted(which)
                      for at, thing in enumerate(self.question.uncertain_things(name))}  # fmt: skip
            by_cell = {name: self.question.drawn(name, self.numbers) for name in which}
            columns = [by_cell[name].scores[:, at] for name, at in things.values()]
            scores = np.column_stack(columns) if columns else np.zeros((len(self.numbers), 0))
            self._drawn[which] = Drawn(scores, next(iter(by_cell.values())).groups)
        return self._drawn[which]

    def position(self, name: str) -> int:
        """Return the row of a cell."""
        return next(at for at, cell in enumerate(self.cells) if cell.name == name)

    def interval(
        self,
        values: Floats,
        names: Sequence[str],
        level: float = CONFIDENCE_LEVEL,
        numbers: tuple[int, ...] | None = None,
    ) -> tuple[float, float, float]:
        """Return mean, lower and upper end of the interval of values [replication] that some cells give rise to.

        ``numbers`` are the replications of the values, where these are not all.
        """
        parts = apart(values[None, :], *self.drawn(*names, numbers=numbers), level=level)
        mean, half = float(parts.mean[0]), float(parts.half[0])
        return mean, mean - half, mean + half

    def lines(self) -> list[Line]:
        """Return every line of at least two cells along an axis, those of the first axis first."""
        return [line for at, axis in enumerate(self.grid.axes) for line in self._lines(at, axis)]

    def _lines(self, at: int, axis: Axis) -> list[Line]:
        by_others: dict[tuple[object, ...], list[Cell]] = {}
        for cell in self.cells:
            by_others.setdefault((*cell.values[:at], *cell.values[at + 1 :]), []).append(cell)
        lines = []
        for others, cells in by_others.items():
            ordered = sorted(cells, key=lambda cell: axis.number(cell.values[at])) if axis.has_numbers else cells
            if len(cells) > 1:
                words = [other for other in self.grid.axes if other is not axis]
                rest = ", ".join(one.in_words(value) for one, value in zip(words, others, strict=True))  # type: ignore[arg-type]
                numbers = tuple(axis.number(cell.values[at]) for cell in ordered)
                names = tuple(cell.name for cell in ordered)
                lines.append(Line(axis, rest, names, numbers, tuple(axis.words(cell.values[at]) for cell in ordered)))
        return lines
