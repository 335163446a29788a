"""People who are severely frail, and how many there would be if the stated shares held at every age: day by day, exact.

The second follows from age alone: who is 82.3 years old counts by the share of severely frail people at that age. Where
it grows as the first does, frailty rises with ageing and nothing else.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from sim.demand.demand import Demand
from sim.description.frailty import OLDEST, YOUNGEST, shares_by_birthday
from sim.description.system import Description
from sim.measures.registry import OWN, define
from sim.measures.residents import Floats
from sim.measures.run import Run
from sim.measures.tidy import Row, row
from sim.tables.tables import YEAR

define("severely_frail", "people", "neither", "Mean number of residents who are severely frail.", OWN)
define(
    "severely_frail_by_age",
    "people",
    "neither",
    "Mean number of residents who would be severely frail if at every age the stated share were.",
    OWN,
)
Span = tuple[float, float]
"""Days of the run, half-open."""


def severe_frailty(run: Run, description: Description) -> list[Row]:
    """Return the mean numbers over the period; none where the model has no residents."""
    whole = [(run.outcome.from_day, run.outcome.to_day)]
    return [row(name, float(days[0]) / run.days) for name, days in severe_days(run, description, whole)]


def severe_days(run: Run, description: Description, spans: Sequence[Span]) -> Iterator[tuple[str, Floats]]:
    """Yield each of the two measures with its person-days in spans of days."""
    if description.people is None or not run.populated:
        return
    shares = shares_by_birthday(description.people)[:, -1]
    days = run.residents.once(("severely_frail", *spans), lambda: _severe(run.demand, spans))
    yield "severely_frail", days
    key = ("severely_frail_by_age", shares.tobytes(), *spans)
    yield "severely_frail_by_age", run.residents.once(key, lambda: _severe_by_age(shares, run.demand, spans))


def _severe(demand: Demand, spans: Sequence[Span]) -> Floats:
    people, count = demand.people, demand.population
    begins = np.maximum(people.enters_day[:count], people.frail_day[:count, -1])
    return np.asarray([_overlap(begins, people.death_day[:count], span) for span in spans])


def _severe_by_age(shares: Floats, demand: Demand, spans: Sequence[Span]) -> Floats:
    people, count = demand.people, demand.population
    enters, dies, age = people.enters_day[:count], people.death_day[:count], people.age[:count]
    return np.asarray([_by_age(shares, age, enters, dies, span) for span in spans])


def _overlap(begins: Floats, ends: Floats, span: Span) -> float:
    """Return the days that stretches of time have in common with a span, added up."""
    return float(np.maximum(np.minimum(ends, span[1]) - np.maximum(begins, span[0]), 0.0).sum())


def _by_age(shares: Floats, age: Floats, enters: Floats, dies: Floats, span: Span) -> float:
    """Return the share at each moment's age, summed over everybody's days in a span."""
    first, last = np.maximum(enters, span[0]), np.minimum(dies, span[1])
    alive = first < last
    at = [_cumulated(shares, age[alive] + day[alive] / YEAR) for day in (last, first)]
    return YEAR * float((at[0] - at[1]).sum())


def _cumulated(shares: Floats, age: Floats) -> Floats:
    """Return the integral over age, from 65 on, of a share that goes in a straight line from birthday to birthday."""
    before = np.concatenate([[0.0], np.cumsum((shares[1:] + shares[:-1]) / 2)])
    since = np.clip(age - YOUNGEST, 0.0, OLDEST - YOUNGEST)
    birthday = np.minimum(since.astype(np.int64), len(shares) - 2)
    part = since - birthday
    within = part * (shares[birthday] + part * (shares[birthday + 1] - shares[birthday]) / 2)
    return np.asarray(before[birthday] + within + np.maximum(age - OLDEST, 0.0) * shares[-1])
