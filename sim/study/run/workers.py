"""Work shared out to processes, by a wrapper that outlives them: a worker that dies costs its own task and no other.

When a worker dies, the standard pool loses everything in flight. Here the pool is made anew and each task that was in
flight runs again alone, so that only the guilty one is reported.
"""

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

from sim.study.spawning import WorkerContext

Task = TypeVar("Task")
Result = TypeVar("Result")
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""Words of `mallopt` (malloc.h): how much may lie free at the end of the heap; from what size on memory is its own."""
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Died:
    """A task that ended its worker process, also when it ran alone."""

    message: str


@dataclass(frozen=True)
class Workers(Generic[Task, Result]):
    """`count` processes, each prepared once with `prepare(*given)`, then given tasks; one process: this one."""

    work: Callable[[Task], Result]
    prepare: Callable[..., None]
    given: tuple[Any, ...]
    count: int

    def each(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, Result | Died]]:
        """Yield each task with its result as it is finished. Closing the iterator, or Ctrl-C, ends the workers."""
        if self.count == 1:
            keep_memory()
            self.prepare(*self.given)
            yield from ((task, self.work(task)) for task in tasks)
            return
        others = set(multiprocessing.active_children())
        waiting = deque(tasks)
        try:
            while waiting:
                suspects = yield from self._until_one_dies(waiting)
                for task in suspects:
                    yield task, self._alone(task)
        finally:
            for process in set(multiprocessing.active_children()) - others:
                _end(process)

    def _until_one_dies(self, waiting: deque[Task]) -> Generator[tuple[Task, Result | Died], None, list[Task]]:
        """Work off the tasks in a pool; return those in flight when a worker died, in their order."""
        with self._pool(min(self.count, len(waiting))) as pool:
            flying: dict[Future[Result], Task] = {}
            while waiting or flying:
                while waiting and len(flying) < self.count:
                    try:
                        flying[pool.submit(self.work, waiting[0])] = waiting[0]
                    except BrokenProcessPool:
                        return list(flying.values())
                    waiting.popleft()
                for future in wait(flying, return_when=FIRST_COMPLETED).done:
                    try:
                        result = future.result()
                    except BrokenProcessPool:
                        return list(flying.values())
                    yield flying.pop(future), result
        return []

    def _alone(self, task: Task) -> Result | Died:
        with self._pool(1) as pool:
            try:
                return pool.submit(self.work, task).result()
            except BrokenProcessPool:
                return Died("the worker process ended without a word, twice (out of memory, or killed)")

    @contextmanager
    def _pool(self, count: int) -> Iterator[ProcessPoolExecutor]:
        before = {name: os.environ.get(name) for name in _THREADS}
        os.environ.update(dict.fromkeys(_THREADS, "1"))
        pool = ProcessPoolExecutor(count, WorkerContext(), _begin, (self.prepare, self.given))
        try:
            yield pool
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value


def _begin(prepare: Callable[..., None], given: tuple[Any, ...]) -> None:
    """Prepare a worker; Ctrl-C is for the parent, which ends its workers, and without a parent a worker ends itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    keep_memory()
    prepare(*given)


def _end_with_parent() -> None:
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os._exit(1)


def _end(process: BaseProcess) -> None:
    """End a worker, and wait until it is seen to have ended: a thread of the pool may have taken note of it first."""
    process.terminate()
    patience = time.monotonic() + 5
    while process.is_alive() and time.monotonic() < patience:
        process.join(0.05)
        time.sleep(0.01)


def keep_memory() -> None:
    """Let the program keep up to 64 MB that a run frees for the next one, where the C library is GNU's.

    It would come to that by itself after freeing one array of 32 MB, and until then give back and ask again for every
    page of every run.
    """
    allocator = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if allocator:
        for word, size in ((_MMAP_THRESHOLD, 2**25), (_TRIM_THRESHOLD, 2**26)):
            allocator(word, size)
