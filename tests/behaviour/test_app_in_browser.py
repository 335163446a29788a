"""Three journeys through the app in a real Chromium, by mouse, by keyboard alone and at 320 pixels: HOMEFIRST_LONG=1.

python -m pip install -r tests/behaviour/browser_requirements.txt
HOMEFIRST_LONG=1 python -m pytest -n 0 tests/behaviour/test_app_in_browser.py
"""

import io
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import sim
from tests.behaviour.browser import LONGEST, ROOT, TAGS, Keyboard, Mouse, real_browser, server

if os.environ.get("HOMEFIRST_LONG") != "1":
    pytest.skip("a browser and minutes: HOMEFIRST_LONG=1", allow_module_level=True)
pytest.importorskip("playwright.sync_api")

PLACE, KEY = os.environ.get("HOMEFIRST_PLACE", "Fife"), os.environ.get("HOMEFIRST_KEY", "fife")
OPTIONS = {
    "falls_prevention": "Falls prevention",
    "housing_links": "Housing links",
    "more_home_support": "More home support",
}
PAGES = ("place", "levers", "run", "compare", "sweep", "best_mix", "animation", "take_away", "about")
SMALL = ("more_home_support", "palliative_care_at_home", "anticipatory_care_planning")
OWN = b"title: Ten places of step-down\nchanges:\n  - {capacity_of: intermediate_care, places: 10, from: 2023-10-01}\n"
MODES = {"mouse": (Mouse, 1280), "keyboard": (Keyboard, 1280), "320 pixels": (Mouse, 320)}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the app keeps its results: HOMEFIRST_JOURNEYS, where finished runs are taken up, or a new folder."""
    kept = os.environ.get("HOMEFIRST_JOURNEYS")
    return (Path(kept) if kept else tmp_path_factory.mktemp("app")) / "results"


@pytest.fixture(scope="module")
def address(results: Path) -> Iterator[str]:
    results.mkdir(parents=True, exist_ok=True)
    with server(results) as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with real_browser() as browser:
        yield browser


@pytest.fixture(params=MODES)
def hand(request: pytest.FixtureRequest, chromium: Any) -> Iterator[Mouse]:
    kind, width = MODES[request.param]
    page = chromium.new_context(viewport={"width": width, "height": 900}).new_page()
    yield kind(page)
    page.context.close()


def apart(results: Path) -> Path:
    """Return the folder in which the command line does the same as the app; what is finished there is taken up."""
    return results.parent / "command_line"


def command(results: Path, *words: str) -> str:
    """Run the command line into a results folder of its own; return what it prints."""
    run = [sys.executable, "-P", "-m", "sim", *words, f"results={results}"]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    return subprocess.run(run, env=env, capture_output=True, text=True, check=True).stdout


def folder_of(results: Path, kind: str, printed: str) -> Path:
    """Return the results folder of a command, found again among those of the app by its name."""
    name = next(line for line in printed.splitlines() if line.startswith("tables")).split("/")[-1]
    assert kind in name
    return results / name


def cells(page: Any, caption: str) -> list[list[str]]:
    """Return the rows of a table on the page."""
    rows = page.get_by_role("table", name=caption).locator("tbody tr")
    rows.first.wait_for(timeout=60_000)
    return [row.locator("th,td").all_inner_texts() for row in rows.all()]


def finished(hand: Mouse, button: str, *, reload: bool) -> None:
    hand.press(button)
    if reload:
        hand.page.get_by_role("button", name="Stop the run").wait_for(timeout=60_000)
        hand.page.wait_for_timeout(3_000)
        hand.page.reload()
    hand.page.get_by_text("Finished: results are in").wait_for(timeout=LONGEST)


def test_three_options_are_compared(hand: Mouse, address: str, results: Path) -> None:
    hand.page.goto(address)
    hand.page.get_by_role("heading", name="Which place?").wait_for()
    hand.choose("Health and social care partnership", PLACE)
    hand.open("Levers")
    for title in OPTIONS.values():
        hand.tick(title)
    hand.open("Run")
    hand.fill("Replications", "3")
    finished(hand, "Run the comparison", reload=True)
    hand.open("Compare")
    rows = cells(hand.page, "Hospital bed days returned a year, by option")
    printed = command(
        apart(results), f"partnership={KEY}", f"options=[{','.join(OPTIONS)}]", "replications=3", "seed=1"
    )
    lines = {
        line.split("  ")[0].strip(): line.replace("-", "\N{MINUS SIGN}") for line in reversed(printed.splitlines())
    }
    assert len(rows) == len(OPTIONS)
    for title, days, interval, *_ in rows:
        assert f" {days}" in lines[title]
        assert interval in lines[title]
    own, theirs = (sim.load(folder_of(root, "compare", printed)) for root in (results, apart(results)))
    assert own.differing(theirs) == []


def test_a_sweep_of_twenty_cells(hand: Mouse, address: str, results: Path) -> None:
    hand.page.goto(f"{address}/sweep?partnership={KEY}&replications=3")
    hand.page.get_by_role("heading", name="Sweep over values").wait_for()
    hand.fill("Lever 1: values, with commas", "0, 5, 10, 15")
    hand.fill("Lever 2: values, with commas", "0, 5, 10, 15, 20")
    hand.press("Keep these levers")
    hand.page.get_by_text("Kept: 20 cells").wait_for()
    finished(hand, "Run the sweep", reload=True)
    rows = cells(hand.page, "Bed days returned a year, mean of 3 replications")
    words = ("axes.home_support.by=0%,5%,10%,15%", "axes.intermediate_care.places=0,5,10,15,20")
    printed = command(apart(results), f"partnership={KEY}", "replications=3", "seed=1", *words).replace(
        "-", "\N{MINUS SIGN}"
    )
    assert len(rows) == 20
    for _, _, days, interval, *_ in rows:
        assert f" {days}" in printed
        assert interval in printed or interval == "0 to 0"
    own, theirs = (
        sim.load(folder_of(root, "sweep", printed.replace("\N{MINUS SIGN}", "-"))) for root in (results, apart(results))
    )
    assert own.differing(theirs) == []


def test_the_best_mix_of_three_options(hand: Mouse, address: str, results: Path) -> None:
    hand.page.goto(f"{address}/best_mix?partnership=orkney_islands&options={','.join(SMALL)}")
    hand.page.get_by_role("heading", name="The best mix").wait_for()
    hand.choose("Levers to choose from", "the options chosen on the page Levers (3)")
    hand.fill("Bed days returned a year that are wanted (0: as many as the budgets allow)", "200")
    hand.fill("Futures in which mixes are looked for", "10")
    hand.fill("Futures in which the best few are run again", "10")
    hand.fill("Net cost a year at most, all payers together, £ (left empty: no budget)", "400000")
    hand.press("Keep these settings")
    hand.page.get_by_text("Kept.").wait_for()
    finished(hand, "Run the search for the best mix", reload=True)
    rows = cells(hand.page, "What more money buys: cheapest mixes, as checked")
    printed = command(
        apart(results), "partnership=orkney_islands", "study=best_mix", f"options=[{','.join(SMALL)}]", "seed=1",
        "target=200", "replications=10", "check=10", "budgets.all=400000",
    )  # fmt: skip
    for _, cost, days, interval, *_ in rows:
        assert all(f" {cell}" in printed.replace("-", "\N{MINUS SIGN}") for cell in (cost, days, interval))
    first = next(line for line in printed.splitlines() if line.startswith("The cheapest mix found"))
    assert hand.page.get_by_text(first[:80]).count()
    own, theirs = (sim.load(folder_of(root, "best_mix", printed)) for root in (results, apart(results)))
    assert own.differing(theirs) == []


def test_fair_shares_of_two_options(chromium: Any, address: str, results: Path) -> None:
    hand = Mouse(chromium.new_context().new_page())
    hand.page.goto(f"{address}/run?partnership=orkney_islands&options={','.join(SMALL[:2])}&replications=3")
    finished(hand, "Run the comparison", reload=False)
    hand.open("Compare")
    finished(hand, "Run the fair shares", reload=True)
    rows = cells(hand.page, "Shares of the package in Orkney Islands, mean of 3 replications")
    words = ("partnership=orkney_islands", "study=shares", f"options=[{','.join(SMALL[:2])}]", "replications=3")
    printed = command(apart(results), *words)
    assert len(rows) == 3
    for _, days, interval, *_ in rows:
        assert f" {days}" in printed
        assert interval in printed
    own, theirs = (sim.load(folder_of(root, "shares", printed)) for root in (results, apart(results)))
    assert own.differing(theirs) == []


def test_an_own_option_is_uploaded_and_its_papers_taken_away(
    hand: Mouse, address: str, results: Path, tmp_path: Path
) -> None:
    page = hand.page
    page.goto(f"{address}/levers?partnership={KEY}&replications=3")
    page.get_by_role("heading", name="Which levers?").wait_for()
    page.locator('input[type="file"]').set_input_files(
        files=[{"name": "../../evil.yaml", "mimeType": "application/yaml", "buffer": OWN}]
    )
    page.wait_for_timeout(1_500)
    hand.press("Check and add the file")
    page.get_by_text("Added and chosen: own_ten_places_of_step_down").wait_for()
    hand.open("Run")
    finished(hand, "Run the comparison", reload=False)
    hand.open("Take away")
    taken = {}
    for name in ("Board paper, Word", "Board paper, Excel", "Scenario: all options chosen"):
        with page.expect_download() as download:
            hand.press(name)
        taken[name] = Path(download.value.path()).read_bytes()
    for name in ("Board paper, Word", "Board paper, Excel"):
        assert zipfile.ZipFile(io.BytesIO(taken[name])).testzip() is None
    with zipfile.ZipFile(io.BytesIO(taken["Scenario: all options chosen"])) as scenario:
        scenario.extractall(tmp_path / "scenario")
        words = next(line for line in scenario.read("README.txt").decode().splitlines() if "partnership=" in line)
    assert "--config-dir scenario" in words
    option = "options=[own_ten_places_of_step_down]"
    printed = command(
        apart(results), f"partnership={KEY}", option, "replications=3", "seed=1",
        "--config-dir", str(tmp_path / "scenario"),
    )  # fmt: skip
    own, theirs = (sim.load(folder_of(root, "compare", printed)) for root in (results, apart(results)))
    assert own.differing(theirs) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_fault_of_accessibility_or_asks_another_computer(
    chromium: Any, address: str, results: Path, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - only in a browser

    drafts = sorted(path.name for path in (results / "drafts").glob("*") if path.is_dir())
    assert drafts, "run the journeys first: pages with results are looked at"
    page = chromium.new_context(color_scheme=scheme, viewport={"width": 320, "height": 900}).new_page()
    elsewhere: list[str] = []
    page.on(
        "request", lambda asked: elsewhere.append(asked.url) if not asked.url.startswith((address, "data:")) else None
    )
    for draft in drafts[:3]:
        for name in PAGES:
            page.goto(f"{address}/{name}?draft={draft}")
            page.get_by_text("Everything stays on the computer").wait_for(timeout=60_000)
            page.wait_for_timeout(500)
            faults = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response["violations"]
            assert [fault["id"] for fault in faults] == [], (draft, name)
            wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            assert not page.evaluate(wide), (draft, name)
    assert elsewhere == []
    page.context.close()


def test_two_browsers_at_once_do_not_mix_and_pages_come_while_a_study_runs(chromium: Any, address: str) -> None:
    windows = [chromium.new_context().new_page() for _ in range(2)]
    for window, place in zip(windows, ("inverclyde", "moray"), strict=True):
        window.goto(f"{address}/run?partnership={place}&options=package&replications=4&seed=11")
        window.get_by_role("button", name="Run the comparison").click()
        window.get_by_role("button", name="Stop the run").wait_for(timeout=60_000)
    seconds = []
    for number in range(20):
        began = time.monotonic()
        page = chromium.new_context().new_page()
        page.goto(f"{address}/{PAGES[number % len(PAGES)]}")
        page.locator("h1").wait_for(timeout=60_000)
        seconds.append(time.monotonic() - began)
        page.context.close()
    print("seconds of 20 pages:", sorted(round(one, 1) for one in seconds))
    for window, place in zip(windows, ("Inverclyde", "Moray"), strict=True):
        window.get_by_text("Finished: results are in").wait_for(timeout=LONGEST)
        window.get_by_role("link", name="See the comparison").click()
        window.get_by_role("heading", name="Compare the options").wait_for()
        window.get_by_text(f"{place}, mean of 4 replications").wait_for()
        window.context.close()
    assert max(seconds) < 5


def test_a_run_is_stopped_and_taken_up(chromium: Any, address: str) -> None:
    page = chromium.new_context().new_page()
    page.goto(f"{address}/run?partnership=inverclyde&options=housing_links&replications=12&seed=12")
    page.get_by_role("button", name="Run the comparison").click()
    page.get_by_text("replication 1 of 12").wait_for(timeout=LONGEST)
    page.get_by_role("button", name="Stop the run").click()
    page.get_by_text("Stopped. What is finished is kept").wait_for(timeout=60_000)
    page.get_by_role("button", name="Run the comparison").click()
    page.get_by_text("Finished: results are in").wait_for(timeout=LONGEST)
    page.get_by_text("What the command line printed").click()
    page.get_by_text("are finished already and taken up").wait_for()
    page.context.close()
