"""The start: who is where on day 0, at home, delayed, waiting, or (in a model of plain arrivals) in place already."""

from math import inf, isnan

import numpy as np

from sim.demand.contract import Demand
from sim.engine.readable.delay import process_ends, wait_for_place
from sim.engine.readable.home import at_the_door
from sim.engine.readable.hospital import becomes_ready, plan_stay
from sim.engine.readable.places import set_reason, use
from sim.engine.readable.world import Person, World
from sim.outcome import Kind, Rank


def start_homes(world: World, demand: Demand) -> None:
    """Put every resident where they live; those who turn 65 later come in on their day."""
    people = demand.people
    columns = (people.start_setting, people.start_hours, people.start_remaining, people.start_group, people.enters_day)
    rows = zip(*(column[: demand.population].tolist() for column in columns), strict=True)
    for person, (setting, hours, remaining, group, enters) in zip(world.people.values(), rows, strict=False):
        world.remember(person, group)
        person.hours = hours
        if enters == 0.0:
            comes_in(world, person, setting)
            if remaining != inf:
                world.plan(Rank.READY, person, remaining, becomes_ready)


def comes_in(world: World, person: Person, setting: int) -> None:
    """Enter the population at home (or wherever the census has the person)."""
    person.residence = person.place = setting
    person.entered = person.counted = world.now
    person.keeps = True
    use(world, setting, person.hours if world.rules.takes_hours[setting] else 1.0)
    world.log(Kind.START, person, setting, person.hours)


def start_delayed(world: World, demand: Demand) -> None:
    """Put people who are delayed on day 0 into their beds, with the rest of the process under way."""
    delayed = demand.delayed
    for row, setting, route, step, remaining in zip(
        delayed.row.tolist(),
        delayed.setting.tolist(),
        delayed.route.tolist(),
        delayed.step.tolist(),
        delayed.remaining.tolist(),
        strict=True,
    ):
        person = world.people[int(demand.needs.person[row])]
        person.row, person.luck_key, person.place, person.answer = row, person.key, setting, -1
        person.away_since, person.visits = 0.0, {setting: 0}
        person.package_until, person.due[Rank.READY] = person.due[Rank.READY], inf
        use(world, setting, 1.0)
        world.counts.ready_day[row] = world.counts.admitted_day[row] = 0.0
        world.counts.from_residence[row] = person.residence
        world.log(Kind.START, person, setting, route)
        person.route, person.step = route, step
        process = world.rules.route_processes[route][step]
        set_reason(world, person, world.rules.process_reason[process])
        world.plan(Rank.PROCESS, person, remaining, process_ends)


def start_waiting(world: World, demand: Demand) -> None:
    """Put people who wait at home on day 0 on their waiting lists, as long ago as they joined them."""
    waiting = demand.waiting
    rows = zip(waiting.person.tolist(), waiting.route.tolist(), waiting.since.tolist(), strict=True)
    for number, route, since in rows:
        person = world.people[number]
        person.route, person.step = route, _last_step(world, route)
        wait_for_place(world, person, since)


def _last_step(world: World, route: int) -> int:
    return int(np.argmin(np.asarray(world.rules.route_processes[route]) >= 0))


def start_present(world: World, demand: Demand) -> None:
    """Put people of plain arrivals who are there on day 0 into their beds (however few there are), or at the door."""
    present = demand.present
    columns = (present.row, present.setting, present.answer, present.route, present.remaining, present.since)
    for row, setting, answer, route, remaining, since in zip(*(column.tolist() for column in columns), strict=True):
        person = world.person(int(demand.needs.person[row]))
        world.remember(person, 0)
        person.row, person.luck_key, person.answer = row, int(demand.needs.key[row]), answer
        person.path = [step for step in world.rules.path[world.need_of_row[row]][answer] if step >= 0]
        world.counts.answer[row] = answer
        world.log(Kind.NEED, person, -1, answer)
        if setting < 0:
            at_the_door(world, person, since)
            continue
        _in_bed(world, person, setting, route)
        if route >= 0:
            person.ready_since = since
            wait_for_place(world, person, since)
        elif isnan(remaining):
            plan_stay(world, person, setting)
        else:
            world.plan(Rank.READY, person, remaining, becomes_ready)


def _in_bed(world: World, person: Person, setting: int, route: int) -> None:
    """Be in a setting on day 0, with the rest of the path still to come; with a route, its processes are done."""
    person.place, person.visits = setting, {setting: 0}
    person.path = person.path[person.path.index(setting) + 1 :] if setting in person.path else []
    use(world, setting, 1.0)
    world.log(Kind.START, person, setting, route)
    if world.rules.is_hospital[setting]:
        world.counts.admitted_day[person.row] = 0.0
        if route >= 0:
            world.counts.ready_day[person.row] = 0.0
    person.route, person.step = route, _last_step(world, route) if route >= 0 else 0
