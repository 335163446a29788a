"""The typeface of pictures and pages: DejaVu Sans as matplotlib brings it, loaded by its path; and text as it is drawn.

Whatever fonts a computer has, the same file is drawn and measured, so every computer draws the same.
"""

import base64
import io
from functools import cache
from pathlib import Path

import matplotlib as mpl
from fontTools import subset
from fontTools.ttLib import TTFont
from matplotlib import font_manager
from matplotlib.ft2font import FT2Font, LoadFlags

FAMILY = "Homefirst Sans"
"""A name that no font of any computer has, under which ours is known to matplotlib and to the pages."""
FILES = {False: "DejaVuSans.ttf", True: "DejaVuSans-Bold.ttf"}
"""Files by boldness."""
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"


def font_file(*, bold: bool = False) -> Path:
    """Return the file of the regular or the bold face in the folder of matplotlib."""
    return Path(mpl.get_data_path()) / "fonts" / "ttf" / FILES[bold]


def register() -> None:
    """Make the two faces known to matplotlib under a name of their own, whatever its list of fonts holds."""
    manager = font_manager.fontManager
    others = [entry for entry in getattr(manager, "ttflist", []) if entry.name != FAMILY]
    ours = [
        font_manager.FontEntry(
            str(font_file(bold=bold)), name=FAMILY, style="normal", variant="normal",
            weight=700 if bold else 400, stretch="normal", size="scalable",
        )
        for bold in FILES
    ]  # fmt: skip
    manager.ttflist = [*others, *ours]


@cache
def _font(bold: bool) -> FT2Font:
    return FT2Font(str(font_file(bold=bold)))


@cache
def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a line of text is drawn, in inches, at a size in points."""
    font = _font(bold)
    font.set_size(size, 72)
    font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    return float(font.get_width_height()[0]) / 64 / 72


def wrapped(text: str, inches: float, size: float, *, bold: bool = False, most: int = 0) -> list[str]:
    """Break a text into lines that are drawn no wider than so many inches; past `most` lines it ends in an ellipsis."""
    rows = [""]
    for word in text.split():
        for piece in _pieces(word, inches, size, bold=bold):
            longer = f"{rows[-1]} {piece}".strip()
            if width(longer, size, bold=bold) <= inches:
                rows[-1] = longer
            else:
                rows.append(piece)
    if most and len(rows) > most:
        rows = [*rows[: most - 1], _cut(rows[most - 1], inches, size, bold=bold)]
    return rows


def _pieces(word: str, inches: float, size: float, *, bold: bool) -> list[str]:
    """Return a word whole, or in pieces where it alone is wider than a line."""
    pieces = [""]
    for letter in word if width(word, size, bold=bold) > inches else ():
        fits = width(pieces[-1] + letter, size, bold=bold) <= inches
        pieces = [*pieces[:-1], pieces[-1] + letter] if fits or not pieces[-1] else [*pieces, letter]
    return pieces if pieces != [""] else [word]


def _cut(line: str, inches: float, size: float, *, bold: bool) -> str:
    """Return a line shortened by as little as leaves room for an ellipsis."""
    while line and width(f"{line} {ELLIPSIS}", size, bold=bold) > inches:
        line = line[:-1].rstrip()
    return f"{line} {ELLIPSIS}".strip()


def size_for(texts: list[str], inches: float, size: float, *, bold: bool = False) -> float:
    """Return the largest size up to `size` at which every one of some lines is no wider than so many inches."""
    widest = max((width(text, size, bold=bold) for text in texts), default=0.0)
    return size if widest <= inches else size * inches / widest


def embedded(text: str, *, bold: bool = False) -> str:
    """Return the face as a WOFF file in base64 that holds the letters of a text, for a page that stands alone."""
    font = TTFont(font_file(bold=bold), recalcTimestamp=False)
    options = subset.Options(layout_features=["kern", "ccmp", "locl", "mark", "mkmk"], hinting=False)
    options.drop_tables += ["FFTM"]
    reducer = subset.Subsetter(options)
    reducer.populate(text="".join(set(text)))
    reducer.subset(font)
    font.flavor = "woff"
    written = io.BytesIO()
    font.save(written)
    return base64.b64encode(written.getvalue()).decode("ascii")
