"""Progress of a study while it runs: how many are finished, the latest, and how long the rest will take."""

import time
from collections.abc import Iterator
from typing import Protocol


class UnderWay(Protocol):
    """A study while it runs, step by step or replication by replication."""

    unit: str
    """What is counted."""
    taken_up: int
    """How many were finished already."""

    @property
    def total(self) -> int:
        """How many are wanted."""
        ...

    @property
    def share(self) -> float:
        """What part of the work is finished."""
        ...

    @property
    def latest(self) -> str:
        """Message about the last one finished."""
        ...

    @property
    def warnings(self) -> list[str]:
        """What to know of the results, a line each."""
        ...

    @property
    def exit_code(self) -> int:
        """What the program leaves with once it is finished: 0, or 1 where the verdict is no."""
        ...

    def run(self, processes: int) -> Iterator[int]:
        """Run what is left; yield how many are finished, first those taken up."""
        ...


def progress(study: UnderWay, processes: int) -> Iterator[tuple[int, str]]:
    """Run what is left; yield how many are finished, with a message (empty for those taken up)."""
    clock, first = time.monotonic(), study.share
    for done in study.run(processes):
        gained, words = study.share - first, ""
        if gained > 0:
            left = (time.monotonic() - clock) / gained * (1 - study.share)
            words = ", ".join([*filter(None, [study.latest]), f"about {_span(left)} left"])
        yield done, words


def _span(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"
