"""Interventions as tables: who may be reached, and the factor on each thing they change."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.description.interventions import Effect, Intervention
from sim.description.system import Description
from sim.tables.calendar import on_grid
from sim.tables.groups import GROUPS, eligible
from sim.tables.pathways import Names

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


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
        "times_stay": (settings, len(names.needs)),
        "times_process": (len(names.processes),),
        "times_pathway": (len(names.pathways),),
        "times_hours": (settings,),
    }
    changed = {name: np.ones((count, *shape)) for name, shape in shapes.items()}
    changed["more_priority_days"] = np.zeros((count, settings + len(names.teams)))
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
        **_shifts(chosen, names),
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


def _shifts(chosen: Mapping[str, Intervention], names: Names) -> dict[str, object]:
    """Return the effects on responses, one row each: which intervention, to which response, and who keeps their own."""
    effects = [
        (row, effect, f"{name}/{at}")
        for row, (name, intervention) in enumerate(chosen.items())
        for at, effect in enumerate(intervention.effects)
        if effect.changes == "response"
    ]
    kept = np.ones((len(effects), len(names.needs), len(names.responses)))
    up_to = [names.responses.index(effect.up_to or "") for _, effect, _ in effects]
    for shift, (_, effect, _) in enumerate(effects):
        taken_from = [names.responses.index(name) for name in effect.from_responses]
        taken_from = taken_from or list(range(up_to[shift] + 1, len(names.responses)))
        kept[np.ix_([shift], _rows(effect.of, names.needs), taken_from)] = effect.value
    return {
        "shift_lever": np.asarray([row for row, _, _ in effects], dtype=np.int64),
        "shift_up_to": np.asarray(up_to, dtype=np.int64),
        "shift_kept": kept,
        "shift_salt": np.asarray([salt(word) for _, _, word in effects], dtype=np.uint64),
    }


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
        case "stay":
            for setting in _rows(of, names.settings):
                changed["times_stay"][row, setting, needs] *= value
        case "process":
            changed["times_process"][row, _rows(of, names.processes)] *= value
        case "destination":
            changed["times_pathway"][row, _rows(of, names.pathways)] *= value
        case "hours":
            changed["times_hours"][row, _rows(of, names.settings)] *= value
        case "priority_days":
            changed["more_priority_days"][row, _rows(of, names.settings + names.teams)] += on_grid(value)
        case _:
            pass  # no number by person reached: see `tables` for weekends, `_shifts` for responses, `tables.capacity`
