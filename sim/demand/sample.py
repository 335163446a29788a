"""The demand of one replication: people, needs in order, and who is where on day 0."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand import arrivals, candidates, initial_occupancy, random_numbers, start
from sim.demand.demand import Delayed, Demand, People, Rows, Waiting, as_rows
from sim.demand.event_times import in_order
from sim.demand.life_courses import LIFE
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
        people=People.of(people) if people else People.none(),
        needs=needs,
        delayed=delayed,
        waiting=waiting,
        present=present.placed(needs),
        population=population,
    )
