"""The run: from day 0 through the streams of events to come, changes of capacity and midnights, to the outcome."""

import gc
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import numpy as np

from sim.demand.contract import Demand
from sim.engine.readable.delay import offered
from sim.engine.readable.home import dies, need_arises, review
from sim.engine.readable.hospital import moves
from sim.engine.readable.places import close_books, next_offer, offer_again, use
from sim.engine.readable.start import comes_in, start_delayed, start_homes, start_present, start_waiting
from sim.engine.readable.world import Person, World
from sim.outcome import EVENTS, Floats, Integers, Kind, Outcome, Rank, Small, number_of_days
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


def _outcome(world: World, tables: Tables) -> Outcome:
    counts = world.counts
    for resource in range(world.resources):
        world.count_capacity(resource)
    kinds: dict[Any, Any] = {Floats: np.float64, Integers: np.int64, Small: np.int16}
    arrays: dict[str, Any] = {
        each.name: np.asarray(getattr(counts, each.name), dtype=kinds[each.type])
        for each in fields(Outcome)
        if each.type in kinds
    }
    events = np.asarray(world.rows or [], dtype=EVENTS)
    return Outcome(from_day=world.from_day, to_day=world.to_day, alive_days=counts.alive_days, events=events, **arrays)
