"""Whose turn it is: the queue that is offered a place, the classes that take turns in it, and who is first in each."""

from sim.engine.compiled.state import grown
from sim.engine.compiled.tables import Person, State
from sim.jit import jit, jit_inline, jit_noinline


@jit_inline
def first_to_offer(state: State) -> int:
    """Return the first resource in the line, or of those in its pool the one for which most people wait."""
    first = state.to_offer[0]
    pool = state.parameters.pool[first]
    if pool >= 0 and state.parameters.pool_longest_first[pool]:
        for at in range(1, state.freed_count):
            other = state.to_offer[at]
            if state.parameters.pool[other] == pool and state.queue_length[other] > state.queue_length[first]:
                first = other
    return int(first)


@jit_inline
def first_in_line(state: State, resource: int) -> int:
    """Return who is offered the next place, by index in the queue: the first of all, of a class, or of a list."""
    if state.parameters.classes[resource] > 0:
        return _first_of_class(state, resource, _class_next(state, resource))
    by = state.parameters.longest_list_by[resource]
    if by < 0:
        return 0
    return _first_of_longest(state, resource, by)


@jit
def _first_of_class(state: State, resource: int, one: int) -> int:
    before = 0
    for other in range(one):
        before += state.in_class[resource, other]
    return before


@jit_noinline
def _first_of_longest(state: State, resource: int, by: int) -> int:
    state.lists[:] = 0
    for at in range(state.queue_length[resource]):
        state.lists[_list_of(state, state.people[state.queue[resource, at]], by)] += 1
    longest = state.lists.max()
    for at in range(state.queue_length[resource]):
        if state.lists[_list_of(state, state.people[state.queue[resource, at]], by)] == longest:
            return at
    return 0


@jit
def _list_of(state: State, person: Person, by: int) -> int:
    if by == 0:
        return int(person.place)
    return int(person.need) if person.row >= 0 else -1


@jit_noinline
def _class_next(state: State, resource: int) -> int:
    """Return the class whose turn it is: of those with people waiting, the one that has earned most."""
    total, best, most = _weight_waiting(state, resource), -1, 0.0
    for one in range(state.parameters.classes[resource]):
        if state.in_class[resource, one] > 0:
            earned = state.earned[resource, one] + _weight(state, resource, one) / total
            if best < 0 or earned > most:
                best, most = one, earned
    return best


@jit_inline
def takes_turn(state: State, resource: int, taken_by: int) -> None:
    """Let each class with people waiting earn its share of an offer, and the one that takes it pay; alone it is free.

    Somebody of the class `taken_by` still stands in the queue.
    """
    if state.parameters.classes[resource] > 0 and state.in_class[resource, taken_by] != state.queue_length[resource]:
        _earn_and_pay(state, resource, taken_by)


@jit_noinline
def _earn_and_pay(state: State, resource: int, taken_by: int) -> None:
    total = _weight_waiting(state, resource)
    for one in range(state.parameters.classes[resource]):
        if state.in_class[resource, one] > 0:
            state.earned[resource, one] += _weight(state, resource, one) / total
    state.earned[resource, taken_by] -= 1.0


@jit
def _weight_waiting(state: State, resource: int) -> float:
    """Return the weight of all classes with people waiting."""
    total = 0.0
    for one in range(state.parameters.classes[resource]):
        if state.in_class[resource, one] > 0:
            total = total + _weight(state, resource, one)
    return total


@jit
def _weight(state: State, resource: int, one: int) -> float:
    """Return the weight of a class now, as interventions change it so far as they have grown."""
    weight = state.parameters.offer_weight[resource, one]
    if state.parameters.by_person[resource]:
        weight = weight * state.in_class[resource, one]
    for lever in range(state.levers):
        times = state.parameters.times_offer_weight[lever, resource, one]
        if times != 1.0:
            weight = weight * (1.0 + (times - 1.0) * grown(state, lever))
    return weight
