"""Lines over time: occupancy by kind of setting and people delayed by reason, with the warm-up shaded."""

import datetime
import math
from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from sim.report.labels import BASELINE, REASONS, number, title_of
from sim.report.setting_types import ShownSetting, setting_of
from sim.report.style import (
    EDGE,
    GREY,
    INK,
    PALE,
    PURPLE,
    QUIET,
    SERIES,
    SMALL_SIZE,
    TEXT_SIZE,
    WIDTH,
    sheet,
)
from sim.report.typeface import size_for, width, wrapped

Floats = NDArray[np.float64]
FAINT = 30
"""Most replications drawn behind their mean."""

PANELS = {
    "hospital": ("Hospital", "people in hospital beds"),
    "intermediate_care": ("Intermediate care", "people"),
    "care_home": ("Care homes", "people"),
    "home_support": ("Home support", "people"),
}
"""Panels of the occupancy picture by type of setting: title, unit of places."""
FEW = 6
"""A model with no more settings than this shows each of them in a panel of its own."""


def occupancy_table(daily: pd.DataFrame, settings: Mapping[str, ShownSetting]) -> pd.DataFrame:
    """Return the baseline's occupied places at midnight by panel, replication and day, with the panel's unit.

    Settings are added up by type; those of a small model, or of types without a panel, have one each (the six fullest).
    """
    occupied = daily[(daily["option"] == BASELINE) & (daily["measure"] == "occupied")]
    panels = _panels(settings)
    if not occupied["level"].isin(list(panels)).any():
        fullest = occupied.groupby("level")["value"].mean().nlargest(FEW).index
        panels = {str(name): (setting_of(settings, str(name)).label, "places") for name in fullest}
    kinds, units = ({name: panel[part] for name, panel in panels.items()} for part in (0, 1))
    occupied = occupied.assign(kind=occupied["level"].map(kinds), unit=occupied["level"].map(units)).dropna(
        subset=["kind"]
    )
    table = _by_week(
        occupied.groupby(["kind", "unit", "replication", "day"], observed=True)["value"].sum().reset_index()
    )
    order = {kind: position for position, kind in enumerate(dict.fromkeys(kinds.values()))}
    return table.sort_values(["kind", "replication", "day"], key=lambda c: c.map(order) if c.name == "kind" else c)


def _panels(settings: Mapping[str, ShownSetting]) -> dict[str, tuple[str, str]]:
    """Return title and unit of the panel that each setting is added up in, in the order of the panels."""
    if len(settings) <= FEW:
        return {}
    return {
        name: (title, "hours a week" if setting.in_hours else unit)
        for kind, (title, unit) in PANELS.items()
        for name, setting in settings.items()
        if setting.type == kind
    }


def _by_week(table: pd.DataFrame) -> pd.DataFrame:
    """Return the means of whole weeks at their middle day, where there is more than half a year to show."""
    if table["day"].nunique() < 183:
        return table
    week = table["day"] // 7
    whole = table.groupby(week)["day"].transform("nunique") == 7
    keys = [name for name in table.columns if name not in ("day", "value")]
    return table[whole].assign(day=week * 7 + 3).groupby([*keys, "day"])["value"].mean().reset_index()


