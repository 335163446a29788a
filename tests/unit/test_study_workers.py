"""Work in processes: order, deaths, and the end of it."""

import multiprocessing
import os
import platform
import signal
import threading
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.study.run.records import NoAnswer
from sim.study.run.second_process import SecondProcess
from sim.study.run.workers import Died, Job, Workers

HERE: list[Path] = []


def prepare(folder: Path) -> None:
    HERE[:] = [folder]


def square(number: int) -> int:
    return number * number


def dies_at_three(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGTERM)
    return number * number


def dies_once(number: int) -> int:
    mark = HERE[0] / str(number)
    if number in (2, 5) and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGTERM)
    return number * number


def pages_asked_for(_: int) -> int:
    """Return how many pages of memory are asked for again when ten arrays come and go, five times over."""
    usage, begun = import_module("resource"), 0
    for turn in range(7):
        if turn == 2:
            begun = usage.getrusage(usage.RUSAGE_SELF).ru_minflt
        arrays = [np.ones(2**18) for _ in range(10)]
        arrays.clear()
    return int(usage.getrusage(usage.RUSAGE_SELF).ru_minflt) - begun


def fails(number: int) -> int:
    raise ValueError(f"no {number}")


def each(
    work: Callable[[int], Any], folder: Path, count: int, tasks: Sequence[int]
) -> Generator[tuple[int, Any], None, None]:
    with Workers(count) as workers:
        yield from workers.results(Job(work, prepare, (folder,)), tasks)


@pytest.mark.parametrize("count", [1, 2])
def test_every_task_is_answered(count: int, tmp_path: Path) -> None:
    found = dict(each(square, tmp_path, count, range(1, 8)))
    assert found == {number: number**2 for number in range(1, 8)}


def test_a_worker_that_dies_costs_its_own_task_only(tmp_path: Path) -> None:
    found = dict(each(dies_at_three, tmp_path, 2, range(1, 8)))
    assert isinstance(found.pop(3), Died)
    assert found == {number: number**2 for number in (1, 2, 4, 5, 6, 7)}


def test_a_worker_that_dies_once_costs_nothing(tmp_path: Path) -> None:
    found = dict(each(dies_once, tmp_path, 2, range(1, 8)))
    assert found == {number: number**2 for number in range(1, 8)}


