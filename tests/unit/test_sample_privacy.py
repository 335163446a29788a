"""What leaves a check: no value of a row, whatever is wrong with it; no small count; and the size of what is kept."""

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sim.description.input_errors import InputErrors
from sim.measures.measure import MEASURES
from sim.sample.sample_check import SampleCheck
from tests.unit.made_up_sample import EXTRACTED, FROM, MANIFEST, TO, Tables, made_up, written
from tests.unit.test_front_door import ROOT, sim

UNITS = {measure.name: measure.unit for measure in MEASURES.values()}
BROKEN = 150
PUBLIC = {str(date) for date in (FROM, TO, EXTRACTED)} | {"2023-03-31", "1948-07-05", "2150-12-31", "2024-03-31"}
"""Dates that a message may show: those of the manifest, and examples and limits of the format."""
PERSONAL = ("people", "spells", "stays", "delays", "home_support", "care_home", "waiting", "attendances")


def told_of(folder: Path) -> tuple[str, bool]:
    """Return all that a check lets out, and whether the sample may be used."""
    try:
        check = SampleCheck(folder, ["inverclyde"], UNITS)
        for file in check.files:
            check.check(file)
        check.finish()
    except InputErrors as errors:
        return str(errors), False
    return "\n".join([check.summary(), check.dictionary(), *check.warnings()]), True


def secrets(folder: Path) -> set[str]:
    """Return the values in the tables of people by which a row could be known: numbers, dates, markers."""
    text = "\n".join((folder / f"{name}.csv").read_text(encoding="utf-8") for name in PERSONAL)
    words = re.split(r"[,\n\"]", text)
    return {word for word in words if re.search(r"\d{5}|\d{4}-\d\d-\d\d|secret", word)} - PUBLIC


# --- ways to spoil a table -------------------------------------------------------------------------------------------

Chance = np.random.Generator


def marked(rows: list[list[str]], chance: Chance) -> None:
    for _ in range(int(chance.integers(1, 30))):
        row = rows[chance.integers(1, len(rows))]
        row[chance.integers(len(row))] = f"secret{chance.integers(10**6)}"


def moved(rows: list[list[str]], chance: Chance) -> None:
    """Put cells into other columns and other rows."""
    for _ in range(int(chance.integers(1, 30))):
        first, second = (rows[at] for at in chance.integers(1, len(rows), 2))
        first[chance.integers(len(first))] = second[chance.integers(len(second))]


def headless(rows: list[list[str]], chance: Chance) -> None:
    del rows[0]


def secret_header(rows: list[list[str]], chance: Chance) -> None:
    rows[0][chance.integers(len(rows[0]))] = f"secret{chance.integers(10**6)}"


def torn(rows: list[list[str]], chance: Chance) -> None:
    rows[chance.integers(1, len(rows))] += ["secret9"]
    del rows[chance.integers(1, len(rows))][-1]


def later(rows: list[list[str]], chance: Chance) -> None:
    for row in rows[1:]:
        row[:] = [cell.replace("2022-", "2029-") if chance.random() < 0.3 else cell for cell in row]


def doubled(rows: list[list[str]], chance: Chance) -> None:
    rows += [list(rows[at]) for at in chance.integers(1, len(rows), 20)]


WAYS: tuple[Callable[[list[list[str]], Chance], None], ...] = (
    marked, moved, headless, secret_header, torn, later, doubled,
)  # fmt: skip


def spoil(folder: Path, chance: Chance) -> None:
    for name in chance.choice(PERSONAL, int(chance.integers(1, 4)), replace=False):
        path = folder / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        WAYS[chance.integers(len(WAYS))](rows, chance)
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(rows)
        path.write_text(text.getvalue(), encoding="utf-8")


def test_no_message_holds_a_value_of_a_row(tmp_path: Path) -> None:
    chance, tables, refused = np.random.default_rng(3), made_up(30), 0
    for number in range(BROKEN):
        folder = written(tmp_path / str(number), tables)
        spoil(folder, chance)
        told, good = told_of(folder)
        refused += not good
        assert [value for value in secrets(folder) if value in told] == []
    assert refused > BROKEN * 0.8


def test_the_search_for_values_finds_them(tmp_path: Path) -> None:
    folder = written(tmp_path, made_up(30))
    found = secrets(folder)
    assert "70000014" in found
    assert len(found) > 100


