"""Whether stated chances came true at hidden truths: a calibration curve of each kind, and the same in lines."""

import pandas as pd
from matplotlib.axes import Axes

from sim.report.pictures import Picture
from sim.report.style import EDGE, GREY, INK, SMALL_SIZE, TEAL, TEXT_SIZE, WIDTH, sheet

KINDS = {"best": "chance to return most", "reached": "chance to return the place's part"}
SIZE, LEFT, GAP, BELOW, ABOVE = 2.6, 0.55, 0.6, 0.5, 0.3
"""Inches."""
SMALLEST, LARGEST = 3.0, 9.0
"""Points: marks of the bins with the fewest and the most statements."""


def chances_picture(chances: pd.DataFrame, decisions: pd.DataFrame, place: str) -> Picture:
    """Return the picture: stated chances beside how often they came true, on the diagonal where they are right.

    Bars are 95 % intervals, each hidden truth counted as one trial.
    """
    truths, held = decisions["truth"].nunique(), 100 * decisions["held"].mean()
    inside = int(chances["stated_in_100"].between(chances["lower"], chances["upper"]).sum())
    title = f"{place}: {inside} of {len(chances)} sizes of stated chances lie within the intervals of what came true"
    subtitle = (
        f"Options at {truths} hidden truths; 90% intervals of bed days returned hold {held:.0f}% of true means."
        " A dot is the chances of one size: the larger, the more of them. Bars: 95% intervals, each truth counted once."
    )
    figure = sheet(SIZE + BELOW + ABOVE, title, subtitle)
    height, most = figure.get_figheight(), float(chances["statements"].max())
    for at, (kind, words) in enumerate(KINDS.items()):
        left = (EDGE + LEFT + at * (SIZE + GAP + LEFT)) / WIDTH
        axes = figure.add_axes((left, BELOW / height, SIZE / WIDTH, SIZE / height))
        _curve(axes, chances[chances["chance"] == kind], most)
        axes.set_title(words, size=TEXT_SIZE, loc="left")
    words = f"{title}. A row for each kind and size of stated chance, with the share of futures in which it came true."
    return Picture("chances", title, words, chances, figure)


def _curve(axes: Axes, rows: pd.DataFrame, most: float) -> None:
    axes.plot([0, 100], [0, 100], color=GREY, linewidth=0.8)
    for row in rows.to_dict("records"):
        size = SMALLEST + (LARGEST - SMALLEST) * (row["statements"] / most) ** 0.5
        axes.plot([row["stated_in_100"]] * 2, [row["lower"], row["upper"]], color=TEAL, linewidth=1.0)
        axes.plot(row["stated_in_100"], row["true_in_100"], "o", color=TEAL, markersize=size)
    axes.set_xlim(-3, 103)
    axes.set_ylim(-3, 103)
    for set_ticks in (axes.set_xticks, axes.set_yticks):
        set_ticks([0, 25, 50, 75, 100])
    axes.tick_params(labelsize=SMALL_SIZE, labelcolor=INK)
    axes.set_xlabel("stated, of 100 futures", size=TEXT_SIZE)
    axes.set_ylabel("true, of 100 futures", size=TEXT_SIZE)


def decision_lines(decisions: pd.DataFrame, chances: pd.DataFrame) -> str:
    """Return how many intervals of bed days returned hold the truth, by option, and how stated chances came true."""
    rows = [f"{'Bed days returned at hidden truths':44}{'truths':>8}{'90 % intervals hold':>22}"]
    rows.append("-" * len(rows[0]))
    groups = [*((str(name), of) for name, of in decisions.groupby("option", sort=False)), ("all options", decisions)]
    for name, of in groups:
        rows.append(f"{name:44}{of['truth'].nunique():>8}{100 * of['held'].mean():>20.1f} %")
    rows += ["", f"{'Stated chance':30}{'statements':>12}{'stated in 100':>15}{'true in 100':>13}{'95 % interval':>18}"]
    rows.append("-" * len(rows[-1]))
    for row in chances.to_dict("records"):
        words = f"{row['chance']}, {row['from']:.0f} to {row['to']:.0f} in 100"
        interval = f"{row['lower']:.1f} to {row['upper']:.1f}"
        numbers = f"{row['statements']:>12}{row['stated_in_100']:>15.1f}{row['true_in_100']:>13.1f}{interval:>18}"
        rows.append(f"{words:30}{numbers}")
    return "\n".join(rows)
