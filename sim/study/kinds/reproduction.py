"""A reproduction study: published figures of a small model and its variants, beside those of many replications here.

All models of a replication use the same random numbers. The chance of a delay is computed from all midnights of all
replications, its standard error from how the replications differ.
"""

import datetime
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.demand.sample import draw
from sim.engine.engines import run
from sim.outcome import conservation_errors
from sim.study.analysis.study_dictionaries import write_dictionary
from sim.study.kinds.published_tables import BEDS, POOL, Cell, PublishedTable, read_printed
from sim.study.question.question import Question
from sim.study.run.provenance import provenance_of
from sim.study.run.records import NoAnswer
from sim.study.run.results_store import Folder
from sim.study.run.workers import Died, Job, Workers
from sim.tables.build import build
from sim.tables.tables import Tables

MODEL = ("study/kinds/published_tables.py", "study/kinds/reproduction.py")
"""Files that decide these figures besides those that decide every run."""
Counts = NDArray[np.int64]
"""[cells, 2] midnights at which one more person would have been delayed, and midnights that count."""


@dataclass
class Reproduction:
    """A reproduction study: what is run, what each replication counted, and the table when all are finished."""

    question: Question
    printed: PublishedTable
    folder: Folder
    command: Sequence[str] = ()
    counted: dict[int, Counts] = field(default_factory=dict)
    table: pd.DataFrame = field(default_factory=pd.DataFrame)
    unit = "replication"
    exit_code = 0
    latest = ""
    taken_up = 0

    @classmethod
    def begin(
        cls, question: Question, results: Path, roots: Sequence[Path], command: Sequence[str] = ()
    ) -> "Reproduction":
        """Read the published figures, and make the folder."""
        printed = read_printed(roots, question.place)
        folder = Folder.of(results, question, datetime.date.today())
        folder.begin(question.asked() | {"models": list(printed.models)})
        return cls(question, printed, folder, command)

    @property
    def total(self) -> int:
        """How many replications are wanted."""
        return self.question.replications

    @property
    def share(self) -> float:
        """What part of them is finished."""
        return len(self.counted) / self.total

    @property
    def warnings(self) -> list[str]:
        """No warnings: the table shows every difference."""
        return []

    def run(self, processes: int) -> Iterator[int]:
        """Run every model in every replication, then `complete`; yield how many are finished, some 15 times."""
        begun, clock = datetime.datetime.now(datetime.UTC), time.perf_counter()
        count, interval = max(1, min(processes, self.total)), -(-self.total // 15)
        numbers = range(1, self.total + 1)
        with Workers(count) as workers:
            for number, counts in workers.results(Job(work, prepare, (self.question, self.printed)), numbers):
                if isinstance(counts, Died):
                    raise NoAnswer(f"replication {number}: {counts.message}")
                self.counted[number] = counts
                if len(self.counted) % interval == 0 or len(self.counted) == self.total:
                    yield len(self.counted)
        self.complete()
        self.folder.write_notes(
            "provenance", provenance_of(self.question, self.command, begun, time.perf_counter() - clock, count)
        )

    def complete(self) -> None:
        """Write the table, and its sources."""
        self.table = table(self.printed, np.asarray([self.counted[number] for number in sorted(self.counted)]))
        self.folder.write_csv("published", self.table)
        sources = [vars(figure) | {"figure": name} for name, figure in self.printed.figures.items()]
        self.folder.write_csv("sources", pd.DataFrame(sources))
        write_dictionary(self.folder, "reproduce")
        self.folder.tidy()


def table(printed: PublishedTable, counted: Counts) -> pd.DataFrame:
    """Return a row for each cell: the chance simulated, its standard error, those published, and which are too far.

    ``counted`` holds a row of cells for each replication.
    """
    delayed, midnights = counted.sum(axis=0).T.astype(np.float64)
    chances = delayed / midnights
    left_over = counted[:, :, 0] - chances * counted[:, :, 1]
    number = len(counted)
    error = np.sqrt((left_over**2).sum(axis=0) * number / max(number - 1, 1)) / midnights
    if number < 2:
        error[:] = np.nan
    rows = zip(printed.cells, chances.tolist(), error.tolist(), strict=True)
    frame = pd.DataFrame([_row(printed, cell, chance, error) for cell, chance, error in rows])
    return frame.astype({str(name): "Int64" for name in frame if str(name).startswith(BEDS)})


def _row(printed: PublishedTable, cell: Cell, chance: float, error: float) -> dict[str, object]:
    settings = dict.fromkeys(name for printed_cell in printed.cells for name in printed_cell.beds)
    far = [name for name in cell.compared_with if not abs(cell.printed[name] - chance) <= printed.figures[name].within]
    return {
        "model": cell.model,
        "title": printed.models[cell.model].title,
        "delayed": cell.delayed,
        **{BEDS + name: cell.beds.get(name) for name in settings},
        POOL: cell.pool,
        "simulated": chance,
        "standard_error": error,
        **{name: cell.printed.get(name, np.nan) for name in printed.figures},
        "compared_with": " ".join(cell.compared_with),
        "outside_tolerance_of": " ".join(far),
    }


# --- in a worker -----------------------------------------------------------------------------------------------------

_AT_HAND: list[tuple[Question, PublishedTable, dict[str, Tables]]] = []
"""What this process works on: set once when it starts, since tables take long to build and to send."""


def prepare(question: Question, printed: PublishedTable) -> None:
    """Build the tables of every model, once for this process."""
    _AT_HAND[:] = [(question, printed, {name: build(model, {}) for name, model in printed.models.items()})]


def work(number: int) -> Counts:
    """Run every model once, and return what each cell counts in it."""
    question, printed, tables_by_model = _AT_HAND[0]
    audits = {name: _audits(question, printed, name, tables, number) for name, tables in tables_by_model.items()}
    return np.asarray([cell.counted(audits[cell.model]) for cell in printed.cells], dtype=np.int64)


def _audits(
    question: Question, printed: PublishedTable, name: str, tables: Tables, number: int
) -> dict[str, NDArray[np.float64]]:
    """Return the people in each setting of a model at each midnight of the measured period."""
    period = question.period
    demand = draw(printed.models[name], tables, question.seed, number, float(period.to_day))
    outcome = run(tables, demand, float(period.from_day), question.engine)
    if errors := conservation_errors(outcome, tables):
        raise ArithmeticError(f"{name}: {'; '.join(errors)}")
    return {name: outcome.occupied[period.from_day :, at] for at, name in enumerate(tables.setting_names)}
