"""The dictionary of inputs is complete and on its page; what the pages say of options, events, fits and files is so."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from sim.description.durations import _GIVEN, Duration
from sim.description.input_dictionary import COLUMNS, dictionary, renewed
from sim.description.read import read_asked, read_model, read_system
from sim.description.units import InputModel
from sim.description.validation import fields_as_written
from sim.outcome import Rank
from sim.study.analysis.targets import aims

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "scenarios" / "README.md"
NOT_OURS = {"results", "outputs", "multirun", "build", "dist", "node_modules"}


def pages() -> Iterator[Path]:
    """Yield the project's Markdown pages: no hidden folders, no environments, nothing that a run left."""
    for path in sorted(ROOT.rglob("*.md")):
        inside = path.relative_to(ROOT).parts[:-1]
        ours = inside == ("results",) or not NOT_OURS & set(inside)
        if ours and not any(part.startswith(".") for part in inside):
            yield path


def prose(path: Path) -> str:
    """Return a page without its blocks of code."""
    return re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def anchors(path: Path) -> set[str]:
    """Return what a link may point to inside a page: its headings, as a viewer of Markdown names them."""
    headings = re.findall(r"^#+ (.+)$", prose(path), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def block(heading: str, page: Path) -> str:
    """Return the first block of code below a heading."""
    _, _, below = page.read_text(encoding="utf-8").partition(f"## {heading}\n")
    found = re.search(r"^```\w*\n(.*?)^```", below, flags=re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def rows() -> list[list[str]]:
    """Return the cells of every row of the dictionary."""
    return [line.strip("| ").split(" | ") for line in dictionary().splitlines() if line.startswith("| `")]


# --- the dictionary --------------------------------------------------------------------------------------------------


def test_the_page_shows_the_dictionary_as_generated() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert renewed(page) == page, "renew it with the command on the page"


def test_the_command_on_the_page_renews_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = block("How to read the dictionary", PAGE).strip()
    page = PAGE.read_text(encoding="utf-8")
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "README.md").write_text(page + "| old | row |\n", encoding="utf-8", newline="\n")
    monkeypatch.chdir(tmp_path)
    exec(command.removeprefix('python -c "').removesuffix('"'), {})
    assert (tmp_path / "scenarios" / "README.md").read_bytes() == page.encode()


def test_every_key_of_every_thing_has_a_row_with_a_meaning() -> None:
    parents = [one for one in InputModel.__subclasses__() if one.__module__.startswith("sim.description.")]
    things = [one for parent in parents for one in (parent, *parent.__subclasses__())]
    not_written = {"InterventionFile", "Dated"}
    keys = [name for one in things if one.__name__ not in not_written for name in fields_as_written(one)]
    assert sorted(row[0].strip("`") for row in rows()) == sorted(keys)
    assert [row for row in rows() if len(row) != len(COLUMNS) or not row[-1]] == []


@pytest.mark.parametrize(
    ("thing", "row"),
    [
        ("Setting", "| `hold_days` | number or `no_limit` | days, 0 to 36,525 | 0 | "),
        ("Setting", "| `stay_times_age` | 3 numbers: 65-74, 75-84, 85+ | multiplier, 0 to 1,000 | 1 for each | "),
        ("Duration", "| `median` | number | above 0, up to 1,000,000 | none | "),
        (
            "Day cost",
            "| `payers` | name: number | share (0 to 1) | `nhs_board`: 1 | ",
        ),
        ("Intervention", "| `coverage` | number | share (0 to 1) | needed | "),
        ("Eligible", "| `quintiles` | list of whole numbers | 1 to 5 | none | "),
        ("Pathway", "| `transfer` | [Duration](#duration) |  | none | "),
    ],
)
def test_a_row_says_kind_unit_range_and_default(thing: str, row: str) -> None:
    _, _, section = dictionary().partition(f"### {thing}\n")
    assert row in section.partition("\n### ")[0]


def test_the_shapes_of_a_duration_are_told_with_the_figures_they_need() -> None:
    (said,) = [row[-1] for row in rows() if row[0] == "`shape`"]
    for shape, ways in _GIVEN.items():
        parts = [part for part in said.split(")") if shape in part]
        assert all(any(figures <= set(re.findall(r"\w+", part)) for part in parts) for figures in ways), shape
    assert Duration.model_fields["shape"].is_required()


# --- what the pages say ----------------------------------------------------------------------------------------------


def test_the_option_on_the_page_is_valid_and_ten_lines(tmp_path: Path) -> None:
    text = block("An option of your own", PAGE)
    (tmp_path / "options").mkdir()
    (tmp_path / "options" / "closer_to_home.yaml").write_text(text, encoding="utf-8")
    description, found = read_asked([tmp_path, ROOT / "scenarios"], "fife", ["closer_to_home", "falls_prevention"])
    assert len(text.splitlines()) == 10
    assert set(found["closer_to_home"].interventions) == set(yaml.safe_load(text)["interventions"])
    assert set(found["closer_to_home"].interventions) <= set(description.interventions)


def test_the_order_of_events_on_the_page_is_the_order_kept() -> None:
    _, _, below = (ROOT / "docs" / "how_it_works.md").read_text(encoding="utf-8").partition("## Events at the same")
    said = re.findall(r"^\d+\. `(\w+)`", below.partition("\n## ")[0], flags=re.MULTILINE)
    assert said == [rank.name for rank in sorted(Rank)]


def test_the_multipliers_on_the_page_are_those_of_the_fit() -> None:
    _, _, below = (ROOT / "docs" / "how_it_works.md").read_text(encoding="utf-8").partition("## The baseline fit\n")
    said = re.findall(r"^\| `(\w+)` \|", below.partition("\n## ")[0], flags=re.MULTILINE)
    assert said == [aim.multiplier for aim in aims(read_system([ROOT / "scenarios"], "fife"))]


@pytest.mark.parametrize("page", [*pages()], ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_inside_the_project_leads_somewhere(page: Path) -> None:
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", prose(page)) if not re.match(r"\w+:", link)]
    astray = []
    for link in links:
        file, _, heading = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        if not target.exists() or (heading and heading not in anchors(target)):
            astray.append(link)
    assert astray == []


def test_the_variant_on_the_page_is_what_it_says(tmp_path: Path) -> None:
    text = re.search(r"^```yaml\n(based_on: .*?)^```", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    assert text is not None
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "more_beds.yaml").write_text(text[1], encoding="utf-8")
    one, more = (read_model([tmp_path, ROOT / "scenarios"], name) for name in ("one_ward", "more_beds"))
    assert (one.settings["ward"].capacity, more.settings["ward"].capacity) == (24, 26)
    assert more.settings["ward"].stay == one.settings["ward"].stay


def test_the_options_on_the_page_are_valid(tmp_path: Path) -> None:
    _, _, below = PAGE.read_text(encoding="utf-8").partition("## Places, hours and dates in an option\n")
    texts = re.findall(r"^```yaml\n(.*?)^```", below.partition("\n## ")[0], flags=re.MULTILINE | re.DOTALL)
    (tmp_path / "options").mkdir()
    for number, text in enumerate(texts):
        (tmp_path / "options" / f"page_{number}.yaml").write_text(text, encoding="utf-8")
    names = [f"page_{number}" for number in range(len(texts))]
    assert len(names) == 3
    assert set(read_asked([tmp_path, ROOT / "scenarios"], "glasgow_city", names)[1]) == set(names)
