"""Life at home: a need and the response to it, reablement's review of a package, and death."""

from math import inf

from sim.demand.random_numbers import Purpose, uniform
from sim.engine.simpy.delay import begin, drop_plans, free_team
from sim.engine.simpy.hospital import becomes_ready, is_busy, next_of_path, release_home, take_path
from sim.engine.simpy.places import is_open_to, join, leave_queue, on_grid, set_reason, use
from sim.engine.simpy.state import Person, State, reached
from sim.engine.simpy.stays import close_spell, close_stay, count_answer, open_spell
from sim.outcome import Kind, Rank
from sim.tables.tables import BUSY_DAYS, NO_REASON, RECENT_DAYS


def need_arises(state: State, person: Person, row: int, need: int, mark: float, group: int, key: int) -> None:
    """Decide by thinning whether a candidate need is real in this option; if so, respond to it.

    `row`, `need`, `mark`, `group` and `key` are those of the candidate in the needs of Demand (`demand.demand.ROW`).
    """
    resident = person.residence >= 0
    if resident and (person.place != person.residence or person.at_front_door):
        return
    if resident and state.now >= person.death_day:
        return
    state.remember(person, group)
    if mark * state.parameters.need_ceiling[need] >= _rate_now(state, person, need):
        return
    own = choose_response(state, person, need, key)
    response = shifted_response(state, person, need, key, own)
    pathway = state.parameters.response_pathway[response]
    if pathway >= 0 and (
        person.pathway >= 0 or (resident and person.residence == state.parameters.pathway_to[pathway])
    ):
        return
    response = asks_or_not(state, person, response, key)
    pathway = state.parameters.response_pathway[response]
    if pathway < 0 and state.parameters.path[need][response][0] < 0:
        count_answer(state, person, row, response)
        state.log(Kind.NEED, person, person.place, response, row)
        return
    if person.pathway >= 0:
        drop_plans(state, person)
        person.pathway = -1
    open_spell(state, person, row, response)
    person.random_number_key, person.response, person.visits = key, response, {}
    state.log(Kind.NEED, person, person.place, response)
    if pathway >= 0:
        person.at_front_door = not resident
        begin(state, person, pathway)
    else:
        start_spell(state, person, need, response, own)


def _rate_now(state: State, person: Person, need: int) -> float:
    """Return the rate now as a multiple of the rate behind the candidates (before their ceiling)."""
    parameters = state.parameters
    recent = state.now - person.left_hospital < RECENT_DAYS
    rate = parameters.need_residence[need][person.residence] if person.residence >= 0 else 1.0
    if person.pathway >= 0:
        rate = rate * parameters.need_waiting[need]
    if recent:
        rate = rate * parameters.need_recent[need]
    for lever in state.levers:
        times = parameters.times_need[lever][need]
        again = parameters.times_readmission[lever][need] if recent else 1.0
        if (times != 1.0 or again != 1.0) and reached(state, person, lever):
            rate = rate * times * again
    return float(rate)


def choose_response(state: State, person: Person, need: int, key: int) -> int:
    """Return the least institutional response that one uniform number allows: the same in every option."""
    random_number = uniform(state.stream, key, Purpose.RESPONSE)
    bounds = state.parameters.beyond[need][person.frailty][person.residence]
    for response, bound in enumerate(bounds):
        if random_number >= bound:
            return response
    return len(bounds) - 1


def shifted_response(state: State, person: Person, need: int, key: int, own: int) -> int:
    """Return the response under interventions: each moves a share of some responses, by its own uniform number.

    `own` is the response without interventions. Nobody else's response changes: each uniform number decides for one
    person and one intervention only.
    """
    parameters, response = state.parameters, own
    for shift, lever in enumerate(parameters.shift_lever):
        kept = parameters.shift_kept[shift][need][response]
        if kept == 1.0 or not reached(state, person, lever):
            continue
        if uniform(state.stream, key, state.shift_purpose[shift]) >= kept:
            response = parameters.shift_up_to[shift]
    return int(response)


def asks_or_not(state: State, person: Person, response: int, key: int) -> int:
    """Return the response of somebody at home, or where too many wait already, of those who do not ask."""
    parameters = state.parameters
    otherwise = parameters.response_otherwise[response]
    if otherwise < 0 or person.residence < 0:
        return response
    target = parameters.pathway_to[parameters.response_pathway[response]]
    waiting = state.in_class[target][parameters.queue_class[target][person.place]]
    chance = parameters.asks[response][min(waiting, len(parameters.asks[response]) - 1)]
    return response if uniform(state.stream, key, Purpose.ASK) < chance else otherwise


