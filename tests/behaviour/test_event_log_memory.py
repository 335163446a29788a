"""Memory that writing the event log of the largest partnership takes: HOMEFIRST_LONG=1."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WORDS = ["partnership=glasgow_city", "period=one_year", "replications=1", "cores=1", "report=none", "resume=false"]
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
MOST = 560
"""MB a process, for a year after 121 days of warm-up: the length of run that the limit was set for."""
SHORT = "period.warmup_days=121"


def peak(here: Path, *words: str) -> int:
    """Return the most memory, in MB, that the program or one of its processes took."""
    program = subprocess.run(
        [sys.executable, "-c", PEAK, *WORDS, *words],
        cwd=here,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
    )
    assert program.returncode == 0, program.stderr
    return int(program.stdout.rpartition("peak ")[2])


@pytest.mark.skipif(os.environ.get("HOMEFIRST_LONG") != "1", reason="a year of Glasgow: HOMEFIRST_LONG=1")
def test_peak_memory_of_glasgows_log(tmp_path: Path) -> None:
    peak(tmp_path, "event_log=true", "period=four_weeks", "partnership=western_isles")  # compiles, and keeps it
    words = ("options=[falls_prevention]", "seed=2")
    assert peak(tmp_path, "event_log=true", SHORT, *words) < MOST
    assert peak(tmp_path, "event_log=true", *words) < peak(tmp_path, *words)  # the people of 5 years, not the log
