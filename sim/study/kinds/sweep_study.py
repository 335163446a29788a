"""A sweep: the runs of its cells taken up or run, then put together into the tables of the results folder."""

import datetime
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sim.description.consistency import check
from sim.description.outlooks import AS_EXPECTED
from sim.description.sweeps import Grid
from sim.study.analysis.doubts import doubts
from sim.study.analysis.interim import so_far
from sim.study.analysis.published_figures import published_figures
from sim.study.kinds.cell_runs import WorldTask, world_runs
from sim.study.kinds.sweep_outlooks import put_together
from sim.study.kinds.sweep_selection import Rule, Search
from sim.study.kinds.sweep_tables import Tables, tables_of
from sim.study.kinds.sweep_world import World, failures
from sim.study.question.conf import counted
from sim.study.question.question import BASE, Question
from sim.study.run.cell_store import CellStore
from sim.study.run.executors import ExecutorWorkers
from sim.study.run.provenance import provenance_of
from sim.study.run.records import Run
from sim.study.run.results_store import Folder, tell_damage
from sim.study.run.workers import Workers


@dataclass
class SweepStudy:
    """A sweep while it runs: which runs are kept, which are lacking, and the tables when all of them are finished."""

    question: Question
    grid: Grid
    asked: Mapping[str, Any]
    """Keys of the conf that describe the sweep."""
    folder: Folder
    worlds: dict[str, World]
    """The runs by outlook, those of the scenario as it stands first."""
    roots: Sequence[Path]
    command: Sequence[str] = ()
    search: Search | None = None
    """The search for the best cell, where one is asked for."""
    resume: bool = True
    elsewhere: ExecutorWorkers | None = None
    """Who runs the cells, in place of processes of this machine."""
    taken_up: int = 0
    warnings: list[str] = field(default_factory=list)
    tables: Tables | None = None
    latest: str = ""
    """The cell that returns most so far."""
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
        rule: Rule | None = None,
    ) -> "SweepStudy":
        """Make the folder and the stores beside it, or find them again with the runs that are kept there.

        ``results`` is the folder that results folders are made in, ``roots`` the scenario folders, ``command`` the
        command line for the provenance; with ``resume`` false, kept runs are run again. ``rule``: replications go on
        until the best cell is found.
        """
        published_figures(roots)  # refused now, not after the runs
        folder = Folder.of(results, question, datetime.date.today())
        folder.begin(question.asked() | dict(asked))
        worlds = dict(_worlds(question, results))
        want(worlds, resume=resume)
        search = None if rule is None else Search.of(rule, worlds[AS_EXPECTED], len(question.numbers))
        study = cls(question, grid, asked, folder, worlds, roots, command, search, resume)
        study.taken_up = study.total - study._left
        study.warnings = check(question.description, {"": question.place})[1] + doubts(question)
        return study

    @property
    def place(self) -> str:
        """Whose the answer is, in words."""
        return self.question.description.title

    @property
    def total(self) -> int:
        """How many runs of cells are wanted so far; those of the baseline are not counted."""
        return sum(world.total for world in self.worlds.values())

    @property
    def _left(self) -> int:
        return sum(world.left for world in self.worlds.values())

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
        world = next((world for world in self.worlds.values() if world.lacking), None)
        if world is None or self._seconds() is not None:
            return
        number, names = next(iter(world.lacking.items()))
        task = (world.name, number, tuple(name for name in names if name != BASE)[:2])
        with Workers(1) as workers:
            for _ in self._finished([task], workers):
                pass

    def expectation(self, processes: int) -> str:
        """Return how many runs are to be made, about how long they will take, and on how much disk; nothing without."""
        if not (left := self._left):
            return ""
        count = self._processes(processes)
        seconds = self._seconds_left(count)
        span = "" if seconds is None else f"about {_span(seconds / count)}"
        where = "" if seconds is None else f" on {counted(count, self._worker)}"
        disk = sum(world.bytes_lacking() for world in self.worlds.values()) / 1e6
        first = "; cells that are still in the search then go on" if self.search is not None else ""
        return f"{left:,} runs to go: {span}{where}, {max(disk, 0.1):,.1f} MB on disk{first}"

    def run(self, processes: int) -> Iterator[int]:
        """Run what is lacking, then `complete`; yield how many runs are finished, first those kept already."""
        begun, clock = datetime.datetime.now(datetime.UTC), time.perf_counter()
        count = self._processes(processes)
        yield self.total - self._left
        with self.elsewhere or Workers(count) as workers:
            yield from self._finished(self._tasks(count), workers)
            while self.search is not None and (more := self.search.more()) is not None:
                self.search.world.want(*more, resume=self.resume)
                yield from self._finished(self._tasks(count), workers)
        self.complete()
        seconds = time.perf_counter() - clock
        self.folder.write_notes("provenance", provenance_of(self.question, self.command, begun, seconds, count))

    def complete(self) -> None:
        """Write every table. They are the same whether runs were kept already or made by this study."""
        runs, self.tables = self._put_together()
        self.folder.write_runs(runs)
        for name, table in self.tables.by_name.items():
            self.folder.write_frame(name, table, csv_too=True)
        self.warnings = [*failures(runs), *self.tables.warnings, *self.warnings]
        self.folder.write_notes("question", self.question.asked() | dict(self.asked) | {"warnings": self.warnings})
        self.folder.tidy()

    def _put_together(self) -> tuple[list[Run], Tables]:
        """Return how every run went, and all tables."""
        runs: list[Run] = []
        tables: dict[str, Tables] = {}
        for outlook, world in self.worlds.items():
            kept, went = world.kept()
            under = "" if outlook == AS_EXPECTED else f" under {outlook}"
            runs += [replace(run, option=f"{run.option}{under}") for run in went]
            question = world.question
            if self.search is not None:
                question = replace(question, replications=len(world.wanted))
            tables[outlook] = tables_of(question, self.grid, kept, self.asked.get("target"), self.roots)
        titles = {outlook: world.title for outlook, world in self.worlds.items()}
        together = put_together(tables, titles)
        if self.search is not None:
            together.by_name["sweep_selection"] = self.search.table()
        return runs, together

    def _processes(self, processes: int) -> int:
        """Return how many processes run cells, given those asked for on this machine."""
        return self.elsewhere.count if self.elsewhere is not None else max(1, min(processes, self._left))

    @property
    def _worker(self) -> str:
        """What runs cells, in a word."""
        return "thread" if self.elsewhere is not None and self.elsewhere.here else "process"

    def _seconds(self) -> tuple[float, float] | None:
        """Return the mean seconds of a cell's run and of the baseline's; None where nothing is known."""
        known = (world.store.seconds(self.question.numbers) for world in self.worlds.values())
        return next((seconds for seconds in known if seconds is not None), None)

    def _seconds_left(self, processes: int) -> float | None:
        """Return how many seconds of a processor what is lacking will take, about; None where nothing is known."""
        known = self._seconds()
        return None if known is None else self._left * known[0] + len(self._tasks(processes)) * known[1]

    def _tasks(self, processes: int) -> list[WorldTask]:
        return [task for world in self.worlds.values() for task in world.tasks(processes)]

    def _finished(self, tasks: Sequence[WorldTask], workers: Workers | ExecutorWorkers) -> Iterator[int]:
        """Run tasks; yield how many runs are finished after each."""
        worlds = {name: (world.question, world.store) for name, world in self.worlds.items()}
        for name, runs in world_runs(worlds, tasks, workers):
            self.worlds[name].note(runs)
            self._tell(name, runs)
            yield self.total - self._left

    def _tell(self, outlook: str, runs: Sequence[Run]) -> None:
        """Note what the cells return so far, in the scenario as it stands."""
        for run in runs if outlook == AS_EXPECTED else ():
            if run.status == "done" and run.option != BASE:
                value = self.worlds[AS_EXPECTED].returned(run.option, run.replication)
                self._returned.setdefault(run.option, []).extend([] if value is None else [value])
        titles = {name: option.title for name, option in self.question.options.items()}
        self.latest = so_far(self._returned, titles) if self.search is None else self.search.words


def want(worlds: Mapping[str, World], *, resume: bool) -> None:
    """Hold the stores of worlds, and find which of their runs are kept; tell what is damaged."""
    for world in worlds.values():
        world.store.folder.hold()
        world.want(world.question.numbers, world.question.names, resume=resume)
    tell_damage([f"{run}: {damage}" for world in worlds.values() for run, damage in world.damaged.items()])


def _worlds(question: Question, results: Path) -> Iterator[tuple[str, World]]:
    """Yield each outlook with the runs that it has, the scenario as it stands first."""
    for outlook in (AS_EXPECTED, *question.outlooks):
        title = "As expected" if outlook == AS_EXPECTED else question.outlooks[outlook].label
        mine = question.under(outlook)
        yield outlook, World(outlook, title if question.outlooks else "", mine, CellStore.of(results, mine))


def _span(seconds: float) -> str:
    return f"{max(seconds, 1):.0f} s" if seconds < 100 else f"{seconds / 60:.0f} minutes"
