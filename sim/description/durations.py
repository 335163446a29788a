"""Lengths of time, or amounts, as distributions, and their inverse distribution functions."""

from typing import Annotated, Literal

import numpy as np
from pydantic import Field, field_validator, model_validator

from sim.description.distributions import (
    FAMILIES,
    GREATEST_MEAN,
    LEAST_MEAN,
    Distribution,
    Quantile,
    line,
    sample,
)
from sim.description.units import InputModel, ListOf

Positive = Annotated[float, Field(gt=0, le=1e6)]
FromZero = Annotated[float, Field(ge=0, le=1e6)]
_QUARTILES = {"lower_quartile", "upper_quartile"}
_GIVEN: dict[str, tuple[set[str], ...]] = {
    "lognormal": ({"mean", "sd"}, {"mean", "median"}, {"median", "sigma"}, {"mu", "sigma"}, _QUARTILES),
    "gamma": ({"mean", "sd"}, {"shape_parameter", "scale"}, {"shape_parameter", "rate"}),
    "weibull": ({"mean", "sd"}, {"shape_parameter", "scale"}, _QUARTILES),
    "exponential": ({"mean"}, {"rate"}, {"median"}),
    "erlang": ({"mean", "phases"}, {"rate", "phases"}),
    "constant": ({"mean"},),
    "uniform": ({"low", "high"},),
    "triangular": ({"low", "mode", "high"},),
    "pert": ({"low", "mode", "high"},),
    "beta": ({"alpha", "beta", "low", "high"},),
    "truncated_normal": ({"mean", "sd"}, {"mean", "sd", "high"}, {"mean", "sd", "low"}, {"mean", "sd", "low", "high"}),
    "empirical": ({"values"},),
    "quantiles": ({"shares", "values"},),
}
_UNITS = {"days": 1.0, "hours": 1 / 24, "minutes": 1 / 1440}
_LEAST_SHARE = 1e-6
"""Two shares of `quantiles` lie at least so far apart."""


