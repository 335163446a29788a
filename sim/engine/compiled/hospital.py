"""The spell up to ready: moving in, the stay, the next ward of the path, and boarding."""

from collections.abc import Callable
from math import inf, isnan

from numba.extending import overload_method

from sim.demand.random_numbers import Purpose
from sim.engine.compiled.delay import begin, straight_back, wait_for_place
from sim.engine.compiled.doors import day_ready
from sim.engine.compiled.memory import Struct
from sim.engine.compiled.places import count_held, is_open_to, join, on_grid, set_reason, use
from sim.engine.compiled.records import forget_visits, has_path, lay_aside, next_of_path
from sim.engine.compiled.state import drawn, log, measured, plan, random_number, reached, wide
from sim.engine.compiled.stays import close_spell, close_stay, open_stay
from sim.engine.compiled.tables import Person, State
from sim.engine.compiled.ways_out import draw_pathway
from sim.jit import jit, jit_inline
from sim.outcome import MOST_MOVES, Endless, Kind, Rank
from sim.tables.tables import BUSY_DAYS, NO_REASON


@jit
def moves(state: State, person: Person) -> None:
    """Leave the present setting and arrive in the next: free the one bed, start the stay in the other."""
    target, place = person.going_to, person.place
    _count_own_moves(state, person, target)
    set_reason(state, person, NO_REASON)
    log(state, Kind.LEAVE, person, place, float(target))
    _count_move(state, place, target)
    _record_hospital(state, person, place, target)
    person.going_to, person.place, person.at_front_door, person.planned_pathway = -1, target, False, -1
    person.ward, person.next_ward = target if person.next_ward < 0 else person.next_ward, -1
    if person.reserved >= 0:
        state.counts.reserved_days[person.reserved] += measured(state, person.reserved_since)
    if place >= 0 and not state.parameters.is_residence[place]:
        use(state, place, -1.0)
    if place < 0:
        person.entered = person.counted = state.now
    if target < 0:
        leaves_model(state, person, place)
    elif state.parameters.is_residence[target]:
        _settles(state, person, target, place)
    else:
        _goes_away(state, person, target, place)
    person.reserved, person.reserved_amount = -1, 0.0
    if target >= 0:
        log(state, Kind.ENTER, person, target, person.hours if state.parameters.takes_hours[target] else 1.0)


@overload_method(Struct, "moves")  # type: ignore[untyped-decorator]
def _moves(state: State, person: Person) -> Callable[[State, Person], None]:
    """Let `delay`, which this module imports, move people: `state.moves(person)`."""

    def moved(state: State, person: Person) -> None:
        moves(state, person)

    return moved


@jit_inline
def _count_own_moves(state: State, person: Person, target: int) -> None:
    person.moves += 1
    if person.moves > MOST_MOVES:
        state.endless_in = target
        raise Endless


@jit_inline
def leaves_model(state: State, person: Person, place: int) -> None:
    """End the counting of someone who leaves for outside, for good: what they hold at home is given up."""
    release_home(state, person, place)
    state.counts.alive_days += measured(state, person.entered)
    close_spell(state, person)
    lay_aside(state, person)


@jit_inline
def _count_move(state: State, place: int, target: int) -> None:
    if state.now >= state.from_day and (place >= 0 or target >= 0):
        counts, outside = state.counts, state.settings
        counts.moves[place if place >= 0 else outside, target if target >= 0 else outside] += 1
        if place >= 0:
            counts.left[place] += 1
        if target >= 0:
            counts.entered[target] += 1


@jit_inline
def _record_hospital(state: State, person: Person, place: int, target: int) -> None:
    hospital = state.parameters.is_hospital
    was_in, will_be_in = place >= 0 and hospital[place], target >= 0 and hospital[target]
    if place >= 0 and state.parameters.needs_after[place] and not will_be_in:
        person.left_hospital = state.now
    if will_be_in and not was_in:
        spell = state.spell[person.record]
        spell.admissions += 1
        spell.ended_in = -1
        open_stay(state, person, state.now)
        person.hospital_since = state.now
        if isnan(spell.admitted_day):
            spell.admitted_day = state.now
    elif was_in and not will_be_in:
        close_stay(state, person, target if target >= 0 else -3)
        overnight = int(state.now) > int(person.ready_since)
        if overnight and person.pathway >= 0 and state.now >= state.from_day:
            state.counts.delays[state.parameters.pathway_reason[person.pathway]] += 1


@jit_inline
def _settles(state: State, person: Person, target: int, place: int) -> None:
    """Arrive at a residence: come back to it, or move there for good."""
    parameters, back = state.parameters, person.residence == target
    if back:
        count_held(state, person, place)
    if back and person.holds_place:
        person.hours += person.reserved_amount if parameters.takes_hours[target] else 0.0
    else:
        release_home(state, person, place)
        person.residence, person.holds_place = target, True
        person.hours = person.reserved_amount if parameters.takes_hours[target] else 0.0
        if person.reserved < 0:
            use(state, target, 1.0)
    if not back and parameters.is_care_home[target]:
        _count_care_home(state, person)
    _plan_residence(state, person, target, back)
    close_spell(state, person)
    person.pathway = -1
    forget_visits(state, person)


@jit
def _count_care_home(state: State, person: Person) -> None:
    """Note when somebody who is counted first moves to a care home."""
    moved_day, identity = state.counts.moved_to_care_home_day, person.identity
    if identity < len(moved_day) and isnan(moved_day[identity]):
        moved_day[identity] = state.now


