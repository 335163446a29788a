"""Quantile tables keep what the source says: mean and variance within 0.1 %, for every shape and shipped figure."""

from collections.abc import Iterator
from functools import partial

import numpy as np
import pytest
from pydantic import BaseModel
from scipy import integrate, stats

from sim.demand import random_numbers
from sim.description.durations import Duration
from sim.description.read import models, read_model, read_system
from sim.tables.quantiles import at, at_one, mean, residual, tabulate, variance
from tests.theory.formulas import lognormal_sigma
from tests.theory.small_worlds import ROOTS, agrees
from tests.theory.test_distributions import UNITS
from tests.theory.test_distributions import event_times as moments_of

WITHIN = 1e-3
SHAPES: dict[str, dict[str, object]] = {
    "lognormal by sd": {"shape": "lognormal", "mean": 7.4, "sd": 8.61},
    "lognormal by median": {"shape": "lognormal", "mean": 7.0, "median": 4.0},
    "lognormal by sigma": {"shape": "lognormal", "median": 3.0, "sigma": 1.1},
    "lognormal, long tail": {"shape": "lognormal", "mean": 20.0, "sd": 50.0},
    "gamma": {"shape": "gamma", "mean": 12.0, "sd": 9.0},
    "gamma, mostly short": {"shape": "gamma", "mean": 5.0, "sd": 8.0},
    "weibull": {"shape": "weibull", "mean": 10.0, "sd": 6.0},
    "weibull, long tail": {"shape": "weibull", "mean": 10.0, "sd": 16.0},
    "exponential": {"shape": "exponential", "mean": 7.0},
    "exponential in hours": {"shape": "exponential", "mean": 6.0, "unit": "hours"},
    "erlang": {"shape": "erlang", "mean": 9.0, "phases": 4},
    "constant": {"shape": "constant", "mean": 3.5},
    "gamma by shape and scale": {"shape": "gamma", "shape_parameter": 1.5, "scale": 4.0},
    "weibull by quartiles": {"shape": "weibull", "lower_quartile": 2.0, "upper_quartile": 9.0},
    "triangular": {"shape": "triangular", "low": 1.0, "mode": 2.0, "high": 9.0},
    "pert": {"shape": "pert", "low": 1.0, "mode": 2.0, "high": 9.0},
    "beta": {"shape": "beta", "alpha": 0.5, "beta": 2.0, "low": 1.0, "high": 4.0},
    "truncated normal": {"shape": "truncated_normal", "mean": 5.0, "sd": 4.0},
    "minutes": {"shape": "exponential", "rate": 0.2, "unit": "minutes"},
    "uniform": {"shape": "uniform", "low": 2.0, "high": 11.0},
    "uniform from nought": {"shape": "uniform", "low": 0.0, "high": 1.0},
    "empirical": {"shape": "empirical", "values": tuple(round(0.5 * 1.08**i, 1) for i in range(60))},
    "quantiles": {"shape": "quantiles", "shares": (0.0, 0.25, 0.5, 0.9, 1.0), "values": (0.0, 2.0, 5.0, 20.0, 60.0)},
}


def duration(name: str) -> Duration:
    return Duration.model_validate(SHAPES[name])


def event_times(given: Duration) -> tuple[float, float]:
    """Return mean and variance as the source has them, from the figures given and textbook formulas."""
    scale = UNITS[given.unit]
    middle, spread = _moments(given)
    return scale * middle, scale**2 * spread


def _moments(given: Duration) -> tuple[float, float]:
    figures = given.model_dump(exclude_none=True, exclude={"shape", "unit", "source", "basis"})
    middle, sd = moments_of(given.shape, figures)
    return middle, sd**2


def assert_kept(given: Duration) -> None:
    table = tabulate(given.quantile(), given.is_listed)
    middle, spread = event_times(given)
    assert mean(table) == pytest.approx(middle, rel=WITHIN), given
    assert variance(table) == pytest.approx(spread, rel=WITHIN, abs=WITHIN**2 * middle**2), given


@pytest.mark.parametrize("name", SHAPES)
def test_mean_and_variance(name: str) -> None:
    assert_kept(duration(name))


def test_a_handful_of_values() -> None:
    """A step is spread over one cell of the table, so seven values with one far away keep their mean within 0.5 %."""
    given = Duration(shape="empirical", values=(1.0, 2.0, 2.0, 3.0, 5.0, 8.0, 40.0))
    table = tabulate(given.quantile(), given.is_listed)
    assert (mean(table), variance(table)) == pytest.approx(event_times(given), rel=5 * WITHIN)


