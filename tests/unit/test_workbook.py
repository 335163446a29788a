"""The workbook: what its template shows, and what a filled-in one is: the same as files written by hand."""

import datetime
import io
import os
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import sim
from sim.__main__ import main
from sim.description.files import Source
from sim.description.input_errors import InputErrors
from sim.description.read import read_option, read_system
from sim.description.sweeps import read_sweep
from sim.description.yaml_files import read_yaml
from sim.study.kinds.workbook_reading import write_files
from sim.workbook.layout import FIRST_ROW, HEADER_ROW, OPTION, OPTIONS, SHEETS
from sim.workbook.read import facts_of
from sim.workbook.scenario_text import yaml_text
from tests.unit.conftest import SMALL
from tests.unit.workbooks import axis, filled_in, put, read, saved, template

BY_HAND = {
    "options/more_beds.yaml": """\
title: Option more_beds
description: Option more_beds
source: From a workbook of a planner
why: To see
changes:
  - {capacity_of: ward, places: 5, from: 2023-10-01, over: 2 months}
""",
    "options/exercise_more.yaml": """\
title: Option exercise_more
description: Option exercise_more
source: From a workbook of a planner
why: To see
interventions:
  falls_exercise: {coverage: 0.4}
changes:
  - {capacity_of: care_home, by: -10%}
""",
    "sweeps/beds_and_exercise.yaml": """\
title: Beds and exercise
why: To see
source: From a workbook of a planner
where: [ward + care_home <= 12]
axes:
  ward: {places: [0, 5, 10]}
  care_home: {by: [0%, 5%]}
""",
}


@pytest.fixture(scope="module")
def blank() -> bytes:
    return template()


