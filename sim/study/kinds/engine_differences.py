"""Differences between the two engines: on the same tables and demand, every number and every event must match."""

import copy
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.demand import Demand
from sim.engine.engines import run
from sim.outcome import Kind, Outcome, Snapshots
from sim.study.kinds.log_state import State
from sim.study.run.records import NoAnswer
from sim.tables.tables import Tables

ENGINES = ("simpy", "compiled")
Log = NDArray[np.void]
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
    """The rows of each engine there and around, in the order of ENGINES."""
    before: tuple[str, ...] = ()
    """The state of those concerned before that event, the same in both engines."""
    after: tuple[tuple[str, ...], tuple[str, ...]] = field(default=((), ()))
    """What each engine's event changes in it."""

    def text(self) -> str:
        """Return the difference in lines to read."""
        text_lines = [f"the engines differ first in {self.what} {', '.join(map(str, self.at))}"]
        if self.before:
            text_lines += ["before it, in both:", *(f"  {line}" for line in self.before)]
        for engine, lines, after in zip(ENGINES, self.lines, self.after, strict=True):
            text_lines += [f"{engine}:", *(f"  {line}" for line in lines), *(f"  then {line}" for line in after)]
        return "\n".join(text_lines)


def both(
    tables: Tables, demand: Demand, from_day: float, snapshot_days: Sequence[float] = ()
) -> tuple[Outcome, Outcome]:
    """Return the outcome of each engine, with its event log and its counters at some days.

    Raises
    ------
    NoAnswer
        If an engine fails: which, and how.
    """
    outcomes = []
    for engine in ENGINES:
        try:
            outcomes.append(run(tables, demand, from_day, engine, log=True, snapshot_days=snapshot_days))
        except Exception as error:
            raise NoAnswer(" ".join(f"{engine} fails: {type(error).__name__}: {error}".split())[:300]) from error
    return outcomes[0], outcomes[1]


def first_difference(tables: Tables, demand: Demand, one: Outcome, other: Outcome) -> Difference | None:
    """Return the first event that differs, or else the first counter, to the last bit."""
    difference = _events(tables, demand, one.events, other.events)
    for counter in fields(Outcome):
        if difference is None and counter.name not in ("events", "snapshots"):
            difference = _counter(
                counter.name, np.asarray(getattr(one, counter.name)), np.asarray(getattr(other, counter.name))
            )
    for counter in fields(Snapshots):
        if difference is None:
            name = f"snapshots.{counter.name}"
            difference = _counter(name, getattr(one.snapshots, counter.name), getattr(other.snapshots, counter.name))
    return difference


def _events(tables: Tables, demand: Demand, first: Log, second: Log) -> Difference | None:
    shared = min(len(first), len(second))
    differing = np.flatnonzero(first[:shared] != second[:shared])
    if not len(differing) and len(first) == len(second):
        return None
    at = int(differing[0]) if len(differing) else shared
    before, after = _states(tables, demand, first, second, at)
    return Difference("events", (at,), (_around(tables, first, at), _around(tables, second, at)), before, after)


def _states(
    tables: Tables, demand: Demand, first: Log, second: Log, at: int
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return the state of the people and settings of the differing rows, and what each row changes in it."""
    rows = [log[at] for log in (first, second) if at < len(log)]
    state = State(tables, demand.needs.need).follow(first[:at])
    people = {int(row["person"]) for row in rows}
    settings = {int(row["setting"]) for row in rows} | {int(row["detail"]) for row in rows if row["kind"] == Kind.LEAVE}
    known = [state.people[person] for person in people if person in state.people]
    settings |= {setting for person in known for setting in (person.place, person.wait[0] if person.wait else -1)}
    before = state.lines(people, settings)
    changed = []
    for log in (first, second):
        now = copy.deepcopy(state).follow(log[at : at + 1]).lines(people, settings)
        changed.append(tuple(line for line in now if line not in before))
    return tuple(before), (changed[0], changed[1])


def _around(tables: Tables, events: Log, at: int) -> tuple[str, ...]:
    rows = range(max(at - AROUND, 0), min(at + AROUND + 1, len(events)))
    lines = [f"{'>' if row == at else ' '} {row} {_in_words(tables, events[row].item())}" for row in rows]
    return tuple(lines if at < len(events) else [*lines, f"> {at} the log ends here"])


def _in_words(tables: Tables, event: tuple[Any, ...]) -> str:
    day, number, person, need, setting, detail = event
    kind, places = Kind(number), (*tables.setting_names, *tables.team_names)
    place = places[setting] if 0 <= setting < len(places) else "outside"
    return f"day {day!r} {kind.name} person {person} need {need} {place} {_detail(tables, kind, detail)}"


def _detail(tables: Tables, kind: Kind, detail: float) -> str:
    """Return the name that a detail stands for, or the amount."""
    names: tuple[str, ...] = {
        Kind.NEED: tables.response_names,
        Kind.READY: tables.pathway_names,
        Kind.DECLINE: tables.pathway_names,
        Kind.PROCESS_ENDS: tables.process_names,
        Kind.LEAVE: tables.setting_names,
    }.get(kind, ())
    return f"→ {names[int(detail)]}" if 0 <= detail < len(names) else repr(detail)


def _counter(name: str, first: NDArray[Any], second: NDArray[Any]) -> Difference | None:
    if first.shape != second.shape or first.dtype != second.dtype:
        shapes = ((f"{first.shape} {first.dtype}",), (f"{second.shape} {second.dtype}",))
        return Difference(f"{name}: shape", (), shapes)
    differs = (first != second) & ~((first != first) & (second != second))  # noqa: PLR0124 - not a number is the same as itself
    if not differs.any():
        return None
    at = tuple(int(index[0]) for index in np.nonzero(np.atleast_1d(differs)))
    values = tuple((repr(np.atleast_1d(array)[at].item()),) for array in (first, second))
    return Difference(name, at, (values[0], values[1]))
