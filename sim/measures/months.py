"""The calendar of results: months of the measured period, and the quarters and financial years that they make up."""

import datetime
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

Kind = Literal["month", "quarter", "financial_year", "whole"]
KINDS: tuple[Kind, ...] = ("financial_year", "quarter", "month", "whole")
WHOLE = "measured period"
APRIL = 4
"""A financial year runs from April to March; its first quarter is April to June."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month, or the part of one that lies in the measured period: days of the run, half-open."""

    name: str
    from_day: float
    to_day: float

    @property
    def days(self) -> float:
        """How many of its days count."""
        return self.to_day - self.from_day


@dataclass(frozen=True, slots=True)
class CalendarPeriod:
    """A month, quarter, financial year or the whole measured period: its months by number, its first and last date.

    ``complete`` is false where the measured period holds only a part of it; the whole is complete.
    """

    kind: Kind
    name: str
    months: tuple[int, ...]
    days: float
    from_date: datetime.date
    to_date: datetime.date
    complete: bool


def months(start_date: datetime.date, from_day: float, to_day: float) -> tuple[Month, ...]:
    """Return the months between two days of a run whose day 0 is `start_date`, in order; first and last may be cut."""
    parts, begins = [], from_day
    while begins < to_day:
        date = start_date + datetime.timedelta(days=int(begins))
        ends = min(float((_next_month(date) - start_date).days), to_day)
        parts.append(Month(f"{date:%Y-%m}", begins, ends))
        begins = ends
    return tuple(parts)


def _next_month(date: datetime.date) -> datetime.date:
    return datetime.date(date.year + date.month // 12, date.month % 12 + 1, 1)


def quarter(month: str) -> str:
    """Return the quarter of the financial year in which a month lies: `2023/24 Q1` for 2023-04."""
    return f"{financial_year(month)} Q{(int(month[5:]) - APRIL) % 12 // 3 + 1}"


def financial_year(month: str) -> str:
    """Return the financial year in which a month lies: `2023/24` for 2023-04 and for 2024-03."""
    first = int(month[:4]) - (int(month[5:]) < APRIL)
    return f"{first}/{(first + 1) % 100:02d}"


def calendar_periods(start_date: datetime.date, parts: tuple[Month, ...]) -> list[CalendarPeriod]:
    """Return every financial year, quarter and month that these months touch, then the whole."""
    return [
        _period(kind, name, numbers, parts, start_date)
        for kind in KINDS
        for name, numbers in _members(kind, parts).items()
    ]


def _members(kind: Kind, parts: tuple[Month, ...]) -> dict[str, tuple[int, ...]]:
    def name_of(number: int) -> str:
        match kind:
            case "month":
                return parts[number].name
            case "quarter":
                return quarter(parts[number].name)
            case "financial_year":
                return financial_year(parts[number].name)
            case "whole":
                return WHOLE

    return {name: tuple(numbers) for name, numbers in groupby(range(len(parts)), name_of)}


def _period(
    kind: Kind, name: str, numbers: tuple[int, ...], parts: tuple[Month, ...], start_date: datetime.date
) -> CalendarPeriod:
    begins, ends = parts[numbers[0]].from_day, parts[numbers[-1]].to_day
    first = start_date + datetime.timedelta(days=int(begins))
    after = start_date + datetime.timedelta(days=int(ends))
    length = {"month": 1, "quarter": 3, "financial_year": 12, "whole": len(numbers)}[kind]
    whole_months = first.day == after.day == 1 and begins == int(begins) and ends == int(ends)
    complete = kind == "whole" or (whole_months and len(numbers) == length)
    last = after if ends > int(ends) else after - datetime.timedelta(days=1)
    return CalendarPeriod(kind, name, numbers, ends - begins, first, last, complete)
