"""The baseline of all partnerships: modelled against published, a small panel for each figure, fitted ones first."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, MaxNLocator, NullLocator

from sim.report.labels import exact, number
from sim.report.results_folder import Results
from sim.report.style import GREY, INK, PALE, PURPLE, QUIET, SMALL_SIZE, TEAL, TEXT_SIZE, WIDTH, key, sheet
from sim.report.typeface import wrapped

FIGURES = {
    "Emergency admissions, 65 and over": "Emergency admissions",
    "Emergency admissions for falls, 65 and over": "Admissions for falls",
    "Deaths, 65 and over": "Deaths",
    "Delayed bed days, 75 and over": "Delayed days, 75 and over",
    "Home-support clients, 65 and over": "Home-support clients",
    "Care-home residents, 65 and over": "Care-home residents",
    "Occupied beds, general medicine": "Beds, general medicine",
    "Occupied beds, orthopaedics": "Beds, orthopaedics",
    "People 65 and over admitted as emergencies twice or more": "Admitted twice or more",
    "Died in hospital": "Died in hospital",
    "Emergency bed days of home-support clients": "Bed days of clients",
    "Emergency bed days of care-home residents": "Bed days of residents",
}
"""Figures drawn, as the table of figures names them, and the titles of their panels."""
NEAR = 0.10
"""Part of the published figure within which a dot lies in the shaded band."""
WIDE = 8.0
"""Largest over smallest figure from which a scale is logarithmic."""
ACROSS, PANEL, GAP = 4, 1.36, 0.62
"""Panels in a row; inches for a panel, and for titles and numbers around it."""
LEFT, BETWEEN = 0.42, 0.42
"""Inches left of the first panel, and between two."""
ROLES = {"fit": (PURPLE, "fitted"), "hold_out": (TEAL, "held out"), "watch": (GREY, "shown only")}
Drawn = tuple[str, str, pd.DataFrame, Figure]


def baseline_by_partnership(results: Results, subtitle: str) -> Drawn | None:
    """Return title, alternative text, table and figure; None where no figure of several partnerships is at hand."""
    table = results.of_scotland("baseline_by_partnership")
    if table.empty:
        return None
    rows = table[table["figure"].isin(FIGURES) & (table["published"] > 0) & (table["modelled"] > 0)]
    rows = rows.sort_values("figure", key=lambda names: names.map([*FIGURES].index), kind="stable")
    if rows["partnership"].nunique() < 2:
        return None
    counts = {str(name): _within(group) for name, group in rows.groupby("figure", sort=False)}
    fitted = [name for name in counts if (rows.loc[rows["figure"] == name, "role"] == "fit").all()]
    share = 100 * sum(counts[name][0] for name in fitted) / max(sum(counts[name][1] for name in fitted), 1)
    title = f"Baseline: {share:.0f}% of the fitted figures drawn lie within 10% of the published ones"
    alternative = "Dots of modelled against published figures, a panel for each figure. Within 10%: "
    alternative += "; ".join(f"{FIGURES[name]} {near} of {whole}" for name, (near, whole) in counts.items())
    return title, f"{alternative}.", rows, _panels(rows, title, subtitle)


def _within(rows: pd.DataFrame) -> tuple[int, int]:
    """Return how many partnerships are within the band, and how many there are."""
    return int((rows["difference_percent"].abs() <= 100 * NEAR).sum()), len(rows)


def _panels(rows: pd.DataFrame, title: str, subtitle: str) -> Figure:
    groups = [(str(name), group) for name, group in rows.groupby("figure", sort=False)]
    down = -(-len(groups) // ACROSS)
    below = (PANEL + GAP) * down + 0.42
    figure = sheet(below, title, subtitle)
    height, wide = figure.get_figheight(), (WIDTH - LEFT - BETWEEN * ACROSS + 0.3) / ACROSS
    for at, (name, group) in enumerate(groups):
        across, line = at % ACROSS, at // ACROSS
        bottom = (below - (PANEL + GAP) * (line + 1) + 0.08) / height
        axes = figure.add_axes(((LEFT + (wide + BETWEEN) * across) / WIDTH, bottom, wide / WIDTH, PANEL / height))
        _panel(axes, group)
        near, whole = _within(group)
        words = wrapped(FIGURES[name], wide + 0.3, TEXT_SIZE - 0.4, bold=True, most=1)[0]
        axes.set_title(words, loc="left", size=TEXT_SIZE - 0.4, weight="bold", pad=11, x=-0.12)
        beside = f"{group['unit'].iloc[0]}; {near} of {whole} within 10%"
        axes.text(-0.12, 1.03, beside, transform=axes.transAxes, size=SMALL_SIZE - 0.8, color=QUIET)
    figure.text(0.5, 0.07 / height, "published", ha="center", size=TEXT_SIZE, color=QUIET)
    figure.text(0.012, below / 2 / height, "modelled", rotation=90, va="center", ha="center", color=QUIET)
    known = set(rows["role"])
    key(figure, LEFT / WIDTH, (below - 0.05) / height, [("●", *ROLES[role]) for role in ROLES if role in known])
    return figure


def _panel(axes: Axes, rows: pd.DataFrame) -> None:
    published, modelled = (rows[name].to_numpy(dtype=float) for name in ("published", "modelled"))
    both = np.concatenate([published, modelled])
    logarithmic = bool(both.max() > WIDE * both.min())
    low, high = (both.min() / 1.25, both.max() * 1.25) if logarithmic else _straight(both)
    line = np.asarray([low, high])
    axes.fill_between(line, (1 - NEAR) * line, (1 + NEAR) * line, color=PALE, linewidth=0)
    axes.plot(line, line, color=GREY, linewidth=0.7)
    axes.plot(published, modelled, "o", color=ROLES[str(rows["role"].iloc[0])][0], markersize=3.1, alpha=0.8,
              markeredgewidth=0, gid="partnerships")  # fmt: skip
    if logarithmic:
        axes.set_xscale("log")
        axes.set_yscale("log")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(FixedLocator(_ticks(low, high)) if logarithmic else MaxNLocator(3))
        axis.set_minor_locator(NullLocator())
        axis.set_major_formatter(FuncFormatter(lambda value, _: _short(value)))
    axes.set_xlim(low, high)
    axes.set_ylim(low, high)
    axes.tick_params(length=2, pad=1.5, labelsize=SMALL_SIZE - 0.8)
    _furthest(axes, rows)


def _straight(both: Any) -> tuple[float, float]:
    margin = 0.08 * float(both.max() - both.min())
    return float(both.min()) - margin, float(both.max()) + margin


def _ticks(low: float, high: float) -> list[float]:
    """Return powers of ten inside a range, or with few of them 1, 2 and 5 times these."""
    steps = LogLocator(subs=(1.0,)).tick_values(low, high)
    inside = [float(value) for value in steps if low <= value <= high]
    if len(inside) >= 2:
        return inside
    return [float(value) for value in LogLocator(subs=(1.0, 3.0)).tick_values(low, high) if low <= value <= high]


def _short(value: float) -> str:
    return (
        f"{value / 1000:g}k" if value >= 1000 else exact(value).rstrip("0").rstrip(".") if value < 10 else number(value)
    )


def _furthest(axes: Axes, rows: pd.DataFrame) -> None:
    """Ring and name the partnership furthest off, where that is outside the band: in the corner with fewer dots."""
    off = rows["difference_percent"].to_numpy(dtype=float)
    worst = rows.iloc[int(np.abs(off).argmax())]
    if np.abs(off).max() <= 100 * NEAR:
        return
    ring, dot = ROLES[str(worst["role"])][0], (float(worst["published"]), float(worst["modelled"]))
    axes.plot(*dot, "o", markersize=6.2, markerfacecolor="none", markeredgecolor=ring, markeredgewidth=0.8)
    name = " ".join(word if word == "and" else word.capitalize() for word in str(worst["partnership"]).split("_"))
    below = float(np.median(off)) > 0
    axes.text(
        0.98 if below else 0.03, 0.04 if below else 0.96, f"\N{WHITE CIRCLE} {name}", transform=axes.transAxes,
        ha="right" if below else "left", va="bottom" if below else "top", size=SMALL_SIZE - 1.0, color=INK,
    )  # fmt: skip
