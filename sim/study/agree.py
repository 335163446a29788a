"""Do the two engines agree? Both run the same tables on the same demand; every number and every event must match."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.contract import Demand
from sim.engine.contract import run
from sim.outcome import Kind, Outcome
from sim.tables.contract import Tables

ENGINES = ("simpy", "compiled")
AROUND = 3
"""Rows shown before and after the first event that differs."""


@dataclass(frozen=True)
class Difference:
    """The first thing in which two engines differ: an event, or where no event does, an element of a counter."""

    what: str
    """`events`, or the name of a counter."""
    at: tuple[int, ...]
    """Number of the row, or the indices of the element."""
    lines: tuple[tuple[str, ...], tuple[str, ...]]
    """What each engine says there and around, in the order of ENGINES."""

    def told(self) -> str:
        """Return the difference in lines to read."""
        said = [f"the engines differ first in {self.what} {', '.join(map(str, self.at))}"]
        for engine, lines in zip(ENGINES, self.lines, strict=True):
            said += [f"{engine}:", *(f"  {line}" for line in lines)]
        return "\n".join(said)


def agree(tables: Tables, demand: Demand, from_day: float) -> Difference | None:
    """Run both engines with their event logs; return the first difference, None where there is none."""
    one, other = (run(tables, demand, from_day, engine, log=True) for engine in ENGINES)
    return first_difference(tables, one, other)


def first_difference(tables: Tables, one: Outcome, other: Outcome) -> Difference | None:
    """Return the first event that differs, or else the first counter, to the last bit."""
    found = _events(tables, one.events, other.events)
    for each in fields(Outcome):
        if found is None and each.name != "events":
            found = _counter(each.name, np.asarray(getattr(one, each.name)), np.asarray(getattr(other, each.name)))
    return found


def _events(tables: Tables, one: NDArray[np.void], other: NDArray[np.void]) -> Difference | None:
    shared = min(len(one), len(other))
    differing = np.flatnonzero(one[:shared] != other[:shared])
    if not len(differing) and len(one) == len(other):
        return None
    at = int(differing[0]) if len(differing) else shared
    return Difference("events", (at,), (_around(tables, one, at), _around(tables, other, at)))


def _around(tables: Tables, events: NDArray[np.void], at: int) -> tuple[str, ...]:
    rows = range(max(at - AROUND, 0), min(at + AROUND + 1, len(events)))
    lines = [f"{'>' if row == at else ' '} {row} {_in_words(tables, events[row].item())}" for row in rows]
    return tuple(lines if at < len(events) else [*lines, f"> {at} the log ends here"])


def _in_words(tables: Tables, event: tuple[Any, ...]) -> str:
    day, kind, person, need, setting, detail = event
    places = (*tables.setting_names, *tables.team_names)
    place = places[setting] if 0 <= setting < len(places) else "outside"
    return f"day {day!r} {Kind(kind).name} person {person} need {need} {place} {detail!r}"


def _counter(name: str, one: NDArray[Any], other: NDArray[Any]) -> Difference | None:
    if one.shape != other.shape or one.dtype != other.dtype:
        shapes = ((f"{one.shape} {one.dtype}",), (f"{other.shape} {other.dtype}",))
        return Difference(f"{name}: shape", (), shapes)
    differs = (one != other) & ~((one != one) & (other != other))  # noqa: PLR0124 - not a number is the same as itself
    if not differs.any():
        return None
    at = tuple(int(index[0]) for index in np.nonzero(np.atleast_1d(differs)))
    values = tuple((repr(np.atleast_1d(array)[at].item()),) for array in (one, other))
    return Difference(name, at, (values[0], values[1]))
