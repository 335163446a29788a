"""The files of a scenario: found by name in folders laid out alike, read as text, never from outside them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.description.input_errors import LONGEST, InputError, InputErrors, near_miss, shown

LARGEST = 2_000_000
"""Bytes of one file. The shipped ones are a hundred times smaller."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file of a scenario, and the folder (laid out like ``scenarios/``) that it must lie in."""

    root: Path
    path: Path

    def __str__(self) -> str:
        """Return the path as messages show it, such as ``scenarios/options/more_home_support.yaml``."""
        return f"{self.root.absolute().name}/{self.path.relative_to(self.root).as_posix()}"

    def text(self) -> str:
        """Return what is written in the file.

        Raises
        ------
        InputErrors
            If the file leads out of its folder, is too large, is not text in UTF-8, or cannot be read.
        """
        try:
            if not self.path.resolve().is_relative_to(self.root.resolve()):
                raise InputErrors([InputError(str(self), message="leads out of its scenarios folder")])
            if self.path.stat().st_size > LARGEST:
                raise InputErrors([InputError(str(self), message=f"is larger than {LARGEST // 1_000_000} MB")])
            return self.path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            raise InputErrors([InputError(f"{self}, line {line}", message="is not text in UTF-8")]) from None
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise InputErrors([InputError(str(self), message=f"cannot be read: {reason}")]) from None


def files_in(roots: Sequence[Path], folder: str, ending: str = ".yaml") -> dict[str, Source]:
    """Return the files of a folder by name without ending; an earlier root's file hides its namesake in a later one."""
    sources: dict[str, Source] = {}
    for root in roots:
        if not root.is_dir():
            raise InputErrors([InputError(root.as_posix(), message="no such scenarios folder")])
        for path in sorted(root.joinpath(folder).glob(f"*{ending}")):
            if path.is_file() and not path.name.startswith("."):
                sources.setdefault(path.stem, Source(root, path))
    return dict(sorted(sources.items()))


def file_named(
    roots: Sequence[Path], folder: str, name: str, ending: str = ".yaml", also: Sequence[str] = ()
) -> Source:
    """Return the file of that name in a folder of the roots, refusing any name that is a path.

    ``ending`` is that of the file; ``also`` are further names for the message, which need no file.
    """
    shown_folder = f"{roots[-1].absolute().name}/{folder}"
    if not re.fullmatch(r"\w[\w-]*", name):
        rule = f"{shown(name)} is not a name: letters, digits, - and _ only"
        raise InputErrors([InputError(shown_folder, value=shown(name), message=rule)])
    sources = files_in(roots, folder, ending)
    if name not in sources:
        file, near = f"{shown_folder}/{name[:LONGEST]}{ending}", near_miss(name, [*also, *sources])
        allowed = "" if near else ", ".join([*also, *sources])
        raise InputErrors([InputError(file, allowed=allowed, near_miss=near, message="no such file")])
    return sources[name]


def path_of(written: str, key: str = "") -> Path:
    """Return a path as the user wrote it under a key of the command line, or in Python; `~` is the user's home.

    Raises
    ------
    InputErrors
        If there is no such home.
    """
    try:
        return Path(written).expanduser()
    except RuntimeError:
        message = "there is no such home folder"
        raise InputErrors([InputError("command line", key, shown(written), message=message)]) from None
