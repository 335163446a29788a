"""What a complete record shows of the window: rates, ways out, delays and packages."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from sim.description.system import Description
from sim.synthetic.collection import Window
from sim.synthetic.record import LEFT_TO, Record

YEAR = 365.25


def realised(record: Record, window: Window) -> dict[str, float]:
    """Return figures of the window by the names that fits give them: a day, as shares, or in hours a week."""
    return {name: value for name, value in _figures(record, window) if value > 0}


def _figures(record: Record, window: Window) -> Iterator[tuple[str, float]]:
    days = window.after - window.first
    spells = record.spells[_within(record.spells["admitted"], window)]
    yield "admissions.all.a_day", len(spells) / days
    known = spells[spells["need"] != ""]
    for need, count in known["need"].value_counts().items():
        yield f"admissions.{need}.a_day", count / days
    left = spells[spells["left_to"] != ""]
    for way, share in left["left_to"].value_counts(normalize=True).items():
        yield f"way_out.{way}.share", float(share)
    begun, ended = np.floor(record.delays["ready"]), np.floor(record.delays["ended"])
    real = ended > begun
    yield "delays.all.a_day", float((real & _within(begun, window)).sum()) / days
    inside = np.minimum(ended, window.after - 1) - np.maximum(begun, window.first - 1)
    yield "delayed_days.all.a_day", float(inside.clip(lower=0).sum()) / days
    packages = record.home_support
    seen = packages[(packages["begins"] < window.after) & (packages["ends"] >= window.first)]
    if seen["hours"].notna().any():
        yield "package_hours.home_support.mean", float(seen["hours"].mean())


def _within(days: "pd.Series[float]", window: Window) -> "pd.Series[bool]":
    return (days >= window.first) & (days < window.after)


def shares_of_ways_out(description: Description) -> dict[str, float]:
    """Return where people go from hospital in a small model whose wards share one table of destinations."""
    wards = {name for name, setting in description.settings.items() if setting.type == "hospital"}
    tables = [ways for ways in description.discharge_destinations.values() if wards & set(ways.settings)]
    if description.people is not None or len(tables) != 1 or tables[0].needs or tables[0].responses:
        return {}
    shares: dict[str, float] = {}
    total = sum(weight.by_frailty[0] for weight in tables[0].pathways.values())
    for name, weight in tables[0].pathways.items():
        pathway = description.pathways[name]
        setting = description.settings.get(pathway.to)
        kind = setting.type if setting is not None else "gone"
        if pathway.if_no_place is not None or kind not in LEFT_TO:
            return {}
        key = f"way_out.{LEFT_TO[kind]}.share"
        shares[key] = shares.get(key, 0.0) + weight.by_frailty[0] / total
    return shares
