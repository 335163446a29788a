"""The posterior is exact where that is known, holds hidden truths as often as it says, and agrees with another."""

import numpy as np
import pytest
from covmats import CovViaCholesky
from numpy.typing import NDArray
from pyesmda import ESMDA

from sim.study.analysis import posterior as sampled
from sim.study.analysis.emulator import Emulator
from sim.study.analysis.posterior import Prior, posterior
from sim.study.analysis.posterior_coverage import coverage, coverage_elsewhere, coverage_table
from sim.study.analysis.posterior_tables import Evidence, multipliers_table
from sim.study.analysis.sampling import generator

MULTIPLIERS, FIGURES, YEARS = 6, 8, 240
Floats = NDArray[np.float64]


def prior(far: float = 6.0) -> Prior:
    """Return standard normal priors within wide bounds."""
    one = np.ones(MULTIPLIERS)
    return Prior(0 * one, one, -far * one, far * one)


def evidence(seed: int = 1, luck: float = 0.7) -> Evidence:
    """Return years of a model whose figures are straight in the scores but for one that bends."""
    rng = np.random.default_rng(seed)
    slopes = np.vstack([2 * np.eye(MULTIPLIERS), rng.standard_normal((2, MULTIPLIERS))]).T
    scores = rng.standard_normal((YEARS, MULTIPLIERS))
    bend = np.zeros((YEARS, FIGURES))
    bend[:, 0] = 0.3 * scores[:, 0] ** 2
    figures = 20 + scores @ slopes + bend + luck * rng.standard_normal((YEARS, FIGURES))
    small = np.full(FIGURES, 0.2)
    names = [str(number) for number in range(FIGURES)]
    return Evidence(names, scores, figures, figures[0], small, small)


class Halved(Evidence):
    """The same with standard deviations of the noise taken as half of what they are."""

    def noise(self, emulator: Emulator) -> Floats:
        """Return a quarter of the covariance."""
        return 0.25 * super().noise(emulator)


def test_a_linear_model_has_the_posterior_of_the_textbook() -> None:
    rng = np.random.default_rng(2)
    slopes, noise = rng.standard_normal((MULTIPLIERS, FIGURES)), np.diag(rng.uniform(0.2, 1.0, FIGURES))
    second = np.zeros((MULTIPLIERS * (MULTIPLIERS + 1) // 2, FIGURES))
    emulator = Emulator(np.full(FIGURES, 5.0), np.vstack([slopes, second]), noise, np.ones(FIGURES))
    published = 5.0 + rng.standard_normal(FIGURES)
    density = posterior(emulator, published, noise, prior(), generator(3))
    precision = slopes @ np.linalg.inv(noise) @ slopes.T + np.eye(MULTIPLIERS)
    covariance = np.linalg.inv(precision)
    mean = covariance @ slopes @ np.linalg.inv(noise) @ (published - 5.0)
    sd = np.sqrt(np.diag(covariance))
    assert np.abs(density.mean - mean).max() < 0.05 * sd.min()
    assert np.sqrt(np.diag(density.covariance)) == pytest.approx(sd, rel=0.05)
    assert density.effective > 5000


def test_nothing_lies_outside_the_bounds() -> None:
    years = evidence()
    within = prior(far=0.5)
    density = posterior(years.emulator, years.published, years.noise(years.emulator), within, generator(4))
    draws = density.draws(300, generator(5))
    assert np.abs(draws).max() <= 0.5
    assert len(np.unique(draws, axis=0)) == 300


def test_hidden_truths_are_held_as_often_as_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """The gate: 95 % intervals hold 90 to 98 % of 100 truths; with the noise taken as half of it, they do not."""
    monkeypatch.setattr(sampled, "ROUNDS", 2)
    monkeypatch.setattr(sampled, "TRIED", 3000)
    years = evidence()
    ranks = coverage(years, prior(), range(100), generator(6))
    table = coverage_table([str(number) for number in range(MULTIPLIERS)], {"prior": ranks}).set_index("multiplier")
    assert 90 <= table.loc["all", "held_95"] <= 98
    assert 44 <= table.loc["all", "held_50"] <= 56
    assert table["uniform_p"].min() > 0.001
    halved = coverage(Halved(**vars(evidence())), prior(), range(100), generator(6))
    too_sure = coverage_table(list("abcdef"), {"prior": halved})
    assert too_sure.set_index("multiplier").loc["all", "held_95"] < 85


def test_truths_of_a_wider_prior_are_held_less_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Truths that the prior does not expect; those that it does are held as before, though they are in no design."""
    monkeypatch.setattr(sampled, "ROUNDS", 2)
    monkeypatch.setattr(sampled, "TRIED", 3000)
    years, rng = evidence(), np.random.default_rng(12)
    spread, held = np.hypot(years.doubt, years.discrepancy), {}
    for times in (1.0, 3.0):
        truths = times * rng.standard_normal((60, MULTIPLIERS))
        figures = years.emulator.figures(truths) + 0.7 * rng.standard_normal((60, FIGURES))
        ranks = coverage_elsewhere(years, prior(20.0), truths, figures, spread, generator(13))
        table = coverage_table(list("abcdef"), {"wider": ranks}).set_index("multiplier")
        assert table["kind"].unique() == ["wider"]
        held[times] = table.loc["all", "held_95"]
    assert held[1.0] > 90
    assert held[3.0] < held[1.0] - 5


def test_what_no_figure_speaks_of_keeps_its_prior() -> None:
    years = evidence()
    blind = np.delete(years.figures, [1, 6, 7], axis=1)  # the figures that answer to multiplier 1
    few = Evidence(list("abcde"), years.scores, blind, blind[0], years.doubt[:5], years.discrepancy[:5])
    density = few.posterior(prior(), generator(7))
    table = multipliers_table(list("abcdef"), density.draws(500, generator(8)), density, prior())
    assert table["note"].tolist() == ["", "not identified", "", "", "", ""]
    assert table["width"][1] == pytest.approx(1.0, abs=0.1)
    assert (table["width"].drop(1) < 0.5).all()


def test_an_ensemble_smoother_agrees() -> None:
    """The same figures through the ensemble smoother of pyesmda, the emulator in place of the model."""
    years = evidence()
    noise = years.noise(years.emulator)
    density = years.posterior(prior(), generator(9))
    start = np.random.default_rng(10).standard_normal((MULTIPLIERS, 4000))
    solver = ESMDA(
        obs=years.published,
        m_init=start,
        cov_obs=CovViaCholesky(np.linalg.cholesky(noise)),
        forward_model=lambda ensemble: years.emulator.figures(ensemble.T).T,
        n_assimilations=8,
        random_state=np.random.default_rng(11),
    )
    solver.solve()
    other = solver.m_posterior
    sd = np.sqrt(np.diag(density.covariance))
    assert np.abs(other.mean(axis=1) - density.mean).max() < 0.3 * sd.min()
    assert other.std(axis=1) == pytest.approx(sd, rel=0.25)
