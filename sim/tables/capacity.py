"""Capacity over time: the days and hours at which a description changes it, and the places that plans add or take."""

import datetime
from collections.abc import Mapping
from functools import lru_cache
from math import ceil, inf, isfinite

import numpy as np
from numpy.typing import NDArray

from sim.description.growth import Growth
from sim.description.interventions import Intervention
from sim.description.openings import places
from sim.description.settings import Published, Setting, Team, WeeklyCapacity
from sim.description.system import Description
from sim.description.units import WEEKDAYS
from sim.tables.calendar import DAYS, on_grid
from sim.tables.plans import Plan, counts_hours, plans, rounded, shared_pool
from sim.tables.tables import TICK, YEAR

Floats = NDArray[np.float64]
GROWS_YEARS = 30
"""How long capacities grow from day 0 on: beyond any run."""
Levels = list[tuple[float, float]]
"""Days, in order, and what there is from each on."""


def amount(description: Description, stated: float | str | Published) -> float:
    """Return a capacity or a count as a number: stated, or published times its factors; infinite without limit."""
    if isinstance(stated, str):
        return inf if stated == "no_limit" else float(description.published[stated])
    return places(description, stated)


def capacity_today(description: Description) -> dict[str, float]:
    """Return the places at first of each setting, team and pool: stated, in whole places, and those of buildings."""
    resources: dict[str, Setting | Team] = {**description.settings, **description.teams}
    places = {
        name: rounded(amount(description, resource.capacity), counts_hours(description, name))
        for name, resource in resources.items()
    }
    for name, pool in description.pools.items():
        places[name] = rounded(amount(description, pool.capacity), False)
    for building in description.buildings.values():
        is_open = building.opens is None
        for name, own in building.own.items():
            places[name] += rounded(own, False) if is_open else 0.0
        if building.shared:
            pool_name = shared_pool(description, building)
            places[pool_name] = places.get(pool_name, 0.0) + (rounded(building.shared, False) if is_open else 0.0)
    return places


def grown(description: Description, name: str, places: float, day: float) -> float:
    """Return a capacity or a count of a setting or team, stated for when it is published, as it is on a day."""
    growth = description.growth
    if growth is None or (growth.of and name not in growth.of):
        return places
    rate = growth.rate(description.published, description.calibrated)
    return float(places * rate ** (growth.quarters(description.start_date, day) / 4))


def capacity_at_start(description: Description) -> dict[str, float]:
    """Return the places on day 0 of each setting, team and pool: those of today, grown back."""
    return {name: _whole_grown(description, name, places, 0.0) for name, places in capacity_today(description).items()}


def _whole_grown(description: Description, name: str, places: float, day: float) -> float:
    is_pool = name not in description.settings and name not in description.teams
    if is_pool or description.growth is None or not isfinite(places):
        return places
    return rounded(grown(description, name, places, day), counts_hours(description, name))


def _growing(description: Description, name: str, places: float) -> Levels:
    """Return the days on which the places of a setting or team become others as they grow, and what they are then."""
    growth = description.growth
    if growth is None or (growth.of and name not in growth.of) or not isfinite(places):
        return []
    rate = growth.rate(description.published, description.calibrated)
    return list(_growth_levels(growth, rate, description.start_date, places, counts_hours(description, name)))


@lru_cache(maxsize=10_000)
def _growth_levels(
    growth: Growth, rate: float, start: datetime.date, places: float, in_hours: bool
) -> tuple[tuple[float, float], ...]:
    """Return the days on which places become others as they grow by a rate a year, and what they are then."""
    first, since = growth.quarters(start, 0.0), (start - growth.published_on).days
    days = [on_grid((first + number - 0.5) * YEAR / 4 - since) for number in range(1, 4 * GROWS_YEARS)]

    def level(day: float) -> float:
        return rounded(float(places * rate ** (growth.quarters(start, day) / 4)), in_hours)

    levels = [(day, level(day + TICK)) for day in days if day > 0]
    before = [level(0.0), *(places_then for _, places_then in levels)]
    return tuple(change for change, last in zip(levels, before, strict=False) if change[1] != last)


