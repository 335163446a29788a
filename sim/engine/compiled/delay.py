"""From ready to gone: the processes of a pathway one after another, then the wait for the place that it leads to."""

from math import inf

from sim.demand.random_numbers import Purpose
from sim.engine.compiled.doors import go
from sim.engine.compiled.places import count, count_held, is_open_to, join, leave_queue, on_grid, set_reason, use
from sim.engine.compiled.records import lay_aside
from sim.engine.compiled.state import drawn, log, measured, plan, random_number, reached, visit, wide
from sim.engine.compiled.stays import close_spell, count_wait
from sim.engine.compiled.tables import Person, State
from sim.jit import jit, jit_inline, jit_noinline
from sim.outcome import Kind, Rank
from sim.tables.tables import NO_REASON, OUTSIDE, RESIDENCE


@jit
def begin(state: State, person: Person, pathway: int) -> None:
    """Take a pathway out of the present setting (or, at home, towards a service), starting with its first process."""
    parameters = state.parameters
    person.pathway, person.step = pathway, 0
    log(state, Kind.READY, person, person.place, float(pathway))
    inside = person.place >= 0 and parameters.decline_in[person.place]
    if inside and parameters.decline_from[pathway] and parameters.decline >= 0:
        weeks = drawn(state, parameters.decline, random_number(state, person, Purpose.DECLINE, 0, visit(state, person)))
        plan(state, Rank.DECLINE, person, state.now + on_grid(weeks))
    next_process(state, person)


@jit
def next_process(state: State, person: Person) -> None:
    """Start the next process of the pathway, first waiting for its team where it has one; after the last, the place."""
    parameters = state.parameters
    process = parameters.pathway_processes[person.pathway, person.step]
    if process < 0:
        wait_for_place(state, person, state.now)
        return
    set_reason(state, person, parameters.process_reason[process])
    team = parameters.process_team[process]
    if team >= 0:
        join(state, person, team, 1.0, 0.0, state.now)
    else:
        start_process(state, person)


@jit
def start_process(state: State, person: Person) -> None:
    """Draw how long the process takes, in working days where it keeps office hours."""
    parameters = state.parameters
    process = parameters.pathway_processes[person.pathway, person.step]
    days = drawn(
        state, parameters.process[process], random_number(state, person, Purpose.PROCESS, process, visit(state, person))
    )
    days = days * parameters.process_factor[process]
    for lever in range(state.levers):
        if parameters.times_process[lever, process] != 1.0 and reached(state, person, lever):
            days = days * parameters.times_process[lever, process]
    plan(state, Rank.PROCESS, person, _worked_until(state, on_grid(days), parameters.process_working[process]))


@jit
def _worked_until(state: State, days: float, working: bool) -> float:
    now = state.now
    if not working:
        return float(now + days)
    day = int(now)
    done = state.parameters.worked[day]
    if state.parameters.worked[day + 1] > done:
        done = done + (now - day)
    done = done + days
    whole = int(done)
    if whole >= len(state.parameters.working_day):  # later than the calendar reaches, and than any run
        return inf
    return float(state.parameters.working_day[whole] + (done - whole))


@jit
def process_ends(state: State, person: Person) -> None:
    """Let the team go and take the next step of the pathway."""
    process = state.parameters.pathway_processes[person.pathway, person.step]
    log(state, Kind.PROCESS_ENDS, person, person.place, float(process))
    free_team(state, person)
    person.step += 1
    next_process(state, person)


@jit
def free_team(state: State, person: Person) -> None:
    """Give back the member of a team that works on this person, if any."""
    if person.team >= 0:
        use(state, person.team, -1.0)
        person.team = -1


@jit
def wait_for_place(state: State, person: Person, since: float) -> None:
    """Queue for the place the pathway leads to (waiting `since` then); go where none is needed."""
    target = state.parameters.pathway_to[person.pathway]
    set_reason(state, person, state.parameters.pathway_reason[person.pathway])
    if target == OUTSIDE or (target == RESIDENCE and person.residence < 0):
        go(state, person, OUTSIDE)
    elif target >= 0 and target != person.residence:
        _wait_for_new(state, person, target, since)
    else:
        _wait_for_home(state, person, since)


