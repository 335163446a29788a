"""Keeping the state of a run in memory, and taking it up under other tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.demand import Demand
from sim.engine.compiled.layout import ENDED, known, parameters
from sim.engine.compiled.memory import Held
from sim.engine.compiled.spare import copied_rows
from sim.outcome import Rank
from sim.tables.tables import Tables

NEVER_CHANGES = ("known_day", "known_order", "known_index")
"""Arrays of a state that a run only reads."""


@dataclass(frozen=True)
class Kept:
    """A state, the event log up to then, and what was certain beforehand."""

    state: Held
    logged: NDArray[np.void]
    change_day: NDArray[np.float64]
    snapshot_days: tuple[float, ...]


def keep(state: Held, logged: NDArray[np.void], tables: Tables, snapshot_days: Sequence[float]) -> Kept:
    """Return a copy of the state and the log as they are now, in a run under these tables."""
    return Kept(_copy(state), logged.copy(), tables.change_day, tuple(snapshot_days))


def take_up(
    kept: Kept, tables: Tables, demand: Demand, snapshot_days: Sequence[float]
) -> tuple[Held, NDArray[np.void]]:
    """Return a state and a log that go on from what was kept, under these tables."""
    state = _copy(kept.state)
    if kept.snapshot_days != tuple(snapshot_days):
        _put_known(state, known(tables, demand, snapshot_days))
    elif not np.array_equal(kept.change_day, tables.change_day):
        _put_known(state, with_changes({name: state.arrays[name] for name in NEVER_CHANGES}, tables.change_day))
    state.inner[0] = parameters(tables)
    state.point("parameters", state.inner[0])
    state.put("levers", len(tables.intervention_names))
    state.put("until", demand.to_day)
    return state, kept.logged.copy()


def with_changes(columns: Mapping[str, NDArray[Any]], change_day: NDArray[np.float64]) -> dict[str, NDArray[Any]]:
    """Return what is certain beforehand (see `known`) with changes of capacity on other days: the rest is in order."""
    others = columns["known_order"] >> 32 != Rank.CAPACITY
    day, order, index = (columns[name][others] for name in NEVER_CHANGES)
    ends = day[order >> 32 == Rank.PERIOD_ENDS]  # all that comes before a change at the same instant
    at_once = np.searchsorted(ends, change_day, side="right") - np.searchsorted(ends, change_day)
    at = np.searchsorted(day, change_day) + at_once
    inserted: tuple[Any, ...] = change_day, (int(Rank.CAPACITY) << 32) + 1, np.arange(len(change_day))
    return {
        name: np.insert(column, at, values)
        for name, column, values in zip(NEVER_CHANGES, (day, order, index), inserted, strict=True)
    }


def _put_known(state: Held, columns: Mapping[str, NDArray[Any]]) -> None:
    """Put what is certain beforehand into a state, in which some of it is past."""
    passed = state.get("known")
    for name, column in columns.items():
        if not np.array_equal(column[:passed], state.arrays[name][:passed]):
            raise ValueError(f"{name}: other events before the checkpoint")
        state.put(name, column)


def _copy(state: Held) -> Held:
    """Return a copy in memory of its own, but for what a run only reads: parameters and demand."""
    ended = {name: copied_rows(state.arrays[name], state.get(count)) for name, count in ENDED.items()}
    copied = state.copy(shared=NEVER_CHANGES, given=ended)
    for name, place in (("counts", 1), ("snapshots", 3)):
        copied.inner[place] = state.inner[place].copy()
        copied.point(name, copied.inner[place])
    return copied
