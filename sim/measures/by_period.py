"""What falls into each month of a run: sums only, so that months add up to quarters, years and the whole.

Means (people delayed, places occupied, people waiting) are kept as sums over days, and divided when a period is known.
The net cost is not among them: what is paid for added places is set against their use over the whole period, people
reached are counted at moments of it, and neither splits by month. The day cost of the places used does.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.description.delay_reasons import REASONS
from sim.description.system import Description
from sim.measures.bed_days import DELAY_REASONS
from sim.measures.months import Month
from sim.measures.residents import Floats
from sim.measures.run import Run
from sim.measures.severe_frailty import severe_days

OWN = "all"
Sums = tuple[str, str, str, Floats]
"""A measure, its breakdown and level, and its sum in each month."""

UNITS: dict[str, str] = {
    "bed_days_returned": "bed days in the period",
    "emergency_bed_days": "bed days in the period",
    "delayed_bed_days": "bed days in the period",
    "emergency_admissions": "admissions in the period",
    "falls_admissions": "admissions in the period",
    "deaths": "deaths in the period",
    "care_home_admissions": "people in the period",
    "waits": "people granted a place in the period",
    "boarded": "people in the period",
    "turned_away": "people in the period",
    "withdrew": "people in the period",
    "cost_whole_system": "pounds in the period",
    "delayed_people": "people (mean)",
    "severely_frail": "people (mean)",
    "severely_frail_by_age": "people (mean)",
    "occupied": "places or hours a week (mean)",
    "occupancy": "percent",
    "waiting": "people (mean)",
    "mean_wait_days": "days",
}
"""Measures by period and their units. Counts of the parts add up to the whole; means weigh by days (occupancy by
place-days of capacity, the mean wait by people granted a place)."""
DIVIDED: dict[str, tuple[str, str, float]] = {
    "delayed_people": ("delayed_person_days", "days", 1.0),
    "severely_frail": ("severely_frail_days", "days", 1.0),
    "severely_frail_by_age": ("severely_frail_by_age_days", "days", 1.0),
    "occupied": ("used_days", "days", 1.0),
    "occupancy": ("used_days", "capacity_days", 100.0),
    "waiting": ("queue_days", "days", 1.0),
    "mean_wait_days": ("waited_days", "waits", 1.0),
}
"""Measures that are one sum over another (or over the days of the period), times a factor."""
_DELAYS = [REASONS.index(reason) for reason in DELAY_REASONS]
"""Columns of the counters of delay that are delays."""


@dataclass(frozen=True)
class Monthly:
    """A run with its counters by month, first axis: from the snapshots at the ends of months."""

    run: Run
    months: Sequence[Month]

    def counter(self, name: str) -> Floats:
        """Return what a counter of the outcome rose by in each month."""
        last = np.asarray(getattr(self.run.outcome, name), dtype=np.float64)[np.newaxis]
        noted = np.asarray(getattr(self.run.outcome.snapshots, name), dtype=np.float64)
        with np.errstate(invalid="ignore"):
            return np.diff(np.concatenate([np.zeros_like(last), noted, last]), axis=0)

    def dated(self, day: Floats, weight: NDArray[np.generic] | None = None) -> Floats:
        """Return how many events (or the sum of their weights) fall into each month, by the day of each."""
        inside = self.run.within(day)
        number = np.searchsorted(self._ends, day[inside], side="right")
        weights = None if weight is None else weight[inside].astype(np.float64)
        return np.bincount(number, weights, len(self.months)).astype(np.float64)

    @cached_property
    def _ends(self) -> Floats:
        return np.asarray([month.to_day for month in self.months[:-1]])

    @cached_property
    def emergency_days(self) -> Floats:
        """Emergency bed days in each month by need, last column those under way at the start."""
        emergency = np.append(self.run.tables.need_emergency, True)
        return np.asarray(self.counter("need_days").sum(axis=2) * emergency)


def by_month(baseline: Run, run: Run, months: Sequence[Month], description: Description) -> pd.DataFrame:
    """Return the sums of a run by month: month, measure, breakdown, level, value; returned days unless it is baseline.

    The run must have been made with snapshots at the end of every month but the last.
    """
    monthly = Monthly(run, months)
    sums = [*_days(monthly), *_events(monthly), *_settings(monthly), *_cost(monthly, description)]
    spans = [(month.from_day, month.to_day) for month in months]
    sums += [(f"{name}_days", OWN, OWN, days) for name, days in severe_days(run, description, spans)]
    if run is not baseline:
        before = Monthly(baseline, months).emergency_days.sum(axis=1)
        sums.append(("bed_days_returned", OWN, OWN, before - monthly.emergency_days.sum(axis=1)))
    names, count = [month.name for month in months], len(months)
    columns = {
        name: np.repeat(np.asarray([row[at] for row in sums], dtype=object), count)
        for at, name in enumerate(("measure", "breakdown", "level"))
    }
    month = np.tile(np.asarray(names, dtype=object), len(sums))
    return pd.DataFrame({"month": month} | columns | {"value": np.concatenate([row[3] for row in sums])})


def _days(monthly: Monthly) -> Iterator[Sums]:
    """Yield emergency and delayed bed days, and people delayed at midnight, summed over the midnights."""
    run, days = monthly.run, monthly.emergency_days
    yield "emergency_bed_days", OWN, OWN, days.sum(axis=1)
    for at, name in enumerate(run.tables.need_names):
        if run.tables.need_emergency[at]:
            yield "emergency_bed_days", "need", name, days[:, at]
    delayed = monthly.counter("delayed")[:, run.tables.is_hospital].sum(axis=(1, 3))
    yield from _by_reason("delayed_bed_days", delayed)
    by_age = monthly.counter("delayed")[:, run.tables.is_hospital][:, :, _DELAYS].sum(axis=(1, 2))
    for at, age in enumerate(("under_75", "75_plus")):
        yield "delayed_bed_days", "age", age, by_age[:, at]
    starts = [int(np.ceil(month.from_day)) for month in monthly.months]
    people = np.diff(
        np.pad(run.outcome.waiting_delayed.cumsum(axis=0), ((1, 0), (0, 0)))[[*starts, run.midnights.stop]], axis=0
    )
    yield from _by_reason("delayed_person_days", people)


def _by_reason(measure: str, values: NDArray[np.generic]) -> Iterator[Sums]:
    columns = {reason: values[:, REASONS.index(reason)].astype(np.float64) for reason in DELAY_REASONS}
    yield measure, OWN, OWN, np.sum([*columns.values()], axis=0)
    for reason, column in columns.items():
        yield measure, "reason", reason, column


def _events(monthly: Monthly) -> Iterator[Sums]:
    """Yield what happens on a day: admissions, falls, deaths and moves to a care home."""
    run = monthly.run
    admissions = run.stays[run.within(run.stays["admitted_day"]) & (run.stays["admitted_day"] >= 0)]
    falls = run.is_of_sort(run.tables.need_falls, admissions["row"])
    yield "emergency_admissions", OWN, OWN, monthly.dated(admissions["admitted_day"])
    yield "falls_admissions", OWN, OWN, monthly.dated(admissions["admitted_day"][falls])
    if run.populated:
        died = run.demand.people.death_day[: run.demand.population][run.deaths]
        yield "deaths", OWN, OWN, monthly.dated(died)
    if len(run.settings("care_home")):
        yield "care_home_admissions", OWN, OWN, monthly.dated(run.moved_to_care_home)


def _settings(monthly: Monthly) -> Iterator[Sums]:
    """Yield days of places and of waiting, and people who waited, were boarded, turned away or withdrew."""
    tables = monthly.run.tables
    names = [*tables.setting_names, *tables.team_names]
    applies: Mapping[str, NDArray[np.bool_]] = {
        "used_days": np.ones(len(names), dtype=bool),
        "capacity_days": tables.limited,
        "queue_days": tables.limited,
        "waits": tables.limited,
        "waited_days": tables.limited,
        "boarded": np.isin(np.arange(len(names)), tables.boards_to),
        "turned_away": np.asarray((tables.queue_limit >= 0).any(axis=1)),
        "withdrew": monthly.run.may_withdraw,
    }
    for measure, chosen in applies.items():
        values = monthly.counter("boarded_in" if measure == "boarded" else measure)
        for at in np.flatnonzero(chosen).tolist():
            yield measure, "setting", names[at], values[:, at]


def _cost(monthly: Monthly, description: Description) -> Iterator[Sums]:
    """Yield the day cost of places used or kept (hours used, where places are hours), by everybody in the model."""
    tables, used = monthly.run.tables, monthly.counter("used_days")
    held = used - monthly.counter("reserved_days")
    pounds = [
        (used if tables.takes_hours[at] else held)[:, at] * cost.pounds
        for at, name in enumerate(tables.setting_names)
        if (cost := description.settings[name].cost)
    ]
    if pounds:
        yield "cost_whole_system", OWN, OWN, np.sum(pounds, axis=0)
