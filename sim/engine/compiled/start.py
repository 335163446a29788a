"""The start: who is where on day 0, at home, delayed, waiting, or (in a model of plain arrivals) in place already."""

from math import inf, isnan

from sim.demand.compiled_luck import root_of
from sim.engine.compiled.delay import wait_for_place
from sim.engine.compiled.home import at_the_door
from sim.engine.compiled.hospital import plan_stay
from sim.engine.compiled.memory import World
from sim.engine.compiled.places import set_reason, use
from sim.engine.compiled.records import begins, lay_aside, open_record, opens_books, remember
from sim.engine.compiled.world import Person, log, plan, write_row
from sim.machine_code import compiled
from sim.outcome import Kind, Rank


@compiled
def start_people(world: World) -> None:
    """Let every resident begin outside the model; who comes from outside begins on coming."""
    for identity in range(world.population):
        key = world.demand.key[identity]
        begins(world, identity, identity, key, world.demand.death_day[identity])
        world.people[identity].root = root_of(world.stream, key)


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
        opens_books(world, row)
        person = world.people[demand.needs[row].person]
        person.row, person.need, person.root, person.answer = row, -1, root_of(world.stream, person.key), -1
        person.place = setting
        person.away_since = 0.0
        world.visits[person.record, :] = -1
        world.visits[person.record, setting] = 0
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
        opens_books(world, row)
        need = demand.needs[row]
        person = world.people[open_record(world, need.person, need.key)]
        remember(world, person, 0)
        person.row, person.need, person.answer = row, need.need, demand.present_answer[at]
        person.root = root_of(world.stream, need.key)
        person.path_need, person.path_answer, person.path_at = need.need, person.answer, 0
        world.visits[person.record, :] = -1
        world.counts.answer[row] = person.answer
        write_row(world, Kind.NEED, person.identity, row, -1, float(person.answer))
        if setting < 0:
            at_the_door(world, person, demand.present_since[at])
            if person.row < 0:
                lay_aside(world, person)
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
    world.visits[person.record, setting] = 0
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