def durations(thing: object) -> Iterator[Duration]:
    """Yield every length of time or amount inside a description."""
    if isinstance(thing, Duration):
        yield thing
    elif isinstance(thing, BaseModel):
        for name in type(thing).model_fields:
            yield from durations(getattr(thing, name))
    elif isinstance(thing, dict | list | tuple):
        for inner in thing.values() if isinstance(thing, dict) else thing:
            yield from durations(inner)


def test_every_shipped_figure() -> None:
    shipped = [*durations(read_system(ROOTS[1:], "orkney_islands"))]
    for name in models(ROOTS[1:]):
        shipped += durations(read_model(ROOTS[1:], name))
    assert len(shipped) > 30
    for given in shipped:
        assert_kept(given)


def test_every_shape_is_tried() -> None:
    known = set(Duration.model_fields["shape"].annotation.__args__)  # type: ignore[union-attr]
    assert {str(given["shape"]) for given in SHAPES.values()} == known


SMOOTH = [name for name in SHAPES if name not in ("constant", "empirical")]


@pytest.mark.parametrize("name", SMOOTH)
def test_each_quantile(name: str) -> None:
    """Between the nodes too, and far out: the 1 in 10 million longest included."""
    given = duration(name)
    shares = np.concatenate([np.linspace(0.0007, 0.9993, 997), 10.0 ** -np.arange(2, 7.5, 0.5)])
    shares = np.concatenate([shares, 1 - 10.0 ** -np.arange(2, 7.5, 0.5)])
    table = tabulate(given.quantile(), given.is_listed)
    assert at(table, shares) == pytest.approx(given.quantile()(shares), rel=5 * WITHIN, abs=1e-6)


@pytest.mark.parametrize("name", SHAPES)
def test_one_quantile_or_many(name: str) -> None:
    table = tabulate(duration(name).quantile(), duration(name).is_listed)
    drawn = random_numbers.uniforms(random_numbers.stream(31, 1), np.arange(3000, dtype=np.uint64), 1)
    drawn = np.concatenate([drawn, drawn[:300] * 2.0**-25, 1 - drawn[:300] * 2.0**-25, [2.0**-53, 0.5, 1 - 2.0**-53]])
    row = table.tolist()
    assert at(table, drawn).tolist() == [at_one(row, u) for u in drawn.tolist()]


@pytest.mark.parametrize("name", SHAPES)
def test_mean_of_what_is_drawn(name: str) -> None:
    """Random numbers read through a table have the mean of the source, for the stays of 40 times 4,000 people."""
    given = duration(name)
    if given.shape == "constant":
        assert set(at(tabulate(given.quantile(), given.is_listed), np.linspace(0.001, 0.999, 500))) == {given.mean}
        return
    table = tabulate(given.quantile(), given.is_listed)
    keys = np.arange(4000, dtype=np.uint64)
    drawn = [
        at(table, random_numbers.uniforms(random_numbers.stream(32, number), keys, 2)).mean() for number in range(40)
    ]
    agrees(event_times(given)[0], drawn, within=0.01)


@pytest.mark.parametrize("name", SHAPES)
def test_mean_of_what_is_still_to_go(name: str) -> None:
    """A stay met at a random moment has E[X²] / 2E[X] still to go on average."""
    given = duration(name)
    middle, spread = event_times(given)
    theory = (spread + middle**2) / (2 * middle)
    assert mean(residual(tabulate(given.quantile(), given.is_listed))) == pytest.approx(theory, rel=3 * WITHIN)


def test_what_is_still_to_go_of_a_lognormal_stay() -> None:
    """Its distribution is the integral of the survival function over the mean."""
    given = duration("lognormal by sd")
    sigma = lognormal_sigma(7.4, sd=8.61)
    survival = partial(stats.lognorm.sf, s=sigma, scale=7.4 * np.exp(-(sigma**2) / 2))
    shares = np.asarray([0.05, 0.25, 0.5, 0.75, 0.95])
    days = at(residual(tabulate(given.quantile(), given.is_listed)), shares)
    found = [integrate.quad(survival, 0, day)[0] / 7.4 for day in days]
    assert found == pytest.approx(shares, rel=2 * WITHIN)
