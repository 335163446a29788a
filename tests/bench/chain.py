"""The chain in every tool: is it the same model, and how fast is each? `python start.py bench chain`."""

import gc
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median

from sim.study.run.workers import keep_memory
from tests.bench.equality import APART, Reference, means
from tests.bench.figures import DAYS, Totals
from tests.bench.screen import say, table
from tests.bench.tools import COMPILED, OTHERS, PLAIN, SIMPY, Tool, tools
from tests.theory.small_worlds import model

TIMED = 5
"""Runs of every tool, in turn, with seeds 1, 2, 3 …"""
PLAIN_RUNS = 24
"""Runs of plain SimPy in all: those beyond the timed ones only tell whether it is the same model."""
REFERENCE_RUNS = 1000
"""Runs of our compiled engine that the others are held against, with other seeds than theirs."""
EARLIER = {
    "occupied, ward": 222.0,
    "occupied, intermediate_care": 111.5,
    "occupied, care_home": 177.3,
    "occupied, home_support": 588.4,
    "waiting for, ward": 17.2,
    "waiting for, intermediate_care": 14.7,
    "waiting for, care_home": 6.9,
    "waiting for, home_support": 15.4,
}
"""The same means over 4,000 runs of another program, written before this project had an engine."""
EARLIER_RUNS = 4000
SPEED_OF_C = 60
"""Speed of the chain written in C beside plain SimPy, measured at that time."""
ABOUT = f"""
The same model? Means of {REFERENCE_RUNS} runs of {COMPILED}; the earlier means; and by how many standard errors (of so
many runs, with the variance of the {REFERENCE_RUNS}) the means of each tool lie above the first.
"""
INSIDE = f"""
How fast? One partnership, 5 years of 365.25 days from an empty start. A run is: build the model (SimPy, Ciw, salabim)
or draw who comes (ours), run it, read the totals. Left out: starting Python, imports, loading machine code, and our
tables of the scenario, built once for any number of runs. Seconds of processor time; medians of {TIMED} runs in turn.
"""


@dataclass
class Runs:
    """What a tool said and took, run by run."""

    tool: Tool
    totals: list[Totals] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def add(self, seed: int) -> None:
        """Run once more."""
        gc.collect()
        begun = time.process_time()
        self.totals.append(self.tool.run(DAYS, seed))
        self.seconds.append(time.process_time() - begun)

    def by_name(self) -> list[dict[str, float]]:
        """Return every total of every run."""
        return [totals.by_name(DAYS) for totals in self.totals]


def main() -> int:
    """Run it all; 1: some tool runs another model."""
    runs = _timed(_ready())
    speeds = _speeds(runs)
    errors = list(_faults(runs))
    say(speeds)
    for fault in errors:
        say(f"FAULT: {fault}")
    return 1 if errors else 0


def _ready() -> dict[str, Tool]:
    """Return the tools that are here, once each of our engines is loaded."""
    keep_memory()  # as `python -m sim` does
    begun = time.process_time()
    found = tools(model("chain"))
    say(f"Reading the scenario and building its tables, once: {time.process_time() - begun:.2f} s")
    for name in OTHERS.keys() - found.keys():
        say(f"{name} is not installed: left out")
    say("Loading the engines (the first time on a machine: compiling one, about half a minute)")
    for name in (COMPILED, SIMPY):
        found[name].run(10.0, 1)
    return found


def _timed(found: Mapping[str, Tool]) -> dict[str, Runs]:
    runs = {name: Runs(tool) for name, tool in found.items()}
    for seed in range(1, TIMED + 1):
        for name, each in runs.items():
            each.add(seed)
            say(f"  run {seed} of {TIMED}, {name}: {each.seconds[-1]:.3f} s")
    return runs


def _faults(runs: Mapping[str, Runs]) -> Iterable[str]:
    """Show how far apart the tools lie; yield what is too far for one model."""
    say(f"  {REFERENCE_RUNS} runs of {COMPILED} and {PLAIN_RUNS - TIMED} more of {PLAIN}: the same model?")
    reference = _reference(runs[COMPILED].tool)
    for seed in range(TIMED + 1, PLAIN_RUNS + 1):
        runs[PLAIN].add(seed)
    apart = {
        f"{name}, {len(each.totals)}": reference.apart(means(each.by_name()), len(each.totals))
        for name, each in runs.items()
        if name != SIMPY
    }
    apart[f"earlier, {EARLIER_RUNS}"] = reference.apart(EARLIER, EARLIER_RUNS)
    say(ABOUT)
    say(table(["", "mean", "earlier", *apart], [_row(name, mean, apart) for name, mean in reference.means.items()]))
    for name, each in apart.items():
        yield from (f"{name} runs: {total} lies {z:+.1f} away" for total, z in each.items() if abs(z) > APART)
    equal = runs[COMPILED].totals == runs[SIMPY].totals
    say(f"\n{SIMPY} beside {COMPILED}, {TIMED} runs: {'equal in every bit' if equal else 'DIFFERENT'}")
    if not equal:
        yield "our two engines differ"


def _reference(tool: Tool) -> Reference:
    many = Runs(tool)
    for seed in range(1001, 1001 + REFERENCE_RUNS):
        many.add(seed)
    return Reference.of(many.by_name())


def _row(name: str, mean: float, apart: Mapping[str, Mapping[str, float]]) -> list[str]:
    earlier = f"{EARLIER[name]:.1f}" if name in EARLIER else ""
    return [name, f"{mean:,.1f}", earlier, *(f"{each[name]:+.2f}" if name in each else "" for each in apart.values())]


def _speeds(runs: Mapping[str, Runs]) -> str:
    """Return the table of speeds, the fastest first."""
    middle = {name: median(each.seconds) for name, each in runs.items()}
    rows = []
    for name in sorted(middle, key=lambda each: middle[each]):
        seconds, tool = middle[name], runs[name].tool
        events = median(totals.events for totals in runs[name].totals) / seconds
        rows.append([name, tool.version, f"{seconds:.4f}", f"{events:,.0f}", f"{middle[PLAIN] / seconds:.3g}"])
    said = table(["tool", "version", "run, s", "events/s", f"times {PLAIN}"], rows)
    of_c = middle[PLAIN] / middle[COMPILED] / SPEED_OF_C
    return f"{INSIDE}\n{said}\n\nThe same in C was {SPEED_OF_C} times {PLAIN}: {COMPILED} has {of_c:.2f} of that speed."


if __name__ == "__main__":
    sys.exit(main())
