"""A package shared out among its parts: the mixes of each replication's orders, run and put together into tables."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sim.description.consistency import check
from sim.study.analysis.doubts import doubts
from sim.study.analysis.published_figures import published_figures
from sim.study.kinds.mix_runs import Clock, MixRuns
from sim.study.kinds.shares_package import Package
from sim.study.kinds.shares_tables import Tables, tables_of
from sim.study.question.question import Question
from sim.study.run.provenance import provenance_of
from sim.study.run.results_store import Folder


@dataclass
class SharesStudy:
    """Fair shares while they are run, and their tables when all runs are finished."""

    question: Question
    package: Package
    asked: Mapping[str, Any]
    """Keys of the conf that say how the package is shared out."""
    folder: Folder
    runs: MixRuns
    command: Sequence[str]
    taken_up: int
    warnings: list[str] = field(default_factory=list)
    tables: Tables | None = None
    latest: str = ""
    unit = "run"

    @classmethod
    def begin(
        cls,
        question: Question,
        package: Package,
        asked: Mapping[str, Any],
        results: Path,
        roots: Sequence[Path],
        command: Sequence[str] = (),
        resume: bool = True,
    ) -> "SharesStudy":
        """Make the folder and the store of runs beside it, or find them again with what is kept there.

        ``results`` is the folder that results folders are made in, ``roots`` the scenario folders, ``command`` the
        command line for the provenance; with ``resume`` false, kept runs are run again.
        """
        published_figures(roots)  # refused now, not after the runs
        by_number = {number: package.mixes(question.seed, number) for number in question.numbers}
        mixes = sorted({mix for of in by_number.values() for mix in of})
        folder = Folder.of(results, question, datetime.date.today())
        folder.begin(question.asked() | dict(asked))
        wanted = {number: [package.name(mix) for mix in of] for number, of in by_number.items()}
        runs = MixRuns.begin(replace(question, options=package.options(mixes)), wanted, results, resume)
        study = cls(question, package, asked, folder, runs, command, runs.total - runs.left)
        study.warnings = check(question.description, {"": question.place})[1] + doubts(question)
        return study

    @property
    def total(self) -> int:
        """How many runs of mixes are wanted; those of the baseline are not counted."""
        return self.runs.total

    @property
    def share(self) -> float:
        """What part of the work is finished."""
        return 1.0 - self.runs.left / self.total

    @property
    def exit_code(self) -> int:
        """1 where the package has no answer: the warnings say why."""
        return int(self.tables is None or not self.tables.answered)

    def run(self, processes: int) -> Iterator[int]:
        """Run what is lacking, then write the tables; yield how many runs are finished, first those kept already."""
        clock, count = Clock(), max(1, min(processes, self.runs.left))
        yield self.taken_up
        yield from self.runs.run(processes)
        self.complete()
        notes = provenance_of(self.question, self.command, clock.begun, clock.seconds, count)
        self.folder.write_notes("provenance", notes)

    def complete(self) -> None:
        """Write every table. They are the same whether runs were kept already or made by this study."""
        kept = self.runs.kept()
        self.folder.write_runs(kept.runs)
        self.tables = tables_of(self.question, self.package, kept)
        for name, table in self.tables.by_name.items():
            self.folder.write_frame(name, table, csv_too=True)
        self.warnings = [*self.tables.warnings, *self.warnings]
        self.folder.write_notes("question", self.question.asked() | dict(self.asked) | {"warnings": self.warnings})
        self.folder.tidy()
