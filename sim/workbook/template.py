"""The template of a workbook, written for one partnership: everything to be seen, and cells to fill in with checks."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

from sim.description.dates import FIRST_DATE, LAST_DATE
from sim.workbook.how_to import STEPS
from sim.workbook.layout import (
    AXES,
    COVER,
    DESIGNS,
    FIRST_ROW,
    HEADER_ROW,
    HOW_TO,
    IN_ALL,
    LEVERS,
    MORE,
    MOST_MONTHS,
    OPTION,
    OPTIONS,
    PERCENT,
    PLACE,
    SWEEPS,
    TEMPLATE,
    TEXT_ROW,
    TITLE_ROW,
    Column,
    Sheet,
    option_sheet,
)
from sim.workbook.levers import BADGE, MOST_PERCENT, MOST_PLACES, Lever, fingerprint
from sim.workbook.place_columns import PlaceColumn

SWEEP_ROWS, AXIS_ROWS = 6, 24
"""Rows to fill in for sweeps, and for their axes."""
LANGUAGE = "en-GB"
A3 = 8
"""Number of a paper size."""
LINE, HIGHEST_ROW = 15.0, 405.0
"""Height of a line of text, and of a row at most, in points."""
FORMATS: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 15},
    "text": {},
    "header": {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#DDE6EE"},
    "shown": {"text_wrap": True, "valign": "top"},
    "shown_percent": {"valign": "top", "num_format": "0%"},
    "shown_number": {"valign": "top", "num_format": "#,##0.####"},
    "input": {"bg_color": "#FFF9DB", "border": 1, "valign": "top", "locked": False},
    "input_words": {"bg_color": "#FFF9DB", "border": 1, "valign": "top", "locked": False, "text_wrap": True},
    "input_percent": {"bg_color": "#FFF9DB", "border": 1, "valign": "top", "locked": False, "num_format": "0.##%"},
    "input_date": {"bg_color": "#FFF9DB", "border": 1, "valign": "top", "locked": False, "num_format": "yyyy-mm-dd"},
}
INPUT_OF = {"text": "input_words", "name": "input_words", "percent": "input_percent", "date": "input_date"}
"""Formats of cells to fill in, by what they hold; of all others `input`."""
Row = Sequence[object]


@dataclass(frozen=True)
class Template:
    """What a template is made from: a partnership, its levers and its figures."""

    place: str
    title: str
    levers: Mapping[str, Lever]
    columns: Sequence[PlaceColumn]
    options: int
    """Sheets for options."""
    version: str
    """Version of the program."""


def template_file(template: Template) -> bytes:
    """Return the workbook; the same template always gives the same bytes."""
    import xlsxwriter  # noqa: PLC0415 - here, so that a run without a workbook does not load it

    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    title = f"{COVER.title}: {template.title}"
    book.set_properties(
        {"title": title, "author": "Homefirst", "created": datetime(1980, 1, 1), "comments": HOW_TO.title}
    )
    writer, levers = _Writer(book), list(template.levers.values())
    writer.sheet(COVER, COVER.name, _cover(template))
    writer.sheet(HOW_TO, HOW_TO.name, STEPS)
    writer.sheet(OPTIONS, OPTIONS.name, [(option_sheet(at),) for at in range(1, template.options + 1)])
    for at in range(1, template.options + 1):
        rows = [_lever_cells(OPTION, lever) for lever in levers]
        sheet = writer.sheet(OPTION, option_sheet(at), rows, OPTION.title.format(number=at))
        _shown_amounts(writer, sheet, OPTION, levers)
        _amounts(writer, sheet, levers)
    writer.sheet(SWEEPS, SWEEPS.name, [()] * SWEEP_ROWS)
    sheet = writer.sheet(AXES, AXES.name, [()] * AXIS_ROWS)
    _lists(writer, sheet, len(template.levers))
    sheet = writer.sheet(LEVERS, LEVERS.name, [_lever_cells(LEVERS, lever) for lever in levers])
    _shown_amounts(writer, sheet, LEVERS, levers)
    _place(writer, template)
    book.close()
    return _with_language(written.getvalue())


class _Writer:
    """A workbook being written: sheets with title, text, one table, and checks of what is filled in."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.formats = {name: book.add_format(dict(style)) for name, style in FORMATS.items()}

    def sheet(self, sheet: Sheet, name: str, rows: Sequence[Row], title: str = "", headings: Row = ()) -> Any:
        """Write a sheet; a row that is shorter than the table has cells to fill in from there on."""
        page = self.book.add_worksheet(name)
        page.write_string(TITLE_ROW - 1, 0, title or sheet.title, self.formats["title"])
        page.write_string(TEXT_ROW - 1, 0, sheet.text, self.formats["text"])
        page.set_row(HEADER_ROW - 1, 2 * LINE)
        shown = headings or [column.heading for column in sheet.columns]
        self._table(page, name, shown, len(rows))
        for at, column in enumerate(sheet.columns):
            page.set_column(at, at, column.width)
            if column.kind != "shown":
                self._column(page, at, column, len(rows))
        for number, row in enumerate(rows, HEADER_ROW):
            page.set_row(number, _height(row, sheet))
            for at, value in enumerate(row):
                if value is not None:
                    self.put(page, number, at, value)
        page.freeze_panes(HEADER_ROW, 1)
        page.set_landscape()
        page.set_paper(A3)
        page.fit_to_pages(1, 0)
        page.repeat_rows(HEADER_ROW - 1)
        page.protect("", {"format_columns": True, "format_rows": True})
        return page

    def put(self, page: Any, row: int, at: int, value: object, style: str = "") -> None:
        """Write a value that is only shown: a text is never a formula or a link."""
        if isinstance(value, int | float):
            page.write_number(row, at, value, self.formats[style or "shown_number"])
        else:
            page.write_string(row, at, str(value), self.formats[style or "shown"])

    def check(self, page: Any, row: int, at: int, column: Column, rule: Mapping[str, Any], rows: int = 1) -> None:
        """Let a spreadsheet program check what is filled in, and say what belongs there."""
        message = {"input_title": column.heading[:32], "input_message": column.note[:255]} if column.note else {}
        error = {"error_title": column.heading[:32], "error_message": column.note[:255] or "Not allowed here."}
        page.data_validation(row, at, row + rows - 1, at, {**rule, **message, **error})

    def _table(self, page: Any, name: str, headings: Row, rows: int) -> None:
        columns = [{"header": str(heading), "header_format": self.formats["header"]} for heading in headings]
        options = {"columns": columns, "autofilter": False, "style": None, "name": name.replace(" ", "_")}
        page.add_table(HEADER_ROW - 1, 0, HEADER_ROW - 1 + max(rows, 1), len(headings) - 1, options)

    def _column(self, page: Any, at: int, column: Column, rows: int) -> None:
        """Make the cells of a column that is filled in."""
        style = self.formats[INPUT_OF.get(column.kind, "input")]
        for row in range(rows):
            page.write_blank(HEADER_ROW + row, at, None, style)
        if rule := _rule(column):
            self.check(page, HEADER_ROW, at, column, rule, rows)


