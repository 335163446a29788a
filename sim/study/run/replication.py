"""One replication: demand drawn once, then the baseline and every option run on the same random numbers."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cached_property
from math import floor, isfinite

import numpy as np
import pandas as pd

from sim.demand.demand import Demand
from sim.demand.sample import draw
from sim.engine.checkpoint import Checkpoint, first_difference
from sim.engine.engines import run
from sim.measures.by_period import by_month
from sim.measures.event_log import SCHEMA, EventLog
from sim.measures.measure import compare_runs, measure
from sim.measures.months import Month, months
from sim.measures.run import Run as Seen
from sim.measures.series import daily, flows, texts
from sim.measures.tidy import Row
from sim.outcome import Log, Outcome, conservation_errors
from sim.study.question.draws import draw_of
from sim.study.question.option_tables import drawn_tables, tables_of
from sim.study.question.question import BASE, Question
from sim.study.run.records import Replication, Run, in_a_line, seconds_since
from sim.study.run.results_store import Folder
from sim.study.run.worker_process import give_memory_back
from sim.study.run.workers import Died, Job, Workers
from sim.tables.tables import Tables

NO_BASELINE = "no baseline to compare with"


@dataclass(frozen=True)
class Work:
    """A question prepared to be run: the tables of each option, built once for many replications."""

    question: Question
    folder: Folder | None = None
    """Where event logs are written as they come, if asked for."""
    undrawn: "Work | None" = None
    """The same question with every effect at its value, where this is one draw of it: most tables are the same."""
    calibrated: "dict[int, Work]" = field(default_factory=dict)
    """The same question with the multipliers of the draw that was last asked for."""

    @cached_property
    def tables(self) -> dict[str, Tables]:
        """Tables by option, the baseline first."""
        if self.undrawn is None:
            return tables_of(self.question)
        return drawn_tables(self.question, self.undrawn.question, self.undrawn.tables)

    def drawn(self, number: int) -> "Work":
        """Return the work of one replication: the question with everything uncertain at its draw."""
        calibrated = self._calibrated(number)
        question = calibrated.question.at_draw(number)
        return calibrated if question is calibrated.question else Work(question, self.folder, calibrated)

    def _calibrated(self, number: int) -> "Work":
        """Return the work with the multipliers that a replication draws; that of the last draw is kept for the next."""
        if not self.question.draws_multipliers:
            return self
        draw = draw_of(number, len(self.question.posterior))
        if draw not in self.calibrated:
            self.calibrated.clear()
            self.calibrated[draw] = Work(self.question.calibrated_at(number), self.folder)
        return self.calibrated[draw]

    @cached_property
    def months(self) -> tuple[Month, ...]:
        """The months of the measured period."""
        period = self.question.period
        return months(period.start_date, float(period.from_day), float(period.to_day))

    def demand(self, number: int) -> Demand:
        """Return the demand of the baseline in a replication."""
        return self._drawn(BASE, number)

    def demand_of(self, name: str, number: int, baseline: Demand) -> Demand:
        """Return the demand of an option: the baseline's demand itself unless the option changes it."""
        if not self.question.option(name).set:
            return baseline
        drawn = self._drawn(name, number)
        return baseline if same_demand(drawn, baseline) else drawn

    def _drawn(self, name: str, number: int) -> Demand:
        question = self.question
        return draw(
            question.description_of(name), self.tables[name], question.seed, number, float(question.period.to_day)
        )

    def checkpoint(self) -> Checkpoint | None:
        """Return an empty checkpoint at the first day on which an option differs from a baseline that it shares."""
        return None if self.shared_until is None else Checkpoint(self.shared_until)

    @cached_property
    def shared_until(self) -> float | None:
        """The whole day up to which the baseline and every option that shares anything are one run."""
        baseline = self.tables[BASE]
        days = [first_difference(baseline, tables) for name, tables in self.tables.items() if name != BASE]
        shared = [day for day in days if day > 0]
        return float(floor(min(shared))) if shared and isfinite(min(shared)) else None

    def outcome(self, name: str, demand: Demand, checkpoint: Checkpoint | None = None, log: Log = False) -> Outcome:
        """Return what happens under one option; raise ArithmeticError if it loses or doubles somebody."""
        question = self.question
        ends = [month.to_day for month in self.months[:-1]]
        from_day = float(question.period.from_day)
        outcome = run(self.tables[name], demand, from_day, question.engine, log, ends, checkpoint)
        if errors := conservation_errors(outcome, self.tables[name]):
            raise ArithmeticError("; ".join(errors))
        return outcome

    def replication(self, number: int) -> Replication:
        """Run the baseline and every option on one demand; what fails becomes a row of `runs` and stops only itself."""
        return self.drawn(number)._replication(number)

    def _replication(self, number: int) -> Replication:
        results = _Results(number)
        demand: Demand | None = None
        baseline: Seen | None = None
        checkpoint = self.checkpoint()
        for name in self.question.names:
            begun = time.perf_counter()
            if name != BASE and baseline is None:
                results.runs.append(Run(name, number, "failed", 0.0, NO_BASELINE))
                continue
            try:
                demand = demand or self.demand(number)
                seen = self._seen(name, number, demand, baseline, checkpoint)
                baseline = baseline or seen
                self._add(results, name, baseline, seen)
                del seen  # what it lies in is lent to the next
            except Exception as error:  # one bad run must not lose a night's work: it becomes a row of runs.csv
                results.runs.append(Run(name, number, "failed", seconds_since(begun), in_a_line(error)))
            else:
                results.runs.append(Run(name, number, "done", seconds_since(begun)))
        return results.replication()

    def _add(self, results: "_Results", name: str, baseline: Seen, seen: Seen) -> None:
        """Measure a run, and add its tables to the results."""
        rows = list(self._rows(name, baseline, seen))
        results.add(name, rows, seen, by_month(baseline, seen, self.months, self.question.description_of(name)))

    def _seen(
        self, name: str, number: int, demand: Demand, baseline: Seen | None, checkpoint: Checkpoint | None
    ) -> Seen:
        """Run one option, and return the run to be measured."""
        option_demand, tables = self.demand_of(name, number, demand), self.tables[name]
        outcome = self._logged_outcome(name, number, option_demand, checkpoint)
        return (
            baseline.under(outcome, tables)
            if baseline and option_demand is demand
            else Seen.of(outcome, option_demand, tables)
        )

    def _logged_outcome(self, name: str, number: int, demand: Demand, checkpoint: Checkpoint | None) -> Outcome:
        """Return what happens under one option; its event log, if one was asked for, is written as it comes."""
        if not self.question.event_log or self.folder is None:
            return self.outcome(name, demand, checkpoint)
        with self.folder.events_writer(name, number, SCHEMA) as write:
            log = EventLog(demand, self.tables[name], number, write)
            outcome = self.outcome(name, demand, log=log.take)
            log.write_rest()
        return outcome

    def _rows(self, name: str, baseline: Seen, seen: Seen) -> Iterator[Row]:
        description = self.question.description_of(name)
        yield from measure(seen, description)
        if seen is not baseline:
            yield from compare_runs(baseline, seen, description, self.question.description_of(BASE))


