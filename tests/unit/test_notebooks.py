"""Notebooks: each cell can be read, uses only what the interface has, was run to its end, and keeps small outputs.

That they run from nothing is shown by `python start.py notebooks`, which `.ci/run` calls.
"""

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

import sim
import start

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
LARGEST = 80_000
"""Bytes that a notebook may have with its outputs."""


def cells(path: Path, kind: str) -> list[dict[str, Any]]:
    """Return the cells of a kind."""
    return [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == kind]


def text(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def test_there_are_five() -> None:
    assert len(NOTEBOOKS) == 5


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_uses_only_what_the_interface_has(path: Path) -> None:
    trees = [ast.parse(text(cell)) for cell in cells(path, "code")]
    asked = {
        node.attr
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "sim"
    }
    assert asked
    assert asked - set(sim.__all__) == set()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_was_run_to_its_end_and_is_small(path: Path) -> None:
    code = cells(path, "code")
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    assert [output for cell in code for output in cell["outputs"] if output["output_type"] == "error"] == []
    assert path.stat().st_size < LARGEST
    assert str(FOLDER.parents[1]) not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_links_of_a_notebook_lead_somewhere(path: Path) -> None:
    links = [link for cell in cells(path, "markdown") for link in re.findall(r"\]\(([^)#]+)", text(cell))]
    assert [link for link in links if "://" not in link and not (FOLDER / link).exists()] == []


def test_the_command_installs_the_extra_and_runs_them(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(start, "prepare", lambda *locks: asked.extend(locks))
    monkeypatch.setattr(start, "run", lambda command, folder=None: asked.append(command[1:]) or 0)
    assert start.main(["notebooks", "sweep"]) == 0
    assert asked == [start.LOCK, start.DOCS_LOCK, ["-m", "docs.run_notebooks", "sweep"]]
