"""The event log as others read it: columns for process mining (XES) and for animation (vidigi), one row per event.

A case is one journey, not one person: it begins with a need that leads somewhere, or with a wait or a bed of someone
who is already under way, and ends when the person is back at a residence, outside, or dead. Beds are numbered by
replaying who comes and goes: each newcomer gets the smallest free number of the setting. Time in days since the start.
"""

from dataclasses import dataclass, field
from heapq import heappop, heappush

import numpy as np
import pandas as pd

from sim.demand.demand import Demand
from sim.outcome import Kind, Outcome
from sim.tables.tables import Tables

LIFECYCLE = {
    "queue": "schedule",
    "resource_use": "start",
    "resource_use_end": "complete",
    "arrival_departure": "complete",
}
COLUMNS = {
    "run_number": "int64",
    "entity_id": "int64",
    "person_id": "int64",
    "pathway": "string",
    "event_type": "string",
    "event": "string",
    "time": "float64",
    "resource_id": "Int64",
    "timestamp": "datetime64[us]",
    "case:concept:name": "string",
    "concept:name": "string",
    "time:timestamp": "datetime64[us]",
    "lifecycle:transition": "string",
    "org:resource": "string",
}
UNDER_WAY, FROM_HOME = "under_way_at_start", "from_home"
"""Pathways of journeys that begin without a need: on day 0, or with a wait at home."""
_NOWHERE = -1


def event_log(outcome: Outcome, demand: Demand, tables: Tables, run_number: int) -> pd.DataFrame:
    """Return the log of one run; `outcome` must have been run with its raw log kept.

    Sorted by run number and time; events of one instant stand in the order in which they happened.
    """
    replay = _Replay(tables, demand.needs.need.tolist())
    for day, kind, person, need, setting, detail in outcome.events.tolist():
        replay.happens(day, Kind(kind), person, need, setting, int(detail))
    columns = ("entity_id", "person_id", "pathway", "event_type", "event", "time", "resource_id", "name")
    table = pd.DataFrame(replay.rows, columns=list(columns)).sort_values("time", kind="stable", ignore_index=True)
    return _dressed(table, tables, run_number)


def _dressed(table: pd.DataFrame, tables: Tables, run_number: int) -> pd.DataFrame:
    """Add the columns that follow from the others, and give each its type."""
    seconds = (table["time"].to_numpy(dtype=np.float64) * 86_400e6).round().astype("timedelta64[us]")
    table["run_number"] = run_number
    table["timestamp"] = np.datetime64(tables.start_date, "us") + seconds
    table["time:timestamp"] = table["timestamp"]
    table["case:concept:name"] = [f"{run_number}-{case}" for case in table["entity_id"]]
    table["concept:name"] = [event.removesuffix("_end") for event in table["event"]]
    table["lifecycle:transition"] = table["event_type"].map(LIFECYCLE)
    pairs = zip(table["name"], table["resource_id"], strict=True)
    table["org:resource"] = [f"{name} {int(number)}" if name else "" for name, number in pairs]
    return table[list(COLUMNS)].astype(COLUMNS)