class Duration(InputModel):
    """A distribution with no value below 0: a shape and the figures that fix it, in days unless `unit` says otherwise.

    Its mean must be from about a second (0.00001 days) to 1,000,000 days; a constant may be 0. Some parameters have a
    range beyond which it is refused: sigma of a lognormal 0.0001 to 1.6 (an sd of up to 3.4 times the mean), the shape
    parameter of a gamma 0.02 to 1,000,000 and of a weibull 0.25 to 1,000, alpha and beta 0.05 to 1,000. In runs it has
    its mean within 0.1 %, and its standard deviation within 0.1 % (1 % where it is a list of values).
    """

    shape: Literal[
        "lognormal",
        "gamma",
        "weibull",
        "exponential",
        "erlang",
        "constant",
        "uniform",
        "triangular",
        "pert",
        "beta",
        "truncated_normal",
        "empirical",
        "quantiles",
    ]
    """With mean and sd (lognormal, gamma, weibull), mean and median, median and sigma, or mu and sigma (lognormal),
    lower_quartile and upper_quartile (lognormal, weibull), shape_parameter and scale (gamma, weibull), shape_parameter
    and rate (gamma), mean (exponential, constant), rate or median (exponential), mean and phases, or rate and phases
    (erlang), low and high (uniform), low, mode and high (triangular, pert), alpha, beta, low and high (beta), values
    (empirical), shares and values (quantiles), or mean and sd of the whole normal, of which only what lies between low
    and high is kept (truncated_normal)."""
    mean: FromZero | None = None
    """Mean; of a truncated_normal: that of the whole normal."""
    sd: Positive | None = None
    """Standard deviation; of a truncated_normal: that of the whole normal."""
    median: Positive | None = None
    """Median."""
    lower_quartile: Positive | None = None
    """What a quarter of cases do not exceed."""
    upper_quartile: Positive | None = None
    """What three quarters of cases do not exceed."""
    mu: Annotated[float, Field(ge=-20, le=20)] | None = None
    """Mean of the logarithm."""
    sigma: Positive | None = None
    """Standard deviation of the logarithm."""
    shape_parameter: Positive | None = None
    """Shape parameter: k or alpha in most papers."""
    scale: Positive | None = None
    """Scale parameter: theta of a gamma, lambda of a weibull."""
    rate: Positive | None = None
    """One over the scale: so many a day, an hour or a minute, by `unit`; of an erlang: of each phase."""
    phases: Annotated[int, Field(ge=1, le=1000)] | None = None
    """Number of equal exponential phases."""
    alpha: Positive | None = None
    """First shape parameter of a beta."""
    beta: Positive | None = None
    """Second shape parameter of a beta."""
    low: FromZero | None = None
    """Least; of a truncated_normal 0, if left out."""
    mode: FromZero | None = None
    """Most likely value."""
    high: Positive | None = None
    """Greatest; of a truncated_normal no limit, if left out."""
    values: ListOf[FromZero] | None = None
    """Values observed, or those at the shares."""
    shares: ListOf[Annotated[float, Field(ge=0, le=1)]] | None = None
    """Shares of cases up to each value, from 0 to 1."""
    unit: Literal["days", "hours", "minutes"] = "days"
    """What the figures are in, where they are a time."""
    source: str = ""
    basis: str = ""

    @field_validator("shape", mode="before")
    @classmethod
    def _no_normal(cls, written: object) -> object:
        if written in ("normal", "gaussian"):
            raise ValueError(
                f"a {written} has values below 0: write truncated_normal, with mean and sd of the whole normal"
            )
        return written

    @model_validator(mode="after")
    def _figures_fit_the_shape(self) -> "Duration":
        given = self._given()
        if given not in _GIVEN[self.shape]:
            ways = " or ".join(" and ".join(sorted(way)) for way in _GIVEN[self.shape])
            article = "an" if self.shape[0] in "aeiou" and self.shape != "uniform" else "a"
            raise ValueError(f"{article} {self.shape} needs {ways} (got {', '.join(sorted(given)) or 'nothing'})")
        _check_order(self)
        if self.shape == "quantiles":
            _check_quantiles(self.shares or (), self.values or ())
        if self.shape == "empirical" and not self.values:
            raise ValueError("an empirical sample needs at least one value")
        self._check_mean()
        return self

    def _given(self) -> set[str]:
        skip = {"shape", "unit", "source", "basis"}
        return {name for name in type(self).model_fields if name not in skip and getattr(self, name) is not None}

    def _check_mean(self) -> None:
        mean = self._distribution().mean * _UNITS[self.unit]
        if self.shape in ("constant", "empirical", "quantiles") and mean == 0:
            return
        if not LEAST_MEAN <= mean <= GREATEST_MEAN:
            raise ValueError(
                f"the mean must be {LEAST_MEAN:.5f} to {GREATEST_MEAN:,.0f} days, or the same in hours a week of a "
                f"package (here {mean:.4g})"
            )

    def _distribution(self) -> Distribution:
        if self.shape == "empirical":
            return sample(self.values or ())
        if self.shape == "quantiles":
            return line(self.shares or (), self.values or ())
        return FAMILIES[self.shape]({name: getattr(self, name) for name in self._given()})

    @property
    def is_listed(self) -> bool:
        """Whether it is a list of values, with steps between them."""
        return self.shape in ("empirical", "quantiles")

    def quantile(self) -> Quantile:
        """Return the inverse distribution function in days (in hours of a package where it states an amount)."""
        scale, inner = _UNITS[self.unit], self._distribution().quantile
        return lambda share: scale * inner(share)


def _check_order(given: Duration) -> None:
    """Refuse figures of which one should be below another and is not."""
    if given.mean == 0 and given.shape not in ("constant", "truncated_normal"):
        raise ValueError("the mean must be above 0 (only a constant may be 0)")
    if given.mean is not None and given.median is not None and given.mean <= given.median:
        raise ValueError("the mean of a lognormal must be above its median")
    if given.low is not None and given.high is not None and given.low >= given.high:
        raise ValueError("low must be below high")
    if given.mode is not None and not (given.low or 0.0) <= given.mode <= (given.high or 0.0):
        raise ValueError("mode must lie between low and high")
    if given.lower_quartile is not None and given.lower_quartile >= (given.upper_quartile or 0.0):
        raise ValueError("lower_quartile must be below upper_quartile")


def _check_quantiles(shares: tuple[float, ...], values: tuple[float, ...]) -> None:
    if len(shares) != len(values) or len(shares) < 2:
        raise ValueError("quantiles need as many shares as values, at least two")
    if shares[0] != 0 or shares[-1] != 1 or any(np.diff(shares) <= 0) or any(np.diff(values) < 0):
        raise ValueError("shares must rise from 0 to 1, and values must not fall")
    if any(np.diff(shares) < _LEAST_SHARE):
        raise ValueError(f"two shares must lie at least {_LEAST_SHARE:.6f} apart")
