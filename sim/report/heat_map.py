"""Heat maps of a sweep: bed days returned over two axes, a panel for each value of a third.

Every cell has its number. Cells that cannot be told apart from the baseline are hatched; the line goes where the target
is reached.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize, to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.report.labels import number
from sim.report.style import GREY, INK, OCHRE, PALE, PAPER, PURPLE, QUIET, SMALL_SIZE, WIDTH, key, sheet
from sim.report.sweep_results import Axis, SweepResults, per_day
from sim.report.typeface import size_for, wrapped
from sim.study.analysis.grades import NO_ANSWER, NO_VERDICT, NONE

COLOURS = LinearSegmentedColormap.from_list("returned", [OCHRE, "#F3E3CC", "#FFFFFF", "#D9D5EF", PURPLE])
"""Fewer bed days than today, none, more."""
LEFT, RIGHT, CELL, ABOVE, BELOW, GAP = 1.05, 0.08, 0.46, 0.22, 0.4, 0.24
"""Inches: left and right of a panel, height of a cell, above and below a panel, and between rows of panels."""
MOST_PANELS, ABREAST = 6, 2
SMALLEST = 4.2
"""Size in points below which no numbers are written into cells."""
HATCHED = (NONE, NO_VERDICT)
MIDDLE = 0.21
"""Relative luminance (WCAG 2) of a colour below which white writing has more contrast than dark writing."""


def heat_map(results: SweepResults, heading: str, subtitle: str) -> tuple[Figure, pd.DataFrame]:
    """Return the figure of two axes (three: small multiples), and the table that is drawn."""
    table, third = results.returned, results.varying[2:]
    panels = [("", table)]
    if third:
        pairs = list(zip(third[0].values, third[0].words, strict=True))[:MOST_PANELS]
        panels = [(f"{third[0].label}: {words}", table[table[third[0].column] == value]) for value, words in pairs]
    columns = [axis.column for axis in results.axes]
    drawn = table[["cell", *columns, "mean", "lower", "upper", "grade", "cost"]]
    drawn = drawn.rename(columns={"mean": "bed_days_returned", "cost": "cost_per_bed_day_returned"})
    return heat_maps(results, panels, heading, subtitle), drawn


def heat_maps(results: SweepResults, panels: Sequence[tuple[str, pd.DataFrame]], heading: str, subtitle: str) -> Figure:
    """Return a figure of the first two axes with a panel for each table of cells, in one scale of colours."""
    down, across, *_ = results.varying
    table = pd.concat([mine for _, mine in panels])
    titled = any(title for title, _ in panels)
    abreast = min(len(panels), ABREAST)
    rows = -(-len(panels) // abreast)
    panel_height = ABOVE * titled + CELL * len(down.values) + BELOW
    figure = sheet(rows * panel_height + (rows - 1) * GAP + 0.34, heading, subtitle)
    scale = _scale(table)
    wide, high = WIDTH / abreast, figure.get_figheight()
    for at, (title, mine) in enumerate(panels):
        row, column = divmod(at, abreast)
        bottom = 0.34 + (rows - 1 - row) * (panel_height + GAP) + BELOW
        left = column * wide + LEFT
        box = (left / WIDTH, bottom / high, (wide - LEFT - RIGHT) / WIDTH, CELL * len(down.values) / high)
        axes = figure.add_axes(box)
        _panel(axes, mine, (down, across), scale, results.wanted, (wide - LEFT - RIGHT) / len(across.values))
        if title:
            words = wrapped(title, wide - LEFT, 8.0, bold=True, most=1)
            axes.set_title("\n".join(words), loc="left", size=8.0, weight="bold", pad=4)
    key(figure, 0.1 / WIDTH, 0.14 / high, _entries(table, results.wanted))
    return figure


def _scale(table: pd.DataFrame) -> Normalize:
    most = float(table["mean"].abs().max())
    return Normalize(-most, most) if math.isfinite(most) and most > 0 else Normalize(-1, 1)


def _panel(
    axes: Axes, table: pd.DataFrame, pair: tuple[Axis, Axis], scale: Normalize, wanted: float | None, inches: float
) -> None:
    down, across = pair
    by_place = {(row[down.column], row[across.column]): row for row in table.to_dict("records")}
    texts = [text for row in by_place.values() for text in _texts(row)]
    size = size_for(texts or [""], inches * 0.92, SMALL_SIZE + 0.8)
    for y, value in enumerate(down.values):
        for x, other in enumerate(across.values):
            _cell(axes, (x, y), by_place.get((value, other)), scale, size)
    axes.set_xlim(-0.5, len(across.values) - 0.5)
    axes.set_ylim(len(down.values) - 0.5, -0.5)
    axes.set_xticks(range(len(across.values)), _ticks(across.words, inches))
    axes.set_yticks(range(len(down.values)), _ticks(down.words, LEFT - 0.4))
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.set_xlabel(across.label, size=SMALL_SIZE, color=QUIET, labelpad=2)
    axes.set_ylabel("\n".join(wrapped(down.label, CELL * len(down.values), SMALL_SIZE)), size=SMALL_SIZE, color=QUIET)
    _contour(axes, by_place, pair, wanted)


def _ticks(words: Sequence[str], inches: float) -> list[str]:
    return ["\n".join(wrapped(word, inches, SMALL_SIZE, most=2)) for word in words]


def _texts(row: dict[Any, Any]) -> list[str]:
    """Return what is written into a cell: bed days, and below them what one costs."""
    if row["grade"] == NO_ANSWER:
        return [NO_ANSWER]
    cost = [f"{per_day(row['cost'])} each"] if math.isfinite(row["cost"]) else []
    return [number(float(row["mean"])), *cost]


def _cell(axes: Axes, at: tuple[int, int], row: dict[Any, Any] | None, scale: Normalize, size: float) -> None:
    x, y = at
    if row is None:
        return
    empty = row["grade"] == NO_ANSWER
    colour = PALE if empty else to_hex(COLOURS(scale(float(row["mean"]))))
    edge = PALE if colour == PAPER.lower() else PAPER
    axes.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor=colour, edgecolor=edge, linewidth=1.2, gid="cell"))
    hatched = row["grade"] in HATCHED
    if hatched:
        box = Rectangle((x - 0.5, y - 0.5), 1, 1, fill=False, hatch="////", edgecolor=GREY, linewidth=0.0, alpha=0.45)
        box.set_gid("not-told-apart")
        axes.add_patch(box)
    if size < SMALLEST:
        return
    ink = PAPER if _luminance(colour) < MIDDLE else INK
    back = {"facecolor": colour, "edgecolor": "none", "pad": 0.6}
    texts = _texts(row)
    for line, text in enumerate(texts):
        shift = (line - (len(texts) - 1) / 2) * 0.34
        weight = "bold" if line == 0 and not empty else "normal"
        axes.text(x, y + shift, text, ha="center", va="center", size=size if line == 0 else size * 0.88, color=ink,
                  weight=weight, bbox=back, zorder=4)  # fmt: skip


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contour(
    axes: Axes, by_place: dict[tuple[Any, Any], dict[Any, Any]], pair: tuple[Axis, Axis], wanted: float | None
) -> None:
    """Draw where the target is reached, between the middles of the cells."""
    down, across = pair
    if wanted is None or len(down.values) < 2 or len(across.values) < 2:
        return
    values = np.asarray(
        [[by_place.get((v, w), {}).get("mean", math.nan) for w in across.values] for v in down.values], dtype=float
    )
    if np.isfinite(values).sum() < 4 or not np.nanmin(values) < wanted <= np.nanmax(values):
        return
    lines = axes.contour(np.ma.masked_invalid(values), levels=[wanted], colors=[INK], linewidths=1.6, zorder=2.5)
    lines.set_gid("target")


def _entries(table: pd.DataFrame, wanted: float | None) -> list[tuple[str, str, str]]:
    entries = [("\N{BLACK SQUARE}", PURPLE, "more bed days returned"), ("\N{BLACK SQUARE}", OCHRE, "fewer")]
    if not (table["mean"] < 0).any():
        entries = entries[:1]
    if table["grade"].isin(HATCHED).any():
        entries.append(("\N{SQUARE WITH UPPER RIGHT TO LOWER LEFT FILL}", GREY, "not told apart from the baseline"))
    if table["cost"].notna().any():
        entries.append(("£", QUIET, "each: cash for a bed day returned"))
    if wanted is not None:
        entries.append(("\N{EM DASH}", INK, f"{number(wanted)} bed days"))
    return entries
