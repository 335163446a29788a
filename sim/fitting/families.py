"""Families of durations as accelerated failure times: distribution function by scale and shape, and moments."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Family:
    """A family: its distribution function at days over scale, its mean and standard deviation for a scale of 1."""

    name: str
    below: Callable[[Floats, Floats], Floats]
    """Share of durations up to a number of scales, by the shape."""
    quantile: Callable[[Floats, float], Floats]
    mean: Callable[[float], float]
    sd: Callable[[float], float]

    def moment(self, shape: float, *, sd: bool) -> float:
        """Return the mean, or the standard deviation, for a scale of 1."""
        return self.sd(shape) if sd else self.mean(shape)


def _lognormal_below(scales: Floats, sigma: Floats) -> Floats:
    with np.errstate(divide="ignore"):
        return np.asarray(special.ndtr(np.log(np.maximum(scales, 0.0)) / sigma))


def _weibull_below(scales: Floats, shape: Floats) -> Floats:
    with np.errstate(over="ignore"):
        return np.asarray(-np.expm1(-(np.maximum(scales, 0.0) ** shape)))


def _gamma_below(scales: Floats, shape: Floats) -> Floats:
    return np.asarray(special.gammainc(shape, np.maximum(scales, 0.0)))


def _weibull_sd(shape: float) -> float:
    first, second = special.gamma(1 + 1 / shape), special.gamma(1 + 2 / shape)
    return float(np.sqrt(max(second - first**2, 0.0)))


FAMILIES = {
    family.name: family
    for family in (
        Family(
            "lognormal",
            _lognormal_below,
            lambda shares, sigma: np.asarray(np.exp(sigma * special.ndtri(shares))),
            lambda sigma: float(np.exp(sigma**2 / 2)),
            lambda sigma: float(np.exp(sigma**2 / 2) * np.sqrt(np.expm1(sigma**2))),
        ),
        Family(
            "weibull",
            _weibull_below,
            lambda shares, shape: np.asarray((-np.log1p(-shares)) ** (1 / shape)),
            lambda shape: float(special.gamma(1 + 1 / shape)),
            _weibull_sd,
        ),
        Family(
            "gamma",
            _gamma_below,
            lambda shares, shape: np.asarray(special.gammaincinv(shape, shares)),
            float,
            lambda shape: float(np.sqrt(shape)),
        ),
    )
}
"""Every family by name; of a gamma the scale is the mean over the shape."""
