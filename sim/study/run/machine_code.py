"""Machine code made before the first study, in a process of its own: no other compiles, nor needs the memory for it."""

import multiprocessing
import signal
from contextlib import suppress

import numpy as np
from numpy.typing import NDArray

import sim
from sim.demand.sample import draw
from sim.description.read import read_system
from sim.engine.engines import can_keep, is_compiled, run
from sim.measures.replay import Replay, begin, replay
from sim.study.run.worker_process import bare
from sim.tables.build import build

ROWS = 1000
"""Rows of the event log that are made at most."""
SMALL, DAYS = "orkney_islands", 3.0
"""A partnership with few people, and a run of a few days: they need the same machine code as any."""


def is_to_be_compiled(engine: str) -> bool:
    """Return whether an engine is compiled at its first run on this computer, and that run is still to come."""
    return engine == "compiled" and not is_compiled()


def compile_engine() -> None:
    """Make the machine code of the engine in another process; where it cannot be kept, each makes what it needs."""
    if not can_keep():
        return
    process = multiprocessing.get_context("spawn").Process(target=_compile, daemon=True)
    with suppress(OSError), bare():
        process.start()
    if process.pid is None:
        return
    try:
        process.join()
    finally:
        process.kill()
        process.join()


def _compile() -> None:
    """Run a few days of a partnership and replay its events; an error comes again where the engine is used."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(Exception):
        description = read_system([sim.shipped() / "scenarios"], SMALL)
        tables = build(description)
        demand = draw(description, tables, 1, 1, DAYS)
        state = begin(demand, tables, ROWS)
        run(tables, demand, 0.0, "compiled", lambda events: _replay(state, events), [1.0])


def _replay(state: Replay, events: NDArray[np.void]) -> None:
    replay(state, events, 0)
