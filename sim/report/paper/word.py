"""The paper as a Word document: styles, title and language, alternative texts, header rows that repeat."""

import io
import math

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph

from sim.report.paper.content import Figure, Paper, Points, Section, Statement, Table, shown
from sim.report.paper.packed import AUTHOR, moment, packed

LANGUAGE = "en-GB"
WIDE = 7
"""Columns from which a table's letters are smaller."""
TEXT_WIDTH = Mm(174)
BODY_PICTURE = Mm(140)
"""Width of a picture before the annexes."""
LETTER = 0.62
"""Width of a usual letter, as a part of its size."""
SIZES = {
    "Title": 20.0, "Heading 1": 13.0, "Subtitle": 11.0, "Intense Quote": 10.0, "Caption": 9.0, "List Bullet": 9.5,
}  # fmt: skip
"""Sizes of letters by style, in points."""
CELL, SMALL = 8.0, 6.5
"""Sizes of letters in tables, in points."""
LONGEST_WORD = 18
"""Letters of a word that a column is made wide enough for."""
MARGINS = Mm(4)
"""Both margins of a cell."""
STYLES = {"plain": "Normal", "key": "Intense Quote", "blank": "Blank"}


def word_file(paper: Paper) -> bytes:
    """Return the document; the same paper always gives the same bytes."""
    document = Document()
    _set_up(document, paper)
    document.add_heading(paper.title, 0)
    document.add_paragraph(paper.subtitle, "Subtitle")
    numbers = {table.name: at for at, table in enumerate(paper.tables(), start=1)}
    first_annex = True
    for section in paper.sections:
        heading = document.add_heading(section.title, 1)
        if section.annex and first_annex:
            heading.paragraph_format.page_break_before = True
        first_annex = first_annex and not section.annex
        _blocks(document, section, numbers)
    written = io.BytesIO()
    document.save(written)
    return packed(written.getvalue())


def _set_up(document: WordDocument, paper: Paper) -> None:
    """Set page, properties, language and styles."""
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(18)
    page.top_margin = page.bottom_margin = Mm(16)
    properties, date = document.core_properties, moment(paper.date)
    properties.title, properties.subject, properties.author = paper.title, paper.subtitle, AUTHOR
    properties.last_modified_by, properties.comments, properties.language = AUTHOR, paper.provenance, LANGUAGE
    properties.created = properties.modified = date
    normal = _style(document, "Normal", 9.5)
    languages = normal.element.get_or_add_rPr()
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGE)
    languages.append(language)
    for name, size in SIZES.items():
        _style(document, name, size)
    key = document.styles["Intense Quote"]
    key.font.italic, key.font.color.rgb = False, RGBColor(0x22, 0x20, 0x2B)
    key.paragraph_format.left_indent = key.paragraph_format.right_indent = Mm(3)
    key.paragraph_format.space_before = Pt(2)
    blank = document.styles.add_style("Blank", 1)
    blank.base_style = document.styles["Normal"]
    blank.font.italic, blank.font.color.rgb = True, RGBColor(0x5C, 0x2C, 0x00)
    for name, size in (("Cell", CELL), ("Small Cell", SMALL), ("Table Note", 8.0)):
        style = document.styles.add_style(name, 1)
        style.base_style = document.styles["Normal"]
        style.font.size = Pt(size)
        style.paragraph_format.space_after = Pt(4 if name == "Table Note" else 0)


def _style(document: WordDocument, name: str, size: float) -> ParagraphStyle:
    style = document.styles[name]
    assert isinstance(style, ParagraphStyle)
    style.font.size = Pt(size)
    style.font.name = "Arial"
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in [key for key in fonts.attrib if "Theme" in str(key)]:
        del fonts.attrib[key]
    for key in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(key), "Arial")
    style.paragraph_format.space_after = Pt(2 if name == "List Bullet" else 4)
    style.paragraph_format.line_spacing = 1.0
    if name == "Heading 1":
        style.paragraph_format.space_before = Pt(10)
    if name in ("Title", "Heading 1"):
        style.font.color.rgb = RGBColor(0x3F, 0x36, 0x85)
        style.paragraph_format.keep_with_next = True
    if name == "Caption":
        style.font.color.rgb = RGBColor(0x22, 0x20, 0x2B)
        style.paragraph_format.keep_with_next = True
    return style


