"""Who lies in which numbered place at each moment of a span of days, and why: rebuilt from the raw events of a run.

Places are numbered as in the event log: each newcomer gets the smallest free number of the setting. Moments are whole
minutes since midnight of the first day shown; a minute stands for all that has happened up to it.
"""

import heapq
from dataclasses import dataclass, field
from math import ceil
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.demand.demand import Demand
from sim.description.delay_reasons import REASONS
from sim.outcome import Kind
from sim.study.kinds.animation_ways import Ways
from sim.study.kinds.log_state import State
from sim.tables.tables import NO_REASON, Tables

MINUTES = 24 * 60
IN_CARE, GETTING_READY, BLOCKED, WAITING_FOR_WARD = "in_care", "getting_ready", "blocked", "waiting_for_ward"
STATES = (IN_CARE, GETTING_READY, BLOCKED, WAITING_FOR_WARD)
"""What somebody in a place does: is cared for; is ready and gets ready to go, which is no delay; is ready and delayed,
and blocks the place; waits in it for a place in the next ward."""
OUTSIDE, DIED, AT_THE_DOOR = "outside", "died", "at_the_door"
CAPACITY, USED, WAITING = "capacity", "used", "waiting"


class Stay(NamedTuple):
    """A numbered place held by one person in one state, from one minute up to another."""

    setting: str
    place: int
    person: int
    from_minute: int
    to_minute: int
    state: str
    reason: str
    waits_for: str


class Move(NamedTuple):
    """One person from one setting to another; the number of a place is 0 where it has none."""

    minute: int
    person: int
    from_setting: str
    from_place: int
    to_setting: str
    to_place: int


Series = tuple[str, str, str]
"""A measure (capacity, used, waiting), the setting, and where those who wait for it are (empty for the others)."""
Held = tuple[int, int]
"""A setting and the number of a place in it."""


class _Begun(NamedTuple):
    """The state that somebody in a place is in: since when, what it is, its reason, and what is waited for."""

    minute: int
    state: str
    reason: str
    waits_for: str


