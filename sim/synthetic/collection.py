"""The complete record → rows as a collector of data has them: in the window, by a rule, as known at the extract."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.synthetic.recipe import Recipe

Days = NDArray[np.float64]
BEGINS, ENDS = "begins", "ends"


@dataclass(frozen=True)
class Window:
    """The window of a recipe in days since the start of the run."""

    start: datetime.date
    """Day 0 of the run."""
    first: float
    after: float
    """Day after the last."""
    known_to: float
    """Day after that of the extract: nothing from it on is known."""

    @classmethod
    def of(cls, recipe: Recipe, start: datetime.date) -> "Window":
        """Return the window of a recipe."""
        days = [(day - start).days for day in (recipe.from_, recipe.to, recipe.extracted)]
        return cls(start, float(days[0]), float(days[1]), float(days[2] + 1))

    def number(self, day: datetime.date) -> float:
        """Return a date as days since the start."""
        return float((day - self.start).days)

    def dates(self, days: Days) -> NDArray[np.datetime64]:
        """Return days since the start as dates; no date where there is no day, or an infinite one."""
        whole = np.where(np.isfinite(days), np.floor(days), 0).astype("timedelta64[D]")
        return np.where(np.isfinite(days), np.datetime64(self.start, "D") + whole, np.datetime64("NaT"))

    def moments(self, days: Days) -> NDArray[np.datetime64]:
        """Return days since the start as dates with a time, to the minute; no date where there is no day."""
        minutes = np.where(np.isfinite(days), np.floor(days * 1440), 0).astype("timedelta64[m]")
        moments = np.datetime64(self.start, "m") + minutes
        return np.where(np.isfinite(days), moments, np.datetime64("NaT")).astype("datetime64[s]")


def collected(rows: pd.DataFrame, how: str, window: Window, census: Sequence[datetime.date] = ()) -> pd.DataFrame:
    """Return the rows of spans that are collected by a rule, with the ends that are not known yet taken away.

    ``rows`` have ``begins`` and ``ends`` in days since the start; an end that is not known becomes nan.
    """
    begins, ends = rows[BEGINS].to_numpy(), rows[ENDS].to_numpy()
    match how:
        case "cohort":
            kept = (begins >= window.first) & (begins < window.after)
        case "ended":
            kept = (ends >= window.first) & (ends < min(window.after, window.known_to))
        case "census":
            days = [window.number(day) for day in census]
            kept = np.any([(np.floor(begins) <= day) & (np.floor(ends) >= day) for day in days], axis=0)
        case _:
            kept = (begins < window.after) & (ends >= window.first)
    rows = rows[kept].copy()
    rows[ENDS] = rows[ENDS].where(rows[ENDS] < window.known_to)
    return rows.reset_index(drop=True)


def listed(rows: pd.DataFrame, window: Window, census: Sequence[datetime.date]) -> pd.DataFrame:
    """Return a row for each span and each list on which it stands, with the day of the list, and no end."""
    lists = []
    for date in census:
        day = window.number(date)
        on = rows[(np.floor(rows[BEGINS]) <= day) & (rows[ENDS] >= day + 1)]
        lists.append(on.assign(as_of=day, ends=np.nan, outcome="still_waiting"))
    table: pd.DataFrame = pd.concat(lists, ignore_index=True)
    return table


def submissions(delays: pd.DataFrame, window: Window) -> pd.DataFrame:
    """Return a row for each delay and each month of the window in which it is, with the reason at the month's end.

    The end stands in the row of its month alone, as boards submit it.
    """
    ends = delays[ENDS].fillna(window.known_to - 0.5).to_numpy()
    first = _month(window, np.maximum(delays[BEGINS].to_numpy(), window.first))
    last = _month(window, np.minimum(ends, window.after - 1))
    count = (last - first + 1).astype(np.int64)
    rows = delays.loc[np.repeat(delays.index.to_numpy(), count)].reset_index(drop=True)
    number = np.concatenate([np.arange(times) for times in count]) if len(count) else np.empty(0)
    rows["month_number"] = np.repeat(first, count) + number
    begins_next = (rows["month_number"] + 1).to_numpy(dtype=np.int64).astype("datetime64[M]").astype("datetime64[D]")
    month_end = (begins_next - np.datetime64(window.start, "D")).astype(np.float64)
    rows["reason"] = [reason_on(pairs, day) for pairs, day in zip(rows["reasons"], month_end - 0.01, strict=True)]
    rows[ENDS] = rows[ENDS].where(rows[ENDS] < month_end)
    return rows


def _month(window: Window, days: Days) -> NDArray[np.int64]:
    """Return the number of the month, since January 1970, of days since the start."""
    return np.asarray(window.dates(days).astype("datetime64[M]").astype(np.int64))


def month_text(number: int) -> str:
    """Return a month by number, such as ``2024-03``."""
    return f"{1970 + number // 12}-{number % 12 + 1:02}"


def reason_on(pairs: Sequence[tuple[float, str]], day: float) -> str:
    """Return the reason that holds on a day; where that is none to report, the first that is."""
    reasons = [reason for _, reason in pairs]
    now = [reason for since, reason in pairs if since <= day]
    words = [*reversed(now), *reasons]
    return next(reason for reason in words if reason != "none")


def quarter_start(window: Window, days: Days) -> Days:
    """Return the first day of the quarter of each day since the start."""
    months = _month(window, days)
    dates = (months - months % 3).astype("datetime64[M]").astype("datetime64[D]")
    return (dates - np.datetime64(window.start, "D")).astype(np.float64)
