"""Who is where on day 0: residents and clients from the census, people waiting at home, people delayed in hospital."""

import numpy as np
from numpy.typing import NDArray

from sim.demand.luck import Purpose, uniforms
from sim.demand.population import groups, on_grid
from sim.description.people import Delayed as StatedDelayed
from sim.description.people import Start
from sim.description.people import Waiting as StatedWaiting
from sim.description.system import Description
from sim.tables.build import amount
from sim.tables.contract import Tables
from sim.tables.groups import unpack
from sim.tables.levers import salt
from sim.tables.quantiles import at, mean, residual

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Columns = dict[str, NDArray[np.generic]]
YEAR = 365.25


def homes(description: Description, tables: Tables, people: Columns, stream: int) -> None:
    """Give everybody a start setting, hours of support and days still to go there; the rest live in the first home."""
    count = len(people["key"])
    everybody = np.arange(count)
    people["start_group"] = groups(people, everybody, np.asarray(people["enters_day"], dtype=np.float64))
    home = tables.counts_as.index("home")
    setting, hours, remaining = np.full(count, home), np.zeros(count), np.full(count, np.inf)
    starts = description.people.starts if description.people else {}
    for name, start in starts.items():
        place = tables.setting_names.index(name)
        free = (setting == home) & (np.asarray(people["enters_day"]) == 0)
        wanted = round(amount(description, start.people))
        chosen = _drawn(
            _weights(people, start) * free, wanted, uniforms(stream, people["key"], _for(Purpose.START, name))
        )
        setting[chosen] = place
        if tables.takes_hours[place]:
            hours[chosen] = _hours(description, tables, people, chosen, place, start, stream)
        remaining[chosen] = _remaining(tables, people, chosen, place, stream)
    people["start_setting"], people["start_hours"], people["start_remaining"] = setting, hours, on_grid(remaining)


def _for(purpose: Purpose, name: str) -> int:
    return int(purpose) + 4096 * (salt(name) & 0xFFFFFFFF)


def _weights(people: Columns, start: Start) -> Floats:
    frailty, age, _, dementia, alone, _, phase = (part[people["start_group"].astype(np.int64)] for part in unpack())
    weight = np.asarray(start.times_frailty)[frailty] * np.asarray(start.times_age)[age]
    weight *= np.asarray(start.times_last_months)[phase]
    weight *= np.where(dementia, start.times_dementia, 1.0) * np.where(alone, start.times_alone, 1.0)
    return np.asarray(weight)


def _drawn(weights: Floats, wanted: int, luck: Floats) -> Integers:
    """Return `wanted` people drawn without replacement, chances by weight (Efraimidis and Spirakis 2006)."""
    with np.errstate(divide="ignore"):
        when = np.where(weights > 0, -np.log(luck) / weights, np.inf)
    first = np.argsort(when, kind="stable")[: min(wanted, int((weights > 0).sum()))]
    return np.sort(first)


def _hours(
    description: Description, tables: Tables, people: Columns, chosen: Integers, place: int, start: Start, stream: int
) -> Floats:
    """Return hours a week of those chosen, in quarters, scaled so that together they make the published hours."""
    frailty = unpack()[0][people["start_group"][chosen].astype(np.int64)]
    drawn = at(tables.quantiles[tables.hours[place]], uniforms(stream, people["key"][chosen], Purpose.HOURS))
    drawn = drawn * tables.hours_factor[place, frailty]
    if start.hours is not None and drawn.sum() > 0:
        drawn = drawn * (amount(description, start.hours) / drawn.sum())
    return np.asarray(np.maximum(np.floor(drawn * 4 + 0.5) / 4, 0.25))


def _remaining(tables: Tables, people: Columns, chosen: Integers, place: int, stream: int) -> Floats:
    row = int(tables.stay[place].max())
    if row < 0:
        return np.full(len(chosen), np.inf)
    frailty, age = (part[people["start_group"][chosen].astype(np.int64)] for part in unpack()[:2])
    left = at(residual(tables.quantiles[row]), uniforms(stream, people["key"][chosen], Purpose.REMAINING))
    return np.asarray(left * tables.stay_factor[place, frailty, age])


