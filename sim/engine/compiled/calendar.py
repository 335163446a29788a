"""The calendar: what is planned, in a heap for the day that has begun and in a list for each day to come.

An event is one integer: its tick in the day, then its place in the written order of rank and person. A day's list is
emptied into the heap, a binary one, once the heap is empty: most of what is planned is never compared with what is due
on other days.
"""

from math import inf

from sim.engine.compiled.memory import World
from sim.machine_code import compiled, inlined
from sim.tables.contract import TICK

OF_DAY = 36
"""Bits of an event below its tick: four of the rank, 32 of the person."""


@inlined
def order_of(rank: int, identity: int) -> int:
    """Return where an event stands among those of its instant: by rank, then by person (-1: the system)."""
    return (rank << 32) + identity + 2


@inlined
def put(world: World, day: float, order: int) -> None:
    """Put an event on the calendar, unless it falls after the run."""
    if day >= world.to_day:
        return
    world.planned = world.planned + 1
    whole = int(day)
    event = (int((day - whole) / TICK) << OF_DAY) + order
    if whole == world.today:
        _into_heap(world, event)
        return
    at = world.later_free
    world.later_free = world.later_next[at]
    world.later[at] = event
    world.later_next[at] = world.later_first[whole]
    world.later_first[whole] = at


@inlined
def _into_heap(world: World, event: int) -> None:
    heap, at = world.heap, world.begun
    world.begun = at + 1
    while at > 0:
        above = (at - 1) >> 1
        if heap[above] <= event:
            break
        heap[at] = heap[above]
        at = above
    heap[at] = event


@inlined
def first_day(world: World, until: float) -> float:
    """Return the day of the first event on the calendar; infinite: there is none before the day after `until`."""
    while world.begun == 0:
        if world.planned == 0 or world.today >= int(until):
            return inf
        world.today = world.today + 1
        _begin_day(world, world.today)
    return float(world.today + (world.heap[0] >> OF_DAY) * TICK)


@inlined
def first_order(world: World) -> int:
    """Return where the first event on the calendar stands among those of its instant."""
    return int(world.heap[0] & ((1 << OF_DAY) - 1))


@compiled
def _begin_day(world: World, today: int) -> None:
    at = world.later_first[today]
    while at >= 0:
        _into_heap(world, world.later[at])
        after = world.later_next[at]
        world.later_next[at] = world.later_free
        world.later_free = at
        at = after


@inlined
def take(world: World) -> None:
    """Take the first event off the calendar."""
    heap, last = world.heap, world.begun - 1
    world.begun = last
    world.planned = world.planned - 1
    event = heap[last]  # stays there: the last child is compared with it where there is no other
    at, child = 0, 1
    while child < last:
        child += int(heap[child + 1] < heap[child])
        if event <= heap[child]:
            break
        heap[at] = heap[child]
        at, child = child, 2 * child + 1
    heap[at] = event
