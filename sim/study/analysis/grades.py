"""Grades: what the replications can tell of a change, and how far a modelled figure is from the published one."""

import math

import pandas as pd

NONE = "not distinguishable from none"
NO_ANSWER = "no answer"
CLEAR, UNCERTAIN, SAME, NO_VERDICT = "clear", "uncertain size", "no change", "one replication: no verdict"
"""Grades of a change, with NONE and NO_ANSWER."""
ROUGH = 35.0
"""Half an interval in percent of the change up to which its size counts as known."""
CLOSE, FAR = 10.0, 20.0
"""Percent off a published figure up to which it is met closely, and beyond which it is not met (assumed)."""
LEAST_POINTS = 5.0
"""Percentage points by which a share must be off at least to count as missed (assumed)."""
NOT_CALIBRATED, FIRST_YEAR_ONLY, OTHER_YEAR = "not calibrated", "calibrated to 2023/24 only", "calibrated to 2023/24"
"""In place of `calibrated` where the calibration does not hold: for this place, for all the years, for the date."""
NATIONAL = "fitted in Scotland"
"""Status of figures that are met for Scotland as a whole, and not place by place."""
TESTS = ("reported", NATIONAL)
"""Status of figures that the calibration of a place does not aim at."""


def grade(change: float, lower: float, upper: float, replications: int) -> str:
    """Return the grade of a change, given its 95 % interval."""
    if replications < 2 or not (math.isfinite(lower) and math.isfinite(upper)):
        return NO_VERDICT if replications == 1 else NO_ANSWER
    if lower == upper == 0:
        return SAME
    if lower <= 0 <= upper:
        return NONE
    return CLEAR if 50 * (upper - lower) <= ROUGH * abs(change) else UNCERTAIN


def missed(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a baseline table that miss the published figure by over a fifth, calibrated ones, worst first.

    A share counts as missed from 5 percentage points on only: a reason of few days in a hundred moves far with little.
    """
    small = table["unit"].str.startswith("percent") & ((table["modelled"] - table["published"]).abs() < LEAST_POINTS)
    rows = table[~table["status"].isin(TESTS) & (table["difference_percent"].abs() > FAR) & ~small]
    return rows.sort_values("difference_percent", key=abs, ascending=False, kind="stable")


def gap_grade(difference_percent: float) -> str:
    """Return in words how far a modelled figure is from the published one."""
    if not math.isfinite(difference_percent):
        return ""
    off = round(abs(difference_percent), 6)
    return "close" if off <= CLOSE else "rough" if off <= FAR else f"more than {FAR:g} % off"
