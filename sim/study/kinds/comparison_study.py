"""A question response: replications run or taken up, then put together into the tables of the results folder."""

import datetime
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from sim.description.consistency import check
from sim.study.analysis import comparison, replications_needed, steady_state, warmup
from sim.study.analysis.assumptions import assumptions
from sim.study.analysis.baseline_validation import baseline, column_sources
from sim.study.question.question import BASE, Question
from sim.study.run.provenance import made
from sim.study.run.records import Run
from sim.study.run.replication import NO_BASELINE, replications
from sim.study.run.results_store import Folder


@dataclass
class ComparisonStudy:
    """An answer under way: where it is kept, which replications are finished and how each run went."""

    question: Question
    folder: Folder
    roots: Sequence[Path]
    command: Sequence[str] = ()
    finished: dict[int, list[Run]] = field(default_factory=dict)
    taken_up: int = 0
    warnings: list[str] = field(default_factory=list)
    comparison: pd.DataFrame = field(default_factory=pd.DataFrame)
    unit = "replication"
    exit_code = 0
    latest = ""

    @property
    def total(self) -> int:
        """How many replications are wanted."""
        return self.question.replications

    @property
    def share(self) -> float:
        """What part of the work is finished."""
        return len(self.finished) / self.total

    @property
    def left(self) -> list[int]:
        """Numbers of the replications that are not finished."""
        return [n for n in self.question.numbers if n not in self.finished]

    @classmethod
    def begin(
        cls, question: Question, results: Path, roots: Sequence[Path], command: Sequence[str] = (), resume: bool = True
    ) -> "ComparisonStudy":
        """Make the folder, or find it again with what is finished there."""
        return cls.inside(Folder.of(results, question, datetime.date.today()), question, roots, command, resume)

    @classmethod
    def inside(
        cls, folder: Folder, question: Question, roots: Sequence[Path], command: Sequence[str], resume: bool
    ) -> "ComparisonStudy":
        """Make the folder given, with what is finished there."""
        answer = cls(question, folder, roots, command)
        answer.warnings = check(question.description, {"": question.place})[1]
        folder.begin(question.asked() | {"warnings": answer.warnings})
        if resume:
            answer.finished = folder.finished(question)
            answer.taken_up = len(answer.finished)
        return answer

    def run(self, processes: int) -> Iterator[int]:
        """Run what is not finished, then `complete`; yield how many replications are finished, first those taken up."""
        begun, clock = datetime.datetime.now(datetime.UTC), time.perf_counter()
        count = max(1, min(processes, len(self.left)))
        yield len(self.finished)
        for runs in replications(self.question, self.folder, self.left, count):
            self.finished[runs[0].replication if runs else 0] = runs
            yield len(self.finished)
        seconds = time.perf_counter() - clock
        self.complete()
        self.folder.write_notes("provenance", made(self.question, self.command, begun, seconds, count))

    @property
    def failed(self) -> list[Run]:
        """Runs that gave no answer."""
        return [run for runs in self.finished.values() for run in runs if run.status != "done"]

    def complete(self) -> None:
        """Write every table of the answer. They are the same however the replications were come by."""
        question, folder = self.question, self.folder
        numbers = sorted(self.finished)
        folder.write_runs(run for number in numbers for run in self.finished[number])
        answered = [n for n in numbers if any(run.status == "done" for run in self.finished[n])]
        if not answered:
            self.warnings += self._failures()
            return
        measures = folder.write_replications(question, answered)
        titles = {BASE: "Baseline"} | {name: option.title for name, option in question.options.items()}
        series = pd.concat(
            [steady_state.daily_totals(daily, question.description) for daily in folder.write_daily(question, answered)]
        )
        trends = steady_state.trends(series, question.period.from_day)
        self.comparison = compared = comparison.comparison(measures, question.names, trends)
        folder.write_frame("comparison", compared, csv_too=True)
        folder.write_csv("assumptions", assumptions(question))
        beginning, late = warmup.warmup(steady_state.mean_over_replications(series, BASE), question.period.from_day)
        folder.write_csv("warmup", beginning)
        precision_by_replications, recommended, few = replications_needed.precision(measures, question.names, titles)
        folder.write_csv("precision_by_replications", precision_by_replications)
        folder.write_csv("precision", replications_needed.reached(precision_by_replications))
        truth = baseline(measures, question.description, column_sources(self.roots))
        if len(truth):
            folder.write_csv("baseline", truth)
        self.warnings += [*comparison.warnings(compared, trends, titles), *late, *few, *self._failures()]
        notes = {"warnings": self.warnings, "recommended_replications": recommended}
        folder.write_notes("question", question.asked() | notes)
        folder.tidy()

    def _failures(self) -> list[str]:
        """Return a line for each of the first runs that failed by themselves, and one for the rest."""
        first = [run for run in self.failed if run.message != NO_BASELINE]
        lines = [f"{run.option}, replication {run.replication}: {run.status}: {run.message}" for run in first[:3]]
        return lines + ([f"{len(self.failed)} runs gave no answer: runs.csv names them all"] if lines else [])
