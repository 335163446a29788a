"""Hidden truths that a posterior's intervals are tried on: those of its first design, and others run for it alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.study.analysis.emulator import Floats
from sim.study.analysis.posterior_coverage import PRIOR, STRUCTURE, WIDER, Ranks, coverage, coverage_elsewhere
from sim.study.analysis.posterior_tables import Evidence, roots_of
from sim.study.analysis.sampling import generator
from sim.study.kinds.calibration_steps import Simulated
from sim.study.kinds.posterior_design import Free, Point, Year, points_about
from sim.study.kinds.posterior_structure import ERRORS

TIMES_WIDER = 1.3
"""Standard deviations of the wider prior that truths are drawn from, over those of the posterior's own."""
MOST_TRIED = 3
"""Truths run for each that is wanted, at most: those that block the front door are no year that could be published."""
FIRST_NUMBER = {WIDER: 100_001, STRUCTURE: 150_001}
"""By kind: number of the first of its years."""


@dataclass(frozen=True)
class Truths:
    """The truths of one kind that are run for the check alone."""

    kind: str
    points: Sequence[Point]

    @classmethod
    def of(cls, kind: str, free: Free, count: int, seed: int) -> "Truths":
        """Draw the points, of which as many are run as it takes for ``count`` to leave the front door open."""
        return cls(kind, points_about(free, TIMES_WIDER, MOST_TRIED * count, seed + list(FIRST_NUMBER).index(kind)))

    def year(self, truth: int) -> Year:
        """Return the year of a truth, counted from 0; structural errors take turns."""
        error = list(ERRORS)[truth % len(ERRORS)] if self.kind == STRUCTURE else ""
        return Year(FIRST_NUMBER[self.kind] + truth, self.points[truth], error)

    def open_ones(self, opened: Mapping[int, Simulated], wanted: int) -> list[int]:
        """Return the first truths whose year left the front door open, so many at most."""
        return [truth for truth in range(len(self.points)) if self.year(truth).number in opened][:wanted]


def ranks_of(
    evidence: Evidence, free: Free, own: int, others: Mapping[str, Sequence[tuple[Point, Simulated]]], seed: int
) -> Ranks:
    """Return by kind the ranks of the truths: the first ``own`` of the runs, and others with their years.

    A structural error stands in the place of the discrepancy, which the figures of the other kinds have.
    """
    prior = free.design_prior
    ranks: dict[str, Floats] = {PRIOR: coverage(evidence, prior, range(own), generator(seed, 5))}
    moving = [aim for aim in free.aims if aim.multiplier in evidence.names]
    for kind, truths in others.items():
        if truths:
            scores = np.array([free.scores(point) for point, _ in truths])
            roots = roots_of(moving, [figures for _, figures in truths])
            spread = evidence.doubt if kind == STRUCTURE else np.hypot(evidence.doubt, evidence.discrepancy)
            ranks[kind] = coverage_elsewhere(evidence, prior, scores, roots, spread, generator(seed, 6))
    return ranks