@jit
def _goes(state: State, person: Person, target: int) -> None:
    go(state, person, target)  # long and inlined: compiled once here, for the callers where it is rare


@jit
def _wait_for_home(state: State, person: Person, since: float) -> None:
    """Go back to where the person lives if the place there is kept, and needs no more hours; else queue for it."""
    home, parameters = wide(person.residence), state.parameters
    if not person.holds_place:
        if parameters.pathway_to[person.pathway] == RESIDENCE:
            set_reason(state, person, parameters.waits_as[home])
        _wait_for_new(state, person, home, since)
        return
    more = _more_hours(state, person, home) if parameters.pathway_new_package[person.pathway] else 0.0
    if more <= 0.0:
        _goes(state, person, home)
    else:
        queue_for(state, person, home, more, since)


@jit
def _wait_for_new(state: State, person: Person, target: int, since: float) -> None:
    """Queue for a place that is not held yet, or leave the bed and wait for it where the pathway lets people wait."""
    parameters, amount = state.parameters, 1.0
    if parameters.takes_hours[target]:
        new = parameters.pathway_new_package[person.pathway] or person.hours == 0.0
        amount = package(state, person, target) if new else person.hours
    elsewhere = parameters.pathway_waits_in[person.pathway]
    leaves = elsewhere >= 0 and since == state.now and person.place != elsewhere
    if leaves and person.place != person.residence and not is_open_to(state, target, amount):
        use(state, elsewhere, 1.0)
        log(state, Kind.OFFERED, person, elsewhere, 1.0)
        person.reserved, person.reserved_amount, person.reserved_since = elsewhere, 1.0, state.now
        _goes(state, person, elsewhere)
    else:
        queue_for(state, person, target, amount, since)


@jit
def straight_back(state: State, person: Person) -> None:
    """Go back to where the person lives, by no pathway; where the place there was given up, first queue for another."""
    person.pathway = -1
    home = wide(person.residence)
    if home < 0 or person.holds_place:
        _goes(state, person, home if home >= 0 else OUTSIDE)
        return
    set_reason(state, person, state.parameters.waits_as[home])
    amount = 1.0
    if state.parameters.takes_hours[home]:
        amount = person.hours if person.hours > 0.0 else package(state, person, home)
    queue_for(state, person, home, amount, state.now)


@jit
def queue_for(state: State, person: Person, target: int, amount: float, since: float) -> None:
    """Join the waiting list of a setting, ahead by as many days as the interventions that reach the person give.

    `amount` in places or hours a week; `since`: the day from which they wait.
    """
    ahead = 0.0
    for lever in range(state.levers):
        if state.parameters.more_priority_days[lever, target] > 0 and reached(state, person, lever):
            ahead = ahead + state.parameters.more_priority_days[lever, target]
    if not join(state, person, target, amount, ahead, since):
        _goes(state, person, wide(person.residence) if person.holds_place else OUTSIDE)
        return
    limit, patience = _limit(state, person), _patience(state, person, target)
    person.takes_other_way = limit <= patience
    plan(state, Rank.WITHDRAW, person, limit if limit < patience else patience)


@jit
def _limit(state: State, person: Person) -> float:
    """Return the day on which the person takes another pathway, if there is no place by then."""
    if person.pathway < 0:
        return inf
    day = person.wait_since + state.parameters.pathway_within[person.pathway]
    return float(day if day > state.now else state.now)


@jit
def _patience(state: State, person: Person, target: int) -> float:
    """Return the day on which the person gives up; whoever lies in a bed goes on waiting."""
    patience = state.parameters.patience_at_door[target] if person.place < 0 else state.parameters.patience[target]
    if person.place != person.residence or patience < 0:
        return inf
    share = random_number(state, person, Purpose.PATIENCE, target, 0)
    return float(state.now + on_grid(drawn(state, patience, share)))


