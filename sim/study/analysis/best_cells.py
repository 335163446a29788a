"""Which cells may be the best: simultaneous intervals against the best of the others, for all cells together.

Multiple comparison with the best (Hsu 1981), with paired differences on common random numbers and Bonferroni's
inequality (Nelson and Matejcik 1995, Management Science 41): with k cells every difference from the best has the
one-sided level 1 - 0.05 / (k - 1). Each difference has the interval of every difference here: random variation,
effects and the baseline's multipliers, which all cells share. A cell whose upper end is 0 is told apart from the best,
at 95 % for all cells together.
"""

import numpy as np
import pandas as pd

from sim.study.analysis.cell_values import CellValues
from sim.study.analysis.confidence_intervals import CONFIDENCE_LEVEL
from sim.study.analysis.futures import ENOUGH
from sim.study.analysis.sources_of_uncertainty import Floats, apart
from sim.study.question.draws import Drawn

COLUMNS = [
    "cell", "criterion", "mean", "difference_from_best", "lower", "upper", "verdict", "most_in_100", "target_in_100",
]  # fmt: skip
MOST_DAYS, LEAST_CASH = "most bed days returned", "least net cost in cash"
BEST, MAY_BE, IS_NOT, NO_VERDICT = "the best", "may be the best", "not the best", "no verdict"


def best_cells(values: CellValues, target: float | None = None) -> pd.DataFrame:
    """Return a row for each cell and criterion: how far it is from the best of the others, and whether it may be best.

    ``difference_from_best`` is its mean less that of the best of the others, in the direction of better; its interval
    is constrained: it ends at 0 where the cell is told apart. ``most_in_100`` and ``target_in_100`` are shares of the
    replications in which a cell returns most, or the target: each is a future, where all that is unsure is drawn. They
    are empty of other criteria, from fewer than `ENOUGH` replications, and where anything unsure stands at its value:
    random variation alone says nothing of which is best.
    """
    tables = ((MOST_DAYS, values.days), (LEAST_CASH, -values.cash))
    rows = [row for criterion, table in tables for row in _rows(values, criterion, table, target)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _rows(values: CellValues, criterion: str, table: Floats, target: float | None) -> list[dict[str, object]]:
    if len(values.cells) < 2:
        return []
    most, reached = _in_100(values, target) if criterion == MOST_DAYS else _unknown(values)
    drawn = values.drawn(*(cell.name for cell in values.cells))
    difference, lower, upper = against_the_best(table, drawn)
    sign, means = 1.0 if criterion == MOST_DAYS else -1.0, table.mean(axis=1)
    return [
        {
            "cell": cell.name, "criterion": criterion, "mean": sign * float(mean),
            "difference_from_best": float(gap), "lower": float(min(low, 0.0)), "upper": float(max(high, 0.0)),
            "verdict": _verdict(float(low), float(high)), "most_in_100": float(most[at]),
            "target_in_100": float(reached[at]),
        }
        for at, (cell, mean, gap, low, high) in enumerate(
            zip(values.cells, means, difference, lower, upper, strict=True)
        )
    ]  # fmt: skip


def _in_100(values: CellValues, target: float | None) -> tuple[Floats, Floats]:
    """Return in how many of 100 replications each cell returns most (shared out among equals), and the target."""
    if len(values.numbers) < ENOUGH or not _all_drawn(values):
        return _unknown(values)
    most = values.days == values.days.max(axis=0)
    shares: Floats = 100 * (most / most.sum(axis=0)).mean(axis=1)
    reached = _unknown(values)[1] if target is None else np.asarray(100 * (values.days >= target).mean(axis=1))
    return shares, reached


def _unknown(values: CellValues) -> tuple[Floats, Floats]:
    return np.full(len(values.cells), np.nan), np.full(len(values.cells), np.nan)


def _all_drawn(values: CellValues) -> bool:
    """Tell whether effects are drawn and, of a place with published figures, the multipliers of its baseline too."""
    question = values.question
    if question.description.published:
        return question.effects == "drawn" and question.draws_multipliers
    return any(question.uncertain_things(cell.name) for cell in values.cells)


def against_the_best(table: Floats, drawn: Drawn) -> tuple[Floats, Floats, Floats]:
    """Return the difference of each row from the best of the others, and the ends of its simultaneous interval.

    An end above (below) 0 at its lower (upper) side says that the row is told apart; Hsu's interval goes to 0 there.
    ``table`` is [row, replication], more is better.
    """
    count = len(table)
    level = 1 - 2 * (1 - CONFIDENCE_LEVEL) / max(count - 1, 1)
    level = max(level, 0.0)
    columns = np.full((3, count), np.nan)
    for row in range(count):
        others = np.delete(table, row, axis=0)
        parts = apart(table[row][None, :] - others, *drawn, level=level)
        low, high = float((parts.mean - parts.half).min()), float((parts.mean + parts.half).min())
        columns[:, row] = float(parts.mean.min()), low, high
        if not np.isfinite(parts.half).all():
            columns[1:, row] = np.nan
    return columns[0], columns[1], columns[2]


def _verdict(lower: float, upper: float) -> str:
    if not (np.isfinite(lower) and np.isfinite(upper)):
        return NO_VERDICT
    return IS_NOT if upper < 0 else BEST if lower > 0 else MAY_BE
