"""The partnerships' published figures and calibrated multipliers, read from tables with a column header (CSV)."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

from sim.description.files import Source, file_named, files_in
from sim.description.input_errors import InputError, InputErrors, near_miss, shown, shown_key, unknown
from sim.description.people import FIVE_YEARS

FOLDER = "base/tables"
SCOTLAND = "scotland"
"""Name, in place of a partnership, for all of them."""
TEXTS = ("partnership", "name", "code", "board")
"""Columns of words; all others hold numbers, or nothing where no figure is published."""
_NUMBER = re.compile(r"-?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?")
_MOST = 1e9

Row = dict[str, str]
_AGES = ("65_74", "75_84", "85_plus")
_ELSEWHERE = ("general_medicine", "geriatric_medicine", "orthopaedics")
_TOTALS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("emergency_admissions_65_plus", tuple(f"emergency_admissions_{age}" for age in _AGES), ()),
    ("falls_admissions_65_plus", ("falls_admissions_65_74", "falls_admissions_75_plus"), ()),
    ("home_support_clients_65_plus", tuple(f"home_support_clients_{age}" for age in _AGES), ()),
    ("beds_other_acute", ("beds_all_acute",), tuple(f"beds_{ward}" for ward in _ELSEWHERE)),
    ("occupied_other_acute", ("occupied_all_acute",), tuple(f"occupied_{ward}" for ward in _ELSEWHERE)),
    ("beds_long_stay", ("beds_geriatric_long_stay", "beds_psychiatry_of_old_age"), ()),
)
"""Sums and differences of published columns that descriptions refer to by a name of their own."""


def partnerships(roots: Sequence[Path]) -> dict[str, str]:
    """Return the partnerships' names by key, such as ``fife`` → ``Fife``."""
    rows = rows_of(file_named(roots, FOLDER, "partnerships", ".csv"), ("partnership", "name"))
    return {row["partnership"]: row["name"] for row in rows}


def published(roots: Sequence[Path], partnership: str) -> tuple[dict[str, float | str], list[InputError], int]:
    """Return a partnership's published figures by column (no empty ones), the faults in them, and its row number.

    Sums of columns (such as ``people_65_plus``, of the five-year bands) are added: see `_totals`.
    """
    source = file_named(roots, FOLDER, "partnerships", ".csv")
    table = list(enumerate(rows_of(source, ("partnership", "name")), start=2))
    rows = [(number, row) for number, row in table if row["partnership"] == partnership]
    if not rows:
        return {}, [_unknown_partnership(roots, partnership)], 0
    if len(rows) > 1:
        return {}, [InputError(str(source), partnership, message="this partnership stands twice")], 0
    number, row = rows[0]
    figures: dict[str, float | str] = {}
    errors = []
    for column, cell in row.items():
        if column in TEXTS:
            figures[column] = cell
        elif _NUMBER.fullmatch(cell) and 0 <= float(cell) <= _MOST:
            figures[column] = float(cell)
        elif cell:
            figures[column] = 0.0  # so that references to the column are not reported as faults too
            unit = _units(roots).get(column, "")
            written = shown(float(cell) if _NUMBER.fullmatch(cell) else cell)
            key = shown_key(partnership, column)
            errors.append(
                InputError(str(source), key, written, unit, f"0 to {_MOST:,.0f}", message="must be a number in range")
            )
    for column, what in _uncounted(row):
        figures[column] = 0.0
        message = f"{what}: a count of people of every age and sex is needed"
        errors.append(InputError(f"{source}, row {number}", shown_key(partnership, column), message=message))
    return figures | _sums(figures), errors, number


def _uncounted(row: Row) -> Iterator[tuple[str, str]]:
    """Yield the columns of people that are blank or missing, where any of them is there, and which it is."""
    columns = [f"people_{sex}_{band}" for sex, band in product(("female", "male"), FIVE_YEARS)]
    if any(row.get(column) for column in columns):
        for column in columns:
            if not row.get(column):
                yield column, "is blank" if column in row else "this column is missing"


def parts_of(total: str) -> list[str]:
    """Return the columns that a sum or difference is made of; none where the name is a column of its own."""
    return next(([*plus, *minus] for name, plus, minus in _totals() if name == total), [])


def calibrated(roots: Sequence[Path], partnership: str) -> tuple[dict[str, float], list[InputError]]:
    """Return a partnership's calibrated multipliers by name (empty without a table), and the faults in the table.

    Those of Scotland (rows of `scotland`) hold for every partnership, but for any that it has of its own.
    """
    sources = files_in(roots, FOLDER, ".csv")
    if "calibrated" not in sources:
        return {}, []
    source = sources["calibrated"]
    rows = rows_of(source, ("partnership", "multiplier", "value"))
    national, faults = _multipliers_of(source, rows, SCOTLAND)
    own, own_faults = _multipliers_of(source, rows, partnership)
    return national | own, [*_strangers(roots, source, rows), *faults, *own_faults]


