"""The scenario under an option: with what the option sets by path, adds, takes away and builds, checked whole."""

import copy
import re
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

from sim.description.adjustments import CapacityAdjustment
from sim.description.consistency import check, unknown_names
from sim.description.input_errors import InputError, InputErrors, shown_key, unknown
from sim.description.interventions import Option
from sim.description.openings import places
from sim.description.system import Description
from sim.description.validation import validated

NOT_TO_SET = ("buildings", "changes")
"""Parts for which an option has a key of its own."""


def world_of(description: Description, option: Option, file: str = "option", *, whole: bool = True) -> Description:
    """Return the description under an option: the same object where the option changes none of it.

    A capacity that the option sets begins on the first day that counts; all else it sets holds from day 0.

    ``whole=False`` leaves out the check of consistency between the parts, for what has been checked before.

    Raises
    ------
    InputErrors
        With every fault: a path that leads nowhere, a value that the scenario would refuse, a whole that is not
        consistent. The file is the option's.
    """
    if not (option.set or option.changes or option.buildings):
        return description
    if not (whole or option.set or option.buildings):
        return description.model_copy(update={"changes": (*description.changes, *option.changes)})
    content: dict[str, Any] = description.model_dump()
    errors = list(_set_all(content, option.set, file))
    for name in option.buildings:
        if name in description.buildings:
            errors.append(InputError(file, f"buildings.{name}", message="is a building of the scenario already"))
    shift = len(description.changes)
    content["buildings"] |= {name: building.model_dump() for name, building in option.buildings.items()}
    content["changes"] = [*content["changes"], *(change.model_dump() for change in option.changes)]
    changed, invalid = validated(Description, content, {"": file})
    errors += list(invalid)
    if changed is not None and not errors and not unknown_names(changed, {"": file}):
        changed = _from_the_first_day(description, changed)
    if whole and changed is not None and not errors:
        errors += check(changed, {"": file})[0]
    if changed is None or errors:
        raise InputErrors([_renumbered(fault, shift) for fault in errors])
    return changed


def _from_the_first_day(description: Description, changed: Description) -> Description:
    """Return a world in which the capacities that an option sets begin on the first day that counts, as places do."""
    begin: list[CapacityAdjustment] = []
    update: dict[str, Any] = {}
    for part in ("settings", "teams", "pools"):
        before, after = getattr(description, part), dict(getattr(changed, part))
        for name in before.keys() & after.keys():
            today, wanted = (places(description, resource[name].capacity) for resource in (before, after))
            if today != wanted and isfinite(today) and isfinite(wanted):
                after[name] = after[name].model_copy(update={"capacity": before[name].capacity})
                begin.append(CapacityAdjustment(capacity_of=name, to=wanted))
        update[part] = after
    begin.sort(key=lambda change: str(change.capacity_of))
    return changed.model_copy(update=update | {"changes": (*changed.changes, *begin)}) if begin else changed


def _renumbered(fault: InputError, shift: int) -> InputError:
    """Return a fault in the option's own changes with the number that they have in its file."""
    number = re.match(r"changes\.#(\d+)", fault.key)
    if number is None or int(number[1]) <= shift:
        return fault
    key = f"changes.#{int(number[1]) - shift}{fault.key[number.end() :]}"
    return InputError(fault.file, key, fault.value, fault.unit, fault.allowed, fault.near_miss, fault.message)


def _set_all(content: dict[str, Any], paths: Mapping[str, Any], file: str) -> Iterator[InputError]:
    """Write every value at its path; yield the paths that lead nowhere."""
    for path, value in paths.items():
        keys = path.split(".")
        if keys[0] in NOT_TO_SET:
            yield InputError(file, shown_key("set", path), message=f"write {keys[0]} beside set")
        elif (fault := _set(content, keys, value, file)) is not None:
            yield fault


def _set(content: dict[str, Any], keys: list[str], value: Any, file: str) -> InputError | None:
    """Write one value, into mappings by key and into lists by position from 0."""
    inside: Any = content
    for depth, key in enumerate(keys):
        last, where = depth == len(keys) - 1, shown_key("set", ".".join(keys))
        if isinstance(inside, dict):
            if key not in inside:
                return unknown(file, where, key, [str(name) for name in inside], what="key")
            if last:
                inside[key] = copy.deepcopy(value)
            elif isinstance(inside[key], tuple):
                inside[key] = list(inside[key])
            inside = inside[key]
        elif isinstance(inside, list):
            if not key.isdigit() or int(key) >= len(inside):
                return InputError(
                    file, where, message=f"'{key}' is no position in a list of {len(inside)} (0 is the first)"
                )
            if last:
                inside[int(key)] = copy.deepcopy(value)
            elif isinstance(inside[int(key)], tuple):
                inside[int(key)] = list(inside[int(key)])
            inside = inside[int(key)]
        else:
            return InputError(file, where, message=f"nothing stands below {shown_key(*keys[:depth])}")
    return None