def _height(row: Row, sheet: Sheet) -> float:
    """Return the height of a row, in points, in which the texts of all columns can be read whole."""
    texts = zip(row, sheet.columns, strict=False)
    lines = [ceil(1.1 * len(text) / column.width) for text, column in texts if isinstance(text, str)]
    return float(min(LINE * max([1, *lines]), HIGHEST_ROW))


def _rule(column: Column) -> dict[str, Any]:
    """Return the check of a column, the same in every row; nothing where it differs by row."""
    match column.kind:
        case "date":
            return {"validate": "date", "criteria": "between", "minimum": FIRST_DATE, "maximum": LAST_DATE}
        case "name" | "text" if column.key != "sweep":  # which is chosen from a list
            return {
                "validate": "length",
                "criteria": "between",
                "minimum": 1,
                "maximum": 60 if _is_name(column) else 500,
            }
        case "whole":
            least, most = {"ramp": (0, MOST_MONTHS), "size": (1, 2_000), "closed": (1, 36_525)}[column.key]
            return {"validate": "integer", "criteria": "between", "minimum": least, "maximum": most}
        case "number" if column.key == "target":
            return {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1e9}
        case "choice" if column.key in LISTS:
            return {"validate": "list", "source": LISTS[column.key]}
        case _:
            return {}


LISTS = {"design": list(DESIGNS), "amount": [MORE, PERCENT, IN_ALL]}
"""Words to choose from, by column."""


def _is_name(column: Column) -> bool:
    return column.kind == "name"


