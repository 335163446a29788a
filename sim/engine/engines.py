"""The contract of an engine, and the list of engines. Each is imported when it is first asked for."""

from collections.abc import Sequence
from itertools import pairwise

from sim.demand.demand import Demand
from sim.engine.checkpoint import Checkpoint
from sim.outcome import Log, Outcome
from sim.tables.tables import Tables

ENGINES: tuple[str, ...] = ("simpy", "compiled")


def run(
    tables: Tables,
    demand: Demand,
    from_day: float,
    engine: str = "simpy",
    log: Log = False,
    snapshot_days: Sequence[float] = (),
    checkpoint: Checkpoint | None = None,
) -> Outcome:
    """Return what happens to `demand` under `tables` up to `demand.to_day`, counted from `from_day`.

    `log`: whether the event log is kept, or who gets it piece by piece.
    At each of `snapshot_days`, in order and inside the period, the counters are noted; the run itself stays the same.
    What a `checkpoint` holds need not be run again: the compiled engine goes on from there, SimPy runs from day 0.
    Raises KeyError for an engine that does not exist, ValueError for days out of order or outside the period.
    """
    ends = [from_day, *snapshot_days, demand.to_day]
    if snapshot_days and any(later <= earlier for earlier, later in pairwise(ends)):
        raise ValueError(f"snapshot_days must rise from {from_day} to {demand.to_day}, without either: {snapshot_days}")
    if engine == "simpy":
        from sim.engine.simpy.run import run as run_simpy  # noqa: PLC0415 - SimPy is loaded when it is used

        return run_simpy(tables, demand, from_day, log, snapshot_days)
    if engine == "compiled":
        from sim.engine.compiled.run import run as run_compiled  # noqa: PLC0415 - as is Numba

        return run_compiled(tables, demand, from_day, log, snapshot_days, checkpoint)
    raise KeyError(engine)


def is_compiled() -> bool:
    """Return whether the compiled engine is on disk in machine code: if not, its first run takes half a minute more."""
    from sim.jit import is_compiled as is_cached  # noqa: PLC0415 - Numba is loaded when it is used

    return is_cached()


def can_keep() -> bool:
    """Return whether there is a folder in which machine code can be kept for the next run."""
    from sim.jit import can_keep as can_keep_code  # noqa: PLC0415 - as above

    return can_keep_code()
