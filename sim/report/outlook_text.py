"""An outlook in sentences: what it does to the baseline, and whether the cells still return bed days under it."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from sim.report.labels import interval, number
from sim.report.sweep_results import SweepResults
from sim.study.analysis.grades import CLEAR, UNCERTAIN

_MEASURES = {"emergency_bed_days": "emergency bed days", "delayed_bed_days": "delayed bed days"}
_GRADES = (CLEAR, UNCERTAIN)
"""Grades of a change that is told apart from none."""
BASE, FEWER, MORE, CANNOT_TELL = "baseline", "fewer", "more", "cannot tell"


def outlook_sentences(expected: SweepResults, results: SweepResults) -> Iterator[str]:
    """Yield what an outlook (``results``) changes, beside the scenario as it stands."""
    yield from _baseline(results.changes)
    yield from _still(expected.returned, results.returned)
    yield from _beside(results.changes)
    yield from _target(expected, results)


def _baseline(changes: pd.DataFrame) -> Iterator[str]:
    """Yield the bed days of the baseline under the outlook, more or fewer than as expected."""
    rows = changes[changes["cell"] == BASE] if len(changes) else changes
    for row in rows.to_dict("records"):
        what, ends = _MEASURES[row["measure"]], interval(row["difference_lower"], row["difference_upper"], minus="-")
        if row["verdict"] in (FEWER, MORE):
            size = number(abs(row["difference"]), minus="-")
            yield f"The baseline has {size} {row['verdict']} {what} a year there ({ends}), told apart."
        elif row["verdict"] == CANNOT_TELL:
            yield f"Whether the baseline has more or fewer {what} there cannot be told ({ends})."


def _still(expected: pd.DataFrame, under: pd.DataFrame) -> Iterator[str]:
    """Yield in how many cells bed days are returned, told apart from none, here and as expected."""
    before, here = (_returning(table) for table in (expected, under))
    lost = sorted(before - here, key=list(expected["cell"]).index)
    yield (
        f"{len(here)} of {len(under)} cells return bed days, told apart from none; as expected {len(before)} do"
        f"{_names(lost, expected)}."
    )


def _returning(table: pd.DataFrame) -> set[str]:
    return set(table[table["grade"].isin(_GRADES) & (table["mean"] > 0)]["cell"])


def _names(cells: list[str], table: pd.DataFrame, most: int = 3) -> str:
    if not cells:
        return ""
    titles = table.set_index("cell")["title"]
    more = f" and {len(cells) - most} more" if len(cells) > most else ""
    return f", and no longer {'; '.join(str(titles[name]) for name in cells[:most])}{more}"


def _beside(changes: pd.DataFrame) -> Iterator[str]:
    """Yield how many cells return fewer or more than as expected, paired."""
    rows = changes[changes["cell"] != BASE] if len(changes) else changes
    counts: dict[Any, int] = rows["verdict"].value_counts().to_dict() if len(rows) else {}
    fewer, more = counts.get(FEWER, 0), counts.get(MORE, 0)
    if counts.get(CANNOT_TELL, 0) == len(rows) and len(rows):
        yield "That any cell returns fewer or more than as expected cannot be told."
    elif fewer or more:
        rest = len(rows) - fewer - more
        yield f"Fewer than as expected return {fewer} cells, more {more}, told apart; of {rest} it cannot be told."


def _target(expected: SweepResults, results: SweepResults) -> Iterator[str]:
    """Yield how many cells reach the target in the mean, and surely."""
    if (wanted := results.wanted) is not None:
        means, sure = (int((results.returned[end] >= wanted).sum()) for end in ("mean", "lower"))
        before = int((expected.returned["mean"] >= wanted).sum())
        yield (
            f"{means} cells reach {number(wanted)} bed days in the mean (as expected {before}), {sure} with the whole"
            " interval."
        )
