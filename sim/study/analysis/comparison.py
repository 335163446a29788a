"""Options against the baseline with common random numbers: paired differences with 95 % intervals."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from sim.study.analysis.grades import CLEAR, NO_ANSWER, NO_VERDICT, NONE, SAME, UNCERTAIN, grade
from sim.study.analysis.sources_of_uncertainty import apart
from sim.study.question.draws import Drawn
from sim.study.question.question import BASE

RETURNED = "bed_days_returned"
KEYS = ["measure", "breakdown", "level", "unit"]
COLUMNS = [
    "option", *KEYS, "baseline_mean", "mean", "sd", "sd_random", "sd_effects", "sd_calibration", "difference", "lower",
    "upper",    "replications", "conclusive", "grade", "note",
]  # fmt: skip
NUMBERS = [
    "baseline_mean", "mean", "sd", "sd_random", "sd_effects", "sd_calibration", "difference", "lower", "upper",
]  # fmt: skip
DrawnBy = Callable[[str, Sequence[int]], Drawn]
"""What some replications of an option drew."""


def nothing_drawn(_option: str, numbers: Sequence[int]) -> Drawn:
    """Return what replications of an option drew of which nothing is drawn."""
    return Drawn(np.zeros((len(numbers), 0)), None)


def comparison(
    measures: pd.DataFrame,
    names: Sequence[str],
    trends: Mapping[str, str],
    blocked: Mapping[str, str] | None = None,
    drawn: DrawnBy = nothing_drawn,
) -> pd.DataFrame:
    """Return one row for each option, measure and category.

    ``difference`` is the mean over replications of option minus baseline, ``sd`` its standard deviation between
    replications, of which ``sd_random`` is random variation, ``sd_effects`` from effects that are unsure and
    ``sd_calibration`` from what is unsure of the baseline, and ``lower`` and ``upper`` its 95 % interval, which holds
    all three (`sources_of_uncertainty`; paired: a replication in which one of the two failed is left out of both). In
    rows of the baseline, and for measures that are differences already (bed days returned, net cost), ``difference`` is
    empty, and sd and interval belong to ``mean``.

    ``grade`` says of every change what these replications can tell: `clear` (the interval leaves out none and is at
    most 35 % of the change to either side), `uncertain size` (it leaves out none), `not distinguishable from none`,
    `no change` (the same to the last bit in every replication), `one replication: no verdict`, or `no answer`.
    ``conclusive`` is true for the first two and for no change, but not for an option in whose run a queue or the beds
    drift (``steady_state.trends``); ``note`` says why it is not. What trends in the baseline too is noted there only.

    ``blocked`` says which options give no answer and why (``blocked_front_door.blocked``): their rows have no numbers,
    and the note says why. A blocked baseline leaves every option without.
    """
    blocked = dict(blocked or {})
    if BASE in blocked:
        blocked = dict.fromkeys(names, f"{blocked[BASE]} in the baseline")
    wide = measures.set_index(["option", *KEYS, "replication"])["value"].unstack("replication")
    order = measures[["option", *KEYS]].drop_duplicates()
    wide = wide.reindex(pd.MultiIndex.from_frame(order))
    own = {name: drift for name, drift in trends.items() if name == BASE or BASE not in trends}
    known = wide.index.get_level_values(0)
    tables = [_option_rows(wide, name, own.get(name, ""), drawn) for name in names if name in known]
    table = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=COLUMNS)
    return _without_the_blocked(table, blocked)


def _without_the_blocked(table: pd.DataFrame, blocked: Mapping[str, str]) -> pd.DataFrame:
    """Take the numbers from the rows of options that give no answer, and say why."""
    reason = pd.Series([blocked.get(str(name), "") for name in table["option"]], table.index, dtype=object)
    without_answer = reason != ""
    table[NUMBERS] = table[NUMBERS].mask(without_answer)
    table["conclusive"] &= ~without_answer
    table["grade"], table["note"] = (
        table["grade"].mask(without_answer, NO_ANSWER),
        table["note"].mask(without_answer, reason),
    )
    return table


def _option_rows(wide: pd.DataFrame, name: str, drift: str, drawn: DrawnBy) -> pd.DataFrame:
    option, baseline = _of(wide, name), _of(wide, BASE)
    base = baseline.reindex(option.index)
    paired = option.index.get_level_values("measure").isin(baseline.index.get_level_values("measure").unique())
    paired = paired & (name != BASE)
    values, before = option.to_numpy(dtype=float), base.to_numpy(dtype=float)
    both = np.where(paired[:, None], values - before, values)
    known = np.isfinite(both)
    parts = apart(both, *drawn(name, [int(number) for number in wide.columns]))
    table = pd.DataFrame({"option": name}, index=option.index).reset_index()
    table["baseline_mean"] = _mean(np.where(known, before, np.nan))
    table["mean"] = _mean(np.where(known, values, np.nan))
    table["sd"], table["sd_random"] = parts.sd, parts.random
    table["sd_effects"], table["sd_calibration"] = parts.effects, parts.calibration
    table["difference"] = np.where(paired, parts.mean, np.nan)
    table["lower"], table["upper"] = parts.mean - parts.half, parts.mean + parts.half
    table["replications"] = parts.count
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
    """Add grade, `conclusive` and note to the rows of one option."""
    change = table["difference"].fillna(table["mean"])
    table["grade"] = [
        grade(*row) for row in zip(change, table["lower"], table["upper"], table["replications"], strict=True)
    ]
    level = table["difference"].isna() & (table["option"].eq(BASE) | table["baseline_mean"].notna())
    table["grade"] = table["grade"].mask(level, "")
    returned = (table["measure"] == RETURNED) & (table["breakdown"] == "all")
    verdicts = table["grade"].where((table["grade"] == NO_VERDICT) | returned & (table["grade"] == NONE), "")
    table["conclusive"] = table["grade"].isin([CLEAR, UNCERTAIN, SAME, ""]) & (not drift)
    table["note"] = [f"{words}; {drift}" if words and drift else words or drift for words in verdicts]
    return table


def warnings(
    table: pd.DataFrame,
    trends: Mapping[str, str],
    titles: Mapping[str, str],
    blocked: Mapping[str, str] | None = None,
) -> list[str]:
    """Return one line for each kind of doubt, the worst first: no answer, drift, not distinguishable from none."""
    known = {BASE: blocked[BASE]} if blocked and BASE in blocked else dict(blocked or {})
    lines = [f"{titles.get(name, name)}: {why}" for name, why in known.items()]
    if BASE in trends:
        others = sum(name != BASE for name in trends)
        too = f" (and so do {others} option{'' if others == 1 else 's'})" if others else ""
        lines.append(f"not settled over the measured period: the baseline trends{too}: {trends[BASE]}")
    elif trends:
        drifts = "; ".join(f"{titles.get(name, name)} ({drift})" for name, drift in trends.items())
        lines.append(f"not settled over the measured period: {drifts}")
    rows = table[(table["measure"] == RETURNED) & (table["breakdown"] == "all")]
    unclear = rows[rows["grade"] == NONE]["option"].drop_duplicates()
    unclear_titles = [titles.get(str(name), str(name)) for name in unclear]
    count = len(set(rows["option"]) - {BASE})
    whole = f" ({len(unclear)} of {count} options)" if count > 1 else ""
    return lines + ([f"bed days returned are {NONE}{whole}: {', '.join(unclear_titles)}"] if unclear_titles else [])
