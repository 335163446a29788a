"""Work in processes: order, deaths, and the end of it."""

import multiprocessing
import os
import platform
import signal
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from sim.study.run.workers import Died, Workers

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


@pytest.mark.parametrize("count", [1, 2])
def test_every_task_is_answered(count: int, tmp_path: Path) -> None:
    found = dict(Workers(square, prepare, (tmp_path,), count).each(range(1, 8)))
    assert found == {number: number**2 for number in range(1, 8)}


def test_a_worker_that_dies_costs_its_own_task_only(tmp_path: Path) -> None:
    found = dict(Workers(dies_at_three, prepare, (tmp_path,), 2).each(range(1, 8)))
    assert isinstance(found.pop(3), Died)
    assert found == {number: number**2 for number in (1, 2, 4, 5, 6, 7)}


def test_a_worker_that_dies_once_costs_nothing(tmp_path: Path) -> None:
    found = dict(Workers(dies_once, prepare, (tmp_path,), 2).each(range(1, 8)))
    assert found == {number: number**2 for number in range(1, 8)}


@pytest.mark.parametrize("count", [1, 2])
def test_an_error_is_an_error(count: int, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no 1"):
        list(Workers(fails, prepare, (tmp_path,), count).each([1, 1]))


def test_closing_ends_the_workers(tmp_path: Path) -> None:
    before = set(multiprocessing.active_children())
    going = Workers(square, prepare, (tmp_path,), 2).each(range(100))
    next(going)
    going.close()
    assert not set(multiprocessing.active_children()) - before


def test_threads_of_the_parent_are_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.delenv("MKL_NUM_THREADS", raising=False)
    list(Workers(square, prepare, (tmp_path,), 2).each([1, 2]))
    assert os.environ["OMP_NUM_THREADS"] == "7"
    assert "MKL_NUM_THREADS" not in os.environ


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the word for it is that of the GNU C library")
def test_what_a_run_frees_is_kept_for_the_next(tmp_path: Path) -> None:
    [(_, pages)] = Workers(pages_asked_for, prepare, (tmp_path,), 1).each([1])
    assert isinstance(pages, int)
    assert pages < 1000  # ten arrays of 2 MB, five times: 25,600 pages of 4 KB
