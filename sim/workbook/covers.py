"""What a workbook was made for, by its cover, and which of its sheets can be read."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sim.description.input_errors import InputError, InputErrors, near_miss, shown
from sim.workbook.layout import AXES, COVER, FIRST_ROW, HOW_TO, LEVERS, OPTION, OPTIONS, PLACE, SWEEPS, TEMPLATE, Sheet
from sim.workbook.pages import Page

NAME, VERSION, FIGURES = "Short name", "Template", "Figures"
"""Rows of the cover that a reader looks at."""
NO_TEMPLATE = "is no workbook of this program: make one with study=workbook partnership=NAME"
READ = (OPTIONS, SWEEPS, AXES, PLACE)
SHOWN = (COVER.name, HOW_TO.name, LEVERS.name)
"""Sheets that are only to be looked at."""
_OPTION_SHEET = re.compile(rf"{OPTION.name} \d+")


@dataclass(frozen=True)
class Cover:
    """What a template was made for: the partnership, the hash of its figures, and the cell that names it."""

    partnership: str
    made_from: str
    where: str


def cover_of(book: Any, file: str, known: Collection[str]) -> Cover:
    """Return what a workbook was made for; raise InputErrors where it is no template, or not for this program.

    ``known`` are the partnerships that there are.
    """
    if COVER.name not in book.sheetnames:
        near = near_miss(COVER.name, book.sheetnames)
        raise InputErrors([InputError(file, near_miss=near, message=f"has no sheet {COVER.name}: {NO_TEMPLATE}")])
    sheet = book[COVER.name]
    rows = {str(sheet.cell(row, 1).value): row for row in range(FIRST_ROW, min(sheet.max_row, 60) + 1)}
    if lacking := [what for what in (NAME, VERSION, FIGURES) if what not in rows]:
        rule = f"lacks the row {lacking[0]}: {NO_TEMPLATE}"
        raise InputErrors([InputError(f"{file}, {COVER.name}!A{FIRST_ROW}", message=rule)])
    place, version, figures = (sheet.cell(rows[what], 2).value for what in (NAME, VERSION, FIGURES))
    where = {what: f"{file}, {COVER.name}!B{rows[what]}" for what in (NAME, VERSION)}
    if version != TEMPLATE:
        rule = f"is a template of another version: this program reads version {TEMPLATE}; make a new one and copy"
        raise InputErrors([InputError(where[VERSION], VERSION, shown(version), message=rule)])
    if str(place) not in known:
        rule = f"unknown partnership {shown(str(place))}"
        raise InputErrors([InputError(where[NAME], NAME, near_miss=near_miss(str(place), known), message=rule)])
    return Cover(str(place), str(figures), where[NAME])


def pages_of(book: Any, file: str, title: str) -> tuple[dict[str, Page], list[InputError], list[str]]:
    """Return the sheets that can be read by name, faults of all others, and notes on sheets that nothing reads.

    ``title`` is the name of the partnership, which stands in a heading.
    """
    sheets: dict[str, Sheet] = {sheet.name: sheet for sheet in READ}
    where = dict.fromkeys(sheets, file)
    for name, cell in _sheets_of_amounts(book, file):
        sheets[name], where[name] = OPTION, cell
    faults = [_missing(book, name, where[name]) for name in sheets if name not in book.sheetnames]
    pages = {}
    for name in (name for name in sheets if name in book.sheetnames):
        headings = tuple(column.heading.format(place=title) for column in sheets[name].columns)
        page = Page(file, sheets[name], book[name], headings)
        if page.check():
            pages[name] = page
        else:
            faults += page.faults
    others = [name for name in book.sheetnames if name not in (*sheets, *SHOWN)]
    return pages, faults, [f"not read: the sheet {shown(name)}, which the template does not have" for name in others]


def _sheets_of_amounts(book: Any, file: str) -> Iterator[tuple[str, str]]:
    """Yield the sheets that column A of the options names, each with its cell, and others that have such a name."""
    named = set()
    if OPTIONS.name in book.sheetnames:
        sheet = book[OPTIONS.name]
        for row in range(FIRST_ROW, sheet.max_row + 1):
            name = str(sheet.cell(row, 1).value or "").strip()
            if name and name not in named:
                named.add(name)
                yield name, f"{file}, {OPTIONS.name}!A{row}"
    yield from ((name, file) for name in book.sheetnames if _OPTION_SHEET.fullmatch(name) and name not in named)


def _missing(book: Any, name: str, where: str) -> InputError:
    """Return the fault of a sheet that is not there: renamed, as far as can be seen, or deleted."""
    known = (*SHOWN, *(sheet.name for sheet in READ))
    strangers = [one for one in book.sheetnames if one not in known and not _OPTION_SHEET.fullmatch(one)]
    near = near_miss(name, strangers) or (strangers[0] if len(strangers) == 1 else "")
    aside = f": '{near}' may be it, renamed: put its name back" if near else ": put it back, or make a new template"
    return InputError(where, value=shown(name), message=f"the sheet {shown(name)} is missing{aside}")
