"""Places alone, and nobody sent there who would not be suited today: they fill, and they return days."""

from collections.abc import Mapping
from functools import cache

import numpy as np
import pytest

from sim.demand.sample import draw
from sim.description.system import Description
from sim.engine.engines import run
from sim.outcome import Outcome
from sim.tables.build import build
from tests.behaviour.partnerships import system

FROM, DAYS, REPLICATIONS = 121.0, 487.0, 3
PLACE = "fife"


@cache
def years(more: tuple[str, float] | None) -> list[Outcome]:
    """Return a partnership's year, with more places of one kind from the start or as it is."""
    description = system(PLACE)
    if more is not None:
        name, by = more
        changes: list[Mapping[str, object]] = [{"capacity_of": name, "places": by, "from": 0.0}]
        description = Description.model_validate(description.model_dump() | {"changes": changes})
    tables = build(description)
    found = []
    for replication in range(1, REPLICATIONS + 1):
        demand = draw(system(PLACE), build(system(PLACE)), 1, replication, DAYS)
        found.append(run(tables, demand, FROM, "compiled"))
    return found


def at(name: str) -> int:
    return list(system(PLACE).settings).index(name)


def full(outcomes: list[Outcome], name: str) -> float:
    return float(np.mean([each.used_days[at(name)] / each.capacity_days[at(name)] for each in outcomes]))


def bed_days(outcomes: list[Outcome]) -> float:
    """Return residents' days in hospital, of an emergency."""
    wards = [number for number, s in enumerate(system(PLACE).settings.values()) if s.type == "hospital"]
    return float(np.mean([each.resident_days[wards].sum() for each in outcomes]))


@pytest.mark.parametrize(("name", "places"), [("intermediate_care", 30.0), ("hospital_at_home", 10.0)])
def test_more_places_fill_and_return_days(name: str, places: float) -> None:
    as_it_is, with_more = years(None), years((name, places))
    assert full(as_it_is, name) > 0.85
    assert full(with_more, name) >= 0.8
    assert bed_days(as_it_is) - bed_days(with_more) > 500.0


def test_fewer_places_cost_days() -> None:
    assert bed_days(years(("intermediate_care", -30.0))) - bed_days(years(None)) > 500.0


@pytest.mark.parametrize("name", ["community_hospital", "intermediate_care", "hospital_at_home"])
def test_services_are_not_half_empty(name: str) -> None:
    assert full(years(None), name) > 0.85
