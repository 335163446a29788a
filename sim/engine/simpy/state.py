"""The state of a run: people, places, queues, counters, and what is due on the SimPy calendar."""

from collections.abc import Callable
from math import inf

import simpy

from sim.demand.demand import Demand
from sim.demand.random_numbers import STEP, VISIT, Purpose, uniform
from sim.engine.simpy.tables import Counts, Parameters, Snapshot, Spell
from sim.outcome import Kind, Rank
from sim.tables.quantiles import at_one
from sim.tables.tables import NO_REASON, Tables

Act = Callable[["State", "Person"], None]
"""What happens to a person when something on the calendar falls due."""
SystemAct = Callable[["State"], None]
"""What happens to the system then."""


class Person:
    """One person's state: where they are, what they hold, what they wait for, and what is due.

    `ward` is the setting whose stay and ways out are the person's: where they are, or where they would be if they had
    not been boarded; `next_ward` the same of the place they wait for. `wards` are those of the path still to come.
    """

    __slots__ = (
        "admitted_day", "alone", "response", "away_since", "counted", "death_day", "dementia", "due", "entered",
        "frailty", "going_to", "group", "hospital_since", "hours", "identity", "at_front_door", "holds_place", "key",
        "left_hospital", "random_number_key", "moves", "age", "package_until", "path", "place", "planned_pathway",
        "ready_since", "reason", "reserved", "reserved_amount", "reserved_since", "residence", "pathway", "row", "step",
        "takes_other_way", "team", "turns_75_day", "visits", "wait_amount", "wait_for", "wait_key", "wait_since",
        "ward", "next_ward", "wards",
    )  # fmt: skip

    def __init__(self, identity: int, key: int, death_day: float, turns_75_day: float = inf) -> None:
        """Begin outside the model, holding and waiting for nothing."""
        self.turns_75_day = turns_75_day
        self.identity, self.key, self.random_number_key, self.death_day = identity, key, key, death_day
        self.place = self.residence = self.row = self.pathway = self.wait_for = self.reserved = self.team = -1
        self.going_to = self.ward = self.next_ward = self.planned_pathway = -1
        self.response = self.step = self.group = self.frailty = self.age = self.dementia = self.alone = 0
        self.moves = 0
        self.hours = self.wait_amount = self.reserved_amount = 0.0
        self.counted = self.entered = self.wait_since = self.reserved_since = 0.0
        self.admitted_day = self.hospital_since = self.away_since = self.ready_since = 0.0
        self.left_hospital = -inf
        self.package_until = inf
        self.reason = NO_REASON
        self.holds_place = self.at_front_door = self.takes_other_way = False
        self.path: list[int] = []
        self.wards: list[int] = []
        self.visits: dict[int, int] = {}
        self.due: list[float] = [inf] * len(Rank)
        self.wait_key: tuple[int, int, int, float, int] = (0, 0, 0, 0.0, 0)


class Certain(simpy.Event):
    """A SimPy event at an instant, ordered there by rank and person: the priority is the written order."""

    __slots__ = ("act", "state")

    def __init__(self, state: "State", rank: Rank, identity: int, day: float, act: SystemAct) -> None:
        """Schedule it: `day - now` is exact on the grid of time."""
        self.env = state.env
        self._ok, self._value = True, None
        self.callbacks = [self._happen]
        self.state, self.act = state, act
        state.env.schedule(self, (rank << 32) + identity + 2, day - state.now)  # type: ignore[arg-type]

    def _happen(self, _: simpy.Event) -> None:
        self.state.now = self.env.now
        self.act(self.state)


class Happening(simpy.Event):
    """A SimPy event in a person's life, ordered as any; void if it is no longer what is due."""

    __slots__ = ("act", "person", "rank", "state")

    def __init__(self, state: "State", rank: Rank, person: Person, day: float, act: "Act") -> None:
        """Schedule it: `day - now` is exact on the grid of time."""
        self.env = state.env
        self._ok, self._value = True, None
        self.callbacks = [self._happen]
        self.state, self.rank, self.person, self.act = state, rank, person, act
        state.env.schedule(self, (rank << 32) + person.identity + 2, day - state.now)  # type: ignore[arg-type]

    def _happen(self, _: simpy.Event) -> None:
        person, now = self.person, self.env.now
        self.state.now = now
        if person.due[self.rank] == now:
            person.due[self.rank] = inf
            self.act(self.state, person)


