"""The calendar: what is planned, in a heap for days that have begun and in a list for each day to come.

A day's list is emptied into the heap, a binary one ordered by day and by the written order of rank and person, when the
heap is empty: most of what is planned is never compared with what is due on other days.
"""

from math import inf

from sim.engine.compiled.memory import World
from sim.machine_code import compiled, inlined


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
    if whole <= world.today:
        _into_heap(world, day, order)
        return
    at = world.later_free
    world.later_free = world.later_next[at]
    world.later_day[at], world.later_order[at] = day, order
    world.later_next[at] = world.later_first[whole]
    world.later_first[whole] = at


@inlined
def _into_heap(world: World, day: float, order: int) -> None:
    days, orders, at = world.heap_day, world.heap_order, world.begun
    world.begun = at + 1
    while at > 0:
        above = (at - 1) >> 1
        if days[above] < day or (days[above] == day and orders[above] <= order):
            break
        days[at], orders[at] = days[above], orders[above]
        at = above
    days[at], orders[at] = day, order


@inlined
def first_day(world: World) -> float:
    """Return the day of the first event on the calendar; infinite: there is none."""
    if world.planned == 0:
        return inf
    while world.begun == 0:
        world.today = world.today + 1
        _begin_day(world, world.today)
    return float(world.heap_day[0])


@compiled
def _begin_day(world: World, today: int) -> None:
    at = world.later_first[today]
    while at >= 0:
        _into_heap(world, world.later_day[at], world.later_order[at])
        after = world.later_next[at]
        world.later_next[at] = world.later_free
        world.later_free = at
        at = after


@inlined
def take(world: World) -> None:
    """Take the first event off the calendar."""
    days, orders, last = world.heap_day, world.heap_order, world.begun - 1
    world.begun = last
    world.planned = world.planned - 1
    day, order = days[last], orders[last]
    at, child = 0, 1
    while child < last:
        other = child + 1
        if other < last and (
            days[other] < days[child] or (days[other] == days[child] and orders[other] < orders[child])
        ):
            child = other
        if day < days[child] or (day == days[child] and order <= orders[child]):
            break
        days[at], orders[at] = days[child], orders[child]
        at, child = child, 2 * child + 1
    days[at], orders[at] = day, order
