"""Published figures beside the simulated ones, in plain letters that every terminal can show."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

BEDS, POOL = "beds_", "beds_pool"
BEDS_WIDTH, WIDTH = 38, 8
"""Widths in letters: the beds, and each column of figures."""


def beside_text(table: pd.DataFrame, figures: Mapping[str, tuple[str, float]], *, replications: int) -> str:
    """Return a line for each chance of a delay: simulated, its standard error, one in so many, and printed.

    ``figures`` gives each column of printed figures its heading, and how near the models held to it should come.
    * stands at a figure further off than that.
    """
    headings = f"{'Chance of a delay, and beds':{BEDS_WIDTH}}{'simulated':>11}{'+- se':>9}{'1 in':>7}"
    headings += "".join(f"{label:>{WIDTH}} " for label, _ in figures.values())
    lines = [f"Mean of {replications} replications", headings, "-" * len(headings)]
    for title, part in table.groupby("title", sort=False):
        lines += [str(title), *_lines(part, figures)]
    held = [_held(table, name, label, within) for name, (label, within) in figures.items()]
    return "\n".join([*(line.rstrip() for line in lines), "", *filter(None, held)])


def _held(table: pd.DataFrame, name: str, label: str, within: float) -> str:
    """Say how many rows are held to a column of printed figures, and how near they come."""
    rows = table[[name in str(names).split() for names in table["compared_with"]]]
    if rows.empty:
        return ""
    gap = (rows["simulated"] - rows[name]).abs()
    off = int((gap > within).sum())
    verdict = f"{off} are not (*)" if off else "all are"
    return f"{label}: {len(rows)} rows should be within {within:g}, {verdict}; the furthest is {gap.max():.4f} off"


def _lines(part: pd.DataFrame, figures: Mapping[str, tuple[str, float]]) -> Iterator[str]:
    for row in part.to_dict("records"):
        far = str(row["outside_tolerance_of"]).split()
        printed = "".join(f"{_chance(row[name]):>{WIDTH}}{'*' if name in far else ' '}" for name in figures)
        one_in = f"{1 / row['simulated']:.1f}" if row["simulated"] else ""
        error = _chance(row["standard_error"])
        yield f"  {_beds(row):{BEDS_WIDTH - 2}}{_chance(row['simulated']):>11}{error:>9}{one_in:>7}{printed}"


def _chance(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.4f}"


def _beds(row: Mapping[Any, Any]) -> str:
    """Say whose delay it is, and how many beds there are."""
    counts = {key: int(count) for key, count in row.items() if key.startswith(BEDS) and pd.notna(count)}
    shared = counts.pop(POOL, None)
    own = {key.removeprefix(BEDS): count for key, count in counts.items() if count}
    words = [f"{count} {name}" if len(own) > 1 else f"{count}" for name, count in own.items()]
    words += [f"{shared} shared"] if shared is not None else []
    return f"{row['delayed']}: {', '.join(words)}"
