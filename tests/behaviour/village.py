"""The village of ten people with other figures, and a history told by hand: who falls ill when, who dies, who waits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from pathlib import Path

import numpy as np

from sim.demand.demand import Delayed, Demand, InitialOccupancy, Needs, People, Waiting
from sim.demand.random_numbers import stream
from sim.description.consistency import check
from sim.description.read import read_model
from sim.description.system import Description
from sim.engine.engines import run as run_engine
from sim.outcome import Kind, Outcome, conservation_errors
from sim.tables.build import build
from sim.tables.groups import pack
from sim.tables.tables import Tables

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
Event = tuple[float, str, int, str, float]
"""Day, kind, person, setting or team, detail."""


def village(changes: Mapping[str, object] | None = None) -> Description:
    """Return the village with other things under some dotted paths (None: left out), checked like any description."""
    content = read_model([SCENARIOS], "ten_people").model_dump()
    for path, value in (changes or {}).items():
        *above, last = path.split(".")
        inside = content
        for key in above:
            inside = inside[key]
        if value is None:
            del inside[last]
        else:
            inside[last] = value
    changed = Description.model_validate(content)
    errors, _ = check(changed, {"": "village"})
    assert errors == [], errors
    return changed


@dataclass(frozen=True)
class Told:
    """A history: (day, person, need) of each need; days of death, of turning 65, homes by person; who waits already."""

    needs: Sequence[tuple[float, int, str]]
    people: int = 10
    deaths: Mapping[int, float] = field(default_factory=dict)
    enters: Mapping[int, float] = field(default_factory=dict)
    homes: Mapping[int, tuple[str, float]] = field(default_factory=dict)
    """Setting and hours a week of those who do not start in their own home."""
    waiting: Sequence[tuple[int, str, float]] = ()
    """(person, pathway, days waited before day 0) of those who wait at home."""


def demand(told: Told, tables: Tables, to_day: float) -> Demand:
    """Return a told history as an engine reads it: fit people of 80, each with random numbers of their own."""
    count = told.people
    group = np.full(count, pack(0, 1, 2, 0, 0, 0, 0)[0])
    homes = [told.homes.get(one, ("own_home", 0.0)) for one in range(count)]
    people: dict[str, object] = {
        "key": np.arange(count) + 1,
        "age": np.full(count, 80.0),
        "woman": np.ones(count, np.bool_),
        "quintile": np.full(count, 3),
        "dementia_day": np.full(count, inf),
        "alone_day": np.full(count, inf),
        "high_use": np.zeros(count, np.bool_),
        "frail_day": np.full((count, 3), inf),
        "death_day": [told.deaths.get(one, inf) for one in range(count)],
        "enters_day": [told.enters.get(one, 0.0) for one in range(count)],
        "start_setting": [tables.setting_names.index(name) for name, _ in homes],
        "start_hours": [hours for _, hours in homes],
        "start_remaining": np.full(count, inf),
        "start_group": group,
    }
    rows = sorted(told.needs)
    needs: dict[str, object] = {
        "day": [day for day, _, _ in rows],
        "person": [person for _, person, _ in rows],
        "need": [tables.need_names.index(name) for _, _, name in rows],
        "mark": np.zeros(len(rows)),
        "group": np.full(len(rows), pack(0, 1, 2, 0, 0, 0, 0)[0]),
        "key": 1000 + np.arange(len(rows)),
    }
    waiting: dict[str, object] = {
        "person": [person for person, _, _ in told.waiting],
        "pathway": [tables.pathway_names.index(pathway) for _, pathway, _ in told.waiting],
        "since": [-waited for _, _, waited in told.waiting],
    }
    return Demand(
        stream=stream(1, 0),
        to_day=to_day,
        people=People.of({name: np.asarray(column) for name, column in people.items()}),
        needs=Needs.of({name: np.asarray(column) for name, column in needs.items()}),
        delayed=Delayed.none(),
        waiting=Waiting.of({name: np.asarray(column) for name, column in waiting.items()}),
        present=InitialOccupancy.none(),
        population=count,
    )


@dataclass(frozen=True)
class Lived:
    """What came of a told history."""

    tables: Tables
    outcome: Outcome

    def events(self, *kinds: Kind) -> list[Event]:
        """Return the events (of some kinds) in words."""
        places = (*self.tables.setting_names, *self.tables.team_names)
        return [
            (day, Kind(kind).name, person, places[setting] if setting >= 0 else "outside", detail)
            for day, kind, person, _, setting, detail in self.outcome.events.tolist()
            if not kinds or kind in kinds
        ]

    def place(self, name: str) -> int:
        """Return the number of a setting or team."""
        return (*self.tables.setting_names, *self.tables.team_names).index(name)

    def held(self, name: str) -> list[float]:
        """Return the places (or hours) taken at each midnight."""
        return [float(value) for value in self.outcome.occupied[:, self.place(name)]]


def live(description: Description, told: Told, to_day: float = 20.0, engine: str = "simpy") -> Lived:
    """Let a told history happen, with its event log; nobody may get lost on the way."""
    tables = build(description, description.interventions)
    outcome = run_engine(tables, demand(told, tables, to_day), 0.0, engine, log=True)
    assert conservation_errors(outcome, tables) == []
    return Lived(tables, outcome)


ALWAYS = {"from_hour": 0.0, "to_hour": 24.0}
MONDAYS = {"days": ["Mon"], "from_hour": 9.0, "to_hour": 17.0}
OPEN = {"settings.ward.discharges": ALWAYS, "settings.care_home.admits": ALWAYS, "settings.ward.changes": []}
EVERYBODY_ILL = Told(needs=[(0.25 + person / 16, person, "illness") for person in range(10)])
