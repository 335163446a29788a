"""Is the baseline in a steady state? Daily totals, and the change of their yearly means beside the published trend.

A series is steady by equivalence: the 95 % interval of its change a year lies within a stated band around the published
trend. It drifts where the whole interval lies outside the band; otherwise these replications cannot tell.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.amounts import amount
from sim.description.system import Description
from sim.study.analysis.confidence_intervals import mean_interval
from sim.study.question.question import BASE, Period

Floats = NDArray[np.float64]
MONITORED = {
    "occupied": "hospital beds occupied",
    "delayed": "people delayed in hospital",
    "home_support": "people waiting for home support",
    "care_home": "people waiting for a care home",
    "front_door": "people waiting at the front door",
}
BY_TYPE = {"home_support": "home_support", "care_home": "care_home", "front_door": "emergency_department"}
"""Series of people waiting, and the type of setting for which they wait."""
BAND, LEAST_PEOPLE = 0.05, 1.0
"""Half the band: this part of the mean level a year, and at least so many people (assumed)."""
PUBLISHED_TREND = 0.0
"""Change a year, as a part of the level, around which the band lies. Assumption: none. People delayed in Scotland
changed by -2 % a year from April 2022 to March 2024, no more than the noise of two years (Public Health Scotland)."""
STEADY, DRIFTS, CANNOT_TELL = "steady", "drifts", "cannot tell"
LEAST_DAYS = 365
"""A yearly mean takes so many days; without a year before the measured period there is nothing to compare with."""
COLUMNS = ["series", "words", "mean", "change_a_year", "lower", "upper", "band_lower", "band_upper", "verdict"]


@dataclass(frozen=True)
class Years:
    """Two spans of a year: the last before the measured period, and the last measured; half-open days of the run."""

    first: tuple[int, int]
    last: tuple[int, int]

    @classmethod
    def of(cls, period: Period) -> "Years | None":
        """Return the two years; none where the warm-up or the measured period is shorter than a year."""
        from_day, to_day = int(period.from_day), int(period.to_day)
        if from_day < LEAST_DAYS or to_day - from_day < LEAST_DAYS:
            return None
        return cls((from_day - LEAST_DAYS, from_day), (to_day - LEAST_DAYS, to_day))

    @property
    def apart(self) -> float:
        """Years between them."""
        return (self.last[0] - self.first[0]) / LEAST_DAYS


def daily_totals(daily: pd.DataFrame, description: Description) -> pd.DataFrame:
    """Return one replication's day-by-day totals of the series in `MONITORED`.

    Columns: option, replication, day, and the series.
    """
    option, options = pd.factorize(daily["option"])
    days = int(daily["day"].max()) + 1 if len(daily) else 0
    (measure, measures), (level, levels) = (pd.factorize(daily[name]) for name in ("measure", "level"))
    place = option * days + daily["day"].to_numpy(dtype=np.int64)
    values = daily["value"].to_numpy()
    index = pd.MultiIndex.from_product([options.astype(str), daily["replication"].unique(), range(days)])
    table = index.to_frame(name=["option", "replication", "day"], index=False)
    for name in MONITORED:
        rows = np.flatnonzero(_counted(measures.astype(str), levels.astype(str), name, description)[measure, level])
        table[name] = np.bincount(place[rows], values[rows], len(table))
    return table


def _counted(measures: pd.Index, levels: pd.Index, name: str, description: Description) -> NDArray[np.bool_]:
    """Return whether rows of a measure (first axis) and a level (second) are part of a total."""
    if name == "delayed":
        return np.asarray(measures == name)[:, np.newaxis] & np.ones(len(levels), dtype=np.bool_)
    kind = BY_TYPE.get(name, "hospital")
    places = [place for place, setting in description.settings.items() if setting.type == kind]
    is_measure = np.asarray(measures == ("waiting" if name in BY_TYPE else name))
    return is_measure[:, np.newaxis] & np.asarray(levels.isin(places))


def steady_state(series: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return a row for each series of the baseline: its change a year with its 95 % interval, the band, the verdict.

    ``series`` are the daily totals of all replications. Empty where the run is too short to have two years.
    """
    years = Years.of(period)
    rows = series[series["option"] == BASE]
    if years is None or rows.empty:
        return pd.DataFrame(columns=COLUMNS)
    first, last = (_yearly_means(rows, span) for span in (years.first, years.last))
    return pd.DataFrame([_row(name, first[name], last[name], years.apart) for name in MONITORED], columns=COLUMNS)


def _yearly_means(rows: pd.DataFrame, span: tuple[int, int]) -> pd.DataFrame:
    within = rows[(rows["day"] >= span[0]) & (rows["day"] < span[1])]
    return within.groupby("replication")[list(MONITORED)].mean()


def _row(name: str, first: "pd.Series[float]", last: "pd.Series[float]", apart: float) -> dict[str, object]:
    changes = np.asarray((last - first) / apart, dtype=float)
    level = float((first.mean() + last.mean()) / 2)
    change, lower, upper = mean_interval(changes)
    half = max(BAND * level, LEAST_PEOPLE)
    band = (PUBLISHED_TREND * level - half, PUBLISHED_TREND * level + half)
    numbers = {"mean": level, "change_a_year": change, "lower": lower, "upper": upper}
    bands = {"band_lower": band[0], "band_upper": band[1]}
    return {"series": name, "words": MONITORED[name], **numbers, **bands, "verdict": _verdict(lower, upper, band)}


def _verdict(lower: float, upper: float, band: tuple[float, float]) -> str:
    if band[0] <= lower and upper <= band[1]:
        return STEADY
    return DRIFTS if lower > band[1] or upper < band[0] else CANNOT_TELL


def trends(table: pd.DataFrame) -> dict[str, str]:
    """Return what drifts in the baseline, in words, by option; empty where nothing does."""
    phrases = list(_phrases(table))
    return {BASE: "; ".join(phrases)} if phrases else {}


def _phrases(table: pd.DataFrame) -> Iterator[str]:
    for row in table[table["verdict"] == DRIFTS].to_dict("records"):
        change, mean = amount(abs(row["change_a_year"]), decimals=0), amount(row["mean"], decimals=0)
        way = "rise" if row["change_a_year"] > 0 else "fall"
        yield f"{row['words']} {way} by {change} a year (mean {mean})"


def mean_over_replications(series: pd.DataFrame, option: str) -> pd.DataFrame:
    """Return the means over replications of one option's daily totals, by day."""
    rows = series[series["option"] == option]
    return rows.groupby("day")[list(MONITORED)].mean()
