"""The tables on screen, in plain letters that every terminal can show: options compared, and a baseline calibrated."""

import math

import pandas as pd

from sim.report.findings import RETURNED, effects
from sim.report.labels import PARTS, exact, interval, lines, number, percent, pounds, title_of, within
from sim.study.analysis.grades import NO_ANSWER, NO_VERDICT, NONE, UNCERTAIN

WIDTH = 100
TITLE = 27
"""Widths in letters: the whole table, and the column of titles."""
HEADINGS = (
    ("Option", TITLE),
    ("Bed days", 9),
    ("95% interval", 18),
    ("Admissions", 11),
    ("Shorter", 8),
    ("Delay", 9),
    ("Part of", 8),
    ("Net cost", 10),
)
MARKS = {UNCERTAIN: "~", NONE: "?"}
"""Marks of grades behind a number of bed days."""
UNITS = ("", "returned", "", "avoided", "stays", "removed", "200,000", "a year")


def table_text(comparison: pd.DataFrame, titles: dict[str, str], *, place: str, replications: int) -> str:
    """Return the comparison as text of at most 100 columns: a line for each option, largest first.

    `titles` gives each option's title in words; a mark says what the replications leave open (`MARKS`).
    """
    totals = effects(comparison, RETURNED).sort_values("value", ascending=False, kind="stable")
    runs = f"{replications} replication{'' if replications == 1 else 's'}"
    top = f"Hospital bed days returned a year in {place}, mean of {runs}"
    if totals.empty:
        return f"{top}: no option was compared with the baseline."
    rows = [tuple(words for words, _ in HEADINGS), UNITS]
    records = [{str(name): value for name, value in row.items()} for row in totals.to_dict("records")]
    body = [_line(row) for row in (*rows, *(_cells(comparison, record, titles) for record in records))]
    body.insert(2, "-" * max(len(line) for text in body for line in text.split("\n")))
    grades = [str(record["grade"]) for record in records]
    notes = [f"{mark} {grade}" for grade, mark in MARKS.items() if grade in grades]
    notes += _worth(comparison, records[0], titles)
    if NO_VERDICT in grades:
        notes.append("one replication: no interval, and no verdict")
    why = dict.fromkeys(str(record["why_none"]) for record in records if record["why_none"])
    notes += [row for reason in why for row in lines(f"{reason[:1].upper()}{reason[1:]}.", WIDTH)]
    return "\n".join([top, *body, *notes])


def _worth(comparison: pd.DataFrame, row: dict[str, object], titles: dict[str, str]) -> list[str]:
    """Return a line on what the days of the first option are worth, by each way of valuing one."""
    option, days = str(row["option"]), float(str(row["value"]))
    values = effects(comparison, "value_of_bed_days_returned", "method")
    worth = values["value"][values["option"] == option].dropna().astype(float).tolist()
    if not worth or row["why_none"] or round(days) == 0:
        return []
    ways = " or ".join(f"{pounds(value, minus='-')} at {pounds(value / days)} a bed day" for value in worth)
    title = titles.get(option) or title_of(option, {})
    return lines(f"{title}: worth {ways} (average cost, and as boards report a delay); neither is cash.", WIDTH)


def _cells(comparison: pd.DataFrame, row: dict[str, object], titles: dict[str, str]) -> tuple[str, ...]:
    option = str(row["option"])
    title = titles.get(option) or title_of(option, {})
    if row["why_none"]:
        return (title, NO_ANSWER, *[""] * (len(HEADINGS) - 2))
    value, low, high = (float(str(row[name])) for name in ("value", "lower", "upper"))
    parts = effects(comparison, RETURNED, "part")
    by_part = dict(
        zip(parts["level"][parts["option"] == option], parts["value"][parts["option"] == option], strict=True)
    )
    share, cost = (
        effects(comparison, measure).set_index("option")["value"] for measure in ("share_of_200000", "net_cost")
    )
    return (
        title,
        number(value, minus="-") + MARKS.get(str(row["grade"]), ""),
        interval(low, high, minus="-"),
        *(number(float(by_part[part]), minus="-") if part in by_part else "" for part in PARTS),
        percent(float(share[option]), minus="-") if option in share else "",
        pounds(float(cost[option]), minus="-") if option in cost else "",
    )


def _line(cells: tuple[str, ...]) -> str:
    """Put the cells in their columns: the title left, on two lines where it is long; numbers right."""
    titles = within(cells[0], TITLE - 1, 2).replace("\N{HORIZONTAL ELLIPSIS}", "...").split("\n") if cells[0] else [""]
    numbers = "".join(cell.rjust(width) for cell, (_, width) in zip(cells[1:], HEADINGS[1:], strict=True))
    first = titles[0].ljust(TITLE) + numbers
    return "\n".join([first.rstrip(), *(f"  {title}" for title in titles[1:])])


def fit_text(check: pd.DataFrame, *, place: str, step: int) -> str:
    """Return the figures of the last step of a calibration beside the published ones: a line for each multiplier."""
    rows = [f"{'Figure':51}{'Published':>11}{'Simulated':>11}{'Off':>8}{'Multiplier':>12}"]
    rows.append("-" * len(rows[0]))
    for row in check.to_dict("records"):
        off = float(row["difference_percent"])
        cells = (exact(float(row["published"])), exact(float(row["simulated"])))
        shown_off = f"{off:+.0f}%" if math.isfinite(off) else ""
        mark = "*" if row["note"] else " "
        rows.append(f"{row['figure']:51}{cells[0]:>11}{cells[1]:>11}{shown_off:>8}{float(row['value']):>11.4g}{mark}")
    note = ["* at its bound: the fit can move it no further"] if check["note"].astype(bool).any() else []
    return "\n".join([f"Baseline of {place} after step {step}", *(row.rstrip() for row in rows), *note])


def use_text(calibrated: str, partnership: str) -> str:
    """Say how to use a calibration: its table of multipliers, in a scenario folder read before the shipped one."""
    return (
        f"calibrated   {calibrated} (all partnerships; the rows of {partnership} are new)\n"
        "To use it, put it into base/tables of a folder of your own, DIR, and run:\n"
        f"  python -m sim partnership={partnership} --config-dir DIR"
    )
