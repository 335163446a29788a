"""Memory that one run leaves to the next: only what nobody holds any more is lent, and a run gets the same from any."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.demand.sample import draw
from sim.description.read import read_system
from sim.engine.compiled import layout, spare
from sim.engine.engines import run
from sim.study.kinds import engine_differences
from sim.tables.build import build
from tests.behaviour.village import SCENARIOS


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> list[NDArray[np.uint8]]:
    kept: list[NDArray[np.uint8]] = []
    monkeypatch.setattr(spare._KEPT, "pieces", kept)
    return kept


def test_memory_is_lent_again_once_nobody_holds_an_array_in_it(nothing_kept: list[NDArray[np.uint8]]) -> None:
    first = spare.full((spare.LEAST, 2), 7, np.int16)
    part = first[10:20]
    place = first.ctypes.data
    del first
    assert not nothing_kept
    assert (part == 7).all()
    del part
    assert len(nothing_kept) == 1
    again = spare.empty(spare.LEAST * 4, np.int8)
    assert again.ctypes.data == place
    assert place % spare.LINE == 0
    assert not nothing_kept


def test_what_a_thread_keeps_is_lent_to_no_other(nothing_kept: list[NDArray[np.uint8]]) -> None:
    def lend_and_free() -> int:
        return spare.empty(spare.LEAST, np.int8).ctypes.data

    with ThreadPoolExecutor(1) as pool:
        place = pool.submit(lend_and_free).result()
        assert not nothing_kept
        assert spare.empty(spare.LEAST, np.int8).ctypes.data != place
        assert pool.submit(lend_and_free).result() == place


def test_only_so_much_memory_is_kept(nothing_kept: list[NDArray[np.uint8]]) -> None:
    arrays = [spare.empty(spare.LEAST, np.int8) for _ in range(spare.MOST + 3)]
    arrays.clear()
    assert len(nothing_kept) == spare.MOST


def test_small_arrays_are_new(nothing_kept: list[NDArray[np.uint8]]) -> None:
    spare.empty(3, np.float64)
    assert not nothing_kept


def test_a_run_is_the_same_whatever_its_memory_held(monkeypatch: pytest.MonkeyPatch) -> None:
    description = read_system([SCENARIOS], "orkney_islands")
    tables = build(description, {})
    demand = draw(description, tables, 1, 1, 200.0)
    outcome = run(tables, demand, 100.0, "compiled", True)

    def filled(shape: int | tuple[int, ...], dtype: np.dtype[np.void]) -> NDArray[np.void]:
        array = np.empty(shape, dtype=dtype)
        array.view(np.uint8)[...] = 0xA5
        return array

    monkeypatch.setattr(layout, "empty", filled)
    again = run(tables, demand, 100.0, "compiled", True)
    assert engine_differences.first_difference(tables, demand, outcome, again) is None


class Demand:
    """Something that runs share."""


def test_memory_is_kept_for_as_long_as_the_demand_lasts(nothing_kept: list[NDArray[np.uint8]]) -> None:
    demand = Demand()
    spare.keep_while(demand)
    spare.empty(spare.LEAST, np.int8)
    assert len(nothing_kept) == 1
    del demand
    assert not nothing_kept
