"""The state of a run: people, places, queues, counters, and what is due on the SimPy calendar."""

from collections.abc import Callable
from dataclasses import fields
from math import inf
from types import SimpleNamespace
from typing import Any

import numpy as np
import simpy

from sim.demand.demand import Demand
from sim.demand.random_numbers import STEP, VISIT, Purpose, uniform
from sim.outcome import Kind, Rank
from sim.tables.quantiles import at_one
from sim.tables.tables import Tables

NO_REASON = 9
"""Index of the reason `none` in `description.needs.REASONS`."""


Act = Callable[["State", Any], None]
"""What happens to a person (None: to the system) when something on the calendar falls due."""


class Person:
    """One person's state: where they are, what they hold, what they wait for, and what is due."""

    __slots__ = (
        "alone", "response", "away_since", "counted", "death_day", "dementia", "due", "entered", "frailty", "going_to",
        "group", "hospital_since", "hours", "identity", "at_front_door", "holds_place", "key", "left_hospital", "random_number_key", "is_75_plus",
        "age", "package_until", "path", "planned_pathway", "place", "ready_since", "reason", "reserved", "reserved_amount",
        "reserved_since", "residence", "pathway", "row", "step", "team", "visits", "wait_amount", "wait_for", "wait_key",
        "wait_since",
    )  # fmt: skip

    def __init__(self, identity: int, key: int, death_day: float) -> None:
        """Begin outside the model, holding and waiting for nothing."""
        self.identity, self.key, self.random_number_key, self.death_day = identity, key, key, death_day
        self.place = self.residence = self.row = self.pathway = self.wait_for = self.reserved = self.team = -1
        self.going_to = self.planned_pathway = -1
        self.response = self.step = self.group = self.frailty = self.age = self.is_75_plus = self.dementia = (
            self.alone
        ) = 0
        self.hours = self.wait_amount = self.reserved_amount = 0.0
        self.counted = self.entered = self.wait_since = self.reserved_since = 0.0
        self.hospital_since = self.away_since = self.ready_since = 0.0
        self.left_hospital = -inf
        self.package_until = inf
        self.reason = NO_REASON
        self.holds_place = self.at_front_door = False
        self.path: list[int] = []
        self.visits: dict[int, int] = {}
        self.due: list[float] = [inf] * len(Rank)
        self.wait_key: tuple[int, int, float, int] = (0, 0, 0.0, 0)


class Happening(simpy.Event):
    """A SimPy event at an instant, ordered there by rank and person; void if it is no longer what is due."""

    __slots__ = ("act", "person", "rank", "state")

    def __init__(
        self, state: "State", rank: Rank, identity: int, person: Person | None, day: float, act: "Act"
    ) -> None:
        """Schedule it: the priority is the written order, and `day - now` is exact on the grid of time."""
        self.env = state.env
        self._ok, self._value = True, None
        self.callbacks = [self._happen]
        self.state, self.rank, self.person, self.act = state, rank, person, act
        state.env.schedule(self, (rank << 32) + identity + 2, day - state.now)  # type: ignore[arg-type]

    def _happen(self, _: simpy.Event) -> None:
        person, now = self.person, self.env.now
        self.state.now = now
        if person is not None:
            if person.due[self.rank] != now:
                return
            person.due[self.rank] = inf
        self.act(self.state, person)


