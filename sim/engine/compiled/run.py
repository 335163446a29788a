"""The run: from day 0 through the streams of events to come, changes of capacity and midnights, to the outcome."""

from collections.abc import Callable, Sequence
from functools import partial
from math import inf
from typing import cast

import numpy as np
from numpy.typing import NDArray

from sim.demand.demand import Demand
from sim.engine.checkpoint import Checkpoint
from sim.engine.compiled.ahead import NEEDS, ask_for_need
from sim.engine.compiled.calendar import first_day, first_order, identity_of, order_of, take
from sim.engine.compiled.checkpoint import Kept, keep, take_up
from sim.engine.compiled.delay import declines, hold_expires, offered, process_ends, withdraws
from sim.engine.compiled.home import dies, need_arises, reneges, review
from sim.engine.compiled.hospital import becomes_ready, moves
from sim.engine.compiled.layout import ROOM, enlarge, lay_out, outcome
from sim.engine.compiled.memory import Held
from sim.engine.compiled.places import NO_ONE, close_books, next_offer, offer_again, to_offer, use
from sim.engine.compiled.records import lay_aside, open_record, record
from sim.engine.compiled.snapshots import take_snapshot
from sim.engine.compiled.spare import keep_while
from sim.engine.compiled.start import comes_in, start_delayed, start_homes, start_people, start_present, start_waiting
from sim.engine.compiled.state import count_capacity, write_row
from sim.engine.compiled.tables import State
from sim.engine.compiled.ways_out import takes_other_way
from sim.jit import jit, jit_cached, jit_inline, jit_noinline
from sim.outcome import EVENTS, Endless, Kind, Log, Outcome, Rank
from sim.tables.tables import Tables

LAST = 2**62
"""Where what does not happen now stands in the order of an instant."""


def run(
    tables: Tables,
    demand: Demand,
    from_day: float,
    log: Log = False,
    snapshot_days: Sequence[float] = (),
    checkpoint: Checkpoint | None = None,
) -> Outcome:
    """Run one option of one replication in machine code up to `demand.to_day`, and count from `from_day`.

    `log`: whether the event log is kept, or who gets it; `snapshot_days`: days at which the counters are noted, rising.
    What a `checkpoint` holds already is not run again, unless somebody gets the log; an empty one is filled on the way.
    """
    keep_while(demand.needs)
    if callable(log):
        state = lay_out(tables, demand, from_day, True, snapshot_days)
        _go_on(state, log, tables, demand.to_day)
        return outcome(state, np.empty(0, dtype=EVENTS))
    state, logged = _begun(tables, demand, from_day, log, snapshot_days, checkpoint)
    _go_on(state, partial(_add_rows, logged), tables, demand.to_day)
    return outcome(state, logged)


def _begun(
    tables: Tables,
    demand: Demand,
    from_day: float,
    log: bool,
    snapshot_days: Sequence[float],
    checkpoint: Checkpoint | None,
) -> tuple[Held, NDArray[np.void]]:
    """Return a state and its log: as on day 0, or gone on to a checkpoint, which is filled if it is empty."""
    if checkpoint is None:
        return lay_out(tables, demand, from_day, log, snapshot_days), np.empty(0, dtype=EVENTS)
    if checkpoint.serves(tables, demand):
        return take_up(cast(Kept, checkpoint.state), tables, demand, snapshot_days)
    state, logged = _begun(tables, demand, from_day, log, snapshot_days, checkpoint.before)
    if checkpoint.state is None and 0 < checkpoint.day < demand.to_day:
        _go_on(state, partial(_add_rows, logged), tables, checkpoint.day)
        checkpoint.state, checkpoint.tables, checkpoint.demand = (
            keep(state, logged, tables, snapshot_days),
            tables,
            demand,
        )
    return state, logged


def _go_on(state: Held, take_rows: Callable[[NDArray[np.void]], None], tables: Tables, until: float) -> None:
    """Run up to a day, and hand over the rows of the event log of these days."""
    state.put("until", until)
    try:
        while not _live(cast(State, state)):
            take_rows(state.arrays["events"][: state.get("rows")])
            enlarge(state)
    except Endless:
        raise Endless((*tables.setting_names, "outside")[state.get("endless_in")]) from None
    take_rows(state.arrays["events"][: state.get("rows")])
    state.put("rows", 0)


def _add_rows(logged: NDArray[np.void], rows: NDArray[np.void]) -> None:
    """Make the log longer where it lies: two copies of a long one would take twice its memory."""
    count = len(logged)
    logged.resize(count + len(rows), refcheck=False)
    logged[count:] = rows


@jit_cached
def _live(state: State) -> bool:
    """Start, or go on, up to `state.until`; False: something is full and must be enlarged first."""
    if state.started == 0:
        state.started = 1
        _pass_spells_under_way(state)
        start_people(state)
        start_homes(state)
        start_delayed(state)
        start_waiting(state)
        start_present(state)
        state.at_once = NO_ONE
    if not _step_through(state):
        return False
    if state.until < state.to_day:
        return True
    state.now = state.to_day
    close_books(state)
    for resource in range(state.resources):
        count_capacity(state, resource)
    return True


