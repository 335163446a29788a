"""Tables of the site that are made from the project when it is built, so that no page can lag behind the code.

A page says where one stands: a line `<!-- generated: NAME -->`, with the name of a function of `TABLES`.
"""

import ast
import importlib.util
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml

from sim.description.interventions import SYSTEMS
from sim.description.read import read_system
from sim.measures.measure import MEASURES
from sim.study.analysis.data_dictionary import data_dictionary
from sim.study.analysis.study_dictionaries import DESCRIBED, study_dictionary
from sim.study.help import help_text

ROOT = Path(__file__).resolve().parents[1]
SCENARIOS = ROOT / "scenarios"
PLACE = re.compile(r"^<!-- generated: (\w+) -->$", flags=re.MULTILINE)
MARKED: dict[str, str] = {
    '<p class="caption" role="heading">': '<p class="caption" role="heading" aria-level="2">',
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="All pages">',
    '<aside class="toc-drawer">': '<aside class="toc-drawer" aria-label="On this page">',
    '<div class="table-wrapper': '<div tabindex="0" class="table-wrapper',
    "<pre>": '<pre tabindex="0">',
    '<th class="head"><p></p></th>': "<td></td>",
    "<th></th>": "<td></td>",
    '<div id="search-results"></div>': '<h1>Search</h1><div id="search-results" role="status"></div>',
}
"""What the theme leaves out for people who use a keyboard or a screen reader, put in after a page is written."""
BASES = {
    "evidence": "Evidence",
    "weak_evidence": "Weak evidence",
    "published": "Published figure",
    "calibrated": "Calibrated",
    "assumption": "Assumption",
}


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(_cell(cell) for cell in line)} |\n" for line in lines)


def _cell(value: object) -> str:
    return " ".join(str(value).split()).replace("|", "/").replace("<", "&lt;")


def command_words() -> str:
    """Return what `--help` prints."""
    return f"```text\n{help_text([SCENARIOS])}\n```\n"


def results_columns() -> str:
    """Return a table for each file of the results folder of each kind of study: its columns."""
    kinds = {"compare": data_dictionary()} | {name: study_dictionary(name) for name in DESCRIBED}
    return "\n".join(part for name, frame in kinds.items() for part in _of_study(name, frame))


def _of_study(name: str, frame: Any) -> Iterator[str]:
    yield f"## `study={name}`\n"
    for file, rows in frame[~frame["file"].str.contains(":")].groupby("file", sort=False):
        yield f"### `{file}` of `{name}`\n"
        yield table(
            ["Column", "Unit", "Definition"],
            [[f"`{one.name}`", one.unit, one.definition] for one in rows.itertuples(index=False)],
        )


def measures() -> str:
    """Return a table of the measures, as they stand in the column `measure`."""
    rows = [[f"`{one.name}`", one.unit, one.definition, one.source] for one in MEASURES.values()]
    return table(["Measure", "Unit", "Definition", "Source"], rows)


def evidence_by_system() -> str:
    """Return how many effects of each of the nine systems rest on what."""
    interventions = read_system([SCENARIOS], "fife").interventions
    counts = Counter((one.system, effect.basis) for one in interventions.values() for effect in one.effects)
    used = [basis for basis in BASES if any(counts[system, basis] for system in SYSTEMS)]
    rows = [[system.replace("_", " "), *(counts[system, basis] for basis in used)] for system in SYSTEMS]
    sums = ["all", *(sum(counts[system, basis] for system in SYSTEMS) for basis in used)]
    return table(["System", *(BASES[basis] for basis in used)], [*rows, sums])


def evidence_of_the_base() -> str:
    """Return a table of every part of the base system that says what it rests on."""
    rows = []
    for path in sorted((SCENARIOS / "base").glob("*.yaml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        rows += [[f"`{path.stem}`", f"`{where}`", BASES[basis], source] for where, basis, source in _grounds(content)]
    return table(["File", "Part", "Basis", "Source"], rows)


def _grounds(content: Any, where: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield the path, basis and source of each part that states a basis."""
    if isinstance(content, dict):
        if isinstance(content.get("basis"), str):
            yield where, content["basis"], str(content.get("source", ""))
        for key, value in content.items():
            yield from _grounds(value, f"{where}.{key}".strip("."))
    if isinstance(content, list):
        for number, value in enumerate(content):
            yield from _grounds(value, f"{where}.{number}")


def kinds_of_test() -> str:
    """Return a table of the kinds of test: what each proves, and how many functions do."""
    kinds = _module(ROOT / "tests" / "conftest.py").KINDS
    rows = [[f"`tests/{kind}/`", proves, _tests_in(ROOT / "tests" / kind)] for kind, proves in kinds.items()]
    return table(["Folder", "What it proves", "Test functions"], rows)


def _tests_in(folder: Path) -> int:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in folder.glob("test_*.py")]
    return sum(
        isinstance(node, ast.FunctionDef) and node.name.startswith("test_") for tree in trees for node in ast.walk(tree)
    )


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TABLES: dict[str, Callable[[], str]] = {
    one.__name__: one
    for one in (command_words, results_columns, measures, evidence_by_system, evidence_of_the_base, kinds_of_test)
}


def filled(text: str) -> str:
    """Return a page with its generated tables in their places."""
    return PLACE.sub(lambda found: TABLES[found[1]](), text)


def mark(folder: Path) -> None:
    """Put what the theme leaves out into every page of a folder."""
    for page in folder.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for old, new in MARKED.items():
            text = text.replace(old, new)
        page.write_text(text, encoding="utf-8", newline="\n")


def setup(app: Any) -> dict[str, bool]:
    """Let Sphinx fill each page before it is parsed, and mark the pages once all are written."""

    def fill(app: Any, name: str, source: list[str]) -> None:
        source[0] = filled(source[0])

    def finish(app: Any, fault: Exception | None) -> None:
        if fault is None:
            mark(Path(app.outdir))

    app.connect("source-read", fill)
    app.connect("build-finished", finish)
    return {"parallel_read_safe": True}
