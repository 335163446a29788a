"""Records of people: one for each resident for good, and one for each of those from outside while in the model."""

from math import inf

from sim.engine.compiled.tables import Person, State
from sim.jit import jit, jit_inline
from sim.tables.tables import NO_REASON


@jit_inline
def begins(state: State, at: int, identity: int, key: int, death_day: float) -> None:
    """Let a person begin outside the model, in the record `at`."""
    person = state.people[at]
    state.gone[at], state.spell[at].row = False, -1
    person.record, person.identity, person.key = at, identity, key
    person.death_day = death_day
    _forget(person)


@jit_inline
def _forget(person: Person) -> None:
    """Begin outside the model, holding and waiting for nothing."""
    person.place = person.residence = person.row = person.pathway = person.wait_for = person.reserved = person.team = -1
    person.going_to = person.path_need = person.ward = person.next_ward = person.planned_pathway = -1
    person.moves = person.response = person.step = person.group = person.frailty = person.age = 0
    person.dementia = person.alone = person.path_response = person.path_at = 0
    person.hours = person.wait_amount = person.reserved_amount = 0.0
    person.counted = person.entered = person.wait_since = person.reserved_since = 0.0
    person.admitted_day = person.hospital_since = person.away_since = person.ready_since = 0.0
    person.left_hospital, person.package_until, person.turns_75_day = -inf, inf, inf
    person.reason = NO_REASON
    person.holds_place = person.at_front_door = person.takes_other_way = False
    expect_nothing(person)


@jit_inline
def expect_nothing(person: Person) -> None:
    """Let nothing be due any more."""
    for rank in range(len(person.due)):
        person.due[rank] = inf


@jit_inline
def forget_visits(state: State, person: Person) -> None:
    """Count visits from now on: the person has been nowhere yet in this spell."""
    for setting in range(state.settings):
        state.visits[person.record, setting] = -1


@jit
def remember(state: State, person: Person, group: int) -> None:
    """Note the group a person belongs to now, and what follows from it."""
    parameters = state.parameters
    person.group, person.frailty, person.age = group, parameters.group_frailty[group], parameters.group_age[group]
    person.dementia, person.alone = parameters.group_dementia[group], parameters.group_alone[group]


@jit_inline
def record(state: State, identity: int) -> int:
    """Return where the record of a person stands; -1: who comes from outside has not come yet, or has left."""
    return int(identity) if identity < state.population else int(state.record_of[identity - state.population])


@jit_inline
def open_record(state: State, identity: int, key: int) -> int:
    """Take a blank record for somebody who comes from outside, and will not die in the model."""
    state.blank_count = state.blank_count - 1
    at = state.blank[state.blank_count]
    state.record_of[identity - state.population] = at
    begins(state, at, identity, key, inf)
    return int(at)


@jit_inline
def lay_aside(state: State, person: Person) -> None:
    """Note, once, that a person is gone for good, and nothing is due; who came from outside leaves a blank record."""
    if state.gone[person.record]:
        return
    state.gone[person.record] = True
    if person.identity < state.population:
        expect_nothing(person)
        return
    state.record_of[person.identity - state.population] = -1
    state.blank[state.blank_count] = person.record
    state.blank_count = state.blank_count + 1


@jit_inline
def has_path(state: State, person: Person) -> bool:
    """Return whether the path of the response leads to another setting yet."""
    if person.path_need < 0:
        return False
    path, need, response, at = state.parameters.path, person.path_need, person.path_response, person.path_at
    return bool(at < path.shape[2] and path[need, response, at] >= 0)


@jit_inline
def next_of_path(state: State, person: Person) -> int:
    """Take the next setting of the path, and note whose stay it will be."""
    need, response, at = person.path_need, person.path_response, person.path_at
    person.path_at += 1
    person.next_ward = state.parameters.path_ward[need, response, at]
    return int(state.parameters.path[need, response, at])
