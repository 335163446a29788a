"""The calendar and the start: who is where on day 0, the streams of events to come, midnight, and the outcome."""

from math import inf, isnan

import numpy as np

from sim.demand.contract import Demand
from sim.engine.compiled.calendar import first_day, take
from sim.engine.compiled.delay import declines, gives_up, offered, process_ends, wait_for_place, withdraws
from sim.engine.compiled.home import at_the_door, dies, need_arises, review
from sim.engine.compiled.hospital import becomes_ready, forget, moves, plan_stay
from sim.engine.compiled.layout import ROOM, enlarge, lay_out, outcome
from sim.engine.compiled.memory import World
from sim.engine.compiled.places import close_books, next_offer, offer_again, set_reason, use
from sim.engine.compiled.world import Person, count_capacity, log, plan, remember, write_row
from sim.machine_code import compiled, kept
from sim.outcome import EVENTS, Kind, Outcome, Rank
from sim.tables.contract import Tables


def run(tables: Tables, demand: Demand, from_day: float, log: bool = False) -> Outcome:
    """Run one option of one replication in machine code up to `demand.to_day`, and count from `from_day`."""
    world = lay_out(tables, demand, from_day, log)
    logged = [np.empty(0, dtype=EVENTS)]
    while not _live(world):
        logged.append(world.arrays["events"][: world.get("rows")].copy())
        enlarge(world)
    logged.append(world.arrays["events"][: world.get("rows")].copy())
    return outcome(world, np.concatenate(logged))


@kept
def _live(world: World) -> bool:
    """Start, or go on, until the end of the run; False: something is full and must be enlarged first."""
    if world.started == 0:
        world.started = 1
        _start_people(world)
        start_homes(world)
        start_delayed(world)
        start_waiting(world)
        start_present(world)
    if not (settle(world) and _step_through(world)):
        return False
    world.now = world.to_day
    close_books(world)
    for resource in range(world.resources):
        count_capacity(world, resource)
    return True


@compiled
def _start_people(world: World) -> None:
    """Let everybody begin outside the model; those who come from outside do not die in it."""
    for identity in range(len(world.people)):
        person = world.people[identity]
        person.identity, person.key = identity, world.demand.key[identity]
        person.death_day = world.demand.death_day[identity] if identity < world.population else inf
        forget(world, person)


@compiled
def _has_room(world: World) -> bool:
    """Return whether the calendar, the log and the lists can take what one event may put there."""
    log_full = world.keeps_log and world.rows + ROOM > len(world.events)
    lists = world.longest_queue + ROOM <= world.queue.shape[1]
    return not log_full and lists and world.planned + ROOM <= len(world.heap_day)


@compiled
def settle(world: World) -> bool:
    """Offer what is free until nobody can move; False: there was no room to go on."""
    while world.freed_count > 0:
        if not _has_room(world):
            return False
        identity = next_offer(world)
        if identity >= 0:
            offered(world, world.people[identity])
    return True


@compiled
def _step_through(world: World) -> bool:
    while _has_room(world):
        planned = first_day(world)
        known, order = inf, 0
        if world.known < len(world.known_day):
            known, order = world.known_day[world.known], world.known_order[world.known]
        if min(planned, known) >= world.to_day:
            return True
        if planned < known or (planned == known and world.heap_order[0] < order):
            _happens(world, planned, world.heap_order[0])
        else:
            world.now = known
            world.known = world.known + 1
            _known_happens(world, order, world.known_index[world.known - 1])
        if not settle(world):
            return False
    return False


@compiled
def _happens(world: World, day: float, order: int) -> None:
    """Let what was planned happen; it is void if it is no longer what is due."""
    take(world)
    world.now = day
    rank, person = order >> 32, world.people[(order & 0xFFFFFFFF) - 2]
    if person.due[rank] != day:
        return
    person.due[rank] = inf
    if rank == Rank.READY:
        becomes_ready(world, person)
    elif rank == Rank.PROCESS:
        process_ends(world, person)
    elif rank == Rank.DOOR:
        moves(world, person)
    elif rank == Rank.GIVE_UP:
        gives_up(world, person)
    elif rank == Rank.REVIEW:
        review(world, person)
    elif rank == Rank.WITHDRAW:
        withdraws(world, person)
    elif rank == Rank.DECLINE:
        declines(world, person)


@compiled
def _known_happens(world: World, order: int, index: int) -> None:
    """Let the next of what was certain beforehand happen."""
    rank = order >> 32
    if rank == Rank.NEED:
        person = world.people[world.demand.person[index]]
        if not person.gone:
            need_arises(world, person, index)
    elif rank == Rank.CENSUS:
        census(world)
    elif rank == Rank.CAPACITY:
        capacity_changes(world, world.rules.change_of[index], world.rules.change_to[index])
    else:
        person = world.people[index]
        if rank == Rank.BIRTHDAY:
            comes_in(world, person, world.demand.start_setting[index])
        elif person.place >= 0 and not person.gone:
            dies(world, person)


