"""Machine code made before the first study: where it cannot be, nothing is said and the study compiles itself."""

import multiprocessing
import signal

import pytest

from sim.measures import replay
from sim.study.run import machine_code


def test_without_another_process_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: object) -> None:
        raise OSError("no process can be had")

    monkeypatch.setattr(multiprocessing.get_context("spawn").Process, "start", fails)
    machine_code.compile_engine()


def test_code_that_cannot_be_kept_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_code, "can_keep", lambda: False)
    monkeypatch.setattr(multiprocessing, "get_context", lambda _: pytest.fail("a process was started"))
    machine_code.compile_engine()


def test_what_is_compiled_is_what_a_run_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    """It runs the engine and replays events: an error is left to where the engine is used."""
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    seen: list[int] = []
    replayed = replay.replay
    monkeypatch.setattr(machine_code, "replay", lambda *given: seen.append(replayed(*given)))
    machine_code._compile()
    assert sum(seen) > 0
    monkeypatch.delattr(machine_code, "read_system")
    machine_code._compile()
