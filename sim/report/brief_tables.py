"""The tables of the brief, as rows of words: what options give back, what else changes, baseline, assumptions."""

import math
import re
import textwrap
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sim.amounts import amount
from sim.report.findings import RETURNED, effects, returned
from sim.report.labels import (
    BASIS,
    PARTS,
    PAYERS,
    exact,
    how_sure_short,
    includes_none,
    interval,
    label,
    number,
    percent,
    pounds,
    rate,
    signed,
    title_of,
)
from sim.report.results_folder import Results
from sim.study.analysis.grades import NO_ANSWER

OTHER_MEASURES = {
    "delayed_bed_days": "Delayed bed days",
    "emergency_admissions": "Emergency admissions",
    "readmissions_28_days": "Readmissions in 28 days, per 1,000",
    "days_at_home": "Days at home, per person",
    "net_cost": "Net cost, bed days valued",
    "net_cost_cash": "Net cost in cash",
}
"""Measures beside bed days returned, with their column headings."""
CARE_MEASURES = {
    "palliative_care_unmet": "People who miss palliative care, a year",
    "plan_at_death": "Died with a plan on the KIS, percent",
    "deaths_in_preferred_place": "Died where they would choose, percent",
    "power_of_attorney": "With dementia and a power of attorney, percent",
    "hours_left_to_carers": "Hours a week left to unpaid carers",
}
"""Measures of care planning and carers, with their column headings: each rests on an assumption about today."""
FIFTHS = {"1": "most deprived fifth", "5": "least deprived fifth"}
MONEY = ("net_cost", "net_cost_cash")
CITED = (14, 78)
"""Letters of a source in print, least and most."""
MARKS = {"evidence": "●", "weak evidence": "◐", "assumption": "○", "calibrated": "◇"}


@dataclass(frozen=True)
class ReturnedRow:
    """A row of the first table: what one option gives back."""

    title: str
    total: str
    interval: str
    parts: list[str]
    per_1000: str
    share: str
    sure: str


@dataclass(frozen=True)
class Change:
    """A row of the second table: changes against the baseline, each with a word where it is not clear."""

    title: str
    cells: list[tuple[str, str]]


@dataclass(frozen=True)
class Assumption:
    """One effect of an intervention: its value and interval, and how well it is known."""

    effect: str
    value: str
    mark: str
    basis: str
    source: str

    @property
    def cited(self) -> str:
        """The source in a few words, for print."""
        head = self.source.removeprefix("Assumption: ").removeprefix("Assumption (unverified): ")
        first = re.split(r"[:;] ", head)[0]
        return first if CITED[0] <= len(first) <= CITED[1] else textwrap.shorten(head, CITED[1], placeholder=" …")


@dataclass(frozen=True)
class Assumed:
    """What is assumed of one intervention: the share reached and its effects."""

    intervention: str
    coverage: str
    effects: list[Assumption]

    @property
    def text(self) -> str:
        """All of it as it is printed."""
        effects = [
            f"{effect.effect} {effect.value}, {effect.mark} {effect.basis}: {effect.cited}." for effect in self.effects
        ]
        return f"{self.intervention} (reaches {self.coverage}): {' '.join(effects)}"


def bed_days_returned_rows(results: Results) -> list[ReturnedRow]:
    """Return what each option gives back, largest first."""
    per_1000 = _values(results, "bed_days_returned_per_1000")
    share = _values(results, "share_of_200000")
    return [
        ReturnedRow(
            title=str(row["title"]),
            total=NO_ANSWER if row["why_none"] else number(float(row["total"])),
            interval="" if row["why_none"] else interval(float(row["lower"]), float(row["upper"])),
            parts=["" if row["why_none"] else number(float(row[part])) for part in PARTS],
            per_1000=number(per_1000.get(str(row["option"]), math.nan)),
            share=percent(share.get(str(row["option"]), math.nan)),
            sure=NO_ANSWER
            if row["why_none"]
            else how_sure_short(float(row["total"]), float(row["lower"]), float(row["upper"])),
        )
        for row in returned(results).to_dict("records")
    ]


