"""How far a study has come: the time left follows from the part of the work done since the study began."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from sim.study.run.progress import progress


@dataclass
class Steps:
    """Four steps, of which one was finished before; each takes as long as the clock says."""

    done: int = 1
    unit: str = "step"
    taken_up: int = 1
    total: int = 4

    @property
    def share(self) -> float:
        return self.done / self.total

    @property
    def latest(self) -> str:
        return f"no. {self.done}" if self.done < 4 else ""

    def run(self, processes: int) -> Iterator[int]:
        yield self.done
        while self.done < self.total:
            self.done += processes
            yield self.done


@pytest.mark.parametrize(("seconds", "left"), [(30.0, ["60 s", "30 s", "0 s"]), (90.0, ["3 min", "90 s", "0 s"])])
def test_time_left(monkeypatch: pytest.MonkeyPatch, seconds: float, left: list[str]) -> None:
    steps = Steps()
    monkeypatch.setattr(time, "monotonic", lambda: seconds * steps.done)
    first, second, third = left
    assert list(progress(steps, 1)) == [
        (1, ""),
        (2, f"no. 2, about {first} left"),
        (3, f"no. 3, about {second} left"),
        (4, f"about {third} left"),
    ]
