"""The board's paper says the same in three forms, and every figure in it is the results folder's."""

import os
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

import sim
from sim.interface.paper import appraisal_named
from sim.report.labels import number, pounds, signed
from sim.report.paper.compose import compose
from sim.report.paper.content import Paper, shown
from sim.report.paper.folder import paper_folder
from sim.report.results_folder import read_results
from tests.unit.paper_forms import Page, formulas_and_links, sheets, word_names, word_tables

OPTIONS = ["package", "more_home_support", "hospital_at_home"]
ROOTS = [Path(__file__).resolve().parents[2] / "scenarios"]
CHECKLIST = (
    "Recommendation",
    "How sure this is",
    "Who pays",
    "Who gains",
    "Who waits longer because of it",
    "What would change the choice",
    "What the model cannot say",
    "For the authors to fill in",
)
"""What a board must find in each form."""
COPIED = {
    "Options": ("Cash for one bed day",), "Payers": (), "Deprivation": (), "Age": (), "Waits": (), "Futures": (),
    "Indicators": (), "Outcomes": (), "Baseline": (), "Capacities": (), "Sensitivity": (),
}  # fmt: skip
"""Tables whose figures stand in the folder as they are, but for these columns."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run a small partnership, and write the paper of its results folder."""
    place = tmp_path_factory.mktemp("results")
    period = {"measured_from": None, "warmup_days": 120, "years": 0, "days": 120}
    table = sim.compare("shetland_islands", OPTIONS, replications=6, cores=1, results=place, period=period)
    path = Path(str(table.attrs["folder"]))
    assert [file.name for file in sim.board_paper(path)] == ["paper.html", "paper.docx", "paper.xlsx"]
    return path


@pytest.fixture(scope="module")
def paper(folder: Path) -> Paper:
    return compose(paper_folder(folder), appraisal_named(ROOTS, "board", OPTIONS))


@pytest.fixture(scope="module")
def page(folder: Path) -> Page:
    return Page((folder / "paper.html").read_text("utf-8"))


def test_html_and_word_hold_every_table_of_the_content(folder: Path, paper: Paper, page: Page) -> None:
    wanted = {
        at: [list(table.headings), *([shown(cell) for cell in row] for row in table.rows)]
        for at, table in enumerate(paper.tables(), 1)
    }
    assert len(wanted) > 12
    assert page.tables == wanted
    assert word_tables(folder / "paper.docx") == wanted
    assert word_names(folder / "paper.docx") == [table.name for table in paper.tables()]


def test_excel_has_a_sheet_for_each_table_and_picture(folder: Path, paper: Paper) -> None:
    cells = sheets(folder / "paper.xlsx")
    assert list(cells)[:4] == ["Cover", "Contents", "Notes", "Statements"]
    assert [name for name in cells if not name.startswith("Chart ")][4:] == [table.name for table in paper.tables()]
    for table in paper.tables():
        rows = cells[table.name]
        assert len(rows) == 3 + len(table.notes) + len(table.rows), table.name
        assert [row[0] for row in rows[-len(table.rows) :]] == [shown(row[0]) for row in table.rows]
    for figure in paper.figures():
        rows = cells[f"Chart {figure.name}".replace("_", " ")]
        data = pd.read_csv(folder / figure.source)
        assert len(rows) == len(data) + 4
        figures = sorted(cell for row in rows for cell in row if isinstance(cell, float))
        numbers = data.select_dtypes("number").to_numpy().ravel()
        assert figures == pytest.approx(sorted(numbers[np.isfinite(numbers)]), rel=1e-12)


def test_the_cover_has_room_for_its_lines(folder: Path, paper: Paper) -> None:
    """LibreOffice draws what wraps over the next row, where no height is given."""
    cover = load_workbook(folder / "paper.xlsx").worksheets[0]
    room = {cell.value: cover.row_dimensions[cell.row].height for (cell,) in cover.iter_rows() if cell.value}
    long = [text for text in room if len(text) > 120]
    assert len(long) >= 3
    for text in long:
        assert room[text] is not None, text
        assert room[text] >= 15.0 * len(text) / 85, text


def test_every_figure_is_one_of_the_folder(folder: Path, paper: Paper) -> None:
    assert figures_found(folder, paper) > 300
    assert {table.name for table in paper.tables()} >= {"Options", "Payers", "Deprivation", "Age", "Indicators"}


@pytest.mark.skipif("HOMEFIRST_PAPERS" not in os.environ, reason="results folders with papers, a colon between two")
@pytest.mark.parametrize("path", [Path(one) for one in os.environ.get("HOMEFIRST_PAPERS", "").split(os.pathsep) if one])
def test_every_figure_of_papers_written_before_is_one_of_their_folder(path: Path) -> None:
    read = paper_folder(path)
    options = [str(option["name"]) for option in read.results.options]
    content = compose(read, appraisal_named(ROOTS, "board", options))
    wanted = {
        at: [list(table.headings), *([shown(cell) for cell in row] for row in table.rows)]
        for at, table in enumerate(content.tables(), 1)
    }
    assert word_tables(path / "paper.docx") == Page((path / "paper.html").read_text("utf-8")).tables == wanted
    print(f"{path}: {figures_found(path, content)} figures")


