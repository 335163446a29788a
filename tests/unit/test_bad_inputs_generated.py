"""A sample of the bad inputs that `bad_inputs` makes: each gets exit code 2 and few lines; a few as real programs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.bad_inputs import ROOT, Case, cases, fault_in, verdict

SAMPLE = {case.name: case for case in cases(60)}


@pytest.mark.parametrize("name", SAMPLE)
def test_bad_input_made_by_the_walk(name: str, tmp_path: Path) -> None:
    assert fault_in(SAMPLE[name], tmp_path / "here") == ""


@pytest.mark.parametrize("name", ["Milestone.date 4", "Milestone.date 5", "Description.start_date twice"])
def test_a_date_that_no_calendar_of_care_has_or_that_is_none(name: str, tmp_path: Path) -> None:
    (case,) = (one for one in cases(10**6) if one.name == name)
    assert fault_in(case, tmp_path / "here") == ""


@pytest.mark.parametrize("name", list(SAMPLE)[::20])
def test_bad_input_of_a_real_program(name: str, tmp_path: Path) -> None:
    case = SAMPLE[name]
    if case.file:
        (tmp_path / "own" / case.file).parent.mkdir(parents=True)
        (tmp_path / "own" / case.file).write_bytes(case.write())
    done = subprocess.run(
        [sys.executable, "-m", "sim", *case.words],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert verdict(case, done.returncode, done.stderr, (tmp_path / "results").exists()) == ""


def test_there_are_enough_and_each_is_another() -> None:
    every = cases(10**6)
    assert len(every) > 800
    assert len({case.name for case in every}) == len(every)


def test_a_verdict_sees_what_is_wrong() -> None:
    case = Case("a", ("seed=x",), "seed")
    assert verdict(case, 2, "command line: seed: 'x': must be a whole number\n", False) == ""
    assert verdict(case, 1, "command line: seed", False).startswith("exit 1")
    assert "lines" in verdict(case, 2, "Traceback command line: seed", False)
    assert "13 lines" in verdict(case, 2, "command line: seed\n" * 13, False)
    assert "does not name" in verdict(case, 2, "somewhere: seed", False)
    assert "does not name seed" in verdict(case, 2, "command line: x", False)
    assert verdict(case, 2, "command line: seed", True) == "leaves results"
