"""Keeping the state of a run in memory, and taking it up under other tables."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.demand.demand import Demand
from sim.engine.compiled.layout import known, parameters
from sim.engine.compiled.memory import Held
from sim.engine.compiled.structs import BOOKS, SMALL_BOOKS
from sim.tables.tables import Tables

NEVER_CHANGES = ("known_day", "known_order", "known_index")
"""Arrays of a state that a run only reads."""


@dataclass(frozen=True)
class Kept:
    """A state, and the event log up to then."""

    state: Held
    logged: NDArray[np.void]


def keep(state: Held, logged: NDArray[np.void]) -> Kept:
    """Return a copy of the state and the log as they are now."""
    return Kept(_copy(state), logged.copy())


def take_up(
    kept: Kept, tables: Tables, demand: Demand, snapshot_days: Sequence[float]
) -> tuple[Held, NDArray[np.void]]:
    """Return a state and a log that go on from what was kept, under these tables."""
    state = _copy(kept.state)
    passed = state.get("known")
    for name, column in known(tables, demand, snapshot_days).items():
        if not np.array_equal(column[:passed], kept.state.arrays[name][:passed]):
            raise ValueError(f"{name}: other events before the checkpoint")
        state.put(name, column)
    state.inner[0] = parameters(tables)
    state.point("parameters", state.inner[0])
    state.put("levers", len(tables.intervention_names))
    state.put("until", demand.to_day)
    return state, kept.logged.copy()


def _copy(state: Held) -> Held:
    """Return a copy in memory of its own, but for what a run only reads: parameters and demand."""
    books = dict.fromkeys((*BOOKS.split(), *SMALL_BOOKS.split()), state.get("needs"))
    copied = state.copy(shared=NEVER_CHANGES, filled={"stays": state.get("stay_count")})
    for name, place in (("counts", 1), ("snapshots", 3)):
        copied.inner[place] = state.inner[place].copy(filled=books)
        copied.point(name, copied.inner[place])
    return copied
