"""The calendar and the start: who is where on day 0, the streams of events to come, midnight, and the outcome."""

import gc
from collections.abc import Callable
from math import inf, isnan
from typing import Any

import numpy as np

from sim.demand.contract import Demand
from sim.engine.readable.delay import offered, process_ends, wait_for_place
from sim.engine.readable.home import at_the_door, dies, need_arises, review
from sim.engine.readable.hospital import becomes_ready, moves, plan_stay
from sim.engine.readable.places import close_books, next_offer, offer_again, set_reason, use
from sim.engine.readable.world import Person, World
from sim.outcome import EVENTS, Kind, Outcome, Rank, number_of_days
from sim.tables.contract import Tables


def run(tables: Tables, demand: Demand, from_day: float, log: bool = False) -> Outcome:
    """Run one option of one replication on SimPy up to `demand.to_day`, and count from `from_day`."""
    world = World(tables, demand, from_day, log)
    world.moves, world.review = moves, review
    start_homes(world, demand)
    start_delayed(world, demand)
    start_waiting(world, demand)
    start_present(world, demand)
    settle(world)
    _streams(world, tables, demand)
    collecting = gc.isenabled()
    gc.disable()  # nothing here is garbage in rings, and walking everybody again and again costs a third of the time
    try:
        _step_through(world)
    finally:
        if collecting:
            gc.enable()
    close_books(world)
    return _outcome(world, tables)


def settle(world: World) -> None:
    """Offer what is free until nobody can move."""
    while (person := next_offer(world)) is not None:
        offered(world, person)


def _step_through(world: World) -> None:
    env = world.env
    while env.peek() < world.to_day:
        env.step()
        if world.freed:
            settle(world)
    env.run(until=world.to_day)
    world.now = world.to_day


def start_homes(world: World, demand: Demand) -> None:
    """Put every resident where they live; those who turn 65 later come in on their day."""
    people = demand.people
    columns = (people.start_setting, people.start_hours, people.start_remaining, people.start_group, people.enters_day)
    rows = zip(*(column[: demand.population].tolist() for column in columns), strict=True)
    for person, (setting, hours, remaining, group, enters) in zip(world.people.values(), rows, strict=False):
        _group(world, person, group)
        person.hours = hours
        if enters == 0.0:
            comes_in(world, person, setting)
            if remaining != inf:
                world.plan(Rank.READY, person, remaining, becomes_ready)


def _group(world: World, person: Person, group: int) -> None:
    rules = world.rules
    person.group, person.frailty, person.age = group, rules.group_frailty[group], rules.group_age[group]
    person.old = 1 if person.age >= 1 else 0
    person.dementia, person.alone = rules.group_dementia[group], rules.group_alone[group]


def comes_in(world: World, person: Person, setting: int) -> None:
    """Enter the population at home (or wherever the census has the person)."""
    person.residence = person.place = setting
    person.entered = person.counted = world.now
    person.keeps = True
    use(world, setting, person.hours if world.rules.takes_hours[setting] else 1.0)
    world.log(Kind.START, person, setting, person.hours)


def start_delayed(world: World, demand: Demand) -> None:
    """Put people who are delayed on day 0 into their beds, with the rest of the process under way."""
    delayed = demand.delayed
    for row, setting, route, step, remaining in zip(
        delayed.row.tolist(),
        delayed.setting.tolist(),
        delayed.route.tolist(),
        delayed.step.tolist(),
        delayed.remaining.tolist(),
        strict=True,
    ):
        person = world.people[int(demand.needs.person[row])]
        person.row, person.luck_key, person.place, person.answer = row, person.key, setting, -1
        person.away_since, person.visits = 0.0, {setting: 0}
        person.package_until, person.due[Rank.READY] = person.due[Rank.READY], inf
        use(world, setting, 1.0)
        world.counts.ready_day[row] = world.counts.admitted_day[row] = 0.0
        world.counts.from_residence[row] = person.residence
        world.log(Kind.START, person, setting, route)
        person.route, person.step = route, step
        process = world.rules.route_processes[route][step]
        set_reason(world, person, world.rules.process_reason[process])
        world.plan(Rank.PROCESS, person, remaining, process_ends)


def start_waiting(world: World, demand: Demand) -> None:
    """Put people who wait at home on day 0 on their waiting lists, as long ago as they joined them."""
    waiting = demand.waiting
    rows = zip(waiting.person.tolist(), waiting.route.tolist(), waiting.since.tolist(), strict=True)
    for number, route, since in rows:
        person = world.people[number]
        person.route, person.step = route, _last_step(world, route)
        wait_for_place(world, person, since)


def start_present(world: World, demand: Demand) -> None:
    """Put people of plain arrivals who are there on day 0 into their beds (however few there are), or at the door."""
    present = demand.present
    columns = (present.row, present.setting, present.answer, present.route, present.remaining, present.since)
    for row, setting, answer, route, remaining, since in zip(*(column.tolist() for column in columns), strict=True):
        person = world.person(int(demand.needs.person[row]))
        _group(world, person, 0)
        person.row, person.luck_key, person.answer = row, int(demand.needs.key[row]), answer
        person.path = [step for step in world.rules.path[world.need_of_row[row]][answer] if step >= 0]
        world.counts.answer[row] = answer
        world.log(Kind.NEED, person, -1, answer)
        if setting < 0:
            at_the_door(world, person, since)
            continue
        _in_bed(world, person, setting, route)
        if route >= 0:
            person.ready_since = since
            wait_for_place(world, person, since)
        elif isnan(remaining):
            plan_stay(world, person, setting)
        else:
            world.plan(Rank.READY, person, remaining, becomes_ready)


