"""Measures of each setting and team: each is one function of a run with its unit and definition, and needs no more."""

from collections.abc import Callable

import numpy as np

from sim.description.delay_reasons import REASONS
from sim.measures.registry import OWN, Direction, define
from sim.measures.residents import Flags, Floats, Integers
from sim.measures.run import Run
from sim.measures.tidy import Row, row, rows

Values = Callable[[Run], Floats]
Where = Callable[[Run], Flags]
PERCENTILES = (5, 25, 50, 75, 95)
_BY_SETTING: list[tuple[str, Values, Where]] = []


def _limited(run: Run) -> Flags:
    return run.tables.limited


def by_setting(
    name: str, unit: str, good: Direction, definition: str, where: Where = _limited
) -> Callable[[Values], Values]:
    """Register a function that returns a number for each setting and team; only those `where` true are reported.

    `good` is the direction that is better; `definition` the sentence shown beside the numbers.
    """
    define(name, unit, good, definition, OWN)

    def register(values: Values) -> Values:
        _BY_SETTING.append((name, values, where))
        return values

    return register


def settings(run: Run) -> list[Row]:
    """Return places taken, every measure by setting where it applies, and some of them in all."""
    names = [*run.tables.setting_names, *run.tables.team_names]
    table, outcome = _occupied(run, names), run.outcome
    totals = {"boarded": outcome.boarded_in, "turned_away": outcome.turned_away, "withdrew": outcome.withdrew}
    table += [row(name, float(counts.sum()) / run.years) for name, counts in totals.items()]
    with np.errstate(invalid="ignore", divide="ignore"):
        for name, values, where in _BY_SETTING:
            numbers = values(run)
            table += rows(name, "setting", {names[at]: float(numbers[at]) for at in np.flatnonzero(where(run))})
    return table


define("occupied", "places", "neither", "Mean places (or hours a week) taken, those kept or reserved included.", OWN)


def _occupied(run: Run, names: list[str]) -> list[Row]:
    hours = [*run.tables.takes_hours.tolist(), *[False] * len(run.tables.team_names)]
    taken = zip(names, (run.outcome.used_days / run.days).tolist(), hours, strict=True)
    return [row("occupied", value, "setting", n, "hours a week" if in_hours else None) for n, value, in_hours in taken]


@by_setting(
    "occupancy",
    "percent",
    "neither",
    "Place-days taken, kept or reserved over place-days of capacity (home support: hours over hours); above 100"
    " where surge or pooled places are in use.",
)
def occupancy(run: Run) -> Floats:
    """Return percent of capacity in use."""
    capacity = run.outcome.capacity_days
    return np.asarray(100 * run.outcome.used_days / np.where(capacity > 0, capacity, np.nan))


@by_setting(
    "time_full",
    "percent",
    "lower",
    "P(full): share of the period in which every place of the capacity is taken, kept or reserved.",
)
def time_full(run: Run) -> Floats:
    """Return percent of the time without a free place."""
    return np.asarray(100 * run.outcome.full_days / run.days)


def _percentile_of(percent: int) -> Values:
    def percentile(run: Run) -> Floats:
        taken = run.outcome.occupied[run.midnights]
        if not len(taken):
            return np.full(taken.shape[1], np.nan)
        return np.asarray(np.percentile(taken, percent, axis=0, method="inverted_cdf"))

    return percentile


for _percent in PERCENTILES:
    by_setting(
        f"occupied_percentile_{_percent}",
        "places",
        "neither",
        f"Places (or hours a week) taken, kept or reserved that are not exceeded at {_percent} percent of the"
        " midnights of the period: the least count of which that is true.",
    )(_percentile_of(_percent))


def _stays_end(run: Run) -> Flags:
    return np.append(~run.tables.is_residence, np.zeros(len(run.tables.team_names), dtype=np.bool_))


@by_setting(
    "blocked",
    "percent",
    "lower",
    "Share of days in the setting in which the person is ready to leave and waits for a reason that counts as"
    " delayed (delayed days over days of people present, of everybody).",
    _stays_end,
)
def blocked(run: Run) -> Floats:
    """Return percent of person-days that are delayed, by setting."""
    delayed_days = run.outcome.delayed.sum(axis=(1, 2)) - run.outcome.delayed[:, REASONS.index("none")].sum(axis=1)
    return np.asarray(100 * np.append(delayed_days, np.zeros(len(run.tables.team_names))) / run.outcome.person_days)


@by_setting(
    "waiting",
    "people",
    "lower",
    "Mean number of people on the waiting list, wherever they wait: in hospital, at home or elsewhere.",
)
def waiting(run: Run) -> Floats:
    """Return people on the waiting list on average."""
    return run.outcome.queue_days / run.days


@by_setting(
    "mean_wait_days", "days", "lower", "Mean of the whole waits of those who were granted a place in the period."
)
def mean_wait_days(run: Run) -> Floats:
    """Return the mean wait."""
    return run.outcome.waited_days / run.outcome.waits


def _with_surge(run: Run) -> Flags:
    return np.asarray(run.tables.limited & (np.arange(len(run.tables.limited)) < len(run.tables.setting_names)))


@by_setting("surge_days", "place-days a year", "lower", "Place-days used above capacity.", _with_surge)
def surge_days(run: Run) -> Floats:
    """Return place-days above capacity."""
    return run.outcome.surge_days / run.years


def _boarded_to(run: Run) -> Flags:
    return np.isin(np.arange(len(run.tables.limited)), run.tables.boards_to)


@by_setting(
    "boarded",
    "people a year",
    "lower",
    "People put on another ward as theirs was full, by the one they lie on.",
    _boarded_to,
)
def boarded(run: Run) -> Floats:
    """Return people boarded."""
    return _a_year(run, run.outcome.boarded_in)


@by_setting(
    "turned_away",
    "people a year",
    "lower",
    "People turned away since the waiting list was full.",
    lambda run: np.asarray((run.tables.queue_limit >= 0).any(axis=1)),
)
def turned_away(run: Run) -> Floats:
    """Return people turned away."""
    return _a_year(run, run.outcome.turned_away)


@by_setting(
    "withdrew",
    "people a year",
    "lower",
    "People who stopped waiting, at home, at the door, or in a bed for lack of a place in time.",
    lambda run: run.may_withdraw,
)
def withdrew(run: Run) -> Floats:
    """Return people who stopped waiting."""
    return _a_year(run, run.outcome.withdrew)


def _a_year(run: Run, counts: Integers) -> Floats:
    return np.asarray(counts / run.years)
