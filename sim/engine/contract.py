"""The contract of an engine, and the list of engines."""

from sim.demand.contract import Demand
from sim.engine.readable.run import run as run_simpy
from sim.outcome import Outcome
from sim.tables.contract import Tables

ENGINES: tuple[str, ...] = ("simpy",)


def run(tables: Tables, demand: Demand, from_day: float, engine: str = "simpy", log: bool = False) -> Outcome:
    """Return what happens to `demand` under `tables` up to `demand.to_day`, counted from `from_day`.

    Raises KeyError for an engine that does not exist.
    """
    engines = {"simpy": run_simpy}
    return engines[engine](tables, demand, from_day, log)
