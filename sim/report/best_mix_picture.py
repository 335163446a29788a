"""The picture of a best mix: what more money buys, with the band of futures, and the mix chosen."""

import string
from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.report.best_mix_results import BestMixResults
from sim.report.best_mix_text import findings
from sim.report.labels import interval, number, pounds
from sim.report.picture_files import save, write_texts
from sim.report.pictures import Picture
from sim.report.style import GREY, INK, OCHRE, PALE, PURPLE, QUIET, SMALL_SIZE, TEXT_SIZE, WIDTH, key, sheet, style
from sim.report.typeface import wrapped

LEFT, HEIGHT, BELOW, LINE = 0.75, 2.7, 0.75, 0.135


def draw_best_mix(folder: Path, place: str) -> Path:
    """Draw the picture of a best mix into `figures/`."""
    with style():
        write_texts(folder, {0: save(picture(BestMixResults(folder), place), folder)})
    return folder / "figures"


def picture(results: BestMixResults, place: str) -> Picture:
    """Return the frontier: cost across, bed days up, a letter for each mix, and below what the mixes are."""
    table = results.frontier.copy()
    table.insert(0, "letter", list(string.ascii_uppercase[: len(table)]))
    title = _title(results)
    count = int(table["replications"].max()) if len(table) else 0
    subtitle = f"{place}. Cheapest mixes of levers, as simulated in {count} futures; bars: 95% interval of the mean."
    figure = _frontier(results, table, title, subtitle)
    rows = [f"{row['letter']}: {pounds(row['cash'])}, {number(row['bed_days'])} bed days a year"
            f" ({interval(row['lower'], row['upper'])}), {row['title']}"
            for row in table.to_dict("records")]  # fmt: skip
    drawn = table[["letter", "mix", "title", "is_best", "cash", "bed_days", "lower", "upper", "band_low", "band_high",
                   "reached_in_so_many"]]  # fmt: skip
    return Picture("best_mix", title, f"{'; '.join(rows)}. {' '.join(findings(results))}", drawn, figure)


def _title(results: BestMixResults) -> str:
    best = results.best
    if best is None:
        return f"{results.heading}: no mix gives an answer"
    if results.target is None:
        return f"{results.heading}: {number(best['bed_days'])} bed days a year for {pounds(best['cash'])} in cash"
    wanted = (
        f"{number(results.target)} bed days a year in {100 * float(results.answer['asked_chance']):.0f} of 100 futures"
    )
    if results.answer["is_met"]:
        return f"{results.heading}: {wanted} for {pounds(best['cash'])} in cash"
    return f"{results.heading}: no mix found returns {wanted} within the constraints"


def _frontier(results: BestMixResults, table: pd.DataFrame, title: str, subtitle: str) -> Figure:
    words = [(row["letter"], wrapped(str(row["title"]), WIDTH - 0.45, SMALL_SIZE)) for row in table.to_dict("records")]
    listed = LINE * sum(len(rows) for _, rows in words) + 0.1
    figure = sheet(HEIGHT + BELOW + listed, title, subtitle)
    high = figure.get_figheight()
    box = (LEFT / WIDTH, (BELOW + listed) / high, (WIDTH - LEFT - 0.15) / WIDTH, (HEIGHT - 0.05) / high)
    axes = figure.add_axes(box)
    _marks(axes, table)
    often = f"reached in {100 * float(results.answer['asked_chance']):.0f} of 100 futures"
    entries = [("\N{BLACK CIRCLE}", PURPLE, "mean"), ("\N{BLACK SQUARE}", PALE, "middle 80 of 100 futures")]
    entries.append(("\N{HORIZONTAL BAR}", GREY, often))
    if results.target is not None:
        axes.axhline(results.target, color=OCHRE, linewidth=1.2, linestyle=(0, (4, 2)), gid="target")
        entries.append(("\N{EM DASH}", OCHRE, f"{number(results.target)} wanted"))
    if results.best is not None:
        entries.append(("\N{WHITE CIRCLE}", INK, "chosen"))
    _scales(axes)
    key(figure, LEFT / WIDTH, (listed + 0.14) / high, entries)
    at = listed - 0.02
    for letter, rows in words:
        figure.text(0.1 / WIDTH, at / high, letter, size=SMALL_SIZE, weight="bold", va="top")
        figure.text(0.3 / WIDTH, at / high, "\n".join(rows), size=SMALL_SIZE, color=QUIET, va="top", linespacing=1.1)
        at -= LINE * len(rows)
    return figure


def _marks(axes: Axes, table: pd.DataFrame) -> None:
    cash = table["cash"].astype(float).tolist()
    columns = ("bed_days", "lower", "upper", "band_low", "band_high", "reached_in_so_many")
    mean, lower, upper, low, high, often = (table[name].astype(float).tolist() for name in columns)
    axes.fill_between(cash, low, high, color=PALE, linewidth=0, gid="band", zorder=1)
    axes.plot(cash, often, color=GREY, linewidth=1.0, marker="_", markersize=6, gid="often", zorder=2)
    axes.plot(cash, mean, color=PURPLE, linewidth=1.2, marker="o", markersize=3.2, gid="mean", zorder=3)
    axes.vlines(cash, lower, upper, color=PURPLE, linewidth=0.9, gid="interval", zorder=3)
    for row in table.to_dict("records"):
        if row["is_best"]:
            axes.plot(row["cash"], row["bed_days"], "o", markersize=9, markerfacecolor="none", color=INK, gid="best")
        axes.annotate(row["letter"], (row["cash"], row["bed_days"]), xytext=(-6, 5), textcoords="offset points",
                      ha="right", size=TEXT_SIZE, weight="bold")  # fmt: skip


def _scales(axes: Axes) -> None:
    axes.axhline(0, color=INK, linewidth=0.7, zorder=1)
    axes.yaxis.set_major_locator(MaxNLocator(6))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    axes.xaxis.set_major_locator(MaxNLocator(6))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: pounds(value)))
    axes.tick_params(length=2)
    axes.grid(axis="y", color=PALE)
    axes.set_xlabel("net cost in cash a year", size=SMALL_SIZE, color=QUIET, labelpad=2)
    axes.set_ylabel("bed days returned a year", size=SMALL_SIZE, color=QUIET)
