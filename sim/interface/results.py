"""A results folder as Python users read it: its tables as data frames, read on demand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from sim.description.files import path_of
from sim.description.input_errors import InputError, InputErrors

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_VARYING = {"runs": ["seconds"]}
"""Columns that differ from run to run: the seconds it took."""


@dataclass(frozen=True, eq=False)
class ResultsFolder(Mapping[str, pd.DataFrame]):
    """The tables of one results folder by name (``comparison``, ``measures``, ``daily``, ``flows``, ``runs`` ...)."""

    path: Path

    @cached_property
    def asked(self) -> dict[str, Any]:
        """What was asked, with the whole description (question.yaml)."""
        return _notes(self.path / "question.yaml")

    @cached_property
    def provenance(self) -> dict[str, Any]:
        """Its provenance: versions, commit, seed, seconds (provenance.yaml); empty until it is finished."""
        return _notes(self.path / "provenance.yaml") if (self.path / "provenance.yaml").is_file() else {}

    @cached_property
    def _files(self) -> dict[str, Path]:
        csv = {path.stem: path for path in sorted(self.path.glob("*.csv"))}
        return csv | {path.stem: path for path in sorted(self.path.glob("*.parquet"))}

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Return a table; raise KeyError where the folder does not hold it."""
        path = self._files[name]
        return pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path)

    def __iter__(self) -> Iterator[str]:
        """Yield the names of the tables."""
        return iter(self._files)

    def __len__(self) -> int:
        """Return how many tables there are."""
        return len(self._files)

    def __repr__(self) -> str:
        """Name the folder and its tables."""
        return f"ResultsFolder({self.path.as_posix()!r}: {', '.join(self)})"

    def differing(self, other: "ResultsFolder") -> list[str]:
        """Return the names of the tables that are not equal, to the last bit, or that only one of the two holds."""
        names = sorted({*self, *other})
        return [name for name in names if name not in self or name not in other or not _equal(self, other, name)]


def opened(folder: Path | str) -> ResultsFolder:
    """Return a results folder; raise InputErrors where it is none."""
    path = path_of(str(folder))
    if not (path / "question.yaml").is_file():
        raise InputErrors([InputError(path.as_posix(), message="is no results folder: it has no question.yaml")])
    return ResultsFolder(path)


def _equal(first: ResultsFolder, second: ResultsFolder, name: str) -> bool:
    varying = _VARYING.get(name, [])
    return first[name].drop(columns=varying).equals(second[name].drop(columns=varying))


def _notes(path: Path) -> dict[str, Any]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        rule = f"cannot be read: {str(error).splitlines()[0]}"
        raise InputErrors([InputError(f"{path.parent.name}/{path.name}", message=rule)]) from None
    if not isinstance(content, dict):
        raise InputErrors([InputError(f"{path.parent.name}/{path.name}", message="must hold keys with values")])
    return content
