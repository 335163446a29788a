"""The look of every picture: a colour-blind-safe palette near Public Health Scotland's, one typeface, one style."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from sim.report import typeface

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

TITLE_SIZE, SUBTITLE_SIZE, TEXT_SIZE, SMALL_SIZE = 10.2, 7.6, 7.6, 6.8
"""Sizes in points. The typeface is wide and its small letters are tall: it reads at sizes smaller than others."""
EDGE = 0.03
"""Inches left free at either side of a picture."""


@contextmanager
def style() -> Iterator[None]:
    """Draw and save in one style; letters become shapes in SVG, and the same table gives the same file.

    Nothing of a computer's own settings or fonts is used, and no text is read as mathematics.
    """
    typeface.register()
    settings: dict[Any, Any] = {
        "font.family": [typeface.FAMILY],
        "text.parse_math": False,
        "text.hinting": "none",
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
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(settings)
        yield


def sheet(height: float, title: str, subtitle: str) -> Figure:
    """Return a figure with its title and subtitle above, on as many lines as they take, and inches of space below."""
    line, small_line, inches = 0.175, 0.14, WIDTH - 2 * EDGE
    titles = typeface.wrapped(title, inches, TITLE_SIZE, bold=True)
    subtitles = typeface.wrapped(subtitle, inches, SUBTITLE_SIZE)
    above = 0.06 + line * len(titles) + 0.03 + small_line * len(subtitles) + 0.06
    whole = height + above
    figure = Figure(figsize=(WIDTH, whole))
    top, below, left = 1 - 0.05 / whole, 1 - (0.09 + line * len(titles)) / whole, EDGE / WIDTH
    figure.text(left, top, "\n".join(titles), size=TITLE_SIZE, weight="bold", va="top", linespacing=1.06)
    figure.text(left, below, "\n".join(subtitles), size=SUBTITLE_SIZE, color=QUIET, va="top", linespacing=1.1)
    return figure


def key(figure: Figure, left: float, height: float, entries: list[tuple[str, str, str]]) -> None:
    """Write a key in one line from `left` at `height` (shares of the figure): mark, its colour, words.

    Where the line would run off the picture it is written smaller.
    """
    mark_size, size, gap, space = 8.0, SMALL_SIZE + 0.3, 0.045, 0.17
    wide = sum(typeface.width(mark, mark_size) + typeface.width(words, size) for mark, _, words in entries)
    fixed = (gap + space) * len(entries) - space
    part = min(1.0, (WIDTH * (1 - left) - EDGE - fixed) / wide) if wide else 1.0
    x = left * WIDTH
    for mark, colour, words in entries:
        figure.text(x / WIDTH, height, mark, color=colour, size=mark_size * part, va="center")
        x += typeface.width(mark, mark_size * part) + gap
        figure.text(x / WIDTH, height, words, size=size * part, va="center")
        x += typeface.width(words, size * part) + space
