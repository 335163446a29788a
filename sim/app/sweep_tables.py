"""The rows of a sweep's table: a row for each cell, in the order of its values."""

import math

from sim.report.labels import interval, number
from sim.report.sweep_results import SweepResults, per_day


def cell_rows(results: SweepResults) -> tuple[list[str], list[tuple[str, ...]]]:
    """Return headings and rows: value of each axis, bed days returned, cash, how sure, and whether it may be best."""
    headings = [axis.label for axis in results.varying]
    headings += ["Bed days returned a year", "95 % interval", "Cash for a bed day", "How sure", "Most bed days"]
    rows = []
    for row in results.returned.to_dict("records"):
        values = [_words(axis.values, axis.words, row[axis.column]) for axis in results.varying]
        mean, cost = float(row["mean"]), float(row["cost"])
        days = number(mean) if math.isfinite(mean) else "no answer"
        cash = per_day(cost) if math.isfinite(cost) else ""
        verdict = str(row.get("verdict") or "")
        rows.append((*values, days, interval(row["lower"], row["upper"]), cash, str(row["grade"]), verdict))
    return headings, rows


def _words(values: tuple[object, ...], words: tuple[str, ...], value: object) -> str:
    return dict(zip(values, words, strict=True)).get(value, str(value))
