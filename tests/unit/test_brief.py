"""The brief holds the finding, the tables, the pictures and the doubts, in one safe file of two printed pages."""

import base64
import io
import math
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fontTools.ttLib import TTFont

from sim.report.brief import brief
from sim.report.brief_layout import FOOTER, PAGE, baseline_table, rows_that_fit
from sim.report.findings import finding
from sim.report.results_folder import read_results
from tests.unit.made_up_results import OPTIONS, Parts, write_results

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class Page(HTMLParser):
    """Tags with their attributes, ids, and visible words of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.hidden = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the tag."""
        self.tags.append((tag, dict(attrs)))
        self.hidden = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        """Words after a style sheet are visible again."""
        self.hidden = self.hidden and tag != "style"

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        self.words += "" if self.hidden else data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of every such tag."""
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a made-up results folder with its brief."""
    place = write_results(tmp_path_factory.mktemp("results") / "compare")
    brief(place)
    return place


@pytest.fixture(scope="module")
def page(folder: Path) -> Page:
    """Read the brief."""
    return Page((folder / "brief.html").read_text(encoding="utf-8"))


def test_the_finding_and_every_option_stand_in_the_brief(folder: Path, page: Page) -> None:
    assert finding(read_results(folder)) in page.words
    for title, _, _ in OPTIONS.values():
        assert page.words.count(title) >= 2
    for said in ("13,720", "13,160 to 14,280", "86%", "not clear", "gain\N{NO-BREAK SPACE}±4%", "\N{MINUS SIGN}£1.09m"):
        assert said in page.words


def test_baseline_assumptions_doubts_and_provenance_are_told(page: Page) -> None:
    for said in (
        "15,904",
        "15,720",
        "\N{MINUS SIGN}1.2%",
        "Sherrington et al. 2019",
        "● evidence",
        "◐ weak evidence",
        "○ assumption",
        "same random numbers",
        "By MSER-5 the level of the run settles by day 75",
        "By the confidence-interval method, half an interval is at most 10% of the bed days returned for 3 of 6",
        "The others need about 40 replications",
        "made on 2025-11-21",
        "seed 7",
        "engine simpy",
        "commit abc1234",
        "Open Government Licence v3.0",
    ):
        assert said in page.words.replace("\N{NO-BREAK SPACE}", " "), said


def test_what_a_day_is_worth_and_what_an_option_rests_on_stand_beside_who_pays(page: Page) -> None:
    words = page.words.replace("\N{NO-BREAK SPACE}", " ")
    for said in (
        "Worth at £618 a day",
        "Worth at £290 a day",
        "+£8.48m",
        "+£3.98m",
        "Rests on",
        "◐ 1 ○ 1",
        "neither is cash",
    ):
        assert said in words, said
    assert "● 1" not in words  # a null rests on nothing, since it returns nothing


def test_a_published_figure_shows_its_own_doubt(tmp_path: Path) -> None:
    folder = write_results(tmp_path / "doubt")
    table = pd.read_csv(folder / "baseline.csv")
    table["doubt_percent"], table["published_low"], table["published_high"] = 12.0, math.nan, math.nan
    table.loc[0, ["published_low", "published_high"]] = [15_000, 16_500]
    table.to_csv(folder / "baseline.csv", index=False)
    words = Page(brief(folder).read_text(encoding="utf-8")).words
    assert "15,000 to 16,500" in words
    assert words.count("\N{PLUS-MINUS SIGN}12%") == len(table) - 1


def test_palliative_care_and_carers_have_a_table_that_says_it_rests_on_assumptions(page: Page) -> None:
    _, _, table = page.words.partition("Palliative care, plans and carers")
    assert "Every figure rests on assumptions about today" in table
    for said in ("People who miss palliative care, a year", "912", "Hours a week left to unpaid carers", "4,210"):
        assert said in table, said


def test_the_file_stands_alone(folder: Path, page: Page) -> None:
    text = (folder / "brief.html").read_text(encoding="utf-8")
    assert not re.search(r"https?:", text)
    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in page.tags}
    assert "@import" not in text
    assert all(part.startswith(("#", "data:font/woff;base64,")) for part in re.findall(r"url\(([^)]*)\)", text))
    assert len(text) < 1_500_000
    assert all(str(one.get("href", "#")).startswith("#") for _, one in page.tags)


def test_the_brief_can_be_read_without_seeing_it(page: Page) -> None:
    assert page.all("html")[0]["lang"] == "en-GB"
    assert len(page.all("h1")) == 1
    assert len(page.all("title")) >= 1
    assert all(one.get("scope") in ("col", "row", "rowgroup") for one in page.all("th"))
    assert len(page.all("svg")) == 6
    for picture in page.all("svg"):
        assert picture["role"] == "img"
        assert len(picture["aria-label"] or "") > 60
    known = [one["id"] for _, one in page.tags if one.get("id")]
    assert len(known) == len(set(known))
    used = {str(one["href"])[1:] for one in page.all("use")}
    assert used
    assert used <= set(known)


