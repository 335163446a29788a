"""What a cell of a filled-in workbook holds, as what its column is for: each fault with sheet, cell and near miss."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from sim.description.dates import FIRST_DATE, LAST_DATE
from sim.description.input_errors import InputError, near_miss, shown
from sim.workbook.layout import Column

LONGEST_TEXT, LONGEST_NAME = 1_000, 60
Range = tuple[float, float]
ANY: Range = (-1e9, 1e9)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
_DATES = ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y", "%Y/%m/%d", "%Y-%m-%d")


@dataclass
class Fault(Exception):
    """What is wrong in a cell: the value, what is allowed, the near miss, and the rule."""

    value: object
    message: str
    allowed: str = ""
    near: str = ""
    unit: str = ""

    def at(self, where: str, heading: str) -> InputError:
        """Return the fault with file, sheet and cell, and the heading of its column."""
        return InputError(where, heading, shown(self.value), self.unit, self.allowed, self.near, self.message)


def is_empty(cell: Any) -> bool:
    """Tell whether nothing is filled in: no value, or a text of blanks."""
    return cell.value is None or (isinstance(cell.value, str) and not cell.value.strip() and cell.data_type != "f")


def is_percentage(cell: Any) -> bool:
    """Tell whether a number is shown with a percent sign."""
    return "%" in str(cell.number_format)


def plain(cell: Any) -> object:
    """Return what stands in a cell; raise Fault for formulas and errors of formulas."""
    if cell.data_type == "f" or type(cell.value).__name__ in ("ArrayFormula", "DataTableFormula"):
        text = getattr(cell.value, "text", cell.value)
        raise Fault(text, "is a formula: paste its result as a value")
    if cell.data_type == "e":
        raise Fault(cell.value, "is an error of a formula: type a value")
    return cell.value


def text(cell: Any, longest: int = LONGEST_TEXT) -> str:
    """Return a text of one line, whatever it begins with; numbers and dates are none."""
    value = plain(cell)
    if not isinstance(value, str):
        raise Fault(value, "must be text")
    words = " ".join(str(value).split())
    if len(words) > longest:
        raise Fault(value, f"is too long: {len(words):,} characters, at most {longest:,}")
    if not words.isprintable():
        raise Fault(value, "holds a character that text may not hold")
    return words


def name(cell: Any) -> str:
    """Return a short name, which becomes the name of a file."""
    word = text(cell)
    if not _NAME.fullmatch(word) or len(word) > LONGEST_NAME:
        near = re.sub(r"\W+", "_", word.encode("ascii", "ignore").decode()).strip("_").lower()[:LONGEST_NAME]
        rule = f"must be a name: letters, digits and _ only, beginning with a letter, at most {LONGEST_NAME}"
        raise Fault(word, rule, near=near if _NAME.fullmatch(near) else "")
    return word


def choice(cell: Any, words: Sequence[str]) -> str:
    """Return one of certain words."""
    word = text(cell)
    if word not in words:
        near = near_miss(word, words)
        raise Fault(word, f"unknown word {shown(word)}", "" if near else ", ".join(words), near)
    return word


def number(cell: Any, allowed: Range = ANY, unit: str = "") -> float:
    """Return a number within a range; a text, a date or a percentage is none."""
    value = _numeric(cell, unit)
    if is_percentage(cell):
        raise Fault(_percent(value), "must be a number without a percent sign", unit=unit)
    return _within(value, allowed, unit)


def whole(cell: Any, allowed: Range, unit: str = "") -> int:
    """Return a whole number within a range."""
    value = number(cell, allowed, unit)
    if value != int(value):
        raise Fault(value, "must be a whole number", _range(allowed), unit=unit)
    return int(value)


def percent(cell: Any, allowed: Range) -> float:
    """Return a percentage as a share; a number that has no percent sign is none."""
    value = _numeric(cell, "percent")
    if not is_percentage(cell):
        raise Fault(value, "has no percent sign: type it with one", near=_meant(value, allowed))
    if not allowed[0] <= value <= allowed[1]:
        rule = "is out of range"
        raise Fault(_percent(value), rule, " to ".join(map(_percent, allowed)), _meant(value, allowed))
    return value


def date(cell: Any) -> datetime.date:
    """Return a date; a text that looks like one, a bare number and a time of day are none."""
    value = plain(cell)
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    if type(value) is datetime.date:
        if not FIRST_DATE <= value <= LAST_DATE:
            raise Fault(value, "is out of range", f"{FIRST_DATE} to {LAST_DATE}")
        return value
    if isinstance(value, str):
        raise Fault(value, "is text: type it as a date", near=_as_date(value))
    raise Fault(value, "must be a date: a day without a time, shown as a date")


def value_of(column: Column, cell: Any) -> object:
    """Return what stands in a cell of a column of words or dates."""
    match column.kind:
        case "name":
            return name(cell)
        case "date":
            return date(cell)
        case _:
            return text(cell)


def _numeric(cell: Any, unit: str) -> float:
    value = plain(cell)
    if isinstance(value, str):
        words = value.strip()
        bare = words.rstrip("% ")
        near = words.replace(",", ".") if _NUMBER.fullmatch(bare) else ""
        raise Fault(value, "is text: type it as a number", near=near, unit=unit)
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise Fault(value, "must be a number", unit=unit)
    return value


def _within(value: float, allowed: Range, unit: str) -> float:
    if not allowed[0] <= value <= allowed[1]:
        raise Fault(value, "is out of range", _range(allowed), unit=unit)
    return value


def _range(allowed: Range) -> str:
    return f"{allowed[0]:,.10g} to {allowed[1]:,.10g}"


def _percent(share: float) -> str:
    return f"{100 * share:,.10g}%"


def _meant(value: float, allowed: Range) -> str:
    """Return the percentage that was probably meant by a number without a sign."""
    if allowed[0] <= value / 100 <= allowed[1] and abs(value) >= 1:
        return f"{value:.10g}%"
    return _percent(value) if allowed[0] <= value <= allowed[1] else ""


def _as_date(words: str) -> str:
    for form in _DATES:
        try:
            return str(datetime.datetime.strptime(words.strip(), form).date())
        except ValueError:
            continue
    return ""
