"""Who is where on day 0: residents and clients from the census, people waiting at home, people delayed in hospital."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.compiled_random_numbers import gap
from sim.demand.population import on_grid
from sim.demand.random_numbers import Purpose, uniforms
from sim.description.people import Delayed as StatedDelayed
from sim.description.people import Start, Waiting
from sim.description.system import Description
from sim.jit import jit_cached
from sim.tables.capacity import amount, grown
from sim.tables.effects import salt
from sim.tables.groups import unpack
from sim.tables.quantiles import NODES, at, mean, residual
from sim.tables.tables import YEAR, Tables

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Columns = dict[str, NDArray[Any]]


def homes(description: Description, tables: Tables, people: Columns, stream: int) -> None:
    """Give everybody a start setting, hours of support and days still to go there; the rest live in the first home."""
    count = len(people["key"])
    home = tables.setting_types.index("home")
    setting, hours, remaining = np.full(count, home), np.zeros(count), np.full(count, np.inf)
    starts = description.people.starts if description.people else {}
    for name, start in starts.items():
        place = tables.setting_names.index(name)
        free = (setting == home) & (people["enters_day"] == 0)
        wanted = round(grown(description, name, amount(description, start.people), 0.0))
        chosen = _drawn(people, free, start, wanted, stream, name)
        setting[chosen] = place
        if tables.takes_hours[place]:
            hours[chosen] = _hours(description, tables, people, chosen, place, start, stream)
        remaining[chosen] = _remaining(tables, people, chosen, place, stream)
    people["start_setting"], people["start_hours"], people["start_remaining"] = setting, hours, on_grid(remaining)


def _purpose_of(purpose: Purpose, name: str) -> int:
    return int(purpose) + 4096 * (salt(name) & 0xFFFFFFFF)


def _drawn(
    people: Columns, free: Flags, stated: Start | StatedDelayed | Waiting, wanted: int, stream: int, name: str
) -> Integers:
    """Return `wanted` free people drawn without replacement, chances by weight (Efraimidis and Spirakis 2006)."""
    groups, weights = people["start_group"], _weights(stated)
    waits = _waits(np.uint64(stream), people["key"], np.uint64(_purpose_of(Purpose.START, name)), free, groups, weights)
    wanted = min(wanted, int(np.isfinite(waits).sum()))
    return np.sort(np.argpartition(waits, wanted - 1)[:wanted]) if wanted else np.zeros(0, dtype=np.int64)


def _weights(stated: Start | StatedDelayed | Waiting) -> Floats:
    """Return the weight of each group of people."""
    frailty, age, _, dementia, alone, _, phase = unpack()
    weight = np.asarray(stated.times_frailty)[frailty]
    if not isinstance(stated, Waiting):
        weight = weight * np.asarray(stated.times_age)[age] * np.where(dementia, stated.times_dementia, 1.0)
    if isinstance(stated, Start):
        weight = weight * np.asarray(stated.times_last_months)[phase] * np.where(alone, stated.times_alone, 1.0)
    return np.asarray(weight)


@jit_cached
def _waits(stream: Any, keys: Any, purpose: Any, free: Any, groups: Any, weights: Any) -> Any:
    """Return how long each person would wait, at a rate by weight, to be drawn: never if not free."""
    waits = np.full(len(keys), np.inf)
    for person in range(len(keys)):
        if free[person] and weights[groups[person]] > 0:
            waits[person] = gap(stream, keys[person], purpose) / weights[groups[person]]
    return waits


def _hours(
    description: Description, tables: Tables, people: Columns, chosen: Integers, place: int, start: Start, stream: int
) -> Floats:
    """Return hours a week of those chosen, in quarters, scaled so that together they make the published hours."""
    frailty = unpack()[0][people["start_group"][chosen].astype(np.int64)]
    drawn = at(tables.quantiles[tables.hours[place]], uniforms(stream, people["key"][chosen], Purpose.HOURS))
    drawn = drawn * tables.hours_factor[place, frailty]
    name = tables.setting_names[place]
    if start.hours is not None and drawn.sum() > 0:
        drawn = drawn * (grown(description, name, amount(description, start.hours), 0.0) / drawn.sum())
    return np.asarray(np.maximum(np.floor(drawn * 4 + 0.5) / 4, 0.25))


def _remaining(tables: Tables, people: Columns, chosen: Integers, place: int, stream: int) -> Floats:
    row = int(tables.stay[place].max())
    if row < 0:
        return np.full(len(chosen), np.inf)
    frailty, age = (part[people["start_group"][chosen].astype(np.int64)] for part in unpack()[:2])
    residuals = at(residual(tables.quantiles[row]), uniforms(stream, people["key"][chosen], Purpose.REMAINING))
    return np.asarray(residuals * tables.stay_factor[place, frailty, age])


def delayed(description: Description, tables: Tables, people: Columns, stream: int) -> tuple[Columns, Columns]:
    """Return spells under way on day 0 (as needs with number -1) and where each of these people is delayed."""
    free = (people["enters_day"] == 0) & ~tables.limited[people["start_setting"]]
    rows: dict[str, list[int]] = {"person": [], "setting": [], "pathway": []}
    for number, stated in enumerate(description.people.delayed if description.people else ()):
        wanted = round(sum(amount(description, column) for column in stated.columns) / YEAR)
        who = _drawn(people, free, stated, wanted, stream, f"delayed {number}")
        free[who] = False
        rows["person"] += who.tolist()
        rows["setting"] += _shared(stated.settings, tables.setting_names, len(who), tables.capacity)
        rows["pathway"] += _shared(stated.pathways, tables.pathway_names, len(who), None)
    return _spells(tables, people, {name: np.asarray(row, dtype=np.int64) for name, row in rows.items()}, stream)


def _shared(shares: dict[str, float], names: tuple[str, ...], count: int, capacity: Floats | None) -> list[int]:
    """Return one name's number for each person, by shares of those that exist, spread evenly."""
    existing = {n: s for n, s in shares.items() if capacity is None or capacity[names.index(n)] > 0}
    existing = existing or shares
    bounds = np.cumsum(list(existing.values())) / sum(existing.values())
    spread = (np.arange(count) * 0.6180339887498949 + 0.5) % 1.0
    return [names.index(list(existing)[i]) for i in np.minimum(np.searchsorted(bounds, spread), len(existing) - 1)]


