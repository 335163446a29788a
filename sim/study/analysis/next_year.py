"""Next year's delayed days by partnership: predicted from the year before, and compared with "same as last year".

Two tests that nothing was fitted to. *2024/25*: the days published for 2023/24 times the growth that the model shows
between the two years; and the level that it shows by itself. *2023/24 with capacity as news*: the days published for
2022/23 times (hours of home support of 2023/24 over those of 2022/23) to the power of the model's elasticity of delayed
days to hours; for 2018/19 no hours by partnership are published, so that year cannot be tried.

The error is the weighted absolute percentage error: the sum of |error| over the sum of the published days. Its 95 %
interval, and that of the difference to "same as last year", is over sets of partnerships drawn with replacement
(bootstrap percentiles: Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapter 13).
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.demand.random_numbers import stream, uniforms
from sim.study.analysis.published_figures import Figure
from sim.study.question.question import BASE

Floats = NDArray[np.float64]
Published = Mapping[str, Mapping[str, float | str]]
"""Published columns of each partnership."""
DAYS = {
    "2022/23": "delayed_days_75_plus_2022_23",
    "2023/24": "delayed_days_75_plus",
    "2024/25": "delayed_days_75_plus_2024_25",
}
"""Column of published delayed days at 75 and over, by financial year."""
HOURS = {"2022/23": "home_support_hours_65_plus_2022_23", "2023/24": "home_support_hours_65_plus"}
"""Column of published hours of home support a week, by financial year."""
HELD_OUT, EARLIER = ("2023/24", "2024/25"), ("2022/23", "2023/24")
GROWTH, LEVEL, CAPACITY, SAME = "by_growth", "by_level", "by_capacity", "same_as_last_year"
WORDS = {
    GROWTH: "last year's days times the model's growth",
    LEVEL: "the model's level",
    CAPACITY: "last year's days by the change of home-support hours",
    SAME: "same as last year",
}
COLUMNS = [
    "partnership", "from_year", "to_year", "role", "published_before", "published", "modelled_before", "modelled",
    GROWTH, LEVEL, SAME,
]  # fmt: skip
CAPACITY_COLUMNS = [
    "partnership", "from_year", "to_year", "role", "published_before", "published", "hours_before", "hours",
    "elasticity", CAPACITY, SAME,
]  # fmt: skip
SUMMARY = [
    "from_year", "to_year", "method", "words", "role", "partnerships", "error_percent", "lower", "upper", "difference",
    "difference_lower", "difference_upper",
]  # fmt: skip
SETS, SEED = 2000, 1
PERCENTILES = (2.5, 97.5)


def modelled_days(by_period: pd.DataFrame) -> dict[str, float]:
    """Return the baseline's delayed days at 75 and over in each whole financial year, from the results by period."""
    table = by_period[(by_period["option"] == BASE) & (by_period["period_kind"] == "financial_year")]
    mine = table[(table["measure"] == "delayed_bed_days") & (table["level"] == "75_plus") & table["complete"]]
    return dict(zip(mine["period"].astype(str), mine["mean"].astype(float), strict=True))


def next_year(
    modelled: Mapping[str, Mapping[str, float]], published: Published, figures: Sequence[Figure]
) -> pd.DataFrame:
    """Return a row for each partnership whose baseline covers 2023/24 and 2024/25: published, modelled, predicted."""
    before, after = HELD_OUT
    rows = []
    for place, days in modelled.items():
        pair = published_pair(published[place], DAYS, HELD_OUT)
        if pair is None or not {before, after} <= set(days) or not days[before]:
            continue
        growth = days[after] / days[before]
        predicted = {GROWTH: pair[0] * growth, LEVEL: days[after], SAME: pair[0]}
        model = {"modelled_before": days[before], "modelled": days[after]}
        rows.append(labels_of(place, HELD_OUT, pair, figures) | model | predicted)
    return pd.DataFrame(rows, columns=COLUMNS)


