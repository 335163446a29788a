"""The spell up to ready: moving in, the stay, the next ward of the path, boarding, and the choice of a way out."""

from collections.abc import Callable
from math import inf, isnan

from numba.extending import overload_method

from sim.demand.luck import Purpose
from sim.engine.compiled.delay import begin, straight_back, wait_for_place
from sim.engine.compiled.memory import Struct, World
from sim.engine.compiled.places import count_kept, is_open_to, join, on_grid, set_reason, use
from sim.engine.compiled.records import has_path, lay_aside, next_of_path
from sim.engine.compiled.world import NO_REASON, Person, drawn, log, luck, measured, plan, reached, visit
from sim.machine_code import compiled, inlined
from sim.outcome import Kind, Rank

BUSY_DAYS = 7.0
"""How long the end (or review) of a package waits while something else is under way for the person."""


@compiled
def moves(world: World, person: Person) -> None:
    """Leave the present setting and arrive in the next: free the one bed, start the stay in the other."""
    target, place = person.going_to, person.place
    set_reason(world, person, NO_REASON)
    log(world, Kind.LEAVE, person, place, float(target))
    _count_move(world, place, target)
    _record_hospital(world, person, place, target)
    person.going_to, person.place, person.in_front = -1, target, False
    if person.reserved >= 0:
        world.counts.reserved_days[person.reserved] += measured(world, person.reserved_since)
    if place >= 0 and not world.rules.is_residence[place]:
        use(world, place, -1.0)
    if target < 0:
        leaves_model(world, person, place)
    elif world.rules.is_residence[target]:
        _settles(world, person, target, place)
    else:
        _goes_away(world, person, target, place)
    person.reserved, person.reserved_amount = -1, 0.0
    if target >= 0:
        log(world, Kind.ENTER, person, target, person.hours if world.rules.takes_hours[target] else 1.0)


@overload_method(Struct, "moves")  # type: ignore[untyped-decorator]
def _moves(world: World, person: Person) -> Callable[[World, Person], None]:
    """Let the room of delay, which comes before this one, move people: `world.moves(person)`."""

    def moved(world: World, person: Person) -> None:
        moves(world, person)

    return moved


@inlined
def leaves_model(world: World, person: Person, place: int) -> None:
    """Close the books on someone who leaves for outside, for good: what they hold at home is given up."""
    release_home(world, person, place)
    world.counts.alive_days += measured(world, person.entered)
    lay_aside(world, person)


@inlined
def _count_move(world: World, place: int, target: int) -> None:
    if world.now >= world.from_day:
        counts, outside = world.counts, world.settings
        counts.moves[place if place >= 0 else outside, target if target >= 0 else outside] += 1
        if place >= 0:
            counts.left[place] += 1
        if target >= 0:
            counts.entered[target] += 1


@inlined
def _record_hospital(world: World, person: Person, place: int, target: int) -> None:
    hospital, counts, row = world.rules.is_hospital, world.counts, person.row
    was, will = place >= 0 and hospital[place], target >= 0 and hospital[target]
    if will and not was:
        counts.admissions[row] += 1
        counts.ended_in[row] = -1
        person.hospital_since = world.now
        if isnan(counts.admitted_day[row]):
            counts.admitted_day[row] = world.now
    elif was and not will:
        counts.left_day[row] = person.left_hospital = world.now
        counts.ended_in[row] = target if target >= 0 else -3
        overnight = int(world.now) > int(person.ready_since)
        if overnight and person.route >= 0 and world.now >= world.from_day:
            counts.delays[world.rules.route_reason[person.route]] += 1


@inlined
def _settles(world: World, person: Person, target: int, place: int) -> None:
    """Arrive at a residence: come back to it, or move there for good."""
    rules, back = world.rules, person.residence == target
    if back:
        count_kept(world, person, place)
    if back and person.keeps:
        person.hours += person.reserved_amount if rules.takes_hours[target] else 0.0
    else:
        release_home(world, person, place)
        person.residence, person.keeps = target, True
        person.hours = person.reserved_amount if rules.takes_hours[target] else 0.0
        if person.reserved < 0:
            use(world, target, 1.0)
    moved_to_care_home = world.counts.moved_to_care_home_day
    if not back and rules.is_care_home[target] and isnan(moved_to_care_home[person.identity]):
        moved_to_care_home[person.identity] = world.now
    _plan_residence(world, person, target, back)
    person.row = person.route = -1
    world.visits[person.record, :] = -1


@compiled
def release_home(world: World, person: Person, place: int) -> None:
    """Give up the residence the person holds, on moving to another for good."""
    if person.keeps and person.residence >= 0:
        count_kept(world, person, place)
        use(world, person.residence, -(person.hours if world.rules.takes_hours[person.residence] else 1.0))
    person.keeps = False
    person.due[Rank.REVIEW] = inf