def _in_bed(world: World, person: Person, setting: int, route: int) -> None:
    """Be in a setting on day 0, with the rest of the path still to come; with a route, its processes are done."""
    person.place, person.visits = setting, {setting: 0}
    person.path = person.path[person.path.index(setting) + 1 :] if setting in person.path else []
    use(world, setting, 1.0)
    world.log(Kind.START, person, setting, route)
    if world.rules.is_hospital[setting]:
        world.counts.admitted_day[person.row] = 0.0
        if route >= 0:
            world.counts.ready_day[person.row] = 0.0
    person.route, person.step = route, _last_step(world, route) if route >= 0 else 0


def _last_step(world: World, route: int) -> int:
    return int(np.argmin(np.asarray(world.rules.route_processes[route]) >= 0))


def _streams(world: World, tables: Tables, demand: Demand) -> None:
    """Set going the streams of what is known beforehand: each event puts the next of its stream on the calendar."""
    _deaths(world, demand)
    _birthdays(world, demand)
    _needs(world, demand)
    changes = [*zip(tables.change_of.tolist(), tables.change_to.tolist(), strict=True)]
    system = [-1] * len(changes)
    _stream(world, Rank.CAPACITY, tables.change_day.tolist(), system, lambda at: capacity_changes(world, *changes[at]))
    midnights = [float(day) for day in range(number_of_days(demand.to_day))]
    _stream(world, Rank.CENSUS, midnights, [-1] * len(midnights), lambda at: census(world))


def _deaths(world: World, demand: Demand) -> None:
    death = demand.people.death_day[: demand.population]
    order = np.lexsort((np.arange(len(death)), death))
    dying = [world.people[i] for i in order[np.isfinite(death[order])].tolist()]
    days, people = [p.death_day for p in dying], [p.identity for p in dying]
    _stream(world, Rank.DEATH, days, people, lambda at: _dies_once(world, dying[at]))


def _birthdays(world: World, demand: Demand) -> None:
    enters = demand.people.enters_day[: demand.population]
    order = np.lexsort((np.arange(len(enters)), enters)).tolist()
    young = [world.people[i] for i in order if enters[i] > 0]
    homes = demand.people.start_setting.tolist()
    days, people = [float(enters[p.identity]) for p in young], [p.identity for p in young]
    _stream(world, Rank.BIRTHDAY, days, people, lambda at: comes_in(world, young[at], homes[young[at].identity]))


def _needs(world: World, demand: Demand) -> None:
    needs = demand.needs
    real = np.flatnonzero(needs.mark >= 0).tolist()
    people = needs.person.tolist()
    need, mark, group, key = (column.tolist() for column in (needs.need, needs.mark, needs.group, needs.key))

    def arises(at: int) -> None:
        row = real[at]
        if people[row] < demand.population and people[row] not in world.people:
            return  # has left for outside
        need_arises(world, world.person(people[row]), row, need[row], mark[row], group[row], key[row])

    _stream(world, Rank.NEED, needs.day[real].tolist(), needs.person[real].tolist(), arises)


def _dies_once(world: World, person: Person) -> None:
    if person.place >= 0:
        dies(world, person)


def _stream(
    world: World, rank: Rank, days: list[float], people: list[int], act: Callable[[int], None], at: int = 0
) -> None:
    """Put the next of a stream of known events on the calendar; happening, it puts the one after."""
    if at >= len(days):
        return

    def happens(_world: World, _person: Person | None) -> None:
        _stream(world, rank, days, people, act, at + 1)
        act(at)

    world.on_calendar(rank, people[at], days[at], happens)


def capacity_changes(world: World, resource: int, capacity: float) -> None:
    """From now on a setting or team has another capacity; a new bed is offered at once."""
    use(world, resource, 0.0)
    world.count_capacity(resource)
    world.capacity[resource] = capacity
    world.log(Kind.CAPACITY, None, resource, capacity)
    offer_again(world, resource)


def census(world: World) -> None:
    """Write down, at midnight, who is where."""
    world.counts.occupied.append(list(world.used))
    world.counts.queue.append([len(queue) for queue in world.queue])
    world.counts.waiting_delayed.append(list(world.delayed_now))


_WHOLE = {
    "answer", "admissions", "boarded", "from_residence", "ended_in", "died_in", "entered", "left", "boarded_in",
    "turned_away", "waits", "hospital_waits", "withdrew", "delays", "moves", "queue", "waiting_delayed",
}  # fmt: skip
"""Counters of people, moves and indices; the others are days, amounts or dates."""


def _outcome(world: World, tables: Tables) -> Outcome:
    counts = world.counts
    for resource in range(world.resources):
        world.count_capacity(resource)
    arrays: dict[str, Any] = {}
    for name in Outcome.__slots__:
        if hasattr(counts, name):
            value = getattr(counts, name)
            kind = np.int64 if name in _WHOLE else np.float64
            arrays[name] = value if name == "alive_days" else np.asarray(value, dtype=kind)
    events = np.asarray(world.rows or [], dtype=EVENTS)
    return Outcome(from_day=world.from_day, to_day=world.to_day, events=events, **arrays)
