"""Places: who has one, who waits for one and in what order, and the days counted in each."""

from sim.engine.compiled.offers import first_in_line, first_to_offer, takes_turn
from sim.engine.compiled.state import log, measured, own_places, wide
from sim.engine.compiled.stays import count_days
from sim.engine.compiled.tables import Person, State
from sim.jit import jit, jit_inline, jit_noinline
from sim.outcome import Kind
from sim.tables.tables import LAST_DAYS, NO_REASON, TICK

NO_ONE, NEVER = -1, -2
"""Who is the next to be offered a place `at_once`: a record, or no one now; at the start never."""


@jit_inline
def on_grid(days: float) -> float:
    """Return a time moved to the nearest tick."""
    return int(days / TICK + 0.5) * TICK


@jit_inline
def count(state: State, person: Person) -> None:
    """Add the days since the person was last counted to where they are, and to their spell."""
    since = person.counted
    person.counted = state.now
    if person.place >= 0 and state.now > since:
        _count_since(state, person, since)


@jit
def _count_since(state: State, person: Person, since: float) -> None:
    if state.parameters.is_hospital[person.place]:
        _count_last_days(state, person, since)
    days = measured(state, since)
    if days != 0.0:
        count_days(state, person, days)


@jit_inline
def _count_last_days(state: State, person: Person, since: float) -> None:
    window = person.death_day - LAST_DAYS
    start = since if since > window else window
    if state.now > start:
        state.counts.last_days[person.identity] += state.now - start


@jit_inline
def set_reason(state: State, person: Person, reason: int) -> None:
    """Count up to now, then let the person wait for this reason (`NO_REASON`: not delayed)."""
    count(state, person)
    if person.place >= 0 and state.parameters.is_hospital[person.place]:
        if person.reason != NO_REASON:
            state.delayed_now[person.reason] -= 1
        if reason != NO_REASON:
            state.delayed_now[reason] += 1
    person.reason = reason


@jit
def use(state: State, resource: int, amount: float) -> None:
    """Take (or, below zero, free) an amount of a setting's places or a team, and offer what falls free."""
    before = state.used[resource]
    _count_use(state, resource)
    state.used[resource] = before + amount
    if amount < 0:
        offer_again(state, resource)


@jit_inline
def offer_again(state: State, resource: int) -> None:
    """Note that a resource, and those that share its pool, may have room."""
    pool = state.parameters.pool[resource]
    to_offer(state, resource)
    if pool >= 0:
        for other in range(state.resources):
            if other != resource and state.parameters.pool[other] == pool:
                to_offer(state, other)


@jit_inline
def to_offer(state: State, resource: int) -> None:
    """Put a resource last in the line of those to be offered, unless it stands there already."""
    for at in range(state.freed_count):
        if state.to_offer[at] == resource:
            return
    state.to_offer[state.freed_count] = resource
    state.freed_count = state.freed_count + 1


@jit_inline
def _count_use(state: State, resource: int) -> None:
    days = measured(state, state.used_since[resource])
    state.used_since[resource] = state.now
    if days > 0.0:
        used = state.used[resource]
        state.counts.used_days[resource] += used * days
        if state.parameters.limited[resource] and used >= state.capacity[resource]:
            state.counts.full_days[resource] += days
            state.counts.surge_days[resource] += (used - state.capacity[resource]) * days


@jit_inline
def _count_queue(state: State, resource: int) -> None:
    state.counts.queue_days[resource] += state.queue_length[resource] * measured(state, state.queue_since[resource])
    state.queue_since[resource] = state.now


@jit
def has_room(state: State, resource: int, amount: float) -> bool:
    """Return whether an amount more fits: own places and surge first, then the pool's."""
    if not state.parameters.limited[resource]:
        return True
    own = own_places(state, resource)
    if state.used[resource] + amount <= own:
        return True
    pool = state.parameters.pool[resource]
    if pool < 0:
        return False
    beyond = state.used[resource] + amount - own
    for other in range(state.resources):
        if other != resource and state.parameters.pool[other] == pool:
            over = state.used[other] - own_places(state, other)
            beyond += over if over > 0 else 0.0
    return bool(beyond <= state.pool_capacity[pool])


@jit_inline
def is_open_to(state: State, resource: int, amount: float) -> bool:
    """Return whether somebody new would be taken at once: room, and nobody waiting."""
    return state.queue_length[resource] == 0 and has_room(state, resource, amount)