def by_capacity(elasticities: Mapping[str, float], published: Published, figures: Sequence[Figure]) -> pd.DataFrame:
    """Return a row for each partnership with an elasticity of delayed days to hours, and hours of both years."""
    rows = []
    for place, elasticity in elasticities.items():
        pair, hours = (published_pair(published[place], columns, EARLIER) for columns in (DAYS, HOURS))
        if pair is None or hours is None or min(hours) <= 0:
            continue
        news = {"hours_before": hours[0], "hours": hours[1], "elasticity": elasticity}
        predicted = {CAPACITY: pair[0] * (hours[1] / hours[0]) ** elasticity, SAME: pair[0]}
        rows.append(labels_of(place, EARLIER, pair, figures) | news | predicted)
    return pd.DataFrame(rows, columns=CAPACITY_COLUMNS)


def elasticities(responses: pd.DataFrame, percent: float = 1.0, scarcity: str = "centre") -> dict[str, float]:
    """Return the elasticity of delayed days at 75 and over to hours of home support, by partnership.

    ``responses`` has a row for each partnership, capacity, percent more of it, scarcity and measure.
    """
    wanted: dict[str, str | float] = {
        "capacity": "home_support", "measure": "delayed_bed_days_75_plus", "percent": percent, "scarcity": scarcity,
    }  # fmt: skip
    rows = responses[np.logical_and.reduce([responses[name] == value for name, value in wanted.items()])]
    return dict(zip(rows["partnership"].astype(str), rows["elasticity"].astype(float), strict=True))


def published_pair(
    columns: Mapping[str, float | str], names: Mapping[str, str], pair: tuple[str, str]
) -> tuple[float, float] | None:
    """Return a published figure of two years; None where one of them is missing."""
    values = [columns.get(names[year]) for year in pair]
    before, after = (float(value) if isinstance(value, int | float) else np.nan for value in values)
    return (before, after) if np.isfinite([before, after]).all() else None


def labels_of(
    place: str, years: tuple[str, str], pair: tuple[float, float], figures: Sequence[Figure]
) -> dict[str, object]:
    """Return the columns that say which place and years a prediction is of, and what is published."""
    roles = {figure.columns: figure.role for figure in figures}
    words = {"partnership": place, "from_year": years[0], "to_year": years[1], "role": roles.get((DAYS[years[1]],), "")}
    return words | {"published_before": pair[0], "published": pair[1]}


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each way of predicting: its error, and how much more that is than "same as last year"."""
    if table.empty:
        return pd.DataFrame(columns=SUMMARY)
    published = table["published"].to_numpy(dtype=np.float64)
    sets = sets_of_partnerships(len(published))
    off = {name: np.abs(table[name].to_numpy(dtype=np.float64) - published) for name in WORDS if name in table}
    whole = {name: _error(errors, published, np.arange(len(published))) for name, errors in off.items()}
    drawn = {name: _error(errors, published, sets) for name, errors in off.items()}
    first = table.iloc[0]
    labels = {name: first[name] for name in ("from_year", "to_year", "role")} | {"partnerships": len(table)}
    rows = []
    for name, error in whole.items():
        lower, upper = np.percentile(drawn[name], PERCENTILES)
        less, more = np.percentile(drawn[name] - drawn[SAME], PERCENTILES)
        numbers = {"error_percent": float(error), "lower": lower, "upper": upper}
        difference = {"difference": float(error - whole[SAME]), "difference_lower": less, "difference_upper": more}
        rows.append(labels | {"method": name, "words": WORDS[name]} | numbers | difference)
    return pd.DataFrame(rows, columns=SUMMARY)


def sets_of_partnerships(count: int) -> NDArray[np.int64]:
    """Return sets of as many partnerships as there are, drawn with replacement: always the same sets."""
    drawn = uniforms(stream(SEED, 0), np.arange(SETS * count), 0)
    return (drawn * count).astype(np.int64).reshape(SETS, count)


def _error(off: Floats, published: Floats, sets: NDArray[np.int64]) -> Floats:
    return np.asarray(100 * off[sets].sum(axis=-1) / published[sets].sum(axis=-1))