@pytest.mark.parametrize("count", [1, 2])
def test_an_error_is_an_error(count: int, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no 1"):
        list(each(fails, tmp_path, count, [1, 1]))


def test_closing_ends_the_workers(tmp_path: Path) -> None:
    before = set(multiprocessing.active_children())
    going = each(square, tmp_path, 2, range(100))
    next(going)
    going.close()
    assert not set(multiprocessing.active_children()) - before


def test_threads_of_the_parent_are_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.delenv("MKL_NUM_THREADS", raising=False)
    list(each(square, tmp_path, 2, [1, 2]))
    assert os.environ["OMP_NUM_THREADS"] == "7"
    assert "MKL_NUM_THREADS" not in os.environ


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the word for it is that of the GNU C library")
def test_what_a_run_frees_is_kept_for_the_next(tmp_path: Path) -> None:
    [(_, pages)] = each(pages_asked_for, tmp_path, 1, [1])
    assert isinstance(pages, int)
    assert pages < 1000  # ten arrays of 2 MB, five times: 25,600 pages of 4 KB


# --- one pool for batches of tasks, and every death


def process_of(_: int) -> tuple[int, str]:
    return os.getpid(), HERE[0].name


def test_workers_live_on_from_batch_to_batch_with_another_preparation(tmp_path: Path) -> None:
    with Workers(2) as workers:
        batches = [
            dict(workers.results(Job(process_of, prepare, (tmp_path / name,)), range(6))) for name in ("a", "b", "c")
        ]
    processes = [{process for process, _ in batch.values()} for batch in batches]
    assert len(set.union(*processes)) == 2
    assert os.getpid() not in set.union(*processes)
    assert [{name for _, name in batch.values()} for batch in batches] == [{"a"}, {"b"}, {"c"}]


def test_a_batch_that_is_left_early_leaves_nothing_to_the_next(tmp_path: Path) -> None:
    with Workers(2) as workers:
        going = workers.results(Job(square, prepare, (tmp_path,)), range(100))
        next(going)
        going.close()
        assert dict(workers.results(Job(minus, prepare, (tmp_path,)), range(5))) == {n: -n for n in range(5)}


def minus(number: int) -> int:
    return -number


def children() -> set[int]:
    """Return the processes that have been started, also those that are not yet known to have been."""
    lists = [path.read_text(encoding="ascii") for path in Path("/proc/self/task").glob("*/children")]
    known = {child.pid for child in multiprocessing.active_children() if child.pid is not None}
    found = known | {int(word) for text in lists for word in text.split()}
    return {child for child in found if child in known or b"spawn_main" in command_of(child)}


def command_of(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def kill_children(delay: float, times: int) -> None:
    """Kill every worker of this process a moment after it has come, so many times."""
    killed: set[int] = set()
    while len(killed) < times:
        for child in children() - killed:
            time.sleep(delay)
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            killed.add(child)
        time.sleep(0.001)


@pytest.mark.parametrize("delay", [0.0, 0.02, 0.1, 0.3])
def test_a_worker_killed_as_it_starts_costs_nothing(delay: float, tmp_path: Path) -> None:
    """With 2 MB to be told to each worker: more than a pipe holds that nobody reads."""
    killer = threading.Thread(target=kill_children, args=(delay, 3), daemon=True)
    killer.start()
    with Workers(2) as workers:
        found = dict(workers.results(Job(square, takes_much, (b"." * 2_000_000,)), range(1, 8)))
    killer.join(10)
    assert {number: found[number] for number in found if not isinstance(found[number], Died)}.items() <= {
        (number, number**2) for number in range(1, 8)
    }
    assert set(found) == set(range(1, 8))


def takes_much(_: bytes) -> None:
    HERE[:] = []


def test_workers_that_never_get_ready_are_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.study.run.worker_process._serve", os._exit)
    with pytest.raises(NoAnswer, match="no worker process can be had: 8 in a row ended as they started"):
        list(each(square, tmp_path, 2, range(3)))


class Unsendable(Exception):
    """An error that pickle can write and not read."""

    def __init__(self, one: int, other: int) -> None:
        super().__init__(f"{one} and {other}")


def fails_oddly(number: int) -> int:
    raise Unsendable(number, 2)


def test_an_error_that_cannot_be_sent_comes_in_words(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="Unsendable: 1 and 2"):
        list(each(fails_oddly, tmp_path, 2, [1, 1]))


# --- a second process beside this one


def wait_a_little(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def test_a_second_process_does_what_it_is_given_in_turn_and_ends() -> None:
    second = SecondProcess()
    second.give(wait_a_little, 0.1)
    second.give(square, 7)
    assert second.result(lambda: "done here") == 49
    assert not multiprocessing.active_children()


def test_what_a_second_process_was_given_is_done_here_where_it_dies() -> None:
    second = SecondProcess()
    second.give(dies_at_three, 3)
    second.give(square, 7)
    assert second.result(lambda: "done here") == "done here"


def test_an_error_in_a_second_process_is_raised_here() -> None:
    second = SecondProcess()
    second.give(fails, 7)
    with pytest.raises(ValueError, match="no 7"):
        second.result(lambda: "done here")
    assert not multiprocessing.active_children()


def test_a_second_process_is_ended_whatever_it_is_at() -> None:
    second = SecondProcess()
    second.give(wait_a_little, 60.0)
    begun = time.monotonic()
    second.end()
    second.end()
    assert time.monotonic() - begun < 30.0
    assert not multiprocessing.active_children()
