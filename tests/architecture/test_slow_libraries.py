"""What is slow to load is loaded by the study that needs it, not by every command."""

import subprocess
import sys

SLOW = {"SALib", "matplotlib", "openpyxl", "scipy.stats", "simpy", "sklearn"}


def test_knowing_every_kind_of_study_loads_nothing_slow() -> None:
    program = f"import sim.study.studies, sys; print(*sorted({SLOW} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
