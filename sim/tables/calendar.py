"""The calendar of a run: weekdays, working days and open doors as numbers on the grid of time."""

import datetime
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.description.settings import Window
from sim.description.units import WEEKDAYS
from sim.tables.tables import TICK

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
DAYS = 20_000
"""How far ahead the working calendar reaches: beyond any run and any delay in it."""


def on_grid(days: float) -> float:
    """Return a time moved to the nearest tick."""
    return float(np.floor(days / TICK + 0.5) * TICK)


@lru_cache(maxsize=8)
def public_holidays(first: int, last: int) -> tuple[datetime.date, ...]:
    """Return Scotland's bank holidays from one year to another, and Easter Mondays, on which health and care rest too.

    Assumption: every board and council keeps these; in truth each sets local days in place of some of them.
    """
    from holidays import country_holidays  # noqa: PLC0415 - slow to load, and not wanted by every model

    bank = country_holidays("GB", subdiv="SCT", years=range(first, last + 1))
    mondays = [day + datetime.timedelta(days=3) for day in bank.get_named("Good Friday")]
    return tuple(sorted({*bank, *mondays}))


def working_days(
    start: datetime.date, holidays: Literal["scotland"] | tuple[datetime.date, ...]
) -> tuple[Floats, Integers]:
    """Return working days done before each day, and the day of the n-th working day (weekends and holidays out)."""
    works = (np.arange(DAYS) + start.weekday()) % 7 < 5
    if holidays == "scotland":
        holidays = public_holidays(start.year, start.year + DAYS // 365 + 1)
    for holiday in holidays:
        if 0 <= (holiday - start).days < DAYS:
            works[(holiday - start).days] = False
    worked = np.concatenate([[0.0], np.cumsum(works.astype(np.float64))])
    return worked, np.flatnonzero(works).astype(np.int64)


def open_hours(windows: list[Window]) -> tuple[Floats, Floats]:
    """Return when each door opens and closes by weekday, as parts of a day; closed all day: both 0."""
    opens, closes = np.zeros((len(windows), 7)), np.zeros((len(windows), 7))
    for row, window in enumerate(windows):
        for day in window.days:
            opens[row, WEEKDAYS.index(day)] = on_grid(window.from_hour / 24)
            closes[row, WEEKDAYS.index(day)] = on_grid(window.to_hour / 24)
    return opens, closes
