"""The check of sample data: a good sample passes; each fault is a line by row and column, and no value is shown."""

import re
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

from sim.sample.schema import TABLES
from tests.unit.made_up_sample import MANIFEST, Tables, Value, day, made_up, written
from tests.unit.test_front_door import sim

Change = Callable[[Tables], None]
PROGRESS = re.compile(r"^table \d+ of \d+, \w+, about .* left$")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HYDRA_FULL_ERROR", raising=False)


@pytest.fixture
def checked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, list[str]]]:
    """Return a function that checks the folder ``sample`` and returns exit code and lines of error output."""

    def check(*words: str) -> tuple[int, list[str]]:
        code = sim(monkeypatch, "study=sample", "check=sample", *words)
        told = capsys.readouterr()
        return code, [line for line in told.err.splitlines() if not PROGRESS.match(line)] + (
            [] if code else told.out.splitlines()
        )

    return check


def put(table: str, row: int, **cells: Value) -> Change:
    """Return a change of cells of a row, by its number in the file."""
    return lambda tables: tables[table][row - 2].update(cells)


def every(table: str, **cells: Value) -> Change:
    return lambda tables: [row.update(cells) for row in tables[table]] and None


def again(table: str, row: int) -> Change:
    """Return a change that writes a row once more at the end."""
    return lambda tables: tables[table].append(dict(tables[table][row - 2]))


def both(*changes: Change) -> Change:
    return lambda tables: [change(tables) for change in changes] and None


def renamed(table: str, column: str, name: str) -> Change:
    def change(tables: Tables) -> None:
        tables[table] = [{name if key == column else key: cell for key, cell in row.items()} for row in tables[table]]

    return change


def without(table: str, column: str) -> Change:
    return lambda tables: [row.pop(column) for row in tables[table]] and None


OUTSIDE = "has no part in the window, from to to of the manifest"
DATE = "must be a date, such as 2024-03-31, from 1948-07-05 to 2150-12-31 (leave out default dates)"
# What is bad: the change of the tables, and the one line that must come back.
BAD: dict[str, tuple[Change, str]] = {
    "unknown column": (
        renamed("spells", "came_from", "came_form"),
        "spells.csv: column 6: is no column of this table (did you mean 'came_from'?)",
    ),
    "missing column": (without("spells", "left"), "spells.csv: left: this column is missing"),
    "empty": (
        put("spells", 4, kind=""),
        "spells.csv, row 4: kind: must not be empty (allowed: emergency, planned, tra",
    ),
    "wrong type": (
        put("people", 5, birth_year="nineteen"),
        "people.csv, row 5: birth_year: must be a whole number of at most 15 digits",
    ),
    "not a number": (
        put("home_support", 3, hours_per_week="12h"),
        "home_support.csv, row 3: hours_per_week: must be a number",
    ),
    "impossible date": (put("delays", 3, ended="2023-02-29"), f"delays.csv, row 3: ended: {DATE}"),
    "default date": (put("delays", 3, ended="1900-01-01"), f"delays.csv, row 3: ended: {DATE}"),
    "impossible time": (
        put("attendances", 3, left="2022-08-01 24:10"),
        "attendances.csv, row 3: left: must be a date, or a date and a time",
    ),
    "unknown code": (
        put("spells", 7, left_to="moon"),
        "spells.csv, row 7: left_to: is an unknown code (allowed: home, home_support",
    ),
    "unknown delay code": (
        put("delays", 2, reason="99Z"),
        "delays.csv, row 2: reason: is an unknown code (allowed: assessment, funding",
    ),
    "out of range": (
        put("people", 9, simd_quintile=6),
        "people.csv, row 9: simd_quintile: is out of range (allowed: 1 to 5)",
    ),
    "a key twice": (again("spells", 3), "spells.csv, row 62: spell: repeats a row above it (spell)"),
    "a person twice": (again("people", 2), "people.csv, row 62: person: repeats a row above it (person)"),
    "left before admitted": (put("spells", 3, left="2022-04-02"), "spells.csv, row 3: left: is before admitted"),
    "ready before the spell": (
        put("spells", 4, ready="2022-04-02"),
        "spells.csv, row 4: ready: must lie within the spell, from admitted to left",
    ),
    "asked after it began": (
        put("home_support", 2, asked="2023-03-30"),
        "home_support.csv, row 2: from: is before asked",
    ),
    "care home after death": (put("people", 4, died="2022-04-03"), "after death"),
    "outside the window": (
        put("attendances", 2, arrived="2023-04-20", left="2023-04-21"),
        f"attendances.csv, row 2: arrived: {OUTSIDE}",
    ),
    "before the window": (
        put("delays", 2, ready="2021-01-01", ended="2021-02-01"),
        f"delays.csv, row 2: ended: {OUTSIDE}",
    ),
    "after the extract": (
        put("spells", 3, left="2023-06-01"),
        "spells.csv, row 3: left: is after extracted of the manifest",
    ),
    "not there at the census": (
        put("waiting", 2, until="2022-12-31"),
        "waiting.csv, row 2: since: is a row of nobody present on a census date",
    ),
    "nobody in common": (
        lambda tables: [row.update(person=number) for number, row in enumerate(tables["spells"], 1)] and None,
        "spells.csv: person: none of them is in people: the tables do not link",
    ),
    "mixed codes": (
        put("delays", 3, reason="assessment"),
        "delays.csv: reason: words of the format (first in row 3) and national codes (first in row 2) are mixed in one"
        " table: write one of the two",
    ),
    "mixed codes of the manifest": (
        put("people", 3, sex="woman"),
        "people.csv: sex: words of the format (first in row 3)",
    ),
    "unknown measure": (
        every("monthly", measure="delayed_bed_day"),
        "monthly.csv, row 2: measure: is an unknown measure (did you mean 'delayed_bed_days'?)",
    ),
    "another unit": (
        put("monthly", 4, unit="people"),
        "monthly.csv, row 4: unit: must be the unit of the measure (allowed: bed days a year)",
    ),
    "an unknown unit": (
        put("monthly", 4, unit="furlongs"),
        "monthly.csv, row 4: unit: is an unknown code (allowed: a unit of its measures)",
    ),
    "suppressed and shown": (
        put("monthly", 4, suppressed="yes"),
        "monthly.csv, row 4: value: must be empty where suppressed is yes",
    ),
}


