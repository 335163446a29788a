"""Places: who has one, who waits for one and in what order, and the days counted in each."""

from bisect import insort

from sim.engine.simpy.offers import first_in_line, first_to_offer, takes_turn
from sim.engine.simpy.state import Person, State, own_places
from sim.engine.simpy.stays import count_days
from sim.outcome import Kind
from sim.tables.tables import LAST_DAYS, NO_REASON, TICK


def on_grid(days: float) -> float:
    """Return a time moved to the nearest tick."""
    return int(days / TICK + 0.5) * TICK


def count(state: State, person: Person) -> None:
    """Add the days since the person was last counted to where they are, and to their spell."""
    place, now = person.place, state.now
    since, person.counted = person.counted, now
    if place < 0 or now <= since:
        return
    if state.parameters.is_hospital[place]:
        _count_last_days(state, person, since)
    days = state.measured(since)
    if days != 0.0:
        count_days(state, person, days)


def _count_last_days(state: State, person: Person, since: float) -> None:
    window = person.death_day - LAST_DAYS
    start = since if since > window else window
    if state.now > start:
        state.counts.last_days[person.identity] += state.now - start


def set_reason(state: State, person: Person, reason: int) -> None:
    """Count up to now, then let the person wait for this reason (`NO_REASON`: not delayed)."""
    count(state, person)
    if person.place >= 0 and state.parameters.is_hospital[person.place]:
        state.delayed_now[person.reason] -= person.reason != NO_REASON
        state.delayed_now[reason] += reason != NO_REASON
    person.reason = reason


def use(state: State, resource: int, amount: float) -> None:
    """Take (or, below zero, free) an amount of a setting's places or a team, and offer what falls free."""
    before = state.used[resource]
    _count_use(state, resource)
    state.used[resource] = before + amount
    if amount < 0:
        offer_again(state, resource)


def offer_again(state: State, resource: int) -> None:
    """Note that a resource, and those that share its pool, may have room."""
    pool = state.parameters.pool[resource]
    to_offer(state, resource)
    if pool >= 0:
        for other in range(state.resources):
            if other != resource and state.parameters.pool[other] == pool:
                to_offer(state, other)


def to_offer(state: State, resource: int) -> None:
    """Put a resource last in the line of those to be offered, unless it stands there already."""
    if resource not in state.to_offer:
        state.to_offer.append(resource)


def _count_use(state: State, resource: int) -> None:
    days = state.measured(state.used_since[resource])
    state.used_since[resource] = state.now
    if days > 0.0:
        used = state.used[resource]
        state.counts.used_days[resource] += used * days
        if state.parameters.limited[resource] and used >= state.capacity[resource]:
            state.counts.full_days[resource] += days
            state.counts.surge_days[resource] += (used - state.capacity[resource]) * days


def _count_queue(state: State, resource: int) -> None:
    state.counts.queue_days[resource] += len(state.queue[resource]) * state.measured(state.queue_since[resource])
    state.queue_since[resource] = state.now


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


def is_open_to(state: State, resource: int, amount: float) -> bool:
    """Return whether somebody new would be taken at once: room, and nobody waiting."""
    return not state.queue[resource] and has_room(state, resource, amount)


def join(state: State, person: Person, resource: int, amount: float, ahead: float, since: float | None = None) -> bool:
    """Put a person on a waiting list (the first in it is offered a place at once); False: the list is full.

    `amount` in places or hours a week; `ahead`: days by which they stand ahead, beyond those of the order of the list;
    `since`: the day from which they wait.
    """
    parameters = state.parameters
    limit = parameters.queue_limit[resource][person.place]
    if limit >= 0 and len(state.queue[resource]) >= limit and not is_open_to(state, resource, amount):
        state.log(Kind.TURNED_AWAY, person, resource, amount)
        if state.now >= state.from_day:
            state.counts.turned_away[resource] += 1
        return False
    origin = person.place
    need_priority = parameters.need_priority[max(state.need_of_row[person.row], 0)] if person.row >= 0 else 0
    joined = state.now if since is None else since
    stands = joined - parameters.order_priority_days[resource][origin] - ahead
    one, priority = parameters.queue_class[resource][origin], parameters.order_priority[resource][origin]
    person.wait_key = (one, priority, need_priority, stands, person.identity)
    person.wait_for, person.wait_since, person.wait_amount = resource, joined, amount
    _count_queue(state, resource)
    insort(state.queue[resource], person.wait_key)
    state.in_class[resource][one] += 1
    to_offer(state, resource)
    state.log(Kind.WAIT, person, resource, amount)
    return True


def leave_queue(state: State, person: Person) -> None:
    """Take a person off the waiting list they are on, if any."""
    if person.wait_for >= 0:
        _count_queue(state, person.wait_for)
        _take_out(state, person, person.wait_for)
        to_offer(state, person.wait_for)
        person.wait_for = -1


def _take_out(state: State, person: Person, resource: int) -> None:
    state.queue[resource].remove(person.wait_key)
    state.in_class[resource][person.wait_key[0]] -= 1


def next_offer(state: State) -> Person | None:
    """Take the next person who can be offered a place off their waiting list; None when nobody can move."""
    while state.to_offer:
        resource = first_to_offer(state)
        if state.queue[resource]:
            person = first_in_line(state, resource)
            if has_room(state, resource, person.wait_amount):
                _count_queue(state, resource)
                takes_turn(state, resource, person.wait_key[0])
                _take_out(state, person, resource)
                return person
        state.to_offer.remove(resource)
    return None


def close_books(state: State) -> None:
    """Count everybody and everything up to the end of the run."""
    for resource in range(state.resources):
        _count_use(state, resource)
        _count_queue(state, resource)
    for person in state.people.values():
        count(state, person)
        count_held(state, person, person.place)
        if person.place >= 0:
            state.counts.alive_days += state.measured(person.entered)
        if person.reserved >= 0:
            state.counts.reserved_days[person.reserved] += state.measured(person.reserved_since)


def count_held(state: State, person: Person, place: int) -> None:
    """Add the days for which a place at home has been kept for someone who was away, in this place."""
    if person.holds_place and place >= 0 and place != person.residence:
        state.counts.hold_days[person.residence] += state.measured(person.away_since)
