"""What is counted of a person's days, and the spells and the stays in hospital that they form."""

from sim.engine.simpy.state import Person, State, count_hospital_days
from sim.engine.simpy.tables import Spell
from sim.tables.tables import NO_REASON


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


def _is_resident(state: State, person: Person) -> bool:
    """Return whether days here are a resident's (without a population: anybody's), in hospital on an emergency."""
    if state.population > 0 and person.identity >= state.population:
        return False
    if not state.parameters.is_hospital[person.place]:
        return True
    need = state.need_of_row[person.row]
    return bool(need < 0 or state.parameters.need_emergency[need])


def _count_delay(state: State, person: Person, days: float) -> None:
    """Add delayed days at the age on each day: under 75 up to the birthday, 75 and over from it on."""
    older = days_at_75(state, person, days)
    by_age = state.counts.delayed[person.place][person.reason]
    by_age[1] += older
    by_age[0] += days - older


def days_at_75(state: State, person: Person, days: float) -> float:
    """Return how many of the last days, up to now, the person was 75 or over."""
    older = state.now - person.turns_75_day
    if older <= 0.0:
        return 0.0
    return days if older > days else older


def open_spell(state: State, person: Person, row: int, response: int) -> None:
    """Begin to count a spell: a need that is answered, of somebody who may still have another."""
    close_spell(state, person)
    state.spells[row] = Spell(row, response, person.residence)
    person.row = row


def count_answer(state: State, person: Person, row: int, response: int) -> None:
    """Count a need whose answer leads nowhere: it is over at once."""
    if state.now >= state.from_day:
        state.counts.spells.append(Spell(row, response, person.residence))


def close_spell(state: State, person: Person) -> None:
    """End the present spell, if there is one; what ends before the period is not kept."""
    if person.row >= 0:
        spell = state.spells.pop(person.row)
        if state.now >= state.from_day:
            state.counts.spells.append(spell)
    person.row = -1


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
        state.spell(person).wait_days += waited


def open_stay(state: State, person: Person, day: float) -> None:
    """Begin a stay in hospital: admitted on a day, or there on day 0 (-1)."""
    person.admitted_day = day
    state.counts.led_to_bed[person.row] = True


def close_stay(state: State, person: Person, ended_in: int) -> None:
    """End the stay in hospital now, and keep it in the period: where the person goes, -2 by death, -3 outside."""
    spell = state.spell(person)
    spell.left_day, spell.ended_in = state.now, ended_in
    if state.now >= state.from_day:
        state.counts.stays.append((person.row, person.admitted_day, state.now, ended_in, spell.delayed_days))
