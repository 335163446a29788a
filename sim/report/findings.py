"""From the comparison to findings: effects by option, the table behind the bars, the finding in a sentence."""

import math
from functools import lru_cache
from typing import Any

import pandas as pd

from sim.report.labels import BASELINE, PARTS, how_sure, includes_none, interval, number, percent
from sim.report.results_folder import ReportError, Results
from sim.study.analysis.grades import NO_ANSWER, NO_VERDICT, NONE, grade, missed

RETURNED = "bed_days_returned"
EFFECT_COLUMNS = ["value", "lower", "upper", "grade", "settled", "replications", "why_none"]
INCONCLUSIVE_NOTES = (NONE, NO_VERDICT)
"""Notes of a comparison that more replications may lift; every other note says what trends, or why there is none."""


def effects(comparison: pd.DataFrame, measure: str, by: str = "all") -> pd.DataFrame:
    """Return one row for each option and category: the change against the baseline with its 95% interval.

    `settled` is false where queues or beds drift in the option's run. A measure that is a difference by its nature (bed
    days returned, net cost) has no baseline mean: its mean is the change. `why_none` says why an option has no numbers.
    """
    chosen = comparison[
        (comparison["measure"] == measure) & (comparison["breakdown"] == by) & (comparison["option"] != BASELINE)
    ]
    table = chosen[["option", "level", "lower", "upper"]].copy()
    table["value"] = chosen["difference"].where(chosen["difference"].notna(), chosen["mean"])
    table["replications"] = chosen.get("replications", 0)
    table["grade"] = [
        grade(float(row["value"]), float(row["lower"]), float(row["upper"]), int(row["replications"]))
        for row in table.to_dict("records")
    ]
    notes = [str(note) if isinstance(note, str) else "" for note in chosen.get("note", [""] * len(chosen))]
    table["why_none"] = [note if note.startswith(NO_ANSWER) else "" for note in notes]
    table["grade"] = table["grade"].mask(table["why_none"] != "", NO_ANSWER)
    table["settled"] = [note.startswith(NO_ANSWER) or not _drift(note) for note in notes]
    return table[["option", "level", *EFFECT_COLUMNS]].reset_index(drop=True)


def _drift(note: str) -> str:
    return "; ".join(part for part in note.split("; ") if part and part not in INCONCLUSIVE_NOTES)


GRADING = ("grade", "settled", "why_none")


def parted(results: Results, measure: str, by: str, parts: tuple[str, ...]) -> pd.DataFrame:
    """Return one row for each option: a column for each part, total, lower, upper, and how sure; largest first."""
    totals = effects(results.comparison, measure).to_dict("records")
    pieces = effects(results.comparison, measure, by)
    rows: list[dict[str, Any]] = []
    for option, title in results.titles.items():
        categories = pieces[pieces["option"] == option]
        by_part = dict(zip(categories["level"].astype(str), categories["value"].astype(float), strict=True))
        for total in (record for record in totals if record["option"] == option):
            row = {part: by_part.get(part, 0.0) for part in parts}
            added, whole = sum(row.values()), float(total["value"])
            if by_part and abs(added - whole) > 1e-6 * max(1.0, sum(abs(value) for value in row.values())):
                raise ReportError(
                    f"{results.folder}: {measure} of {option}: its parts add up to {added:g}, not {whole:g}"
                )
            end = {"total": whole, "lower": float(total["lower"]), "upper": float(total["upper"])}
            sure = {mark: total[mark] for mark in GRADING}
            rows.append({"option": option, "title": title, **row, **end, **sure})
    columns = ["option", "title", *parts, "total", "lower", "upper", *GRADING]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values("total", ascending=False, kind="stable").reset_index(drop=True)


def returned(results: Results) -> pd.DataFrame:
    """Return the table behind the bars: bed days returned by option, in three parts, with words for how sure."""
    return _returned(results).copy()


@lru_cache(maxsize=1)
def _returned(results: Results) -> pd.DataFrame:
    """Return the table of `returned`, made once: a brief and its pictures ask for it a dozen times."""
    table = parted(results, RETURNED, "part", tuple(PARTS))
    table["in_words"] = [
        how_sure(float(row["total"]), float(row["lower"]), float(row["upper"]), settled=bool(row["settled"]))
        if not row["why_none"]
        else NO_ANSWER
        for row in table.to_dict("records")
    ]
    return table


def why_none(results: Results) -> str:
    """Say why no option has a number: the baseline gives no answer. Nothing where one has."""
    table = returned(results)
    if table.empty or table["total"].notna().any():
        return ""
    return str(table["why_none"].iloc[0]) or NO_ANSWER


def not_apart(results: Results) -> list[str]:
    """Return the titles of the options that cannot be told apart from the one with most bed days returned."""
    table = results.futures
    if table is None or table.empty:
        return []
    _, *others = table.loc[table["group"] == 1, "option"].astype(str)
    return [results.titles.get(name, name) for name in others]


