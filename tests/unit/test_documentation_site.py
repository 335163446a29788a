"""The documentation site holds every page once, its generated tables say what the code says, and its lock is whole."""

import re
import tomllib
from pathlib import Path

import pytest

import sim
import start
from docs import generated_pages as site
from sim.description.read import read_system
from sim.measures.measure import MEASURES
from sim.study.studies import STUDIES

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
INDEX = (DOCS / "index.md").read_text(encoding="utf-8")


def listed(text: str = INDEX) -> list[Path]:
    """Return the pages of the lists of the index, in order."""
    lists = re.findall(r"^```\{toctree\}\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    lines = [line for body in lists for line in body.splitlines() if line and not line.startswith(":")]
    names = [line.partition("<")[2].rstrip(">") or line for line in lines]
    return [page(name) for name in names]


def page(name: str) -> Path:
    """Return the file of a page of the index."""
    return next(path.resolve() for path in (DOCS / f"{name}.md", DOCS / f"{name}.ipynb") if path.exists())


def pages() -> set[Path]:
    """Return the pages that the site is to hold."""
    found = {*DOCS.rglob("*.md"), *DOCS.glob("notebooks/*.ipynb"), *(ROOT / "scenarios").rglob("README.md")}
    return {path.resolve() for path in found | {ROOT / "results" / "README.md", *ROOT.glob("[A-Z]*.md")}}


def test_every_page_stands_in_one_list_of_the_index() -> None:
    assert sorted(listed()) == sorted(pages() - {DOCS / "index.md"}), "put new pages into a list of docs/index.md"


def test_generated_tables_stand_where_pages_ask_for_them() -> None:
    texts = [path.read_text(encoding="utf-8") for path in DOCS.glob("*.md")]
    assert {name for text in texts for name in site.PLACE.findall(text)} == set(site.TABLES)
    with pytest.raises(KeyError):
        site.filled("<!-- generated: nothing_of_the_kind -->")


def test_generated_tables_say_what_the_project_says() -> None:
    table = site.filled("Before\n\n<!-- generated: measures -->\n")
    assert table.startswith("Before\n\n| Measure | Unit |")
    assert re.findall(r"^\| `(\w+)`", table, flags=re.MULTILINE) == list(MEASURES)
    interventions = read_system([ROOT / "scenarios"], "fife").interventions
    effects = [effect for one in interventions.values() for effect in one.effects]
    last = site.evidence_by_system().splitlines()[-1]
    assert sum(map(int, re.findall(r"\d+", last))) == len(effects)
    assert "| `settings` | `growth` | Assumption |" in site.evidence_of_the_base()
    assert "  partnership    one of those below" in site.command_words()
    headings = re.findall(r"^## `study=(\w+)`", site.results_columns(), flags=re.MULTILINE)
    assert set(STUDIES) - set(headings) == {"sample", "verify_engines", "workbook"}, (
        "put its dictionary into docs/generated_pages.py"
    )


def test_the_python_page_has_every_public_name() -> None:
    page = (DOCS / "reference_python.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^\.\. auto\w+:: sim\.(\w+)$", page, flags=re.MULTILINE)) == sorted(sim.__all__)


def test_what_the_theme_leaves_out_is_put_in_once(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        '<p class="caption" role="heading">A</p><pre>B</pre><th class="head"><p></p></th>', encoding="utf-8"
    )
    site.mark(tmp_path)
    marked = page.read_text(encoding="utf-8")
    assert marked == '<p class="caption" role="heading" aria-level="2">A</p><pre tabindex="0">B</pre><td></td>'
    site.mark(tmp_path)
    assert page.read_text(encoding="utf-8") == marked


def test_the_command_installs_the_extra_and_builds_strictly(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(start, "prepare", lambda *locks: asked.extend(locks))
    monkeypatch.setattr(start, "run", lambda command, folder=None: asked.append(command) or 1)
    assert start.main(["docs"]) == 1
    assert asked[:2] == [start.LOCK, start.DOCS_LOCK]
    assert "--fail-on-warning" in asked[2]


def pins(name: str) -> dict[str, str]:
    """Return the versions of a lock."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return dict(line.partition(" ")[0].split("==") for line in lines if "==" in line and not line.startswith("#"))


def test_the_lock_of_the_site_holds_the_extra_and_agrees_with_the_others() -> None:
    docs, run = pins("docs/requirements.lock"), pins("requirements.lock")
    extra = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert {re.split(r"[><=]", word)[0] for word in extra["docs"]} <= set(docs)
    assert not set(docs) & set(run)
    for other in (pins("tests/requirements.lock"), pins("sim/app/requirements.lock")):
        assert [name for name in set(docs) & set(other) if docs[name] != other[name]] == []
