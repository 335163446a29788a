"""Texts of cells → numbers: amounts, days since 1970, places of codes in their list; nan where a cell is empty."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from sim.description.dates import FIRST_DATE, LAST_DATE
from sim.sample.faults import Mask, Numbers
from sim.sample.manifest import day_number

FIRST_DAY, LAST_DAY = day_number(FIRST_DATE), day_number(LAST_DATE)
_DATE = r"^\d{4}-\d{2}-\d{2}"
_TIME = r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?"
RULES = {
    "whole": "must be a whole number of at most 15 digits",
    "number": "must be a number",
    "date": f"must be a date, such as 2024-03-31, from {FIRST_DATE} to {LAST_DATE} (leave out default dates)",
    "moment": f"must be a date, or a date and a time, such as 2024-03-31T14:30, from {FIRST_DATE} to {LAST_DATE}",
    "month": "must be a month, such as 2024-03",
    "quarter": "must be a quarter of a year, such as 2024-Q1",
    "text": "must be text of at most 200 characters",
}
"""What a cell of each type must be; of codes, they are listed."""


def empty(cells: pa.Array) -> Mask:
    """Tell which cells are empty."""
    return np.asarray(cells.is_null())


def numbers_of(kind: str, cells: pa.Array) -> Numbers:
    """Return cells of a type as numbers, nan where a cell is empty or not of the type."""
    return _READERS[kind](cells)


def places_of(cells: pa.Array, codes: Sequence[str]) -> Numbers:
    """Return the place of each code in a list of codes, nan where it is not in it."""
    return _floats(pc.index_in(cells, value_set=pa.array(codes, pa.string())), cells)


def mapped_places(cells: pa.Array, mapping: Mapping[str, str], codes: Sequence[str]) -> Numbers:
    """Return the place in a list of codes of what each cell is mapped to, nan where it is not."""
    places = places_of(cells, list(mapping))
    of_code = np.array([codes.index(word) for word in mapping.values()] or [0], dtype=np.float64)
    return np.where(np.isnan(places), np.nan, of_code[np.nan_to_num(places).astype(np.int64)])


def _matching(cells: pa.Array, pattern: str) -> pa.Array:
    """Return the cells with null in place of those that do not match."""
    return pc.if_else(pc.match_substring_regex(cells, pattern), cells, pa.scalar(None, pa.string()))


def _floats(values: pa.Array, cells: pa.Array) -> Numbers:
    """Return an array of numbers with nan for null, also where the cell itself is."""
    numbers = np.asarray(pc.fill_null(values.cast(pa.float64()), float("nan")), dtype=np.float64)
    return np.where(empty(cells), np.nan, numbers)


def _whole(cells: pa.Array) -> Numbers:
    return _floats(_matching(cells, r"^-?\d{1,15}(\.0)?$"), cells)


def _number(cells: pa.Array) -> Numbers:
    return _floats(_matching(cells, r"^[-+]?(\d{1,15}(\.\d{0,18})?|\.\d{1,18})([eE][-+]?\d{1,2})?$"), cells)


def _part(cells: pa.Array, start: int, stop: int) -> Numbers:
    return _floats(pc.utf8_slice_codeunits(cells, start, stop), cells)


def _date(cells: pa.Array) -> Numbers:
    """Read dates; a time of midnight may follow, as some programs write it."""
    return _days(_matching(cells, _DATE + r"([T ]00:00(:00(\.0+)?)?)?$"))


def _moment(cells: pa.Array) -> Numbers:
    """Read dates with or without a time."""
    cells = _matching(cells, _DATE + f"([T ]{_TIME})?$")
    timed = _matching(cells, "[T ]")
    minutes = _part(timed, 11, 13) * 60 + _part(timed, 14, 16)
    return _days(cells) + np.nan_to_num(minutes) / 1440


def _days(cells: pa.Array) -> Numbers:
    """Return the days since 1970 of cells that begin with a date; nan for dates that no calendar has."""
    year, month, day = _part(cells, 0, 4), _part(cells, 5, 7), _part(cells, 8, 10)
    possible = (month >= 1) & (month <= 12) & (day >= 1)
    months = np.where(possible, (year - 1970) * 12 + month - 1, 0).astype(np.int64)
    first = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    after = (months + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    days = np.where(possible & (day <= after - first), first + day - 1, np.nan)
    return np.where((days >= FIRST_DAY) & (days <= LAST_DAY), days, np.nan)


def _month(cells: pa.Array) -> Numbers:
    cells = _matching(cells, r"^(19|20)\d{2}-(0[1-9]|1[0-2])$")
    return _part(cells, 0, 4) * 12 + _part(cells, 5, 7) - 1


def _quarter(cells: pa.Array) -> Numbers:
    cells = _matching(cells, r"^(19|20)\d{2}-Q[1-4]$")
    return _part(cells, 0, 4) * 4 + _part(cells, 6, 7) - 1


def _text(cells: pa.Array) -> Numbers:
    """Return a number for each text, the same for the same text."""
    cells = _matching(cells, r"^.{1,200}$")
    texts = np.asarray(pc.fill_null(cells, "").to_numpy(zero_copy_only=False), dtype=object)
    hashes = pd.util.hash_array(texts, categorize=True) >> np.uint64(11)
    return np.where(empty(cells), np.nan, hashes.astype(np.float64))


_READERS: dict[str, Callable[[pa.Array], Numbers]] = {
    "whole": _whole,
    "number": _number,
    "date": _date,
    "moment": _moment,
    "month": _month,
    "quarter": _quarter,
    "text": _text,
}
