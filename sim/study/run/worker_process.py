"""One worker process: how it starts, receives tasks and sends results, and how it ends with its parent.

It uses pipes only: no semaphore, no shared memory, no file.
"""

import ctypes
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import types
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""Words of `mallopt` (malloc.h): how much may lie free at the end of the heap; from what size on memory is its own."""
ONE_MEMORY = ("ARROW_DEFAULT_MEMORY_POOL", "system")
"""Lets Arrow take memory where NumPy does, so that what one frees the other uses; read when Arrow is first loaded."""
_SETTINGS = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1") | dict([ONE_MEMORY])
_READY = "ready"


@dataclass(frozen=True, slots=True)
class TaskResult:
    """The result of a task: a value, or an error."""

    value: Any = None
    error: Exception | None = None

    def result(self) -> Any:
        """Return the value, or raise the error."""
        if self.error is not None:
            raise self.error
        return self.value


class Worker:
    """A worker process as its parent sees it."""

    def __init__(self) -> None:
        self.connection, other_end = multiprocessing.Pipe()
        self.process = multiprocessing.get_context("spawn").Process(target=_serve, args=(other_end,), daemon=True)
        self.ready = False
        self.task: tuple[Any] | None = None
        """The task that it is at work on, alone in a tuple."""
        self._job = 0
        with bare():
            self.process.start()
        other_end.close()

    def give(self, job: int, content: bytes, task: Any) -> None:
        """Send a task, and the job that it belongs to if it is new; `hear` finds a worker that has died."""
        self.task = (task,)
        with suppress(OSError):
            self.connection.send((None if job == self._job else content, task))
        self._job = job

    def hear(self) -> TaskResult | None:
        """Return the result that it has sent, an empty one when it is ready; None if it has ended."""
        try:
            message = self.connection.recv() if self.connection.poll() else None
        except (EOFError, OSError, pickle.UnpicklingError):
            return None
        if message == _READY:
            self.ready = True
            return TaskResult()
        return message if isinstance(message, TaskResult) else None

    def wait_for_end(self) -> None:
        """Wait until the process has ended: after five seconds it is killed."""
        self.process.join(5)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.connection.close()


@contextmanager
def bare() -> Iterator[None]:
    """Let what starts here see one thread a library and one memory, no command line, no main module and no Ctrl-C.

    A process that starts is told of these in a pipe that nobody reads if it dies at once: it must not be filled. Ctrl-C
    is for the parent, which ends its workers.
    """
    before = {name: os.environ.get(name) for name in _SETTINGS}
    main, argv = sys.modules["__main__"], sys.argv
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if hasattr(signal, "pthread_sigmask") else None
    os.environ.update(_SETTINGS)
    sys.modules["__main__"], sys.argv = types.ModuleType("__main__"), argv[:1]
    try:
        yield
    finally:
        sys.modules["__main__"], sys.argv = main, argv
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
        if mask is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)


# --- in the worker ---------------------------------------------------------------------------------------------------


def _serve(connection: Connection) -> None:
    """Say that this process is ready, then do task after task until the parent ends it, or is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    keep_memory()
    with suppress(EOFError, OSError):  # the parent is gone, or has closed its end
        connection.send(_READY)
        job = None
        while True:
            content, task = connection.recv()
            try:
                if content is not None:
                    job = pickle.loads(content)
                    job.prepare(*job.given)
                result = TaskResult(job.work(task) if job else None)
            except Exception as error:  # the parent raises it
                result = TaskResult(error=error)
            _send(connection, result)


def _send(connection: Connection, result: TaskResult) -> None:
    """Send a result; an error that cannot be pickled is sent as a RuntimeError with its text."""
    try:
        content = pickle.dumps(result)
        if result.error is not None:
            pickle.loads(content)
    except Exception as unsent:
        error = result.error or unsent
        content = pickle.dumps(TaskResult(error=RuntimeError(f"{type(error).__name__}: {error}")))
    connection.send_bytes(content)


def _end_with_parent() -> None:
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os._exit(1)


def keep_memory() -> None:
    """Let the program keep up to 128 MB that a run frees for the next one, where the C library is GNU's.

    It would come to that by itself after freeing one array of 32 MB, and until then give back and ask again for every
    page of every run.
    """
    allocator = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if allocator:
        for word, size in ((_MMAP_THRESHOLD, 2**25), (_TRIM_THRESHOLD, 2**27)):
            allocator(word, size)


def give_memory_back() -> None:
    """Give back what lies free between pieces in use, where the C library is GNU's: it gives back the end only."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim:
        trim(0)
