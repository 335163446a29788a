"""The run: from day 0 through the streams of events to come, changes of capacity and midnights, to the outcome."""

import gc
from collections.abc import Callable, Sequence
from dataclasses import fields
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.demand import Demand
from sim.engine.simpy.delay import offered, withdraws
from sim.engine.simpy.home import dies, need_arises, reneges, review
from sim.engine.simpy.hospital import moves
from sim.engine.simpy.places import close_books, next_offer, offer_again, to_offer, use
from sim.engine.simpy.snapshots import take_snapshot
from sim.engine.simpy.start import comes_in, start_delayed, start_homes, start_present, start_waiting
from sim.engine.simpy.state import Person, State
from sim.engine.simpy.tables import Spell
from sim.engine.simpy.ways_out import takes_other_way
from sim.outcome import (
    EVENTS,
    HOSPITAL_STAYS,
    Flags,
    Floats,
    Integers,
    Kind,
    Log,
    NeedRows,
    Outcome,
    Rank,
    Small,
    Snapshots,
    number_of_days,
)
from sim.tables.tables import Tables


def run(
    tables: Tables, demand: Demand, from_day: float, log: Log = False, snapshot_days: Sequence[float] = ()
) -> Outcome:
    """Run one option of one replication on SimPy up to `demand.to_day`, and count from `from_day`.

    `log`: whether the event log is kept, or who gets it; `snapshot_days`: days at which the counters are noted, rising.
    """
    state = State(tables, demand, from_day, bool(log))
    state.moves, state.review, state.stops_waiting = moves, review, _stops_waiting
    start_homes(state, demand)
    start_delayed(state, demand)
    start_waiting(state, demand)
    start_present(state, demand)
    settle(state)
    _streams(state, tables, demand)
    system = [-1] * len(snapshot_days)
    _stream(state, Rank.PERIOD_ENDS, [*snapshot_days], system, lambda _: take_snapshot(state))
    collecting = gc.isenabled()
    gc.disable()  # no cyclic garbage is made here, and scanning all people again and again costs a third of the time
    try:
        _step_through(state)
    finally:
        if collecting:
            gc.enable()
    close_books(state)
    events = np.asarray(state.rows or [], dtype=EVENTS)
    if callable(log):
        log(events)
    return _outcome(state, tables, events[:0] if callable(log) else events)


def _stops_waiting(state: State, person: Person) -> None:
    """Stop waiting: for a pathway (to take another one, or at home), else at the door of a setting."""
    if person.pathway >= 0 and person.takes_other_way:
        takes_other_way(state, person)
    elif person.pathway >= 0:
        withdraws(state, person)
    else:
        reneges(state, person)


def settle(state: State) -> None:
    """Offer what is free until nobody can move."""
    while (person := next_offer(state)) is not None:
        offered(state, person)


def _step_through(state: State) -> None:
    env = state.env
    while env.peek() < state.to_day:
        env.step()
        if state.to_offer:
            settle(state)
    env.run(until=state.to_day)
    state.now = state.to_day


def _streams(state: State, tables: Tables, demand: Demand) -> None:
    """Set going the streams of what is known beforehand: each event puts the next of its stream on the calendar."""
    _deaths(state, demand)
    _birthdays(state, demand)
    _needs(state, demand)
    changes = [*zip(tables.change_of.tolist(), tables.change_to.tolist(), strict=True)]
    system = [-1] * len(changes)
    _stream(state, Rank.CAPACITY, tables.change_day.tolist(), system, lambda at: capacity_changes(state, *changes[at]))
    midnights = [float(day) for day in range(number_of_days(demand.to_day))]
    _stream(state, Rank.CENSUS, midnights, [-1] * len(midnights), lambda at: census(state))


def _deaths(state: State, demand: Demand) -> None:
    death = demand.people.death_day[: demand.population]
    order = np.lexsort((np.arange(len(death)), death))
    dying = [state.people[i] for i in order[np.isfinite(death[order])].tolist()]
    days, people = [p.death_day for p in dying], [p.identity for p in dying]
    _stream(state, Rank.DEATH, days, people, lambda at: _dies_once(state, dying[at]))


def _birthdays(state: State, demand: Demand) -> None:
    enters = demand.people.enters_day[: demand.population]
    order = np.lexsort((np.arange(len(enters)), enters)).tolist()
    young = [state.people[i] for i in order if enters[i] > 0]
    homes = demand.people.start_setting.tolist()
    days, people = [float(enters[p.identity]) for p in young], [p.identity for p in young]
    _stream(state, Rank.BIRTHDAY, days, people, lambda at: comes_in(state, young[at], homes[young[at].identity]))


