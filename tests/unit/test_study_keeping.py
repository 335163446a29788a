"""What is kept and found again: damage is seen, told and mended; a full disk or a lost folder is an error."""

import errno
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.study.kinds.comparison_study import ComparisonStudy
from sim.study.question.question import Question
from sim.study.run import lock, results_store
from sim.study.run.checksums import RECORD, Damaged, sealed, unsealed
from sim.study.run.records import NoAnswer
from sim.study.run.results_store import Folder, model_hash
from sim.study.run.streams import Patient
from sim.study.run.whole_files import remove, whole, write_whole
from tests.unit.test_study_conf import SMALL
from tests.unit.test_study_replications import question

ROOT = Path(__file__).resolve().parents[2]
TABLES = (
    "measures.parquet",
    "measures.csv",
    "daily.parquet",
    "flows.parquet",
    "comparison.csv",
    "precision_by_replications.csv",
)


@pytest.fixture(autouse=True)
def let_go() -> Iterator[None]:
    yield
    lock.release()


def answered(asked: Question, results: Path, *, resume: bool = True) -> ComparisonStudy:
    answer = ComparisonStudy.begin(asked, results, [SMALL], resume=resume)
    list(answer.run(1))
    return answer


def tables(answer: ComparisonStudy) -> dict[str, bytes]:
    return {name: (answer.folder.path / name).read_bytes() for name in TABLES}


