"""The pictures of a sweep: a line with its band for one axis, a heat map for two, small multiples for three."""

import math
from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.report.heat_map import HATCHED, heat_map
from sim.report.labels import interval, number
from sim.report.outlook_pictures import outlooks_picture
from sim.report.picture_files import save, write_texts
from sim.report.pictures import Picture
from sim.report.style import GREY, INK, OCHRE, PALE, PURPLE, QUIET, SMALL_SIZE, WIDTH, key, sheet, style
from sim.report.sweep_results import Axis, SweepResults
from sim.report.sweep_text import findings
from sim.study.analysis.grades import SAME

HEIGHT, LEFT, BELOW = 2.6, 0.75, 0.72
PANEL, ABREAST = 1.9, 2
MOST_TOLD = 30
"""Cells whose numbers the alternative text says."""


def draw_sweep(folder: Path, place: str) -> Path:
    """Draw the picture of a sweep into `figures/`."""
    results = SweepResults.read(folder)
    with style():
        texts = {0: save(picture(results, place), folder)}
        if results.outlooks:
            texts |= {1: save(outlooks_picture(results, place), folder)}
        write_texts(folder, texts)
    return folder / "figures"


def picture(results: SweepResults, place: str) -> Picture:
    """Return the picture, with its finding, its words and the table that it is drawn from."""
    heading = _heading(results)
    subtitle = f"{place}. Emergency bed days returned a year, {results.runs}, the same people and random numbers."
    axes = results.varying
    if len(axes) == 1:
        figure, table = _line(results, axes[0], heading, f"{subtitle} Band: 95% interval.")
    elif len(axes) in (2, 3) and results.is_grid:
        figure, table = heat_map(results, heading, subtitle)
    else:
        figure, table = _dots(results, heading, f"{subtitle} A dot for each cell; bars: 95% interval.")
    return Picture("sweep", heading, _alternative(results), table, figure)


def _heading(results: SweepResults) -> str:
    """Return the finding: the range of bed days returned over the cells, with the interval of the most."""
    known = results.returned.dropna(subset=["mean"])
    if known.empty:
        return f"{results.heading}: no answer"
    if known["grade"].isin([*HATCHED, SAME]).all():
        return f"{results.heading}: no cell can be told apart from the baseline"
    most = known.sort_values("mean", ascending=False, kind="stable").iloc[0]
    ends = interval(most["lower"], most["upper"])
    unsure = ", which may be none" if most["grade"] in HATCHED else ""
    return f"{results.heading}: up to {number(most['mean'])} bed days returned a year ({ends}){unsure}"


def _alternative(results: SweepResults) -> str:
    rows = results.returned.head(MOST_TOLD).to_dict("records")
    cells = [f"{row['title']}: {number(row['mean'])} ({interval(row['lower'], row['upper'])})" for row in rows]
    more = len(results.returned) - len(rows)
    rest = f" And {more} cells more, in the table." if more > 0 else ""
    sentences = " ".join(row.strip() for row in findings(results))
    return f"Bed days returned a year by cell. {'; '.join(cells)}.{rest} {sentences}"


