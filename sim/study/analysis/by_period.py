"""Results by financial year, quarter and month: means, and differences paired by replication, with 95 % intervals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from sim.measures.by_period import DIVIDED, UNITS
from sim.measures.months import CalendarPeriod, calendar_periods, months
from sim.study.analysis.sources_of_uncertainty import apart
from sim.study.question.draws import Drawn
from sim.study.question.question import BASE, Question

Floats = NDArray[np.float64]
KEYS = ["measure", "breakdown", "level"]
COLUMNS = [
    "option", "period_kind", "period", "from_date", "to_date", "days", "complete", *KEYS, "unit", "mean", "mean_lower",
    "mean_upper", "difference", "lower", "upper", "replications",
]  # fmt: skip


@dataclass(frozen=True)
class Sums:
    """Sums of every option and replication by calendar period: `keys` has a row (measure, breakdown, level) for each.

    ``values`` [option, replication, period, key]; not a number where a run gave no answer or has no such row;
    ``replications`` their numbers.
    """

    options: Sequence[str]
    periods: Sequence[CalendarPeriod]
    keys: pd.DataFrame
    values: Floats
    replications: Sequence[int]


def summary(sums: Sums, question: Question) -> pd.DataFrame:
    """Return a row for each option, period and measure, from the sums of each replication (`by_calendar`).

    ``mean`` with ``mean_lower`` and ``mean_upper`` is the mean over replications and its 95 % interval
    (`sources_of_uncertainty`);
    ``difference`` that of option minus baseline, paired by replication. ``lower`` and ``upper`` are the interval of the
    difference; of the mean where there is none (the baseline, and bed days returned, which are a difference already).
    """
    return pd.concat([_rows(sums, name, question) for name in sums.options], ignore_index=True)[COLUMNS]


def by_calendar(tables: Iterable[pa.Table], question: Question) -> Sums:
    """Return the sums by month of each replication added up to quarters, financial years and the whole."""
    period = question.period
    parts = months(period.start_date, float(period.from_day), float(period.to_day))
    periods = calendar_periods(period.start_date, parts)
    keys, numbers, by_month = _as_array(list(tables), question.names, [part.name for part in parts])
    values = [by_month[:, :, list(calendar_period.months)].sum(axis=2) for calendar_period in periods]
    return _divided(Sums(question.names, periods, keys, np.stack(values, axis=2), numbers))


def _as_array(
    tables: Sequence[pa.Table], options: Sequence[str], names: Sequence[str]
) -> tuple[pd.DataFrame, list[int], Floats]:
    """Return the keys, the numbers of the replications, and values by option, replication, month and key."""
    frame = pd.DataFrame(pa.concat_tables(tables).to_pandas())
    number, first = _numbered(frame)
    replication, numbers = pd.factorize(frame["replication"])
    option = pd.Index(options).get_indexer(pd.Index(frame["option"]))
    month = pd.Index(names).get_indexer(pd.Index(frame["month"]))
    values = np.full((len(options), len(numbers), len(names), len(first)), np.nan)
    values[option, replication, month, number] = frame["value"].to_numpy(dtype=np.float64)
    return frame[KEYS].iloc[first].reset_index(drop=True), [int(one) for one in numbers], values


def _numbered(frame: pd.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the number of each row's key, in order of appearance, and the first row of each key."""
    code = np.zeros(len(frame), dtype=np.int64)
    for column in KEYS:
        part, values = pd.factorize(frame[column])
        code = code * len(values) + part
    number = pd.factorize(code)[0].astype(np.int64)
    return number, np.unique(number, return_index=True)[1]


def _divided(sums: Sums) -> Sums:
    """Return the measures reported: counts as they are, means divided; sums needed only for these are left out."""
    days = np.asarray([period.days for period in sums.periods])[:, np.newaxis]
    keys = [sums.keys.assign(at=np.arange(len(sums.keys)))[sums.keys["measure"].isin(list(UNITS))]]
    values = [sums.values[..., keys[0]["at"].to_numpy()]]
    for measure, (above, below, times) in DIVIDED.items():
        rows = sums.keys["measure"] == above
        if below != "days":
            rows &= sums.keys["level"].isin(sums.keys[sums.keys["measure"] == below]["level"])
        by = days if below == "days" else sums.values[..., _places(sums.keys, below, sums.keys[rows])]
        with np.errstate(invalid="ignore", divide="ignore"):
            values.append(np.where(by != 0, times * sums.values[..., rows.to_numpy()] / by, np.nan))
        keys.append(sums.keys[rows].assign(measure=measure))
    table = pd.concat(keys, ignore_index=True)[KEYS]
    return Sums(sums.options, sums.periods, table, np.concatenate(values, axis=-1), sums.replications)


def _places(keys: pd.DataFrame, measure: str, wanted: pd.DataFrame) -> NDArray[np.int64]:
    """Return the positions of the rows of a measure that have the levels of other rows, in their order."""
    known = {row.level: int(str(at)) for at, row in keys[keys["measure"] == measure].iterrows()}
    return np.asarray([known[level] for level in wanted["level"]], dtype=np.int64)


def _rows(sums: Sums, name: str, question: Question) -> pd.DataFrame:
    """Return the rows of one option that have a number."""
    option, baseline = sums.values[sums.options.index(name)], sums.values[sums.options.index(BASE)]
    draws = question.drawn(name, sums.replications)
    count, mean, half = _interval(option, draws)
    pairs, difference, paired_half = _interval(option - baseline, draws)
    paired = (pairs > 0) & (name != BASE)
    middle, width = np.where(paired, difference, mean), np.where(paired, paired_half, half)
    shape = mean.shape
    columns: dict[str, Any] = {
        "mean": mean, "mean_lower": mean - half, "mean_upper": mean + half,
        "difference": np.where(paired, difference, np.nan), "lower": middle - width, "upper": middle + width,
        "replications": np.where(paired, pairs, count),
    }  # fmt: skip
    table = pd.DataFrame({column: values.ravel() for column, values in columns.items()})
    row = np.repeat(np.arange(shape[0]), shape[1])
    period_columns = pd.DataFrame([_period_columns(period) for period in sums.periods]).iloc[row].reset_index(drop=True)
    keys = pd.concat([sums.keys] * shape[0], ignore_index=True)
    table = pd.concat([period_columns, keys, keys["measure"].map(UNITS).rename("unit"), table], axis=1).assign(
        option=name
    )
    return table[table["replications"] > 0]


def _interval(values: Floats, draws: Drawn) -> tuple[NDArray[np.int64], Floats, Floats]:
    """Return count, mean and half the 95 % interval over replications, the first axis."""
    parts = apart(values.reshape(len(values), -1).T, *draws)
    shape = values.shape[1:]
    return parts.count.reshape(shape), parts.mean.reshape(shape), parts.half.reshape(shape)


def _period_columns(period: CalendarPeriod) -> dict[str, Any]:
    return {
        "period_kind": period.kind,
        "period": period.name,
        "from_date": period.from_date.isoformat(),
        "to_date": period.to_date.isoformat(),
        "days": period.days,
        "complete": period.complete,
    }
