"""Worker processes that do not run the program that started them: no guard is needed in a script, shell or notebook."""

import sys
from multiprocessing.context import SpawnContext, SpawnProcess
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import Any


class WorkerProcess(SpawnProcess):
    """A new Python that imports what its task needs and never the main module of its parent.

    The standard library runs the parent's script once more in each worker, to find what was defined there. Nothing
    that a worker of ours does is defined there, and a script without ``if __name__ == "__main__"`` would start the
    whole study again.
    """

    @staticmethod
    def _Popen(process_obj: BaseProcess) -> Any:  # noqa: N802 - the name that the standard library calls
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            return SpawnProcess._Popen(process_obj)
        finally:
            sys.modules["__main__"] = main


class WorkerContext(SpawnContext):
    """The ways of the standard library to start processes, with `WorkerProcess` in place of its own."""

    Process = WorkerProcess