@pytest.mark.parametrize("case", [case for case in BAD if BAD[case][1] != "after death"])
def test_each_fault_is_one_line(case: str, checked: Callable[..., tuple[int, list[str]]], tmp_path: Path) -> None:
    change, expected = BAD[case]
    tables = made_up()
    change(tables)
    written(tmp_path / "sample", tables)
    code, lines = checked()
    assert code == 2
    assert lines[0].startswith(expected), lines
    assert len(lines) == 1 or case == "unknown measure"


def test_what_begins_after_death_is_a_fault_in_every_table(
    checked: Callable[..., tuple[int, list[str]]], tmp_path: Path
) -> None:
    tables = made_up()
    BAD["care home after death"][0](tables)
    written(tmp_path / "sample", tables)
    code, lines = checked()
    assert code == 2
    assert "care_home.csv, row 2: from: is after the person's death" in lines
    assert "spells.csv, row 4: admitted: is after the person's death" in lines


# --- the manifest ----------------------------------------------------------------------------------------------------

MANIFESTS: dict[str, tuple[str, str, str]] = {
    "open rows": (
        "spells: open",
        "spells: ended",
        "spells.csv, row 11: left: must not be empty where collected is ended",
    ),
    "a cohort before the window": (
        "from: 2022-04-01",
        "from: 2022-04-20",
        "before from of the manifest, where collected is cohort",
    ),
    "a census without days": (
        "census_dates: {waiting: [2023-03-31]}",
        "census_dates: {}",
        "sample/sample.yaml: collected.waiting: census needs days: write census_dates.waiting",
    ),
    "completeness above 1": (
        "delays: 0.97",
        "delays: 1.2",
        "sample/sample.yaml: completeness.delays: 1.2",
    ),
    "a census outside the window": (
        "[2023-03-31]",
        "[2023-04-28]",
        "sample/sample.yaml: census_dates.waiting: a day is outside the window, or after extracted",
    ),
    "how people were collected": (
        "spells: open",
        "spells: open, people: open",
        "sample/sample.yaml: collected.people: unknown table 'people'",
    ),
    "how is not said": ("delays: open, ", "", "sample.yaml: collected.delays: is missing: how its rows were collected"),
    "submissions without months": (
        "delays: open",
        "delays: monthly_submissions",
        "delays.csv, row 2: month: must not be empty where collected is monthly_submissions",
    ),
    "an unknown table": (
        "spells: open",
        "spels: open",
        "sample/sample.yaml: collected.spels: unknown table 'spels' (did you mean 'spells'?)",
    ),
    "an unknown partnership": (
        "inverclyde",
        "inverclide",
        "sample/sample.yaml: partnership: unknown partnership 'inverclide' (did you mean",
    ),
    "an unknown key": ("linked:", "linkd:", "sample/sample.yaml: linkd: unknown key 'linkd' (did you mean 'linked'?)"),
    "an unknown column in codes": ("people.sex", "people.sx", "sample/sample.yaml: codes.people.sx: unknown column"),
    "an unknown word in codes": ('"1": man', '"1": men', "sample/sample.yaml: codes.people.sex: unknown code 'men'"),
    "an end before the beginning": ("to: 2023-04-01", "to: 2021-04-01", "sample/sample.yaml: to: must be after from"),
    "a threshold that hides nothing": (
        "threshold: 5",
        "threshold: 2",
        "sample/sample.yaml: disclosure.threshold: 2 people",
    ),
}


