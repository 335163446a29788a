"""Doors and weekdays: when a stay ends, and when the doors of the setting left and of the one gone to are open."""

from math import inf

from sim.demand.random_numbers import Purpose
from sim.engine.compiled.arrays import Array
from sim.engine.compiled.places import on_grid
from sim.engine.compiled.state import drawn, plan, random_number, reached
from sim.engine.compiled.tables import Person, State
from sim.jit import jit, jit_inline
from sim.outcome import Rank


@jit_inline
def go(state: State, person: Person, target: int) -> None:
    """Leave for a setting (or outside) after the transfer, when both doors are open."""
    person.going_to = target
    person.due[Rank.DECLINE] = inf
    day = open_day(state, person, target, _after_transfer(state, person))
    if day == state.now:
        state.moves(person)
    else:
        _plan_door(state, person, day)


@jit
def _plan_door(state: State, person: Person, day: float) -> None:
    plan(state, Rank.DOOR, person, day)


@jit_inline
def _after_transfer(state: State, person: Person) -> float:
    """Return when the transfer to the other setting is done; whoever has waited elsewhere is there already."""
    parameters, pathway = state.parameters, person.pathway
    if pathway < 0 or person.place < 0 or parameters.pathway_transfer[pathway] < 0 or _waited_elsewhere(state, person):
        return float(state.now)
    return float(state.now + _transfer(state, person))


@jit_inline
def _waited_elsewhere(state: State, person: Person) -> bool:
    return bool(person.place >= 0 and person.place == state.parameters.pathway_waits_in[person.pathway])


@jit
def _transfer(state: State, person: Person) -> float:
    share = random_number(state, person, Purpose.TRANSFER, person.pathway, 0)
    return on_grid(drawn(state, state.parameters.pathway_transfer[person.pathway], share))


@jit_inline
def open_day(state: State, person: Person, target: int, day: float) -> float:
    """Return the first moment from `day` on at which the one setting discharges and the other admits."""
    parameters, place = state.parameters, person.place
    if not (place >= 0 and parameters.shuts_out[place]) and not (target >= 0 and parameters.shuts_in[target]):
        return day
    return _both_open(state, person, target, day)


@jit
def _both_open(state: State, person: Person, target: int, day: float) -> float:
    """Go from the one door to the other until both are open: a door that never shuts is not asked."""
    parameters, place = state.parameters, person.place
    leaves = place >= 0 and parameters.shuts_out[place]
    enters = target >= 0 and parameters.shuts_in[target]
    weekends = leaves and _leaves_at_weekends(state, person, place)
    for _ in range(64):
        later = day
        if leaves:
            later = next_open(
                state, parameters.discharges_from[place], parameters.discharges_to[place], later, weekends
            )
        if enters:
            later = next_open(state, parameters.admits_from[target], parameters.admits_to[target], later, False)
        if later == day or not (leaves and enters):
            return later
        day = later
    return day


@jit
def _leaves_at_weekends(state: State, person: Person, place: int) -> bool:
    """Return whether an intervention opens the door of this ward at weekends, in its usual hours, for this person."""
    for lever in range(state.levers):
        if state.parameters.weekend[lever, place] and reached(state, person, lever):
            return True
    return False


@jit
def next_open(state: State, opens: Array[float], closes: Array[float], day: float, weekends: bool) -> float:
    """Return the first moment from `day` on at which a door with these weekly hours (`weekends`: then too) is open."""
    whole = int(day)
    part = day - whole
    weekday = (whole + state.parameters.weekday) % 7
    for ahead in range(8):
        first, last = opens[weekday], closes[weekday]
        if weekends and weekday >= 5:
            first, last = opens.max(), closes.max()
        if part < last:
            return float(whole + ahead + (part if part > first else first))
        part, weekday = 0.0, _next_weekday(weekday)
    return day


@jit_inline
def _next_weekday(weekday: int) -> int:
    return weekday + 1 if weekday < 6 else 0


@jit
def day_ready(state: State, person: Person, days: float) -> float:
    """Return the day on which a stay of so many days, begun now, ends: some weekdays count for more, some for less.

    An intervention on weekend discharge on the person's ward makes all weekdays the same.
    """
    parameters, ward, now = state.parameters, person.ward, state.now
    if parameters.even_week[ward] or _leaves_at_weekends(state, person, ward):
        return float(now + days)
    weeks = int(days / 7.0)
    left, day = days - 7.0 * weeks, now + 7.0 * weeks
    whole = int(day)
    part = day - whole
    weekday = (whole + parameters.weekday) % 7
    for ahead in range(9):
        passes = parameters.ready_by_weekday[ward, weekday]
        if left < passes * (1.0 - part):
            return on_grid(whole + ahead + part + left / passes)
        left = left - passes * (1.0 - part)
        part, weekday = 0.0, _next_weekday(weekday)
    return float(day + 7.0)
