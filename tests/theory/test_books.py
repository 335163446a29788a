"""The books of whole partnerships balance to the last bit: people, places, waits; with and without the package."""

from dataclasses import replace

import numpy as np
import pytest

from sim.demand.sample import draw
from sim.description.options import chosen
from sim.description.read import read_option, read_system
from sim.engine.engines import run as run_engine
from sim.outcome import TICK, Kind
from sim.tables.build import build
from tests.theory.books import faults_of, waits_of_log, waits_of_spells
from tests.theory.small_worlds import ROOTS, Run, model, run

SCENARIOS = ROOTS[1:]
WARM_UP, TO_DAY = 40.0, 220.5
OPTIONS = ("baseline", "package")


@pytest.fixture(scope="module", params=["orkney_islands", "western_isles"])
def partnership(engine: str, request: pytest.FixtureRequest) -> dict[str, Run]:
    """Return half a year of a partnership by option, with the event log, with common random numbers."""
    description = read_system(SCENARIOS, request.param)
    demand = draw(description, build(description), 11, 1, TO_DAY)
    found = {}
    for name in OPTIONS:
        tables = build(description, chosen(description, read_option(SCENARIOS, name, description)))
        found[name] = Run(tables, demand, run_engine(tables, demand, WARM_UP, engine, True))
    return found


@pytest.mark.parametrize("option", OPTIONS)
def test_everything_balances(partnership: dict[str, Run], option: str) -> None:
    whole = partnership[option]
    assert faults_of(whole.tables, whole.demand, whole.outcome) == []


@pytest.mark.parametrize("option", OPTIONS)
def test_there_is_something_to_balance(partnership: dict[str, Run], option: str) -> None:
    """Books with nothing in them balance too: people wait, are delayed, are away from places kept for them, and die."""
    outcome = partnership[option].outcome
    for name in ("queue_days", "waited_days", "hold_days", "reserved_days", "delayed_days", "active_days"):
        assert getattr(outcome, name).sum() > 0, name
    assert (outcome.died_in >= 0).any()
    assert (outcome.waits > 0).sum() > 5
    assert {*outcome.events["kind"].tolist()} >= {Kind.WAIT, Kind.OFFERED, Kind.DIE, Kind.READY, Kind.LEAVE}


@pytest.mark.parametrize(
    ("counter", "said"),
    [
        ("person_days", "stayed in all"),
        ("alive_days", "lived"),
        ("hold_days", "accounted for"),
        ("reserved_days", "accounted for"),
        ("used_days", "accounted for"),
        ("active_days", "differ from those by spell"),
        ("delayed_days", "differ from those by spell"),
        ("queue_days", "waited in it"),
        ("waited_days", "by person"),
        ("waits", "by person"),
    ],
)
def test_a_single_tick_or_wait_too_many_is_seen(partnership: dict[str, Run], counter: str, said: str) -> None:
    whole = partnership["baseline"]
    counted = np.array(getattr(whole.outcome, counter))
    at = whole.tables.setting_names.index("care_home") if counted.ndim else ()
    counted[at] += 1 if counter == "waits" else TICK
    spoilt = replace(whole.outcome, **{counter: counted})
    assert any(fault.endswith(said) for fault in faults_of(whole.tables, whole.demand, spoilt))


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("row", None, "spells are there twice"),
        ("left_day", TICK, "the last departure from hospital is not that of the last stay"),
        ("admissions", 1, "stays in hospital differ from admissions by spell"),
        ("led_to_bed", None, "stays in hospital of needs that led to no bed"),
    ],
)
def test_one_spell_that_is_wrong_is_seen(
    partnership: dict[str, Run], column: str, value: float | None, message: str
) -> None:
    """The first spell that arose and ended in the period: another's row, a tick later, once more, or in no bed."""
    whole = partnership["baseline"]
    outcome = whole.outcome
    arose = whole.demand.needs.day[outcome.row] >= outcome.from_day
    at = np.flatnonzero(arose & (outcome.admitted_day > outcome.from_day) & np.isfinite(outcome.left_day))[0]
    values = np.array(getattr(outcome, column))
    if column == "led_to_bed":
        values[outcome.row[at]] = False
    else:
        values[at] = values[at - 1] if value is None else values[at] + value
    assert message in faults_of(whole.tables, whole.demand, replace(outcome, **{column: values}))


def test_waits_by_log_and_by_spell_are_the_same(engine: str) -> None:
    """Little's law on one ward: three accounts of the same waiting (queue, event log, spells)."""
    ward = run(engine, model("one_ward"), 1, warm_up=50, days=400, seed=12, log=1)
    start, end = ward.outcome.from_day, ward.outcome.to_day
    by_log = waits_of_log(ward.tables, ward.demand, ward.outcome).days_in(0, start, end)
    by_spell = waits_of_spells(ward.tables, ward.demand, ward.outcome).days_in(0, start, end)
    assert by_log == by_spell == ward.outcome.queue_days[0] > 0
