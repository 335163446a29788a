"""What the years of a posterior study say: points of the second design, the posterior, draws, and hidden truths."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np

from sim.study.analysis import posterior_tables as tables
from sim.study.analysis.posterior import Posterior
from sim.study.analysis.posterior_coverage import STRUCTURE, WIDER
from sim.study.analysis.sampling import Generator, generator
from sim.study.kinds.calibration_steps import Simulated
from sim.study.kinds.calibration_update import Tried
from sim.study.kinds.posterior_design import Free, Point, first_design, second_design
from sim.study.kinds.posterior_draws import MOST_DAYS_AT_THE_DOOR, Trials
from sim.study.kinds.posterior_figures import Figures
from sim.study.kinds.posterior_truths import Truths
from sim.study.question.question import Question
from sim.study.run.records import NoAnswer
from sim.tables.tables import YEAR

SPARE = 2
"""Draws tried for each that is wanted, at most. Where more block the front door, figures and beds do not fit together
in the model, and draws would be a selection: there are none."""


class Sizes(NamedTuple):
    """How much is run: years in each design, draws kept, hidden truths of each kind, truths that decisions are at."""

    runs: int
    draws: int
    truths: int = 0
    decisions: int = 0


@dataclass(kw_only=True)
class PosteriorYears:
    """The years of a posterior study that are finished, by number from 1, and what they say."""

    question: Question
    sizes: Sizes
    figures: Figures = field(default_factory=Figures)
    """Figures of a sample, if it is made from one."""
    years: dict[int, Simulated | str] = field(default_factory=dict)

    @cached_property
    def free(self) -> Free:
        """The free multipliers."""
        return Free(self.question.description, self.figures.observed)

    @cached_property
    def first(self) -> list[Point]:
        """Points of the first design."""
        return first_design(self.free, self.sizes.runs, self.question.seed)

    @cached_property
    def second(self) -> list[Point]:
        """Points of the second design."""
        density = self._evidence(self.first).posterior(self.free.prior, self.generator_of(1))
        return second_design(self.free, density, self.sizes.runs, self.question.seed + 1)

    @cached_property
    def evidence(self) -> tables.Evidence:
        """What the years of both designs say."""
        return self._evidence([*self.first, *self.second])

    @cached_property
    def density(self) -> Posterior:
        """The posterior after both designs."""
        return self.evidence.posterior(self.free.prior, self.generator_of(2))

    @cached_property
    def trials(self) -> Trials:
        """The draws that are tried, as far as they are needed."""
        scores = self.density.draws(SPARE * self.sizes.draws, self.generator_of(3))
        points = [self.free.multipliers(row) for row in scores]
        return Trials(points, 1 + 2 * self.sizes.runs, self.most_at_the_door)

    @property
    def most_at_the_door(self) -> float:
        """People at the front door up to which it is free."""
        admitted_a_day = float(self.question.description.published["emergency_admissions_65_plus"]) / YEAR
        return MOST_DAYS_AT_THE_DOOR * admitted_a_day

    def _evidence(self, points: Sequence[Point]) -> tables.Evidence:
        """Return what the years at some points say, from number 1 on, as far as they left the front door open.

        Raises
        ------
        NoAnswer
            If too few years did.
        """
        open_years = self.open_ones(range(1, 1 + len(points)))
        if len(open_years) < 2 * len(self.free.names):
            reason = f"{len(open_years)} of {len(points)} years left the front door open: too few to learn from"
            raise NoAnswer(f"{self.question.place}: {reason}; calibrate the baseline first, or ask for more runs")
        scores = np.array([self.free.scores(points[number - 1]) for number in open_years])
        wanted = [target.published(self.question.description) for target in self.free.aims]
        return tables.Evidence.of(self.free.aims, wanted, scores, list(open_years.values()))

    def open_ones(self, numbers: Sequence[int]) -> dict[int, Simulated]:
        """Return the figures of those years, by number, that left the front door open."""
        description = self.question.description
        return {
            number: figures
            for number in numbers
            if not isinstance(figures := self.years.get(number, ""), str)
            and not Tried({}, figures).blocked(description)
        }

    @cached_property
    def truths(self) -> list[Truths]:
        """The hidden truths that are run for the check alone, by kind."""
        wanted, seed = self.sizes.truths, self.question.seed + 2
        return [Truths.of(kind, self.free, wanted, seed) for kind in (WIDER, STRUCTURE)] if wanted else []

    def open_truths(self, truths: Truths) -> list[tuple[Point, Simulated]]:
        """Return the truths whose year left the front door open, each with its figures."""
        opened = self.open_ones([truths.year(at).number for at in range(len(truths.points))])
        wanted = truths.open_ones(opened, self.sizes.truths)
        return [(truths.points[at], opened[truths.year(at).number]) for at in wanted]

    @property
    def tried(self) -> int:
        """Draws run to have those that are kept; the others blocked the front door."""
        return self.kept[-1] + 1

    @property
    def lacking(self) -> int:
        """Draws that are still wanted."""
        return self.sizes.draws - len(self.kept)

    @property
    def kept(self) -> list[int]:
        """Draws, from 0, whose years left the front door free."""
        return self.trials.kept(self.years, self.sizes.draws)

    def generator_of(self, stage: int) -> Generator:
        """Return random numbers of a stage."""
        return generator(self.question.seed, stage)

    @property
    def rows(self) -> list[Point]:
        """Multipliers of the draws that are kept."""
        return [self.trials.points[draw] for draw in self.kept]
