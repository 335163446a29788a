"""The trajectory: baseline and options month by month, beside the milestones of a target path."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.report.labels import BASELINE, number
from sim.report.results_folder import Results
from sim.report.style import INK, PALE, QUIET, SERIES, SMALL_SIZE, WIDTH, sheet
from sim.report.typeface import wrapped

PANELS = {
    "delayed_people": "People delayed in hospital at midnight, mean of the month",
    "bed_days_returned": "Hospital bed days returned in the month",
}
"""Measures drawn, each in a panel."""
MOST = 5
"""Options drawn at most: those that return most bed days."""
LEFT, RIGHT, PANEL, GAP = 0.075, 0.70, 1.75, 0.5
"""Share of the width where panels begin and end; inches for a panel, and below it."""
TABLE = ["option", "measure", "period", "from_date", "to_date", "complete", "mean", "mean_lower", "mean_upper"]
Drawn = tuple[str, str, pd.DataFrame, Figure]


def trajectory(results: Results, beneath: str) -> Drawn | None:
    """Return title, alternative text, table and figure; None without two whole months of a baseline and an option."""
    if results.by_period is None:
        return None
    table = monthly(results.by_period, results.titles)
    whole = table[table["complete"].astype(bool)]
    if whole["period"].nunique() < 2 or set(whole["option"]) <= {BASELINE}:
        return None
    title, alternative = _in_words(whole, results.titles)
    more = f"the {MOST} options that return most; " if len(results.options) > MOST else ""
    cut = "" if len(whole) == len(table) else "; months cut by the period are left out"
    subtitle = beneath.replace("by calendar month", f"{more}by calendar month{cut}")
    milestones = [milestone for milestone in results.asked.get("milestones") or [] if _is_shown(milestone, whole)]
    alternative += "".join(f" Milestone {_words(milestone)}." for milestone in milestones)
    return title, alternative, table, _figure(whole, results.titles, milestones, title, subtitle)


def monthly(by_period: pd.DataFrame, titles: Mapping[str, str]) -> pd.DataFrame:
    """Return the months of the baseline and of the options that return most: mean and its 95 % interval."""
    rows = by_period[(by_period["level"] == "all") & by_period["measure"].isin([*PANELS])]
    back = rows[(rows["period_kind"] == "whole") & (rows["measure"] == "bed_days_returned")]
    best = back.sort_values("mean", ascending=False, kind="stable")["option"].head(MOST).tolist()
    shown = [BASELINE, *(option for option in titles if option in best)]
    rows = rows[(rows["period_kind"] == "month") & rows["option"].isin(shown)]
    return rows[TABLE].sort_values("option", key=lambda names: names.map(shown.index), kind="stable")


def _in_words(table: pd.DataFrame, titles: dict[str, str]) -> tuple[str, str]:
    """Return the finding of the last month, and what a reader who cannot see the picture should know."""
    delayed = table[table["measure"] == "delayed_people"]
    last = delayed[delayed["period"] == delayed["period"].max()].set_index("option")["mean"]
    first = delayed[delayed["period"] == delayed["period"].min()].set_index("option")["mean"]
    best = str(last.drop(BASELINE).idxmin())
    month = f"{datetime.date.fromisoformat(str(delayed['period'].max()) + '-01'):%B %Y}"
    title = (
        f"In {month} {number(float(last[BASELINE]))} people are delayed in the baseline,"
        f" {number(float(last[best]))} with: {titles[best]}"
    )
    ends = "; ".join(
        f"{titles.get(str(name), 'Baseline')} from {number(float(first[name]))} to {number(float(last[name]))}"
        for name in last.index
    )
    return title, f"Lines by month for the baseline and each option. People delayed, first to last month: {ends}."


def _is_shown(milestone: dict[str, Any], table: pd.DataFrame) -> bool:
    date = str(milestone["date"])
    return bool(table["from_date"].min() <= date <= table["to_date"].max())


def _amount(milestone: dict[str, Any]) -> float:
    return float(next(milestone[bound] for bound in ("at_most", "at_least") if milestone.get(bound) is not None))


def _words(milestone: dict[str, Any]) -> str:
    bound = "at most" if milestone.get("at_most") is not None else "at least"
    date = datetime.date.fromisoformat(str(milestone["date"]))
    return f"{date.day} {date:%b %Y}: {bound} {number(_amount(milestone))}"


# --- drawing ---


def _figure(
    table: pd.DataFrame, titles: dict[str, str], milestones: Sequence[dict[str, Any]], title: str, subtitle: str
) -> Figure:
    measures = [measure for measure in PANELS if (table["measure"] == measure).any()]
    below = (PANEL + GAP) * len(measures) + 0.1
    figure = sheet(below, title, subtitle)
    height = figure.get_figheight()
    options = [name for name in dict.fromkeys(table["option"]) if name != BASELINE]
    colours = dict(zip(options, SERIES, strict=False)) | {BASELINE: INK}
    for panel, measure in enumerate(measures):
        bottom = (below - (PANEL + GAP) * (panel + 1) + 0.32) / height
        axes = figure.add_axes((LEFT, bottom, RIGHT - LEFT, PANEL / height))
        rows = table[table["measure"] == measure]
        _lines(axes, rows, colours)
        _milestones(axes, [milestone for milestone in milestones if milestone["measure"] == measure])
        _axis(axes, rows, PANELS[measure])
        _labels(axes, rows, titles, colours)
    return figure


def _middles(table: pd.DataFrame) -> Any:
    ends = [np.asarray([_day(date) for date in table[name]]) for name in ("from_date", "to_date")]
    return (ends[0] + ends[1] + 1) / 2


def _day(date: object) -> int:
    """Return a written date as a number of days."""
    return datetime.date.fromisoformat(str(date)).toordinal()


def _lines(axes: Axes, table: pd.DataFrame, colours: dict[str, str]) -> None:
    for name, rows in table.groupby("option", sort=False):
        colour, days = colours[str(name)], _middles(rows)
        low, high = (rows[end].to_numpy(dtype=float) for end in ("mean_lower", "mean_upper"))
        if np.isfinite(low).all():
            axes.fill_between(days, low, high, color=colour, alpha=0.1, linewidth=0)
        mean = rows["mean"].to_numpy(dtype=float)
        (line,) = axes.plot(days, mean, color=colour, linewidth=1.6, gid=f"{name}-line")
        if name == BASELINE:
            line.set(linestyle=(0, (4, 2)), zorder=4)


def _milestones(axes: Axes, milestones: Sequence[dict[str, Any]]) -> None:
    """Mark where the path should be: a triangle that points to the side on which the milestone is met."""
    for milestone in milestones:
        day, amount = _day(milestone["date"]), _amount(milestone)
        down = milestone.get("at_most") is not None
        axes.plot(
            day,
            amount,
            "v" if down else "^",
            color=INK,
            markersize=6.5,
            markeredgecolor="white",
            zorder=5,
            clip_on=False,
        )
        axes.annotate(
            _words(milestone), (day, amount), (-5, 5), textcoords="offset points", ha="right", size=SMALL_SIZE,
            color=INK, bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0.8}, zorder=5,
        )  # fmt: skip


def _axis(axes: Axes, table: pd.DataFrame, words: str) -> None:
    axes.set_xlim(_day(table["from_date"].min()), _day(table["to_date"].max()) + 1)
    low, high = axes.get_ylim()
    axes.set_ylim(min(low, 0.0), max(high, 0.0) * 1.06 or 1.0)
    if low < 0:
        axes.axhline(0, color=INK, linewidth=0.7)
    starts = sorted(set(table["from_date"]))
    starts = [day for day in starts if len(starts) <= 12 or day[5:7] in ("04", "10")]
    dates = [datetime.date.fromisoformat(day) for day in starts]
    axes.set_xticks([day.toordinal() for day in dates], [_tick(day, day == dates[0]) for day in dates], ha="left")
    axes.tick_params(axis="x", length=2)
    axes.yaxis.set_major_locator(MaxNLocator(4))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    axes.grid(axis="y", color=PALE)
    axes.set_title(words, loc="left", size=8.5, weight="bold", pad=5)


def _tick(day: datetime.date, first: bool) -> str:
    return f"{day:%b}\n{day:%Y}" if first or day.month in (1, 4) else f"{day:%b}"


def _labels(axes: Axes, table: pd.DataFrame, titles: dict[str, str], colours: dict[str, str]) -> None:
    """Name each line where it ends; names that would touch are pushed apart."""
    ends = table.groupby("option", sort=False)["mean"].last().sort_values()
    low, high = axes.get_ylim()
    step, places = 0.155, list[float]()
    for mean in ends:
        position = (float(mean) - low) / (high - low)
        places.append(max(position, places[-1] + step) if places else position)
    above = max(places[-1] - 0.97, 0.0)
    for position, (name, mean) in zip(places, ends.items(), strict=True):
        words = "\n".join(wrapped(titles.get(str(name), "Baseline"), WIDTH * (1 - RIGHT) - 0.2, SMALL_SIZE, most=2))
        mark: dict[str, Any] = {"transform": axes.transAxes, "va": "center"}
        axes.text(1.015, position - above, "●", color=colours[str(name)], size=6, family="DejaVu Sans", **mark)
        text = f"{words}: {number(float(mean))}"
        axes.text(1.04, position - above, text, size=SMALL_SIZE, color=QUIET, linespacing=1.0, **mark)