def sheet(content: bytes, name: str) -> list[dict[str, Any]]:
    """Return the rows of a sheet by heading."""
    page = openpyxl.load_workbook(io.BytesIO(content))[name]
    head, *rows = page.iter_rows(min_row=HEADER_ROW, values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


# --- the template ----------------------------------------------------------------------------------------------------


def test_every_lever_of_the_scenario_is_in_the_template(blank: bytes) -> None:
    rows = sheet(blank, "Option 1")
    assert [row["Lever"] for row in rows] == ["ward", "care_home", "assessors", "falls_exercise"]
    assert [(row["Unit"], row["Today"]) for row in rows[:3]] == [("places", 40), ("places", 80), ("people", 4)]
    exercise = rows[3]
    assert exercise["What it changes, with interval"] == "rate of fall: times 0.77 (0.71 to 0.83)"
    assert (exercise["Quality of evidence"], exercise["Assumption"]) == ("evidence", "")
    assert rows[1]["Assumption"] == "ASSUMPTION"


def test_a_new_lever_appears_by_itself(scenarios: Path) -> None:
    falls = scenarios / "interventions/falls.yaml"
    text = falls.read_text(encoding="utf-8")
    more = (
        text[text.index("  falls_exercise:") :].replace("falls_exercise", "dancing").replace("evidence", "assumption")
    )
    falls.write_text(text + more, encoding="utf-8")
    rows = {row["Lever"]: row for row in sheet(template([scenarios]), "Levers")}
    assert rows["dancing"]["Assumption"] == "ASSUMPTION"
    assert rows["dancing"]["Usual reach"] == 0.2


def test_every_sheet_can_be_read_by_a_screen_reader(blank: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(blank))
    assert (book.properties.language, bool(book.properties.title)) == ("en-GB", True)
    assert len(book.sheetnames) == len(SHEETS) + 1
    for page in book.worksheets:
        assert page["A1"].value
        assert page["A2"].value
        assert not page.merged_cells.ranges
        assert len(page.tables) == 1, page.title
        assert all(cell.value for cell in page[HEADER_ROW]), page.title
        assert page.print_title_rows == f"${HEADER_ROW}:${HEADER_ROW}"


def test_a_spreadsheet_program_checks_amounts_by_lever(blank: bytes) -> None:
    page = openpyxl.load_workbook(io.BytesIO(blank))[f"{OPTION.name} 1"]
    rules = {
        str(rule.sqref): (rule.type, rule.formula1, rule.formula2) for rule in page.data_validations.dataValidation
    }
    assert rules["G4"] == ("decimal", "-40.0", "1000000.0")
    assert rules["H4"] == ("decimal", "-1.0", "1.0")
    assert rules["H7"] == ("decimal", "0.0", "1.0")
    assert "G7" not in rules
    assert rules["K4:K7"][0] == "date"
    assert [page[where].protection.locked for where in ("G4", "G7", "H7", "A4")] == [False, True, False, True]


def test_the_same_figures_give_the_same_bytes(blank: bytes) -> None:
    assert template() == blank


def test_the_shipped_scenarios_have_a_template() -> None:
    roots = [sim.shipped() / "scenarios"]
    description = read_system(roots, "orkney_islands")
    levers, columns = facts_of(roots, "orkney_islands", description)
    assert {"home_support", "assessment_team", "shared_building", "falls_exercise"} <= set(levers)
    assert set(description.interventions) <= set(levers)
    assert "own_home" not in levers
    assert levers["home_support"].unit == "hours a week"
    assert levers["intermediate_care"].is_assumed
    assert not levers["home_support"].is_assumed
    needed = {column.name for column in columns if column.is_needed}
    assert {"home_support_hours_65_plus", "people_female_90_plus", "beds_all_acute"} <= needed
    assert "deaths_all_ages" not in needed


# --- round trip ------------------------------------------------------------------------------------------------------


def test_what_is_filled_in_is_what_a_person_would_write_by_hand(blank: bytes, tmp_path: Path) -> None:
    book = read(saved(tmp_path / "plans.xlsx", blank, filled_in))
    write_files(tmp_path / "ours", BY_HAND)
    roots = [tmp_path / "ours", SMALL]
    description = read_system([SMALL], "fife")
    by_hand = {name: read_option(roots, name, description) for name in ("more_beds", "exercise_more")}
    assert book.options == by_hand
    assert book.sweeps == {"beds_and_exercise": read_sweep(roots, "beds_and_exercise")}
    assert book.options["more_beds"].changes[0].from_ == datetime.date(2023, 10, 1)


def test_every_file_says_where_it_comes_from(blank: bytes, tmp_path: Path) -> None:
    book = read(saved(tmp_path / "plans.xlsx", blank, filled_in))
    assert list(book.files) == list(BY_HAND)
    for text in book.files.values():
        first = text.splitlines()[0]
        assert first.startswith("# From the workbook 'plans.xlsx' (SHA-256 ")
        assert "sheets " in first


def test_amounts_of_every_kind_are_read(blank: bytes, tmp_path: Path) -> None:
    def more(book: Any) -> None:
        filled_in(book)
        put(book, "Option 1", "care_home", "In all", 90)
        put(book, "Option 1", "assessors", "Closed, days", 10)
        put(book, "Option 2", "ward", "More or fewer", -2.5)
        put(book, "Option 2", "ward", "End date", datetime.datetime(2024, 1, 31))
        put(book, "Option 2", "ward", "Ramp, months", 0)
        put(book, "Sweeps", 4, "Design", "Latin hypercube")
        put(book, "Sweeps", 4, "Cells", 8)
        for heading in ("Value 1", "Value 2"):
            put(book, "Sweep axes", 5, heading, None)
        for heading, value in (("Lowest", 0.0), ("Highest", 0.125)):
            put(book, "Sweep axes", 5, heading, value, "0.0%")
        axis(book, 6, "falls_exercise", "Percent", [0, 0.5], "0%")

    book = read(saved(tmp_path / "plans.xlsx", blank, more))
    first, second, third = book.options["more_beds"].changes
    assert (second.to, second.over) == (90, "2 months" if second.over else None)
    assert (third.capacity_of, third.closed, third.over) == ("assessors", "10 days", None)
    assert first.over == "2 months"
    ward = book.options["exercise_more"].changes[0]
    assert (ward.places, ward.until, ward.over) == (-2.5, datetime.date(2024, 1, 31), None)
    sweep = book.sweeps["beds_and_exercise"]
    assert (sweep.design, sweep.size) == ("latin_hypercube", 8)
    assert sweep.axes["care_home"] == {"by": {"low": "0%", "high": "12.5%"}}
    assert sweep.axes["falls_exercise"] == {"coverage": [0, 0.5]}


def test_a_text_is_never_a_formula_nor_markup(blank: bytes, tmp_path: Path) -> None:
    texts = {
        (4, "title"): "=1+1", (4, "why"): "+44", (4, "description"): "@sum", (4, "source"): "<script>alert(1)</script>",
        (5, "title"): "1e9", (5, "why"): "2023-10-01", (5, "description"): "- a: b #x", (5, "source"): "it's: \"so\"",
    }  # fmt: skip

    def hostile(book: Any) -> None:
        filled_in(book)
        for (row, key), words in texts.items():
            cell = book["Options"].cell(row, OPTIONS.at(key))
            cell.value, cell.data_type = words, "s"

    read_options = read(saved(tmp_path / "plans.xlsx", blank, hostile)).options
    names = {4: "more_beds", 5: "exercise_more"}
    assert {(row, key): getattr(read_options[names[row]], key) for row, key in texts} == texts


@pytest.mark.parametrize(
    "word",
    [
        "1e9",
        "2E3",
        "null",
        "true",
        "~",
        "012",
        "1_000",
        ".5",
        "12:30",
        "0x1f",
        "a\u00e9 \u2013 b",
        " x",
        "&a",
        "*b",
        "!t",
    ],
)
def test_what_is_written_is_read_back_the_same(word: str, tmp_path: Path) -> None:
    content = {"title": word, "changes": [{"capacity_of": word, "from": datetime.date(2023, 10, 1), "by": "10%"}]}
    (tmp_path / "a.yaml").write_text(yaml_text(content, "x"), encoding="utf-8")
    assert read_yaml(Source(tmp_path, tmp_path / "a.yaml")) == (content, [])


def test_a_template_of_older_figures_says_so(scenarios: Path, blank: bytes, tmp_path: Path) -> None:
    path = saved(tmp_path / "plans.xlsx", blank, filled_in)
    settings = scenarios / "base/settings.yaml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("capacity: 80", "capacity: 90"), encoding="utf-8")
    book = read(path, roots=[scenarios])
    assert book.notes[0].startswith("the template was made from other figures")
    assert "care_home: today 90 places, and in the workbook 80" in book.notes


def test_a_sheet_of_ones_own_is_told_to_be_unread(blank: bytes, tmp_path: Path) -> None:
    book = read(saved(tmp_path / "plans.xlsx", blank, filled_in, lambda book: book.create_sheet("Workings")))
    assert book.notes == ("not read: the sheet 'Workings', which the template does not have",)


# --- a place of one's own --------------------------------------------------------------------------------------------


def anytown(book: Any) -> None:
    page = book["Own place"]
    for row in range(FIRST_ROW, page.max_row + 1):
        page.cell(row, 8).value = {"partnership": "anytown", "name": "Anytown"}.get(page.cell(row, 1).value, 70)
    page.cell(page.max_row, 8).value = None


def test_a_place_of_ones_own_joins_the_others(blank: bytes, tmp_path: Path) -> None:
    book = read(saved(tmp_path / "plans.xlsx", blank, anytown))
    assert (book.subject, book.place and book.place.lacking) == ("anytown", ("deaths",))
    write_files(tmp_path / "ours", book.files)
    roots = [tmp_path / "ours", SMALL]
    assert read_system(roots, "anytown").published["people_65_plus"] == 12 * 70
    assert read_system(roots, "fife") == read_system([SMALL], "fife")
    assert "Columns without a figure: deaths" in book.files["base/tables/partnerships_from_workbook.txt"]


# --- files -----------------------------------------------------------------------------------------------------------


def test_nothing_is_written_over_silently(tmp_path: Path) -> None:
    write_files(tmp_path, {"options/a.yaml": "one"})
    write_files(tmp_path, {"options/a.yaml": "one"})
    with pytest.raises(
        InputErrors, match=r"holds another options/a.yaml already: name another folder, or replace=true"
    ):
        write_files(tmp_path, {"options/b.yaml": "two", "options/a.yaml": "two"})
    assert not (tmp_path / "options/b.yaml").exists()
    write_files(tmp_path, {"options/a.yaml": "two"}, replace=True)
    assert (tmp_path / "options/a.yaml").read_text(encoding="utf-8") == "two"


def test_nothing_is_written_outside_the_folder(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours/options").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    with pytest.raises(InputErrors, match="would lie outside the folder ours"):
        write_files(tmp_path / "ours", {"options/a.yaml": "one"})
    assert not list((tmp_path / "elsewhere").iterdir())


# --- the command line ------------------------------------------------------------------------------------------------


def front_door(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["sim", *words])
    with pytest.raises(SystemExit) as left:
        main()
    return int(left.value.code or 0)


def test_the_command_line_makes_a_template_and_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert front_door(monkeypatch, "study=workbook", "partnership=orkney_islands", "option_sheets=1") == 0
    assert front_door(monkeypatch, "study=workbook", "partnership=orkney_islands") == 2
    assert "orkney_islands.xlsx is there already" in capsys.readouterr().err

    def plan(book: Any) -> None:
        for heading, words in (("Name", "hours"), ("Title", "More hours"), ("Why", "To see")):
            put(book, "Options", 4, heading, words)
        put(book, "Option 1", "home_support", "More or fewer", "1,5")

    saved(tmp_path / "plans.xlsx", (tmp_path / "orkney_islands.xlsx").read_bytes(), plan)
    for words in (["study=workbook", "out=ours"], []):
        assert front_door(monkeypatch, "workbook=plans.xlsx", *words) == 2
        assert "plans.xlsx, Option 1!G4: More or fewer: '1,5': is text" in capsys.readouterr().err
    saved(tmp_path / "plans.xlsx", (tmp_path / "plans.xlsx").read_bytes(),
          lambda book: put(book, "Option 1", "home_support", "More or fewer", 20))  # fmt: skip
    assert front_door(monkeypatch, "study=workbook", "workbook=plans.xlsx", "out=ours") == 0
    assert "run      partnership=orkney_islands --config-dir ours" in capsys.readouterr().out
    assert (tmp_path / "ours/options/hours.yaml").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["orkney_islands.xlsx", "ours", "plans.xlsx"]


@pytest.mark.skipif("HOMEFIRST_LONG" not in os.environ, reason="minutes; set HOMEFIRST_LONG=1")
def test_a_run_of_a_workbook_is_the_run_of_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    def plan(book: Any) -> None:
        for heading, words in (("Name", "hours"), ("Title", "More hours"), ("Why", "To see")):
            put(book, "Options", 4, heading, words)
        put(book, "Option 1", "home_support", "Percent", 0.1)
        put(book, "Option 1", "falls_exercise", "Percent", 0.3)

    path = sim.make_workbook("orkney_islands", tmp_path, option_sheets=1)
    saved(tmp_path / "plans.xlsx", path.read_bytes(), plan)
    by_hand = """\
title: More hours
why: To see
interventions: {falls_exercise: {coverage: 0.3}}
changes: [{capacity_of: home_support, by: 10%}]
"""
    write_files(tmp_path / "ours", {"options/hours.yaml": by_hand})
    words = ["replications=2", "cores=1", "report=none"]
    assert front_door(monkeypatch, "workbook=plans.xlsx", "results=one", *words) == 0
    same = ["partnership=orkney_islands", "options=[hours]", "--config-dir", "ours"]
    assert front_door(monkeypatch, *same, "results=two", *words) == 0
    one, two = (sim.load(next((tmp_path / name).glob("*-compare-*"))) for name in ("one", "two"))
    assert one["measures"].equals(two["measures"])
    assert one["comparison"].equals(two["comparison"])
