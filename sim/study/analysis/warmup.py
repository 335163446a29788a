"""Is the warm-up long enough? MSER-5 on the baseline's daily means: hospital beds occupied, and people delayed."""

from collections.abc import Collection

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.study.analysis.steady_state import MONITORED

Floats = NDArray[np.float64]
BATCH = 5
METHOD = "MSER-5 (White 1997) on the mean over replications"
COLUMNS = ["measure", "batch_day", "value", "truncation_day", "method"]


def mser5(series: Floats) -> tuple[int, Floats]:
    """Return the day from which the series is best kept, and the means of its batches of five days.

    The first d batches are cut where the rest gives the most precise mean: d at most half of all, least
    Σ (batch − mean)² / (batches left)².
    """
    count = len(series) // BATCH
    batches = series[: count * BATCH].reshape(count, BATCH).mean(axis=1)
    if count < 2:
        return 0, batches
    left = [batches[cut:] for cut in range(count // 2 + 1)]
    errors = [float(((rest - rest.mean()) ** 2).sum()) / len(rest) ** 2 for rest in left]
    return BATCH * int(np.argmin(errors)), batches


def warmup(means: pd.DataFrame, from_day: float, judged: Collection[str] = ()) -> tuple[pd.DataFrame, list[str]]:
    """Return the batches of each series with the day of the MSER-5 cut, and a warning where that is after the warm-up.

    `means` holds the baseline's daily totals by day. The rule takes a season or a drift for a warm-up as well: a cut in
    the last tenth of the half that it may cut means that there is no settled level, and `truncation_day` is empty;
    that is warned of but for the series in ``judged``, whose yearly means are looked at (`steady_state`).
    """
    tables, lines, of = [], [], f"warm-up of {from_day:.10g} days"
    for name in ("occupied", "delayed"):
        series = means[name].to_numpy(dtype=float)
        cut, batches = mser5(series)
        settled = cut < 0.9 * (len(series) // 2) or len(batches) < 2  # too short a run to say
        columns = {"measure": name, "batch_day": BATCH * np.arange(len(batches)), "value": batches, "method": METHOD}
        tables.append(pd.DataFrame({**columns, "truncation_day": cut if settled else np.nan})[COLUMNS])
        if not settled and name not in judged:
            lines.append(f"{of}: MSER-5 finds no settled level of {MONITORED[name]} in the run")
        elif settled and cut > from_day:
            more = f"use period.warmup_days={cut} or more"
            lines.append(f"{of}: MSER-5 would count {MONITORED[name]} from day {cut} only; {more}")
    return pd.concat(tables, ignore_index=True), lines