def beside(results: Results, named: Mapping[str, str] = OTHER_MEASURES) -> tuple[list[str], list[Change]]:
    """Return headings and rows of what else changes: the baseline's level, then each option's change."""
    measures = {name: words for name, words in named.items() if not effects(results.comparison, name).empty}
    if not measures:
        return [], []
    levels = [("none" if name in MONEY else rate(_level(results, name)), "") for name in measures]
    rows = [Change("Baseline (level)", levels)]
    changes = {name: effects(results.comparison, name).set_index("option") for name in measures}
    for option in returned(results)["option"]:
        rows.append(Change(results.titles[option], [_cell(table, option, name) for name, table in changes.items()]))
    return list(measures.values()), rows


def _cell(table: pd.DataFrame, option: str, measure: str) -> tuple[str, str]:
    if option not in table.index:
        return "not known", ""
    value, low, high = (float(table[name][option]) for name in ("value", "lower", "upper"))
    if measure in MONEY:
        return signed(value, pounds(value)), interval(low, high, money=True) if measure == MONEY[0] else ""
    if not math.isfinite(value):
        return NO_ANSWER, ""
    unclear = math.isfinite(low) and includes_none(low, high) and low < high
    return signed(value, rate(value)), "not clear" if unclear else ""


def who_pays_and_gains(results: Results) -> tuple[list[str], list[Change]]:
    """Return headings and rows of net cost by payer, and of bed days returned in the most and least deprived fifth."""
    payers = effects(results.comparison, "net_cost", "payer")
    fifths = effects(results.comparison, f"{RETURNED}_per_1000", "quintile")
    fifths = fifths.assign(category=fifths["level"].astype(str).str[:1])
    columns = [(payers, name, words[:1].upper() + words[1:], pounds) for name, words in PAYERS.items()]
    values = effects(results.comparison, "value_of_bed_days_returned", "method")
    columns = [(values, name, words, pounds) for name, words in worth(results).items()] + columns
    columns += [(fifths, name, f"Days per 1,000, {words}", rate) for name, words in FIFTHS.items()]
    shown = [column for column in columns if column[1] in set(column[0]["level"])]
    rests = rests_on(results)
    rows = [
        Change(
            results.titles[option],
            [_part(table, option, name, write) for table, name, _, write in shown]
            + ([(rests.get(option, NO_ANSWER), "")] if rests else []),
        )
        for option in returned(results)["option"]
    ]
    return [words for _, _, words, _ in shown] + (["Rests on"] if rests else []), rows if shown else []


def rests_on(results: Results) -> dict[str, str]:
    """Return, by option, how many of its effects that change something are of each basis: ``● 1 ◐ 2 ○ 1``."""
    table = results.assumptions
    if table is None or "part_percent" not in table:
        return {}
    counted = table[table["part_percent"] > 0]
    marks = counted["basis"].map(lambda basis: MARKS.get(label(str(basis), BASIS), "○"))
    counts = counted.groupby(["option", marks]).size()
    nulls = {str(option): "nulls only" for option in table["option"].unique()}
    return nulls | {
        str(option): " ".join(f"{mark} {counts[option, mark]}" for mark in marks_of.index)
        for option in counted["option"].unique()
        if len(marks_of := counts[option].reindex(list(MARKS.values())).dropna())
    }


def worth(results: Results) -> dict[str, str]:
    """Return the headings of what bed days returned are worth, by method: ``Worth at £290 a day``."""
    values = (results.asked.get("description") or {}).get("bed_day_values") or {}
    return {name: f"Worth at {pounds(float(value['pounds']))} a day" for name, value in values.items()}


