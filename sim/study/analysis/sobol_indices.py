"""Indices of sensitivity: what share of an outcome's variance each factor explains, by itself and with others.

The simulation is run at points of a scrambled Sobol sequence in the factors, each point with two years of random
numbers of their own. Half the mean squared difference of the two is the variance of **random variation**. An emulator
(`emulator`) of the means of the two then takes the place of the simulation, and the indices are those of Saltelli's
design on it (Saltelli and others 2010, Computer Physics Communications 181; through SALib): the first-order index is
what the variance would fall by, on average, if the factor were known; the total index what would be left if all else
were known. Both are shares of the variance of a single year, random variation included, so that shares add up:

    all factors of the emulator  +  random variation  +  what neither explains (`left over`)  =  1 .

Two checks stand beside each index. Its 95 % interval comes from the runs being few: the figures are drawn anew from the
emulator with its leave-one-out errors (residual bootstrap; Davison and Hinkley 1997, section 6.3), and the standard
deviation of the indices is taken to both sides. And the factor's values are **permuted** among the points: it then
means nothing, and its index must be 0 within error. An index is told from none where it is further above its permuted
mean, as a ratio, than in 95 of 100 permutations the one of all factors that is furthest (Westfall and Young 1993), so
that hardly ever any of many factors that mean nothing is named.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.study.analysis.emulator import Emulator, feature_weights, features, slopes_of
from sim.study.analysis.factors import RANDOM, Factor
from sim.study.analysis.sampling import Generator, generator

Floats = NDArray[np.float64]
LEFT_OVER = "left over"
BASE_POINTS, RESAMPLES, PERMUTATIONS = 1024, 200, 40
"""Points of Saltelli's design for each factor, bootstrap samples, and permutations of each factor."""
LEAST_POINTS = 24
"""Points that an emulator is made of at least."""
TWO_SIDED = 1.96
COLUMNS = [
    "option", "outcome", "factor", "words", "group", "first", "first_lower", "first_upper", "total", "total_lower",
    "total_upper", "permuted", "permuted_limit", "told_from_none",
]  # fmt: skip
QUALITY = ["option", "outcome", "unit", "points", "mean", "sd_of_a_year", "explained", "of_what_can_be", "factors_kept"]


@dataclass(frozen=True)
class Sampled:
    """One outcome at points: scores of the factors kept [point, factor], and the outcome of two years [point, 2]."""

    scores: Floats
    outcome: Floats
    seed: int

    @property
    def mean(self) -> Floats:
        """Mean of the two years [point]."""
        return np.asarray(self.outcome.mean(axis=1))

    @property
    def luck(self) -> float:
        """Variance of random variation in one year."""
        return float(((self.outcome[:, 0] - self.outcome[:, 1]) ** 2).mean()) / 2

    @property
    def variance(self) -> float:
        """Variance of one year, random variation included: that between points and that within them."""
        return max(float(self.mean.var(ddof=1)) - self.luck / 2, 0.0) + self.luck

    @cached_property
    def emulator(self) -> Emulator:
        """The emulator of the means."""
        return Emulator.of(self.scores, self.mean[:, None])

    @property
    def explained(self) -> float:
        """Share of the variance of the means that the emulator explains of points that it has not seen."""
        return float(self.emulator.explained[0])

    @property
    def of_what_can_be(self) -> float:
        """The same as a share of what is not random variation, 1 at most; nan where that cannot be told from none."""
        whole, luck, count = float(self.mean.var()), self.luck / 2, len(self.mean)
        possible = whole - luck
        unsure = np.sqrt(2 * (whole**2 + luck**2) / max(count, 1))
        return min(self.explained * whole / possible, 1.0) if possible > 2 * unsure else np.nan


def of_slopes(slopes: Floats, factors: int) -> tuple[Floats, Floats, Floats]:
    """Return first-order and total variance [factor, ...] and whole variance of a second-order polynomial in scores.

    ``slopes`` [feature, ...] are those of `features`, which are orthogonal for independent standard normal scores, so
    that their squares add up (polynomial chaos; Sudret 2008, Reliability Engineering and System Safety 93).
    """
    rows, columns = np.triu_indices(factors)
    parts = slopes**2 * np.concatenate([np.ones(factors), np.where(rows == columns, 2.0, 1.0)]).reshape(
        -1, *[1] * (slopes.ndim - 1)
    )
    second = parts[factors:]
    first = parts[:factors] + second[rows == columns]
    together = np.zeros_like(first)
    apart = rows != columns
    np.add.at(together, rows[apart], second[apart])
    np.add.at(together, columns[apart], second[apart])
    return first, first + together, np.asarray(parts.sum(axis=0))


def saltelli(emulator: Emulator, factors: int, seed: int) -> tuple[Floats, Floats, float]:
    """Return first-order and total indices [factor] of an emulator, and its variance, by Saltelli's design."""
    from SALib.analyze import sobol as analyze  # noqa: PLC0415 - so that no other study waits for it
    from SALib.sample import sobol as sample  # noqa: PLC0415

    problem = {
        "num_vars": factors, "names": [str(at) for at in range(factors)], "bounds": [[0.0, 1.0]] * factors,
        "dists": ["norm"] * factors,
    }  # fmt: skip
    points = sample.sample(problem, BASE_POINTS, calc_second_order=False, seed=generator(seed, 1))
    values = np.concatenate([emulator.figures(part)[:, 0] for part in np.array_split(points, factors + 2)])
    if not values.std() > 0:
        return np.zeros(factors), np.zeros(factors), 0.0
    estimates = analyze.analyze(problem, values, calc_second_order=False, num_resamples=2, seed=generator(seed, 2))
    return np.asarray(estimates["S1"]), np.asarray(estimates["ST"]), float(values.var())


