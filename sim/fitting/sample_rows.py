"""The rows of a checked sample as data frames: days since 1970 as numbers, codes as words of the format."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from sim.sample.coding import Coding
from sim.sample.files import TableFile
from sim.sample.manifest import Manifest
from sim.sample.schema import LEFT_OUT, TABLES, Column

Frames = dict[str, pd.DataFrame]


def read_rows(files: Sequence[TableFile], manifest: Manifest, measures: Mapping[str, str]) -> Frames:
    """Return every table of a sample that the check has passed; delays that are reported apart are left out."""
    tables = {file.table: _frame(file, Coding(file.table, manifest, measures)) for file in files}
    if "delays" in tables:
        tables["delays"] = tables["delays"][tables["delays"]["reason"] != LEFT_OUT].reset_index(drop=True)
    return tables


def _frame(file: TableFile, coding: Coding) -> pd.DataFrame:
    columns = TABLES[file.table].columns
    batches = [
        pd.DataFrame({name: _values(columns[name], texts, coding) for name, texts in cells.items()})
        for cells in file.batches()
    ]
    return pd.concat(batches, ignore_index=True)


def _values(column: Column, texts: pa.Array, coding: Coding) -> "pd.Series[float] | pd.Series[str]":
    """Return a column as numbers, or as words; an empty cell is nan, or an empty text."""
    if column.type in ("text", "measure", "unit"):
        return pd.Series(texts.fill_null("").to_numpy(zero_copy_only=False), dtype=object)
    numbers = coding.numbers(column, texts, 0)
    if not column.codes:
        return pd.Series(numbers)
    words = np.array([*coding.words(column), ""], dtype=object)
    return pd.Series(words[np.where(np.isnan(numbers), len(words) - 1, np.nan_to_num(numbers)).astype(np.int64)])
