"""How many replications? The confidence-interval method: until the interval is narrow enough, and stays so.

Hoad, Robinson and Davies (2010), Automated selection of the number of replications for a discrete-event simulation,
Journal of the Operational Research Society 61, 1632-1644, doi:10.1057/jors.2009.121.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.study.compare import RETURNED
from sim.study.intervals import half_width
from sim.study.question import BASE

Floats = NDArray[np.float64]
METHOD = "confidence-interval method with look-ahead (Hoad, Robinson and Davies 2010)"
WANTED = {RETURNED: 10.0, "emergency_bed_days": 5.0}
"""Precision wanted: half the 95 % interval in percent of the mean."""
LEAST, MOST = 3, 1000
COLUMNS = ["option", "measure", "replications", "mean", "half_width", "precision_percent", "method"]


def look_ahead(count: int) -> int:
    """Return for how many more replications the interval must stay narrow: 5, from 100 replications on 5 in 100."""
    return 5 if count <= 100 else 5 * count // 100


def narrowing(values: Floats) -> tuple[Floats, Floats]:
    """Return the mean of the first n values and half its 95 % interval, for n from 1 on."""
    count = np.arange(1, len(values) + 1)
    mean = np.cumsum(values) / count
    squares = np.cumsum(values**2) - count * mean**2
    sd = np.sqrt(np.clip(squares, 0, None) / np.where(count > 1, count - 1, np.nan))
    return mean, half_width(sd, count)


def needed(percents: Floats, wanted: float) -> int:
    """Return the first number of replications from which the precision holds, as far as these replications tell.

    Where they do not reach it, the number is extrapolated: the interval narrows with the square root of the replications.
    """
    good = percents <= wanted
    for index in range(LEAST - 1, len(good)):
        if good[index : index + 1 + look_ahead(index + 1)].all():
            return index + 1
    last = percents[-1] if len(percents) else math.nan
    if not math.isfinite(last):
        return MOST + 1
    return min(max(math.ceil(len(percents) * (last / wanted) ** 2), LEAST), MOST + 1)


def precision(
    measures: pd.DataFrame, names: Sequence[str], titles: Mapping[str, str]
) -> tuple[pd.DataFrame, int, list[str]]:
    """Return how the intervals narrow, the number of replications recommended, and a warning where fewer ran.

    Wanted: bed days returned by each option to ±10 %, emergency bed days of the baseline to ±5 %. An option whose bed
    days returned cannot be told from none has no such number, and does not count in the recommendation.
    """
    tables, lines, recommended = [], [], LEAST
    for name in names:
        measure = "emergency_bed_days" if name == BASE else RETURNED
        values = _values(measures, name, measure)
        if not len(values):
            continue
        mean, half = narrowing(values)
        with np.errstate(divide="ignore", invalid="ignore"):
            percents = np.where(half > 0, 100 * half / np.abs(mean), 0.0)
        percents = np.where(np.isfinite(half), percents, np.nan)
        count = np.arange(1, len(values) + 1)
        table = {"option": name, "measure": measure, "replications": count, "mean": mean, "half_width": half}
        tables.append(pd.DataFrame({**table, "precision_percent": percents, "method": METHOD})[COLUMNS])
        least = needed(percents, WANTED[measure])
        words = f"{titles.get(name, name)}: {measure.replace('_', ' ')} to ±{WANTED[measure]:g} %"
        if len(values) == 1:
            lines.append(f"{words}: one replication cannot tell how many are needed")
        elif least > len(values) and not abs(mean[-1]) <= half[-1]:
            recommended = max(recommended, least)
            lines.append(f"{words} needs about {least if least <= MOST else f'more than {MOST}'} replications, {len(values)} ran")
        elif least <= len(values):
            recommended = max(recommended, least)
    whole = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=COLUMNS)
    return whole, recommended, lines


def _values(measures: pd.DataFrame, option: str, measure: str) -> Floats:
    chosen = (measures["option"] == option) & (measures["measure"] == measure) & (measures["by"] == "all")
    values = measures[chosen].sort_values("replication")["value"].to_numpy(dtype=float)
    return np.asarray(values[np.isfinite(values)])
