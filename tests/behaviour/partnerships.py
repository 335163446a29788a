"""A partnership's year (or a part of it) as it is, and with some interventions at work, on the same demand."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.demand.demand import Demand
from sim.demand.sample import draw
from sim.description.interventions import Effect, Intervention
from sim.description.read import read_system
from sim.description.system import Description
from sim.engine.engines import run
from sim.outcome import Kind, Outcome, conservation_errors
from sim.tables.build import build
from sim.tables.tables import Tables

ROOTS = [Path(__file__).resolve().parents[2] / "scenarios"]
RARE = ("home_with_adaptations", "housing_with_care", "care_home_guardianship")
"""Pathways that hardly anybody takes in a small partnership."""


def with_only(own: Path, *partnerships: str) -> Path:
    """Return a planner's own folder, in whose table of partnerships stand these alone."""
    table = Path("base", "tables", "partnerships.csv")
    rows = (ROOTS[0] / table).read_text(encoding="utf-8").splitlines(keepends=True)
    (own / table).parent.mkdir(parents=True)
    kept = [row for row in rows if row.split(",")[0] in ("partnership", *partnerships)]
    (own / table).write_text("".join(kept), encoding="utf-8")
    return own


@cache
def system(partnership: str) -> Description:
    """Return a partnership as shipped."""
    return read_system(ROOTS, partnership)


@cache
def busier(partnership: str) -> Description:
    """Return a partnership in which rare pathways are not rare, and wards keep their doors shut at weekends.

    What a lever acts on then happens often enough to be seen in a small place and in a short time.
    """
    content = system(partnership).model_dump()
    for destinations in content["discharge_destinations"].values():
        for name in RARE:
            if name in destinations["pathways"]:
                weight = destinations["pathways"][name]
                weight["by_frailty"] = tuple(10 * share for share in weight["by_frailty"])
    for setting in content["settings"].values():
        if setting["type"] == "hospital":
            setting["discharges"]["days"] = ("Mon", "Tue", "Wed", "Thu", "Fri")
    return Description.model_validate(content)


@cache
def demand_of(partnership: str, days: float) -> Demand:
    """Return who comes; busier or not, and whatever is done for them, they are the same."""
    return draw(system(partnership), build(system(partnership)), 1, 0, days)


def with_them(
    description: Description, demand: Demand, interventions: Mapping[str, Intervention]
) -> tuple[Tables, Outcome]:
    """Return what happens with some interventions, with its event log; conservation is checked.

    The compiled engine runs it: the engines agree event for event, and that has tests of its own.
    """
    tables = build(description, interventions)
    outcome = run(tables, demand, 0.0, engine="compiled", log=True)
    assert conservation_errors(outcome, tables) == []
    return tables, outcome


@cache
def as_it_is(partnership: str, days: float) -> tuple[Tables, Outcome]:
    """Return what happens in the busier partnership without any intervention."""
    return with_them(busier(partnership), demand_of(partnership, days), {})


def covering(intervention: Intervention, coverage: float) -> Intervention:
    """Return an intervention that reaches another share of those eligible."""
    return intervention.model_copy(update={"coverage": coverage})


def is_null(effect: Effect) -> bool:
    """Tell whether an effect changes nothing: a factor of one (or nothing added)."""
    if effect.changes in ("capacity", "priority_days"):
        return effect.value == 0
    return effect.changes != "weekend_discharge" and effect.value == 1


def exaggerated(intervention: Intervention) -> Intervention:
    """Return an intervention that reaches everybody eligible at once, with effects too large to be missed.

    Factors that lower something become a half of it, those on pathways that raise it double; nulls stay nulls.
    """
    effects = [
        effect.model_copy(update={"value": _larger(effect), "low": None, "high": None})
        for effect in intervention.effects
    ]
    return intervention.model_copy(update={"coverage": 1.0, "ramp_days": 0.0, "effects": tuple(effects)})


def _larger(effect: Effect) -> float:
    if is_null(effect) or effect.changes == "weekend_discharge":
        return effect.value
    if effect.changes in ("capacity", "priority_days"):
        return 4 * effect.value
    if effect.value < 1:
        return effect.value / 2
    return 2 * effect.value if effect.changes == "destination" else effect.value


def first_difference(one: NDArray[np.void], other: NDArray[np.void]) -> int:
    """Return the number of the first event in which two logs differ, -1 for none."""
    length = min(len(one), len(other))
    different = np.flatnonzero(one[:length] != other[:length])
    if len(different):
        return int(different[0])
    return -1 if len(one) == len(other) else length


def happenings(outcome: Outcome) -> NDArray[np.void]:
    """Return the events that happen to people: all but changes of capacity."""
    return np.asarray(outcome.events[outcome.events["kind"] != Kind.CAPACITY])
