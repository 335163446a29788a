"""One replication: demand drawn once, then the baseline and every option run on it, so that all see the same random numbers."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd

from sim.demand.demand import Demand
from sim.demand.sample import draw
from sim.engine.engines import run
from sim.measures.event_log import SCHEMA, event_log
from sim.measures.measure import compare_runs, measure
from sim.measures.run import Run as Seen
from sim.measures.series import daily, flows
from sim.measures.tidy import Row
from sim.outcome import EVENTS, Outcome, conservation_errors
from sim.study.question.question import BASE, Question
from sim.study.run.records import Replication, Run
from sim.study.run.results_store import Folder
from sim.study.run.workers import Died, Workers
from sim.tables.build import build
from sim.tables.tables import Tables

NO_BASELINE = "no baseline to compare with"


@dataclass(frozen=True)
class Work:
    """A question made ready to be response: the tables of each option, built once for many replications."""

    question: Question
    folder: Folder | None = None
    """Where event logs are written as they come, if asked for."""

    @cached_property
    def tables(self) -> dict[str, Tables]:
        """Tables by option, the baseline first."""
        asked = self.question
        return {name: build(asked.description, asked.interventions(name)) for name in asked.names}

    def demand(self, number: int) -> Demand:
        """Return who comes in a replication, whatever the option."""
        asked = self.question
        return draw(asked.description, self.tables[BASE], asked.seed, number, float(asked.period.to_day))

    def outcome(self, name: str, demand: Demand) -> Outcome:
        """Return what happens under one option; refuse a run that loses or doubles somebody."""
        asked = self.question
        outcome = run(self.tables[name], demand, float(asked.period.from_day), asked.engine, log=asked.event_log)
        if found := conservation_errors(outcome, self.tables[name]):
            raise ArithmeticError("; ".join(found))
        return outcome

    def replication(self, number: int) -> Replication:
        """Run the baseline and every option on one demand; what fails becomes a row of `runs` and stops only itself."""
        told = _Told(number)
        demand: Demand | None = None
        baseline: Seen | None = None
        for name in self.question.names:
            begun = time.perf_counter()
            if name != BASE and baseline is None:
                told.runs.append(Run(name, number, "failed", 0.0, NO_BASELINE))
                continue
            try:
                demand = demand or self.demand(number)
                tables = self.tables[name]
                outcome = self._without_events(name, number, demand, self.outcome(name, demand))
                seen = baseline.under(outcome, tables) if baseline else Seen.of(outcome, demand, tables)
                baseline = baseline or seen
                told.add(name, list(self._rows(baseline, seen)), seen)
            except Exception as error:  # one bad run must not lose a night's work: it becomes a row of runs.csv
                told.runs.append(Run(name, number, "failed", _since(begun), _in_a_line(error)))
            else:
                told.runs.append(Run(name, number, "done", _since(begun)))
        return told.replication()

    def _without_events(self, name: str, number: int, demand: Demand, outcome: Outcome) -> Outcome:
        """Write the event log of a run, if one was asked for; return its outcome without, as it is the largest part."""
        if self.question.event_log and self.folder is not None:
            pieces = event_log(outcome, demand, self.tables[name], number)
            self.folder.write_events(name, number, SCHEMA, pieces)
        return replace(outcome, events=np.empty(0, dtype=EVENTS))

    def _rows(self, baseline: Seen, seen: Seen) -> Iterator[Row]:
        yield from measure(seen, self.question.description)
        if seen is not baseline:
            yield from compare_runs(baseline, seen, self.question.description)


@dataclass
class _Told:
    """What the runs of one replication have said so far."""

    number: int
    runs: list[Run] = field(default_factory=list)
    measures: list[pd.DataFrame] = field(default_factory=list)
    daily: list[pd.DataFrame] = field(default_factory=list)
    flows: list[pd.DataFrame] = field(default_factory=list)

    def add(self, option: str, rows: Sequence[Row], seen: Seen) -> None:
        """Add one run's measures, midnight series and flows."""
        tables = pd.DataFrame(rows), daily(seen.outcome, seen.tables), flows(seen.outcome, seen.tables)
        for kept, table in zip((self.measures, self.daily, self.flows), tables, strict=True):
            kept.append(table.assign(option=option, replication=self.number))

    def replication(self) -> Replication:
        """Return it all."""
        tables = [pd.concat(parts or [pd.DataFrame()]) for parts in (self.measures, self.daily, self.flows)]
        return Replication(self.number, self.runs, tables[0], tables[1], tables[2])


def _since(begun: float) -> float:
    return round(time.perf_counter() - begun, 3)


def _in_a_line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]


# --- in a worker -----------------------------------------------------------------------------------------------------

_AT_HAND: list[tuple[Work, Folder | None]] = []
"""What this process works on: set once when it starts, since tables are dear to build and to send."""


def prepare(question: Question, folder: Folder | None) -> None:
    """Tell this process what it will work on, and where finished replications are kept."""
    _AT_HAND[:] = [(Work(question, folder), folder)]


def work(number: int) -> list[Run]:
    """Run one replication, keep what it said, and return only how it went."""
    task, folder = _AT_HAND[0]
    replication = task.replication(number)
    if folder is not None:
        folder.keep(replication, task.question.key(number))
    return replication.runs


def replications(question: Question, folder: Folder, numbers: Sequence[int], processes: int) -> Iterator[list[Run]]:
    """Run replications by number in so many processes, keeping each as it is finished; yield how each went."""
    for number, went in Workers(work, prepare, (question, folder), processes).each(numbers):
        yield went if isinstance(went, list) else died(went, question, number)


def died(how: Died, question: Question, number: int) -> list[Run]:
    """Return the runs of a replication that took its process with it."""
    return [Run(name, number, "died", 0.0, how.message) for name in question.names]
