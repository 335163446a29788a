"""What mixes of levers change in each replication: bed days, delayed days, cost by payer, waits in the community."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.description.system import Description
from sim.study.analysis.comparison import RETURNED
from sim.study.analysis.sources_of_uncertainty import Floats
from sim.study.question.question import BASE

CASH, NET, DELAYED, WAITS = "net_cost_cash", "net_cost", "delayed_bed_days", "waits_in_the_community"
HOURS = "home_support_hours"
"""Hours a week of home support in use: what a mix asks of home-support staff."""
LEVELS = (WAITS, DELAYED, HOURS)
"""Measures that are levels: of a mix their change against the baseline is taken."""
HOSPITAL = ("hospital", "emergency_department")
"""Types of settings that are not in the community."""


@dataclass(frozen=True)
class Change:
    """One thing that a mix changes: its measure, payer (or `all`), unit and words."""

    measure: str
    level: str
    unit: str
    words: str

    @property
    def is_money(self) -> bool:
        """True for pounds."""
        return self.unit.startswith("pounds")


def changes_of(description: Description) -> list[Change]:
    """Return what is looked at, by measure and payer; bed days and net cost are differences already."""
    payers = [
        Change(CASH, payer, "pounds a year", f"net cost in cash, {label}")
        for payer, label in description.payers.items()
    ]
    return [
        Change(RETURNED, "all", "bed days a year", "bed days returned"),
        Change(CASH, "all", "pounds a year", "net cost in cash"),
        *payers,
        Change(NET, "all", "pounds a year", "net cost with bed days at their day cost"),
        Change(DELAYED, "all", "bed days a year", "delayed bed days"),
        Change(WAITS, "all", "people", "people waiting in the community"),
        Change(HOURS, "all", "hours a week", "hours of home support in use"),
    ]


def changes(
    measures: pd.DataFrame, description: Description, wanted: Sequence[Change]
) -> Mapping[tuple[str, int], Floats]:
    """Return the changes [change] by mix and replication, in the order wanted.

    ``measures`` has a row for each option (the baseline too), replication, measure, breakdown and level. What a run
    has no row of is not a number; waits in the community are the people who wait for settings that are no hospital.
    """
    community = {name for name, setting in description.settings.items() if setting.type not in HOSPITAL}
    community |= set(description.teams)
    waiting = measures[(measures["measure"] == "waiting") & measures["level"].isin(community)]
    waits = waiting.groupby(["option", "replication"])["value"].sum()
    rows = measures[measures["breakdown"].isin(["all", "payer"])]
    table = rows.set_index(["measure", "level", "option", "replication"])["value"].sort_index()
    columns = {}
    for at, change in enumerate(wanted):
        one = waits if change.measure == WAITS else _one(table, change)
        columns[at] = one - _baseline(one) if change.measure in LEVELS else one
    wide = pd.DataFrame(columns)
    wide = wide[wide.index.get_level_values("option") != BASE]
    return {(str(name), int(number)): np.asarray(row, dtype=np.float64)
            for (name, number), row in zip(wide.index, wide.to_numpy(), strict=True)}  # fmt: skip


def _one(table: "pd.Series[float]", change: Change) -> "pd.Series[float]":
    """Return the values of one change by option and replication; none where there are no such rows."""
    values = table[(table.index.get_level_values("measure") == change.measure)
                   & (table.index.get_level_values("level") == change.level)]  # fmt: skip
    index = pd.MultiIndex.from_arrays([values.index.get_level_values(name) for name in ("option", "replication")])
    return pd.Series(values.to_numpy(), index=index.set_names(["option", "replication"]), dtype=float)


def _baseline(one: "pd.Series[float]") -> "pd.Series[float]":
    """Return the baseline's value in the replication of each row."""
    is_baseline = one.index.get_level_values("option") == BASE
    base = pd.Series(one[is_baseline].to_numpy(), index=one[is_baseline].index.get_level_values("replication"))
    return pd.Series(base.reindex(one.index.get_level_values("replication")).to_numpy(dtype=float), index=one.index)
