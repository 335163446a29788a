"""Plain arrivals of new people from outside: so many a day by month and weekday, at moments by the pattern of hours."""

import datetime

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from sim.demand.luck import VISIT, Purpose, uniforms, words
from sim.demand.population import on_grid
from sim.description.needs import Arrivals
from sim.description.system import Description
from sim.tables.contract import Tables
from sim.tables.levers import salt
from sim.tables.quantiles import mean

Columns = dict[str, NDArray[np.generic]]


def of_arrivals(description: Description, tables: Tables, stream: int, to_day: float, first: int) -> list[Columns]:
    """Return the plain arrivals of new people, person numbers from `first` on, need by need."""
    found: list[Columns] = []
    for k, need in enumerate(description.needs.values()):
        if need.arrivals is None:
            continue
        per_day = _per_day(description, tables, need.arrivals, k)
        if per_day > 0:
            found.append(_arrivals(need.arrivals, per_day, description.start_date, k, tables, stream, to_day))
    order = np.argsort(np.concatenate([c["day"] for c in found]), kind="stable") if found else np.zeros(0, np.int64)
    together = {name: np.concatenate([c[name] for c in found])[order] for name in (found[0] if found else {})}
    if together:
        together["person"] = first + np.arange(len(order))
    return [together] if together else []


def _per_day(description: Description, tables: Tables, arrivals: Arrivals, k: int) -> float:
    times = arrivals.times * (description.fitted.get(arrivals.fitted, 1.0) if arrivals.fitted else 1.0)
    if arrivals.per_day is not None:
        return arrivals.per_day * times
    places = float(description.published[arrivals.occupied or ""])
    row = int(tables.stay[tables.need_ward[k], k])
    return places / mean(tables.quantiles[row]) * times


def _arrivals(
    arrivals: Arrivals, per_day: float, start: datetime.date, k: int, tables: Tables, stream: int, to_day: float
) -> Columns:
    days = np.arange(int(arrivals.from_day), int(np.ceil(min(arrivals.to_day, to_day))))
    months = np.asarray([(start + datetime.timedelta(days=int(day))).month - 1 for day in days], dtype=np.int64)
    weekdays = (days + tables.weekday) % 7
    expected = per_day * np.asarray(arrivals.times_month)[months] * np.asarray(arrivals.times_weekday)[weekdays]
    base = words(stream, days.astype(np.uint64), salt(tables.need_names[k]) & 0xFFFFFFFF)
    counts = stats.poisson.ppf(uniforms(stream, base, Purpose.COUNT), expected).astype(np.int64)
    day = np.repeat(days, counts)
    ordinal = np.arange(len(day)) - np.repeat(np.cumsum(counts) - counts, counts)
    key = words(stream, np.repeat(base, counts), Purpose.KEY + VISIT * ordinal)
    hours = np.concatenate([[0.0], np.cumsum(arrivals.times_hour)])
    moment = np.interp(uniforms(stream, key, Purpose.MOMENT) * hours[-1], hours, np.arange(25) / 24)
    when = on_grid(day + moment)
    inside = (when >= arrivals.from_day) & (when < min(arrivals.to_day, to_day))
    count = int(inside.sum())
    return {
        "day": when[inside],
        "person": np.zeros(count, dtype=np.int64),
        "need": np.full(count, k),
        "mark": uniforms(stream, key[inside], Purpose.MARK),
        "group": np.zeros(count, dtype=np.int64),
        "key": key[inside],
    }