def contrast(ink: str, paper: str) -> float:
    """Return the WCAG contrast of two colours written as #rrggbb."""

    def light(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(ink), light(paper)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_every_ink_of_the_brief_can_be_read(folder: Path) -> None:
    style = (folder / "brief.html").read_text(encoding="utf-8").split("</style>")[0]
    inks = set(re.findall(r"[{;\s]color: (#[0-9a-f]{6})", style))
    assert len(inks) >= 3
    for paper in ("#ffffff", "#eeecf6"):
        assert min(contrast(ink, paper) for ink in inks) >= 4.5


def test_titles_and_sources_cannot_put_markup_into_the_page(tmp_path: Path) -> None:
    evil = '<script>alert("x")</script>'
    folder = write_results(tmp_path / "r", {"first": (evil, (900.0, 0.0, 0.0), 10.0)}, days=40)
    table = pd.read_csv(folder / "assumptions.csv").assign(source=f'"><img src=x onerror=1>{evil}', effect=evil)
    table.to_csv(folder / "assumptions.csv", index=False)
    text = brief(folder).read_text(encoding="utf-8")
    read = Page(text)
    assert "<script" not in text
    assert not read.all("img")
    assert "&lt;script&gt;" in text
    assert evil in read.words


def test_missing_optional_tables_are_said_in_words(tmp_path: Path) -> None:
    without = (
        "daily.parquet",
        "flows.parquet",
        "assumptions.csv",
        "baseline.csv",
        "warmup.csv",
        "precision.csv",
        "provenance.yaml",
    )
    read = Page(brief(write_results(tmp_path / "r", days=3, without=without)).read_text(encoding="utf-8"))
    assert "holds no comparison of the baseline with published figures" in read.words
    assert "lists no assumptions" in read.words
    assert "holds no check of that length" in read.words


def test_a_warm_up_that_is_too_short_is_admitted(tmp_path: Path) -> None:
    folder = write_results(tmp_path / "r", days=3)
    warm = pd.read_csv(folder / "warmup.csv").assign(truncation_day=140.0)
    warm.to_csv(folder / "warmup.csv", index=False)
    assert "settles by day 140, so that is too short" in Page(brief(folder).read_text(encoding="utf-8")).words


def test_the_length_of_the_warm_up_is_not_rounded(tmp_path: Path) -> None:
    folder = write_results(tmp_path / "r", days=3)
    question = (folder / "question.yaml").read_text(encoding="utf-8")
    (folder / "question.yaml").write_text(question.replace("warmup_days: 90", "warmup_days: 1735"), encoding="utf-8")
    words = Page(brief(folder).read_text(encoding="utf-8")).words
    assert "The first 1,735 days (warm-up) are not counted" in words
    assert "warm-up of 1,735 days" in words


def test_a_series_without_a_settled_level_is_named_beside_one_with(tmp_path: Path) -> None:
    folder = write_results(tmp_path / "r", days=3)
    warm = pd.read_csv(folder / "warmup.csv").assign(measure="occupied", truncation_day=65.0)
    both = pd.concat([warm, warm.assign(measure="delayed", truncation_day=np.nan)])
    both.to_csv(folder / "warmup.csv", index=False)
    words = Page(brief(folder).read_text(encoding="utf-8")).words
    assert "the level of hospital beds occupied settles by day 65, so that is long enough" in words
    assert "It finds no settled level of people delayed: seasons and growth leave none" in words


def test_assumptions_that_are_not_printed_are_counted(tmp_path: Path) -> None:
    options = {f"option_{n}": (f"Option {n}", (100.0 * n, 0.0, 0.0), 10.0) for n in range(1, 12)}
    text = brief(write_results(tmp_path / "r", options, days=3)).read_text(encoding="utf-8")
    hidden = text.count('<li class="screen-only"><strong>Option')
    assert hidden
    assert f"And {hidden} more interventions: this page on screen and assumptions.csv hold all 11." in text


def many(count: int) -> dict[str, tuple[str, Parts, float]]:
    """Return so many options with their titles and parts."""
    known = list(OPTIONS.values())
    return {f"option_{n}": (f"{known[n % 6][0]} {n}", known[n % 6][1], 300.0) for n in range(count)}


def test_the_typeface_in_the_page_holds_every_letter_of_it(folder: Path, page: Page) -> None:
    """A letter that it lacks, such as one written as an entity, would be drawn in whatever font a computer has."""
    faces = re.findall(r"base64,([A-Za-z0-9+/=]+)", (folder / "brief.html").read_text(encoding="utf-8"))
    assert len(faces) == 2
    needed = {letter for letter in page.words if letter != "\n"} | {"\N{HORIZONTAL ELLIPSIS}"}
    assert {"\N{LEFT DOUBLE QUOTATION MARK}", "\N{RIGHT SINGLE QUOTATION MARK}"} <= needed
    for face in faces:
        held = TTFont(io.BytesIO(base64.b64decode(face))).getBestCmap()
        assert not [letter for letter in needed if ord(letter) not in held]


def test_of_each_group_of_the_baseline_as_many_rows_are_printed_as_fit() -> None:
    groups = [[f"A figure of some length, a year, number {number}" for number in range(20)] for _ in range(3)]
    counts = [rows_that_fit(groups, above, 6) for above in (0.0, 150.0, 170.0, 250.0)]
    assert counts[0] == 6
    assert counts == sorted(counts, reverse=True)
    assert 1 < counts[1] < 6
    assert counts[-1] == 1
    printed = [row for group in groups for row in group[: counts[1]]]
    assert 150.0 + baseline_table(printed) < PAGE - FOOTER


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this computer to print with")
@pytest.mark.parametrize(("count", "replications"), [(1, 1), (6, 5), (8, 5), (11, 5)])
def test_the_brief_prints_on_two_pages(tmp_path: Path, count: int, replications: int) -> None:
    page = brief(write_results(tmp_path / "r", many(count), replications=replications, days=200))
    printed = tmp_path / "brief.pdf"
    subprocess.run(
        [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
         f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={printed}", page.as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed.read_bytes())) == 2
    used = set(re.findall(rb"/BaseFont\s*/[A-Z]+\+([\w-]+)", printed.read_bytes()))
    assert used == {b"DejaVuSans", b"DejaVuSans-Bold"}
