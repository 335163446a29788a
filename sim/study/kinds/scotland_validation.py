"""How true the baselines of all partnerships are: modelled beside published figures, and how many are how near."""

from collections.abc import Mapping

import pandas as pd

from sim.study.analysis.steady_state import COLUMNS

NEAR = (5.0, 10.0)
"""Percent off a published figure within which partnerships are counted."""
DEVIATIONS = 2.0
"""Standard deviations of one year's luck up to which a figure of one year is met, where they are more than 5 %."""
BY_PARTNERSHIP = [
    "partnership", "figure", "unit", "published", "modelled", "difference_percent", "year_sd_percent", "role", "scope",
]  # fmt: skip
WITHIN = ["figure", "role", "partnerships", "median_percent", "within_5_percent", "within_10_percent", "within_luck"]


def by_partnership(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the validation tables of partnerships, one below the other, by partnership."""
    rows = [table.assign(partnership=name) for name, table in tables.items() if len(table)]
    return pd.concat(rows, ignore_index=True)[BY_PARTNERSHIP] if rows else pd.DataFrame(columns=BY_PARTNERSHIP)


def steady_by_partnership(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the verdicts on steady state of partnerships, one below the other, by partnership."""
    rows = [table.assign(partnership=name) for name, table in tables.items() if len(table)]
    columns = ["partnership", *COLUMNS]
    return pd.concat(rows, ignore_index=True)[columns] if rows else pd.DataFrame(columns=columns)


def years_by_partnership(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the series year by year of partnerships, one below the other, by partnership; empty without years."""
    rows = [table.assign(partnership=name) for name, table in tables.items() if len(table)]
    whole = pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()
    return (
        whole[["partnership", "title", *(name for name in whole if name not in ("partnership", "title"))]]
        if rows
        else whole
    )


def within(table: pd.DataFrame) -> pd.DataFrame:
    """Return, for each figure, in how many partnerships the baseline lies within 5 and 10 % of the published one.

    ``median_percent`` is the median of the distances, without sign. ``within_luck`` counts those within 5 %, or, where
    one year's luck (standard deviation of modelled years) is more than 5 %, within two of these: a single published
    year cannot tell more. A partnership without the figure is not counted.
    """
    known = table[table["difference_percent"].notna()]
    rows = []
    for (figure, role), group in known.groupby(["figure", "role"], sort=False):
        off = group["difference_percent"].abs()
        counts = {f"within_{near:.0f}_percent": int((off <= near).sum()) for near in NEAR}
        luck = group["year_sd_percent"].astype(float)
        counts["within_luck"] = int((off <= (DEVIATIONS * luck).where(luck > NEAR[0], NEAR[0])).sum())
        rows.append(
            {"figure": figure, "role": role, "partnerships": len(off), "median_percent": off.median(), **counts}
        )
    return pd.DataFrame(rows, columns=WITHIN)
