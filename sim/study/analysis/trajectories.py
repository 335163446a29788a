"""Trajectories through the factors, one moved at a time (Morris 1991, Technometrics 33; through SALib)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from sim.study.analysis.factors import QUANTILE_10
from sim.study.analysis.sampling import generator

Floats = NDArray[np.float64]
LEVELS, STEP = 4, 2 / 3
"""Levels of the grid, and what a step is of the whole way."""


@dataclass(frozen=True)
class Trajectories:
    """Points of all trajectories in the unit cube [run, factor], the last factor random variation."""

    points: Floats

    @classmethod
    def of(cls, factors: int, count: int, seed: int) -> "Trajectories":
        """Return so many trajectories over so many factors, and random variation."""
        from SALib.sample import morris  # noqa: PLC0415 - so that no other study waits for it

        points = morris.sample(problem_of(factors + 1), count, num_levels=LEVELS, seed=generator(seed))
        return cls(np.asarray(points))

    @property
    def length(self) -> int:
        """Runs of one trajectory."""
        return int(self.points.shape[1]) + 1

    @property
    def scores(self) -> Floats:
        """Scores of the factors [run, factor], without random variation: from the 10 to the 90 % quantile."""
        low = float(ndtr(-QUANTILE_10))
        return np.asarray(ndtri(low + (1 - 2 * low) * self.points[:, :-1]))

    def replication(self, run: int) -> int:
        """Return the number, from 1, of the random numbers of a run: one of two for each trajectory."""
        return 1 + 2 * (run // self.length) + int(self.points[run, -1] > 0.5)


def problem_of(factors: int) -> dict[str, object]:
    """Return so many factors in the unit cube, in the words of SALib."""
    return {"num_vars": factors, "names": [str(at) for at in range(factors)], "bounds": [[0.0, 1.0]] * factors}
