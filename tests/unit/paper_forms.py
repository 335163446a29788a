"""A paper read back from its three forms: tables by name, words, and what a form must have."""

import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path

from docx import Document
from docx.oxml.ns import qn
from lxml import etree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
Grid = list[list[str]]


class Page(HTMLParser):
    """Tables of a page by the number in their caption, its headings in order, and all visible words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tables: dict[int, Grid] = {}
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self._open: list[str] = []
        self._number, self._caption = 0, ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open.append(tag)
        if tag == "caption":
            self._caption = ""
        elif tag == "tr" and self._number:
            self.tables[self._number].append([])
        elif tag == "thead":
            self._number = int(re.match(r"Table (\d+):", self._caption)[1])  # type: ignore[index]
            self.tables[self._number] = []
        elif tag in ("th", "td"):
            self.tables[self._number][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass
        if tag == "table":
            self._number = 0

    def handle_data(self, data: str) -> None:
        if "style" in self._open:
            return
        self.words += data
        if "caption" in self._open:
            self._caption += data
        elif self._number and {"th", "td"} & set(self._open):
            self.tables[self._number][-1][-1] += data


def word_tables(path: Path) -> dict[int, Grid]:
    """Return the tables of a document by their place."""
    tables = Document(str(path)).tables
    return {at: [[cell.text for cell in row.cells] for row in table.rows] for at, table in enumerate(tables, 1)}


def word_names(path: Path) -> list[str]:
    """Return the names of the tables of a document."""
    return [table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) for table in Document(str(path)).tables]


def sheets(path: Path) -> dict[str, list[list[str | float]]]:
    """Return the cells of every sheet of a workbook by its name: texts as text, numbers as numbers."""
    with zipfile.ZipFile(path) as parts:
        shared = [
            "".join(text.text or "" for text in item.iter(f"{MAIN}t"))
            for item in etree.fromstring(parts.read("xl/sharedStrings.xml")).iter(f"{MAIN}si")
        ]
        names = [sheet.get("name") for sheet in etree.fromstring(parts.read("xl/workbook.xml")).iter(f"{MAIN}sheet")]
        return {
            str(name): [
                [_value(cell, shared) for cell in row.iter(f"{MAIN}c") if cell.find(f"{MAIN}v") is not None]
                for row in etree.fromstring(parts.read(f"xl/worksheets/sheet{at}.xml")).iter(f"{MAIN}row")
            ]
            for at, name in enumerate(names, 1)
        }


def _value(cell: "etree._Element", shared: list[str]) -> str | float:
    value = cell.find(f"{MAIN}v").text
    return shared[int(value)] if cell.get("t") == "s" else float(value)


def formulas_and_links(path: Path) -> int:
    """Return how many formulas and hyperlinks a workbook holds."""
    with zipfile.ZipFile(path) as parts:
        texts = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
    roots = [etree.fromstring(text) for text in texts]
    return sum(len(list(root.iter(f"{MAIN}f", f"{MAIN}hyperlink"))) for root in roots)
