"""What a paper is made of: sections of statements, tables and figures, whatever the form they are written in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Number:
    """A figure: its value as the results folder holds it, or follows from it, and as it is written for readers."""

    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Span:
    """An interval: both ends, as it is written for readers, and the figure that it is of, where that stands with it."""

    lower: float
    upper: float
    text: str
    value: float | None = None


Cell = str | Number | Span


def shown(cell: Cell) -> str:
    """Return a cell as readers see it."""
    return cell if isinstance(cell, str) else cell.text


@dataclass(frozen=True, slots=True)
class Table:
    """A table: a short name, its caption, headings, rows of cells whose first is the row's heading, and notes."""

    name: str
    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()

    def is_words(self, column: int) -> bool:
        """Tell whether a column holds words alone, no figure."""
        return all(isinstance(row[column], str) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Statement:
    """A paragraph: plain, one that must not be overlooked, or a blank that the paper's authors fill in."""

    words: str
    kind: Literal["plain", "key", "blank"] = "plain"


@dataclass(frozen=True, slots=True)
class Points:
    """A list of statements."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture of the results folder: its words, its files, and the table behind it."""

    name: str
    title: str
    alternative: str
    svg: str
    png: bytes
    data: pd.DataFrame = field(compare=False)

    @property
    def source(self) -> str:
        """The file of the table behind it, in the results folder."""
        return f"figures/{self.name}.csv"


Block = Statement | Points | Table | Figure


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it; its key says which question it answers."""

    key: str
    title: str
    blocks: tuple[Block, ...]
    annex: bool = False
    second_page: bool = False
    """Whether the second printed page begins with it."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper: title, what it is of, its sections, when its results were made, and how."""

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    date: str
    """Moment of the run, as provenance.yaml has it: the same folder always gives the same files."""
    provenance: str

    def tables(self) -> Iterator[Table]:
        """Yield every table, in order."""
        yield from (block for section in self.sections for block in section.blocks if isinstance(block, Table))

    def figures(self) -> Iterator[Figure]:
        """Yield every figure, in order."""
        yield from (block for section in self.sections for block in section.blocks if isinstance(block, Figure))

    def statements(self) -> Iterator[tuple[Section, str, str]]:
        """Yield every statement with its section and kind, in order."""
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, Statement):
                    yield section, block.kind, block.words
                elif isinstance(block, Points):
                    yield from ((section, "plain", item) for item in block.items)