class State:
    """The state of a run: clock, people, places, queues, counters, and the spells under way by row of needs."""

    def __init__(self, tables: Tables, demand: Demand, from_day: float, log: bool) -> None:
        """Lay the tables out as plain lists, with nobody anywhere yet."""
        self.env = simpy.Environment()
        self.now = 0.0
        self.parameters = Parameters(tables)
        self.weights, self.weights_by_phase = tables.destination_weight, tables.destination_phase
        self.weights_known: dict[tuple[int, ...], list[float]] = {}
        self.setting_names = tables.setting_names
        self.settings, self.resources = len(tables.setting_names), len(tables.capacity)
        self.stream, self.from_day, self.to_day = demand.stream, from_day, demand.to_day
        self.population = demand.population
        keys, deaths = demand.people.key.tolist(), demand.people.death_day.tolist()
        turns = demand.people.turns_75_day.tolist()
        residents = zip(keys[: self.population], deaths, turns, strict=False)
        self.people: dict[int, Person] = {i: Person(i, *columns) for i, columns in enumerate(residents)}
        self.capacity: list[float] = list(self.parameters.capacity)
        self.pool_capacity: list[float] = list(self.parameters.pool_capacity)
        self.used = [0.0] * self.resources
        self.used_since = [0.0] * self.resources
        self.queue: list[list[tuple[int, int, int, float, int]]] = [[] for _ in range(self.resources)]
        self.in_class = [[0] * tables.offer_weight.shape[1] for _ in range(self.resources)]
        self.earned = [[0.0] * tables.offer_weight.shape[1] for _ in range(self.resources)]
        self.queue_since = [0.0] * self.resources
        self.capacity_since = [0.0] * self.resources
        self.to_offer: list[int] = []
        self.delayed_now = [0] * (NO_REASON + 1)
        self.levers = range(len(tables.intervention_names))
        self.coverage_purpose = _purposes(Purpose.COVERAGE, tables.salt.tolist())
        self.shift_purpose = _purposes(Purpose.SHIFT, tables.shift_salt.tolist())
        self.moves: Act
        self.review: Act
        self.stops_waiting: Act
        self.counts = Counts(demand, self.settings, self.resources, len(tables.need_names))
        self.spells: dict[int, Spell] = {}
        self.snapshots: list[Snapshot] = []
        self.rows: list[tuple[float, int, int, int, int, float]] | None = [] if log else None
        self.need_of_row: list[int] = demand.needs.need.tolist()

    def person(self, identity: int, key: int) -> Person:
        """Return a person of the model; who arrives from outside, by a need of this key, comes into being here."""
        if identity not in self.people:
            self.people[identity] = Person(identity, key, inf)
        return self.people[identity]

    def spell(self, person: Person) -> Spell:
        """Return what is counted of a person's present spell."""
        return self.spells[person.row]

    def remember(self, person: Person, group: int) -> None:
        """Note the group a person belongs to now, and what follows from it."""
        parameters = self.parameters
        person.group, person.frailty, person.age = group, parameters.group_frailty[group], parameters.group_age[group]
        person.dementia, person.alone = parameters.group_dementia[group], parameters.group_alone[group]

    def weights_of(self, table: int, person: Person, need: int, long: int) -> list[float]:
        """Return the weights of a table's pathways for a person with a need."""
        cell = (person.residence, person.frailty, need, person.dementia, person.alone, long)
        phase = self.parameters.group_phase[person.group]
        weights = self.weights_known.get((phase, table, *cell))
        if weights is None:
            weights = (self.weights[table, *cell] * self.weights_by_phase[table, phase]).tolist()
            self.weights_known[phase, table, *cell] = weights
        return weights

    def log(self, kind: Kind, person: Person | None, setting: int, detail: float, row: int | None = None) -> None:
        """Add a row to the event log, when one is kept; the spell is the person's own unless a `row` is given.

        `setting` and `detail` by kind: see `outcome.EVENTS`.
        """
        if self.rows is not None:
            identity, own_row = (person.identity, person.row) if person else (-1, -1)
            spell = own_row if row is None else row
            self.rows.append((self.now, int(kind), identity, spell, setting, float(detail)))

    def coverage_number(self, person: Person, lever: int) -> float:
        """Return the number that says at which coverage an intervention reaches this person, the same for life."""
        return uniform(self.stream, person.key, self.coverage_purpose[lever])

    def on_calendar(self, rank: Rank, identity: int, day: float, act: SystemAct) -> None:
        """Put something certain on the calendar: it is not void when other plans change."""
        Certain(self, rank, identity, day, act)

    def plan(self, rank: Rank, person: Person, day: float, act: "Act") -> None:
        """Put something that is due on a day on the calendar, in the written order; an infinite day is never."""
        if day != inf:
            person.due[rank] = day
            Happening(self, rank, person, day, act)

    def random_number(self, person: Person, purpose: Purpose, of: int = 0, visit: int = 0) -> float:
        """Return the person's uniform number for a purpose `of` something (a setting, say), in this spell and visit."""
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


def count_hospital_days(state: State, person: Person, delayed: int, days: float) -> None:
    """Add days in hospital, delayed (1) or not (0), to those of the person's spell and need."""
    if delayed:
        state.spell(person).delayed_days += days
    else:
        state.spell(person).active_days += days
    if counts_by_need(state, person):
        state.counts.need_days[need_row(state, person)][delayed] += days


def counts_by_need(state: State, person: Person) -> bool:
    """Return whether the person's hospital days count by need: in a model with residents, theirs only."""
    return person.identity < state.population or state.population == 0


def need_row(state: State, person: Person) -> int:
    """Return the row of the person's need in days by need; the last for a spell under way on day 0."""
    need = state.need_of_row[person.row]
    return need if need >= 0 else len(state.counts.need_days) - 1


def own_places(state: State, resource: int) -> float:
    """Return a resource's own places and its surge; surge places stand in a ward that is open, and close with it."""
    return state.capacity[resource] + state.parameters.surge[resource] if state.capacity[resource] > 0.0 else 0.0


def reached(state: State, person: Person, lever: int) -> bool:
    """Return whether an intervention reaches this person now: eligible, and within its coverage as it ramps up."""
    parameters = state.parameters
    if not parameters.eligible[lever][person.group] or not parameters.eligible_residence[lever][person.residence]:
        return False
    share = grown(state, lever)
    return bool(share > 0.0 and state.coverage_number(person, lever) < share)


def grown(state: State, lever: int) -> float:
    """Return the coverage of an intervention now, as it ramps up; 0 before it begins and once it is over."""
    parameters = state.parameters
    days = state.now - parameters.start_day[lever]
    if days < 0 or state.now >= parameters.end_day[lever]:
        return 0.0
    if days < parameters.ramp_days[lever]:
        return parameters.coverage[lever] * (days / parameters.ramp_days[lever])
    return parameters.coverage[lever]


def _purposes(purpose: Purpose, salts: list[int]) -> list[int]:
    """Return the purpose of the uniform numbers of each intervention, or of each effect on responses."""
    return [purpose + STEP * VISIT * (salt & 0xFFFFFF) for salt in salts]
