"""Bars: bed days returned in three parts, net cost by payer, and bed days returned by deprivation quintile."""

from collections.abc import Callable
from itertools import cycle

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.report.labels import PARTS, includes_none, interval, number, pounds
from sim.report.style import (
    EDGE,
    GREY,
    INK,
    PURPLE,
    QUIET,
    SERIES,
    SMALL_SIZE,
    TEXT_SIZE,
    WIDTH,
    WRITING_ON,
    key,
    sheet,
)
from sim.report.typeface import width, wrapped
from sim.study.analysis.grades import NO_ANSWER, NO_VERDICT

ROW, LOW_ROW, MANY_ROWS = 0.46, 0.39, 7
"""Inches for an option, and where there are more than so many options."""
BAR, LEFT, RIGHT = 0.44, 1.98, 1.72
"""Share of a row for its bar; inches for names on the left and totals on the right."""
SMALLEST = 5.8
"""Size in points of the words beside a total."""


def bed_days_returned(table: pd.DataFrame, *, title: str, subtitle: str) -> Figure:
    """Draw bed days returned by option: bars in three parts, and below each the total with its 95% interval."""
    words = [str(text) for text in table["in_words"]]
    return _stacked(table, PARTS, words, title=title, subtitle=subtitle, unit="hospital bed days a year", write=number)


def net_cost(table: pd.DataFrame, payers: dict[str, str], *, title: str, subtitle: str) -> Figure:
    """Draw net cost by option: bars by payer (left of zero: money released), total with its 95% interval.

    `payers` has the label of each payer by the name of its column.
    """
    words = [_dearer(float(low), float(high)) for low, high in zip(table["lower"], table["upper"], strict=True)]
    unit = "pounds a year (left of zero: costs less than the baseline)"
    return _stacked(table, payers, words, title=title, subtitle=subtitle, unit=unit, write=pounds)


def _dearer(low: float, high: float) -> str:
    if not (np.isfinite(low) and np.isfinite(high)):
        return NO_VERDICT
    if includes_none(low, high):
        return "not distinguishable from none"
    return "costs more" if low > 0 else "costs less"


def _stacked(
    table: pd.DataFrame,
    parts: dict[str, str],
    words: list[str],
    *,
    title: str,
    subtitle: str,
    unit: str,
    write: Callable[[float], str],
) -> Figure:
    rows = len(table)
    rows_height = (ROW if rows <= MANY_ROWS else LOW_ROW) * rows
    figure = sheet(rows_height + 0.7, title, subtitle)
    height = figure.get_figheight()
    axes = figure.add_axes((LEFT / WIDTH, 0.46 / height, 1 - (LEFT + RIGHT) / WIDTH, rows_height / height))
    axes.set_ylim(rows - 0.5, -0.5)
    axes.set_xlim(*_limits(table, list(parts)))
    _bars(axes, table, list(parts), write)
    _totals(axes, table, words, write)
    axes.axvline(0, color=INK, linewidth=0.9, gid="zero")
    axes.set_yticks(range(rows), [_name(str(text)) for text in table["title"]])
    axes.tick_params(axis="y", length=0, labelsize=TEXT_SIZE, labelcolor=INK)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: write(value)))
    axes.set_xlabel(unit)
    entries = [("■", colour, words) for words, colour in zip(parts.values(), cycle(SERIES), strict=False)]
    key(figure, LEFT / WIDTH, (rows_height + 0.58) / height, [*entries, ("—●—", INK, "total, 95% interval")])
    return figure


def _limits(table: pd.DataFrame, parts: list[str]) -> tuple[float, float]:
    values = np.nan_to_num(table[parts].to_numpy(dtype=float))
    ends = np.append(table[["total", "lower", "upper"]].to_numpy(dtype=float), 0.0)
    high = max(float(np.clip(values, 0, None).sum(axis=1).max()), float(np.nanmax(ends)), 0.0)
    low = min(float(np.clip(values, None, 0).sum(axis=1).min()), float(np.nanmin(ends)), 0.0)
    margin = 0.03 * (high - low or 1.0)
    return (low - margin if low < 0 else 0.0, high + margin if high > 0 or low == 0 else 0.0)


def _bars(axes: Axes, table: pd.DataFrame, parts: list[str], write: Callable[[float], str]) -> None:
    """Stack the parts away from zero on both sides; write a part's value in it where there is room."""
    low, high = axes.get_xlim()
    inches = (WIDTH - LEFT - RIGHT) / (high - low)
    ends = {1: np.zeros(len(table)), -1: np.zeros(len(table))}
    for part, colour in zip(parts, cycle(SERIES), strict=False):
        for row, value in enumerate(table[part].astype(float).fillna(0.0)):
            side = ends[1 if value >= 0 else -1]
            start = float(side[row])
            side[row] += value
            axes.barh(
                row - 0.14, value, BAR, start, color=colour, edgecolor="white", linewidth=0.6, gid=f"{part}-{row}"
            )
            text, size = write(value), SMALL_SIZE - 0.5
            if abs(value) * inches > width(text, size) + 0.07:
                middle, ink = start + value / 2, WRITING_ON[colour]
                axes.text(middle, row - 0.15, text, ha="center", va="center", size=size, color=ink)


