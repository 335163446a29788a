"""Whether buildings and capacity changes are consistent with the settings, teams and pools that they name."""

from collections.abc import Iterator

from sim.description.adjustments import Building, CapacityAdjustment
from sim.description.interventions import Effect
from sim.description.references import Keys
from sim.description.system import Description


def buildings_and_changes(description: Description) -> Iterator[tuple[Keys, str]]:
    """Yield the faults of buildings, of capacity changes, and of effects on capacity."""
    for name, building in description.buildings.items():
        yield from _building(description, ("buildings", name), building)
    for number, change in enumerate(description.changes):
        yield from _change(description, ("changes", number), change)
    for name, intervention in description.interventions.items():
        for number, effect in enumerate(intervention.effects):
            if effect.changes == "capacity":
                yield from _effect(description, ("interventions", name, "effects", number), effect)


def _building(description: Description, keys: Keys, building: Building) -> Iterator[tuple[Keys, str]]:
    for key, names in (("own", tuple(building.own)), ("either", building.either)):
        for name in names:
            setting = description.settings[name]
            if setting.capacity == "no_limit" or setting.hours is not None:
                yield (*keys, key), f"'{name}' has no places that a building could add to"
    pools = {description.settings[name].pool for name in building.either}
    users = {name for name, setting in description.settings.items() if setting.pool in pools - {None}}
    if len(pools) > 1 or users - set(building.either):
        yield (
            (*keys, "either"),
            f"must be all that share a pool already ({_listed(users)}), or none that do",
        )
    for name, other in description.buildings.items():
        shared = set(other.either) & set(building.either)
        if other is not building and shared and set(other.either) != set(building.either):
            yield (*keys, "either"), f"must be the same settings as in '{name}', with which it shares"
            break


def _change(description: Description, keys: Keys, change: CapacityAdjustment) -> Iterator[tuple[Keys, str]]:
    name = change.capacity_of
    if change.building is not None:
        building = description.buildings[change.building]
        if name is not None and name not in building.own:
            yield (*keys, "capacity_of"), f"'{change.building}' has no places of its own in '{name}'"
        elif name is not None and change.places is not None and change.places < -building.own[name]:
            yield (*keys, "places"), f"'{change.building}' has only {building.own[name]:g} places in '{name}'"
    if name is None:
        return
    stated = description.settings.get(name) or description.teams.get(name)
    if stated is not None and stated.capacity == "no_limit":
        yield (*keys, "capacity_of"), f"'{name}' has no limit to change"
    in_hours = name in description.settings and description.settings[name].hours is not None
    if in_hours and change.places is not None:
        yield (*keys, "places"), f"'{name}' is counted in hours a week: write hours"
    if not in_hours and change.hours is not None:
        yield (*keys, "hours"), f"'{name}' is counted in places: write places"


def _effect(description: Description, keys: Keys, effect: Effect) -> Iterator[tuple[Keys, str]]:
    """Yield capacities without a limit to change, and those of which an effect speaks in the wrong unit."""
    for name in effect.of:
        stated = description.settings.get(name) or description.teams.get(name)
        if stated is not None and stated.capacity == "no_limit":
            yield (*keys, "of"), f"'{name}' has no limit to change"
        in_hours = name in description.settings and description.settings[name].hours is not None
        if effect.unit == ("places" if in_hours else "hours"):
            other = "hours a week: unit hours" if in_hours else "places: unit places"
            yield (*keys, "unit"), f"'{name}' is counted in {other}"


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names)) or "none"
