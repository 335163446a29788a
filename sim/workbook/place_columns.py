"""The columns of a partnership as a planner fills them in: unit, year, whether a run needs them, today's figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from sim.description.files import file_named, files_in
from sim.description.people import FIVE_YEARS
from sim.description.references import mentions
from sim.description.system import Description
from sim.description.table_files import FOLDER, TEXTS, parts_of, rows_of

COLUMNS_TABLE, TABLE = "partnerships_columns", "partnerships"
NAMED = ("partnership", "name")
"""Columns of words that a place needs: its short name, and what people call it."""
YES, CALIBRATION = "yes", "calibration"
MOST = 1e9
QUINTILES = tuple(f"share_simd_{number}" for number in range(1, 6))
"""Columns that a run with people reads, each a fifth where there is none."""


@dataclass(frozen=True)
class PlaceColumn:
    """A column of the table of partnerships, and the figure of one of them."""

    name: str
    unit: str
    year: str
    basis: str
    method: str
    today: str
    need: str
    """`yes` where every run needs it, `calibration` where only a calibration does, else nothing."""

    @property
    def is_needed(self) -> bool:
        """True where every run needs it."""
        return self.need == YES

    @property
    def is_text(self) -> bool:
        """True where it holds words."""
        return self.name in TEXTS

    @property
    def highest(self) -> float:
        """The largest figure allowed."""
        return 1.0 if self.unit.startswith("share") else MOST


def place_columns(roots: Sequence[Path], place: str, description: Description) -> tuple[PlaceColumn, ...]:
    """Return the columns in the order of the table, with what a run of this description needs marked."""
    explained = files_in(roots, FOLDER, ".csv").get(COLUMNS_TABLE)
    rows = {} if explained is None else {row["column"]: row for row in rows_of(explained, ("column",))}
    table = rows_of(file_named(roots, FOLDER, TABLE, ".csv"), ("partnership", "name"))
    figures: Mapping[str, str] = next((row for row in table if row["partnership"] == place), {})
    needed, fitted = needed_columns(description), fitted_columns(roots)
    columns = []
    for name, figure in figures.items():
        unit, year, basis, method = (rows.get(name, {}).get(key, "") for key in ("unit", "year", "basis", "note"))
        need = YES if name in needed else CALIBRATION if name in fitted else ""
        columns.append(PlaceColumn(name, unit, year, basis, method, figure, need))
    return tuple(columns)


def needed_columns(description: Description) -> set[str]:
    """Return the columns that a run reads: those named in the scenario, and all of which they are sums."""
    named = {name for _, name, sort in mentions(description) if sort == "columns"}
    people = {f"people_{sex}_{band}" for sex, band in product(("female", "male"), FIVE_YEARS)}
    return {*_parts(named), *people, *NAMED, *(QUINTILES if description.people is not None else ())}


def fitted_columns(roots: Sequence[Path]) -> set[str]:
    """Return the columns that a calibration of a partnership aims at."""
    figures = files_in(roots, FOLDER, ".csv").get("figures")
    rows = [] if figures is None else rows_of(figures, ("role", "columns", "over_columns", "scope"))
    fitted = [row for row in rows if (row["role"], row["scope"]) == ("fit", "partnership")]
    return _parts({name for row in fitted for key in ("columns", "over_columns") for name in row[key].split()})


def _parts(names: set[str]) -> set[str]:
    """Return columns, and in place of sums what they are made of."""
    return {part for name in names for part in (parts_of(name) or [name])}
