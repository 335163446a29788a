"""Runs random worlds in the build of the compiled engine that checks every index, then plants indices out of range.

Started by `test_indices` in a process of its own: HOMEFIRST_CHECK_INDICES decides as the engine is loaded.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from sim.demand.demand import Demand, Needs
from sim.demand.sample import draw
from sim.engine.engines import run
from sim.jit import CHECKED
from sim.tables.build import build
from sim.tables.tables import Tables
from tests.behaviour.village import village
from tests.engine_equivalence.random_worlds import worlds_of_seed

Planted = Callable[[Tables, Demand], tuple[Tables, Demand]]
PLANTED: dict[str, Planted] = {
    "pathway_reason": lambda tables, demand: (
        replace(tables, response_pathway=tables.response_pathway * 0 + 99),
        demand,
    ),
    "stay": lambda tables, demand: (replace(tables, path=np.where(tables.path >= 0, 77, -1)), demand),
    "process_reason": lambda tables, demand: (
        replace(tables, pathway_processes=np.where(tables.pathway_processes >= 0, 50, -1)),
        demand,
    ),
    "used": lambda tables, demand: (replace(tables, change_of=tables.change_of * 0 - 1), demand),
    "people": lambda tables, demand: (tables, replace(demand, needs=_of_nobody(demand))),
}
"""What is planted, and an array whose name the error may hold, though another may come first."""


def _of_nobody(demand: Demand) -> Needs:
    rows = demand.needs.rows.copy()
    rows["person"] = -7
    return Needs(rows)


def run_worlds(examples: int, seed: int) -> int:
    """Run so many random worlds; an index out of range raises. Return how many ran."""
    count = 0
    for made in worlds_of_seed(seed, examples):
        run(made.tables, made.demand, 10.0, "compiled", log=True)
        count += 1
    return count


def planted() -> Iterator[str]:
    """Yield, for each plant, what the engine says."""
    description = village()
    tables = build(description, description.interventions)
    demand = draw(description, tables, 1, 1, 90.0)
    for name, plant in PLANTED.items():
        try:
            run(*plant(tables, demand), 0.0, "compiled")
        except IndexError as error:
            yield f"{name}: {error}"
        else:
            yield f"{name}: nothing noticed"


if __name__ == "__main__":
    assert CHECKED
    print(f"worlds: {run_worlds(int(sys.argv[1]), int(sys.argv[2]))}")
    print(*planted(), sep="\n")
