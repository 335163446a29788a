"""The tables behind an animation: stays, moves and counts of each side, and what they come to at each midnight."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.description.delay_reasons import REASONS
from sim.outcome import Outcome
from sim.study.kinds.animation_record import (
    BLOCKED,
    CAPACITY,
    GETTING_READY,
    MINUTES,
    USED,
    WAITING,
    WAITING_FOR_WARD,
    Move,
    Record,
    Stay,
)
from sim.tables.tables import Tables

COUNT_COLUMNS = ("measure", "setting", "where", "minute", "value")


@dataclass(frozen=True)
class Side:
    """What is shown of one option: its stays, moves and counts, and the same at each midnight by setting."""

    stays: pd.DataFrame
    moves: pd.DataFrame
    counts: pd.DataFrame
    days: pd.DataFrame


def side_of(record: Record, tables: Tables, days: int) -> Side:
    """Return the tables of one option, of which so many days were recorded."""
    stays = pd.DataFrame(sorted(record.stays), columns=list(Stay._fields))
    moves = pd.DataFrame(record.moves, columns=list(Move._fields))
    rows = [(*series, *value) for series, values in record.counts.items() for value in _shown(values, days)]
    settings = set(tables.setting_names)
    counts = pd.DataFrame([row for row in sorted(rows) if row[1] in settings], columns=list(COUNT_COLUMNS))
    return Side(stays, moves, counts, pd.DataFrame(list(_days(stays, moves, counts, tables, days))))


def _shown(values: Sequence[tuple[int, float]], days: int) -> Iterator[tuple[int, float]]:
    """Yield the values of a series that hold within the days shown; one that is 0 throughout gives none."""
    inside = [(minute, value) for minute, value in values if minute < days * MINUTES]
    return iter(inside if any(value for _, value in inside) else [])


def value_at(values: Sequence[tuple[int, float]], minute: int) -> float:
    """Return the value of a series at a minute, 0 before its first."""
    return next((value for at, value in reversed(values) if at <= minute), 0.0)


def disagreement(record: Record, outcome: Outcome, tables: Tables, days: int) -> str:
    """Say where the record differs from the engine's own count at a midnight shown; nothing where they agree."""
    names = (*tables.setting_names, *tables.team_names)
    delayed = [at for at, reason in enumerate(REASONS) if reason != "none"]
    hospitals = {name for at, name in enumerate(tables.setting_names) if tables.is_hospital[at]}
    first = int(record.from_day)
    blocked = _blocked_at_midnight(record, hospitals, days)
    for day in range(min(days, len(outcome.occupied) - first)):
        used = [value_at(record.counts.get((USED, name, ""), ()), day * MINUTES) for name in names]
        waiting = _waiting_at(record, names, day * MINUTES)
        engine = outcome.occupied[first + day], outcome.queue[first + day]
        if not (np.array_equal(used, engine[0]) and np.array_equal(waiting, engine[1])):
            return f"who is where at midnight of day {first + day} is not what the engine counted"
        if blocked[day] != outcome.waiting_delayed[first + day][delayed].sum():
            return f"{blocked[day]} blocked beds at midnight of day {first + day} are not what the engine counted"
    return ""


def _waiting_at(record: Record, names: Sequence[str], minute: int) -> list[float]:
    waiting = dict.fromkeys(names, 0.0)
    for (measure, name, _), values in record.counts.items():
        if measure == WAITING:
            waiting[name] += value_at(values, minute)
    return list(waiting.values())


def _blocked_at_midnight(record: Record, settings: set[str], days: int) -> list[int]:
    blocked = [0] * days
    for stay in record.stays:
        if stay.state == BLOCKED and stay.setting in settings:
            for day in range(-(-stay.from_minute // MINUTES), -(-stay.to_minute // MINUTES)):
                blocked[day] += 1
    return blocked


def _days(
    stays: pd.DataFrame, moves: pd.DataFrame, counts: pd.DataFrame, tables: Tables, days: int
) -> Iterator[Mapping[str, Any]]:
    """Yield a row for each day and each setting that anybody is in, waits for or moves to."""
    series = {key: list(zip(group["minute"], group["value"], strict=True))
              for key, group in counts.groupby(["measure", "setting", "where"])}  # fmt: skip
    for name in tables.setting_names:
        of = stays[stays["setting"] == name]
        mine = {key: values for key, values in series.items() if key[1] == name}
        came, left = (moves.loc[moves[end] == name, "minute"] for end in ("to_setting", "from_setting"))
        if not mine and of.empty and came.empty and left.empty:
            continue
        for day in range(days):
            at, end = day * MINUTES, (day + 1) * MINUTES
            there = of[(of["from_minute"] <= at) & (at < of["to_minute"])]["state"]
            yield {
                "day": day + 1,
                "setting": name,
                CAPACITY: value_at(mine.get((CAPACITY, name, ""), ()), at) if _is_limited(tables, name) else np.nan,
                USED: value_at(mine.get((USED, name, ""), ()), at),
                "people": len(there) if _has_places(tables, name) else np.nan,
                **{state: int((there == state).sum()) for state in (BLOCKED, GETTING_READY, WAITING_FOR_WARD)},
                WAITING: sum(value_at(values, at) for key, values in mine.items() if key[0] == WAITING),
                "came": int(((at < came) & (came <= end)).sum()),
                "left": int(((at < left) & (left <= end)).sum()),
                "occupied_days": _length(of, at, end),
                "blocked_days": _length(of[of["state"] == BLOCKED], at, end),
            }


def _is_limited(tables: Tables, name: str) -> bool:
    return bool(tables.limited[tables.setting_names.index(name)])


def _has_places(tables: Tables, name: str) -> bool:
    """Tell whether a setting has numbered places: all but those where people live."""
    return not tables.is_residence[tables.setting_names.index(name)]


def _length(stays: pd.DataFrame, start: int, end: int) -> float:
    """Return how many days of some stays lie between two minutes."""
    inside = stays["to_minute"].clip(upper=end) - stays["from_minute"].clip(lower=start)
    return float(inside.clip(lower=0).sum()) / MINUTES
