"""Interventions as tables: who may be reached, and the factor on each thing they change."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.description.interventions import Effect, Intervention
from sim.description.settings import Published
from sim.description.system import Description
from sim.tables.calendar import on_grid
from sim.tables.groups import GROUPS, eligible
from sim.tables.ways import Names

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
RAMP_STEPS = 10
"""Capacity ramps up in this many equal steps, each at a midnight."""


def salt(name: str) -> int:
    """Return a 64-bit word for a name (FNV-1a): the same in every process and on every machine."""
    word = 0xCBF29CE484222325
    for byte in name.encode("utf-8"):
        word = ((word ^ byte) * 0x100000001B3) & ((1 << 64) - 1)
    return word


def tables(description: Description, chosen: Mapping[str, Intervention], names: Names) -> dict[str, object]:
    """Return the tables of the interventions at work, row by row in their order."""
    count, settings = len(chosen), len(names.settings)
    shapes = {
        "times_need": (len(names.needs),),
        "times_readmission": (len(names.needs),),
        "times_beyond": (len(names.needs), len(names.answers)),
        "times_stay": (settings, len(names.needs)),
        "times_process": (len(names.processes),),
        "times_route": (len(names.routes),),
        "times_hours": (settings,),
    }
    changed = {name: np.ones((count, *shape)) for name, shape in shapes.items()}
    changed["more_ahead"] = np.zeros((count, settings + len(names.teams)))
    weekend = np.zeros((count, settings), dtype=np.bool_)
    for row, intervention in enumerate(chosen.values()):
        for effect in intervention.effects:
            if effect.changes == "weekend_discharge":
                weekend[row, _rows(effect.of, names.settings)] = True
            else:
                _put(changed, row, effect, names)
    return {
        **changed,
        **_reach(chosen, names),
        "weekend": weekend,
        "coverage": np.asarray([i.coverage for i in chosen.values()], dtype=np.float64),
        "start_day": np.asarray([on_grid(i.start_day) for i in chosen.values()], dtype=np.float64),
        "ramp_days": np.asarray([on_grid(i.ramp_days) for i in chosen.values()], dtype=np.float64),
        "salt": np.asarray([salt(name) for name in chosen], dtype=np.uint64),
    }


def _reach(chosen: Mapping[str, Intervention], names: Names) -> dict[str, Flags]:
    """Return which groups, living where, each intervention may reach."""
    groups = np.zeros((len(chosen), GROUPS), dtype=np.bool_)
    residences = np.ones((len(chosen), len(names.settings) + 1), dtype=np.bool_)
    for row, who in enumerate(intervention.eligible for intervention in chosen.values()):
        groups[row] = eligible(who)
        if who.residences:
            residences[row] = False
            residences[row, [names.setting(name) for name in who.residences]] = True
    return {"eligible": groups, "eligible_residence": residences}


def _rows(named: tuple[str, ...], every: tuple[str, ...]) -> list[int]:
    return [every.index(name) for name in named] if named else list(range(len(every)))


def _put(changed: Mapping[str, Floats], row: int, effect: Effect, names: Names) -> None:
    """Put an effect's factor (or its days ahead) on each thing it changes."""
    of, value = effect.of, effect.value
    needs = _rows(effect.needs, names.needs)
    match effect.changes:
        case "need_rate":
            changed["times_need"][row, _rows(of, names.needs)] *= value
        case "readmission_rate":
            changed["times_readmission"][row, _rows(of, names.needs)] *= value
        case "answer":
            first = names.answers.index(effect.up_to or "")
            for need in _rows(of, names.needs):
                changed["times_beyond"][row, need, first:] *= value
        case "stay":
            for setting in _rows(of, names.settings):
                changed["times_stay"][row, setting, needs] *= value
        case "process":
            changed["times_process"][row, _rows(of, names.processes)] *= value
        case "destination":
            changed["times_route"][row, _rows(of, names.routes)] *= value
        case "hours":
            changed["times_hours"][row, _rows(of, names.settings)] *= value
        case "ahead_days":
            changed["more_ahead"][row, _rows(of, names.settings + names.teams)] += on_grid(value)
        case _:
            pass  # not a number for each person reached: see `tables` for weekends, `capacity_changes` for capacity


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
    for name, setting in description.settings.items():
        before = level[names.resource(name)]
        for change in sorted(setting.changes, key=lambda c: c.day):
            steps.append((on_grid(change.day), names.resource(name), change.capacity - before))
            before = change.capacity
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


__all__ = ["Published", "added", "capacity_changes", "salt", "tables"]
