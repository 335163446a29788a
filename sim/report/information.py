"""The value of knowing more, as text and as a picture: by group of inputs, in bed days and in pounds."""

from collections.abc import Hashable, Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.report.labels import lines, number, pounds, within
from sim.report.pictures import Picture
from sim.report.sensitivity_text import heading
from sim.report.style import GREY, INK, QUIET, SERIES, SMALL_SIZE, TEXT_SIZE, WIDTH, sheet
from sim.report.typeface import wrapped

LETTERS, WORDS = 112, 52
EVERYTHING = "everything that is uncertain"
GAP, ROOM = 0.085, 1.05
"""Least distance between two names in the picture, in parts of its height; its height over the largest value."""
SHOWN = 5
"""Groups drawn beside everything."""
NOTE = (
    "What a year's choice between doing nothing and these options would gain if this were known before choosing: bed"
    " days a year, or pounds a year at what a bed day is worth, less net cost in cash. ?: cannot be told from none."
    " Permuted: the same with results shuffled, when knowing is worth nothing: this must be near 0. A study costs money"
    " of its own, and no study makes known everything: these are the most that one could be worth."
)


def information_lines(values: pd.DataFrame, titles: Mapping[str, str]) -> str:
    """Return a line for each group of inputs in bed days and at each value of a bed day; nothing without values."""
    if values.empty:
        return ""
    blocks = ["What it would be worth to know more"]
    for label, rows in values.groupby("measured_in", sort=False):
        head = _line(_measure(str(label), rows), "a year", "95% interval", "permuted")
        known = rows[rows["group"] != EVERYTHING].sort_values("value", ascending=False, kind="stable")
        listed = [*rows[rows["group"] == EVERYTHING].to_dict("records"), *known.to_dict("records")]
        best = heading(str(rows["best_today"].iloc[0]), titles)
        blocks.append("\n".join([head, "-" * len(head), *map(_row, listed), f"best today, by means: {best}"]))
    return "\n\n".join([*blocks, "\n".join(lines(NOTE, LETTERS))])


def _measure(label: str, rows: pd.DataFrame) -> str:
    value = rows["value_of_a_bed_day"].iloc[0]
    return "In bed days" if pd.isna(value) else f"In pounds, a bed day at {pounds(float(value))} ({label})"


def _line(*cells: str) -> str:
    return f"{cells[0]:{WORDS + 22}}{cells[1]:>12}{cells[2]:>22}{cells[3]:>12}".rstrip()


def _row(row: Mapping[Hashable, object]) -> str:
    write = number if pd.isna(float(str(row["value_of_a_bed_day"]))) else pounds
    value, low, high, zero = (write(float(str(row[name]))) for name in ("value", "lower", "upper", "permuted"))
    mark = "" if row["told_from_none"] else "?"
    return _line(within(str(row["group"]), WORDS + 20, 1), f"{value}{mark}", f"{low} to {high}", zero)


def picture(curve: pd.DataFrame, values: pd.DataFrame, place: str) -> Picture:
    """Return the picture: what knowing each group would be worth, over what a bed day is worth."""
    groups = _drawn_groups(curve)
    title = f"{place}: what it would be worth to know more before choosing"
    words = (
        "Most that a year's choice between doing nothing and these options would gain, in pounds, over what a bed day"
        f" is worth. All that is uncertain, and the {len(groups) - 1} groups worth most; marks: the scenario's values."
    )
    figure = sheet(3.2, title, words)
    height = figure.get_figheight()
    axes = figure.add_axes((0.75 / WIDTH, 0.45 / height, (WIDTH - 3.2) / WIDTH, 2.6 / height))
    for at, group in enumerate(groups):
        mine = curve[curve["group"] == group]
        axes.plot(
            mine["value_of_a_bed_day"], mine["value"], color=SERIES[at % len(SERIES)], linewidth=2 if at == 0 else 1.4
        )
    _scales(axes, values, _top(curve))
    _names(axes, curve, groups)
    shown = curve[curve["group"].isin(groups)]
    return Picture("value_of_information", title, f"{title}. {words}", shown, figure)


def _drawn_groups(curve: pd.DataFrame) -> list[str]:
    most = curve[curve["group"] != EVERYTHING].groupby("group", sort=False)["value"].max().sort_values(ascending=False)
    return [EVERYTHING, *map(str, most.index[:SHOWN])]


def _top(curve: pd.DataFrame) -> float:
    return float(curve["value"].max()) or 1.0


def _scales(axes: Axes, values: pd.DataFrame, top: float) -> None:
    for value in values["value_of_a_bed_day"].dropna().unique():
        axes.axvline(float(value), color=GREY, linewidth=0.8, linestyle=(0, (4, 3)))
        axes.annotate(
            f" £{value:.0f}",
            (float(value), 1.0),
            xycoords=("data", "axes fraction"),
            va="top",
            size=SMALL_SIZE,
            color=QUIET,
        )
    axes.set_xlim(0, None)
    axes.set_ylim(0, ROOM * top)
    axes.grid(axis="y")
    axes.tick_params(labelsize=SMALL_SIZE)
    axes.xaxis.set_major_locator(MaxNLocator(6))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"£{value:,.0f}"))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: pounds(value)))
    axes.set_xlabel("what a bed day is worth", size=TEXT_SIZE)
    axes.set_ylabel("pounds a year", size=TEXT_SIZE)


def _names(axes: Axes, curve: pd.DataFrame, groups: Sequence[str]) -> None:
    """Write the name of each curve at its end, apart from each other."""
    top = _top(curve)
    ends = {group: float(curve.loc[curve["group"] == group, "value"].iloc[-1]) for group in groups}
    last = -GAP
    for group in sorted(groups, key=lambda group: ends[group]):
        last = max(ends[group] / (ROOM * top), last + GAP)
        words = "\n".join(wrapped(group, 2.2, SMALL_SIZE, most=2))
        colour = SERIES[groups.index(group) % len(SERIES)]
        axes.annotate(
            words, (1.02, last), xycoords="axes fraction", va="center", size=SMALL_SIZE, color=colour,
            annotation_clip=False,
        )  # fmt: skip
    axes.spines["left"].set_color(INK)