class State:
    """The state of a run: clock, people, places, queues and counters."""

    def __init__(self, tables: Tables, demand: Demand, from_day: float, log: bool) -> None:
        """Lay the tables out as plain lists, with nobody anywhere yet."""
        self.env = simpy.Environment()
        self.now = 0.0
        self.parameters: Any = SimpleNamespace(
            **{each.name: _plain(getattr(tables, each.name)) for each in fields(Tables) if each.name not in _LARGE}
        )
        self.weights = tables.destination_weight
        self.weights_known: dict[tuple[int, ...], list[float]] = {}
        self.settings, self.resources = len(tables.setting_names), len(tables.capacity)
        self.stream, self.from_day, self.to_day = demand.stream, from_day, demand.to_day
        self.population = demand.population
        keys, deaths = demand.people.key.tolist(), demand.people.death_day.tolist()
        self.keys: list[int] = keys
        residents = zip(keys[: self.population], deaths, strict=False)
        self.people: dict[int, Person] = {i: Person(i, key, death) for i, (key, death) in enumerate(residents)}
        self.capacity: list[float] = list(self.parameters.capacity)
        self.used = [0.0] * self.resources
        self.used_since = [0.0] * self.resources
        self.queue: list[list[tuple[int, int, float, int]]] = [[] for _ in range(self.resources)]
        self.queue_since = [0.0] * self.resources
        self.capacity_since = [0.0] * self.resources
        self.to_offer: list[int] = []
        self.delayed_now = [0] * (NO_REASON + 1)
        self.levers = range(len(tables.intervention_names))
        self.shifts_responses = [bool((tables.times_escalation[lever] != 1.0).any()) for lever in self.levers]
        coded = [int(salt) & 0xFFFFFF for salt in tables.salt]
        self.coverage_purpose = [Purpose.COVERAGE + STEP * VISIT * code for code in coded]
        self.moves: Act
        self.review: Act
        self.counts = _counters(demand, self.settings, self.resources)
        self.rows: list[tuple[float, int, int, int, int, float]] | None = [] if log else None
        self.need_of_row: list[int] = demand.needs.need.tolist()

    def person(self, identity: int) -> Person:
        """Return a person of the model; somebody who arrives from outside comes into being here."""
        if identity not in self.people:
            self.people[identity] = Person(identity, self.keys[identity], inf)
        return self.people[identity]

    def remember(self, person: Person, group: int) -> None:
        """Note the group a person belongs to now, and what follows from it."""
        parameters = self.parameters
        person.group, person.frailty, person.age = group, parameters.group_frailty[group], parameters.group_age[group]
        person.is_75_plus = 1 if person.age >= 1 else 0
        person.dementia, person.alone = parameters.group_dementia[group], parameters.group_alone[group]

    def weights_of(self, table: int, person: Person, kind: int, long: int) -> list[float]:
        """Return the weights of a table's pathways for a person with a need."""
        cell = (person.residence, person.frailty, kind, person.dementia, person.alone, long)
        known = self.weights_known.get((table, *cell))
        if known is None:
            known = self.weights_known[table, *cell] = self.weights[table, *cell].tolist()
        return known

    def log(self, kind: Kind, person: Person | None, setting: int, detail: float, row: int | None = None) -> None:
        """Add a row to the event log, when one is kept; the spell is the person's own unless a `row` is given."""
        if self.rows is not None:
            who, own = (person.identity, person.row) if person else (-1, -1)
            spell = own if row is None else row
            self.rows.append((self.now, int(kind), who, spell, setting, float(detail)))

    def coverage_number(self, person: Person, lever: int) -> float:
        """Return the number that says at which coverage an intervention reaches this person, the same for life."""
        return uniform(self.stream, person.key, self.coverage_purpose[lever])

    def on_calendar(self, rank: Rank, identity: int, day: float, act: "Act") -> None:
        """Put something certain on the calendar: it is not void when other plans change."""
        Happening(self, rank, identity, None, day, act)

    def plan(self, rank: Rank, person: Person, day: float, act: "Act") -> None:
        """Put something that is due on a day on the calendar, in the written order; an infinite day is never."""
        if day != inf:
            person.due[rank] = day
            Happening(self, rank, person.identity, person, day, act)

    def random_number(self, person: Person, purpose: Purpose, of: int = 0, visit: int = 0) -> float:
        """Return the person's uniform number for a purpose, in this spell."""
        return uniform(self.stream, person.random_number_key, purpose + STEP * of + VISIT * visit)

    def drawn(self, table: int, random_number: float) -> float:
        """Return a quantile of a table."""
        return at_one(self.parameters.quantiles[table], random_number)

    def count_capacity(self, resource: int) -> None:
        """Add the place-days that a resource has offered since they were last added."""
        self.counts.capacity_days[resource] += self.capacity[resource] * self.measured(self.capacity_since[resource])
        self.capacity_since[resource] = self.now

    def measured(self, since: float) -> float:
        """Return the days from `since` to now that fall in the measured period."""
        start = since if since > self.from_day else self.from_day
        return self.now - start if self.now > start else 0.0


def reached(state: State, person: Person, lever: int) -> bool:
    """Return whether an intervention reaches this person now: eligible, and within its coverage as it ramps up."""
    parameters = state.parameters
    if not parameters.eligible[lever][person.group] or not parameters.eligible_residence[lever][person.residence]:
        return False
    days = state.now - parameters.start_day[lever]
    if days < 0:
        return False
    share = parameters.coverage[lever]
    if days < parameters.ramp_days[lever]:
        share = share * (days / parameters.ramp_days[lever])
    return bool(state.coverage_number(person, lever) < share)


_LARGE = ("destination_weight",)
"""Tables too large to lay out as lists: their rows are laid out when first looked at."""


def _plain(value: Any) -> Any:
    return value.tolist() if isinstance(value, np.ndarray) else value


def _counters(demand: Demand, settings: int, resources: int) -> Any:
    rows, residents = len(demand.needs), demand.population
    whole = {"response": -1, "admissions": 0, "boarded": 0, "from_residence": -1, "ended_in": -1}
    days = ("active_days", "delayed_days", "wait_days")
    dates = ("admitted_day", "left_day", "ready_day")
    counts: dict[str, Any] = {name: [value] * rows for name, value in whole.items()}
    counts |= {name: [0.0] * rows for name in days} | {name: [float("nan")] * rows for name in dates}
    counts |= {"died_in": [-1] * residents, "last_days": [0.0] * residents, "home_days": [0.0] * residents}
    counts["moved_to_care_home_day"] = [float("nan")] * len(demand.people.key)
    for name in (
        "person_days",
        "hold_days",
        "reserved_days",
        "surge_days",
        "used_days",
        "queue_days",
        "waited_days",
        "capacity_days",
        "hospital_waited_days",
    ):
        counts[name] = [0.0] * resources
    for name in ("entered", "left", "boarded_in", "turned_away", "waits", "hospital_waits", "withdrew"):
        counts[name] = [0] * resources
    counts["delayed"] = [[[0.0, 0.0] for _ in range(NO_REASON + 1)] for _ in range(settings)]
    counts["delays"] = [0] * (NO_REASON + 1)
    counts["moves"] = [[0] * (settings + 1) for _ in range(settings + 1)]
    counts |= {"occupied": [], "queue": [], "waiting_delayed": [], "alive_days": 0.0}
    return SimpleNamespace(**counts)
