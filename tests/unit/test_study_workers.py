"""Work in processes: order, deaths, and the end of it."""

import multiprocessing
import os
import signal
from pathlib import Path

import pytest

from sim.study.workers import Died, Workers

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
