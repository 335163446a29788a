"""Two commands at once in one results folder: both end well, with the tables that each would have made alone."""

import time
from pathlib import Path

import pytest

from tests.robustness.small_study import cases, chance, end, start, tables

SAME = ["replications=4", "cores=1"]
PAIRS = [
    (SAME, SAME),
    (SAME, ["replications=2", "cores=2"]),
    (SAME, ["replications=4", "cores=1", "event_log=true"]),
    (SAME, ["replications=4", "cores=1", "seed=2"]),
    (SAME, ["replications=4", "cores=1", "resume=false"]),
]


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    here = tmp_path_factory.mktemp("alone")
    assert end(start(here, *SAME))[0] == 0
    return tables(here / "results")


@pytest.mark.parametrize("number", cases(50, 3))
def test_two_at_once(number: int, alone: dict[str, bytes], tmp_path: Path) -> None:
    first, second = PAIRS[number % len(PAIRS)]
    one = start(tmp_path, *first)
    time.sleep(chance(number).choice([0.0, 0.0, 0.05, 0.5, 2.0]))
    other = start(tmp_path, *second)
    for study in (one, other):
        code, messages = end(study)
        assert code == 0, messages
    folders = sorted(path for path in (tmp_path / "results").iterdir() if path.is_dir())
    assert len(folders) == (2 if "seed=2" in second else 1)
    assert not [path for folder in folders for path in folder.rglob(".*")]
    if len(folders) == 1:
        found = tables(tmp_path / "results")
        assert {name: found[name] for name in alone if name != "question.yaml"} == {
            name: content for name, content in alone.items() if name != "question.yaml"
        }
