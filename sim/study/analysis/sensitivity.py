"""What an option's bed days depend on most: a regression of them on the draws of what is uncertain.

The coefficients are those of `sources_of_uncertainty`. Their squares over the sum of all of them and of the variance
left over are squared standardised regression coefficients: the share of the variance that each uncertain thing explains
by itself (Saltelli and others 2008, Global Sensitivity Analysis, section 1.2.5). The rest is random variation.
"""

import numpy as np
import pandas as pd

from sim.study.analysis.comparison import RETURNED
from sim.study.analysis.sources_of_uncertainty import Floats, apart, needed, slopes
from sim.study.question.draws import END
from sim.study.question.question import BASE, Question

COLUMNS = ["option", "name", "effect", "low", "high", "unit", "half_width", "lower", "upper", "variance_percent"]


def sensitivity(measures: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Return a row for each uncertain thing of each option, the one that explains most first.

    ``half_width`` is the change in bed days returned a year as the thing goes from its stated value to the end of its
    interval, with its 95 % interval over replications (``lower``, ``upper``): what holds 0 there may matter not at all.
    An option with too few replications to tell has no rows.
    """
    rows = measures[(measures["measure"] == RETURNED) & (measures["breakdown"] == "all")]
    tables = [_of_option(rows[rows["option"] == name], question, name) for name in question.options]
    known = [table for table in tables if len(table)]
    return pd.concat(known, ignore_index=True)[COLUMNS] if known else pd.DataFrame(columns=COLUMNS)


def _of_option(rows: pd.DataFrame, question: Question, name: str) -> pd.DataFrame:
    rows, things = rows.dropna(subset=["value"]).sort_values("replication"), question.uncertain_things(name)
    drawn = question.drawn(name, [int(number) for number in rows["replication"]])
    values: Floats = np.asarray(rows["value"], dtype=np.float64)
    parts = apart(values[None, :], *drawn) if len(rows) else None
    if parts is None or len(rows) < needed(len(things)) or not np.isfinite(parts.effects[0]):
        return pd.DataFrame()
    slope, half = slopes(values, *drawn)
    variance = float(parts.random[0] ** 2 + parts.effects[0] ** 2 + parts.calibration[0] ** 2)
    table = pd.DataFrame(
        {
            "option": name,
            "name": [thing.name for thing in things],
            "effect": [thing.what for thing in things],
            "low": [thing.low for thing in things],
            "high": [thing.high for thing in things],
            "unit": [thing.unit for thing in things],
            "half_width": END * slope,
            "lower": END * (slope - half),
            "upper": END * (slope + half),
            "variance_percent": 100 * slope**2 / variance if variance else 0.0,
        }
    )
    if drawn.groups is not None:
        table = pd.concat([table, _of_baseline(name, float(parts.calibration[0]), variance)], ignore_index=True)
    return table.sort_values("variance_percent", ascending=False, kind="stable").reset_index(drop=True)


def _of_baseline(option: str, sd: float, variance: float) -> pd.DataFrame:
    """Return the row of what published figures leave open of the baseline: a size without a direction."""
    share = 100 * sd**2 / variance if variance else 0.0
    row = {"option": option, "name": BASE, "effect": "what published figures leave open of the baseline"}
    return pd.DataFrame([row | {"half_width": END * sd, "variance_percent": share}]).reindex(columns=COLUMNS)
