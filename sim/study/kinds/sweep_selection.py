"""When a sweep that looks for the best cell has replications enough, and which cells go on until then."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan

import numpy as np
import pandas as pd

from sim.study.analysis.selection import Floats, Selection, select
from sim.study.kinds.sweep_world import World
from sim.study.question.question import BASE

COLUMNS = ["cell", "verdict", "mean", "replications", "left_after", "indifference", "confidence"]
SELECTED, LEFT, STILL_IN, NO_ANSWER = "selected", "another returns more", "still in", "no answer"
ROUND = 10
"""Replications that the remaining cells get before it is looked again who may leave."""


@dataclass(frozen=True)
class Rule:
    """How sure the best cell is to be found, and what difference does not matter."""

    indifference: float
    """Bed days a year under which a difference between cells does not matter."""
    confidence: float
    most: int
    """Replications of any cell at most."""


@dataclass
class Search:
    """The search for the cell that returns most bed days, while its replications are run."""

    rule: Rule
    world: World
    first: int
    """Replications of every cell before any may leave."""
    cells: list[str]
    """Cells that are looked at, of those that do the same the first."""
    selection: Selection | None = None

    @classmethod
    def of(cls, rule: Rule, world: World, first: int) -> "Search":
        """Return the search among all cells of a world, which have ``first`` replications each."""
        return cls(rule, world, first, [name for name in world.store.names if name != BASE])

    @property
    def observed_in(self) -> int:
        """Replications that make one observation: two share a draw, and take opposite scores."""
        question = self.world.question
        return 2 if question.effects == "drawn" or question.draws_multipliers else 1

    def more(self) -> tuple[list[int], list[str]] | None:
        """Look at what has been run; return the replications to run next and their cells, None when it is over."""
        done = len(self.world.wanted)
        self.cells = [name for name in self.cells if self._has_first(name)]
        if len(self.cells) < 2:
            return None
        values = self._values(range(1, done + 1))
        self.selection = select(values, self.rule.indifference, self.rule.confidence, self.first // self.observed_in)
        if self.selection.chosen is not None or done >= self.rule.most:
            return None
        numbers = list(range(done + 1, min(done + ROUND, self.rule.most) + 1))
        return numbers, [BASE, *(self.cells[at] for at in self.selection.remaining)]

    def table(self) -> pd.DataFrame:
        """Return a row for each cell: selected, left after so many replications, or still in."""
        rows = [self._row(name) for name in self.world.question.options]
        return pd.DataFrame(rows, columns=COLUMNS)

    @property
    def words(self) -> str:
        """How many cells may still be the best."""
        count = len(self.cells) if self.selection is None else len(self.selection.remaining)
        return f"{count} of {len(self.cells)} cells still in the search"

    def _has_first(self, name: str) -> bool:
        return all(self.world.returned(name, number) is not None for number in range(1, self.first + 1))

    def _values(self, numbers: Sequence[int]) -> Floats:
        """Return bed days returned [cell, observation]; not a number where a replication has not been run."""
        table = np.array([[self._value(name, number) for number in numbers] for name in self.cells])
        whole = len(numbers) // self.observed_in
        return np.asarray(
            table[:, : whole * self.observed_in].reshape(len(table), whole, self.observed_in).mean(axis=2)
        )

    def _value(self, name: str, number: int) -> float:
        value = self.world.returned(name, number) if name in self.world.wanted[number] else None
        return nan if value is None else value

    def _row(self, name: str) -> dict[str, object]:
        first = self.world.store.first(name)
        known = [value for number in self.world.wanted if np.isfinite(value := self._value(first, number))]
        verdict, left_after = NO_ANSWER, nan
        if self.selection is not None and first in self.cells:
            at = self.cells.index(first)
            left_after = float(self.selection.left_after[at] * self.observed_in) or nan
            verdict = SELECTED if at == self.selection.chosen else STILL_IN if np.isnan(left_after) else LEFT
        means = {"mean": float(np.mean(known)) if known else nan, "replications": len(known)}
        rule = {"indifference": self.rule.indifference, "confidence": self.rule.confidence}
        return {"cell": name, "verdict": verdict, "left_after": left_after, **means, **rule}
