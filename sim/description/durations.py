"""Lengths of time, or amounts, as people state them, and their inverse distribution functions."""

from collections.abc import Callable
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator
from scipy import special

from sim.description.units import InputModel, ListOf

Quantile = Callable[[NDArray[np.float64]], NDArray[np.float64]]
Positive = Annotated[float, Field(gt=0, le=1e6)]
_GIVEN: dict[str, tuple[set[str], ...]] = {
    "lognormal": ({"mean", "sd"}, {"mean", "median"}, {"median", "sigma"}),
    "gamma": ({"mean", "sd"},),
    "weibull": ({"mean", "sd"},),
    "exponential": ({"mean"},),
    "erlang": ({"mean", "phases"},),
    "constant": ({"mean"},),
    "uniform": ({"low", "high"},),
    "empirical": ({"values"},),
    "quantiles": ({"shares", "values"},),
}


class Duration(InputModel):
    """A positive distribution: a shape and the figures that fix it, in days unless `unit` says hours."""

    shape: Literal[
        "lognormal", "gamma", "weibull", "exponential", "erlang", "constant", "uniform", "empirical", "quantiles"
    ]
    """With mean and sd (lognormal, gamma, weibull), mean and median, or median and sigma (lognormal), mean
    (exponential, constant), mean and phases (erlang), low and high (uniform), values (empirical), or shares and values
    (quantiles)."""
    mean: Positive | None = None
    """Mean."""
    sd: Positive | None = None
    """Standard deviation."""
    median: Positive | None = None
    """Median."""
    sigma: Positive | None = None
    """Standard deviation of the logarithm."""
    phases: Annotated[int, Field(ge=1, le=1000)] | None = None
    """Number of equal exponential phases."""
    low: Annotated[float, Field(ge=0, le=1e6)] | None = None
    """Least."""
    high: Positive | None = None
    """Greatest."""
    values: ListOf[Annotated[float, Field(ge=0, le=1e6)]] | None = None
    """Values observed, or those at the shares."""
    shares: ListOf[Annotated[float, Field(ge=0, le=1)]] | None = None
    """Shares of cases up to each value, from 0 to 1."""
    unit: Literal["days", "hours"] = "days"
    """What the figures are in, where they are a time."""
    source: str = ""
    basis: str = ""

    @model_validator(mode="after")
    def _figures_fit_the_shape(self) -> "Duration":
        skip = {"shape", "unit", "source", "basis"}
        given = {name for name in type(self).model_fields if name not in skip and getattr(self, name) is not None}
        if given not in _GIVEN[self.shape]:
            ways = " or ".join(" and ".join(sorted(way)) for way in _GIVEN[self.shape])
            raise ValueError(f"a {self.shape} needs {ways} (got {', '.join(sorted(given)) or 'nothing'})")
        if self.mean is not None and self.median is not None and self.mean <= self.median:
            raise ValueError("the mean of a lognormal must be above its median")
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise ValueError("low must be below high")
        if self.shape == "quantiles":
            _check_quantiles(self.shares or (), self.values or ())
        if self.shape == "empirical" and not self.values:
            raise ValueError("an empirical sample needs at least one value")
        return self

    def quantile(self) -> Quantile:
        """Return the inverse distribution function in days (in hours of a package where it states an amount)."""
        scale = 1 / 24 if self.unit == "hours" else 1.0
        inner = _QUANTILES[self.shape](self)
        return lambda share: scale * inner(share)


def _check_quantiles(shares: tuple[float, ...], values: tuple[float, ...]) -> None:
    if len(shares) != len(values) or len(shares) < 2:
        raise ValueError("quantiles need as many shares as values, at least two")
    if shares[0] != 0 or shares[-1] != 1 or any(np.diff(shares) <= 0) or any(np.diff(values) < 0):
        raise ValueError("shares must rise from 0 to 1, and values must not fall")


def _lognormal(given: Duration) -> Quantile:
    if given.median is None:
        mean, sd = given.mean or 1.0, given.sd or 1.0
        sigma = float(np.sqrt(np.log1p((sd / mean) ** 2)))
        mu = np.log(mean) - sigma**2 / 2
    else:
        mu = np.log(given.median)
        sigma = given.sigma or 1.0 if given.mean is None else float(np.sqrt(2 * np.log(given.mean / given.median)))
    scale = float(np.exp(mu))
    return lambda share: scale * np.exp(sigma * special.ndtri(share))


def _gamma(given: Duration) -> Quantile:
    mean, sd = given.mean or 1.0, given.sd or 1.0
    shape, scale = (mean / sd) ** 2, sd**2 / mean
    return lambda share: np.asarray(scale * special.gammaincinv(shape, share), dtype=np.float64)


def _weibull(given: Duration) -> Quantile:
    from scipy import optimize  # noqa: PLC0415 - slow to load, and few distributions need it

    mean, sd = given.mean or 1.0, given.sd or 1.0

    def moment(order: float, shape: float) -> float:
        return float(special.gamma(1.0 + order / shape))

    def spread(shape: float) -> float:
        first = moment(1.0, shape)
        return float(np.sqrt(moment(2.0, shape) - first**2)) / first - sd / mean

    shape = float(optimize.brentq(spread, 0.1, 100.0))
    scale = mean / moment(1.0, shape)
    return lambda share: scale * (-np.log1p(-share)) ** (1.0 / shape)


def _exponential(given: Duration) -> Quantile:
    mean = given.mean or 1.0
    return lambda share: -mean * np.log1p(-share)


def _erlang(given: Duration) -> Quantile:
    phases = given.phases or 1
    scale = (given.mean or 1.0) / phases
    return lambda share: scale * special.gammaincinv(phases, share)


def _constant(given: Duration) -> Quantile:
    return lambda share: np.full_like(share, given.mean or 0.0)


def _uniform(given: Duration) -> Quantile:
    low, high = given.low or 0.0, given.high or 1.0
    return lambda share: low + (high - low) * share


def _empirical(given: Duration) -> Quantile:
    ordered = np.sort(np.asarray(given.values, dtype=np.float64))
    return lambda share: ordered[np.minimum((share * len(ordered)).astype(np.int64), len(ordered) - 1)]


def _from_quantiles(given: Duration) -> Quantile:
    shares, values = np.asarray(given.shares), np.asarray(given.values)
    return lambda share: np.interp(share, shares, values)


_QUANTILES: dict[str, Callable[[Duration], Quantile]] = {
    "lognormal": _lognormal,
    "gamma": _gamma,
    "weibull": _weibull,
    "exponential": _exponential,
    "erlang": _erlang,
    "constant": _constant,
    "uniform": _uniform,
    "empirical": _empirical,
    "quantiles": _from_quantiles,
}
