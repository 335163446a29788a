"""A sweep over all of Scotland by partnership, on screen: bed days returned of each cell."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from sim.report.labels import number
from sim.report.sweep_results import RETURNED, SweepResults
from sim.report.sweep_text import MARKS
from sim.study.analysis.grades import NO_ANSWER

MOST_CELLS = 6
"""Columns of the text at most."""
TITLE, WIDTH = 36, 10


def partnerships_text(folder: Path) -> str:
    """Return bed days returned by partnership, the largest first, and by cell; of many cells where the table is."""
    results = SweepResults.read(folder)
    cells = results.cells[["cell", "title"]].to_dict("records")
    if len(cells) > MOST_CELLS:
        return f"Each of the {len(cells)} cells in each partnership: sweep_partnerships.csv"
    return "\n".join(_rows(pd.read_csv(folder / "sweep_partnerships.csv"), cells))


def _rows(table: pd.DataFrame, cells: list[dict[Any, Any]]) -> Iterator[str]:
    returned = table[table["measure"] == RETURNED]
    letters = [chr(ord("a") + at) for at in range(len(cells))]
    yield "Bed days returned a year by partnership"
    yield from (f"  {letter}: {cell['title']}" for letter, cell in zip(letters, cells, strict=True))
    yield f"{'':{TITLE}}" + "".join(f"{letter:>{WIDTH}}" for letter in letters)
    yield "-" * (TITLE + WIDTH * len(cells))
    for title, rows in returned.groupby("title", sort=False):
        by_cell = {row["cell"]: row for row in rows.to_dict("records")}
        yield f"{title:{TITLE}}" + "".join(f"{_mean(by_cell.get(cell['cell'])):>{WIDTH}}" for cell in cells).rstrip()


def _mean(row: dict[Any, Any] | None) -> str:
    if row is None or row["grade"] == NO_ANSWER:
        return NO_ANSWER
    return number(float(row["mean"]), minus="-") + MARKS.get(str(row["grade"]), " ")
