"""A sweep on screen: the cells, and what they say of each other, in at most 100 columns."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from sim.report.labels import interval, lines, number, percent, pounds
from sim.report.outlook_text import outlook_sentences
from sim.report.selection_text import selection_sentences
from sim.report.sweep_results import Axis, SweepResults, per_day
from sim.study.analysis.grades import NO_ANSWER, NO_VERDICT, NONE, UNCERTAIN

WIDTH, MOST_ROWS, MOST_COLUMNS = 100, 24, 8
"""Columns of the text, rows of a list, and columns of a grid, at most."""
MARKS = {UNCERTAIN: "~", NONE: "?"}
DIMINISHES, MAY_BE, IS_BEST = "diminishes", "may be the best", "the best"


def sweep_text(folder: Path, place: str) -> str:
    """Return the cells as a grid or a list, and what can be told of steps, the best and the target."""
    results = SweepResults.read(folder)
    top = lines(f"{results.heading}: bed days returned a year in {place}, {results.runs}", WIDTH)
    under = [row for name in results.outlooks for row in ["", *_under_outlook(results, name)]]
    return "\n".join([*top, "", *_cells(results), "", *findings(results), *under])


def _cells(results: SweepResults) -> list[str]:
    """Return the cells as a grid or a list, with what its marks mean."""
    is_table = len(results.varying) == 2 and results.is_grid and len(results.varying[1].values) <= MOST_COLUMNS
    grades = set(results.returned["grade"])
    notes = [f"{mark} {grade}" for grade, mark in MARKS.items() if grade in grades]
    notes += ["one replication: no interval, and no verdict"] * (NO_VERDICT in grades)
    return [*(_grid(results) if is_table else _list(results)), *notes]


def _under_outlook(expected: SweepResults, name: str) -> list[str]:
    """Return the cells under an outlook, beside its own baseline, and what it changes."""
    results = SweepResults.read(expected.folder, name)
    top = lines(f"{expected.outlooks[name]}: bed days returned a year, each cell against the baseline there", WIDTH)
    sentences = [row for sentence in outlook_sentences(expected, results) for row in lines(sentence, WIDTH)]
    return [*top, "", *_cells(results), "", *sentences]


def findings(results: SweepResults) -> list[str]:
    """Return the sentences on diminishing return, the best, marginal cost and the target, broken into lines."""
    sentences = [*_diminishing(results), *_best(results), *selection_sentences(results), *_target(results)]
    return [row for sentence in sentences for row in lines(sentence, WIDTH)]


def _grid(results: SweepResults) -> list[str]:
    """Return two axes as a grid: bed days returned with its mark, and below it the interval."""
    down, across = results.varying
    by_place = {(row[down.column], row[across.column]): row for row in results.returned.to_dict("records")}
    width = min(max(14, (WIDTH - 12) // max(len(across.values), 1)), 19)
    rows = lines(f"{down.label} (down), {across.label} (across); in brackets: cash for a bed day returned", WIDTH)
    rows.append(" " * 10 + "".join(f"{words:>{width}}" for words in across.words))
    rows.append("-" * len(rows[-1]))
    for value, words in zip(down.values, down.words, strict=True):
        cells = [by_place.get((value, other)) for other in across.values]
        rows.append(f"{words:10}" + "".join(f"{_mean(cell):>{width}}" for cell in cells))
        rows.append(" " * 10 + "".join(f"{_interval(cell):>{width}}" for cell in cells))
        if any(cell is not None and math.isfinite(cell["cost"]) for cell in cells):
            rows.append(" " * 10 + "".join(f"{_cost(cell):>{width}}" for cell in cells))
    return [row.rstrip() for row in rows]


def _mean(row: dict[Any, Any] | None) -> str:
    if row is None:
        return "left out"
    if row["grade"] == NO_ANSWER:
        return NO_ANSWER
    return number(float(row["mean"]), minus="-") + MARKS.get(str(row["grade"]), " ")


def _interval(row: dict[Any, Any] | None) -> str:
    if row is None or not math.isfinite(row["lower"]) or row["lower"] == row["upper"] == 0:
        return ""
    return interval(row["lower"], row["upper"], minus="-") + " "


def _cost(row: dict[Any, Any] | None) -> str:
    return f"({per_day(row['cost'], minus='-')}) " if row is not None and math.isfinite(row["cost"]) else ""


def _list(results: SweepResults) -> list[str]:
    """Return cells as a list, in the order of the axes; of many cells the first."""
    table = results.returned
    axes = results.varying
    widths = [max(8, min(18, max(len(word) for word in axis.words) + 2)) for axis in axes]
    head = (
        "".join(f"{f'axis {at}':<{width}}" for at, width in enumerate(widths, 1))
        if len(axes) > 1
        else "".join(f"{'value':<{width}}" for width in widths)
    )
    rows = (
        [f"axis {at}: {axis.label}" for at, axis in enumerate(axes, 1)]
        if len(axes) > 1
        else [f"value: {axes[0].label}"]
    )
    rows.append(f"{head}{'Bed days':>10}{'95% interval':>20}{'Net cost in':>13}{'For a bed':>11}")
    rows.append(f"{'':{sum(widths)}}{'returned':>10}{'':>20}{'cash a year':>13}{'day':>11}")
    rows.append("-" * len(rows[-2]))
    for row in table.head(MOST_ROWS).to_dict("records"):
        values = "".join(f"{_word(axis, row[axis.column]):<{width}}" for axis, width in zip(axes, widths, strict=True))
        cost = per_day(row["cost"], minus="-") if math.isfinite(row["cost"]) else ""
        cash = pounds(row["cash"], minus="-") if math.isfinite(row["cash"]) else ""
        rows.append(f"{values}{_mean(row):>10}{_interval(row):>20}{cash:>13}{cost:>11}".rstrip())
    more = len(table) - MOST_ROWS
    return rows + ([f"and {more:,} cells more: sweep.csv has them all"] if more > 0 else [])


def _word(axis: Axis, value: Any) -> str:
    return axis.words[axis.values.index(value)]


def _diminishing(results: SweepResults) -> Iterator[str]:
    """Yield sentences for each axis, the others at their first value: where its return diminishes, or whether."""
    for axis in results.axes:
        rows = results.diminishing[results.diminishing["axis"] == axis.name]
        if rows.empty:
            continue
        row = {str(name): value for name, value in rows.iloc[0].items()}
        lines_told = int((rows["verdict"] == DIMINISHES).sum())
        label = f"{axis.label}{_beside(row)}"
        if row["verdict"] == DIMINISHES:
            yield f"{label}: {_first(axis, row)} {_rest(row)}"
        elif row["verdict"] == "cannot tell":
            yield f"{label}: these replications cannot tell whether the return diminishes by half."
        else:
            words = "every further step returns at least half of what the first did, for its length; told apart"
            yield f"{label}: {words}."
        if lines_told and len(rows) > 1:
            yield f"  That it diminishes by half is told in {lines_told} of {len(rows)} lines along this axis."


def _beside(row: dict[str, Any]) -> str:
    return f" ({row['others']})" if row["others"] else ""


def _first(axis: Axis, row: dict[str, Any]) -> str:
    knee, whole = (number(row[name], minus="-") for name in ("knee_returned", "last_returned"))
    part = percent(row["knee_percent"])
    return (
        f"the first {axis.size(row['knee_value'])} returns {knee} of the {whole} bed days a year that"
        f" {axis.size(row['last_value'])} returns ({part})."
    )


def _rest(row: dict[str, Any]) -> str:
    ends = interval(row["beyond_lower"], row["beyond_upper"], minus="-")
    days, cash = number(row["beyond_the_knee"], minus="-"), pounds(row["beyond_cash"], minus="-")
    return (
        f"The rest returns {days} ({ends}) and costs {cash} a year in cash: each further step returns less than half of"
        " what the first did, for its length; told apart."
    )


def _best(results: SweepResults) -> Iterator[str]:
    table = results.returned
    may = table[table["verdict"].isin([MAY_BE, IS_BEST])]
    known = table["verdict"].isin([MAY_BE, IS_BEST, "not the best"])
    if len(table) < 2 or not known.any():
        return
    top = table.sort_values("mean", ascending=False, kind="stable").iloc[0]
    if len(may) == 1:
        yield f"Most bed days: {may['title'].iloc[0]}, told apart from all {len(table) - 1} other cells."
        return
    cheapest = may.sort_values("cash", kind="stable").iloc[0]
    yield (
        f"Most bed days: {len(may)} of {len(table)} cells cannot be told apart from the best (multiple comparison with"
        f" the best, 95 % for all together)."
    )
    if cheapest["cell"] != top["cell"] and cheapest["cash"] < top["cash"]:
        yield (
            f"Of these {cheapest['title']} costs least in cash: {pounds(cheapest['cash'], minus='-')} a year for"
            f" {number(cheapest['mean'], minus='-')} bed days, against {pounds(top['cash'], minus='-')} for"
            f" {number(top['mean'], minus='-')} with {top['title']}."
        )


def _target(results: SweepResults) -> Iterator[str]:
    """Yield what each axis needs for the target: others at their first value, and the first line that reaches it."""
    for axis in results.axes:
        rows = results.target[results.target["axis"] == axis.name] if len(results.target) else results.target
        reached = rows[rows["needed"].notna()] if len(rows) else rows
        shown = pd.concat([rows.head(1), reached.head(1)]).drop_duplicates()
        for row in shown.to_dict("records"):
            yield _needed(axis, {str(name): value for name, value in row.items()})


def _needed(axis: Axis, row: dict[str, Any]) -> str:
    wanted, label = number(row["target"]), f"{axis.label}{_beside(row)}"
    if not math.isfinite(row["needed"]):
        most = f"{number(row['most_returned'], minus='-')} at {axis.size(row['most_value'])}"
        return f"{wanted} bed days a year are not within the range of {label}: the most is {most}."
    ends = f"from {_figure(row['lower'])}" if math.isfinite(row["lower"]) else "from below the range"
    ends += f" to {_figure(row['upper'])}" if math.isfinite(row["upper"]) else " to beyond the range"
    mark = "%" if axis.key == "by" else ""
    needed = axis.size(_figure(row["needed"]) + mark)
    return f"{wanted} bed days a year need about {needed}, 95 % interval {ends}: {label}."


def _figure(value: float) -> str:
    return f"{value:.3g}"
