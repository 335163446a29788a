"""All of Scotland: what each partnership gives back, beside its part of the national 200,000, and all together."""

import math
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.report.console import MARKS
from sim.report.findings import returned
from sim.report.labels import interval, lines, number, percent
from sim.report.results_folder import Results
from sim.report.style import (
    INK,
    PURPLE,
    QUIET,
    SMALL_SIZE,
    TEAL,
    WIDTH,
    key,
    sheet,
)
from sim.report.typeface import wrapped
from sim.study.analysis.grades import NONE, grade

SCOTLAND, PICTURE = "scotland", "by_partnership"
ROW, BAR, LEFT, RIGHT, NATIONAL = 0.148, 0.62, 1.75, 1.62, 0.56
"""Inches for a partnership; share of that for its bar; inches for names, for words on the right, and for Scotland."""
WIDTHS = (36, 11, 20, 12, 12)
MOST = 3
"""How many partnerships a sentence names."""


def best(results: Results) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the partnerships' rows of the option that gives back most, largest first, and Scotland's row of it.

    Both are empty where no option was compared, or in the folder of one partnership.
    """
    table, options = results.partnerships, returned(results)["option"]
    if table is None or options.empty:
        return pd.DataFrame(), {}
    rows = table[table["option"] == options.iloc[0]]
    parts = rows[rows["partnership"] != SCOTLAND].sort_values("mean", ascending=False, kind="stable")
    whole = rows[rows["partnership"] == SCOTLAND].to_dict("records")[0]
    return parts.reset_index(drop=True), {str(name): value for name, value in whole.items()}


def headline(whole: dict[str, Any], title: str) -> str:
    """Say in one line how much of the national 200,000 an option gives back, and how sure that is."""
    mean, low, high = (float(whole[name]) for name in ("mean", "lower", "upper"))
    bounds = f"95% interval {interval(low, high)}" if math.isfinite(low) else "one replication, so no interval"
    verb = "gives back" if mean >= 0 else "takes"
    share = f", {percent(float(whole['share_percent']))} of the national {number(float(whole['part_of_200000']))}"
    if grade(mean, low, high, int(whole["replications"])) == NONE:
        return f"{title} comes to {number(mean)} bed days a year in Scotland ({bounds}): {NONE}"
    return f"{title} {verb} about {number(abs(mean))} bed days a year in Scotland{share} ({bounds})"


def most(parts: pd.DataFrame) -> str:
    """Say which partnerships give back most, and which most of their own part."""
    known = parts.dropna(subset=["mean"])
    by_share = known.sort_values("share_percent", ascending=False, kind="stable")
    days = ", ".join(f"{row['title']} {number(row['mean'])}" for row in known.head(MOST).to_dict("records"))
    shares = ", ".join(
        f"{row['title']} {percent(row['share_percent'])}" for row in by_share.head(MOST).to_dict("records")
    )
    reached = int((known["share_percent"] >= 100).sum())
    own = f"{reached or 'none'} of {len(known)} partnerships reach their own part"
    return f"Most bed days: {days}. Most of their own part: {shares}; {own}"


def scotland_text(results: Results) -> str:
    """Return the partnerships as text of at most 100 columns, largest first, with Scotland below."""
    parts, whole = best(results)
    if parts.empty:
        return "By partnership: no option was compared with the baseline."
    title = results.titles[str(whole["option"])]
    head = _line(("Partnership", "Bed days", "95% interval", "Its part", "Share"))
    below = _line(("", "returned", "", "of 200,000", "of its part"))
    rule = "-" * len(below)
    body = [_line(_cells(row)) for row in parts.to_dict("records")]
    marks = {mark for row in parts.to_dict("records") if (mark := _mark(row))}
    note = [f"{mark} {grade}" for grade, mark in MARKS.items() if mark in marks]
    lacking = parts[parts["mean"].isna()]
    note += lines(f"No answer, and not in the sum: {_reasons(lacking)}.", 100) if len(lacking) else []
    lead = [f"{title}, by partnership" if len(results.options) > 1 else "By partnership"]
    sentences = [*lines(f"{headline(whole, title)}.", 100), *lines(f"{most(parts)}.".replace("\u2212", "-"), 100)]
    return "\n".join([*lead, head, below, rule, *body, rule, _line(_cells(whole)), *note, "", *sentences])


def _cells(row: dict[Any, Any]) -> tuple[str, ...]:
    mean, low, high = (float(row[name]) for name in ("mean", "lower", "upper"))
    part = number(float(row["part_of_200000"]))
    if not math.isfinite(mean):
        return str(row["title"]), "no answer", "", part, ""
    share = percent(float(row["share_percent"]), minus="-")
    return str(row["title"]), number(mean, minus="-") + _mark(row), interval(low, high, minus="-"), part, share


def _mark(row: dict[Any, Any]) -> str:
    """Return the mark of a number whose size or direction these replications do not tell."""
    mean, low, high = (float(row[name]) for name in ("mean", "lower", "upper"))
    return MARKS.get(grade(mean, low, high, int(row["replications"])), "")


def _reasons(lacking: pd.DataFrame) -> str:
    """Say which partnerships give no answer, and why."""
    return "; ".join(f"{row['title']} ({row.get('note') or 'no run'})" for row in lacking.to_dict("records"))


def _line(cells: tuple[str, ...]) -> str:
    first = cells[0].ljust(WIDTHS[0])
    return (first + "".join(cell.rjust(width) for cell, width in zip(cells[1:], WIDTHS[1:], strict=True))).rstrip()


def by_partnership(parts: pd.DataFrame, whole: dict[str, Any], *, title: str, subtitle: str) -> Figure:
    """Draw a bar for each partnership with its interval and its part of the 200,000; above, one for Scotland."""
    rows_height = ROW * len(parts)
    figure = sheet(rows_height + NATIONAL + 0.98, title, subtitle)
    height = figure.get_figheight()
    across = (LEFT / WIDTH, 1 - (LEFT + RIGHT) / WIDTH)
    top = figure.add_axes((across[0], (rows_height + 0.9) / height, across[1], (NATIONAL - 0.36) / height))
    _bars(top, pd.DataFrame([whole]))
    below = figure.add_axes((across[0], 0.42 / height, across[1], rows_height / height))
    _bars(below, parts)
    below.set_xlabel("hospital bed days returned a year")
    entries = [("■", PURPLE, "bed days returned"), ("—", INK, "95% interval"), ("|", TEAL, "part of the 200,000")]
    key(figure, across[0], (rows_height + NATIONAL + 0.82) / height, entries)
    return figure


def _bars(axes: Axes, table: pd.DataFrame) -> None:
    columns = ("mean", "lower", "upper", "part_of_200000")
    means, low, high, part = (table[name].to_numpy(dtype=float) for name in columns)
    rows, ends = np.arange(len(table)), np.concatenate([means, low, high, part, [0.0]])
    axes.set_ylim(len(table) - 0.5, -0.5)
    axes.set_xlim(min(1.04 * float(np.nanmin(ends)), 0.0), 1.04 * float(np.nanmax(ends)))
    axes.barh(rows, np.nan_to_num(means), BAR, color=PURPLE)
    axes.hlines(rows, low, high, color="white", linewidth=2.2)
    axes.hlines(rows, low, high, color=INK, linewidth=1.3)
    axes.vlines(part, rows - 0.42, rows + 0.42, color=TEAL, linewidth=1.8)
    axes.axvline(0, color=INK, linewidth=0.9)
    axes.set_yticks(rows, [wrapped(str(title), LEFT - 0.1, SMALL_SIZE, most=1)[0] for title in table["title"]])
    axes.tick_params(axis="y", length=0, labelsize=SMALL_SIZE, labelcolor=INK)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    for position, row in enumerate(table.to_dict("records")):
        text = f"{number(float(row['mean']))}{_mark(row)}"
        transform = axes.get_yaxis_transform()
        if not math.isfinite(float(row["mean"])):
            axes.text(1.02, position, "no answer", transform=transform, va="center", size=SMALL_SIZE, color=QUIET)
            continue
        axes.text(1.13, position, text, transform=transform, va="center", ha="right", weight="bold", size=SMALL_SIZE)
        share = f"{percent(float(row['share_percent']))} of {number(float(row['part_of_200000']))}"
        axes.text(1.16, position, share, transform=transform, va="center", size=SMALL_SIZE - 0.7, color=QUIET)
