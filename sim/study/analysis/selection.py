"""Selection of the best cell with a promise: the procedure of Kim and Nelson with paired variances.

All cells are observed a few times; then, observation by observation, every cell leaves that falls behind another by
more than

    slack(r) = max(0, d / (2 r) x (h^2 s^2 / d^2 - r)),    h^2 = 2 (first - 1) eta,
    eta = ((2 a / (k - 1))^(-2 / (first - 1)) - 1) / 2,

where s^2 is the variance of the difference between the two in the first observations, paired on common random numbers,
d the difference that does not matter (the indifference), k the number of cells and 1 - a the confidence asked for. If
the best is better than all others by d, it stays with at least that confidence; of cells within d of the best any may
stay. Kim and Nelson (2001), ACM Transactions on Modeling and Computer Simulation 11, 251-273, with c = 1; Bonferroni's
inequality lets cells be dependent. Observations must be independent of each other, and normal; looking at fewer of them
than all keeps the promise.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LEAST_FIRST = 3
"""Observations of every cell before any may leave, at least."""


@dataclass(frozen=True)
class Selection:
    """Which cells are still in, after how many observations the others left, and whether it is decided."""

    left_after: NDArray[np.int64]
    """Observations after which a cell left; 0: it is still in."""
    chosen: int | None
    """The cell that is selected; none: more observations are needed."""
    observations: int
    """How many observations of the cells that are still in were looked at."""

    @property
    def remaining(self) -> list[int]:
        """The cells that are still in."""
        return [int(cell) for cell in np.flatnonzero(self.left_after == 0)]


def slack_factor(cells: int, first: int, confidence: float) -> float:
    """Return h^2 of so many cells with so many first observations."""
    tail = 2 * (1 - confidence) / max(cells - 1, 1)
    return float((first - 1) * (tail ** (-2 / (first - 1)) - 1)) if tail < 1 else 0.0


def select(values: Floats, indifference: float, confidence: float, first: int) -> Selection:
    """Return the selection from observations [cell, observation], more is better, as far as it goes.

    ``first`` observations of every cell are needed, of a cell that leaves none after that; the first observation that a
    remaining cell lacks (not a number) ends it undecided. ``indifference`` is in the unit of the values.
    """
    count, at_hand = values.shape
    gaps = values[:, None, :first] - values[None, :, :first]
    bound = slack_factor(count, first, confidence) * gaps.var(axis=2, ddof=1) / indifference**2
    sums, left_after = values[:, :first].sum(axis=1), np.zeros(count, dtype=np.int64)
    for number in range(first, at_hand + 1):
        into = np.flatnonzero(left_after == 0)
        if number > first:
            sums = sums + values[:, number - 1]
        means = sums[into] / number
        if not np.isfinite(means).all():
            return Selection(left_after, None, number - 1)
        slack = np.maximum(0.0, indifference / (2 * number) * (bound[np.ix_(into, into)] - number))
        left_after[into[(means[:, None] < means[None, :] - slack).any(axis=1)]] = number
        if not slack.any() or (left_after == 0).sum() == 1:
            return Selection(left_after, int(into[int(np.argmax(means))]), number)
    return Selection(left_after, None, at_hand)
