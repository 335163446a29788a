"""The runs of all cells in one world, an outlook or a partnership: which are wanted, which are kept, how they went."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sim.study.analysis.comparison import RETURNED
from sim.study.kinds.cell_runs import WorldTask, tasks_of
from sim.study.question.question import BASE, Question
from sim.study.run.cell_store import CellRun, CellStore
from sim.study.run.records import Run

BYTES_A_RUN, BYTES_A_BASELINE = 12_000, 250_000
"""Disk that a run of a cell and of the baseline takes, about (measured on partnerships)."""


@dataclass
class World:
    """The runs of all cells in one world."""

    name: str
    """Of the outlook, or of the partnership."""
    title: str
    """What it is called in warnings; nothing where it is the only one."""
    question: Question
    store: CellStore
    wanted: dict[int, list[str]] = field(default_factory=dict)
    """Names that are wanted, by replication, the baseline first; of cells that do the same the first."""
    lacking: dict[int, list[str]] = field(default_factory=dict)
    """Names that have to be run, by replication."""
    damaged: dict[str, str] = field(default_factory=dict)
    """What is wrong with kept runs, by run."""
    _went: dict[tuple[str, int], Run] = field(default_factory=dict)
    """How the runs of this study went, by name and replication."""

    def want(self, numbers: Sequence[int], names: Sequence[str], *, resume: bool) -> None:
        """Want more runs: of some replications, those with these names; kept ones are taken up with ``resume``."""
        firsts = set(map(self.store.first, names))
        wanted = {number: [name for name in self.store.names if name in firsts] for number in numbers}
        self.wanted |= wanted
        self.lacking |= self.store.lacking(wanted, self.damaged) if resume else {n: list(w) for n, w in wanted.items()}

    @property
    def total(self) -> int:
        """How many runs of cells are wanted; those of the baseline are not counted."""
        return _cells(self.wanted)

    @property
    def left(self) -> int:
        """How many of them are lacking."""
        return _cells(self.lacking)

    def tasks(self, processes: int) -> list[WorldTask]:
        """Return the tasks that run what is lacking."""
        return [(self.name, *task) for task in tasks_of(self.lacking, self.question, processes)]

    def note(self, runs: Sequence[Run]) -> None:
        """Note how runs went."""
        for run in runs:
            self._went[run.option, run.replication] = run
            left = self.lacking.get(run.replication, [])
            if run.option in left:
                left.remove(run.option)
        self.lacking = {number: names for number, names in self.lacking.items() if names}

    def returned(self, name: str, number: int) -> float | None:
        """Return the bed days that a cell gives back in one replication; None without a run."""
        run = self.store.read_kept(name, number)
        rows = [] if run is None else run.measures
        return next((value for measure, kind, *_, value in rows if (measure, kind) == (RETURNED, "all")), None)

    def kept(self) -> tuple[dict[tuple[str, int], CellRun], list[Run]]:
        """Return the kept runs by name and replication, and how every wanted run went."""
        kept, runs = {}, []
        for number, names in self.wanted.items():
            for name in self.question.names:
                if self.store.first(name) not in names:
                    continue
                if (run := self.store.read_kept(name, number)) is not None:
                    kept[name, number] = run
                    runs.append(Run(name, number, "done", run.seconds))
                else:
                    known = self._went.get((self.store.first(name), number))
                    how = (known.status, 0.0, known.message) if known else ("failed", 0.0, "")
                    runs.append(Run(name, number, *how))
        return kept, runs

    def bytes_lacking(self) -> int:
        """Return how much disk what is lacking will take, about."""
        return self.left * BYTES_A_RUN + len(self.lacking) * BYTES_A_BASELINE


def _cells(names: Mapping[int, Sequence[str]]) -> int:
    return sum(name != BASE for some in names.values() for name in some)


def failures(runs: Sequence[Run]) -> Iterator[str]:
    """Yield a line on runs that gave no answer."""
    failed = [run for run in runs if run.status != "done"]
    if failed:
        first = f"{failed[0].option}, replication {failed[0].replication}: {failed[0].status}: {failed[0].message}"
        yield f"{len(failed)} of {len(runs)} runs gave no answer, the first {first}; runs.csv names them all"
