"""A small study to be disturbed, as a command of its own, and what of its results must come out the same.

`HOMEFIRST_ROBUSTNESS=1` runs the whole number of every disturbance instead of a sample; another number begins the
sequence of disturbances elsewhere.
"""

import os
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SEED = int(os.environ.get("HOMEFIRST_ROBUSTNESS", "0"))
STUDY = [
    "model=two_priorities", "engine=simpy", "period.warmup_days=7", "period.years=0", "period.days=21",
    "report=none",
]  # fmt: skip
DIFFER = ("provenance.yaml", "runs.csv", "record.json")
"""Files that hold seconds, or checksums of files that do."""


def cases(whole: int, sample: int) -> list[int]:
    """Return the numbers of the disturbances to be tried."""
    return list(range(whole if SEED else sample))


def chance(number: int) -> random.Random:
    """Return the chance of one disturbance."""
    return random.Random(1000 * SEED + number)


def command(*words: str) -> list[str]:
    return [sys.executable, "-P", "-m", "sim", *STUDY, *words]


def start(here: Path, *words: str) -> "subprocess.Popen[str]":
    """Start the study in a folder, in a session of its own."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command(*words), cwd=here, env=env, stdout=pipe, stderr=pipe, text=True, start_new_session=True
    )


def end(study: "subprocess.Popen[str]", seconds: float = 120) -> tuple[int, str]:
    """Wait for a study, which must end; return its exit code and its messages, without any traceback."""
    try:
        _, messages = study.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        study.kill()
        raise AssertionError(f"no end within {seconds} s") from None
    assert "Traceback" not in messages, messages
    return study.returncode, messages


def tables(results: Path) -> dict[str, bytes]:
    """Return every file of the one folder in results that must be the same however the study went."""
    (folder,) = (path for path in results.iterdir() if path.is_dir())
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in DIFFER
    }


def names(files: Sequence[str]) -> str:
    return ", ".join(sorted(files))