def headline(table: pd.DataFrame, others: int = 0) -> str:
    """Say in one line which option gives back most, or that none does. The words follow from the numbers.

    ``others`` is how many options cannot be told apart from it: then it is not said to give back most.
    """
    if table.empty:
        return "No option was compared with the baseline"
    total, lower, upper = _best(table)
    if not math.isfinite(total):
        return "No answer: a front door is blocked"
    name, single = str(table["title"].iloc[0]), len(table) == 1
    if upper < 0:
        most = f"{name} takes" if single else f"No option gives back bed days: the least bad, {name}, takes"
        return f"{most} about {number(-total)} more a year"
    if includes_none(lower, upper):
        return f"{name} is not distinguishable from none" if single else "No option gives back bed days for certain"
    days = f"about {number(total)} hospital bed days a year"
    if others:
        words = f"{others} other option{'' if others == 1 else 's'}"
        return f"{name} gives back {days}, and cannot be told apart from {words}"
    return f"{name} {'gives back' if single else 'gives back most:'} {days}"


def _best(table: pd.DataFrame) -> tuple[float, float, float]:
    """Return total and interval of the first row; one replication has no interval, and stands for itself."""
    total, lower, upper = (float(table[name].iloc[0]) for name in ("total", "lower", "upper"))
    return (total, lower, upper) if math.isfinite(lower) else (total, total, total)


def part_of_200000(results: Results) -> tuple[float, float]:
    """Return the partnership's part of the 200,000 in bed days, and the best option's share of it in percent."""
    shares, totals = (
        dict(zip(table["option"], table["value"].astype(float), strict=True))
        for table in (effects(results.comparison, measure) for measure in ("share_of_200000", RETURNED))
    )
    options = [option for option, share in shares.items() if abs(share) > 1e-9 and option in totals]
    if not options:
        return math.nan, math.nan
    largest = max(options, key=lambda option: abs(shares[option]))
    best = max(shares, key=lambda option: totals.get(option, -math.inf))
    return 100 * totals[largest] / shares[largest], shares[best]


def finding(results: Results) -> str:
    """Say the finding in one or two sentences: which option, how many bed days, how sure, what share of the 200,000."""
    table, place = returned(results), results.place
    if table.empty:
        return f"No option was compared: this is the baseline of {place} alone."
    if why := why_none(results):
        return f"{why[:1].upper()}{why[1:]}: what options would give back in {place} cannot be said."
    total, lower, upper = _best(table)
    title, many = str(table["title"].iloc[0]), len(table) > 1
    several = math.isfinite(float(table["lower"].iloc[0]))
    bounds = f"95% interval {interval(lower, upper)}" if several else "one replication, so no interval"
    if upper < 0:
        start = _nearest("gives back hospital bed days in", place, title, many=many)
        return f"{start} would take about {number(-total)} more hospital bed days a year ({bounds})."
    if includes_none(lower, upper):
        start = _nearest("can be told apart from no change in", place, title, many=many)
        return f"{start} comes to {number(total)} bed days a year ({bounds}): not distinguishable from none."
    among = "Of the options compared, " if many else "Compared with the baseline, "
    tied = not_apart(results)
    most = "gives back the most:" if many and not tied else "gives back"
    gap = _baseline_gap(results)
    text = f"{gap}{among}{title} {most} about {number(total)} hospital bed days a year in {place} ({bounds})"
    part, share = part_of_200000(results)
    if math.isfinite(part):
        own = f"the partnership\N{RIGHT SINGLE QUOTATION MARK}s part of the 200,000 (about {number(part)})"
        text += f", {percent(share)} of {own if results.partnerships is None else 'the national 200,000'}"
    after = f"It cannot be told apart from {_listed(tied)}: these are not ranked." if tied else _runner_up(table)
    return f"{text}. {after}".strip()


def _listed(titles: list[str]) -> str:
    """Return titles as a list in words."""
    return titles[0] if len(titles) == 1 else f"{', '.join(titles[:-1])} and {titles[-1]}"


def _nearest(does: str, place: str, title: str, *, many: bool) -> str:
    """Begin a sentence on the best option where none does what is wanted."""
    return f"None of the options compared {does} {place}; the nearest, {title}," if many else title


def _baseline_gap(results: Results) -> str:
    """Say first by how much the baseline misses the figures aimed at, where that is more than a fifth."""
    table = results.baseline
    if table is None:
        return ""
    aimed = missed(table)
    if aimed.empty:
        return ""
    worst = aimed.iloc[0]
    off = float(worst["difference_percent"])
    where = f"{percent(abs(off))} {'above' if off > 0 else 'below'} the published figure"
    others = f" ({len(aimed)} such figures)" if len(aimed) > 1 else ""
    return f"With a baseline that is {where} for {_lower(str(worst['figure']))}{others}: "


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _runner_up(table: pd.DataFrame) -> str:
    if (
        len(table) < 2
        or not math.isfinite(float(table["lower"].iloc[0]))
        or not math.isfinite(float(table["total"].iloc[1]))
    ):
        return ""
    second = table.iloc[1]
    if float(second["upper"]) >= float(table["lower"][0]):
        return f"Its interval overlaps that of {second['title']}: which of the two gives back more is not settled."
    return f"Next comes {second['title']} with about {number(float(second['total']))}."
