"""The calendar: a binary heap of what is planned, by day and then by the written order of rank and person."""

from math import inf

from sim.engine.compiled.compiling import compiled
from sim.engine.compiled.memory import World


@compiled
def order_of(rank: int, identity: int) -> int:
    """Return where an event stands among those of its instant: by rank, then by person (-1: the system)."""
    return (rank << 32) + identity + 2


@compiled
def _is_before(world: World, one: int, other: int) -> bool:
    if world.heap_day[one] != world.heap_day[other]:
        return bool(world.heap_day[one] < world.heap_day[other])
    return bool(world.heap_order[one] < world.heap_order[other])


@compiled
def _swap(world: World, one: int, other: int) -> None:
    day, order = world.heap_day[one], world.heap_order[one]
    world.heap_day[one], world.heap_order[one] = world.heap_day[other], world.heap_order[other]
    world.heap_day[other], world.heap_order[other] = day, order


@compiled
def put(world: World, day: float, order: int) -> None:
    """Put an event on the calendar."""
    at = world.planned
    world.heap_day[at], world.heap_order[at] = day, order
    world.planned = at + 1
    while at > 0 and _is_before(world, at, (at - 1) >> 1):
        _swap(world, at, (at - 1) >> 1)
        at = (at - 1) >> 1


@compiled
def first_day(world: World) -> float:
    """Return the day of the first event on the calendar; infinite: there is none."""
    return float(world.heap_day[0]) if world.planned > 0 else inf


@compiled
def take(world: World) -> None:
    """Take the first event off the calendar."""
    last = world.planned - 1
    world.planned = last
    world.heap_day[0], world.heap_order[0] = world.heap_day[last], world.heap_order[last]
    at, child = 0, 1
    while child < last:
        if child + 1 < last and _is_before(world, child + 1, child):
            child += 1
        if not _is_before(world, child, at):
            return
        _swap(world, child, at)
        at, child = child, 2 * child + 1
