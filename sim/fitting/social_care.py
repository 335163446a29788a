"""Stays in care homes and in intermediate care, and packages of home support, from their tables; delays joined."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.fitting.collection_rules import Rule
from sim.fitting.hospital_stays import Stays
from sim.fitting.spans import Clock, Spans, begun

Floats = NDArray[np.float64]
HEAPED = 0.5
"""Part of the rows of a date above which it counts as a default: as many as that more than on other days."""


def spans_of(rows: pd.DataFrame, setting: str, rule: Rule) -> Stays:
    """Return the spans of a table of social care: ``from`` to ``to``, those that go on included."""
    rows = rows[rows["from"] < rule.after].reset_index(drop=True)
    begins, ends = np.floor(rows["from"].to_numpy()), rows["to"].to_numpy()
    heaped = _heaped(begins, rule)
    quarter = np.full(len(rows), 91.0)
    offsets, weights = begun(begins, Clock(), heaped, quarter)
    low = np.where(np.isnan(ends), rule.watched_to, np.floor(ends)) - begins
    spans = Spans(
        low=low,
        high=np.where(np.isnan(ends), np.inf, low + 1),
        entry=np.maximum(rule.earliest_end(begins) - begins, 0.0),
        limit=rule.latest_end(begins) - begins,
        offsets=offsets,
        weights=weights,
        after=np.zeros(1),
    )
    return Stays(setting, spans, rows[["person"]].assign(need=""))


def _heaped(begins: Floats, rule: Rule) -> Floats:
    """Return the chance that a date is a default: of first days of quarters with far more rows than other days have."""
    dates = begins.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    first = (dates == months.astype("datetime64[D]")) & (months.astype(np.int64) % 3 == 0)
    inside = begins >= rule.first
    usual = (inside & ~first).sum() / max(rule.after - rule.first, 1.0)
    numbers, counts = np.unique(begins[first & inside], return_counts=True)
    chance = dict(zip(numbers.tolist(), np.maximum(1 - usual / counts, 0.0).tolist(), strict=True))
    chances = np.asarray([chance.get(day, 0.0) for day in begins.tolist()])
    before = first & ~inside  # of the quarters before the window too, if it is so in the window
    if len(counts):
        chances[before] = float(np.mean(list(chance.values())))
    return np.where(chances > HEAPED, chances, 0.0)


def joined(delays: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each delay: monthly submissions of one person and ready date are one, with the last reason."""
    if "month" not in delays:
        return delays
    ordered = delays.sort_values(["person", "ready", "month"], kind="stable")
    groups = ordered.groupby(["person", "ready"], sort=False)
    ends = groups["ended"].max()
    last = groups.tail(1).set_index(["person", "ready"])
    return last.assign(ended=ends, first_month=groups["month"].min()).reset_index()
