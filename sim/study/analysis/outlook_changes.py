"""What an outlook changes: of the baseline its bed days, and of every cell what it returns beside its own baseline.

All outlooks meet the same random numbers and the same draws, so a difference between two of them in one replication is
paired.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from sim.description.outlooks import AS_EXPECTED
from sim.study.analysis.cell_values import CellValues
from sim.study.analysis.comparison import RETURNED
from sim.study.analysis.grades import grade
from sim.study.analysis.sources_of_uncertainty import Floats
from sim.study.question.question import BASE

COLUMNS = [
    "outlook", "cell", "measure", "as_expected", "under_outlook", "lower", "upper", "grade", "difference",
    "difference_lower", "difference_upper", "verdict",
]  # fmt: skip
OF_BASELINE = ("emergency_bed_days", "delayed_bed_days")
"""Measures of the baseline that are set beside those of the scenario as it stands."""
FEWER, MORE, CANNOT_TELL, NO_VERDICT = "fewer", "more", "cannot tell", "no verdict"


def outlook_changes(values: Mapping[str, CellValues], measures: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return a row for each outlook and cell, its baseline first: the mean there, and the paired difference.

    ``values`` are bed days of the cells by outlook, ``measures`` those of all runs; the scenario as it stands is among
    them. ``lower`` and ``upper`` are the ends of the 95 % interval of what a cell returns under the outlook, ``grade``
    how sure that is; the verdict says whether it is fewer or more than as expected.
    """
    before = values[AS_EXPECTED]
    rows: list[dict[str, Any]] = []
    for outlook in values:
        if outlook != AS_EXPECTED:
            pair = measures[AS_EXPECTED], measures[outlook]
            rows += [{"outlook": outlook} | row for row in _baseline(before, *pair)]
            rows += [{"outlook": outlook} | row for row in _cells(before, values[outlook])]
    return pd.DataFrame(rows, columns=COLUMNS)


def _baseline(values: CellValues, before: pd.DataFrame, under: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for measure in OF_BASELINE:
        one, other = (_of_baseline(table, measure) for table in (before, under))
        numbers = sorted(one.index.intersection(other.index))
        if numbers and values.cells:
            pair = (np.asarray(table[numbers], dtype=np.float64) for table in (one, other))
            yield _row(values, BASE, measure, tuple(numbers), *pair)


def _of_baseline(measures: pd.DataFrame, measure: str) -> "pd.Series[float]":
    wanted = (measures["option"] == BASE) & (measures["measure"] == measure) & (measures["breakdown"] == "all")
    return measures[wanted].set_index("replication")["value"]


def _cells(before: CellValues, under: CellValues) -> Iterator[dict[str, Any]]:
    numbers = tuple(number for number in before.numbers if number in under.numbers)
    answered = {cell.name for cell in under.cells}
    for cell in before.cells:
        if cell.name in answered and numbers:
            one, other = (_of_cell(values, cell.name, numbers) for values in (before, under))
            yield _row(before, cell.name, RETURNED, numbers, one, other)


def _of_cell(values: CellValues, name: str, numbers: tuple[int, ...]) -> Floats:
    return np.asarray(values.days[values.position(name)][[values.numbers.index(number) for number in numbers]])


def _row(
    values: CellValues, cell: str, measure: str, numbers: tuple[int, ...], before: Floats, under: Floats
) -> dict[str, Any]:
    there = values.interval(under, [cell], numbers=numbers)  # of the baseline no effect is drawn
    gap = values.interval(np.asarray(under - before), [cell], numbers=numbers)
    verdict = FEWER if gap[2] < 0 else MORE if gap[1] > 0 else CANNOT_TELL if np.isfinite(gap[1]) else NO_VERDICT
    return {
        "cell": cell, "measure": measure, "as_expected": float(before.mean()), "under_outlook": there[0],
        "lower": there[1], "upper": there[2], "grade": grade(*there, len(numbers)), "difference": gap[0],
        "difference_lower": gap[1], "difference_upper": gap[2], "verdict": verdict,
    }  # fmt: skip
