"""The rows of the comparison's tables, written as the command line and the brief write them."""

import math

from sim.report.brief_tables import bed_days_returned_rows, beside
from sim.report.findings import effects, returned
from sim.report.labels import number, pounds
from sim.report.results_folder import Results, any_drawn

PARTS = ("random", "calibration", "effects")
WITHOUT = {"calibration": "not drawn", "effects": "none"}


def returned_rows(results: Results) -> list[tuple[str, ...]]:
    """Return what each option gives back, with its group and net cost."""
    names = [str(name) for name in returned(results)["option"]]
    groups = _groups(results)
    costs = effects(results.comparison, "net_cost").set_index("option")["value"]
    rows = []
    for name, row in zip(names, bed_days_returned_rows(results), strict=True):
        cost = pounds(float(costs[name])) if name in costs.index and math.isfinite(costs[name]) else ""
        sure = row.sure.replace("\N{NO-BREAK SPACE}", " ")
        rows.append((row.title, row.total, row.interval, sure, groups.get(name, ""), *row.parts, row.share, cost))
    return rows


def _groups(results: Results) -> dict[str, str]:
    table = results.futures
    if table is None or table.empty:
        return {}
    return {str(name): f"{int(group)}" for name, group in zip(table["option"], table["group"], strict=True)}


def doubt_rows(results: Results) -> list[tuple[str, ...]]:
    """Return half the interval of each option by its sources, its group and futures; none where nothing is drawn."""
    table = results.futures
    if table is None or table.empty or not any_drawn(table):
        return []
    rows = []
    for row in table.to_dict("records"):
        halves = [_half(part, float(row[f"half_width_{part}"])) for part in PARTS]
        shares = [float(row[name]) for name in ("most_in_100", "part_reached_in_100")]
        futures = [f"{share:.0f} of 100" if math.isfinite(share) else "" for share in shares]
        title = results.titles.get(str(row["option"]), str(row["option"]))
        rows.append((title, *halves, f"{int(row['group'])}", *futures))
    return rows


def _half(part: str, value: float) -> str:
    if not math.isfinite(value):
        return "not told apart"
    return WITHOUT[part] if part in WITHOUT and not value else f"±{number(value)}"


def other_rows(results: Results) -> tuple[list[str], list[tuple[str, ...]]]:
    """Return headings and rows of what else changes, each with a word where it is not clear."""
    headings, changes = beside(results)
    rows = [
        (change.title, *(f"{value} ({word})" if word else value for value, word in change.cells)) for change in changes
    ]
    return headings, rows