def indices(sampled: Sampled, factors: Sequence[Factor]) -> pd.DataFrame:
    """Return a row for each factor kept, by total index, then one for random variation and one for what is left over.

    There are no rows where the points are too few, or the outcome is the same in all of them.
    """
    if len(sampled.scores) < LEAST_POINTS or not sampled.variance > 0:
        return pd.DataFrame(columns=COLUMNS[2:])
    first, total, variance = saltelli(sampled.emulator, len(factors), sampled.seed)
    share = min(variance / sampled.variance, 1.0)
    spread = _spread(sampled, len(factors))
    zero = _permuted(sampled, len(factors), generator(sampled.seed, 4))
    limits = _limits(zero)
    rows = [
        _row(factor.name, factor.words, factor.group)
        | _interval("first", first[at] * share, spread[0][at])
        | _interval("total", total[at] * share, spread[1][at])
        | {"permuted": zero[at].mean(), "permuted_limit": limits[at], "told_from_none": total[at] * share > limits[at]}
        for at, factor in enumerate(factors)
    ]
    rows.sort(key=lambda row: -float(str(row["total"])))
    luck = min(sampled.luck / sampled.variance, 1.0)
    rows.append(_row(RANDOM, RANDOM, RANDOM) | _interval("first", luck, _spread_of_luck(sampled)))
    rows.append(_row(LEFT_OVER, "what neither explains", LEFT_OVER) | {"first": max(1.0 - luck - share, 0.0)})
    return pd.DataFrame(rows).reindex(columns=COLUMNS[2:])


def _row(name: str, words: str, group: str) -> dict[str, object]:
    return {"factor": name, "words": words, "group": group}


def _interval(name: str, value: float, sd: float) -> dict[str, object]:
    """Return a share with its 95 % interval, within 0 and 1."""
    value = float(np.clip(value, 0.0, 1.0))
    ends = np.clip([value - TWO_SIDED * sd, value + TWO_SIDED * sd], 0.0, 1.0)
    return {name: value, f"{name}_lower": float(ends[0]), f"{name}_upper": float(ends[1])}


def _spread(sampled: Sampled, factors: int) -> tuple[Floats, Floats]:
    """Return standard deviations of first-order and total shares [factor] over figures drawn anew."""
    emulator, draws = sampled.emulator, generator(sampled.seed, 3)
    expected = emulator.figures(sampled.scores)[:, 0]
    error = np.sqrt(max(1.0 - sampled.explained, 0.0) * float(sampled.mean.var()))
    noisy = expected[:, None] + error * draws.standard_normal((len(expected), RESAMPLES))
    slopes = slopes_of(sampled.scores, emulator.penalties[0]) @ noisy
    first, total, _ = of_slopes(slopes, factors)
    return first.std(axis=1) / sampled.variance, total.std(axis=1) / sampled.variance


def _spread_of_luck(sampled: Sampled) -> float:
    """Return the standard deviation of the share of random variation (chi-square with a degree for each point)."""
    share = sampled.luck / sampled.variance
    return float(share * (1.0 - min(share, 1.0)) * np.sqrt(2 / len(sampled.scores))) + 1e-12


def _permuted(sampled: Sampled, factors: int, draws: Generator) -> Floats:
    """Return total shares [factor, permutation] of each factor with its values permuted among the points."""
    figures, penalties = sampled.mean, sampled.emulator.penalties[0]
    return np.array([_of_permuted(sampled.scores, figures, at, penalties, draws) for at in range(factors)]) / (
        sampled.variance
    )


def _of_permuted(scores: Floats, figures: Floats, at: int, penalties: Floats, draws: Generator) -> Floats:
    """Return the total variance [permutation] of one factor with its values permuted.

    Only the features that the factor is in change, so that the kernel of all others is made once.
    """
    rows, columns = np.triu_indices(scores.shape[1])
    mine = np.concatenate([np.arange(scores.shape[1]) == at, (rows == at) | (columns == at)])
    times = np.where(rows == columns, 2.0, 1.0)[mine[scores.shape[1] :]]
    size = np.concatenate([[1.0], times])
    weights, design = feature_weights(scores, penalties), _centred(features(scores))
    others = (design[:, ~mine] * weights[~mine]) @ design[:, ~mine].T + np.eye(len(scores))
    variances = []
    for _ in range(PERMUTATIONS):
        moved = scores.copy()
        moved[:, at] = draws.permutation(moved[:, at])
        own = _centred(features(moved)[:, mine])
        duals = np.linalg.solve(others + (own * weights[mine]) @ own.T, figures - figures.mean())
        variances.append(float((size * (weights[mine] * (own.T @ duals)) ** 2).sum()))
    return np.array(variances)


def _limits(permuted: Floats) -> Floats:
    """Return the total share [factor] up to which an index cannot be told from none, for all factors together."""
    mean = permuted.mean(axis=1)
    ratios = permuted / np.maximum(mean, 1e-300)[:, None]
    return np.asarray(mean * np.quantile(ratios.max(axis=0), 0.95))


def _centred(design: Floats) -> Floats:
    return np.asarray(design - design.mean(axis=0))


def quality(sampled: Sampled) -> dict[str, object]:
    """Return how well the emulator foretells points that it has not seen."""
    return {
        "points": len(sampled.scores),
        "mean": float(sampled.mean.mean()),
        "sd_of_a_year": float(np.sqrt(sampled.variance)),
        "explained": sampled.explained if len(sampled.scores) >= LEAST_POINTS else np.nan,
        "of_what_can_be": sampled.of_what_can_be if len(sampled.scores) >= LEAST_POINTS else np.nan,
        "factors_kept": sampled.scores.shape[1],
    }
