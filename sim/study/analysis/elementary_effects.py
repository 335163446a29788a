"""Elementary effects: which factors move an outcome at all, one moved at a time along trajectories (through SALib).

A trajectory goes from a random point of a grid of four levels to another, one factor after the other, each a step of
two thirds of the way from its 10 % to its 90 % quantile; the change of the outcome over the step is an elementary
effect (Morris 1991, Technometrics 33). Random variation is a factor of its own: both ends of every other step have the
same random numbers. mu is the mean over trajectories, mu star that without signs (Campolongo and others 2007,
Environmental Modelling and Software 22), sigma the standard deviation: large where the factor acts by way of others.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.study.analysis.factors import RANDOM, Factor
from sim.study.analysis.sampling import generator
from sim.study.analysis.trajectories import LEVELS, STEP, Trajectories, problem_of

Floats = NDArray[np.float64]
FEWEST = 4
"""Trajectories that elementary effects are taken from at least."""
KEPT_FROM = 0.1
"""A factor is kept if mu star may be this part of the largest one (assumed)."""
RESAMPLES = 1000
COLUMNS = [
    "option", "outcome", "factor", "words", "group", "low", "high", "unit", "mu", "mu_star", "mu_star_lower",
    "mu_star_upper", "sigma", "trajectories", "kept",
]  # fmt: skip


def elementary_effects(
    trajectories: Trajectories, outcome: Floats, factors: Sequence[Factor], mine: Sequence[int], seed: int
) -> pd.DataFrame:
    """Return a row for each factor that an outcome [run] may depend on, and one for random variation.

    ``mine`` are the places of these factors. A trajectory with a run that is not a number is left out; with fewer than
    `FEWEST` there are no rows. `kept` says which factors go on to the indices of sensitivity.
    """
    whole = np.isfinite(outcome).reshape(-1, trajectories.length).all(axis=1)
    if whole.sum() < FEWEST:
        return pd.DataFrame(columns=COLUMNS[2:])
    statistics = _analysed(trajectories, outcome, np.repeat(whole, trajectories.length), seed)
    places = [*mine, trajectories.points.shape[1] - 1]
    table = pd.DataFrame([_words(factors[at]) for at in mine] + [_words(None)])
    for name, column in statistics.items():
        table[name] = column[places]
    table["trajectories"] = int(whole.sum())
    table.loc[table.index[-1], ["mu", "mu_star", "mu_star_lower", "mu_star_upper", "sigma"]] *= STEP
    table["kept"] = _kept(table)
    return table[COLUMNS[2:]]


def _analysed(trajectories: Trajectories, outcome: Floats, used: NDArray[np.bool_], seed: int) -> dict[str, Floats]:
    """Return mu, mu star with its 95 % interval, and sigma of every factor."""
    from SALib.analyze import morris  # noqa: PLC0415

    problem, points = problem_of(trajectories.points.shape[1]), trajectories.points[used]
    given = {"num_levels": LEVELS, "num_resamples": RESAMPLES, "conf_level": 0.95, "seed": generator(seed)}
    statistics = morris.analyze(problem, points, outcome[used], **given)
    mu, star, half, sigma = (
        np.asarray(statistics[name], dtype=np.float64) for name in ("mu", "mu_star", "mu_star_conf", "sigma")
    )
    lower = np.maximum(star - half, 0.0)
    return {"mu": mu, "mu_star": star, "mu_star_lower": lower, "mu_star_upper": star + half, "sigma": sigma}


def _words(factor: Factor | None) -> dict[str, object]:
    """Return name, words, group and ends of a factor; of random variation without one."""
    if factor is None:
        return {"factor": RANDOM, "words": RANDOM, "group": RANDOM, "low": np.nan, "high": np.nan, "unit": ""}
    return {
        "factor": factor.name, "words": factor.words, "group": factor.group, "low": factor.low, "high": factor.high,
        "unit": factor.unit,
    }  # fmt: skip


def _kept(table: pd.DataFrame) -> Floats:
    """Tell which factors may matter: the upper end of mu star is a tenth of the largest mu star, or more."""
    own = table["factor"] != RANDOM
    largest = float(table.loc[own, "mu_star"].max()) if own.any() else 0.0
    upper = table["mu_star_upper"]
    return np.asarray(own & (table["mu_star"] > 0) & (upper >= KEPT_FROM * largest))
