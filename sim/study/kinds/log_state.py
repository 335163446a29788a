"""The state of a run as its event log tells it: who is where, who waits for what, and what is used of each setting."""

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
    """What the log tells of one person: where, what is held, and what is waited for since when."""

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
        """Take in some rows."""
        for day, kind, person, need, setting, detail in events.tolist():
            if kind == Kind.CAPACITY:
                self.capacity[setting] = detail
            else:
                self._happens(day, Kind(kind), person, need, setting, detail)
        return self

    def _happens(self, day: float, kind: Kind, person: int, need: int, setting: int, detail: float) -> None:
        one = self.people.setdefault(person, Known())
        match kind:
            case Kind.START:
                self._starts(one, day, setting, detail)
            case Kind.NEED if self._leads_on(need, int(detail)):
                self._drops(one)
            case Kind.READY:
                one.pathway = int(detail)
            case Kind.WAIT:
                one.wait, one.wait_since = (setting, detail), day
            case Kind.OFFERED:
                self._is_offered(one, setting, detail)
            case Kind.PROCESS_ENDS:
                self._frees_team(one)
            case Kind.ENTER:
                self._enters(one, day, setting)
            case Kind.REVIEW if detail > 0:
                self._use(setting, detail - one.hours)
                one.hours = detail
            case Kind.HOLD_EXPIRES:
                self._gives_up(one, setting, detail)
            case Kind.WITHDRAW | Kind.DECLINE:
                self._drops(one)
            case Kind.LEAVE:
                self._leaves(person, one, setting, gone=detail < 0)
            case Kind.DIE:
                self._drops(one)
                self._leaves(person, one, setting, gone=True)

    def _leads_on(self, need: int, response: int) -> bool:
        kind = int(self.need_of_row[need])
        return bool(self.tables.response_pathway[response] >= 0 or self.tables.path[kind, response, 0] >= 0)

    def _use(self, setting: int, amount: float) -> None:
        self.used[setting] = self.used.get(setting, 0.0) + amount

    def _starts(self, one: Known, day: float, setting: int, hours: float) -> None:
        one.place, one.since = setting, day
        if self.tables.is_residence[setting]:
            one.residence, one.keeps, one.hours = setting, True, hours
        self._use(setting, self._at_home(one) if self.tables.is_residence[setting] else 1.0)

    def _at_home(self, one: Known) -> float:
        """Return what is used of the residence."""
        return one.hours if self.tables.takes_hours[one.residence] else 1.0

    def _is_offered(self, one: Known, setting: int, amount: float) -> None:
        one.wait = None
        self._use(setting, amount)
        if setting >= len(self.tables.setting_names):
            one.team = setting
        else:
            one.reserved = (setting, amount)

    def _frees_team(self, one: Known) -> None:
        if one.team >= 0:
            self._use(one.team, -1.0)
        one.team = -1

    def _drops(self, one: Known) -> None:
        """Stop waiting, and give back a team and a place reserved."""
        self._frees_team(one)
        if one.reserved:
            self._use(one.reserved[0], -one.reserved[1])
        one.wait, one.reserved, one.pathway = None, None, -1

    def _gives_up(self, one: Known, residence: int, held: float) -> None:
        self._use(residence, -held)
        one.keeps = False
        if one.wait and one.wait[0] == residence:
            one.wait = (residence, one.wait[1] + held)
        elif one.reserved and one.reserved[0] == residence:
            self._drops(one)

    def _leaves(self, person: int, one: Known, setting: int, *, gone: bool) -> None:
        if setting >= 0 and not self.tables.is_residence[setting]:
            self._use(setting, -1.0)
        one.place = -1
        if gone:
            self._leaves_home(one)
            del self.people[person]

    def _leaves_home(self, one: Known) -> None:
        if one.keeps and one.residence >= 0:
            self._use(one.residence, -self._at_home(one))
        one.keeps = False

    def _enters(self, one: Known, day: float, setting: int) -> None:
        if self.tables.is_residence[setting]:
            more = one.reserved[1] if one.reserved and self.tables.takes_hours[setting] else 0.0
            if one.residence == setting and one.keeps:
                one.hours += more
            else:
                self._leaves_home(one)
                one.residence, one.keeps, one.hours = setting, True, more
                self._use(setting, 0.0 if one.reserved else 1.0)
            one.pathway = -1
        one.place, one.since, one.reserved = setting, day, None

    # --- in words

    def told(self, people: Iterable[int], settings: Iterable[int]) -> list[str]:
        """Say how it stands with some people and settings, a line for each."""
        lines = [self._person(number) for number in sorted(set(people)) if number >= 0]
        return lines + [self._setting(number) for number in sorted(set(settings)) if number >= 0]

    def name(self, setting: int) -> str:
        """Return the name of a setting or team."""
        return (*self.tables.setting_names, *self.tables.team_names)[setting] if setting >= 0 else "outside"

    def _person(self, number: int) -> str:
        if number not in self.people:
            return f"person {number}: not in the model"
        one = self.people[number]
        said = [f"in {self.name(one.place)} since day {one.since!r}" if one.place >= 0 else "outside, or on the way"]
        if one.residence >= 0 and one.residence != one.place:
            said.append(f"lives in {self.name(one.residence)}{'' if one.keeps else ', given up'}")
        if one.pathway >= 0:
            said.append(f"on the pathway {self.tables.pathway_names[one.pathway]}")
        if one.team >= 0:
            said.append(f"with {self.name(one.team)}")
        if one.wait:
            said.append(f"waits for {self.name(one.wait[0])} since day {one.wait_since!r} ({one.wait[1]:g})")
        if one.reserved:
            said.append(f"has been offered {self.name(one.reserved[0])} ({one.reserved[1]:g})")
        return f"person {number}: {'; '.join(said)}"

    def waiting(self, setting: int) -> list[int]:
        """Return who waits for a setting, longest wait first."""
        found = [(one.wait_since, person) for person, one in self.people.items() if one.wait and one.wait[0] == setting]
        return [person for _, person in sorted(found)]

    def _setting(self, number: int) -> str:
        used, here = self.used.get(number, 0.0), sum(one.place == number for one in self.people.values())
        limit = self.capacity.get(number, float(self.tables.capacity[number]))
        of = f" of {limit:g}" if self.tables.limited[number] else ""
        waiting = self.waiting(number)
        first = ", ".join(f"{person} since day {self.people[person].wait_since!r}" for person in waiting[:SHOWN])
        more = f" and {len(waiting) - SHOWN} more" if len(waiting) > SHOWN else ""
        queue = f"{len(waiting)} waiting (person {first}{more})" if waiting else "nobody waiting"
        return f"{self.name(number)}: {used:g}{of} used, {here} people there; {queue}"
