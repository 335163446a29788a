"""Doors: leaving a bed takes an open door, that of the setting left and that of the setting gone to."""

from math import inf

from sim.demand.luck import Purpose
from sim.engine.compiled.memory import World
from sim.engine.compiled.places import on_grid
from sim.engine.compiled.world import Person, drawn, luck, plan, reached
from sim.machine_code import Floats, compiled, inlined
from sim.outcome import Rank


@inlined
def go(world: World, person: Person, target: int) -> None:
    """Leave for a setting (or outside) after the transfer, when both doors are open."""
    person.going_to = target
    person.due[Rank.DECLINE] = inf
    day = open_day(world, person, target, _after_transfer(world, person))
    if day == world.now:
        world.moves(person)
    else:
        _plan_door(world, person, day)


@compiled
def _plan_door(world: World, person: Person, day: float) -> None:
    plan(world, Rank.DOOR, person, day)


@inlined
def _after_transfer(world: World, person: Person) -> float:
    """Return when the transfer to the other setting is done; who has waited elsewhere is there already."""
    rules, route = world.rules, person.route
    if route < 0 or rules.route_transfer[route] < 0 or person.place == rules.route_waits_in[route]:
        return float(world.now)
    return float(world.now + _transfer(world, person))


@compiled
def _transfer(world: World, person: Person) -> float:
    share = luck(world, person, Purpose.TRANSFER, person.route, 0)
    return on_grid(drawn(world, world.rules.route_transfer[person.route], share))


@inlined
def open_day(world: World, person: Person, target: int, day: float) -> float:
    """Return the first moment from `day` on at which the one setting discharges and the other admits."""
    rules, place = world.rules, person.place
    if not (place >= 0 and rules.shuts_out[place]) and not (target >= 0 and rules.shuts_in[target]):
        return day
    return _both_open(world, person, target, day)


@compiled
def _both_open(world: World, person: Person, target: int, day: float) -> float:
    rules, place = world.rules, person.place
    weekends = place >= 0 and _leaves_at_weekends(world, person)
    for _ in range(64):
        later = day
        if place >= 0:
            later = next_open(world, rules.discharges_from[place], rules.discharges_to[place], later, weekends)
        if target >= 0:
            later = next_open(world, rules.admits_from[target], rules.admits_to[target], later, False)
        if later == day:
            return day
        day = later
    return day


@compiled
def _leaves_at_weekends(world: World, person: Person) -> bool:
    """Return whether an intervention opens the door of this ward at weekends, in its usual hours, for this person."""
    for lever in range(world.levers):
        if world.rules.weekend[lever, person.place] and reached(world, person, lever):
            return True
    return False


@compiled
def next_open(world: World, opens: Floats, closes: Floats, day: float, weekends: bool) -> float:
    """Return the first moment from `day` on at which a door with these weekly hours (`weekends`: then too) is open."""
    whole = int(day)
    part = day - whole
    for ahead in range(8):
        weekday = (whole + ahead + world.rules.weekday) % 7
        first, last = opens[weekday], closes[weekday]
        if weekends and weekday >= 5:
            first, last = opens.max(), closes.max()
        if part < last:
            return float(whole + ahead + (part if part > first else first))
        part = 0.0
    return day
