"""From ready to gone: the processes of a route one after another, then the wait for the place that it leads to."""

from math import inf

from sim.demand.luck import Purpose
from sim.engine.readable.doors import go
from sim.engine.readable.places import count, count_kept, is_open_to, join, leave_queue, on_grid, set_reason, use
from sim.engine.readable.world import NO_REASON, Person, World, reached
from sim.outcome import Kind, Rank
from sim.tables.contract import OUTSIDE, RESIDENCE


def begin(world: World, person: Person, route: int) -> None:
    """Take a route out of the present setting (or, at home, towards a service), starting with its first process."""
    rules = world.rules
    person.route, person.step = route, 0
    world.log(Kind.READY, person, person.place, route)
    if rules.decline_in[person.place] and rules.decline_from[route] and rules.decline >= 0:
        weeks = world.drawn(rules.decline, world.luck(person, Purpose.DECLINE, 0, _visit(person)))
        world.plan(Rank.DECLINE, person, world.now + on_grid(weeks), declines)
    next_process(world, person)


def _visit(person: Person) -> int:
    return person.visits.get(person.place, 0)


def next_process(world: World, person: Person) -> None:
    """Start the next process of the route, first waiting for its team where it has one; after the last, the place."""
    rules = world.rules
    process = rules.route_processes[person.route][person.step]
    if process < 0:
        wait_for_place(world, person)
        return
    set_reason(world, person, rules.process_reason[process])
    team = rules.process_team[process]
    if team >= 0:
        join(world, person, team, 1.0, 0.0)
    else:
        start_process(world, person)


def start_process(world: World, person: Person) -> None:
    """Draw how long the process takes, in working days where it keeps office hours."""
    rules = world.rules
    process = rules.route_processes[person.route][person.step]
    days = world.drawn(rules.process[process], world.luck(person, Purpose.PROCESS, process, _visit(person)))
    days = days * rules.process_factor[process]
    for lever in world.levers:
        if rules.times_process[lever][process] != 1.0 and reached(world, person, lever):
            days = days * rules.times_process[lever][process]
    world.plan(Rank.PROCESS, person, _worked_until(world, on_grid(days), rules.process_working[process]), process_ends)


def _worked_until(world: World, days: float, working: bool) -> float:
    now = world.now
    if not working:
        return now + days
    day = int(now)
    done = world.rules.worked[day]
    if world.rules.worked[day + 1] > done:
        done = done + (now - day)
    done = done + days
    whole = int(done)
    return float(world.rules.working_day[whole] + (done - whole))


def process_ends(world: World, person: Person) -> None:
    """Let the team go and take the next step of the route."""
    world.log(Kind.PROCESS_ENDS, person, person.place, world.rules.route_processes[person.route][person.step])
    free_team(world, person)
    person.step += 1
    next_process(world, person)


def free_team(world: World, person: Person) -> None:
    """Give back the member of a team that works on this person, if any."""
    if person.team >= 0:
        use(world, person.team, -1.0)
        person.team = -1


def wait_for_place(world: World, person: Person, since: float | None = None) -> None:
    """Queue for the place the route leads to (waiting `since` then, if not now); go where none is needed."""
    target = world.rules.route_to[person.route]
    set_reason(world, person, world.rules.route_reason[person.route])
    if target == OUTSIDE or (target == RESIDENCE and person.residence < 0):
        go(world, person, OUTSIDE)
    elif target not in (RESIDENCE, person.residence):
        _wait_for_new(world, person, target, since)
    else:
        _wait_for_home(world, person, since)


def _wait_for_home(world: World, person: Person, since: float | None) -> None:
    """Go back to where the person lives if the place there is kept, and needs no more hours; else queue for it."""
    home, rules = person.residence, world.rules
    if not person.keeps:
        if rules.route_to[person.route] == RESIDENCE:
            set_reason(world, person, rules.waits_as[home])
        _wait_for_new(world, person, home, since)
        return
    more = _more_hours(world, person, home) if rules.route_new_package[person.route] else 0.0
    if more <= 0.0:
        go(world, person, home)
    else:
        queue_for(world, person, home, more, since)


def _wait_for_new(world: World, person: Person, target: int, since: float | None) -> None:
    """Queue for a place that is not held yet, or leave the bed and wait for it where the route lets people wait."""
    rules, amount = world.rules, 1.0
    if rules.takes_hours[target]:
        new = rules.route_new_package[person.route] or person.hours == 0.0
        amount = package(world, person, target) if new else person.hours
    elsewhere = rules.route_waits_in[person.route]
    leaves = elsewhere >= 0 and since in (None, world.now) and person.place != elsewhere
    if leaves and person.place != person.residence and not is_open_to(world, target, amount):
        use(world, elsewhere, 1.0)
        world.log(Kind.OFFERED, person, elsewhere, 1.0)
        person.reserved, person.reserved_amount, person.reserved_since = elsewhere, 1.0, world.now
        go(world, person, elsewhere)
    else:
        queue_for(world, person, target, amount, since)


