"""What is counted of a person's days, and the stays in hospital that they form."""

from math import inf

from sim.engine.compiled.state import count_hospital_days
from sim.engine.compiled.tables import Person, State
from sim.jit import jit, jit_inline
from sim.tables.tables import NO_REASON


@jit_inline
def count_days(state: State, person: Person, days: float) -> None:
    """Add days of the measured period, up to now, to where the person is and to their spell."""
    place, counts, parameters = person.place, state.counts, state.parameters
    counts.person_days[place] += days
    if _is_resident(state, person):
        counts.resident_days[place] += days
    if parameters.at_home[place] and person.identity < state.population:
        counts.home_days[person.identity] += days
    if person.reason != NO_REASON and not parameters.is_residence[place]:
        _count_delay(state, person, days)
        if parameters.is_hospital[place]:
            count_hospital_days(state, person, 1, days)
    elif parameters.is_hospital[place]:
        count_hospital_days(state, person, 0, days)


@jit_inline
def _is_resident(state: State, person: Person) -> bool:
    """Return whether days here are a resident's (without a population: anybody's), in hospital on an emergency."""
    if state.population > 0 and person.identity >= state.population:
        return False
    if not state.parameters.is_hospital[person.place]:
        return True
    return bool(person.need < 0 or state.parameters.need_emergency[person.need])


@jit_inline
def _count_delay(state: State, person: Person, days: float) -> None:
    """Add delayed days at the age on each day: under 75 up to the birthday, 75 and over from it on."""
    older = days_at_75(state, person, days)
    state.counts.delayed[person.place, person.reason, 1] += older
    state.counts.delayed[person.place, person.reason, 0] += days - older


@jit_inline
def days_at_75(state: State, person: Person, days: float) -> float:
    """Return how many of the last days, up to now, the person was 75 or over."""
    older = state.now - person.turns_75_day
    if older <= 0.0:
        return 0.0
    return days if older > days else older


@jit
def open_stay(state: State, person: Person, day: float) -> None:
    """Begin a stay in hospital: admitted on a day, or there on day 0 (-1)."""
    person.stay = state.stay_count
    stay = state.stays[state.stay_count]
    stay.row, stay.admitted_day, stay.left_day = person.row, day, inf
    stay.ended_in, stay.delayed_days = -1, 0.0
    state.stay_count = state.stay_count + 1


@jit
def close_stay(state: State, person: Person, ended_in: int) -> None:
    """End the stay in hospital now: where the person goes, -2 by death, -3 outside."""
    stay = state.stays[person.stay]
    stay.left_day, stay.ended_in = state.now, ended_in
    stay.delayed_days = state.spells[person.row].delayed_days
