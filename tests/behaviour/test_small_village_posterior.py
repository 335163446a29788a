"""Posterior, options and stated chances of a small village: intervals hold its hidden truths, with half the noise not.

On demand, a few minutes:
HOMEFIRST_LONG=1 python -m pytest -n 0 tests/behaviour/test_small_village_posterior.py
"""

import os
from pathlib import Path

import numpy as np
import pytest

from sim.study.analysis import posterior
from sim.study.analysis.posterior_coverage import coverage
from sim.study.analysis.sampling import generator
from sim.study.kinds.posterior_study import PosteriorStudy
from sim.study.kinds.posterior_years import Sizes
from tests.behaviour.small_village import FREE, TooSureStudy, finished

LONG = os.environ.get("HOMEFIRST_LONG") == "1"
pytestmark = pytest.mark.skipif(not LONG, reason="truths of a village: HOMEFIRST_LONG=1")
TRUTHS = 40


def held(study: PosteriorStudy) -> float:
    """Return the percent of multipliers of hidden truths that 95 % intervals hold."""
    ranks = coverage(study.evidence, study.free.design_prior, range(TRUTHS), generator(study.question.seed, 5))
    assert ranks.shape == (TRUTHS, len(FREE))
    return 100 * float(((ranks > 0.025) & (ranks < 0.975)).mean())


def test_intervals_hold_hidden_truths_and_with_half_the_noise_they_do_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posterior, "TRIED", 3_000)  # enough for five multipliers
    study = finished(tmp_path, Sizes(64, 10))
    too_sure = TooSureStudy(question=study.question, sizes=study.sizes, years=study.years, folder=study.folder)
    assert 90 <= held(study) <= 99
    assert held(too_sure) < 85


def test_decisions_at_100_truths_hold_and_stated_chances_come_true(tmp_path: Path) -> None:
    study = finished(tmp_path, Sizes(128, 10, 100, 100))
    table, chances = study.decisions.table, study.decisions.chances
    assert table["truth"].nunique() == 100
    assert 85 <= 100 * table["held"].mean() <= 96
    inside = chances["stated_in_100"].between(chances["lower"], chances["upper"])
    assert inside.mean() >= 0.9, chances
    gap = float(np.average((chances["true_in_100"] - chances["stated_in_100"]).abs(), weights=chances["statements"]))
    assert gap < 5
    of_prior = study.coverage.query("kind == 'prior' and multiplier == 'all'").iloc[0]
    assert 92 <= of_prior["held_95"] <= 98
    assert 44 <= of_prior["held_50"] <= 56
