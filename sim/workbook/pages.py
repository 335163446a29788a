"""A sheet of a filled-in workbook against its layout: what is wrong with it as a whole, and its rows one by one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sim.description.input_errors import InputError, near_miss, shown
from sim.workbook import cells
from sim.workbook.layout import FIRST_ROW, HEADER_ROW, Sheet

T = TypeVar("T")


@dataclass
class Page:
    """A sheet being read, with the faults met so far."""

    file: str
    sheet: Sheet
    inner: Any
    headings: tuple[str, ...] = ()
    """Headings where they are not those of the layout as they stand."""
    faults: list[InputError] = field(default_factory=list)

    def where(self, row: int, key: str) -> str:
        """Return file, sheet and cell, as messages show them."""
        return f"{self.file}, {self.inner.title}!{self.cell(row, key).coordinate}"

    def cell(self, row: int, key: str) -> Any:
        """Return a cell."""
        return self.inner.cell(row, self.sheet.at(key))

    def has(self, row: int, key: str) -> bool:
        """Tell whether anything is filled in."""
        return not cells.is_empty(self.cell(row, key))

    def get(self, row: int, key: str, read: Callable[[Any], T]) -> T | None:
        """Return what a cell holds, as `read` finds it; nothing, with a fault, where it holds something else."""
        if not self.has(row, key):
            return None
        try:
            return read(self.cell(row, key))
        except cells.Fault as fault:
            self.faults.append(fault.at(self.where(row, key), self.heading(key)))
            return None

    def words(self, row: int, key: str) -> Any:
        """Return what a column of words or dates holds in a row; a fault where a needed one is empty."""
        column = self.sheet.column(key)
        if column.needed and not self.has(row, key):
            self.fault(row, key, "is empty: it is needed")
        return self.get(row, key, lambda cell: cells.value_of(column, cell))

    def fault(self, row: int, key: str, message: str, value: object = None, near: str = "", allowed: str = "") -> None:
        """Note what is wrong in a cell."""
        written = "" if value is None else shown(value)
        self.faults.append(InputError(self.where(row, key), self.heading(key), written, "", allowed, near, message))

    def heading(self, key: str) -> str:
        """Return the heading of a column."""
        return self.sheet.column(key).heading if self.sheet.column(key).kind != "shown" else key

    def filled(self) -> list[int]:
        """Return the rows in which anything is filled in: in a column that is not only shown."""
        keys = [column.key for column in self.sheet.columns if column.kind != "shown"]
        return [row for row in range(FIRST_ROW, self.inner.max_row + 1) if any(self.has(row, key) for key in keys)]

    def check(self) -> bool:
        """Note what is wrong with the sheet as a whole; tell whether its rows can be read."""
        before = len(self.faults)
        self.faults += self._wrong_headings()
        readable = len(self.faults) == before
        self.faults += [*self._merged(), *self._outside(), *(self._hidden() if readable else ())]
        return readable

    def _wrong_headings(self) -> Iterator[InputError]:
        wanted = self.headings or tuple(column.heading for column in self.sheet.columns)
        for at, heading in enumerate(wanted, 1):
            cell = self.inner.cell(HEADER_ROW, at)
            if str(cell.value or "").strip() != heading:
                near = near_miss(heading, [str(cell.value)]) if cell.value else ""
                rule = (
                    f"is not the heading '{heading}' of the template"
                    if cell.value
                    else f"lacks the heading '{heading}'"
                )
                value = shown(cell.value) if cell.value else ""
                aside = f"{rule}: put it back" if near or not cell.value else f"{rule}: no column may be moved or added"
                yield InputError(f"{self.file}, {self.inner.title}!{cell.coordinate}", value=value, message=aside)

    def _merged(self) -> Iterator[InputError]:
        for merged in self.inner.merged_cells.ranges:
            first = merged.coord.split(":")[0]
            where = f"{self.file}, {self.inner.title}!{first}"
            yield InputError(where, message=f"is merged ({merged.coord}): split the cells")

    def _outside(self) -> Iterator[InputError]:
        """Yield the cells right of the table in which something stands: nothing would read it."""
        for row in range(HEADER_ROW, self.inner.max_row + 1):
            for at in range(len(self.sheet.columns) + 1, self.inner.max_column + 1):
                cell = self.inner.cell(row, at)
                if not cells.is_empty(cell):
                    rule = "stands outside the table, where nothing reads it: delete it"
                    yield InputError(
                        f"{self.file}, {self.inner.title}!{cell.coordinate}", value=shown(cell.value), message=rule
                    )

    def _hidden(self) -> Iterator[InputError]:
        """Yield what is filled in and cannot be seen."""
        hidden = {row for row, size in self.inner.row_dimensions.items() if size.hidden}
        columns = self._hidden_columns()
        concealed = self.inner.sheet_state != "visible"
        for row in self.filled():
            for column in self.sheet.columns:
                out_of_sight = concealed or row in hidden or column.key in columns
                if column.kind != "shown" and out_of_sight and self.has(row, column.key):
                    what = "sheet" if concealed else "row" if row in hidden else "column"
                    rule = f"is filled in, and its {what} is hidden: show it, or empty the cell"
                    yield InputError(self.where(row, column.key), message=rule)
                    break

    def _hidden_columns(self) -> set[str]:
        hidden = set()
        for size in self.inner.column_dimensions.values():
            if size.hidden:
                hidden |= set(range(size.min or 0, (size.max or 0) + 1))
        return {column.key for at, column in enumerate(self.sheet.columns, 1) if at in hidden}