def home(answer: ComparisonStudy, number: int) -> Path:
    (found,) = (answer.folder.path / "replications").glob(f"{number:04d}-*")
    return found


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def into_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGE: dict[str, tuple[str, Callable[[Path], Any], str]] = {
    "a flipped bit": ("measures.parquet", flip, "measures.parquet is damaged"),
    "a series cut": ("daily.parquet", lambda path: os.truncate(path, 300), "daily.parquet is damaged"),
    "runs cut": ("runs.csv", lambda path: os.truncate(path, 40), "runs.csv is damaged"),
    "runs changed": ("runs.csv", lambda path: path.write_text(path.read_text().replace("done", "died")), "runs.csv is"),
    "a table gone": ("flows.parquet", Path.unlink, "flows.parquet is missing"),
    "a folder for a file": ("measures.parquet", into_a_folder, "measures.parquet cannot be read (Is a directory)"),
    "no record": (RECORD, Path.unlink, f"{RECORD} is missing"),
    "an empty record": (RECORD, lambda path: path.write_text(""), f"{RECORD} is damaged"),
    "a record of nothing": (RECORD, lambda path: path.write_text("[]"), f"{RECORD} is damaged"),
    "a record without files": (RECORD, lambda path: path.write_text('{"key": 1, "files": 2}'), f"{RECORD} is damaged"),
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a results folder of two replications."""
    results = tmp_path_factory.mktemp("sound")
    answered(question(), results)
    lock.release()
    return results


@pytest.mark.parametrize("case", DAMAGE)
def test_a_damaged_replication_is_run_again_and_told(
    case: str, sound: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    results = Path(shutil.copytree(sound, tmp_path / "results"))
    before = tables(ComparisonStudy.begin(question(), results, [SMALL]))
    file, damage, line = DAMAGE[case]
    damage(home(ComparisonStudy.begin(question(), results, [SMALL]), 2) / file)
    caplog.clear()
    again = answered(question(), results)
    assert again.taken_up == 1
    assert [record.message[: len(line) + 15] for record in caplog.records] == [f"replication 2: {line}"]
    assert caplog.records[0].message.endswith(": run again")
    assert tables(again) == before
    assert answered(question(), results).taken_up == 2


def test_replications_that_have_changed_places_are_run_again(tmp_path: Path) -> None:
    first = answered(question(), tmp_path)
    before, one, two = tables(first), home(first, 1), home(first, 2)
    one.rename(tmp_path / "x")
    two.rename(one)
    (tmp_path / "x").rename(two)
    again = answered(question(), tmp_path)
    assert again.damaged == dict.fromkeys((1, 2), f"{RECORD} is of another replication")
    assert tables(again) == before


def test_a_damaged_event_log_is_run_again_where_logs_are_asked_for(tmp_path: Path) -> None:
    asked = question(replications=1, event_log=True)
    log = answered(asked, tmp_path).folder.path / "events" / "exercise-0001.parquet"
    before = log.read_bytes()
    flip(log)
    assert answered(question(replications=1), tmp_path).taken_up == 1
    assert answered(asked, tmp_path).damaged == {1: "exercise-0001.parquet is damaged"}
    assert log.read_bytes() == before


def test_derived_tables_are_made_anew_from_the_replications(tmp_path: Path) -> None:
    first = answered(question(), tmp_path)
    before = tables(first)
    for name in TABLES[:3]:
        flip(first.folder.path / name)
    into_a_folder(first.folder.path / "comparison.csv")
    (first.folder.path / "comparison.csv" / "mine.txt").write_text("mine", encoding="utf-8")
    assert tables(answered(question(), tmp_path)) == before
    assert (first.folder.path / "comparison.csv.aside-1" / "mine.txt").read_text(encoding="utf-8") == "mine"


def test_a_flood_of_damage_is_told_in_ten_lines_and_a_number(caplog: pytest.LogCaptureFixture) -> None:
    results_store.tell_damage([f"replication {number}: x is damaged" for number in range(300)])
    assert len(caplog.records) == 11
    assert caplog.records[-1].message == "and 290 more: run again"


def test_fewer_replications_than_are_there_leave_the_larger_answer(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = tables(answered(question(replications=3), tmp_path))
    caplog.clear()
    fewer = answered(question(replications=1), tmp_path)
    assert (fewer.taken_up, fewer.total) == (3, 3)
    assert tables(fewer) == before
    assert caplog.messages == ["replications asked for: 1; finished in the folder: 3, which it goes on to hold"]
    flip(home(fewer, 2) / "daily.parquet")
    again = answered(question(replications=1), tmp_path)
    assert (again.taken_up, again.total) == (2, 3)
    assert tables(again) == before


def test_fewer_replications_with_a_log_run_only_those_again(tmp_path: Path) -> None:
    answered(question(replications=2), tmp_path)
    logged = answered(question(replications=1, event_log=True), tmp_path)
    assert (logged.taken_up, logged.total) == (1, 2)


# --- while a study runs


def disturbed(asked: Question, results: Path, after: int, disturb: Callable[[Path], Any]) -> None:
    """Answer a question, and disturb its folder after so many replications."""
    answer = ComparisonStudy.begin(asked, results, [SMALL])
    for done in answer.run(1):
        if done == after:
            disturb(answer.folder.path)


def test_a_folder_that_goes_is_an_error_and_is_not_made_again(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        disturbed(question(), tmp_path, 1, shutil.rmtree)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(FileNotFoundError):
        disturbed(question(), tmp_path, 2, shutil.rmtree)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("after", [1, 2])
def test_replications_that_go_while_a_study_runs_are_missed(after: int, tmp_path: Path) -> None:
    with pytest.raises(NoAnswer, match=r"replication 1: record.json is missing, and was there.*runs it again"):
        disturbed(question(), tmp_path, after, lambda folder: shutil.rmtree(folder / "replications"))
    assert answered(question(), tmp_path).total == 2


def test_a_full_disk_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tables(answered(question(), tmp_path / "sound"))
    written: list[Path] = []
    sound = results_store.pq.write_table

    def full(table: Any, path: Path, **more: Any) -> None:
        written.append(path)
        if len(written) > 4:
            path.write_bytes(b"half")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        sound(table, path, **more)

    with monkeypatch.context() as patched:
        patched.setattr(results_store.pq, "write_table", full)
        with pytest.raises(OSError, match="No space left"):
            answered(question(), tmp_path / "full")
    assert not list((tmp_path / "full").glob("**/.*.tmp"))
    again = answered(question(), tmp_path / "full")
    assert again.taken_up == 1
    assert tables(again) == before


def fail_half_way(path: Path) -> None:
    with whole(path) as under_way:
        under_way.write_text("half", encoding="utf-8")
        raise ZeroDivisionError


def test_what_is_half_written_goes(tmp_path: Path) -> None:
    write_whole(tmp_path / "a", "whole")
    with pytest.raises(ZeroDivisionError):
        fail_half_way(tmp_path / "a")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_text(encoding="utf-8") == "whole"


def test_a_folder_that_forbids_it_is_removed_with_all_in_it(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (inner / "c").touch()
    inner.chmod(0)
    (tmp_path / "a").chmod(0)
    remove(tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_goes_under_a_command_is_one_line_and_exit_code_1(tmp_path: Path) -> None:
    words = [
        "model=ten_people",
        "engine=simpy",
        "period=four_weeks",
        "replications=2000",
        "cores=1",
        "report=none",
    ]
    study = subprocess.Popen(
        [sys.executable, "-P", "-m", "sim", *words], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while not list(tmp_path.glob("results/*/replications/*")):
        assert study.poll() is None
        time.sleep(0.01)
    shutil.rmtree(tmp_path / "results", ignore_errors=True)
    shutil.rmtree(tmp_path / "results", ignore_errors=True)
    _, messages = study.communicate(timeout=120)
    lines = [line for line in messages.splitlines() if not line.startswith("replication ")]
    assert study.returncode == 1
    assert len(lines) == 1
    written = r"No such file or directory. What is finished is kept: the same command takes it up\.$"
    read = r"was there when the replication had run: nothing is added up without it; the same command runs it again$"
    assert re.search(f"{written}|{read}", lines[0])  # whichever the study was at when the folder went


# --- two at once

HOLDER = """\
import sys, time
from pathlib import Path
from sim.study.run import lock
lock.hold(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(float(sys.argv[2]))
Path(sys.argv[1] + " is free").touch()
lock.release()
"""


def holder(folder: Path, seconds: float) -> "subprocess.Popen[str]":
    """Start a process that holds a folder for some time, and wait until it does."""
    words = [sys.executable, "-c", HOLDER, str(folder), str(seconds)]
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def test_whoever_comes_second_waits_and_says_for_whom(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    other = holder(tmp_path / "f", 3.0)
    lock.hold(tmp_path / "f")
    assert (tmp_path / "f is free").exists()
    (line,) = caplog.messages
    assert line.startswith(f"f: process {other.pid} on ")
    assert line.endswith("is at work in this folder: waiting until it has ended")
    other.wait()
    assert (tmp_path / "f" / lock.NAME).is_file()
    lock.release()
    assert list((tmp_path / "f").iterdir()) == []


def test_a_lock_that_a_killed_process_leaves_holds_nobody_up(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    other = holder(tmp_path, 60)
    other.kill()
    other.wait()
    assert (tmp_path / lock.NAME).is_file()
    lock.hold(tmp_path)
    assert caplog.messages == []


def test_a_folder_is_held_once_with_all_that_is_in_it(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path, tmp_path / "inner"):
        lock.hold(folder)
    assert sorted(path.name for path in tmp_path.rglob("*")) == [lock.NAME, "inner"]


def test_a_file_system_without_locks_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def unknown(file: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(lock, "_lock", unknown)
    lock.hold(tmp_path)
    assert caplog.messages == [f"{tmp_path.name}: cannot be locked (No locks available): start nothing else in it"]


# --- what decides a result


@pytest.mark.parametrize("library", ["llvmlite", "numba", "numpy", "pandas", "pyarrow", "scipy", "simpy"])
def test_another_version_of_a_library_is_another_model(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before, known = model_hash(), results_store.version
    monkeypatch.setattr(results_store, "version", lambda name: known(name) + "x" * (name == library))
    assert model_hash() != before


def test_another_python_and_another_compiler_are_another_model(monkeypatch: pytest.MonkeyPatch) -> None:
    before = model_hash()
    with monkeypatch.context() as patched:
        patched.setattr(results_store.platform, "python_version_tuple", lambda: ("3", "99", "0"))
        assert model_hash() != before
    assert "jit.py" in results_store._THE_MODEL
    read = Path.read_text
    monkeypatch.setattr(Path, "read_text", lambda path, **how: read(path, **how) + "#" * (path.stem == "jit"))
    assert model_hash() != before


# --- messages that cannot be written


class Closed:
    encoding = "ascii"

    def write(self, text: str) -> int:
        raise BrokenPipeError

    def flush(self) -> None:
        raise OSError(errno.ENOSPC, "full")


def test_a_message_that_cannot_be_written_stops_nobody() -> None:
    stream: Any = Patient(Closed())  # type: ignore[arg-type]
    print("lost", file=stream, flush=True)
    assert stream.encoding == "ascii"


@pytest.mark.parametrize("closed", ["2>&-", "1>&- 2>&-", "0<&- 2>&-", "2>/dev/full"])
def test_closed_streams_cost_nothing_but_their_messages(closed: str, tmp_path: Path) -> None:
    words = "model=ten_people engine=simpy period=four_weeks replications=2 cores=2 report=none"
    line = f"{shlex.quote(sys.executable)} -P -m sim {words} {closed}"
    done = subprocess.run(["sh", "-c", line], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)
    assert done.returncode == 0
    (folder,) = (tmp_path / "results").iterdir()
    assert len(pd.read_csv(folder / "runs.csv")) == 2


def test_a_record_names_every_file_of_a_replication(tmp_path: Path) -> None:
    answer = answered(question(replications=1, event_log=True), tmp_path)
    record = json.loads((home(answer, 1) / RECORD).read_text(encoding="utf-8"))
    tables = ["by_period.parquet", "daily.parquet", "flows.parquet", "measures.parquet"]
    assert sorted(record["files"]) == [*tables, "runs.csv"]
    assert sorted(record["events"]) == ["baseline", "exercise"]
    assert Folder(answer.folder.path).take_up(replace(answer.question, replications=1)).finished.keys() == {1}


@pytest.mark.parametrize("text", ["", "[]", '{"sha256": "x"}', "\x00", "changed"])
def test_a_sealed_value_comes_back_whole_or_not_at_all(text: str, tmp_path: Path) -> None:
    value = [{"number": 1, "found": {"needs": 0.1 + 0.2}}]
    write_whole(tmp_path / "a.json", sealed(value))
    assert unsealed(tmp_path / "a.json") == value
    assert unsealed(tmp_path / "b.json") is None
    whole_text = (tmp_path / "a.json").read_text(encoding="utf-8")
    write_whole(tmp_path / "a.json", whole_text.replace("0.3", "0.4") if text == "changed" else text)
    with pytest.raises(Damaged, match=r"a.json is damaged"):
        unsealed(tmp_path / "a.json")
