"""Published figures of a small model: how likely a delay is with so many beds, own or shared.

Nobody waits in such a model, so the beds in use show how often n beds would have been too few.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.description.files import Source, file_named
from sim.description.input_errors import InputError, InputErrors, shown, unknown
from sim.description.read import models, read_model
from sim.description.system import Description
from sim.description.table_files import Row, rows_of

FOLDER = "models/published"
ALL, BEDS, POOL = "all", "beds_", "beds_pool"
NEEDED = ("model", "delayed", POOL, "compared_with")
SOURCES = ("published", "figure", "label", "within", "source", "licence")
Audits = Mapping[str, NDArray[np.float64]]
"""People in each setting at each midnight that counts."""


@dataclass(frozen=True)
class Figure:
    """A column of published figures: its label, how near a model should come, its source and licence."""

    label: str
    within: float
    source: str
    licence: str


@dataclass(frozen=True)
class Cell:
    """One chance of a delay: of whom, with how many beds of each setting's own, and how many that they share."""

    model: str
    delayed: str
    beds: Mapping[str, int]
    pool: int | None
    printed: Mapping[str, float]
    compared_with: tuple[str, ...]

    def counted(self, audits: Audits) -> tuple[int, int]:
        """Return at how many midnights one more person would have been delayed, and of how many.

        P(N = n) / P(N <= n) with one kind of beds; with own beds and a pool the formula of Monks et al. 2016.
        """
        if self.pool is not None and any(self.beds.values()):
            over = sum(np.maximum(audits[name] - own, 0) for name, own in self.beds.items())
            full = audits[self.delayed] >= self.beds[self.delayed]
            return int((full & (over >= self.pool)).sum()), len(full)
        places = sum(self.beds.values()) + (self.pool or 0)
        people = np.sum([audits[name] for name in self.beds], axis=0)
        return int((people == places).sum()), int((people <= places).sum())


@dataclass(frozen=True)
class PublishedTable:
    """All published figures of one small model and its variants."""

    figures: Mapping[str, Figure]
    cells: tuple[Cell, ...]
    models: Mapping[str, Description]


def read_printed(roots: Sequence[Path], name: str) -> PublishedTable:
    """Return the table ``models/published/NAME.csv`` with its sources and models; raise InputErrors with its faults."""
    source = file_named(roots, FOLDER, name, ".csv")
    figures = _figures(roots, name)
    rows = rows_of(source, (*NEEDED, *figures))
    models = {model_name: read_model(roots, model_name) for model_name in _models(roots, source, rows)}
    errors: list[InputError] = []
    cells = [_TableRow(row, f"{source}, row {at}", errors).cell(figures, models) for at, row in enumerate(rows, 2)]
    if errors:
        raise InputErrors(errors)
    return PublishedTable(figures, tuple(cells), models)


def _figures(roots: Sequence[Path], name: str) -> dict[str, Figure]:
    """Return the columns of figures that the table of sources names for a small model."""
    source = file_named(roots, FOLDER, "sources", ".csv")
    figures, errors = {}, list[InputError]()
    for at, row in enumerate(rows_of(source, SOURCES), 2):
        if row["published"] == name:
            within = _TableRow(row, f"{source}, row {at}", errors).number("within")
            figures[row["figure"]] = Figure(row["label"], within, row["source"], row["licence"])
    if errors:
        raise InputErrors(errors)
    return figures


def _models(roots: Sequence[Path], source: Source, rows: Sequence[Row]) -> list[str]:
    """Return the names of the models, each once; refuse those that have no file."""
    named, known = list(dict.fromkeys(row["model"] for row in rows)), models(roots)
    if errors := [unknown(str(source), "model", name, known) for name in named if name not in known]:
        raise InputErrors(errors)
    return named


@dataclass(frozen=True)
class _TableRow:
    """A row of the file, and where it is; errors in it are collected."""

    row: Row
    where: str
    errors: list[InputError]

    def cell(self, figures: Mapping[str, Figure], models: Mapping[str, Description]) -> Cell:
        row, settings = self.row, models[self.row["model"]].settings
        own = [
            column.removeprefix(BEDS) for column in row if column.startswith(BEDS) and column != POOL and row[column]
        ]
        for name in own:
            self.known(BEDS + name, name, settings)
        beds = {name: int(self.number(BEDS + name)) for name in own}
        pool = int(self.number(POOL)) if row[POOL] else None
        apart = pool is not None and any(beds.values())
        self.known("delayed", row["delayed"], own if apart or len(own) == 1 else [ALL])
        printed = {name: self.number(name) for name in figures if row[name]}
        compared_with = tuple(row["compared_with"].split())
        for name in compared_with:
            self.known("compared_with", name, printed)
        return Cell(row["model"], row["delayed"], beds, pool, printed, compared_with)

    def number(self, column: str) -> float:
        """Return a figure: a number of at least 0, or one in so many."""
        try:
            value = float(Fraction(self.row[column]))
        except (ValueError, ZeroDivisionError, OverflowError):
            value = -1.0
        if value < 0:
            message = "must be a number of at least 0, or one in so many, such as 1/8"
            self.errors.append(InputError(self.where, column, shown(self.row[column]), message=message))
        return max(value, 0.0)

    def known(self, column: str, name: str, names: Collection[str]) -> None:
        """Add an error if a name is not one of these."""
        if name not in names:
            self.errors.append(unknown(self.where, column, name, names))
