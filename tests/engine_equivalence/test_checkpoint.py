"""A run from a checkpoint is the same, to the last bit, as one from day 0: in the compiled engine, and beside SimPy."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, seed, settings

from sim.demand.demand import Demand
from sim.demand.sample import draw
from sim.description.interventions import Intervention
from sim.description.options import interventions_in_days
from sim.description.read import read_option, read_system
from sim.description.system import Description
from sim.engine.checkpoint import Checkpoint, first_difference
from sim.engine.compiled.checkpoint import with_changes
from sim.engine.compiled.layout import known
from sim.engine.engines import run
from sim.study.kinds import engine_differences
from sim.study.question.question import Period, Question
from sim.study.run.branches import branches
from sim.study.run.replication import Work
from sim.tables.build import build
from sim.tables.tables import Tables
from tests.behaviour.village import SCENARIOS
from tests.engine_equivalence.random_worlds import Made, worlds
from tests.engine_equivalence.test_agreement import OPTIONS

DAY = 30.0
FROM_DAY = 40.0


def assert_the_same_from_a_checkpoint(demand: Demand, baseline: Tables, option: Tables, engines: list[str]) -> None:
    """Run the baseline through a checkpoint, an option and others after it from there, and each from day 0.

    The memory of a run that has ended is lent to the one after the next.
    """
    checkpoint = Checkpoint(DAY)
    for tables in (baseline, option, baseline, option, baseline):
        assert checkpoint.state is None or checkpoint.serves(tables, demand)
        outcome = run(tables, demand, FROM_DAY, "compiled", True, (50.0,), checkpoint)
        for engine in engines:
            through = run(tables, demand, FROM_DAY, engine, True, (50.0,))
            difference = engine_differences.first_difference(tables, demand, through, outcome)
            assert difference is None, difference.text()


@seed(1)
@settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(worlds())
def test_random_worlds(made: Made) -> None:
    later = {
        name: each.model_copy(update={"from_": None, "start_day": DAY + 2.5 * number, "until": None, "lasts": None})
        for number, (name, each) in enumerate(made.description.interventions.items())
    }
    baseline, option = build(made.description, {}), build(made.description, later)
    assume(first_difference(baseline, option) >= DAY)  # others add or take places from a day of their own
    assert_the_same_from_a_checkpoint(made.demand, baseline, option, ["compiled", "simpy"])


@pytest.fixture(scope="module")
def islands() -> Description:
    return read_system([SCENARIOS], "orkney_islands")


def question(description: Description, names: list[str]) -> Question:
    options = {name: read_option([SCENARIOS], name, description) for name in names}
    period = Period.of(description.start_date + np.timedelta64(30, "D").astype(object), 30, 0, 60)
    return Question("compare", "orkney_islands", description, options, period, 1, 1, "compiled", "")


@pytest.mark.parametrize("days", [[], [30.0], [0.0, 30.0, 50.0, 50.0, 51.25]])
def test_other_changes_of_capacity_stand_where_they_stand_from_day_0(islands: Description, days: list[float]) -> None:
    baseline, ends = build(islands), (30.0, 50.0)
    demand, numbers = draw(islands, baseline, 1, 1, 60.0), np.zeros(len(days))
    option = replace(baseline, change_day=np.asarray(days), change_of=numbers.astype(np.int64), change_to=numbers)
    expected = known(option, demand, ends)
    for before in (known(baseline, demand, ends), expected):
        for name, column in with_changes(before, option.change_day).items():
            assert column.dtype == expected[name].dtype
            assert np.array_equal(column, expected[name]), name


def test_every_option_goes_on_from_the_first_day_that_counts(islands: Description) -> None:
    work = Work(question(islands, OPTIONS))
    demand = work.demand(1)
    begin_later = {
        name: first_difference(work.tables["baseline"], tables)
        for name, tables in work.tables.items()
        if name != "baseline"
    }
    assert sum(day >= DAY for day in begin_later.values()) > 10
    checkpoint = work.checkpoint()
    assert checkpoint is not None
    for name in work.question.names:
        from_checkpoint = work.outcome(name, demand, checkpoint)
        through = work.outcome(name, demand)
        difference = engine_differences.first_difference(work.tables[name], demand, through, from_checkpoint)
        assert difference is None, f"{name}: {difference.text()}"


def test_what_differs_from_the_start_is_run_from_the_start(islands: Description) -> None:
    tables = build(islands)
    fewer = islands.settings | {"care_home": islands.settings["care_home"].model_copy(update={"capacity": 10.0})}
    other = build(islands.model_copy(update={"settings": fewer}))
    demand = draw(islands, tables, 1, 1, 60.0)
    checkpoint = Checkpoint(DAY)
    run(tables, demand, FROM_DAY, "compiled", checkpoint=checkpoint)
    assert first_difference(tables, other) == 0.0
    assert checkpoint.serves(tables, demand)
    assert not checkpoint.serves(other, demand)
    assert not checkpoint.serves(tables, draw(islands, tables, 1, 2, 60.0))


def interventions(description: Description, day: float) -> Mapping[str, Intervention]:
    return interventions_in_days(description.interventions, description.start_date, day)


def test_the_first_difference_is_the_first_day_of_any_change(islands: Description) -> None:
    tables = {day: build(islands, interventions(islands, day)) for day in (12.0, 20.0)}
    assert first_difference(build(islands), tables[20.0]) == 20.0
    assert first_difference(tables[12.0], tables[20.0]) == 12.0
    assert first_difference(tables[20.0], tables[20.0]) == np.inf


def changed(tables: Tables, *changes: tuple[float, str, float]) -> Tables:
    """Return tables with other changes of capacity: day, setting, and how many times what it has today."""
    of = [tables.setting_names.index(name) for _, name, _ in changes]
    to = [float(np.floor(tables.capacity[at] * times)) for at, (*_, times) in zip(of, changes, strict=True)]
    days = np.asarray([day for day, *_ in changes])
    return replace(tables, change_day=days, change_of=np.asarray(of, dtype=np.int64), change_to=np.asarray(to))


def test_what_options_have_in_common_is_run_once(islands: Description, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer or more hours from day 20, beds from day 35 or 45: each run goes on from what it shares, as from day 0."""
    monkeypatch.setattr("sim.study.run.branches.WORTH", 10.0)
    baseline, ends = build(islands), (50.0,)
    demand = draw(islands, baseline, 1, 1, 60.0)
    options = {
        f"{hours} {beds} {day}": changed(baseline, (20.0, "home_support", hours), (day, "general_medicine", beds))
        for hours in (0.5, 1.5)
        for beds, day in ((0.2, 35.0), (0.6, 35.0), (0.2, 45.0), (0.6, 45.0))
    }
    trunk = Checkpoint(20.0)
    run(baseline, demand, FROM_DAY, "compiled", True, ends, trunk)
    found, outcomes = dict[str, Checkpoint](), set[bytes]()
    for name, checkpoint in branches(options, trunk):
        assert checkpoint is not None
        found[name], tables = checkpoint, options[name]
        outcome = run(tables, demand, FROM_DAY, "compiled", True, ends, checkpoint)
        through = run(tables, demand, FROM_DAY, "compiled", True, ends)
        difference = engine_differences.first_difference(tables, demand, through, outcome)
        assert difference is None, f"{name}: {difference.text()}"
        assert checkpoint.serves(tables, demand)
        outcomes.add(outcome.occupied.tobytes())
    assert len(outcomes) == len(options)
    assert {name: checkpoint.day for name, checkpoint in found.items()} == {
        name: 45.0 if name.endswith("45.0") else 35.0 for name in options
    }
    assert len({id(checkpoint) for checkpoint in found.values()}) == 4
    assert all(checkpoint.before is not None for checkpoint in found.values())


def test_a_checkpoint_that_saves_too_little_is_not_kept(islands: Description) -> None:
    baseline = build(islands)
    options = {name: changed(baseline, (20.0, "home_support", at)) for name, at in (("a", 0.9), ("b", 0.8))}
    trunk = Checkpoint(19.0)
    assert [checkpoint for _, checkpoint in branches(options, trunk)] == [trunk, trunk]
    assert [checkpoint for _, checkpoint in branches({"a": options["a"]}, None)] == [None]
    assert list(branches({}, trunk)) == []
