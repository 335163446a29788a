"""Cells run by executors: threads, any pool of processes, and a Dask cluster whose worker and scheduler are killed."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from sim.description.input_errors import InputErrors
from sim.description.outlooks import AS_EXPECTED
from sim.interface.functions import load
from sim.study.kinds.sweep_study import SweepStudy
from sim.study.run.cluster import cluster_workers
from sim.study.run.executors import ExecutorWorkers, Stopped, go_on, threads
from sim.study.run.records import NoAnswer
from sim.study.run.workers import Job
from tests.unit.test_front_door import ROOT
from tests.unit.test_sweep_study import AXES, SHIPPED, TWO, asked, run

LONG = pytest.mark.skipif(not os.environ.get("HOMEFIRST_LONG"), reason="starts a cluster: HOMEFIRST_LONG=1")


def under_way(results: Path, elsewhere: ExecutorWorkers, **changes: Any) -> SweepStudy:
    study = asked(results, AXES, target=1, **changes).begin(SHIPPED, [])
    assert isinstance(study, SweepStudy)
    study.elsewhere = elsewhere
    return study


def test_processes_of_an_executor_give_the_same_tables(tmp_path: Path) -> None:
    here = run(tmp_path / "here", AXES, cores=1, target=1, replications=2)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        study = under_way(tmp_path / "there", ExecutorWorkers(pool, 1), replications=2)
        assert list(study.run(1))[-1] == study.total == 6
    assert load(study.folder.path).differing(load(here.folder.path)) == []


def test_threads_give_the_same_tables(tmp_path: Path) -> None:
    """To the last bit, on the compiled engine, where several cells go on from one checkpoint."""
    here, there = (
        run(tmp_path / name, TWO, cores=cores, executor=name, engine={"name": "compiled"}, target=1)
        for name, cores in (("processes", 1), ("threads", 3))
    )
    assert load(there.folder.path).differing(load(here.folder.path)) == []
    assert there.worlds[AS_EXPECTED].store.folder.path.parent.parent == tmp_path / "threads"


MEETING = threading.Barrier(2, timeout=5)


def _nothing() -> None:
    """Prepare nothing."""


def _meet(task: int) -> int:
    return MEETING.wait()


def test_threads_are_at_work_at_once() -> None:
    with threads(2) as workers:
        assert sorted(result for _, result in workers.results(Job(_meet, _nothing), range(2))) == [0, 1]


PREPARED: list[str] = []


def _prepare(name: str) -> None:
    PREPARED[:] = [name]


def _look(name: str) -> bool:
    time.sleep(0.05)
    return [name] == PREPARED


def test_tasks_of_two_jobs_are_not_done_at_once() -> None:
    with ThreadPoolExecutor(4) as pool:
        of_two = [(ExecutorWorkers(pool, 2).results(Job(_look, _prepare, (name,)), [name] * 2)) for name in "ab"]
        done = [pool.submit(list, results) for results in of_two]
        assert all(same for future in done for _, same in future.result(timeout=10))


def _runs(task: int) -> None:
    while True:
        time.sleep(0.01)
        go_on()


def test_threads_that_are_left_end_after_the_run_they_are_at() -> None:
    begun = time.monotonic()
    with ThreadPoolExecutor(1) as pool:
        with threads(2) as workers:
            waiting = pool.submit(next, workers.results(Job(_runs, _nothing), range(9)))
            time.sleep(0.1)
        assert isinstance(waiting.exception(timeout=20), Stopped | NoAnswer)
    assert time.monotonic() - begun < 4
    with threads(1) as workers:
        assert [result for _, result in workers.results(Job(_look, _prepare, ("c",)), ["c"])] == [True]


def _kill(task: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_broken_pool_is_told_in_a_line() -> None:
    with (
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool,
        ExecutorWorkers(pool, 1) as workers,
        pytest.raises(NoAnswer, match=r"the executor is gone .* the same command takes it up"),
    ):
        list(workers.results(Job(_kill, _nothing), [1]))


@pytest.fixture(scope="module")
def silent() -> Iterator[str]:
    """Return the address of a server that takes a connection and says nothing that Dask could read."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"dask:tcp://127.0.0.1:{server.getsockname()[1]}"


def test_an_address_that_does_not_answer_is_refused_soon(silent: str) -> None:
    begun = time.monotonic()
    with pytest.raises(InputErrors, match="does not answer within 5 s"):
        cluster_workers(silent, ())
    assert time.monotonic() - begun < 15


@pytest.mark.parametrize(
    ("content", "line"),
    [(None, "there is no such file"), ("{", "is no file of a scheduler"), ('{"address": 3}', "is no file of")],
)
def test_what_is_no_scheduler_is_refused(content: str | None, line: str, tmp_path: Path) -> None:
    file = tmp_path / "scheduler.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(InputErrors, match=line):
        cluster_workers(f"dask:{file}", ())


def _started(folder: Path, *words: str) -> subprocess.Popen[bytes]:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-m", *words], cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def _cluster(folder: Path) -> list[subprocess.Popen[bytes]]:
    """Start a scheduler and two workers; return their processes, the scheduler first."""
    file = folder / "scheduler.json"
    file.unlink(missing_ok=True)
    common = ("--no-dashboard",)
    scheduler = _started(folder, "dask", "scheduler", "--scheduler-file", str(file), "--host", "127.0.0.1", "--port",
                         "0", *common)  # fmt: skip
    worker = ("dask", "worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-nanny", *common)
    workers = [_started(folder, *worker) for _ in range(2)]
    deadline = time.monotonic() + 60
    while not file.is_file() and time.monotonic() < deadline:
        time.sleep(0.1)
    json.loads(file.read_text(encoding="utf-8"))
    return [scheduler, *workers]


def _joined(words: str) -> ExecutorWorkers:
    """Return the workers of the cluster once both are there."""
    deadline = time.monotonic() + 60
    while True:
        try:
            workers = cluster_workers(words, ())
            if workers.count == 2:
                return workers
            workers.__exit__(None, None, None)
        except InputErrors:
            if time.monotonic() > deadline:
                raise
        time.sleep(0.5)


def _run_and_kill(study: SweepStudy, processes: list[subprocess.Popen[bytes]]) -> None:
    """Run a study, and on the way kill a worker and then the scheduler."""
    for done in study.run(2):
        if done >= 12 and processes[1].poll() is None:
            processes[1].kill()
            processes[1].wait()
        elif done >= 40:
            processes[0].kill()
            processes[0].wait()


@LONG
def test_a_worker_and_then_the_scheduler_are_killed(tmp_path: Path) -> None:
    here = run(tmp_path / "here", AXES, cores=2, target=1, replications=40)
    words = f"dask:{tmp_path / 'scheduler.json'}"
    processes = _cluster(tmp_path)
    try:
        study = under_way(tmp_path / "there", _joined(words), replications=40)
        with pytest.raises(NoAnswer, match="takes it up"):
            _run_and_kill(study, processes)
    finally:
        for process in processes:
            process.kill()
    processes = _cluster(tmp_path)
    try:
        again = under_way(tmp_path / "there", _joined(words), replications=40)
        assert 40 <= again.taken_up < again.total
        list(again.run(2))
    finally:
        for process in processes:
            process.kill()
    assert load(again.folder.path).differing(load(here.folder.path)) == []
