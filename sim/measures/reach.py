"""Whom interventions reach: eligible residents whose random number is below the coverage, as in an engine."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from sim.demand.population import groups
from sim.demand.random_numbers import STEP, VISIT, Purpose, uniforms
from sim.measures.residents import GROUPED_BY, MOMENTS, Flags, Floats, Integers, Residents
from sim.tables.tables import Tables


def people_reached(residents: Residents, tables: Tables, moved_to_care_home_day: Floats) -> Floats:
    """Return the mean number of residents each intervention reaches over the period."""
    reached = [_reached(residents, tables, lever, moved_to_care_home_day) for lever in range(len(tables.salt))]
    return np.asarray(reached, dtype=np.float64)


def _reached(residents: Residents, tables: Tables, lever: int, moved_to_care_home_day: Floats) -> float:
    """Return the mean number of residents that an intervention reaches; counted once if all homes are eligible."""
    if not residents.populated:
        return 0.0
    count = partial(_counted, residents, tables, lever, moved_to_care_home_day)
    if not tables.eligible_residence[lever].all():
        return float(count())
    numbers = tables.coverage, tables.start_day, tables.end_day, tables.ramp_days
    terms = [float(column[lever]) for column in numbers]
    return float(residents.once(("reached", tables.salt[lever], *terms, tables.eligible[lever].tobytes()), count))


def _counted(residents: Residents, tables: Tables, lever: int, moved_to_care_home_day: Floats) -> Floats:
    """Return the residents that an intervention reaches at a moment of the period, on average over the moments."""
    everybody = residents.once(("reach", tables.salt[lever]), partial(_all_numbers, residents, tables, lever))
    within_coverage = np.flatnonzero(everybody < tables.coverage[lever])
    random_numbers, start, moved_day = (
        everybody[within_coverage],
        residents.demand.people.start_setting[within_coverage],
        moved_to_care_home_day[within_coverage],
    )
    eligible, eligible_there = np.append(tables.eligible[lever], False), tables.eligible_residence[lever]
    total = 0.0
    for day, group in residents.event_times:
        reached = eligible[group[within_coverage]] & (random_numbers < _share(tables, lever, np.asarray(day)))
        if not eligible_there.all():
            reached &= eligible_there[_residence(tables, start, moved_day, day)]
        total += np.count_nonzero(reached) / MOMENTS
    return np.asarray(total)


def _all_numbers(residents: Residents, tables: Tables, lever: int) -> Floats:
    """Return each resident's uniform number that says at which coverage an intervention reaches them."""
    people, purpose = residents.demand.people, coverage_purpose(int(tables.salt[lever]))
    return uniforms(residents.demand.stream, people.key[: residents.demand.population], purpose)


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