@pytest.mark.parametrize("case", MANIFESTS)
def test_a_manifest_that_contradicts_rows_or_itself_is_a_fault(
    case: str, checked: Callable[..., tuple[int, list[str]]], tmp_path: Path
) -> None:
    old, new, expected = MANIFESTS[case]
    manifest = MANIFEST.replace(old, new)
    assert manifest != MANIFEST
    if "cohort" in case:
        manifest = manifest.replace("attendances: open", "attendances: cohort")
    written(tmp_path / "sample", manifest=manifest)
    code, lines = checked()
    assert code == 2
    assert expected in "\n".join(lines)


# --- files -----------------------------------------------------------------------------------------------------------


def test_a_good_sample_passes(checked: Callable[..., tuple[int, list[str]]], tmp_path: Path) -> None:
    written(tmp_path / "sample")
    code, lines = checked()
    assert code == 0
    assert "The sample may be used: no faults." in lines
    assert any(re.match(r"people +60 +60", line) for line in lines)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sample"]


def test_spells_alone_are_enough(checked: Callable[..., tuple[int, list[str]]], tmp_path: Path) -> None:
    manifest = re.sub(r"(collected: ).*", r"\1{spells: open}", MANIFEST)
    manifest = re.sub(r"(census_dates|codes|completeness|  people.sex).*\n", "", manifest)
    written(tmp_path / "sample", {"spells": made_up()["spells"]}, manifest)
    assert checked()[0] == 0


def test_parquet_is_as_good_as_csv(checked: Callable[..., tuple[int, list[str]]], tmp_path: Path) -> None:
    folder = written(tmp_path / "sample")
    lines = checked()[1]
    for table in TABLES:
        cells = pa.csv.read_csv(folder / f"{table}.csv")
        pa.parquet.write_table(cells, folder / f"{table}.parquet")
        (folder / f"{table}.csv").unlink()
    assert "date32" in str(pa.parquet.read_schema(folder / "delays.parquet"))
    assert checked() == (0, lines)


def test_both_kinds_of_file_at_once_are_a_fault(checked: Callable[..., tuple[int, list[str]]], tmp_path: Path) -> None:
    (written(tmp_path / "sample") / "people.parquet").write_bytes(b"")
    assert checked() == (2, ["people: stands in the folder as .csv and as .parquet: leave one"])


FILES: dict[str, tuple[str, bytes, str]] = {
    "an unknown table": ("spels.csv", b"a\n1\n", "spels.csv: is no table of the format (did you mean 'spells'?)"),
    "no rows": ("people.csv", b"person\n", "people.csv: has no rows: leave the file out"),
    "nothing at all": ("people.csv", b"", "people.csv: is empty: leave the file out"),
    "no CSV": ("people.csv", b"person\n\xff\xfe\n", "people.csv: cannot be read as a CSV in UTF-8"),
    "a header that is no text": ("people.csv", b"pers\xf4n\n1\n", "people.csv: cannot be read as a CSV in UTF-8"),
    "no header": ("people.csv", b"70000001\n70000002\n", "people.csv: column 1: is no column of this table (allowed"),
    "a row too long": ("people.csv", b"person\n70000001\n70000014,1\n", "people.csv, row 3: has 2 cells, not the 1 of"),
    "no Parquet": ("capacity.parquet", b"PAR1", "capacity.parquet: cannot be read as a Parquet file"),
    "another manifest": ("sampel.yaml", b"", "sampel.yaml: is no table of the format (did you mean 'sample.yaml'?)"),
}


@pytest.mark.parametrize("case", FILES)
def test_files_that_are_none_of_the_format(
    case: str, checked: Callable[..., tuple[int, list[str]]], tmp_path: Path
) -> None:
    name, content, expected = FILES[case]
    folder = written(tmp_path / "sample")
    if name == "capacity.parquet":
        (folder / "capacity.csv").unlink()
    (folder / name).write_bytes(content)
    code, lines = checked()
    assert code == 2
    assert lines[0].startswith(expected), lines


@pytest.mark.parametrize("case", ["byte order mark", "returns", "no last line end", "quotes"])
def test_a_csv_may_be_written_in_several_ways(
    case: str, checked: Callable[..., tuple[int, list[str]]], tmp_path: Path
) -> None:
    path = written(tmp_path / "sample") / "people.csv"
    content = path.read_bytes()
    ways = {
        "byte order mark": b"\xef\xbb\xbf" + content,
        "returns": content.replace(b"\n", b"\r\n"),
        "no last line end": content[:-1],
        "quotes": content.replace(b"person", b'"person"').replace(b"70000001", b'"70000001"'),
    }
    path.write_bytes(ways[case])
    assert checked()[0] == 0


