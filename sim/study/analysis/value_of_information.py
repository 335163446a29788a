"""The value of knowing more: what a choice between options would gain if some of what is uncertain were known.

Net benefit of an option in a year is

    bed days returned  x  value of a bed day  -  net cost in cash ,

that of doing nothing is 0. The best choice today is the option with the largest mean. If a group of uncertain inputs
were known before choosing, the choice could follow them:

    value of knowing the group  =  E[ max over options of E[benefit | group] ]  -  max over options of E[benefit] .

With all inputs as the group this is the expected value of perfect information (EVPI), else that of partial perfect
information (EVPPI). The conditional means are regressions on the scores of the group (Strong, Oakley and Brennan 2014,
Medical Decision Making 34), here the second-order ridge regression of `emulator`; random variation, which no study can
make known, is regressed out. In bed days the value of one is 1 and costs count nothing.

A regression that follows noise finds value where there is none. So the same is done with the net benefits **permuted**
among the points, when knowing the group is worth nothing: what lies within these values cannot be told from none. The
95 % interval is that of the regression, from figures drawn anew about it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.study.analysis.emulator import FIRST, SECOND, features, slopes_of
from sim.study.analysis.factors import Factor
from sim.study.analysis.sampling import generator

Floats = NDArray[np.float64]
IN_DAYS = "bed days"
EVERYTHING, NOTHING = "everything that is uncertain", "do nothing"
DAYS, CASH = "bed_days_returned", "net_cost_cash"
"""Measures that net benefit is made of."""
RESAMPLES, PERMUTATIONS, LEAST_POINTS, TWO_SIDED = 100, 40, 24, 1.96
CURVE = tuple(range(0, 1001, 50))
"""Values of a bed day, in pounds, at which the curve is taken."""
CURVE_COLUMNS = ["group", "value_of_a_bed_day", "value"]
COLUMNS = [
    "measured_in", "value_of_a_bed_day", "group", "value", "lower", "upper", "permuted", "permuted_limit",
    "told_from_none", "unit", "best_today",
]  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """Options at points: scores [point, factor], bed days returned and net cost in cash [point, option] of one year."""

    options: Sequence[str]
    factors: Sequence[Factor]
    scores: Floats
    days: Floats
    cash: Floats
    seed: int

    def benefit(self, pounds: float | None) -> Floats:
        """Return the net benefit [point, option] in pounds at a value of a bed day; None: in bed days."""
        return self.days if pounds is None else pounds * self.days - self.cash

    def best(self, pounds: float | None) -> str:
        """Return the option with the largest mean net benefit, or doing nothing."""
        means = self.benefit(pounds).mean(axis=0)
        return self.options[int(means.argmax())] if means.max() > 0 else NOTHING

    @cached_property
    def groups(self) -> dict[str, list[int]]:
        """The places of the factors in each group, all of them first."""
        groups = {EVERYTHING: list(range(len(self.factors)))}
        for at, factor in enumerate(self.factors):
            groups.setdefault(factor.group, []).append(at)
        return groups


def gain(expected: Floats) -> float:
    """Return what choosing by known net benefits [point, option] gains over the best mean; doing nothing is worth 0."""
    known = np.maximum(expected.max(axis=1), 0.0).mean()
    return float(known - max(float(expected.mean(axis=0).max()), 0.0))


def value_of_information(choice: Choice, values: Mapping[str, float]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the value of knowing each group of inputs, and its curve over values of a bed day.

    The first table has a row for each group in bed days, and at each of ``values`` (pounds by label); the second one
    for each group at each of `CURVE`. There are no rows where the points are too few.
    """
    rows, over = list[dict[str, object]](), list[dict[str, object]]()
    if len(choice.scores) < LEAST_POINTS:
        return pd.DataFrame(columns=COLUMNS), pd.DataFrame(columns=CURVE_COLUMNS)
    for at, (group, places) in enumerate(choice.groups.items()):
        regression = Regression.on(choice.scores[:, places])
        for label, pounds in {IN_DAYS: None, **values}.items():
            words = {"measured_in": label, "value_of_a_bed_day": np.nan if pounds is None else pounds, "group": group}
            words |= {"unit": "bed days a year" if pounds is None else "pounds a year"}
            figures = _of_group(regression, choice.benefit(pounds), (choice.seed, at))
            rows.append(words | figures | {"best_today": choice.best(pounds)})
        days, cash = regression.expected(choice.days), regression.expected(choice.cash)
        over += [
            {"group": group, "value_of_a_bed_day": pounds, "value": gain(pounds * days - cash)} for pounds in CURVE
        ]
    table = pd.DataFrame(rows)[COLUMNS]
    order = {label: at for at, label in enumerate([IN_DAYS, *values])}
    return table.sort_values("measured_in", key=lambda labels: labels.map(order), kind="stable"), pd.DataFrame(over)


@dataclass(frozen=True)
class Regression:
    """The regressions on scores at all penalties, as matrices that give what is expected of any figures."""

    hats: Floats
    """[penalty, point, point]."""

    @classmethod
    def on(cls, scores: Floats) -> "Regression":
        """Return the regressions on scores."""
        design = features(scores)
        centred = design - design.mean(axis=0)
        pairs = [np.array(pair) for pair in product(FIRST, SECOND)]
        return cls(np.array([centred @ slopes_of(scores, pair) + 1.0 / len(scores) for pair in pairs]))

    @cached_property
    def left(self) -> Floats:
        """What a point has no part in of its own fit [penalty, point]."""
        return np.asarray(1.0 - np.diagonal(self.hats, axis1=1, axis2=2))

    def expected(self, figures: Floats) -> Floats:
        """Return what is expected of figures [point, column], each at the penalty of least leave-one-out error."""
        fits = self.hats @ figures
        errors = (((figures - fits) / self.left[:, :, None]) ** 2).mean(axis=1)
        return np.asarray(fits[errors.argmin(axis=0), :, np.arange(figures.shape[1])].T)


def _of_group(regression: Regression, benefit: Floats, seed: tuple[int, int]) -> dict[str, object]:
    """Return the value of knowing a group, its 95 % interval, and what it is with net benefits permuted."""
    draws, count = generator(*seed), len(benefit)
    expected = regression.expected(benefit)
    value, errors = gain(expected), benefit - expected
    anew = [expected + errors[draws.integers(0, count, count)] for _ in range(RESAMPLES)]
    shuffled = [benefit[draws.permutation(count)] for _ in range(PERMUTATIONS)]
    gains = [gain(one) for one in _together(regression, anew + shuffled)]
    drawn, permuted = gains[:RESAMPLES], gains[RESAMPLES:]
    limit, half = float(np.quantile(permuted, 0.95)), TWO_SIDED * float(np.std(drawn))
    return {
        "value": value, "lower": max(value - half, 0.0), "upper": value + half, "permuted": float(np.mean(permuted)),
        "permuted_limit": limit, "told_from_none": value > limit + 1e-9 * float(np.abs(benefit).max()),
    }  # fmt: skip


def _together(regression: Regression, samples: Sequence[Floats]) -> list[Floats]:
    """Return what is expected of many samples of net benefits [point, option], fitted at once."""
    count, options = samples[0].shape
    fits = regression.expected(np.hstack(samples))
    return list(fits.reshape(count, len(samples), options).transpose(1, 0, 2))
