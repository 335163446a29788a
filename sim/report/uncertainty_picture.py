"""A picture of where the uncertainty of each option comes from: half its 95 % interval, by source."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.report.figures import LEFT, ROW
from sim.report.labels import number
from sim.report.results_folder import Results
from sim.report.style import INK, OCHRE, PURPLE, QUIET, SMALL_SIZE, TEAL, TEXT_SIZE, WIDTH, key, sheet
from sim.report.typeface import wrapped

SOURCES = {
    "half_width_random": "random variation",
    "half_width_calibration": "the baseline itself",
    "half_width_effects": "effects, and added places not staffed",
}
COLOURS = (TEAL, OCHRE, PURPLE)
BAR = 0.24
ROOM = 0.6
"""Inches on the right for the longest number."""


def uncertainty_table(results: Results) -> pd.DataFrame:
    """Return a row for each option whose uncertainty can be told apart by source; empty where nothing is drawn."""
    if not results.drawn or results.futures is None:
        return pd.DataFrame()
    table = results.futures.dropna(subset=[*SOURCES]).reset_index(drop=True)
    table.insert(1, "title", [results.titles.get(str(name), str(name)) for name in table["option"]])
    return table[["option", "title", "mean", *SOURCES]]


def finding(table: pd.DataFrame) -> str:
    """Say from which source most of the uncertainty comes, in how many options."""
    known = np.hypot(table["half_width_effects"], table["half_width_calibration"])
    more = int((known > table["half_width_random"]).sum())
    of = f"{more} of {len(table)} option{'s' if len(table) > 1 else ''}"
    what = "of effects and of the baseline " if (table["half_width_calibration"] != 0).any() else "of effects "
    return f"In {of} what is not known {what}weighs more than random variation"


def uncertainty(table: pd.DataFrame, *, title: str, subtitle: str) -> Figure:
    """Draw half the 95 % interval of each option, a bar for each source of uncertainty."""
    rows_height = ROW * len(table)
    figure = sheet(rows_height + 0.7, title, subtitle)
    height = figure.get_figheight()
    axes = figure.add_axes((LEFT / WIDTH, 0.46 / height, 1 - (LEFT + ROOM) / WIDTH, rows_height / height))
    places = np.arange(len(table))
    for at, (source, colour) in enumerate(zip(SOURCES, COLOURS, strict=True)):
        values = table[source].to_numpy(dtype=float)
        axes.barh(places + (at - 1) * BAR, values, BAR, color=colour, gid=source)
        for row, value in enumerate(values):
            y = row + (at - 1) * BAR
            axes.annotate(
                f" {number(value)}", (value, y), va="center", size=SMALL_SIZE, color=QUIET, annotation_clip=False
            )
    axes.set_ylim(len(table) - 0.5, -0.5)
    axes.set_xlim(0, float(table[[*SOURCES]].to_numpy(dtype=float).max()) or 1.0)
    names = ["\n".join(wrapped(str(name), LEFT - 0.12, TEXT_SIZE, most=2)) for name in table["title"]]
    axes.set_yticks(places, names)
    axes.tick_params(axis="y", length=0, labelsize=TEXT_SIZE, labelcolor=INK)
    axes.grid(axis="x")
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    axes.set_xlabel("half the 95% interval from this source alone, hospital bed days a year")
    entries = [("■", colour, words) for words, colour in zip(SOURCES.values(), COLOURS, strict=True)]
    key(figure, LEFT / WIDTH, (rows_height + 0.58) / height, entries)
    return figure
