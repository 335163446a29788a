"""Whatever length of time is accepted is kept: its mean and standard deviation, for every shape over all its range."""

from collections.abc import Callable
from math import exp, log, sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from scipy import stats

from sim.description.distributions import QUARTILES
from sim.description.durations import _GIVEN, Duration
from sim.tables.quantiles import at, mean, tabulate, variance
from sim.tables.tables import TICK

Figures = dict[str, Any]
WITHIN, LISTED_WITHIN = 1e-3, 1e-2
UNITS = {"days": 1.0, "hours": 1 / 24, "minutes": 1 / 1440}
WAYS = [(shape, tuple(sorted(way))) for shape, ways in _GIVEN.items() for way in ways]
NORMAL_QUARTILE = stats.norm.ppf(0.75)


def lognormal(figures: Figures) -> Any:
    """Return the distribution that a paper means, by SciPy and textbook formulas."""
    match figures:
        case {"mean": middle, "sd": sd}:
            sigma = sqrt(log(1 + (sd / middle) ** 2))
            mu = log(middle) - sigma**2 / 2
        case {"mean": middle, "median": half}:
            mu, sigma = log(half), sqrt(2 * log(middle / half))
        case {"lower_quartile": low, "upper_quartile": high}:
            mu, sigma = log(low * high) / 2, log(high / low) / 2 / NORMAL_QUARTILE
        case _:
            mu, sigma = figures["mu"] if "mu" in figures else log(figures["median"]), figures["sigma"]
    return stats.lognorm(sigma, scale=exp(mu))


def gamma(figures: Figures) -> Any:
    if "mean" in figures:
        middle, sd = figures["mean"], figures["sd"]
        return stats.gamma((middle / sd) ** 2, scale=sd**2 / middle)
    return stats.gamma(figures["shape_parameter"], scale=figures.get("scale") or 1 / figures["rate"])


def exponential(figures: Figures) -> Any:
    if "median" in figures:
        return stats.expon(scale=figures["median"] / log(2))
    return stats.expon(scale=figures.get("mean") or 1 / figures["rate"])


def truncated_normal(figures: Figures) -> Any:
    middle, sd = figures["mean"], figures["sd"]
    low, high = figures.get("low", 0.0), figures.get("high", np.inf)
    return stats.truncnorm((low - middle) / sd, (high - middle) / sd, loc=middle, scale=sd)


def pert(figures: Figures) -> Any:
    low, mode, high = (figures[name] for name in ("low", "mode", "high"))
    before, after = (mode - low) / (high - low), (high - mode) / (high - low)
    return stats.beta(1 + 4 * before, 1 + 4 * after, loc=low, scale=high - low)


def triangular(low: float, mode: float, whole: float) -> Any:
    return stats.triang((mode - low) / whole, loc=low, scale=whole)


MEANT: dict[str, Callable[[Figures], Any]] = {
    "lognormal": lognormal,
    "gamma": gamma,
    "exponential": exponential,
    "erlang": lambda f: stats.gamma(f["phases"], scale=f["mean"] / f["phases"] if "mean" in f else 1 / f["rate"]),
    "uniform": lambda f: stats.uniform(f["low"], f["high"] - f["low"]),
    "triangular": lambda f: triangular(f["low"], f["mode"], f["high"] - f["low"]),
    "pert": pert,
    "beta": lambda f: stats.beta(f["alpha"], f["beta"], loc=f["low"], scale=f["high"] - f["low"]),
    "truncated_normal": truncated_normal,
}


def weibull_moments(figures: Figures) -> tuple[float, float]:
    """Return mean and sd; those of a weibull by its quartiles from these (its inverse function is checked besides)."""
    if "mean" in figures:
        return figures["mean"], figures["sd"]
    if "scale" in figures:
        law = stats.weibull_min(figures["shape_parameter"], scale=figures["scale"])
    else:
        shape = log(log(4) / log(4 / 3)) / log(figures["upper_quartile"] / figures["lower_quartile"])
        law = stats.weibull_min(shape, scale=figures["lower_quartile"] / log(4 / 3) ** (1 / shape))
    return float(law.mean()), float(law.std())


def broken_line(shares: np.ndarray, values: np.ndarray) -> tuple[float, float]:
    """Return mean and sd of a mixture of uniforms, one between each two quantiles."""
    weight, low, high = np.diff(shares), values[:-1], values[1:]
    middle = float((weight * (low + high) / 2).sum())
    return middle, sqrt(float((weight * ((high - low) ** 2 / 12 + ((low + high) / 2 - middle) ** 2)).sum()))


def event_times(shape: str, figures: Figures) -> tuple[float, float]:
    """Return mean and standard deviation, worked out apart from the program."""
    match shape:
        case "constant":
            return figures["mean"], 0.0
        case "empirical":
            return float(np.mean(figures["values"])), float(np.std(figures["values"]))
        case "quantiles":
            return broken_line(np.asarray(figures["shares"]), np.asarray(figures["values"]))
        case "weibull":
            return weibull_moments(figures)
    law = MEANT[shape](figures)
    return float(law.mean()), float(law.std())


def wide(least: float, greatest: float) -> st.SearchStrategy[float]:
    """Draw numbers of every order of magnitude, and the ends of the range."""
    between = st.floats(log(least), log(greatest)).map(exp).map(lambda number: min(max(number, least), greatest))
    return st.one_of(between, st.sampled_from([least, greatest]))


