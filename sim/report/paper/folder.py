"""The results folder that a paper is made from: whether it can be, and its tables that the brief does not read."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

import sim
from sim.report.results_folder import ReportError, Results, read_results
from sim.study.run.plain_text import csv_text, printable_everywhere

NEEDED = {
    "measures": ("option", "replication", "measure", "breakdown", "level", "value"),
    "national_indicators": (
        "indicator", "title", "unit", "published", "modelled", "lower", "upper", "status", "note", "published_source",
    ),
    "national_outcomes": (
        "option", "outcome", "title", "measure", "breakdown", "level", "unit", "baseline_mean", "mean", "difference",
        "lower", "upper", "note",
    ),
    "sensitivity": (
        "option", "name", "effect", "low", "high", "unit", "half_width", "lower", "upper", "variance_percent",
    ),
    "option_changes": ("option", "label", "unit", "today", "used_today", "waiting_today", "asked", "given", "note"),
    "steady_state": ("words", "change_a_year", "lower", "upper", "verdict"),
}  # fmt: skip
"""Tables that only the paper reads, with the columns that it reads of them."""


@dataclass(frozen=True)
class PaperFolder:
    """A results folder of a comparison, with the tables that only the paper reads, each read when first used."""

    results: Results

    @property
    def path(self) -> Path:
        """The folder."""
        return self.results.folder

    @cached_property
    def _tables(self) -> dict[str, pd.DataFrame]:
        return {}

    def table(self, name: str) -> pd.DataFrame:
        """Return one of the tables `NEEDED`; empty where the folder does not hold it.

        Raises
        ------
        ReportError
            If the file cannot be read, or lacks a column.
        """
        if name not in self._tables:
            self._tables[name] = _read(self.path, name)
        return self._tables[name]

    @cached_property
    def totals(self) -> pd.DataFrame:
        """Each measure's total by option and replication: value [(measure, option), replication]."""
        table = self.table("measures")
        rows = table[table["breakdown"] == "all"]
        return rows.pivot_table(index=["measure", "option"], columns="replication", values="value")

    def by_replication(self, measure: str) -> pd.DataFrame:
        """Return a measure's total [option, replication], of replications in which every option has one."""
        totals = self.totals
        if measure not in totals.index.get_level_values(0):
            return pd.DataFrame()
        return pd.DataFrame(totals.loc[[measure]].droplevel(0).dropna(axis=1))


def paper_folder(path: Path) -> PaperFolder:
    """Read a results folder for a paper.

    Raises
    ------
    ReportError
        If it holds no finished comparison of a partnership, made by this version.
    """
    results = read_results(path)
    file, study, place = path / "question.yaml", results.asked.get("study", "compare"), results.asked.get("partnership")
    if study != "compare":
        raise ReportError(f"{file}: study: {study}: a board's paper is made of a comparison (study=compare)")
    if not place:
        raise ReportError(f"{file}: partnership: a small model has no board: a paper is of a partnership")
    if not results.provenance:
        raise ReportError(f"{path / 'provenance.yaml'}: missing: the run has not finished: run it again")
    version = results.provenance.get("version")
    if version != sim.__version__:
        raise ReportError(
            f"{path / 'provenance.yaml'}: version: {version}: made by another version than this one, {sim.__version__}:"
            " run it again"
        )
    if not results.options:
        raise ReportError(f"{file}: options: only the baseline was run: name options to be appraised")
    folder = PaperFolder(results)
    for name in NEEDED:
        folder.table(name)
    return folder


def _read(folder: Path, name: str) -> pd.DataFrame:
    parquet, csv = folder / f"{name}.parquet", folder / f"{name}.csv"
    path = parquet if parquet.is_file() else csv
    if not path.is_file():
        return pd.DataFrame(columns=[*NEEDED[name]])
    try:
        table = pd.read_parquet(path) if path == parquet else pd.read_csv(path)
    except pd.errors.EmptyDataError:
        return pd.DataFrame(columns=[*NEEDED[name]])
    except (ValueError, OSError) as error:
        raise ReportError(f"{path}: not readable as a table ({str(error).splitlines()[0]})") from error
    missing = [column for column in NEEDED[name] if column not in table.columns]
    if missing:
        raise ReportError(f"{path}: no column {', '.join(missing)}")
    words = [str(column) for column in table.select_dtypes(exclude=["number", "bool"])]
    return table.assign(**{column: table[column].map(_safe) for column in words})


def _safe(cell: object) -> object:
    """Return a cell as it was before a table for spreadsheets was made of it, without control characters."""
    return printable_everywhere(csv_text(cell))


def number_in(row: Mapping[object, object] | Mapping[str, object], name: str) -> float:
    """Return a figure of a row; nan where the cell is empty."""
    value = dict(row).get(name)
    return math.nan if value is None or pd.isna(value) else float(str(value))  # type: ignore[call-overload]


def words_in(row: Mapping[object, object] | Mapping[str, object], name: str) -> str:
    """Return the words of a row's cell; nothing where it is empty."""
    value = dict(row).get(name)
    return str(value) if isinstance(value, str) else ""
