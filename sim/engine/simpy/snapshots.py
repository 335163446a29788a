"""Snapshots: the counters as they stand at a day inside the period, with what is under way; the run stays the same."""

from sim.engine.simpy.state import Person, State, counts_by_need, need_row
from sim.engine.simpy.stays import days_at_75
from sim.engine.simpy.tables import Snapshot
from sim.tables.tables import NO_REASON


def take_snapshot(state: State) -> None:
    """Note every counter up to now, with the days of people and places that are not yet in it."""
    counters = Snapshot(state.now, state.counts)
    for resource in range(state.resources):
        _add_resource(state, counters, resource)
    for person in state.people.values():
        if person.place >= 0 and person.place != person.residence:
            _add_stay(state, counters, person)
        if person.reserved >= 0:
            counters.reserved_days[person.reserved] += state.measured(person.reserved_since)
    state.snapshots.append(counters)


def _add_resource(state: State, counters: Snapshot, resource: int) -> None:
    used, capacity = state.used[resource], state.capacity[resource]
    days = state.measured(state.used_since[resource])
    if days > 0.0:
        counters.used_days[resource] += used * days
        if state.parameters.limited[resource] and used > capacity:
            counters.surge_days[resource] += (used - capacity) * days
    counters.queue_days[resource] += len(state.queue[resource]) * state.measured(state.queue_since[resource])
    counters.capacity_days[resource] += capacity * state.measured(state.capacity_since[resource])


def _add_stay(state: State, counters: Snapshot, person: Person) -> None:
    """Add the days of somebody away from home: in a bed, delayed, and of the place kept at home meanwhile."""
    place, days, in_hospital = person.place, state.measured(person.counted), state.parameters.is_hospital[person.place]
    if person.reason != NO_REASON and not state.parameters.is_residence[place]:
        older = days_at_75(state, person, days)
        counters.delayed[place][person.reason][1] += older
        counters.delayed[place][person.reason][0] += days - older
        if in_hospital:
            _add_need_days(state, counters, person, 1, days)
    elif in_hospital:
        _add_need_days(state, counters, person, 0, days)
    if person.holds_place:
        counters.hold_days[person.residence] += state.measured(person.away_since)


def _add_need_days(state: State, counters: Snapshot, person: Person, delayed: int, days: float) -> None:
    if counts_by_need(state, person):
        counters.need_days[need_row(state, person)][delayed] += days
