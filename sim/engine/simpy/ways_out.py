"""Ways out: which pathway a person takes when a stay ends, and which other where there is no place for too long."""

from math import inf

from sim.demand.random_numbers import Purpose
from sim.engine.simpy.delay import begin, drop_plans, straight_back
from sim.engine.simpy.places import set_reason
from sim.engine.simpy.state import Person, State, reached
from sim.outcome import Kind
from sim.tables.tables import NO_REASON


def draw_pathway(state: State, person: Person, again: bool) -> int:
    """Draw the way out by need, response, residence, frailty and time in hospital; -1: no pathways, straight back.

    `again`: only among those that are waited for without end, by a random number of its own.
    """
    parameters, place = state.parameters, person.ward
    need = max(state.need_of_row[person.row], 0) if person.row >= 0 else 0
    table = parameters.destinations[place][need][person.response if person.row >= 0 else -1]
    if table < 0:
        return -1
    long = 1 if state.now - person.hospital_since > parameters.long_stay_days[table] else 0
    stated_weights = state.weights_of(table, person, need, long)
    cumulative, total = [], 0.0
    for column, pathway in enumerate(parameters.destination_pathways[table]):
        if pathway < 0:
            break
        lasting = not again or parameters.pathway_within[pathway] == inf
        weight = stated_weights[column] if lasting else 0.0
        for lever in state.levers:
            if parameters.times_pathway[lever][pathway] != 1.0 and weight > 0 and reached(state, person, lever):
                weight = weight * parameters.times_pathway[lever][pathway]
        total = total + weight
        cumulative.append(total)
    if total <= 0.0:
        return -1
    purpose = Purpose.OTHERWISE if again else Purpose.DESTINATION
    bound = total * state.random_number(person, purpose, place, person.visits.get(place, 0))
    for column, upto in enumerate(cumulative):
        if bound < upto:
            return int(parameters.destination_pathways[table][column])
    return -1


def takes_other_way(state: State, person: Person) -> None:
    """Stop waiting for the place of a pathway, which was not offered in time, and begin the other one."""
    target, pathway = person.wait_for, person.pathway
    state.log(Kind.WITHDRAW, person, target, state.now - person.wait_since)
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
