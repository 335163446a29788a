"""How functions are compiled, and where the machine code is cached between runs of Python.

Files of machine code carry a checksum: code that is not as it was written is thrown away and compiled again.
"""

import hashlib
import logging
import os
import pickle
import pkgutil
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba
from numba.core import config
from numba.core.caching import CompileResultCacheImpl, FunctionCache, UserProvidedCacheLocator

from sim.linking import linked

F = TypeVar("F", bound=Callable[..., Any])
CHECKED = os.environ.get("HOMEFIRST_CHECK_INDICES", "") not in ("", "0")
"""Whether machine code checks every index, and raises IndexError for one out of range: slower, for tests."""
LOG = logging.getLogger(__name__)
_DAMAGED = "machine code on disk is damaged: thrown away, and made again (about half a minute)"
_NOT_KEPT = "machine code cannot be kept in %s (%s): each process makes its own, which takes about half a minute"
CACHE_KEY_MODULES = (
    "sim.jit",
    "sim.linking",
    "sim.engine.compiled.ahead",
    "sim.engine.compiled.arrays",
    "sim.engine.compiled.calendar",
    "sim.engine.compiled.checkpoint",
    "sim.engine.compiled.columns",
    "sim.engine.compiled.delay",
    "sim.engine.compiled.doors",
    "sim.engine.compiled.home",
    "sim.engine.compiled.hospital",
    "sim.engine.compiled.layout",
    "sim.engine.compiled.memory",
    "sim.engine.compiled.offers",
    "sim.engine.compiled.places",
    "sim.engine.compiled.records",
    "sim.engine.compiled.run",
    "sim.engine.compiled.snapshots",
    "sim.engine.compiled.spare",
    "sim.engine.compiled.start",
    "sim.engine.compiled.stays",
    "sim.engine.compiled.structs",
    "sim.engine.compiled.tables",
    "sim.engine.compiled.state",
    "sim.engine.compiled.ways_out",
    "sim.demand.arrivals",
    "sim.demand.candidates",
    "sim.demand.compiled_random_numbers",
    "sim.demand.demand",
    "sim.demand.life_courses",
    "sim.demand.random_numbers",
    "sim.demand.event_times",
    "sim.demand.start",
    "sim.description.delay_reasons",
    "sim.measures.replay",
    "sim.description.units",
    "sim.outcome",
    "sim.tables.tables",
    "sim.tables.groups",
    "sim.tables.quantiles",
)
"""Modules with compiled functions, and those whose constants are compiled in."""


def jit(function: F) -> F:
    """Return a function that compiled functions call, with the rules of IEEE 754 and nothing faster.

    One that an inlined function is the first to call is inlined too, since Numba hands that flag down: Glasgow's flow
    takes a tenth less so, and compiling a third more.
    """
    compiled: F = linked(function, error_model="numpy", boundscheck=CHECKED)
    return compiled


def jit_noinline(function: F) -> F:
    """Return a function that compiled functions call and that is never inlined: for what is long and happens seldom."""
    compiled: F = linked(function, noinline=True, error_model="numpy", boundscheck=CHECKED)
    return compiled


def jit_inline(function: F) -> F:
    """Return a small function that is inlined in the compiled functions that call it."""
    compiled: F = linked(function, error_model="numpy", forceinline=True, boundscheck=CHECKED)
    return compiled


def jit_cached(function: F) -> F:
    """Return a function in machine code, with all that it calls, that is cached on disk and releases the GIL."""
    compiled: F = numba.njit(error_model="numpy", nogil=True, boundscheck=CHECKED)(function)
    previous, config.CACHE_DIR = config.CACHE_DIR, str(folder())
    try:
        compiled._cache = _CheckedCache(compiled.py_func)  # type: ignore[attr-defined] # as `cache=True` does, but checked
    except (OSError, RuntimeError) as error:
        _warn_once(_NOT_KEPT, config.CACHE_DIR, str(error).splitlines()[0])
    finally:
        config.CACHE_DIR = previous
    return compiled


class _Sealed(CompileResultCacheImpl):  # type: ignore[misc]
    """What is written of a compiled function: its bytes, and their checksum.

    Kept in the project's own cache folder or nowhere: elsewhere nothing tells code made from other files apart.
    """

    _locator_classes = (UserProvidedCacheLocator,)

    def reduce(self, data: Any) -> tuple[str, bytes]:
        content = numba.core.serialize.dumps(super().reduce(data))
        return hashlib.sha256(content).hexdigest(), content

    def rebuild(self, target_context: Any, reduced_data: tuple[str, bytes]) -> Any:
        return super().rebuild(target_context, pickle.loads(_verified(reduced_data)))


