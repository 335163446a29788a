"""Published responses to more capacity, from ``base/tables/published_responses.csv``, beside the modelled ones.

No multiplier and no elasticity of asking is fitted to them: they are shown only.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import pandas as pd

from sim.description.files import files_in
from sim.description.input_errors import InputError, InputErrors, shown, unknown
from sim.description.table_files import FOLDER, rows_of
from sim.description.units import Basis
from sim.study.analysis.capacity_responses import TEN, WATCHED

TABLE = "published_responses"
HEADER = ("capacity", "measure", "low", "high", "unit", "place", "source", "basis", "note")
UNITS = {
    "elasticity": "elasticity",
    "percent for 10 % more": "percent_change",
    "days per 1,000 people 65+ for 10 % more": "days_per_1000_for_10_percent",
}
"""Each unit of a published response, and the column of the responses that is set beside it."""
BASES = (*get_args(Basis), "derived")
COLUMNS = [
    "partnership", "scarcity", "capacity", "percent", "measure", "unit", "published_low", "published_high", "modelled",
    "lower", "upper", "verdict", "sure", "published_place", "source", "basis", "note",
]  # fmt: skip
BELOW, WITHIN, ABOVE, OTHER_SIGN = "below", "within", "above", "other sign"


@dataclass(frozen=True, slots=True)
class PublishedResponse:
    """A published response of a measure to more of a capacity: a range (fewer days are below 0), and its source."""

    capacity: str
    measure: str
    low: float
    high: float
    unit: str
    place: str
    source: str
    basis: str
    note: str


def published_responses(roots: Sequence[Path]) -> tuple[PublishedResponse, ...]:
    """Return the table; empty where no root has one; raise InputErrors with every fault of it."""
    source = files_in(roots, FOLDER, ".csv").get(TABLE)
    if source is None:
        return ()
    rows = rows_of(source, HEADER)
    errors = [fault for number, row in enumerate(rows, start=2) for fault in _faults(f"{source}, row {number}", row)]
    if errors:
        raise InputErrors(errors)
    return tuple(_response(row) for row in rows)


def _response(row: Mapping[str, str]) -> PublishedResponse:
    words = {name: row[name] for name in HEADER if name not in ("low", "high")}
    return PublishedResponse(low=float(row["low"]), high=float(row["high"]), **words)


def _faults(place: str, row: Mapping[str, str]) -> Iterator[InputError]:
    for name, known in (("measure", WATCHED), ("unit", UNITS), ("basis", BASES)):
        if row[name] not in known:
            yield unknown(place, name, row[name], known)
    low, high = (_number(row[name]) for name in ("low", "high"))
    for name, value in (("low", low), ("high", high)):
        if not math.isfinite(value):
            yield InputError(place, name, shown(row[name]), row["unit"], message="must be a number")
    if low > high:
        yield InputError(place, "low", row["low"], message=f"is above high, {row['high']}")
    if not row["source"]:
        yield InputError(place, "source", message="is missing")


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return math.nan


def beside(table: pd.DataFrame, published: Sequence[PublishedResponse]) -> pd.DataFrame:
    """Return a row for each published response, place and scarcity (the table ``beside_published.csv``).

    ``table`` is ``responses.csv``. Of the percentages run, the one nearest to 10 is compared, in proportion to what was
    given. ``verdict``: below (a weaker response than the published range), within, above (a stronger one) or other
    sign; ``sure``: no end of the modelled 95 % interval would say otherwise.
    """
    rows: list[dict[str, object]] = []
    for (place, scarcity), mine in table.groupby(["partnership", "scarcity"], sort=False):
        for one in published:
            alike = mine[(mine["capacity"] == one.capacity) & (mine["measure"] == one.measure)]
            if len(alike):
                row = alike.iloc[int((alike["percent"] - TEN).abs().to_numpy().argmin())].to_dict()
                rows.append({"partnership": place, "scarcity": scarcity} | _beside(row, one))
    return pd.DataFrame(rows, columns=COLUMNS)


def _beside(row: Mapping[Any, Any], one: PublishedResponse) -> dict[str, object]:
    name = UNITS[one.unit]
    times = TEN / row["added_percent"] if name == "percent_change" and row["added_percent"] else 1.0
    modelled, lower, upper = (times * row[f"{name}{end}"] for end in ("", "_lower", "_upper"))
    said = verdict(modelled, one)
    return {
        "capacity": one.capacity,
        "percent": row["percent"],
        "measure": one.measure,
        "unit": one.unit,
        "published_low": one.low,
        "published_high": one.high,
        "modelled": modelled,
        "lower": lower,
        "upper": upper,
        "verdict": said,
        "sure": bool(said) and all(verdict(end, one) == said for end in (lower, upper)),
        "published_place": one.place,
        "source": one.source,
        "basis": one.basis,
        "note": one.note,
    }


def verdict(value: float, one: PublishedResponse) -> str:
    """Return where a response lies: within the published range, below (weaker), above (stronger), or against it."""
    if not math.isfinite(value):
        return ""
    if one.low <= value <= one.high:
        return WITHIN
    if value * (one.low + one.high) < 0:
        return OTHER_SIGN
    return ABOVE if abs(value) > max(abs(one.low), abs(one.high)) else BELOW
