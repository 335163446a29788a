"""The design of a study of sensitivity: where the factors stand in each run, and whose random numbers it has."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.study.analysis.factors import Factors
from sim.study.analysis.sampling import generator
from sim.study.analysis.trajectories import Trajectories
from sim.study.kinds.sensitivity_runs import PointRun

Floats = NDArray[np.float64]
FARTHEST = 1e-3
"""Quantile beyond which no factor is taken."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is run, and what is looked at."""

    trajectories: int
    points: int
    outcomes: tuple[str, ...]

    def content(self) -> dict[str, object]:
        """Return the sizes in plain values, by key of the conf."""
        return {"trajectories": self.trajectories, "points": self.points, "outcomes": list(self.outcomes)}


@dataclass(frozen=True)
class Design:
    """Runs along trajectories, then two years at each point of a scrambled Sobol sequence."""

    factors: Factors
    sizes: Sizes
    seed: int

    @cached_property
    def trajectories(self) -> Trajectories:
        """The trajectories of the elementary effects."""
        return Trajectories.of(len(self.factors.all), self.sizes.trajectories, self.seed)

    @cached_property
    def points(self) -> Floats:
        """Scores [point, factor] at which two years each are run."""
        count, factors = self.sizes.points, len(self.factors.all)
        power = int(np.ceil(np.log2(count)))
        from scipy.stats import norm, qmc  # noqa: PLC0415 - takes half a second to load

        sequence = qmc.Sobol(factors, rng=generator(self.seed, 5)).random_base2(power)[:count]
        return np.asarray(norm.ppf(np.clip(sequence, FARTHEST, 1 - FARTHEST)))

    @cached_property
    def asked(self) -> list[PointRun]:
        """Every run, in the order of their numbers: along the trajectories, then two at each point."""
        along, at_points = self.trajectories.scores, self.points
        first = 2 * self.sizes.trajectories
        runs = [(self.trajectories.replication(at), scores) for at, scores in enumerate(along)]
        runs += [(1 + first + 2 * at + year, scores) for at, scores in enumerate(at_points) for year in (0, 1)]
        return [
            PointRun(number, replication, *self.factors.at(scores))
            for number, (replication, scores) in enumerate(runs, start=1)
        ]
