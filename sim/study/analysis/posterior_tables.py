"""A posterior as tables: each figure with its noise, each multiplier with its interval, coverage of truths."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from sim.study.analysis.emulator import Emulator, Floats
from sim.study.analysis.posterior import Posterior, Prior, posterior
from sim.study.analysis.sampling import Generator
from sim.study.analysis.targets import Target

NOT_IDENTIFIED = 0.8
"""Width of a posterior, in parts of its prior's standard deviation, from which its figures say next to nothing."""
LEVELS = (50, 80, 95)
"""Percent of the intervals whose coverage is told."""
ASSUMED = "(assumed"
"""In the words of a figure that is an assumption: a prior of the model's outcome, and no data."""
FOLDS = 5
"""Parts that the runs are divided into for coverage: truths of one are looked for by an emulator of the others."""


@dataclass(frozen=True)
class Evidence:
    """Runs at scores [run, multiplier], their figures as square roots [run, figure], and what is published of these.

    ``doubt`` and ``discrepancy`` [figure] are standard deviations of the square roots.
    """

    names: Sequence[str]
    scores: Floats
    figures: Floats
    published: Floats
    doubt: Floats
    discrepancy: Floats

    @classmethod
    def of(
        cls, targets: Sequence[Target], wanted: Sequence[float], scores: Floats, runs: Sequence[Mapping[str, float]]
    ) -> "Evidence":
        """Put targets, published figures and runs together; a figure that is the same in all runs is left out."""
        add = np.array([target.add for target in targets])
        roots = roots_of(targets, runs)
        published = np.sqrt(np.array(wanted) + add)
        half = 0.5 * published
        moves = roots.std(axis=0) > 0
        parts = [np.array([getattr(one, name) for one in targets]) * half for name in ("doubt", "discrepancy")]
        names = [target.multiplier for target, one in zip(targets, moves, strict=True) if one]
        return cls(names, scores, roots[:, moves], published[moves], parts[0][moves], parts[1][moves])

    @cached_property
    def emulator(self) -> Emulator:
        """The emulator of all runs."""
        return Emulator.of(self.scores, self.figures)

    def noise(self, emulator: Emulator) -> Floats:
        """Return the covariance of the published figures about the emulator: luck of a year, doubt, discrepancy."""
        return np.asarray(emulator.covariance + np.diag(self.doubt**2 + self.discrepancy**2))

    def posterior(self, prior: Prior, generator: Generator) -> Posterior:
        """Return the posterior that the published figures leave."""
        return posterior(self.emulator, self.published, self.noise(self.emulator), prior, generator)

    @property
    def nearest(self) -> Floats:
        """How far [figure] a published figure lies beyond all runs, in standard deviations of its noise; 0: within."""
        low, high = self.figures.min(axis=0), self.figures.max(axis=0)
        beyond = np.maximum(low - self.published, self.published - high)
        return np.asarray(np.maximum(beyond, 0.0) / np.sqrt(np.diag(self.noise(self.emulator))))


def roots_of(targets: Sequence[Target], runs: Sequence[Mapping[str, float]]) -> Floats:
    """Return the square roots [run, target] of the figures of runs."""
    by_run = np.array([[figures[target.multiplier] for target in targets] for figures in runs])
    return np.asarray(np.sqrt(by_run + np.array([target.add for target in targets])))


def figures_table(
    evidence: Evidence,
    words: Mapping[str, tuple[str, str]],
    targets: Sequence[Target],
    of_sample: Container[str] = (),
) -> pd.DataFrame:
    """Return a row for each figure: published, standard deviations of its three kinds of noise in percent of it.

    ``of_sample`` are the multipliers whose figures are those of a sample.
    """
    target_of = {target.multiplier: target for target in targets}
    luck = np.sqrt(np.diag(evidence.emulator.covariance))
    size = np.maximum(evidence.published, 1e-9)
    rows = [
        {
            "figure": words[name][0],
            "unit": words[name][1],
            "role": "prior" if ASSUMED in words[name][0] else "fit",
            "source": "sample" if name in of_sample else "published",
            "published": evidence.published[at] ** 2 - target_of[name].add,
            "luck_percent": 200 * luck[at] / size[at],
            "doubt_percent": 200 * evidence.doubt[at] / size[at],
            "discrepancy_percent": 200 * evidence.discrepancy[at] / size[at],
            "explained": evidence.emulator.explained[at],
        }
        for at, name in enumerate(evidence.names)
    ]
    return pd.DataFrame(rows, index=list(evidence.names))


def predictive(
    evidence: Evidence, targets: Sequence[Target], runs: Sequence[Mapping[str, float]], generator: Generator
) -> pd.DataFrame:
    """Return, by figure, what the model gives at the draws: median, 5 and 95 %, and the share below what is published.

    ``below_percent`` is of the figures of one year with doubt and discrepancy: near 0 or 100, the model is off.
    """
    rows = []
    for at, name in enumerate(evidence.names):
        target = next(one for one in targets if one.multiplier == name)
        values = np.array([figures[name] for figures in runs])
        spread = float(np.hypot(evidence.doubt[at], evidence.discrepancy[at]))
        noisy = np.sqrt(values + target.add) + spread * generator.standard_normal(len(values))
        low, median, high = np.percentile(values, [5, 50, 95])
        below = 100 * float((noisy < evidence.published[at]).mean())
        rows.append({"modelled": median, "lower": low, "upper": high, "below_percent": below})
    return pd.DataFrame(rows, index=list(evidence.names))


def multipliers_table(names: Sequence[str], draws: Floats, density: Posterior, prior: Prior) -> pd.DataFrame:
    """Return a row for each multiplier: its median and 90 % interval, and how much narrower than its prior it is."""
    low, median, high = np.percentile(draws, [5, 50, 95], axis=0)
    width = np.sqrt(np.diag(density.covariance)) / prior.sd
    note = np.where(width > NOT_IDENTIFIED, "not identified", "")
    return pd.DataFrame(
        {"multiplier": list(names), "median": median, "lower": low, "upper": high, "width": width, "note": note}
    )
