"""The pictures of fair shares: a bar for each part with its interval, and what pairs of parts do to each other."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.report.labels import interval, number
from sim.report.picture_files import save, write_texts
from sim.report.pictures import Picture
from sim.report.shares_text import NOT_TOLD, RETURNED, SharesResults, findings
from sim.report.style import GREY, INK, OCHRE, PALE, PURPLE, QUIET, SMALL_SIZE, TEXT_SIZE, WIDTH, key, sheet, style
from sim.report.typeface import wrapped
from sim.study.analysis.grades import NO_VERDICT, NONE, SAME

LEFT, RIGHT, ROW, BAR = 2.75, 1.35, 0.27, 0.55
"""Inches: titles on the left, numbers on the right, height of a row; share of it that a bar takes."""
BELOW, CELL = 0.6, 0.34
LIGHT = "#A9A2D8"
"""A lighter purple, on which intervals and marks are seen."""


def draw_shares(folder: Path, place: str) -> Path:
    """Draw the pictures of fair shares into `figures/`."""
    results = SharesResults(folder)
    with style():
        texts = {0: save(shares_picture(results, place), folder)}
        if not results.interactions.empty:
            texts[1] = save(interactions_picture(results, place), folder)
        write_texts(folder, texts)
    return folder / "figures"


def shares_picture(results: SharesResults, place: str) -> Picture:
    """Return the shares of bed days returned, a bar for each part, the parts of a system together."""
    table = _rows(results)
    package = results.of(RETURNED).iloc[0]
    unsure = ", which may be none" if package["grade"] in (NONE, NO_VERDICT) else ""
    ends = f" ({interval(package['lower'], package['upper'])})"
    title = f"The {len(table)} parts together return {number(package['share'])} bed days a year{ends}{unsure}"
    subtitle = f"{place}. What each part adds, averaged over orders, {_runs(results)}. Bars: 95% interval."
    figure = _bars(table, title, subtitle)
    rows = [f"{row['title']}: {number(row['share'])} ({interval(row['lower'], row['upper'])})"
            for row in table.to_dict("records")]  # fmt: skip
    words = f"Shares of bed days returned a year. {'; '.join(rows)}. {' '.join(findings(results))}"
    return Picture("shares", title, words, table, figure)


def _rows(results: SharesResults) -> pd.DataFrame:
    table = results.of(RETURNED)
    parts = table[table["kind"] == "part"]
    systems = list(dict.fromkeys(parts["system"]))
    parts = parts.sort_values("system", key=lambda names: names.map(systems.index), kind="stable")
    columns = ["title", "system", "share", "lower", "upper", "grade", "alone", "last"]
    return parts[columns].reset_index(drop=True)


def _runs(results: SharesResults) -> str:
    count = results.replications
    return f"mean of {count} replication{'' if count == 1 else 's'}"


def _bars(table: pd.DataFrame, title: str, subtitle: str) -> Figure:
    heights, y = [], 0.0
    labels: list[tuple[float, str]] = []
    for at, system in enumerate(table["system"]):
        if system and (at == 0 or table["system"][at - 1] != system):
            labels.append((y, str(system).capitalize()))
            y += 0.85
        heights.append(y)
        y += 1.0
    figure = sheet(ROW * y + BELOW, title, subtitle)
    high = figure.get_figheight()
    box = (LEFT / WIDTH, BELOW / high, (WIDTH - LEFT - RIGHT) / WIDTH, ROW * y / high)
    axes = figure.add_axes(box)
    for row, where in zip(table.to_dict("records"), heights, strict=True):
        _bar(axes, {str(name): value for name, value in row.items()}, where)
    axes.set_ylim(y - 0.5, -0.6)
    words = ["\n".join(wrapped(str(name), LEFT - 0.12, TEXT_SIZE, most=1)) for name in table["title"]]
    axes.set_yticks(heights, words)
    for where, name in labels:
        height = BELOW + ROW * (y - 0.5 - where) * y / (y + 0.1)
        figure.text(0.03 / WIDTH, height / high, name, size=SMALL_SIZE, color=QUIET, va="center", weight="bold")
    _scale(axes)
    _key(figure, table, high)
    return figure


def _bar(axes: Axes, row: dict[str, object], where: float) -> None:
    share, lower, upper = (float(str(row[name])) for name in ("share", "lower", "upper"))
    unsure = row["grade"] in (NONE, SAME)
    axes.barh(where, share, BAR, color=PALE if unsure else LIGHT, gid="share", edgecolor=GREY if unsure else PURPLE,
              linewidth=0.5)  # fmt: skip
    if math.isfinite(lower):
        axes.plot([lower, upper], [where, where], color=INK, linewidth=0.9, gid="interval", zorder=3)
    for name, colour in (("alone", OCHRE), ("last", GREY)):
        value = float(str(row[name]))
        if math.isfinite(value):
            axes.plot([value, value], [where - 0.4, where + 0.4], color=colour, linewidth=1.5, gid=name, zorder=4)
    ends = f" ({interval(lower, upper)})" if math.isfinite(lower) else ""
    axes.annotate(f"{number(share)}{ends}", (1.02, where), xycoords=("axes fraction", "data"), va="center",
                  size=SMALL_SIZE, color=QUIET, annotation_clip=False)  # fmt: skip


def _scale(axes: Axes) -> None:
    axes.axvline(0, color=INK, linewidth=0.7)
    axes.tick_params(axis="y", length=0, labelsize=TEXT_SIZE, labelcolor=INK)
    axes.grid(axis="x")
    axes.xaxis.set_major_locator(MaxNLocator(6))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    axes.set_xlabel("hospital bed days returned a year", size=SMALL_SIZE, color=QUIET)


def _key(figure: Figure, table: pd.DataFrame, high: float) -> None:
    entries = [("■", LIGHT, "share")]
    if table["grade"].isin([NONE, SAME]).any():
        entries.append(("■", PALE, "share not distinguishable from none"))
    if table["alone"].notna().any():
        entries += [("▎", OCHRE, "alone"), ("▎", GREY, "as the last, added to all others")]
    key(figure, 0.1 / WIDTH, 0.12 / high, entries)


def interactions_picture(results: SharesResults, place: str) -> Picture:
    """Return what pairs of parts do to bed days returned, grey where it is not told apart from none."""
    table = results.pairs
    table = table[(table["measure"] == RETURNED) & (table["level"] == "all")].reset_index(drop=True)
    clear = int((table["verdict"] != NOT_TOLD).sum())
    title = f"{clear or 'None'} of {len(table)} pairs of parts {'is' if clear < 2 else 'are'} told apart from adding up"
    subtitle = f"{place}. Bed days a year of both together less those of each alone, {_runs(results)}. 95% for all."
    figure = _triangle(table, title, subtitle)
    rows = [f"{row['first_title']} with {row['second_title']}: {number(row['interaction'])}, {row['verdict']}"
            for row in table.to_dict("records") if row["verdict"] != NOT_TOLD]  # fmt: skip
    words = f"Interactions of pairs of parts. {'; '.join(rows) or 'None is told apart from none'}."
    drawn = table[["first", "second", "interaction", "lower", "upper", "verdict"]]
    return Picture("interactions", title, words, drawn, figure)


def _triangle(table: pd.DataFrame, title: str, subtitle: str) -> Figure:
    names = list(dict.fromkeys([*table["first_title"], *table["second_title"]]))
    size = CELL * (len(names) - 1)
    figure = sheet(size + 0.62, title, subtitle)
    high = figure.get_figheight()
    wide = WIDTH - LEFT - 0.2
    axes = figure.add_axes((LEFT / WIDTH, 0.52 / high, wide / WIDTH, size / high))
    for row in table.to_dict("records"):
        x, y = names.index(row["first_title"]), names.index(row["second_title"]) - 1
        clear = row["verdict"] != NOT_TOLD
        colour = PALE if not clear else OCHRE if row["interaction"] < 0 else PURPLE
        axes.add_patch(Rectangle((x, y), 1, 1, facecolor=colour, edgecolor="white", linewidth=1.0, gid="pair"))
        ink = "white" if colour == PURPLE else INK
        axes.text(x + 0.5, y + 0.5, number(row["interaction"]), ha="center", va="center", size=SMALL_SIZE - 0.8,
                  color=ink if clear else QUIET)  # fmt: skip
    axes.set_xlim(0, len(names) - 1)
    axes.set_ylim(len(names) - 1, 0)
    inches = wide / (len(names) - 1)
    axes.set_xticks(np.arange(len(names) - 1) + 0.5, [f"{at}" for at in range(1, len(names))])
    numbered = [f"{at}  {name}" for at, name in enumerate(names[1:], 2)]
    axes.set_yticks(np.arange(len(names) - 1) + 0.5,
                    ["\n".join(wrapped(name, LEFT - 0.12, TEXT_SIZE - 0.4, most=1)) for name in numbered])  # fmt: skip
    axes.tick_params(length=0, labelsize=TEXT_SIZE - 0.4, labelcolor=INK)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.text(0.99, 0.98, "\n".join(wrapped(f"1  {names[0]}", max(inches * 3, 2.2), TEXT_SIZE)), ha="right", va="top",
              transform=axes.transAxes, size=TEXT_SIZE - 0.4)  # fmt: skip
    entries = [("■", PURPLE, "add to each other"), ("■", OCHRE, "overlap"), ("■", PALE, "not told apart from none")]
    key(figure, 0.1 / WIDTH, 0.12 / high, entries)
    return figure
