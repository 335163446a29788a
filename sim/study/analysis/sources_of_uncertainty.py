"""Where the uncertainty of a mean comes from: random variation, what is unsure of effects, and of the baseline itself.

Over replications a result is taken as

    mean  +  sum over uncertain things of (slope x score)  +  deviation of the draw of multipliers  +  random variation,

The slopes are fitted by least squares on the scores of the draws (`draws`), which are independent with a standard
deviation of 1. The variance from effects is the sum of the squared slopes; it does not fall as replications are added.
Random variation makes the slopes larger by its variance over the number of replications for each thing, so that with
few replications and many things the interval is too wide rather than too narrow.

Where the multipliers of the baseline are drawn, two replications share a draw (a group). Random variation W is then how
replications of a group differ, and B how the groups do, both as mean squares of what the fit leaves over, with f
degrees of freedom for B (Henderson's third method; Searle, Casella and McCulloch 1992, Variance Components, section
5.3). The expected B is T = W + lambda x (variance of calibration). With the prior 1 / T above W, and W as known,

    f B / T  is chi-square with f degrees of freedom, and  variance of calibration = (E[T | T > W] - W) / lambda,

which is never none: groups that happen to be alike are no proof that calibration does not matter. The 95 % interval
holds all three:

    (1.96 x sd of effects)^2  +  (1.96 x sd of calibration)^2 x (1 + 1 / groups)
        +  (Student's t x sd of random variation)^2 / replications.

With too few replications to fit, the whole spread counts as if it were from what is drawn: a wide interval, no parts.
"""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainc, ndtri, stdtrit

from sim.study.analysis.confidence_intervals import CONFIDENCE_LEVEL, half_width
from sim.study.question.draws import END

Floats = NDArray[np.float64]
Groups = NDArray[np.int64]
LEAST_LEFT, LEAST_WITHIN = 4, 2
"""Replications beyond mean and slopes that tell random variation from effects; the same beyond groups and slopes."""
LEAST_BETWEEN = 3
"""Degrees of freedom between groups from which calibration can be told from random variation."""


@dataclass(frozen=True)
class Apart:
    """Results over replications, an entry for each row: mean, standard deviation with its parts, half the interval.

    ``random``, ``effects`` and ``calibration`` are standard deviations of one replication; not a number where they
    cannot be told apart.
    """

    count: NDArray[np.int64]
    mean: Floats
    sd: Floats
    random: Floats
    effects: Floats
    calibration: Floats
    half: Floats


COLUMNS = [field.name for field in fields(Apart)][1:]


def needed(things: int, drawn: bool = False) -> int:
    """Return the replications that it takes to tell random variation from so many uncertain things.

    ``drawn`` says whether the multipliers of the baseline are drawn too, for two replications at a time.
    """
    if drawn:
        return max(2 * (things + LEAST_WITHIN), 2 * (LEAST_BETWEEN + 1))
    return things + 1 + LEAST_LEFT if things else 2


def apart(values: Floats, scores: Floats, groups: Groups | None = None, level: float = CONFIDENCE_LEVEL) -> Apart:
    """Return mean, parts of the spread and half the 95 % interval of values [row, replication].

    ``scores`` [replication, thing] are those of the draws, ``groups`` [replication] the draws of multipliers; without
    things and groups all spread is random variation. Replications that are not a number in a row are left out of it.
    ``level`` is the confidence level, where it is another.
    """
    known = np.isfinite(values)
    rows = len(values)
    columns = {name: np.full(rows, np.nan) for name in COLUMNS}
    patterns, which = np.unique(known, axis=0, return_inverse=True)
    for number, pattern in enumerate(patterns):
        if pattern.any():
            at = np.flatnonzero(which.reshape(-1) == number)
            of = None if groups is None else groups[pattern]
            parts = _of_complete(values[np.ix_(at, np.flatnonzero(pattern))], scores[pattern], of, level)
            for name, column in columns.items():
                column[at] = parts[name]
    return Apart(known.sum(axis=1), **columns)


def slopes(values: Floats, scores: Floats, groups: Groups | None = None) -> tuple[Floats, Floats]:
    """Return the slope of results [replication] for each thing, a change for a score of 1, and half its 95 % interval.

    The replications must be at least as many as `needed` says.
    """
    count, things = scores.shape
    design = _design(scores, groups)
    left = count - int(np.linalg.matrix_rank(design))
    fit = np.linalg.pinv(design)
    coefficients = fit @ values
    variance = float(((values - design @ coefficients) ** 2).sum()) / left
    student = float(stdtrit(left, (1 + CONFIDENCE_LEVEL) / 2))
    half = student * np.sqrt(variance * (fit**2).sum(axis=1))
    return np.asarray(coefficients[len(coefficients) - things :]), np.asarray(half[len(half) - things :])


