"""Figures of a sample in place of published ones: its monthly aggregates put together as calibration aims at them.

A figure is a sum of measures over the months of one year, each at the rate of a year (of packages and lists: the mean
of the days on which they were counted). What is known of the figure itself is the target's own doubt and, where months
are missing, the random variation of the months that are there beyond that of a whole year; the random variation of the
year is in the emulator. Figures with a suppressed month are not used.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, hypot, log

from sim.description.system import Description
from sim.study.analysis.targets import Target

Key = tuple[str, str, str]
"""Measure, breakdown, category."""
LEAST_MONTHS, YEAR = 6, 12
"""Months of the year that a flow must be known of at least; months of a year."""
FARTHEST = 4.0
"""Prior standard deviations that a multiplier is looked for at most."""


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A row of the table `monthly`: months counted from the year 0, first and last; None: the value was suppressed."""

    key: Key
    first: int
    last: int
    value: float | None
    error: float


@dataclass(frozen=True, slots=True)
class Composition:
    """A figure in measures: the sum of some, less some, over one."""

    plus: tuple[Key, ...]
    minus: tuple[Key, ...] = ()
    over: tuple[Key, ...] = ()
    counted: bool = False
    """Counted on days rather than over months: one day is enough."""

    @property
    def keys(self) -> tuple[Key, ...]:
        """All measures that it needs."""
        return (*self.plus, *self.minus, *self.over)


def _delayed(reason: str) -> Key:
    return "delayed_bed_days", "national_reason_75_plus", reason


_ADMISSIONS, _FALLS = ("emergency_admissions", "", ""), ("falls_admissions", "", "")
COMPOSITIONS: dict[str, tuple[Composition, ...]] = {
    "needs": (Composition((_ADMISSIONS,), minus=(_FALLS,)),),
    "falls": (Composition((_FALLS,)),),
    "deaths": (Composition((("deaths", "", ""),)),),
    "delay": (
        Composition((_delayed("standard"),)),
        Composition((_delayed("health_and_social_care"), _delayed("patient_and_family"))),
    ),
    "guardianship": (Composition((_delayed("awi"),)),),
    "complex": (Composition((_delayed("other_code_9"),)),),
    "support_at_home": (Composition((("waiting", "setting", "home_support"),), counted=True),),
    "long_term_care": (Composition((("waiting", "setting", "care_home"),), counted=True),),
    "package_hours": (
        Composition((("home_support_hours", "", ""),), over=(("home_support_clients", "", ""),), counted=True),
    ),
}
"""By multiplier of `targets`: how its figure follows from measures; of several ways the first that is known."""


@dataclass(frozen=True, slots=True)
class Observed:
    """A figure of a sample: its value, how many months of the year are known, and the error from those that are not."""

    value: float
    months: int
    error: float = 0.0


def observed(
    rows: Sequence[Aggregate], first: datetime.date, after: datetime.date
) -> tuple[dict[str, Observed], dict[str, str]]:
    """Return by multiplier the figures of a year, and why others that the rows speak of are not used."""
    begins, ends = (day.year * 12 + day.month - 1 + (day.day > 1) for day in (first, after))
    ends -= after.day > 1
    inside = [row for row in rows if begins <= row.first and row.last < ends]
    figures: dict[str, Observed] = {}
    left_out: dict[str, str] = {}
    for multiplier, ways in COMPOSITIONS.items():
        for way in ways:
            result = _figure(way, inside)
            if isinstance(result, Observed):
                figures[multiplier] = result
                left_out.pop(multiplier, None)
                break
            if any(row.key in way.keys for row in inside):
                left_out.setdefault(multiplier, result)
    return figures, left_out


def _figure(way: Composition, rows: Sequence[Aggregate]) -> Observed | str:
    """Return a figure, or why there is none."""
    means = {}
    for key in way.keys:
        ours = [row for row in rows if row.key == key]
        months = sum(row.last - row.first + 1 for row in ours)
        if any(row.value is None for row in ours):
            return "a month of it was suppressed"
        if months < (1 if way.counted else LEAST_MONTHS):
            return f"{months} months of it are known, {LEAST_MONTHS} are needed" if months else "is not there"
        means[key] = _mean(ours, months)
    value = sum(means[key].value for key in way.plus) - sum(means[key].value for key in way.minus)
    below = sum(means[key].value for key in way.over) if way.over else 1.0
    if below <= 0 or value < 0:
        return "is below 0, or over none"
    months = min(means[key].months for key in way.keys)
    missing = 0.0 if way.counted else max(1.0 - months / YEAR, 0.0)
    error = max(means[key].error for key in way.plus) * missing**0.5
    return Observed(value / below, months, error / below)


def _mean(rows: Sequence[Aggregate], months: int) -> Observed:
    """Return the mean of rows, by months, with its standard error."""
    long = [row.last - row.first + 1 for row in rows]
    value = sum(number * (row.value or 0.0) for number, row in zip(long, rows, strict=True)) / months
    return Observed(
        value, months, hypot(*(number * row.error for number, row in zip(long, rows, strict=True))) / months
    )


def with_observed(targets: Sequence[Target], figures: Mapping[str, Observed]) -> tuple[Target, ...]:
    """Return the targets, those that a sample has a figure of with it in place of the published one."""
    return tuple(
        _observed(target, figures[target.multiplier]) if target.multiplier in figures else target for target in targets
    )


def _observed(target: Target, figure: Observed) -> Target:
    error = figure.error / max(figure.value + target.add, 1e-9)
    return replace(target, published=_always(figure.value), doubt=hypot(target.doubt, error))


def _always(value: float) -> Callable[[Description], float]:
    return lambda _: value


def out_of_reach(
    targets: Sequence[Target], figures: Mapping[str, Observed], description: Description
) -> Iterator[tuple[str, float, float, float]]:
    """Yield multiplier, figure, and what the prior can reach at least and at most, of each figure beyond that.

    About what: the published figure times (bound over multiplier as calibrated) to the least elasticity, or to 1 where
    that is less.
    """
    for target in targets:
        figure = figures.get(target.multiplier)
        if figure is None:
            continue
        point = description.calibrated.get(target.multiplier, 1.0)
        published, power = target.published(description) + target.add, max(abs(target.answers), 1.0)
        most = exp(FARTHEST * target.prior)
        low, high = min(point, max(target.low, 1 / most)), max(point, min(target.high, most))
        ends = [published * exp(power * log(end / point)) for end in (low, high)]
        if not ends[0] <= figure.value + target.add <= ends[1]:
            yield target.multiplier, figure.value, max(ends[0] - target.add, 0.0), ends[1] - target.add
