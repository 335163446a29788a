"""All of Scotland year by year: which partnerships stay within their bands, in words and in small panels."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.labels import exact, interval, lines, number, percent
from sim.report.results_folder import Results
from sim.report.style import INK, MAGENTA, PALE, PURPLE, QUIET, SMALL_SIZE, WIDTH, key, sheet
from sim.report.typeface import wrapped

DELAYED = "delayed"
NOT_TOLD = ("severely_frail_by_age",)
"""Series that another one is held against: in the table, but with no line of their own."""
LARGEST = "largest year"
MOST = 3
"""How many partnerships a line names."""
ACROSS, PANEL, GAP = 6, 0.68, 0.42
"""Panels in a row; inches for a panel, and for its title above."""
LEFT, BETWEEN = 0.3, 0.13
"""Inches left of the first panel, and between two."""
TOP = 1.75
"""Times the first year at which a panel ends, at least."""
Drawn = tuple[str, str, pd.DataFrame, Figure]


def year_columns(table: pd.DataFrame) -> list[str]:
    """Return the columns of means by year, in order."""
    return sorted((str(name) for name in table if str(name).startswith("year_")), key=lambda name: int(name[5:]))


# --- in words --------------------------------------------------------------------------------------------------------


def years_text(results: Results) -> str:
    """Return a line for each series: how many partnerships stay within its band; nothing without a run of years."""
    table = results.of_scotland("years_by_partnership")
    if table.empty:
        return ""
    last = len(year_columns(table))
    rows = [_line(rows, last) for name, rows in table.groupby("series", sort=False) if name not in NOT_TOLD]
    return "\n".join(part for row in rows for part in lines(row.replace("\u2212", "-"), 100))


def _line(rows: pd.DataFrame, last: int) -> str:
    first = rows.iloc[0]
    words, judged_by = str(first["words"]), first["judged_by"]
    if not isinstance(judged_by, str) or not judged_by:
        return f"{words}, largest year: {_largest(rows)}"
    within = rows["within"].astype(bool)
    low, high = float(first["band_lower"]), exact(float(first["band_upper"]))
    band = f"within {exact(low)} to {high}" if np.isfinite(low) else f"under {high} day"
    what = judged_by if judged_by == LARGEST else judged_by.replace("last year over first", _ratio(last))
    what = what if judged_by == LARGEST or what != judged_by else f"{_ratio(last)}, {judged_by}"
    surely = (
        f", {int((within & rows['certain'].astype(bool)).sum())} for certain" if rows["lower"].notna().any() else ""
    )
    return f"{words}, {what}: {int(within.sum())} of {len(rows)} partnerships {band}{surely}{_outside(rows)}"


def _ratio(last: int) -> str:
    return f"year {last} over year 1"


def _largest(rows: pd.DataFrame) -> str:
    most = rows[year_columns(rows)].max(axis=1)
    if not float(most.max()):
        return f"none in any of {len(rows)} partnerships"
    return f"{number(float(most.max()))} at most ({rows['title'].iloc[int(most.to_numpy().argmax())]})"


def _outside(rows: pd.DataFrame) -> str:
    """Name the partnerships outside, furthest first."""
    out = rows[~rows["within"].astype(bool)]
    if out.empty:
        return ""
    middle = (out["band_lower"].fillna(out["band_upper"]) + out["band_upper"]) / 2
    order = (out["judged"] - middle).abs().sort_values(ascending=False, kind="stable").index
    named = [f"{row['title']} {exact(float(row['judged']))}" for row in out.loc[order].head(MOST).to_dict("records")]
    more = f" and {len(out) - MOST} more" if len(out) > MOST else ""
    return f"; outside: {', '.join(named)}{more}"


def next_year_text(results: Results) -> str:
    """Return the errors of predicting the next year's delayed days, a line for each way; nothing where not measured.

    First those of single values, then the scores of predictions that say how sure they are.
    """
    texts = (prediction_text(results.of_scotland("next_year_summary")), scores_text(results))
    return "\n".join(text for text in texts if text)


def scores_text(results: Results) -> str:
    """Return the score of each prediction of next year's delayed days, and how often its intervals held them."""
    table = results.of_scotland("next_year_scores_summary")
    return "\n".join(part for row in _scores(table) for part in lines(row.replace("\u2212", "-"), 100))


def _scores(table: pd.DataFrame) -> Iterator[str]:
    for at, row in enumerate(table.to_dict("records")):
        if not at:
            yield "The same by continuous ranked probability score (CRPS), over the sum of the published days"
        beside = f" ({_points(float(row['difference']))} points, {_bounds(row)})" if row["difference"] else ""
        held = [f"{percent(float(row[f'within_{level}']))} within {level}%" for level in (50, 80, 95)]
        inside = "" if np.isnan(row["within_50"]) else f"; {', '.join(held)}"
        yield f"  {row['words']}: {percent(float(row['error_percent']))}{beside}{inside}"


def prediction_text(table: pd.DataFrame) -> str:
    """Return the error of each way of predicting a year in a table of `next_year.summary`, a line each."""
    return "\n".join(part for row in _errors(table) for part in lines(row.replace("\u2212", "-"), 100))