def test_a_link_out_of_the_folder_is_refused(checked: Callable[..., tuple[int, list[str]]], tmp_path: Path) -> None:
    folder = written(tmp_path / "sample")
    (folder / "people.csv").rename(tmp_path / "people.csv")
    (folder / "people.csv").symlink_to(tmp_path / "people.csv")
    assert checked() == (2, ["people.csv: leads out of the folder of the sample"])


def test_a_sample_without_its_parts(checked: Callable[..., tuple[int, list[str]]], tmp_path: Path) -> None:
    assert checked() == (2, ["sample: no such folder"])
    (tmp_path / "sample").mkdir()
    code, lines = checked()
    assert code == 2
    assert [line.split(":")[0] for line in lines] == ["sample.yaml", "spells.csv or spells.parquet"]


# --- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["partnership=fife"], "partnership: study=sample takes the place from the manifest of the sample"),
        (["seed=3"], "seed: study=sample reads or makes a sample, by the words of its own"),
        (["out=sample/out"], "out: lies in the sample: name a folder outside it"),
        (["out=file"], "out: is no folder"),
    ],
)
def test_keys_that_mean_nothing_here_are_refused(
    words: list[str], expected: str, checked: Callable[..., tuple[int, list[str]]], tmp_path: Path
) -> None:
    written(tmp_path / "sample")
    (tmp_path / "file").write_text("")
    code, lines = checked(*words)
    assert code == 2
    assert lines[0] == f"command line: {expected}"


def test_the_folder_must_be_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert sim(monkeypatch, "study=sample") == 2
    choices = "check=FOLDER, fit=FOLDER, make=RECIPE, or judge=FOLDER truth=FILE"
    assert capsys.readouterr().err == f"conf/config.yaml: check: name one thing to do: {choices}\n"


def test_many_faults_of_a_kind_are_cut(checked: Callable[..., tuple[int, list[str]]], tmp_path: Path) -> None:
    tables = made_up()
    both(every("spells", kind="?"), every("spells", came_from="?"))(tables)
    written(tmp_path / "sample", tables)
    code, lines = checked()
    assert code == 2
    assert len(lines) == 22
    assert lines[10] == "spells.csv: kind: is an unknown code: and 50 more rows"


def test_warnings_do_not_forbid_use(checked: Callable[..., tuple[int, list[str]]], tmp_path: Path) -> None:
    tables = made_up()
    every("delays", reason="100")(tables)
    put("people", 10, died=day(359))(tables)
    folder = written(tmp_path / "sample", tables)
    (folder / "notes.txt").write_text("", encoding="utf-8")
    code, lines = checked()
    assert code == 0
    told = " ".join(line.strip() for line in lines)
    assert "not read: notes.txt" in told
    assert "20 delays are reported apart" in told


def test_a_stay_before_the_window_is_a_part_of_its_spell(
    checked: Callable[..., tuple[int, list[str]]], tmp_path: Path
) -> None:
    tables = made_up()
    put("spells", 2, admitted="2022-03-01")(tables)
    put("stays", 2, arrived="2022-03-01", left="2022-03-05")(tables)
    written(tmp_path / "sample", tables)
    assert checked()[0] == 0


def test_a_folder_that_cannot_be_written_to_is_told(
    checked: Callable[..., tuple[int, list[str]]], tmp_path: Path
) -> None:
    written(tmp_path / "sample")
    (tmp_path / "file").write_text("")
    code, lines = checked("out=file/out")
    assert code == 2
    assert lines[0].startswith("command line: out: 'out': cannot be written: ")


def test_a_warning_shows_no_count_that_the_dictionary_hides(
    checked: Callable[..., tuple[int, list[str]]], tmp_path: Path
) -> None:
    tables = made_up()
    every("delays", reason="25D")(tables)
    for row in range(2, 9):
        put("delays", row, reason="100")(tables)
    put("delays", 10, reason="44")(tables)
    written(tmp_path / "sample", tables)
    told = " ".join(line.strip() for line in checked()[1])
    assert "delays.csv: some delays are reported apart" in told


def test_people_who_lie_in_two_spells_at_once_are_told(
    checked: Callable[..., tuple[int, list[str]]], tmp_path: Path
) -> None:
    tables = made_up()
    for row in list(tables["spells"])[:7]:
        tables["spells"].append(row | {"spell": int(row["spell"]) + 1_000})
    written(tmp_path / "sample", tables)
    told = " ".join(line.strip() for line in checked()[1])
    assert "spells.csv: 7 rows begin before the same person's row before them has ended" in told
