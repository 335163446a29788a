"""Has the system settled? Daily totals, and whether queues or beds drift over the measured period."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.description.system import Description
from sim.study.analysis.confidence_intervals import mean_interval
from sim.tables.tables import YEAR

Floats = NDArray[np.float64]
MONITORED = {
    "occupied": "hospital beds occupied",
    "delayed": "people delayed in hospital",
    "waiting": "people waiting for a place",
}
LEAST_PART, LEAST_PEOPLE = 0.1, 1.0
"""A drift matters from this part of the mean level over the whole period, and from this many people."""


def daily_totals(daily: pd.DataFrame, description: Description) -> pd.DataFrame:
    """Return one replication's day-by-day totals: hospital beds occupied, people delayed, people waiting.

    Columns: option, replication, day, and the three series.
    """
    hospital = [name for name, setting in description.settings.items() if setting.type == "hospital"]
    counted = (daily["measure"] != "occupied") | daily["level"].isin(hospital)
    option, options = pd.factorize(daily["option"])
    days = daily["day"].nunique()
    index = pd.MultiIndex.from_product([options.astype(str), daily["replication"].unique(), range(days)])
    table = index.to_frame(name=["option", "replication", "day"], index=False)
    for name in MONITORED:
        values = np.where(counted & (daily["measure"] == name), daily["value"], 0.0)
        table[name] = np.bincount(option * days + daily["day"], values, len(table))
    return table


def slope_a_year(values: Floats) -> float:
    """Return the trend of a daily series in its unit a year; over a whole year or more, with the season taken out.

    Ordinary least squares on a straight line, and on one yearly wave where the series is long enough to show it.
    """
    years = np.arange(len(values)) / YEAR
    columns = [np.ones_like(years), years]
    if len(values) >= 360:
        columns += [np.sin(2 * np.pi * years), np.cos(2 * np.pi * years)]
    coefficients = np.linalg.lstsq(np.column_stack(columns), values, rcond=None)[0]
    return float(coefficients[1])


def trends(series: pd.DataFrame, from_day: float) -> dict[str, str]:
    """Return, for each option whose run does not settle, what trends.

    A series trends where the 95 % interval of its trend over the replications leaves out zero, and the trend adds up
    over the measured period to more than a tenth of the mean level and more than one person. One replication is
    not enough.
    """
    drifts = {}
    measured = series[series["day"] >= from_day]
    years = measured["day"].nunique() / YEAR
    for option, rows in measured.groupby("option", sort=False):
        phrases = [words for name, title in MONITORED.items() if (words := _drift(rows, name, title, years))]
        if phrases:
            drifts[str(option)] = "; ".join(phrases)
    return drifts


def _drift(rows: pd.DataFrame, name: str, title: str, years: float) -> str:
    wide = rows.pivot(index="day", columns="replication", values=name)
    if wide.shape[1] < 2 or len(wide) < 28:
        return ""
    slopes = np.asarray([slope_a_year(wide[column].to_numpy(dtype=float)) for column in wide])
    mean, lower, upper = mean_interval(slopes)
    level = float(wide.to_numpy().mean())
    if lower <= 0 <= upper or abs(mean) * years <= max(LEAST_PEOPLE, LEAST_PART * level):
        return ""
    return f"{title} {'rise' if mean > 0 else 'fall'} by {abs(mean):.0f} a year (mean {level:.0f})"


def mean_over_replications(series: pd.DataFrame, option: str) -> pd.DataFrame:
    """Return the means over replications of one option's daily totals, by day."""
    rows = series[series["option"] == option]
    return rows.groupby("day")[list(MONITORED)].mean()
