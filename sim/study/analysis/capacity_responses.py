"""How delays and bed days answer to more capacity: differences, elasticities, and whether more and more gives less.

Everything is over replications on common random numbers. Of Scotland a replication is the sum of the partnerships, so
its percentages and elasticities are ratios of sums.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pandas as pd

from sim.study.analysis.confidence_intervals import Floats, mean_interval, ratio_interval
from sim.study.question.question import BASE

WATCHED: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "delayed_bed_days_75_plus": ("delayed_bed_days", "age", ("75_plus",)),
    "standard_delayed_bed_days_75_plus": (
        "delayed_bed_days", "national_reason_75_plus", ("health_and_social_care", "patient_and_family"),
    ),
    "emergency_bed_days": ("emergency_bed_days", "all", ("all",)),
}  # fmt: skip
"""Measures whose response is shown: measure, breakdown and the levels that are added up. Standard: without code 9."""
COLUMNS = [
    "partnership", "capacity", "label", "percent", "scarcity", "measure", "unit", "today", "added", "capacity_unit",
    "added_percent", "baseline", "option", "difference", "difference_lower", "difference_upper", "percent_change",
    "percent_change_lower", "percent_change_upper", "elasticity", "elasticity_lower", "elasticity_upper",
    "days_per_1000_for_10_percent", "days_per_1000_for_10_percent_lower", "days_per_1000_for_10_percent_upper",
    "people_65_plus", "partnerships", "replications", "note",
]  # fmt: skip
CHECKS = ["partnership", "capacity", "scarcity", "measure", "sign", "diminishing", "note"]
RIGHT, WRONG, UNCHANGED, CANNOT_TELL = "right", "wrong", "no change", "cannot tell"
DIMINISHING, WITHIN_NOISE, GROWING = "diminishing", "within noise", "growing"
UNIT = "bed days a year"
TEN = 10.0
"""Percent more for which published effects are stated."""
Interval = tuple[float, float, float]
"""A value with the lower and the upper end of its 95 % interval."""


@dataclass(frozen=True, slots=True)
class Added:
    """What one option adds: so many percent asked of a capacity, what there is today, and what is given of it."""

    option: str
    capacity: str
    percent: float
    today: float
    given: float
    """In whole places, or hours in quarters."""
    label: str = ""
    unit: str = "places"

    @property
    def given_percent(self) -> float:
        """What is given, in percent of today."""
        return 100 * self.given / self.today if self.today else math.nan


@dataclass(frozen=True, slots=True)
class Measured:
    """What the replications of one place at one scarcity have measured."""

    partnership: str
    scarcity: str
    people: float
    values: pd.DataFrame
    """A row for each option, measure and replication: see `watched`."""
    added: Sequence[Added]
    partnerships: int = 1
    """How many are added up."""
    no_answer: Mapping[str, str] = field(default_factory=dict)
    """Why an option, or the baseline, has no answer."""

    def pair(self, measure: str, option: str) -> pd.DataFrame:
        """Return a measure in the baseline (`before`) and under an option (`after`), of replications that have both."""
        rows = self.values[self.values["measure"] == measure]
        before, after = (rows[rows["option"] == name].set_index("replication")["value"] for name in (BASE, option))
        both = pd.DataFrame({"before": before, "after": after}).dropna().sort_index()
        return both.iloc[:0] if self.why_none(option) else both

    def why_none(self, option: str) -> str:
        """Say why an option has no answer; nothing where it has one."""
        return self.no_answer.get(BASE, "") or self.no_answer.get(option, "")


def watched(measures: pd.DataFrame) -> pd.DataFrame:
    """Return the values of the measures in `WATCHED` from a table ``measures``: option, measure, replication, value."""
    tables = []
    for name, (measure, breakdown, levels) in WATCHED.items():
        rows = (measures["measure"] == measure) & (measures["breakdown"] == breakdown) & measures["level"].isin(levels)
        summed = measures[rows].groupby(["option", "replication"], sort=False, observed=True)["value"].sum()
        tables.append(summed.reset_index().assign(measure=name))
    return pd.concat(tables, ignore_index=True)[["option", "measure", "replication", "value"]]


def responses(measured: Measured) -> pd.DataFrame:
    """Return a row for each option and measure (the table ``responses.csv``): what there is, and what it becomes."""
    rows = [_row(measured, added, measure) for added in measured.added for measure in WATCHED]
    return pd.DataFrame(rows, columns=COLUMNS)


def _row(measured: Measured, added: Added, measure: str) -> dict[str, object]:
    pair = measured.pair(measure, added.option)
    before, after = (pair[when].to_numpy(dtype=np.float64) for when in ("before", "after"))
    change = mean_interval(after - before)
    per_1000 = 1000 / measured.people * TEN / added.given_percent if measured.people and added.given else math.nan
    return {
        "partnership": measured.partnership,
        "capacity": added.capacity,
        "label": added.label,
        "percent": added.percent,
        "scarcity": measured.scarcity,
        "measure": measure,
        "unit": UNIT,
        "today": added.today,
        "added": added.given,
        "capacity_unit": added.unit,
        "added_percent": added.given_percent,
        "baseline": before.mean() if len(before) else math.nan,
        "option": after.mean() if len(after) else math.nan,
        **_with_ends("difference", change),
        **_with_ends("percent_change", _percent(before, after)),
        **_with_ends("elasticity", elasticity(before, after, added)),
        **_with_ends("days_per_1000_for_10_percent", tuple(per_1000 * end for end in change)),
        "people_65_plus": measured.people,
        "partnerships": measured.partnerships,
        "replications": len(before),
        "note": measured.why_none(added.option) or ("" if added.given else "less than one place: nothing is added"),
    }


def _with_ends(name: str, value: Sequence[float]) -> dict[str, float]:
    return dict(zip((name, f"{name}_lower", f"{name}_upper"), value, strict=True))


def _percent(before: Floats, after: Floats) -> Interval:
    """Return the change of the mean in percent of the baseline's."""
    ratio, lower, upper = ratio_interval(after, before)
    return 100 * (ratio - 1), 100 * (lower - 1), 100 * (upper - 1)


