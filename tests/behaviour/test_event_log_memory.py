"""Memory that writing the event log of the largest partnership takes: HOMEFIRST_LONG=1."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WORDS = ["partnership=glasgow_city", "period=one_year", "report=none", "resume=false"]
PEAK = """
import resource, sys
from sim.__main__ import main
sys.argv = ["sim", *sys.argv[1:]]
try:
    main()
finally:
    peaks = [resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print("peak", max(peaks))
"""
MOST = 600
"""MB a process: a year of Glasgow after years that only bring the model to its own state."""


def peak(here: Path, *words: str) -> int:
    """Return the most memory, in MB, that the program or one of its processes took."""
    program = subprocess.run(
        [sys.executable, "-c", PEAK, *WORDS, *words],
        cwd=here,
        env={**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(here / "cache"), "NUMBA_CACHE_DIR": ""},
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
    )
    assert program.returncode == 0, program.stderr
    return int(program.stdout.rpartition("peak ")[2])


@pytest.mark.skipif(os.environ.get("HOMEFIRST_LONG") != "1", reason="a year of Glasgow: HOMEFIRST_LONG=1")
@pytest.mark.parametrize("words", [("cores=1", "replications=1"), ("cores=2", "replications=4")])
def test_peak_memory_of_glasgows_log(tmp_path: Path, words: tuple[str, ...]) -> None:
    """The first run compiles, in a process of its own; the second finds the machine code."""
    for _ in ("cold", "warm"):
        assert peak(tmp_path, "event_log=true", "options=[falls_prevention]", "seed=2", *words) < MOST
