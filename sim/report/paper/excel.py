"""The paper as an Excel workbook: cover, contents, notes, one table a sheet, and the data behind the pictures.

Figures stand as numbers, to the last digit of the results folder; an interval takes two columns of its own. No text is
ever taken for a formula, a link or markup.
"""

import io
import re
import warnings
from collections.abc import Sequence

import gptables
import numpy as np
import pandas as pd

from sim.report.labels import label
from sim.report.paper.content import Cell, Number, Paper, Section, Span, Table, shown
from sim.report.paper.packed import AUTHOR, moment, packed
from sim.report.typeface import wrapped

TEXT_ONLY = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
STATEMENTS = "Statements"
A4 = 9
"""Number of the paper's size in Excel."""
COVER_INCHES, COVER_POINTS, COVER_SPACING = 6.2, 12.0, 1.35
"""Width of the cover's column, size of its text, and how much higher a line is."""
LONGEST_NAME = 31
"""Letters in the name of a sheet."""
WITH_INTERVAL = " (95% interval)"
"""What a heading says of an interval; in the workbook its ends have columns of their own."""
NOTES = {
    "interval": "95% interval: its lower and upper end stand in two columns.",
    "not known": "The results folder does not hold this figure.",
    "not said": "The figure would mislead: what it rests on is not told apart from none, or is too little.",
    "no answer": "A front door was blocked in the run of that option, so that it gives no answer.",
    "no interval": "One replication has no interval.",
    "cannot say": "The model does not hold what this asks for.",
    "blank": "To be scored by the board.",
    "group": "Options of one group cannot be told apart from its first, and are not ranked.",
}
"""What a note says, by the word that it explains."""
READ = "This worksheet contains one table. What its words mean is on the worksheet Notes."


def excel_file(paper: Paper) -> bytes:
    """Return the workbook; the same paper always gives the same bytes."""
    sheets = {STATEMENTS: _sheet(STATEMENTS, "What the paper says, section by section", _statements(paper), ())}
    for table in paper.tables():
        sheets[table.name] = _sheet(
            table.name, _plain(table.caption) + _references(table), _columns(table), table.notes
        )
    for figure in paper.figures():
        name = f"Chart {figure.name}".replace("_", " ")[:LONGEST_NAME]
        sheets[name] = _sheet(
            name, f"Data behind the picture: {_plain(figure.title)}", _data(figure.data), (figure.alternative,)
        )
    cover, written = _cover(paper), io.BytesIO()
    with warnings.catch_warnings():  # of pandas, at what gptables still does
        warnings.simplefilter("ignore", pd.errors.Pandas4Warning)
        workbook = gptables.produce_workbook(
            written,  # XlsxWriter writes to a file in memory too
            sheets,
            cover=cover,
            notes_table=_notes(paper),
            workbook_options=TEXT_ONLY,
        )
    for worksheet in workbook.worksheets():  # printed across, as wide as the page
        worksheet.set_landscape()
        worksheet.set_paper(A4)
        worksheet.fit_to_pages(1, 0)
    for row, lines in enumerate(_cover_lines(cover)):
        if lines > 1:  # not every program makes room for them by itself
            workbook.worksheets()[0].set_row(row, lines * COVER_POINTS * COVER_SPACING)
    date = moment(paper.date)
    workbook.set_properties(
        {
            "title": paper.title,
            "subject": paper.subtitle,
            "author": AUTHOR,
            "comments": paper.provenance,
            "created": date,
        }
    )
    workbook.close()
    return packed(written.getvalue())


def _cover(paper: Paper) -> gptables.Cover:
    """Return the cover: what the paper says first, and how it was made."""
    sections = {section.key: section for section in paper.sections}
    advice = [words for section, _, words in paper.statements() if section.key == "recommendation"]
    sure = [words for section, _, words in paper.statements() if section.key == "how_sure"]
    return gptables.Cover(
        title=_plain(paper.title),
        intro=[_plain(paper.subtitle), _title(sections, "recommendation"), *map(_plain, advice)],
        about=[_title(sections, "how_sure"), *map(_plain, sure), _plain(paper.provenance)],
        cover_label="Cover",
    )


