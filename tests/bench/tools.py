"""The tools that the bench compares: plain SimPy, this project's two engines, and Ciw and salabim where installed."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec

import sim
from sim.demand.sample import draw
from sim.description.system import Description
from sim.engine.engines import run as run_engine
from sim.tables.build import build
from sim.tables.tables import Tables
from tests.bench import plain_simpy
from tests.bench.figures import PLACES, Chain, Totals

PLAIN, COMPILED, SIMPY = "plain SimPy", "Homefirst, compiled", "Homefirst, SimPy"
OTHERS = {"Ciw": "ciw", "salabim": "salabim"}
"""Tools that only the bench installs, by name: the package of each."""


@dataclass(frozen=True)
class Tool:
    """One way to run the chain: a function of days and seed."""

    name: str
    version: str
    run: Callable[[float, int], Totals]


def tools(description: Description) -> dict[str, Tool]:
    """Return the tools that are here, by name, each ready to run a chain; the tables of our engines are built here."""
    chain, tables = Chain.of(description), build(description)
    ours = {COMPILED: "compiled", SIMPY: "simpy"}
    found = [Tool(PLAIN, version("simpy"), partial(plain_simpy.run, chain))]
    found += [Tool(name, sim.__version__, partial(ours_run, description, tables, word)) for name, word in ours.items()]
    found += [
        Tool(name, version(package), partial(import_module(f"tests.bench.in_{package}").run, chain))
        for name, package in OTHERS.items()
        if find_spec(package)
    ]
    return {tool.name: tool for tool in found}


def ours_run(description: Description, tables: Tables, engine: str, days: float, seed: int) -> Totals:
    """Return what happens in one of this project's engines, the drawing of who comes included."""
    demand = draw(description, tables, seed, 1, days)
    outcome = run_engine(tables, demand, 0.0, engine)
    rows = {name: tables.setting_names.index(name) for name in PLACES}
    return Totals(
        occupied={name: float(outcome.used_days[row]) for name, row in rows.items()},
        waiting={name: float(outcome.queue_days[row]) for name, row in rows.items()},
        admissions={name: int(outcome.entered[row]) for name, row in rows.items()},
        events=len(demand.needs) + int(outcome.left.sum()),
    )
