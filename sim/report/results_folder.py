"""A results folder read back: its question, its provenance, and its tidy tables."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from sim.report.labels import BASELINE, PAYERS, title_of
from sim.report.setting_types import ShownSetting, shown_settings
from sim.study.run.plain_text import csv_text, printable_everywhere

COMPARISON = (
    "option",
    "measure",
    "breakdown",
    "level",
    "baseline_mean",
    "mean",
    "difference",
    "lower",
    "upper",
    "conclusive",
)
COLUMNS = {
    "comparison": COMPARISON,
    "daily": ("option", "replication", "day", "measure", "level", "value"),
    "flows": ("option", "replication", "from_setting", "to_setting", "moves_a_year"),
    "assumptions": ("option", "intervention", "effect", "value", "low", "high", "unit", "basis", "source", "coverage"),
    "baseline": ("figure", "unit", "published", "modelled", "lower", "upper", "difference_percent", "status", "source"),
    "warmup": ("measure", "batch_day", "value", "truncation_day", "method"),
    "by_period": (
        "option", "period_kind", "period", "from_date", "to_date", "complete", "measure", "level", "mean",
        "mean_lower", "mean_upper",
    ),
    "futures": (
        "option", "group", "most_in_100", "part_reached_in_100", "mean", "half_width_random", "half_width_effects",
        "half_width_calibration", "replications",
    ),
    "precision": ("option", "measure", "replications", "half_width", "precision_percent", "method"),
    "partnerships": (
        "option", "partnership", "title", "mean", "lower", "upper", "part_of_200000", "share_percent",
        "replications", "conclusive",
    ),
    "baseline_by_partnership": ("partnership", "figure", "unit", "published", "modelled", "difference_percent", "role"),
    "years_by_partnership": (
        "partnership", "title", "series", "words", "unit", "year_1", "year_2", "ratio", "judged_by", "judged",
        "band_lower", "band_upper", "within", "certain",
    ),
    "next_year_summary": (
        "from_year", "to_year", "method", "words", "role", "partnerships", "error_percent", "difference",
        "difference_lower", "difference_upper",
    ),
    "next_year_scores_summary": (
        "to_year", "method", "words", "role", "partnerships", "error_percent", "lower", "upper", "difference",
        "difference_lower", "difference_upper", "within_50", "within_80", "within_95",
    ),
}  # fmt: skip

LONG = ("daily", "flows")
"""Tables of which only the rows of the baseline are reported: only these are read, and only when first used."""
OF_SCOTLAND = ("baseline_by_partnership", "years_by_partnership", "next_year_summary", "next_year_scores_summary")
"""Tables that only a run of all Scotland leaves, read when first used."""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ReportError(ValueError):
    """A results folder that cannot be reported: one line that says which file, what is wrong and what to do."""


@dataclass(frozen=True, eq=False)
class Results:
    """One results folder. A table that the folder does not hold is None; `comparison` is always there."""

    folder: Path
    asked: dict[str, Any]
    provenance: dict[str, Any]
    comparison: pd.DataFrame
    assumptions: pd.DataFrame | None
    baseline: pd.DataFrame | None
    warmup: pd.DataFrame | None
    precision: pd.DataFrame | None
    partnerships: pd.DataFrame | None
    by_period: pd.DataFrame | None
    futures: pd.DataFrame | None

    @cached_property
    def daily(self) -> pd.DataFrame | None:
        """The baseline's midnight series."""
        return _table(self.folder, "daily")

    @cached_property
    def flows(self) -> pd.DataFrame | None:
        """The baseline's moves between settings."""
        return _table(self.folder, "flows")

    def of_scotland(self, name: str) -> pd.DataFrame:
        """Return one of the tables `OF_SCOTLAND`; empty where the folder has none."""
        table = _table(self.folder, name)
        return pd.DataFrame() if table is None else table

    @cached_property
    def settings(self) -> dict[str, ShownSetting]:
        """The scenario's settings, by name."""
        return shown_settings(self.asked)

    @property
    def place(self) -> str:
        """The partnership's title, or the title of a small model without one."""
        asked = self.asked
        return str(asked.get("partnership_title") or asked.get("title") or asked.get("partnership") or self.folder.name)

    @property
    def options(self) -> list[dict[str, str]]:
        """The options asked for, without the baseline: name, title, description, why."""
        options = [option for option in self.asked.get("options") or [] if option["name"] != BASELINE]
        return [{**option, "title": option.get("title") or title_of(option["name"], {})} for option in options]

    @property
    def titles(self) -> dict[str, str]:
        """Title of each option by its name."""
        return {option["name"]: option["title"] for option in self.options}

    @property
    def payers(self) -> dict[str, str]:
        """Label of each payer by its name, as the scenario has them."""
        return dict((self.asked.get("description") or {}).get("payers") or PAYERS)

    @property
    def number_of_replications(self) -> int:
        """How many replications each option ran."""
        return int(self.asked.get("replications") or 0)

    @property
    def drawn(self) -> bool:
        """Whether anything that is not known was drawn: effects, or the multipliers of the baseline."""
        return any_drawn(self.futures)

    @property
    def calibration_drawn(self) -> bool:
        """Whether the multipliers of the baseline were drawn."""
        return self.asked.get("calibration") == "drawn"

    @property
    def warmup_days(self) -> float:
        """Days counted out before the measured period."""
        return float((self.asked.get("period") or {}).get("warmup_days") or 0.0)

    @property
    def warnings(self) -> list[str]:
        """What the run itself warned of."""
        return [str(line) for line in self.asked.get("warnings") or []]