POSITIVE = st.one_of(wide(1e-12, 1e6), wide(0.1, 100.0))
SHARES = st.lists(st.one_of(wide(1e-9, 1.0), wide(1e-9, 1.0).map(lambda u: 1 - u)), max_size=8)
FIGURES: dict[str, st.SearchStrategy[Any]] = {
    "mu": st.floats(-20, 20),
    "sigma": st.one_of(POSITIVE, wide(0.01, 2.0)),
    "phases": st.integers(1, 1000),
    "low": st.one_of(st.just(0.0), POSITIVE),
    "mode": st.one_of(st.just(0.0), POSITIVE),
    "values": st.lists(st.one_of(st.just(0.0), POSITIVE), min_size=1, max_size=60).map(sorted).map(tuple),
    "shares": SHARES.map(lambda inner: tuple(sorted({0.0, 1.0, *inner}))),
}
"""How each figure is drawn; the others over all positive numbers."""


NEAR = {"median": (0.3, 1.0), "upper_quartile": (1.1, 8.0), "mode": (1.0, 2.0), "high": (2.0, 4.0)}
"""Between what parts of the first figure a second one mostly fits it."""


@st.composite
def written(draw: st.DrawFn, shape: str, way: tuple[str, ...]) -> Figures:
    """Return figures as somebody may write them; half of the time such that one fits the other."""
    figures: Figures = {name: draw(FIGURES.get(name, POSITIVE)) for name in way}
    if "values" in way and "shares" in way:
        wanted = len(figures["shares"])
        figures["values"] = tuple(sorted(draw(st.lists(POSITIVE, min_size=wanted, max_size=wanted))))
    elif draw(st.booleans()):
        first = next(name for name in ("mean", "median", "lower_quartile", "low", *way) if name in way)
        least = figures[first] if isinstance(figures[first], float) else 1.0
        for name in {"sd", "median", "upper_quartile", "mode", "high"} & set(way) - {first}:
            figures[name] = least * draw(st.one_of(wide(0.01, 10.0), st.floats(*NEAR.get(name, (0.2, 4.0)))))
    return figures | {"unit": draw(st.sampled_from(list(UNITS)))}


def accepted(shape: str, figures: Figures) -> Duration | None:
    """Return a length of time; None where it is refused (by validation, and by nothing else)."""
    try:
        return Duration.model_validate({"shape": shape} | figures)
    except ValidationError:
        return None


def assert_kept(shape: str, figures: Figures, length: Duration) -> None:
    """Assert the promise that stands in `sim/tables/quantiles.py`."""
    table = tabulate(length.quantile(), length.is_listed)
    middle, spread = (UNITS[length.unit] * figure for figure in event_times(shape, figures))
    assert np.isfinite(table).all()
    assert mean(table) == pytest.approx(middle, rel=WITHIN, abs=TICK)
    assert sqrt(variance(table)) == pytest.approx(spread, rel=LISTED_WITHIN if length.is_listed else WITHIN, abs=TICK)


@pytest.mark.parametrize(("shape", "way"), WAYS, ids=[f"{shape} by {' '.join(way)}" for shape, way in WAYS])
def test_what_is_accepted_is_kept(shape: str, way: tuple[str, ...]) -> None:
    counts = {True: 0, False: 0}

    @settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
    @given(written(shape, way))
    def holds(figures: Figures) -> None:
        length = accepted(shape, figures)
        counts[length is not None] += 1
        if length is not None:
            assert_kept(shape, figures, length)

    holds()
    assert counts[True] >= 10, "hardly any drawn figures were accepted: nothing is shown"


REFUSED = {
    "weibull, too narrow": ({"shape": "weibull", "mean": 5.0, "sd": 0.001}, "sd of a weibull must be"),
    "weibull, too wide": ({"shape": "weibull", "mean": 5.0, "sd": 90.0}, "0.001282 to 8.307 times its mean"),
    "lognormal, too wide": ({"shape": "lognormal", "mean": 5.0, "sd": 50.0}, "must be 0.0001 to 1.6"),
    "gamma, too wide": ({"shape": "gamma", "mean": 5.0, "sd": 500.0}, "must be 0.02 to 1e+06"),
    "hardly any time": ({"shape": "exponential", "mean": 1e-9}, "the mean must be 0.00001 to 1,000,000 days"),
    "no normal left": ({"shape": "truncated_normal", "mean": 5.0, "sd": 1.0, "low": 9.0}, "share of the normal"),
    "a normal": ({"shape": "normal", "mean": 5.0, "sd": 1.0}, "write truncated_normal"),
    "mode beyond the greatest": ({"shape": "pert", "low": 1.0, "mode": 9.0, "high": 5.0}, "mode must lie between"),
    "quartiles the wrong way": ({"shape": "weibull", "lower_quartile": 3.0, "upper_quartile": 2.0}, "lower_quartile"),
    "shares near": ({"shape": "quantiles", "shares": (0.0, 1e-9, 1.0), "values": (0.0, 1.0, 2.0)}, "01 apart"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_says_what_is_allowed(name: str) -> None:
    figures, words = REFUSED[name]
    with pytest.raises(ValidationError, match=words.replace("+", r"\+")):
        Duration.model_validate(figures)


QUARTILED = [("lognormal", 2.0, 9.0), ("weibull", 2.0, 9.0)]


@pytest.mark.parametrize(("shape", "low", "high"), QUARTILED)
def test_quartiles_are_met(shape: str, low: float, high: float) -> None:
    length = Duration.model_validate({"shape": shape, "lower_quartile": low, "upper_quartile": high})
    assert at(tabulate(length.quantile()), np.asarray(QUARTILES)) == pytest.approx([low, high], rel=1e-6)


def test_a_constant_may_be_no_time_at_all() -> None:
    length = Duration(shape="constant", mean=0.0)
    assert set(tabulate(length.quantile())) == {0.0}
