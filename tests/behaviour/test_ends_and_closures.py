"""What ends and what closes, in both engines: an effect after its end, surge beds of a closed ward, shared places."""

from typing import Any

import pytest

from tests.behaviour.village import Lived, Told, live, village

ILL_ON_DAY_3 = Told(needs=[(3.25 + person / 16, person, "illness") for person in range(10)])
OPEN: dict[str, Any] = {
    "settings.ward.discharges": {"from_hour": 0.0, "to_hour": 24.0},
    "settings.ward.changes": [],
    "settings.ward.capacity": 3.0,
    "settings.ward.surge": 2.0,
}


def lived(engine: str, **more: Any) -> Lived:
    return live(village(OPEN | more), ILL_ON_DAY_3, engine=engine)


def lever(**when: Any) -> dict[str, Any]:
    """Return an intervention that halves stays on the ward, with some words on when."""
    how = {"basis": "assumption", "source": "Made up"}
    row = {"title": "T", "system": "falls", "description": "D", "coverage": 1.0}
    return {"lever": row | when | {"effects": [{"changes": "stay", "of": ["ward"], "value": 0.5, **how}]}}


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_an_effect_is_over_after_its_end(engine: str) -> None:
    without = lived(engine).events()
    assert lived(engine, interventions=lever(until=2)).events() == without
    assert lived(engine, interventions=lever(lasts="3 days")).events() == without
    assert lived(engine, interventions=lever(until=3)).events() != without
    late = lived(engine, interventions=lever(**{"from": "month 2"}))
    assert late.events() != lived(engine, interventions=lever()).events()


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_surge_beds_close_with_their_ward_and_open_with_it(engine: str) -> None:
    usual = lived(engine).held("ward")
    closed = lived(engine, changes=[{"capacity_of": "ward", "closed": "5 days", "from": 2}]).held("ward")
    assert max(usual[4:7]) == 5
    assert max(closed[:7]) == 0
    assert closed[8] == 5


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_shared_places_come_on_their_day(engine: str) -> None:
    grange = {"label": "Grange", "places": 2.0, "either": ["ward"], "opens": 4}
    usual, more = lived(engine).held("ward"), lived(engine, buildings={"grange": grange}).held("ward")
    assert more[:4] == usual[:4]
    assert more[5] == usual[5] + 2 == 7
