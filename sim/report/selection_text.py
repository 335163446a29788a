"""In sentences: the cell that a search selects with a promise, and in how many futures each cell returns most."""

from collections.abc import Iterator

import pandas as pd

from sim.report.labels import number
from sim.report.sweep_results import SweepResults

SELECTED, STILL_IN = "selected", "still in"
MOST_NAMED, LEAST_SHARE = 3, 5.0
"""Cells that are named by their share of futures, and the percent from which one is."""


def selection_sentences(results: SweepResults) -> Iterator[str]:
    """Yield what the search for the best cell found, and shares of futures where they are known."""
    if len(results.selection):
        yield from _selection(results)
    yield from _futures(results.returned)


def _selection(results: SweepResults) -> Iterator[str]:
    table, titles = results.selection, results.cells.set_index("cell")["title"]
    rule = table.iloc[0]
    days, percent = number(float(rule["indifference"])), f"{100 * float(rule['confidence']):g} %"
    chosen = table[table["verdict"] == SELECTED]
    if chosen.empty:
        count, runs = int((table["verdict"] == STILL_IN).sum()), int(table["replications"].max())
        yield (
            f"Search for the best (Kim and Nelson, {percent}, {days} bed days): not decided after {runs} replications,"
            f" {count} cells are still in it; most_replications lets it go on."
        )
        return
    row = chosen.iloc[0]
    yield (
        f"Search for the best (Kim and Nelson): {titles[row['cell']]}, after {int(row['replications'])} replications."
        f" If one cell returns at least {days} bed days a year more than all others, in the mean of all that is drawn,"
        f" it is this one with a chance of at least {percent}; one that returns less than {days} more may have left."
    )


def _futures(table: pd.DataFrame) -> Iterator[str]:
    known = table[table["most_in_100"].notna()] if "most_in_100" in table else table.head(0)
    often = known[known["most_in_100"] >= LEAST_SHARE].sort_values("most_in_100", ascending=False, kind="stable")
    if len(often):
        shares = [f"{row['most_in_100']:.0f} {row['title']}" for row in often.head(MOST_NAMED).to_dict("records")]
        yield f"Of 100 futures (all that is drawn, and each year's luck) most bed days come in {'; in '.join(shares)}."
    reached = table[table["target_in_100"].notna()] if "target_in_100" in table else table.head(0)
    if len(reached):
        row = reached.sort_values("target_in_100", ascending=False, kind="stable").iloc[0]
        yield f"The target is reached at most in {row['target_in_100']:.0f} of 100 futures, with {row['title']}."
