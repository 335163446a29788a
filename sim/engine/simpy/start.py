"""The start: who is where on day 0, at home, delayed, waiting, or (in a model of plain arrivals) in place already."""

from math import inf, isnan

import numpy as np

from sim.demand.demand import Demand
from sim.engine.simpy.delay import process_ends, wait_for_place
from sim.engine.simpy.home import at_the_door
from sim.engine.simpy.hospital import becomes_ready, plan_stay, take_path
from sim.engine.simpy.places import set_reason, use
from sim.engine.simpy.state import Person, State
from sim.engine.simpy.stays import open_spell, open_stay
from sim.outcome import Kind, Rank


def start_homes(state: State, demand: Demand) -> None:
    """Put every resident where they live; those who turn 65 later come in on their day."""
    people = demand.people
    columns = (people.start_setting, people.start_hours, people.start_remaining, people.start_group, people.enters_day)
    rows = zip(*(column[: demand.population].tolist() for column in columns), strict=True)
    for person, (setting, hours, remaining, group, enters) in zip(state.people.values(), rows, strict=False):
        state.remember(person, group)
        person.hours = hours
        if enters == 0.0:
            comes_in(state, person, setting)
            if remaining != inf:
                state.plan(Rank.READY, person, remaining, becomes_ready)


def comes_in(state: State, person: Person, setting: int) -> None:
    """Enter the population at home (or wherever the census has the person)."""
    person.residence = person.place = person.ward = setting
    person.entered = person.counted = state.now
    person.holds_place = True
    use(state, setting, person.hours if state.parameters.takes_hours[setting] else 1.0)
    state.log(Kind.START, person, setting, person.hours)


def start_delayed(state: State, demand: Demand) -> None:
    """Put people who are delayed on day 0 into their beds, with the rest of the process under way."""
    delayed = demand.delayed
    for row, setting, pathway, step, remaining in zip(
        delayed.row.tolist(),
        delayed.setting.tolist(),
        delayed.pathway.tolist(),
        delayed.step.tolist(),
        delayed.remaining.tolist(),
        strict=True,
    ):
        person = state.people[int(demand.needs.person[row])]
        open_spell(state, person, row, -1)
        person.random_number_key, person.response = person.key, -1
        person.place = person.ward = setting
        person.away_since, person.visits = 0.0, {setting: 0}
        person.package_until, person.due[Rank.READY] = person.due[Rank.READY], inf
        use(state, setting, 1.0)
        state.spell(person).ready_day = state.spell(person).admitted_day = 0.0
        open_stay(state, person, -1.0)
        state.log(Kind.START, person, setting, pathway)
        person.pathway, person.step = pathway, step
        process = state.parameters.pathway_processes[pathway][step]
        if process < 0:
            wait_for_place(state, person)
            continue
        set_reason(state, person, state.parameters.process_reason[process])
        state.plan(Rank.PROCESS, person, remaining, process_ends)


def start_waiting(state: State, demand: Demand) -> None:
    """Put people who wait at home on day 0 on their waiting lists, as long ago as they joined them."""
    waiting = demand.waiting
    rows = zip(waiting.person.tolist(), waiting.pathway.tolist(), waiting.since.tolist(), strict=True)
    for identity, pathway, since in rows:
        person = state.people[identity]
        person.pathway, person.step = pathway, _last_step(state, pathway)
        wait_for_place(state, person, since)


def _last_step(state: State, pathway: int) -> int:
    return int(np.argmin(np.asarray(state.parameters.pathway_processes[pathway]) >= 0))


def start_present(state: State, demand: Demand) -> None:
    """Put people of plain arrivals who are there on day 0 into their beds (however few there are), or at the door."""
    present = demand.present
    columns = (present.row, present.setting, present.response, present.pathway, present.remaining, present.since)
    for row, setting, response, pathway, remaining, since in zip(*(column.tolist() for column in columns), strict=True):
        key = int(demand.needs.key[row])
        person = state.person(int(demand.needs.person[row]), key)
        state.remember(person, 0)
        open_spell(state, person, row, response)
        person.random_number_key, person.response = key, response
        take_path(state, person, state.need_of_row[row], response)
        state.log(Kind.NEED, person, -1, response)
        if setting < 0:
            at_the_door(state, person, since)
            continue
        _in_bed(state, person, setting, pathway)
        if pathway >= 0:
            person.ready_since = since
            wait_for_place(state, person, since)
        elif isnan(remaining):
            plan_stay(state, person)
        else:
            state.plan(Rank.READY, person, remaining, becomes_ready)


def _in_bed(state: State, person: Person, setting: int, pathway: int) -> None:
    """Be in a setting on day 0, with the rest of the path still to come; with a pathway, its processes are done."""
    person.place = person.ward = setting
    person.visits = {setting: 0}
    done = person.path.index(setting) + 1 if setting in person.path else len(person.path)
    person.path, person.wards = person.path[done:], person.wards[done:]
    use(state, setting, 1.0)
    state.log(Kind.START, person, setting, pathway)
    if state.parameters.is_hospital[setting]:
        state.spell(person).admitted_day = 0.0
        open_stay(state, person, -1.0)
        if pathway >= 0:
            state.spell(person).ready_day = 0.0
    person.pathway, person.step = pathway, _last_step(state, pathway) if pathway >= 0 else 0
