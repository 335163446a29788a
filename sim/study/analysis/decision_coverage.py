"""Whether answers hold: intervals of bed days returned, and stated chances, beside what is so at hidden truths.

A future is one year with its own random variation. A stated chance is the share of futures, drawn from the posterior
and from the intervals of effects, in which something is so; it came true in as many futures, run at the truth, as it is
so in these. Of statements of one size the two must agree on average, whatever each truth is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.study.analysis.emulator import Floats
from sim.study.analysis.shares_of_futures import share_interval
from sim.study.analysis.sources_of_uncertainty import apart
from sim.study.question.question import Question

LEVEL = 0.9
"""Confidence level of the intervals that are tried."""
WHOLE = 100.0
"""Percent of the place's part of the 200,000 at which it is reached."""
BINS = (0.0, 5.0, 20.0, 40.0, 60.0, 80.0, 95.0, 100.0)
"""Ends of the bins of stated chances, in 100."""


@dataclass(frozen=True)
class Futures:
    """Futures of some options: bed days returned a year and percent of the part of the 200,000 [option, future]."""

    numbers: Sequence[int]
    returned: Floats
    part: Floats

    @property
    def best(self) -> Floats:
        """Share of futures [option], in 100, in which each option returns most."""
        most = self.returned == self.returned.max(axis=0)
        return np.asarray(100 * (most / most.sum(axis=0)).mean(axis=1))

    @property
    def reached(self) -> Floats:
        """Share of futures [option], in 100, in which each returns the place's part."""
        return np.asarray(100 * (self.part >= WHOLE).mean(axis=1))


def decision_rows(truth: int, question: Question, stated: Futures, true: Futures) -> pd.DataFrame:
    """Return a row for each option of one truth: the 90 % interval of the answer, and the mean at the truth.

    ``question`` is that of the answer, with the draws of the posterior; ``true_error`` is the standard error of the
    mean at the truth, which counts in ``held`` as random variation of the truth would: not at all.
    """
    names = list(question.options)
    rows = []
    for at, name in enumerate(names):
        drawn = question.drawn(name, stated.numbers)
        parts = apart(stated.returned[at][None, :], *drawn, level=LEVEL)
        mean, half = float(parts.mean[0]), float(parts.half[0])
        middle = float(true.returned[at].mean())
        error = float(true.returned[at].std(ddof=1) / np.sqrt(true.returned.shape[1]))
        rows.append(
            {
                "truth": truth, "option": name, "mean": mean, "lower": mean - half, "upper": mean + half,
                "true_mean": middle, "true_error": error, "held": abs(middle - mean) <= half,
                "best_in_100": stated.best[at], "true_best_in_100": true.best[at],
                "reached_in_100": stated.reached[at], "true_reached_in_100": true.reached[at],
                "futures": len(stated.numbers), "true_futures": true.returned.shape[1],
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def chances_table(decisions: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each kind and size of stated chance: how many, their mean, and in how many of 100 it came true.

    ``error`` is the standard error of the last, of truths as independent and of options of one truth as one; ``lower``
    and ``upper`` are its binomial 95 % interval (Wilson), each truth counted as one trial.
    """
    rows = []
    for what in ("best", "reached"):
        stated, true = decisions[f"{what}_in_100"], decisions[f"true_{what}_in_100"]
        bins = np.clip(np.searchsorted(BINS, stated, side="right") - 1, 0, len(BINS) - 2)
        for number in np.unique(bins):
            of = bins == number
            by_truth = (true - stated)[of].groupby(decisions.loc[of, "truth"]).mean()
            count, came_true = len(by_truth), float(true[of].mean())
            lower, upper = share_interval(count * came_true / 100, count)
            rows.append(
                {
                    "chance": what, "from": BINS[number], "to": BINS[number + 1], "statements": int(of.sum()),
                    "truths": count, "stated_in_100": float(stated[of].mean()), "true_in_100": came_true,
                    "error": float(by_truth.std(ddof=1) / np.sqrt(count)) if count > 1 else np.nan,
                    "lower": 100 * lower, "upper": 100 * upper,
                }
            )  # fmt: skip
    return pd.DataFrame(rows)
