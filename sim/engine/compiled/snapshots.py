"""Snapshots: the counters as they stand at a day inside the period, with what is under way; the run stays the same."""

from sim.engine.compiled.state import counts_by_need, measured, need_row
from sim.engine.compiled.stays import days_at_75
from sim.engine.compiled.tables import Person, State
from sim.jit import jit_inline, jit_noinline
from sim.tables.tables import NO_REASON


@jit_noinline
def take_snapshot(state: State) -> None:
    """Note every counter up to now, with the days of people and places that are not yet in it."""
    at = state.snapshots.taken
    state.snapshots.taken = at + 1
    state.snapshots.day[at] = state.now
    _copy_tables(state, at)
    for resource in range(state.resources):
        _copy_resource(state, at, resource)
        _add_resource(state, at, resource)
    for record in range(len(state.people)):
        person = state.people[record]
        if state.gone[record]:
            continue
        if person.place >= 0 and person.place != person.residence:
            _add_stay(state, at, person)
        if person.reserved >= 0:
            state.snapshots.reserved_days[at, person.reserved] += measured(state, person.reserved_since)


@jit_inline
def _copy_tables(state: State, at: int) -> None:
    notes, counts = state.snapshots, state.counts
    settings, reasons, ages = counts.delayed.shape
    for setting in range(settings):
        for reason in range(reasons):
            for age in range(ages):
                notes.delayed[at, setting, reason, age] = counts.delayed[setting, reason, age]
    for need in range(counts.need_days.shape[0]):
        for delayed in range(2):
            notes.need_days[at, need, delayed] = counts.need_days[need, delayed]


@jit_inline
def _copy_resource(state: State, at: int, resource: int) -> None:
    notes, counts = state.snapshots, state.counts
    notes.used_days[at, resource] = counts.used_days[resource]
    notes.hold_days[at, resource] = counts.hold_days[resource]
    notes.reserved_days[at, resource] = counts.reserved_days[resource]
    notes.surge_days[at, resource] = counts.surge_days[resource]
    notes.capacity_days[at, resource] = counts.capacity_days[resource]
    notes.queue_days[at, resource] = counts.queue_days[resource]
    notes.waited_days[at, resource] = counts.waited_days[resource]
    notes.entered[at, resource] = counts.entered[resource]
    notes.boarded_in[at, resource] = counts.boarded_in[resource]
    notes.turned_away[at, resource] = counts.turned_away[resource]
    notes.waits[at, resource] = counts.waits[resource]
    notes.withdrew[at, resource] = counts.withdrew[resource]


@jit_inline
def _add_resource(state: State, at: int, resource: int) -> None:
    used, capacity = state.used[resource], state.capacity[resource]
    days = measured(state, state.used_since[resource])
    if days > 0.0:
        state.snapshots.used_days[at, resource] += used * days
        if state.parameters.limited[resource] and used > capacity:
            state.snapshots.surge_days[at, resource] += (used - capacity) * days
    queued = measured(state, state.queue_since[resource])
    state.snapshots.queue_days[at, resource] += state.queue_length[resource] * queued
    state.snapshots.capacity_days[at, resource] += capacity * measured(state, state.capacity_since[resource])


@jit_inline
def _add_stay(state: State, at: int, person: Person) -> None:
    """Add the days of somebody away from home: in a bed, delayed, and of the place kept at home meanwhile."""
    place, days, in_hospital = person.place, measured(state, person.counted), state.parameters.is_hospital[person.place]
    if person.reason != NO_REASON and not state.parameters.is_residence[place]:
        older = days_at_75(state, person, days)
        state.snapshots.delayed[at, place, person.reason, 1] += older
        state.snapshots.delayed[at, place, person.reason, 0] += days - older
        if in_hospital:
            _add_need_days(state, at, person, 1, days)
    elif in_hospital:
        _add_need_days(state, at, person, 0, days)
    if person.holds_place:
        state.snapshots.hold_days[at, person.residence] += measured(state, person.away_since)


@jit_inline
def _add_need_days(state: State, at: int, person: Person, delayed: int, days: float) -> None:
    if counts_by_need(state, person):
        state.snapshots.need_days[at, need_row(state, person), delayed] += days
