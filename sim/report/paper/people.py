"""Who gains, by deprivation and age; who waits longer, in the community and for help at home."""

import math
from collections.abc import Sequence

from sim.report.findings import RETURNED, effects
from sim.report.labels import rate, signed
from sim.report.paper.content import Cell, Number, Span, Statement, Table
from sim.report.paper.evidence import Estimate, Finding, by_level, level, with_interval
from sim.report.results_folder import Results

FIFTHS = {
    "1": "Fifth 1 (most deprived)", "2": "Fifth 2", "3": "Fifth 3", "4": "Fifth 4", "5": "Fifth 5 (least deprived)",
}  # fmt: skip
PER_1000 = f"{RETURNED}_per_1000"
HOSPITAL = ("hospital", "emergency_department")
WAITS = {"waiting": "people waiting", "mean_wait_days": "mean wait in days"}
OTHER_WAITS = {
    "hours_left_to_carers": "hours a week left to unpaid carers",
    "delayed_discharges": "discharges delayed a year",
}
NO_ANSWER = "no answer"


def gainers(results: Results, findings: Sequence[Finding]) -> list[Table]:
    """Return bed days returned by SIMD fifth, per 1,000 people, and by age, as far as they are held."""
    tables = []
    by_fifth, unit = _by_fifth(results)
    if by_fifth:
        note = "SIMD: Scottish Index of Multiple Deprivation, by fifth of where people live. Below zero: they lose."
        caption = f"Bed days returned a year{unit}, by deprivation (95% interval)"
        tables.append(_table("Deprivation", caption, findings, by_fifth, FIFTHS, note))
    by_age = by_level(results, RETURNED, "age")
    if by_age:
        ages = {age: f"Aged {age}" for age in sorted({age for row in by_age.values() for age in row})}
        note = "Ages at the start of the period measured."
        caption = "Bed days returned a year, by age (95% interval)"
        tables.append(_table("Age", caption, findings, by_age, ages, note))
    return tables


def _by_fifth(results: Results) -> tuple[dict[str, dict[str, Estimate]], str]:
    """Return bed days returned by option and fifth, per 1,000 people where held (a sum over Scotland is not)."""
    per_1000 = by_level(results, PER_1000, "quintile")
    return (per_1000, " per 1,000 people 65+") if per_1000 else (by_level(results, RETURNED, "quintile"), "")


def _table(
    label: str,
    caption: str,
    findings: Sequence[Finding],
    changes: dict[str, dict[str, Estimate]],
    levels: dict[str, str],
    note: str,
) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for one in findings:
        cells: list[Cell] = []
        for name in levels:
            change = changes.get(one.name, {}).get(name)
            cells.append(NO_ANSWER if change is None else with_interval(change))
        rows.append((one.title, *cells))
    return Table(label, caption, ("Option", *levels.values()), tuple(rows), (note,))


def gain_words(results: Results, findings: Sequence[Finding]) -> list[str]:
    """Say of each option which fifth gains more, the most or the least deprived, where the two are told apart."""
    by_fifth, by_age = _by_fifth(results)[0], by_level(results, RETURNED, "age")
    words = []
    for one in findings:
        fifths, ages = by_fifth.get(one.name, {}), by_age.get(one.name, {})
        clear = [FIFTHS.get(fifth, fifth) for fifth in sorted(fifths) if fifths[fifth].rises]
        lose = [FIFTHS.get(fifth, fifth) for fifth in sorted(fifths) if fifths[fifth].falls]
        old = [age for age in sorted(ages) if ages[age].rises]
        if clear or lose or old:
            parts = [f"people in {_and(clear).lower()} by deprivation gain"] if clear else []
            parts += [f"people in {_and(lose).lower()} by deprivation lose"] if lose else []
            parts += [f"people aged {_and(old)} gain"] if old else []
            words.append(f"{one.title}: {'; '.join(parts)}.")
    none = "no group\N{RIGHT SINGLE QUOTATION MARK}s gain is told apart from none"
    rest = len(findings) - len(words)
    if rest:
        words.append(f"With {rest} of {len(findings)} options {none}.")
    return words


