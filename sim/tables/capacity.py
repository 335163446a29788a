"""Capacity over time: the days and hours at which a description changes it, and the places that interventions add."""

from collections.abc import Mapping
from math import ceil

import numpy as np
from numpy.typing import NDArray

from sim.description.interventions import Effect, Intervention
from sim.description.settings import Setting, Team, WeeklyCapacity
from sim.description.system import Description
from sim.description.units import WEEKDAYS
from sim.tables.calendar import DAYS, on_grid
from sim.tables.pathways import Names

Floats = NDArray[np.float64]
RAMP_STEPS = 10
"""Capacity ramps up in this many equal steps, each at a midnight."""


def stated_changes(thing: Setting | Team, description: Description) -> list[tuple[float, float]]:
    """Return when a capacity changes, in order, and what it is from then on; day 0 is the description's start."""
    found = [
        (on_grid((change.day or 0.0) if change.date is None else (change.date - description.start_date).days), change)
        for change in thing.changes
    ]
    dated = sorted((day + on_grid(change.hour / 24), change.capacity) for day, change in found)
    dated += _weekly(thing.weekly, description.start_date.weekday()) if thing.weekly else []
    before = [capacity for day, capacity in dated if day <= 0]
    return [(0.0, capacity) for capacity in before[-1:]] + [change for change in dated if change[0] > 0]


def _weekly(pattern: tuple[WeeklyCapacity, ...], first: int) -> list[tuple[float, float]]:
    """Return a weekly pattern from day 0 (a weekday, Monday 0) to the end of the calendar."""
    week = [
        ((WEEKDAYS.index(day) - first) % 7 + on_grid(each.hour / 24), each.capacity)
        for each in pattern
        for day in each.days
    ]
    return sorted((7.0 * number + day, capacity) for number in range(ceil(DAYS / 7)) for day, capacity in week)


def added(description: Description, intervention: Intervention, effect: Effect, name: str, today: float) -> float:
    """Return the places (or hours a week) that a capacity effect adds in full, for the coverage delivered.

    Whole places (hours in quarters), and at least one where any are meant to be added.
    """
    stated = effect.value if effect.unit == "places" else effect.value * today
    in_hours = name in description.settings and description.settings[name].hours is not None
    step = 0.25 if in_hours else 1.0
    wanted = stated * intervention.coverage
    return max(step, float(np.floor(wanted / step + 0.5) * step)) if wanted > 0 else 0.0


def capacity_changes(
    description: Description, chosen: Mapping[str, Intervention], names: Names, capacity: Floats
) -> dict[str, object]:
    """Return the days on which capacities change: those of the description, and those that interventions add."""
    steps: list[tuple[float, int, float]] = []
    level = dict(enumerate(capacity.tolist()))
    things: dict[str, Setting | Team] = {**description.settings, **description.teams}
    for name, thing in things.items():
        before = level[names.resource(name)]
        for day, after in stated_changes(thing, description):
            steps.append((day, names.resource(name), after - before))
            before = after
    for intervention in chosen.values():
        for effect in intervention.effects:
            if effect.changes == "capacity":
                steps += _steps(description, intervention, effect, names, capacity)
    rows = []
    for day, resource, more in sorted(steps):
        level[resource] += more
        rows.append((day, resource, level[resource]))
    return {
        "change_day": np.asarray([row[0] for row in rows], dtype=np.float64),
        "change_of": np.asarray([row[1] for row in rows], dtype=np.int64),
        "change_to": np.asarray([row[2] for row in rows], dtype=np.float64),
    }


def _steps(
    description: Description, intervention: Intervention, effect: Effect, names: Names, capacity: Floats
) -> list[tuple[float, int, float]]:
    found = []
    for name in effect.of:
        resource = names.resource(name)
        more = added(description, intervention, effect, name, float(capacity[resource]))
        if not np.isfinite(capacity[resource]) or more == 0:
            continue
        count = min(RAMP_STEPS, int(more)) if intervention.ramp_days > 0 and more >= 1 else 1
        parts = np.diff(np.floor(np.linspace(0, more, count + 1)))
        parts[-1] += more - parts.sum()
        days = np.ceil(intervention.start_day + intervention.ramp_days * np.arange(1, count + 1) / count)
        if count == 1 and intervention.ramp_days == 0:
            days = np.asarray([np.ceil(intervention.start_day)])
        found += [(float(day), resource, float(part)) for day, part in zip(days, parts, strict=True)]
    return found
