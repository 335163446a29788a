"""Life at home: a need and the answer to it, reablement's review of a package, and death."""

from math import inf

from sim.demand.compiled_luck import root_of, uniform_of
from sim.demand.luck import Purpose
from sim.engine.compiled.delay import begin, drop_plans, free_team
from sim.engine.compiled.hospital import BUSY_DAYS, becomes_ready, is_busy, release_home
from sim.engine.compiled.memory import World
from sim.engine.compiled.places import is_open_to, join, set_reason, use
from sim.engine.compiled.records import next_of_path, remember
from sim.engine.compiled.world import NO_REASON, Person, log, luck, measured, plan, reached, write_row
from sim.machine_code import compiled, inlined
from sim.outcome import Kind, Rank

RECENT_DAYS = 28.0


@compiled
def need_arises(world: World, person: Person, row: int) -> None:
    """Decide by thinning whether a candidate need is real in this option; if so, answer it."""
    candidate = world.demand.needs[row]
    need = candidate.need
    resident = person.residence >= 0
    if resident and (person.place != person.residence or person.in_front):
        return
    if resident and world.now >= person.death_day:
        return
    remember(world, person, candidate.group)
    if candidate.mark * world.rules.need_ceiling[need] >= _rate_now(world, person, need):
        return
    root = root_of(world.stream, candidate.key)
    answer = choose_answer(world, person, need, root)
    route = world.rules.answer_route[answer]
    if route >= 0 and (person.route >= 0 or person.residence == world.rules.route_to[route]):
        return
    world.counts.answer[row] = answer
    world.counts.from_residence[row] = person.residence
    if route < 0 and world.rules.path[need, answer, 0] < 0:
        write_row(world, Kind.NEED, person.identity, row, person.place, float(answer))
        return
    if person.route >= 0:
        drop_plans(world, person)
        person.route = -1
    person.row, person.need, person.root, person.answer = row, need, root, answer
    world.visits[person.record, :] = -1
    log(world, Kind.NEED, person, person.place, float(answer))
    if route >= 0:
        begin(world, person, route)
    else:
        start_spell(world, person, need, answer)


@inlined
def _rate_now(world: World, person: Person, need: int) -> float:
    """Return the rate now as a multiple of the rate behind the candidates (before their ceiling)."""
    rules = world.rules
    recent = world.now - person.left_hospital < RECENT_DAYS
    rate = rules.need_residence[need, person.residence] if person.residence >= 0 else 1.0
    if person.route >= 0:
        rate = rate * rules.need_waiting[need]
    if recent:
        rate = rate * rules.need_recent[need]
    for lever in range(world.levers):
        times = rules.times_need[lever, need]
        again = rules.times_readmission[lever, need] if recent else 1.0
        if (times != 1.0 or again != 1.0) and reached(world, person, lever):
            rate = rate * times * again
    return float(rate)


@inlined
def choose_answer(world: World, person: Person, need: int, root: int) -> int:
    """Return the least institutional answer that one uniform number allows; interventions only lower the bounds."""
    rules = world.rules
    share = uniform_of(root, Purpose.ANSWER.value)
    for lever in range(world.levers):
        world.at_work[lever] = rules.shifts_answers[lever] and reached(world, person, lever)
    frailty, residence, answers = person.frailty, person.residence, int(rules.beyond.shape[3])
    for answer in range(answers - 1):
        bound = rules.beyond[need, frailty, residence, answer]
        for lever in range(world.levers):
            if world.at_work[lever]:
                bound = bound * rules.times_beyond[lever, need, answer]
        if share >= bound:
            return answer
    return answers - 1


@inlined
def start_spell(world: World, person: Person, need: int, answer: int) -> None:
    """Set out on the path of the answer, or of the next more institutional one where the first setting is full."""
    rules = world.rules
    while rules.answer_next_if_full[answer] and answer + 1 < len(rules.answer_next_if_full):
        if is_open_to(world, rules.path[need, answer, 0], 1.0):
            break
        answer += 1
        while rules.path[need, answer, 0] < 0 and answer + 1 < len(rules.answer_next_if_full):
            answer += 1
    world.counts.answer[person.row] = person.answer = answer
    person.path_need, person.path_answer, person.path_at = need, answer, 0
    at_the_door(world, person, world.now)


@compiled
def at_the_door(world: World, person: Person, since: float) -> None:
    """Wait (since then) for the first setting of the path; where too many wait, be turned away."""
    person.in_front = True
    if not join(world, person, next_of_path(world, person), 1.0, 0.0, since):
        person.path_need, person.row, person.in_front = -1, -1, False


@compiled
def review(world: World, person: Person) -> None:
    """After reablement a new package ends, shrinks or stays as it is."""
    rules, place = world.rules, person.place
    if is_busy(person):
        plan(world, Rank.REVIEW, person, world.now + BUSY_DAYS)
        return
    share = luck(world, person, Purpose.REVIEW, place, 0)
    if share < rules.review_ends[place]:
        person.due[Rank.READY] = inf
        log(world, Kind.REVIEW, person, place, 0.0)
        becomes_ready(world, person)
    elif share < rules.review_ends[place] + rules.review_shrinks[place]:
        quarters = int(person.hours * rules.review_to[place] * 4.0 + 0.5)
        hours = 0.25 * quarters if quarters > 1 else 0.25
        use(world, place, hours - person.hours)
        person.hours = hours
        log(world, Kind.REVIEW, person, place, hours)


@compiled
def dies(world: World, person: Person) -> None:
    """Death frees whatever is held: bed, place at home, place reserved, team and places on waiting lists."""
    place, rules, counts = person.place, world.rules, world.counts
    set_reason(world, person, NO_REASON)
    log(world, Kind.DIE, person, place, 0.0)
    if rules.is_hospital[place]:
        counts.left_day[person.row] = world.now
        counts.ended_in[person.row] = -2
    counts.died_in[person.identity] = place
    if world.now >= world.from_day:
        counts.moves[place, world.settings] += 1
        counts.left[place] += 1
    counts.alive_days += measured(world, person.entered)
    drop_plans(world, person)
    free_team(world, person)
    release_home(world, person, place)
    if not rules.is_residence[place]:
        use(world, place, -1.0)
    person.place, person.path_need, person.row = -1, -1, -1
    person.due[:] = inf