def _and(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


# --- waits ---


def waits(results: Results, findings: Sequence[Finding]) -> list[tuple[Finding, str, str, float, Estimate]]:
    """Return every change of a wait outside hospital: option, what is waited for, measure, today, change."""
    titles = {one.name: one for one in findings}
    rows: list[tuple[Finding, str, str, float, Estimate]] = []
    for measure, words in WAITS.items():
        levels = _today(results, measure, "setting")
        for row in effects(results.comparison, measure, "setting").to_dict("records"):
            name = level(row["level"])
            if str(row["option"]) in titles and _in_the_community(results, name):
                rows.append(
                    (titles[str(row["option"])], _setting(results, name), words, levels.get(name, math.nan), _of(row))
                )
    for measure, words in OTHER_WAITS.items():
        today = _today(results, measure, "all").get("all", math.nan)
        for row in effects(results.comparison, measure).to_dict("records"):
            if str(row["option"]) in titles:
                rows.append((titles[str(row["option"])], "Everywhere", words, today, _of(row)))
    return rows


def _of(row: dict[object, object] | dict[str, object]) -> Estimate:
    cells = dict(row)
    return Estimate(*(float(str(cells[name])) for name in ("value", "lower", "upper")))


def _today(results: Results, measure: str, by: str) -> dict[str, float]:
    table = results.comparison
    rows = table[(table["measure"] == measure) & (table["breakdown"] == by)]
    means = rows.dropna(subset=["baseline_mean"]).drop_duplicates("level").set_index("level")["baseline_mean"]
    return {level(name): float(mean) for name, mean in means.items()}


def _in_the_community(results: Results, name: str) -> bool:
    """Tell whether something waited for is no hospital ward and no emergency department: teams are in the community."""
    settings = (results.asked.get("description") or {}).get("settings") or {}
    return str((settings.get(name) or {}).get("type", "other")) not in HOSPITAL


def _setting(results: Results, name: str) -> str:
    described = results.asked.get("description") or {}
    for kind in ("settings", "teams"):
        entry = (described.get(kind) or {}).get(name) or {}
        if entry.get("label"):
            return str(entry["label"])
    return name.replace("_", " ").capitalize()


def wait_words(results: Results, findings: Sequence[Finding]) -> list[str]:
    """Say who waits longer because of an option, where told apart from none; and with which options some wait less."""
    rows = [row for row in waits(results, findings) if row[4].clear]
    words = []
    for one in findings:
        longer = [row for row in rows if row[0] is one and row[4].rises]
        if longer:
            waits_of = [f"{setting} ({what} {_change(change)})" for _, setting, what, _, change in longer]
            words.append(f"Longer with {one.title}: {'; '.join(waits_of)}.")
    if not words:
        words.append("No wait outside hospital is told apart as longer because of an option.")
    shorter = [one.title for one in findings if any(row[0] is one and row[4].falls for row in rows)]
    if shorter:
        words.append(f"Some waits are told apart as shorter with: {'; '.join(shorter)} (table Waits).")
    return words


def _change(change: Estimate) -> str:
    return f"{signed(change.value, rate(change.value))}, {rate(change.lower)} to {rate(change.upper)}"


def wait_table(results: Results, findings: Sequence[Finding]) -> Table | None:
    """Return every wait outside hospital that an option changes, told apart or not; None where none is held."""
    rows: list[tuple[Cell, ...]] = []
    for one, setting, what, today, change in waits(results, findings):
        if not math.isfinite(change.value) or (change.value == 0 and not change.clear):
            continue
        verdict = "longer" if change.rises else "shorter" if change.falls else "not told apart"
        between = "no interval" if not math.isfinite(change.lower) else Span(
            change.lower, change.upper, f"{rate(change.lower)} to {rate(change.upper)}"
        )  # fmt: skip
        level_today = Number(today, rate(today)) if math.isfinite(today) else "not known"
        rows.append(
            (one.title, setting, what, level_today, Number(change.value, signed(change.value, rate(change.value))),
             between, verdict)
        )  # fmt: skip
    rows.sort(key=lambda row: row[-1] not in ("longer", "shorter"))  # what is told apart first
    headings = ("Option", "Waited for", "What", "Today", "Change", "95% interval", "Wait is")
    caption = "Waits outside hospital, and what is left to others: change against do nothing"
    note = (
        "A wait is shown where an option changes it at all, those told apart first. People who gave up waiting are in"
        " comparison.csv."
    )
    return Table("Waits", caption, headings, tuple(rows), (note,)) if rows else None


def no_breakdown() -> Statement:
    """Say that the folder holds no gains by group."""
    return Statement("This results folder holds no bed days returned by deprivation or age: who gains is not known.")
