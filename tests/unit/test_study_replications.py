"""Replications: the same random numbers for all options, failures as rows, what is kept, found again and taken up."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from sim.outcome import Outcome
from sim.study.kinds.comparison_study import ComparisonStudy
from sim.study.question.question import Question
from sim.study.request import asking
from sim.study.run import replication
from sim.study.run.lock import release
from sim.study.run.provenance import repeatable, without_folders
from sim.study.run.replication import Work
from sim.study.run.results_store import Folder, TakenUp
from tests.unit.test_study_conf import HORIZON, SMALL, written

TODAY = datetime.date(2026, 1, 31)


def question(**changes: Any) -> Question:
    """Return a question about a small place: eight weeks, one option."""
    conf = written(period=HORIZON | {"warmup_days": 14, "days": 56})
    return asking(conf | changes, list(changes), [SMALL]).question


def answered(asked: Question, results: Path, *, resume: bool = True) -> ComparisonStudy:
    answer = ComparisonStudy.begin(asked, results, [SMALL], resume=resume)
    list(answer.run(1))
    return answer


def test_every_option_meets_the_same_people() -> None:
    said = Work(question()).replication(1)
    assert [(run.option, run.status) for run in said.runs] == [("baseline", "done"), ("exercise", "done")]
    deaths = said.measures[said.measures["measure"] == "deaths"].set_index("option")["value"]
    assert deaths["baseline"] == deaths["exercise"] > 0
    returned = said.measures[said.measures["measure"] == "bed_days_returned"]
    assert set(returned["option"]) == {"exercise"}
    assert set(said.daily["measure"]) >= {"occupied", "delayed"}
    assert said.daily.groupby(["option", "measure", "level"])["value"].max().min() > 0
    assert set(said.flows["from_setting"]) >= {"own_home", "ward"}
    assert not said.events


def test_replications_differ_and_can_be_repeated() -> None:
    work = Work(question())
    first, again, second = work.replication(1), Work(question()).replication(1), work.replication(2)
    pd.testing.assert_frame_equal(first.measures, again.measures)
    pd.testing.assert_frame_equal(first.daily, again.daily)
    assert not first.measures["value"].equals(second.measures["value"])


def breaks(wanted: Callable[[Any], bool]) -> Callable[..., Outcome]:
    """Return an engine that fails where it is wanted to."""
    sound = replication.run

    def run(tables: Any, *rest: Any, **more: Any) -> Outcome:
        if wanted(tables):
            raise ZeroDivisionError("no\nway")
        return sound(tables, *rest, **more)

    return run


def test_an_option_that_fails_is_a_row_and_stops_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replication, "run", breaks(lambda tables: bool(tables.intervention_names)))
    said = Work(question()).replication(1)
    assert [(run.status, run.message) for run in said.runs] == [("done", ""), ("failed", "ZeroDivisionError: no way")]
    assert set(said.measures["option"]) == {"baseline"}


def test_a_run_whose_months_fail_leaves_no_table(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = replication.by_month

    def by_month(baseline: Any, run: Any, *rest: Any) -> pd.DataFrame:
        if run is not baseline:
            raise ZeroDivisionError("no way")
        return sound(baseline, run, *rest)

    monkeypatch.setattr(replication, "by_month", by_month)
    said = Work(question()).replication(1)
    assert [run.status for run in said.runs] == ["done", "failed"]
    for table in (said.measures, said.daily, said.flows, said.by_period):
        assert set(table["option"]) == {"baseline"}


def test_without_a_baseline_nothing_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replication, "run", breaks(lambda tables: True))
    said = Work(question()).replication(1)
    assert [run.message for run in said.runs] == ["ZeroDivisionError: no way", replication.NO_BASELINE]
    assert said.measures.empty


def test_a_run_that_loses_somebody_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replication, "conservation_errors", lambda outcome, tables: ["somebody is lost"])
    assert Work(question()).replication(1).runs[0].message == "ArithmeticError: somebody is lost"


def test_the_log_of_a_run_that_fails_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is written while the run goes on, and so before anybody knows how that ends."""
    asked = question(replications=1, event_log=True)
    monkeypatch.setattr(replication, "conservation_errors", lambda outcome, tables: ["somebody is lost"])
    Work(asked, Folder(tmp_path)).replication(1)
    assert list((tmp_path / "events").iterdir()) == []


# --- the results folder


def test_a_folder_belongs_to_its_question_whatever_the_date(tmp_path: Path) -> None:
    asked = question()
    folder = Folder.of(tmp_path, asked, TODAY)
    assert folder.path.name == f"2026-01-31-compare-{asked.hash}"
    assert not folder.path.exists()
    folder.begin({})
    assert Folder.of(tmp_path, asked, TODAY + datetime.timedelta(9)) == folder
    assert Folder.of(tmp_path, question(seed=2), TODAY) != folder


