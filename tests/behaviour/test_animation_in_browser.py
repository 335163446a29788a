"""Inverclyde's January in a real Chromium: opens within 10 s, blocked people in the bed that they block, no axe fault.

python -m pip install -r tests/behaviour/browser_requirements.txt
HOMEFIRST_LONG=1 python -m pytest -n 0 tests/behaviour/test_animation_in_browser.py
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.report.animation.results import AnimationResults
from tests.behaviour.browser import ROOT, TAGS, real_browser

if os.environ.get("HOMEFIRST_LONG") != "1":
    pytest.skip("a browser and a minute: HOMEFIRST_LONG=1", allow_module_level=True)
pytest.importorskip("playwright.sync_api")

WORDS = ["study=animation", "partnership=inverclyde", "options=[more_intermediate_care]"]
LARGEST, LONGEST_SECONDS = 20e6, 10.0
NOON = 14 * 1440 + 720
BLOCKED_COLOURS = {"light": [179, 68, 30], "dark": [255, 162, 92]}
MIDDLE_OF_A_SIDE = """([side, name, place]) => {
  const block = views[side].blocks[DATA.settings.findIndex((one) => one.name === name)];
  const ratio = block.canvas.width / parseFloat(block.canvas.style.width);
  const x = ((place - 1) % block.columns + 0.5) * CELL, y = (Math.floor((place - 1) / block.columns) + 0.25) * CELL;
  return [...block.context.getImageData(Math.floor(x * ratio), Math.floor(y * ratio), 1, 1).data].slice(0, 3);
}"""
"""The colour of a place above its middle, where neither arm of a cross is."""
MODES = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "320 pixels": {"color_scheme": "dark", "viewport": {"width": 320, "height": 800}},
    "reduced motion": {"color_scheme": "light", "reduced_motion": "reduce"},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the results folder: that in HOMEFIRST_ANIMATION, or a new one."""
    if kept := os.environ.get("HOMEFIRST_ANIMATION"):
        return Path(kept)
    results = tmp_path_factory.mktemp("animation")
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    subprocess.run([sys.executable, "-P", "-m", "sim", *WORDS, f"results={results}"], env=env, check=True)
    return next(results.glob("*-animation-*"))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with real_browser() as browser:
        yield browser


@pytest.fixture(params=MODES)
def page(request: pytest.FixtureRequest, chromium: Any, folder: Path) -> Iterator[Any]:
    """Return the page, opened, with what the browser complained of and what it fetched."""
    page = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}} | MODES[request.param]).new_page()
    page.faults, page.fetched = [], []
    page.on("console", lambda message: page.faults.extend([message.text] * (message.type == "error")))
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("request", lambda asked: page.fetched.append(asked.url))
    opened(page, folder)
    yield page
    page.context.close()


def opened(page: Any, folder: Path) -> None:
    page.goto((folder / "animation.html").resolve().as_uri())
    page.wait_for_selector("html[data-ready=yes]", timeout=1_000 * LONGEST_SECONDS)


def test_opens_within_ten_seconds_and_fetches_nothing(chromium: Any, folder: Path) -> None:
    assert (folder / "animation.html").stat().st_size < LARGEST
    page = chromium.new_page()
    begun = time.perf_counter()
    opened(page, folder)
    seconds = time.perf_counter() - begun
    print(f"opened in {seconds:.2f} s, {(folder / 'animation.html').stat().st_size / 1e6:.2f} MB")
    assert seconds < LONGEST_SECONDS
    page.close()


def test_blocked_beds_are_seen_and_counted(page: Any, folder: Path) -> None:
    """On the canvas of each ward there are as many crossed squares as the table has people blocked there."""
    page.evaluate(f"goTo({NOON})")
    stays = AnimationResults(folder).stays
    there = stays[(stays["from_minute"] <= NOON) & (stays["to_minute"] > NOON) & (stays["state"] == "blocked")]
    assert len(there) > 10
    assert page.locator("#blockers tbody tr").count() == len(there)
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    for row in there.itertuples():
        side = 0 if row.option == "baseline" else 1
        seen = page.evaluate(MIDDLE_OF_A_SIDE, [side, row.setting, int(row.place)])
        assert seen == BLOCKED_COLOURS["dark" if dark else "light"], row
    assert not page.faults
    assert all(url.startswith(("file:", "data:")) for url in page.fetched)


def test_table_of_the_moment_is_that_of_the_day(page: Any, folder: Path) -> None:
    """At a midnight the page counts what the results folder does."""
    page.evaluate("goTo(20 * 1440)")
    results = AnimationResults(folder)
    days = results.days[(results.days["day"] == 21) & results.days["setting"].isin(results.hospitals)]
    for at, name in enumerate(results.sides):
        cells = page.locator("#numbers tbody tr").nth(at).locator("td").all_inner_texts()
        mine = days[days["option"] == name]
        assert [int(cell) for cell in cells[:2]] == [mine["people"].sum(), mine["blocked"].sum()]


def test_keyboard_moves_the_time_and_plays(page: Any) -> None:
    page.locator("#time").focus()
    page.keyboard.press("ArrowRight")
    assert "01:00" in page.locator("#clock").inner_text()
    page.keyboard.press("Tab")
    page.locator("#on").focus()
    page.keyboard.press("Enter")
    assert "Tuesday 2 January 2024, 00:00" in page.locator("#clock").inner_text()
    page.locator("#play").focus()
    page.keyboard.press("Space")
    page.wait_for_timeout(4_000)
    page.keyboard.press("Space")
    assert page.locator("#play").inner_text() == "Play"
    assert page.evaluate("now") > 1440
    if page.evaluate("still.matches"):
        assert page.evaluate("now") % 1440 == 0


def test_no_axe_fault_and_no_wider_than_the_window(page: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - only in a browser

    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response["violations"]
    assert not [(fault["id"], fault["nodes"][0]["html"]) for fault in found]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