def _part(table: pd.DataFrame, option: str, category: str, write: Callable[[float], str]) -> tuple[str, str]:
    """Return what one option changes in one part, with a mark where it is not clear."""
    rows = table[(table["option"] == option) & (table["level"] == category)]
    if rows.empty or not math.isfinite(float(rows["value"].iloc[0])):
        return NO_ANSWER, ""
    value, low, high = (float(rows[name].iloc[0]) for name in ("value", "lower", "upper"))
    unclear = math.isfinite(low) and includes_none(low, high) and low < high
    return signed(value, write(value)), "?" if unclear else ""


def _level(results: Results, measure: str) -> float:
    table = results.comparison
    means = table[(table["measure"] == measure) & (table["breakdown"] == "all")]["baseline_mean"].dropna()
    return float(means.iloc[0]) if len(means) else math.nan


def _values(results: Results, measure: str) -> dict[str, float]:
    table = effects(results.comparison, measure)
    return dict(zip(table["option"].astype(str), table["value"].astype(float), strict=True))


def baseline_rows(results: Results) -> dict[str, list[dict[str, str]]]:
    """Return the baseline beside the published figures, by status (calibrated to, or reported only)."""
    rows_by_status: dict[str, list[dict[str, str]]] = {}
    for row in [] if results.baseline is None else results.baseline.to_dict("records"):
        low, high, gap = float(row["lower"]), float(row["upper"]), float(row["difference_percent"])
        bounds = f"{exact(low)} to {exact(high)}" if math.isfinite(low) else ""
        words = {
            "figure": f"{row['figure']}, {row['unit']}",
            "interval": bounds,
            "difference": signed(gap, percent(gap)),
        }
        numbers = {name: exact(float(row[name])) for name in ("published", "modelled")}
        rows_by_status.setdefault(str(row["status"]), []).append({**words, **numbers, "doubt": _doubt(row)})
    return rows_by_status


def _doubt(row: Mapping[Hashable, Any]) -> str:
    """Return the range in which a published figure may lie, or its standard deviation as judged, where stated."""
    low, high, doubt = (float(row.get(name, math.nan)) for name in ("published_low", "published_high", "doubt_percent"))
    if math.isfinite(low) and math.isfinite(high):
        return f"{exact(low)} to {exact(high)}"
    return f"\N{PLUS-MINUS SIGN}{percent(doubt)}" if math.isfinite(doubt) else ""


def assumed(results: Results) -> list[Assumed]:
    """Return the effects assumed, each once, by intervention; those of the option that gives back most first."""
    if results.assumptions is None or results.assumptions.empty:
        return []
    rank = {option: position for position, option in enumerate(returned(results)["option"])}
    table = results.assumptions.assign(rank=results.assumptions["option"].map(rank).fillna(len(rank)))
    table = table.sort_values("rank", kind="stable").drop_duplicates(["intervention", "effect", "value", "source"])
    interventions = []
    for intervention, rows in table.groupby("intervention", sort=False):
        reached = rows["coverage"].dropna().astype(float)
        low, high = (percent(100 * float(end)) for end in (reached.min(), reached.max()))
        coverage = "" if reached.empty else low if low == high else f"{low} to {high}"
        interventions.append(
            Assumed(title_of(str(intervention), {}), coverage, [_assumption(row) for row in rows.to_dict("records")])
        )
    return interventions


def _assumption(row: Mapping[Hashable, Any]) -> Assumption:
    basis = label(str(row["basis"]), BASIS)
    source = "no source given" if pd.isna(row["source"]) else str(row["source"]).rstrip(".")
    return Assumption(label(str(row["effect"]), {}), _value(row), MARKS.get(basis, "○"), basis, source)


def _value(row: Mapping[Hashable, Any]) -> str:
    value, low, high = (float(row[name]) for name in ("value", "low", "high"))
    if not math.isfinite(value):
        return ""
    unit = "" if pd.isna(row["unit"]) else label(str(row["unit"]), {})
    bounds = f" ({amount(low)} to {amount(high)})" if math.isfinite(low) and math.isfinite(high) else ""
    return (
        f"\N{MULTIPLICATION SIGN}{amount(value)}" if unit == "times" else f"{amount(value)} {unit}".strip()
    ) + bounds
