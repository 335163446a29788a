"""The picture of a sweep under several outlooks: heat maps, or each cell against what it returns as expected."""

import math

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.report.heat_map import heat_maps
from sim.report.labels import interval, number
from sim.report.outlook_text import outlook_sentences
from sim.report.pictures import Picture
from sim.report.style import GREY, INK, PALE, PURPLE, QUIET, SMALL_SIZE, WIDTH, key, sheet
from sim.report.sweep_results import SweepResults
from sim.report.typeface import wrapped

EXPECTED = "As expected"
ABREAST, PANEL, LEFT, BELOW, ABOVE = 2, 2.1, 0.8, 0.5, 0.24
"""Panels beside each other; inches of a panel, left of it, below it and above it."""


def outlooks_picture(results: SweepResults, place: str) -> Picture:
    """Return the picture of all outlooks, with its words and the table that it is drawn from."""
    under = {name: SweepResults.read(results.folder, name) for name in results.outlooks}
    heading = f"{results.heading}: what is returned if the world turns out otherwise"
    about = f"{place}. Emergency bed days returned a year, {results.runs}, against the baseline of each outlook"
    columns = ["cell", *(axis.column for axis in results.axes), "mean", "lower", "upper", "grade"]
    tables = [one.returned[columns].assign(outlook=one.outlook) for one in (results, *under.values())]
    drawn = pd.concat(tables, ignore_index=True)[["outlook", *columns]].rename(columns={"mean": "bed_days_returned"})
    if len(results.varying) == 2 and results.is_grid:
        panels = [(EXPECTED, results.returned)]
        panels += [(title, under[name].returned) for name, title in results.outlooks.items()]
        figure = heat_maps(results, panels, heading, f"{about}.")
    else:
        figure = _beside(results, under, heading, f"{about}. A dot for each cell; bars: 95% interval.")
    return Picture("sweep_outlooks", heading, _alternative(results, under), drawn, figure)


def _alternative(results: SweepResults, under: dict[str, SweepResults]) -> str:
    parts = [
        f"{results.outlooks[name]}: {' '.join(outlook_sentences(results, one))} {_range(one)}"
        for name, one in under.items()
    ]
    return f"Bed days returned a year under each outlook. {EXPECTED}: {_range(results)} {' '.join(parts)}"


def _range(results: SweepResults) -> str:
    known = results.returned.dropna(subset=["mean"])
    if known.empty:
        return "No answer."
    most = known.sort_values("mean", kind="stable").iloc[-1]
    ends = interval(most["lower"], most["upper"])
    return f"The largest mean is {number(most['mean'])} ({ends}), of {most['title']}."


def _beside(results: SweepResults, under: dict[str, SweepResults], heading: str, subtitle: str) -> Figure:
    """Return a panel for each outlook: what each cell returns there, against what it returns as expected."""
    abreast = min(len(under), ABREAST)
    rows, wide = -(-len(under) // abreast), WIDTH / abreast
    figure = sheet(rows * (PANEL + BELOW + ABOVE) + 0.34, heading, subtitle)
    high, ends = figure.get_figheight(), _ends([results, *under.values()])
    for at, (name, one) in enumerate(under.items()):
        row, column = divmod(at, abreast)
        bottom = 0.34 + (rows - 1 - row) * (PANEL + BELOW + ABOVE) + BELOW
        box = ((column * wide + LEFT) / WIDTH, bottom / high, (wide - LEFT - 0.15) / WIDTH, PANEL / high)
        axes = figure.add_axes(box)
        pairs = one.returned.merge(results.returned[["cell", "mean"]], on="cell", suffixes=("", "_expected"))
        axes.plot(ends, ends, color=GREY, linewidth=0.9, linestyle=(0, (4, 2)), gid="same")
        for cell in pairs.to_dict("records"):
            if math.isfinite(cell["lower"]):
                both = [cell["mean_expected"]] * 2
                axes.plot(both, [cell["lower"], cell["upper"]], color=PURPLE, linewidth=0.9, gid="interval")
            axes.plot(cell["mean_expected"], cell["mean"], "o", color=PURPLE, markersize=3.4, gid="cell")
        axes.axhline(0, color=INK, linewidth=0.7, zorder=1)
        for side in (axes.xaxis, axes.yaxis):
            side.set_major_locator(MaxNLocator(5))
            side.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
        axes.tick_params(length=2)
        axes.grid(axis="y", color=PALE)
        axes.set_xlabel("bed days returned as expected", size=SMALL_SIZE, color=QUIET, labelpad=3)
        title = wrapped(results.outlooks[name], wide - LEFT, 8.0, bold=True, most=1)
        axes.set_title("\n".join(title), loc="left", size=8.0, weight="bold", pad=4)
    entries = [
        ("\N{BLACK CIRCLE}", PURPLE, "bed days returned under the outlook"),
        ("\N{EM DASH}", GREY, "as many as expected"),
    ]
    key(figure, 0.1 / WIDTH, 0.14 / high, entries)
    return figure


def _ends(all_results: list[SweepResults]) -> list[float]:
    """Return the least and the largest mean of all cells."""
    means = pd.concat([one.returned["mean"] for one in all_results]).dropna()
    return [float(means.min()), float(means.max())] if len(means) else [0.0, 1.0]
