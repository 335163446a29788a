"""Options in possible futures: each replication is one, with its own year and its own draw of what is unsure.

Which options can be told apart, in how many futures in 100 each returns most bed days, and in how many it returns the
place's part of the 200,000. Only where effects are drawn: random variation alone says nothing of which is best.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sim.study.analysis.comparison import RETURNED
from sim.study.analysis.sources_of_uncertainty import Floats, apart
from sim.study.question.draws import END, draw_of, score, value_at
from sim.study.question.question import BASE, Question

COLUMNS = [
    "option", "group", "most_in_100", "part_reached_in_100", "mean", "half_width_random", "half_width_effects",
    "half_width_calibration", "replications",
]  # fmt: skip
DRAWS = ["replication", "name", "effect", "unit", "low", "high", "value"]
ENOUGH = 20
"""Futures from which shares of them are given."""
WHOLE = 100.0
"""Percent of the place's part of the 200,000 at which it is reached."""


def futures(measures: pd.DataFrame, question: Question, blocked: Mapping[str, str]) -> pd.DataFrame:
    """Return a row for each option that has an answer, by mean bed days returned, the most first.

    ``group`` 1 are the options that cannot be told apart from that with most (the 95 % interval of the paired
    difference, effects included, holds none); 2 those of the rest that cannot be told apart from the first of them, and
    so on. ``most_in_100`` and ``part_reached_in_100`` are shares of the replications, empty where they are fewer than
    `ENOUGH` or nothing is drawn. The half widths are those of the 95 % interval, by what it comes from.
    """
    names = [name for name in question.options if name not in blocked]
    values = _by_replication(measures, RETURNED, names)
    if values.empty or BASE in blocked:
        return pd.DataFrame(columns=COLUMNS)
    order = [str(name) for name in values.mean(axis=1).sort_values(ascending=False, kind="stable").index]
    values = values.loc[order]
    numbers = [int(number) for number in values.columns]
    by_option: Floats = np.asarray(values, dtype=np.float64)
    table = pd.DataFrame([_parts(row, question, name, numbers) for name, row in zip(order, by_option, strict=True)])
    table.insert(0, "option", order)
    table["group"] = _groups(values, question, numbers)
    drawn = question.draws_multipliers or any(question.uncertain_things(name) for name in order)
    enough = len(numbers) >= ENOUGH and drawn
    most = values.to_numpy() == values.max(axis=0).to_numpy()
    table["most_in_100"] = 100 * (most / most.sum(axis=0)).mean(axis=1) if enough and len(order) > 1 else np.nan
    reached = _by_replication(measures, "share_of_200000", order).reindex(index=order, columns=values.columns)
    table["part_reached_in_100"] = 100 * (reached.to_numpy() >= WHOLE).mean(axis=1) if enough else np.nan
    return table[COLUMNS]


def _by_replication(measures: pd.DataFrame, measure: str, names: Sequence[str]) -> pd.DataFrame:
    """Return a measure's totals [option, replication], of the replications in which every option has one."""
    rows = measures[(measures["measure"] == measure) & (measures["breakdown"] == "all")]
    table = rows[rows["option"].isin(list(names))].pivot(index="option", columns="replication", values="value")
    return pd.DataFrame(table.astype(np.float64).dropna(axis=1))


def _parts(values: Floats, question: Question, name: str, numbers: Sequence[int]) -> dict[str, float]:
    """Return the mean of one option, and half its interval by what it comes from."""
    drawn = question.drawn(name, numbers)
    parts = apart(values[None, :], *drawn)
    draws = 0 if drawn.groups is None else len(np.unique(drawn.groups))
    half, effects = float(parts.half[0]), END * float(parts.effects[0])
    calibration = END * float(parts.calibration[0]) * float(np.sqrt(1 + 1 / draws)) if draws else 0.0 * effects
    rest = half**2 - effects**2 - calibration**2
    return {
        "mean": float(parts.mean[0]),
        "half_width_random": float(np.sqrt(max(rest, 0.0))) if np.isfinite(rest) and np.isfinite(effects) else np.nan,
        "half_width_effects": effects,
        "half_width_calibration": calibration,
        "replications": len(numbers),
    }


def _groups(values: pd.DataFrame, question: Question, numbers: Sequence[int]) -> list[int]:
    """Return the group of each option, in the order of the rows: 1 for those not to be told apart from the first."""
    first, group, groups = str(values.index[0]), 1, []
    for name in map(str, values.index):
        if name != first and _apart(values, question, first, name, numbers):
            first, group = name, group + 1
        groups.append(group)
    return groups


def _apart(values: pd.DataFrame, question: Question, first: str, second: str, numbers: Sequence[int]) -> bool:
    """Tell whether the interval of the difference between two options leaves out none."""
    things: dict[str, Floats] = {}
    for name in (first, second):
        columns = question.drawn(name, numbers).scores.T
        things |= dict(zip([thing.name for thing in question.uncertain_things(name)], columns, strict=True))
    shared = np.asarray(list(things.values())).reshape(len(things), len(numbers)).T
    difference: Floats = np.asarray(values.loc[first] - values.loc[second], dtype=np.float64)
    parts = apart(difference[None, :], shared, question.drawn(first, numbers).groups)
    return bool(abs(parts.mean[0]) > parts.half[0])


def draws_table(question: Question, numbers: Sequence[int]) -> pd.DataFrame:
    """Return a row for each replication and uncertain thing of the options: its interval, and its value there.

    Where the multipliers of the baseline are drawn, a row more has the number of their draw in the table of draws.
    """
    things = {thing.name: thing for name in question.options for thing in question.uncertain_things(name)}
    rows = [
        {
            "replication": number, "name": thing.name, "effect": thing.what, "unit": thing.unit, "low": thing.low,
            "high": thing.high, "value": value_at(thing, score(question.seed, number, thing.name)),
        }
        for number in numbers
        for thing in things.values()
    ]  # fmt: skip
    if question.draws_multipliers:
        rows += [_draw_of_baseline(number, len(question.posterior)) for number in numbers]
    return pd.DataFrame(rows, columns=DRAWS)


def _draw_of_baseline(number: int, draws: int) -> dict[str, object]:
    """Return the row of the draw of multipliers that a replication has."""
    words = {"name": BASE, "effect": "draw of the multipliers of the baseline", "unit": "number"}
    return {"replication": number, **words, "low": 1, "high": draws, "value": draw_of(number, draws) + 1}
