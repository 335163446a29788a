"""Whose turn it is: the queue that is offered a place, the classes that take turns in it, and who is first in each."""

from collections import Counter

from sim.engine.simpy.state import Person, State, grown


def first_to_offer(state: State) -> int:
    """Return the first resource in the line, or of those in its pool the one for which most people wait."""
    first = state.to_offer[0]
    pool = state.parameters.pool[first]
    if pool < 0 or not state.parameters.pool_longest_first[pool]:
        return first
    sharing = [resource for resource in state.to_offer if state.parameters.pool[resource] == pool]
    return max(sharing, key=lambda resource: len(state.queue[resource]))


def first_in_line(state: State, resource: int) -> Person:
    """Return who is offered the next place: the first of all, of the class whose turn it is, or of the longest list."""
    by, classes = state.parameters.longest_list_by[resource], state.parameters.classes[resource]
    if classes > 0:
        before = sum(state.in_class[resource][: _class_next(state, resource)])
        return state.people[state.queue[resource][before][-1]]
    if by < 0:
        return state.people[state.queue[resource][0][-1]]
    people = [state.people[key[-1]] for key in state.queue[resource]]
    lists = [person.place if by == 0 else _need(state, person) for person in people]
    length = Counter(lists)
    return people[lists.index(max(lists, key=length.__getitem__))]


def _need(state: State, person: Person) -> int:
    return state.need_of_row[person.row] if person.row >= 0 else -1


def _class_next(state: State, resource: int) -> int:
    """Return the class whose turn it is: of those with people waiting, the one that has earned most."""
    total, best, most = _weight_waiting(state, resource), -1, 0.0
    for one in range(state.parameters.classes[resource]):
        if state.in_class[resource][one] > 0:
            earned = state.earned[resource][one] + _weight(state, resource, one) / total
            if best < 0 or earned > most:
                best, most = one, earned
    return best


def takes_turn(state: State, resource: int, taken_by: int) -> None:
    """Let each class with people waiting earn its share of an offer, and the one that takes it pay; alone it is free.

    Somebody of the class `taken_by` still stands in the queue.
    """
    if state.parameters.classes[resource] == 0 or state.in_class[resource][taken_by] == len(state.queue[resource]):
        return
    total = _weight_waiting(state, resource)
    for one in range(state.parameters.classes[resource]):
        if state.in_class[resource][one] > 0:
            state.earned[resource][one] += _weight(state, resource, one) / total
    state.earned[resource][taken_by] -= 1.0


def _weight_waiting(state: State, resource: int) -> float:
    """Return the weight of all classes with people waiting."""
    total = 0.0
    for one in range(state.parameters.classes[resource]):
        if state.in_class[resource][one] > 0:
            total = total + _weight(state, resource, one)
    return total


def _weight(state: State, resource: int, one: int) -> float:
    """Return the weight of a class now, as interventions change it so far as they have grown."""
    weight = state.parameters.offer_weight[resource][one]
    if state.parameters.by_person[resource]:
        weight = weight * state.in_class[resource][one]
    for lever in state.levers:
        times = state.parameters.times_offer_weight[lever][resource][one]
        if times != 1.0:
            weight = weight * (1.0 + (times - 1.0) * grown(state, lever))
    return weight
