"""The same question, the same answer: by one process or two, stopped and taken up again, whatever the hash seed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.behaviour.partnerships import with_only

ROOT = Path(__file__).resolve().parents[2]
QUESTION = ["partnership=orkney_islands", "period=four_weeks", "replications=4", "seed=3", "report=none"]
TABLES = (
    "measures.parquet", "measures.csv", "comparison.parquet", "comparison.csv", "daily.parquet", "flows.parquet",
    "assumptions.csv", "baseline.csv", "warmup.csv", "precision.csv", "precision_by_replications.csv", "question.yaml",
)  # fmt: skip


def started(here: Path, *words: str, hash_seed: str = "0") -> subprocess.Popen[str]:
    """Start the program in a directory of its own."""
    here.mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-m", "sim", *QUESTION, *words],
        cwd=here,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": hash_seed},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def response(here: Path) -> dict[str, bytes]:
    """Return every table of the only results folder, byte for byte."""
    (folder,) = (here / "results").iterdir()
    return {name: (folder / name).read_bytes() for name in TABLES}


def run(here: Path, *words: str, hash_seed: str = "0") -> str:
    """Run the program to its end; return what it said of its progress."""
    program = started(here, *words, hash_seed=hash_seed)
    _, said = program.communicate(timeout=600)
    assert program.returncode == 0, said
    return said


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the answer of one process."""
    here = tmp_path_factory.mktemp("alone")
    run(here, "cores=1")
    found = response(here)
    runs = next((here / "results").glob("*/runs.csv")).read_text(encoding="utf-8")
    assert runs.count(",done,") == 12, runs
    made = next((here / "results").glob("*/provenance.yaml")).read_text(encoding="utf-8")
    assert f"command: python -m sim {' '.join(QUESTION)} cores=1" in " ".join(made.split())
    assert str(here) not in made
    return found


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    return [name for name in TABLES if one[name] != other[name]]


def test_two_processes(alone: dict[str, bytes], tmp_path: Path) -> None:
    run(tmp_path, "cores=2")
    assert differing(alone, response(tmp_path)) == []


def test_pictures_drawn_by_two_processes(tmp_path: Path) -> None:
    drawn = []
    for cores in ("1", "2"):
        run(tmp_path / cores, f"cores={cores}", "report=brief", "replications=2")
        (figures,) = (tmp_path / cores / "results").glob("*/figures")
        drawn.append({path.name: path.read_bytes() for path in sorted(figures.iterdir())})
    assert "alternative_texts.csv" in drawn[0]
    assert len(drawn[0]) > 10
    assert drawn[0] == drawn[1]


def test_another_hash_seed(alone: dict[str, bytes], tmp_path: Path) -> None:
    run(tmp_path, "cores=1", hash_seed="4711")
    assert differing(alone, response(tmp_path)) == []


@pytest.mark.parametrize("how", ["SIGINT", "SIGTERM", "SIGKILL"])
@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_stopped_and_taken_up_again(how: str, alone: dict[str, bytes], tmp_path: Path) -> None:
    program = started(tmp_path, "cores=2")
    assert program.stderr is not None
    while not program.stderr.readline().startswith("replication 1 of 4"):
        assert program.poll() is None
    program.send_signal(getattr(signal, how))
    _, said = program.communicate(timeout=60)
    if how != "SIGKILL":
        assert program.returncode == 130
        assert "Finished replications are kept" in said
    (folder,) = (tmp_path / "results").iterdir()
    assert not (folder / "comparison.csv").exists()
    kept = [path for path in (folder / "replications").iterdir() if not path.name.startswith(".")]
    assert 1 <= len(kept) < 4
    before = {path.name: (path / "runs.csv").stat().st_mtime_ns for path in kept}
    time.sleep(0.1)
    said = run(tmp_path, "cores=2")
    assert f"{len(kept)} of 4 replications are finished already and taken up" in said
    assert {name: (folder / "replications" / name / "runs.csv").stat().st_mtime_ns for name in before} == before
    assert differing(alone, response(tmp_path)) == []
    assert not list(folder.glob("**/.*"))


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_scotland_killed_and_taken_up_again(tmp_path: Path) -> None:
    own = with_only(tmp_path / "own", "orkney_islands", "shetland_islands")
    scotland = ("partnership=scotland", "--config-dir", str(own))
    run(tmp_path / "whole", *scotland, "cores=1")
    program = started(tmp_path / "killed", *scotland, "cores=2")
    assert program.stderr is not None
    while not program.stderr.readline().startswith("replication 2 of 8"):
        assert program.poll() is None
    program.kill()
    program.communicate(timeout=60)
    (folder,) = (tmp_path / "killed" / "results").iterdir()
    done = {path: path.stat().st_mtime_ns for path in folder.glob("partnerships/*/replications/[0-9]*/runs.csv")}
    assert 2 <= len(done) < 8
    assert f"{len(done)} of 8 replications are finished already" in run(tmp_path / "killed", *scotland, "cores=2")
    assert {path: path.stat().st_mtime_ns for path in done} == done
    assert differing(response(tmp_path / "whole"), response(tmp_path / "killed")) == []
    both = [next((tmp_path / name / "results").glob("*/partnerships.csv")) for name in ("whole", "killed")]
    assert both[0].read_bytes() == both[1].read_bytes()
    assert not list(folder.glob("**/.*"))


def test_asking_for_more_takes_up_what_is_there(alone: dict[str, bytes], tmp_path: Path) -> None:
    run(tmp_path, "cores=2", "replications=2")
    assert "2 of 4 replications are finished already" in run(tmp_path, "cores=2")
    assert differing(alone, response(tmp_path)) == []
