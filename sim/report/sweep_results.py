"""The tables of a sweep's results folder, as its text and its pictures read them."""

import math
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import yaml

RETURNED, CASH, COST = "bed_days_returned", "net_cost_cash", "cost_per_bed_day_returned"
MOST = "most bed days returned"
AS_EXPECTED = "as_expected"
"""The scenario as it stands, beside outlooks."""
MORE = {"by": "more", "places": "more places", "hours": "more hours a week"}
"""What values count that are added to today's, by the key of an option."""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Axis:
    """An axis as it is shown: its column in tables, what stands beside it, and its values in order."""

    name: str
    column: str
    label: str
    key: str
    """Key of an option that varies: what its values are."""
    values: tuple[Any, ...]
    words: tuple[str, ...]

    @property
    def title(self) -> str:
        """What it is of, without what its values count."""
        return self.label.rsplit(", ", 1)[0] if self.key in MORE else self.label

    def size(self, words: str) -> str:
        """Return a value with what it counts: ``20 more places``."""
        return f"{words} {MORE[self.key]}".strip() if self.key in MORE else words

    @property
    def has_numbers(self) -> bool:
        """True where its values lie on a scale."""
        return all(isinstance(value, float) and math.isfinite(value) for value in self.values)


@dataclass(frozen=True)
class SweepResults:
    """What a results folder of a sweep holds."""

    folder: Path
    cells: pd.DataFrame
    sweep: pd.DataFrame
    steps: pd.DataFrame
    diminishing: pd.DataFrame
    best: pd.DataFrame
    target: pd.DataFrame
    changes: pd.DataFrame
    """What the outlook changes (`sweep_outlooks`); empty of the scenario as it stands."""
    selection: pd.DataFrame
    """The cell that is selected, where one was looked for (`sweep_selection`)."""
    _axes: pd.DataFrame
    outlook: str = AS_EXPECTED

    @classmethod
    def read(cls, folder: Path, outlook: str = AS_EXPECTED) -> "SweepResults":
        """Read a results folder, under one of its outlooks."""
        names = ("sweep_cells", "sweep", "sweep_steps", "sweep_diminishing", "sweep_best", "sweep_target")
        tables = (_under(_read(folder, name), outlook) for name in (*names, "sweep_outlooks", "sweep_selection"))
        cells, sweep, steps, diminishing, best, target, changes, selection = tables
        axes = _read(folder, "sweep_axes")
        return cls(folder, cells, sweep, steps, diminishing, best, target, changes, selection, axes, outlook)

    @property
    def outlooks(self) -> dict[str, str]:
        """The outlooks besides the scenario as it stands, with their titles; assumptions marked."""
        stated: dict[str, dict[str, Any]] = self.asked.get("outlooks") or {}
        marks = {name: " (assumption)" if of["basis"] == "assumption" else "" for name, of in stated.items()}
        return {name: f"{of['title']}{marks[name]}" for name, of in stated.items()}

    @cached_property
    def asked(self) -> dict[str, Any]:
        """What was asked (question.yaml), without the scenario."""
        content = yaml.load((self.folder / "question.yaml").read_text(encoding="utf-8"), Loader=_LOADER)
        return {key: value for key, value in content.items() if key not in ("description", "options")}

    @cached_property
    def axes(self) -> tuple[Axis, ...]:
        """The axes in the order written; an axis of words has its words for values."""
        columns = [str(name) for name in self.cells.columns[2:]]
        axes = []
        for column, (name, rows) in zip(columns, self._axes.groupby("axis", sort=False), strict=True):
            numbers = self.cells[column].dtype.kind == "f"
            pairs = list(zip(rows["number"] if numbers else rows["value"], rows["value"], strict=True))
            key = str(rows["key"].iloc[0])
            mark = "%" if key == "by" else ""
            others = dict.fromkeys(self.cells[column])
            pairs += [(value, f"{value:,.6g}{mark}" if numbers else str(value)) for value in others]
            known = {value: str(words) for value, words in reversed(pairs)}
            present = [value for value in known if value in set(self.cells[column])]
            ordered = sorted(present) if numbers else [value for value in dict(pairs) if value in present]
            label = str(rows["label"].iloc[0])
            axes.append(Axis(str(name), column, label, key, tuple(ordered), tuple(known[value] for value in ordered)))
        return tuple(axes)

    @property
    def varying(self) -> tuple[Axis, ...]:
        """The axes with more than one value."""
        return tuple(axis for axis in self.axes if len(axis.values) > 1) or self.axes[:1]

    @property
    def is_grid(self) -> bool:
        """True where cells lie on lines along the axes."""
        return len(self.steps) > 0

    @property
    def heading(self) -> str:
        """The title that the sweep was given, or its axes."""
        return str(self.asked.get("heading") or " and ".join(axis.title for axis in self.varying))

    @property
    def wanted(self) -> float | None:
        """Bed days returned a year that are wanted, if any."""
        target = self.asked.get("target")
        return None if target is None else float(target)

    @property
    def runs(self) -> str:
        """Say whose mean the numbers are."""
        count = int(self.returned["replications"].max())
        return f"mean of {count} replication{'' if count == 1 else 's'}"

    @cached_property
    def returned(self) -> pd.DataFrame:
        """Bed days returned by cell: the axes, mean, interval, grade; and cash, cost, whether it may be the best."""
        table = self._of(RETURNED).merge(self.cells[["cell", "title"]], on="cell")
        for name, measure in (("cash", CASH), ("cost", COST)):
            other = self._of(measure)[["cell", "mean", "lower", "upper"]]
            renamed = other.rename(columns={"mean": name, "lower": f"{name}_lower", "upper": f"{name}_upper"})
            table = table.merge(renamed, on="cell", how="left")
        best = self.best[self.best["criterion"] == MOST]
        best = best[[name for name in ("cell", "verdict", "most_in_100", "target_in_100") if name in best]]
        return table.merge(best, on="cell", how="left")

    def _of(self, measure: str) -> pd.DataFrame:
        rows = (self.sweep["measure"] == measure) & (self.sweep["breakdown"] == "all")
        return pd.DataFrame(self.sweep[rows])


def per_day(value: float, *, minus: str = "\N{MINUS SIGN}") -> str:
    """Write pounds for a bed day, in whole pounds."""
    return f"{minus if round(value) < 0 else ''}£{abs(value):,.0f}" if math.isfinite(value) else "not known"


def _read(folder: Path, name: str) -> pd.DataFrame:
    """Return a table of the folder; an empty one where it has none of that name."""
    path = folder / f"{name}.parquet"
    return pd.DataFrame(pq.read_table(path).to_pandas()) if path.is_file() else pd.DataFrame()


def _under(table: pd.DataFrame, outlook: str) -> pd.DataFrame:
    """Return the rows of one outlook, without the column that says so; all rows where no column does."""
    if "outlook" not in table:
        return table
    return pd.DataFrame(table[table["outlook"] == outlook].drop(columns="outlook").reset_index(drop=True))
