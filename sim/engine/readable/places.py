"""Places: who has one, who waits for one and in what order, and the days counted in each."""

from bisect import insort
from collections.abc import Callable
from math import inf
from types import SimpleNamespace
from typing import Any

import numpy as np
import simpy

from sim.demand.contract import Demand
from sim.demand.luck import STEP, VISIT, Purpose, uniform
from sim.outcome import Kind, Rank
from sim.tables.contract import TICK, Tables
from sim.tables.quantiles import at_one

LAST_DAYS = 183.0
NO_REASON = 9
"""Index of the reason `none` in `description.needs.REASONS`."""


Act = Callable[["World", Any], None]
"""What happens to a person (None: to the system) when something on the calendar falls due."""


class Person:
    """One person's state: where they are, what they hold, what they wait for, and what is due."""

    __slots__ = (
        "alone", "answer", "away_since", "counted", "death_day", "dementia", "due", "entered", "frailty", "going_to",
        "group", "hospital_since", "hours", "identity", "in_front", "keeps", "key", "left_hospital", "luck_key", "old",
        "age", "package_until", "path", "place", "ready_since", "reason", "reserved", "reserved_amount",
        "reserved_since", "residence", "route", "row", "step", "team", "visits", "wait_amount", "wait_for", "wait_key",
        "wait_since",
    )  # fmt: skip

    def __init__(self, identity: int, key: int, death_day: float) -> None:
        """Begin outside the model, holding and waiting for nothing."""
        self.identity, self.key, self.luck_key, self.death_day = identity, key, key, death_day
        self.place = self.residence = self.row = self.route = self.wait_for = self.reserved = self.team = -1
        self.going_to = -1
        self.answer = self.step = self.group = self.frailty = self.age = self.old = self.dementia = self.alone = 0
        self.hours = self.wait_amount = self.reserved_amount = 0.0
        self.counted = self.entered = self.wait_since = self.reserved_since = 0.0
        self.hospital_since = self.away_since = self.ready_since = 0.0
        self.left_hospital = -inf
        self.package_until = inf
        self.reason = NO_REASON
        self.keeps = self.in_front = False
        self.path: list[int] = []
        self.visits: dict[int, int] = {}
        self.due: list[float] = [inf] * len(Rank)
        self.wait_key: tuple[int, int, float, int] = (0, 0, 0.0, 0)


class Happening(simpy.Event):
    """A SimPy event at an instant, ordered there by rank and person; void if it is no longer what is due."""

    def __init__(
        self, world: "World", rank: Rank, person: Person | None, day: float, act: "Act", certain: bool = False
    ) -> None:
        """Schedule it: the priority is the written order, and `day - now` is exact on the grid of time."""
        self.env = world.env
        self._ok, self._value = True, None
        self.callbacks = [self._happen]
        self.world, self.rank, self.person, self.act, self.certain = world, rank, person, act, certain
        first = (int(rank) << 32) + (person.identity if person else -1) + 2
        world.env.schedule(self, priority=first, delay=day - world.env.now)  # type: ignore[arg-type]

    def _happen(self, _: simpy.Event) -> None:
        person = self.person
        if person is not None and not self.certain:
            if person.due[self.rank] != self.env.now:
                return
            person.due[self.rank] = inf
        self.act(self.world, person)


