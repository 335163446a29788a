"""Decisions at hidden truths: a comparison over the posterior of each, and the same options at the truth itself."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from sim.description.posteriors import Draws
from sim.measures.bed_days import returned
from sim.measures.run import Run as Seen
from sim.measures.tidy import find
from sim.study.analysis.decision_coverage import Futures, chances_table, decision_rows
from sim.study.analysis.posterior_coverage import posteriors_of_runs
from sim.study.analysis.targets import backgrounds
from sim.study.kinds.calibration_steps import simulated
from sim.study.kinds.calibration_update import FRONT_DOOR
from sim.study.kinds.posterior_design import Point
from sim.study.kinds.posterior_years import PosteriorYears
from sim.study.question.question import BASE, Question
from sim.study.run.checksums import Damaged
from sim.study.run.records import in_a_line
from sim.study.run.replication import Work
from sim.study.run.results_store import Folder, tell_damage
from sim.study.run.workers import Died, Job, Workers

DRAWS, REPLICATIONS, SPARE = 15, 2, 2
"""Draws of a posterior that an answer runs on, replications of each, and draws tried for each of them at most."""
FUTURES = 30
"""Replications at the truth."""
MEASURES = ("bed_days_returned", "share_of_200000")
Answer = list[list[float]]
"""By option: bed days returned a year, and percent of the place's part of the 200,000."""


@dataclass(frozen=True)
class Decision:
    """The options of a question at one truth."""

    question: Question
    truth: Point
    number: int
    """Number of the truth, from 1: its effects are at a draw of their own."""
    posterior: Draws
    most_at_the_door: float
    """People at the front door up to which a draw is kept."""

    @property
    def stated(self) -> Question:
        """The comparison over the posterior of the truth, with effects drawn from their intervals."""
        return replace(self.question, posterior=self.posterior, effects="drawn", seed=self.question.seed + self.number)

    @property
    def true(self) -> Question:
        """The same options at the truth: its multipliers, and its effects at a draw that the comparison has not."""
        calibrated = {**self.question.description.calibrated, **self.truth}
        description = self.question.description.model_copy(update={"calibrated": calibrated})
        seed = self.question.seed + 1_000_000 + self.number
        return replace(self.question, description=description, draw=1, effects="fixed", seed=seed)

    def run(self, workers: Workers) -> tuple[Futures, Futures] | None:
        """Run both; None if too few draws leave the front door free."""
        numbers = list(range(1, REPLICATIONS * SPARE * DRAWS + 1))
        answers = dict(_answers(workers, self.stated, numbers[: REPLICATIONS * DRAWS], self.most_at_the_door))
        kept = self._whole(answers, numbers)
        for start in range(REPLICATIONS * DRAWS, len(numbers), REPLICATIONS * 5):
            if len(kept) >= REPLICATIONS * DRAWS:
                break
            answers |= dict(
                _answers(workers, self.stated, numbers[start : start + REPLICATIONS * 5], self.most_at_the_door)
            )
            kept = self._whole(answers, numbers)
        if len(kept) < REPLICATIONS * DRAWS:
            return None
        true = dict(_answers(workers, self.true, list(range(1, FUTURES + 1)), np.inf))
        return _futures(answers, kept[: REPLICATIONS * DRAWS]), _futures(true, sorted(true))

    def _whole(self, answers: Mapping[int, Answer], numbers: Sequence[int]) -> list[int]:
        """Return the replications of draws that are free in each of theirs."""
        pairs = [numbers[at : at + REPLICATIONS] for at in range(0, len(numbers), REPLICATIONS)]
        return [number for pair in pairs if all(one in answers for one in pair) for number in pair]


def _futures(answers: Mapping[int, Answer], numbers: Sequence[int]) -> Futures:
    values = np.array([answers[number] for number in numbers])
    return Futures(list(numbers), values[:, :, 0].T, values[:, :, 1].T)


def _answers(workers: Workers, question: Question, numbers: Sequence[int], most: float) -> Iterator[tuple[int, Answer]]:
    """Yield the answers of replications whose baseline left the front door free."""
    job = Job(_answer, _prepare, (question, most))
    for number, result in workers.results(job, list(numbers)):
        if not isinstance(result, Died | str) and result:
            yield number, result