@jit
def release_home(state: State, person: Person, place: int) -> None:
    """Give up the residence the person holds, on moving to another for good."""
    if person.holds_place and person.residence >= 0:
        count_held(state, person, place)
        use(state, person.residence, -(person.hours if state.parameters.takes_hours[person.residence] else 1.0))
    person.holds_place = False
    person.due[Rank.REVIEW] = inf


@jit_inline
def _plan_residence(state: State, person: Person, target: int, back: bool) -> None:
    parameters, now = state.parameters, state.now
    person.due[Rank.HOLD_EXPIRES] = inf
    fresh = person.pathway >= 0 and parameters.pathway_new_package[person.pathway]
    if fresh and parameters.review_after[target] != inf:
        plan(state, Rank.REVIEW, person, now + parameters.review_after[target])
    if back and person.package_until != inf:
        until = person.package_until
        plan(state, Rank.READY, person, until if until > now + 1.0 else now + 1.0)
    else:
        plan_stay(state, person)
    person.package_until = inf


@jit_inline
def _goes_away(state: State, person: Person, target: int, place: int) -> None:
    """Arrive in a ward or team; a residence left behind is kept for as long as its setting keeps places."""
    parameters, now = state.parameters, state.now
    if place >= 0 and parameters.is_residence[place]:
        person.away_since, person.package_until = now, person.due[Rank.READY]
        person.due[Rank.READY] = person.due[Rank.REVIEW] = inf
        if not parameters.at_home[target] and parameters.hold_days[person.residence] != inf:
            plan(state, Rank.HOLD_EXPIRES, person, now + parameters.hold_days[person.residence])
    state.visits[person.record, person.ward] += 1
    if waits_here(state, person):
        plan(state, Rank.READY, person, now)
    else:
        plan_stay(state, person)


@jit_inline
def waits_here(state: State, person: Person) -> bool:
    """Return whether a person has left a bed to wait here, elsewhere, for the place that their pathway leads to."""
    return bool(person.pathway >= 0 and state.parameters.pathway_waits_in[person.pathway] == person.place)


@jit
def plan_stay(state: State, person: Person) -> None:
    """Draw the length of stay until ready, by ward (that of the need, wherever the bed is), need, frailty and age."""
    parameters, place = state.parameters, wide(person.ward)
    need = max(int(person.need), 0) if person.row >= 0 else 0
    table = parameters.stay[place, need, person.response if person.row >= 0 else -1]
    if parameters.draws_pathway[place] and not has_path(state, person):
        table = _by_pathway(state, person, place, table)
    if table < 0:
        return
    times = max(int(state.visits[person.record, place]), 0)
    days = drawn(state, table, random_number(state, person, Purpose.STAY, place, times))
    days = days * parameters.stay_factor[place, person.frailty, person.age]
    if place != person.place:
        days = days * parameters.boarded_stay[place]
    for lever in range(state.levers):
        if parameters.times_stay[lever, place, need] != 1.0 and reached(state, person, lever):
            days = days * parameters.times_stay[lever, place, need]
    plan(state, Rank.READY, person, day_ready(state, person, on_grid(days)))


@jit
def _by_pathway(state: State, person: Person, place: int, otherwise: int) -> int:
    """Draw the way out now, on coming in, and return the table of the stay of those who leave by it."""
    person.planned_pathway = draw_pathway(state, person, False)
    table = int(state.parameters.stay_by_pathway[place, person.planned_pathway]) if person.planned_pathway >= 0 else -1
    return table if table >= 0 else otherwise


@jit_inline
def is_busy(person: Person) -> bool:
    """Return whether something else is under way for a person at home: an ambulance, or a wait for another service."""
    return bool(person.at_front_door or person.pathway >= 0)


@jit
def becomes_ready(state: State, person: Person) -> None:
    """End the stay: go to the next setting of the path, or out by a pathway (drawn now if not on coming in)."""
    if person.place == person.residence and is_busy(person):
        plan(state, Rank.READY, person, state.now + BUSY_DAYS)
        return
    if waits_here(state, person):
        wait_for_place(state, person, state.now)
        return
    if has_path(state, person):
        moves_on(state, person)
        return
    if state.parameters.is_hospital[person.place]:
        person.ready_since = state.now
        if isnan(state.spell[person.record].ready_day):
            state.spell[person.record].ready_day = state.now
    pathway = wide(person.planned_pathway) if person.planned_pathway >= 0 else draw_pathway(state, person, False)
    if pathway >= 0:
        begin(state, person, pathway)
    elif person.place != person.residence:
        straight_back(state, person)


@jit_inline
def moves_on(state: State, person: Person) -> None:
    """Ask for a bed in the next setting of the path; when it is full, board elsewhere if there is room, else wait."""
    target = next_of_path(state, person)
    set_reason(state, person, NO_REASON)
    if not is_open_to(state, target, 1.0):
        for other in state.parameters.boards_to[target]:
            if other >= 0 and is_open_to(state, other, 1.0):
                target = other
                state.spell[person.record].boarded = 1
                if state.now >= state.from_day:
                    state.counts.boarded_in[other] += 1
                break
    person.at_front_door = not state.parameters.is_hospital[person.place] if person.place >= 0 else True
    join(state, person, target, 1.0, 0.0, state.now)
