"""Places: who has one, who waits for one and in what order, and the days counted in each."""

from sim.engine.compiled.memory import World
from sim.engine.compiled.world import NO_REASON, Person, log, measured
from sim.machine_code import compiled, inlined
from sim.outcome import Kind
from sim.tables.contract import TICK

LAST_DAYS = 183.0
NO_ONE, NEVER = -1, -2
"""Who is the next to be offered a place `at_once`: a record, or no one now; at the start never."""


@inlined
def on_grid(days: float) -> float:
    """Return a time moved to the nearest tick."""
    return int(days / TICK + 0.5) * TICK


@inlined
def count(world: World, person: Person) -> None:
    """Add the days since the person was last counted to where they are, and to their spell."""
    since = person.counted
    person.counted = world.now
    if person.place >= 0 and world.now > since:
        _count_since(world, person, since)


@compiled
def _count_since(world: World, person: Person, since: float) -> None:
    counts, rules, place = world.counts, world.rules, person.place
    if rules.is_hospital[place]:
        _count_last_days(world, person, since)
    days = measured(world, since)
    if days == 0.0:
        return
    counts.person_days[place] += days
    if rules.at_home[place] and person.identity < world.population:
        counts.home_days[person.identity] += days
    if person.reason != NO_REASON and not rules.is_residence[place]:
        counts.delayed[place, person.reason, person.old] += days
        if rules.is_hospital[place]:
            counts.delayed_days[person.row] += days
    elif rules.is_hospital[place]:
        counts.active_days[person.row] += days


@inlined
def _count_last_days(world: World, person: Person, since: float) -> None:
    window = person.death_day - LAST_DAYS
    start = since if since > window else window
    if world.now > start:
        world.counts.last_days[person.identity] += world.now - start


@inlined
def set_reason(world: World, person: Person, reason: int) -> None:
    """Count up to now, then let the person wait for this reason (`NO_REASON`: not delayed)."""
    count(world, person)
    if person.place >= 0 and world.rules.is_hospital[person.place]:
        if person.reason != NO_REASON:
            world.delayed_now[person.reason] -= 1
        if reason != NO_REASON:
            world.delayed_now[reason] += 1
    person.reason = reason


@compiled
def use(world: World, resource: int, amount: float) -> None:
    """Take (or, below zero, free) an amount of a setting's places or a team, and offer what falls free."""
    before = world.used[resource]
    _count_use(world, resource)
    world.used[resource] = before + amount
    if amount < 0:
        offer_again(world, resource)


@inlined
def offer_again(world: World, resource: int) -> None:
    """Note that a resource, and those that share its pool, may have room."""
    pool = world.rules.pool[resource]
    to_offer(world, resource)
    if pool >= 0:
        for other in range(world.resources):
            if other != resource and world.rules.pool[other] == pool:
                to_offer(world, other)


@inlined
def to_offer(world: World, resource: int) -> None:
    """Put a resource last in the line of those to be offered, unless it stands there already."""
    for at in range(world.freed_count):
        if world.freed[at] == resource:
            return
    world.freed[world.freed_count] = resource
    world.freed_count = world.freed_count + 1


@inlined
def _count_use(world: World, resource: int) -> None:
    days = measured(world, world.used_since[resource])
    world.used_since[resource] = world.now
    if days > 0.0:
        used = world.used[resource]
        world.counts.used_days[resource] += used * days
        if world.rules.limited[resource] and used > world.capacity[resource]:
            world.counts.surge_days[resource] += (used - world.capacity[resource]) * days


@inlined
def _count_queue(world: World, resource: int) -> None:
    world.counts.queue_days[resource] += world.queue_length[resource] * measured(world, world.queue_since[resource])
    world.queue_since[resource] = world.now


@compiled
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


@inlined
def is_open_to(world: World, resource: int, amount: float) -> bool:
    """Return whether somebody new would be taken at once: room, and nobody waiting."""
    return world.queue_length[resource] == 0 and has_room(world, resource, amount)


@compiled
def join(world: World, person: Person, resource: int, amount: float, ahead: float, since: float) -> bool:
    """Put a person on a waiting list (the first in it is offered a place at once); False: the list is full."""
    limit = world.rules.queue_limit[resource]
    if limit >= 0 and world.queue_length[resource] >= limit and not is_open_to(world, resource, amount):
        log(world, Kind.TURNED_AWAY, person, resource, amount)
        if world.now >= world.from_day:
            world.counts.turned_away[resource] += 1
        return False
    person.wait_for, person.wait_since, person.wait_amount = resource, since, amount
    log(world, Kind.WAIT, person, resource, amount)
    if world.at_once == NO_ONE and world.freed_count == 0 and is_open_to(world, resource, amount):
        world.at_once = person.record
    else:
        _count_queue(world, resource)
        _stand_in(world, person, resource, since, ahead)
        to_offer(world, resource)
    return True


