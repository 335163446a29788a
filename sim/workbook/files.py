"""The files of workbooks: one read as bytes, and scenario files laid out for a moment, to be read by their readers."""

import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sim.description.input_errors import InputError, InputErrors

LARGEST = 5_000_000
"""Bytes of a workbook. A template has about 60,000."""


def bytes_of(path: Path) -> bytes:
    """Return what a file holds; raise InputErrors where it cannot be read, or is too large."""
    try:
        if not path.is_file():
            raise InputErrors([InputError(path.name, message="no such file")])
        if path.stat().st_size > LARGEST:
            raise InputErrors([InputError(path.name, message=f"is larger than {LARGEST // 1_000_000} MB")])
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputErrors([InputError(path.name, message=f"cannot be read: {reason}")]) from None


@contextmanager
def laid_out(files: Mapping[str, str], name: str) -> Iterator[Path]:
    """Give a folder of scenarios with these files, by their path within it; it is gone afterwards.

    ``name`` is what messages call the folder.
    """
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / (re.sub(r"\W", "_", name) or "workbook")
        folder.mkdir()
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8", newline="")
        yield folder
