"""Life at home: a need and the answer to it, reablement's review of a package, and death."""

from math import inf

from sim.demand.luck import Purpose, uniform
from sim.engine.readable.delay import begin, drop_plans, free_team
from sim.engine.readable.hospital import BUSY_DAYS, becomes_ready, is_busy, release_home
from sim.engine.readable.places import is_open_to, join, set_reason, use
from sim.engine.readable.world import NO_REASON, Person, World, reached
from sim.outcome import Kind, Rank

RECENT_DAYS = 28.0


def need_arises(world: World, person: Person, row: int, need: int, mark: float, group: int, key: int) -> None:
    """Decide by thinning whether a candidate need is real in this option; if so, answer it."""
    resident = person.residence >= 0
    if resident and (person.place != person.residence or person.in_front):
        return
    if resident and world.now >= person.death_day:
        return
    world.remember(person, group)
    if mark * world.rules.need_ceiling[need] >= _rate_now(world, person, need):
        return
    answer = choose_answer(world, person, need, key)
    route = world.rules.answer_route[answer]
    if route >= 0 and (person.route >= 0 or person.residence == world.rules.route_to[route]):
        return
    world.counts.answer[row] = answer
    world.counts.from_residence[row] = person.residence
    if route < 0 and world.rules.path[need][answer][0] < 0:
        world.log(Kind.NEED, person, person.place, answer, row)
        return
    if person.route >= 0:
        drop_plans(world, person)
        person.route = -1
    person.row, person.luck_key, person.answer, person.visits = row, key, answer, {}
    world.log(Kind.NEED, person, person.place, answer)
    if route >= 0:
        begin(world, person, route)
    else:
        start_spell(world, person, need, answer)


def _rate_now(world: World, person: Person, need: int) -> float:
    """Return the rate now as a multiple of the rate behind the candidates (before their ceiling)."""
    rules = world.rules
    recent = world.now - person.left_hospital < RECENT_DAYS
    rate = rules.need_residence[need][person.residence] if person.residence >= 0 else 1.0
    if person.route >= 0:
        rate = rate * rules.need_waiting[need]
    if recent:
        rate = rate * rules.need_recent[need]
    for lever in world.levers:
        times = rules.times_need[lever][need]
        again = rules.times_readmission[lever][need] if recent else 1.0
        if (times != 1.0 or again != 1.0) and reached(world, person, lever):
            rate = rate * times * again
    return float(rate)


def choose_answer(world: World, person: Person, need: int, key: int) -> int:
    """Return the least institutional answer that one uniform number allows; interventions only lower the bounds."""
    rules = world.rules
    luck = uniform(world.stream, key, Purpose.ANSWER)
    at_work = [lever for lever in world.levers if world.shifts_answers[lever] and reached(world, person, lever)]
    bounds = rules.beyond[need][person.frailty][person.residence]
    for answer, stated in enumerate(bounds):
        bound = stated
        for lever in at_work:
            bound = bound * rules.times_beyond[lever][need][answer]
        if luck >= bound:
            return answer
    return len(bounds) - 1


def start_spell(world: World, person: Person, need: int, answer: int) -> None:
    """Set out on the path of the answer, or of the next more institutional one where the first setting is full."""
    rules = world.rules
    while rules.answer_next_if_full[answer] and answer + 1 < len(rules.answer_next_if_full):
        if is_open_to(world, rules.path[need][answer][0], 1.0):
            break
        answer += 1
        while rules.path[need][answer][0] < 0 and answer + 1 < len(rules.answer_next_if_full):
            answer += 1
    world.counts.answer[person.row] = person.answer = answer
    person.path = [setting for setting in rules.path[need][answer] if setting >= 0]
    at_the_door(world, person)


def at_the_door(world: World, person: Person, since: float | None = None) -> None:
    """Wait (since then, if not from now on) for the first setting of the path; where too many wait, be turned away."""
    person.in_front = True
    if not join(world, person, person.path.pop(0), 1.0, 0.0, since):
        person.path, person.row, person.in_front = [], -1, False


def review(world: World, person: Person) -> None:
    """After reablement a new package ends, shrinks or stays as it is."""
    rules, place = world.rules, person.place
    if is_busy(person):
        world.plan(Rank.REVIEW, person, world.now + BUSY_DAYS, review)
        return
    luck = world.luck(person, Purpose.REVIEW, place)
    if luck < rules.review_ends[place]:
        person.due[Rank.READY] = inf
        world.log(Kind.REVIEW, person, place, 0.0)
        becomes_ready(world, person)
    elif luck < rules.review_ends[place] + rules.review_shrinks[place]:
        quarters = int(person.hours * rules.review_to[place] * 4.0 + 0.5)
        hours = 0.25 * quarters if quarters > 1 else 0.25
        use(world, place, hours - person.hours)
        person.hours = hours
        world.log(Kind.REVIEW, person, place, hours)


def dies(world: World, person: Person) -> None:
    """Death frees whatever is held: bed, place at home, place reserved, team and places on waiting lists."""
    place, rules, counts = person.place, world.rules, world.counts
    set_reason(world, person, NO_REASON)
    world.log(Kind.DIE, person, place, 0.0)
    if rules.is_hospital[place]:
        counts.left_day[person.row], counts.ended_in[person.row] = world.now, -2
    counts.died_in[person.identity] = place
    if world.now >= world.from_day:
        counts.moves[place][world.settings] += 1
        counts.left[place] += 1
    counts.alive_days += world.measured(person.entered)
    drop_plans(world, person)
    free_team(world, person)
    release_home(world, person, place)
    if not rules.is_residence[place]:
        use(world, place, -1.0)
    person.place, person.path, person.row = -1, [], -1
    person.due = [inf] * len(person.due)
