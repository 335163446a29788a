"""A planner's hands in a real browser: a mouse, or the keyboard alone; and the app's server for it to look at."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
NARROW = 700
"""Pixels of width below which the links of the pages are folded away."""
LONGEST = 900_000
"""Milliseconds for a run."""
FOCUS = """() => { const e = document.activeElement;
  if (e === document.body || e.tagName === 'MAIN' || e.tagName === 'SECTION') return '';
  const label = e.labels && e.labels[0] ? e.labels[0].innerText : '';
  return (e.getAttribute('aria-label') || label || e.innerText || '').trim(); }"""

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
"""Rules of axe that a page is held to."""


@contextmanager
def real_browser() -> Iterator[Any]:
    """Run the Chromium of this machine, without a window."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where it is installed

    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def server(results: Path, *words: str) -> Iterator[str]:
    """Run the app on a free port, with words of its own; give its address here, and end it and what it has started."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-P", "-m", "sim.app", f"port={port}", f"results={results}", *words]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, cwd=results.parent) as process:
        address = f"http://127.0.0.1:{port}"
        try:
            for _ in range(240):
                try:
                    urllib.request.urlopen(f"{address}/_stcore/health", timeout=5).close()
                    break
                except OSError:
                    time.sleep(0.5)
            yield address
        finally:
            process.terminate()


class Mouse:
    """Clicks and types into fields."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def settle(self) -> None:
        """Wait until the page has taken up what was done."""
        self.page.wait_for_timeout(400)
        app = self.page.get_by_test_id("stApp")
        self.page.wait_for_function("app => app.dataset.testScriptState !== 'running'", arg=app.element_handle())

    def open(self, title: str) -> None:
        """Go to a page through its link in the navigation."""
        link = self.page.get_by_role("link", name=title, exact=True)
        narrow = self.page.viewport_size["width"] < NARROW
        if narrow:  # the links are folded away
            self.page.get_by_test_id("stExpandSidebarButton").click()
            self.page.wait_for_timeout(800)
        link.first.click()
        self.settle()
        if narrow and self.page.get_by_test_id("stSidebar").get_attribute("data-collapsed") == "false":
            self.page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
            self.page.wait_for_timeout(800)

    def press(self, name: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name, exact=True).click()
        self.settle()

    def tick(self, name: str) -> None:
        """Tick a box."""
        self.page.get_by_test_id("stCheckbox").get_by_text(name, exact=True).click()
        self.settle()

    def fill(self, name: str, text: str) -> None:
        """Type into a field."""
        field = self.page.get_by_label(name, exact=True)
        field.fill(text)
        field.press("Tab")
        self.settle()

    def choose(self, name: str, text: str) -> None:
        """Choose from a list."""
        field = self.page.get_by_role("combobox", name=name)
        field.click()
        field.fill(text)
        self.page.get_by_role("option", name=text, exact=True).first.click()
        self.settle()


class Keyboard(Mouse):
    """Reaches everything with Tab, and does the rest with letters, Space and Enter."""

    def reach(self, name: str) -> None:
        """Press Tab until what has that name has the focus."""
        for _ in range(400):
            if self.page.evaluate(FOCUS).split("\n")[0].strip() == name:
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not reach {name!r}")

    def open(self, title: str) -> None:
        """Go to a page through its link in the navigation."""
        self.reach(title)
        self.page.keyboard.press("Enter")
        self.settle()

    def press(self, name: str) -> None:
        """Press a button."""
        self.reach(name)
        self.page.keyboard.press("Enter")
        self.settle()

    def tick(self, name: str) -> None:
        """Tick a box."""
        self.reach(name)
        self.page.keyboard.press("Space")
        self.settle()

    def fill(self, name: str, text: str) -> None:
        """Type into a field."""
        self.reach(name)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)
        self.page.keyboard.press("Tab")
        self.settle()

    def choose(self, name: str, text: str) -> None:
        """Choose from a list."""
        for _ in range(400):
            if name in self.page.evaluate(FOCUS):
                break
            self.page.keyboard.press("Tab")
        self.page.keyboard.type(text)
        self.page.wait_for_timeout(400)
        self.page.keyboard.press("Enter")
        self.settle()
