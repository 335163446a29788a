"""Text that somebody wrote, made safe for where it is shown: one function for each place. None of it is ever markup."""

import re
import unicodedata
from typing import TypeVar

import pandas as pd

T = TypeVar("T")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Beginnings by which a spreadsheet takes a text for a formula, the wide forms of = + - @ too."""
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def printable(text: str, keep: str = "\n") -> str:
    """Return a text without control characters and marks that turn its direction; white space among them is a blank.

    Nothing that is left can steer a terminal or make a page or a picture unreadable. ``keep``: characters left alone.
    """
    if text.isprintable():
        return text
    return "".join(letter if letter in keep else _shown(letter) for letter in _DIRECTION.sub("", text))


def _shown(letter: str) -> str:
    if letter.isspace():
        return " "
    return _REPLACEMENT if unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") else letter


def printable_everywhere(value: T) -> T:
    """Return plain values (of YAML) with every text in them made `printable`; white space within a text is a blank."""
    if isinstance(value, str):
        return printable(value, "")  # type: ignore[return-value]
    if isinstance(value, dict):
        return {name: printable_everywhere(item) for name, item in value.items()}  # type: ignore[return-value]
    if isinstance(value, list):
        return [printable_everywhere(item) for item in value]  # type: ignore[return-value]
    return value


def csv_cell(value: object) -> object:
    """Return a cell for a table that people open: a text that a spreadsheet would take for a formula gets a '."""
    if isinstance(value, str) and value.startswith(FORMULA) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def csv_cells(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose texts no spreadsheet takes for formulas."""
    texts = table.select_dtypes(exclude=["number", "bool", "datetime"])
    unsafe = [name for name in texts if any(csv_cell(value) is not value for value in texts[name].unique())]
    return table.assign(**{str(name): texts[name].map(csv_cell) for name in unsafe})


def csv_text(value: object) -> object:
    """Return what `csv_cell` was given."""
    return value[1:] if isinstance(value, str) and value.startswith(tuple(f"'{mark}" for mark in FORMULA)) else value
