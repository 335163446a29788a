"""A best mix while it is looked for: design, searches and checks by simulation, until the mix found stands."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sim.description.consistency import check
from sim.description.mixes import Mix
from sim.study.analysis.doubts import doubts
from sim.study.analysis.mix_changes import changes
from sim.study.analysis.mix_design import neighbours
from sim.study.analysis.published_figures import published_figures
from sim.study.kinds.best_mix_plan import Known, Plan
from sim.study.kinds.best_mix_rounds import Answer, candidates, chosen, to_run
from sim.study.kinds.best_mix_tables import tables_of
from sim.study.kinds.mix_runs import Clock, KeptMixes, MixRuns
from sim.study.question.question import BASE, Question
from sim.study.run.provenance import provenance_of
from sim.study.run.results_store import Folder

ROUNDS, PASSES = 5, 3
"""Rounds of search and simulation, and passes over neighbours of the mix chosen, at most."""
EXPECTED = 12
"""Mixes about that rounds add to the design, and that are checked besides neighbours: for the progress shown."""


@dataclass
class BestMixStudy:
    """A best mix while it is looked for, and its tables."""

    question: Question
    plan: Plan
    asked: Mapping[str, Any]
    """Keys of the conf that say what is looked for."""
    folder: Folder
    results: Path
    resume: bool
    design: MixRuns
    known: Known
    command: Sequence[str]
    taken_up: int
    warnings: list[str] = field(default_factory=list)
    answer: Answer | None = None
    latest: str = ""
    _done: int = 0
    _kept: list[KeptMixes] = field(default_factory=list)
    unit = "run"

    @classmethod
    def begin(
        cls,
        question: Question,
        plan: Plan,
        asked: Mapping[str, Any],
        results: Path,
        roots: Sequence[Path],
        command: Sequence[str] = (),
        resume: bool = True,
    ) -> "BestMixStudy":
        """Make the folder and the store of runs beside it, or find them again with what is kept there.

        ``results`` is the folder that results folders are made in, ``roots`` the scenario folders, ``command`` the
        command line for the provenance; with ``resume`` false, the design is run again.
        """
        published_figures(roots)  # refused now, not after the runs
        folder = Folder.of(results, question, datetime.date.today())
        folder.begin(question.asked() | dict(asked))
        runs = _runs(question, plan, plan.design(), plan.numbers(question)[0], results, resume)
        known = Known.of(question, plan.levers)
        study = cls(question, plan, asked, folder, results, resume, runs, known, command, runs.total - runs.left)
        study.warnings = check(question.description, {"": question.place})[1] + doubts(question)
        return study

    @property
    def total(self) -> int:
        """About how many runs are wanted: those of the design, and those that rounds and checks usually add."""
        added = min(EXPECTED, self.plan.levers.count)
        checked = min(added + 2 * len(self.plan.levers.levers), self.plan.levers.count) * self.plan.check
        return self.design.total + added * self.question.replications + checked

    @property
    def share(self) -> float:
        """What part of the work is finished, about."""
        return min(self._done / self.total, 1.0)

    @property
    def exit_code(self) -> int:
        """1 where no mix reaches the target within the constraints: the text says how near."""
        return int(self.answer is None or self.answer.best is None or not self.answer.is_met)

    def run(self, processes: int) -> Iterator[int]:
        """Run the design, search, run what searches find, check it, then write the tables; yield runs finished."""
        clock = Clock()
        self._done = self.taken_up
        yield self._done
        yield from self._runs_of(self.design, processes)
        yield from self._looked_for(processes)
        yield from self._checked(processes)
        self.complete()
        notes = provenance_of(self.question, self.command, clock.begun, clock.seconds, max(1, processes))
        self.folder.write_notes("provenance", notes)
        self._done = self.total
        yield self.total

    def _looked_for(self, processes: int) -> Iterator[int]:
        """Run what searches find and is not run yet, fit anew, until they find nothing new."""
        numbers = self.plan.numbers(self.question)[0]
        for number in range(1, ROUNDS + 1):
            mixes = to_run(self.known, self.plan, numbers)
            if not mixes:
                break
            self.latest = f"round {number}: {len(mixes)} mixes found by search are run"
            yield from self._simulated(mixes, numbers, processes)

    def _checked(self, processes: int) -> Iterator[int]:
        """Check the best few, and each step from the best of them, in futures of their own; then the one chosen."""
        search, fresh, last = self.plan.numbers(self.question)
        self.answer = candidates(self.known, self.plan, search)
        yield from self._simulated(self.answer.mixes, fresh, processes)
        for _ in range(PASSES):
            self.answer = chosen(self.answer, self.known, self.plan, fresh)
            if self.answer.best is None:
                break
            steps = list(neighbours(self.answer.best, self.plan.levers.sizes))
            if all(self.known.has(mix, fresh) or mix in self.known.blocked or not any(mix) for mix in steps):
                break
            self.latest = f"one step from the best mix: {len(steps)} mixes"
            yield from self._simulated(steps, fresh, processes)
            self.answer = replace(self.answer, mixes=list(dict.fromkeys([*self.answer.mixes, *steps])))
        if self.answer.best is not None:
            yield from self._simulated([self.answer.best], last, processes)

    def _simulated(self, mixes: Sequence[Mix], numbers: Sequence[int], processes: int) -> Iterator[int]:
        new = [mix for mix in dict.fromkeys(mixes) if any(mix) and not self.known.has(mix, numbers)]
        if new:
            yield from self._runs_of(
                _runs(self.question, self.plan, new, numbers, self.results, self.resume), processes
            )

    def _runs_of(self, runs: MixRuns, processes: int) -> Iterator[int]:
        """Run what is lacking, and note what the mixes change."""
        before = self._done - (runs.total - runs.left if runs is self.design else 0)
        shown = 0
        for done in runs.run(processes) if runs.left else [runs.total]:
            self._done = before + done
            if done == runs.total or done - shown >= self.total // 100:
                shown = done
                yield min(self._done, self.total - 1)
        kept = runs.kept()
        self._kept.append(kept)
        table = changes(kept.measures, self.question.description, self.known.wanted)
        blocked = kept.blocked
        for name in kept.question.options:
            mix = tuple(int(digit) for digit in name.removeprefix("mix_"))
            self.known.blocked |= {mix} if kept.first[name] in blocked or BASE in blocked else set()
            for number in runs.wanted:
                if (row := table.get((kept.first[name], number))) is not None:
                    self.known.values[mix, number] = row

    def complete(self) -> None:
        """Write every table."""
        runs = {(run.option, run.replication): run for kept in self._kept for run in kept.runs}
        self.folder.write_runs(runs.values())
        if self.answer is not None:
            for name, table in tables_of(self.question, self.plan, self.known, self.answer).items():
                self.folder.write_frame(name, table, csv_too=True)
        doubtful = list(dict.fromkeys(line for kept in self._kept[:1] for line in kept.warnings()))
        self.warnings = [*doubtful, *self.warnings]
        self.folder.write_notes("question", self.question.asked() | dict(self.asked) | {"warnings": self.warnings})
        self.folder.tidy()


def _runs(
    question: Question, plan: Plan, mixes: Sequence[Mix], numbers: Sequence[int], results: Path, resume: bool
) -> MixRuns:
    options = {plan.levers.name(mix): plan.levers.option(mix, "levers") for mix in mixes}
    wanted = {number: list(options) for number in numbers}
    return MixRuns.begin(replace(question, options=options), wanted, results, resume)
