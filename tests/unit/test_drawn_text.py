"""Text is measured as it is drawn: nothing is cut, nothing overlaps, and every computer draws the same bytes."""

import os
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from sim.report import pictures as drawing
from sim.report.picture_files import draw
from sim.report.results_folder import read_results
from sim.report.style import WIDTH, sheet, style
from sim.report.typeface import embedded, font_file, width, wrapped
from tests.unit.made_up_results import OPTIONS, write_results

ROOT = Path(__file__).resolve().parents[2]
LONG = "WWWWW planning for MMMMM of every partnership, with step-down flats and WWWWW care at weekends"
UNBROKEN = "Wide" * 30


def texts(figure: Figure) -> list[Text]:
    """Return what is written in a figure and can be seen."""
    FigureCanvasAgg(figure).draw()
    found = [one for one in figure.findobj(Text) if isinstance(one, Text)]
    return [one for one in found if one.get_visible() and one.get_text().strip()]


def box(text: Text) -> Bbox:
    """Return where a text is drawn, less a pixel, in pixels."""
    return Bbox(text.get_window_extent().get_points()).padded(-1)


def astray(figure: Figure) -> list[str]:
    """Return the texts that run off the figure, and pairs of texts that overlap."""
    known = texts(figure)
    whole = figure.bbox.padded(0.5)
    out = [one.get_text() for one in known if not all(whole.contains(*point) for point in box(one).get_points())]
    ticks = {id(one) for axes in figure.axes for axis in (axes.xaxis, axes.yaxis) for one in axis.get_ticklabels()}
    pairs = [pair for pair in combinations(known, 2) if not {id(one) for one in pair} & ticks]
    return out + [f"{one.get_text()} / {two.get_text()}" for one, two in pairs if box(one).overlaps(box(two))]


@pytest.mark.parametrize("title", ["", LONG, UNBROKEN])
def test_no_text_is_cut_or_lies_on_another(tmp_path: Path, title: str) -> None:
    options = {name: (title or words, parts, half) for name, (words, parts, half) in OPTIONS.items()}
    results = read_results(write_results(tmp_path / "r", options, days=200))
    with style():
        for picture in drawing.pictures(results):
            assert astray(picture.figure) == [], picture.name


def test_a_text_that_runs_off_is_noticed() -> None:
    with style():
        figure = sheet(1.0, "A title", "")
        figure.text(0.9, 0.5, UNBROKEN)
        assert astray(figure) == [UNBROKEN]


def test_the_width_is_that_of_the_text_as_drawn() -> None:
    with style():
        figure = Figure(figsize=(WIDTH, 1))
        for bold in (False, True):
            drawn = figure.text(0, 0, "Waiting for assessment: 62", size=9, weight="bold" if bold else "normal")
            inches = drawn.get_window_extent().width / figure.dpi
            assert width("Waiting for assessment: 62", 9, bold=bold) == pytest.approx(inches, rel=0.02)


def test_lines_are_no_wider_than_allowed() -> None:
    for text in (LONG, UNBROKEN, ""):
        rows = wrapped(text, 1.2, 8)
        assert max(width(row, 8) for row in rows) <= 1.2
        assert "".join(rows).replace(" ", "") == text.replace(" ", "")
    (row,) = wrapped(LONG, 1.2, 8, most=1)
    assert row.endswith("\N{HORIZONTAL ELLIPSIS}")
    assert width(row, 8) <= 1.2


def test_the_page_holds_the_letters_that_it_needs() -> None:
    few, more = embedded("abc"), embedded("abc", bold=True)
    assert few != more
    assert len(few) < len(embedded("".join(map(chr, range(32, 1000))))) < font_file().stat().st_size
    assert embedded("abc") == few


@pytest.fixture(scope="module")
def as_usual(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Draw pictures in this process; return the files by name."""
    folder = write_results(tmp_path_factory.mktemp("as_usual") / "r", days=40)
    draw(folder)
    return {path.name: path.read_bytes() for path in (folder / "figures").iterdir()}


@pytest.mark.parametrize("fonts", ["none", "spoilt"])
def test_other_fonts_settings_and_caches_draw_the_same_bytes(
    tmp_path: Path, as_usual: dict[str, bytes], fonts: str
) -> None:
    folder = write_results(tmp_path / "r", days=40)
    own = tmp_path / "own"
    own.mkdir()
    (own / "matplotlibrc").write_text("font.family: monospace\nfont.size: 20\naxes.grid: True\n", encoding="utf-8")
    for version in range(300, 420, 10):
        (own / f"fontlist-v{version}.json").write_text(
            '{"_version": "x"' if fonts == "spoilt" else "", encoding="utf-8"
        )
    script = (
        "import matplotlib.font_manager as f, sys; from pathlib import Path; from sim.report.picture_files import draw;"
        "f.fontManager.ttflist = []; draw(Path(sys.argv[1]))"
    )
    nowhere = os.environ | {"HOME": "/proc/nowhere", "MPLCONFIGDIR": str(own), "LC_ALL": "C"}
    subprocess.run([sys.executable, "-c", script, str(folder)], check=True, cwd=ROOT, env=nowhere, timeout=300)
    assert {path.name: path.read_bytes() for path in (folder / "figures").iterdir()} == as_usual
