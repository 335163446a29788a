"""Year by year: the baseline's series over a run of years, counted from the first day measured, and whether they stay.

Everything that `year_bands` names. Means are over replications; ratios are those of the means, with a 95 % interval
over the replications (ratio estimator: Cochran 1977, Sampling Techniques, section 6.4).
"""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from sim.description.system import Description
from sim.measures.months import months
from sim.study.analysis.confidence_intervals import half_width, mean_interval
from sim.study.analysis.year_bands import AGEING, BY_AGE, GROWTH, LARGEST, SERIES, Series, Sum
from sim.study.question.question import BASE, Period, Question, years_later

Floats = NDArray[np.float64]
Interval = tuple[float, float, float]
"""A value, and the ends of its 95 % interval."""
AFTER = ["ratio", "judged_by", "judged", "lower", "upper", "band_lower", "band_upper", "within", "certain"]
UNKNOWN: Interval = (np.nan, np.nan, np.nan)


def year_ends(period: Period) -> list[float]:
    """Return the first day measured, and the day after each whole year from then on."""
    first, ends = period.measured_from, [float(period.from_day)]
    while True:
        day = period.from_day + float((years_later(first, len(ends)) - first).days)
        if day > period.to_day:
            return ends
        ends.append(day)


def whole_years(period: Period) -> int:
    """Return how many whole years are measured."""
    return len(year_ends(period)) - 1


def years(tables: Iterable[pa.Table], midnights: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Return a row for each series of the baseline: its mean in each year, last over first, and whether it stays.

    ``tables`` hold the sums by month of each replication, ``midnights`` their daily totals (`steady_state`). Empty
    where fewer than two whole years are measured.
    """
    ends = year_ends(question.period)
    count = len(ends) - 1
    columns = ["series", "words", "unit", *(f"year_{number + 1}" for number in range(count)), *AFTER]
    if count < 2:
        return pd.DataFrame(columns=columns)
    sums = _Sums(pd.concat([_of_baseline(table) for table in tables]), ends, question)
    fullest = _fullest(midnights, ends)
    values = {name: sums.of(series, fullest) for name, series in SERIES.items()}
    known = {name: by_year for name, by_year in values.items() if by_year.size}
    return pd.DataFrame([_row(name, known) for name in known], columns=columns)


def _of_baseline(table: pa.Table) -> pd.DataFrame:
    frame = pd.DataFrame(table.to_pandas())
    return frame[frame["option"] == BASE]


class _Sums:
    """Sums by month of the baseline, as sums of years by replication."""

    def __init__(self, by_month: pd.DataFrame, ends: Sequence[float], question: Question) -> None:
        period, description = question.period, question.description
        parts = months(period.start_date, float(period.from_day), float(period.to_day))
        self._by_month, self._ends, self._description = by_month, np.asarray(ends), description
        self._names = [part.name for part in parts]
        self._month_ends = np.asarray([parts[0].from_day, *(part.to_day for part in parts)])

    def of(self, series: Series, fullest: Floats) -> Floats:
        """Return the mean of a series by replication and year; no rows where the model has no such thing."""
        above = fullest if series.sums is None else self._by_year(series.sums)
        days = np.diff(self._ends)
        if series.over is None:
            return above / days
        below = self._by_year(series.over)
        if above.shape != below.shape:
            return np.zeros((0, len(days)))
        times = days if series.sums is None else 1.0
        return np.where(below > 0, times * above / np.where(below > 0, below, 1.0), 0.0)

    def _by_year(self, wanted: Sum) -> Floats:
        """Return a sum by replication and year; a month that two years share is split by its days."""
        measure, level = wanted
        levels = ["all"] if level == "all" else _settings(self._description, level)
        rows = self._by_month[(self._by_month["measure"] == measure) & self._by_month["level"].isin(levels)]
        if rows.empty:
            return np.zeros((0, len(self._ends) - 1))
        table = rows.pivot_table(index="replication", columns="month", values="value", aggfunc="sum")
        monthly = table.reindex(columns=self._names).to_numpy(dtype=np.float64)
        so_far = np.cumsum(np.pad(monthly, ((0, 0), (1, 0))), axis=1)
        return np.diff([np.interp(self._ends, self._month_ends, row) for row in so_far], axis=1)


def _settings(description: Description, kind: str) -> list[str]:
    return [name for name, setting in description.settings.items() if setting.type == kind]


def _fullest(midnights: pd.DataFrame, ends: Sequence[float]) -> Floats:
    """Return the most people at the front door at a midnight, by replication and year."""
    rows = midnights[(midnights["option"] == BASE) & (midnights["day"] >= ends[0]) & (midnights["day"] < ends[-1])]
    year = np.searchsorted(ends, rows["day"], side="right")
    most = rows["front_door"].groupby([rows["replication"], year]).max()
    return most.unstack().to_numpy(dtype=np.float64)


def _row(name: str, values: dict[str, Floats]) -> dict[str, object]:
    series, by_year = SERIES[name], values[name]
    growth = ratio_of_means([by_year[:, -1]], [by_year[:, 0]])
    judged = UNKNOWN
    if series.judged_by == GROWTH:
        judged = growth
    elif series.judged_by == LARGEST:
        judged = mean_interval(by_year[:, int(by_year.mean(axis=0).argmax())])
    elif series.judged_by == AGEING and BY_AGE in values:
        asked = values[BY_AGE]
        judged = ratio_of_means([by_year[:, -1], asked[:, 0]], [by_year[:, 0], asked[:, -1]])
    means = {f"year_{number + 1}": mean for number, mean in enumerate(by_year.mean(axis=0).tolist())}
    words = {"series": name, "words": series.words, "unit": series.unit}
    return words | means | {"ratio": growth[0], "judged_by": series.judged_by} | _verdict(judged, series.band)


def _verdict(judged: Interval, band: tuple[float, float]) -> dict[str, object]:
    """Return what is judged, the band, whether it lies within, and whether its whole interval says the same."""
    value, lower, upper = judged
    least = -np.inf if np.isnan(band[0]) else band[0]
    within = bool(least <= value <= band[1])
    certain = bool(least <= lower and upper <= band[1]) if within else bool(upper < least or lower > band[1])
    row: dict[str, object] = {"judged": value, "lower": lower, "upper": upper}
    row |= {"band_lower": band[0], "band_upper": band[1]}
    judges = not np.isnan(band[1])
    return row | {"within": within if judges else None, "certain": certain if judges else None}


def ratio_of_means(above: Sequence[Floats], below: Sequence[Floats]) -> Interval:
    """Return the product of some means over that of others, with its 95 % interval, paired by replication.

    Two series of zeros are as 1 to 1; over a mean of zero there is no ratio.
    """
    tops, bottoms = ([float(values.mean()) for values in part] for part in (above, below))
    if not any(tops) and not any(bottoms):
        return (1.0, np.nan, np.nan)
    if not all(bottoms):
        return UNKNOWN
    ratio = float(np.prod(tops) / np.prod(bottoms))
    if not all(tops):
        return (ratio, np.nan, np.nan)
    parts = [values / mean for values, mean in zip(above, tops, strict=True)]
    parts += [-values / mean for values, mean in zip(below, bottoms, strict=True)]
    off = np.sum(parts, axis=0)
    half = ratio * float(half_width(float(off.std(ddof=1)), len(off))) if len(off) > 1 else np.nan
    return ratio, ratio - half, ratio + half
