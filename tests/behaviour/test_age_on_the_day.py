"""Delayed days are counted at the age on each day: who turns 75 in a hospital bed is 75 from that day on."""

from dataclasses import replace

import numpy as np
import pytest

from sim.demand.demand import DAYS_A_YEAR
from sim.engine.engines import run
from sim.tables.build import build
from tests.behaviour.village import Told, demand, village
from tests.theory.by_need import by_need

DAYS, BIRTHDAY = 30.0, 12.0
STROKES = Told(needs=[(0.25, 0, "stroke"), (0.5, 1, "stroke"), (0.75, 2, "stroke")])


@pytest.mark.parametrize("from_day", [0.0, 8.0, 20.0])
def test_days_before_and_after_the_75th_birthday(engine: str, from_day: float) -> None:
    tables = build(village({"settings.ward.capacity": 9.0, "settings.ward.changes": []}))
    told = demand(STROKES, tables, DAYS)
    ages = np.asarray(told.people.age).copy()
    ages[:3] = 74.0, 75.0 - BIRTHDAY / DAYS_A_YEAR, 80.0  # never 75 in the run, from day 12 on, always
    told = replace(told, people=replace(told.people, age=ages))
    outcome, whole = run(tables, told, from_day, engine), run(tables, told, 0.0, engine)
    ready, left = by_need(whole, "ready_day")[:3], np.nan_to_num(by_need(whole, "left_day")[:3], nan=DAYS)
    turns = np.asarray([np.inf, BIRTHDAY, -np.inf])
    older = np.clip(left - np.maximum(np.maximum(ready, turns), from_day), 0.0, None).sum()
    assert left[1] > BIRTHDAY > ready[1]
    by_age = outcome.delayed.sum(axis=(0, 1))
    assert 0 < by_age[1] == pytest.approx(older, abs=2**-19)
    assert by_age.sum() == outcome.delayed_days.sum()
