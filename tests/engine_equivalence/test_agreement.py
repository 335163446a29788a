"""The two engines give the same outcome to the last bit: every counter and every row of the event log."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.demand.demand import Demand
from sim.demand.sample import draw
from sim.description.options import chosen
from sim.description.read import read_model, read_option, read_system
from sim.description.system import Description
from sim.engine.engines import ENGINES
from sim.engine.engines import run as run_engine
from sim.outcome import EVENTS, Kind, Outcome
from sim.study.kinds.engine_differences import Difference, both, first_difference
from sim.tables.build import build
from sim.tables.tables import Tables
from tests.behaviour.village import SCENARIOS, village

Runs = tuple[Tables, Demand, Outcome, Outcome]
ROOTS = [SCENARIOS]
TEACHING = sorted(path.stem for path in (SCENARIOS / "models").glob("*.yaml"))
OPTIONS = sorted(path.stem for path in (SCENARIOS / "options").glob("*.yaml"))


def assert_agreement(tables: Tables, description: Description, seed_: int, days: float, from_day: float) -> None:
    demand = draw(description, tables, seed_, 1, days)
    found = first_difference(tables, demand, *both(tables, demand, from_day))
    assert found is None, found.text()


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("name", TEACHING)
def test_every_small_model(name: str, number: int) -> None:
    description = read_model(ROOTS, name)
    assert_agreement(build(description, description.interventions), description, number, 120.0, 20.0)


def test_a_process_that_ends_after_the_calendar_ends_in_no_run() -> None:
    """Working days reach as far as the calendar: what takes longer is never over, and reads nothing beyond it."""
    description = village()
    slow = {
        name: process.model_copy(update={"duration": process.duration.model_copy(update={"mean": 30_000.0, "sd": 1.0})})
        for name, process in description.processes.items()
    }
    assert any(process.working_days for process in slow.values())
    slower = description.model_copy(update={"processes": slow})
    assert_agreement(build(slower), slower, 1, 60.0, 0.0)


@pytest.fixture(scope="module", params=["orkney_islands", "western_isles"])
def islands(request: pytest.FixtureRequest) -> Description:
    return read_system(ROOTS, str(request.param))


@pytest.mark.parametrize("number", [1, 2, 3])
def test_islands_for_a_year(islands: Description, number: int) -> None:
    assert_agreement(build(islands), islands, number, 365.0, 90.0)


@pytest.mark.parametrize("option", OPTIONS)
def test_every_option(islands: Description, option: str) -> None:
    interventions = chosen(islands, read_option(ROOTS, option, islands))
    assert_agreement(build(islands, interventions), islands, 4, 90.0, 15.5)


def test_every_system_at_once(islands: Description) -> None:
    assert_agreement(build(islands, islands.interventions), islands, 5, 365.0, 0.0)


def test_a_long_log_and_a_long_calendar_are_kept_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    from sim.engine.compiled import layout  # noqa: PLC0415 - Numba is loaded when it is used

    monkeypatch.setattr(layout, "LOG", 0)
    monkeypatch.setattr(layout, "LIST", layout.ROOM)
    description = village({"settings.ward.capacity": 1, "settings.home_support.capacity": 2})
    content = description.model_dump()
    content["published"] |= {"people_female_80_84": 400.0}
    assert_agreement(build(Description.model_validate(content)), Description.model_validate(content), 1, 90.0, 5.0)


def test_what_is_not_cleared_is_written_before_it_is_read(
    islands: Description, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = np.empty

    def full_of_rubbish(*asked: Any, **named: Any) -> Any:
        array = new(*asked, **named)
        if array.size:
            array.view(np.uint8).fill(0x5A)
        return array

    monkeypatch.setattr(np, "empty", full_of_rubbish)
    assert_agreement(build(islands, islands.interventions), islands, 6, 90.0, 15.5)
    small = read_model(ROOTS, "discharge_to_assess")
    assert_agreement(build(small, small.interventions), small, 6, 120.0, 20.0)


# --- the tool that finds the first difference ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def two_runs() -> Runs:
    description = village()
    tables = build(description, description.interventions)
    demand = draw(description, tables, 1, 1, 30.0)
    one, other = (run_engine(tables, demand, 0.0, engine, log=True) for engine in ENGINES)
    return tables, demand, one, other


def test_who_is_given_the_log_gets_the_rows_that_would_be_kept(two_runs: Runs) -> None:
    tables, demand, *kept = two_runs
    for engine, whole in zip(ENGINES, kept, strict=True):
        pieces: list[bytes] = []
        outcome = run_engine(tables, demand, 0.0, engine, log=lambda rows, pieces=pieces: pieces.append(rows.tobytes()))
        assert b"".join(pieces) == whole.events.tobytes()
        assert len(outcome.events) == 0


def changed(outcome: Outcome, row: int, **columns: float) -> Outcome:
    events = outcome.events.copy()
    for name, value in columns.items():
        events[name][row] = value
    return replace(outcome, events=events)


def shortened(outcome: Outcome) -> Outcome:
    return replace(outcome, events=outcome.events[:-1])


def moved(outcome: Outcome) -> Outcome:
    return replace(outcome, person_days=np.nextafter(outcome.person_days, np.inf))


@pytest.mark.parametrize(
    ("change", "what", "at"),
    [
        (lambda outcome: changed(outcome, 12, kind=float(Kind.DIE)), "events", (12,)),
        (lambda outcome: changed(outcome, 14, day=np.nextafter(outcome.events["day"][14], 99.0)), "events", (14,)),
        (moved, "person_days", (0,)),
        (lambda outcome: replace(outcome, alive_days=-1.0), "alive_days", (0,)),
        (lambda outcome: replace(outcome, moved_to_care_home_day=np.zeros(10)), "moved_to_care_home_day", (0,)),
        (lambda outcome: replace(outcome, queue=outcome.queue[1:]), "queue: shape", ()),
    ],
)
def test_the_first_difference_is_found(
    two_runs: Runs,
    change: Callable[[Outcome], Outcome],
    what: str,
    at: tuple[int, ...],
) -> None:
    tables, demand, one, other = two_runs
    assert first_difference(tables, demand, one, other) is None
    found = first_difference(tables, demand, one, change(other))
    assert found is not None
    assert (found.what, found.at) == (what, at)


def test_both_engines_are_shown_around_the_first_difference(two_runs: Runs) -> None:
    tables, demand, one, other = two_runs
    found = first_difference(tables, demand, one, shortened(other))
    assert isinstance(found, Difference)
    last = len(one.events) - 1
    assert found.at == (last,)
    told = found.text()
    assert f"the engines differ first in events {last}" in told
    assert f"> {last} the log ends here" in told
    assert f"> {last} day {one.events[last]['day'].item()!r}" in told


def test_no_log_is_kept_unless_asked_for() -> None:
    description = village()
    tables = build(description)
    demand = draw(description, tables, 1, 1, 10.0)
    for engine in ENGINES:
        assert len(run_engine(tables, demand, 0.0, engine).events) == 0
        assert run_engine(tables, demand, 0.0, engine).events.dtype == EVENTS


def test_an_unknown_engine_is_refused(two_runs: Runs) -> None:
    description = village()
    with pytest.raises(KeyError):
        run_engine(two_runs[0], draw(description, two_runs[0], 1, 1, 1.0), 0.0, "steam")