def without_draws(values: Floats, scores: Floats, groups: Groups | None = None) -> Floats:
    """Return the values of replications [replication] as they would be with nothing drawn; unchanged if too few.

    Every score is at 0, and every draw of multipliers as the mean of all.
    """
    count, things = scores.shape
    if (not things and groups is None) or count < needed(things, groups is not None) or not np.isfinite(values).all():
        return values
    slopes = np.linalg.pinv(_design(scores)) @ values
    left = values - scores @ slopes[1:]
    if groups is None:
        return np.asarray(left)
    _, of = np.unique(groups, return_inverse=True)
    means = np.bincount(of, left) / np.bincount(of)
    size = np.bincount(of)[of]
    widened = np.sqrt(np.divide(size, size - 1, out=np.ones(count), where=size > 1))
    return np.asarray(left.mean() + (left - means[of]) * widened)


def _design(scores: Floats, groups: Groups | None = None) -> Floats:
    """Return the columns that results are fitted on: a mean of all or of each group, and the scores."""
    means = np.ones((len(scores), 1)) if groups is None else (groups[:, None] == np.unique(groups)).astype(np.float64)
    return np.column_stack([means, scores])


def _of_complete(values: Floats, scores: Floats, groups: Groups | None, level: float) -> dict[str, Floats]:
    """Return mean, sd, its parts and half the interval of rows in which every replication has a number."""
    count, things = scores.shape
    sd = values.std(axis=1, ddof=1) if count > 1 else np.full(len(values), np.nan)
    parts = {"mean": values.mean(axis=1), "sd": sd}
    if not things and groups is None:
        none = np.where(np.isfinite(sd), 0.0, np.nan)
        return parts | {"random": sd, "effects": none, "calibration": none, "half": half_width(sd, count, level)}
    if count < needed(things, groups is not None) or (groups is not None and not _told_apart(scores, groups)):
        unknown = dict.fromkeys(("random", "effects", "calibration"), np.full(len(values), np.nan))
        return parts | unknown | {"half": half_width(sd, count, level) * np.sqrt(count + 1.0)}
    slopes = values @ np.linalg.pinv(_design(scores)).T
    effects = np.sqrt((slopes[:, 1:] ** 2).sum(axis=1))
    variance, left = _left_over(values, scores, groups)
    between, number = np.zeros(len(values)), 1
    if groups is not None:
        between, number = _between(values, scores, groups, variance), len(np.unique(groups))
    student = float(stdtrit(left, (1 + level) / 2))
    end = END if level == CONFIDENCE_LEVEL else float(ndtri((1 + level) / 2))
    drawn = end**2 * (effects**2 + between * (1 + 1 / number))
    half = np.sqrt(drawn + student**2 * variance / count)
    return parts | {"random": np.sqrt(variance), "effects": effects, "calibration": np.sqrt(between), "half": half}


def _told_apart(scores: Floats, groups: Groups) -> bool:
    """Tell whether enough replications share a draw, and enough do not, to tell both parts from effects."""
    whole, within = (int(np.linalg.matrix_rank(_design(scores, of))) for of in (None, groups))
    return len(scores) - within >= LEAST_WITHIN and within - whole >= LEAST_BETWEEN


def _left_over(values: Floats, scores: Floats, groups: Groups | None) -> tuple[Floats, int]:
    """Return the mean square [row] of what a fit leaves over, and its degrees of freedom."""
    design = _design(scores, groups)
    rest = values - values @ np.linalg.pinv(design).T @ design.T
    left = len(scores) - int(np.linalg.matrix_rank(design))
    return (rest**2).sum(axis=1) / left, left


def _between(values: Floats, scores: Floats, groups: Groups, within: Floats) -> Floats:
    """Return the variance [row] of the deviations of draws of multipliers, given that of random variation."""
    whole, left_whole = _left_over(values, scores, None)
    left_within = len(scores) - int(np.linalg.matrix_rank(_design(scores, groups)))
    freedom = left_whole - left_within
    mean_square = np.maximum(whole * left_whole - within * left_within, 0.0) / freedom
    dummies = _design(scores[:, :0], groups)
    design = _design(scores)
    times = float(((dummies - design @ np.linalg.pinv(design) @ dummies) ** 2).sum()) / freedom
    shape = freedom / 2
    ratio = shape * np.divide(mean_square, within, out=np.full_like(within, np.inf), where=within > 0)
    tails = np.where(np.isfinite(ratio), gammainc(shape - 1, ratio), 1.0)
    above = np.divide(tails, gammainc(shape, ratio), out=np.ones_like(ratio), where=ratio > 0)
    expected = np.where(ratio > 0, shape * mean_square / (shape - 1) * above, within * shape / (shape - 1))
    return np.asarray(np.maximum(expected - within, 0.0) / times)
