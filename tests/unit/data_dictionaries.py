"""Which columns of a results folder its data dictionary leaves out, or makes up."""

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq


def undescribed(folder: Path) -> list[str]:
    """Return each column that stands in a table or in the dictionary, and not in both; and each without a meaning."""
    table = pd.read_csv(folder / "data_dictionary.csv", keep_default_na=False)
    described = set(zip(table["file"], table["name"], strict=True))
    files = [path for path in (*folder.glob("*.csv"), *folder.glob("*.parquet")) if path.stem != "data_dictionary"]
    there = {(path.name, name) for path in files for name in columns(path)}
    empty = table[(table["definition"] == "") | (table["unit"] == "")]
    return [f"{file}: {name}" for file, name in sorted(described ^ there)] + empty["name"].tolist()


def columns(path: Path) -> list[str]:
    """Return the columns of a table."""
    return list(pq.read_schema(path).names if path.suffix == ".parquet" else pd.read_csv(path, nrows=0).columns)