def _cover_lines(cover: gptables.Cover) -> list[int]:
    """Return how many lines each row of the cover takes: a title, and two parts with a heading each."""
    texts = [cover.title, "", *(cover.intro or []), "", *(cover.about or [])]
    return [len(wrapped(text, COVER_INCHES, COVER_POINTS)) for text in texts]


def _title(sections: dict[str, Section], key: str) -> str:
    return f"{sections[key].title}:" if key in sections else key


def _references(table: Table) -> str:
    """Return marks of the notes that a table needs: of its intervals, and of the words that stand for figures."""
    words = {shown(cell) for row in table.rows for cell in row if isinstance(cell, str)}
    needed = ["interval"] if any(isinstance(cell, Span) for row in table.rows for cell in row) else []
    needed += [name for name in NOTES if any(word.startswith(name) for word in words)]
    needed += ["group"] if "Group" in table.headings else []
    return "".join(f"$${name}$$" for name in needed)


def _notes(paper: Paper) -> pd.DataFrame:
    """Return what the words and signs that stand in the tables mean."""
    marks = "".join(_references(table) for table in paper.tables())
    used = [name for name in NOTES if f"$${name}$$" in marks] or ["interval"]
    return pd.DataFrame({"Note reference": used, "Note text": [NOTES[name] for name in used]})


def _statements(paper: Paper) -> pd.DataFrame:
    """Return every statement, and where each table of a section is, section by section."""
    rows: list[tuple[str, str, str]] = []
    for section in paper.sections:
        rows += [(section.title, kind, words) for place, kind, words in paper.statements() if place is section]
        tables = [block for block in section.blocks if isinstance(block, Table)]
        rows += [(section.title, "table", f"{table.caption}: worksheet {table.name}") for table in tables]
    return pd.DataFrame(rows, columns=["Section", "Kind", "Statement"]).map(_cell)


def _columns(table: Table) -> pd.DataFrame:
    """Return a table with figures as numbers; an interval takes two columns of its own."""
    columns: dict[str, list[object]] = {}
    for at, heading in enumerate(table.headings):
        cells = [row[at] for row in table.rows]
        spans = [cell for cell in cells if isinstance(cell, Span)]
        if not spans or any(cell.value is not None for cell in spans):
            columns[heading.replace(WITH_INTERVAL, "")] = [_figure(cell) for cell in cells]
        if spans:
            columns[f"{heading.replace(WITH_INTERVAL, '')}, lower"] = [_end(cell, 0) for cell in cells]
            columns[f"{heading.replace(WITH_INTERVAL, '')}, upper"] = [_end(cell, 1) for cell in cells]
    return pd.DataFrame({_plain(name): pd.Series(cells, dtype=object) for name, cells in columns.items()})


def _figure(cell: Cell) -> object:
    """Return a cell's figure, or its words."""
    return _cell(cell) if isinstance(cell, str) else cell.value


def _end(cell: Cell, end: int) -> object:
    """Return an end of a cell's interval, or words; a figure without an interval has none."""
    if isinstance(cell, Span):
        return (cell.lower, cell.upper)[end]
    return "no interval" if isinstance(cell, Number) else _cell(cell)


def _data(table: pd.DataFrame) -> pd.DataFrame:
    """Return the data behind a picture, with words where a cell is empty."""
    plain = table.astype(object).where(table.notna(), "not known")
    plain.columns = pd.Index([_plain(label(str(name), {})) for name in table.columns])
    return pd.DataFrame(plain.map(_cell))


def _cell(cell: object) -> object:
    """Return a text that gptables takes as it is; a text without letters or figures gets a word."""
    if isinstance(cell, bool | np.bool_):
        return "yes" if cell else "no"
    if not isinstance(cell, str):
        return cell
    plain = _plain(cell)
    return plain if re.search(r"[A-Za-z0-9]", plain) else f"none ({plain})" if plain.strip() else "none"


def _plain(words: str) -> str:
    """Return a text in which gptables finds no mark of a note and no link."""
    return words.replace("$$", "$ $").replace("](", "] (")


def _sheet(name: str, title: str, table: pd.DataFrame, notes: Sequence[str]) -> gptables.GPTable:
    return gptables.GPTable(
        table=table.astype(object),
        table_name=re.sub(r"\W", "_", name).lower(),
        title=title,
        instructions=READ,
        legend=[_plain(note) for note in notes],
        index_columns={},
    )
