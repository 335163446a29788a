"""What is kept of a table while it is checked: small enough for millions of rows, and never written anywhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.sample.faults import Mask, Numbers
from sim.sample.growing import Growing, put
from sim.sample.links import Index, hashes_of, overlapping, repeated
from sim.sample.row_rules import after_death
from sim.sample.schema import Table

T = TypeVar("T", bound=np.generic)
Places = NDArray[np.int8]
MISSING = -1
"""Place of an empty cell."""


@dataclass
class Contents:
    """A checked table: whose each row is, which cells are known, places of codes, numbers; and what is counted."""

    table: Table
    file: str
    rows: int = 0
    units: Numbers = field(default_factory=lambda: np.empty(0))
    """By row: the person, else the spell; empty where a table has neither."""
    known: dict[str, Mask] = field(default_factory=dict)
    places: dict[str, Places] = field(default_factory=dict)
    numbers: dict[str, Numbers] = field(default_factory=dict)
    index: Index = field(default_factory=Index)
    """Keys of people and of spells, for the tables that come after."""
    linked: Mask = field(default_factory=lambda: np.empty(0, dtype=bool))
    """By row: whether the person (or spell) is in the table that it refers to; empty where there is none."""
    ended_after_death: list[Numbers] = field(default_factory=list)
    """The person of each row that ends after the person's death, batch by batch."""
    overlaps: Numbers = field(default_factory=lambda: np.empty(0))
    """The person of each row that begins before that person's row before it has ended."""


class Collector:
    """What is collected of the batches of one table."""

    def __init__(self, contents: Contents) -> None:
        self.contents = contents
        self._numbers: dict[str, Growing[np.float64]] = {}
        self._known: dict[str, Growing[np.bool_]] = {}
        self._places: dict[str, Growing[np.int8]] = {}
        self._keys: dict[str, Growing[np.uint64]] = {}

    def add(self, batch: Mapping[str, Numbers], people: Index) -> None:
        """Keep what is needed of a batch."""
        table = self.contents.table
        for name, values in batch.items():
            column, known = table.columns[name], ~np.isnan(values)
            put(self._known, name, known)
            if column.codes:
                places = np.where(known, np.nan_to_num(values), MISSING).astype(np.int8)
                put(self._places, name, places)
            elif name in _kept(table):
                put(self._numbers, name, values)
        key = [batch[name] for name in table.key if name in batch]
        put(self._keys, "key", hashes_of(key))
        self.contents.ended_after_death.append(after_death(table, batch, people))
        self.contents.rows += len(key[0])

    def close(self, references: Index) -> NDArray[np.int64]:
        """Complete the contents, and return the places of rows that repeat the key of one before."""
        contents, table = self.contents, self.contents.table
        contents.known = _whole(self._known)
        contents.places = _whole(self._places)
        numbers = _whole(self._numbers)
        again = repeated(self._keys.pop("key").whole())
        with_key = contents.known.get(table.key[0], np.zeros(contents.rows, dtype=bool))
        contents.units = numbers.get(table.unit, np.empty(0))
        if len(references):
            contents.linked = references.holds(contents.units)
        if table.name in ("people", "spells"):
            contents.index = Index.of(numbers[table.key[0]], numbers.get("died"))
        if table.name in ("spells", "care_home"):
            contents.overlaps = overlapping(contents.units, numbers[table.begins], numbers[table.ends])
        contents.numbers = {name: values for name, values in numbers.items() if measured_amount(table, name)}
        return again[with_key[again]]


def _kept(table: Table) -> Iterable[str]:
    """Return the columns whose numbers are kept: keys that link, measured amounts, and spans that may overlap."""
    measured = [column.name for column in table.columns.values() if measured_amount(table, column.name)]
    spans = [table.begins, table.ends] if table.name in ("spells", "care_home") else []
    return {table.unit, "spell" if table.name == "spells" else "", "died" if table.name == "people" else "",
            *measured, *spans}  # fmt: skip


def measured_amount(table: Table, column: str) -> bool:
    """Tell whether a column holds amounts, of which the data dictionary shows quantiles."""
    return table.columns[column].type == "number" or column in ("birth_year", "simd_quintile")


def _whole(columns: Mapping[str, Growing[T]]) -> dict[str, NDArray[T]]:
    return {name: column.whole() for name, column in columns.items()}
