"""How many replications? The confidence-interval method: until the interval is narrow enough, and stays so.

Hoad, Robinson and Davies (2010), Automated selection of the number of replications for a discrete-event simulation,
Journal of the Operational Research Society 61, 1632-1644, doi:10.1057/jors.2009.121.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.study.analysis.comparison import RETURNED, DrawnBy, nothing_drawn
from sim.study.analysis.confidence_intervals import half_width
from sim.study.analysis.sources_of_uncertainty import without_draws
from sim.study.question.question import BASE

Floats = NDArray[np.float64]
METHOD = "confidence-interval method with look-ahead (Hoad, Robinson and Davies 2010)"
WANTED = {RETURNED: 10.0, "emergency_bed_days": 5.0}
"""Precision wanted: half the 95 % interval in percent of the mean."""
LEAST, MOST = 3, 1000
COLUMNS = ["option", "measure", "replications", "mean", "half_width", "precision_percent", "needed", "method"]


def look_ahead(count: int) -> int:
    """Return for how many more replications the interval must stay narrow: 5, from 100 replications on 5 in 100."""
    return 5 if count <= 100 else 5 * count // 100


def precision_by_replications(values: Floats) -> tuple[Floats, Floats]:
    """Return the mean of the first n values and half its 95 % interval, for n from 1 on."""
    count = np.arange(1, len(values) + 1)
    mean = np.cumsum(values) / count
    squares = np.cumsum(values**2) - count * mean**2
    sd = np.sqrt(np.clip(squares, 0, None) / np.where(count > 1, count - 1, np.nan))
    return mean, half_width(sd, count)


def needed(percents: Floats, wanted: float) -> int:
    """Return the first number of replications from which the precision holds, as far as these replications tell.

    Where they do not reach it, the number is extrapolated: the interval narrows with the square root of it.
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
    measures: pd.DataFrame, names: Sequence[str], titles: Mapping[str, str], drawn: DrawnBy = nothing_drawn
) -> tuple[pd.DataFrame, int, list[str]]:
    """Return how the intervals narrow from replication to replication, how many are recommended, and warnings.

    Wanted: bed days returned by each option to ±10 %, emergency bed days of the baseline to ±5 %; ``needed`` says how
    many replications that takes. An option whose bed days returned cannot be told from none has no such number and does
    not count in the recommendation. What is unsure of effects and of the baseline is no
    matter of replications, and left out here.
    """
    tables, recommended = [], LEAST
    few: dict[str, list[str]] = {}
    for name in names:
        measure = "emergency_bed_days" if name == BASE else RETURNED
        table = _narrowing(name, measure, _values(measures, name, measure, drawn))
        if table.empty:
            continue
        tables.append(table)
        ran, least = len(table), int(table["needed"].iloc[-1])
        known = abs(float(table["mean"].iloc[-1])) > float(table["half_width"].iloc[-1])
        if ran > 1 and known:
            recommended = max(recommended, least)
        if ran > 1 and known and least > ran:
            words = f"{measure.replace('_', ' ')} to ±{WANTED[measure]:g} % take more than the {ran} replications run"
            few.setdefault(words, []).append(f"{titles.get(name, name)} ({_about(least)})")
    lines = [f"{words}: {', '.join(options)}" for words, options in few.items()]
    whole = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=COLUMNS)
    if len(whole) and whole["replications"].max() == 1:
        lines.append("one replication: no interval can be given, nor told how many replications are needed")
    return whole, recommended, lines


def reached(precision_by_replications: pd.DataFrame) -> pd.DataFrame:
    """Return the last row of each option: the precision that all its replications together reached."""
    return precision_by_replications.groupby("option", sort=False).tail(1).reset_index(drop=True)


def _narrowing(option: str, measure: str, values: Floats) -> pd.DataFrame:
    mean, half = precision_by_replications(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        percents = np.where(np.isfinite(half), np.where(half > 0, 100 * half / np.abs(mean), 0.0), np.nan)
    numbers = {"replications": np.arange(1, len(values) + 1), "mean": mean, "half_width": half}
    numbers |= {"precision_percent": percents}
    words = {"option": option, "measure": measure, "needed": needed(percents, WANTED[measure]), "method": METHOD}
    return pd.DataFrame({**words, **numbers}, index=range(len(values)))[COLUMNS]


def _about(count: int) -> str:
    return f"about {count}" if count <= MOST else f"more than {MOST}"


def _values(measures: pd.DataFrame, option: str, measure: str, drawn: DrawnBy) -> Floats:
    """Return the values of an option in order of the replications, as they would be with nothing drawn."""
    chosen = (measures["option"] == option) & (measures["measure"] == measure) & (measures["breakdown"] == "all")
    rows = measures[chosen & np.isfinite(measures["value"])].sort_values("replication")
    draws = drawn(option, [int(number) for number in rows["replication"]])
    return without_draws(rows["value"].to_numpy(dtype=float), *draws)
