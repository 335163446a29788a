"""Validation of the baseline: modelled beside published figures, the calibrated ones first, then the others."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.description.files import file_named
from sim.description.input_errors import InputErrors
from sim.description.occupancy import Occupancy
from sim.description.system import Description
from sim.description.table_files import FOLDER, parts_of, rows_of
from sim.study.analysis.confidence_intervals import deviation, mean_interval
from sim.study.analysis.grades import FAR, FIRST_YEAR_ONLY, NOT_CALIBRATED, OTHER_YEAR, gap_grade, missed
from sim.study.analysis.published_figures import Figure, Key
from sim.study.analysis.targets import aims
from sim.study.question.question import BASE, Question

Floats = NDArray[np.float64]
ValuesOf = Callable[[str, str, str], Floats]
COLUMNS = [
    "figure", "unit", "published", "published_low", "published_high", "modelled", "lower", "upper",
    "difference_percent", "year_sd_percent", "status", "role", "scope", "luck_percent", "doubt_percent", "grade",
    "source", "basis", "note",
]  # fmt: skip


FIGURES_UNTIL = datetime.date(2024, 3, 31)
CALIBRATED_YEAR = (datetime.date(2023, 4, 1), datetime.date(2024, 4, 1))
"""The year to whose figures the shipped multipliers are calibrated (half-open): 2023/24."""


def calibration_of(question: Question) -> str:
    """Return why the calibration does not hold for a question; empty where it holds for place, year and date."""
    description, period = question.description, question.period
    if not {aim.multiplier for aim in aims(description)} <= set(description.calibrated):
        return NOT_CALIBRATED
    start, end = period.measured_from, period.start_date + datetime.timedelta(days=period.to_day)
    if start == CALIBRATED_YEAR[0] and end > CALIBRATED_YEAR[1]:
        return FIRST_YEAR_ONLY
    return "" if CALIBRATED_YEAR[0] <= start and end <= CALIBRATED_YEAR[1] else OTHER_YEAR


def far_off(table: pd.DataFrame) -> list[str]:
    """Return one line that names the calibrated figures which the baseline misses by over a fifth, worst first."""
    if table.empty:
        return []
    gaps = missed(table)
    if gaps.empty:
        return []
    figures = [f"{row['figure']} ({row['difference_percent']:+.0f} %)" for row in gaps.to_dict("records")]
    return [f"the baseline is more than {FAR:g} % off published figures: {', '.join(figures)}"]


def column_sources(roots: Sequence[Path]) -> dict[str, dict[str, str]]:
    """Return year, basis and source of each column of the partnership table; empty where that table is missing."""
    try:
        rows = rows_of(file_named(roots, FOLDER, "partnerships_columns", ".csv"), ("column", "year", "basis", "source"))
    except InputErrors:
        return {}
    return {row["column"]: row for row in rows}


def baseline(
    measures: pd.DataFrame,
    description: Description,
    figures: Sequence[Figure],
    columns: Mapping[str, Mapping[str, str]],
    calibration: str = "",
) -> pd.DataFrame:
    """Return modelled beside published figures; the modelled mean has its 95 % interval over the replications.

    `calibrated` figures were calibration targets; `reported` ones were not; the role of each is that of its table
    (`published_figures`). Where the calibration does not hold for the question, ``calibration`` stands in place of
    `calibrated` (`calibration_of`). Where the partnership has no figure, the row is left out.
    """
    rows_of_baseline = measures[measures["option"] == BASE]
    by_key = dict(list(rows_of_baseline.groupby(["measure", "breakdown", "level"])))

    def values_of(measure: str, by: str, category: str) -> Floats:
        rows = by_key.get((measure, by, category))
        return np.zeros(0) if rows is None else rows.sort_values("replication")["value"].to_numpy(dtype=float)

    every = [*figures, *_occupancies(description)]
    figure_rows = [_row(figure, values_of, description, columns) for figure in every]
    table = pd.DataFrame([row for row in figure_rows if row is not None], columns=COLUMNS)
    table["grade"] = table["difference_percent"].map(gap_grade)
    return table.assign(status=table["status"].replace({"calibrated": calibration or "calibrated"}))


def _occupancies(description: Description) -> list[Figure]:
    """Return the share of places taken in life of each setting for which the scenario states one."""
    return [
        _watched(f"Places taken: {setting.label}", "percent", ("occupancy", "setting", name), setting.occupancy)
        for name, setting in description.settings.items()
        if setting.occupancy is not None
    ]


def _watched(what: str, unit: str, measure: Key, stated: Occupancy) -> Figure:
    """Return a share that a scenario states as a figure that is watched."""
    return Figure(
        what=what,
        unit=unit,
        measure=measure,
        over=None,
        times_modelled=1.0,
        columns=(),
        over_columns=(),
        times_published=1.0,
        national=100 * stated.share,
        shared_by="",
        low=np.nan,
        high=np.nan,
        year="",
        until=FIGURES_UNTIL,
        source=stated.source,
        basis=stated.basis,
        luck_percent=np.nan,
        doubt_percent=np.nan,
        scope="scotland",
        role="watch",
        multiplier="",
        note="",
    )


def _row(
    figure: Figure, values_of: ValuesOf, description: Description, columns: Mapping[str, Mapping[str, str]]
) -> dict[str, object] | None:
    published = figure.published(description.published)
    modelled = np.zeros(0) if figure.measure is None else figure.times_modelled * values_of(*figure.measure)
    if not np.isfinite(published) or not len(modelled) or not description.published:
        return None
    if figure.over:
        whole = values_of(*figure.over)
        with np.errstate(divide="ignore", invalid="ignore"):
            modelled = modelled / (whole if len(whole) else np.nan)
    mean, lower, upper = mean_interval(modelled)
    difference = 100 * (mean / published - 1) if published else np.nan
    low, high = figure.range_of(description.published) if not figure.columns else (np.nan, np.nan)
    values = {
        "published": published,
        "published_low": low,
        "published_high": high,
        "doubt_percent": figure.doubt_percent,
        "luck_percent": figure.luck_percent,
        "modelled": mean,
        "lower": lower,
        "upper": upper,
        "difference_percent": difference,
        "year_sd_percent": 100 * deviation(modelled) / published if published else np.nan,
    }
    words = _words(figure, columns) | {"role": figure.role, "scope": figure.scope, "note": figure.note}
    return {"figure": figure.what, "unit": figure.unit, **values, "status": figure.status, **words}


def _words(figure: Figure, columns: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return source and basis: those of the columns, or the figure's own."""
    names = [part for name in figure.columns for part in (parts_of(name) or [name])]
    column_notes = [columns.get(name, {}) for name in names]
    sources = dict.fromkeys(f"{column['source']}, {column['year']}" for column in column_notes if column)
    bases = dict.fromkeys(column["basis"] for column in column_notes if column)
    own = ", ".join(part for part in (figure.source, figure.year) if part)
    return {"source": "; ".join(sources) or own, "basis": ", ".join(bases) or figure.basis}