def _cover(template: Template) -> list[Row]:
    """Return what the workbook was made for, and the table of its sheets."""
    sheets = (HOW_TO, OPTIONS, SWEEPS, AXES, LEVERS, PLACE)
    return [
        ("Partnership", template.title),
        ("Short name", template.place),
        ("Template", TEMPLATE),
        ("Figures", fingerprint(template.levers)),
        ("Made with", f"Homefirst {template.version}"),
        *((f"Worksheet {sheet.name}", sheet.title.format(place=template.title)) for sheet in sheets),
        (f"Worksheets {option_sheet(1)} to {template.options}", OPTION.title.format(number=f"1 to {template.options}")),
    ]


def _lever_cells(sheet: Sheet, lever: Lever) -> Row:
    """Return what is shown of a lever in words, in the columns of a sheet; nothing in those of amounts."""
    known: dict[str, object] = {
        "badge": BADGE if lever.is_assumed else "",
        **{key: getattr(lever, key) for key in ("kind", "who", "evidence", "quality", "source")},
        **{"lever": lever.name, "label": lever.label, "unit": lever.unit},
    }
    return [known.get(column.key) for column in sheet.columns]


def _shown_amounts(writer: _Writer, page: Any, sheet: Sheet, levers: Sequence[Lever]) -> None:
    """Write today's amounts, the usual reach and the range of each lever: shares as percentages."""
    for row, lever in enumerate(levers, HEADER_ROW):
        style = "shown_number" if lever.is_capacity else "shown_percent"
        for key in ("today", "usual", "lowest", "highest"):
            amount = getattr(lever, key)
            if amount is not None and any(column.key == key for column in sheet.columns):
                writer.put(page, row, sheet.at(key) - 1, amount, style)


def _amounts(writer: _Writer, page: Any, levers: Sequence[Lever]) -> None:
    """Write the checks of what is filled in, lever by lever."""
    for row, lever in enumerate(levers, HEADER_ROW):
        least = -MOST_PERCENT if lever.is_capacity else 0.0
        limits = {"more": (lever.lowest, lever.highest), "percent": (least, 1.0), "in_all": (0, MOST_PLACES)}
        for key, (low, high) in limits.items():
            at = OPTION.at(key) - 1
            if lever.is_capacity or key == "percent":
                rule = {"validate": "decimal", "criteria": "between", "minimum": low, "maximum": high}
                writer.check(page, row, at, OPTION.column(key), rule)
            else:
                page.write_blank(row, at, None, writer.formats["shown"])
        if not lever.is_capacity:
            page.write_blank(row, OPTION.at("closed") - 1, None, writer.formats["shown"])


def _lists(writer: _Writer, page: Any, levers: int) -> None:
    """Let sweeps and levers of the axes be chosen from their lists."""
    sources = {"sweep": (SWEEPS.name, SWEEP_ROWS), "lever": (LEVERS.name, levers)}
    for key, (name, rows) in sources.items():
        source = f"='{name}'!$A${FIRST_ROW}:$A${FIRST_ROW + rows - 1}"
        rule = {"validate": "list", "source": source}
        writer.check(page, HEADER_ROW, AXES.at(key) - 1, AXES.column(key), rule, AXIS_ROWS)


def _place(writer: _Writer, template: Template) -> None:
    """Write the figures of the partnership, and cells for those of a place of one's own."""
    rows = [(one.name, one.unit, one.year, one.need, _figure(one), one.basis, one.method) for one in template.columns]
    headings = [column.heading.format(place=template.title) for column in PLACE.columns]
    page = writer.sheet(PLACE, PLACE.name, rows, headings=headings)
    at, column = PLACE.at("own") - 1, PLACE.column("own")
    for row, one in enumerate(template.columns, HEADER_ROW):
        rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": one.highest}
        words = {"validate": "length", "criteria": "between", "minimum": 1, "maximum": 100}
        writer.check(page, row, at, column, words if one.is_text else rule)


def _figure(column: PlaceColumn) -> object:
    return column.today if column.is_text or not column.today else float(column.today)


def _with_language(content: bytes) -> bytes:
    """Return the workbook with its language in its properties, which XlsxWriter leaves out."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            body = source.read(part)
            if part.filename == "docProps/core.xml":
                end = b"</cp:coreProperties>"
                body = body.replace(end, f"<dc:language>{LANGUAGE}</dc:language>".encode() + end)
            target.writestr(part, body)
    return written.getvalue()
