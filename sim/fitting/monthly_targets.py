"""Monthly aggregates of a sample, in the columns of its table `monthly`: targets that a calibration can use."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.fitting.collection_rules import Rule
from sim.fitting.counts import delayed_days, early_spells
from sim.fitting.sample_rows import Frames
from sim.fitting.social_care import joined
from sim.sample.disclosure import Gate
from sim.sample.manifest import Manifest

YEAR = 365.25
UNITS = {"delayed_bed_days": "bed days a year", "emergency_admissions": "admissions a year"}


@dataclass(frozen=True)
class Month:
    """One month: its name and its days since 1970."""

    name: str
    first: float
    after: float

    @property
    def a_year(self) -> float:
        """By how much a sum of the month is more in a year at the same rate."""
        return YEAR / (self.after - self.first)


def targets(tables: Frames, manifest: Manifest, gate: Gate) -> pd.DataFrame:
    """Return a row for each month and measure: value at the rate of a year, standard error, whether suppressed."""
    rows = [row for measure, rows_of in _MEASURES.items() for row in rows_of(measure, tables, manifest, gate)]
    columns = ["month", "measure", "by", "category", "value", "unit", "standard_error", "suppressed", "source"]
    return pd.DataFrame(rows, columns=columns)


def _months(manifest: Manifest, until: float) -> Iterator[Month]:
    for begin in pd.date_range(manifest.from_, manifest.to, freq="MS"):
        first = float((begin - pd.Timestamp(0)).days)
        if first + begin.days_in_month <= until:
            yield Month(f"{begin:%Y-%m}", first, first + begin.days_in_month)


def _delayed(measure: str, tables: Frames, manifest: Manifest, gate: Gate) -> Iterator[dict[str, object]]:
    if "delays" not in tables or manifest.collected["delays"] == "census":
        return
    rule, rows = Rule.of(manifest, "delays"), joined(tables["delays"])
    months = list(_months(manifest, rule.after))
    sums, people, squares = [], [], []
    for month in months:
        days = delayed_days(rows, month.first, month.after, rule.known_to)
        sums.append(float(days.sum()))
        people.append(int(rows.loc[days > 0, "person"].nunique()))
        squares.append(float((days**2).sum()))
    yield from _rows(measure, months, sums, people, squares, gate)


def _admitted(measure: str, tables: Frames, manifest: Manifest, gate: Gate) -> Iterator[dict[str, object]]:
    rule = Rule.of(manifest, "spells")
    if rule.how == "census":
        return
    early, length = early_spells(tables["spells"], rule)
    early = early[early["kind"] == "emergency"]
    months = list(_months(manifest, rule.first + length))
    inside = [early[early["admitted"].between(m.first, m.after, inclusive="left")] for m in months]
    counts = [float(len(rows)) for rows in inside]
    yield from _rows(measure, months, counts, [rows["person"].nunique() for rows in inside], counts, gate)


def _rows(
    measure: str, months: list[Month], sums: list[float], people: list[int], squares: list[float], gate: Gate
) -> Iterator[dict[str, object]]:
    """Yield the months of one measure; those that the gate hides are suppressed."""
    shown, _ = gate.counts([round(value) for value in sums], people) if months else ([], None)
    for month, square, visible in zip(months, squares, shown, strict=True):
        hidden = visible is None
        yield {
            "month": month.name, "measure": measure, "by": "", "category": "",
            "value": np.nan if visible is None else round(visible * month.a_year, 1), "unit": UNITS[measure],
            "standard_error": np.nan if hidden else round(float(np.sqrt(square)) * month.a_year, 1),
            "suppressed": "yes" if hidden else "no", "source": "sample",
        }  # fmt: skip


_MEASURES = {"delayed_bed_days": _delayed, "emergency_admissions": _admitted}
