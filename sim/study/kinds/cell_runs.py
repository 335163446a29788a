"""The runs of a sweep: one demand and one baseline for a replication, every cell run from it and kept at once."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.demand.demand import Demand
from sim.description.system import Description
from sim.engine.checkpoint import Checkpoint
from sim.measures.run import Run as Seen
from sim.measures.series import daily
from sim.measures.tidy import Row
from sim.study.analysis.steady_state import MONITORED, daily_totals
from sim.study.question.question import BASE, Question
from sim.study.run.branches import branches
from sim.study.run.cell_store import CellRun, CellStore
from sim.study.run.executors import ExecutorWorkers, go_on
from sim.study.run.records import Run, in_a_line, seconds_since
from sim.study.run.replication import NO_BASELINE, Work
from sim.study.run.workers import Died, Job, Workers
from sim.tables.tables import YEAR

Task = tuple[int, tuple[str, ...]]
"""A replication by number, and the cells that are run in it."""
WorldTask = tuple[str, int, tuple[str, ...]]
"""A world (an outlook, or a partnership), a replication by number, and the cells that are run in it."""
Keep = Callable[[str, int, CellRun], None]
"""Takes a finished run by name and replication."""
Worlds = Mapping[str, tuple[Question, CellStore]]
"""The question of each world, and where its runs are kept."""
DECIDED_BY = ("study/kinds/cell_runs.py", "study/analysis/steady_state.py")
"""Files of `sim` that decide what is kept of a run: the same in every kind of study, so that each finds the others'."""
BY_PAYER = ("net_cost", "net_cost_cash")
BY_SETTING = ("occupied", "waiting")
AT_ONCE, AT_ONCE_LARGE = 200, 25
"""Cells of one task at most, so that their tables fit in memory: of changes and interventions, of other scenarios."""
TASKS_EACH, FEWEST = 2, 8
"""Tasks for each process at least, and cells for each task: every task runs the baseline once more."""


@dataclass(frozen=True)
class CellWork(Work):
    """Cells prepared to be run, on tables that they share with the baseline."""

    def of(self, number: int, names: Sequence[str]) -> "CellWork":
        """Return the work of some cells in one replication, effects and multipliers at its draw."""
        options = {name: self.question.options[name] for name in names if name != BASE}
        return CellWork(replace(self.question.calibrated_at(number), options=options).at_draw(number))

    def runs(self, number: int, keep: Keep) -> list[Run]:
        """Run the baseline and every cell on one demand, keep each as it is finished; return how each went."""
        begun, runs = time.perf_counter(), list[Run]()
        try:
            demand, checkpoint = self.demand(number), self.checkpoint()
            baseline = self._seen(BASE, number, demand, None, checkpoint)
            rows = list(self._rows(BASE, baseline, baseline))
            keep(BASE, number, _kept(baseline, rows, self.question.description, seconds_since(begun), whole=True))
        except Exception as error:  # it becomes a row of runs.csv, and leaves every cell without a baseline
            failed = Run(BASE, number, "failed", seconds_since(begun), in_a_line(error))
            return [failed, *(Run(name, number, "failed", 0.0, NO_BASELINE) for name in self.question.options)]
        runs.append(Run(BASE, number, "done", seconds_since(begun)))
        options = {name: self.tables[name] for name in self.question.options}
        runs += [
            self._cell(name, number, demand, baseline, branch, keep) for name, branch in branches(options, checkpoint)
        ]
        return runs

    def _cell(
        self, name: str, number: int, demand: Demand, baseline: Seen, checkpoint: Checkpoint | None, keep: Keep
    ) -> Run:
        begun = time.perf_counter()
        try:
            seen = self._seen(name, number, demand, baseline, checkpoint)
            rows = list(self._rows(name, baseline, seen))
            keep(name, number, _kept(seen, rows, self.question.description_of(name), seconds_since(begun)))
        except Exception as error:  # one bad run must not lose the others: it becomes a row of runs.csv
            return Run(name, number, "failed", seconds_since(begun), in_a_line(error))
        return Run(name, number, "done", seconds_since(begun))


def _kept(seen: Seen, rows: Sequence[Row], description: Description, seconds: float, *, whole: bool = False) -> CellRun:
    """Return what is kept of a run: of cells totals, money by payer, places in use; of the baseline (``whole``) all."""
    measures = [
        (row.measure, row.breakdown, row.level, row.unit, row.value)
        for row in rows
        if whole or row.breakdown == "all" or row.measure in BY_SETTING or _is_by_payer(row)
    ]
    return CellRun(seconds, measures, doors(seen, description), _series(seen, description) if whole else {})


def _is_by_payer(row: Row) -> bool:
    return row.breakdown == "payer" and row.measure in BY_PAYER