@dataclass
class Record(State):
    """Stays, moves and counts of the days shown; everybody is followed from the first event on."""

    from_day: float = 0.0
    to_day: float = 0.0
    ways: Ways = field(init=False)
    stays: list[Stay] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    counts: dict[Series, list[tuple[int, float]]] = field(default_factory=dict)
    """Values of each series, each with the minute from which it holds."""
    first_steps: dict[int, int] = field(default_factory=dict)
    _held: dict[int, Held] = field(default_factory=dict)
    _begun: dict[int, _Begun] = field(default_factory=dict)
    _left: dict[int, Held] = field(default_factory=dict)
    """What somebody who is between two settings has left, by person."""
    _free: dict[int, list[int]] = field(default_factory=dict)
    _highest: dict[int, int] = field(default_factory=dict)
    _waiting: dict[tuple[int, int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with nobody on the way out."""
        self.ways = Ways(self.tables, self.first_steps)

    @classmethod
    def of(cls, tables: Tables, demand: Demand, from_day: float, to_day: float) -> "Record":
        """Return the record of a run before its first event, for the days from one up to another."""
        persons = demand.needs.person[demand.delayed.row].tolist()
        steps = dict(zip(persons, demand.delayed.step.tolist(), strict=True))
        record = cls(tables, demand.needs.rows["need"], from_day=from_day, to_day=to_day, first_steps=steps)
        for setting in np.flatnonzero(tables.limited).tolist():
            record._note(0.0, CAPACITY, setting, "", float(tables.capacity[setting]))
        return record

    def take(self, events: NDArray[np.void]) -> None:
        """Follow the next raw events; what lies after the days shown is left out."""
        self.follow(events[: int(np.searchsorted(events["day"], self.to_day, side="right"))])

    def end(self) -> None:
        """End the stays under way with the days shown."""
        for person in list(self._begun):
            self._ends(person, self.to_day)

    def follow(self, events: NDArray[np.void]) -> "Record":
        """Update the state by some rows of the log, and write down what changes."""
        for day, kind, person, need, setting, detail in events.tolist():
            if kind == Kind.CAPACITY:
                self.capacity[setting] = detail
                self._note(day, CAPACITY, setting, "", detail)
            else:
                self._at(day, Kind(kind), person, need, setting, detail)
        return self

    def _at(self, day: float, kind: Kind, person: int, need: int, setting: int, detail: float) -> None:
        """Take in one event of a person."""
        before, waited = self._amounts(person, setting), self._wait(person)
        self._happens(day, kind, person, need, setting, detail)
        self.ways.follow(kind, person, self.people.get(person), setting, detail)
        for resource, amount in before.items():
            if self.used.get(resource, 0.0) != amount:
                self._note(day, USED, resource, "", self.used[resource])
        self._waits(day, waited, self._wait(person))
        if kind in (Kind.LEAVE, Kind.DIE):
            self._goes(day, person, setting, DIED if kind == Kind.DIE else OUTSIDE if detail < 0 else "")
        elif kind in (Kind.START, Kind.ENTER):
            self._comes(day, person, setting, first=kind == Kind.START)
        if person in self._held:
            self._is(day, person)

    # --- places

    def _goes(self, day: float, person: int, setting: int, target: str) -> None:
        number = 0
        if person in self._held:
            self._ends(person, day)
            setting, number = self._held.pop(person)
            heapq.heappush(self._free.setdefault(setting, []), number)
        self._left[person] = setting, number
        if target:
            self._moved(day, person, target, 0)

    def _comes(self, day: float, person: int, setting: int, *, first: bool) -> None:
        number = 0
        if not self.tables.is_residence[setting]:
            free = self._free.setdefault(setting, [])
            number = heapq.heappop(free) if free else self._highest.get(setting, 0) + 1
            self._highest[setting] = max(number, self._highest.get(setting, 0))
            self._held[person] = setting, number
        if not first:
            self._moved(day, person, self.tables.setting_names[setting], number)

    def _moved(self, day: float, person: int, target: str, number: int) -> None:
        setting, left = self._left.pop(person, (-1, 0))
        source = self.tables.setting_names[setting] if setting >= 0 else OUTSIDE
        if self.from_day < day <= self.to_day and source != target:
            self.moves.append(Move(self._minute(day), person, source, left, target, number))

    def _is(self, day: float, person: int) -> None:
        """Begin another stay where the state of somebody in a place has changed."""
        now = self._state(person)
        if person in self._begun:
            if self._begun[person][1:] == now:
                return
            self._ends(person, day)
        self._begun[person] = _Begun(self._minute(day), *now)

    def _state(self, person: int) -> tuple[str, str, str]:
        """Return the state of somebody in a place, its reason, and what is waited for."""
        known, reason = self.people[person], self.ways.reason(person)
        what = known.wait[0] if known.wait else known.team
        waits_for = self.name(what) if what >= 0 else ""
        if reason != NO_REASON:
            return BLOCKED, REASONS[reason], waits_for
        if self.ways.is_ready(person):
            return GETTING_READY, "", waits_for
        return (WAITING_FOR_WARD if known.wait else IN_CARE), "", waits_for

    def _ends(self, person: int, day: float) -> None:
        begun, end = self._begun.pop(person), self._minute(day)
        if end > begun.minute:
            setting, number = self._held[person]
            name = self.tables.setting_names[setting]
            self.stays.append(Stay(name, number, person, begun.minute, end, *begun[1:]))

    # --- counts

    def _amounts(self, person: int, setting: int) -> dict[int, float]:
        """Return what is used of all that an event of a person may change."""
        known = self.people.get(person)
        concerned = {setting}
        if known is not None:
            concerned |= {known.place, known.residence, known.team}
            concerned |= {known.reserved[0]} if known.reserved else set()
        return {resource: self.used.get(resource, 0.0) for resource in concerned if resource >= 0}

    def _wait(self, person: int) -> tuple[int, int] | None:
        """Return what somebody waits for, and where they are (-1: at the door)."""
        known = self.people.get(person)
        return None if known is None or known.wait is None else (known.wait[0], known.place)

    def _waits(self, day: float, before: tuple[int, int] | None, now: tuple[int, int] | None) -> None:
        if before == now:
            return
        for wait, change in ((before, -1), (now, 1)):
            if wait is not None:
                self._waiting[wait] = self._waiting.get(wait, 0) + change
                where = AT_THE_DOOR if wait[1] < 0 else self.tables.setting_names[wait[1]]
                self._note(day, WAITING, wait[0], where, float(self._waiting[wait]))

    def _note(self, day: float, measure: str, setting: int, where: str, value: float) -> None:
        """Write down the value of a series from a day on; of one minute the last value counts."""
        values = self.counts.setdefault((measure, self.name(setting), where), [])
        minute = self._minute(day)
        if values and values[-1][0] == minute:
            values.pop()
        if not values or values[-1][1] != value:
            values.append((minute, value))

    def _minute(self, day: float) -> int:
        return max(0, ceil((day - self.from_day) * MINUTES))
