"""Next year's delayed days as distributions: how near and how sure, beside "same as last year".

Nothing was fitted to 2024/25. A prediction is a set of equally likely values for each partnership, scored by the
continuous ranked probability score (`crps`). Of the replications of a baseline, which run on draws of its multipliers,

* *level*: the days of 2024/25, with the doubt about a published figure and the discrepancy of the model (`targets`);
* *growth*: the days published for 2023/24 times the growth from 2023/24 to 2024/25 in each replication.

Beside them *same as last year*: as one value, whose score is how far it is off; and with a spread, the changes from
2022/23 to 2023/24 of the partnerships nearest in size, up or down alike, so that its median is last year's figure. Only
the scores look at 2024/25.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from sim.study.analysis.by_period import Sums
from sim.study.analysis.crps import crps
from sim.study.analysis.next_year import (
    DAYS,
    EARLIER,
    GROWTH,
    HELD_OUT,
    LEVEL,
    PERCENTILES,
    SAME,
    Published,
    labels_of,
    published_pair,
    sets_of_partnerships,
)
from sim.study.analysis.published_figures import Figure
from sim.study.analysis.targets import DELAYED
from sim.study.question.draws import draw_of
from sim.study.question.question import BASE

Floats = NDArray[np.float64]
SPREAD = "same_with_spread"
WORDS = {
    LEVEL: "the model's level",
    GROWTH: "last year's days times the model's growth",
    SPREAD: "same as last year, with the spread of past changes",
    SAME: "same as last year, as one value",
}
NODES = 21
"""Values that stand for doubt and discrepancy about each replication: quantiles of a normal distribution."""
NEIGHBOURS = 11
"""Partnerships nearest in size whose past changes are the spread: a third, since small ones change more (assumed)."""
INTERVALS = (50, 80, 95)
BOUNDS = [f"{end}_{percent}" for percent in INTERVALS for end in ("lower", "upper")]
COLUMNS = [
    "partnership", "from_year", "to_year", "role", "method", "words", "draws", "published_before", "published",
    "median", *BOUNDS, "below_percent", "crps",
]  # fmt: skip
SUMMARY = [
    "from_year", "to_year", "method", "words", "role", "partnerships", "error_percent", "lower", "upper", "difference",
    "difference_lower", "difference_upper", "mean_percent", *(f"within_{percent}" for percent in INTERVALS),
]  # fmt: skip


class Modelled(NamedTuple):
    """Delayed days at 75 and over of 2023/24 and of 2024/25 in each replication, and the draws that these run on."""

    before: Floats
    after: Floats
    draws: int


def modelled(sums: Sums, draws: int) -> Modelled | None:
    """Return the baseline's days by replication; None where it does not cover both years whole.

    ``draws``: how many draws of multipliers the partnership has; 0: its baseline runs as calibrated.
    """
    key = (sums.keys["measure"] == "delayed_bed_days") & (sums.keys["level"] == "75_plus")
    whole = {part.name: at for at, part in enumerate(sums.periods) if part.kind == "financial_year" and part.complete}
    if not set(HELD_OUT) <= set(whole) or not key.any():
        return None
    values = sums.values[list(sums.options).index(BASE)][..., int(np.flatnonzero(key)[0])]
    before, after = (values[:, whole[year]] for year in HELD_OUT)
    known = np.isfinite(before) & np.isfinite(after)
    used = {draw_of(number, draws) for number in np.array(sums.replications)[known].tolist()} if draws else ()
    return Modelled(before[known], after[known], len(used)) if known.any() else None


def past_changes(published: Published, place: str) -> Floats:
    """Return changes, as logarithms, from 2022/23 to 2023/24 of the partnerships nearest a place in size, either way.

    Size is the published days of 2023/24; the place itself is one of them.
    """
    pairs = {name: published_pair(columns, DAYS, EARLIER) for name, columns in published.items()}
    known = {name: pair for name, pair in pairs.items() if pair is not None and min(pair) > 0}
    size = np.log(float(published[place][DAYS[HELD_OUT[0]]]))
    nearest = sorted(known.values(), key=lambda pair: abs(float(np.log(pair[1])) - size))[:NEIGHBOURS]
    changes = np.log([pair[1] / pair[0] for pair in nearest])
    return np.concatenate([changes, -changes])


def predictions(days: Modelled, before: float, changes: Floats, doubt: float) -> dict[str, Floats]:
    """Return equally likely values of the year held out, by method.

    ``before`` are the days published for last year, ``doubt`` the standard deviation of their natural logarithm.
    """
    noise = np.exp(np.hypot(doubt, DELAYED) * ndtri((np.arange(NODES) + 0.5) / NODES))
    grown = days.before > 0
    values = {
        LEVEL: np.outer(days.after, noise).ravel(),
        GROWTH: before * days.after[grown] / days.before[grown],
        SPREAD: before * np.exp(changes),
        SAME: np.array([before]),
    }
    return {method: of for method, of in values.items() if of.size}


def scores(places: Mapping[str, Modelled | None], published: Published, figures: Sequence[Figure]) -> pd.DataFrame:
    """Return a row for each partnership that covers both years, and each method: its values and their score."""
    doubt = next(figure.doubt_percent for figure in figures if figure.columns == (DAYS[HELD_OUT[0]],)) / 100
    rows: list[dict[str, object]] = []
    for place, days in places.items():
        pair = published_pair(published[place], DAYS, HELD_OUT)
        if days is None or pair is None or min(pair) <= 0:
            continue
        about = labels_of(place, HELD_OUT, pair, figures)
        for method, values in predictions(days, pair[0], past_changes(published, place), doubt).items():
            draws = {"draws": days.draws if method in (LEVEL, GROWTH) else 0}
            rows.append(about | {"method": method, "words": WORDS[method]} | draws | _scored(values, pair[1]))
    return pd.DataFrame(rows, columns=COLUMNS)


def _scored(values: Floats, figure: float) -> dict[str, object]:
    """Return median, intervals, how many values are below a figure, and the score; one value has no interval."""
    ends = [50 + side * percent / 2 for percent in INTERVALS for side in (-1, 1)]
    bounds = np.percentile(values, ends) if len(values) > 1 else np.full(len(ends), np.nan)
    below = 100 * float((values < figure).mean()) if len(values) > 1 else np.nan
    quantiles = dict(zip(BOUNDS, bounds.tolist(), strict=True))
    return {"median": float(np.median(values)), **quantiles, "below_percent": below, "crps": crps(values, figure)}


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each method: its score in percent of published days, coverage, and how much more it is off.

    ``error_percent`` is the sum of the scores over the sum of the published days; of one value it is the weighted
    absolute percentage error. ``difference`` is beside same as last year with its spread; intervals of both are over
    sets of partnerships drawn with replacement. ``mean_percent`` counts partnerships alike: the mean of the scores,
    each in percent of the partnership's own days.
    """
    if table.empty:
        return pd.DataFrame(columns=SUMMARY)
    wide = table.pivot(index="partnership", columns="method", values="crps").dropna()
    rows = table[table["partnership"].isin(wide.index)]
    published = rows.drop_duplicates("partnership").set_index("partnership").loc[wide.index, "published"].to_numpy()
    sets = sets_of_partnerships(len(wide))
    reference = wide[SPREAD].to_numpy()
    first = rows.iloc[0]
    about = {name: first[name] for name in ("from_year", "to_year", "role")} | {"partnerships": len(wide)}
    return pd.DataFrame(
        [
            about
            | {"method": method, "words": WORDS[method]}
            | _error(wide[method].to_numpy(), reference, published, sets)
            | _coverage(rows[rows["method"] == method])
            for method in WORDS
            if method in wide
        ],
        columns=SUMMARY,
    )


