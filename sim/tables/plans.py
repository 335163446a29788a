"""Plans for capacity: what interventions, adjustments and buildings add or take away, in whole places, day by day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil, inf, isfinite

import numpy as np

from sim.description.adjustments import Building, CapacityAdjustment
from sim.description.dates import day_of, share_of
from sim.description.interventions import Effect, Intervention
from sim.description.options import days_of
from sim.description.settings import DayCost
from sim.description.system import Description

RAMP_STEPS = 10
"""Capacity ramps up in this many equal steps, each at a midnight."""


def rounded(value: float, in_hours: bool) -> float:
    """Return whole places, or hours in quarters, a half (of a place or of a quarter) rounded up."""
    step = 0.25 if in_hours else 1.0
    return value if np.isinf(value) else float(np.floor(value / step + 0.5) * step)


def counts_hours(description: Description, name: str) -> bool:
    """Tell whether the places of a setting, team or pool are hours a week."""
    return name in description.settings and description.settings[name].hours is not None


@dataclass(frozen=True, slots=True)
class Plan:
    """One change of one capacity: `wanted` more (or fewer) places than `today`, of which `given` are added.

    `begins` and `ends` are days of the run; the whole is reached `grows` days after it begins. Where it is `closed`
    there are no places at all meanwhile.
    """

    of: str
    by: str
    today: float
    wanted: float
    given: float
    begins: float
    grows: float = 0.0
    ends: float = inf
    closed: bool = False
    cost: DayCost | None = None

    def steps(self) -> list[tuple[float, float]]:
        """Return midnights and the places that come (below 0: go) at each; none where a place is always there."""
        if self.given == 0 or not isfinite(self.today):
            return []
        size = abs(self.given)
        count = min(RAMP_STEPS, int(size)) if self.grows > 0 and size >= 1 else 1
        parts = np.diff(np.floor(np.linspace(0, size, count + 1)))
        parts[-1] += size - parts.sum()
        end = max(ceil(self.ends), 0) if isfinite(self.ends) else inf
        days = [max(ceil(self.begins + self.grows * (at + 1) / count), 0) for at in range(count)]
        changes = [(float(day), float(np.sign(self.given) * part)) for day, part in zip(days, parts, strict=True)]
        changes = [(day, part) for day, part in changes if day < end]
        return changes if not changes or end == inf else [*changes, (float(end), -sum(part for _, part in changes))]

    def place_days(self, from_day: float, to_day: float) -> float:
        """Return the places added (below 0: taken away) times the days of a period on which they are."""
        return sum(part * max(to_day - max(day, from_day), 0.0) for day, part in self.steps())


def added(description: Description, intervention: Intervention, effect: Effect, name: str, today: float) -> float:
    """Return the places (or hours a week) that a capacity effect adds in full, for the coverage delivered.

    ``name`` is the setting, team or pool; ``today`` its capacity at first.
    """
    return _whole(description, name, today, effect.added(today) * intervention.coverage)


def _whole(description: Description, name: str, today: float, wanted: float) -> float:
    """Return what is added so that the capacity that results is in whole places, and at least 0."""
    return max(rounded(today + wanted, counts_hours(description, name)), 0.0) - today if isfinite(today) else 0.0


def plans(
    description: Description, chosen: Mapping[str, Intervention], today: Mapping[str, float], first: float = 0.0
) -> list[Plan]:
    """Return every plan: of interventions at work, of the description's own changes, and of buildings that open later.

    ``today`` has the capacity of each setting, team and pool; `first` is the first day that counts.
    """
    planned = list[Plan]()
    for intervention in chosen.values():
        for effect in intervention.effects:
            planned += _of_effect(description, intervention, effect, today, first)
    for number, adjustment in enumerate(description.changes, start=1):
        planned += _of_adjustment(description, adjustment, number, today, first)
    for building in description.buildings.values():
        planned += _of_building(description, building, today, first)
    return planned


def _of_effect(
    description: Description, intervention: Intervention, effect: Effect, today: Mapping[str, float], first: float
) -> Iterator[Plan]:
    begins, grows, ends = days_of(intervention, description.start_date, first)
    for name in effect.of if effect.changes == "capacity" else ():
        wanted = effect.added(today[name]) * intervention.coverage
        given = added(description, intervention, effect, name, today[name])
        yield Plan(name, intervention.title, today[name], wanted, given, begins, grows, ends)


def _of_adjustment(
    description: Description, adjustment: CapacityAdjustment, number: int, today: Mapping[str, float], first: float
) -> Iterator[Plan]:
    begins, grows, ends = days_of(adjustment, description.start_date, first)
    building = description.buildings[adjustment.building] if adjustment.building is not None else None
    title = f"changes #{number}" + (f", {building.label}" if building else "")
    for name, places in _concerned(adjustment, building, description, today).items():
        wanted = _wanted(adjustment, places)
        given = _whole(description, name, today[name] if building is None else max(today[name], places), wanted)
        closed = adjustment.closed is not None and building is None
        yield Plan(name, title, today[name], wanted, given, begins, grows, ends, closed, adjustment.cost)


def _concerned(
    adjustment: CapacityAdjustment, building: Building | None, description: Description, today: Mapping[str, float]
) -> dict[str, float]:
    """Return the places of today that an adjustment is of, by setting, team or pool."""
    if building is None:
        return {name: today[name] for name in (adjustment.capacity_of,) if name is not None}
    if adjustment.capacity_of is not None:
        return {adjustment.capacity_of: building.own.get(adjustment.capacity_of, 0.0)}
    shared = {shared_pool(description, building): building.shared} if building.shared else {}
    return building.own | shared


def _wanted(adjustment: CapacityAdjustment, places: float) -> float:
    if adjustment.closed is not None:
        return -places
    if adjustment.to is not None:
        return adjustment.to - places
    if adjustment.by is not None:
        return share_of(adjustment.by) * places
    return (adjustment.places or 0.0) + (adjustment.hours or 0.0)


def _of_building(
    description: Description, building: Building, today: Mapping[str, float], first: float
) -> Iterator[Plan]:
    """Yield the places of a building that opens on a day; one that is there from the start is part of `today`."""
    if building.opens is None:
        return
    begins = day_of(building.opens, description.start_date, first)
    shared = {shared_pool(description, building): building.shared} if building.shared else {}
    for name, places in (building.own | shared).items():
        given = _whole(description, name, today[name], places)
        yield Plan(name, building.label, today[name], places, given, begins)


def shared_pool(description: Description, building: Building) -> str:
    """Return the pool that holds the shared places of a building: that of its settings, or one of its own."""
    pool = description.settings[building.either[0]].pool
    if pool is not None:
        return pool
    return next(
        name for name, other in description.buildings.items() if other.shared and other.either[0] == building.either[0]
    )
