"""Fits of stays in one setting: by need, with factors of frailty and age, where there are people enough."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.fitting.estimates import Estimate
from sim.fitting.hospital_stays import Stays
from sim.fitting.likelihood import Fit, fitted
from sim.fitting.product_limit import Curve, product_limit
from sim.fitting.spans import Spans
from sim.sample.disclosure import Count, Gate

Floats = NDArray[np.float64]
FEWEST, ENOUGH_FOR_A_NEED, ENOUGH_FOR_FACTORS = 20, 150, 300
"""Spans that ended: below the first nothing is fitted, below the others no need by itself, and no factors."""
FACTORS = {"times_frailty": ("mild", "moderate", "severe"), "times_age": ("75_84", "85_plus")}
FIRST = {"times_frailty": "fit", "times_age": "65_74"}
SHARES = (*(number / 100 for number in range(0, 100, 2)), 0.99, 0.995, 1.0)
"""Shares of a quantile table; the last stands for the longest stay."""
LAST = 0.9995
TOO_WIDE = 0.5
"""Standard error of the logarithm of a mean above which a sample does not tell it."""


@dataclass(frozen=True)
class StayFit:
    """The fit of one setting, with what is shown of it."""

    setting: str
    fit: Fit
    groups: tuple[str, ...]
    people: tuple[Count, ...]
    """By group: how many people are behind it."""
    factors: tuple[tuple[str, str], ...]
    """By column of factors: what, and which level."""
    curve: Curve
    drawn: Floats
    """The share still there by the fit, at the days of the curve."""
    told_apart: bool
    """Whether the sample says how frail and how old people are."""
    remark: str

    @property
    def whose(self) -> str:
        """Ending of the names of mean and deviation: with factors they are those of fit people of 65 to 74 years."""
        return "" if self.factors or not self.told_apart else "_of_all"

    @property
    def furthest(self) -> float:
        """Greatest difference between fit and product-limit estimate, as a share, where it says enough."""
        return float(np.max(np.abs(self.drawn - self.curve.share))) if len(self.curve.days) else float("nan")

    def estimates(self) -> Iterator[Estimate]:
        """Yield mean and standard deviation of each group, and the factors."""
        for number, (group, people) in enumerate(zip(self.groups, self.people, strict=True)):
            for parameter, sd in ((f"mean{self.whose}", False), (f"sd{self.whose}", True)):
                value, error = self.fit.moment(number, sd=sd)
                about = ("days", people, self.fit.family.name, self.remark)
                yield Estimate("stay", self.setting, group, parameter, value, error, *about)
        for number, (what, level) in enumerate(self.factors):
            value, error = self.fit.factor(number)
            yield Estimate("stay", self.setting, what, level, value, error, "times", sum_of(self.people))

    def quantiles(self, group: int) -> Floats:
        """Return the days at `SHARES` of one group (fit and youngest, where there are factors)."""
        shares = np.asarray([min(share, LAST) for share in SHARES])
        values = self.fit.scale(group) * self.fit.family.quantile(np.maximum(shares, 1e-9), self.fit.shape(group))
        values[0] = 0.0
        return np.round(values, 4)


def sum_of(counts: tuple[Count, ...]) -> Count:
    """Return the sum of counts; hidden where one of them is."""
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def fit_of(stays: Stays, gate: Gate) -> StayFit | None:
    """Return the fit of the stays in one setting; none where too few have ended."""
    stays, complete = _complete(stays)
    ended = stays.spans.events
    if int(ended.sum()) < FEWEST or stays.rows["person"][ended].nunique() < max(FEWEST, gate.threshold):
        return None
    names, stays, group = _groups(stays)
    if int(stays.spans.events.sum()) < FEWEST:
        return None
    columns, factors = _factors(stays.rows) if complete else ((), np.zeros((len(stays.rows), 0)))
    fit = fitted(stays.spans, group, factors)
    if max(fit.moment(number, sd=False)[1] for number in range(len(names))) > TOO_WIDE:
        return None
    people = [int(stays.rows["person"][group == number].nunique()) for number in range(len(names))]
    counts, _ = gate.counts(people)
    timely = stays.spans.rows(~np.isfinite(stays.spans.limit))
    curve = product_limit(timely).cut(max(gate.threshold, FEWEST)) if len(timely) else product_limit(stays.spans)
    drawn = _still_there(fit, curve.days, stays.spans, group, factors)
    pooled = "" if len(names) > 1 or not stays.rows["need"].any() else "needs pooled: too few of each"
    return StayFit(stays.setting, fit, names, tuple(counts), columns, curve, drawn, "frailty" in stays.rows, pooled)


def _groups(stays: Stays) -> tuple[tuple[str, ...], Stays, NDArray[np.int64]]:
    """Return the groups, the stays of people in them, and the number of each one's group.

    A need that enough people have is a group; so is one that has a stay of its own in the scenario, which is left out
    where too few people have it. All others together are the default, as they are in the scenario.
    """
    counts = stays.rows["need"][stays.spans.events].value_counts()
    names = sorted(
        str(need)
        for need, count in counts.items()
        if need and count >= (FEWEST if need in stays.own else ENOUGH_FOR_A_NEED)
    )
    kept = ~stays.rows["need"].isin(set(stays.own) - set(names)).to_numpy()
    others = int(counts[~counts.index.isin([*names, *stays.own])].sum())
    if others and others < FEWEST and names:
        kept &= stays.rows["need"].isin(names).to_numpy()
    elif others or not names:
        names = [*names, "default"]
    stays = replace(stays, spans=stays.spans.rows(kept), rows=stays.rows[kept].reset_index(drop=True))
    place = {name: number for number, name in enumerate(names)}
    return (
        tuple(names),
        stays,
        np.asarray([place.get(need, len(names) - 1) for need in stays.rows["need"]], dtype=np.int64),
    )


def _factors(rows: pd.DataFrame) -> tuple[tuple[tuple[str, str], ...], Floats]:
    """Return the factors that there are people enough for, and which rows have each."""
    columns: list[tuple[str, str]] = []
    values: list[Floats] = []
    for what, levels in FACTORS.items():
        level = rows.get(what.removeprefix("times_"), pd.Series("", index=rows.index))
        for name in levels:
            if level.eq(FIRST[what]).sum() >= FEWEST and level.eq(name).sum() >= FEWEST:
                columns.append((what, name))
                values.append(np.asarray(level.eq(name), dtype=np.float64))
    return tuple(columns), np.column_stack(values) if values else np.zeros((len(rows), 0))


def _complete(stays: Stays) -> tuple[Stays, bool]:
    """Return the stays of people whose frailty and age are known, where that leaves enough; and whether it does.

    People whose frailty is not known are left out, and not made a state of their own: else age would take up what
    frailty does among them.
    """
    columns = [name for name in ("frailty", "age") if name in stays.rows and stays.rows[name].ne("").any()]
    known = np.full(len(stays.rows), bool(columns))
    for name in columns:
        known &= stays.rows[name].ne("").to_numpy()
    if int((known & stays.spans.events).sum()) < ENOUGH_FOR_FACTORS:
        return stays, False
    rows = stays.rows[known].reset_index(drop=True)
    return replace(stays, spans=stays.spans.rows(known), rows=rows), True


def _still_there(fit: Fit, days: Floats, spans: Spans, group: NDArray[np.int64], factors: Floats) -> Floats:
    """Return the share of everybody in a sample who had not left by the days of a product-limit curve, by the fit."""
    begun = np.full(spans.offsets.shape, 0.5) if spans.timed else np.round(spans.offsets, 1)
    about = np.column_stack([group, factors]).repeat(begun.shape[1], axis=0)
    kinds = np.column_stack([about, begun.ravel()])
    kinds, where = np.unique(kinds, axis=0, return_inverse=True)
    weights = np.bincount(where.ravel(), spans.weights.ravel())
    total = np.zeros(len(days))
    for kind, weight in zip(kinds, weights, strict=True):
        number = int(kind[0])
        scale = fit.scale(number) * float(np.exp(fit.values[fit.groups : fit.groups + factors.shape[1]] @ kind[1:-1]))
        shape = np.full(len(days), fit.shape(number))
        total += weight * (1 - fit.family.below((days + 0.5 - kind[-1]) / scale, shape))
    return np.asarray(total / weights.sum())
