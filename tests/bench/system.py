"""The whole system: what a year of a partnership costs, and a year of Scotland. `python start.py bench system`."""

import multiprocessing
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import nan
from statistics import median

from sim.demand.sample import draw
from sim.description.read import partnerships, read_model, read_system
from sim.engine.engines import run
from sim.tables.build import build
from tests.bench.screen import say, table
from tests.theory.small_worlds import ROOTS

SHOWN = ("glasgow_city", "fife", "orkney_islands")
WARM_UP, DAYS = 365.0, 730.0
SEED = 1
ENGINE_RUNS = 3
"""Runs of each engine, in turn, over one year of Glasgow City."""
STEPS = ("reading", "tables", "demand", "flow")
INSIDE = """\
One replication of the baseline in the compiled engine: a year of warm-up and a year that counts, so two years are
simulated. Reading is of the scenario's files; tables are built once for all replications; demand is who comes, drawn
once for all options; flow is the engine. Seconds of processor time, each partnership in a process of its own.
"""


@dataclass
class Cost:
    """What one partnership took: seconds of each step, and the peak memory of its process so far, in MB."""

    name: str
    seconds: dict[str, float] = field(default_factory=dict)
    megabytes: float = nan

    @contextmanager
    def of(self, step: str) -> Iterator[None]:
        """Time a step."""
        begun = time.process_time()
        yield
        self.seconds[step] = time.process_time() - begun


def cost(name: str) -> Cost:
    """Run a partnership."""
    found = Cost(name)
    with found.of("reading"):
        description = read_system(ROOTS, name)
    with found.of("tables"):
        tables = build(description)
    with found.of("demand"):
        demand = draw(description, tables, SEED, 1, DAYS)
    with found.of("flow"):
        run(tables, demand, WARM_UP, "compiled")
    found.megabytes = _peak()
    return found


def _peak() -> float:
    if sys.platform == "win32":
        return nan
    import resource  # noqa: PLC0415 - there is none on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def load() -> None:
    """Load the compiled engine, on the smallest world there is."""
    description = read_model(ROOTS, "one_ward")
    tables = build(description)
    run(tables, draw(description, tables, SEED, 1, 1.0), 0.0, "compiled")


def costs(names: Sequence[str], processes: int) -> Iterator[Cost]:
    """Yield what each partnership takes, in so many new processes."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, spawn, load) as pool:
        yield from pool.map(cost, names)


def main() -> int:
    """Run it all."""
    say(INSIDE)
    rows = []
    for name in SHOWN:
        rows += [_row(found, (name,)) for found in costs([name], 1)]
        say(f"  {name}: done")
    heads = ["", *STEPS, "demand + flow, a year simulated", "peak MB"]
    say(f"\n{table(heads, rows)}\n")
    _scotland(heads)
    _engines()
    return 0


def _row(found: Cost, firsts: Sequence[str]) -> list[str]:
    steps = [f"{found.seconds[step]:.2f}" for step in STEPS]
    a_year = (found.seconds["demand"] + found.seconds["flow"]) * 365 / DAYS
    return [*firsts, *steps, f"{a_year:.2f}", f"{found.megabytes:.0f}"]


def _scotland(heads: Sequence[str]) -> None:
    names, rows = partnerships(ROOTS), []
    for processes in (1, 2):
        begun, every = time.perf_counter(), []
        for found in costs(names, processes):
            every.append(found)
            say(f"  {len(every)} of {len(names)} in {processes}: {found.name}")
        clock = time.perf_counter() - begun
        total = Cost("Scotland", {step: sum(each.seconds[step] for each in every) for step in STEPS})
        total.megabytes = max(each.megabytes for each in every)
        rows.append([*_row(total, (str(processes),)), f"{clock:.0f}"])
    said = (
        f"Scotland: all {len(names)}, a year of warm-up and a year that counts, by processes; the clock has all in it"
    )
    say(f"\n{said}\n\n{table(['processes', *heads[1:-1], 'peak MB of one', 'breakdown the clock'], rows)}\n")


def _engines() -> None:
    """Run one year of Glasgow City in both engines, in turn."""
    description = read_system(ROOTS, SHOWN[0])
    tables = build(description)
    demand = draw(description, tables, SEED, 1, 365.0)
    load()
    seconds: dict[str, list[float]] = {"compiled": [], "simpy": []}
    for number in range(1, ENGINE_RUNS + 1):
        for engine, taken in seconds.items():
            taken.append(_taken(lambda engine=engine: run(tables, demand, 0.0, engine)))
            say(f"  year {number} of {ENGINE_RUNS} of {SHOWN[0]}, {engine}: {taken[-1]:.2f} s")
    compiled, readable = median(seconds["compiled"]), median(seconds["simpy"])
    say(f"\nOne year of {SHOWN[0]} from day 0, flow only, medians of {ENGINE_RUNS} runs in turn:")
    say(f"compiled {compiled:.3f} s, SimPy {readable:.1f} s: {readable / compiled:.0f} times as long.")


def _taken(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


if __name__ == "__main__":
    sys.exit(main())
