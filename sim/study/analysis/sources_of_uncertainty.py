"""Where the uncertainty of a mean comes from: random variation between replications, and what is unsure of effects.

Over replications a result is taken as

    mean  +  sum over uncertain things of (slope x score)  +  random variation,

fitted by least squares on the scores of the draws (`draws`), which are independent with a standard deviation of 1. The
variance from effects is the sum of the squared slopes; it does not fall as replications are added. Random variation
makes the slopes larger by its variance over the number of replications for each thing, so that with few replications
and many things the interval is too wide rather than too narrow. That of random variation is what the fit leaves over,
and falls with their number. The 95 % interval holds both:

    (1.96 x sd of effects)^2  +  (Student's t x sd of random variation)^2 / replications.

With too few replications to fit, the whole spread counts as if it were from effects: a wide interval, and no parts.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

from sim.study.analysis.confidence_intervals import CONFIDENCE_LEVEL, half_width
from sim.study.question.draws import END

Floats = NDArray[np.float64]
LEAST_LEFT = 4
"""Replications beyond mean and slopes that are needed to tell random variation from effects."""


@dataclass(frozen=True)
class Apart:
    """Results over replications, an entry for each row: mean, standard deviation with its two parts, half the interval.

    ``random`` and ``effects`` are standard deviations of one replication; not a number where they cannot be told apart.
    """

    count: NDArray[np.int64]
    mean: Floats
    sd: Floats
    random: Floats
    effects: Floats
    half: Floats


def needed(things: int) -> int:
    """Return the replications that it takes to tell random variation from so many uncertain things."""
    return things + 1 + LEAST_LEFT if things else 2


def apart(values: Floats, scores: Floats, level: float = CONFIDENCE_LEVEL) -> Apart:
    """Return mean, parts of the spread and half the 95 % interval of values [row, replication].

    ``scores`` [replication, thing] are those of the draws; without things all spread is random variation. Replications
    that are not a number in a row are left out of it. ``level`` is the confidence level, where it is another.
    """
    known = np.isfinite(values)
    rows = len(values)
    columns = {name: np.full(rows, np.nan) for name in ("mean", "sd", "random", "effects", "half")}
    patterns, which = np.unique(known, axis=0, return_inverse=True)
    for number, pattern in enumerate(patterns):
        if pattern.any():
            at = np.flatnonzero(which.reshape(-1) == number)
            parts = _of_complete(values[np.ix_(at, np.flatnonzero(pattern))], scores[pattern], level)
            for column, part in zip(columns.values(), parts, strict=True):
                column[at] = part
    return Apart(known.sum(axis=1), **columns)


def slopes(values: Floats, scores: Floats) -> tuple[Floats, Floats]:
    """Return the slope of results [replication] for each thing, a change for a score of 1, and half its 95 % interval.

    The replications must be at least as many as `needed` says.
    """
    count, things = scores.shape
    design, left = _design(scores), count - 1 - things
    fit = np.linalg.pinv(design)
    coefficients = fit @ values
    variance = float(((values - design @ coefficients) ** 2).sum()) / left
    student = float(stdtrit(left, (1 + CONFIDENCE_LEVEL) / 2))
    half = student * np.sqrt(variance * (fit**2).sum(axis=1))
    return np.asarray(coefficients[1:]), np.asarray(half[1:])


def without_effects(values: Floats, scores: Floats) -> Floats:
    """Return the values of replications [replication] as they would be with every score at 0; unchanged if too few."""
    count, things = scores.shape
    if not things or count < needed(things) or not np.isfinite(values).all():
        return values
    slopes = np.linalg.pinv(_design(scores)) @ values
    return np.asarray(values - scores @ slopes[1:])


def _design(scores: Floats) -> Floats:
    return np.column_stack([np.ones(len(scores)), scores])


def _of_complete(values: Floats, scores: Floats, level: float) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Return mean, sd, its parts and half the interval of rows in which every replication has a number."""
    count, things = scores.shape
    mean = values.mean(axis=1)
    sd = values.std(axis=1, ddof=1) if count > 1 else np.full(len(values), np.nan)
    if not things:
        return mean, sd, sd, np.where(np.isfinite(sd), 0.0, np.nan), half_width(sd, count, level)
    if count < needed(things):
        unknown = np.full(len(values), np.nan)
        return mean, sd, unknown, unknown, half_width(sd, count, level) * np.sqrt(count + 1.0)
    design = _design(scores)
    fit = np.linalg.pinv(design)
    slopes = values @ fit.T
    left = count - 1 - things
    variance = ((values - slopes @ design.T) ** 2).sum(axis=1) / left
    effects = np.sqrt((slopes[:, 1:] ** 2).sum(axis=1))
    student = float(stdtrit(left, (1 + level) / 2))
    end = END if level == CONFIDENCE_LEVEL else float(ndtri((1 + level) / 2))
    half = np.sqrt((end * effects) ** 2 + student**2 * variance / count)
    return mean, sd, np.sqrt(variance), effects, half