class _CheckedCache(FunctionCache):  # type: ignore[misc]
    """The machine code of one function on disk. Damage and a full disk cost time and nothing else."""

    _impl_class = _Sealed

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        try:
            return super().load_overload(sig, target_context)
        except Exception:  # pickle raises many kinds of error on damaged files
            _warn_once(_DAMAGED)
            _remove(Path(self._cache_path), f"{self._impl.filename_base}.*")
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        try:
            super().save_overload(sig, data)
        except OSError as error:
            _warn_once(_NOT_KEPT, self._cache_path, error.strerror)


def _verified(stored: tuple[str, bytes]) -> bytes:
    checksum, content = stored
    if hashlib.sha256(content).hexdigest() != checksum:
        raise ValueError(_DAMAGED)
    return content


def _remove(folder: Path, names: str) -> None:
    for path in folder.glob(names):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


_LOGGED: set[str] = set()


def _warn_once(line: str, *values: object) -> None:
    if line not in _LOGGED:
        _LOGGED.add(line)
        LOG.warning(line, *values)


def fingerprint() -> str:
    """Return a hash that changes with any file that machine code is made from, with Python and with Numba.

    Numba itself looks only at the file of the function it keeps, not at the files of those that it calls.
    """
    digest = hashlib.sha256(f"{numba.__version__} {sys.version} {CHECKED}".encode())
    for module in CACHE_KEY_MODULES:
        package, _, name = module.rpartition(".")
        digest.update(pkgutil.get_data(package, f"{name}.py") or b"")
    return digest.hexdigest()[:16]


def folder() -> Path:
    """Return the folder in which this version of the engine keeps its machine code."""
    configured = os.environ.get("NUMBA_CACHE_DIR")
    candidates = [Path(configured)] if configured else [_caches() / "homefirst", _temporary()]
    return next((path for path in candidates if _is_writable(path)), candidates[-1]) / fingerprint()


def _caches() -> Path:
    """Return the folder of caches of this system; where there is no home directory, that of temporary files."""
    try:
        if sys.platform == "win32":
            return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
        if sys.platform == "darwin":
            return Path.home() / "Library" / "Caches"
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:
        return _temporary()


def _temporary() -> Path:
    """Return a folder for temporary files, which is this user's own: machine code of another is not run."""
    user = os.getuid() if hasattr(os, "getuid") else ""
    return Path(tempfile.gettempdir()) / f"homefirst-{user}"


def _is_writable(path: Path) -> bool:
    """Tell whether a folder is there, or can be made, for this process to write in."""
    try:
        existing = next(parent for parent in (path, *path.parents) if parent.exists())
        owned = not hasattr(os, "getuid") or existing != path or existing.stat().st_uid == os.getuid()
        return owned and existing.is_dir() and os.access(existing, os.W_OK)
    except OSError:
        return False


def can_keep() -> bool:
    """Return whether there is a folder in which machine code can be kept."""
    return _is_writable(folder())


def is_compiled() -> bool:
    """Return whether machine code for this version of the engine is on disk: if not, its first run compiles it.

    Damaged files are removed, with a warning.
    """
    files = [path for path in _own_folder().glob("*.nb[ic]") if path.is_file()]
    if all(_is_whole(path) for path in files):
        return any(path.match("run.*.nbi") for path in files)
    _warn_once(_DAMAGED)
    _remove(_own_folder(), "*")
    return False


def _own_folder() -> Path:
    """Return the folder in which Numba keeps the machine code of the compiled engine."""
    engine = Path(__file__).resolve().parent / "engine" / "compiled" / "run.py"
    return folder() / str(UserProvidedCacheLocator.get_suitable_cache_subpath(str(engine)))


def _is_whole(path: Path) -> bool:
    """Tell whether a file of machine code (.nbc), or the list of such files (.nbi), is as it was written."""
    try:
        content = path.read_bytes()
        if path.suffix == ".nbc":
            return bool(_verified(pickle.loads(content)))
        with path.open("rb") as file:
            return isinstance(pickle.load(file), str) and isinstance(pickle.loads(file.read())[1], dict)
    except Exception:  # pickle raises many kinds of error on damaged files
        return False
