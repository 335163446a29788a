"""Life at home: a need and the response to it, reablement's review of a package, and death."""

from math import inf

from sim.demand.compiled_random_numbers import root_of, uniform_of
from sim.demand.random_numbers import Purpose
from sim.engine.compiled.delay import begin, drop_plans, free_team
from sim.engine.compiled.hospital import becomes_ready, is_busy, release_home
from sim.engine.compiled.places import is_open_to, join, leave_queue, on_grid, set_reason, use
from sim.engine.compiled.records import expect_nothing, forget_visits, lay_aside, next_of_path, remember
from sim.engine.compiled.state import drawn, log, measured, plan, random_number, reached, wide, write_row
from sim.engine.compiled.stays import close_spell, close_stay, count_answer, open_spell
from sim.engine.compiled.tables import Person, State
from sim.jit import jit, jit_inline, jit_noinline
from sim.outcome import Kind, Rank
from sim.tables.tables import BUSY_DAYS, NO_REASON, RECENT_DAYS


@jit
def need_arises(state: State, person: Person, row: int) -> None:
    """Decide by thinning whether a candidate need is real in this option; if so, respond to it."""
    candidate = state.demand.needs[row]
    need = candidate.need
    resident = person.residence >= 0
    if resident and (person.place != person.residence or person.at_front_door):
        return
    if resident and state.now >= person.death_day:
        return
    remember(state, person, candidate.group)
    if candidate.mark * state.parameters.need_ceiling[need] >= _rate_now(state, person, need):
        return
    root = root_of(state.stream, candidate.key)
    own = choose_response(state, person, need, root)
    response = shifted_response(state, person, need, root, own)
    pathway = state.parameters.response_pathway[response]
    if pathway >= 0 and (
        person.pathway >= 0 or (resident and person.residence == state.parameters.pathway_to[pathway])
    ):
        return
    response = asks_or_not(state, person, response, root)
    pathway = state.parameters.response_pathway[response]
    if pathway < 0 and state.parameters.path[need, response, 0] < 0:
        count_answer(state, person, row, response)
        write_row(state, Kind.NEED, person.identity, row, person.place, float(response))
        return
    if person.pathway >= 0:
        drop_plans(state, person)
        person.pathway = -1
    open_spell(state, person, row, response)
    person.need, person.root, person.response = need, root, response
    forget_visits(state, person)
    log(state, Kind.NEED, person, person.place, float(response))
    if pathway >= 0:
        person.at_front_door = not resident
        begin(state, person, pathway)
    else:
        start_spell(state, person, need, response, own)


@jit_inline
def _rate_now(state: State, person: Person, need: int) -> float:
    """Return the rate now as a multiple of the rate behind the candidates (before their ceiling)."""
    parameters = state.parameters
    recent = state.now - person.left_hospital < RECENT_DAYS
    rate = parameters.need_residence[need, person.residence] if person.residence >= 0 else 1.0
    if person.pathway >= 0:
        rate = rate * parameters.need_waiting[need]
    if recent:
        rate = rate * parameters.need_recent[need]
    for lever in range(state.levers):
        times = parameters.times_need[lever, need]
        again = parameters.times_readmission[lever, need] if recent else 1.0
        if (times != 1.0 or again != 1.0) and reached(state, person, lever):
            rate = rate * times * again
    return float(rate)


@jit_inline
def choose_response(state: State, person: Person, need: int, root: int) -> int:
    """Return the least institutional response that one uniform number allows: the same in every option."""
    beyond, share = state.parameters.beyond, uniform_of(root, Purpose.RESPONSE.value)
    frailty, residence, responses = person.frailty, person.residence, int(beyond.shape[3])
    for response in range(state.parameters.first_response[need, frailty, residence], responses - 1):
        if share >= beyond[need, frailty, residence, response]:
            return response
    return responses - 1


@jit_inline
def shifted_response(state: State, person: Person, need: int, root: int, own: int) -> int:
    """Return the response under interventions: each moves a share of some responses, by its own uniform number.

    `own` is the response without interventions. Nobody else's response changes: each uniform number decides for one
    person and one intervention only.
    """
    parameters, response = state.parameters, own
    for shift in range(len(parameters.shift_lever)):
        kept = parameters.shift_kept[shift, need, response]
        if kept == 1.0 or not reached(state, person, parameters.shift_lever[shift]):
            continue
        if uniform_of(root, parameters.shift_purpose[shift]) >= kept:
            response = int(parameters.shift_up_to[shift])
    return response


@jit
def asks_or_not(state: State, person: Person, response: int, root: int) -> int:
    """Return the response of somebody at home, or where too many wait already, of those who do not ask."""
    parameters = state.parameters
    otherwise = parameters.response_otherwise[response]
    if otherwise < 0 or person.residence < 0:
        return response
    target = parameters.pathway_to[parameters.response_pathway[response]]
    waiting = state.in_class[target, parameters.queue_class[target, person.place]]
    chance = parameters.asks[response, min(waiting, int(parameters.asks.shape[1]) - 1)]
    return response if uniform_of(root, Purpose.ASK.value) < chance else int(otherwise)


