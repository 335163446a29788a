"""Measures of how full a ward is, against formulas: the time without a free bed, percentiles, the share blocked."""

from functools import cache
from itertools import accumulate
from math import factorial

import numpy as np

from sim.measures.by_setting import blocked, settings, time_full
from sim.measures.run import Run as Measured
from sim.measures.tidy import find
from tests.theory import formulas
from tests.theory.blocked_ward import BlockedWard
from tests.theory.small_worlds import Run, agrees, model, runs

RATE, MEAN, BEDS = 4.0, 5.0, 24


def measured(run: Run) -> Measured:
    return Measured.of(run.outcome, run.demand, run.tables)


@cache
def turned_away() -> list[Run]:
    return runs("compiled", model("turned_away"), 30, warm_up=100, days=4000, seed=3)


def test_time_full_is_erlangs_loss() -> None:
    agrees(100 * formulas.loss(RATE * MEAN, BEDS), [float(time_full(measured(run))[0]) for run in turned_away()], 0.02)


def test_percentiles_are_those_of_a_truncated_poisson() -> None:
    load = RATE * MEAN
    weights = [load**beds / factorial(beds) for beds in range(BEDS + 1)]
    upto = list(accumulate(weight / sum(weights) for weight in weights))
    for percent in (5, 25, 50, 75, 95):
        theory = next(beds for beds, share in enumerate(upto) if share >= percent / 100)
        name = f"occupied_percentile_{percent}"
        values = [find(settings(measured(run)), name, "setting", "ward") for run in turned_away()]
        assert np.median(values) == theory, name


def test_share_blocked_is_that_of_the_markov_chain() -> None:
    ward = BlockedWard(rate=2, beds=14, stay=5, room=4, moves_on=0.25, places=8, course=14).figures()
    found = runs("compiled", model("blocked_beds"), 60, warm_up=150, days=8000, seed=1)
    agrees(100 * ward["blocked"] / ward["in beds"], [float(blocked(measured(run))[0]) for run in found], 0.02)
