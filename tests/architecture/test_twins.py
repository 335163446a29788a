"""The two engines are twins: the same files hold the same functions, and neither imports the other."""

import ast
import re
from pathlib import Path

from sim.jit import CACHE_KEY_MODULES

ENGINES = Path(__file__).resolve().parents[2] / "sim" / "engine"
SIMPY, COMPILED = ENGINES / "simpy", ENGINES / "compiled"
STAND_IN = {
    "ahead",
    "checkpoint",
    "structs",
    "arrays",
    "calendar",
    "columns",
    "layout",
    "memory",
    "records",
    "spare",
}
"""Files that stand for what SimPy and Python give the SimPy engine."""
OF_SIMPY = {"next_of_path", "on_calendar", "person", "remember", "spell", "take_path", "weights_of"}
"""Methods of the SimPy state about SimPy's calendar and about objects, which are records in the other engine."""
OF_ARRAYS = {"state": {"visit", "wide", "write_row"}, "start": {"start_people"}}
"""What an object does by itself in the SimPy engine: a list, a dictionary, a person."""


def files(package: Path) -> set[str]:
    return {path.stem for path in package.glob("*.py")} - {"__init__"}


def functions(path: Path) -> set[str]:
    """Return the functions and the methods of a file, private ones left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name[0] != "_"}


def inner(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    outer = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return {node.name for one in outer for node in ast.walk(one) if isinstance(node, ast.FunctionDef) and node != one}


def test_twins_have_the_same_files() -> None:
    assert files(COMPILED) - STAND_IN == files(SIMPY)


def test_twins_have_the_same_functions() -> None:
    for name in sorted(files(SIMPY)):
        simpy = functions(SIMPY / f"{name}.py") - inner(SIMPY / f"{name}.py") - OF_SIMPY
        compiled = functions(COMPILED / f"{name}.py") - inner(COMPILED / f"{name}.py")
        assert compiled - OF_ARRAYS.get(name, set()) == simpy, name


def test_every_file_with_compiled_functions_is_known() -> None:
    """The folder of machine code is named by a hash over every file that holds compiled functions."""
    sim = ENGINES.parent
    holding = {
        ".".join(("sim", *path.relative_to(sim).with_suffix("").parts))
        for path in sim.rglob("*.py")
        if re.search(r"^from sim\.jit import |^from numba", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert {f"sim.engine.compiled.{name}" for name in files(COMPILED)} | holding <= set(CACHE_KEY_MODULES)
