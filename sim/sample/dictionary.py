"""The data dictionary of a sample: every column that is there, how often each code stands in it, through the gate."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim.sample.contents import MISSING, Contents, measured_amount
from sim.sample.disclosure import Count, Gate
from sim.sample.faults import Mask, Numbers

COLUMNS = ("table", "column", "type", "figure", "count", "percent", "value", "note", "meaning", "national_field")
KNOWN, EMPTY = "known", "missing"
HIDDEN, EVERYBODY = "hidden", "all rows"
"""Notes: what may not be shown, and a code that all rows have (whoever is known to be in the table has it)."""
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
OPEN = Gate(threshold=1)
"""The gate of tables about nobody, such as capacities: nothing is hidden."""
ENOUGH = 100_000
"""Rows of which people are counted at first: if these are enough people already, no more need to be counted."""


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How many rows of a table hold each code of a column, or hold anything, as it may leave; None: hidden."""

    counts: dict[str, Count]
    total: Count

    def percent(self, gate: Gate, name: str) -> int | None:
        """Return the share of the rows, in whole percent; None where it is hidden."""
        return gate.percent(self.counts[name], self.total)


def frequencies(contents: Contents, column: str, gate: Gate) -> Frequencies:
    """Return the frequencies of a column of a table; those of a table about nobody are as they are."""
    gate = gate if contents.table.unit else OPEN
    masks = dict(_masks(contents, column))
    people = [_people(contents, mask, gate.threshold) for mask in masks.values()]
    whole = _people(contents, np.ones(contents.rows, dtype=bool), gate.threshold)
    if whole < gate.threshold:
        return Frequencies(dict.fromkeys(masks), None)
    counts, total = gate.counts([int(mask.sum()) for mask in masks.values()], people)
    return Frequencies(dict(zip(masks, counts, strict=True)), total)


def _masks(contents: Contents, column: str) -> Iterator[tuple[str, Mask]]:
    """Yield the rows with each code, or with anything, and those with nothing."""
    codes = contents.table.columns[column].codes
    if codes:
        places = contents.places[column]
        yield from ((code, places == at) for at, code in enumerate(codes))
        yield EMPTY, places == MISSING
    else:
        known = contents.known[column]
        yield from ((KNOWN, known), (EMPTY, ~known))


def units_of(contents: Contents) -> Numbers:
    """Return whose each row is: one number for each person; a row of nobody known stands for one."""
    if not len(contents.units):
        return np.arange(contents.rows, dtype=np.float64)
    return np.where(np.isnan(contents.units), -1.0 - np.arange(contents.rows), contents.units)


def _people(contents: Contents, mask: Mask, enough: int) -> int:
    """Return how many people are behind rows, or a number of them that is enough."""
    units = units_of(contents)[mask]
    first = len(np.unique(units[:ENOUGH]))
    return first if first >= enough else len(np.unique(units))


def dictionary_text(tables: Sequence[Contents], gate: Gate) -> str:
    """Return the data dictionary as CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(row for contents in tables for row in _rows(contents, gate))
    return text.getvalue()


def _rows(contents: Contents, gate: Gate) -> Iterator[dict[str, str]]:
    for name in contents.known:
        column = contents.table.columns[name]
        about = {"table": contents.table.name, "column": name, "type": column.type}
        about |= {"meaning": column.meaning, "national_field": column.national_field}
        frequency = frequencies(contents, name, gate)
        for figure, count in frequency.counts.items():
            note = HIDDEN if count is None else EVERYBODY if count and count == frequency.total and column.codes else ""
            percent = frequency.percent(gate, figure)
            yield about | {"figure": figure, "count": _shown(count), "percent": _shown(percent), "note": note}
        if measured_amount(contents.table, name):
            for figure, value in _quantiles(contents, name, gate):
                yield about | {"figure": figure, "value": _shown(value), "note": HIDDEN if value is None else ""}


def _quantiles(contents: Contents, column: str, gate: Gate) -> Iterator[tuple[str, float | None]]:
    gate, known = gate if contents.table.unit else OPEN, contents.known[column]
    values, people = contents.numbers[column][known], units_of(contents)[known]
    for share, value in zip(QUANTILES, gate.quantiles(values, people, QUANTILES), strict=True):
        yield f"quantile {share:.0%}", value


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"
