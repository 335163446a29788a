"""How functions are compiled, and where the machine code is kept between runs of Python."""

import hashlib
import os
import pkgutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba
import numpy as np
from numba.core import config
from numpy.typing import NDArray

Floats = NDArray[np.float64]
F = TypeVar("F", bound=Callable[..., Any])
CACHE_KEY_MODULES = (
    "sim.jit",
    "sim.engine.compiled.calendar",
    "sim.engine.compiled.delay",
    "sim.engine.compiled.doors",
    "sim.engine.compiled.home",
    "sim.engine.compiled.hospital",
    "sim.engine.compiled.layout",
    "sim.engine.compiled.memory",
    "sim.engine.compiled.places",
    "sim.engine.compiled.records",
    "sim.engine.compiled.run",
    "sim.engine.compiled.start",
    "sim.engine.compiled.stays",
    "sim.engine.compiled.state",
    "sim.demand.arrivals",
    "sim.demand.candidates",
    "sim.demand.compiled_random_numbers",
    "sim.demand.demand",
    "sim.demand.life_courses",
    "sim.demand.random_numbers",
    "sim.demand.event_times",
    "sim.demand.start",
    "sim.measures.replay",
    "sim.description.units",
    "sim.outcome",
    "sim.tables.tables",
    "sim.tables.groups",
    "sim.tables.quantiles",
)
"""Modules with compiled functions, and those whose constants are compiled in."""


def jit(function: F) -> F:
    """Return a function in machine code, compiled when first called, with the rules of IEEE 754 and nothing faster."""
    made: F = numba.njit(error_model="numpy")(function)
    return made


def jit_inline(function: F) -> F:
    """Return a small function in machine code that is put in place wherever it is called."""
    made: F = numba.njit(error_model="numpy", forceinline=True)(function)
    return made


def jit_cached(function: F) -> F:
    """Return a function in machine code, with all that it calls, that is kept on disk and lets other threads work."""
    before, config.CACHE_DIR = config.CACHE_DIR, str(folder())
    try:
        made: F = numba.njit(error_model="numpy", nogil=True, cache=True)(function)
    finally:
        config.CACHE_DIR = before
    return made


def fingerprint() -> str:
    """Return a word that changes with any file that machine code is made from, with Python and with Numba.

    Numba itself looks only at the file of the function it keeps, not at the files of those that it calls.
    """
    digest = hashlib.sha256(f"{numba.__version__} {sys.version}".encode())
    for module in CACHE_KEY_MODULES:
        package, _, name = module.rpartition(".")
        digest.update(pkgutil.get_data(package, f"{name}.py") or b"")
    return digest.hexdigest()[:16]


def folder() -> Path:
    """Return the folder in which this version of the engine keeps its machine code."""
    asked = os.environ.get("NUMBA_CACHE_DIR")
    above = [Path(asked)] if asked else [_caches() / "homefirst", Path(tempfile.gettempdir()) / "homefirst"]
    return next((each for each in above if _is_writable(each)), above[-1]) / fingerprint()


def _caches() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))


def _is_writable(path: Path) -> bool:
    there = next(each for each in (path, *path.parents) if each.exists())
    return there.is_dir() and os.access(there, os.W_OK)


def is_compiled() -> bool:
    """Return whether machine code for this version of the engine is on disk: if not, its first run compiles it."""
    return any(folder().rglob("run.*.nbi"))
