"""Faults that the check of a sample must find: written into tables that are right otherwise."""

import datetime
from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.synthetic.chances import Chances, Flags
from sim.synthetic.sample_tables import Frames

TEN_YEARS = np.timedelta64(3_653, "D")
DEFAULT = np.datetime64("1900-01-01")


def spoilt(tables: Frames, chances: Chances) -> Frames:
    """Return the tables with the faults that chance has for them; the others are as they were."""
    for fault, (name, spoil) in _BROKEN.items():
        if chances.rates.get(fault, 0.0) > 0 and name in tables:
            tables[name] = spoil(tables[name], chances.has(fault, len(tables[name])), tables)
    return tables


def _exchanged(spells: pd.DataFrame, rows: Flags, _: Frames) -> pd.DataFrame:
    rows = rows & spells["left"].notna().to_numpy()
    admitted, left = spells["admitted"].to_numpy(), spells["left"].to_numpy()
    return spells.assign(admitted=np.where(rows, left, admitted), left=np.where(rows, admitted, left))


def _twice(spells: pd.DataFrame, rows: Flags, _: Frames) -> pd.DataFrame:
    return pd.concat([spells, spells[rows]], ignore_index=True)


def _default_ends(delays: pd.DataFrame, rows: Flags, _: Frames) -> pd.DataFrame:
    empty = delays["ended"].isna().to_numpy()
    return delays.assign(ended=np.where(rows & empty, DEFAULT, delays["ended"].to_numpy().astype("datetime64[D]")))


def _ten_years_before(spells: pd.DataFrame, rows: Flags, _: Frames) -> pd.DataFrame:
    moved: dict[str, NDArray[np.datetime64]] = {
        name: np.where(rows, spells[name].to_numpy() - TEN_YEARS, spells[name].to_numpy())
        for name in ("admitted", "left", "ready")
    }
    return spells.assign(**moved)


def _strange_kind(spells: pd.DataFrame, rows: Flags, _: Frames) -> pd.DataFrame:
    return spells.assign(kind=np.where(rows, "unplanned", spells["kind"]))


def _after_death(care_home: pd.DataFrame, rows: Flags, tables: Frames) -> pd.DataFrame:
    died = care_home["left_to"].eq("died").to_numpy() & rows
    last = max(tables["spells"]["left"].max(), care_home["to"].max()) - datetime.timedelta(days=7)
    ends = care_home["to"].to_numpy().astype("datetime64[D]")
    late = ends <= np.datetime64(last, "D")
    return care_home.assign(to=np.where(died & late, ends + np.timedelta64(7, "D"), ends))


_BROKEN: dict[str, tuple[str, Callable[[pd.DataFrame, Flags, Frames], pd.DataFrame]]] = {
    "left_before_admitted": ("spells", _exchanged),
    "repeated_rows": ("spells", _twice),
    "default_dates": ("delays", _default_ends),
    "outside_window": ("spells", _ten_years_before),
    "unknown_codes": ("spells", _strange_kind),
    "ends_after_death": ("care_home", _after_death),
}
"""By fault: the table, and what becomes of it where its rows have the fault."""
