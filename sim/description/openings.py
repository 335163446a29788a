"""Whether a setting, team or pool ever has a place, in the scenario as it is, with none of the options."""

from math import inf

from sim.description.settings import Pool, Published, Setting, Team
from sim.description.system import Description
from sim.description.units import NoLimit

LEAST = 0.5
"""Less than half a place is none (of hours a week: less than half a quarter)."""


def ever_opens(description: Description, name: str) -> bool:
    """Tell whether a setting has a place at some time, of its own or of its pool; surge places close with it."""
    setting = description.settings[name]
    own = not is_zero(description, setting) or grows(setting) or grows_by_plan(description, name)
    return own or (setting.pool is not None and pool_opens(description, setting.pool))


def pool_opens(description: Description, name: str) -> bool:
    """Tell whether a pool has a place at some time."""
    return not is_zero(description, description.pools[name]) or grows_by_plan(description, name)


def grows(resource: Setting | Team) -> bool:
    """Tell whether there are places at some time after the first."""
    least = _least(resource)
    levels = [change.capacity for change in resource.changes] + [step.capacity for step in resource.weekly]
    return any(level >= least for level in levels)


def grows_by_plan(description: Description, name: str) -> bool:
    """Tell whether a capacity change or a building adds places to a setting, team or pool."""
    least = _least(description.settings.get(name))
    more = any(
        change.capacity_of == name and any((size or 0) >= least for size in (change.places, change.hours, change.to))
        for change in description.changes
    )
    return more or any(
        building.own.get(name, 0.0) >= least or (name in building.either and building.shared >= least)
        for building in description.buildings.values()
    )


def is_zero(description: Description, resource: Setting | Pool | Team) -> bool:
    """Tell whether a capacity comes to less than half a place, or half a quarter of an hour a week."""
    return places(description, resource.capacity) < _least(resource)


def places(description: Description, capacity: float | NoLimit | Published) -> float:
    """Return a capacity as a number: stated, or published times its factors; infinite without limit."""
    if isinstance(capacity, Published):
        calibrated = description.calibrated.get(capacity.calibrated, 1.0) if capacity.calibrated else 1.0
        return max(float(description.published[capacity.column]) * capacity.times * calibrated, capacity.at_least)
    return inf if capacity == "no_limit" else float(capacity)


def _least(resource: Setting | Pool | Team | None) -> float:
    return LEAST / 4 if isinstance(resource, Setting) and resource.hours is not None else LEAST
