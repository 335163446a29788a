"""The national layer of calibration: multipliers that hold for all partnerships, moved by Scotland's figures.

Each stands beside one figure of the table of published figures (its column ``multiplier``). Modelled figures are sums
over partnerships: each is run with the multipliers as they stand, and with each of them a little higher on the same
random numbers, which gives the elasticities; a step is that of Gauss and Newton (`calibration_update.nearest`).
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, log

import numpy as np

from sim.demand.sample import draw
from sim.description.system import Description
from sim.engine.engines import run
from sim.measures.measure import measure
from sim.measures.run import Run
from sim.measures.tidy import Row, find
from sim.study.analysis.published_figures import Figure
from sim.study.kinds.calibration_update import LARGEST, Elasticities, bounded, nearest
from sim.study.question.question import BASE, Question
from sim.study.run.records import NoAnswer, in_a_line
from sim.study.run.workers import Died, Job, Workers
from sim.tables.build import build

NUDGE = 0.2
"""By how much the logarithm of a multiplier is moved to measure what answers to it."""
PRIOR, LEAST, MOST = 0.5, 0.1, 10.0
"""Standard deviation of the logarithm of a national multiplier about 1, and its bounds."""
AS_IT_STANDS = ""
"""Name of the run in which no multiplier is moved."""
Parts = dict[str, tuple[float, float]]
"""By multiplier: what the model has of its figure, and of what that is divided by (1 where by nothing)."""
Task = tuple[str, int]
"""Partnership, number of the replication."""


def published(figure: Figure, places: Iterable[Description]) -> float:
    """Return a figure of some partnerships together: their sum, or a national ratio that holds everywhere."""
    values = [figure.published(place.published) for place in places]
    return sum(values) if figure.columns or figure.shared_by else float(np.mean(values))


@dataclass(frozen=True)
class NationalFit:
    """Questions of the partnerships that are fitted together, the figures, and how often each year is run."""

    questions: Mapping[str, Question]
    figures: Mapping[str, Figure]
    """By multiplier."""
    replications: int

    def simulated(
        self, workers: Workers, multipliers: Mapping[str, float], elastic: bool = False
    ) -> dict[str, dict[str, float]]:
        """Return the figures of all partnerships together, as things stand and (`elastic`) by multiplier moved.

        Raises
        ------
        NoAnswer
            If a year of a partnership cannot be run.
        """
        variants = {AS_IT_STANDS: dict(multipliers)}
        if elastic:
            variants |= {name: {**multipliers, name: multipliers[name] * exp(NUDGE)} for name in self.figures}
        years = _Years(self.questions, self.figures, variants)
        tasks = [(place, number) for place in self.questions for number in range(self.replications)]
        results = dict(workers.results(Job(_parts_or_why, _prepare, (years,)), tasks))
        return {name: self._summed(name, results, tasks) for name in variants}

    def _summed(self, variant: str, results: Mapping[Task, object], tasks: Sequence[Task]) -> dict[str, float]:
        totals = {name: [0.0, 0.0] for name in self.figures}
        for place, number in tasks:
            result = results[place, number]
            if not isinstance(result, dict):
                reason = result.message if isinstance(result, Died) else result
                raise NoAnswer(f"{place}, replication {number}: {reason}")
            for name, (part, whole) in result[variant].items():
                totals[name][0] += part
                totals[name][1] += whole
        return {
            name: part / (whole if self.figures[name].over else self.replications)
            for name, (part, whole) in totals.items()
        }

    def moved(
        self, multipliers: Mapping[str, float], figures: Mapping[str, float], elasticities: Elasticities, step: int
    ) -> dict[str, float]:
        """Return the multipliers after step number `step` (from 0): two whole steps, then ever smaller ones."""
        names = list(self.figures)
        places = [question.description for question in self.questions.values()]
        gaps = [log(published(self.figures[name], places)) - log(max(figures[name], 1e-9)) for name in names]
        sure = [(100.0 / max(self.figures[name].doubt_percent, 1.0)) ** 2 for name in names]
        answers = [[elasticities[of][by] for by in names] for of in names]
        logs = [log(multipliers[name]) for name in names]
        part = 1.0 / max(step, 1)
        changes = nearest(answers, gaps, sure, [PRIOR**-2] * len(names), logs)
        return {
            name: round(min(max(multipliers[name] * exp(part * bounded(change, LARGEST)), LEAST), MOST), 4)
            for name, change in zip(names, changes, strict=True)
        }


def elasticities_between(simulated: Mapping[str, Mapping[str, float]]) -> Elasticities:
    """Return the change of the logarithm of each figure for that of each multiplier, from `NationalFit.simulated`."""
    base = simulated[AS_IT_STANDS]
    return {
        of: {
            by: (log(max(moved[of], 1e-9)) - log(max(base[of], 1e-9))) / NUDGE
            for by, moved in simulated.items()
            if by != AS_IT_STANDS
        }
        for of in base
    }


@dataclass(frozen=True)
class _Years:
    """The baseline years of a step: partnerships by name, and the multipliers of every run on the same people."""

    questions: Mapping[str, Question]
    figures: Mapping[str, Figure]
    variants: Mapping[str, Mapping[str, float]]

    @cached_property
    def worlds(self) -> dict[str, Description]:
        """Descriptions of the baselines."""
        return {place: question.description_of(BASE) for place, question in self.questions.items()}

    def parts(self, place: str, number: int) -> dict[str, Parts]:
        """Return the parts of every figure in one partnership and replication, by run."""
        question, world = self.questions[place], self.worlds[place]
        to_day = float(question.period.to_day)
        demand, parts = None, {}
        for name, multipliers in self.variants.items():
            description = world.model_copy(update={"calibrated": {**world.calibrated, **multipliers}})
            tables = build(description)
            demand = demand or draw(description, tables, question.seed, number, to_day)
            outcome = run(tables, demand, float(question.period.from_day), question.engine)
            rows = measure(Run.of(outcome, demand, tables), description)
            parts[name] = {multiplier: _part(figure, rows) for multiplier, figure in self.figures.items()}
        return parts


def _part(figure: Figure, rows: Sequence[Row]) -> tuple[float, float]:
    if figure.measure is None:
        return math.nan, math.nan
    whole = find(rows, *figure.over) if figure.over else 1.0
    return figure.times_modelled * find(rows, *figure.measure), whole


# --- in a worker -----------------------------------------------------------------------------------------------------

_AT_HAND: list[_Years] = []
"""The years of the step that this process works on."""


def _prepare(years: _Years) -> None:
    """Tell this process which years are simulated next."""
    _AT_HAND[:] = [years]


def _parts_or_why(task: Task) -> dict[str, Parts] | str:
    """Return the parts of every figure, or in one line why there are none."""
    try:
        return _AT_HAND[0].parts(*task)
    except Exception as error:  # the error is reported in one line, not raised
        return in_a_line(error)
