"""The files of a sample, found by name inside its folder and read in batches; none leads out, none is executed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv, parquet

from sim.description.input_errors import InputError, InputErrors, near_miss, shown
from sim.sample.faults import MOST_ROWS
from sim.sample.manifest import FILE
from sim.sample.schema import NEEDED, TABLES

ENDINGS = (".csv", ".parquet")
BLOCK = 1_000_000
"""Bytes of CSV read at a time."""
ROWS = 65_536
"""Rows of Parquet read at a time."""
Cells = dict[str, pa.Array]
"""Texts by column, those of one batch; an empty cell is null."""


@dataclass
class TableFile:
    """The file of one table: its header at once, its cells in batches."""

    table: str
    path: Path
    header: list[str]
    malformed: list[tuple[int, int]] = field(default_factory=list)
    """Rows of a CSV with too few or too many cells, and how many they have; filled while the file is read."""

    @property
    def name(self) -> str:
        """Name of the file, as messages show it."""
        return self.path.name

    def batches(self) -> Iterator[Cells]:
        """Yield the cells as texts, batch by batch.

        Raises
        ------
        InputErrors
            If the file is not of its kind.
        """
        read = _csv_batches if self.path.suffix == ".csv" else _parquet_batches
        try:
            for batch in read(self):
                yield {name: _texts(batch.column(at)) for at, name in enumerate(self.header)}
        except (pa.ArrowException, ValueError, OSError):
            raise InputErrors([_unreadable(self.path)]) from None


def table_files(folder: Path) -> tuple[list[TableFile], list[str]]:
    """Return the table files of a sample in the order of the format, and the names of files that nothing reads.

    Raises
    ------
    InputErrors
        If the folder holds no sample, unknown tables, or files that lead out of it.
    """
    if not folder.is_dir():
        raise InputErrors([InputError(folder.name or "check", message="no such folder")])
    visible = [path for path in sorted(folder.iterdir()) if not path.name.startswith(".")]
    errors = [
        InputError(_shown(path), message="leads out of the folder of the sample")
        for path in visible if not path.resolve().is_relative_to(folder.resolve())
    ]  # fmt: skip
    tables = [path for path in visible if path.suffix in ENDINGS and path.stem in TABLES and path.is_file()]
    others = [path for path in visible if path not in tables and path.name != FILE]
    strangers = [path for path in others if path.suffix in (*ENDINGS, ".yaml", ".yml")]
    errors += [*map(_stranger, strangers), *_twins(tables), *_missing(folder, tables)]
    if errors:
        raise InputErrors(errors)
    files = [_opened(path.stem, path) for path in sorted(tables, key=lambda path: list(TABLES).index(path.stem))]
    return files, [_shown(path) for path in others]


def _twins(tables: Sequence[Path]) -> Iterator[InputError]:
    names = [path.stem for path in tables]
    for table in dict.fromkeys(name for name in names if names.count(name) > 1):
        yield InputError(table, message="stands in the folder as .csv and as .parquet: leave one")


def _missing(folder: Path, tables: Sequence[Path]) -> Iterator[InputError]:
    if not (folder / FILE).is_file():
        yield InputError(FILE, message="is missing: the manifest of the sample")
    if NEEDED not in [path.stem for path in tables]:
        yield InputError(f"{NEEDED}.csv or {NEEDED}.parquet", message="is missing: the one table that must be there")


def _stranger(path: Path) -> InputError:
    names = [FILE, *TABLES] if path.suffix in ENDINGS else [FILE]
    near = near_miss(path.stem, names)
    allowed = "" if near else ", ".join(names)
    return InputError(_shown(path), allowed=allowed, near_miss=near, message="is no table of the format")


def _shown(path: Path) -> str:
    return shown(path.name)[1:-1]


def _opened(table: str, path: Path) -> TableFile:
    """Return a table file with its header."""
    try:
        if path.suffix == ".parquet":
            return TableFile(table, path, list(parquet.ParquetFile(path).schema_arrow.names))
        with csv.open_csv(path, read_options=csv.ReadOptions(block_size=BLOCK, use_threads=False)) as reader:
            return TableFile(table, path, list(reader.schema.names))
    except (pa.ArrowException, ValueError, OSError):
        if path.suffix == ".parquet":
            raise InputErrors([_unreadable(path)]) from None
        return TableFile(table, path, _header_alone(path))


def _header_alone(path: Path) -> list[str]:
    """Return the header of a CSV that has no rows, or whose first rows are at fault."""
    try:
        with path.open(encoding="utf-8-sig", errors="strict") as file:
            return [name.strip().strip('"') for name in file.readline(100_000).strip().split(",")]
    except (OSError, UnicodeDecodeError):
        raise InputErrors([_unreadable(path)]) from None


def _csv_batches(file: TableFile) -> Iterator[pa.RecordBatch]:
    """Yield the cells of a CSV; rows of another length than the header are noted and left out."""

    def note(row: csv.InvalidRow) -> str:
        if len(file.malformed) <= MOST_ROWS:
            file.malformed.append((row.number or 0, row.actual_columns))
        return "skip"

    texts = dict.fromkeys(file.header, pa.string())
    with csv.open_csv(
        file.path,
        read_options=csv.ReadOptions(block_size=BLOCK, use_threads=False),
        parse_options=csv.ParseOptions(invalid_row_handler=note, ignore_empty_lines=False),
        convert_options=csv.ConvertOptions(column_types=texts, null_values=[""], strings_can_be_null=True),
    ) as reader:
        yield from reader


def _parquet_batches(file: TableFile) -> Iterator[pa.RecordBatch]:
    yield from parquet.ParquetFile(file.path).iter_batches(batch_size=ROWS)


def _texts(cells: pa.Array) -> pa.Array:
    """Return the cells of any plain type as texts, blanks around them cut; an empty one, and no number, are null."""
    if pa.types.is_dictionary(cells.type):
        cells = cells.dictionary_decode()
    if pa.types.is_timestamp(cells.type):
        cells = pc.strftime(cells.cast(pa.timestamp("s"), safe=False), "%Y-%m-%dT%H:%M:%S")
    elif pa.types.is_floating(cells.type):
        cells = pc.if_else(pc.is_nan(cells), pa.scalar(None, cells.type), cells)
    cells = pc.utf8_trim_whitespace(cells.cast(pa.string()))
    return pc.if_else(pc.equal(cells, ""), pa.scalar(None, pa.string()), cells)


def _unreadable(path: Path) -> InputError:
    what = "a CSV in UTF-8 with one header row" if path.suffix == ".csv" else "a Parquet file"
    return InputError(_shown(path), message=f"cannot be read as {what}, of plain cells")