def _spells(tables: Tables, people: Columns, rows: dict[str, Integers], stream: int) -> tuple[Columns, Columns]:
    person, pathway = rows["person"], rows["pathway"]
    order = np.argsort(person, kind="stable")
    person, pathway, setting = person[order], pathway[order], rows["setting"][order]
    step, remaining = np.zeros(len(person), dtype=np.int64), np.zeros(len(person))
    random_number = uniforms(stream, people["key"][person], Purpose.REMAINING)
    for number in np.unique(pathway):
        slowest, table = _slowest(tables, int(number))
        step[pathway == number], remaining[pathway == number] = slowest, at(table, random_number[pathway == number])
    zeros = np.zeros(len(person))
    needs: Columns = {
        "day": zeros,
        "person": person,
        "need": np.full(len(person), -1),
        "mark": np.full(len(person), -1.0),
        "group": people["start_group"][person],
        "key": people["key"][person],
    }
    where: Columns = {
        "row": np.arange(len(person)),
        "setting": setting,
        "pathway": pathway,
        "step": step,
        "remaining": on_grid(remaining),
    }
    return needs, where


def _slowest(tables: Tables, pathway: int) -> tuple[int, Floats]:
    """Return which step of a pathway takes longest, and the table of the days still to go in it; none: no days."""
    processes = [p for p in tables.pathway_processes[pathway].tolist() if p >= 0]
    if not processes:
        return 0, np.zeros(NODES)
    means = [mean(tables.quantiles[tables.process[p]]) * tables.process_factor[p] for p in processes]
    slowest = int(np.argmax(means))
    process = processes[slowest]
    return slowest, residual(tables.quantiles[tables.process[process]]) * tables.process_factor[process]


def waiting(description: Description, tables: Tables, people: Columns, taken: Integers, stream: int) -> Columns:
    """Return people at home who wait for a pathway on day 0 already, and since when (a day before 0).

    ``people`` are columns by name; ``taken`` the rows of those delayed in hospital, who cannot wait at home.
    """
    columns: dict[str, list[NDArray[np.generic]]] = {"person": [], "pathway": [], "since": []}
    free = people["enters_day"] == 0
    residents = int(free.sum())
    free[taken] = False
    for stated in description.people.waiting if description.people else ():
        in_residences = [not stated.residences or name in stated.residences for name in tables.setting_names]
        candidates = free & np.asarray(in_residences)[people["start_setting"]]
        wanted = round(stated.per_1000_people * residents / 1000)
        who = _drawn(people, candidates, stated, wanted, stream, f"waiting {stated.pathway}")
        free[who] = False
        since = -stated.waited_days * uniforms(stream, people["key"][who], _purpose_of(Purpose.WAITED, stated.pathway))
        columns["person"].append(who)
        columns["pathway"].append(np.full(len(who), tables.pathway_names.index(stated.pathway)))
        columns["since"].append(on_grid(since))
    empty = {"person": np.zeros(0, np.int64), "pathway": np.zeros(0, np.int64), "since": np.zeros(0)}
    return {name: np.concatenate(rows) if rows else empty[name] for name, rows in columns.items()}
