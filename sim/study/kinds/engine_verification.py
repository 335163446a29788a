"""An engine verification study: each option of each replication run by both engines, up to the first that differs."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sim.demand.demand import Demand
from sim.study.kinds.engine_differences import Difference, both, first_difference
from sim.study.question.question import Question
from sim.study.run.records import NoAnswer
from sim.study.run.replication import Work
from sim.study.run.workers import Died, Job, Workers

Task = tuple[int, str]
"""Number of a replication, and an option."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One run by both engines: how many events each had, and the first difference (or what went wrong) if any."""

    events: int = 0
    difference: Difference | str | None = None


@dataclass
class Agreement:
    """An engine verification study: the runs compared so far. Nothing is kept: a second study runs them again."""

    question: Question
    compared: dict[Task, Compared] = field(default_factory=dict)
    latest: str = ""
    taken_up: int = 0
    unit = "run"

    @property
    def total(self) -> int:
        """How many runs there are to compare."""
        return len(self._tasks)

    @property
    def share(self) -> float:
        """What part of the runs has been compared."""
        return len(self.compared) / self.total

    @property
    def _tasks(self) -> list[Task]:
        return [(number, name) for number in self.question.numbers for name in self.question.names]

    def run(self, processes: int) -> Iterator[int]:
        """Compare run by run, up to the first that differs; yield how many have been compared."""
        with Workers(min(processes, self.total)) as workers:
            for task, result in workers.results(Job(_compare, _prepare, (self.question,)), self._tasks):
                self.compared[task] = Compared(difference=result.message) if isinstance(result, Died) else result
                self.latest = _in_words(task)
                yield len(self.compared)
                if not self.agreed:
                    return

    @property
    def warnings(self) -> list[str]:
        """No warnings: the lines show every difference."""
        return []

    @property
    def exit_code(self) -> int:
        """Return 0 where the engines agree, 1 where they differ."""
        return 0 if self.agreed else 1

    @property
    def agreed(self) -> bool:
        """Whether the engines have agreed so far."""
        return all(result.difference is None for result in self.compared.values())

    def text(self) -> str:
        """Return a line for each run compared, and the verdict: all equal, or the first difference."""
        lines, events = [], sum(result.events for result in self.compared.values())
        for task, result in sorted(self.compared.items(), key=lambda item: self._tasks.index(item[0])):
            lines.append(
                f"{_in_words(task):60}{'DIFFER' if result.difference else f'{result.events:,} events equal':>24}"
            )
        for task, result in self.compared.items():
            if result.difference is not None:
                detail = result.difference.text() if isinstance(result.difference, Difference) else result.difference
                return "\n".join([*lines, "", f"{_in_words(task)}: {detail}"])
        return "\n".join([*lines, "", f"Both engines agree in every number and in all {events:,} events."])


def _in_words(task: Task) -> str:
    return f"{task[1]}, replication {task[0]}"


# --- in a worker -----------------------------------------------------------------------------------------------------

_AT_HAND: list[Work] = []
_DRAWN: dict[int, Demand] = {}
"""The latest demand drawn, by replication."""


def _prepare(question: Question) -> None:
    """Tell this process which question is run."""
    _AT_HAND[:] = [Work(question)]
    _DRAWN.clear()


def _compare(task: Task) -> Compared:
    """Run one option of one replication by both engines, and compare."""
    number, name = task
    work = _AT_HAND[0]
    try:
        if number not in _DRAWN:
            _DRAWN.clear()
            _DRAWN[number] = work.demand(number)
        demand, tables = work.demand_of(name, number, _DRAWN[number]), work.tables[name]
        ends = [month.to_day for month in work.months[:-1]]
        first, second = both(tables, demand, float(work.question.period.from_day), ends)
        return Compared(len(first.events), first_difference(tables, demand, first, second))
    except NoAnswer as failed:
        return Compared(difference=str(failed))
