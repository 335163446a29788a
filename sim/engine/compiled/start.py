"""The start: who is where on day 0, at home, delayed, waiting, or (in a model of plain arrivals) in place already."""

from math import inf, isnan

from sim.demand.compiled_random_numbers import root_of
from sim.engine.compiled.delay import wait_for_place
from sim.engine.compiled.home import at_the_door
from sim.engine.compiled.hospital import plan_stay
from sim.engine.compiled.places import set_reason, use
from sim.engine.compiled.records import begins, forget_visits, lay_aside, open_record, remember
from sim.engine.compiled.state import log, plan, write_row
from sim.engine.compiled.stays import open_spell, open_stay
from sim.engine.compiled.tables import Person, State
from sim.jit import jit, jit_noinline
from sim.outcome import Kind, Rank


@jit_noinline
def start_people(state: State) -> None:
    """Let every resident begin outside the model; whoever comes from outside begins on arrival."""
    for identity in range(state.population):
        key = state.demand.key[identity]
        begins(state, identity, identity, key, state.demand.death_day[identity])
        state.people[identity].turns_75_day = state.demand.turns_75_day[identity]
        state.people[identity].root = root_of(state.stream, key)


@jit_noinline
def start_homes(state: State) -> None:
    """Put every resident where they live; those who turn 65 later come in on their day."""
    demand = state.demand
    for identity in range(state.population):
        person = state.people[identity]
        remember(state, person, demand.start_group[identity])
        person.hours = demand.start_hours[identity]
        if demand.enters_day[identity] == 0.0:
            comes_in(state, person, demand.start_setting[identity])
            plan(state, Rank.READY, person, demand.start_remaining[identity])


@jit
def comes_in(state: State, person: Person, setting: int) -> None:
    """Enter the population at home (or wherever the census has the person)."""
    person.residence = person.place = person.ward = setting
    person.entered = person.counted = state.now
    person.holds_place = True
    use(state, setting, person.hours if state.parameters.takes_hours[setting] else 1.0)
    log(state, Kind.START, person, setting, person.hours)


@jit_noinline
def start_delayed(state: State) -> None:
    """Put people who are delayed on day 0 into their beds, with the rest of the process under way."""
    demand = state.demand
    for at in range(len(demand.delayed_row)):
        row, setting = demand.delayed_row[at], demand.delayed_setting[at]
        person = state.people[demand.needs[row].person]
        open_spell(state, person, row, -1)
        person.need, person.root, person.response = -1, root_of(state.stream, person.key), -1
        person.place = person.ward = setting
        person.away_since = 0.0
        forget_visits(state, person)
        state.visits[person.record, setting] = 0
        person.package_until = person.due[Rank.READY]
        person.due[Rank.READY] = inf
        use(state, setting, 1.0)
        state.spell[person.record].ready_day = state.spell[person.record].admitted_day = 0.0
        open_stay(state, person, -1.0)
        pathway, step = demand.delayed_pathway[at], demand.delayed_step[at]
        log(state, Kind.START, person, setting, float(pathway))
        person.pathway, person.step = pathway, step
        process = state.parameters.pathway_processes[pathway, step]
        if process < 0:
            wait_for_place(state, person, state.now)
            continue
        set_reason(state, person, state.parameters.process_reason[process])
        plan(state, Rank.PROCESS, person, demand.delayed_remaining[at])


@jit_noinline
def start_waiting(state: State) -> None:
    """Put people who wait at home on day 0 on their waiting lists, as long ago as they joined them."""
    demand = state.demand
    for at in range(len(demand.waiting_person)):
        person = state.people[demand.waiting_person[at]]
        person.pathway = demand.waiting_pathway[at]
        person.step = _last_step(state, person.pathway)
        wait_for_place(state, person, demand.waiting_since[at])


@jit
def _last_step(state: State, pathway: int) -> int:
    step = 0
    while state.parameters.pathway_processes[pathway, step] >= 0:
        step += 1
    return step


@jit_noinline
def start_present(state: State) -> None:
    """Put people of plain arrivals who are there on day 0 into their beds (however few there are), or at the door."""
    demand = state.demand
    for at in range(len(demand.present_row)):
        row, setting, pathway = demand.present_row[at], demand.present_setting[at], demand.present_pathway[at]
        need = demand.needs[row]
        person = state.people[open_record(state, need.person, need.key)]
        remember(state, person, 0)
        open_spell(state, person, row, demand.present_response[at])
        person.need, person.response = need.need, demand.present_response[at]
        person.root = root_of(state.stream, need.key)
        person.path_need, person.path_response, person.path_at = need.need, person.response, 0
        forget_visits(state, person)
        write_row(state, Kind.NEED, person.identity, row, -1, float(person.response))
        if setting < 0:
            at_the_door(state, person, demand.present_since[at])
            if person.row < 0:
                lay_aside(state, person)
            continue
        _in_bed(state, person, setting, pathway)
        if pathway >= 0:
            person.ready_since = demand.present_since[at]
            wait_for_place(state, person, demand.present_since[at])
        elif isnan(demand.present_remaining[at]):
            plan_stay(state, person)
        else:
            plan(state, Rank.READY, person, demand.present_remaining[at])


@jit
def _in_bed(state: State, person: Person, setting: int, pathway: int) -> None:
    """Be in a setting on day 0, with the rest of the path still to come; with a pathway, its processes are done."""
    person.place = person.ward = setting
    state.visits[person.record, setting] = 0
    path, need, response = state.parameters.path, person.path_need, person.path_response
    while person.path_at < path.shape[2] and path[need, response, person.path_at] >= 0:
        person.path_at += 1
        if path[need, response, person.path_at - 1] == setting:
            break
    use(state, setting, 1.0)
    log(state, Kind.START, person, setting, float(pathway))
    if state.parameters.is_hospital[setting]:
        state.spell[person.record].admitted_day = 0.0
        open_stay(state, person, -1.0)
        if pathway >= 0:
            state.spell[person.record].ready_day = 0.0
    person.pathway = pathway
    person.step = _last_step(state, pathway) if pathway >= 0 else 0
