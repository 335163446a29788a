"""A second process that calls functions beside this one; where it dies, this one does what it was given."""

import pickle
from collections.abc import Callable
from multiprocessing.connection import wait
from typing import Any

from sim.study.run.worker_process import Worker
from sim.study.run.workers import Job

_JOB = 1


def _nothing() -> None:
    """Prepare nothing: each task says what it needs."""


def _call(task: tuple[Callable[..., Any], tuple[Any, ...]]) -> Any:
    function, values = task
    return function(*values)


class SecondProcess:
    """A process that is started at once, and calls one function after another."""

    def __init__(self) -> None:
        self._worker, self._job, self._awaited = Worker(), pickle.dumps(Job(_call, _nothing)), 0

    def give(self, function: Callable[..., Any], *values: Any) -> None:
        """Let it call a function of a module with some values, after what it was given before."""
        self._worker.give(_JOB, self._job, (function, values))
        self._awaited += 1

    def result(self, otherwise: Callable[[], Any]) -> Any:
        """Return what the function given last returned, and end the process; what ``otherwise`` does if it has died.

        An error of the function is raised.
        """
        last = None
        while self._awaited:
            wait([self._worker.connection, self._worker.process.sentinel])
            was_ready, last = self._worker.ready, self._worker.hear()
            if last is None:
                break
            self._awaited -= was_ready
        self.end()
        return otherwise() if last is None else last.result()

    def end(self) -> None:
        """End the process, whatever it is at."""
        self._worker.process.terminate()
        self._worker.wait_for_end()
