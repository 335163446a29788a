"""National tables: the integration indicators beside what is published, and the outcomes by option."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sim.description.system import Description
from sim.measures.core_suite import CORE_SUITE, Indicator
from sim.measures.measure import MEASURES
from sim.measures.outcomes import NATIONAL_OUTCOMES, SOURCE
from sim.measures.tidy import ratio
from sim.study.analysis.confidence_intervals import mean_interval
from sim.study.analysis.published_figures import Figure
from sim.study.question.question import BASE

INDICATORS = [
    "indicator", "title", "unit", "published", "modelled", "lower", "upper", "status", "note", "published_source",
]  # fmt: skip
OUTCOMES = [
    "option", "outcome", "title", "measure", "breakdown", "level", "unit", "better", "baseline_mean", "mean",
    "difference", "lower", "upper", "note", "source",
]  # fmt: skip
_FROM_TABLE = "Reckoned from the partnership's published figures at the same ages; sources in partnerships_columns.csv"
_OLDEST = ("75_79", "80_84", "85_89", "90_plus")


def national_indicators(measures: pd.DataFrame, description: Description, figures: Sequence[Figure]) -> pd.DataFrame:
    """Return a row for each of the 23 indicators: published and modelled in the baseline, or that the model cannot say.

    The modelled mean has its 95 % interval over the replications.
    """
    whole = measures[(measures["option"] == BASE) & (measures["breakdown"] == "all")]
    published = _published(description.published, figures)
    return pd.DataFrame([_indicator(indicator, whole, published) for indicator in CORE_SUITE], columns=INDICATORS)


def _indicator(
    indicator: Indicator, whole: pd.DataFrame, published: Mapping[str, tuple[float, str]]
) -> Mapping[str, object]:
    labels = {"indicator": f"NI-{indicator.number}", "title": indicator.title, "note": indicator.note}
    if indicator.measure is None:
        return labels | {"status": "cannot say", "published_source": ""}
    values = whole[whole["measure"] == indicator.measure]["value"].to_numpy(dtype=float)
    figure, source = published.get(indicator.measure, (np.nan, "No figure at hand for these ages"))
    row = labels | {"unit": MEASURES[indicator.measure].unit, "published": figure, "published_source": source}
    if not len(values):
        return row | {"status": "not in this answer"}
    mean, lower, upper = mean_interval(values)
    return row | {"modelled": mean, "lower": lower, "upper": upper, "status": "modelled"}


def _published(columns: Mapping[str, float | str], figures: Sequence[Figure]) -> dict[str, tuple[float, str]]:
    """Return published values by measure, with where they come from."""

    def total(*names: str) -> float:
        return sum(float(columns.get(name, np.nan)) for name in names)

    people = total("people_65_plus")
    oldest = total(*(f"people_{sex}_{band}" for sex in ("female", "male") for band in _OLDEST))
    admissions = total(*(f"emergency_admissions_{band}" for band in ("65_74", "75_84", "85_plus")))
    falls = total("falls_admissions_65_74", "falls_admissions_75_plus")
    rates = {
        "ni_12": 100_000 * ratio(admissions, people),
        "ni_16": 1000 * ratio(falls, people),
        "ni_19": 1000 * ratio(total("delayed_days_75_plus"), oldest),
    }
    values = {name: (rate, _FROM_TABLE) for name, rate in rates.items() if np.isfinite(rate)}
    national = {"readmissions_28_days": "ni_14", "last_six_months_at_home": "ni_15"}
    for figure in figures:
        if figure.measure is not None and (name := national.get(figure.measure[0])) is not None:
            values[name] = figure.national, f"{figure.source}, {figure.year} ({figure.basis}, Scotland)"
    return values


def national_outcomes(comparison: pd.DataFrame) -> pd.DataFrame:
    """Return the measures that speak to each of the nine outcomes, by option beside the baseline.

    A measure is given in total, or where it has none by its categories; for inequalities by SIMD quintile.
    """
    parts = []
    for outcome in NATIONAL_OUTCOMES:
        for name in outcome.measures:
            rows = comparison[comparison["measure"] == name]
            wanted = rows["breakdown"] == ("quintile" if outcome.by_quintile else "all")
            chosen = rows[wanted] if wanted.any() else rows
            labelled = chosen.drop(columns="note").assign(
                outcome=outcome.number, title=outcome.title, note=outcome.note
            )
            parts.append(labelled.assign(better=MEASURES[name].good, source=SOURCE))
    return pd.concat(parts, ignore_index=True)[OUTCOMES]
