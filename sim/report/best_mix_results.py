"""The tables of a best mix's results folder, as its text and its picture read them."""

import math
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import yaml

CASH = "net_cost_cash"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Row = dict[Any, Any]


@dataclass(frozen=True)
class BestMixResults:
    """What a results folder of a best mix holds."""

    folder: Path

    @cached_property
    def asked(self) -> dict[str, Any]:
        """What was asked (question.yaml)."""
        return dict(yaml.load((self.folder / "question.yaml").read_text(encoding="utf-8"), Loader=_LOADER))

    @cached_property
    def mixes(self) -> pd.DataFrame:
        """The mixes that were checked, the cheapest first."""
        return self._table("best_mix")

    @cached_property
    def changes(self) -> pd.DataFrame:
        """What each of them changes."""
        return self._table("best_mix_changes")

    @cached_property
    def steps(self) -> pd.DataFrame:
        """Each step of one lever from the mix chosen."""
        return self._table("best_mix_steps")

    @cached_property
    def predictions(self) -> pd.DataFrame:
        """How well mixes are predicted."""
        return self._table("best_mix_predictions")

    @cached_property
    def answer(self) -> Row:
        """What was found, in one row."""
        return {str(name): value for name, value in self._table("best_mix_answer").iloc[0].items()}

    @property
    def best(self) -> Row | None:
        """The row of the mix chosen; None where there is none."""
        rows = self.mixes[self.mixes["is_best"]]
        return None if rows.empty else {str(name): value for name, value in rows.iloc[0].items()}

    @property
    def target(self) -> float | None:
        """Bed days that are wanted, if any."""
        value = float(self.answer["target"])
        return value if math.isfinite(value) else None

    @property
    def frontier(self) -> pd.DataFrame:
        """The mixes of the frontier, and the one chosen, that nothing cheaper beats: the cheapest first."""
        rows = self.mixes[self.mixes["on_frontier"] | self.mixes["is_best"]]
        best_so_far = rows["reached_in_so_many"].cummax().shift(fill_value=-math.inf)
        return rows[(rows["reached_in_so_many"] > best_so_far) | rows["is_best"]].reset_index(drop=True)

    @property
    def heading(self) -> str:
        """The title that was given, or what is asked."""
        return str(self.asked.get("heading") or "Best mix")

    def payers(self) -> dict[str, str]:
        """Return the words of each payer."""
        return dict((self.asked.get("description") or {}).get("payers") or {})

    def change(self, mix: str, measure: str, level: str = "all") -> Row | None:
        """Return what a mix changes; None where it is not known."""
        table = self.changes
        rows = table[(table["mix"] == mix) & (table["measure"] == measure) & (table["level"] == level)]
        return None if rows.empty else {str(name): value for name, value in rows.iloc[0].items()}

    def _table(self, name: str) -> pd.DataFrame:
        return pd.DataFrame(pq.read_table(self.folder / f"{name}.parquet").to_pandas())