def elasticity(before: Floats, after: Floats, added: Added) -> Interval:
    """Return the change of the logarithm of a measure for that of the capacity; not numbers where either has none."""
    ratio, lower, _ = ratio_interval(after, before)
    if not (ratio > 0 and added.given and added.given_percent > -100):
        return math.nan, math.nan, math.nan
    capacity = math.log1p(added.given_percent / 100)
    middle, half = math.log(ratio) / capacity, abs((ratio - lower) / ratio / capacity)
    return middle, middle - half, middle + half


# --- sign, and more and more that gives less -------------------------------------------------------------------------


def checks(measured: Measured, table: pd.DataFrame) -> pd.DataFrame:
    """Return, for each capacity and measure, whether the response has the right sign and diminishes.

    ``table`` is that of `responses`. ``sign``: right (more capacity, fewer days) where no interval lies above none and
    at least one below; wrong where one lies above; no change where nothing changes at all. ``diminishing``: the effect
    of each place or hour falls from each percentage to the next (diminishing), rises somewhere by less than its 95 %
    interval (within noise), or rises by more (growing; ``note`` says where).
    """
    rows = []
    for capacity in dict.fromkeys(added.capacity for added in measured.added):
        steps = sorted((one for one in measured.added if one.capacity == capacity), key=lambda one: one.percent)
        for measure in WATCHED:
            mine = table[(table["capacity"] == capacity) & (table["measure"] == measure)]
            verdict, note = diminishing(measured, [step for step in steps if step.given], measure)
            place = (measured.partnership, capacity, measured.scarcity, measure)
            rows.append(dict(zip(CHECKS, (*place, sign(mine), verdict, note), strict=True)))
    return pd.DataFrame(rows, columns=CHECKS)


def sign(table: pd.DataFrame) -> str:
    """Return whether more capacity gives fewer days, in all rows of a table of responses together."""
    if (table["difference_lower"] > 0).any():
        return WRONG
    if (table["difference_lower"] == 0).all() and (table["difference_upper"] == 0).all():
        return UNCHANGED
    return RIGHT if (table["difference_upper"] < 0).any() else CANNOT_TELL


def diminishing(measured: Measured, steps: Sequence[Added], measure: str) -> tuple[str, str]:
    """Return whether each place or hour does less the more there are of them, and where it does more."""
    rises = list(_rises(measured, steps, measure))
    growing = [f"{first.percent:g} to {then.percent:g} %" for first, then, rise in rises if rise[1] > 0]
    if growing:
        return GROWING, f"more for each place or hour from {', '.join(growing)}"
    if not rises or any(math.isnan(end) for _, _, rise in rises for end in rise):
        return CANNOT_TELL, ""
    return (DIMINISHING if all(rise[0] <= 0 for _, _, rise in rises) else WITHIN_NOISE), ""


def _rises(measured: Measured, steps: Sequence[Added], measure: str) -> Iterator[tuple[Added, Added, Interval]]:
    """Yield each two neighbours, and by how much the days that a place or hour takes away rise between them."""
    for first, then in pairwise(steps):
        one, other = (_taken_by_each(measured.pair(measure, step.option), step) for step in (first, then))
        yield first, then, mean_interval((other - one).to_numpy(dtype=np.float64))


def _taken_by_each(pair: pd.DataFrame, step: Added) -> pd.Series:
    """Return the days that each place or hour takes away, by replication."""
    return (pair["before"] - pair["after"]) / step.given