def any_drawn(futures: pd.DataFrame | None) -> bool:
    """Tell whether the table of futures holds more than random variation."""
    sources = ["half_width_effects", "half_width_calibration"]
    return futures is not None and bool((futures[sources] != 0).any(axis=None))


def read_results(folder: Path) -> Results:
    """Read a results folder; raise `ReportError` where a needed file or column is missing."""
    if not folder.is_dir():
        raise ReportError(f"{folder}: no such results folder")
    question = _notes(folder / "question.yaml", needed=True)
    comparison = _table(folder, "comparison")
    if comparison is None:
        raise ReportError(f"{folder}: comparison.csv (or .parquet) is missing; the run has not finished: run it again")
    options = question.get("options") or []
    if not all(isinstance(option, dict) and option.get("name") for option in options):
        raise ReportError(f"{folder / 'question.yaml'}: options: each needs a name")
    optional = {name: _table(folder, name) for name in COLUMNS if name not in ("comparison", *LONG, *OF_SCOTLAND)}
    return Results(
        folder=folder,
        asked=question,
        provenance=_notes(folder / "provenance.yaml", needed=False),
        comparison=comparison,
        **optional,
    )


def _notes(path: Path, *, needed: bool) -> dict[str, Any]:
    if not path.is_file():
        if needed:
            raise ReportError(f"{path}: missing; it says what was asked, and nothing can be told without it")
        return {}
    try:
        notes = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except yaml.YAMLError as error:
        raise ReportError(f"{path}: not readable as YAML ({str(error).splitlines()[0]})") from error
    if not isinstance(notes, dict):
        raise ReportError(f"{path}: must hold keys and values")
    return printable_everywhere(notes)


def _table(folder: Path, name: str) -> pd.DataFrame | None:
    parquet, csv = folder / f"{name}.parquet", folder / f"{name}.csv"
    path = parquet if parquet.is_file() else csv
    if not path.is_file():
        return None
    try:
        if path == parquet:
            table = _of_baseline(path) if name in LONG else pd.read_parquet(path)
        else:
            table = pd.read_csv(path)
    except pd.errors.EmptyDataError:
        return None
    except (ValueError, OSError) as error:
        raise ReportError(f"{path}: not readable as a table ({str(error).splitlines()[0]})") from error
    missing = [column for column in COLUMNS[name] if column not in table.columns]
    if missing:
        raise ReportError(f"{path}: no column {', '.join(missing)}")
    texts = [] if name in LONG else [str(column) for column in table.select_dtypes(exclude=["number", "bool"])]
    return table.assign(**{column: _texts(table[column]) for column in texts})


def _of_baseline(path: Path) -> pd.DataFrame:
    """Return the baseline's rows of a long table, each text kept once (as categories)."""
    texts = [field.name for field in pq.read_schema(path) if pa.types.is_string(field.type)]
    table = pq.read_table(path, filters=[("option", "==", BASELINE)], read_dictionary=texts)
    return pd.DataFrame(table.to_pandas())


def _texts(column: "pd.Series[Any]") -> "pd.Series[Any]":
    """Return a column of texts as they were: each text is looked at once, however often it stands there."""
    return column.map({value: _text(value) for value in column.dropna().unique()})


def _text(value: object) -> object:
    """Return a cell as it was before a table for spreadsheets was made of it, without control characters."""
    return printable_everywhere(csv_text(value))
