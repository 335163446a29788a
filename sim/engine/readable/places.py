"""Places: who has one, who waits for one and in what order, and the days counted in each."""

from bisect import insort
from collections import Counter

from sim.engine.readable.world import NO_REASON, Person, World
from sim.outcome import Kind
from sim.tables.contract import TICK

LAST_DAYS = 183.0


def on_grid(days: float) -> float:
    """Return a time moved to the nearest tick."""
    return int(days / TICK + 0.5) * TICK


def count(world: World, person: Person) -> None:
    """Add the days since the person was last counted to where they are, and to their spell."""
    place, now = person.place, world.now
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
    if rules.at_home[place] and person.identity < world.population:
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
    if world.now > start:
        world.counts.last_days[person.identity] += world.now - start


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
    to_offer(world, resource)
    if pool >= 0:
        for other in range(world.resources):
            if other != resource and world.rules.pool[other] == pool:
                to_offer(world, other)


def to_offer(world: World, resource: int) -> None:
    """Put a resource last in the line of those to be offered, unless it stands there already."""
    if resource not in world.freed:
        world.freed.append(resource)


def _count_use(world: World, resource: int) -> None:
    days = world.measured(world.used_since[resource])
    world.used_since[resource] = world.now
    if days > 0.0:
        used = world.used[resource]
        world.counts.used_days[resource] += used * days
        if world.rules.limited[resource] and used > world.capacity[resource]:
            world.counts.surge_days[resource] += (used - world.capacity[resource]) * days


def _count_queue(world: World, resource: int) -> None:
    world.counts.queue_days[resource] += len(world.queue[resource]) * world.measured(world.queue_since[resource])
    world.queue_since[resource] = world.now


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


def join(world: World, person: Person, resource: int, amount: float, ahead: float, since: float | None = None) -> bool:
    """Put a person on a waiting list (the first in it is offered a place at once); False: the list is full."""
    rules = world.rules
    limit = rules.queue_limit[resource]
    if limit >= 0 and len(world.queue[resource]) >= limit and not is_open_to(world, resource, amount):
        world.log(Kind.TURNED_AWAY, person, resource, amount)
        if world.now >= world.from_day:
            world.counts.turned_away[resource] += 1
        return False
    origin = person.place
    kind = rules.need_priority[max(world.need_of_row[person.row], 0)] if person.row >= 0 else 0
    joined = world.now if since is None else since
    stands = joined - rules.order_ahead[resource][origin] - ahead
    person.wait_key = (rules.order_priority[resource][origin], kind, stands, person.identity)
    person.wait_for, person.wait_since, person.wait_amount = resource, joined, amount
    _count_queue(world, resource)
    insort(world.queue[resource], person.wait_key)
    to_offer(world, resource)
    world.log(Kind.WAIT, person, resource, amount)
    return True


def leave_queue(world: World, person: Person) -> None:
    """Take a person off the waiting list they are on, if any."""
    if person.wait_for >= 0:
        _count_queue(world, person.wait_for)
        world.queue[person.wait_for].remove(person.wait_key)
        to_offer(world, person.wait_for)
        person.wait_for = -1


def next_offer(world: World) -> Person | None:
    """Take the next person who can be offered a place off their waiting list; None when nobody can move."""
    while world.freed:
        resource = _first_to_offer(world)
        if world.queue[resource]:
            person = _first_in_line(world, resource)
            if has_room(world, resource, person.wait_amount):
                _count_queue(world, resource)
                world.queue[resource].remove(person.wait_key)
                return person
        world.freed.remove(resource)
    return None


def _first_to_offer(world: World) -> int:
    """Return the first resource in the line, or of those in its pool the one for which most people wait."""
    first = world.freed[0]
    pool = world.rules.pool[first]
    if pool < 0 or not world.rules.pool_longest_first[pool]:
        return first
    sharing = [resource for resource in world.freed if world.rules.pool[resource] == pool]
    return max(sharing, key=lambda resource: len(world.queue[resource]))


def _first_in_line(world: World, resource: int) -> Person:
    """Return who is offered the next place: the first of all, or where there are several lists, of the longest."""
    by = world.rules.longest_list_by[resource]
    if by < 0:
        return world.people[world.queue[resource][0][3]]
    people = [world.people[key[3]] for key in world.queue[resource]]
    lists = [person.place if by == 0 else _need(world, person) for person in people]
    length = Counter(lists)
    return people[lists.index(max(lists, key=length.__getitem__))]


def _need(world: World, person: Person) -> int:
    return world.need_of_row[person.row] if person.row >= 0 else -1


def close_books(world: World) -> None:
    """Count everybody and everything up to the end of the run."""
    for resource in range(world.resources):
        _count_use(world, resource)
        _count_queue(world, resource)
    for person in world.people.values():
        count(world, person)
        count_kept(world, person, person.place)
        if person.place >= 0:
            world.counts.alive_days += world.measured(person.entered)
        if person.reserved >= 0:
            world.counts.reserved_days[person.reserved] += world.measured(person.reserved_since)


def count_kept(world: World, person: Person, place: int) -> None:
    """Add the days for which a place at home has been kept for someone who was away, in this place."""
    if person.keeps and place >= 0 and place != person.residence:
        world.counts.kept_days[person.residence] += world.measured(person.away_since)
