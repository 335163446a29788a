"""Synthetic samples: made from a recipe, their truth sealed; the check passes them, and finds the faults it must."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from sim.measures.measure import MEASURES
from sim.sample.faults import SampleErrors
from sim.sample.sample_check import SampleCheck
from sim.study.kinds.sample_making import SampleMaking
from sim.synthetic.fault_list import faults
from tests.unit.test_front_door import ROOT, sim

SHIPPED = ROOT / "scenarios" / "samples"
NAMES = ("teaching_chain", "inverclyde_like", "island_like")
PLACES = ["chain", "inverclyde", "orkney_islands"]
UNITS = {measure.name: measure.unit for measure in MEASURES.values()}


def made(out: Path, rates: Mapping[str, float] | None = None, seed: int = 1) -> SampleMaking:
    """Return the teaching sample, made anew into a folder."""
    making = SampleMaking.begin("teaching_chain", [ROOT / "scenarios"], seed, rates, out)
    assert list(making.run(1)) == [1, 2, 3, 4]
    return making


def checked(folder: Path) -> SampleCheck:
    check = SampleCheck(folder, PLACES, UNITS)
    for file in check.files:
        check.check(file)
    check.finish()
    return check


def values(folder: Path) -> Iterator[tuple[str, pd.DataFrame]]:
    for path in sorted(folder.glob("*.parquet")):
        yield path.stem, pq.read_table(path).to_pandas()


@pytest.mark.parametrize("name", NAMES)
def test_shipped_samples_pass_the_check_and_their_truth_is_the_one_that_made_them(name: str) -> None:
    check = checked(SHIPPED / name)
    assert {contents.table.name for contents in check.contents} >= {"spells", "stays", "delays", "care_home", "monthly"}
    truth = (SHIPPED / f"{name}.truth.json").read_text("utf-8")
    assert check.manifest.truth == hashlib.sha256(truth.encode()).hexdigest()
    size = sum(path.stat().st_size for path in (SHIPPED / name).iterdir())
    assert size < 3_000_000


def test_made_anew_the_teaching_sample_is_the_shipped_one(tmp_path: Path) -> None:
    made(tmp_path)
    names = sorted(path.name for path in (SHIPPED / "teaching_chain").iterdir())
    assert sorted(path.name for path in (tmp_path / "teaching_chain").iterdir()) == names
    for name in [*(f"teaching_chain/{name}" for name in names), "teaching_chain.truth.json"]:
        if not name.endswith("parquet"):
            assert (tmp_path / name).read_bytes() == (SHIPPED / name).read_bytes(), name
        else:
            assert pq.read_table(tmp_path / name).equals(pq.read_table(SHIPPED / name)), name


def test_another_seed_gives_another_truth_and_another_sample(tmp_path: Path) -> None:
    one, other = made(tmp_path / "one"), made(tmp_path / "other", seed=2)
    assert one.hash != other.hash
    assert not one.tables["spells"].equals(other.tables["spells"])
    first, second = (json.loads(making.truth)["parameters"] for making in (one, other))
    assert all(first[name] != second[name] for name in first)


@pytest.mark.parametrize("name", NAMES)
def test_no_value_of_the_truth_stands_in_its_sample(name: str) -> None:
    truth = json.loads((SHIPPED / f"{name}.truth.json").read_text("utf-8"))
    secret = {float(f"{value:.6g}") for value in truth["parameters"].values()} - {1.0}
    secret = {value for value in secret if value != round(value, 2)}
    assert len(secret) > 5
    text = (SHIPPED / name / "sample.yaml").read_text("utf-8")
    assert truth["salt"] not in text
    assert str(truth["seed"]) not in text.split()
    for table, frame in values(SHIPPED / name):
        numbers = frame.select_dtypes("number")
        for column in numbers:
            found = secret & {float(f"{value:.6g}") for value in numbers[column].dropna()}
            assert not found, f"{table}.{column}"


@pytest.fixture(scope="module")
def without(tmp_path_factory: pytest.TempPathFactory) -> SampleMaking:
    """The teaching sample without faults."""
    return made(tmp_path_factory.mktemp("without"), {})


OF_PEOPLE = {"frailty_missing", "frailty_one_off", "ends_after_death"}
"""Faults that a small model, which has no people, cannot have."""


@pytest.mark.parametrize("fault", sorted(set(faults()) - OF_PEOPLE))
def test_the_check_finds_the_faults_that_it_must(fault: str, tmp_path: Path, without: SampleMaking) -> None:
    making = made(tmp_path, {fault: 0.05})
    assert not making.tables[faults()[fault].table].equals(without.tables[faults()[fault].table])
    folder = tmp_path / "teaching_chain"
    if faults()[fault].found_by_check == "fault":
        with pytest.raises(SampleErrors) as found:
            checked(folder)
        assert str(found.value).startswith(f"{faults()[fault].table}.parquet, row ")
    else:
        checked(folder)


def test_people_of_an_island_have_faults_too_and_ends_after_death_are_warned_of(tmp_path: Path) -> None:
    rates = {"ends_after_death": 0.5, "frailty_missing": 0.2}
    making = SampleMaking.begin("island_like", [ROOT / "scenarios"], 1, rates, tmp_path)
    assert list(making.run(1))[-1] == 4
    assert any("end after the person's death" in line for line in checked(tmp_path / "island_like").warnings())
    missing = float(making.tables["people"]["frailty"].eq("").mean())
    assert 0.15 < missing < 0.25


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["make=no_such", "out=a"], "scenarios/samples/no_such.yaml: no such file"),
        (["make=teaching_chain"], "out: name the folder that the sample and its truth are written to"),
        (["make=teaching_chain", "out=a", "faults={repeated_row: 0.1}"], "did you mean 'repeated_rows'?"),
        (["make=teaching_chain", "out=a", "faults={repeated_rows: 2}"], "faults"),
        (["make=teaching_chain", "check=a"], "check: name one thing to do"),
        (["check=a", "truth_seed=3"], "truth_seed: is for make=RECIPE"),
        (["make=teaching_chain", "out=taken"], "holds a folder 'teaching_chain' that is no sample"),
    ],
)
def test_bad_requests_are_one_line_and_leave_nothing(
    words: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken" / "teaching_chain").mkdir(parents=True)
    assert sim(monkeypatch, "study=sample", *words) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len([line for line in lines if message in line]) == 1
    assert "Traceback" not in "".join(lines)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["taken", "teaching_chain"]


BAD_RECIPES = {
    "collected: {spells: ended}": ("faults: realistic", "faults: often", "faults"),
    "census": ("census_dates: {waiting: [2026-06-25, 2026-09-24, 2026-12-30]}", "", "census_dates.waiting"),
    "dates": ("to: 2027-01-01", "to: 2026-01-01", "to: must be after from"),
    "place": ("model: chain", "model: chain\npartnership: fife", "state either model or partnership"),
    "table": ("waiting: census", "wating: census", "did you mean 'waiting'?"),
}


@pytest.mark.parametrize("case", BAD_RECIPES)
def test_a_recipe_that_contradicts_itself_is_refused(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    right, wrong, message = BAD_RECIPES[case]
    text = (SHIPPED / "teaching_chain.yaml").read_text("utf-8")
    assert right in text
    (tmp_path / "own" / "samples").mkdir(parents=True)
    (tmp_path / "own" / "samples" / "mine.yaml").write_text(text.replace(right, wrong), "utf-8")
    monkeypatch.chdir(tmp_path)
    assert sim(monkeypatch, "study=sample", "make=mine", "out=made", "--config-dir", "own") == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "made").exists()
