"""The state of a run, rebuilt from its event log: who is where, who waits for what, what is used of each setting."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.outcome import Kind
from sim.tables.tables import Tables

SHOWN = 5
"""Waiting people named of one setting."""
Held = tuple[int, float]
"""A setting (or team) and the amount of it: places, or hours a week."""


@dataclass
class Known:
    """State of one person by the log: where, what is held, and what is waited for since when."""

    place: int = -1
    since: float = 0.0
    residence: int = -1
    keeps: bool = False
    hours: float = 0.0
    reserved: Held | None = None
    team: int = -1
    wait: Held | None = None
    wait_since: float = 0.0
    pathway: int = -1


@dataclass
class State:
    """Everybody and every setting, followed row by row through a log."""

    tables: Tables
    need_of_row: NDArray[np.int64]
    people: dict[int, Known] = field(default_factory=dict)
    used: dict[int, float] = field(default_factory=dict)
    capacity: dict[int, float] = field(default_factory=dict)

    def follow(self, events: NDArray[np.void]) -> "State":
        """Update the state by some rows of the log."""
        for day, kind, person, need, setting, detail in events.tolist():
            if kind == Kind.CAPACITY:
                self.capacity[setting] = detail
            else:
                self._happens(day, Kind(kind), person, need, setting, detail)
        return self

    def _happens(self, day: float, kind: Kind, person: int, need: int, setting: int, detail: float) -> None:
        known = self.people.setdefault(person, Known())
        match kind:
            case Kind.START:
                self._starts(known, day, setting, detail)
            case Kind.NEED if self._leads_on(need, int(detail)):
                self._drops(known)
            case Kind.READY:
                known.pathway = int(detail)
            case Kind.WAIT:
                known.wait, known.wait_since = (setting, detail), day
            case Kind.OFFERED:
                self._is_offered(known, setting, detail)
            case Kind.PROCESS_ENDS:
                self._frees_team(known)
            case Kind.ENTER:
                self._enters(known, day, setting)
            case Kind.REVIEW if detail > 0:
                self._use(setting, detail - known.hours)
                known.hours = detail
            case Kind.HOLD_EXPIRES:
                self._gives_up(known, setting, detail)
            case Kind.WITHDRAW | Kind.DECLINE:
                self._drops(known)
            case Kind.LEAVE:
                self._leaves(person, known, setting, gone=detail < 0)
            case Kind.DIE:
                self._drops(known)
                self._leaves(person, known, setting, gone=True)

    def _leads_on(self, need: int, response: int) -> bool:
        kind = int(self.need_of_row[need])
        return bool(self.tables.response_pathway[response] >= 0 or self.tables.path[kind, response, 0] >= 0)

    def _use(self, setting: int, amount: float) -> None:
        self.used[setting] = self.used.get(setting, 0.0) + amount

    def _starts(self, known: Known, day: float, setting: int, hours: float) -> None:
        known.place, known.since = setting, day
        if self.tables.is_residence[setting]:
            known.residence, known.keeps, known.hours = setting, True, hours
        self._use(setting, self._at_home(known) if self.tables.is_residence[setting] else 1.0)

    def _at_home(self, known: Known) -> float:
        """Return what is used of the residence."""
        return known.hours if self.tables.takes_hours[known.residence] else 1.0

    def _is_offered(self, known: Known, setting: int, amount: float) -> None:
        known.wait = None
        self._use(setting, amount)
        if setting >= len(self.tables.setting_names):
            known.team = setting
        else:
            known.reserved = (setting, amount)

    def _frees_team(self, known: Known) -> None:
        if known.team >= 0:
            self._use(known.team, -1.0)
        known.team = -1

    def _drops(self, known: Known) -> None:
        """Stop waiting, and give back a team and a place reserved."""
        self._frees_team(known)
        if known.reserved:
            self._use(known.reserved[0], -known.reserved[1])
        known.wait, known.reserved, known.pathway = None, None, -1

    def _gives_up(self, known: Known, residence: int, held: float) -> None:
        self._use(residence, -held)
        known.keeps = False
        if known.wait and known.wait[0] == residence:
            known.wait = (residence, known.wait[1] + held)
        elif known.reserved and known.reserved[0] == residence:
            self._drops(known)

    def _leaves(self, person: int, known: Known, setting: int, *, gone: bool) -> None:
        if setting >= 0 and not self.tables.is_residence[setting]:
            self._use(setting, -1.0)
        known.place = -1
        if gone:
            self._leaves_home(known)
            del self.people[person]

    def _leaves_home(self, known: Known) -> None:
        if known.keeps and known.residence >= 0:
            self._use(known.residence, -self._at_home(known))
        known.keeps = False

    def _enters(self, known: Known, day: float, setting: int) -> None:
        if self.tables.is_residence[setting]:
            more = known.reserved[1] if known.reserved and self.tables.takes_hours[setting] else 0.0
            if known.residence == setting and known.keeps:
                known.hours += more
            else:
                self._leaves_home(known)
                known.residence, known.keeps, known.hours = setting, True, more
                self._use(setting, 0.0 if known.reserved else 1.0)
            known.pathway = -1
        known.place, known.since, known.reserved = setting, day, None

    # --- in words

    def lines(self, people: Iterable[int], settings: Iterable[int]) -> list[str]:
        """Return the state of some people and settings, a line for each."""
        lines = [self._person(number) for number in sorted(set(people)) if number >= 0]
        return lines + [self._setting(number) for number in sorted(set(settings)) if number >= 0]

    def name(self, setting: int) -> str:
        """Return the name of a setting or team."""
        return (*self.tables.setting_names, *self.tables.team_names)[setting] if setting >= 0 else "outside"

    def _person(self, number: int) -> str:
        if number not in self.people:
            return f"person {number}: not in the model"
        known = self.people[number]
        phrases = [
            f"in {self.name(known.place)} since day {known.since!r}" if known.place >= 0 else "outside, or on the way"
        ]
        if known.residence >= 0 and known.residence != known.place:
            phrases.append(f"lives in {self.name(known.residence)}{'' if known.keeps else ', given up'}")
        if known.pathway >= 0:
            phrases.append(f"on the pathway {self.tables.pathway_names[known.pathway]}")
        if known.team >= 0:
            phrases.append(f"with {self.name(known.team)}")
        if known.wait:
            phrases.append(f"waits for {self.name(known.wait[0])} since day {known.wait_since!r} ({known.wait[1]:g})")
        if known.reserved:
            phrases.append(f"has been offered {self.name(known.reserved[0])} ({known.reserved[1]:g})")
        return f"person {number}: {'; '.join(phrases)}"

    def waiting(self, setting: int) -> list[int]:
        """Return who waits for a setting, longest wait first."""
        waits = [
            (known.wait_since, person)
            for person, known in self.people.items()
            if known.wait and known.wait[0] == setting
        ]
        return [person for _, person in sorted(waits)]

    def _setting(self, number: int) -> str:
        used, present = self.used.get(number, 0.0), sum(known.place == number for known in self.people.values())
        limit = self.capacity.get(number, float(self.tables.capacity[number]))
        of = f" of {limit:g}" if self.tables.limited[number] else ""
        waiting = self.waiting(number)
        first = ", ".join(f"{person} since day {self.people[person].wait_since!r}" for person in waiting[:SHOWN])
        more = f" and {len(waiting) - SHOWN} more" if len(waiting) > SHOWN else ""
        queue = f"{len(waiting)} waiting (person {first}{more})" if waiting else "nobody waiting"
        return f"{self.name(number)}: {used:g}{of} used, {present} people there; {queue}"
