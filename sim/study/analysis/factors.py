"""Factors: all that is uncertain in some options and in their baseline, as independent standard normal scores.

Effects and what is staffed have the distributions of `draws`. Multipliers of the baseline are log-normal, with the
means, spreads and correlations of the draws that published figures leave possible (`posteriors`). Figures tie
multipliers together, and indices of sensitivity ask for independent factors: log multipliers are

    mean  +  sd x (symmetric square root of their correlations) x scores,

so that each score is as near to its own multiplier as independent scores can be (ZCA-cor whitening: Kessy, Lewin and
Strimmer 2018, The American Statistician 72). `tied` says how near: the correlation of a score and its multiplier.
Where a place has no draws, each multiplier varies by itself about its calibrated value, by what its own figure tells.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.study.analysis.emulator import shrunk_covariance
from sim.study.analysis.evidence_groups import group_of, group_of_multiplier, multiplier_in_words, thing_in_words
from sim.study.question.draws import Uncertain, value_at
from sim.study.question.question import Question

Floats = NDArray[np.float64]
RANDOM = "random variation"
MULTIPLIER = "multiplier"
QUANTILE_10 = 1.2815515655446004
"""Score of the 90 % quantile of a standard normal distribution; that of the 10 % quantile is as far below 0."""


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor: its name, in words, its group of evidence, and its values at the 10 and 90 % quantiles."""

    name: str
    words: str
    group: str
    low: float
    high: float
    unit: str
    tied: float = 1.0
    """Correlation of its score with the thing itself."""


@dataclass(frozen=True)
class Spread:
    """Multipliers that vary: their names, and means, standard deviations and correlations of their logarithms."""

    names: Sequence[str]
    mean: Floats
    sd: Floats
    correlation: Floats

    @classmethod
    def of_draws(cls, draws: Sequence[Mapping[str, float]]) -> "Spread":
        """Return how the multipliers of draws vary; correlations are drawn a little to none (Ledoit and Wolf)."""
        names = list(draws[0])
        logs = np.log(np.array([[draw[name] for name in names] for draw in draws]))
        sd = logs.std(axis=0, ddof=1)
        varied = sd > 0
        logs, sd = logs[:, varied], sd[varied]
        covariance = shrunk_covariance((logs - logs.mean(axis=0)) / sd)
        size = np.sqrt(np.diag(covariance))
        kept = [name for name, one in zip(names, varied, strict=True) if one]
        return cls(kept, logs.mean(axis=0), sd, covariance / np.outer(size, size))

    @classmethod
    def independent(cls, point: Mapping[str, float], sd: Floats) -> "Spread":
        """Return multipliers that vary by themselves about a point."""
        return cls(list(point), np.log(list(point.values())), sd, np.eye(len(point)))

    @cached_property
    def root(self) -> Floats:
        """The symmetric square root of the correlations [multiplier, score]."""
        values, vectors = np.linalg.eigh(self.correlation)
        return np.asarray((vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T)

    def multipliers(self, scores: Floats) -> dict[str, float]:
        """Return the multipliers at scores [multiplier]."""
        logs = self.mean + self.sd * (self.root @ scores)
        return {name: float(np.exp(log)) for name, log in zip(self.names, logs, strict=True)}


@dataclass(frozen=True)
class Factors:
    """The factors of a question, in their order: uncertain things of the options, then multipliers."""

    question: Question
    things: Mapping[str, Uncertain]
    spread: Spread | None

    @classmethod
    def of(cls, question: Question, spread: Spread | None) -> "Factors":
        """Return the factors of a question; ``spread``: how the multipliers of its baseline vary, if they do."""
        things = {thing.name: thing for name in question.options for thing in question.uncertain_things(name)}
        return cls(question, things, spread)

    @cached_property
    def all(self) -> list[Factor]:
        """Every factor."""
        return [*map(self._of_thing, self.things.values()), *self._of_multipliers()]

    @property
    def names(self) -> list[str]:
        """Their names."""
        return [factor.name for factor in self.all]

    def at(self, scores: Floats) -> tuple[dict[str, float], dict[str, float]]:
        """Return the scores of uncertain things by name, and the multipliers, at scores [factor]."""
        count = len(self.things)
        things = dict(zip(self.things, map(float, scores[:count]), strict=True))
        return things, {} if self.spread is None else self.spread.multipliers(scores[count:])

    def of_option(self, name: str) -> list[int]:
        """Return the places of the factors that an option (or the baseline) may depend on."""
        own = {thing.name for thing in self.question.uncertain_things(name)}
        return [
            at for at, factor in enumerate(self.all) if factor.name in own or factor.name.startswith(f"{MULTIPLIER} ")
        ]

    def _of_thing(self, thing: Uncertain) -> Factor:
        description = self.question.description
        low, high = sorted(value_at(thing, score) for score in (-QUANTILE_10, QUANTILE_10))
        words = thing_in_words(thing, description)
        return Factor(thing.name, words, group_of(thing, description), low, high, thing.unit)

    def _of_multipliers(self) -> list[Factor]:
        if self.spread is None:
            return []
        description, spread = self.question.description, self.spread
        ends = np.exp(spread.mean + np.outer([-QUANTILE_10, QUANTILE_10], spread.sd))
        return [
            Factor(
                f"{MULTIPLIER} {name}", multiplier_in_words(name, description), group_of_multiplier(name),
                float(ends[0, at]), float(ends[1, at]), MULTIPLIER, float(spread.root[at, at]),
            )
            for at, name in enumerate(spread.names)
        ]  # fmt: skip
