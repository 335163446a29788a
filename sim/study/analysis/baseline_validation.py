"""Validation of the baseline: modelled beside published figures, the calibrated ones first, then the others."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.description.files import file_named
from sim.description.input_errors import InputErrors
from sim.description.system import Description
from sim.description.table_files import FOLDER, rows_of
from sim.study.analysis.confidence_intervals import mean_interval
from sim.study.analysis.grades import FAR, FIRST_YEAR_ONLY, NOT_CALIBRATED, OTHER_YEAR, gap_grade
from sim.study.analysis.targets import aims
from sim.study.question.question import BASE, Question

Floats = NDArray[np.float64]
Key = tuple[str, str, str]
Found = Callable[[str, str, str], Floats]
COLUMNS = [
    "figure", "unit", "published", "modelled", "lower", "upper", "difference_percent", "status", "grade", "source",
    "basis",
]  # fmt: skip


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
    gaps = table[(table["status"] != "reported") & (table["difference_percent"].abs() > FAR)]
    gaps = gaps.sort_values("difference_percent", key=abs, ascending=False, kind="stable")
    if gaps.empty:
        return []
    figures = [f"{row['figure']} ({row['difference_percent']:+.0f} %)" for row in gaps.to_dict("records")]
    return [f"the baseline is more than {FAR:g} % off published figures: {', '.join(figures)}"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A published figure (columns of the partnership table added up, or a national number) and its measure here.

    `times` brings the columns to the measure's unit. A share is in percent of another measure.
    """

    what: str
    unit: str
    status: str
    measure: Key
    columns: tuple[str, ...] = ()
    times: float = 1.0
    share_of: Key | None = None
    national: float = np.nan
    source: str = ""
    basis: str = "published"


def _ages(stem: str) -> tuple[str, ...]:
    return tuple(f"{stem}_{band}" for band in ("65_74", "75_84", "85_plus"))


_DELAYS = {
    "health_and_social_care": "health and social care reasons",
    "patient_and_family": "patient, carer and family reasons",
    "awi": "adults with incapacity",
    "other_code_9": "other code 9",
}
_STAYS = (
    "Acute hospital activity, Public Health Scotland, 2019: all inpatients, elective included, by ten-year age bands"
)
FIGURES: tuple[Figure, ...] = (
    Figure("Emergency admissions, 65 and over", "a year", "calibrated", ("emergency_admissions", "all", "all"),
           _ages("emergency_admissions")),
    Figure("Emergency admissions for falls, 65 and over", "a year", "calibrated", ("falls_admissions", "all", "all"),
           ("falls_admissions_65_74", "falls_admissions_75_plus")),
    Figure("Delayed bed days, 75 and over", "days a year", "calibrated", ("delayed_bed_days", "age", "75_plus"),
           ("delayed_days_75_plus",)),
    Figure("Home-support clients, 65 and over", "people", "calibrated", ("home_support_clients", "all", "all"),
           _ages("home_support_clients")),
    Figure("Home-support hours, 65 and over", "hours a week", "calibrated", ("home_support_hours", "all", "all"),
           ("home_support_hours_65_plus",)),
    Figure("Care-home residents, 65 and over", "people", "calibrated", ("care_home_residents", "all", "all"),
           ("care_home_residents_65_plus",)),
    Figure("Mean emergency stay, 65-74", "days", "reported", ("mean_emergency_stay", "age", "65-74"),
           national=7.05, source=f"{_STAYS} (mean of 60-69: 6.1 and 70-79: 8.0)", basis="derived"),
    Figure("Mean emergency stay, 75-84", "days", "reported", ("mean_emergency_stay", "age", "75-84"),
           national=9.7, source=f"{_STAYS} (mean of 70-79: 8.0 and 80-89: 11.4)", basis="derived"),
    Figure("Mean emergency stay, 85 and over", "days", "reported", ("mean_emergency_stay", "age", "85+"),
           national=13.25, source=f"{_STAYS} (mean of 80-89: 11.4 and 90 and over: 15.1)", basis="derived"),
    Figure("Deaths, 65 and over", "a year", "reported", ("deaths", "all", "all"), ("deaths_65_plus",)),
    Figure("Died in hospital", "percent of deaths", "reported", ("deaths_by_place", "place", "hospital"),
           ("share_died_in_hospital",), 100.0),
    Figure("Last six months of life at home or in the community (NI-15)", "percent", "reported",
           ("last_six_months_at_home", "all", "all"), national=89.2,
           source="End of life spent at home or in a community setting, Public Health Scotland, Scotland 2024/25"
           " (provisional)"),
    Figure("Readmissions within 28 days (NI-14)", "per 1,000 live discharges", "reported",
           ("readmissions_28_days", "all", "all"), national=102.5,
           source="Core suite of integration indicators, Scotland: about 100 to 105 at 18+; recalled, not looked up",
           basis="unverified"),
    *(Figure(f"Share of delayed bed days, 75 and over: {words}", "percent", "reported",
             ("delayed_bed_days", "national_reason_75_plus", reason), (f"delayed_days_75_plus_{reason}",),
             share_of=("delayed_bed_days", "age", "75_plus"))
      for reason, words in _DELAYS.items()),
    Figure("Emergency admissions of care-home residents", "per resident-year", "reported",
           ("admissions_per_resident_year", "all", "all"), ("care_home_emergency_admissions_per_resident_year",)),
    Figure("Emergency admissions of home-support clients", "per client-year", "reported",
           ("admissions_per_client_year", "all", "all"), ("home_support_emergency_admissions_per_client_year",)),
)  # fmt: skip


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
    columns: Mapping[str, Mapping[str, str]],
    calibration: str = "",
) -> pd.DataFrame:
    """Return modelled beside published figures; the modelled mean has its 95 % interval over the replications.

    `calibrated` figures were calibration targets; `reported` ones were not. Where the calibration does not hold for the
    question, ``calibration`` stands in place of `calibrated` (`calibration_of`). Where the partnership has no figure,
    the row is left out.
    """
    rows_of_baseline = measures[measures["option"] == BASE]
    by_key = dict(list(rows_of_baseline.groupby(["measure", "breakdown", "level"])))

    def values_of(measure: str, by: str, category: str) -> Floats:
        rows = by_key.get((measure, by, category))
        return np.zeros(0) if rows is None else rows.sort_values("replication")["value"].to_numpy(dtype=float)

    figures = (*FIGURES, *_occupancies(description))
    figure_rows = [_row(figure, values_of, description, columns) for figure in figures]
    table = pd.DataFrame([row for row in figure_rows if row is not None], columns=COLUMNS)
    table["grade"] = table["difference_percent"].map(gap_grade)
    return table.assign(status=table["status"].replace({"calibrated": calibration or "calibrated"}))


