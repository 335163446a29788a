"""The demand of one replication: people, needs in order, and who is where on day 0."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand import arrivals, candidates, initial_occupancy, random_numbers, start
from sim.demand.demand import Delayed, Demand, Needs, People, Rows, Waiting, as_rows
from sim.demand.event_times import in_order
from sim.demand.life_courses import LIFE, SEVERE
from sim.demand.population import residents
from sim.description.system import Description
from sim.tables.effects import salt
from sim.tables.tables import Tables

Columns = dict[str, NDArray[Any]]


def draw(description: Description, tables: Tables, seed: int, replication: int, to_day: float) -> Demand:
    """Return the demand of one replication up to a day of the run.

    ``tables`` may be those of any option: nothing that options change is read.
    """
    place = str(description.published.get("partnership", ""))
    stream = random_numbers.stream(seed, replication, salt(place) if place else 0)
    lives = residents(description, stream, to_day)
    population = len(lives)
    people: Columns = {name: lives[name] for name in LIFE.names or ()} if population else {}
    under_way: list[Rows] = []
    delayed, waiting = Delayed.none(), Waiting.none()
    if people:
        start.homes(description, tables, people, stream)
        spells, where = start.delayed(description, tables, people, stream)
        under_way = [as_rows(spells)]
        taken = spells["person"].astype(np.int64)
        delayed = Delayed.of(where)
        waiting = Waiting.of(start.waiting(description, tables, people, taken, stream))
    present = initial_occupancy.people(description, tables, stream)
    parts = [*under_way, present.spells]
    if people:
        parts.append(candidates.of_residents(description, tables, lives, stream, to_day))
    parts += arrivals.of_arrivals(description, tables, stream, to_day)
    needs = in_order(parts, population)
    return Demand(
        stream=stream,
        to_day=to_day,
        people=_everybody(people, needs, population),
        needs=needs,
        delayed=delayed,
        waiting=waiting,
        present=present.placed(needs),
        population=population,
    )


def _everybody(people: Columns, needs: Needs, population: int) -> People:
    """Return the residents, then one person for each plain arrival."""
    arrived = needs.rows[needs.rows["person"] >= population] if population else needs.rows
    outside: dict[str, Any] = {
        "key": arrived["key"],
        "age": np.nan,
        "woman": False,
        "quintile": 0,
        "dementia_day": np.inf,
        "alone_day": np.inf,
        "high_use": False,
        "frail_day": np.inf,
        "death_day": np.inf,
        "enters_day": arrived["day"],
        "start_setting": -1,
        "start_hours": 0.0,
        "start_remaining": np.inf,
        "start_group": 0,
    }
    everybody: Columns = {}
    for name, value in outside.items():
        shape = (SEVERE,) if name == "frail_day" else ()
        column = np.broadcast_to(np.asarray(value), (len(arrived), *shape))  # one number for all takes no memory
        everybody[name] = np.concatenate([people[name].astype(column.dtype), column]) if people else column
    return People.of(everybody)