@jit
def _pass_spells_under_way(state: State) -> None:
    """Let needs arise from the first that is not a spell under way on day 0: these stand first."""
    while state.needs < len(state.demand.needs) and state.demand.needs[state.needs].mark < 0:
        state.needs = state.needs + 1


@jit_noinline
def _has_room(state: State) -> bool:
    """Find for how many events the calendar, the log and the lists surely have room, and return whether for any."""
    room = min(len(state.heap) - state.planned, state.queue.shape[1] - state.longest_queue)
    room = min(room, len(state.stays) - state.stay_count, len(state.spells) - state.spell_count)
    if state.keeps_log:
        room = min(room, len(state.events) - state.rows)
    state.room_for = min(room // ROOM, state.blank_count)
    return state.room_for > 0


@jit_inline
def settle(state: State) -> bool:
    """Offer what is free until nobody can move; False: there was no room to go on."""
    while state.room_for > 0 or _has_room(state):
        state.room_for = state.room_for - 1
        if state.freed_count == 0 and state.at_once < 0:
            return True
        at = next_offer(state)
        if at >= 0:
            offered(state, state.people[at])
    return False


@jit
def _step_through(state: State) -> bool:
    while settle(state):
        known = need = inf
        if state.known < len(state.known_day):
            known = state.known_day[state.known]
        if state.needs < len(state.demand.needs):
            need = state.demand.needs[state.needs].day
        planned = first_day(state, min(known, need, state.until))
        first = min(planned, known, need)
        if first >= state.until:
            return True
        order = min(
            first_order(state) if planned == first else LAST,
            state.known_order[state.known] if known == first else LAST,
            order_of(Rank.NEED.value, state.demand.needs[state.needs].person) if need == first else LAST,
        )
        state.now = first
        if planned == first and first_order(state) == order:
            take(state)
            _happens(state, order)
        elif order >> 32 == Rank.NEED.value:
            ask_for_need(state, state.needs + NEEDS)
            state.needs = state.needs + 1
            _need_arises(state, state.needs - 1)
        else:
            state.known = state.known + 1
            _known_happens(state, order >> 32, state.known_index[state.known - 1])
    return False


@jit_inline
def _need_arises(state: State, row: int) -> None:
    """Let a need arise in somebody; whoever comes from outside stays only where the response keeps them."""
    need = state.demand.needs[row]
    outside = need.person >= state.population
    person = state.people[open_record(state, need.person, need.key) if outside else need.person]
    if not state.gone[person.record]:
        need_arises(state, person, row)
        if outside and person.row < 0:
            lay_aside(state, person)


@jit_inline
def _happens(state: State, order: int) -> None:
    """Let what was planned happen; it is void if it is no longer what is due."""
    rank, at = order >> 32, record(state, identity_of(order))
    if at < 0 or state.people[at].due[rank] != state.now:
        return
    person = state.people[at]
    person.due[rank] = inf
    if rank == Rank.READY:
        becomes_ready(state, person)
    elif rank == Rank.PROCESS:
        process_ends(state, person)
    elif rank == Rank.DOOR:
        moves(state, person)
    elif rank == Rank.HOLD_EXPIRES:
        hold_expires(state, person)
    elif rank == Rank.REVIEW:
        review(state, person)
    elif rank == Rank.WITHDRAW and person.pathway < 0:
        reneges(state, person)
    elif rank == Rank.WITHDRAW and person.takes_other_way:
        takes_other_way(state, person)
    elif rank == Rank.WITHDRAW:
        withdraws(state, person)
    elif rank == Rank.DECLINE:
        declines(state, person)


@jit
def _known_happens(state: State, rank: int, index: int) -> None:
    """Let the next of what was certain beforehand happen."""
    if rank == Rank.CENSUS:
        census(state)
    elif rank == Rank.PERIOD_ENDS:
        take_snapshot(state)
    elif rank == Rank.CAPACITY:
        capacity_changes(state, state.parameters.change_of[index], state.parameters.change_to[index])
    else:
        person = state.people[index]
        if rank == Rank.BIRTHDAY:
            comes_in(state, person, state.demand.start_setting[index])
        elif person.place >= 0 and not state.gone[index]:
            dies(state, person)


@jit_noinline
def capacity_changes(state: State, resource: int, capacity: float) -> None:
    """From now on a setting, team or pool has another capacity; a new bed is offered at once."""
    if resource >= state.resources:
        pool_changes(state, resource - state.resources, capacity)
        return
    use(state, resource, 0.0)
    count_capacity(state, resource)
    state.capacity[resource] = capacity
    write_row(state, Kind.CAPACITY, -1, -1, resource, capacity)
    offer_again(state, resource)


@jit
def pool_changes(state: State, pool: int, capacity: float) -> None:
    """From now on a pool has another capacity; its places are offered to the settings that share it."""
    state.pool_capacity[pool] = capacity
    for resource in range(state.resources):
        if state.parameters.pool[resource] == pool:
            to_offer(state, resource)


@jit_noinline
def census(state: State) -> None:
    """Write down, at midnight, who is where."""
    at = state.midnights
    state.midnights = at + 1
    for resource in range(state.resources):
        state.counts.occupied[at, resource] = state.used[resource]
        state.counts.queue[at, resource] = state.queue_length[resource]
    for reason in range(len(state.delayed_now)):
        state.counts.waiting_delayed[at, reason] = state.delayed_now[reason]
