"""One table read and checked batch by batch; faults are noted by row and column."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from sim.description.input_errors import near_miss
from sim.sample.cells import RULES, empty
from sim.sample.coding import Coding
from sim.sample.contents import Collector, Contents
from sim.sample.faults import Faults, Numbers
from sim.sample.files import Cells, TableFile
from sim.sample.links import Index
from sim.sample.manifest import Manifest
from sim.sample.row_rules import row_faults
from sim.sample.schema import TABLES, Column, Table

FIRST_ROW = 2
"""Number of the first row below the header."""


@dataclass
class Surroundings:
    """What a table is checked against: the manifest, the measures of the model with units, people and spells."""

    manifest: Manifest
    measures: Mapping[str, str]
    people: Index = field(default_factory=Index)
    spells: Index = field(default_factory=Index)

    def references(self, table: Table) -> tuple[str, Index]:
        """Return which table the people or spells of a table must be in, with the keys there."""
        if table.name == "people" or not table.unit:
            return "", Index()
        return ("people", self.people) if table.unit == "person" else ("spells", self.spells)


class TableCheck:
    """The check of one table: faults are noted, contents kept."""

    def __init__(self, file: TableFile, around: Surroundings, faults: Faults) -> None:
        self.file, self.around, self.faults = file, around, faults
        self.table = TABLES[file.table]
        self.contents = Contents(self.table, file.name)
        self._coding = Coding(file.table, around.manifest, around.measures)
        self._collector = Collector(self.contents)

    def run(self) -> None:
        """Check the header, the rows, and what only all rows together show."""
        if not self._has_right_header():
            return
        noted = Faults()
        for cells in self.file.batches():
            self._check(cells, noted)
        if self.file.malformed:  # it moves the rows: the numbers of all other faults would be wrong
            for row, count in self.file.malformed:
                rule = f"has {count} cells, not the {len(self.file.header)} of the header"
                self.faults.note(self.file.name, np.array([row]), "", rule)
        elif not self.contents.rows:
            self.faults.note_file(self.file.name, "", "has no rows: leave the file out")
        else:
            self.faults.take(noted)
            self._close()

    def _has_right_header(self) -> bool:
        """Note what is wrong with the names of the columns; an unknown name is not shown, for it may be a value."""
        columns, header, name = self.table.columns, self.file.header, self.file.name
        before = len(self.faults.of_files)
        if not any(header):
            self.faults.note_file(name, "", "is empty: leave the file out")
            return False
        for at, column in enumerate(header, start=1):
            if column not in columns:
                near = near_miss(column, columns)
                allowed = "" if near else ", ".join(columns)
                self.faults.note_file(name, f"column {at}", "is no column of this table", allowed, near)
            elif column in header[: at - 1]:
                self.faults.note_file(name, column, "this column stands twice")
        for needed in columns.values():
            if needed.presence != "optional" and needed.name not in header:
                self.faults.note_file(name, needed.name, "this column is missing")
        return len(self.faults.of_files) == before

    def _check(self, cells: Cells, faults: Faults) -> None:
        """Check a batch."""
        first = self.contents.rows + FIRST_ROW
        batch = {name: self._column(self.table.columns[name], texts, first, faults) for name, texts in cells.items()}
        rows = np.arange(len(cells[self.file.header[0]]), dtype=np.int64) + first
        for fault in row_faults(self.table, batch, self.around.manifest, self.around.people):
            faults.note(self.file.name, rows[fault.rows], fault.column, fault.rule)
        if self.table.name == "monthly":
            for unit, places in self._coding.wrong_units(batch["measure"], batch["unit"]):
                faults.note(self.file.name, rows[places], "unit", "must be the unit of the measure", unit)
        if len(rows):
            self._collector.add(batch, self.around.people)

    def _column(self, column: Column, texts: pa.Array, first: int, faults: Faults) -> Numbers:
        """Return a column in numbers; note what is empty and must not be, of another type, unknown, or out of range."""
        blank, values = empty(texts), self._coding.numbers(column, texts, first)
        rows = np.arange(len(values), dtype=np.int64) + first
        allowed = self._coding.allowed(column)
        if column.presence == "filled":
            faults.note(self.file.name, rows[blank], column.name, "must not be empty", allowed)
        unknown = np.isnan(values) & ~blank
        faults.note(self.file.name, rows[unknown], column.name, self._rule(column, texts, bool(unknown.any())), allowed)
        outside = (
            (values < column.low) | (values > column.high) if column.type in ("whole", "number") else blank & False
        )
        faults.note(self.file.name, rows[outside], column.name, "is out of range", column.allowed)
        return np.where(outside, np.nan, values)

    def _rule(self, column: Column, texts: pa.Array, broken: bool) -> str:
        if column.type == "measure":
            near = self._coding.near_measure(texts) if broken else ""
            return "is an unknown measure" + (f" (did you mean '{near}'?)" if near else "")
        return RULES.get(column.type, "is an unknown code")

    def _close(self) -> None:
        """Note what all rows together show: repeated keys, mixed coding systems, nobody in common with other tables."""
        name, table = self.file.name, self.table
        other, references = self.around.references(table)
        again = self._collector.close(references)
        keys = ", ".join(key for key in table.key if key in self.contents.known)
        self.faults.note(name, again + FIRST_ROW, table.key[0], f"repeats a row above it ({keys})")
        for column, rule in self._coding.mixed():
            self.faults.note_file(name, column, rule)
        known = ~np.isnan(self.contents.units)
        if len(self.contents.linked) and known.any() and not self.contents.linked.any():
            self.faults.note_file(name, table.unit, f"none of them is in {other}: the tables do not link")
