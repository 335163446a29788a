"""The process of one run: waits for its turn, runs the command line, and leaves signs of life, its log and its end.

One run at a time is at work among all drafts of a results folder; the others wait for it, in no set order.
"""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from sim.app.jobs import ALIVE, ASKED, BEGUN, END, LOG, STOP
from sim.study.run.lock import hold, release
from sim.study.run.whole_files import write_into

PAUSE = 0.5
NICE = 5
"""By how much a run gives way to the pages of the app."""
STOPPED = 130
MOST_PATIENCE = 60
"""Pauses that a run which was asked to stop has for tidying up."""


class Turn:
    """One run from its wait to its end."""

    def __init__(self, job: Path) -> None:
        self.job = job
        self.child: subprocess.Popen[bytes] | None = None
        self.words: list[str] = json.loads((job / ASKED).read_text(encoding="utf-8"))["words"]

    def watch(self) -> None:
        """Leave a sign of life now and then; stop the run, or the wait for it, when asked to."""
        patience = MOST_PATIENCE
        while True:
            (self.job / ALIVE).touch()
            if (self.job / STOP).is_file():
                if self.child is None:
                    self.end(STOPPED)
                    os._exit(0)
                if patience == MOST_PATIENCE:
                    self.child.terminate()
                elif patience == 0:
                    self.child.kill()
                patience -= 1
            time.sleep(PAUSE)

    def run(self) -> int:
        """Run the command line to its end; return its exit code."""
        write_into(self.job, BEGUN, "")
        with (self.job / LOG).open("wb") as log:
            command = [sys.executable, "-P", "-m", "sim", *self.words]
            self.child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
            return self.child.wait()

    def end(self, code: int) -> None:
        """Say how it ended."""
        stopped = code < 0 and (self.job / STOP).is_file()
        write_into(self.job, END, json.dumps({"code": STOPPED if stopped else code}))


def main(job: Path) -> None:
    """Run one job, one at a time among all drafts beside it."""
    turn = Turn(job)
    threading.Thread(target=turn.watch, daemon=True).start()
    hold(job.parents[2])
    if sys.platform != "win32":
        os.nice(NICE)
    try:
        code = turn.run()
    finally:
        release()
    turn.end(code)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