@jit
def _more_hours(state: State, person: Person, target: int) -> float:
    return package(state, person, target) - person.hours if state.parameters.takes_hours[target] else 0.0


@jit
def package(state: State, person: Person, target: int) -> float:
    """Return the hours a week that the person needs, in quarters; each day of delay has added to them."""
    parameters = state.parameters
    hours = drawn(state, parameters.hours[target], random_number(state, person, Purpose.HOURS, target, 0))
    hours = hours * parameters.hours_factor[target, person.frailty]
    for lever in range(state.levers):
        if parameters.times_hours[lever, target] != 1.0 and reached(state, person, lever):
            hours = hours * parameters.times_hours[lever, target]
    if person.place >= 0 and parameters.decline_in[person.place] and parameters.is_hospital[person.place]:
        hours = hours * (1.0 + parameters.decline_hours * (state.now - person.ready_since))
    quarters = int(hours * 4.0 + 0.5)
    return 0.25 * quarters if quarters > 1 else 0.25


@jit_inline
def offered(state: State, person: Person) -> None:
    """Take the place (or the team) offered; set off as soon as the doors of both settings are open."""
    resource, amount = wide(person.wait_for), person.wait_amount
    person.wait_for = -1
    person.due[Rank.WITHDRAW] = inf
    use(state, resource, amount)
    log(state, Kind.OFFERED, person, resource, amount)
    count_wait(state, person, resource)
    if resource >= state.settings:
        person.team = resource
        start_process(state, person)
        return
    person.reserved, person.reserved_amount, person.reserved_since = resource, amount, state.now
    go(state, person, resource)


@jit_noinline
def declines(state: State, person: Person) -> None:
    """Too long in a hospital bed: the person now needs another pathway, and its processes begin."""
    log(state, Kind.DECLINE, person, person.place, float(person.pathway))
    drop_plans(state, person)
    begin(state, person, state.parameters.decline_pathway)


@jit
def drop_plans(state: State, person: Person) -> None:
    """Stop waiting, let a team go and give up a place reserved: nothing is under way for this person any more."""
    leave_queue(state, person)
    free_team(state, person)
    if person.reserved >= 0:
        state.counts.reserved_days[person.reserved] += measured(state, person.reserved_since)
        use(state, person.reserved, -person.reserved_amount)
        person.reserved, person.reserved_amount = -1, 0.0
    person.due[Rank.PROCESS] = person.due[Rank.DOOR] = inf
    person.due[Rank.WITHDRAW] = person.due[Rank.DECLINE] = inf


@jit
def withdraws(state: State, person: Person) -> None:
    """Stop waiting at home, or at the door for a pathway: the wait was too long, or other help was found."""
    log(state, Kind.WITHDRAW, person, person.wait_for, state.now - person.wait_since)
    if state.now >= state.from_day:
        state.counts.withdrew[person.wait_for] += 1
    drop_plans(state, person)
    set_reason(state, person, NO_REASON)
    person.pathway = -1
    if person.place < 0:
        close_spell(state, person)
        lay_aside(state, person)


@jit_noinline
def hold_expires(state: State, person: Person) -> None:
    """Give up the place or package kept at home for someone away; they must queue for it again."""
    count_held(state, person, person.place)
    person.holds_place = False
    held = person.hours if state.parameters.takes_hours[person.residence] else 1.0
    log(state, Kind.HOLD_EXPIRES, person, person.residence, held)
    if person.wait_for == person.residence:
        person.wait_amount += held
    use(state, person.residence, -held)
    if person.going_to == person.residence and person.due[Rank.DOOR] != inf:
        drop_plans(state, person)
        count(state, person)
        if person.pathway >= 0:
            wait_for_place(state, person, state.now)
        else:
            straight_back(state, person)
