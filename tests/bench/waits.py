"""What planners and researchers wait for: whole commands, timed by the clock. `python start.py bench waits NAME`.

Each takes minutes, so each runs only when it is named.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from start import MAIN_JOB
from tests.bench.screen import say, table

OPTIONS, BEDS = 100, 5
"""Options on one demand, and by how many intermediate-care places each differs from the one before."""
STEPS, OF_A_STEP = 100, 20
"""Steps of a calibration, and the replications of each."""


def main_job(_: Path) -> list[str]:
    """Return the words of the main job."""
    return MAIN_JOB


def many_options(folder: Path) -> list[str]:
    """Return the words of a question of a hundred options, and write them into a folder of their own."""
    names = [f"places_{number:03d}" for number in range(1, OPTIONS + 1)]
    (folder / "options").mkdir()
    for number, name in enumerate(names, start=1):
        text = f"title: Places {number}\nchanges:\n  - {{capacity_of: intermediate_care, places: {BEDS * number}}}\n"
        (folder / "options" / f"{name}.yaml").write_text(text, encoding="utf-8")
    words = [f"options=[{','.join(names)}]", "partnership=glasgow_city", "replications=20"]
    return ["--config-dir", str(folder), *words, "report=none", "period.warmup_days=30"]


def calibration(_: Path) -> list[str]:
    """Return the words of a calibration of two thousand runs."""
    of_what = ["partnership=inverclyde", "period.warmup_days=30"]
    return ["study=calibrate", *of_what, f"steps={STEPS}", f"replications={OF_A_STEP}"]


def scotland(_: Path) -> list[str]:
    """Return the words of the package in all of Scotland."""
    return ["partnership=scotland", "options=[package]", "replications=10", "report=none"]


WAITS: dict[str, Callable[[Path], list[str]]] = {
    "main_job": main_job,
    "many_options": many_options,
    "calibration": calibration,
    "scotland": scotland,
}


def main(names: Sequence[str]) -> int:
    """Time each command that is named; return the last exit code that is not 0."""
    if not names or set(names) - set(WAITS):
        say(f"Name one or more of {', '.join(WAITS)}: each takes minutes")
        return 2
    rows, failed = [], 0
    for name in names:
        code, row = _timed(name)
        failed = code or failed
        rows.append(row)
    say("\n" + table(["", "by the clock, s", "of processor, s", "peak MB of one process"], rows))
    return failed


def _timed(name: str) -> tuple[int, list[str]]:
    """Run a command with machine code at hand and no results yet; return its exit code and its row."""
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder, "own")
        own.mkdir()
        words = [*WAITS[name](own), f"results={Path(folder, 'results')}"]
        before, begun = os.times(), time.perf_counter()
        code = subprocess.run([sys.executable, "-P", "-m", "sim", *words], check=False).returncode
        clock, after = time.perf_counter() - begun, os.times()
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    return code, [name, f"{clock:.0f}", f"{processor:.0f}", f"{_peak_of_children():.0f}"]


def _peak_of_children() -> float:
    if sys.platform == "win32":
        return float("nan")
    import resource  # noqa: PLC0415 - there is none on Windows

    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
