"""One replication's demand, put together: people, needs in order, and who is where on day 0."""

from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from sim.demand import candidates, luck, start
from sim.demand.contract import Delayed, Demand, Needs, People, Waiting
from sim.demand.population import on_grid, residents
from sim.description.system import Description
from sim.tables.contract import Tables
from sim.tables.levers import salt

Columns = dict[str, NDArray[np.generic]]


def draw(description: Description, tables: Tables, seed: int, replication: int, to_day: float) -> Demand:
    """Return who comes up to `to_day`. `tables` may hold any option: nothing that options change is looked at."""
    place = str(description.published.get("partnership", ""))
    stream = luck.stream(seed, replication, salt(place) if place else 0)
    people = residents(description, stream, to_day)
    population = len(people["key"]) if people else 0
    under_way: list[Columns] = []
    delayed, waiting = Delayed.none(), Waiting.none()
    if people:
        start.homes(description, tables, people, stream)
        spells, where = start.delayed(description, tables, people, stream)
        under_way = [spells]
        taken = spells["person"].astype(np.int64)
        delayed = Delayed.of(where)
        waiting = Waiting.of(start.waiting(description, tables, people, taken, stream))
    found = under_way + candidates.of_residents(description, tables, people, stream, to_day)
    found += candidates.of_arrivals(description, tables, stream, to_day, population)
    needs = _in_order(found)
    return Demand(
        stream=stream,
        to_day=to_day,
        people=_everybody(people, needs, population),
        needs=needs,
        delayed=delayed,
        waiting=waiting,
        population=population,
    )


def _in_order(found: list[Columns]) -> Needs:
    """Return all candidate needs in order of day and person."""
    parts = [Needs.none(), *(Needs.of(columns) for columns in found)]
    joined = {each.name: np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(Needs)}
    order = np.lexsort((joined["key"], joined["need"], joined["person"], joined["day"]))
    return Needs.of({name: column[order] for name, column in joined.items()})


def _everybody(people: Columns, needs: Needs, population: int) -> People:
    """Return the residents, then one person for each plain arrival."""
    arrived = needs.person >= population
    count = int(arrived.sum())
    day = np.zeros(count)
    day[needs.person[arrived] - population] = needs.day[arrived]
    keys = np.zeros(count, dtype=np.uint64)
    keys[needs.person[arrived] - population] = needs.key[arrived]
    outside: Columns = {
        "key": keys,
        "age": np.full(count, np.nan),
        "woman": np.zeros(count, np.bool_),
        "quintile": np.zeros(count, np.int64),
        "dementia": np.zeros(count, np.bool_),
        "alone": np.zeros(count, np.bool_),
        "high_use": np.zeros(count, np.bool_),
        "frail_day": np.full((count, 3), np.inf),
        "death_day": np.full(count, np.inf),
        "enters_day": on_grid(day),
        "start_setting": np.full(count, -1),
        "start_hours": np.zeros(count),
        "start_remaining": np.full(count, np.inf),
        "start_group": np.zeros(count, np.int64),
    }
    if not people:
        return People.of(outside)
    return People.of({name: np.concatenate([people[name], column]) for name, column in outside.items()})
