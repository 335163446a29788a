"""A sweep as it is run: cells kept by themselves, taken up, widened, the same on two processes; and its tables."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.description.outlooks import AS_EXPECTED
from sim.interface.functions import load, read, rerun
from sim.interface.sweep_function import sweep
from sim.measures.series import daily, flows
from sim.report.sweep_pictures import draw_sweep
from sim.report.sweep_text import sweep_text
from sim.study.analysis.blocked_front_door import at_the_door
from sim.study.analysis.study_dictionaries import study_dictionary
from sim.study.kinds.cell_runs import CellWork, doors
from sim.study.kinds.sweep_study import SweepStudy
from sim.study.question.question import BASE
from sim.study.request import Request, asking
from sim.study.run.cell_store import CellStore
from sim.study.run.replication import Work
from tests.unit.test_front_door import ROOT, sim
from tests.unit.test_study_conf import written

SHIPPED = [ROOT / "scenarios"]
PERIOD = {"measured_from": None, "warmup_days": 30, "years": 0, "days": 60}
KEYS = {"sweep": None, "heading": None, "design": "full_grid", "size": None, "where": [], "named": {}, "target": None,
        "outlooks": [], "indifference": None, "confidence": 0.95, "most_replications": 200,
        "executor": "processes"}  # fmt: skip
AXES = {"therapy": {"places": [0, 2, 4]}}
SMALL = ("model=discharge_to_assess", "axes.therapy.places=0,2")
WIDER = {"therapy": {"places": [0, 1, 2, 4]}}
TWO = {"therapy": {"places": [0, 2, 4], "from": ["2024-02-15", "2024-03-01"]}}


def asked(results: Path, axes: dict[str, Any], **changes: Any) -> Request:
    """Return a sweep of a small model over two months, on the readable engine."""
    conf = {"study": {"name": "sweep"}, "engine": {"name": "simpy"}, "options": [], "period": PERIOD, **KEYS}
    conf |= {
        "model": "discharge_to_assess",
        "partnership": None,
        "replications": 4,
        "axes": axes,
        "results": str(results),
    }
    return asking(written() | conf | changes, list(changes), SHIPPED)


def run(results: Path, axes: dict[str, Any], **changes: Any) -> SweepStudy:
    request = asked(results, axes, **changes)
    study = request.begin(SHIPPED, ["python"])
    assert isinstance(study, SweepStudy)
    assert list(study.run(request.conf.cores_used))[-1] == study.total
    return study


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="module")
def finished(results: Path) -> SweepStudy:
    return run(results, AXES, cores=1, target=1)


# --- what is run -----------------------------------------------------------------------------------------------------


def test_a_wider_grid_runs_only_the_new_cells(results: Path, finished: SweepStudy) -> None:
    request = asked(results, WIDER, cores=1)
    study = request.begin(SHIPPED, [])
    assert isinstance(study, SweepStudy)
    assert (study.taken_up, study.total) == (12, 16)
    world = study.worlds[AS_EXPECTED]
    assert world.lacking == {number: ["cell_02"] for number in (1, 2, 3, 4)}
    before = {path: path.stat().st_mtime_ns for path in world.store.folder.path.glob("*.json")}
    list(study.run(1))
    cells = {path for path in before if "baseline" not in path.name}
    assert all(path.stat().st_mtime_ns == before[path] for path in cells)
    wide, narrow = load(study.folder.path)["sweep"], load(finished.folder.path)["sweep"]
    columns = ["measure", "mean", "difference", "lower", "upper"]
    same = wide[(wide["therapy"] == 4) & (wide["breakdown"] == "all")][columns].reset_index(drop=True)
    assert same.equals(
        narrow[(narrow["therapy"] == 4) & (narrow["breakdown"] == "all")][columns].reset_index(drop=True)
    )


def test_one_process_and_two_give_the_same_tables(tmp_path: Path) -> None:
    one, two = (run(tmp_path / name, TWO, cores=cores) for name, cores in (("one", 1), ("two", 2)))
    assert load(one.folder.path).differing(load(two.folder.path)) == []


def test_cells_are_runs_of_options(results: Path, finished: SweepStudy) -> None:
    """A cell has the same measures, to the last bit, as the option that it is in a comparison."""
    whole = Work(finished.question).replication(3)
    kept = load(finished.folder.path)["measures"]
    for name in ("cell_02", BASE):
        mine = kept[(kept["option"] == name) & (kept["replication"] == 3)]
        keys = ["measure", "breakdown", "level"]
        theirs = whole.measures[whole.measures["option"] == name].set_index(keys)["value"]
        assert len(mine) > 10
        assert mine.set_index(keys)["value"].equals(theirs.loc[pd.MultiIndex.from_frame(mine[keys])])


def test_cells_that_do_the_same_are_run_once(tmp_path: Path) -> None:
    study = run(tmp_path, TWO, cores=1)  # no places, from two dates
    assert study.total == 5 * 4
    assert len(load(study.folder.path)["runs"]) == 7 * 4


def test_damaged_runs_are_told_and_run_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, finished: SweepStudy
) -> None:
    study = run(tmp_path, AXES, cores=1)
    damaged = next(
        path for path in study.worlds[AS_EXPECTED].store.folder.path.glob("0002-*") if "baseline" not in path.name
    )
    damaged.write_text(damaged.read_text(encoding="utf-8").replace("1", "2", 1), encoding="utf-8")
    again = asked(tmp_path, AXES, cores=1).begin(SHIPPED, [])
    assert again.taken_up == 11
    assert "damaged: run again" in caplog.text
    list(again.run(1))
    assert load(study.folder.path).differing(load(finished.folder.path)) == ["sweep_target"]


def test_a_killed_sweep_is_taken_up(tmp_path: Path, finished: SweepStudy) -> None:
    words = [
        sys.executable, "-P", "-m", "sim", "study=sweep", "model=discharge_to_assess", "engine=simpy", "report=none",
        "cores=1", "period.warmup_days=30", "period.years=0", "period.days=60", "replications=4",
        "axes.therapy.places=0,2,4", "period.measured_from=null", "target=1",
    ]  # fmt: skip
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(words, cwd=tmp_path, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while len(list(tmp_path.glob("results/cells/*/0002-*.json"))) < 1 and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    kept = len(list(tmp_path.glob("results/cells/*/*.json")))
    assert 3 <= kept <= 16
    again = run(tmp_path / "results", AXES, cores=1, target=1)
    assert again.taken_up >= 3 - 1
    assert load(again.folder.path).differing(load(finished.folder.path)) == []


def test_the_folder_can_be_rerun(finished: SweepStudy, tmp_path: Path) -> None:
    folder = rerun(finished.folder.path, cores=1, results=tmp_path)
    assert folder.differing(load(finished.folder.path)) == []


def test_tables_of_cells_are_those_of_options() -> None:
    """Cells that share the tables of others have those that they would have alone."""
    request = asked(Path("results"), {"care_home": {"places": [2]}, "home_support": {"by": ["10%"]}}, model=None,
                    partnership="orkney_islands", engine={"name": "compiled"})  # fmt: skip
    question = request.question
    shared = CellWork(question).of(2, list(question.options))
    alone = Work(question.at_draw(2))
    for name in question.names:
        for field, value in vars(alone.tables[name]).items():
            np.testing.assert_equal(vars(shared.tables[name])[field], value, err_msg=f"{name}: {field}")


def test_cells_and_their_baseline_share_a_draw_of_multipliers() -> None:
    keys: dict[str, Any] = {"model": None, "partnership": "inverclyde", "engine": {"name": "compiled"}}
    axes = {"home_support": {"by": ["10%"]}}
    drawn, fixed = (asked(Path("results"), axes, calibration=word, **keys).question for word in ("drawn", "fixed"))
    for names in ([], ["cell_01"]):
        question = CellWork(drawn).of(4, names).question
        assert dict(question.description.calibrated) == {**drawn.description.calibrated, **drawn.posterior[1]}
    assert CellWork(fixed).of(4, []).question.description.calibrated == fixed.description.calibrated
    stores = [CellStore.of(Path("results"), one).folder.path for one in (drawn, fixed)]
    assert stores[0] != stores[1]
    assert drawn.drawn("cell_01", [1, 2, 3, 4]).groups.tolist() == [0, 0, 1, 1]  # type: ignore[union-attr]


def test_people_at_the_door_are_those_that_a_comparison_counts() -> None:
    period = {"measured_from": None, "warmup_days": 20, "years": 0, "days": 60}
    question = asked(Path("results"), {"home_support": {"by": ["10%"]}}, model=None, partnership="orkney_islands",
                     engine={"name": "compiled"}, period=period).question  # fmt: skip
    cells = CellWork(question).of(1, list(question.options))
    seen = cells._seen(BASE, 1, cells.demand(1), None, None)
    midnights = daily(seen.outcome, seen.tables).assign(option=BASE, replication=1)
    table = at_the_door(midnights, flows(seen.outcome, seen.tables).assign(option=BASE), question.description)
    expected = table[["setting", "people", "let_in"]].to_dict("records")
    assert expected
    for row, (setting, people, let_in) in zip(expected, doors(seen, question.description), strict=True):
        assert (row["setting"], row["people"]) == (setting, pytest.approx(people))
        assert row["let_in"] == pytest.approx(let_in)


def test_the_function_returns_what_the_command_line_leaves(results: Path, finished: SweepStudy) -> None:
    question = finished.question
    table = sweep(read(model="discharge_to_assess"), AXES, replications=4, seed=question.seed, engine="simpy",
                  period=PERIOD, cores=1, target=1, results=results)  # fmt: skip
    assert table.attrs["folder"] == str(finished.folder.path)
    assert table.equals(load(finished.folder.path)["sweep"])
    assert table.attrs["target"]["axis"].tolist() == ["therapy"]


# --- what is told ----------------------------------------------------------------------------------------------------


def test_every_column_is_in_the_dictionary(finished: SweepStudy) -> None:
    known = study_dictionary("sweep").groupby("file")["name"].apply(set).to_dict()
    for name, table in load(finished.folder.path).items():
        if name != "data_dictionary":
            assert set(table.columns) - {"therapy"} <= known[f"{name}.csv"], name


def test_text_and_picture(finished: SweepStudy) -> None:
    folder = finished.folder.path
    text = sweep_text(folder, "The place")
    assert max(map(len, text.split("\n"))) <= 100
    assert "4 replications" in text
    draw_sweep(folder, "The place")
    first = {path.name: path.read_bytes() for path in (folder / "figures").iterdir()}
    assert {"sweep.svg", "sweep.png", "sweep.csv", "alternative_texts.csv"} == set(first)
    draw_sweep(folder, "The place")
    assert first == {path.name: path.read_bytes() for path in (folder / "figures").iterdir()}


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["sweep=hour"], "did you mean 'hours'"),
        (["axes.home_suport.by=0%,5%"], "did you mean 'home_support'"),
        (["study=compare", "axes.home_support.by=0%,5%"], "axes: is a key of study=sweep only"),
        (["axes.care_home.places=range(0,1000)", "axes.home_support.hours=range(0,1000)"], "make 1,000,000 cells"),
        (["partnership=scotland", "axes.home_support.by=0%,5%", "outlooks=[bad_winter]"], "all Scotland has none"),
        (["axes.settings.care_home.label.set=a,b"], "axes.settings.care_home.label: is for readers"),
        (["axes.home_support.by=0%,5%", "event_log=true"], "keeps no events"),
        (["axes.home_support.by=0%,5%", "design=grid"], "design"),
        ([*SMALL, "outlooks=[bad_wintr]"], "did you mean 'bad_winter'"),
        ([*SMALL, "indifference=100", "replications=7"], "must be an even number of at least 6"),
        ([*SMALL, "indifference=0"], "indifference"),
        ([*SMALL, "executor=ray:here"], "must be processes, threads, or dask:"),
        ([*SMALL, "executor=dask:/no/such/file"], "there is no such file"),
    ],
)
def test_bad_sweeps_leave_nothing_and_exit_with_two(
    words: list[str], line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert sim(monkeypatch, *words) == 2
    message = capsys.readouterr().err
    assert line in message
    assert message.count("\n") == 1, message
    assert not list(tmp_path.iterdir())
