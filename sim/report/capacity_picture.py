"""The picture of responses to capacity: bed days returned against percent added, a panel for each capacity."""

import math
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.report.capacity_responses import BED_DAYS, TEN, Tables
from sim.report.labels import interval, number, percent
from sim.report.picture_files import save, write_texts
from sim.report.pictures import Picture
from sim.report.style import EDGE, INK, OCHRE, PALE, PURPLE, QUIET, SMALL_SIZE, TEAL, WIDTH, key, sheet, style
from sim.report.typeface import wrapped

CENTRE, FIRST = "centre", 5.0
"""The scarcity in the title; percent added through whose response the straight line goes."""
COLOURS = {"low": OCHRE, CENTRE: PURPLE, "high": TEAL}
ABREAST, PANEL, GAP, LEFT, BELOW = 2, 2.15, 0.68, 0.62, 0.42
"""Panels in a row; inches for the height of a panel, between two, left of each, and for the key below."""
ROUNDED = 0.1
"""Part of a percentage by which what is given may differ without being named."""
DODGE = 0.22
"""Percentage points by which the intervals of two scarcities stand apart, so that both can be seen."""


def draw_responses(folder: Path, title: str) -> Path:
    """Draw the picture into `figures/`: bed days returned against percent added, a panel for each capacity."""
    with style():
        write_texts(folder, {0: save(picture(Tables.read(folder), title), folder)})
    return folder / "figures"


