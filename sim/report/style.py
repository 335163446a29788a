"""The look of every picture: a colour-blind-safe palette near Public Health Scotland's, one typeface, one style."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.figure import Figure

PURPLE = "#3F3685"
TEAL = "#1E7F84"
OCHRE = "#C8842A"
MAGENTA = "#9B4393"
BLUE = "#0F6CBD"
GREY = "#6E6A78"
PALE = "#E6E4EC"
INK = "#22202B"
QUIET = "#575360"
PAPER = "#FFFFFF"

SERIES = (PURPLE, TEAL, OCHRE, MAGENTA, BLUE, GREY)
"""Order in which colours are given out; neighbours differ in lightness as well as in hue."""

WRITING_ON = {PURPLE: PAPER, TEAL: PAPER, OCHRE: INK, MAGENTA: PAPER, BLUE: PAPER, GREY: PAPER}
"""Colour of writing that reads on each colour (contrast at least 4.5 to 1)."""

WIDTH = 7.3
"""Width of a picture in inches: the text width of an A4 page, so that printed type keeps its size."""

TYPEFACES = ("Arial", "Helvetica", "Liberation Sans", "DejaVu Sans")
TITLE_LETTERS, SUBTITLE_LETTERS = 90, 126
TITLE_SIZE, SUBTITLE_SIZE, TEXT_SIZE, SMALL_SIZE = 11.5, 8.5, 8.5, 7.5


def typeface() -> str:
    """Return the first of our typefaces that this computer has (matplotlib brings the last one)."""
    known = set(font_manager.fontManager.get_font_names())
    return next((name for name in TYPEFACES if name in known), TYPEFACES[-1])


@contextmanager
def style() -> Iterator[None]:
    """Draw and save in the house style; letters become shapes in SVG, and the same table gives the same file."""
    settings: dict[Any, Any] = {
        "font.family": [typeface()],
        "font.size": TEXT_SIZE,
        "text.color": INK,
        "axes.edgecolor": GREY,
        "axes.labelcolor": QUIET,
        "axes.labelsize": TEXT_SIZE,
        "axes.linewidth": 0.6,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.unicode_minus": True,
        "axes.axisbelow": True,
        "xtick.color": QUIET,
        "ytick.color": QUIET,
        "xtick.labelsize": SMALL_SIZE,
        "ytick.labelsize": SMALL_SIZE,
        "grid.color": PALE,
        "grid.linewidth": 0.6,
        "figure.facecolor": PAPER,
        "figure.dpi": 100,
        "savefig.dpi": 200,
        "svg.fonttype": "path",
        "svg.hashsalt": "homefirst",
    }
    with mpl.rc_context(settings):
        yield


def sheet(height: float, title: list[str], subtitle: list[str]) -> Figure:
    """Return a figure with its title and subtitle lines above, and so many inches of room below them."""
    line, small_line = 0.19, 0.15
    above = 0.06 + line * len(title) + 0.03 + small_line * len(subtitle) + 0.06
    whole = height + above
    figure = Figure(figsize=(WIDTH, whole))
    top, below = 1 - 0.05 / whole, 1 - (0.09 + line * len(title)) / whole
    figure.text(0.004, top, "\n".join(title), size=TITLE_SIZE, weight="bold", va="top", linespacing=1.12)
    figure.text(0.004, below, "\n".join(subtitle), size=SUBTITLE_SIZE, color=QUIET, va="top", linespacing=1.15)
    return figure


def key(figure: Figure, left: float, height: float, entries: list[tuple[str, str, str]]) -> None:
    """Write a key in one line from `left` at `height` (shares of the figure): mark, its colour, words."""
    wide = figure.get_figwidth() * figure.dpi
    for mark, colour, words in entries:
        drawn = figure.text(left, height, mark, color=colour, size=9, va="center", family="DejaVu Sans")
        left = drawn.get_window_extent().x1 / wide + 0.006
        said = figure.text(left, height, words, size=SMALL_SIZE + 0.3, va="center")
        left = said.get_window_extent().x1 / wide + 0.024
