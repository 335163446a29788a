"""What a posterior is of: multipliers that are free, figures that speak of them, years run at points of a design."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import exp, log

import numpy as np

from sim.demand.sample import draw
from sim.description.system import Description
from sim.engine.engines import run
from sim.study.analysis.emulator import Floats
from sim.study.analysis.posterior import Posterior, Prior
from sim.study.analysis.sample_figures import Observed, with_observed
from sim.study.analysis.sampling import generator
from sim.study.analysis.targets import Target, aims, backgrounds
from sim.study.kinds.calibration_steps import Simulated, simulated
from sim.study.kinds.posterior_structure import with_structural_error
from sim.study.run.records import in_a_line
from sim.study.run.workers import Died, Job, Workers
from sim.tables.build import build

WIDER = 1.5
"""What the standard deviations of the first posterior are multiplied by for the second design."""
FARTHEST = 4.0
"""Scores that a posterior may lie at most: beyond them no run tells anything."""
WARD_PRIOR, LEAST_ANSWER = 0.5, 0.3
"""Prior standard deviation of arrivals that fill the rest of a ward, about the point; least elasticity of its beds."""
SHIFT = 2.0
"""Standard deviations of the first design within which a figure of a sample lies, where it is not the published one."""
Point = dict[str, float]


@dataclass(frozen=True)
class Free:
    """Free multipliers of a description, as scores about the point: multiplier = point x exp(scale x score)."""

    description: Description
    observed: Mapping[str, Observed] = field(default_factory=dict)
    """Figures of a sample, by multiplier, in place of the published ones."""

    @cached_property
    def aims(self) -> tuple[Target, ...]:
        """Every target, with the figure that it is moved by."""
        return with_observed(aims(self.description), self.observed)

    @cached_property
    def targets(self) -> list[Target]:
        """Targets of the free multipliers: all that calibration moves, but for arrivals that are none."""
        return [aim for aim in self.aims if self._point(aim.multiplier) > 0]

    def _point(self, multiplier: str) -> float:
        return self.description.calibrated.get(multiplier, 1.0)

    @property
    def names(self) -> list[str]:
        """Names of the free multipliers."""
        return [target.multiplier for target in self.targets]

    @cached_property
    def point(self) -> Point:
        """The point: the multipliers as calibrated."""
        return {name: self._point(name) for name in self.names}

    @cached_property
    def scale(self) -> Floats:
        """Standard deviations of the logarithms in the first design [multiplier]."""
        return np.array([self._scale(target) for target in self.targets])

    def _scale(self, target: Target) -> float:
        figure = target.published(self.description) + target.add
        variance = target.doubt**2 + target.discrepancy**2 + target.luck / max(figure, 1.0)
        answer = LEAST_ANSWER if self._is_ward(target) else abs(target.answers) or 1.0
        return min(self._prior_sd(target), max(float(np.sqrt(variance)), self._shift(target) / SHIFT) / answer)

    def _shift(self, target: Target) -> float:
        """Return how far the logarithm of a figure of the sample is from the published one; 0 without a sample."""
        if target.multiplier not in self.observed:
            return 0.0
        published = next(aim for aim in aims(self.description) if aim.multiplier == target.multiplier)
        both = [aim.published(self.description) + aim.add for aim in (target, published)]
        return abs(log(both[0] / both[1])) if min(both) > 0 else 0.0

    def _is_ward(self, target: Target) -> bool:
        return target.multiplier in backgrounds(self.description)

    def _prior_sd(self, target: Target) -> float:
        return WARD_PRIOR if self._is_ward(target) else target.prior

    @cached_property
    def prior(self) -> Prior:
        """The priors, in scores: about 1, the national value, or about the point where a ward is filled up."""
        centre = np.log(np.array(list(self.point.values())))
        mean = np.array([at if self._is_ward(aim) else 0.0 for aim, at in zip(self.targets, centre, strict=True)])
        sd = np.array([self._prior_sd(target) for target in self.targets])
        low, high = (np.log([max(bound, 1e-6) for bound in bounds]) for bounds in self._bounds())
        most = np.full(len(centre), FARTHEST)
        within = np.maximum((low - centre) / self.scale, -most), np.minimum((high - centre) / self.scale, most)
        return Prior((mean - centre) / self.scale, sd / self.scale, *within)

    def _bounds(self) -> tuple[list[float], list[float]]:
        """Return the bounds of calibration, widened to hold the point."""
        low = [min(target.low, 0.999 * self.point[target.multiplier]) for target in self.targets]
        return low, [max(target.high, 1.001 * self.point[target.multiplier]) for target in self.targets]

    @property
    def design_prior(self) -> Prior:
        """The distribution of the first design as a prior: what hidden truths are drawn from in a check of coverage."""
        prior = self.prior
        return Prior(np.zeros_like(prior.mean), np.ones_like(prior.mean), prior.low, prior.high)

    def multipliers(self, scores: Floats) -> Point:
        """Return the multipliers at scores [multiplier]."""
        pairs = zip(self.point.items(), self.scale, scores, strict=True)
        return {name: float(f"{at * exp(scale * score):.5g}") for (name, at), scale, score in pairs}

    def scores(self, multipliers: Mapping[str, float]) -> Floats:
        """Return the scores [multiplier] of multipliers."""
        logs = np.array([log(multipliers[name] / at) for name, at in self.point.items()])
        return np.asarray(logs / self.scale)


def first_design(free: Free, count: int, seed: int) -> list[Point]:
    """Return the points of the first design: a scrambled Sobol sequence, normal about the point, within the bounds."""
    return points_about(free, 1.0, count, seed)


def points_about(free: Free, times: float, count: int, seed: int) -> list[Point]:
    """Return points as of the first design, with standard deviations that are ``times`` as wide."""
    size = len(free.names)
    return _points(free, np.zeros(size), times**2 * np.eye(size), count, seed)


def second_design(free: Free, density: Posterior, count: int, seed: int) -> list[Point]:
    """Return the points of the second design: as the first posterior, but wider."""
    return _points(free, density.mean, WIDER**2 * density.covariance, count, seed)


def _points(free: Free, mean: Floats, covariance: Floats, count: int, seed: int) -> list[Point]:
    from scipy.stats import norm, qmc  # noqa: PLC0415 - takes half a second to load

    sequence = qmc.Sobol(len(mean), rng=generator(seed)).random_base2(int(np.ceil(np.log2(count))))[:count]
    spread = norm.ppf(np.clip(sequence, 1e-6, 1 - 1e-6)) @ np.linalg.cholesky(covariance).T
    scores = np.clip(mean + spread, free.prior.low, free.prior.high)
    return [free.multipliers(row) for row in scores]


@dataclass(frozen=True, slots=True)
class Year:
    """One year of the baseline to be run: number of its random numbers, and multipliers other than as calibrated."""

    number: int
    multipliers: Point
    structural_error: str = ""
    """Something that the model of the posterior does not have (`posterior_structure`)."""
    days: tuple[float, float] | None = None
    """From which day to which it is counted; None: as all years."""


@dataclass(frozen=True)
class Years:
    """What all years have in common."""

    description: Description
    seed: int
    from_day: float
    to_day: float
    engine: str

    def figures(self, year: Year) -> Simulated:
        """Return the figures that calibration looks at, of one year."""
        calibrated = {**self.description.calibrated, **year.multipliers}
        from_day, to_day = year.days or (self.from_day, self.to_day)
        description = self.description.model_copy(update={"calibrated": calibrated})
        description = with_structural_error(description, year.structural_error, from_day)
        tables = build(description)
        demand = draw(description, tables, self.seed, year.number, to_day)
        outcome = run(tables, demand, from_day, self.engine)
        return simulated(outcome, demand, tables, backgrounds(description))

    def run(self, workers: Workers, years: Sequence[Year]) -> Iterator[tuple[Year, Simulated | str]]:
        """Yield each year with its figures, or in one line why there are none, in the order in which they finish."""
        by_number = {year.number: year for year in years}
        job = Job(_figures_or_why, _prepare, (self, by_number))
        for number, result in workers.results(job, list(by_number)):
            yield by_number[number], result.message if isinstance(result, Died) else result


# --- in a worker -----------------------------------------------------------------------------------------------------

_AT_HAND: list[tuple[Years, Mapping[int, Year]]] = []
"""The years that this process works on."""


def _prepare(years: Years, by_number: Mapping[int, Year]) -> None:
    """Tell this process which years are run next."""
    _AT_HAND[:] = [(years, by_number)]


def _figures_or_why(number: int) -> Simulated | str:
    """Return the figures of a year, or in one line why there are none."""
    years, by_number = _AT_HAND[0]
    try:
        return years.figures(by_number[number])
    except Exception as error:  # the error is reported in one line, not raised
        return in_a_line(error)