@inlined
def _goes_before(person: Person, other: Person) -> bool:
    """Return whether a person stands before another: by priority, then need, then time, then person."""
    if person.wait_priority != other.wait_priority:
        return bool(person.wait_priority < other.wait_priority)
    if person.wait_kind != other.wait_kind:
        return bool(person.wait_kind < other.wait_kind)
    if person.wait_stands != other.wait_stands:
        return bool(person.wait_stands < other.wait_stands)
    return bool(person.identity < other.identity)


@compiled
def _stand_in(world: World, person: Person, resource: int, since: float, ahead: float) -> None:
    rules, origin = world.rules, person.place
    person.wait_stands = since - rules.order_ahead[resource, origin] - ahead
    person.wait_priority = rules.order_priority[resource, origin]
    person.wait_kind = rules.need_priority[max(int(person.need), 0)] if person.row >= 0 else 0
    low, high = 0, world.queue_length[resource]
    while low < high:
        middle = (low + high) >> 1
        if _goes_before(person, world.people[world.queue[resource, middle]]):
            high = middle
        else:
            low = middle + 1
    for at in range(world.queue_length[resource], low, -1):
        world.queue[resource, at] = world.queue[resource, at - 1]
    world.queue[resource, low] = person.record
    world.queue_length[resource] += 1
    world.longest_queue = max(world.longest_queue, world.queue_length[resource])


@compiled
def leave_queue(world: World, person: Person) -> None:
    """Take a person off the waiting list they are on, if any."""
    if person.wait_for >= 0:
        _count_queue(world, person.wait_for)
        _take_out(world, person, person.wait_for)
        to_offer(world, person.wait_for)
        person.wait_for = -1


@inlined
def _take_out(world: World, person: Person, resource: int) -> None:
    at = 0
    while world.queue[resource, at] != person.record:
        at += 1
    for behind in range(at + 1, world.queue_length[resource]):
        world.queue[resource, behind - 1] = world.queue[resource, behind]
    world.queue_length[resource] -= 1


@inlined
def next_offer(world: World) -> int:
    """Take the next person who can be offered a place off their waiting list: their record; -1 when nobody can move."""
    if world.at_once >= 0:
        at = world.at_once
        world.at_once = NO_ONE
        return int(at)
    while world.freed_count > 0:
        resource = _first_to_offer(world)
        if world.queue_length[resource] > 0:
            person = world.people[world.queue[resource, _first_in_line(world, resource)]]
            if has_room(world, resource, person.wait_amount):
                _count_queue(world, resource)
                _take_out(world, person, resource)
                return int(person.record)
        _offered_in_vain(world, resource)
    return -1


@compiled
def _offered_in_vain(world: World, resource: int) -> None:
    at = 0
    while world.freed[at] != resource:
        at += 1
    for behind in range(at + 1, world.freed_count):
        world.freed[behind - 1] = world.freed[behind]
    world.freed_count = world.freed_count - 1


@inlined
def _first_to_offer(world: World) -> int:
    """Return the first resource in the line, or of those in its pool the one for which most people wait."""
    first = world.freed[0]
    pool = world.rules.pool[first]
    if pool >= 0 and world.rules.pool_longest_first[pool]:
        for at in range(1, world.freed_count):
            other = world.freed[at]
            if world.rules.pool[other] == pool and world.queue_length[other] > world.queue_length[first]:
                first = other
    return int(first)


@inlined
def _first_in_line(world: World, resource: int) -> int:
    """Return where the one stands who is offered the next place: the first of all, or of the longest of the lists."""
    by = world.rules.longest_list_by[resource]
    if by < 0:
        return 0
    world.lists[:] = 0
    for at in range(world.queue_length[resource]):
        world.lists[_list_of(world, world.people[world.queue[resource, at]], by)] += 1
    longest = world.lists.max()
    for at in range(world.queue_length[resource]):
        if world.lists[_list_of(world, world.people[world.queue[resource, at]], by)] == longest:
            return at
    return 0


@compiled
def _list_of(world: World, person: Person, by: int) -> int:
    if by == 0:
        return int(person.place)
    return int(person.need) if person.row >= 0 else -1


@compiled
def close_books(world: World) -> None:
    """Count everybody and everything up to the end of the run."""
    for resource in range(world.resources):
        _count_use(world, resource)
        _count_queue(world, resource)
    for at in range(len(world.people)):
        person = world.people[at]
        if world.gone[at] or (person.place < 0 and person.reserved < 0):
            continue
        count(world, person)
        count_kept(world, person, person.place)
        if person.place >= 0:
            world.counts.alive_days += measured(world, person.entered)
        if person.reserved >= 0:
            world.counts.reserved_days[person.reserved] += measured(world, person.reserved_since)


@compiled
def count_kept(world: World, person: Person, place: int) -> None:
    """Add the days for which a place at home has been kept for someone who was away, in this place."""
    if person.keeps and place >= 0 and place != person.residence:
        world.counts.kept_days[person.residence] += measured(world, person.away_since)
