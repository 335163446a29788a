"""The inverse question: the value of an axis that gives back so many bed days a year.

Between neighbouring cells the mean runs straight. Its interval are the values at which the target lies within the 95 %
interval of bed days returned: the lower end is where the upper end of the band first reaches the target, the upper end
where its lower end does.
"""

from collections.abc import Sequence
from math import nan
from typing import Any

import pandas as pd

from sim.study.analysis.cell_values import CellValues, Line

COLUMNS = ["axis", "others", "target", "needed", "lower", "upper", "most_value", "most_returned", "note"]
NOT_WITHIN = "not within the range"
BEYOND = "the upper end is beyond the range"
ALWAYS = "reached at the first value already"


def needed_values(values: CellValues, target: float | None) -> pd.DataFrame:
    """Return a row for each line of cells along an axis with numbers: the value that the target needs, with interval.

    Empty without a target. ``most_value`` is the value with most bed days returned, ``most_returned`` their mean.
    """
    lines = [line for line in values.lines() if line.axis.has_numbers] if target is not None else []
    return pd.DataFrame([_row(values, line, float(target or 0)) for line in lines], columns=COLUMNS)


def _row(values: CellValues, line: Line, target: float) -> dict[str, Any]:
    intervals = [values.interval(values.days[values.position(name)], [name]) for name in line.cells]
    mean, low, high = (list(column) for column in zip(*intervals, strict=True))
    needed, surest, soonest = (_crossing(line.numbers, ends, target) for ends in (mean, low, high))
    most = max(range(len(mean)), key=lambda at: mean[at])
    note = NOT_WITHIN if needed is None else ALWAYS if mean[0] >= target else BEYOND if surest is None else ""
    return {
        "axis": line.axis.name, "others": line.others, "target": target,
        "needed": nan if needed is None else needed,
        "lower": nan if soonest is None else soonest,
        "upper": nan if surest is None else surest,
        "most_value": line.words[most], "most_returned": mean[most], "note": note,
    }  # fmt: skip


def _crossing(numbers: Sequence[float], values: Sequence[float], target: float) -> float | None:
    """Return where a line through points first reaches a target; None where it never does."""
    if values[0] >= target:
        return numbers[0]
    for at in range(1, len(values)):
        before, after = values[at - 1], values[at]
        if before < target <= after:
            return numbers[at - 1] + (target - before) / (after - before) * (numbers[at] - numbers[at - 1])
    return None