def _error(crps_of: Floats, reference: Floats, published: Floats, sets: NDArray[np.int64]) -> dict[str, object]:
    """Return the score in percent of published days, and how much more that is than of the reference."""

    def ends(scores: Floats) -> tuple[float, ...]:
        drawn = 100 * scores[sets].sum(axis=1) / published[sets].sum(axis=1)
        return (float(100 * scores.sum() / published.sum()), *(float(end) for end in np.percentile(drawn, PERCENTILES)))

    own = zip(("error_percent", "lower", "upper"), ends(crps_of), strict=True)
    more = zip(("difference", "difference_lower", "difference_upper"), ends(crps_of - reference), strict=True)
    return {**dict(own), **dict(more), "mean_percent": 100 * float((crps_of / published).mean())}


def _coverage(rows: pd.DataFrame) -> dict[str, object]:
    """Return in what percent of the partnerships the published days lie within each interval."""
    figure = rows["published"].to_numpy()
    shares: dict[str, object] = {}
    for percent in INTERVALS:
        lower, upper = (rows[f"{end}_{percent}"].to_numpy(dtype=np.float64) for end in ("lower", "upper"))
        inside = (lower <= figure) & (figure <= upper)
        shares[f"within_{percent}"] = 100 * float(inside.mean()) if np.isfinite(lower).all() else np.nan
    return shares
