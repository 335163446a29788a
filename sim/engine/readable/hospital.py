"""The spell up to ready: moving in, the stay, the next ward of the path, boarding, and the choice of a way out."""

from math import inf, isnan

from sim.demand.luck import Purpose
from sim.engine.readable.delay import begin, gives_up, straight_back, wait_for_place
from sim.engine.readable.places import count_kept, is_open_to, join, on_grid, set_reason, use
from sim.engine.readable.world import NO_REASON, Person, World, reached
from sim.outcome import Kind, Rank

BUSY_DAYS = 7.0
"""How long the end (or review) of a package waits while something else is under way for the person."""


def moves(world: World, person: Person) -> None:
    """Leave the present setting and arrive in the next: free the one bed, start the stay in the other."""
    target, place = person.going_to, person.place
    set_reason(world, person, NO_REASON)
    world.log(Kind.LEAVE, person, place, target)
    _count_move(world, place, target)
    _record_hospital(world, person, place, target)
    person.going_to, person.place, person.in_front = -1, target, False
    if person.reserved >= 0:
        world.counts.reserved_days[person.reserved] += world.measured(person.reserved_since)
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
        world.log(Kind.ENTER, person, target, person.hours if world.rules.takes_hours[target] else 1.0)


def leaves_model(world: World, person: Person, place: int) -> None:
    """Close the books on someone who leaves for outside, for good: what they hold at home is given up."""
    release_home(world, person, place)
    world.counts.alive_days += world.measured(person.entered)
    person.place = person.row = person.route = -1
    person.due = [inf] * len(person.due)
    del world.people[person.identity]


def _count_move(world: World, place: int, target: int) -> None:
    if world.now >= world.from_day:
        counts, outside = world.counts, world.settings
        counts.moves[place if place >= 0 else outside][target if target >= 0 else outside] += 1
        if place >= 0:
            counts.left[place] += 1
        if target >= 0:
            counts.entered[target] += 1


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
    if not back and rules.counts_as[target] == "care_home" and isnan(moved_to_care_home[person.identity]):
        moved_to_care_home[person.identity] = world.now
    _plan_residence(world, person, target, back)
    person.row = person.route = -1
    person.visits = {}


def release_home(world: World, person: Person, place: int) -> None:
    """Give up the residence the person holds, on moving to another for good."""
    if person.keeps and person.residence >= 0:
        count_kept(world, person, place)
        use(world, person.residence, -(person.hours if world.rules.takes_hours[person.residence] else 1.0))
    person.keeps = False
    person.due[Rank.REVIEW] = inf


def _plan_residence(world: World, person: Person, target: int, back: bool) -> None:
    rules, now = world.rules, world.now
    person.due[Rank.GIVE_UP] = inf
    fresh = person.route >= 0 and rules.route_new_package[person.route]
    if fresh and rules.review_after[target] != inf:
        world.plan(Rank.REVIEW, person, now + rules.review_after[target], world.review)
    if back and person.package_until != inf:
        until = person.package_until
        world.plan(Rank.READY, person, until if until > now + 1.0 else now + 1.0, becomes_ready)
    else:
        plan_stay(world, person, target)
    person.package_until = inf


def _goes_away(world: World, person: Person, target: int, place: int) -> None:
    """Arrive in a ward or team; a residence left behind is kept for as long as its setting keeps places."""
    rules, now = world.rules, world.now
    if place < 0:
        person.entered = person.counted = now
    elif rules.is_residence[place]:
        person.away_since, person.package_until = now, person.due[Rank.READY]
        person.due[Rank.READY] = person.due[Rank.REVIEW] = inf
        if not rules.at_home[target] and rules.kept_days[person.residence] != inf:
            world.plan(Rank.GIVE_UP, person, now + rules.kept_days[person.residence], gives_up)
    person.visits[target] = person.visits.get(target, -1) + 1
    if waits_here(world, person):
        world.plan(Rank.READY, person, now, becomes_ready)
    else:
        plan_stay(world, person, target)


def waits_here(world: World, person: Person) -> bool:
    """Return whether a person has left a bed to wait here, elsewhere, for the place that their route leads to."""
    return bool(person.route >= 0 and world.rules.route_waits_in[person.route] == person.place)


def plan_stay(world: World, person: Person, place: int) -> None:
    """Draw the length of stay until ready, by setting, need, answer, frailty and age."""
    rules = world.rules
    kind = max(world.need_of_row[person.row], 0) if person.row >= 0 else 0
    table = rules.stay[place][kind][person.answer if person.row >= 0 else -1]
    if table < 0:
        return
    days = world.drawn(table, world.luck(person, Purpose.STAY, place, person.visits.get(place, 0)))
    days = days * rules.stay_factor[place][person.frailty][person.age]
    for lever in world.levers:
        if rules.times_stay[lever][place][kind] != 1.0 and reached(world, person, lever):
            days = days * rules.times_stay[lever][place][kind]
    world.plan(Rank.READY, person, world.now + on_grid(days), becomes_ready)


def is_busy(person: Person) -> bool:
    """Return whether something else is under way for a person at home: an ambulance, or a wait for another service."""
    return person.in_front or person.route >= 0


def becomes_ready(world: World, person: Person) -> None:
    """Become ready: the stay is over; go on to the next setting of the path, or out by a route drawn now."""
    if person.place == person.residence and is_busy(person):
        world.plan(Rank.READY, person, world.now + BUSY_DAYS, becomes_ready)
        return
    if waits_here(world, person):
        wait_for_place(world, person)
        return
    if person.path:
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


def moves_on(world: World, person: Person) -> None:
    """Ask for a bed in the next setting of the path; when it is full, board elsewhere if there is room, else wait."""
    target = person.path.pop(0)
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
    join(world, person, target, 1.0, 0.0)


def draw_route(world: World, person: Person) -> int:
    """Draw the way out by need, answer, residence, frailty and time in hospital; -1: no routes, straight back."""
    rules, place = world.rules, person.place
    kind = max(world.need_of_row[person.row], 0) if person.row >= 0 else 0
    table = rules.destinations[place][kind][person.answer if person.row >= 0 else -1]
    if table < 0:
        return -1
    long = 1 if world.now - person.hospital_since > rules.long_stay_days[table] else 0
    stated = world.weights_of(table, person, kind, long)
    weights, total = [], 0.0
    for column, route in enumerate(rules.destination_routes[table]):
        if route < 0:
            break
        weight = stated[column]
        for lever in world.levers:
            if rules.times_route[lever][route] != 1.0 and weight > 0 and reached(world, person, lever):
                weight = weight * rules.times_route[lever][route]
        total = total + weight
        weights.append(total)
    if total <= 0.0:
        return -1
    bound = total * world.luck(person, Purpose.DESTINATION, place, person.visits.get(place, 0))
    for column, upto in enumerate(weights):
        if bound < upto:
            return int(rules.destination_routes[table][column])
    return -1
