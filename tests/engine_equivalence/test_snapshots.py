"""Counters by part of the period: each part is what a run that counts this part only says, in both engines."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, seed, settings
from numpy.typing import NDArray

from sim.demand.demand import Demand
from sim.demand.sample import draw
from sim.description.options import chosen
from sim.description.read import read_option, read_system
from sim.engine.engines import ENGINES
from sim.engine.engines import run as run_engine
from sim.outcome import TICK, Outcome, Snapshots
from sim.study.kinds.engine_differences import first_difference
from sim.tables.tables import Tables
from tests.engine_equivalence.random_worlds import Made, worlds
from tests.engine_equivalence.test_random_worlds import EXAMPLES, FROM_DAY, SEED

SCENARIOS = [Path(__file__).resolve().parents[2] / "scenarios"]
COUNTERS = [each.name for each in fields(Snapshots) if each.name != "day"]


def parts(outcome: Outcome, name: str) -> NDArray[Any]:
    """Return what a counter rose by in each part."""
    last = getattr(outcome, name)
    return np.diff(np.concatenate([np.zeros_like(last)[None], getattr(outcome.snapshots, name), last[None]]), axis=0)


def differences(tables: Tables, demand: Demand, from_day: float, days: Sequence[float], engine: str) -> Iterator[str]:
    """Yield the counters that, in a part, are not what a run that counts only this part says."""
    outcome = run_engine(tables, demand, from_day, engine, snapshot_days=days)
    yield from against_runs_of_each_part(tables, demand, outcome, engine)


def against_runs_of_each_part(tables: Tables, demand: Demand, outcome: Outcome, engine: str) -> Iterator[str]:
    days = outcome.snapshots.day.tolist()
    for at, (begins, ends) in enumerate(zip([outcome.from_day, *days], [*days, outcome.to_day], strict=True)):
        alone = run_engine(tables, replace(demand, to_day=ends), begins, engine)
        for name in COUNTERS:
            limited = tables.limited if name == "capacity_days" else ...
            part, stated = parts(outcome, name)[at][limited], getattr(alone, name)[limited]
            if not np.array_equal(part, stated):
                yield f"{engine}, day {begins} to {ends}: {name}"


@seed(SEED)
@settings(max_examples=max(EXAMPLES // 4, 1), deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(worlds())
def test_random_worlds(made: Made) -> None:
    days = [17.0, 18.0, 31.5, 45.0]
    whole = {engine: run_engine(made.tables, made.demand, FROM_DAY, engine, log=True) for engine in ENGINES}
    noted = {
        engine: run_engine(made.tables, made.demand, FROM_DAY, engine, log=True, snapshot_days=days)
        for engine in ENGINES
    }
    assert first_difference(made.tables, made.demand, *noted.values()) is None
    for engine in ENGINES:
        unchanged = replace(noted[engine], snapshots=whole[engine].snapshots)
        assert first_difference(made.tables, made.demand, whole[engine], unchanged) is None, engine
        assert not [*against_runs_of_each_part(made.tables, made.demand, noted[engine], engine)]


@pytest.fixture(scope="module")
def islands() -> tuple[Tables, Demand]:
    from sim.tables.build import build  # noqa: PLC0415

    description = read_system(SCENARIOS, "orkney_islands")
    tables = build(description, chosen(description, read_option(SCENARIOS, "package", description)))
    return tables, draw(description, build(description), 7, 1, 150.0)


def test_a_partnership(islands: tuple[Tables, Demand], engine: str) -> None:
    assert not [*differences(*islands, 30.0, [45.0, 61.0, 92.0, 122.25], engine)]


@pytest.mark.parametrize("name", COUNTERS)
def test_a_single_tick_in_the_wrong_part_is_seen(islands: tuple[Tables, Demand], name: str) -> None:
    tables, demand = islands
    outcome = run_engine(tables, demand, 30.0, "compiled", snapshot_days=[61.0, 92.0])
    counted = np.array(getattr(outcome.snapshots, name))
    at = (0, tables.setting_names.index("care_home")) if name != "need_days" else (0, 0)
    counted[at] += TICK if counted.dtype.kind == "f" else 1
    spoilt = replace(outcome, snapshots=replace(outcome.snapshots, **{name: counted}))
    assert [*against_runs_of_each_part(tables, demand, spoilt, "compiled")]


@pytest.mark.parametrize("days", [[30.0], [150.0], [60.0, 60.0], [90.0, 60.0], [10.0]])
def test_days_out_of_order_or_outside_the_period_are_refused(islands: tuple[Tables, Demand], days: list[float]) -> None:
    with pytest.raises(ValueError, match="snapshot_days must rise from"):
        run_engine(*islands, 30.0, "simpy", snapshot_days=days)