def _multipliers_of(source: Source, rows: Sequence[Row], place: str) -> tuple[dict[str, float], list[InputError]]:
    """Return the multipliers in the rows of one place, and the faults in these rows."""
    multipliers: dict[str, float] = {}
    errors = []
    for name, value in ((row["multiplier"], row["value"]) for row in rows if row["partnership"] == place):
        key = shown_key(place, name)
        if name in multipliers:
            errors.append(InputError(str(source), key, message="this multiplier stands twice"))
        if _NUMBER.fullmatch(value):
            multipliers[name] = float(value)
        else:
            errors.append(InputError(str(source), key, shown(value), "multiplier", message="must be a number"))
    return multipliers, errors


def _strangers(roots: Sequence[Path], source: Source, rows: Sequence[Row]) -> list[InputError]:
    """Return the rows of multipliers that nothing would read: of no partnership, or of a name nearly a shipped one."""
    known = [*_partnerships_of_all(roots), SCOTLAND]
    errors = [
        unknown(f"{source}, row {number}", "partnership", row["partnership"], known)
        for number, row in enumerate(rows, start=2)
        if row["partnership"] not in known
    ]
    shipped = files_in(roots[-1:], FOLDER, ".csv").get("calibrated")
    if shipped is None or shipped.path == source.path:
        return errors
    names = list(dict.fromkeys(row["multiplier"] for row in rows_of(shipped, ("multiplier",))))
    for number, row in enumerate(rows, start=2):
        name = row["multiplier"]
        if name not in names and near_miss(name, names):
            errors.append(unknown(f"{source}, row {number}", "multiplier", name, names))
    return errors


def _partnerships_of_all(roots: Sequence[Path]) -> list[str]:
    """Return the keys of all partnerships of all roots, also of those whose table is hidden by an earlier one."""
    tables = [files_in([root], FOLDER, ".csv").get("partnerships") for root in roots]
    rows = [row for table in tables if table is not None for row in rows_of(table, ("partnership",))]
    return list(dict.fromkeys(row["partnership"] for row in rows))


def rows_of(source: Source, needed: Sequence[str]) -> list[Row]:
    """Return the rows of a table by column, every cell stripped of blanks.

    Raises
    ------
    InputErrors
        If it is not a table, lacks a needed column, or has rows of another length than its header.
    """
    try:
        lines = list(csv.reader(io.StringIO(source.text()), strict=True))
    except csv.Error as error:
        raise InputErrors([InputError(str(source), message=f"is not a table: {error}")]) from None
    header = [cell.strip() for cell in lines[0]] if lines else []
    errors = [
        InputError(str(source), shown_key(column), message="this column stands twice")
        for column in header
        if header.count(column) > 1
    ]
    errors += [
        InputError(str(source), column, message="this column is missing") for column in needed if column not in header
    ]
    for number, line in enumerate(lines[1:], start=2):
        if line and len(line) != len(header):
            message = f"has {len(line)} cells, but the header has {len(header)}"
            errors.append(InputError(f"{source}, row {number}", message=message))
    if errors:
        raise InputErrors(errors)
    return [dict(zip(header, (cell.strip() for cell in line), strict=True)) for line in lines[1:] if line]


def _unknown_partnership(roots: Sequence[Path], partnership: str) -> InputError:
    """Return the fault, with a near miss among keys and proper names, and without one all the keys."""
    known = partnerships(roots) | {SCOTLAND: "Scotland"}
    by_name = {name: key for key, name in known.items()}
    source = file_named(roots, FOLDER, "partnerships", ".csv")
    fault = unknown(str(source), "partnership", partnership, [*known, *by_name])
    near = by_name.get(fault.near_miss, fault.near_miss)
    return InputError(fault.file, fault.key, fault.value, "", ", ".join(known), near, fault.message)


def _units(roots: Sequence[Path]) -> dict[str, str]:
    """Return the units of the columns, where the table of columns gives them."""
    sources = files_in(roots, FOLDER, ".csv")
    if "partnerships_columns" not in sources:
        return {}
    return {row["column"]: row["unit"] for row in rows_of(sources["partnerships_columns"], ("column", "unit"))}


def _sums(figures: dict[str, float | str]) -> dict[str, float]:
    sums = {}
    for name, plus, minus in _totals():
        cells = [figures.get(column) for column in (*plus, *minus)]
        numbers = [cell for cell in cells if isinstance(cell, float)]
        if len(numbers) == len(cells):
            sums[name] = max(sum(numbers[: len(plus)]) - sum(numbers[len(plus) :]), 0.0)
    return sums


def _totals() -> list[tuple[str, list[str], list[str]]]:
    """Return the columns that are sums of others: their name, what is added, what is taken away."""
    totals = [(name, list(plus), [*minus]) for name, plus, minus in _TOTALS]
    for first in (65, 75):
        bands = [band for band in FIVE_YEARS if int(band[:2]) >= first]
        totals.append(
            (f"people_{first}_plus", [f"people_{sex}_{b}" for sex, b in product(("female", "male"), bands)], [])
        )
    return totals