def _needs(state: State, demand: Demand) -> None:
    needs = demand.needs
    rows = np.flatnonzero(needs.mark >= 0).tolist()
    people = needs.person.tolist()
    need, mark, group, key = (column.tolist() for column in (needs.need, needs.mark, needs.group, needs.key))

    def arises(at: int) -> None:
        row = rows[at]
        if people[row] < demand.population and people[row] not in state.people:
            return  # has left for outside
        need_arises(state, state.person(people[row], key[row]), row, need[row], mark[row], group[row], key[row])

    _stream(state, Rank.NEED, needs.day[rows].tolist(), needs.person[rows].tolist(), arises)


def _dies_once(state: State, person: Person) -> None:
    if person.place >= 0:
        dies(state, person)


def _stream(
    state: State, rank: Rank, days: list[float], people: list[int], act: Callable[[int], None], at: int = 0
) -> None:
    """Put the next of a stream of known events on the calendar; happening, it puts the one after."""
    if at >= len(days):
        return

    def happens(_world: State) -> None:
        _stream(state, rank, days, people, act, at + 1)
        act(at)

    state.on_calendar(rank, people[at], days[at], happens)


def capacity_changes(state: State, resource: int, capacity: float) -> None:
    """From now on a setting, team or pool has another capacity; a new bed is offered at once."""
    if resource >= state.resources:
        pool_changes(state, resource - state.resources, capacity)
        return
    use(state, resource, 0.0)
    state.count_capacity(resource)
    state.capacity[resource] = capacity
    state.log(Kind.CAPACITY, None, resource, capacity)
    offer_again(state, resource)


def pool_changes(state: State, pool: int, capacity: float) -> None:
    """From now on a pool has another capacity; its places are offered to the settings that share it."""
    state.pool_capacity[pool] = capacity
    for resource in range(state.resources):
        if state.parameters.pool[resource] == pool:
            to_offer(state, resource)


def census(state: State) -> None:
    """Write down, at midnight, who is where."""
    state.counts.occupied.append(list(state.used))
    state.counts.queue.append([len(queue) for queue in state.queue])
    state.counts.waiting_delayed.append(list(state.delayed_now))


def _outcome(state: State, tables: Tables, events: NDArray[np.void]) -> Outcome:
    counts = state.counts
    for resource in range(state.resources):
        state.count_capacity(resource)
    spells = [*counts.spells, *(state.spells[row] for row in sorted(state.spells))]
    of_spells = {field.name: [getattr(spell, field.name) for spell in spells] for field in fields(Spell)}

    def columns(name: str) -> object:
        return of_spells[name] if name in of_spells else getattr(counts, name)

    dtypes: dict[Any, type[np.generic]] = {
        Floats: np.float64,
        Integers: np.int64,
        Small: np.int16,
        NeedRows: np.int32,
        Flags: np.bool_,
    }
    arrays: dict[str, Any] = {
        field.name: np.asarray(columns(field.name), dtype=dtypes[field.type])
        for field in fields(Outcome)
        if field.type in dtypes
    }
    arrays |= {"stays": _stays(state), "snapshots": _snapshots(state, tables)}
    return Outcome(from_day=state.from_day, to_day=state.to_day, alive_days=counts.alive_days, events=events, **arrays)


def _stays(state: State) -> NDArray[np.void]:
    """Return the stays in hospital that ended in the period, as they ended, and those under way, by row."""
    hospital = state.parameters.is_hospital
    inside = [person for person in state.people.values() if person.place >= 0 and hospital[person.place]]
    under_way = sorted((person.row, person.admitted_day, inf, -1, 0.0) for person in inside)
    return np.asarray([*state.counts.stays, *under_way], dtype=HOSPITAL_STAYS)


def _snapshots(state: State, tables: Tables) -> Snapshots:
    """Return the snapshots as arrays, in order; without any, arrays with no rows."""
    settings, needs = len(tables.setting_names), len(tables.need_names)
    delayed = (settings, len(state.delayed_now), 2)
    shapes: dict[str, tuple[int, ...]] = {"day": (), "need_days": (needs + 1, 2), "delayed": delayed}
    arrays: dict[str, Any] = {}
    for field in fields(Snapshots):
        values = np.asarray(
            [getattr(row, field.name) for row in state.snapshots],
            dtype=np.float64 if field.type == Floats else np.int64,
        )
        arrays[field.name] = values.reshape((len(state.snapshots), *shapes.get(field.name, (state.resources,))))
    return Snapshots(**arrays)
