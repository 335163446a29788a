"""Published figures and the role of each: fit (the baseline is moved by it), hold_out (a test), or watch (shown only).

They stand in one table, ``base/tables/figures.csv``, with the measure each is compared with, its year, source, doubt
and the luck of one year. A figure is that of the partnership (columns of its row) or a national number; national
numbers of people or days are shared out by a column, such as people aged 65 and over.
"""

import datetime
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.description.files import files_in
from sim.description.input_errors import InputError, InputErrors, shown, unknown
from sim.description.table_files import FOLDER, parts_of, rows_of
from sim.measures.measure import MEASURES
from sim.study.analysis.grades import NATIONAL

FILE = f"{FOLDER}/figures.csv"
ROLES = ("fit", "hold_out", "watch")
SCOPES = ("partnership", "scotland")
LAST_FITTED = datetime.date(2024, 3, 31)
"""Nothing later enters a fit: later years are kept to test it."""
HEADER = (
    "figure", "unit", "measure", "breakdown", "level", "over_measure", "over_breakdown", "over_level", "times_modelled",
    "columns", "over_columns", "times_published", "national", "shared_by", "low", "high", "year", "until", "source",
    "basis", "luck_percent", "doubt_percent", "scope", "role", "multiplier", "note",
)  # fmt: skip
_NUMBERS = ("times_modelled", "times_published", "national", "low", "high", "luck_percent", "doubt_percent")
_ONE = ("times_modelled", "times_published")
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Figure:
    """A published figure: what it says, the measure beside it, its doubt, and its one role."""

    what: str
    unit: str
    measure: Key | None
    """None: the model measures no such thing yet, or of another year."""
    over: Key | None
    """Measure by which the first is divided."""
    times_modelled: float
    columns: tuple[str, ...]
    over_columns: tuple[str, ...]
    times_published: float
    national: float
    shared_by: str
    """Column by whose part of Scotland's total a national number is shared out; empty: it holds everywhere."""
    low: float
    high: float
    year: str
    until: datetime.date
    source: str
    basis: str
    luck_percent: float
    """Standard deviation of one year's own luck, of a partnership of 31,000 people 65+ or of Scotland (by scope)."""
    doubt_percent: float
    """Standard deviation of the published figure itself, as judged."""
    scope: str
    role: str
    multiplier: str
    """National multiplier that the fit of all Scotland moves by this figure; empty: none."""
    note: str
    total: float = math.nan
    """Scotland's total of the column that it is shared by."""

    @property
    def status(self) -> str:
        """What tables of the baseline call it: calibrated (by partnership), fitted in Scotland, or reported."""
        if self.role != "fit":
            return "reported"
        return "calibrated" if self.scope == "partnership" else NATIONAL

    def published(self, figures: Mapping[str, float | str]) -> float:
        """Return the figure of a place, given its published columns; not a number where it has none."""
        return self.times_published * self._of(figures, self.national)

    def range_of(self, figures: Mapping[str, float | str]) -> tuple[float, float]:
        """Return the ends between which the published figure may lie, as far as they are stated."""
        return self._of(figures, self.low), self._of(figures, self.high)

    def _of(self, figures: Mapping[str, float | str], national: float) -> float:
        if self.columns:
            whole = _sum(figures, self.over_columns) if self.over_columns else 1.0
            return _sum(figures, self.columns) / whole if whole else math.nan
        return national * _sum(figures, (self.shared_by,)) / self.total if self.shared_by else national


def published_figures(roots: Sequence[Path]) -> tuple[Figure, ...]:
    """Return the table of figures; empty where no root has one.

    Raises
    ------
    InputErrors
        With every fault of the table: an unknown role or measure, a figure twice, a fit to what came after March 2024.
    """
    source = files_in(roots, FOLDER, ".csv").get("figures")
    if source is None:
        return ()
    rows, errors = rows_of(source, HEADER), []
    for number, row in enumerate(rows, start=2):
        errors += _faults(f"{source}, row {number}", row, [other["figure"] for other in rows[: number - 2]])
    if errors:
        raise InputErrors(errors)
    totals = {name: _total(roots, name) for name in {row["shared_by"] for row in rows} - {""}}
    return tuple(_figure(row, totals) for row in rows)


def _faults(place: str, row: Mapping[str, str], before: Sequence[str]) -> list[InputError]:
    errors = []
    if row["figure"] in before:
        errors.append(InputError(place, "figure", shown(row["figure"]), message="this figure stands twice"))
    for name, known in (("role", ROLES), ("scope", SCOPES)):
        if row[name] not in known:
            errors.append(unknown(place, name, row[name], known))
    for name in ("measure", "over_measure"):
        if row[name] and row[name] not in MEASURES:
            errors.append(unknown(place, name, row[name], MEASURES))
    for name in _NUMBERS:
        if not _is_number(row[name]):
            errors.append(InputError(place, name, shown(row[name]), message="must be a number"))
    try:
        late = datetime.date.fromisoformat(row["until"]) > LAST_FITTED
    except ValueError:
        return [*errors, InputError(place, "until", shown(row["until"]), message="must be a date, year-month-day")]
    if row["multiplier"] and (row["role"], row["scope"]) != ("fit", "scotland"):
        message = "only a figure of Scotland with the role fit moves a national multiplier"
        errors.append(InputError(place, "multiplier", shown(row["multiplier"]), message=message))
    if late and row["role"] == "fit":
        message = f"ends after {LAST_FITTED}: its role must be hold_out or watch"
        errors.append(InputError(place, "until", row["until"], message=message))
    return errors


def _is_number(cell: str) -> bool:
    try:
        return not cell or math.isfinite(float(cell))
    except ValueError:
        return False


def _figure(row: Mapping[str, str], totals: Mapping[str, float]) -> Figure:
    def number(name: str) -> float:
        return float(row[name]) if row[name] else 1.0 if name in _ONE else math.nan

    return Figure(
        what=row["figure"],
        unit=row["unit"],
        measure=_key(row, ""),
        over=_key(row, "over_"),
        times_modelled=number("times_modelled"),
        columns=tuple(row["columns"].split()),
        over_columns=tuple(row["over_columns"].split()),
        times_published=number("times_published"),
        national=number("national"),
        shared_by=row["shared_by"],
        low=number("low"),
        high=number("high"),
        year=row["year"],
        until=datetime.date.fromisoformat(row["until"]),
        source=row["source"],
        basis=row["basis"],
        luck_percent=number("luck_percent"),
        doubt_percent=number("doubt_percent"),
        scope=row["scope"],
        role=row["role"],
        multiplier=row["multiplier"],
        note=row["note"],
        total=totals.get(row["shared_by"], math.nan),
    )


def _key(row: Mapping[str, str], of: str) -> Key | None:
    measure, breakdown, level = (row[f"{of}{part}"] for part in ("measure", "breakdown", "level"))
    return (measure, breakdown, level) if measure else None


def _total(roots: Sequence[Path], column: str) -> float:
    """Return Scotland's total of a column: of the last root, where all partnerships stand."""
    table = files_in(roots[-1:], FOLDER, ".csv").get("partnerships")
    rows = [] if table is None else rows_of(table, ("partnership",))
    parts = parts_of(column) or [column]
    return sum(float(row.get(part) or "nan") for row in rows for part in parts)


def _sum(figures: Mapping[str, float | str], columns: Sequence[str]) -> float:
    values = [figures.get(name) for name in columns]
    numbers = [float(value) for value in values if isinstance(value, float | int)]
    return sum(numbers) if len(numbers) == len(values) else math.nan