@compiled
def start_homes(world: World) -> None:
    """Put every resident where they live; those who turn 65 later come in on their day."""
    demand = world.demand
    for identity in range(world.population):
        person = world.people[identity]
        remember(world, person, demand.start_group[identity])
        person.hours = demand.start_hours[identity]
        if demand.enters_day[identity] == 0.0:
            comes_in(world, person, demand.start_setting[identity])
            plan(world, Rank.READY, person, demand.start_remaining[identity])


@compiled
def comes_in(world: World, person: Person, setting: int) -> None:
    """Enter the population at home (or wherever the census has the person)."""
    person.residence = person.place = setting
    person.entered = person.counted = world.now
    person.keeps = True
    use(world, setting, person.hours if world.rules.takes_hours[setting] else 1.0)
    log(world, Kind.START, person, setting, person.hours)


@compiled
def start_delayed(world: World) -> None:
    """Put people who are delayed on day 0 into their beds, with the rest of the process under way."""
    demand = world.demand
    for at in range(len(demand.delayed_row)):
        row, setting = demand.delayed_row[at], demand.delayed_setting[at]
        person = world.people[demand.person[row]]
        person.row, person.luck_key, person.place, person.answer = row, person.key, setting, -1
        person.away_since = 0.0
        world.visits[person.identity, :] = -1
        world.visits[person.identity, setting] = 0
        person.package_until = person.due[Rank.READY]
        person.due[Rank.READY] = inf
        use(world, setting, 1.0)
        world.counts.ready_day[row] = world.counts.admitted_day[row] = 0.0
        world.counts.from_residence[row] = person.residence
        route, step = demand.delayed_route[at], demand.delayed_step[at]
        log(world, Kind.START, person, setting, float(route))
        person.route, person.step = route, step
        set_reason(world, person, world.rules.process_reason[world.rules.route_processes[route, step]])
        plan(world, Rank.PROCESS, person, demand.delayed_remaining[at])


@compiled
def start_waiting(world: World) -> None:
    """Put people who wait at home on day 0 on their waiting lists, as long ago as they joined them."""
    demand = world.demand
    for at in range(len(demand.waiting_person)):
        person = world.people[demand.waiting_person[at]]
        person.route = demand.waiting_route[at]
        person.step = _last_step(world, person.route)
        wait_for_place(world, person, demand.waiting_since[at])


@compiled
def _last_step(world: World, route: int) -> int:
    step = 0
    while world.rules.route_processes[route, step] >= 0:
        step += 1
    return step


@compiled
def start_present(world: World) -> None:
    """Put people of plain arrivals who are there on day 0 into their beds (however few there are), or at the door."""
    demand = world.demand
    for at in range(len(demand.present_row)):
        row, setting, route = demand.present_row[at], demand.present_setting[at], demand.present_route[at]
        person = world.people[demand.person[row]]
        remember(world, person, 0)
        person.row, person.luck_key, person.answer = row, demand.need_key[row], demand.present_answer[at]
        person.path_need, person.path_answer, person.path_at = demand.need[row], person.answer, 0
        world.visits[person.identity, :] = -1
        world.counts.answer[row] = person.answer
        write_row(world, Kind.NEED, person.identity, row, -1, float(person.answer))
        if setting < 0:
            at_the_door(world, person, demand.present_since[at])
            continue
        _in_bed(world, person, setting, route)
        if route >= 0:
            person.ready_since = demand.present_since[at]
            wait_for_place(world, person, demand.present_since[at])
        elif isnan(demand.present_remaining[at]):
            plan_stay(world, person, setting)
        else:
            plan(world, Rank.READY, person, demand.present_remaining[at])


@compiled
def _in_bed(world: World, person: Person, setting: int, route: int) -> None:
    """Be in a setting on day 0, with the rest of the path still to come; with a route, its processes are done."""
    person.place = setting
    world.visits[person.identity, setting] = 0
    path = world.rules.path[person.path_need, person.path_answer]
    while person.path_at < len(path) and path[person.path_at] >= 0:
        person.path_at += 1
        if path[person.path_at - 1] == setting:
            break
    use(world, setting, 1.0)
    log(world, Kind.START, person, setting, float(route))
    if world.rules.is_hospital[setting]:
        world.counts.admitted_day[person.row] = 0.0
        if route >= 0:
            world.counts.ready_day[person.row] = 0.0
    person.route = route
    person.step = _last_step(world, route) if route >= 0 else 0


@compiled
def capacity_changes(world: World, resource: int, capacity: float) -> None:
    """From now on a setting or team has another capacity; a new bed is offered at once."""
    use(world, resource, 0.0)
    count_capacity(world, resource)
    world.capacity[resource] = capacity
    write_row(world, Kind.CAPACITY, -1, -1, resource, capacity)
    offer_again(world, resource)


@compiled
def census(world: World) -> None:
    """Write down, at midnight, who is where."""
    at = world.midnights
    world.midnights = at + 1
    for resource in range(world.resources):
        world.counts.occupied[at, resource] = world.used[resource]
        world.counts.queue[at, resource] = world.queue_length[resource]
    for reason in range(len(world.delayed_now)):
        world.counts.waiting_delayed[at, reason] = world.delayed_now[reason]