def _line(results: SweepResults, axis: Axis, heading: str, subtitle: str) -> tuple[Figure, pd.DataFrame]:
    table = results.returned.sort_values(axis.column, kind="stable") if axis.has_numbers else results.returned
    figure = sheet(HEIGHT + BELOW, heading, subtitle)
    high = figure.get_figheight()
    axes = figure.add_axes((LEFT / WIDTH, BELOW / high, (WIDTH - LEFT - 0.15) / WIDTH, (HEIGHT - 0.1) / high))
    where = list(table[axis.column]) if axis.has_numbers else list(range(len(table)))
    known = [table[name].astype(float).tolist() for name in ("mean", "lower", "upper")]
    if axis.has_numbers:
        axes.fill_between(where, known[1], known[2], color=PURPLE, alpha=0.16, linewidth=0, gid="band")
        axes.plot(where, known[0], color=PURPLE, linewidth=1.6, gid="line", zorder=3)
    _points(axes, where, known, PURPLE)
    _scales(axes)
    words = [axis.words[axis.values.index(value)] for value in table[axis.column]]
    axes.set_xticks(where, words)
    axes.set_xlabel(axis.label, size=SMALL_SIZE, color=QUIET, labelpad=3)
    entries = [("\N{BLACK CIRCLE}", PURPLE, "bed days returned a year")]
    if results.wanted is not None:
        axes.axhline(results.wanted, color=OCHRE, linewidth=1.2, linestyle=(0, (4, 2)), gid="target")
        entries.append(("\N{EM DASH}", OCHRE, f"{number(results.wanted)} wanted"))
    knee = _knee(results)
    if knee is not None and axis.has_numbers:
        axes.axvline(knee, color=GREY, linewidth=1.0, linestyle=(0, (1, 1.6)), gid="knee")
        entries.append(("\N{HORIZONTAL ELLIPSIS}", GREY, "from here on less than half as much for each further step"))
    key(figure, LEFT / WIDTH, 0.14 / high, entries)
    columns = ["cell", axis.column, "mean", "lower", "upper", "grade", "cash", "cost"]
    return figure, table[columns].rename(columns={"mean": "bed_days_returned"})


def _knee(results: SweepResults) -> float | None:
    rows = results.diminishing
    knees = rows[rows["knee_value"] != ""] if len(rows) else rows
    if knees.empty:
        return None
    axis = results.varying[0]
    return float(axis.values[axis.words.index(str(knees["knee_value"].iloc[0]))])


def _points(axes: Axes, where: list[float], known: list[list[float]], colour: str) -> None:
    for x, mean, low, high in zip(where, *known, strict=True):
        if math.isfinite(low):
            axes.plot([x, x], [low, high], color=colour, linewidth=0.9, gid="interval", zorder=3)
        axes.plot(x, mean, "o", color=colour, markersize=3.2, zorder=4)


def _scales(axes: Axes) -> None:
    axes.axhline(0, color=INK, linewidth=0.7, zorder=1)
    axes.yaxis.set_major_locator(MaxNLocator(6))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    axes.tick_params(length=2)
    axes.grid(axis="y", color=PALE)


def _dots(results: SweepResults, heading: str, subtitle: str) -> tuple[Figure, pd.DataFrame]:
    """Return a panel for each axis: bed days returned of every cell against its value."""
    axes_shown = results.varying
    rows = -(-len(axes_shown) // ABREAST)
    figure = sheet(rows * (PANEL + 0.55) + 0.1, heading, subtitle)
    high, wide = figure.get_figheight(), WIDTH / ABREAST
    table = results.returned
    known = [table[name].astype(float).tolist() for name in ("mean", "lower", "upper")]
    for at, axis in enumerate(axes_shown):
        row, column = divmod(at, ABREAST)
        bottom = (rows - 1 - row) * (PANEL + 0.55) + 0.5
        panel = (column * wide + LEFT) / WIDTH, bottom / high, (wide - LEFT - 0.1) / WIDTH, (PANEL - 0.1) / high
        axes = figure.add_axes(panel)
        where = [value if axis.has_numbers else axis.values.index(value) for value in table[axis.column]]
        _points(axes, where, known, PURPLE)
        _scales(axes)
        if not axis.has_numbers or len(axis.values) <= 8:
            axes.set_xticks(list(axis.values) if axis.has_numbers else range(len(axis.values)), axis.words)
        axes.set_xlabel(axis.label, size=SMALL_SIZE, color=QUIET, labelpad=3)
    columns = [axis.column for axis in results.axes]
    drawn = table[["cell", *columns, "mean", "lower", "upper", "grade"]]
    return figure, drawn.rename(columns={"mean": "bed_days_returned"})