@inlined
def _plan_residence(world: World, person: Person, target: int, back: bool) -> None:
    rules, now = world.rules, world.now
    person.due[Rank.GIVE_UP] = inf
    fresh = person.route >= 0 and rules.route_new_package[person.route]
    if fresh and rules.review_after[target] != inf:
        plan(world, Rank.REVIEW, person, now + rules.review_after[target])
    if back and person.package_until != inf:
        until = person.package_until
        plan(world, Rank.READY, person, until if until > now + 1.0 else now + 1.0)
    else:
        plan_stay(world, person, target)
    person.package_until = inf


@inlined
def _goes_away(world: World, person: Person, target: int, place: int) -> None:
    """Arrive in a ward or team; a residence left behind is kept for as long as its setting keeps places."""
    rules, now = world.rules, world.now
    if place < 0:
        person.entered = person.counted = now
    elif rules.is_residence[place]:
        person.away_since, person.package_until = now, person.due[Rank.READY]
        person.due[Rank.READY] = person.due[Rank.REVIEW] = inf
        if not rules.at_home[target] and rules.kept_days[person.residence] != inf:
            plan(world, Rank.GIVE_UP, person, now + rules.kept_days[person.residence])
    world.visits[person.record, target] += 1
    if waits_here(world, person):
        plan(world, Rank.READY, person, now)
    else:
        plan_stay(world, person, target)


@inlined
def waits_here(world: World, person: Person) -> bool:
    """Return whether a person has left a bed to wait here, elsewhere, for the place that their route leads to."""
    return bool(person.route >= 0 and world.rules.route_waits_in[person.route] == person.place)


@compiled
def plan_stay(world: World, person: Person, place: int) -> None:
    """Draw the length of stay until ready, by setting, need, answer, frailty and age."""
    rules = world.rules
    kind = max(int(person.need), 0) if person.row >= 0 else 0
    table = rules.stay[place, kind, person.answer if person.row >= 0 else -1]
    if table < 0:
        return
    times = max(int(world.visits[person.record, place]), 0)
    days = drawn(world, table, luck(world, person, Purpose.STAY, place, times))
    days = days * rules.stay_factor[place, person.frailty, person.age]
    for lever in range(world.levers):
        if rules.times_stay[lever, place, kind] != 1.0 and reached(world, person, lever):
            days = days * rules.times_stay[lever, place, kind]
    plan(world, Rank.READY, person, world.now + on_grid(days))


@inlined
def is_busy(person: Person) -> bool:
    """Return whether something else is under way for a person at home: an ambulance, or a wait for another service."""
    return bool(person.in_front or person.route >= 0)


@compiled
def becomes_ready(world: World, person: Person) -> None:
    """Become ready: the stay is over; go on to the next setting of the path, or out by a route drawn now."""
    if person.place == person.residence and is_busy(person):
        plan(world, Rank.READY, person, world.now + BUSY_DAYS)
        return
    if waits_here(world, person):
        wait_for_place(world, person, world.now)
        return
    if has_path(world, person):
        moves_on(world, person)
        return
    if world.rules.is_hospital[person.place]:
        person.ready_since = world.now
        if isnan(world.counts.ready_day[person.row]):
            world.counts.ready_day[person.row] = world.now
    route = draw_route(world, person)
    if route >= 0:
        begin(world, person, route)
    elif person.place != person.residence:
        straight_back(world, person)


@inlined
def moves_on(world: World, person: Person) -> None:
    """Ask for a bed in the next setting of the path; when it is full, board elsewhere if there is room, else wait."""
    target = next_of_path(world, person)
    set_reason(world, person, NO_REASON)
    if not is_open_to(world, target, 1.0):
        for other in world.rules.boards_to[target]:
            if other >= 0 and is_open_to(world, other, 1.0):
                target = other
                world.counts.boarded[person.row] = 1
                if world.now >= world.from_day:
                    world.counts.boarded_in[other] += 1
                break
    person.in_front = not world.rules.is_hospital[person.place] if person.place >= 0 else True
    join(world, person, target, 1.0, 0.0, world.now)


@inlined
def draw_route(world: World, person: Person) -> int:
    """Draw the way out by need, answer, residence, frailty and time in hospital; -1: no routes, straight back."""
    rules, place = world.rules, person.place
    kind = max(int(person.need), 0) if person.row >= 0 else 0
    table = rules.destinations[place, kind, person.answer if person.row >= 0 else -1]
    if table < 0:
        return -1
    long = 1 if world.now - person.hospital_since > rules.long_stay_days[table] else 0
    home, frailty, dementia, alone = person.residence, person.frailty, person.dementia, person.alone
    routes, upto, count, total = rules.destination_routes, world.upto, 0, 0.0
    while count < routes.shape[1] and routes[table, count] >= 0:
        route = routes[table, count]
        weight = rules.destination_weight[table, home, frailty, kind, dementia, alone, long, count]
        for lever in range(world.levers):
            if rules.times_route[lever, route] != 1.0 and weight > 0 and reached(world, person, lever):
                weight = weight * rules.times_route[lever, route]
        total = total + weight
        upto[count] = total
        count += 1
    if total <= 0.0:
        return -1
    bound = total * luck(world, person, Purpose.DESTINATION, place, visit(world, person))
    below = 0
    for column in range(count):
        below += int(upto[column] <= bound)
    return int(routes[table, below]) if below < count else -1
