"""Draws of a partnership's multipliers: what its published figures leave possible, from a table in the scenarios.

``base/posteriors/NAME.csv`` has a column for each multiplier; its first row, `point`, are the multipliers as calibrated
that the draws were made about, and then a row follows for each draw. Every row says what the draws are of: place, year,
version of the model, and the figures that speak of them.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from sim.description.files import files_in
from sim.description.input_errors import InputError, InputErrors, shown, shown_key
from sim.description.table_files import Row, rows_of

FOLDER, POINT = "base/posteriors", "point"
LEAST_DRAWS = 10
"""Draws that a table must hold at least."""
REMEDY = "study=posterior makes it anew, calibration=fixed does without it"
_NUMBER = re.compile(r"\d+(\.\d+)?(e[+-]?\d+)?", re.IGNORECASE)
Draws = tuple[dict[str, float], ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """What draws are of: place, year of its figures (``2023/24``), version of the model, and which figures."""

    place: str
    year: str
    version: str
    figures: str = "published"


ABOUT = tuple(field.name for field in fields(Origin))
_BINDING = ("place", "year", "version")
"""Of these the draws must be those of the question."""


def posterior_text(
    point: Mapping[str, float], draws: Sequence[Mapping[str, float]], origin: Origin | None = None
) -> str:
    """Return the table: multipliers as calibrated, then a row for each draw, five digits each.

    ``origin``: what every row says the draws are of; None: it says nothing of it.
    """
    about, words = (ABOUT, astuple(origin)) if origin else ((), ())
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["draw", *about, *point])
    for number, row in enumerate([point, *draws]):
        writer.writerow([number or POINT, *words, *(f"{row[name]:.5g}" for name in point)])
    return text.getvalue()


def read_posterior(roots: Sequence[Path], calibrated: Mapping[str, float], wanted: Origin) -> Draws:
    """Return the draws of a place, none where it has no table.

    Raises
    ------
    InputErrors
        If the table is broken, is of another place, year or version of the model than ``wanted``, or was made about
        other multipliers than those in use.
    """
    source = files_in(roots, FOLDER, ".csv").get(wanted.place)
    if source is None:
        return ()
    rows = rows_of(source, ("draw", *ABOUT))
    errors = _faults(str(source), rows) or [*_other_origin(str(source), rows, wanted)]
    if errors := errors or _other_point(str(source), rows[0], calibrated):
        raise InputErrors(errors)
    return _draws(rows)


def posterior_of(text: str, source: str) -> Draws:
    """Return the draws in the text of a table; raise InputErrors if it is broken."""
    lines = [dict(row) for row in csv.DictReader(io.StringIO(text), restval="", restkey="more")]
    rows = [{str(name): str(value) for name, value in line.items()} for line in lines]
    if errors := _faults(source, [row if "draw" in row else {"draw": "", **row} for row in rows]):
        raise InputErrors(errors)
    return _draws(rows)


def _draws(rows: Sequence[Row]) -> Draws:
    return tuple({name: float(row[name]) for name in _multipliers(row)} for row in rows[1:])


def _multipliers(row: Row) -> list[str]:
    """Return the names of the columns that hold multipliers."""
    return [name for name in row if name not in ("draw", *ABOUT)]


def _faults(source: str, rows: Sequence[Row]) -> list[InputError]:
    """Return what is wrong in the rows; the first ten."""
    if not rows or rows[0]["draw"] != POINT:
        return [InputError(f"{source}, row 2", "draw", message=f"must be '{POINT}', the multipliers as calibrated")]
    if len(rows) <= LEAST_DRAWS:
        return [InputError(source, "draw", message=f"has {len(rows) - 1} draws, and {LEAST_DRAWS} are needed")]
    errors = [
        InputError(f"{source}, row {number}", name, shown(value), "multiplier", message="must be a number above 0")
        for number, row in enumerate(rows, start=2)
        for name, value in ((name, row[name]) for name in _multipliers(row))
        if not (_NUMBER.fullmatch(value) and float(value) > 0)
    ]
    return errors[:10]


def _other_origin(source: str, rows: Sequence[Row], wanted: Origin) -> Iterator[InputError]:
    """Yield an error for each of place, year and version that is another than wanted; the first row of each."""
    for name in _BINDING:
        right = str(getattr(wanted, name))
        row = next((number for number, row in enumerate(rows, start=2) if row[name] != right), None)
        if row is not None:
            rule = f"these draws are of another {name}: {REMEDY}"
            yield InputError(f"{source}, row {row}", name, shown(rows[row - 2][name]), "", right, message=rule)


def _other_point(source: str, point: Row, calibrated: Mapping[str, float]) -> list[InputError]:
    """Return an error where the draws are about other multipliers than those in use."""
    for name in _multipliers(point):
        used = calibrated.get(name, 1.0)
        if abs(float(point[name]) - used) > 1e-4 * used:
            rule = f"was made about {name} = {point[name]}, but {used:g} is in use: {REMEDY}"
            return [InputError(source, shown_key(name), message=rule)]
    return []
