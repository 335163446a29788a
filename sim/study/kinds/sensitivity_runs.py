"""Runs of a study of sensitivity: the baseline and every option at one point of the factors, on one demand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from sim.measures.run import Run as Seen
from sim.study.analysis.blocked_front_door import COLUMNS, blocked
from sim.study.kinds.cell_runs import doors
from sim.study.question.question import BASE, Question
from sim.study.run.records import in_a_line
from sim.study.run.replication import Work
from sim.study.run.workers import Died, Job, Workers

Outcomes = dict[str, dict[str, float]]
"""Outcomes by option, the baseline too; of options their difference from the baseline."""


@dataclass(frozen=True, slots=True)
class PointRun:
    """One run: its number from 1, the replication whose random numbers it has, and where its factors stand."""

    number: int
    replication: int
    scores: Mapping[str, float]
    """Scores of uncertain things of options, by name."""
    multipliers: Mapping[str, float]
    """Multipliers of the baseline, those of them that vary."""


class PointWork(Work):
    """A question prepared to be run with its factors at one point."""

    @classmethod
    def at(cls, question: Question, run: PointRun) -> "PointWork":
        """Return the work of one point."""
        calibrated = {**question.description.calibrated, **run.multipliers}
        description = question.description.model_copy(update={"calibrated": calibrated})
        undrawn = replace(question, description=description, posterior=())
        return cls(replace(undrawn, scores=run.scores), None, Work(undrawn))

    def outcomes(self, number: int, wanted: Sequence[str]) -> Outcomes | str:
        """Return the outcomes wanted, or in one line why there are none: a blocked front door stands for no answer."""
        demand, checkpoint = self.demand(number), self.checkpoint()
        baseline = self._seen(BASE, number, demand, None, checkpoint)
        if why := self._blocked(BASE, baseline):
            return why
        levels = self._totals(BASE, baseline, baseline, wanted)
        outcomes = {BASE: levels}
        for name in self.question.options:
            seen = self._seen(name, number, demand, baseline, checkpoint)
            if not self._blocked(name, seen):
                totals = self._totals(name, baseline, seen, wanted)
                outcomes[name] = {outcome: value - levels.get(outcome, 0.0) for outcome, value in totals.items()}
        return outcomes

    def _blocked(self, name: str, seen: Seen) -> str:
        """Return why a run gives no answer; empty where its front door is open."""
        description = self.question.description_of(name)
        rows = [(name, 0, *door) for door in doors(seen, description)]
        return blocked([pd.DataFrame(rows, columns=COLUMNS)], description).get(name, "")

    def _totals(self, name: str, baseline: Seen, seen: Seen, wanted: Sequence[str]) -> dict[str, float]:
        rows = {row.measure: float(row.value) for row in self._rows(name, baseline, seen) if row.breakdown == "all"}
        return {outcome: rows[outcome] for outcome in wanted if outcome in rows}


@dataclass(frozen=True)
class Runs:
    """What all runs have in common: the question, and the outcomes that are kept."""

    question: Question
    outcomes: Sequence[str]

    def results(self, workers: Workers, runs: Sequence[PointRun]) -> Iterator[tuple[int, Outcomes | str]]:
        """Yield the number of each run with its outcomes, or in one line why there are none, as they finish."""
        job = Job(_outcomes_or_why, _prepare, (self, {run.number: run for run in runs}))
        for number, result in workers.results(job, [run.number for run in runs]):
            yield number, result.message if isinstance(result, Died) else result


# --- in a worker -----------------------------------------------------------------------------------------------------

_AT_HAND: list[tuple[Runs, Mapping[int, PointRun]]] = []
"""The runs that this process works on."""


def _prepare(runs: Runs, by_number: Mapping[int, PointRun]) -> None:
    """Tell this process which runs come next."""
    _AT_HAND[:] = [(runs, by_number)]


def _outcomes_or_why(number: int) -> Outcomes | str:
    """Return the outcomes of a run, or in one line why there are none."""
    runs, by_number = _AT_HAND[0]
    run = by_number[number]
    try:
        return PointWork.at(runs.question, run).outcomes(run.replication, runs.outcomes)
    except Exception as error:  # the error is reported in one line, not raised
        return in_a_line(error)
