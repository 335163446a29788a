"""Whom interventions reach: eligible residents whose random number is below the coverage, as in an engine."""

from collections.abc import Hashable, Sequence
from functools import partial

import numpy as np

from sim.demand.population import GROUPED_BY, groups
from sim.demand.random_numbers import STEP, VISIT, Purpose, uniforms, uniforms_of
from sim.measures.residents import MOMENTS, Flags, Floats, Integers, Residents
from sim.tables.tables import Tables


def people_reached(residents: Residents, tables: Tables, moved_to_care_home_day: Floats) -> Floats:
    """Return the mean number of residents each intervention reaches over the period."""
    moved = np.flatnonzero(moved_to_care_home_day[: residents.demand.population] < residents.to_day)
    reached = np.zeros(len(tables.salt))
    for lever in range(len(reached) if residents.populated else 0):
        at_moments = partial(_at_moments, residents, tables, lever)
        nobody_moves = partial(at_moments, np.arange(residents.demand.population))
        counts = residents.once(_terms(tables, lever), nobody_moves)
        if not tables.eligible_residence[lever].all():
            counts = counts - at_moments(moved) + at_moments(moved, moved_to_care_home_day)
        reached[lever] = counts.sum() / MOMENTS
    return reached


def _terms(tables: Tables, lever: int) -> Hashable:
    """Return what decides whom an intervention reaches, but for where people move."""
    numbers = tables.coverage, tables.start_day, tables.end_day, tables.ramp_days
    groups = tables.eligible[lever].tobytes(), tables.eligible_residence[lever].tobytes()
    return "reached", tables.salt[lever], *(float(column[lever]) for column in numbers), *groups


def _at_moments(
    residents: Residents, tables: Tables, lever: int, among: Integers, moved_day: Floats | None = None
) -> Floats:
    """Return how many of some residents an intervention reaches at each moment; no moves: where they started."""
    everybody = residents.once(("reach", tables.salt[lever]), partial(_all_numbers, residents, tables, lever))
    eligible, eligible_there = np.append(tables.eligible[lever], False), tables.eligible_residence[lever]
    start, coverage, counts = residents.demand.people.start_setting, tables.coverage[lever], np.zeros(MOMENTS)
    chosen = among[everybody[among] < coverage]
    if moved_day is None:
        chosen = chosen[eligible_there[start[chosen]]]
    for moment, (day, group) in enumerate(residents.event_times):
        reached, share = eligible.take(group.take(chosen)), _share(tables, lever, np.asarray(day))
        if share != coverage:  # it ramps up: not yet all of the chosen
            reached &= everybody[chosen] < share
        if moved_day is not None:
            reached &= eligible_there[_residence(tables, start[chosen], moved_day[chosen], day)]
        counts[moment] = np.count_nonzero(reached)
    return counts


def _all_numbers(residents: Residents, tables: Tables, lever: int) -> Floats:
    """Return each resident's uniform number that says at which coverage an intervention reaches them."""
    return uniforms_of(residents.roots, coverage_purpose(int(tables.salt[lever])))


def reached_before_death(
    residents: Residents, tables: Tables, moved_to_care_home_day: Floats, levers: Sequence[int], died: Integers
) -> Flags:
    """Return which of some residents who died had been reached by any of some interventions a week before."""
    people, anybody = residents.demand.people, np.zeros(len(died), dtype=np.bool_)
    if not levers:
        return anybody
    day = people.death_day[died] - 7.0
    group = groups({name: getattr(people, name) for name in GROUPED_BY}, died, day)
    start, moved_day = people.start_setting[died], moved_to_care_home_day[died]
    residence = np.where(moved_day <= day, _care_home(tables, start), start)
    for lever in levers:
        purpose = coverage_purpose(int(tables.salt[lever]))
        random_numbers = uniforms(residents.demand.stream, people.key[died], purpose)
        eligible = tables.eligible[lever][group] & tables.eligible_residence[lever][residence]
        anybody |= eligible & (random_numbers < _share(tables, lever, day))
    return anybody


def coverage_purpose(salt: int) -> int:
    """Return the purpose of the uniform number that says whom an intervention reaches first."""
    return int(Purpose.COVERAGE) + STEP * VISIT * (salt & 0xFFFFFF)


def _share(tables: Tables, lever: int, day: Floats) -> Floats:
    since, ramp = day - tables.start_day[lever], tables.ramp_days[lever]
    grown = np.divide(since, ramp, out=np.ones_like(since), where=(since >= 0) & (since < ramp))
    over = (since < 0) | (day >= tables.end_day[lever])
    return np.asarray(np.where(over, 0.0, tables.coverage[lever] * grown))


def _residence(tables: Tables, start: Integers, moved_day: Floats, day: float) -> Integers:
    """Return where people live: in the care home from the day they moved to it, else where they started."""
    return np.asarray(np.where(moved_day <= day, _care_home(tables, start), start))


def _care_home(tables: Tables, otherwise: Integers) -> Integers | int:
    types = tables.setting_types
    return types.index("care_home") if "care_home" in types else otherwise
