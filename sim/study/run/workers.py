"""Work shared out to processes that live for a whole study: a worker that dies costs its own task and no other.

A worker starts with nothing but its end of a pipe and says when it is ready; what a batch of tasks needs is sent to it
only then. So no death can leave the parent waiting: it watches the pipe and the process of every worker. A task whose
worker died runs again alone, in a new process, so that only the task at fault is reported.
"""

import pickle
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import wait
from types import TracebackType
from typing import Any, Generic, TypeVar

from sim.study.run.records import NoAnswer
from sim.study.run.worker_process import TaskResult, Worker, keep_memory

Task = TypeVar("Task")
Result = TypeVar("Result")
STARTS_IN_VAIN = 8
"""Workers in a row that may end before they are ready; after so many the study fails."""


@dataclass(frozen=True, slots=True)
class Died:
    """A task that ended its worker process, also when it ran alone."""

    message: str


@dataclass(frozen=True)
class Job(Generic[Task, Result]):
    """What a batch of tasks needs: each process is prepared once with `prepare(*given)`, then calls `work(task)`."""

    work: Callable[[Task], Result]
    prepare: Callable[..., None]
    given: tuple[Any, ...] = ()


class Workers:
    """Up to `count` processes for one batch of tasks after another; one process: this one.

    Leaving the context, or Ctrl-C, ends them.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._staff: list[Worker] = []
        self._jobs = 0
        self._in_vain = 0

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._end(self._staff)

    def results(self, job: Job[Task, Result], tasks: Sequence[Task]) -> Iterator[tuple[Task, Result | Died]]:
        """Yield each task with its result as it is finished; closing the iterator ends workers that are at work.

        Raises
        ------
        NoAnswer
            If workers end again and again before they are ready.
        """
        if self.count == 1:
            keep_memory()
            job.prepare(*job.given)
            yield from ((task, job.work(task)) for task in tasks)
            return
        self._jobs += 1
        content = pickle.dumps(job)
        try:
            lost = yield from self._work_off(content, deque(tasks), self.count)
            for task in lost:
                self._end(self._staff[1:])
                if (yield from self._work_off(content, deque([task]), 1)):
                    yield task, Died("the worker process ended without a word, twice (out of memory, or killed)")
        finally:
            self._end([worker for worker in self._staff if worker.task is not None])

    def _work_off(
        self, content: bytes, waiting: deque[Task], count: int
    ) -> Generator[tuple[Task, Any], None, list[Task]]:
        """Yield results as they come; return the tasks whose worker died, in the order of the deaths."""
        lost: list[Task] = []
        busy: list[Worker] = []
        while waiting or busy:
            self._engage(min(count, len(waiting) + len(busy)))
            for worker in [member for member in self._staff if member.ready and member.task is None][: len(waiting)]:
                worker.give(self._jobs, content, waiting.popleft())
            for worker, result in self._received():
                task: Any = worker.task
                if result is None:
                    self._count_death(worker)
                    lost += [] if task is None else [task[0]]
                elif task is not None:
                    worker.task = None
                    if waiting:  # before anything is done with the result: nobody waits for that
                        worker.give(self._jobs, content, waiting.popleft())
                    yield task[0], result.result()
            busy = [worker for worker in self._staff if worker.task is not None]
        return lost

    def _engage(self, count: int) -> None:
        while len(self._staff) < count:
            self._staff.append(Worker())

    def _received(self) -> list[tuple[Worker, TaskResult | None]]:
        """Wait until a worker sends something or ends; return what it sent, None of one that has ended."""
        by_handle: dict[Any, Worker] = {worker.connection: worker for worker in self._staff}
        by_handle |= {worker.process.sentinel: worker for worker in self._staff}
        heard = {id(worker): worker for worker in (by_handle[handle] for handle in wait(list(by_handle)))}
        return [(worker, worker.hear()) for worker in heard.values()]

    def _count_death(self, worker: Worker) -> None:
        self._in_vain = 0 if worker.ready else self._in_vain + 1
        code = worker.process.exitcode
        self._end([worker])
        if self._in_vain >= STARTS_IN_VAIN:
            detail = f"{STARTS_IN_VAIN} in a row ended as they started, the last with exit code {code}"
            raise NoAnswer(f"no worker process can be had: {detail} (out of memory?); cores=1 needs none")

    def _end(self, workers: Sequence[Worker]) -> None:
        leaving = list(workers)
        self._staff = [worker for worker in self._staff if worker not in leaving]
        for worker in leaving:
            worker.process.terminate()
        for worker in leaving:
            worker.wait_for_end()