class World:
    """The state of a run: clock, people, places, queues and counters."""

    def __init__(self, tables: Tables, demand: Demand, from_day: float, log: bool) -> None:
        """Lay the tables out as plain lists, with nobody anywhere yet."""
        self.env = simpy.Environment()
        self.rules: Any = SimpleNamespace(**{name: _plain(getattr(tables, name)) for name in Tables.__slots__})
        self.settings, self.resources = len(tables.setting_names), len(tables.capacity)
        self.stream, self.from_day, self.to_day = demand.stream, from_day, demand.to_day
        keys, deaths = demand.people.key.tolist(), demand.people.death_day.tolist()
        self.people = [Person(i, key, death) for i, (key, death) in enumerate(zip(keys, deaths, strict=True))]
        self.capacity: list[float] = list(self.rules.capacity)
        self.used = [0.0] * self.resources
        self.used_since = [0.0] * self.resources
        self.queue: list[list[tuple[int, int, float, int]]] = [[] for _ in range(self.resources)]
        self.queue_since = [0.0] * self.resources
        self.capacity_since = [0.0] * self.resources
        self.freed: list[int] = []
        self.delayed_now = [0] * (NO_REASON + 1)
        self.levers = range(len(tables.intervention_names))
        self.shifts_answers = [bool((tables.times_beyond[lever] != 1.0).any()) for lever in self.levers]
        coded = [int(salt) & 0xFFFFFF for salt in tables.salt]
        self.coverage_purpose = [Purpose.COVERAGE + STEP * VISIT * code for code in coded]
        self.moves: Act
        self.review: Act
        self.counts = _counters(len(demand.needs.day), len(self.people), self.settings, self.resources, demand.to_day)
        self.rows: list[tuple[float, int, int, int, int, float]] | None = [] if log else None
        self.need_of_row: list[int] = demand.needs.need.tolist()

    def log(self, kind: Kind, person: Person | None, setting: int, detail: float, row: int | None = None) -> None:
        """Add a row to the event log, when one is kept; the spell is the person's own unless a `row` is given."""
        if self.rows is not None:
            who, own = (person.identity, person.row) if person else (-1, -1)
            spell = own if row is None else row
            self.rows.append((self.env.now, int(kind), who, spell, setting, float(detail)))

    def coverage_luck(self, person: Person, lever: int) -> float:
        """Return the number that says at which coverage an intervention reaches this person: the same all their life."""
        return uniform(self.stream, person.key, self.coverage_purpose[lever])

    def on_calendar(self, rank: Rank, person: Person | None, day: float, act: "Act") -> None:
        """Put something certain on the calendar: it is not void when other plans change."""
        Happening(self, rank, person, day, act, certain=True)

    def plan(self, rank: Rank, person: Person | None, day: float, act: "Act") -> None:
        """Put something that is due on a day on the calendar, in the written order; an infinite day is never."""
        if day != inf:
            if person is not None:
                person.due[rank] = day
            Happening(self, rank, person, day, act)

    def luck(self, person: Person, purpose: Purpose, of: int = 0, visit: int = 0) -> float:
        """Return the person's uniform number for a purpose, in this spell."""
        return uniform(self.stream, person.luck_key, purpose + STEP * of + VISIT * visit)

    def drawn(self, table: int, luck: float) -> float:
        """Return a quantile of a table."""
        return at_one(self.rules.quantiles[table], luck)

    def count_capacity(self, resource: int) -> None:
        """Add the place-days that a resource has offered since they were last added."""
        self.counts.capacity_days[resource] += self.capacity[resource] * self.measured(self.capacity_since[resource])
        self.capacity_since[resource] = self.env.now

    def measured(self, since: float) -> float:
        """Return the days from `since` to now that fall in the measured period."""
        start = since if since > self.from_day else self.from_day
        return self.env.now - start if self.env.now > start else 0.0


def _plain(value: Any) -> Any:
    return value.tolist() if isinstance(value, np.ndarray) else value


def _counters(rows: int, people: int, settings: int, resources: int, to_day: float) -> Any:
    whole = {"answer": -1, "admissions": 0, "boarded": 0, "from_residence": -1, "ended_in": -1}
    days = ("active_days", "delayed_days", "wait_days")
    dates = ("admitted_day", "left_day", "ready_day")
    counts: dict[str, Any] = {name: [value] * rows for name, value in whole.items()}
    counts |= {name: [0.0] * rows for name in days} | {name: [float("nan")] * rows for name in dates}
    counts |= {"died_in": [-1] * people, "last_days": [0.0] * people, "home_days": [0.0] * people}
    counts["moved_to_care_home_day"] = [float("nan")] * people
    for name in ("person_days", "kept_days", "reserved_days", "surge_days", "used_days", "queue_days", "waited_days",
                 "capacity_days"):
        counts[name] = [0.0] * resources
    for name in ("entered", "left", "boarded_in", "turned_away", "waits", "withdrew"):
        counts[name] = [0] * resources
    counts["delayed"] = [[[0.0, 0.0] for _ in range(NO_REASON + 1)] for _ in range(settings)]
    counts["delays"] = [0] * (NO_REASON + 1)
    counts["moves"] = [[0] * (settings + 1) for _ in range(settings + 1)]
    counts |= {"occupied": [], "queue": [], "waiting_delayed": [], "alive_days": 0.0}
    return SimpleNamespace(**counts)


def on_grid(days: float) -> float:
    """Return a time moved to the nearest tick."""
    return int(days / TICK + 0.5) * TICK


def count(world: World, person: Person) -> None:
    """Add the days since the person was last counted to where they are, and to their spell."""
    place, now = person.place, world.env.now
    since, person.counted = person.counted, now
    if place < 0 or now <= since:
        return
    counts, rules = world.counts, world.rules
    if rules.is_hospital[place]:
        _count_last_days(world, person, since)
    days = world.measured(since)
    if days == 0.0:
        return
    counts.person_days[place] += days
    if rules.at_home[place]:
        counts.home_days[person.identity] += days
    if person.reason != NO_REASON and not rules.is_residence[place]:
        counts.delayed[place][person.reason][person.old] += days
        if rules.is_hospital[place]:
            counts.delayed_days[person.row] += days
    elif rules.is_hospital[place]:
        counts.active_days[person.row] += days


def _count_last_days(world: World, person: Person, since: float) -> None:
    window = person.death_day - LAST_DAYS
    start = since if since > window else window
    if world.env.now > start:
        world.counts.last_days[person.identity] += world.env.now - start


