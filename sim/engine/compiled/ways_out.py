"""Ways out: which pathway a person takes when a stay ends, and which other where there is no place for too long."""

from math import inf

from sim.demand.random_numbers import Purpose
from sim.engine.compiled.delay import begin, drop_plans, straight_back
from sim.engine.compiled.places import set_reason
from sim.engine.compiled.state import log, random_number, reached, visit, wide
from sim.engine.compiled.tables import Person, State
from sim.jit import jit, jit_noinline
from sim.outcome import Kind
from sim.tables.tables import NO_REASON


@jit
def draw_pathway(state: State, person: Person, again: bool) -> int:
    """Draw the way out by need, response, residence, frailty and time in hospital; -1: no pathways, straight back.

    `again`: only among those that are waited for without end, by a random number of its own.
    """
    parameters, place = state.parameters, wide(person.ward)
    need = max(int(person.need), 0) if person.row >= 0 else 0
    table = parameters.destinations[place, need, person.response if person.row >= 0 else -1]
    if table < 0:
        return -1
    long = 1 if state.now - person.hospital_since > parameters.long_stay_days[table] else 0
    home, frailty, dementia, alone = person.residence, person.frailty, person.dementia, person.alone
    pathways, cumulative, count, total = parameters.destination_pathways, state.upto, 0, 0.0
    phase = parameters.group_phase[person.group]
    while count < pathways.shape[1] and pathways[table, count] >= 0:
        pathway = pathways[table, count]
        weight = parameters.destination_weight[table, home, frailty, need, dementia, alone, long, count]
        weight = weight * parameters.destination_phase[table, phase, count]
        if again and parameters.pathway_within[pathway] != inf:
            weight = 0.0
        for lever in range(state.levers):
            if parameters.times_pathway[lever, pathway] != 1.0 and weight > 0 and reached(state, person, lever):
                weight = weight * parameters.times_pathway[lever, pathway]
        total = total + weight
        cumulative[count] = total
        count += 1
    if total <= 0.0:
        return -1
    if count == 1:
        return int(pathways[table, 0])
    purpose = Purpose.OTHERWISE if again else Purpose.DESTINATION
    bound = total * random_number(state, person, purpose, place, visit(state, person))
    below = 0
    for column in range(count):
        below += int(cumulative[column] <= bound)
    return int(pathways[table, below]) if below < count else -1


@jit_noinline
def takes_other_way(state: State, person: Person) -> None:
    """Stop waiting for the place of a pathway, which was not offered in time, and begin the other one."""
    target, pathway = wide(person.wait_for), wide(person.pathway)
    log(state, Kind.WITHDRAW, person, target, state.now - person.wait_since)
    if state.now >= state.from_day:
        state.counts.withdrew[target] += 1
    drop_plans(state, person)
    set_reason(state, person, NO_REASON)
    other = state.parameters.pathway_otherwise[pathway]
    if other < 0:
        other = draw_pathway(state, person, True)
    if other >= 0:
        begin(state, person, other)
    else:
        straight_back(state, person)
