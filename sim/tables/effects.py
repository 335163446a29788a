"""Interventions as tables: who may be reached, and the factor on each quantity they change."""

from collections.abc import Mapping
from math import inf, isfinite
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from sim.description.interventions import Effect, Intervention
from sim.description.options import days_of
from sim.description.system import Description
from sim.tables import queues
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
    classes = queues.names_of_classes(description)
    changed["times_offer_weight"] = np.ones((count, len(classes), queues.most(classes)))
    weekend = np.zeros((count, settings), dtype=np.bool_)
    for row, intervention in enumerate(chosen.values()):
        for effect in intervention.effects:
            _put(changed, weekend, row, effect, names)
            for at in queues.named_by(effect, names.settings + names.teams, classes):
                changed["times_offer_weight"][(row, *at)] *= effect.factor
    return {
        **changed,
        **_reach(chosen, names),
        **_shifts(chosen, names),
        "weekend": weekend,
        **_dates(description, chosen),
        "coverage": np.asarray([i.coverage for i in chosen.values()], dtype=np.float64),
        "salt": np.asarray([salt(name) for name in chosen], dtype=np.uint64),
    }


def _dates(description: Description, chosen: Mapping[str, Intervention]) -> dict[str, Floats]:
    """Return the day of the run on which each intervention begins, the days it takes to grow, and where it ends."""
    days = [days_of(intervention, description.start_date, 0.0) for intervention in chosen.values()]
    columns = np.asarray([[on_grid(day) if isfinite(day) else inf for day in row] for row in days]).reshape(-1, 3)
    return dict(zip(("start_day", "ramp_days", "end_day"), columns.T, strict=True))


def _reach(chosen: Mapping[str, Intervention], names: Names) -> dict[str, Flags]:
    """Return which groups, living where, each intervention may reach."""
    groups = np.zeros((len(chosen), GROUPS), dtype=np.bool_)
    residences = np.ones((len(chosen), len(names.settings) + 1), dtype=np.bool_)
    for row, stated in enumerate(intervention.eligible for intervention in chosen.values()):
        groups[row] = eligible(stated)
        if stated.residences:
            residences[row] = False
            residences[row, [names.setting(name) for name in stated.residences]] = True
    return {"eligible": groups, "eligible_residence": residences}


def _shifts(chosen: Mapping[str, Intervention], names: Names) -> dict[str, object]:
    """Return the effects on responses, one row each: intervention, response moved to, and the share that stays."""
    effects = [
        (row, effect, f"{name}/{number}")
        for row, (name, intervention) in enumerate(chosen.items())
        for number, effect in enumerate(intervention.effects)
        if effect.changes == "response"
    ]
    kept = np.ones((len(effects), len(names.needs), len(names.responses)))
    up_to = [names.responses.index(effect.up_to or "") for _, effect, _ in effects]
    for shift, (_, effect, _) in enumerate(effects):
        taken_from = [names.responses.index(name) for name in effect.from_responses]
        taken_from = taken_from or list(range(up_to[shift] + 1, len(names.responses)))
        kept[np.ix_([shift], _rows(effect.of, names.needs), taken_from)] = effect.factor
    return {
        "shift_lever": np.asarray([row for row, _, _ in effects], dtype=np.int64),
        "shift_up_to": np.asarray(up_to, dtype=np.int64),
        "shift_kept": kept,
        "shift_salt": np.asarray([salt(word) for _, _, word in effects], dtype=np.uint64),
    }


def _rows(named: tuple[str, ...], known: tuple[str, ...]) -> list[int]:
    return [known.index(name) for name in named] if named else list(range(len(known)))


def _put(changed: Mapping[str, Floats], weekend: Flags, row: int, effect: Effect, names: Names) -> None:
    """Put an effect's factor (or priority days, or weekend discharge) on all it changes."""
    of, value = effect.of, effect.factor
    needs = _rows(effect.needs, names.needs)
    match effect.changes:
        case "need_rate":
            changed["times_need"][row, _rows(of, names.needs)] *= value
        case "readmission_rate":
            changed["times_readmission"][row, _rows(of, names.needs)] *= value
        case "stay":
            changed["times_stay"][row][np.ix_(_rows(of, names.settings), needs)] *= value
        case "process":
            changed["times_process"][row, _rows(of, names.processes)] *= value
        case "destination":
            changed["times_pathway"][row, _rows(of, names.pathways)] *= value
        case "hours":
            changed["times_hours"][row, _rows(of, names.settings)] *= value
        case "priority_days":
            changed["more_priority_days"][row, _rows(of, names.settings + names.teams)] += on_grid(value)
        case "weekend_discharge":
            weekend[row, _rows(of, names.settings)] = True
        case "capacity" | "response" | "share_of_offers":
            return  # no factor by person reached: see `tables.plans`, `_shifts` and `tables.queues`
        case never:
            assert_never(never)