def set_reason(world: World, person: Person, reason: int) -> None:
    """Count up to now, then let the person wait for this reason (`NO_REASON`: not delayed)."""
    count(world, person)
    if person.place >= 0 and world.rules.is_hospital[person.place]:
        world.delayed_now[person.reason] -= person.reason != NO_REASON
        world.delayed_now[reason] += reason != NO_REASON
    person.reason = reason


def use(world: World, resource: int, amount: float) -> None:
    """Take (or, below zero, free) an amount of a setting's places or a team, and offer what falls free."""
    before = world.used[resource]
    _count_use(world, resource)
    world.used[resource] = before + amount
    if amount < 0:
        offer_again(world, resource)


def offer_again(world: World, resource: int) -> None:
    """Note that a resource, and those that share its pool, may have room."""
    pool = world.rules.pool[resource]
    world.freed.append(resource)
    if pool >= 0:
        world.freed += [r for r in range(world.resources) if world.rules.pool[r] == pool and r != resource]


def _count_use(world: World, resource: int) -> None:
    days = world.measured(world.used_since[resource])
    world.used_since[resource] = world.env.now
    if days > 0.0:
        used = world.used[resource]
        world.counts.used_days[resource] += used * days
        if world.rules.limited[resource] and used > world.capacity[resource]:
            world.counts.surge_days[resource] += (used - world.capacity[resource]) * days


def _count_queue(world: World, resource: int) -> None:
    world.counts.queue_days[resource] += len(world.queue[resource]) * world.measured(world.queue_since[resource])
    world.queue_since[resource] = world.env.now


def has_room(world: World, resource: int, amount: float) -> bool:
    """Return whether an amount more fits: own places and surge first, then the pool's."""
    if not world.rules.limited[resource]:
        return True
    own = world.capacity[resource] + world.rules.surge[resource]
    if world.used[resource] + amount <= own:
        return True
    pool = world.rules.pool[resource]
    if pool < 0:
        return False
    beyond = world.used[resource] + amount - own
    for other in range(world.resources):
        if other != resource and world.rules.pool[other] == pool:
            over = world.used[other] - world.capacity[other] - world.rules.surge[other]
            beyond += over if over > 0 else 0.0
    return bool(beyond <= world.rules.pool_capacity[pool])


def is_open_to(world: World, resource: int, amount: float) -> bool:
    """Return whether somebody new would be taken at once: room, and nobody waiting."""
    return not world.queue[resource] and has_room(world, resource, amount)


def join(
    world: World, person: Person, resource: int, amount: float, ahead: float, since: float | None = None
) -> bool:
    """Put a person on a waiting list (the first in it is offered a place at once); False: the list is full."""
    rules = world.rules
    limit = rules.queue_limit[resource]
    if limit >= 0 and len(world.queue[resource]) >= limit and not is_open_to(world, resource, amount):
        world.log(Kind.TURNED_AWAY, person, resource, amount)
        if world.env.now >= world.from_day:
            world.counts.turned_away[resource] += 1
        return False
    origin = person.place
    kind = rules.need_priority[max(world.need_of_row[person.row], 0)] if person.row >= 0 else 0
    joined = world.env.now if since is None else since
    stands = joined - rules.order_ahead[resource][origin] - ahead
    person.wait_key = (rules.order_priority[resource][origin], kind, stands, person.identity)
    person.wait_for, person.wait_since, person.wait_amount = resource, joined, amount
    _count_queue(world, resource)
    insort(world.queue[resource], person.wait_key)
    world.freed.append(resource)
    world.log(Kind.WAIT, person, resource, amount)
    return True


def leave_queue(world: World, person: Person) -> None:
    """Take a person off the waiting list they are on, if any."""
    if person.wait_for >= 0:
        _count_queue(world, person.wait_for)
        world.queue[person.wait_for].remove(person.wait_key)
        world.freed.append(person.wait_for)
        person.wait_for = -1


def next_offer(world: World) -> Person | None:
    """Take the next person who can be offered a place off their waiting list; None when nobody can move."""
    while world.freed:
        resource = world.freed[0]
        if world.queue[resource]:
            person = world.people[world.queue[resource][0][3]]
            if has_room(world, resource, person.wait_amount):
                _count_queue(world, resource)
                del world.queue[resource][0]
                return person
        del world.freed[0]
    return None


def close_books(world: World) -> None:
    """Count everybody and everything up to the end of the run."""
    for resource in range(world.resources):
        _count_use(world, resource)
        _count_queue(world, resource)
    for person in world.people:
        count(world, person)
        count_kept(world, person)
        if person.place >= 0:
            world.counts.alive_days += world.measured(person.entered)
        if person.reserved >= 0:
            world.counts.reserved_days[person.reserved] += world.measured(person.reserved_since)


def count_kept(world: World, person: Person) -> None:
    """Add the days for which a place at home has been kept for someone away."""
    if person.keeps and person.place >= 0 and person.place != person.residence:
        world.counts.kept_days[person.residence] += world.measured(person.away_since)