def _errors(table: pd.DataFrame) -> Iterator[str]:
    for at, row in enumerate(table.to_dict("records")):
        if not at:
            yield (
                f"Delayed days at 75 and over of {row['to_year']} by partnership ({row['partnerships']}; role"
                f" {row['role']}), weighted absolute percentage error"
            )
        beside = f" ({_points(float(row['difference']))} points, {_bounds(row)})" if row["difference"] else ""
        yield f"  {row['words']}: {percent(float(row['error_percent']))}{beside}"


def _points(value: float) -> str:
    return f"{value:+.1f}"


def _bounds(row: dict[Any, Any]) -> str:
    return f"95% interval {interval(float(row['difference_lower']), float(row['difference_upper']))}"


# --- the picture -----------------------------------------------------------------------------------------------------


def delayed_by_year(results: Results, subtitle: str) -> Drawn | None:
    """Return title, alternative text, table and figure of people delayed by year; None without a run of years."""
    table = results.of_scotland("years_by_partnership")
    rows = table[table["series"] == DELAYED].reset_index(drop=True) if len(table) else table
    if rows.empty:
        return None
    columns = year_columns(rows)
    within, last = int(rows["within"].astype(bool).sum()), len(columns)
    band = f"{exact(float(rows['band_lower'].iloc[0]))} to {exact(float(rows['band_upper'].iloc[0]))}"
    title = f"People delayed, year {last} over year 1: within {band} in {within} of {len(rows)} partnerships"
    beneath = f"{subtitle} Each panel begins at 0 and is scaled by its first year; numbers: first and last year."
    levels = "; ".join(
        f"{row['title']} " + ", ".join(number(float(row[name])) for name in columns) for row in rows.to_dict("records")
    )
    alternative = f"A small panel for each partnership with people delayed in each year measured. {levels}."
    shown = rows[["partnership", "title", *columns, "ratio", "lower", "upper", "within", "certain"]]
    return title, alternative, shown, _panels(rows, columns, title, beneath)


def _panels(rows: pd.DataFrame, columns: list[str], title: str, subtitle: str) -> Figure:
    down = -(-len(rows) // ACROSS)
    below = (PANEL + GAP) * down + 0.46
    figure = sheet(below, title, subtitle)
    height = figure.get_figheight()
    wide = (WIDTH - LEFT - BETWEEN * ACROSS) / ACROSS
    highest = max(TOP, 1.05 * float((rows[columns].max(axis=1) / rows["year_1"]).replace(np.inf, np.nan).max()))
    for at, row in enumerate(rows.to_dict("records")):
        across, line = at % ACROSS, at // ACROSS
        left = (LEFT + (wide + BETWEEN) * across) / WIDTH
        bottom = (below - 0.14 - (PANEL + GAP) * (line + 1)) / height
        axes = figure.add_axes((left, bottom, wide / WIDTH, PANEL / height))
        _panel(axes, row, columns, min(highest, 3.0))
        axes.tick_params(axis="y", labelleft=across == 0)
        axes.tick_params(axis="x", labelbottom=at + ACROSS >= len(rows))
        _named(axes, row, columns, wide)
    figure.text(0.5, 0.06 / height, "year measured", ha="center", size=SMALL_SIZE, color=QUIET)
    entries = [("●", PURPLE, "people delayed over those of the first year"), ("●", MAGENTA, "last year outside"),
               ("■", PALE, "band")]  # fmt: skip
    key(figure, LEFT / WIDTH, (below - 0.07) / height, entries)
    return figure


def _panel(axes: Axes, row: dict[Any, Any], columns: list[str], highest: float) -> None:
    first = float(row[columns[0]])
    values = np.asarray([float(row[name]) for name in columns]) / first if first else np.zeros(len(columns))
    at = np.arange(1, len(columns) + 1)
    axes.axhspan(float(row["band_lower"]), float(row["band_upper"]), color=PALE, linewidth=0)
    axes.axhline(1.0, color="white", linewidth=0.8)
    colour = PURPLE if row["within"] else MAGENTA
    axes.plot(at, values, color=colour, linewidth=1.4, gid=f"{row['partnership']}-line")
    axes.plot(at[-1], values[-1], "o", color=colour, markersize=3.4, clip_on=False)
    axes.set_ylim(0, highest)
    axes.set_xlim(0.7, len(columns) + 0.3)
    axes.set_xticks(at if len(at) <= 6 else [1, len(at)])
    axes.set_yticks([0, 1] if highest < 2 else [0, 1, 2])
    axes.tick_params(length=2, labelsize=SMALL_SIZE - 0.6, pad=1.5)


def _named(axes: Axes, row: dict[Any, Any], columns: list[str], wide: float) -> None:
    """Write the partnership's name on top, and the number of people of the first and the last year."""
    name = wrapped(str(row["title"]), wide + 0.06, SMALL_SIZE - 0.3, bold=True, most=2)
    axes.set_title("\n".join(name), loc="left", size=SMALL_SIZE - 0.3, weight="bold", pad=2.5, linespacing=1.0)
    words = f"{number(float(row[columns[0]]))} to {number(float(row[columns[-1]]))}"
    axes.text(0.04, 0.06, words, transform=axes.transAxes, size=SMALL_SIZE - 0.3, color=INK)
