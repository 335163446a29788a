"""A picture of a posterior: each figure as published beside what the model gives, each multiplier beside its prior."""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from sim.report.picture_files import save, write_texts
from sim.report.pictures import Picture
from sim.report.posterior_chances import chances_picture
from sim.report.posterior_ranks import ranks_picture
from sim.report.style import EDGE, GREY, INK, OCHRE, PURPLE, SMALL_SIZE, TEAL, TEXT_SIZE, WIDTH, key, sheet, style
from sim.report.typeface import wrapped

LEFT, ROW, GAP, BELOW = 2.55, 0.185, 0.62, 0.42
"""Inches: for names, of a row, between the two panels, and below the second."""
RATIOS = (0.25, 0.5, 0.8, 1.0, 1.25, 2.0, 4.0)
LEAST, MOST = 0.2, 5.0
"""Ends of the axes; what lies beyond is drawn at the end."""


def draw_posterior(
    folder: Path,
    check: pd.DataFrame,
    multipliers: pd.DataFrame,
    place: str,
    ranks: pd.DataFrame | None = None,
    decided: tuple[pd.DataFrame, pd.DataFrame] | None = None,
) -> Path:
    """Draw the picture into `figures/`, and those of hidden truths if there are any; return the folder.

    ``ranks`` is the table of their ranks, ``decided`` those of stated chances and of decisions.
    """
    with style():
        pictures = [picture(check, multipliers, place)]
        if ranks is not None:
            pictures.append(ranks_picture(ranks, place))
        if decided is not None:
            pictures.append(chances_picture(*decided, place))
        write_texts(folder, {number: save(one, folder) for number, one in enumerate(pictures)})
    return folder / "figures"


def picture(check: pd.DataFrame, multipliers: pd.DataFrame, place: str) -> Picture:
    """Return the picture, with its finding, its words and the table that it is drawn from."""
    figures, moved = _of_figures(check), _of_multipliers(multipliers)
    inside = int(((figures["lower"] <= 1) & (figures["upper"] >= 1)).sum())
    open_ones = int((multipliers["note"] == "not identified").sum())
    title = f"{place}: {inside} of {len(figures)} figures lie within 90% of modelled years"
    rest = (
        f"{open_ones} of {len(multipliers)} multipliers are not identified (*): the figures say next to nothing of them"
    )
    subtitle = f"Above: modelled over published. Below: multipliers over their calibrated value. {rest}."
    first, second = ROW * len(figures), ROW * len(moved)
    sheet_of = sheet(first + second + GAP + BELOW + 0.2, title, subtitle)
    height = sheet_of.get_figheight()
    wide = 1 - (LEFT + 2 * EDGE) / WIDTH
    lower = sheet_of.add_axes((LEFT / WIDTH, BELOW / height, wide, second / height))
    upper = sheet_of.add_axes((LEFT / WIDTH, (BELOW + second + GAP) / height, wide, first / height))
    _panel(upper, figures, TEAL, "modelled over published: median, and 90% of years")
    _panel(lower, moved, PURPLE, "multiplier over its calibrated value: median, and 90% interval")
    entries = [("●", TEAL, "figure"), ("●", OCHRE, "figure that is assumed"), ("●", PURPLE, "multiplier")]
    key(sheet_of, LEFT / WIDTH, (BELOW + second + GAP + first + 0.1) / height, entries)
    table = pd.concat([figures, moved], ignore_index=True)
    words = f"{title}. A row for each figure and multiplier with its median and 90% interval. {rest}."
    return Picture("posterior", title, words, table, sheet_of)


def _of_figures(check: pd.DataFrame) -> pd.DataFrame:
    """Return modelled over published of each figure that is not 0."""
    known = check[check["published"] > 0]
    ratios = {name: known[name] / known["published"] for name in ("modelled", "lower", "upper")}
    table = pd.DataFrame({"name": known["figure"], **ratios, "role": known["role"]})
    return table.rename(columns={"modelled": "median"}).reset_index(drop=True)


def _of_multipliers(multipliers: pd.DataFrame) -> pd.DataFrame:
    """Return multipliers over their calibrated values."""
    ratios = {name: multipliers[name] / multipliers["point"] for name in ("median", "lower", "upper")}
    names = multipliers["multiplier"].str.replace("_", " ") + multipliers["note"].map(lambda note: " *" if note else "")
    return pd.DataFrame({"name": names, **ratios, "role": "multiplier"})


def _panel(axes: Axes, table: pd.DataFrame, colour: str, words: str) -> None:
    rows = np.arange(len(table))
    low, middle, high = (table[name].clip(LEAST, MOST).to_numpy(dtype=float) for name in ("lower", "median", "upper"))
    colours = [OCHRE if role == "prior" else colour for role in table["role"]]
    axes.axvline(1.0, color=GREY, linewidth=0.8)
    axes.hlines(rows, low, high, color=colours, linewidth=2.2)
    axes.scatter(middle, rows, color=colours, s=16, zorder=3)
    axes.set_xscale("log")
    axes.set_xlim(LEAST, MOST)
    axes.set_ylim(len(table) - 0.5, -0.5)
    axes.xaxis.set_major_locator(FixedLocator(RATIOS))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.set_yticks(rows, [wrapped(str(name), LEFT - 0.15, SMALL_SIZE, most=1)[0] for name in table["name"]])
    axes.tick_params(axis="y", length=0, labelsize=SMALL_SIZE, labelcolor=INK)
    axes.tick_params(axis="x", labelsize=SMALL_SIZE)
    axes.grid(axis="x")
    axes.set_xlabel(words, size=TEXT_SIZE)
