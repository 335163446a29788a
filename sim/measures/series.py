"""Tables by day and of flows: what is taken at each midnight, who waits, who is delayed, who moves where."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray

from sim.description.delay_reasons import REASONS
from sim.measures.bed_days import DELAY_REASONS
from sim.outcome import Outcome
from sim.tables.tables import YEAR, Tables

OUTSIDE = "outside"


def daily(outcome: Outcome, tables: Tables, from_day: int = 0) -> pd.DataFrame:
    """Return one row for each midnight from a day on: places occupied, people waiting, people delayed.

    Columns: day, date, measure (occupied, waiting, delayed), level (setting or team; for delayed the reason), value.
    A series that stays at zero throughout is left out.
    """
    names = [*tables.setting_names, *tables.team_names]
    reasons = [at for at, reason in enumerate(REASONS) if reason in DELAY_REASONS]
    parts = [
        _long("occupied", names, outcome.occupied, from_day),
        _long("waiting", names, outcome.queue, from_day),
        _long("delayed", list(DELAY_REASONS), outcome.waiting_delayed[:, reasons], from_day),
    ]
    table = pd.concat(parts, ignore_index=True)
    start = pd.Timestamp(tables.start_date).as_unit("us")
    table.insert(1, "date", start + pd.to_timedelta(table["day"], unit="D"))
    return table


def _long(measure: str, names: list[str], values: NDArray[np.generic], from_day: int) -> pd.DataFrame:
    is_used, days = values.astype(np.bool_).any(axis=0), np.arange(from_day, len(values))
    levels = np.flatnonzero(is_used)
    columns = {
        "day": np.repeat(days, len(levels)),
        "measure": texts([measure], np.zeros(len(days) * len(levels), dtype=np.int64)),
        "level": texts(names, np.tile(levels, len(days))),
        "value": values[from_day:, is_used].astype(np.float64).ravel(),
    }
    return pd.DataFrame(columns)


def texts(texts: list[str], index: NDArray[np.int64]) -> ExtensionArray:
    """Return a column of texts by the index of each: faster than texts one by one."""
    return pd.array(texts, dtype="str").take(index)


def flows(outcome: Outcome, tables: Tables) -> pd.DataFrame:
    """Return moves a year between settings in the period; `outside`: arrivals from there, leaving for there, death."""
    names = np.asarray([*tables.setting_names, OUTSIDE], dtype=object)
    start, end = np.nonzero(outcome.moves)
    years = (outcome.to_day - outcome.from_day) / YEAR
    return pd.DataFrame(
        {
            "from_setting": names[start],
            "to_setting": names[end],
            "moves_a_year": outcome.moves[start, end].astype(np.float64) / years,
        }
    )
