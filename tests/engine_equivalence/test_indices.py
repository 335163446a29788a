"""No index out of range: people who are nowhere, pathways without a process, a build that checks every index."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.demand.sample import draw
from sim.description.consistency import check
from sim.description.read import read_model
from sim.description.system import Description
from sim.engine.engines import ENGINES, run
from sim.engine.simpy.tables import Row, WithEnd
from sim.outcome import Kind, Outcome
from sim.study.kinds.engine_differences import first_difference
from sim.tables.build import build
from tests.behaviour.village import SCENARIOS, village
from tests.theory.books import faults_of
from tests.theory.by_need import by_need

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = os.environ.get("HOMEFIRST_EXAMPLES", "200")
SEED = os.environ.get("HOMEFIRST_SEED", "1")


def small(changes: Mapping[str, object]) -> Description:
    """Return the small model of one ward with other things in it."""
    content = read_model([SCENARIOS], "one_ward").model_dump()
    for name, value in changes.items():
        content[name] = content[name] | value if isinstance(value, dict) else value
    description = Description.model_validate(content)
    errors, _ = check(description, {"": "one ward"})
    assert not errors, errors
    return description


def agreed(description: Description, days: float = 60.0) -> Outcome:
    """Return what happens, the same in both engines."""
    tables = build(description)
    demand = draw(description, tables, 1, 1, days)
    one, other = (run(tables, demand, 0.0, engine, log=True) for engine in ENGINES)
    difference = first_difference(tables, demand, one, other)
    assert difference is None, difference.text()
    assert faults_of(tables, demand, one) == []
    return one


def by_pathway_alone(**ward: object) -> Description:
    """Return one ward whose patients come from outside by a pathway, and no path."""
    content = read_model([SCENARIOS], "one_ward").model_dump()
    name = next(iter(content["settings"]))
    stays = {"settings": {name: content["settings"][name] | {"capacity": 2.0} | ward}}
    pathways = {"pathways": {"in": {"label": "In", "to": name}}}
    responses = {"responses": {response: {"label": response, "pathway": "in"} for response in content["responses"]}}
    return small(stays | pathways | responses)


def test_arrivals_answered_by_a_pathway_wait_for_the_place_it_leads_to() -> None:
    outcome = agreed(by_pathway_alone())
    waits = outcome.events[np.isin(outcome.events["kind"], [Kind.WAIT, Kind.OFFERED])]
    waited = np.zeros(len(outcome.led_to_bed))
    for day, kind, _, row, _, _ in waits.tolist():
        waited[row] += day if kind == Kind.OFFERED else 0.0
        waited[row] -= day if kind == Kind.WAIT and row in waits["need"][waits["kind"] == Kind.OFFERED] else 0.0
    assert outcome.wait_days.sum() > 0
    assert by_need(outcome, "wait_days").tolist() == waited.tolist()


def test_arrivals_who_lose_patience_leave() -> None:
    patience = {"shape": "constant", "mean": 1.0}
    assert agreed(by_pathway_alone(patience_at_door=patience)).withdrew.sum() > 0


@pytest.mark.parametrize("pathway", ["home", "home_with_support"])
def test_people_delayed_on_a_pathway(pathway: str) -> None:
    """With no process left to do they wait for the place at once; with one, its time goes on."""
    description = village()
    content = description.model_dump()
    content["pathways"][pathway]["processes"] = []
    content["published"] |= {"delayed_days": 1461.0, "people_female_80_84": 20.0}
    content["people"]["delayed"] = [
        {"columns": ["delayed_days"], "settings": {"ward": 1.0}, "pathways": {pathway: 1.0}}
    ]
    outcome = agreed(Description.model_validate(content))
    first = outcome.events[(outcome.events["kind"] != Kind.START) & (outcome.events["day"] == 0.0)]
    assert not (outcome.events["kind"] == Kind.PROCESS_ENDS)[: len(first)].any()
    assert outcome.delayed.sum() >= 0.0


def test_rows_refuse_an_index_below_0() -> None:
    row, with_end = Row([1, 2, 3]), WithEnd([1, 2, 3])
    assert (row[2], with_end[-1]) == (3, 3)
    for read in (lambda: row[-1], lambda: with_end[-2]):
        with pytest.raises(IndexError):
            read()


def test_the_readable_engine_refuses_an_index_below_0() -> None:
    """A capacity that changes nowhere would be that of the last place of all."""
    description = village()
    tables = build(description)
    with pytest.raises(IndexError):
        run(
            replace(tables, change_of=tables.change_of * 0 - 1),
            draw(description, tables, 1, 1, 30.0),
            0.0,
            "simpy",
        )


def test_the_checked_build_finds_no_index_out_of_range_but_those_planted() -> None:
    arguments = [sys.executable, "-m", "tests.engine_equivalence.checked_build", EXAMPLES, SEED]
    environment = os.environ | {"HOMEFIRST_CHECK_INDICES": "1"}
    done = subprocess.run(arguments, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    worlds, *planted = done.stdout.splitlines()
    assert worlds == f"worlds: {EXAMPLES}"
    assert len(planted) >= 4
    for line in planted:
        assert "index out of range: axis " in line, line
