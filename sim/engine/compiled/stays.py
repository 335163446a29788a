"""What is counted of a person's days, and the spells and the stays in hospital that they form."""

from math import nan

from sim.engine.compiled.arrays import Spell
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


@jit_inline
def _begin(spell: Spell, row: int, response: int, residence: int) -> None:
    spell.admitted_day = spell.left_day = spell.ready_day = nan
    spell.active_days = spell.delayed_days = spell.wait_days = 0.0
    spell.row, spell.response, spell.from_residence, spell.ended_in = row, response, residence, -1
    spell.admissions = spell.boarded = 0


@jit
def open_spell(state: State, person: Person, row: int, response: int) -> None:
    """Begin to count a spell: a need that is answered, of somebody who may still have another."""
    close_spell(state, person)
    _begin(state.spell[person.record], row, response, person.residence)
    person.row = row


@jit
def count_answer(state: State, person: Person, row: int, response: int) -> None:
    """Count a need whose answer leads nowhere: it is over at once."""
    if state.now >= state.from_day:
        _begin(state.spells[state.spell_count], row, response, person.residence)
        state.spell_count = state.spell_count + 1


@jit
def close_spell(state: State, person: Person) -> None:
    """End the present spell, if there is one; what ends before the period is not kept."""
    spell = state.spell[person.record]
    if person.row >= 0 and state.now >= state.from_day:
        _copy(spell, state.spells[state.spell_count])
        state.spell_count = state.spell_count + 1
    person.row = spell.row = -1


@jit_inline
def _copy(spell: Spell, to: Spell) -> None:
    to.admitted_day, to.left_day, to.ready_day = spell.admitted_day, spell.left_day, spell.ready_day
    to.active_days, to.delayed_days, to.wait_days = spell.active_days, spell.delayed_days, spell.wait_days
    to.row, to.response, to.from_residence = spell.row, spell.response, spell.from_residence
    to.ended_in, to.admissions, to.boarded = spell.ended_in, spell.admissions, spell.boarded


@jit_inline
def count_wait(state: State, person: Person, resource: int) -> None:
    """Count the whole wait of somebody who gets a place: of a place in the period, and outside a bed of their spell."""
    waited = state.now - person.wait_since
    in_hospital = person.place >= 0 and state.parameters.is_hospital[person.place]
    if state.now >= state.from_day:
        state.counts.waits[resource] += 1
        state.counts.waited_days[resource] += waited
        if in_hospital:
            state.counts.hospital_waits[resource] += 1
            state.counts.hospital_waited_days[resource] += waited
    if person.row >= 0 and (person.at_front_door or not in_hospital):
        state.spell[person.record].wait_days += waited


@jit_inline
def open_stay(state: State, person: Person, day: float) -> None:
    """Begin a stay in hospital: admitted on a day, or there on day 0 (-1)."""
    person.admitted_day = day
    state.led_to_bed[person.row] = True


@jit
def close_stay(state: State, person: Person, ended_in: int) -> None:
    """End the stay in hospital now, and keep it in the period: where the person goes, -2 by death, -3 outside."""
    spell = state.spell[person.record]
    spell.left_day, spell.ended_in = state.now, ended_in
    if state.now < state.from_day:
        return
    stay = state.stays[state.stay_count]
    stay.row, stay.admitted_day, stay.left_day = person.row, person.admitted_day, state.now
    stay.ended_in, stay.delayed_days = ended_in, spell.delayed_days
    state.stay_count = state.stay_count + 1
