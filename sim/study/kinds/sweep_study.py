"""A sweep: the runs of its cells taken up or run, then put together into the tables of the results folder."""

import datetime
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.description.consistency import check
from sim.description.sweeps import Grid
from sim.study.analysis.doubts import doubts
from sim.study.analysis.interim import so_far
from sim.study.analysis.published_figures import published_figures
from sim.study.kinds.cell_runs import cell_runs, tasks_of
from sim.study.kinds.sweep_tables import Tables, tables_of
from sim.study.question.question import BASE, Question
from sim.study.run.cell_store import CellRun, CellStore
from sim.study.run.checksums import Damaged
from sim.study.run.provenance import provenance_of
from sim.study.run.records import NoAnswer, Run
from sim.study.run.results_store import Folder, tell_damage

BYTES_A_RUN, BYTES_A_BASELINE = 12_000, 250_000
"""Disk that a run of a cell and of the baseline takes, about (measured on partnerships)."""
RETURNED = "bed_days_returned"


@dataclass
class SweepStudy:
    """A sweep while it runs: which runs are kept, which are lacking, and the tables when all of them are finished."""

    question: Question
    grid: Grid
    asked: Mapping[str, Any]
    """Keys of the conf that describe the sweep."""
    folder: Folder
    store: CellStore
    roots: Sequence[Path]
    command: Sequence[str] = ()
    lacking: dict[int, list[str]] = field(default_factory=dict)
    """Names that have to be run, by replication, the baseline too."""
    taken_up: int = 0
    warnings: list[str] = field(default_factory=list)
    tables: Tables | None = None
    latest: str = ""
    """The cell that returns most so far."""
    _went: dict[tuple[str, int], Run] = field(default_factory=dict)
    """How the runs of this study went, by name and replication."""
    _returned: dict[str, list[float]] = field(default_factory=dict)
    unit = "run"

    @classmethod
    def begin(
        cls,
        question: Question,
        grid: Grid,
        asked: Mapping[str, Any],
        results: Path,
        roots: Sequence[Path],
        command: Sequence[str] = (),
        resume: bool = True,
    ) -> "SweepStudy":
        """Make the folder and the store beside it, or find them again with the runs that are kept there.

        ``results`` is the folder that results folders are made in, ``roots`` the scenario folders, ``command`` the
        command line for the provenance; with ``resume`` false, kept runs are run again.
        """
        published_figures(roots)  # refused now, not after the runs
        folder, store = Folder.of(results, question, datetime.date.today()), CellStore.of(results, question)
        folder.begin(question.asked() | dict(asked))
        store.folder.hold()
        damaged: dict[str, str] = {}
        lacking = store.lacking(question.numbers, damaged) if resume else store.all(question.numbers)
        tell_damage([f"{name}: {damage}" for name, damage in damaged.items()])
        study = cls(question, grid, asked, folder, store, roots, command, lacking)
        study.taken_up = study.total - study._left
        study.warnings = check(question.description, {"": question.place})[1] + doubts(question)
        return study

    @property
    def total(self) -> int:
        """How many runs of cells are wanted; those of the baseline are not counted."""
        return self.store.different * len(self.question.numbers)

    @property
    def _left(self) -> int:
        return sum(name != BASE for names in self.lacking.values() for name in names)

    @property
    def share(self) -> float:
        """What part of the work is finished."""
        return 1.0 - self._left / self.total

    @property
    def exit_code(self) -> int:
        """1 where no cell has an answer: the tables say why."""
        return int(self.tables is None or not self.tables.answered)

    def time_first(self) -> None:
        """Run two lacking cells in this process, where nothing is known of how long a run takes."""
        if not self.lacking or self.store.seconds(self.question.numbers) is not None:
            return
        number, names = next(iter(self.lacking.items()))
        first = tuple(name for name in names if name != BASE)[:2]
        for runs in cell_runs(self.question, self.store, [(number, first)], 1):
            self._note(runs)

    def expectation(self, processes: int) -> str:
        """Return how many runs are to be made, about how long they will take, and on how much disk; nothing without."""
        if not (left := self._left):
            return ""
        known = self.store.seconds(self.question.numbers)
        count = max(1, min(processes, left))
        tasks = tasks_of(self.lacking, self.question, count)
        span = "" if known is None else f"about {_span((left * known[0] + len(tasks) * known[1]) / count)}"
        where = "" if known is None else f" on {count} process{'' if count == 1 else 'es'}"
        disk = (left * BYTES_A_RUN + len(self.lacking) * BYTES_A_BASELINE) / 1e6
        return f"{left:,} runs to go: {span}{where}, {max(disk, 0.1):,.1f} MB on disk"

    def run(self, processes: int) -> Iterator[int]:
        """Run what is lacking, then `complete`; yield how many runs are finished, first those kept already."""
        begun, clock = datetime.datetime.now(datetime.UTC), time.perf_counter()
        count = max(1, min(processes, self._left))
        tasks = tasks_of(self.lacking, self.question, count)
        done = self.total - self._left
        yield done
        for runs in cell_runs(self.question, self.store, tasks, count):
            self._note(runs)
            done += sum(run.option != BASE for run in runs)
            yield min(done, self.total)
        self.complete()
        seconds = time.perf_counter() - clock
        self.folder.write_notes("provenance", provenance_of(self.question, self.command, begun, seconds, count))

    def _note(self, runs: Sequence[Run]) -> None:
        """Note how runs went, and what the cells return so far."""
        for run in runs:
            self._went[run.option, run.replication] = run
            left = self.lacking.get(run.replication, [])
            if run.option in left:
                left.remove(run.option)
            if run.status == "done" and run.option != BASE and (kept := self.store.read(run.option, run.replication)):
                values = [value for name, kind, _, _, value in kept.measures if (name, kind) == (RETURNED, "all")]
                self._returned.setdefault(run.option, []).extend(values)
        self.lacking = {number: names for number, names in self.lacking.items() if names}
        self.latest = so_far(self._returned, {name: option.title for name, option in self.question.options.items()})

    def complete(self) -> None:
        """Write every table. They are the same whether runs were kept already or made by this study."""
        kept, runs = self._kept()
        self.folder.write_runs(runs)
        self.tables = tables_of(self.question, self.grid, kept, self.asked.get("target"), self.roots)
        for name, table in self.tables.by_name.items():
            self.folder.write_frame(name, table, csv_too=True)
        self.warnings = [*_failures(runs), *self.tables.warnings, *self.warnings]
        self.folder.write_notes("question", self.question.asked() | dict(self.asked) | {"warnings": self.warnings})
        self.folder.tidy()

    def _kept(self) -> tuple[dict[tuple[str, int], CellRun], list[Run]]:
        """Return the kept runs by name and replication, and how every run went."""
        kept, runs = {}, []
        for number in self.question.numbers:
            for name in self.question.names:
                if (run := self._read(name, number)) is not None:
                    kept[name, number] = run
                    runs.append(Run(name, number, "done", run.seconds))
                else:
                    known = self._went.get((self.store.first(name), number))
                    runs.append(
                        Run(name, number, *((known.status, 0.0, known.message) if known else ("failed", 0.0, "")))
                    )
        return kept, runs

    def _read(self, name: str, number: int) -> CellRun | None:
        try:
            return self.store.read(name, number)
        except Damaged as damage:
            lost = f"{name}, replication {number}: {damage}, and was there when it had run"
            raise NoAnswer(f"{lost}: nothing is put together without it; the same command runs it again") from None


def _failures(runs: Sequence[Run]) -> list[str]:
    """Return a line on runs that gave no answer."""
    failed = [run for run in runs if run.status != "done"]
    if not failed:
        return []
    first = f"{failed[0].option}, replication {failed[0].replication}: {failed[0].status}: {failed[0].message}"
    return [f"{len(failed)} of {len(runs)} runs gave no answer, the first {first}; runs.csv names them all"]


def _span(seconds: float) -> str:
    return f"{max(seconds, 1):.0f} s" if seconds < 100 else f"{seconds / 60:.0f} minutes"
