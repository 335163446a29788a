"""Doors: leaving a bed takes an open door, that of the setting left and that of the setting gone to."""

from math import inf

from sim.demand.luck import Purpose
from sim.engine.readable.places import on_grid
from sim.engine.readable.world import Person, World, reached
from sim.outcome import Rank


def go(world: World, person: Person, target: int) -> None:
    """Leave for a setting (or outside) after the transfer, when both doors are open."""
    rules = world.rules
    person.going_to = target
    person.due[Rank.DECLINE] = inf
    day = world.now
    waited_elsewhere = person.route >= 0 and person.place == rules.route_waits_in[person.route]
    if person.route >= 0 and rules.route_transfer[person.route] >= 0 and not waited_elsewhere:
        luck = world.luck(person, Purpose.TRANSFER, person.route)
        day = day + on_grid(world.drawn(rules.route_transfer[person.route], luck))
    day = open_day(world, person, target, day)
    if day == world.now:
        world.moves(world, person)
    else:
        world.plan(Rank.DOOR, person, day, world.moves)


def open_day(world: World, person: Person, target: int, day: float) -> float:
    """Return the first moment from `day` on at which the one setting discharges and the other admits."""
    rules, place = world.rules, person.place
    opens, closes = [0.0] * 7, [1.0] * 7
    if place >= 0:
        opens, closes = rules.discharges_from[place], rules.discharges_to[place]
        if _leaves_at_weekends(world, person):
            opens, closes = opens[:5] + [max(opens)] * 2, closes[:5] + [max(closes)] * 2
    for _ in range(64):
        later = next_open(world, opens, closes, day)
        if target >= 0:
            later = next_open(world, rules.admits_from[target], rules.admits_to[target], later)
        if later == day:
            return day
        day = later
    return day


def _leaves_at_weekends(world: World, person: Person) -> bool:
    """Return whether an intervention opens the door of this ward at weekends, in its usual hours, for this person."""
    weekend = world.rules.weekend
    return any(weekend[lever][person.place] and reached(world, person, lever) for lever in world.levers)


def next_open(world: World, opens: list[float], closes: list[float], day: float) -> float:
    """Return the first moment from `day` on at which a door with these weekly hours is open."""
    whole = int(day)
    part = day - whole
    for ahead in range(8):
        weekday = (whole + ahead + world.rules.weekday) % 7
        if part < closes[weekday]:
            return whole + ahead + (part if part > opens[weekday] else opens[weekday])
        part = 0.0
    return day
