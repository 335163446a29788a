"""Outlooks: changes of the world that hold for the baseline and every cell alike."""

from pathlib import Path

import pytest

from sim.description.input_errors import InputErrors
from sim.description.outlooks import AS_EXPECTED, Outlook, read_outlooks
from sim.description.read import read_system
from sim.interface.functions import load, rerun
from sim.interface.sweep_words import sweep_words
from sim.report.sweep_pictures import draw_sweep
from sim.report.sweep_text import sweep_text
from sim.study.analysis.study_dictionaries import study_dictionary
from sim.study.kinds.sweep_study import SweepStudy
from sim.study.run.replication import Work
from tests.unit.test_sweep_study import AXES, SHIPPED, asked, run

ILL = {"title": "Therapists are ill", "source": "None", "basis": "assumption",
       "changes": [{"capacity_of": "therapy", "places": -2}]}  # fmt: skip
WINTER = ("0", "1", "11")


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="module")
def finished(results: Path) -> SweepStudy:
    return run(results, AXES, cores=1, target=1, outlooks={"ill": ILL})


def test_cells_are_compared_with_the_baseline_of_their_outlook(finished: SweepStudy) -> None:
    """A cell under an outlook is that option in the scenario as the outlook makes it, to the last bit."""
    question = finished.question.under("ill")
    world = Outlook.model_validate(ILL).world(finished.question.description)
    assert question.description == world != finished.question.description
    whole = Work(question).replication(2).measures
    mine = load(finished.folder.path)["measures"]
    for name in ("baseline", "cell_03"):
        for measure in ("emergency_bed_days", "bed_days_returned"):
            wanted = (whole["option"] == name) & (whole["measure"] == measure) & (whole["breakdown"] == "all")
            kept = mine[(mine["outlook"] == "ill") & (mine["option"] == name) & (mine["replication"] == 2)]
            kept = kept[(kept["measure"] == measure) & (kept["breakdown"] == "all")]
            assert kept["value"].tolist() == whole[wanted]["value"].tolist()


def test_the_scenario_as_it_stands_is_as_without_outlooks(tmp_path: Path, finished: SweepStudy) -> None:
    alone, beside = load(run(tmp_path, AXES, cores=1, target=1).folder.path), load(finished.folder.path)
    for name in ("sweep", "sweep_steps", "sweep_best", "sweep_target"):
        rows = beside[name][beside[name]["outlook"] == AS_EXPECTED].drop(columns="outlook").reset_index(drop=True)
        assert rows.equals(alone[name])


def test_an_outlook_more_runs_only_its_own_cells(results: Path, finished: SweepStudy) -> None:
    other = ILL | {"changes": [{"capacity_of": "therapy", "places": -1}]}
    study = asked(results, AXES, cores=1, outlooks={"ill": ILL, "less_ill": other}).begin(SHIPPED, [])
    assert (study.taken_up, study.total) == (24, 36)


def test_the_change_is_paired(finished: SweepStudy) -> None:
    table = load(finished.folder.path)["sweep_outlooks"].set_index(["cell", "measure"])
    for (cell, measure), row in table.iterrows():
        measures = load(finished.folder.path)["measures"]
        rows = measures[(measures["option"] == cell) & (measures["measure"] == measure)]
        rows = rows[rows["breakdown"] == "all"].pivot_table(index="replication", columns="outlook", values="value")
        assert row["difference"] == pytest.approx((rows["ill"] - rows[AS_EXPECTED]).mean())
    assert set(table.index.get_level_values("cell")) == {"baseline", "cell_01", "cell_02", "cell_03"}


def test_it_can_be_rerun_from_its_folder(finished: SweepStudy, tmp_path: Path) -> None:
    assert rerun(finished.folder.path, cores=1, results=tmp_path).differing(load(finished.folder.path)) == []


def test_text_and_pictures_name_the_outlook(finished: SweepStudy) -> None:
    folder = finished.folder.path
    text = sweep_text(folder, "The place")
    assert max(map(len, text.split("\n"))) <= 100
    assert "Therapists are ill (assumption)" in text
    draw_sweep(folder, "The place")
    assert (folder / "figures" / "sweep_outlooks.svg").is_file()
    known = study_dictionary("sweep").groupby("file")["name"].apply(set).to_dict()
    for name in ("sweep_outlooks", "sweep_best"):
        assert set(load(folder)[name].columns) - {"outlook"} <= known[f"{name}.csv"]


def test_shipped_outlooks_fit_every_kind_of_place() -> None:
    names = [path.stem for path in (SHIPPED[0] / "outlooks").glob("*.yaml")]
    for place in ("fife", "orkney_islands"):
        description = read_system(SHIPPED, place)
        for outlook in read_outlooks(SHIPPED, names, "here").values():
            outlook.world(description, whole=True)


def test_a_bad_winter_is_a_tenth_worse() -> None:
    description = read_system(SHIPPED, "orkney_islands")
    for path, value in read_outlooks(SHIPPED, ["bad_winter"], "here")["bad_winter"].set.items():
        _, need, _, _, month = path.split(".")
        rate = description.needs[need].rate
        assert rate is not None
        assert month in WINTER
        assert value == pytest.approx(1.1 * rate.times_month[int(month)])


@pytest.mark.parametrize(
    ("names", "line"),
    [
        (["bad_wintr"], "did you mean 'bad_winter'"),
        (["bad_winter", "bad_winter"], "stands twice"),
        (["../options/package"], "is not a name"),
        ([f"a{number}" for number in range(8)], "names 8, at most 6"),
    ],
)
def test_bad_names_are_refused(names: list[str], line: str) -> None:
    with pytest.raises(InputErrors, match=line):
        read_outlooks(SHIPPED, names, "command line")


def test_an_outlook_that_changes_nothing_or_does_not_fit_is_refused(tmp_path: Path) -> None:
    for change, line in (({"changes": []}, "changes nothing"), ({"set": {"needs.none": 1}}, "unknown key 'none'")):
        with pytest.raises(InputErrors, match=line):
            asked(tmp_path, AXES, outlooks={"ill": ILL | change})


def test_names_between_commas_are_one_study() -> None:
    words = sweep_words(["sweep=hours", "outlooks=bad_winter,staff_shortage"])
    assert words == ["sweep=hours", "outlooks=[bad_winter,staff_shortage]", "study=sweep"]
