"""Options against the baseline with common random numbers: paired differences with 95 % intervals."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sim.study.analysis.confidence_intervals import half_width
from sim.study.question.question import BASE

RETURNED = "bed_days_returned"
KEYS = ["measure", "breakdown", "level", "unit"]
COLUMNS = [
    "option", *KEYS, "baseline_mean", "mean", "sd", "difference", "lower", "upper", "replications", "conclusive", "note",
]  # fmt: skip
ONE = "one replication: no interval"
NONE = "not distinguishable from none"


def comparison(measures: pd.DataFrame, names: Sequence[str], trends: Mapping[str, str]) -> pd.DataFrame:
    """Return one row for each option, measure and category.

    ``difference`` is the mean over replications of option minus baseline, ``sd`` its standard deviation between
    replications, ``lower`` and ``upper`` its 95 % interval (Student's t, paired: a replication in which one of the two
    failed is left out of both). In rows of the baseline, and for measures that are differences already (bed days
    returned, net cost), ``difference`` is empty, and sd and interval belong to ``mean``.

    ``stable`` is false, and ``note`` says why, for every row of an option in whose run a queue or the beds drift
    (``settled.trends``), and for bed days returned in all whose interval has a width and includes zero: they are not
    distinguishable from none by these replications.
    """
    wide = measures.set_index(["option", *KEYS, "replication"])["value"].unstack("replication")
    order = measures[["option", *KEYS]].drop_duplicates()
    wide = wide.reindex(pd.MultiIndex.from_frame(order))
    mine = [_one(wide, name, trends.get(name, "")) for name in names if name in wide.index.get_level_values(0)]
    return pd.concat(mine, ignore_index=True) if mine else pd.DataFrame(columns=COLUMNS)


def _one(wide: pd.DataFrame, name: str, drift: str) -> pd.DataFrame:
    option, baseline = _of(wide, name), _of(wide, BASE)
    base = baseline.reindex(option.index)
    paired = option.index.get_level_values("measure").isin(baseline.index.get_level_values("measure").unique())
    paired = paired & (name != BASE)
    values, before = option.to_numpy(dtype=float), base.to_numpy(dtype=float)
    both = np.where(paired[:, None], values - before, values)
    known = np.isfinite(both)
    count = known.sum(axis=1)
    table = pd.DataFrame({"option": name}, index=option.index).reset_index()
    table["baseline_mean"] = _mean(np.where(known, before, np.nan))
    table["mean"] = _mean(np.where(known, values, np.nan))
    middle = _mean(both)
    table["sd"] = np.sqrt(_mean((both - middle[:, None]) ** 2) * count / np.where(count > 1, count - 1, np.nan))
    table["difference"] = np.where(paired, middle, np.nan)
    half = half_width(table["sd"].to_numpy(dtype=float), count)
    table["lower"], table["upper"] = middle - half, middle + half
    table["replications"] = count
    return _judged(table, drift)[COLUMNS]


def _of(wide: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the rows of one option, without that level of the index."""
    return wide[wide.index.get_level_values("option") == name].droplevel("option")


def _mean(values: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    known = np.isfinite(values)
    count = known.sum(axis=1)
    total = np.where(known, values, 0.0).sum(axis=1)
    return np.asarray(np.divide(total, count, out=np.full(len(values), np.nan), where=count > 0))


def _judged(table: pd.DataFrame, drift: str) -> pd.DataFrame:
    wide = table["upper"] > table["lower"]
    unclear = (table["measure"] == RETURNED) & (table["breakdown"] == "all") & wide
    unclear &= (table["lower"] <= 0) & (table["upper"] >= 0)
    notes = [
        [NONE] if none else [ONE] if one else [] for none, one in zip(unclear, table["replications"] == 1, strict=True)
    ]
    table["conclusive"] = ~unclear & (not drift)
    table["note"] = ["; ".join([*said, drift] if drift else said) for said in notes]
    return table


def warnings(table: pd.DataFrame, trends: Mapping[str, str], titles: Mapping[str, str]) -> list[str]:
    """Return one line for each option that is not stable."""
    lines = [
        f"{titles.get(name, name)}: not settled over the measured period: {drift}" for name, drift in trends.items()
    ]
    unclear = table[table["note"].str.startswith(NONE)]["option"].drop_duplicates()
    return lines + [f"{titles.get(str(name), name)}: bed days returned are {NONE}" for name in unclear]
