"""A user's own folders, checked before anything else reads them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from sim.description.files import Source
from sim.description.input_errors import InputError, InputErrors
from sim.description.unread import CONF_FOLDERS, unread
from sim.description.yaml_files import read_yaml


def check_own_folders(folders: Sequence[Path], shipped: Path) -> list[str]:
    """Return a line for each folder that holds files which nothing reads.

    Raises
    ------
    InputErrors
        For conf files that are not plain YAML (Hydra would follow aliases without end), and for misspelt names.
    """
    errors: list[InputError] = []
    lines = []
    for folder in folders:
        near, others = unread(folder, shipped)
        errors += [*_broken(folder), *near]
        if others:
            more = f" and {len(others) - 5} more" if len(others) > 5 else ""
            lines.append(f"not read in {folder.name}: {', '.join(others[:5])}{more}")
    if errors:
        raise InputErrors(errors)
    return lines


def _broken(folder: Path) -> Iterator[InputError]:
    """Yield the faults of the conf files of a folder."""
    files = (file for name in CONF_FOLDERS for file in sorted((folder / name).glob("*.yaml")))
    for path in (*sorted(folder.glob("*.yaml")), *files):
        try:
            yield from read_yaml(Source(folder, path))[1]
        except InputErrors as faulty:
            yield from faulty.errors