def same_demand(first: object, second: object) -> bool:
    """Tell whether the same people come with the same needs on the same days, to the last bit."""
    if is_dataclass(first) and is_dataclass(second):
        return all(same_demand(getattr(first, member.name), getattr(second, member.name)) for member in fields(first))
    if isinstance(first, np.ndarray) and isinstance(second, np.ndarray):
        return first.shape == second.shape and first.tobytes() == second.tobytes()
    return first == second


@dataclass
class _Results:
    """Results of the runs of one replication so far."""

    number: int
    runs: list[Run] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    """Whose runs have been added, in the order of the tables."""
    measures: list[pd.DataFrame] = field(default_factory=list)
    daily: list[pd.DataFrame] = field(default_factory=list)
    flows: list[pd.DataFrame] = field(default_factory=list)
    by_period: list[pd.DataFrame] = field(default_factory=list)

    def add(self, option: str, rows: Sequence[Row], seen: Seen, monthly: pd.DataFrame) -> None:
        """Add one run's measures, midnight series, flows and sums by month; of an option, the midnights that count."""
        midnights = daily(seen.outcome, seen.tables, 0 if option == BASE else floor(seen.outcome.from_day))
        tables = pd.DataFrame(rows), midnights, flows(seen.outcome, seen.tables), monthly
        self.options.append(option)
        for tables_so_far, table in zip((self.measures, self.daily, self.flows, self.by_period), tables, strict=True):
            tables_so_far.append(table)

    def replication(self) -> Replication:
        """Return the results, each kind of table in one."""
        tables_by_kind = (self.measures, self.daily, self.flows, self.by_period)
        measures, days, moves, sums = map(self._together, tables_by_kind)
        return Replication(self.number, self.runs, measures, days, moves, sums)

    def _together(self, tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
        """Return the tables of all options in one, with the option and the replication of each row."""
        if not tables:
            return pd.DataFrame()
        lengths = [len(table) for table in tables]
        option = texts(self.options, np.repeat(np.arange(len(tables)), lengths))
        return pd.concat(tables).assign(option=option, replication=self.number)


# --- in a worker -----------------------------------------------------------------------------------------------------

_AT_HAND: list[tuple[Work, Folder | None]] = []
"""What this process works on: set once when it starts, since tables take long to build and to send."""


def prepare(question: Question, folder: Folder | None) -> None:
    """Tell this process what it will work on, and where finished replications are kept."""
    _AT_HAND[:] = [(Work(question, folder), folder)]


def work(number: int) -> list[Run]:
    """Run one replication, keep its results, and return only how it went."""
    task, folder = _AT_HAND[0]
    replication = task.replication(number)
    if folder is not None:
        folder.keep(replication, task.question.key(number))
    if task.question.event_log:  # Glasgow on two processes: 577 MB at most, 595 to 606 without
        give_memory_back()
    return replication.runs


def replications(question: Question, folder: Folder, numbers: Sequence[int], processes: int) -> Iterator[list[Run]]:
    """Run replications by number in so many processes, keeping each as it is finished; yield how each went."""
    with Workers(processes) as workers:
        for number, result in workers.results(Job(work, prepare, (question, folder)), numbers):
            yield result if isinstance(result, list) else died(result, question, number)


def died(death: Died, question: Question, number: int) -> list[Run]:
    """Return the runs of a replication that took its process with it."""
    return [Run(name, number, "died", 0.0, death.message) for name in question.names]