@dataclass
class Decisions:
    """The decisions of a posterior study: one truth after the other, each written down when it is finished."""

    known: PosteriorYears
    folder: Folder
    rows: dict[int, list[dict[Hashable, Any]]] = field(default_factory=dict)
    """Rows by number of the truth; none of a truth whose posterior keeps too few draws."""

    @classmethod
    def begin(cls, known: PosteriorYears, folder: Folder, resume: bool) -> "Decisions":
        """Find those that are finished."""
        decisions = cls(known, folder)
        try:
            content = folder.read_sealed("decisions") if resume else None
            decisions.rows = {int(number): rows for number, rows in content or ()}
        except (Damaged, TypeError, ValueError) as damage:
            tell_damage([str(damage)])
        return decisions

    def run(self, workers: Workers) -> Iterator[int]:
        """Run those that are left; yield how many are finished."""
        for decision in self._wanted():
            if decision.number not in self.rows:
                futures = decision.run(workers)
                table = decision_rows(decision.number, decision.stated, *futures) if futures else pd.DataFrame()
                self.rows[decision.number] = table.to_dict("records")
                self.folder.write_sealed("decisions", sorted(self.rows.items()))
            yield len(self.rows)

    def _wanted(self) -> list[Decision]:
        """Return the decisions, at the first points of the first design whose year left the front door free."""
        known, most = self.known, self.known.most_at_the_door
        opened = list(known.open_ones(range(1, 1 + known.sizes.runs)).items())
        free = [at for at, (_, figures) in enumerate(opened) if figures[FRONT_DOOR] <= most]
        truths = free[: known.sizes.decisions]
        generator = known.generator_of(8)
        densities = posteriors_of_runs(known.evidence, known.free.design_prior, truths, generator)
        return [
            Decision(
                known.question,
                known.first[opened[at][0] - 1],
                number,
                tuple(known.free.multipliers(row) for row in density.draws(SPARE * DRAWS, generator)),
                most,
            )
            for number, (at, density) in enumerate(zip(truths, densities, strict=True), start=1)
        ]

    @property
    def table(self) -> pd.DataFrame:
        """A row for each truth and option."""
        return pd.DataFrame([row for _, rows in sorted(self.rows.items()) for row in rows])

    @property
    def chances(self) -> pd.DataFrame:
        """A row for each kind and size of stated chance."""
        return chances_table(self.table)


# --- in a worker -----------------------------------------------------------------------------------------------------

_AT_HAND: list[tuple[Work, float]] = []
"""The question that this process works on, and how many may wait at its front door."""


def _prepare(question: Question, most: float) -> None:
    """Tell this process what it works on."""
    _AT_HAND[:] = [(Work(question), most)]


def _answer(number: int) -> Answer | str:
    """Return what each option returns in a replication; nothing if the front door is not free, or why it failed."""
    whole, most = _AT_HAND[0]
    try:
        return answer(whole.drawn(number), number, most)
    except Exception as error:  # reported in one line, not raised
        return in_a_line(error)


def answer(work: Work, number: int, most: float) -> Answer:
    """Return what each option returns in a replication; nothing if more wait at the front door than ``most``."""
    question, checkpoint = work.question, work.checkpoint()
    demand = work.demand(number)
    description = question.description_of(BASE)
    people = description.published.get("people_65_plus")
    outcome = work.outcome(BASE, demand, checkpoint)
    figures = simulated(outcome, demand, work.tables[BASE], backgrounds(description))
    if figures[FRONT_DOOR] > most:
        return []
    baseline = Seen.of(outcome, demand, work.tables[BASE])
    answers = []
    for name in question.options:
        own = work.demand_of(name, number, demand)
        after, tables = work.outcome(name, own, checkpoint), work.tables[name]
        seen = baseline.under(after, tables) if own is demand else Seen.of(after, own, tables)
        rows = returned(baseline, seen, None if people is None else float(people))
        answers.append([find(rows, measure) for measure in MEASURES])
    return answers