@jit
def join(state: State, person: Person, resource: int, amount: float, ahead: float, since: float) -> bool:
    """Put a person on a waiting list (the first in it is offered a place at once); False: the list is full.

    `amount` in places or hours a week; `ahead`: days by which they stand ahead, beyond those of the order of the list;
    `since`: the day from which they wait.
    """
    limit = state.parameters.queue_limit[resource, person.place]
    if limit >= 0 and state.queue_length[resource] >= limit and not is_open_to(state, resource, amount):
        log(state, Kind.TURNED_AWAY, person, resource, amount)
        if state.now >= state.from_day:
            state.counts.turned_away[resource] += 1
        return False
    person.wait_for, person.wait_since, person.wait_amount = resource, since, amount
    log(state, Kind.WAIT, person, resource, amount)
    if state.at_once == NO_ONE and state.freed_count == 0 and is_open_to(state, resource, amount):
        state.at_once = person.record
    else:
        _count_queue(state, resource)
        _stand_in(state, person, resource, since, ahead)
        to_offer(state, resource)
    return True


@jit_inline
def _goes_before(person: Person, other: Person) -> bool:
    """Return whether a person stands before another: by class, then priority, then need, then time, then person."""
    if person.wait_class != other.wait_class:
        return bool(person.wait_class < other.wait_class)
    if person.wait_priority != other.wait_priority:
        return bool(person.wait_priority < other.wait_priority)
    if person.wait_kind != other.wait_kind:
        return bool(person.wait_kind < other.wait_kind)
    if person.wait_stands != other.wait_stands:
        return bool(person.wait_stands < other.wait_stands)
    return bool(person.identity < other.identity)


@jit
def _stand_in(state: State, person: Person, resource: int, since: float, ahead: float) -> None:
    parameters, origin = state.parameters, person.place
    person.wait_stands = since - parameters.order_priority_days[resource, origin] - ahead
    person.wait_class = parameters.queue_class[resource, origin]
    person.wait_priority = parameters.order_priority[resource, origin]
    person.wait_kind = parameters.need_priority[max(int(person.need), 0)] if person.row >= 0 else 0
    low, high = 0, state.queue_length[resource]
    while low < high:
        middle = (low + high) >> 1
        if _goes_before(person, state.people[state.queue[resource, middle]]):
            high = middle
        else:
            low = middle + 1
    for at in range(state.queue_length[resource], low, -1):
        state.queue[resource, at] = state.queue[resource, at - 1]
    state.queue[resource, low] = person.record
    state.queue_length[resource] += 1
    state.in_class[resource, person.wait_class] += 1
    state.longest_queue = max(state.longest_queue, state.queue_length[resource])


@jit
def leave_queue(state: State, person: Person) -> None:
    """Take a person off the waiting list they are on, if any."""
    if person.wait_for >= 0:
        _count_queue(state, person.wait_for)
        _take_out(state, person, person.wait_for)
        to_offer(state, person.wait_for)
        person.wait_for = -1


@jit_inline
def _take_out(state: State, person: Person, resource: int) -> None:
    at = 0
    while state.queue[resource, at] != person.record:
        at += 1
    for behind in range(at + 1, state.queue_length[resource]):
        state.queue[resource, behind - 1] = state.queue[resource, behind]
    state.queue_length[resource] -= 1
    state.in_class[resource, person.wait_class] -= 1


@jit_inline
def next_offer(state: State) -> int:
    """Take the next person who can be offered a place off their waiting list: their record; -1 when nobody can move."""
    if state.at_once >= 0:
        at = state.at_once
        state.at_once = NO_ONE
        return int(at)
    while state.freed_count > 0:
        resource = first_to_offer(state)
        if state.queue_length[resource] > 0:
            person = state.people[state.queue[resource, first_in_line(state, resource)]]
            if has_room(state, resource, person.wait_amount):
                _count_queue(state, resource)
                takes_turn(state, resource, wide(person.wait_class))
                _take_out(state, person, resource)
                return int(person.record)
        _offered_in_vain(state, resource)
    return -1


@jit
def _offered_in_vain(state: State, resource: int) -> None:
    at = 0
    while state.to_offer[at] != resource:
        at += 1
    for behind in range(at + 1, state.freed_count):
        state.to_offer[behind - 1] = state.to_offer[behind]
    state.freed_count = state.freed_count - 1


@jit_noinline
def close_books(state: State) -> None:
    """Count everybody and everything up to the end of the run."""
    for resource in range(state.resources):
        _count_use(state, resource)
        _count_queue(state, resource)
    for at in range(len(state.people)):
        person = state.people[at]
        if state.gone[at] or (person.place < 0 and person.reserved < 0):
            continue
        count(state, person)
        count_held(state, person, person.place)
        if person.place >= 0:
            state.counts.alive_days += measured(state, person.entered)
        if person.reserved >= 0:
            state.counts.reserved_days[person.reserved] += measured(state, person.reserved_since)


@jit
def count_held(state: State, person: Person, place: int) -> None:
    """Add the days for which a place at home has been kept for someone who was away, in this place."""
    if person.holds_place and place >= 0 and place != person.residence:
        state.counts.hold_days[person.residence] += measured(state, person.away_since)
