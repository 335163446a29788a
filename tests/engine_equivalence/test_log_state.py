"""What the event log tells of a run is what the engine counted: places used and people waiting, at every midnight."""

import os

import numpy as np
import pytest
from hypothesis import HealthCheck, given, seed, settings

from sim.demand.demand import Demand
from sim.demand.sample import draw
from sim.description.read import read_model, read_system
from sim.engine.engines import run
from sim.study.kinds.log_state import State
from sim.tables.build import build
from sim.tables.tables import Tables
from tests.behaviour.village import SCENARIOS
from tests.engine_equivalence.random_worlds import Made, worlds

TEACHING = sorted(path.stem for path in (SCENARIOS / "models").glob("*.yaml"))
EXAMPLES = int(os.environ.get("HOMEFIRST_EXAMPLES", "200")) // 4


def assert_told(tables: Tables, demand: Demand) -> None:
    """Follow the log from midnight to midnight and compare with the engine's own books."""
    outcome = run(tables, demand, 0.0, "compiled", log=True)
    state, at = State(tables, demand.needs.need), 0
    for midnight, (used, queue) in enumerate(zip(outcome.occupied, outcome.queue, strict=True)):
        upto = int(np.searchsorted(outcome.events["day"], float(midnight), side="right"))
        state.follow(outcome.events[at:upto])
        at = upto
        assert [state.used.get(n, 0.0) for n in range(len(used))] == used.tolist(), midnight
        assert [len(state.waiting(n)) for n in range(len(queue))] == queue.tolist(), midnight


@pytest.mark.parametrize("name", TEACHING)
def test_small_models(name: str) -> None:
    description = read_model([SCENARIOS], name)
    tables = build(description, description.interventions)
    assert_told(tables, draw(description, tables, 1, 1, 60.0))


def test_a_partnership_with_every_system() -> None:
    description = read_system([SCENARIOS], "orkney_islands")
    tables = build(description, description.interventions)
    assert_told(tables, draw(description, tables, 1, 1, 120.0))


@seed(1)
@settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(worlds())
def test_random_worlds(made: Made) -> None:
    assert_told(made.tables, made.demand)