def straight_back(world: World, person: Person) -> None:
    """Go back to where the person lives, by no route; where the place there was given up, first queue for another."""
    person.route, home = -1, person.residence
    if home < 0 or person.keeps:
        go(world, person, home if home >= 0 else OUTSIDE)
        return
    set_reason(world, person, world.rules.waits_as[home])
    amount = 1.0
    if world.rules.takes_hours[home]:
        amount = person.hours if person.hours > 0.0 else package(world, person, home)
    queue_for(world, person, home, amount)


def queue_for(world: World, person: Person, target: int, amount: float, since: float | None = None) -> None:
    """Join the waiting list of a setting, ahead by as many days as the interventions that reach the person give."""
    ahead = 0.0
    for lever in world.levers:
        if world.rules.more_ahead[lever][target] > 0 and reached(world, person, lever):
            ahead = ahead + world.rules.more_ahead[lever][target]
    if not join(world, person, target, amount, ahead, since):
        go(world, person, person.residence if person.keeps else OUTSIDE)
        return
    if person.place == person.residence and world.rules.patience[target] >= 0:
        luck = world.luck(person, Purpose.PATIENCE, target)
        world.plan(
            Rank.WITHDRAW, person, world.now + on_grid(world.drawn(world.rules.patience[target], luck)), withdraws
        )


def _more_hours(world: World, person: Person, target: int) -> float:
    return package(world, person, target) - person.hours if world.rules.takes_hours[target] else 0.0


def package(world: World, person: Person, target: int) -> float:
    """Return the hours a week that the person needs, in quarters; each day of delay has added to them."""
    rules = world.rules
    hours = world.drawn(rules.hours[target], world.luck(person, Purpose.HOURS, target))
    hours = hours * rules.hours_factor[target][person.frailty]
    for lever in world.levers:
        if rules.times_hours[lever][target] != 1.0 and reached(world, person, lever):
            hours = hours * rules.times_hours[lever][target]
    if rules.decline_in[person.place] and rules.is_hospital[person.place]:
        hours = hours * (1.0 + rules.decline_hours * (world.now - person.ready_since))
    quarters = int(hours * 4.0 + 0.5)
    return 0.25 * quarters if quarters > 1 else 0.25


def offered(world: World, person: Person) -> None:
    """Take the place (or the team) offered; set off as soon as the doors of both settings are open."""
    resource, amount = person.wait_for, person.wait_amount
    person.wait_for = -1
    person.due[Rank.WITHDRAW] = inf
    use(world, resource, amount)
    world.log(Kind.OFFERED, person, resource, amount)
    _count_wait(world, person, resource)
    if resource >= world.settings:
        person.team = resource
        start_process(world, person)
        return
    person.reserved, person.reserved_amount, person.reserved_since = resource, amount, world.now
    go(world, person, resource)


def _count_wait(world: World, person: Person, resource: int) -> None:
    waited = world.now - person.wait_since
    if world.now >= world.from_day:
        world.counts.waits[resource] += 1
        world.counts.waited_days[resource] += waited
        if person.place >= 0 and world.rules.is_hospital[person.place]:
            world.counts.hospital_waits[resource] += 1
            world.counts.hospital_waited_days[resource] += waited
    if person.row >= 0 and (person.in_front or not world.rules.is_hospital[person.place]):
        world.counts.wait_days[person.row] += waited


def declines(world: World, person: Person) -> None:
    """Too long in a hospital bed: the person now needs another route, and its processes begin."""
    world.log(Kind.DECLINE, person, person.place, person.route)
    drop_plans(world, person)
    begin(world, person, world.rules.decline_route)


def drop_plans(world: World, person: Person) -> None:
    """Stop waiting, let a team go and give up a place reserved: nothing is under way for this person any more."""
    leave_queue(world, person)
    free_team(world, person)
    if person.reserved >= 0:
        world.counts.reserved_days[person.reserved] += world.measured(person.reserved_since)
        use(world, person.reserved, -person.reserved_amount)
        person.reserved = -1
    for rank in (Rank.PROCESS, Rank.DOOR, Rank.WITHDRAW, Rank.DECLINE):
        person.due[rank] = inf


def withdraws(world: World, person: Person) -> None:
    """Stop waiting at home: the wait was too long, or other help was found."""
    world.log(Kind.WITHDRAW, person, person.wait_for, world.now - person.wait_since)
    if world.now >= world.from_day:
        world.counts.withdrew[person.wait_for] += 1
    drop_plans(world, person)
    set_reason(world, person, NO_REASON)
    person.route = -1


def gives_up(world: World, person: Person) -> None:
    """Give up the place or package kept at home for someone away; they must queue for it again."""
    count_kept(world, person, person.place)
    person.keeps = False
    held = person.hours if world.rules.takes_hours[person.residence] else 1.0
    world.log(Kind.GIVE_UP, person, person.residence, held)
    if person.wait_for == person.residence:
        person.wait_amount += held
    use(world, person.residence, -held)
    if person.going_to == person.residence and person.due[Rank.DOOR] != inf:
        drop_plans(world, person)
        count(world, person)
        if person.route >= 0:
            wait_for_place(world, person)
        else:
            straight_back(world, person)