def occupancy_over_time(
    table: pd.DataFrame, *, title: str, subtitle: str, warmup_days: float, start: datetime.date | None
) -> Figure:
    """Draw occupied places over time, a panel for each kind of setting: replications faint, their mean bold.

    `table` is that of `occupancy_table`; `warmup_days` are shaded; `start` is the date of day 0 (None: day numbers).
    """
    kinds = list(dict.fromkeys(table["kind"]))
    down = -(-len(kinds) // 2)
    below = 1.66 * down
    figure = sheet(below, title, subtitle)
    height = figure.get_figheight()
    for panel, kind in enumerate(kinds):
        left, row = 0.075 + 0.5 * (panel % 2), panel // 2
        axes = figure.add_axes((left, (below - 1.66 * (row + 1) + 0.32) / height, 0.415, 1.12 / height))
        wide = table[table["kind"] == kind].pivot_table(index="day", columns="replication", values="value")
        axes.plot(wide.index, wide.to_numpy()[:, :FAINT], color=PURPLE, linewidth=0.4, alpha=0.25)
        axes.plot(wide.index, wide.mean(axis=1), color=PURPLE, linewidth=1.6, gid=f"mean-{panel}")
        axes.set_ylim(0, 1.12 * float(wide.to_numpy().max()) or 1.0)
        unit = str(table["unit"][table["kind"] == kind].iloc[0])
        inches = 0.415 * WIDTH - width(unit, SMALL_SIZE) - 0.1
        axes.set_title(
            wrapped(kind, inches, TEXT_SIZE, bold=True, most=1)[0], loc="left", size=TEXT_SIZE, weight="bold", pad=4
        )
        axes.set_title(unit, loc="right", size=SMALL_SIZE, color=QUIET, pad=4)
        _time(axes, wide.index.to_numpy(dtype=float), warmup_days, start, labels=4)
    return figure


def delay_table(daily: pd.DataFrame) -> pd.DataFrame:
    """Return the baseline's people delayed at midnight by day and reason: mean; and for `all`, the 95% band."""
    delayed = daily[(daily["option"] == BASELINE) & (daily["measure"] == "delayed") & (daily["level"] != "all")]
    if delayed.empty:
        return pd.DataFrame(columns=["day", "reason", "mean", "lower", "upper"])
    delayed = _by_week(delayed.groupby(["level", "replication", "day"])["value"].sum().reset_index())
    wide = delayed.pivot_table(index=["day", "replication"], columns="level", values="value", aggfunc="sum").fillna(0)
    by_reason = wide.groupby("day").mean()
    by_reason = by_reason.loc[:, by_reason.max() > 0]
    days = wide.sum(axis=1).groupby("day")
    total = pd.DataFrame({"mean": days.mean(), "lower": days.quantile(0.025), "upper": days.quantile(0.975)})
    ordered = by_reason[by_reason.mean().sort_values(ascending=False).index]
    long = ordered.reset_index().melt("day", var_name="reason", value_name="mean")
    return pd.concat([long, total.reset_index().assign(reason="all")], ignore_index=True)[
        ["day", "reason", "mean", "lower", "upper"]
    ]


def delay_over_time(
    table: pd.DataFrame,
    *,
    title: str,
    subtitle: str,
    warmup_days: float,
    start: datetime.date | None,
    published: float | None = None,
) -> Figure:
    """Draw people delayed at midnight, stacked by reason, with the band of the total and the published level.

    `table` is that of `delay_table`; `warmup_days` are shaded; `start` is the date of day 0 (None: day numbers);
    `published` is a number of people.
    """
    below = 2.4
    figure = sheet(below, title, subtitle)
    height = figure.get_figheight()
    axes = figure.add_axes((0.06, 0.34 / height, 0.6, (below - 0.4) / height))
    reasons, total = _main_reasons(table), table[table["reason"] == "all"]
    days = total["day"].to_numpy(dtype=float)
    layers = [reasons[name].to_numpy(dtype=float) for name in reasons]
    axes.stackplot(days, *layers, colors=SERIES[: len(layers)], alpha=0.85, linewidth=0)
    axes.fill_between(days, total["lower"], total["upper"], color=INK, alpha=0.14, linewidth=0)
    axes.plot(days, total["mean"], color=INK, linewidth=1.3, gid="mean")
    top = float(total["upper"].max())
    if published is not None and math.isfinite(published):
        axes.axhline(published, color=INK, linewidth=1.1, linestyle=(0, (5, 3)), gid="published")
        top = max(top, published)
    axes.set_ylim(0, 1.12 * top or 1.0)
    _time(axes, days, warmup_days, start, labels=6)
    _names(axes, reasons, reasons[reasons.index >= warmup_days], published)
    return figure


def _main_reasons(table: pd.DataFrame) -> pd.DataFrame:
    """Return days by reason, largest first; beyond five the rest is added up."""
    split = table[table["reason"] != "all"]
    wide = split.pivot_table(index="day", columns="reason", values="mean")[list(dict.fromkeys(split["reason"]))]
    if wide.shape[1] > 5:
        wide = pd.concat([wide.iloc[:, :4], wide.iloc[:, 4:].sum(axis=1).rename("other reasons")], axis=1)
    return wide


def _names(axes: Axes, reasons: pd.DataFrame, measured: pd.DataFrame, published: float | None) -> None:
    """Name each layer, with its mean after the warm-up, where it ends; names that would touch are pushed apart."""
    means = (measured if len(measured) else reasons).mean().to_numpy(dtype=float)
    ends = reasons.tail(28).mean().to_numpy(dtype=float)
    middles = np.cumsum(ends) - ends / 2
    high = float(axes.get_ylim()[1])
    step = high * 0.092
    marks = [
        (middle, f"{title_of(str(name), REASONS)}: {number(float(value))}", colour)
        for middle, name, value, colour in zip(middles, reasons.columns, means, SERIES, strict=False)
    ]
    marks.append((float(ends.sum()) + step, f"All: {number(float(means.sum()))} (mean after the warm-up)", INK))
    if published is not None and math.isfinite(published):
        marks.append((published, f"Published: {number(published)}", INK))
    marks.sort(key=lambda mark: mark[0])
    places: list[float] = []
    for middle, _, _ in marks:
        places.append(max(middle, places[-1] + step) if places else max(middle, 0.0))
    above = max(places[-1] - high, 0.0)
    inches = 0.34 * WIDTH - 0.045 * 0.6 * WIDTH - EDGE
    size = size_for([words for _, words, _ in marks], inches, SMALL_SIZE)
    for position, (_, words, colour) in zip(places, marks, strict=True):
        y = (position - above) / high
        axes.text(1.02, y, "■" if colour != INK else "\N{EN DASH}", transform=axes.transAxes, va="center", color=colour)
        axes.text(1.045, y, words, transform=axes.transAxes, va="center", size=size)


def _time(axes: Axes, days: Floats, warmup_days: float, start: datetime.date | None, *, labels: int) -> None:
    """Shade the warm-up, and write as many dates below the axis as there is room for, Aprils first."""
    first, last = float(days.min()), float(days.max())
    axes.set_xlim(first, last)
    if warmup_days > first:
        axes.axvspan(
            first,
            min(warmup_days, last),
            color=GREY,
            alpha=0.18,
            linewidth=0,
            zorder=3,
            gid=f"warm-up-{len(axes.figure.axes)}",
        )
        axes.text(first, 1.0, " warm-up", transform=axes.get_xaxis_transform(), size=6.2, color=QUIET, va="top")
    axes.grid(axis="y", color=PALE)
    axes.yaxis.set_major_locator(MaxNLocator(4))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    if start is None:
        axes.set_xlabel("day")
        return
    for months in ((1, 4, 7, 10), (4, 10), (4,)):
        firsts = [datetime.date(start.year + n, month, 1) for n in range(int(last / 365) + 2) for month in months]
        ticks = [day for day in ((date - start).days for date in firsts) if first - 4 <= day <= last]
        if len(ticks) <= labels:
            break
    ticks = ticks[:: max(1, -(-len(ticks) // labels))] or [int(first)]
    axes.set_xticks([max(day, first) for day in ticks], [f"{start + datetime.timedelta(day):%b %Y}" for day in ticks])
