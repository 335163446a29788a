"""Progress of a study while it runs: how many are finished, the latest, and how long the rest will take."""

import time
from collections.abc import Iterator

from sim.study.question.under_way import UnderWay


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