def figures_found(folder: Path, paper: Paper) -> int:
    """Return how many figures the paper copies; each is found, to 12 digits, in a table of the folder."""
    known = {"0"}
    for path in folder.glob("*.csv"):
        if path.stem not in ("measures", "by_period", "draws", "warmup"):
            values = pd.read_csv(path).select_dtypes("number").to_numpy(dtype=float).ravel()
            known |= {f"{value:.12g}" for value in values[np.isfinite(values)]}
    cells, checked = sheets(folder / "paper.xlsx"), 0
    for table in paper.tables():
        if table.name not in COPIED:
            continue
        heading = next(row for row in cells[table.name] if row[0] == table.headings[0])
        for row in cells[table.name][-len(table.rows) :]:
            for name, cell in zip(heading, row, strict=True):
                if isinstance(cell, float) and name not in COPIED[table.name]:
                    assert f"{cell:.12g}" in known, (table.name, name, row[0], cell)
                    checked += 1
    return checked


def test_example_weights_are_said_to_be_no_boards(folder: Path, paper: Paper) -> None:
    own = compose(paper_folder(folder), replace(appraisal_named(ROOTS, "board", OPTIONS), example=False))
    captions = [next(table.caption for table in one.tables() if table.name == "Criteria") for one in (paper, own)]
    assert [caption.startswith("Criteria with example weights, no board") for caption in captions] == [True, False]


def test_the_first_table_reads_as_the_comparison_does(folder: Path, page: Page) -> None:
    table = pd.read_csv(folder / "comparison.csv")
    titles = read_results(folder).titles
    rows = {row[0]: row for row in page.tables[1]}
    assert page.tables[1][1][0] == "Do nothing"
    for name, title in titles.items():
        mine = table[(table["option"] == name) & (table["breakdown"] == "all")].set_index("measure")
        days, cash = mine.loc["bed_days_returned"], mine.loc["net_cost_cash"]
        cost = cash["mean"] / days["mean"]
        assert rows[title][1] == number(days["mean"])
        assert rows[title][2] == f"{number(days['lower'])} to {number(days['upper'])}"
        assert rows[title][3] == signed(cash["mean"], pounds(cash["mean"]))
        if days["lower"] > 0:
            digits = float(rows[title][4].replace("£", "").replace(",", "").replace("\N{MINUS SIGN}", "-"))
            assert digits == pytest.approx(cost, abs=5 if abs(cost) >= 1000 else 0.5)
        else:
            assert rows[title][4] == "not said"


def test_a_board_finds_what_it_must_in_each_form(folder: Path, page: Page) -> None:
    document = Document(str(folder / "paper.docx"))
    headings = [words.text for words in document.paragraphs if words.style.name == "Heading 1"]
    said = [row for row in sheets(folder / "paper.xlsx")["Statements"] if len(row) == 3]
    for title in CHECKLIST:
        assert f"\n{title}\n" in page.words.replace("</h2>", "\n") or title in page.words
        assert title in headings
        assert [row for row in said if row[0] == title], title
    checklist = page.tables[max(page.tables)][1:]
    assert [row[1] for row in checklist] == [*CHECKLIST[:-2], f"{CHECKLIST[-2]}; {CHECKLIST[-1]}"]
    assert all(part in headings for row in checklist for cell in row[1:] for part in cell.split("; "))
    assert "NI-23" in page.words
    assert page.words.count("[blank, for the authors") == sum("[blank, for the authors" in row[2] for row in said) == 6


def test_the_page_is_accessible_in_form(page: Page) -> None:
    tags = [tag for tag, _ in page.tags]
    assert dict(page.tags[0][1]) == {"lang": "en-GB"}
    assert [tags.count(name) for name in ("h1", "main", "header", "nav", "footer", "h3")] == [1, 1, 1, 1, 1, 0]
    assert tags.count("caption") == tags.count("table")
    assert all(dict(attributes).get("scope") for tag, attributes in page.tags if tag == "th")
    pictures = [attributes for tag, attributes in page.tags if tag == "svg"]
    assert pictures
    assert all(picture["role"] == "img" and picture["aria-label"] for picture in pictures)
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert not [attributes for _, attributes in page.tags if str(attributes.get("src", "")).startswith("http")]


def test_the_document_is_made_of_styles(folder: Path, paper: Paper) -> None:
    document = Document(str(folder / "paper.docx"))
    properties = document.core_properties
    assert (properties.title, properties.language) == (paper.title, "en-GB")
    for paragraph in document.paragraphs:
        assert paragraph.text.strip() or paragraph._p.xpath(".//w:drawing")
    for before, after in zip(document.paragraphs, document.paragraphs[1:], strict=False):
        assert not (before.style.name == after.style.name == "Heading 1")
    assert document.styles["Heading 1"].paragraph_format.keep_with_next
    assert document.styles["Caption"].paragraph_format.keep_with_next
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows[1:])
    described = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert described == [figure.alternative for figure in paper.figures()]
    assert all(described)


def test_the_same_folder_gives_the_same_bytes(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.glob("paper.*")}
    sim.board_paper(folder)
    assert {path.name: path.read_bytes() for path in folder.glob("paper.*")} == before
    for name in ("paper.docx", "paper.xlsx"):
        with zipfile.ZipFile(folder / name) as parts:
            assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert formulas_and_links(folder / "paper.xlsx") == _contents_links(folder)


def _contents_links(folder: Path) -> int:
    """Return how many links the contents have: one for each sheet but cover, contents and notes."""
    return len(sheets(folder / "paper.xlsx")) - 3
