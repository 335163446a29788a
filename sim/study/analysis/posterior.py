"""The posterior of multipliers: which of them the published figures leave possible, given a prior and an emulator.

With f(x) the emulator at scores x, y the published figures and C the sum of three covariances (random variation of the
one year published, doubt about the figures, discrepancy of the model), the density is

    exp( - (y - f(x))' C^-1 (y - f(x)) / 2  -  sum ((x - prior mean) / prior sd)^2 / 2 )      within the bounds,

a Gaussian synthetic likelihood (Wood 2010, Nature 466) with a discrepancy (Kennedy and O'Hagan 2001, JRSS B 63). It is
sampled by adaptive importance sampling from Student's t about its mode (Cappe and others 2004, Journal of Computational
and Graphical Statistics 13): no chain has to settle, and the effective number of draws says whether it worked.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from sim.study.analysis.emulator import Emulator
from sim.study.analysis.sampling import Generator, students_t

Floats = NDArray[np.float64]
Residuals = Callable[[Floats], Floats]
ROUNDS, TRIED, FREEDOM = 4, 16_000, 8
"""Rounds of importance sampling, points tried in each, and degrees of freedom of Student's t."""
WIDER = 1.2
"""What the covariance of the proposals is multiplied by, so that their tails are the wider ones."""


@dataclass(frozen=True)
class Prior:
    """Normal priors of scores [multiplier], within bounds."""

    mean: Floats
    sd: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Posterior:
    """Points [point, multiplier] in scores with their weights, which add up to 1."""

    points: Floats
    weights: Floats

    @property
    def effective(self) -> float:
        """Effective number of points (Kish): 1 / sum of squared weights."""
        return float(1.0 / (self.weights**2).sum())

    @property
    def mean(self) -> Floats:
        """Mean [multiplier]."""
        return np.asarray(self.weights @ self.points)

    @property
    def covariance(self) -> Floats:
        """Covariance [multiplier, multiplier]."""
        apart = self.points - self.mean
        return np.asarray((apart * self.weights[:, None]).T @ apart)

    def draws(self, count: int, generator: Generator) -> Floats:
        """Return so many different points [draw, multiplier], drawn by their weights."""
        chosen = generator.choice(len(self.points), count, replace=False, p=self.weights)
        return np.asarray(self.points[chosen])

    def ranks(self, truth: Floats) -> Floats:
        """Return the share of the posterior below a true point, by multiplier: uniform if the posterior is right."""
        return np.asarray(self.weights @ (self.points < truth))


def posterior(emulator: Emulator, published: Floats, noise: Floats, prior: Prior, generator: Generator) -> Posterior:
    """Return the posterior of the scores that published figures leave; ``noise`` is their covariance C."""
    whitening = np.linalg.inv(np.linalg.cholesky(noise))

    def residuals(points: Floats) -> Floats:
        """Return what is left [point, ...] of figures and priors, in standard deviations."""
        of_figures = (published - emulator.figures(points)) @ whitening.T
        return np.hstack([of_figures, (points - prior.mean) / prior.sd])

    mode, covariance = _mode(residuals, prior)
    for _ in range(ROUNDS):
        points, proposed = students_t(mode, WIDER * covariance, FREEDOM, TRIED, generator)
        logs = -0.5 * (residuals(points) ** 2).sum(axis=1) - proposed
        logs[((points < prior.low) | (points > prior.high)).any(axis=1)] = -np.inf
        weights = np.exp(logs - logs.max())
        density = Posterior(points, weights / weights.sum())
        mode, covariance = _improved(density, mode, covariance)
    return density


def _mode(residuals: Residuals, prior: Prior) -> tuple[Floats, Floats]:
    """Return the mode within the bounds, and the covariance there (Laplace)."""
    inside = 1e-6 * (prior.high - prior.low)
    start = np.clip(np.zeros_like(prior.mean), prior.low + inside, prior.high - inside)

    def at(point: Floats) -> Floats:
        return np.asarray(residuals(point[None, :])[0])

    fit = least_squares(at, start, bounds=(prior.low, prior.high))
    jacobian: Floats = np.asarray(fit.jac, dtype=np.float64)
    covariance: Floats = np.asarray(np.linalg.inv(jacobian.T @ jacobian), dtype=np.float64)
    return np.asarray(fit.x), covariance


def _improved(density: Posterior, mode: Floats, covariance: Floats) -> tuple[Floats, Floats]:
    """Return centre and covariance of the next round: those of the points, where enough of them count."""
    enough = 10.0 * len(mode)
    if density.effective < enough:
        return mode, covariance
    return density.mean, density.covariance