@dataclass
class _Replay:
    """People on their journeys and the places they hold, event by event."""

    tables: Tables
    need_of_row: list[int]
    rows: list[tuple[int, int, str, str, str, float, int | None, str]] = field(default_factory=list)
    journeys: int = 0
    journey: dict[int, tuple[int, str]] = field(default_factory=dict)
    place: dict[int, int] = field(default_factory=dict)
    held: dict[tuple[int, int], int] = field(default_factory=dict)
    team: dict[int, int] = field(default_factory=dict)
    free: dict[int, list[int]] = field(default_factory=dict)
    highest: dict[int, int] = field(default_factory=dict)

    def happens(self, day: float, kind: Kind, person: int, need: int, setting: int, detail: int) -> None:
        """Take in one raw event."""
        match kind:
            case Kind.NEED if self._leads_on(need, detail):
                self._departs(day, person)
                self._sets_out(day, person, self.tables.need_names[self.need_of_row[need]])
            case Kind.START | Kind.ENTER:
                self._arrives(day, person, setting)
            case Kind.READY if not self._at_residence(person):
                self._tell(day, person, "queue", "ready_to_leave")
            case Kind.WAIT:
                if self.tables.limited[setting]:
                    self._begun(day, person)
                self._tell(day, person, "queue", f"waiting_for_{self._name(setting)}")
            case Kind.OFFERED if setting >= len(self.tables.setting_names):
                self.team[person] = setting
                self._takes(day, person, setting)
            case Kind.PROCESS_ENDS | Kind.DECLINE:
                self._lets_go_of_team(day, person)
            case Kind.LEAVE:
                self._leaves(day, person, setting, detail)
            case Kind.DIE:
                self._leaves(day, person, setting, _NOWHERE)
            case Kind.WITHDRAW | Kind.TURNED_AWAY if self._at_residence(person):
                self._departs(day, person)

    def _leads_on(self, need: int, response: int) -> bool:
        kind = self.need_of_row[need] if need >= 0 else _NOWHERE
        return kind >= 0 and bool(
            self.tables.response_pathway[response] >= 0 or self.tables.path[kind, response, 0] >= 0
        )

    def _at_residence(self, person: int) -> bool:
        place = self.place.get(person, _NOWHERE)
        return place < 0 or bool(self.tables.is_residence[place])

    def _name(self, setting: int) -> str:
        return (*self.tables.setting_names, *self.tables.team_names)[setting]

    def _tell(
        self, day: float, person: int, event_type: str, event: str, number: int | None = None, of: str = ""
    ) -> None:
        if person in self.journey:
            identity, pathway = self.journey[person]
            self.rows.append((identity, person, pathway, event_type, event, day, number, of))

    def _sets_out(self, day: float, person: int, pathway: str) -> None:
        self.journeys += 1
        self.journey[person] = (self.journeys, pathway)
        self._tell(day, person, "arrival_departure", "arrival")

    def _begun(self, day: float, person: int) -> None:
        """Make sure that a journey is under way."""
        if person not in self.journey:
            self._sets_out(day, person, FROM_HOME if day > 0 else UNDER_WAY)

    def _departs(self, day: float, person: int) -> None:
        self._lets_go_of_team(day, person)
        self._tell(day, person, "arrival_departure", "depart")
        self.journey.pop(person, None)

    def _arrives(self, day: float, person: int, setting: int) -> None:
        self.place[person] = setting
        if self._at_residence(person):
            self._departs(day, person)
        else:
            self._begun(day, person)
            self._takes(day, person, setting)

    def _leaves(self, day: float, person: int, setting: int, target: int) -> None:
        self._lets_go_of_team(day, person)
        self._gives_up(day, person, setting)
        self.place[person] = _NOWHERE
        if target < 0:
            self._departs(day, person)

    def _lets_go_of_team(self, day: float, person: int) -> None:
        if person in self.team:
            self._gives_up(day, person, self.team.pop(person))

    def _takes(self, day: float, person: int, setting: int) -> None:
        """Give the person the smallest free number of a setting or team."""
        free = self.free.setdefault(setting, [])
        if not free:
            self.highest[setting] = self.highest.get(setting, 0) + 1
            heappush(free, self.highest[setting])
        self.held[person, setting] = heappop(free)
        self._tell(day, person, "resource_use", self._name(setting), self.held[person, setting], self._name(setting))

    def _gives_up(self, day: float, person: int, setting: int) -> None:
        number = self.held.pop((person, setting), None)
        if number is not None:
            heappush(self.free.setdefault(setting, []), number)
            name = self._name(setting)
            self._tell(day, person, "resource_use_end", f"{name}_end", number, name)
