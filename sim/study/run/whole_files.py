"""Files written whole or not at all: under another name first, then renamed, with what is in the way set aside."""

import errno
import itertools
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import parquet


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a path to write to; when it is written, it takes the place of `path`. A half-written file is removed."""
    under_way = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    remove(under_way)
    try:
        yield under_way
        if path.is_dir() and not path.is_symlink():
            set_aside(path)
        under_way.replace(path)
    except BaseException as error:
        with suppress(OSError):
            remove(under_way)
        if isinstance(error, OSError) and error.filename is None:  # it says which file from here on
            words = error.strerror or " ".join(str(error).split())
            raise OSError(error.errno or errno.EIO, words, str(path)) from error
        raise


def text_of(path: Path) -> str | None:
    """Return a small text file; None where there is none; raise OSError or ValueError where it cannot be read."""
    return path.read_text(encoding="utf-8") if path.is_file() else None


def write_whole(path: Path, text: str) -> None:
    """Write a text file whole or not at all."""
    with whole(path) as under_way:
        under_way.write_text(text, encoding="utf-8", newline="")


def write_into(folder: Path, name: str, text: str) -> Path:
    """Write a text file whole or not at all into a folder, which is made where there is none; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / name, text)
    return folder / name


def write_bytes_into(folder: Path, name: str, content: bytes) -> Path:
    """Write a file whole or not at all into a folder, which is made where there is none; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    with whole(folder / name) as under_way:
        under_way.write_bytes(content)
    return folder / name


def text_in(path: Path) -> str | None:
    """Return what a text file holds; nothing where there is none, or it is no text."""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def write_csv_into(folder: Path, name: str, table: pd.DataFrame) -> Path:
    """Write a table as CSV, whole or not at all, into a folder, which is made where there is none; return its path."""
    return write_into(folder, name, table.to_csv(index=False, lineterminator="\n"))


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """Give a folder to write into; when all is written, it takes the place of `path`, whose former content goes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    under_way = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    if under_way.exists():
        remove(under_way)
    under_way.mkdir()
    try:
        yield under_way
        if path.exists():
            remove(path)
        under_way.replace(path)
    except BaseException:
        with suppress(OSError):
            remove(under_way)
        raise


def write_table_into(folder: Path, name: str, table: pa.Table) -> Path:
    """Write a table as Parquet, whole or not at all, into a folder; the same rows give the same file."""
    with whole(folder / f"{name}.parquet") as under_way:
        parquet.write_table(table.replace_schema_metadata(), under_way, compression="zstd", compression_level=19)
    return folder / f"{name}.parquet"


def set_aside(path: Path) -> Path:
    """Rename what is in the place of a file or folder of ours; return its new name."""
    for number in itertools.count(1):
        aside = path.with_name(f"{path.name}.aside-{number}")
        if not os.path.lexists(aside):
            path.rename(aside)
            return aside
    raise AssertionError


def remove(path: Path) -> None:
    """Remove a file or a folder with all that is in it, also where its permissions forbid it to its owner."""
    if path.is_dir() and not path.is_symlink():
        path.chmod(stat.S_IRWXU)
        for folder, inner, _ in os.walk(path):
            for name in inner:
                if not (inner_path := Path(folder, name)).is_symlink():
                    inner_path.chmod(stat.S_IRWXU)
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def columns_in(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield the name of each table of a folder, CSV or Parquet, with its columns."""
    for path in sorted(folder.glob("*.csv")):
        yield path.name, list(pd.read_csv(path, nrows=0).columns)
    for path in sorted(folder.glob("*.parquet")):
        yield path.name, list(parquet.read_schema(path).names)
