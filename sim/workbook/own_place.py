"""A place of one's own in a filled-in workbook: a row for the table of partnerships, and what is lacking in it."""

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.description.files import file_named
from sim.description.input_errors import near_miss
from sim.description.table_files import FOLDER, rows_of
from sim.workbook import cells
from sim.workbook.layout import FIRST_ROW
from sim.workbook.pages import Page
from sim.workbook.place_columns import CALIBRATION, TABLE, PlaceColumn


@dataclass(frozen=True)
class OwnPlace:
    """A place of one's own: its short name, its figures by column as text, and the columns left empty."""

    name: str
    figures: Mapping[str, str]
    lacking: tuple[str, ...]
    uncalibrated: tuple[str, ...]
    """Those of them that a calibration needs."""


def own_place_in(page: Page, columns: Sequence[PlaceColumn], taken: Collection[str]) -> OwnPlace | None:
    """Return the place that is filled in, with every needed figure; none where the column is empty."""
    known, rows = {column.name: column for column in columns}, _rows(page, columns)
    if not page.filled():
        return None
    before = len(page.faults)
    figures = {name: _figure(page, row, known[name]) for name, row in rows.items()}
    for name, column in known.items():
        if column.is_needed and not figures.get(name) and (name not in rows or not page.has(rows[name], "own")):
            row = rows.get(name, FIRST_ROW)
            page.fault(row, "own", f"column {name} is needed by a run and is empty: figure of a place of your own")
    key = figures.get("partnership")
    if key and key.lower() in {name.lower() for name in taken}:
        page.fault(
            rows["partnership"], "own", "is the name of a partnership that there is already: choose another", key
        )
    if len(page.faults) > before or not key:
        return None
    stated = {name: figures.get(name) or "" for name in known}
    lacking = tuple(name for name, figure in stated.items() if not figure)
    return OwnPlace(key, stated, lacking, tuple(name for name in lacking if known[name].need == CALIBRATION))


def place_table(roots: Sequence[Path], place: OwnPlace) -> str:
    """Return the table of partnerships with the place in it: in place of a row of its name, or after all others."""
    rows = rows_of(file_named(roots, FOLDER, TABLE, ".csv"), ("partnership", "name"))
    others = [row for row in rows if row["partnership"] != place.name]
    written = io.StringIO()
    table = csv.DictWriter(written, list(rows[0]), restval="", lineterminator="\n")
    table.writeheader()
    table.writerows([*others, {column: place.figures.get(column, "") for column in rows[0]}])
    return written.getvalue()


def _rows(page: Page, columns: Sequence[PlaceColumn]) -> dict[str, int]:
    """Return the row of each column of the table; faults where one is unknown or stands twice."""
    known, rows = [column.name for column in columns], dict[str, int]()
    for row in range(FIRST_ROW, page.inner.max_row + 1):
        word = str(page.cell(row, "column").value or "").strip()
        if not word and not page.has(row, "own"):
            continue
        if word not in known:
            near = near_miss(word, known) if word else ""
            page.fault(row, "column", "is no column of a partnership: put its name back", word, near)
        elif word in rows:
            page.fault(row, "column", "stands twice: leave one row of each column", word)
        else:
            rows[word] = row
    return rows


def _figure(page: Page, row: int, column: PlaceColumn) -> str | None:
    """Return a figure as the table has it."""
    if column.name == "partnership":
        return page.get(row, "own", cells.name)
    if column.is_text:
        return page.get(row, "own", lambda cell: cells.text(cell, 100))
    value = page.get(row, "own", lambda cell: cells.number(cell, (0.0, column.highest), column.unit))
    return None if value is None else f"{value:.15g}"
