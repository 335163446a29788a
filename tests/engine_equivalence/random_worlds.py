"""Random small worlds that hang together, each with who comes to it; in some, whatever happens, happens at midnight."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from sim.demand.demand import Demand, Needs
from sim.demand.sample import draw as draw_demand
from sim.description.consistency import check
from sim.description.system import Description
from sim.tables.build import build
from sim.tables.tables import Tables
from tests.engine_equivalence.drawer import Drawer, SeededDrawer
from tests.engine_equivalence.random_descriptions import content

DAYS = 60.0


@dataclass(frozen=True)
class Made:
    """A random world and who comes to it."""

    description: Description
    tables: Tables
    demand: Demand
    seed: int = 0
    whole_days: bool = False


@st.composite
def worlds(draw: Any) -> Made:
    """Return a random description that hangs together, with one replication of its demand."""
    return _made(Drawer(draw, draw(st.booleans())))


def worlds_of_seed(seed: int, count: int) -> Iterator[Made]:
    """Yield so many random worlds, each drawn from the seed and its number alone."""
    for number in range(count):
        numbers = random.Random(f"{seed} {number}")
        yield _made(SeededDrawer(numbers, numbers.random() < 0.5))


def _made(world: Drawer) -> Made:
    description = Description.model_validate(content(world))
    errors, _ = check(description, {"": "made up"})
    assert not errors, errors
    return world_of(description, world.number(0, 1_000_000), whole_days=world.whole_days)


def world_of(description: Description, seed: int, *, whole_days: bool) -> Made:
    """Return a description with one replication of its demand."""
    tables = build(description, description.interventions)
    demand = draw_demand(description, tables, seed, 1, DAYS)
    return Made(description, tables, on_whole_days(demand) if whole_days else demand, seed, whole_days)


def on_whole_days(demand: Demand) -> Demand:
    """Return a demand in which whatever happens, happens at midnight."""
    people, rows = demand.people, demand.needs.rows.copy()
    rows["day"] = np.floor(rows["day"])
    arises = rows["mark"] >= 0  # spells already under way stay first
    order = np.lexsort((rows["key"], rows["need"], rows["person"], rows["day"], arises))
    return replace(
        demand,
        people=replace(
            people,
            death_day=np.ceil(people.death_day),
            enters_day=np.floor(people.enters_day),
            start_remaining=np.ceil(people.start_remaining),
        ),
        needs=Needs(rows[order]),
        delayed=replace(demand.delayed, remaining=np.ceil(demand.delayed.remaining)),
        waiting=replace(demand.waiting, since=np.floor(demand.waiting.since)),
        present=replace(
            demand.present, remaining=np.ceil(demand.present.remaining), since=np.floor(demand.present.since)
        ),
    )
