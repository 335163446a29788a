"""Which cells may be the best: simultaneous intervals against the best of the others, for all cells together.

Multiple comparison with the best (Hsu 1981), with paired differences on common random numbers and Bonferroni's
inequality (Nelson and Matejcik 1995, Management Science 41): with k cells every difference from the best has the
one-sided level 1 - 0.05 / (k - 1). Each difference has the interval of every difference here: random variation and
effects, which all cells share. A cell whose upper end is 0 is told apart from the best, at 95 % for all cells together.
"""

import numpy as np
import pandas as pd

from sim.study.analysis.cell_values import CellValues
from sim.study.analysis.confidence_intervals import CONFIDENCE_LEVEL
from sim.study.analysis.sources_of_uncertainty import Floats, apart

COLUMNS = ["cell", "criterion", "mean", "difference_from_best", "lower", "upper", "verdict"]
MOST_DAYS, LEAST_CASH = "most bed days returned", "least net cost in cash"
BEST, MAY_BE, IS_NOT, NO_VERDICT = "the best", "may be the best", "not the best", "no verdict"


def best_cells(values: CellValues) -> pd.DataFrame:
    """Return a row for each cell and criterion: how far it is from the best of the others, and whether it may be best.

    ``difference_from_best`` is its mean less that of the best of the others, in the direction of better; its interval
    is constrained: it ends at 0 where the cell is told apart.
    """
    rows = [
        row
        for criterion, table in ((MOST_DAYS, values.days), (LEAST_CASH, -values.cash))
        for row in _rows(values, criterion, table)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _rows(values: CellValues, criterion: str, table: Floats) -> list[dict[str, object]]:
    if len(values.cells) < 2:
        return []
    scores = values.scores(*(cell.name for cell in values.cells))
    difference, lower, upper = against_the_best(table, scores)
    sign, means = 1.0 if criterion == MOST_DAYS else -1.0, table.mean(axis=1)
    return [
        {
            "cell": cell.name, "criterion": criterion, "mean": sign * float(mean),
            "difference_from_best": float(gap), "lower": float(min(low, 0.0)), "upper": float(max(high, 0.0)),
            "verdict": _verdict(float(low), float(high)),
        }
        for cell, mean, gap, low, high in zip(values.cells, means, difference, lower, upper, strict=True)
    ]  # fmt: skip


def against_the_best(table: Floats, scores: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the difference of each row from the best of the others, and the ends of its simultaneous interval.

    An end above (below) 0 at its lower (upper) side says that the row is told apart; Hsu's interval goes to 0 there.
    ``table`` is [row, replication], more is better; ``scores`` [replication, thing] are those of the draws.
    """
    count = len(table)
    level = 1 - 2 * (1 - CONFIDENCE_LEVEL) / max(count - 1, 1)
    level = max(level, 0.0)
    columns = np.full((3, count), np.nan)
    for row in range(count):
        others = np.delete(table, row, axis=0)
        parts = apart(table[row][None, :] - others, scores, level=level)
        low, high = float((parts.mean - parts.half).min()), float((parts.mean + parts.half).min())
        columns[:, row] = float(parts.mean.min()), low, high
        if not np.isfinite(parts.half).all():
            columns[1:, row] = np.nan
    return columns[0], columns[1], columns[2]


def _verdict(lower: float, upper: float) -> str:
    if not (np.isfinite(lower) and np.isfinite(upper)):
        return NO_VERDICT
    return IS_NOT if upper < 0 else BEST if lower > 0 else MAY_BE