def start_spell(state: State, person: Person, need: int, response: int, own: int) -> None:
    """Set out on the path of the response; where its first setting is full, on that of the person's own response.

    Where that is full too, on that of the next more institutional one. `own` is the response without
    interventions.
    """
    parameters = state.parameters
    while parameters.response_next_if_full[response] and response + 1 < len(parameters.response_next_if_full):
        if is_open_to(state, parameters.path[need][response][0], 1.0):
            break
        response = own if response < own else _next_response(state, need, response)
    state.spell(person).response = person.response = response
    take_path(state, person, need, response)
    at_the_door(state, person)


def _next_response(state: State, need: int, response: int) -> int:
    """Return the next more institutional response with a path."""
    response += 1
    while state.parameters.path[need][response][0] < 0 and response + 1 < len(state.parameters.response_next_if_full):
        response += 1
    return response


def at_the_door(state: State, person: Person, since: float | None = None) -> None:
    """Wait (since then, if not from now on) for the first setting of the path; where too many wait, be turned away."""
    person.at_front_door = True
    target = next_of_path(person)
    if not join(state, person, target, 1.0, 0.0, since):
        _stays_away(state, person)
        return
    patience, deadline = _patience(state, person, target), _deadline(state, person)
    state.plan(Rank.WITHDRAW, person, state.now + min(patience, deadline), state.stops_waiting)


def _stays_away(state: State, person: Person) -> None:
    """Be where one was before the need: nobody waits at the door any more."""
    close_spell(state, person)
    person.path, person.next_ward, person.at_front_door = [], -1, False


def _patience(state: State, person: Person, target: int) -> float:
    """Return how long the person waits at this door, whatever the response."""
    table = state.parameters.patience_at_door[target]
    return on_grid(state.drawn(table, state.random_number(person, Purpose.PATIENCE, target))) if table >= 0 else inf


def _deadline(state: State, person: Person) -> float:
    """Return how long the person waits at the door with this response."""
    table = state.parameters.response_deadline[person.response]
    return (
        on_grid(state.drawn(table, state.random_number(person, Purpose.DEADLINE, 0, person.response)))
        if table >= 0
        else inf
    )


def reneges(state: State, person: Person) -> None:
    """Give up waiting at the door: take the next response where this one has had its time, else stay away."""
    target, response = person.wait_for, person.response
    state.log(Kind.WITHDRAW, person, target, state.now - person.wait_since)
    if state.now >= state.from_day:
        state.counts.withdrew[target] += 1
    leave_queue(state, person)
    late = _deadline(state, person) <= _patience(state, person, target)
    if late and state.parameters.response_next_if_late[response]:
        need = state.need_of_row[person.row]
        following = _next_response(state, need, response)
        start_spell(state, person, need, following, following)
    else:
        _stays_away(state, person)


def review(state: State, person: Person) -> None:
    """After reablement a new package ends, shrinks or stays as it is."""
    parameters, place = state.parameters, person.place
    if is_busy(person):
        state.plan(Rank.REVIEW, person, state.now + BUSY_DAYS, review)
        return
    random_number = state.random_number(person, Purpose.REVIEW, place)
    if random_number < parameters.review_ends[place]:
        person.due[Rank.READY] = inf
        state.log(Kind.REVIEW, person, place, 0.0)
        becomes_ready(state, person)
    elif random_number < parameters.review_ends[place] + parameters.review_shrinks[place]:
        quarters = int(person.hours * parameters.review_to[place] * 4.0 + 0.5)
        hours = 0.25 * quarters if quarters > 1 else 0.25
        use(state, place, hours - person.hours)
        person.hours = hours
        state.log(Kind.REVIEW, person, place, hours)


def dies(state: State, person: Person) -> None:
    """Death frees whatever is held: bed, place at home, place reserved, team and places on waiting lists."""
    place, parameters, counts = person.place, state.parameters, state.counts
    set_reason(state, person, NO_REASON)
    state.log(Kind.DIE, person, place, 0.0)
    if parameters.is_hospital[place]:
        close_stay(state, person, -2)
    counts.died_in[person.identity] = place
    if state.now >= state.from_day:
        counts.moves[place][state.settings] += 1
        counts.left[place] += 1
    counts.alive_days += state.measured(person.entered)
    drop_plans(state, person)
    free_team(state, person)
    release_home(state, person, place)
    if not parameters.is_residence[place]:
        use(state, place, -1.0)
    close_spell(state, person)
    person.place, person.path = -1, []
    person.due = [inf] * len(person.due)