def test_nothing_is_shown_when_the_front_door_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = written(tmp_path / "sample", made_up(30))
    for path in folder.glob("*.csv"):
        path.write_text(path.read_text(encoding="utf-8").replace("2022-0", "secret2022-1"), encoding="utf-8")
    assert sim(monkeypatch, "study=sample", f"check={folder}", f"out={tmp_path / 'out'}") == 2
    told = capsys.readouterr()
    assert [value for value in secrets(folder) if value in told.out + told.err] == []
    assert not (tmp_path / "out").exists()


# --- what is let out -------------------------------------------------------------------------------------------------


def dictionary(folder: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    assert sim(monkeypatch, "study=sample", f"check={folder}", f"out={out}") == 0
    assert [path.name for path in out.iterdir()] == ["data_dictionary.csv"]
    with (out / "data_dictionary.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rare(tables: Tables) -> Tables:
    """Give two people a code that nobody else has."""
    for row in tables["spells"][:2]:
        row["came_from"] = "hospital_at_home"
    return tables


def test_the_dictionary_shows_no_small_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = dictionary(written(tmp_path / "sample", rare(made_up())), tmp_path / "new" / "out", monkeypatch)
    about_people = [row for row in rows if row["table"] in PERSONAL and row["count"]]
    assert not [row for row in about_people if 0 < int(row["count"]) < 5]
    hidden = [
        row["figure"] for row in rows if (row["table"], row["column"], row["note"]) == ("spells", "came_from", "hidden")
    ]
    assert hidden == ["home", "hospital_at_home"]
    everybody = [row["figure"] for row in rows if (row["column"], row["note"]) == ("kind", "all rows")]
    assert everybody == ["emergency", "long_stay"]
    assert {row["note"] for row in rows if row["figure"] in ("quantile 5%", "quantile 95%")} >= {"hidden"}


def test_a_threshold_of_the_manifest_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest = MANIFEST.replace("threshold: 5", "threshold: 10, rounding: 5")
    rows = dictionary(written(tmp_path / "sample", manifest=manifest), tmp_path / "out", monkeypatch)
    counts = [int(row["count"]) for row in rows if row["table"] in PERSONAL and row["count"]]
    assert not [count for count in counts if 0 < count < 10]
    assert not [count for count in counts if count % 5]


def test_rows_of_one_person_are_no_crowd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = made_up()
    first = tables["attendances"][0]
    tables["attendances"] += [first | {"arrived": f"2023-03-{at:02}", "left": "", "fall": "yes"} for at in range(1, 20)]
    rows = dictionary(written(tmp_path / "sample", tables), tmp_path / "out", monkeypatch)
    assert [row["note"] for row in rows if row["column"] == "fall"] == ["hidden", "hidden", ""]


# --- size ------------------------------------------------------------------------------------------------------------

MEASURED = """
import json, resource, sys
from pathlib import Path
from sim.sample.sample_check import SampleCheck
check = SampleCheck(Path(sys.argv[1]), ["inverclyde"], {})
for file in check.files:
    check.check(file)
check.finish()
check.dictionary()
print(json.dumps([check.contents[-1].rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def many_spells(folder: Path, rows: int) -> Path:
    """Write a sample of spells alone."""
    manifest = re.sub(r"(collected: ).*", r"\1{spells: open}", MANIFEST)
    written(folder, {}, re.sub(r"(census_dates|codes|completeness|  people.sex).*\n", "", manifest))
    with (folder / "spells.csv").open("w", encoding="utf-8") as file:
        file.write("spell,person,admitted,left,kind,came_from,need,ready,left_to\n")
        for at in range(rows):
            admitted, left = f"2022-{4 + at % 4:02}-{1 + at % 28:02}", f"2022-{8 + at % 4:02}-{1 + at % 28:02}"
            file.write(f"{at},{at // 2},{admitted},{left},emergency,home,hip_fracture,{left},home\n")
    return folder


def test_memory_grows_slowly_with_rows(tmp_path: Path) -> None:
    pytest.importorskip("resource")
    used = {}
    for rows in (1_000, 300_000):
        command = [sys.executable, "-c", MEASURED, str(many_spells(tmp_path / str(rows), rows))]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        count, used[rows] = json.loads(done.stdout)
        assert count == rows
    assert used[300_000] - used[1_000] < 100