@jit_inline
def start_spell(state: State, person: Person, need: int, response: int, own: int) -> None:
    """Set out on the path of the response; where its first setting is full, on that of the person's own response.

    Where that is full too, on that of the next more institutional one. `own` is the response without
    interventions.
    """
    parameters = state.parameters
    while parameters.response_next_if_full[response] and response + 1 < len(parameters.response_next_if_full):
        if is_open_to(state, parameters.path[need, response, 0], 1.0):
            break
        response = own if response < own else _next_response(state, need, response)
    state.spell[person.record].response = person.response = response
    person.path_need, person.path_response, person.path_at = need, response, 0
    at_the_door(state, person, state.now)


@jit
def _next_response(state: State, need: int, response: int) -> int:
    """Return the next more institutional response with a path."""
    response += 1
    while state.parameters.path[need, response, 0] < 0 and response + 1 < len(state.parameters.response_next_if_full):
        response += 1
    return response


@jit
def at_the_door(state: State, person: Person, since: float) -> None:
    """Wait (since then) for the first setting of the path; where too many wait, be turned away."""
    person.at_front_door = True
    target = next_of_path(state, person)
    if not join(state, person, target, 1.0, 0.0, since):
        _stays_away(state, person)
        return
    patience, deadline = _patience(state, person, target), _deadline(state, person)
    plan(state, Rank.WITHDRAW, person, state.now + min(patience, deadline))


@jit
def _stays_away(state: State, person: Person) -> None:
    """Be where one was before the need: nobody waits at the door any more."""
    close_spell(state, person)
    person.path_need, person.next_ward, person.at_front_door = -1, -1, False


@jit
def _patience(state: State, person: Person, target: int) -> float:
    """Return how long the person waits at this door, whatever the response."""
    table = state.parameters.patience_at_door[target]
    return (
        on_grid(drawn(state, table, random_number(state, person, Purpose.PATIENCE, target, 0))) if table >= 0 else inf
    )


@jit
def _deadline(state: State, person: Person) -> float:
    """Return how long the person waits at the door with this response."""
    response = wide(person.response)
    table = state.parameters.response_deadline[response]
    return (
        on_grid(drawn(state, table, random_number(state, person, Purpose.DEADLINE, 0, response))) if table >= 0 else inf
    )


@jit_noinline
def reneges(state: State, person: Person) -> None:
    """Give up waiting at the door: take the next response where this one has had its time, else stay away."""
    target, response = wide(person.wait_for), wide(person.response)
    log(state, Kind.WITHDRAW, person, target, state.now - person.wait_since)
    if state.now >= state.from_day:
        state.counts.withdrew[target] += 1
    leave_queue(state, person)
    late = _deadline(state, person) <= _patience(state, person, target)
    if late and state.parameters.response_next_if_late[response]:
        need = wide(person.need)
        following = _next_response(state, need, response)
        start_spell(state, person, need, following, following)
    else:
        _stays_away(state, person)
    if person.row < 0 and person.identity >= state.population:
        lay_aside(state, person)


@jit_noinline
def review(state: State, person: Person) -> None:
    """After reablement a new package ends, shrinks or stays as it is."""
    parameters, place = state.parameters, person.place
    if is_busy(person):
        plan(state, Rank.REVIEW, person, state.now + BUSY_DAYS)
        return
    share = random_number(state, person, Purpose.REVIEW, place, 0)
    if share < parameters.review_ends[place]:
        person.due[Rank.READY] = inf
        log(state, Kind.REVIEW, person, place, 0.0)
        becomes_ready(state, person)
    elif share < parameters.review_ends[place] + parameters.review_shrinks[place]:
        quarters = int(person.hours * parameters.review_to[place] * 4.0 + 0.5)
        hours = 0.25 * quarters if quarters > 1 else 0.25
        use(state, place, hours - person.hours)
        person.hours = hours
        log(state, Kind.REVIEW, person, place, hours)


@jit_noinline
def dies(state: State, person: Person) -> None:
    """Death frees whatever is held: bed, place at home, place reserved, team and places on waiting lists."""
    place, parameters, counts = person.place, state.parameters, state.counts
    set_reason(state, person, NO_REASON)
    log(state, Kind.DIE, person, place, 0.0)
    if parameters.is_hospital[place]:
        close_stay(state, person, -2)
    counts.died_in[person.identity] = place
    if state.now >= state.from_day:
        counts.moves[place, state.settings] += 1
        counts.left[place] += 1
    counts.alive_days += measured(state, person.entered)
    drop_plans(state, person)
    free_team(state, person)
    release_home(state, person, place)
    if not parameters.is_residence[place]:
        use(state, place, -1.0)
    close_spell(state, person)
    person.place, person.path_need = -1, -1
    expect_nothing(person)
