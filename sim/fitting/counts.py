"""Counts and shares of a sample: ways out of hospital, admissions by need, delays by reason, hours of packages."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from sim.fitting.collection_rules import Rule
from sim.fitting.estimates import Estimate, mean, rate, share, total_rate
from sim.fitting.sample_rows import Frames
from sim.fitting.social_care import joined
from sim.sample.disclosure import Gate
from sim.sample.manifest import Manifest

FEWEST = 20
"""People of whom a share or a rate must be, to be told by itself."""
NEARLY_ALL = 0.99
"""Quantile of the days in hospital: spells that began later than that before the end may be missing."""


def early_spells(spells: pd.DataFrame, rule: Rule) -> tuple[pd.DataFrame, float]:
    """Return the spells that began early enough that nearly all are there, and the length of that time in days.

    Of a record of ended spells those of the last days are not complete: the long ones are still to come.
    """
    longest = 0.0
    if rule.how == "ended":
        first_half = spells[spells["admitted"] < (rule.first + rule.after) / 2]
        longest = float(np.quantile((first_half["left"] - first_half["admitted"]).dropna(), NEARLY_ALL))
    last = max(rule.after - longest, rule.first + 0.25 * (rule.after - rule.first))
    begun = np.floor(spells["admitted"])
    return spells[(begun >= rule.first) & (begun < last)], last - rule.first


def ways_out(spells: pd.DataFrame, rule: Rule, gate: Gate) -> Iterator[Estimate]:
    """Yield the share of each way out of hospital."""
    if "left_to" not in spells or rule.how == "census":
        return
    early, _ = early_spells(spells, rule)
    known = early[early["left_to"] != ""]
    if known["person"].nunique() < FEWEST:
        return
    counts = known["left_to"].value_counts()
    people = [known.loc[known["left_to"] == way, "person"].nunique() for way in counts.index]
    shown, _ = gate.counts(counts.tolist(), people)
    for way, count, visible in zip(counts.index, counts, shown, strict=True):
        if (
            visible is not None and FEWEST <= count < counts.sum()
        ):  # of a way that all take, it would tell of each of them
            value, error = share(int(count), int(counts.sum()))
            yield Estimate("way_out", str(way), "", "share", value, error, "share", visible)


def admissions(spells: pd.DataFrame, rule: Rule, gate: Gate) -> Iterator[Estimate]:
    """Yield admissions a day, all and by need."""
    if rule.how == "census":
        return
    early, days = early_spells(spells, rule)
    groups = {"all": early}
    if "need" in early:
        groups |= {need: early[early["need"] == need] for need in sorted(set(early["need"]) - {""})}
    yield from _rates("admissions", groups, days, gate, "admissions a day")


def delays_of(tables: Frames, manifest: Manifest, gate: Gate) -> Iterator[Estimate]:
    """Yield delays begun a day, all and by reason, and delayed days a day: each delay once, however often submitted."""
    rule = Rule.of(manifest, "delays")
    rows = joined(tables["delays"])
    if rule.how == "census":
        return
    length = rule.after - rule.first
    begun = rows[(rows["ready"] >= rule.first) & (rows["ready"] < rule.after)]
    groups = {"all": begun} | {str(reason): begun[begun["reason"] == reason] for reason in sorted(set(begun["reason"]))}
    yield from _rates("delays", groups, length, gate, "delays a day")
    days = delayed_days(rows, rule.first, rule.after, rule.known_to)
    people = rows.loc[days > 0, "person"].nunique()
    if people >= max(FEWEST, gate.threshold):
        value, error = total_rate(days[days > 0].tolist(), length)
        yield Estimate("delayed_days", "all", "", "a_day", value, error, "bed days a day", gate.count(people))


def delayed_days(rows: pd.DataFrame, first: float, after: float, known_to: float) -> "pd.Series[float]":
    """Return the days of each delay in a time: the last day counts and the first, that of the ready date, does not.

    A delay whose end is not known goes on to the extract; where it came month by month, to the end of its last month.
    """
    last = (
        (rows["month"] + 1).map(_first_day, na_action="ignore").fillna(known_to)
        if "month" in rows
        else pd.Series(known_to, index=rows.index)
    )
    ended = rows["ended"].fillna(last - 1)
    days = np.minimum(np.floor(ended), after - 1) - np.maximum(np.floor(rows["ready"]), first - 1)
    return pd.Series(days.clip(lower=0))


def _first_day(month: float) -> float:
    """Return the first day of a month, counted from the year 0, as days since 1970."""
    return float(np.datetime64(int(month) - 1970 * 12, "M").astype("datetime64[D]").astype(np.int64))


def package_hours(packages: pd.DataFrame, gate: Gate) -> Iterator[Estimate]:
    """Yield the mean hours a week of packages."""
    if "hours_per_week" in packages:
        known = packages.dropna(subset="hours_per_week")
        people = known["person"].nunique()
        if people >= max(FEWEST, gate.threshold):
            value, error = mean(known["hours_per_week"].tolist())
            yield Estimate(
                "package_hours", "home_support", "", "mean", value, error, "hours a week", gate.count(people)
            )


def _rates(what: str, groups: dict[str, pd.DataFrame], days: float, gate: Gate, unit: str) -> Iterator[Estimate]:
    """Yield the rate of all, and of each group with people enough; their counts go through the gate as one list."""
    parts = {name: rows for name, rows in groups.items() if name != "all"}
    counts = [len(rows) for rows in parts.values()]
    people = [rows["person"].nunique() for rows in parts.values()]
    shown = dict(zip(parts, gate.counts(counts, people)[0], strict=True)) if parts else {}
    shown["all"] = gate.count(len(groups["all"]))
    for name, rows in groups.items():
        if shown[name] is not None and len(rows) >= FEWEST:
            value, error = rate(len(rows), days)
            yield Estimate(what, name, "", "a_day", value, error, unit, shown[name])