def pools_of(description: Description) -> list[str]:
    """Return the names of all pools: those stated, then those of buildings whose settings had none."""
    of_buildings = [
        shared_pool(description, building) for building in description.buildings.values() if building.shared
    ]
    return list(dict.fromkeys([*description.pools, *of_buildings]))


def pool_of(description: Description, name: str) -> str | None:
    """Return the pool whose places a setting may use besides its own."""
    if description.settings[name].pool is not None:
        return description.settings[name].pool
    buildings = [building for building in description.buildings.values() if name in building.either]
    return shared_pool(description, buildings[0]) if buildings else None


def stated_changes(resource: Setting | Team, description: Description) -> Levels:
    """Return when a capacity changes, in order, and what it is from then on; day 0 is the description's start."""
    in_hours = isinstance(resource, Setting) and resource.hours is not None
    moments = [
        (on_grid((change.day or 0.0) if change.date is None else (change.date - description.start_date).days), change)
        for change in resource.changes
    ]
    dated = sorted((day + on_grid(change.hour / 24), rounded(change.capacity, in_hours)) for day, change in moments)
    dated += _weekly(resource.weekly, description.start_date.weekday(), in_hours) if resource.weekly else []
    before = [capacity for day, capacity in dated if day <= 0]
    return [(0.0, capacity) for capacity in before[-1:]] + [change for change in dated if change[0] > 0]


def _weekly(pattern: tuple[WeeklyCapacity, ...], first: int, in_hours: bool) -> Levels:
    """Return a weekly pattern from day 0 (a weekday, Monday 0) to the end of the calendar."""
    week = sorted(
        ((WEEKDAYS.index(day) - first) % 7 + on_grid(change.hour / 24), rounded(change.capacity, in_hours))
        for change in pattern
        for day in change.days
    )
    return [(7.0 * number + day, capacity) for number in range(ceil(DAYS / 7)) for day, capacity in week]


def capacity_changes(description: Description, chosen: Mapping[str, Intervention]) -> dict[str, object]:
    """Return the days on which capacities change, by the description and by plans, with the new levels.

    ``change_of`` counts settings, then teams, then pools.
    """
    today, start = capacity_today(description), capacity_at_start(description)
    plans_of: dict[str, list[Plan]] = {}
    for plan in plans(description, chosen, today):
        plans_of.setdefault(plan.of, []).append(plan)
    with_changes: dict[str, Setting | Team] = {**description.settings, **description.teams}
    rows = []
    for resource, name in enumerate([*with_changes, *pools_of(description)]):
        stated = _stated_or_growing(with_changes[name], description, name, today[name]) if name in with_changes else []
        if stated or name in plans_of:
            rows += [(day, resource, level) for day, level in _levels(start[name], stated, plans_of.get(name, []))]
    rows.sort()
    return {
        "change_day": np.asarray([row[0] for row in rows], dtype=np.float64),
        "change_of": np.asarray([row[1] for row in rows], dtype=np.int64),
        "change_to": np.asarray([row[2] for row in rows], dtype=np.float64),
    }


def _stated_or_growing(resource: Setting | Team, description: Description, name: str, places: float) -> Levels:
    """Return when a capacity changes: as stated for it, or as it grows where nothing is stated."""
    return stated_changes(resource, description) or _growing(description, name, places)


def _levels(today: float, stated: Levels, own_plans: list[Plan]) -> Levels:
    """Return when one capacity changes, and its level from then on: the stated one with the plans applied."""
    steps: Levels = []
    before = today
    for day, level in stated:
        steps.append((day, level - before))
        before = level
    steps += [step for plan in own_plans if not plan.closed for step in plan.steps()]
    closures = [(plan.steps()[0][0], plan.steps()[-1][0]) for plan in own_plans if plan.closed and plan.steps()]
    moments = np.asarray(sorted(steps), dtype=np.float64).reshape(-1, 2)
    days = np.unique([*moments[:, 0], *(day for span in closures for day in span)])
    change = np.zeros(len(days))
    np.add.at(change, np.searchsorted(days, moments[:, 0]), moments[:, 1])
    levels = np.maximum(np.cumsum([today, *change])[1:], 0.0)
    for first, last in closures:
        levels[(first <= days) & (days < last)] = 0.0
    return list(zip(days.tolist(), levels.tolist(), strict=True))
