"""Instructions an event of the compiled engine, counted by valgrind. `python start.py bench instructions`.

The machine code is linked with a small C program that runs it from a state in a file; so nothing of Python is counted.
"""

import os
import platform
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.demand.demand import Demand
from sim.demand.sample import draw
from sim.description.read import read_system
from sim.tables.build import build
from sim.tables.tables import Tables
from tests.bench.screen import say, table
from tests.theory.small_worlds import ROOTS

if TYPE_CHECKING:
    from sim.engine.compiled.memory import Held

PLACE, DAYS, SEED = "inverclyde", 365.0, 1
PROGRAM = Path(__file__).with_name("count_run.c")
PLAIN_CODE = {"x86_64": "x86-64-v2", "AMD64": "x86-64-v2"}
"""Processors for whose older instructions the code is made, since valgrind does not know the newest."""
CACHES = ["--I1=32768,8,64", "--D1=49152,12,64", "--LL=1048576,16,64"]
COUNTED = {
    "instructions": ["Ir"],
    "branches": ["Bc", "Bi"],
    "mispredicted": ["Bcm", "Bim"],
    "misses of 32 KiB of code": ["I1mr"],
    "misses of 48 KiB of data": ["D1mr", "D1mw"],
    "misses of 1 MiB": ["ILmr", "DLmr", "DLmw"],
}
"""What is shown, by the names that valgrind has for its parts."""
SAID = """\
One year of {place}, the baseline from day 0 with nothing counted beforehand: {events:,} events (needs, what is due on
the calendar, births, deaths, midnights). A simulated processor: what it counts does not hang on how busy this one is.
"""


def main(words: Sequence[str]) -> int:
    """Count, where there is what it takes; with the name of a folder, make machine code in it."""
    if words:
        make_code(Path(words[0]))
        return 0
    compiler = next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None)
    valgrind = shutil.which("valgrind")
    if compiler is None or valgrind is None:
        say(f"Left out: there is no {'C compiler' if compiler is None else 'valgrind'} here")
        return 0
    description = read_system(ROOTS, PLACE)
    tables = build(description)
    demand = draw(description, tables, SEED, 1, DAYS)
    with tempfile.TemporaryDirectory() as folder:
        counts = _counts(compiler, valgrind, _laid_out(tables, demand), Path(folder))
    _tell(counts, _events(tables, demand))
    return 0


def _counts(compiler: str, valgrind: str, state: "Held", folder: Path) -> dict[str, int]:
    """Return what valgrind counts of a run from a state."""
    say("Making machine code and linking it: about a minute")
    _link(compiler, folder)
    _write(state, folder / "state")
    say("Running it under valgrind, then in the other engine")
    return _counted(valgrind, folder)


def _tell(counts: dict[str, int], events: int) -> None:
    say(SAID.format(place=PLACE, events=events))
    rows = [[name, f"{sum(counts[part] for part in parts) / events:.1f}"] for name, parts in COUNTED.items()]
    say(table(["", "an event"], rows))


def make_code(folder: Path) -> None:
    """Make the engine's machine code for this process's processor, and write it down with the name of its function."""
    from sim.engine.compiled.run import _live  # noqa: PLC0415
    from sim.engine.compiled.state import STATE  # noqa: PLC0415

    _live.compile((STATE,))  # type: ignore[attr-defined] # a function of Numba
    made = _live.overloads[(STATE,)]  # type: ignore[attr-defined]
    (folder / "engine.o").write_bytes(made.library._get_compiled_object())
    (folder / "name").write_text(made.fndesc.llvm_func_name)


def _link(compiler: str, folder: Path) -> None:
    """Make the engine's machine code anew, in a process that is told of an older processor, and a program of it."""
    told = os.environ | {"NUMBA_CACHE_DIR": str(folder / "code")}
    if platform.machine() in PLAIN_CODE:
        told |= {"NUMBA_CPU_NAME": PLAIN_CODE[platform.machine()], "NUMBA_CPU_FEATURES": ""}
    subprocess.run([sys.executable, "-m", "tests.bench.instructions", str(folder)], check=True, env=told)
    ignored = ["-no-pie", "-Wl,--unresolved-symbols=ignore-all"]  # Numba's own functions: none is called
    words = [
        f"-DENGINE={(folder / 'name').read_text()}",
        "-O2",
        str(PROGRAM),
        str(folder / "engine.o"),
        *ignored,
        "-lm",
    ]
    subprocess.run([compiler, *words, "-o", str(folder / "run")], check=True, stderr=subprocess.DEVNULL)


def _laid_out(tables: Tables, demand: Demand) -> "Held":
    """Return the state on day 0, with room for all that will be in it."""
    from sim.engine.compiled import layout  # noqa: PLC0415

    layout.OUTSIDE, layout.LIST, layout.UNDER_WAY = 2**13, 2**13, 2**16
    return layout.lay_out(tables, demand, 0.0, False, ())


def _write(state: "Held", path: Path) -> None:
    """Write a state and all that it points to."""
    structs = {held.address: held for held in (state, *state.inner)}
    pieces: list[bytes] = [held.words.tobytes() for held in structs.values()]
    number = {address: at for at, address in enumerate(structs)}
    pointers: list[tuple[int, int, int]] = []
    for at, held in enumerate(structs.values()):
        for name, (_, byte) in held.struct.fields.items():
            if name in held.arrays:
                pointers.append((at, byte, len(pieces)))
                pieces.append(held.arrays[name].tobytes())
            elif int(held.words[byte // 8]) in number:
                pointers.append((at, byte, number[int(held.words[byte // 8])]))
    with path.open("wb") as file:
        file.write(struct.pack("qq", len(pieces), len(pointers)))
        file.writelines(struct.pack("qqq", *pointer) for pointer in pointers)
        for piece in pieces:
            file.write(struct.pack("q", len(piece)) + piece)


def _counted(valgrind: str, folder: Path) -> dict[str, int]:
    """Return what valgrind counts of the run, by its own names."""
    asked = ["--tool=callgrind", "--toggle-collect=counted_run", "--cache-sim=yes", "--branch-sim=yes", *CACHES]
    words = [valgrind, *asked, f"--callgrind-out-file={folder / 'out'}", str(folder / "run"), str(folder / "state")]
    subprocess.run(words, check=True, capture_output=True)
    lines = dict(line.split(": ", 1) for line in (folder / "out").read_text().splitlines() if ": " in line)
    return dict(zip(lines["events"].split(), map(int, lines["totals"].split()), strict=True))


def _events(tables: Tables, demand: Demand) -> int:
    """Return the number of events of the run: the other engine, the same to the bit, takes one step for each."""
    import simpy  # noqa: PLC0415 - as is SimPy

    from sim.engine.simpy.run import run  # noqa: PLC0415

    count, step = 0, simpy.Environment.step

    def counted(world: simpy.Environment) -> None:
        nonlocal count
        count += 1
        step(world)

    simpy.Environment.step = counted  # type: ignore[method-assign]
    try:
        run(tables, demand, 0.0)
    finally:
        simpy.Environment.step = step  # type: ignore[method-assign]
    return count


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
