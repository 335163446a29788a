"""From one cell to the next along an axis: further bed days, what they cost, and where the return diminishes."""

from collections.abc import Iterator
from math import isfinite, nan
from typing import Any

import numpy as np
import pandas as pd

from sim.study.analysis.cell_values import CellValues, Line
from sim.study.analysis.confidence_intervals import CONFIDENCE_LEVEL
from sim.study.analysis.grades import grade
from sim.study.analysis.ratios import ratio

STEPS = [
    "axis", "others", "from_cell", "to_cell", "from_value", "to_value", "further_bed_days", "further_lower",
    "further_upper", "grade", "further_cash", "further_cash_lower", "further_cash_upper", "marginal_cost",
    "marginal_cost_lower", "marginal_cost_upper",
]  # fmt: skip
DIMINISHING = [
    "axis", "others", "first_value", "knee_value", "last_value", "first_returned", "knee_returned", "last_returned",
    "knee_percent", "beyond_the_knee", "beyond_lower", "beyond_upper", "beyond_cash", "beyond_cash_lower",
    "beyond_cash_upper", "verdict",
]  # fmt: skip
PART = 0.5
"""A step returns little where it returns less than this part of what the first does, for its length."""
KNEE, STEADY, CANNOT_TELL = "diminishes", "does not diminish by half", "cannot tell"


def steps(values: CellValues) -> pd.DataFrame:
    """Return a row for each pair of neighbouring cells along each axis: paired differences with 95 % intervals.

    ``marginal_cost`` is pounds in cash for each further bed day returned (`ratio`); it is empty where the further bed
    days cannot be told apart from none.
    """
    rows = [_step(values, line, at) for line in values.lines() for at in range(1, len(line.cells))]
    return pd.DataFrame(rows, columns=STEPS)


def _step(values: CellValues, line: Line, at: int) -> dict[str, Any]:
    names = (line.cells[at - 1], line.cells[at])
    before, after = (values.position(name) for name in names)
    days, cash = values.days[after] - values.days[before], values.cash[after] - values.cash[before]
    further, pounds = values.interval(days, names), values.interval(cash, names)
    cost = ratio(cash, days, *values.drawn(*names)) if further[0] > 0 else (nan, nan, nan)
    known = dict(zip(STEPS[6:9], further, strict=True)) | dict(zip(STEPS[10:13], pounds, strict=True))
    return {
        "axis": line.axis.name, "others": line.others, "from_cell": names[0], "to_cell": names[1],
        "from_value": line.words[at - 1], "to_value": line.words[at], "grade": grade(*further, len(values.numbers)),
        **known, **dict(zip(STEPS[13:], cost, strict=True)),
    }  # fmt: skip


def diminishing(values: CellValues) -> pd.DataFrame:
    """Return a row for each line of at least three cells with numbers: where its return diminishes, if it can be told.

    The knee is the value from which on every further step returns, for its length, less than half of what the first
    step returns, each told apart (one-sided paired intervals, Bonferroni over the later steps).
    """
    rows = [_knee(values, line) for line in values.lines() if line.axis.has_numbers and len(line.cells) > 2]
    return pd.DataFrame(rows, columns=DIMINISHING)


def _knee(values: CellValues, line: Line) -> dict[str, Any]:
    at = [values.position(name) for name in line.cells]
    returned = values.days[at] - values.days[at[0]]
    knee, verdict = _place(values, line)
    shown = knee or 1
    beyond = (line.cells[shown], line.cells[-1])
    days = values.interval(values.days[at[-1]] - values.days[at[shown]], beyond)
    cash = values.interval(values.cash[at[-1]] - values.cash[at[shown]], beyond)
    means = returned.mean(axis=1)
    words = {"first_value": line.words[1], "knee_value": line.words[knee] if knee else "", "last_value": line.words[-1]}
    numbers = {"first_returned": means[1], "knee_returned": means[knee] if knee else nan, "last_returned": means[-1]}
    percent = 100 * means[knee] / means[-1] if knee and means[-1] > 0 else nan
    return {
        "axis": line.axis.name, "others": line.others, **words, **numbers, "knee_percent": percent,
        **dict(zip(DIMINISHING[9:12], days, strict=True)), **dict(zip(DIMINISHING[12:15], cash, strict=True)),
        "verdict": verdict,
    }  # fmt: skip


def _place(values: CellValues, line: Line) -> tuple[int, str]:
    """Return the position of the knee (0: none), and the verdict."""
    gains = list(_gains(values, line))
    first_interval = values.interval(gains[0], line.cells[:2])
    if not (isfinite(first_interval[1]) and first_interval[1] > 0):
        return 0, CANNOT_TELL
    level = 1 - 2 * (1 - CONFIDENCE_LEVEL) / max(len(gains) - 1, 1)
    level = max(level, CONFIDENCE_LEVEL - (1 - CONFIDENCE_LEVEL))
    verdicts = []
    for number, gain in enumerate(gains[1:], 1):
        names = (*line.cells[:2], *line.cells[number : number + 2])
        _, lower, upper = values.interval(gain - PART * gains[0], names, level)
        verdicts.append(KNEE if upper < 0 else STEADY if lower > 0 else CANNOT_TELL)
    little = [verdict == KNEE for verdict in verdicts]
    knee = next((number for number in range(1, len(gains)) if all(little[number - 1 :])), 0)
    if knee:
        return knee, KNEE
    return 0, STEADY if all(verdict == STEADY for verdict in verdicts) else CANNOT_TELL


def _gains(values: CellValues, line: Line) -> "Iterator[np.ndarray[tuple[int], np.dtype[np.float64]]]":
    """Yield what each step returns for a unit of its length, by replication."""
    for at in range(1, len(line.cells)):
        before, after = values.position(line.cells[at - 1]), values.position(line.cells[at])
        yield (values.days[after] - values.days[before]) / (line.numbers[at] - line.numbers[at - 1])
