"""Stays on hospital wards until ready to leave, from spells and ward stays."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.fitting.collection_rules import Rule
from sim.fitting.sample_rows import Frames
from sim.fitting.spans import Clock, Spans, begun

Floats = NDArray[np.float64]
AFTER = 10
"""Quantiles of the time from ready to leaving hospital that stand for it."""
MOST_PASS_THROUGH = 0.5
"""A ward that more people leave for another ward is one that they pass through: when they were ready is not known."""
RECORDED = 0.5
"""Where fewer spells have a ready date, it is that of delays only: whoever has none left when ready."""


@dataclass(frozen=True)
class Stays:
    """The stays in one setting: spans, and by row what they are told apart by."""

    setting: str
    spans: Spans
    rows: pd.DataFrame
    """By row: person, and where known need, frailty, age (a band)."""
    own: frozenset[str] = frozenset()
    """Needs that have a stay of their own in the scenario."""


def ward_rows(tables: Frames, rule: Rule) -> pd.DataFrame:
    """Return the ward stays that begin in the window, each with what its spell says of it."""
    spells = tables["spells"]
    if "stays" in tables:
        stays = tables["stays"].sort_values(["spell", "order"], kind="stable")
    else:
        stays = spells.assign(order=1, setting="", arrived=spells["admitted"])[
            ["spell", "order", "setting", "arrived", "left"]
        ]
    stays = stays.assign(last=~stays["spell"].duplicated(keep="last"))
    about = ["spell", "person", "left", *(name for name in ("ready", "left_to", "need", "kind") if name in spells)]
    rows = stays.merge(spells[about].rename(columns={"left": "spell_left"}), on="spell")
    rows = rows[rows["arrived"] >= rule.first]
    if rule.how != "census":
        rows = rows[rows["arrived"] < rule.after]
    for name in ("left_to", "need"):
        if name not in rows:
            rows[name] = ""
    if "ready" not in rows:
        rows["ready"] = np.nan
    return rows.reset_index(drop=True)


def with_ready(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the bounds of the day on which each stay was over: ``from_day`` and ``to_day``.

    Whoever has no ready date was ready at some time up to leaving, if most others have one; else on the day of leaving.
    """
    last = rows["last"]
    died = last & rows["left_to"].eq("died") & rows["ready"].isna()
    left = np.floor(rows["left"])
    over = np.where(last & rows["ready"].notna(), rows["ready"], left)
    recorded = rows.loc[last & ~died & rows["left"].notna(), "ready"].notna()
    unknown = last & ~died & rows["ready"].isna() & rows["left"].notna() & (recorded.mean() >= RECORDED)
    from_day = np.where(unknown, np.floor(rows["arrived"]), over)
    return rows.assign(from_day=from_day, to_day=np.where(died, np.inf, over + 1), died=died, unknown=unknown)


def stays_of(rows: pd.DataFrame, setting: str, rule: Rule, clock: Clock) -> Stays | None:
    """Return the stays in one ward; none where most people only pass through it."""
    ours = with_ready(rows[rows["setting"] == setting].reset_index(drop=True))
    if not len(ours) or (~ours["last"]).mean() > MOST_PASS_THROUGH:
        return None
    begins = ours["arrived"].to_numpy()
    midnight = np.floor(begins)
    open_rows = ours["from_day"].isna()
    low = np.where(open_rows, rule.watched_to, ours["from_day"]) + np.where(ours["died"], 0.5, 0.0)
    high = np.where(open_rows, np.inf, ours["to_day"])
    offsets, weights = begun(begins, clock)
    spans = Spans(
        low=clock.between(midnight, low),
        high=clock.between(midnight, high),
        entry=np.maximum(clock.between(midnight, rule.earliest_end(begins)), 0.0),
        limit=clock.between(midnight, rule.latest_end(begins)),
        offsets=offsets,
        weights=weights,
        after=_days_after(ours, rule),
    )
    return Stays(setting, _without_far_limits(spans), ours[["person", "need"]])


def _days_after(rows: pd.DataFrame, rule: Rule) -> Floats:
    """Return quantiles of the days from the end of a stay to leaving hospital, of early stays, which all have ended."""
    if rule.how not in ("ended", "census"):
        return np.zeros(1)
    early = rows[rows["arrived"] < rule.first + 0.6 * (rule.after - rule.first)]
    known = early[~early["unknown"] & ~early["died"]]
    days = (np.floor(known["spell_left"]) - known["from_day"]).dropna().to_numpy()
    return np.quantile(days, (np.arange(AFTER) + 0.5) / AFTER) if len(days) >= AFTER else np.zeros(1)


def _without_far_limits(spans: Spans) -> Spans:
    """Return the spans without limits that nearly nobody reaches, so that less is to be computed."""
    longest = np.quantile(spans.low, 0.995) * 2 + float(spans.after.max())
    return Spans(
        spans.low, spans.high, spans.entry, np.where(spans.limit > longest, np.inf, spans.limit),
        spans.offsets, spans.weights, spans.after,
    )  # fmt: skip
