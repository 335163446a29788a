"""A picture of what would be worth knowing: shares of variance, a panel for each option and outcome."""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.report import information
from sim.report.picture_files import save, write_texts
from sim.report.pictures import Picture
from sim.report.sensitivity_text import LEFT_OVER, RANDOM, certain_rows, first_group, heading, outcome_in_words
from sim.report.style import EDGE, GREY, INK, OCHRE, PALE, PURPLE, SMALL_SIZE, TEXT_SIZE, WIDTH, key, sheet, style
from sim.report.typeface import wrapped

LEFT, ROW, GAP, BELOW, FIRST_GAP = 3.15, 0.27, 0.5, 0.5, 0.22
"""Inches: for names, of a row, between two panels, below the last, and above the first."""
MOST, MOST_PANELS = 8, 6
"""Uncertain things in a panel, and panels in a picture."""
RETURNED = "bed_days_returned"


def draw_sensitivity(
    folder: Path, indices: pd.DataFrame, worth: tuple[pd.DataFrame, pd.DataFrame], titles: dict[str, str], place: str
) -> Path:
    """Draw a picture for each outcome, and one of the value of knowing more, into `figures/`; return that folder.

    ``worth`` are the tables `value_of_information` and its curve.
    """
    with style():
        outcomes = list(dict.fromkeys(map(str, indices["outcome"])))
        pictures = [picture(indices[indices["outcome"] == outcome], titles, place) for outcome in outcomes]
        values, curve = worth
        if len(curve):
            pictures.append(information.picture(curve, values, place))
        write_texts(folder, {at: save(one, folder) for at, one in enumerate(pictures)})
    return folder / "figures"


def picture(indices: pd.DataFrame, titles: dict[str, str], place: str) -> Picture:
    """Return the picture of one outcome, with its finding, its words and the table that it is drawn from."""
    outcome = str(indices["outcome"].iloc[0])
    options = list(dict.fromkeys(map(str, indices["option"])))[:MOST_PANELS]
    panels = [(option, _shown(indices[indices["option"] == option])) for option in options]
    title = _finding(indices, options, titles, place)
    words = (
        "Share of the variance of one year that each uncertain input explains, alone and with others (total index), and"
        " its 95% interval. Hollow: cannot be told from none. | on a bar: what it explains by itself."
    )
    room = sum(ROW * len(table) for _, table in panels) + GAP * (len(panels) - 1) + FIRST_GAP
    figure = sheet(room + BELOW, title, words)
    height = figure.get_figheight()
    most = min(104 * float(max(table[["first_upper", "total_upper", "first"]].max().max() for _, table in panels)), 104)
    top = room + BELOW - FIRST_GAP
    for option, table in panels:
        top -= ROW * len(table)
        wide = 1 - (LEFT + 4 * EDGE) / WIDTH
        axes = figure.add_axes((LEFT / WIDTH, top / height, wide, ROW * len(table) / height))
        _panel(
            axes, table, f"{heading(option, titles)}: {outcome_in_words(option, outcome)}", most, option == options[-1]
        )
        top -= GAP
    entries = [("■", PURPLE, "uncertain input"), ("■", OCHRE, "random variation"), ("■", GREY, "what neither explains")]
    key(figure, EDGE / WIDTH, 0.1 / height, entries)
    drawn = pd.concat([table for _, table in panels], ignore_index=True)
    return Picture(f"sensitivity_{outcome}", title, f"{title}. {words}", drawn, figure)


def _shown(indices: pd.DataFrame) -> pd.DataFrame:
    """Return what is drawn of one option: those that explain most, random variation and what is left over."""
    own = ~indices["factor"].isin([RANDOM, LEFT_OVER])
    return pd.concat([indices[own].head(MOST), indices[~own]], ignore_index=True)


def _finding(indices: pd.DataFrame, options: list[str], titles: dict[str, str], place: str) -> str:
    """Return the title: what would be worth knowing first of the first option that has an answer."""
    option = next((name for name in options if name != "baseline"), options[0])
    mine = indices[indices["option"] == option]
    names, outcome = first_group(mine), outcome_in_words(option, str(indices["outcome"].iloc[0]))
    start = f"{place}, {outcome}, {_lowered(heading(option, titles))}"
    if not names:
        return f"{start}: no uncertain input can be told from none by these runs"
    if len(names) == 1:
        return f"{start}: worth knowing first is {names[0]}"
    known = len(certain_rows(mine))
    of = (
        f"{len(names)} of the {known} inputs that can be told from none"
        if known > len(names)
        else f"{len(names)} inputs"
    )
    return f"{start}: {of} explain most, and cannot be told apart"


def _lowered(title: str) -> str:
    return title[:1].lower() + title[1:]


def _colour(factor: str) -> str:
    return OCHRE if factor == RANDOM else GREY if factor == LEFT_OVER else PURPLE


def _panel(axes: Axes, table: pd.DataFrame, title: str, most: float, last: bool) -> None:
    rows = np.arange(len(table))
    own = ~table["factor"].isin([RANDOM, LEFT_OVER])
    values = 100 * table["total"].where(own, table["first"]).to_numpy(dtype=float)
    low, high = (
        100 * table[f"total_{end}"].where(own, table[f"first_{end}"]).to_numpy(dtype=float)
        for end in ("lower", "upper")
    )
    colours = [_colour(str(name)) for name in table["factor"]]
    sure = [not one or bool(known) for one, known in zip(own, table["told_from_none"], strict=True)]
    faces = [colour if known else PALE for colour, known in zip(colours, sure, strict=True)]
    axes.barh(rows, values, 0.62, color=faces, edgecolor=colours, linewidth=0.8)
    axes.hlines(rows, low, high, color=INK, linewidth=1.0)
    axes.scatter(100 * table["first"].where(own).to_numpy(dtype=float), rows, marker="|", s=70, color=INK, zorder=3)
    axes.set_xlim(0, most)
    axes.set_ylim(len(table) - 0.5, -0.5)
    names = {RANDOM: "random variation of one year", LEFT_OVER: "what neither explains"}
    words = [names.get(str(row["factor"]), str(row["words"])) for row in table.to_dict("records")]
    axes.set_yticks(
        rows, ["\n".join(wrapped(text, LEFT - 0.12, SMALL_SIZE, most=2)) for text in words], linespacing=0.95
    )
    axes.tick_params(axis="y", length=0, labelsize=SMALL_SIZE, labelcolor=INK)
    axes.tick_params(axis="x", labelsize=SMALL_SIZE)
    axes.grid(axis="x")
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}%"))
    axes.set_title(title, loc="left", size=TEXT_SIZE + 0.6, weight="bold", pad=3)
    if last:
        axes.set_xlabel("share of the variance of one year", size=TEXT_SIZE)