def _blocks(document: WordDocument, section: Section, numbers: dict[str, int]) -> None:
    for block in section.blocks:
        if isinstance(block, Statement):
            document.add_paragraph(block.words, STYLES[block.kind])
        elif isinstance(block, Points):
            for item in block.items:
                document.add_paragraph(item, "List Bullet")
        elif isinstance(block, Table):
            _table(document, block, numbers[block.name])
        else:
            _picture(document, block, TEXT_WIDTH if section.annex else BODY_PICTURE)


def _table(document: WordDocument, table: Table, number: int) -> None:
    document.add_paragraph(f"Table {number}: {table.caption}", "Caption")
    grid = document.add_table(rows=1, cols=len(table.headings), style="Light Shading")
    _describe(grid, table)
    style = "Small Cell" if len(table.headings) >= WIDE else "Cell"
    for at, heading in enumerate(table.headings):
        _write(grid.rows[0].cells[at].paragraphs[0], heading, style, left=at == 0 or table.is_words(at))
    _mark(grid.rows[0]._tr, "w:tblHeader")
    for place, row in enumerate(table.rows):
        cells = grid.add_row().cells
        _mark(grid.rows[-1]._tr, "w:cantSplit")
        for at, cell in enumerate(row):
            paragraph = cells[at].paragraphs[0]
            _write(paragraph, shown(cell), style, left=at == 0 or table.is_words(at))
            paragraph.paragraph_format.keep_with_next = place == 0 or place == len(table.rows) - 2
    for paragraph in (cell.paragraphs[0] for cell in grid.rows[0].cells):
        paragraph.paragraph_format.keep_with_next = True
    _set_widths(grid, table)
    for note in table.notes:
        document.add_paragraph(note, "Table Note")
    if not table.notes:
        document.add_paragraph(f"End of table {number}.", "Table Note")


def _set_widths(grid: WordTable, table: Table) -> None:
    """Give each column the width of its longest word, and share what is left by how much there is to read."""
    grid.autofit = False
    letter = Pt(SMALL if len(table.headings) >= WIDE else CELL) * LETTER
    least, texts = [], []
    for at, heading in enumerate(table.headings):
        cells = [heading, *(shown(row[at]) for row in table.rows)]
        longest = max(len(word) for cell in cells for word in cell.split() or [""])
        least.append(min(longest, LONGEST_WORD) * letter + MARGINS)
        texts.append(max(math.sqrt(sum(map(len, cells)) / len(cells)) - math.sqrt(longest), 0.5))
    left = max(TEXT_WIDTH - sum(least), 0.0)
    scale = min(TEXT_WIDTH / sum(least), 1.0)
    for at, column in enumerate(grid.columns):
        width = int(least[at] * scale + left * texts[at] / sum(texts))
        column.width = width
        for cell in column.cells:
            cell.width = width


def _write(paragraph: Paragraph, words: str, style: str, *, left: bool) -> None:
    paragraph.style = style
    paragraph.add_run(words)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if left else WD_ALIGN_PARAGRAPH.RIGHT


def _mark(row: object, name: str) -> None:
    """Give a row a property: that it repeats on every page, or is never broken."""
    row.get_or_add_trPr().append(OxmlElement(name))  # type: ignore[attr-defined]


def _describe(grid: WordTable, table: Table) -> None:
    """Give a table its title and description for screen readers."""
    properties = grid._tbl.tblPr
    for name, words in (("w:tblCaption", table.name), ("w:tblDescription", table.caption)):
        element = OxmlElement(name)
        element.set(qn("w:val"), words)
        properties.append(element)


def _picture(document: WordDocument, figure: Figure, width: int) -> None:
    picture = document.add_picture(io.BytesIO(figure.png), width=width)
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    described = picture._inline.docPr
    described.set("descr", figure.alternative)
    described.set("title", figure.title)
    caption = document.add_paragraph(f"Data behind this picture: {figure.source}", "Table Note")
    caption.paragraph_format.keep_with_next = False
