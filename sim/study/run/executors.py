"""Work shared out through any `concurrent.futures` executor: other machines, a pool of one's own, or threads.

A task takes with it what it needs, and gives its result back: no folder is shared, and what is kept is kept by whoever
asked; threads of this process keep what they have finished themselves. A task that ends its process is done once more
by the executor, or lost, as that executor has it.
"""

import hashlib
import pickle
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Any, TypeVar

from sim.study.run.records import NoAnswer
from sim.study.run.worker_process import keep_memory
from sim.study.run.workers import Died, Job

Task = TypeVar("Task")
Result = TypeVar("Result")
LOOK = 5.0
"""Seconds after which it is looked whether there is anybody at work."""
KEPT = "what is finished is kept: the same command takes it up"
_TURN = threading.Condition()
_PREPARED: list[tuple[str, Any]] = []
"""The job that this process is prepared for, under its checksum."""
_AT_WORK: list[str] = []
"""The job of each thread that is at work: the same in all."""
_LEAVING = threading.Event()
"""Set while threads of this process are to end their tasks."""


class Stopped(BaseException):
    """The threads of this process end: what a task has finished is kept, the rest is not run."""


def go_on() -> None:
    """Raise `Stopped` where the threads of this process are to end: called between two runs of a task."""
    if _LEAVING.is_set():
        raise Stopped


class ExecutorWorkers:
    """Workers behind an executor, for one batch of tasks after another; leaving the context gives up what is waiting.

    ``count`` is how many tasks are done at once, about; ``fault`` says in a line what is wrong while results are
    awaited, or nothing; ``close`` is called on leaving. ``here``: the tasks are done in this process, and keep what
    they have finished themselves.
    """

    def __init__(
        self,
        executor: Executor,
        count: int,
        fault: Callable[[], str] = str,
        close: Callable[[], None] = lambda: None,
        *,
        here: bool = False,
    ) -> None:
        self.executor, self.count, self.here = executor, count, here
        self._fault, self._close = fault, close
        self._waiting: set[Future[Any]] = set()

    def __enter__(self) -> "ExecutorWorkers":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for future in self._waiting:
            future.cancel()
        self._close()

    def results(self, job: Job[Task, Result], tasks: Sequence[Task]) -> Iterator[tuple[Task, Result | Died]]:
        """Yield each task with its result as it is finished.

        Raises
        ------
        NoAnswer
            If the executor is gone, or nobody is at work for it.
        """
        content = pickle.dumps(job)
        key = hashlib.sha256(content).hexdigest()
        try:
            task_of = {self.executor.submit(perform, key, content, task): task for task in tasks}
        except (RuntimeError, OSError) as error:
            raise NoAnswer(f"the executor takes no work ({_words(error)}); {KEPT}") from None
        self._waiting = set(task_of)
        while self._waiting:
            done, self._waiting = wait(self._waiting, timeout=LOOK, return_when=FIRST_COMPLETED)
            if not done and (fault := self._fault()):
                raise NoAnswer(f"{fault}; {KEPT}")
            for future in done:
                yield task_of[future], _result(future)


def threads(count: int) -> ExecutorWorkers:
    """Return so many threads of this process as workers; on leaving, each ends the run that it is at work on."""
    pool = ThreadPoolExecutor(count, initializer=keep_memory)

    def close() -> None:
        _LEAVING.set()
        pool.shutdown(cancel_futures=True)
        _LEAVING.clear()
        _PREPARED.clear()  # what this process works on may be another's next

    return ExecutorWorkers(pool, count, close=close, here=True)


def _result(future: "Future[Any]") -> Any:
    """Return what a task gave, or that it ended its process; raise NoAnswer where the executor itself is gone."""
    try:
        return future.result()
    except (CancelledError, BrokenProcessPool) as error:
        raise NoAnswer(f"the executor is gone ({_words(error)}); {KEPT}") from None
    except Exception as error:
        if type(error).__name__ == "KilledWorker":  # of Dask, which need not be there
            return Died("its worker process ended without a word, again and again (out of memory, or killed)")
        if type(error).__name__ == "FutureCancelledError":
            raise NoAnswer(f"the executor is gone ({_words(error)}); {KEPT}") from None
        raise


def _words(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:200].rstrip(": ")


# --- in a worker -----------------------------------------------------------------------------------------------------


def perform(key: str, content: bytes, task: Any) -> Any:
    """Do one task of a job, for which this process is prepared when its first task comes, and those of another end."""
    with _TURN:
        _TURN.wait_for(lambda: not _AT_WORK or _PREPARED[0][0] == key)
        if not _PREPARED or _PREPARED[0][0] != key:
            job = pickle.loads(content)
            job.prepare(*job.given)
            _PREPARED[:] = [(key, job)]
        work = _PREPARED[0][1].work
        _AT_WORK.append(key)
    try:
        return work(task)
    finally:
        with _TURN:
            _AT_WORK.remove(key)
            _TURN.notify_all()
