"""The runs of mixes that a study wants, in each replication its own: found in the store of cells, or run and kept."""

import datetime
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from sim.study.analysis import blocked_front_door, steady_state
from sim.study.kinds.cell_runs import cell_runs, tasks_of
from sim.study.question.question import BASE, Question
from sim.study.run.cell_store import CellRun, CellStore
from sim.study.run.records import Run
from sim.study.run.results_store import tell_damage

COLUMNS = ["option", "replication", "measure", "breakdown", "level", "unit", "value"]
Wanted = Mapping[int, Sequence[str]]
"""Names of the mixes that are wanted, by replication, without the baseline."""


@dataclass
class MixRuns:
    """The runs wanted of the mixes of a question (its options), and how those went that were made."""

    question: Question
    store: CellStore
    wanted: dict[int, list[str]]
    """Mixes that differ, by replication."""
    lacking: dict[int, list[str]] = field(default_factory=dict)
    """Those that have to be run, the baseline among them."""
    went: dict[tuple[str, int], Run] = field(default_factory=dict)

    @classmethod
    def begin(cls, question: Question, wanted: Wanted, results: Path, resume: bool = True) -> "MixRuns":
        """Find the runs that are kept in a folder of results; with ``resume`` false all are run again."""
        store = CellStore.of(results, question)
        store.folder.hold()
        names = {number: list(dict.fromkeys(store.first(name) for name in of)) for number, of in wanted.items()}
        runs = cls(question, store, names)
        damaged: dict[str, str] = {}
        for number, of in names.items():
            left = list(store.lacking_of(number, [BASE, *of], damaged)) if resume else [BASE, *of]
            runs.lacking |= {number: left} if left else {}
        tell_damage([f"{name}: {damage}" for name, damage in damaged.items()])
        return runs

    @property
    def total(self) -> int:
        """How many runs of mixes are wanted; those of the baseline are not counted."""
        return sum(map(len, self.wanted.values()))

    @property
    def left(self) -> int:
        """How many runs of mixes are lacking."""
        return sum(name != BASE for names in self.lacking.values() for name in names)

    def run(self, processes: int) -> Iterator[int]:
        """Run what is lacking; yield how many are finished, those kept already among them."""
        count = max(1, min(processes, self.left))
        for runs in cell_runs(self.question, self.store, tasks_of(self.lacking, self.question, count), count):
            for run in runs:
                self.went[run.option, run.replication] = run
                if run.option in (left := self.lacking.get(run.replication, [])):
                    left.remove(run.option)
            yield self.total - self.left
        self.lacking = {}

    def kept(self) -> "KeptMixes":
        """Return what is kept of all runs wanted."""
        kept: dict[tuple[str, int], CellRun] = {}
        runs = []
        for number, names in self.wanted.items():
            for name in (BASE, *names):
                if (run := self.store.read_kept(name, number)) is not None:
                    kept[name, number] = run
                    runs.append(Run(name, number, "done", run.seconds))
                else:
                    runs.append(self.went.get((name, number)) or Run(name, number, "failed", 0.0, ""))
        return KeptMixes(self.question, kept, runs, {name: self.store.first(name) for name in self.question.options})

    def expectation(self, processes: int) -> str:
        """Return how many runs are to be made and about how long they take, as far as kept runs tell; else nothing."""
        if not self.left:
            return ""
        first, *_ = self.wanted
        known = self.store.seconds([first])
        seconds = 0.0 if known is None else self.left * known[0] + len(self.lacking) * known[1]
        span = f": about {seconds / max(1, min(processes, self.left)) / 60:.1f} minutes" if seconds else ""
        return f"{self.left:,} runs to go{span}"


@dataclass(frozen=True)
class KeptMixes:
    """What is kept of the runs of mixes and of their baseline."""

    question: Question
    kept: Mapping[tuple[str, int], CellRun]
    runs: Sequence[Run]
    first: Mapping[str, str]
    """The mix that does the same as one and is run for both, by name."""

    @property
    def measures(self) -> pd.DataFrame:
        """The measures of all runs, a row each."""
        rows = [(name, number, *row) for (name, number), run in self.kept.items() for row in run.measures]
        return pd.DataFrame(rows, columns=COLUMNS)

    @property
    def blocked(self) -> dict[str, str]:
        """Why mixes, or the baseline, give no answer: their front door is blocked."""
        rows = [
            dict(zip(blocked_front_door.COLUMNS, (name, number, *door), strict=True))
            for (name, number), run in self.kept.items()
            for door in run.doors
        ]
        table = pd.DataFrame(rows, columns=blocked_front_door.COLUMNS)
        return blocked_front_door.blocked([table], self.question.description)

    def warnings(self) -> list[str]:
        """Return a line for each kind of doubt: runs that failed, blocked doors, a baseline that is not settled."""
        failed = [run for run in self.runs if run.status != "done"]
        lines = []
        if failed:
            first = f"{failed[0].option}, replication {failed[0].replication}: {failed[0].message}"
            lines.append(f"{len(failed)} of {len(self.runs)} runs gave no answer, the first {first}")
        blocked = self.blocked
        lines += [f"the baseline gives no answer: {blocked[BASE]}"] if BASE in blocked else []
        others = [name for name in blocked if name != BASE]
        lines += [f"{len(others)} mixes give no answer: {blocked[others[0]]}"] if others else []
        trends = steady_state.trends(self.steady())
        return lines + (
            [f"not settled over the measured period: the baseline trends: {trends[BASE]}"] if BASE in trends else []
        )

    def steady(self) -> pd.DataFrame:
        """Return whether the baseline is in a steady state, by series."""
        tables = [
            pd.DataFrame(run.series).assign(option=BASE, replication=number, day=lambda table: range(len(table)))
            for (name, number), run in self.kept.items()
            if name == BASE
        ]
        return steady_state.steady_state(pd.concat(tables, ignore_index=True), self.question.period)


@dataclass
class Clock:
    """When a study began, for its provenance."""

    begun: datetime.datetime = field(default_factory=lambda: datetime.datetime.now(datetime.UTC))
    _at: float = field(default_factory=time.perf_counter)

    @property
    def seconds(self) -> float:
        """Seconds since."""
        return time.perf_counter() - self._at


def in_plain_values(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return keys of a conf as they are written into question.yaml."""
    return {key: list(value) if isinstance(value, tuple) else value for key, value in content.items()}
