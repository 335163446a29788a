"""The contract of an engine, and the list of engines. Each is imported when it is first asked for."""

from sim.demand.demand import Demand
from sim.outcome import Outcome
from sim.tables.tables import Tables

ENGINES: tuple[str, ...] = ("simpy", "compiled")


def run(tables: Tables, demand: Demand, from_day: float, engine: str = "simpy", log: bool = False) -> Outcome:
    """Return what happens to `demand` under `tables` up to `demand.to_day`, counted from `from_day`.

    Raises KeyError for an engine that does not exist.
    """
    if engine == "simpy":
        from sim.engine.simpy.run import run as run_simpy  # noqa: PLC0415 - SimPy is loaded when it is used

        return run_simpy(tables, demand, from_day, log)
    if engine == "compiled":
        from sim.engine.compiled.run import run as run_compiled  # noqa: PLC0415 - as is Numba

        return run_compiled(tables, demand, from_day, log)
    raise KeyError(engine)


def is_compiled() -> bool:
    """Return whether the compiled engine is on disk in machine code: if not, its first run takes about a minute."""
    from sim.jit import is_compiled as is_cached  # noqa: PLC0415 - Numba is loaded when it is used

    return is_cached()
