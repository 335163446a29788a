"""What machine code costs: compiling it once, and loading it in each new process. `python start.py bench compile`."""

import os
import subprocess
import sys
import tempfile
from statistics import median

from tests.bench.screen import say, table

LOADED = 3
"""Processes that load what the first has compiled."""
STEPS = ("imports", "first run", "second run", "whole process")


def main() -> int:
    """Compile into an empty folder, then load from it."""
    say("The smallest world in new processes, with an empty folder for machine code; seconds of processor time")
    with tempfile.TemporaryDirectory() as folder:
        compiled = _seconds(folder)
        say(f"  compiled: {compiled['whole process']:.1f} s")
        loaded = []
        for number in range(1, LOADED + 1):
            loaded.append(_seconds(folder))
            say(f"  loaded, {number} of {LOADED}: {loaded[-1]['whole process']:.1f} s")
    middle = {step: median(each[step] for each in loaded) for step in STEPS}
    rows = [
        [name, *(f"{found[step]:.2f}" for step in STEPS)] for name, found in (("cold", compiled), ("from disk", middle))
    ]
    say("\n" + table(["", *STEPS], rows))
    return 0


def _seconds(folder: str) -> dict[str, float]:
    """Return what a new process takes for each step."""
    command = [sys.executable, "-m", "tests.bench.first_run"]
    env = {**os.environ, "NUMBA_CACHE_DIR": folder}
    said = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=True).stdout
    return dict(zip(STEPS, map(float, said.split()), strict=True))


if __name__ == "__main__":
    sys.exit(main())
