"""Dates and spans as planners write them: `2026-10-01`, `month 7`, `6 months`; and the days of the run they mean."""

import calendar
import datetime
import re
from typing import Annotated

from pydantic import BeforeValidator, Field

from sim.description.input_errors import shown

FIRST_DATE, LAST_DATE = datetime.date(1948, 7, 5), datetime.date(2150, 12, 31)
"""From the first day of the National Health Service on; far enough for any plan, and short of where calendars end."""
Date = Annotated[datetime.date, Field(ge=FIRST_DATE, le=LAST_DATE, title="year-month-day")]
LAST_DAY = 36_525
MOMENT = "a date such as 2026-10-01, 'month 7' (of the measured period), or a day of the run (0 to 36,525)"
SPAN = "a span such as '10 days', '6 weeks', '6 months' or '1 year', or a number of days (0 to 36,525)"
PERCENT = "a percentage of today's places such as 10% or -10%"
_MONTH = re.compile(r"month ([1-9]\d{0,2})")
_SPAN = re.compile(r"(\d{1,5}) (day|week|month|year)s?")
_PERCENT = re.compile(r"[+-]?\d{1,4}(\.\d{1,6})? ?%")


def _is_day(written: object) -> bool:
    return isinstance(written, int | float) and not isinstance(written, bool) and 0 <= written <= LAST_DAY


def _moment(written: object) -> object:
    """Return a moment in its one form: a day as a number, a date, or ``month N``."""
    if _is_day(written):
        return float(str(written))
    if isinstance(written, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", written):
        try:
            return datetime.date.fromisoformat(written)
        except ValueError:
            pass
    if type(written) is datetime.date or (isinstance(written, str) and _MONTH.fullmatch(written)):
        return written
    raise ValueError(f"{shown(written)}: must be {MOMENT}")


def _span(written: object) -> object:
    """Return a span in its one form: days as a number, or a count and a unit."""
    if _is_day(written):
        return float(str(written))
    if isinstance(written, str) and _SPAN.fullmatch(written):
        return written
    raise ValueError(f"{shown(written)}: must be {SPAN}")


def _percent(written: object) -> object:
    if isinstance(written, str) and _PERCENT.fullmatch(written):
        return written
    raise ValueError(f"{shown(written)}: must be {PERCENT}")


Moment = Annotated[float | datetime.date | str, BeforeValidator(_moment), Field(title=MOMENT)]
Span = Annotated[float | str, BeforeValidator(_span), Field(title=SPAN)]
Percent = Annotated[str, BeforeValidator(_percent), Field(title=PERCENT)]


def share_of(percent: str) -> float:
    """Return a percentage as a share: ``-10%`` is -0.1."""
    return float(percent.rstrip("% ")) / 100


def day_of(moment: Moment | None, start: datetime.date, first: float) -> float:
    """Return the day of the run on which a moment begins; none is the first day that counts.

    `start` is the date of day 0, `first` the first day that counts: month 1 begins there.
    """
    match moment:
        case None:
            return first
        case datetime.date():
            return float((moment - start).days)
        case str():
            return _months_later(first, int(moment.split()[1]) - 1, start)
        case _:
            return float(moment)


def end_of(moment: Moment, start: datetime.date, first: float) -> float:
    """Return the day of the run after the last day that a moment names: of a month, after its last day."""
    if isinstance(moment, str):
        return _months_later(first, int(moment.split()[1]), start)
    return day_of(moment, start, first) + 1.0


def after(day: float, span: Span, start: datetime.date) -> float:
    """Return the day a span later, months and years by the calendar."""
    if isinstance(span, float | int):
        return day + span
    number, unit = span.split()
    match unit.rstrip("s"):
        case "day":
            return day + int(number)
        case "week":
            return day + 7 * int(number)
        case "month":
            return _months_later(day, int(number), start)
        case _:
            return _months_later(day, 12 * int(number), start)


def _months_later(day: float, months: int, start: datetime.date) -> float:
    """Return the day so many calendar months later, the last of the month where it is shorter."""
    date = start + datetime.timedelta(days=int(day))
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    if year > datetime.MAXYEAR:
        return float(LAST_DAY)
    last = calendar.monthrange(year, month + 1)[1]
    later = datetime.date(year, month + 1, min(date.day, last))
    return day + (later - date).days


def financial_year(begins: datetime.date) -> str:
    """Return what a year of figures is called by its first day: ``2023/24`` from 1 April 2023, else the day itself."""
    return f"{begins.year}/{(begins.year + 1) % 100:02}" if (begins.month, begins.day) == (4, 1) else begins.isoformat()
