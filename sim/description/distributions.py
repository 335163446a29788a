"""Families of distributions: parameters from published figures, their allowed range, and inverse functions.

Each function takes the figures written (by name) and returns a `Distribution` in the unit of these figures. The ranges
in `LIMITS` are those within which a quantile table keeps mean and standard deviation (`sim/tables/quantiles.py`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import exp, inf, log, log1p, log2, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]
Quantile = Callable[[Floats], Floats]
Figures = Mapping[str, float]
QUARTILES = (0.25, 0.75)
LEAST_MEAN, GREATEST_MEAN = 1e-5, 1e6
"""Allowed means, in days: from about a second."""
LIMITS: dict[str, tuple[float, float]] = {
    "sigma": (1e-4, 1.6),
    "gamma": (0.02, 1e6),
    "weibull": (0.25, 1000.0),
    "beta": (0.05, 1000.0),
    "normal": (0.01, 1.0),
}
"""Least and greatest: sigma of a lognormal, shape parameter of a gamma and of a weibull, alpha and beta of a beta, part
of a normal that is left by cutting it off."""


@dataclass(frozen=True)
class Distribution:
    """An inverse distribution function, and its mean, in the same unit."""

    quantile: Quantile
    mean: float


def within(what: str, value: float, name: str) -> float:
    """Return a parameter that lies in its range.

    Raises
    ------
    ValueError
        If it does not: then no quantile table would keep mean and standard deviation.
    """
    least, greatest = LIMITS[name]
    if not least <= value <= greatest:
        raise ValueError(f"{what} must be {least:,g} to {greatest:,g} (here {value:.4g})")
    return value


def lognormal(given: Figures) -> Distribution:
    """Return a lognormal from two of its moments, its quartiles, or mean and spread of the logarithm."""
    if "sd" in given:
        sigma = sqrt(log1p(_square(given["sd"] / given["mean"])))
        mu = log(given["mean"]) - sigma**2 / 2
    elif "upper_quartile" in given:
        low, high = log(given["lower_quartile"]), log(given["upper_quartile"])
        mu, sigma = (low + high) / 2, (high - low) / (2 * float(special.ndtri(QUARTILES[1])))
    else:
        mu = given["mu"] if "mu" in given else log(given["median"])
        sigma = given["sigma"] if "sigma" in given else sqrt(2 * (log(given["mean"]) - mu))
    sigma, scale = within("sigma (the sd of the logarithm)", sigma, "sigma"), exp(mu)
    return Distribution(lambda share: scale * np.exp(sigma * special.ndtri(share)), exp(mu + sigma**2 / 2))


def _square(number: float) -> float:
    return number * number  # infinite where ** would raise an error


def gamma(given: Figures) -> Distribution:
    """Return a gamma from mean and sd, or from its shape parameter and scale (or rate, one over the scale)."""
    if "mean" in given:
        shape, scale = _square(given["mean"] / given["sd"]), _square(given["sd"]) / given["mean"]
    else:
        shape, scale = given["shape_parameter"], given["scale"] if "scale" in given else 1 / given["rate"]
    shape = within("the shape parameter, (mean / sd)²,", shape, "gamma")
    return Distribution(
        lambda share: np.asarray(scale * special.gammaincinv(shape, share), dtype=np.float64), shape * scale
    )


def weibull(given: Figures) -> Distribution:
    """Return a weibull from mean and sd, its quartiles, or its shape parameter and scale."""
    low, high = (-log1p(-share) for share in QUARTILES)
    if "mean" in given:
        shape = _weibull_shape(given["sd"] / given["mean"])
    elif "scale" in given:
        shape = given["shape_parameter"]
    else:
        apart = log(given["upper_quartile"]) - log(given["lower_quartile"])
        shape = log(high / low) / apart if apart else inf
    shape = within("the shape parameter", shape, "weibull")
    if "mean" in given:
        scale = given["mean"] / _weibull_moment(1.0, shape)
    else:
        scale = given["scale"] if "scale" in given else given["upper_quartile"] / high ** (1 / shape)
    return Distribution(lambda share: scale * (-np.log1p(-share)) ** (1.0 / shape), scale * _weibull_moment(1.0, shape))


def _weibull_moment(order: float, shape: float) -> float:
    return float(special.gamma(1.0 + order / shape))


def _weibull_spread(shape: float) -> float:
    """Return sd over mean: the wider, the smaller the shape parameter."""
    first = _weibull_moment(1.0, shape)
    return sqrt(max(_weibull_moment(2.0, shape) - first**2, 0.0)) / first


def _weibull_shape(spread: float) -> float:
    from scipy import optimize  # noqa: PLC0415 - slow to load, and few distributions need it

    least, greatest = LIMITS["weibull"]
    narrow, wide = _weibull_spread(greatest), _weibull_spread(least)
    if not narrow <= spread <= wide:
        raise ValueError(f"the sd of a weibull must be {narrow:.4g} to {wide:.4g} times its mean (here {spread:.4g})")
    return float(optimize.brentq(lambda shape: _weibull_spread(shape) - spread, least, greatest))


def exponential(given: Figures) -> Distribution:
    """Return an exponential from its mean, its rate (one over the mean) or its median."""
    mean = given.get("mean") or (1 / given["rate"] if "rate" in given else given["median"] * log2(np.e))
    return Distribution(lambda share: -mean * np.log1p(-share), mean)


def erlang(given: Figures) -> Distribution:
    """Return a sum of equal exponential phases, from the mean of all or the rate of each."""
    phases = given["phases"]
    scale = given["mean"] / phases if "mean" in given else 1 / given["rate"]
    return Distribution(lambda share: np.asarray(scale * special.gammaincinv(phases, share)), scale * phases)


def constant(given: Figures) -> Distribution:
    """Return a constant."""
    return Distribution(lambda share: np.full_like(share, given["mean"]), given["mean"])


def uniform(given: Figures) -> Distribution:
    """Return a uniform distribution between two ends."""
    low, high = given["low"], given["high"]
    return Distribution(lambda share: low + (high - low) * share, (low + high) / 2)


def triangular(given: Figures) -> Distribution:
    """Return a triangular distribution from its least, most likely and greatest value."""
    low, mode, high = given["low"], given["mode"], given["high"]
    whole, first, second = high - low, mode - low, high - mode

    def quantile(share: Floats) -> Floats:
        rising = low + np.sqrt(share * whole * first)
        return np.where(share * whole < first, rising, high - np.sqrt((1 - share) * whole * second))

    return Distribution(quantile, (low + mode + high) / 3)


def beta(given: Figures) -> Distribution:
    """Return a beta between two ends, from its alpha and beta."""
    alpha, other = (within(name, given[name], "beta") for name in ("alpha", "beta"))
    return _beta(alpha, other, given["low"], given["high"])


def pert(given: Figures) -> Distribution:
    """Return the beta with a mode between two ends whose mean is (low + 4 mode + high) / 6 (Malcolm et al. 1959)."""
    low, mode, high = given["low"], given["mode"], given["high"]
    return _beta(1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low), low, high)


def _beta(alpha: float, other: float, low: float, high: float) -> Distribution:
    def quantile(share: Floats) -> Floats:
        return np.asarray(low + (high - low) * special.betaincinv(alpha, other, share), dtype=np.float64)

    return Distribution(quantile, low + (high - low) * alpha / (alpha + other))


def truncated_normal(given: Figures) -> Distribution:
    """Return a normal (mean and sd are those of the whole) of which only what lies between low (0) and high is kept."""
    middle, sd = given["mean"], given["sd"]
    first = (given.get("low", 0.0) - middle) / sd
    last = (given["high"] - middle) / sd if "high" in given else inf
    start, share_kept = special.ndtr(first), float(special.ndtr(last) - special.ndtr(first))
    within("the share of the normal between low and high", share_kept, "normal")
    beyond = special.ndtr(-last)

    def quantile(share: Floats) -> Floats:
        lower = special.ndtri(np.minimum(start + share * share_kept, 0.75))
        upper = -special.ndtri(np.minimum(beyond + (1 - share) * share_kept, 0.75))
        return np.asarray(middle + sd * np.where(start + share * share_kept < 0.5, lower, upper), dtype=np.float64)

    density = [exp(-end * end / 2) / sqrt(2 * np.pi) for end in (first, last)]
    return Distribution(quantile, middle + sd * (density[0] - density[1]) / share_kept)


FAMILIES: dict[str, Callable[[Figures], Distribution]] = {
    "lognormal": lognormal,
    "gamma": gamma,
    "weibull": weibull,
    "exponential": exponential,
    "erlang": erlang,
    "constant": constant,
    "uniform": uniform,
    "triangular": triangular,
    "pert": pert,
    "beta": beta,
    "truncated_normal": truncated_normal,
}
"""Families that a few figures fix; the others (empirical, quantiles) are lists of values."""


def sample(values: tuple[float, ...]) -> Distribution:
    """Return the empirical distribution of observed values, each equally likely."""
    ordered = np.sort(np.asarray(values, dtype=np.float64))

    def quantile(share: Floats) -> Floats:
        return np.asarray(ordered[np.minimum((share * len(ordered)).astype(np.int64), len(ordered) - 1)])

    return Distribution(quantile, float(ordered.mean()))


def line(shares: tuple[float, ...], values: tuple[float, ...]) -> Distribution:
    """Return a distribution function that is linear between the values at given shares."""
    positions, heights = np.asarray(shares), np.asarray(values)
    mean = float((np.diff(positions) * (heights[1:] + heights[:-1]) / 2).sum())
    return Distribution(lambda share: np.asarray(np.interp(share, positions, heights)), mean)
