"""A workbook filled in wrongly: one line for each fault, with sheet and cell, what is allowed and the near miss."""

import datetime
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.workbooks import axis, faults, filled_in, put, saved, template


@pytest.fixture(scope="module")
def blank() -> bytes:
    return template()


def cell(sheet: str, row: int | str, heading: str, value: object, form: str = "") -> Callable[[Any], object]:
    return lambda book: put(book, sheet, row, heading, value, form)


def at(sheet: str, where: str, value: object) -> Callable[[Any], object]:
    return lambda book: book[sheet].__setitem__(where, value)


def named(sheet: str, name: str) -> Callable[[Any], object]:
    return lambda book: setattr(book[sheet], "title", name)


def hidden_row(book: Any) -> None:
    book["Options"].row_dimensions[5].hidden = True


def hidden_column(book: Any) -> None:
    book["Option 1"].column_dimensions["G"].hidden = True


def hidden_sheet(book: Any) -> None:
    book["Option 2"].sheet_state = "hidden"


def other_template(book: Any) -> None:
    book["Cover"]["B5"] = "western_isles"


O1, O2, OPT, SW, AX, PL = "Option 1", "Option 2", "Options", "Sweeps", "Sweep axes", "Own place"
WRONG: dict[str, tuple[Callable[[Any], object], str]] = {
    "a formula": (
        cell(O1, "ward", "More or fewer", "=2+3"),
        "Option 1!G4: More or fewer: '=2+3': is a formula: paste its result as a value",
    ),
    "an error of a formula": (
        cell(O1, "ward", "More or fewer", "#DIV/0!"),
        "Option 1!G4: More or fewer: '#DIV/0!': is an error of a formula: type a value",
    ),
    "a formula as a title": (
        cell(OPT, 4, "Title", '=HYPERLINK("http://x","y")'),
        "Options!C4: Title: '=HYPERLINK(",
    ),
    "merged cells": (
        lambda book: book[O1].merge_cells("G4:H4"),
        "Option 1!G4: is merged (G4:H4): split the cells",
    ),
    "another language's decimals": (
        cell(O1, "ward", "More or fewer", "1,5"),
        "Option 1!G4: More or fewer: '1,5': is text: type it as a number (did you mean '1.5'?; unit: places)",
    ),
    "text in a cell for numbers": (
        cell(O1, "ward", "More or fewer", "twenty"),
        "Option 1!G4: More or fewer: 'twenty': is text: type it as a number (unit: places)",
    ),
    "true in a cell for numbers": (
        cell(O1, "ward", "More or fewer", True),
        "Option 1!G4: More or fewer: true: must be a number",
    ),
    "10 for 10 %": (
        cell(O2, "falls_exercise", "Percent", 10),
        "Option 2!H7: Percent: '1,000%': is out of range (did you mean '10%'?; allowed: 0% to 100%)",
    ),
    "a share without its sign": (
        cell(O2, "falls_exercise", "Percent", 0.3, "General"),
        "Option 2!H7: Percent: 0.3: has no percent sign: type it with one (did you mean '30%'?)",
    ),
    "a percentage as text": (
        cell(O2, "falls_exercise", "Percent", "30 %"),
        "Option 2!H7: Percent: '30 %': is text: type it as a number (did you mean '30 %'?",
    ),
    "a percentage among places": (
        cell(O1, "ward", "More or fewer", 0.1, "0%"),
        "Option 1!G4: More or fewer: '10%': must be a number without a percent sign",
    ),
    "a date as text": (
        cell(OPT, 4, "Start date", "01/10/2023"),
        "Options!E4: Start date: '01/10/2023': is text: type it as a date (did you mean '2023-10-01'?)",
    ),
    "a date with a time": (
        cell(OPT, 4, "Start date", datetime.datetime(2023, 10, 1, 9, 30)),
        "Options!E4: Start date: 2023-10-01 09:30:00: must be a date: a day without a time",
    ),
    "a number for a date": (
        cell(OPT, 4, "Start date", 45200, "General"),
        "Options!E4: Start date: 45200: must be a date",
    ),
    "a date out of range": (
        cell(OPT, 4, "Start date", datetime.date(1901, 1, 1)),
        "Options!E4: Start date: 1901-01-01: is out of range (allowed: 1948-07-05 to 2150-12-31)",
    ),
    "an end before the start": (
        cell(O1, "ward", "End date", datetime.date(2023, 9, 1)),
        "Option 1!M4: End date: 2023-09-01: is before the start, 2023-10-01",
    ),
    "more beds taken than there are": (
        cell(O1, "ward", "More or fewer", -41),
        "Option 1!G4: More or fewer: -41 places: is out of range (allowed: -40 to 1,000,000)",
    ),
    "half a month": (
        cell(O1, "ward", "Ramp, months", 2.5),
        "Option 1!L4: Ramp, months: 2.5 months: must be a whole number",
    ),
    "two amounts": (
        cell(O1, "ward", "Percent", 0.1),
        "Option 1!H4: Percent: is one amount too many: fill in one of More or fewer, Percent, In all, Closed, days",
    ),
    "a date without an amount": (
        cell(O1, "care_home", "Start date", datetime.date(2023, 10, 1)),
        "Option 1!K5: Start date: has no amount beside it",
    ),
    "places of an intervention": (
        cell(O1, "falls_exercise", "More or fewer", 3),
        "Option 1!G7: More or fewer: 3: an intervention takes Percent only",
    ),
    "an unknown lever": (
        at(O1, "A4", "wards"),
        "Option 1!A4: lever: unknown lever 'wards' (did you mean 'ward'?)",
    ),
    "an unknown lever of an axis": (
        cell(AX, 4, "Lever", "Care homes"),
        "Sweep axes!B4: Lever: unknown lever 'Care homes' (did you mean 'care_home'?)",
    ),
    "today's figure changed": (
        at(O1, "D4", 50),
        "Option 1!D4: today: 50: is only shown, and was 40 places",
    ),
    "a renamed sheet": (
        named(O2, "My plan"),
        "Options!A5: the sheet 'Option 2' is missing: 'My plan' may be it, renamed: put its name back",
    ),
    "a missing sheet": (
        lambda book: book.remove(book[AX]),
        "wrong.xlsx: the sheet 'Sweep axes' is missing: put it back, or make a new template",
    ),
    "a renamed heading": (
        at(O1, "G3", "More or less"),
        "Option 1!G3: 'More or less': is not the heading 'More or fewer' of the template: put it back",
    ),
    "a column added": (
        lambda book: book[OPT].insert_cols(3),
        "Options!C3: lacks the heading 'Title': put it back",
    ),
    "something beside the table": (
        at(OPT, "K4", "my note"),
        "Options!K4: 'my note': stands outside the table, where nothing reads it: delete it",
    ),
    "a name that stands twice": (
        cell(OPT, 5, "Name", "More_beds"),
        "Options!B5: Name: 'More_beds': stands twice: each option needs a name of its own",
    ),
    "the name of a shipped option": (
        cell(OPT, 4, "Name", "exercise"),
        "Options!B4: Name: 'exercise': is the name of an option that there is already: choose another",
    ),
    "a path for a name": (
        cell(OPT, 4, "Name", "../../evil"),
        "Options!B4: Name: '../../evil': must be a name: letters, digits and _ only, beginning with a letter",
    ),
    "markup for a name": (
        cell(OPT, 4, "Name", "<b>bold</b>"),
        "Options!B4: Name: '<b>bold</b>': must be a name",
    ),
    "blanks in a name": (
        cell(OPT, 4, "Name", "Closer to home"),
        "(did you mean 'closer_to_home'?)",
    ),
    "a control character": (
        cell(OPT, 4, "Title", "a\u202eb"),
        "Options!C4: Title: 'a\\u202eb': holds a character that text may not hold",
    ),
    "no title": (
        cell(OPT, 4, "Title", None),
        "Options!C4: Title: is empty: it is needed",
    ),
    "an option that changes nothing": (
        cell(O1, "ward", "More or fewer", None),
        "Option 1!L4: Ramp, months: has no amount beside it",
    ),
    "one sheet for two options": (
        at(OPT, "A5", O1),
        "Options!A5: sheet: 'Option 1': stands twice: each option needs a sheet of its own",
    ),
    "amounts of no option": (
        lambda book: [cell(OPT, 5, heading, None)(book) for heading in ("Name", "Title", "Why")],
        "Option 2!H5: Percent: belongs to no option: name one on the sheet Options, beside Option 2",
    ),
    "a hidden row": (hidden_row, "Options!B5: is filled in, and its row is hidden: show it, or empty the cell"),
    "a hidden column": (hidden_column, "Option 1!G4: is filled in, and its column is hidden"),
    "a hidden sheet": (hidden_sheet, "Option 2!H5: is filled in, and its sheet is hidden"),
    "an old template": (
        at("Cover", "B6", 0),
        "Cover!B6: Template: 0: is a template of another version: this program reads version 1",
    ),
    "an unknown partnership": (
        at("Cover", "B5", "fyfe"),
        "Cover!B5: Short name: unknown partnership 'fyfe' (did you mean 'fife'?)",
    ),
    "an unknown design": (
        cell(SW, 4, "Design", "All combination"),
        "Sweeps!D4: Design: unknown word 'All combination' (did you mean 'All combinations'?)",
    ),
    "cells of a full grid": (
        cell(SW, 4, "Cells", 8),
        "Sweeps!E4: 8: is for design latin_hypercube and sobol only",
    ),
    "a condition with a comma": (
        cell(SW, 4, "Condition 1", "ward <= 12,5"),
        "Sweeps!G4: 'ward <= 12,5' must compare axes and numbers",
    ),
    "a condition on no axis": (
        cell(SW, 4, "Condition 1", "wards <= 12"),
        "Sweeps!G4: unknown axis 'wards' (did you mean 'ward'?)",
    ),
    "a value twice": (
        lambda book: axis(book, 4, "ward", "More or fewer", [0, 5, 5]),
        "Sweep axes!D4: 5: 5 stands twice",
    ),
    "values and a range": (
        cell(AX, 4, "Lowest", 0),
        "Sweep axes!L4: Lowest: stands beside values",
    ),
    "an axis of no sweep": (
        cell(AX, 4, "Sweep", "beds_and_exercises"),
        "Sweep axes!A4: Sweep: no sweep 'beds_and_exercises' on the sheet Sweeps (did you mean 'beds_and_exercise'?)",
    ),
    "an axis value without a sign": (
        lambda book: axis(book, 5, "care_home", "Percent", [0, 5], "General"),
        "Sweep axes!E5: Value 2: 5: has no percent sign: type it with one (did you mean '5%'?)",
    ),
    "a place that lacks figures": (
        cell(PL, "partnership", "Your figure", "anytown"),
        "Own place!H18: Your figure: column beds is needed by a run and is empty",
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", WRONG)
def test_each_fault_has_a_line_with_its_cell(way: str, blank: bytes, tmp_path: Path) -> None:
    wrong, line = WRONG[way]
    lines = faults(saved(tmp_path / "wrong.xlsx", blank, filled_in, wrong))
    assert lines, "nothing was found"
    assert [one for one in lines if line in one], "\n".join(lines)
    assert all(one.startswith("wrong.xlsx") for one in lines)


def test_faults_are_told_all_at_once(blank: bytes, tmp_path: Path) -> None:
    ways = ["another language's decimals", "a share without its sign", "a name that stands twice", "an unknown design",
            "a value twice", "a place that lacks figures"]  # fmt: skip
    lines = faults(saved(tmp_path / "wrong.xlsx", blank, filled_in, *(WRONG[way][0] for way in ways)))
    assert not [way for way in ways if not any(WRONG[way][1] in line for line in lines)]


def test_the_template_of_another_partnership_is_refused(blank: bytes, tmp_path: Path) -> None:
    lines = faults(saved(tmp_path / "wrong.xlsx", blank, filled_in), "western_isles")
    rule = "is a template for 'fife', and partnership=western_isles is asked: make one for it"
    assert lines == [f"wrong.xlsx, Cover!B5: Short name: {rule}"]


def rezipped(content: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return written.getvalue()


SHEET = "xl/worksheets/sheet3.xml"
"""The sheet Options."""


def rows(*numbers: int) -> Callable[[dict[str, bytes]], object]:
    """Add rows with one cell each, far below the table."""

    def change(parts: dict[str, bytes]) -> None:
        many = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (at, at) for at in numbers)
        parts[SHEET] = parts[SHEET].replace(b"</sheetData>", many + b"</sheetData>")

    return change


def part(name: str, body: bytes) -> Callable[[dict[str, bytes]], object]:
    return lambda parts: parts.update({name: body})


def nothing_but_text(parts: dict[str, bytes]) -> None:
    parts.clear()
    parts["a.txt"] = b"a"


def declaring(parts: dict[str, bytes]) -> None:
    parts["xl/workbook.xml"] = b"<!DOCTYPE x []>" + parts["xl/workbook.xml"]


def zipped(change: Callable[[dict[str, bytes]], object]) -> Callable[[bytes], bytes]:
    return lambda content: rezipped(content, change)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FILES: dict[str, tuple[str, Callable[[bytes], bytes], str]] = {
    "macros": ("w.xlsx", zipped(part("xl/vbaProject.bin", b"x")), "w.xlsx: holds macros: save it as"),
    "macros by name": (
        "w.xlsm",
        bytes,
        "w.xlsm: is no .xlsx file: save it as 'Excel Workbook (.xlsx)', which leaves its",
    ),
    "encrypted": ("w.xlsx", lambda _: OLE + b"0" * 600, "w.xlsx: is encrypted, or an old .xls file"),
    "text": ("w.xlsx", lambda _: b"Option,Lever\n1,2\n", "w.xlsx: is no workbook that can be read (BadZipFile)"),
    "cut off": ("w.xlsx", lambda content: content[: len(content) // 2], "w.xlsx: is no workbook that can be read"),
    "another archive": ("w.xlsx", zipped(nothing_but_text), "w.xlsx: is no workbook that can be read"),
    "a bomb": ("w.xlsx", zipped(part("xl/worksheets/sheet1.xml", b"0" * 50_000_000)), "w.xlsx: is too large: 50,"),
    "many rows": ("w.xlsx", zipped(rows(*range(100, 30_100))), "w.xlsx: is too large: 30,"),
    "the last row of a sheet": (
        "w.xlsx",
        zipped(rows(1_048_576)),
        "Options!H1048576: reaches to H1048576: delete what stands beyond row 5,000",
    ),
    "a document type": ("w.xlsx", zipped(declaring), "w.xlsx: declares a document type"),
}


@pytest.mark.parametrize("way", FILES)
def test_a_file_that_is_no_workbook_has_one_line(way: str, blank: bytes, tmp_path: Path) -> None:
    name, spoil, line = FILES[way]
    (tmp_path / name).write_bytes(spoil(blank))
    lines = faults(tmp_path / name)
    assert len(lines) == 1
    assert line in lines[0], lines[0]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert faults(tmp_path / "none.xlsx") == ["none.xlsx: no such file"]
