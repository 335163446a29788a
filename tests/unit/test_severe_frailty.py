"""Severe frailty by month: days lived severely frail, and what the stated shares ask of everybody's age."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.demand.demand import Demand
from sim.demand.sample import draw
from sim.description.frailty import frailty_by_age
from sim.description.read import read_system
from sim.measures.residents import Residents
from sim.measures.severe_frailty import severe_days, severe_frailty
from sim.tables.build import build
from sim.tables.tables import YEAR

ROOTS = [Path(__file__).resolve().parents[2] / "scenarios"]
DAYS = 400.0
ORKNEY = read_system(ROOTS, "orkney_islands")
SPANS = [(0.0, 31.0), (31.0, 200.5), (200.5, DAYS)]


@pytest.fixture(scope="module")
def demand() -> Demand:
    return draw(ORKNEY, build(ORKNEY), 1, 1, DAYS)


def run_of(demand: Demand) -> Any:
    """Return as much of a run as is looked at: its people and its period."""
    outcome = SimpleNamespace(from_day=0.0, to_day=DAYS)
    residents = Residents(demand, np.zeros(0, dtype=np.bool_), 0.0, DAYS)
    return SimpleNamespace(
        demand=demand, residents=residents, populated=demand.population > 0, outcome=outcome, days=DAYS
    )


def counted(demand: Demand, day: float) -> tuple[int, float]:
    """Return how many residents are severely frail on a day, and how many are asked for, person by person."""
    people, count = demand.people, demand.population
    alive = (people.enters_day[:count] <= day) & (people.death_day[:count] > day)
    severe = alive & (people.frail_day[:count, 2] <= day)
    shares = frailty_by_age(ORKNEY.people, ORKNEY.published, ORKNEY.calibrated).shares[:, 3]  # type: ignore[arg-type]
    age = people.age[:count][alive] + day / YEAR
    return int(severe.sum()), float(np.interp(age, np.arange(65, 111), shares).sum())


def test_days_are_what_counting_at_many_moments_comes_to(demand: Demand) -> None:
    found = dict(severe_days(run_of(demand), ORKNEY, SPANS))
    for at, (first, last) in enumerate(SPANS):
        moments = np.linspace(first, last, 201)
        middles = (moments[1:] + moments[:-1]) / 2
        each = np.asarray([counted(demand, float(day)) for day in middles]).mean(axis=0) * (last - first)
        assert found["severely_frail"][at] == pytest.approx(each[0], rel=0.003)
        assert found["severely_frail_by_age"][at] == pytest.approx(each[1], rel=0.0005)
    assert found["severely_frail"].sum() > 100 * DAYS


def test_spans_add_up_and_the_mean_is_over_the_period(demand: Demand) -> None:
    parts = dict(severe_days(run_of(demand), ORKNEY, SPANS))
    rows = {row.measure: row for row in severe_frailty(run_of(demand), ORKNEY)}
    for name, days in parts.items():
        assert days.sum() / DAYS == pytest.approx(rows[name].value, rel=1e-12)
        assert rows[name].unit == "people"


def test_at_the_start_as_many_are_severely_frail_as_the_shares_ask(demand: Demand) -> None:
    found = {name: float(days[0]) / 31 for name, days in severe_days(run_of(demand), ORKNEY, SPANS[:1])}
    asked = found["severely_frail_by_age"]
    assert abs(found["severely_frail"] - asked) < 4 * asked**0.5


def test_without_residents_there_is_no_such_thing(demand: Demand) -> None:
    assert not severe_frailty(run_of(replace(demand, population=0)), ORKNEY)
    assert not severe_frailty(run_of(demand), ORKNEY.model_copy(update={"people": None}))