def _totals(axes: Axes, table: pd.DataFrame, words: list[str], write: Callable[[float], str]) -> None:
    money = write is pounds
    for row, (total, low, high) in enumerate(
        zip(table["total"].astype(float), table["lower"].astype(float), table["upper"].astype(float), strict=True)
    ):
        if not np.isfinite(total):
            axes.text(1.02, row, NO_ANSWER, transform=axes.get_yaxis_transform(), va="center", color=QUIET)
            continue
        if np.isfinite(low) and np.isfinite(high):
            axes.plot(
                [low, high], [row + 0.24] * 2, color=INK, linewidth=1.3, solid_capstyle="butt", gid=f"interval-{row}"
            )
            axes.plot([low, high], [row + 0.24] * 2, "|", color=INK, markersize=5, markeredgewidth=1.1)
        axes.plot(total, row + 0.24, "o", color=INK, markersize=4.2, markeredgecolor="white", gid=f"total-{row}")
        transform = axes.get_yaxis_transform()
        axes.text(1.02, row - 0.2, write(total), transform=transform, va="center", weight="bold", size=TEXT_SIZE)
        beside = _beside(interval(low, high, money=money), words[row])
        axes.text(1.02, row + 0.22, beside, transform=transform, va="center", size=SMALLEST, color=QUIET)


def _name(title: str) -> str:
    """Return an option's title on at most two lines that fit on the left."""
    return "\n".join(wrapped(title, LEFT - 0.12, TEXT_SIZE, most=2))


def _beside(bounds: str, words: str) -> str:
    """Return interval and grade, each on a line that fits on the right."""
    inches = RIGHT - 0.02 * (WIDTH - LEFT - RIGHT) - EDGE
    return "\n".join(wrapped(text, inches, SMALLEST, most=1)[0] for text in (bounds, words.split(";", maxsplit=1)[0]))


def by_quintile(table: pd.DataFrame, *, title: str, subtitle: str, unit: str) -> Figure:
    """Draw bed days returned by deprivation quintile: a small panel for each option, one scale, zero-based."""
    options = list(dict.fromkeys(table["option"]))
    across = min(4, len(options))
    down = -(-len(options) // across)
    below = 1.55 * down + 0.36
    figure = sheet(below, title, subtitle)
    height = figure.get_figheight()
    low = min(0.0, float(np.nanmin(table[["value", "lower"]].to_numpy(dtype=float))))
    high = max(0.0, float(np.nanmax(table[["value", "upper"]].to_numpy(dtype=float))))
    margin = 0.05 * (high - low or 1.0)
    for panel, option in enumerate(options):
        column, row = panel % across, panel // across
        box = (0.09 + 0.91 * column / across, (below - 1.55 * (row + 1) + 0.1) / height, 0.78 / across, 1.05 / height)
        axes = figure.add_axes(box)
        _quintile_panel(axes, table[table["option"] == option])
        axes.set_ylim(low - margin if low < 0 else 0.0, high + margin)
        axes.tick_params(axis="y", labelleft=column == 0)
        axes.grid(axis="y")
    figure.text(0.5, 0.1 / height, "SIMD quintile: 1 most deprived, 5 least deprived", ha="center", color=QUIET)
    figure.text(0.012, (below + 0.45) / 2 / height, unit, rotation=90, va="center", ha="center", color=QUIET)
    return figure


def _quintile_panel(axes: Axes, table: pd.DataFrame) -> None:
    values, places = table["value"].to_numpy(dtype=float), np.arange(len(table))
    axes.bar(places, values, 0.66, color=[PURPLE if name in ("1", "1.0") else GREY for name in table["quintile"]])
    low, high = table["lower"].to_numpy(dtype=float), table["upper"].to_numpy(dtype=float)
    axes.vlines(places, low, high, color=INK, linewidth=1.1)
    axes.axhline(0, color=INK, linewidth=0.8)
    axes.set_xticks(places, [str(name)[:1] for name in table["quintile"]])
    axes.tick_params(axis="x", length=0)
    axes.yaxis.set_major_locator(MaxNLocator(4))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    axes.spines["bottom"].set_visible(False)
    inches = axes.get_position().width * WIDTH + 0.22
    title = wrapped(str(table["title"].iloc[0]), inches, TEXT_SIZE, bold=True, most=2)
    axes.set_title("\n".join(title), loc="left", size=TEXT_SIZE, weight="bold", pad=3)
