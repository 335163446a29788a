"""Workbooks for tests: a template of the small scenarios, filled in by a program as a planner would."""

import datetime
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from sim.description.input_errors import InputErrors
from sim.description.read import read_system
from sim.workbook.layout import FIRST_ROW, HEADER_ROW
from sim.workbook.read import FilledIn, facts_of, read_workbook
from sim.workbook.template import Template, template_file
from tests.unit.conftest import SMALL

OCTOBER = datetime.date(2023, 10, 1)
Fill = Callable[[Any], object]


def template(roots: list[Path] | None = None, place: str = "fife", options: int = 2) -> bytes:
    """Return a template of the small scenarios."""
    folders = roots or [SMALL]
    description = read_system(folders, place)
    levers, columns = facts_of(folders, place, description)
    return template_file(Template(place, description.title, levers, columns, options, "0.1.0"))


def put(book: Any, sheet: str, row: int | str, heading: str, value: object, form: str = "") -> None:
    """Fill in a cell, found by sheet, row (or what column A says) and heading."""
    page = book[sheet]
    at = next(cell.column for cell in page[HEADER_ROW] if cell.value == heading)
    rows = range(FIRST_ROW, page.max_row + 1)
    number = row if isinstance(row, int) else next(n for n in rows if page.cell(n, 1).value == row)
    page.cell(number, at).value = value
    if form:
        page.cell(number, at).number_format = form


def filled_in(book: Any) -> None:
    """Fill in two options and a sweep, all of it right."""
    for row, name in ((4, "more_beds"), (5, "exercise_more")):
        put(book, "Options", row, "Name", name)
        put(book, "Options", row, "Title", f"Option {name}")
        put(book, "Options", row, "Why", "To see")
    put(book, "Options", 4, "Start date", OCTOBER)
    put(book, "Option 1", "ward", "More or fewer", 5)
    put(book, "Option 1", "ward", "Ramp, months", 2)
    put(book, "Option 2", "falls_exercise", "Percent", 0.4)
    put(book, "Option 2", "care_home", "Percent", -0.1)
    put(book, "Sweeps", 4, "Name", "beds_and_exercise")
    put(book, "Sweeps", 4, "Title", "Beds and exercise")
    put(book, "Sweeps", 4, "Why", "To see")
    put(book, "Sweeps", 4, "Condition 1", "ward + care_home <= 12")
    axis(book, 4, "ward", "More or fewer", [0, 5, 10])
    axis(book, 5, "care_home", "Percent", [0, 0.05], "0%")


def axis(book: Any, row: int, lever: str, amount: str, values: list[float], form: str = "") -> None:
    """Fill in a row of the axes of the sweep."""
    put(book, "Sweep axes", row, "Sweep", "beds_and_exercise")
    put(book, "Sweep axes", row, "Lever", lever)
    put(book, "Sweep axes", row, "Amount", amount)
    for at, value in enumerate(values, 1):
        put(book, "Sweep axes", row, f"Value {at}", value, form)


def saved(path: Path, content: bytes, *fills: Fill) -> Path:
    """Fill in a workbook and save it."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for fill in fills:
        fill(book)
    book.save(path)
    return path


def read(path: Path, asked: str | None = None, roots: list[Path] | None = None) -> FilledIn:
    """Read a workbook on the small scenarios."""
    return read_workbook(path, roots or [SMALL], asked, "0.1.0")


def faults(path: Path, asked: str | None = None) -> list[str]:
    """Return what is wrong in a workbook, a line each."""
    try:
        read(path, asked)
    except InputErrors as faulty:
        return [str(fault) for fault in faulty.errors]
    return []
