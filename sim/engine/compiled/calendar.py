"""The calendar: what is planned, in a heap for the part of a day that has begun and in a list for each part to come.

An event is one integer: its tick in the part, then its place in the written order of rank and person. A part's list is
emptied into the heap, a binary one, once the heap is empty: most of what is planned is never compared with what is due
at other times.
"""

from math import inf

from sim.engine.compiled.ahead import ask_for_person
from sim.engine.compiled.tables import State
from sim.jit import jit, jit_inline
from sim.tables.tables import TICK

PARTS = 32
"""Parts of a day: a power of two, so that no time is rounded."""
NEAR = 4096
"""Records of so few people stay in the processor's cache, and are not asked for ahead (measured in `bench chain`)."""
OF_PART = 36
"""Bits of an event below its tick: four of the rank, 32 of the person."""


@jit_inline
def order_of(rank: int, identity: int) -> int:
    """Return where an event stands among those of its instant: by rank, then by person (-1: the system)."""
    return (rank << 32) + identity + 2


@jit_inline
def identity_of(order: int) -> int:
    """Return the person of an event, or of its place in the written order."""
    return (order & 0xFFFFFFFF) - 2


@jit_inline
def put(state: State, day: float, order: int) -> None:
    """Put an event on the calendar, unless it falls after the run."""
    if day >= state.to_day:
        return
    state.planned = state.planned + 1
    part = int(day * PARTS)
    event = (int((day * PARTS - part) / (TICK * PARTS)) << OF_PART) + order
    if part == state.part:
        _into_heap(state, event)
        return
    at = state.later_free
    state.later_free = state.later_next[at]
    state.later[at] = event
    state.later_next[at] = state.later_first[part]
    state.later_first[part] = at


@jit_inline
def _into_heap(state: State, event: int) -> None:
    heap, at = state.heap, state.begun
    state.begun = at + 1
    while at > 0:
        above = (at - 1) >> 1
        if heap[above] <= event:
            break
        heap[at] = heap[above]
        at = above
    heap[at] = event


@jit_inline
def first_day(state: State, until: float) -> float:
    """Return the day of the first event on the calendar; infinite: there is none before the day after `until`."""
    while state.begun == 0:
        if state.planned == 0 or state.part >= int(until * PARTS):
            return inf
        state.part = state.part + 1
        _begin_part(state, state.part)
    return float(state.part / PARTS + (state.heap[0] >> OF_PART) * TICK)


@jit_inline
def first_order(state: State) -> int:
    """Return where the first event on the calendar stands among those of its instant."""
    return int(state.heap[0] & ((1 << OF_PART) - 1))


@jit
def _begin_part(state: State, part: int) -> None:
    if len(state.people) > NEAR and part + 1 < len(state.later_first):
        _ask_for_part(state, part + 1)
    at = state.later_first[part]
    while at >= 0:
        _into_heap(state, state.later[at])
        after = state.later_next[at]
        state.later_next[at] = state.later_free
        state.later_free = at
        at = after


@jit_inline
def _ask_for_part(state: State, part: int) -> None:
    at = state.later_first[part]
    while at >= 0:
        ask_for_person(state, identity_of(state.later[at]))
        at = state.later_next[at]


@jit_inline
def take(state: State) -> None:
    """Take the first event off the calendar."""
    heap, last = state.heap, state.begun - 1
    state.begun = last
    state.planned = state.planned - 1
    event = heap[last]  # stays there: the last child is compared with it where there is no other
    at, child = 0, 1
    while child < last:
        child += int(heap[child + 1] < heap[child])
        if event <= heap[child]:
            break
        heap[at] = heap[child]
        at, child = child, 2 * child + 1
    heap[at] = event