def _occupancies(description: Description) -> list[Figure]:
    """Return the share of places taken in life of each setting for which the scenario states one."""
    return [
        Figure(f"Places taken: {setting.label}", "percent", "reported", ("occupancy", "setting", name),
               national=100 * setting.occupancy.share, source=setting.occupancy.source, basis=setting.occupancy.basis)
        for name, setting in description.settings.items()
        if setting.occupancy is not None
    ]  # fmt: skip


def _row(
    figure: Figure, values_of: Found, description: Description, columns: Mapping[str, Mapping[str, str]]
) -> dict[str, object] | None:
    published = _published(figure, description)
    modelled = values_of(*figure.measure)
    if not np.isfinite(published) or not len(modelled) or not description.published:
        return None
    if figure.share_of:
        with np.errstate(divide="ignore", invalid="ignore"):
            modelled = 100 * modelled / values_of(*figure.share_of)
    mean, lower, upper = mean_interval(modelled)
    difference = 100 * (mean / published - 1) if published else np.nan
    column_notes = [columns.get(name, {}) for name in figure.columns]
    sources = dict.fromkeys(f"{column['source']}, {column['year']}" for column in column_notes if column)
    bases = dict.fromkeys(column["basis"] for column in column_notes if column)
    values = {
        "published": published,
        "modelled": mean,
        "lower": lower,
        "upper": upper,
        "difference_percent": difference,
    }
    words = {"source": "; ".join(sources) or figure.source, "basis": ", ".join(bases) or figure.basis}
    return {"figure": figure.what, "unit": figure.unit, **values, "status": figure.status, **words}


def _published(figure: Figure, description: Description) -> float:
    if not figure.columns:
        return figure.national
    values = [description.published.get(name) for name in figure.columns]
    numbers = [value for value in values if isinstance(value, float | int)]
    if len(numbers) < len(values):
        return np.nan
    if figure.share_of:
        whole = description.published.get("delayed_days_75_plus", 0.0)
        return 100 * sum(numbers) / float(whole) if float(whole) else np.nan
    return figure.times * float(sum(numbers))
