"""Tidy rows: measure, breakdown, level, value, unit; and the data dictionary of all measures."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import NamedTuple

from sim.measures.registry import MEASURES


class Row(NamedTuple):
    """One number of one run: `breakdown` says what the levels are; where it is "all", so is the level."""

    measure: str
    breakdown: str
    level: str
    value: float
    unit: str


def row(measure: str, value: float, breakdown: str = "all", level: str = "all", unit: str | None = None) -> Row:
    """Return a row of a registered measure, in its own unit unless another is given.

    `breakdown` says what the levels are (age, setting, payer, ...), `level` which of them this is.
    """
    return Row(measure, breakdown, level, float(value), MEASURES[measure].unit if unit is None else unit)


def rows(measure: str, breakdown: str, values: Mapping[str, float]) -> list[Row]:
    """Return a row for each level."""
    return [row(measure, value, breakdown, level) for level, value in values.items()]


def ratio(part: float, whole: float) -> float:
    """Return part over whole; not a number where the whole is nothing."""
    return float(part) / float(whole) if whole else math.nan


def find(table: Iterable[Row], measure: str, breakdown: str = "all", level: str = "all") -> float:
    """Return the value of one row among many; KeyError where it is missing."""
    for entry in table:
        if (entry.measure, entry.breakdown, entry.level) == (measure, breakdown, level):
            return entry.value
    raise KeyError(f"no row for {measure} by {breakdown}, {level}")


def with_values(table: Iterable[Row]) -> list[Row]:
    """Return the rows with a value: a ratio whose whole is nothing (a quintile where nobody lives) has none."""
    return [entry for entry in table if not math.isnan(entry.value)]


def dictionary() -> list[dict[str, str]]:
    """Return the data dictionary: name, unit, which direction is good, definition and source of every measure."""
    return [asdict(measure) for measure in MEASURES.values()]
