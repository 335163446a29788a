"""An emulator: what the model would give at multipliers that were not run, by second-order regression on runs.

Each figure is a regression on the scores of the multipliers, their squares and their products (Box and Wilson 1951, On
the experimental attainment of optimum conditions). Coefficients of the second order are drawn to zero, and those of
the first a little, by ridge regression; how far is chosen for each figure by its leave-one-out error, which ridge
regression gives without a further fit (Golub, Heath and Wahba 1979, Technometrics 21). What is left over is the random
variation of one year: its covariance is kept, drawn a little to its diagonal (Ledoit and Wolf 2004, Journal of
Multivariate Analysis 88).
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
FIRST = (1e-3, 1e-2, 1e-1, 1.0, 10.0, 100.0)
"""Penalties of the first order that are tried, in parts of the mean square of a feature."""
SECOND = (0.1, 1.0, 10.0, 100.0, 1e3, 1e5)
"""Penalties of the second order that are tried; the last leaves a regression of the first order."""


def features(scores: Floats) -> Floats:
    """Return the features [point, feature] of scores [point, multiplier]: those themselves, their squares, products."""
    rows, columns = np.triu_indices(scores.shape[1])
    products = scores[:, rows] * scores[:, columns]
    return np.hstack([scores, np.where(rows == columns, products - 1.0, products)])


@dataclass(frozen=True)
class Emulator:
    """Regression of figures on scores of multipliers.

    ``mean`` [figure] and ``slopes`` [feature, figure] give a figure at given scores; ``covariance`` [figure, figure] is
    that of the leave-one-out errors: random variation of one year, and the error of the emulator itself.
    ``explained`` [figure] is the share of the variance that it explains of runs that it has not seen. ``penalties``
    [figure, 2] are those of the first and of the second order, in parts of the mean square of a feature.
    """

    mean: Floats
    slopes: Floats
    covariance: Floats
    explained: Floats
    penalties: Floats = field(default_factory=lambda: np.zeros((0, 2)))

    @classmethod
    def of(cls, scores: Floats, figures: Floats) -> "Emulator":
        """Fit the regression to scores [run, multiplier] and figures [run, figure]."""
        design = features(scores)
        centre, mean = design.mean(axis=0), figures.mean(axis=0)
        slopes, errors, penalties = _best(design - centre, figures - mean, _is_second(scores.shape[1]))
        spread = figures.var(axis=0)
        share = np.divide((errors**2).mean(axis=0), spread, out=np.ones_like(spread), where=spread > 0)
        return cls(mean - centre @ slopes, slopes, shrunk_covariance(errors), 1.0 - share, penalties)

    def figures(self, scores: Floats) -> Floats:
        """Return the figures [point, figure] at scores [point, multiplier]."""
        return np.asarray(self.mean + features(scores) @ self.slopes)


def slopes_of(scores: Floats, penalties: Floats) -> Floats:
    """Return the matrix [feature, run] that gives the slopes of figures [run], at two known penalties.

    The regression is linear in the figures, so that one matrix serves any number of figures of the same runs.
    """
    design, weights = features(scores), feature_weights(scores, penalties)
    design = design - design.mean(axis=0)
    matrix = weights[:, None] * np.linalg.solve((design * weights) @ design.T + np.eye(len(design)), design).T
    return np.asarray(matrix - matrix.mean(axis=1, keepdims=True))


def feature_weights(scores: Floats, penalties: Floats) -> Floats:
    """Return how freely each slope may move [feature], given the penalties of the first and of the second order."""
    design = features(scores)
    size = ((design - design.mean(axis=0)) ** 2).sum(axis=0).mean()
    return np.asarray(1.0 / (np.where(_is_second(scores.shape[1]), penalties[1], penalties[0]) * size))


def _is_second(multipliers: int) -> NDArray[np.bool_]:
    """Tell of each feature whether it is of the second order."""
    return np.repeat([False, True], [multipliers, multipliers * (multipliers + 1) // 2])


def _best(design: Floats, figures: Floats, second: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
    """Return, for each figure, slopes and errors of the penalties with the least leave-one-out error, and those."""
    count = len(design)
    size, chosen = (design**2).sum(axis=0).mean(), np.ones((figures.shape[1], 2))
    least, slopes, errors = np.full(figures.shape[1], np.inf), np.zeros((design.shape[1], figures.shape[1])), figures
    for first, other in ((one, two) for one in FIRST for two in SECOND):
        weights = 1.0 / (np.where(second, other, first) * size)
        kernel = (design * weights) @ design.T
        vectors = np.linalg.solve(kernel + np.eye(count), np.hstack([figures, np.eye(count)]))
        duals, inverse = vectors[:, : figures.shape[1]], vectors[:, figures.shape[1] :]
        left_out = duals / (np.diag(inverse) - 1.0 / count)[:, None]
        better = (left_out**2).mean(axis=0) < least
        least = np.where(better, (left_out**2).mean(axis=0), least)
        slopes = np.where(better, weights[:, None] * (design.T @ duals), slopes)
        errors = np.where(better, left_out, errors)
        chosen[better] = first, other
    return slopes, errors, chosen


def shrunk_covariance(errors: Floats) -> Floats:
    """Return the covariance of errors [run, figure] about zero, drawn to its diagonal by Ledoit and Wolf's share."""
    count = len(errors)
    sample = errors.T @ errors / count
    target = np.diag(np.diag(sample))
    distance = float(((sample - target) ** 2).sum())
    squares = (errors**2).T @ (errors**2) / count - sample**2
    noise = float((squares.sum() - np.trace(squares)) / count)
    share = min(1.0, noise / distance) if distance > 0 else 0.0
    return np.asarray(share * target + (1.0 - share) * sample)
