"""What every study has while it runs, whatever its kind."""

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
