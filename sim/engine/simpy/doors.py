"""Doors and weekdays: when a stay ends, and when the doors of the setting left and of the one gone to are open."""

from math import inf

from sim.demand.random_numbers import Purpose
from sim.engine.simpy.places import on_grid
from sim.engine.simpy.state import Person, State, reached
from sim.outcome import Rank


def go(state: State, person: Person, target: int) -> None:
    """Leave for a setting (or outside) after the transfer, when both doors are open."""
    parameters = state.parameters
    person.going_to = target
    person.due[Rank.DECLINE] = inf
    day = state.now
    if (
        person.place >= 0
        and person.pathway >= 0
        and parameters.pathway_transfer[person.pathway] >= 0
        and not _waited_elsewhere(state, person)
    ):
        random_number = state.random_number(person, Purpose.TRANSFER, person.pathway)
        day = day + on_grid(state.drawn(parameters.pathway_transfer[person.pathway], random_number))
    day = open_day(state, person, target, day)
    if day == state.now:
        state.moves(state, person)
    else:
        state.plan(Rank.DOOR, person, day, state.moves)


def _waited_elsewhere(state: State, person: Person) -> bool:
    return person.place >= 0 and person.place == state.parameters.pathway_waits_in[person.pathway]


def open_day(state: State, person: Person, target: int, day: float) -> float:
    """Return the first moment from `day` on at which the one setting discharges and the other admits."""
    parameters, place = state.parameters, person.place
    opens, closes = [0.0] * 7, [1.0] * 7
    if place >= 0:
        opens, closes = parameters.discharges_from[place], parameters.discharges_to[place]
        if _leaves_at_weekends(state, person, place):
            opens, closes = [*opens][:5] + [max(opens)] * 2, [*closes][:5] + [max(closes)] * 2
    for _ in range(64):
        later = next_open(state, opens, closes, day)
        if target >= 0:
            later = next_open(state, parameters.admits_from[target], parameters.admits_to[target], later)
        if later == day:
            return day
        day = later
    return day


def _leaves_at_weekends(state: State, person: Person, place: int) -> bool:
    """Return whether an intervention opens the door of this ward at weekends, in its usual hours, for this person."""
    weekend = state.parameters.weekend
    return any(weekend[lever][place] and reached(state, person, lever) for lever in state.levers)


def next_open(state: State, opens: list[float], closes: list[float], day: float) -> float:
    """Return the first moment from `day` on at which a door with these weekly hours is open."""
    whole = int(day)
    part = day - whole
    for ahead in range(8):
        weekday = (whole + ahead + state.parameters.weekday) % 7
        if part < closes[weekday]:
            return whole + ahead + (part if part > opens[weekday] else opens[weekday])
        part = 0.0
    return day


def day_ready(state: State, person: Person, days: float) -> float:
    """Return the day on which a stay of so many days, begun now, ends: some weekdays count for more, some for less.

    An intervention on weekend discharge on the person's ward makes all weekdays the same.
    """
    parameters, ward, now = state.parameters, person.ward, state.now
    if parameters.even_week[ward] or _leaves_at_weekends(state, person, ward):
        return now + days
    weeks = int(days / 7.0)
    left, day = days - 7.0 * weeks, now + 7.0 * weeks
    whole = int(day)
    part = day - whole
    for ahead in range(9):
        passes = parameters.ready_by_weekday[ward][(whole + ahead + parameters.weekday) % 7]
        if left < passes * (1.0 - part):
            return on_grid(whole + ahead + part + left / passes)
        left = left - passes * (1.0 - part)
        part = 0.0
    return day + 7.0
