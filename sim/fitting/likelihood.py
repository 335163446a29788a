"""The likelihood of spans under the rule by which they were collected, and its maximum.

Of each span: the chance that it ended between its bounds, over the chance that it was seen at all. So a census, which
meets long spans more often, and a record of ended spans only, which has no long ones near the extract, give what a
cohort would give. Shares of what may be are summed over the moments at which a span may have begun.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from sim.fitting.families import FAMILIES, Family
from sim.fitting.spans import Spans

Floats = NDArray[np.float64]
LEAST, UNBOUNDED = 1e-12, 1e12
STEP = 1e-4
SHAPES = {"lognormal": 0.9, "weibull": 1.0, "gamma": 1.0}
"""Shape at which the search begins."""


@dataclass(frozen=True)
class Fit:
    """The maximum: logarithms of scales by group and factors, then logarithms of shapes by group, with covariance."""

    family: Family
    values: Floats
    covariance: Floats
    log_likelihood: float
    groups: int
    """How many groups there are, each with a scale and a shape."""

    def scale(self, group: int) -> float:
        """Return the scale of a group."""
        return float(np.exp(self.values[group]))

    def shape(self, group: int) -> float:
        """Return the shape of a group."""
        return float(np.exp(self.values[len(self.values) - self.groups + group]))

    def moment(self, group: int, *, sd: bool) -> tuple[float, float]:
        """Return the mean (or the standard deviation) of a group in days, and the standard error of its logarithm."""
        at = len(self.values) - self.groups + group

        def logarithm(scale: float, shape: float) -> float:
            return scale + float(np.log(self.family.moment(float(np.exp(shape)), sd=sd)))

        scale, shape = self.values[group], self.values[at]
        slope = (logarithm(scale, shape + STEP) - logarithm(scale, shape - STEP)) / (2 * STEP)
        gradient = np.zeros(len(self.values))
        gradient[group], gradient[at] = 1.0, slope
        error = float(np.sqrt(max(float(gradient @ self.covariance @ gradient), 0.0)))
        return float(np.exp(logarithm(scale, shape))), error

    def factor(self, number: int) -> tuple[float, float]:
        """Return a factor on the scale, and the standard error of its logarithm."""
        at = self.groups + number
        return float(np.exp(self.values[at])), float(np.sqrt(max(float(self.covariance[at, at]), 0.0)))


def fitted(spans: Spans, group: NDArray[np.int64], factors: Floats, family: str = "") -> Fit:
    """Return the maximum of the likelihood: a scale and a shape for each group, and a factor for each column.

    Parameters
    ----------
    spans
        Spans as they were seen, n rows.
    group
        Number of each row's group, from 0.
    factors
        [n, columns] 0 or 1: which rows have which factor on their scale.
    family
        Name of a family; none: the one with the greatest likelihood.
    """
    names = [family] if family else list(FAMILIES)
    maxima = {name: _maximum(spans, group, factors[:, :0], FAMILIES[name], None) for name in names}
    best = max(maxima.values(), key=_log_likelihood)
    groups = best.groups
    start = np.concatenate([best.values[:groups], np.zeros(factors.shape[1]), best.values[groups:]])
    return _maximum(spans, group, factors, best.family, start, errors=True)


def _log_likelihood(fit: Fit) -> float:
    return fit.log_likelihood


def _maximum(
    spans: Spans,
    group: NDArray[np.int64],
    factors: Floats,
    family: Family,
    start: Floats | None,
    *,
    errors: bool = False,
) -> Fit:
    groups = int(group.max()) + 1
    if start is None:
        middle = np.where(spans.events, (spans.low + np.where(spans.events, spans.high, 0)) / 2, spans.low) + 0.5
        scales = [np.log(max(float(np.mean(middle[group == number])), 0.1)) for number in range(groups)]
        start = np.concatenate([scales, np.full(groups, np.log(SHAPES[family.name]))])
    likelihood = Likelihood.of(spans, group, factors, family)

    def cost(values: Floats) -> float:
        return -likelihood.logarithm(values)

    search = optimize.minimize(cost, start, method="BFGS", options={"gtol": 1e-3 * np.sqrt(len(spans)), "maxiter": 200})
    covariance = _inverse(_curvature(cost, search.x)) if errors else np.zeros((len(search.x), len(search.x)))
    return Fit(family, np.asarray(search.x), covariance, -float(search.fun), groups)


@dataclass(frozen=True)
class Parts:
    """Shares of a distribution between two bounds, each kind of row once, with how often it stands there."""

    low: Floats
    high: Floats
    offsets: Floats
    weights: Floats
    group: NDArray[np.int64]
    factors: Floats
    counts: Floats

    @classmethod
    def of(cls, spans: Spans, low: Floats, high: Floats, group: NDArray[np.int64], factors: Floats) -> "Parts":
        """Return the parts, rows that are the same put together."""
        width = spans.offsets.shape[1]
        rows = np.column_stack([low, np.minimum(high, UNBOUNDED), group, spans.offsets, spans.weights, factors])
        rows, counts = np.unique(np.round(rows, 6), axis=0, return_counts=True)
        low, high, number, offsets, weights, rest = np.split(rows, [1, 2, 3, 3 + width, 3 + 2 * width], axis=1)
        return cls(low, high, offsets, weights, number[:, 0].astype(np.int64), rest, counts.astype(np.float64))

    def logarithm(self, family: Family, values: Floats, groups: int, shifts: Floats) -> float:
        """Return the sum of the logarithms of the shares, each the mean over some shifts of both bounds."""
        columns = self.factors.shape[1]
        scale = values[:groups][self.group] + self.factors @ values[groups : groups + columns]
        scale = np.exp(np.clip(scale, -20, 20))[:, None]
        shape = np.exp(np.clip(values[groups + columns :], -4, 4))[self.group][:, None]
        shapes = np.broadcast_to(shape, self.offsets.shape)
        share = np.zeros(self.offsets.shape)
        for shift in shifts:
            begun = self.offsets + shift
            share += family.below((self.high - begun) / scale, shapes) - family.below(
                (self.low - begun) / scale, shapes
            )
        total = (share * self.weights).sum(axis=1) / len(shifts)
        return float(self.counts @ np.log(np.maximum(total, LEAST)))


@dataclass(frozen=True)
class Likelihood:
    """The likelihood of spans: where each ended, over where it had to end to be seen."""

    family: Family
    groups: int
    ended: Parts
    seen: Parts
    after: Floats

    @classmethod
    def of(cls, spans: Spans, group: NDArray[np.int64], factors: Floats, family: Family) -> "Likelihood":
        """Return the likelihood of spans of some groups, with factors on their scales."""
        partly = np.flatnonzero((spans.entry > 0) | np.isfinite(spans.limit))
        some = spans.rows(partly)
        ended = Parts.of(spans, spans.low, spans.high, group, factors)
        seen = Parts.of(some, np.where(some.entry > 0, some.entry, -1.0), some.limit, group[partly], factors[partly])
        return cls(family, int(group.max()) + 1, ended, seen, spans.after)

    def logarithm(self, values: Floats) -> float:
        """Return its logarithm."""
        total = self.ended.logarithm(self.family, values, self.groups, np.zeros(1))
        return total - self.seen.logarithm(self.family, values, self.groups, self.after)


def _curvature(cost: Callable[[Floats], float], at: Floats) -> Floats:
    """Return the second derivatives of a function by central differences."""
    size, steps = len(at), np.eye(len(at)) * 1e-3
    matrix = np.empty((size, size))
    for row in range(size):
        for column in range(row + 1):
            ends = [
                cost(at + first * steps[row] + second * steps[column])
                for first, second in ((1, 1), (1, -1), (-1, 1), (-1, -1))
            ]
            matrix[row, column] = matrix[column, row] = (ends[0] - ends[1] - ends[2] + ends[3]) / 4e-6
    return matrix


def _inverse(matrix: Floats) -> Floats:
    """Return the inverse; of a direction that the data say nothing of, a very large variance."""
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    return np.asarray((vectors / np.maximum(values, 1e-8)) @ vectors.T)
