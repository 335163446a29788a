"""Who is there on day 0: part of a stay to come, or all of it; waiting for a place, or at the door."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from tests.theory.by_need import by_need
from tests.theory.small_worlds import Run, model, runs

Floats = NDArray[np.float64]
LEAST = 1e-3
"""Probability below which a test of fit fails."""
PEOPLE = 4000
RESIDUAL: dict[str, tuple[dict[str, Any], Callable[[Floats], Floats]]] = {
    "constant": ({"shape": "constant", "mean": 10.0}, lambda x: x / 10),
    "uniform": ({"shape": "uniform", "low": 0.0, "high": 10.0}, lambda x: (x - x**2 / 20) / 5),
    "exponential": ({"shape": "exponential", "mean": 10.0}, lambda x: 1 - np.exp(-x / 10)),
}
"""Stays, and the share of those under way at any moment that have at most so many days to go: the integral of the share
of stays that are longer, over their mean (a stay of ten days for all: even from 0 to 10)."""
CONSTANT = RESIDUAL["constant"][0]


def lived(engine: str, name: str, present: list[dict[str, Any]], days: float, **changes: object) -> Run:
    """Return a small model in which some people are there on day 0."""
    stated = [{"need": "illness", "source": "Made up"} | each for each in present]
    words = {path.replace("__", "."): value for path, value in changes.items()}
    return runs(engine, model(name, {"initial_occupancy": stated, **words}), 1, warm_up=0, days=days, seed=1)[0]


@pytest.mark.parametrize("shape", RESIDUAL)
def test_part_of_the_stay_is_behind_them(engine: str, shape: str) -> None:
    stay, share = RESIDUAL[shape]
    there = [{"setting": "ward", "people": PEOPLE}]
    run = lived(engine, "endless_beds", there, 300, settings__ward__stay__default=stay)
    left = by_need(run.outcome, "left_day")[run.demand.present.row]
    assert len(left) == PEOPLE
    assert stats.kstest(left, lambda x: share(np.clip(x, 0, 10 if shape != "exponential" else np.inf))).pvalue > LEAST


def test_they_came_in_this_morning(engine: str) -> None:
    """The whole stay is to come, and is drawn like any other."""
    there = [{"setting": "ward", "people": PEOPLE, "stay": "fresh"}]
    stay = {"shape": "uniform", "low": 2.0, "high": 10.0}
    run = lived(engine, "endless_beds", there, 30, settings__ward__stay__default=stay)
    left = by_need(run.outcome, "left_day")[run.demand.present.row]
    assert stats.kstest(left, "uniform", args=(2.0, 8.0)).pvalue > LEAST


def test_nobody_is_sent_away_and_nobody_let_in_until_there_is_room(engine: str) -> None:
    """30 people in 24 beds: the first to come in is the first who comes once the seventh has left."""
    there = [{"setting": "ward", "people": 30}]
    run = lived(engine, "one_ward", there, 60)
    mine = run.demand.present.row
    assert run.outcome.occupied[0, 0] == 30
    others = np.delete(np.arange(len(run.demand.needs.day)), mine)
    first_in = np.nanmin(by_need(run.outcome, "admitted_day")[others])
    left = np.sort(run.outcome.left_day)
    assert first_in == max(left[6], run.demand.needs.day[others].min())


def test_at_the_door_they_have_waited_up_to_so_many_days(engine: str) -> None:
    """Any wait up to the longest is as likely; beds go to those who have waited longest."""
    there = [{"setting": "outside", "people": PEOPLE, "waited_days": 5.0}]
    free = PEOPLE - 100
    run = lived(engine, "one_ward", there, 3, settings__ward__capacity=float(free))
    present = run.demand.present
    assert stats.kstest(-present.since, "uniform", args=(0, 5.0)).pvalue > LEAST
    assert (run.outcome.occupied[0, 0], run.outcome.queue[0, 0]) == (free, 100)
    at_once = by_need(run.outcome, "admitted_day")[present.row] == 0
    assert at_once.sum() == free
    assert present.since[at_once].max() <= present.since[~at_once].min()
    assert by_need(run.outcome, "wait_days")[present.row][at_once].tolist() == (-present.since[at_once]).tolist()


def test_they_wait_in_a_bed_for_a_place(engine: str) -> None:
    """The stay is over: blocked from day 0 until the one place after the ward is free, the longest wait first."""
    waiting = {"setting": "ward", "people": 3, "waits_for": "intermediate_care", "waited_days": 9.0}
    course = {"setting": "intermediate_care", "people": 1, "stay": "fresh"}
    one_place = {"settings__intermediate_care__capacity": 1.0}
    run = lived(engine, "blocked_beds", [waiting, course], 40, **one_place, settings__intermediate_care__stay__default={
        "shape": "constant", "mean": 10.0
    })  # fmt: skip
    present = run.demand.present
    mine = np.flatnonzero(present.pathway >= 0)
    rows = present.row[mine[np.argsort(present.since[mine])]]
    assert by_need(run.outcome, "ready_day")[rows].tolist() == [0.0, 0.0, 0.0]
    assert by_need(run.outcome, "left_day")[rows].tolist() == [10.0, 20.0, 30.0]
    assert by_need(run.outcome, "delayed_days")[rows].tolist() == [10.0, 20.0, 30.0]
    assert run.outcome.waited_days[1] == sum((10.0, 20.0, 30.0)) - present.since[mine].sum()