def delayed(description: Description, tables: Tables, people: Columns, stream: int) -> tuple[Columns, Columns]:
    """Return spells under way on day 0 (as needs with number -1) and where each of these people is delayed."""
    taken = np.zeros(len(people["key"]), dtype=np.bool_)
    rows: dict[str, list[int]] = {"person": [], "setting": [], "route": []}
    for number, stated in enumerate(description.people.delayed if description.people else ()):
        wanted = round(sum(amount(description, column) for column in stated.columns) / YEAR)
        weights = _delayed_weights(people, stated) * ~taken * (np.asarray(people["enters_day"]) == 0)
        weights *= ~tables.limited[: len(tables.setting_names)][people["start_setting"].astype(np.int64)]
        luck = uniforms(stream, people["key"], _for(Purpose.START, f"delayed {number}"))
        who = _drawn(weights, wanted, luck)
        taken[who] = True
        rows["person"] += who.tolist()
        rows["setting"] += _shared(stated.settings, tables.setting_names, len(who), tables.capacity)
        rows["route"] += _shared(stated.routes, tables.route_names, len(who), None)
    return _spells(tables, people, {name: np.asarray(row, dtype=np.int64) for name, row in rows.items()}, stream)


def _delayed_weights(people: Columns, stated: StatedDelayed) -> Floats:
    like = Start(
        people=0.0,
        times_frailty=stated.times_frailty,
        times_age=stated.times_age,
        times_dementia=stated.times_dementia,
    )
    return _weights(people, like)


def _shared(shares: dict[str, float], names: tuple[str, ...], count: int, capacity: Floats | None) -> list[int]:
    """Return one name's number for each person, by shares of those that exist, spread evenly."""
    real = {n: s for n, s in shares.items() if capacity is None or capacity[names.index(n)] > 0}
    real = real or shares
    bounds = np.cumsum(list(real.values())) / sum(real.values())
    spread = (np.arange(count) * 0.6180339887498949 + 0.5) % 1.0
    return [names.index(list(real)[i]) for i in np.minimum(np.searchsorted(bounds, spread), len(real) - 1)]


def _spells(tables: Tables, people: Columns, rows: dict[str, Integers], stream: int) -> tuple[Columns, Columns]:
    person, route = rows["person"], rows["route"]
    order = np.argsort(person, kind="stable")
    person, route, setting = person[order], route[order], rows["setting"][order]
    step, left = np.zeros(len(person), dtype=np.int64), np.zeros(len(person))
    luck = uniforms(stream, people["key"][person], Purpose.REMAINING) if len(person) else np.zeros(0)
    for one in range(len(person)):
        steps = [p for p in tables.route_processes[route[one]].tolist() if p >= 0]
        means = [mean(tables.quantiles[tables.process[p]]) * tables.process_factor[p] for p in steps]
        step[one] = int(np.argmax(means)) if steps else 0
        if steps:
            slowest = steps[int(step[one])]
            table = residual(tables.quantiles[tables.process[slowest]]) * tables.process_factor[slowest]
            left[one] = at(table, luck[one : one + 1])[0]
    zeros = np.zeros(len(person))
    needs: Columns = {
        "day": zeros,
        "person": person,
        "need": np.full(len(person), -1),
        "mark": np.full(len(person), -1.0),
        "group": people["start_group"][person] if len(person) else np.zeros(0, dtype=np.int64),
        "key": people["key"][person] if len(person) else np.zeros(0, dtype=np.uint64),
    }
    where: Columns = {
        "row": np.arange(len(person)),
        "setting": setting,
        "route": route,
        "step": step,
        "remaining": on_grid(left),
    }
    return needs, where


def waiting(description: Description, tables: Tables, people: Columns, taken: Integers, stream: int) -> Columns:
    """Return people at home who wait for a route on day 0 already, and since when."""
    out: dict[str, list[NDArray[np.generic]]] = {"person": [], "route": [], "since": []}
    free = np.asarray(people["enters_day"]) == 0 if people else np.zeros(0, dtype=np.bool_)
    free[taken] = False
    for stated in description.people.waiting if description.people else ():
        who = _waiters(stated, tables, people, free, stream)
        free[who] = False
        since = -stated.waited_days * uniforms(stream, people["key"][who], _for(Purpose.WAITED, stated.route))
        out["person"].append(who)
        out["route"].append(np.full(len(who), tables.route_names.index(stated.route)))
        out["since"].append(on_grid(since))
    empty = {"person": np.zeros(0, np.int64), "route": np.zeros(0, np.int64), "since": np.zeros(0)}
    return {name: np.concatenate(rows) if rows else empty[name] for name, rows in out.items()}


def _waiters(stated: StatedWaiting, tables: Tables, people: Columns, free: NDArray[np.bool_], stream: int) -> Integers:
    count = int((np.asarray(people["enters_day"]) == 0).sum())
    weights = _weights(people, Start(people=0.0, times_frailty=stated.times_frailty)) * free
    names = np.asarray(tables.setting_names)[people["start_setting"].astype(np.int64)]
    if stated.residences:
        weights *= np.isin(names, stated.residences)
    wanted = round(stated.per_1000_people * count / 1000)
    return _drawn(weights, wanted, uniforms(stream, people["key"], _for(Purpose.START, f"waiting {stated.route}")))