def picture(tables: Tables, place: str) -> Picture:
    """Return the picture, with its finding, its words and the table that it is drawn from."""
    rows = tables.responses[tables.responses["measure"] == BED_DAYS].dropna(subset=["difference"])
    table = _drawn(rows[rows["added_percent"] > 0])
    published = tables.beside[(tables.beside["measure"] == BED_DAYS) & tables.beside["published_low"].notna()]
    heading, alternative = _in_words(table, place)
    subtitle = f"{place}. Emergency bed days returned a year, {tables.runs}; bars: 95% interval; each panel has its own"
    capacities = list(dict.fromkeys(table["capacity"]))
    across, down = min(len(capacities), ABREAST) or 1, -(-len(capacities) // ABREAST) or 1
    figure = sheet((PANEL + GAP) * down + BELOW - 0.14, heading, f"{subtitle} scale. Title: scarcity {_middle(table)}.")
    height, wide = figure.get_figheight(), (WIDTH - EDGE) / across
    for number_of, capacity in enumerate(capacities):
        row, column = divmod(number_of, ABREAST)
        left, bottom = column * wide + LEFT, BELOW + (down - 1 - row) * (PANEL + GAP) + 0.36
        axes = figure.add_axes((left / WIDTH, bottom / height, (wide - LEFT - 0.12) / WIDTH, (PANEL - 0.1) / height))
        mine = table[table["capacity"] == capacity]
        _panel(axes, mine, published[published["capacity"] == capacity])
        axes.set_title("\n".join(wrapped(mine["label"].iloc[0], wide - LEFT, 8.5, bold=True)), loc="left", size=8.5,
                       weight="bold", pad=5)  # fmt: skip
    key(figure, LEFT / WIDTH, 0.13 / height, _entries(table, published))
    return Picture("capacity_response", heading, alternative, table, figure)


def _drawn(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what is drawn: bed days returned with their interval, and the straight line of the first 5 %."""
    names = ["capacity", "label", "scarcity", "percent", "added_percent", "people_65_plus"]
    table = rows[names].assign(
        returned=-rows["difference"], lower=-rows["difference_upper"], upper=-rows["difference_lower"]
    )
    table["straight"] = math.nan
    for _, mine in table.groupby(["capacity", "scarcity"], sort=False):
        first = _nearest(mine, FIRST)
        table.loc[mine.index, "straight"] = mine["added_percent"] * first["returned"] / first["added_percent"]
    return table


def _in_words(table: pd.DataFrame, place: str) -> tuple[str, str]:
    """Return the finding at about 10 % and the middle scarcity, and what one who cannot see the picture should know."""
    if table.empty:
        return f"No answer in {place}", "No capacity has an answer."
    shown = _middle(table)
    middle = [_nearest(rows, TEN) for _, rows in table[table["scarcity"] == shown].groupby("capacity", sort=False)]
    findings = ", ".join(map(_returned, middle))
    heading = f"Bed days returned a year by {middle[0]['percent']:g} % more: {findings}"
    points = [
        f"{label}, scarcity {scarcity}: "
        + ", ".join(f"{row['percent']:g} % {number(row['returned'])} ({interval(row['lower'], row['upper'])})"
                    for row in rows.to_dict("records"))
        for (label, scarcity), rows in table.groupby(["label", "scarcity"], sort=False)
    ]  # fmt: skip
    return heading, f"Lines of bed days returned against percent added, a panel for each capacity. {'. '.join(points)}."


def _returned(row: dict[str, Any]) -> str:
    """Say what more of a capacity gives back, and how much more where whole places make it another percentage."""
    given, asked = float(row["added_percent"]), float(row["percent"])
    other = f" ({percent(given)})" if abs(given - asked) > ROUNDED * asked else ""
    return f"{row['label'][:1].lower()}{row['label'][1:]} {number(row['returned'])}{other}"


def _nearest(rows: pd.DataFrame, percent: float) -> dict[str, Any]:
    """Return the row whose percentage is nearest to one."""
    at = int((rows["percent"] - percent).abs().to_numpy().argmin())
    return {str(name): value for name, value in rows.iloc[at].to_dict().items()}


def _middle(table: pd.DataFrame) -> str:
    known = list(dict.fromkeys(table["scarcity"]))
    return CENTRE if CENTRE in known or not known else str(known[0])


def _panel(axes: Axes, table: pd.DataFrame, published: pd.DataFrame) -> None:
    scarcities = list(dict.fromkeys(table["scarcity"]))
    for at, (scarcity, rows) in enumerate(table.groupby("scarcity", sort=False)):
        colour, apart = COLOURS[str(scarcity)], (at - (len(scarcities) - 1) / 2) * DODGE
        added = [0.0, *(rows["added_percent"].astype(float) + apart)]
        axes.plot(
            added, [0.0, *rows["returned"].astype(float)], color=colour, linewidth=1.5, gid=f"{scarcity}-line", zorder=3
        )
        for row in rows.to_dict("records"):
            x = row["added_percent"] + apart
            axes.plot([x, x], [row["lower"], row["upper"]], color=colour, linewidth=1.0, gid="interval", zorder=3)
            axes.plot(x, row["returned"], "o", color=colour, markersize=3.2, zorder=4)
    middle = table[table["scarcity"] == _middle(table)]
    axes.plot([0.0, *middle["added_percent"]], [0.0, *middle["straight"]], color=INK, linewidth=1.0,
              linestyle=(0, (1, 1.6)), gid="straight", zorder=2)  # fmt: skip
    people = float(table["people_65_plus"].iloc[0])
    for row in published[published["scarcity"] == _middle(table)].to_dict("records"):
        ends = [-row[f"published_{end}"] * people / 1000 for end in ("low", "high")]
        beside = TEN + (len(scarcities) + 1) / 2 * DODGE
        axes.plot(
            [beside, beside], ends, "D-", color=INK, markersize=5, markerfacecolor="white", gid="published", zorder=5
        )
    _axis(axes, list(dict.fromkeys(table["percent"])))


def _axis(axes: Axes, percents: list[float]) -> None:
    low, high = axes.get_ylim() if axes.dataLim.height else (0.0, 1.0)
    axes.set_ylim(min(low, 0.0), max(high, 0.0))
    axes.set_xlim(0, axes.get_xlim()[1])
    axes.axhline(0, color=INK, linewidth=0.7, zorder=1)
    axes.set_xticks(percents, [f"{value:g}" for value in percents])
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    axes.tick_params(length=2)
    axes.grid(axis="y", color=PALE)
    axes.set_xlabel("% more", size=SMALL_SIZE, color=QUIET, labelpad=2)


def _entries(table: pd.DataFrame, published: pd.DataFrame) -> list[tuple[str, str, str]]:
    named = [("\N{BLACK CIRCLE}", COLOURS[name], f"scarcity {name}") for name in dict.fromkeys(table["scarcity"])]
    named.append(("\N{HORIZONTAL ELLIPSIS}", INK, f"{_middle(table)}, straight on from {FIRST:g} %"))
    places = dict.fromkeys(str(place).split(",")[0] for place in published["published_place"])
    return [*named, *(("\N{WHITE DIAMOND}", INK, f"published, {place}") for place in places)]
