"""Draws of a partnership's multipliers: what its published figures leave possible, from a table in the scenarios.

``base/posteriors/NAME.csv`` has a column for each multiplier; its first row, `point`, are the multipliers as calibrated
that the draws were made about, and then a row follows for each draw.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
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


def posterior_text(point: Mapping[str, float], draws: Sequence[Mapping[str, float]]) -> str:
    """Return the table: multipliers as calibrated, then a row for each draw, five digits each."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["draw", *point])
    writer.writerow([POINT, *(f"{value:.5g}" for value in point.values())])
    writer.writerows([number, *(f"{row[name]:.5g}" for name in point)] for number, row in enumerate(draws, start=1))
    return text.getvalue()


def read_posterior(roots: Sequence[Path], place: str, calibrated: Mapping[str, float]) -> Draws:
    """Return the draws of a place, none where it has no table.

    Raises
    ------
    InputErrors
        If the table is broken, or was made about other multipliers than those in use.
    """
    source = files_in(roots, FOLDER, ".csv").get(place)
    if source is None:
        return ()
    rows = rows_of(source, ("draw",))
    if errors := _faults(str(source), rows) or _other_point(str(source), rows[0], calibrated):
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
    return tuple({name: float(value) for name, value in row.items() if name != "draw"} for row in rows[1:])


def _faults(source: str, rows: Sequence[Row]) -> list[InputError]:
    """Return what is wrong in the rows; the first ten."""
    if not rows or rows[0]["draw"] != POINT:
        return [InputError(f"{source}, row 2", "draw", message=f"must be '{POINT}', the multipliers as calibrated")]
    if len(rows) <= LEAST_DRAWS:
        return [InputError(source, "draw", message=f"has {len(rows) - 1} draws, and {LEAST_DRAWS} are needed")]
    errors = [
        InputError(f"{source}, row {number}", name, shown(value), "multiplier", message="must be a number above 0")
        for number, row in enumerate(rows, start=2)
        for name, value in row.items()
        if name != "draw" and not (_NUMBER.fullmatch(value) and float(value) > 0)
    ]
    return errors[:10]


def _other_point(source: str, point: Row, calibrated: Mapping[str, float]) -> list[InputError]:
    """Return an error where the draws are about other multipliers than those in use."""
    for name, value in point.items():
        used = calibrated.get(name, 1.0)
        if name != "draw" and abs(float(value) - used) > 1e-4 * used:
            rule = f"was made about {name} = {value}, but {used:g} is in use: {REMEDY}"
            return [InputError(source, shown_key(name), message=rule)]
    return []