def test_what_is_kept_is_found_again(tmp_path: Path) -> None:
    asked, folder = question(), Folder(tmp_path)
    said = Work(asked).replication(2)
    folder.begin({})
    folder.keep(said, asked.key(2))
    release()
    assert folder.take_up(asked) == TakenUp({2: said.runs}, {})
    assert folder.take_up(question(seed=2)) == TakenUp()
    kept = folder.table("measures", asked, 2).to_pandas()
    assert list(kept["value"]) == pytest.approx(list(said.measures["value"]), nan_ok=True)
    assert not list(tmp_path.glob("**/.*"))


def test_half_a_replication_is_none(tmp_path: Path) -> None:
    asked, folder = question(), Folder(tmp_path)
    folder.begin({})
    half = tmp_path / "replications" / f".0001-{asked.key(1)}.77.tmp"
    half.mkdir(parents=True)
    (half / "runs.csv").write_text(
        "option,replication,status,seconds,message\nbaseline,1,done,1,\nexercise,1,done,1,\n"
    )
    assert folder.take_up(asked) == TakenUp()
    folder.tidy()
    assert not half.exists()


def test_failed_runs_are_run_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = question()
    with monkeypatch.context() as patched:
        patched.setattr(replication, "run", breaks(lambda tables: bool(tables.intervention_names)))
        failed = answered(asked, tmp_path)
    assert "exercise, replication 1: failed: ZeroDivisionError: no way" in failed.warnings
    runs = pd.read_csv(failed.folder.path / "runs.csv")
    assert list(runs["status"]) == ["done", "failed", "done", "failed"]
    mended = answered(asked, tmp_path)
    assert mended.taken_up == 0
    assert not mended.failed
    assert set(mended.comparison["option"]) == {"baseline", "exercise"}


def test_finished_replications_are_taken_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answered(question(), tmp_path)
    drawn: list[int] = []
    sound = replication.draw
    monkeypatch.setattr(replication, "draw", lambda *given: drawn.append(given[3]) or sound(*given))
    assert answered(question(), tmp_path).taken_up == 2
    assert drawn == []
    assert answered(question(replications=3), tmp_path).taken_up == 2
    assert drawn == [3]
    assert answered(question(), tmp_path, resume=False).taken_up == 0
    assert drawn == [3, 1, 2]
    assert len(list(tmp_path.iterdir())) == 1


def test_the_folder_says_what_was_asked_and_how_it_was_made(tmp_path: Path) -> None:
    asked = question(event_log=True, replications=1)
    folder = answered(asked, tmp_path).folder.path
    told = yaml.safe_load((folder / "question.yaml").read_text(encoding="utf-8"))
    assert told["partnership_title"] == "Fife"
    assert told["period"]["warmup_days"] == 14
    assert [option["title"] for option in told["options"]] == ["Falls prevention"]
    assert told["options"][0]["interventions"]["falls_exercise"]["coverage"] == 0.4
    read = {"column": "beds", "times": 1.0, "at_least": 0.0, "calibrated": None}
    assert told["description"]["settings"]["ward"]["capacity"] == read
    assert told["warnings"]
    made = yaml.safe_load((folder / "provenance.yaml").read_text(encoding="utf-8"))
    assert made["seed"] == 1
    assert made["packages"]["numpy"]
    names = {path.name for path in folder.iterdir()}
    tables = {
        "measures.csv",
        "measures.parquet",
        "comparison.csv",
        "comparison.parquet",
        "daily.parquet",
        "flows.parquet",
    }
    assert names >= tables | {
        "runs.csv",
        "assumptions.csv",
        "warmup.csv",
        "precision.csv",
        "precision_by_replications.csv",
        "events",
    }
    assert {path.name for path in (folder / "events").iterdir()} == {"baseline-0001.parquet", "exercise-0001.parquet"}
    log = pd.read_parquet(folder / "events" / "baseline-0001.parquet")
    assert list(log.columns)[:3] == ["run_number", "entity_id", "person_id"]


def test_replications_stand_in_order_however_they_were_finished(tmp_path: Path) -> None:
    answered(question(replications=1), tmp_path)
    folder = answered(question(replications=3), tmp_path).folder.path
    for name in ("measures", "daily", "flows"):
        order = pd.read_parquet(folder / f"{name}.parquet")["replication"]
        assert order.drop_duplicates().tolist() == [1, 2, 3]
        assert order.is_monotonic_increasing


def test_a_log_asked_for_later_makes_the_run_again(tmp_path: Path) -> None:
    answered(question(replications=1), tmp_path)
    assert answered(question(replications=1, event_log=True), tmp_path).taken_up == 0
    assert answered(question(replications=1, event_log=True), tmp_path).taken_up == 1


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("partnership=fife", "partnership=fife"),
        ("results=/home/someone/out", "results=out"),
        ("results=C:\\Users\\someone\\out", "results=out"),
        ("../mine", "mine"),
    ],
)
def test_the_command_line_is_told_without_folders(word: str, shown: str) -> None:
    assert without_folders(word) == shown


def test_the_planners_own_folder_is_told_as_it_was_given() -> None:
    words = ["sim", "--config-dir", "../my own/x", "results=/a/b", "--config-dir=/home/me/plan", "-cd", "y/z"]
    shown = ["sim", "--config-dir", "'../my own/x'", "results=b", "--config-dir=/home/me/plan", "-cd", "y/z"]
    assert repeatable(words) == shown
