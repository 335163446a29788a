"""The calendar: a binary heap of what is planned, by day and then by the written order of rank and person."""

from math import inf

from sim.engine.compiled.memory import World
from sim.machine_code import compiled


@compiled
def order_of(rank: int, identity: int) -> int:
    """Return where an event stands among those of its instant: by rank, then by person (-1: the system)."""
    return (rank << 32) + identity + 2


@compiled
def put(world: World, day: float, order: int) -> None:
    """Put an event on the calendar."""
    days, orders, at = world.heap_day, world.heap_order, world.planned
    world.planned = at + 1
    while at > 0:
        above = (at - 1) >> 1
        if days[above] < day or (days[above] == day and orders[above] <= order):
            break
        days[at], orders[at] = days[above], orders[above]
        at = above
    days[at], orders[at] = day, order


@compiled
def first_day(world: World) -> float:
    """Return the day of the first event on the calendar; infinite: there is none."""
    return float(world.heap_day[0]) if world.planned > 0 else inf


@compiled
def take(world: World) -> None:
    """Take the first event off the calendar."""
    days, orders, last = world.heap_day, world.heap_order, world.planned - 1
    world.planned = last
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
