"""Files in a user's scenarios folder that are not read: faults for near misses, a list for all else."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from sim.description.input_errors import InputError, near_miss

SCENARIO_FOLDERS = (
    "base", "interventions", "options", "models", "samples", "sweeps", "outlooks", "mixes", "appraisals",
)  # fmt: skip
CONF_FOLDERS = ("study", "period", "engine", "report")
TABLES = "base/tables"
POSTERIORS = "base/posteriors"
PRINTED = "models/published"
"""Folders of a user's own folder: those of scenarios/, those of conf/, and the three within that hold tables."""
INNER = {folder: tuple(Path(inner).name for inner in (TABLES, POSTERIORS, PRINTED) if inner.startswith(f"{folder}/"))
         for folder in ("base", "models")}  # fmt: skip
"""By folder: the folders that are read in it."""
_WORDS = (".md", ".txt")
"""Endings of files that are for people."""


def unread(root: Path, shipped: Path) -> tuple[list[InputError], list[str]]:
    """Return near misses in a user's own folder, as faults, and the names of all else that is not read.

    ``shipped`` is the scenarios folder of the project, which knows the names of the tables.
    """
    known = (*SCENARIO_FOLDERS, *CONF_FOLDERS)
    errors, not_read = [], []
    for path in _visible(root):
        near = "" if path.name in known else near_miss(path.stem, known)
        if path.is_dir() and near:
            errors.append(InputError(f"{root.name}/{path.name}", near_miss=near, message="this folder is not read"))
        elif path.name not in known and path.suffix not in (*_WORDS, ".yaml"):
            not_read.append(path.name)
    tables = [path.name for path in shipped.joinpath(TABLES).glob("*.csv")]
    for folder in known:
        errors += _strangers(root, folder, ".yaml", inner=INNER.get(folder, ()))
    errors += _strangers(root, TABLES, ".csv", names=tables)
    for folder in (POSTERIORS, PRINTED):
        errors += _strangers(root, folder, ".csv")
    return errors, not_read


def _visible(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*") if not path.name.startswith((".", "_")))


def _strangers(
    root: Path, folder: str, ending: str, inner: Sequence[str] = (), names: Sequence[str] = ()
) -> Iterator[InputError]:
    """Yield a fault for each file or folder with another ending or another name than those that are read."""
    for path in _visible(root / folder):
        if path.suffix in _WORDS or (path.name in inner and path.is_dir()):
            continue
        file = f"{root.name}/{folder}/{path.name}"
        if path.is_dir():
            yield InputError(file, near_miss=near_miss(path.name, inner), message="this folder is not read")
        elif path.suffix != ending:
            yield InputError(file, near_miss=path.stem + ending, message="is not read")
        elif names and path.name not in names:
            near = near_miss(path.stem, [Path(name).stem for name in names])
            known = "" if near else ", ".join(names)
            yield InputError(file, allowed=known, near_miss=f"{near}{ending}" if near else "", message="is not read")
