"""Kills of the parent and of workers at any moment: no hang, no orphan, and the same tables in the end."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from tests.robustness.small_study import cases, chance, end, start, tables

WORDS = ["replications=24", "cores=2"]
pytestmark = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="children are found in /proc")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    here = tmp_path_factory.mktemp("undisturbed")
    assert end(start(here, *WORDS))[0] == 0
    return tables(here / "results")


def processes_of(session: int) -> list[int]:
    """Return the processes of a session, its leader included."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = path.read_text(encoding="utf-8").rsplit(")", 1)[1].split()
            if int(fields[3]) == session and fields[0] != "Z":
                found.append(int(path.parent.name))
    return sorted(found)


def workers_of(session: int) -> list[int]:
    workers = []
    for process in processes_of(session):
        with suppress(OSError):
            if b"spawn_main" in Path(f"/proc/{process}/cmdline").read_bytes():
                workers.append(process)
    return workers


def kill(process: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


def kill_a_worker(study: "subprocess.Popen[str]", random_number: Random, killed: set[int]) -> bool:
    """Kill a worker, or all of them: within 0.2 s of its start, or later; False: the study has ended before."""
    young = random_number.random() < 0.6
    while not (new := [worker for worker in workers_of(study.pid) if worker not in killed]):
        if study.poll() is not None:
            return False
        time.sleep(0.002)
    time.sleep(random_number.uniform(0.0, 0.2) if young else random_number.uniform(0.2, 3.0))
    victims = new if random_number.random() < 0.3 else new[:1]
    for worker in victims:
        kill(worker)
    killed.update(victims)
    return study.poll() is None


def kill_the_parent(study: "subprocess.Popen[str]", random_number: Random) -> None:
    """Kill the parent at any moment, alone or with its workers; those must end by themselves."""
    time.sleep(random_number.uniform(0.0, 5.0))
    for process in reversed(processes_of(study.pid)) if random_number.random() < 0.3 else [study.pid]:
        kill(process)
    study.communicate(timeout=60)
    patience = time.monotonic() + 30
    while processes_of(study.pid):
        assert time.monotonic() < patience, "a worker has outlived its parent"
        time.sleep(0.05)


@pytest.mark.parametrize("number", cases(25, 1))
def test_eight_kills_and_the_same_tables(number: int, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    """Where a replication has died twice it is told as dead, and the last, undisturbed command runs it again."""
    random_number, killed, done = chance(number), set[int](), 0
    study = start(tmp_path, *WORDS)
    while done < 8:
        if random_number.random() < 0.25:
            kill_the_parent(study, random_number)
            done += 1
            study = start(tmp_path, *WORDS)
        elif kill_a_worker(study, random_number, killed):
            done += 1
        else:  # it has ended before it could be killed
            code, messages = end(study)
            assert code == 0, messages
            study = start(tmp_path, *WORDS, "resume=false")
    code, messages = end(study)
    assert code == 0 or "no worker process can be had" in messages, messages
    code, messages = end(start(tmp_path, *WORDS))
    assert code == 0, messages
    assert tables(tmp_path / "results") == undisturbed
