"""Which of several results can be told apart from none, all statements holding together at 95 % (Holm 1979)."""

from collections.abc import Sequence

import numpy as np

from sim.study.analysis.confidence_intervals import CONFIDENCE_LEVEL
from sim.study.analysis.sources_of_uncertainty import Floats, apart
from sim.study.question.draws import Drawn


def told_apart(results: Sequence[tuple[Floats, Drawn]]) -> list[bool]:
    """Tell of each result [replication], with what its replications drew, whether its interval leaves out none.

    In the order of how clear they are, the first is held to the level 1 - 0.05 / n of n results, the next to
    1 - 0.05 / (n - 1), and so on, until one cannot be told apart: nor can all that are less clear.

    Holm (1979), Scandinavian Journal of Statistics 6, 65-70.
    """
    clear = [_times_beyond(values, drawn, CONFIDENCE_LEVEL) for values, drawn in results]
    verdicts = [False] * len(results)
    for place, at in enumerate(sorted(range(len(results)), key=lambda at: -clear[at])):
        level = 1 - (1 - CONFIDENCE_LEVEL) / (len(results) - place)
        if not _times_beyond(*results[at], level) > 1:
            break
        verdicts[at] = True
    return verdicts


def _times_beyond(values: Floats, drawn: Drawn, level: float) -> float:
    """Return how many times half its interval a mean lies from none; 0 where there is no interval."""
    parts = apart(values[None, :], *drawn, level=level)
    mean, half = abs(float(parts.mean[0])), float(parts.half[0])
    return mean / half if half > 0 else float("inf") if half == 0 and mean > 0 else 0.0 * float(np.isfinite(half))
