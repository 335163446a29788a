"""Plain arrivals of new people from outside: so many a day by month and weekday, at moments by the pattern of hours."""

import datetime
from math import floor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.candidates import months_from
from sim.demand.compiled_random_numbers import uniform
from sim.demand.demand import ROW, Rows
from sim.demand.event_times import enlarged, gap_before, key_of
from sim.demand.life_courses import on_tick
from sim.demand.random_numbers import Purpose, words
from sim.description.needs import Arrivals
from sim.description.system import Description
from sim.jit import jit_cached, jit_inline
from sim.tables.effects import salt
from sim.tables.quantiles import mean
from sim.tables.tables import Tables

Floats = NDArray[np.float64]


def of_arrivals(description: Description, tables: Tables, stream: int, to_day: float) -> list[Rows]:
    """Return the plain arrivals of new people up to a day, need by need."""
    parts = []
    for k, need in enumerate(description.needs.values()):
        if need.arrivals is None:
            continue
        per_day = _per_day(description, tables, need.arrivals, k, int(np.ceil(to_day)))
        if per_day.any() and sum(need.arrivals.times_hour) > 0:
            parts.append(_arrivals(need.arrivals, per_day, description.start_date, k, tables, stream, to_day))
    return parts


def _per_day(description: Description, tables: Tables, arrivals: Arrivals, k: int, days: int) -> Floats:
    """Return the arrivals expected on each day before the patterns of the year and week, at the ceiling of options."""
    times = arrivals.times * (description.calibrated.get(arrivals.calibrated, 1.0) if arrivals.calibrated else 1.0)
    if arrivals.per_day is not None:
        rates = np.full(days, arrivals.per_day)
    else:
        places = float(description.published[arrivals.occupied or ""])
        row = int(tables.stay[tables.need_ward[k], k, -1])
        rates = np.full(days, places / mean(tables.quantiles[row]))
    for change in sorted(arrivals.changes, key=lambda stated: stated.date):
        rates[max((change.date - description.start_date).days, 0) :] = change.per_day
    return np.asarray(rates * times * tables.need_ceiling[k])


def _arrivals(
    arrivals: Arrivals, per_day: Floats, start: datetime.date, k: int, tables: Tables, stream: int, to_day: float
) -> Rows:
    until = min(arrivals.to_day, to_day)
    days = np.arange(int(arrivals.from_day), int(np.ceil(until)))
    months = months_from(start, int(np.ceil(until)))[days]
    weekdays = (days + tables.weekday) % 7
    expected = per_day[days] * np.asarray(arrivals.times_month)[months] * np.asarray(arrivals.times_weekday)[weekdays]
    keys = words(stream, days, salt(tables.need_names[k]) & 0xFFFFFFFF)
    hours = np.concatenate([[0.0], np.cumsum(arrivals.times_hour)])
    hours /= hours[-1]
    usual = np.searchsorted(hours, np.arange(24) / 24, side="right") - 1
    return np.asarray(_moments(np.uint64(stream), k, keys, expected, hours, usual, arrivals.from_day, until))


@jit_cached
def _moments(
    stream: Any, need: int, keys: Any, expected: Any, hours: Any, usual: Any, from_day: float, until: float
) -> Any:
    """Return the arrivals of each day by its key: as many as expected on average, by the shares of the hours."""
    rows, count = np.empty(int(1.1 * expected.sum()) + 100, dtype=ROW), 0
    for number in range(len(keys)):
        random_number, most, midnight = keys[number], expected[number], floor(from_day) + number
        point, height = 0, gap_before(stream, random_number, 0, 0)
        while height < most:
            key = key_of(stream, random_number, 0, point)
            day = on_tick(midnight + _of_day(uniform(stream, key, Purpose.MOMENT), hours, usual))
            if from_day <= day < until:
                if count == len(rows):
                    rows = enlarged(rows)
                row = rows[count]
                row.day, row.mark, row.key = day, height / most, key
                row.person, row.need, row.group = -1, need, 0
                count += 1
            point += 1
            height += gap_before(stream, random_number, 0, point)
    return rows[:count]


@jit_inline
def _of_day(share: float, hours: Any, usual: Any) -> float:
    """Return the part of the day by which this share of the arrivals of a day have come."""
    hour = usual[int(24 * share)]
    while hours[hour + 1] <= share:
        hour += 1
    into = (share - hours[hour]) / (hours[hour + 1] - hours[hour])
    return float((hour + into) / 24)