def doors(seen: Seen, description: Description) -> list[tuple[str, float, float]]:
    """Return setting, people waiting and people let in a day of each front door that can be blocked.

    The same as `blocked_front_door.at_the_door`, from the outcome itself.
    """
    outcome, names = seen.outcome, seen.tables.setting_names
    at_doors = []
    for name, setting in description.settings.items():
        if setting.blocked is not None:
            at, days = names.index(name), int(setting.blocked.over_days)
            people = float(outcome.queue[-days:, at].sum()) / days
            let_in = float(outcome.moves[:, at].sum()) / seen.years / YEAR
            at_doors.append((name, people, let_in))
    return at_doors


def _series(seen: Seen, description: Description) -> dict[str, list[float]]:
    """Return the daily totals of a run from day 0."""
    totals = daily_totals(daily(seen.outcome, seen.tables).assign(option="", replication=0), description)
    return {name: np.asarray(totals[name], dtype=float).tolist() for name in MONITORED}


# --- shared out to processes -----------------------------------------------------------------------------------------

_AT_HAND: dict[str, tuple[CellWork, CellStore]] = {}
"""What this process works on, by world: set once when it starts."""


def prepare(worlds: Worlds) -> None:
    """Tell this process which cells it will run, and where they are kept."""
    _AT_HAND.clear()
    _AT_HAND.update({world: (CellWork(question), store) for world, (question, store) in worlds.items()})


def work(task: WorldTask) -> list[Run]:
    """Run the cells of one task, and return only how each went."""
    world, number, names = task
    cells, store = _AT_HAND[world]

    def keep(name: str, number: int, run: CellRun) -> None:
        store.keep(name, number, run)
        go_on()

    return cells.of(number, names).runs(number, keep)


def tasks_of(lacking: Mapping[int, Sequence[str]], question: Question, processes: int) -> list[Task]:
    """Return the tasks: the lacking cells of each replication together, in parts where processes would stand idle."""
    large = any(option.set or option.buildings for option in question.options.values())
    most = AT_ONCE_LARGE if large else AT_ONCE
    parts = -(-TASKS_EACH * processes // len(lacking)) if processes > 1 and lacking else 1
    tasks = []
    for number, lacking_names in lacking.items():
        names = [name for name in lacking_names if name != BASE]
        size = min(most, max(-(-len(names) // parts), FEWEST))
        tasks += [(number, tuple(names[at : at + size])) for at in range(0, len(names), size)] or [(number, ())]
    return tasks


def cell_runs(question: Question, store: CellStore, tasks: Sequence[Task], processes: int) -> Iterator[list[Run]]:
    """Run tasks in so many processes, keeping each run as it is finished; yield how the runs of each task went."""
    with Workers(processes) as workers:
        of_one = [("", number, names) for number, names in tasks]
        yield from (runs for _, runs in world_runs({"": (question, store)}, of_one, workers))


def world_runs(
    worlds: Worlds, tasks: Sequence[WorldTask], workers: Workers | ExecutorWorkers
) -> Iterator[tuple[str, list[Run]]]:
    """Run tasks, keeping each run as it is finished; yield the world of each task, and how its runs went."""
    if isinstance(workers, ExecutorWorkers) and not workers.here:
        yield from _elsewhere(worlds, tasks, workers)
        return
    for task, result in workers.results(Job(work, prepare, (dict(worlds),)), tasks):
        yield task[0], result if isinstance(result, list) else _died(result, task)


# --- shared out to other machines ------------------------------------------------------------------------------------

_ELSEWHERE: dict[str, CellWork] = {}
"""What this process works on for an executor, by world."""
Finished = tuple[list[Run], list[tuple[str, int, CellRun]]]
"""How the runs of a task went, and what is to be kept of them."""


def prepare_elsewhere(questions: Mapping[str, Question]) -> None:
    """Tell this process which cells it will run."""
    _ELSEWHERE.clear()
    _ELSEWHERE.update({world: CellWork(question) for world, question in questions.items()})


def work_elsewhere(task: WorldTask) -> Finished:
    """Run the cells of one task; return how each went and what is to be kept: no folder is shared."""
    world, number, names = task
    finished: list[tuple[str, int, CellRun]] = []
    runs = _ELSEWHERE[world].of(number, names).runs(number, lambda *run: finished.append(run))
    return runs, finished


def _elsewhere(worlds: Worlds, tasks: Sequence[WorldTask], workers: ExecutorWorkers) -> Iterator[tuple[str, list[Run]]]:
    """Run tasks by an executor, one world after another, and keep what comes back here."""
    for world, (question, store) in worlds.items():
        job = Job(work_elsewhere, prepare_elsewhere, ({world: question},))
        for task, result in workers.results(job, [task for task in tasks if task[0] == world]):
            if isinstance(result, Died):
                yield world, _died(result, task)
                continue
            runs, finished = result
            for name, number, run in finished:
                store.keep(name, number, run)
            yield world, runs


def _died(death: Died, task: WorldTask) -> list[Run]:
    _, number, names = task
    return [Run(name, number, "died", 0.0, death.message) for name in (BASE, *names)]
