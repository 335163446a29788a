"""Fair shares on screen: each part's share of what the package changes, and what parts do to each other."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from sim.report.labels import interval, lines, number, pounds
from sim.study.analysis.grades import NO_VERDICT, NONE, SAME, UNCERTAIN

WIDTH, TITLE = 100, 41
RETURNED, CASH, DELAYED, WAITS = "bed_days_returned", "net_cost_cash", "delayed_bed_days", "waits_in_the_community"
ALL = "all"
NOT_TOLD = "not told apart from none"
MARKS = {UNCERTAIN: "~", NONE: "?"}
MOST_PAIRS = 6


@dataclass(frozen=True)
class SharesResults:
    """What a results folder of fair shares holds."""

    folder: Path

    @cached_property
    def shares(self) -> pd.DataFrame:
        """A row for the package, each system and each part, by measure."""
        return self._table("shares")

    @cached_property
    def interactions(self) -> pd.DataFrame:
        """A row for each pair of parts, by measure; empty unless they were asked for."""
        return self._table("shares_interactions")

    @property
    def pairs(self) -> pd.DataFrame:
        """The interactions without the row of all parts together."""
        return self.interactions[self.interactions["first"] != ALL]

    def of(self, measure: str, level: str = "all") -> pd.DataFrame:
        """Return the rows of one measure."""
        rows = (self.shares["measure"] == measure) & (self.shares["level"] == level)
        return self.shares[rows].reset_index(drop=True)

    @property
    def replications(self) -> int:
        """How many replications the shares rest on."""
        return int(self.shares["replications"].max())

    def _table(self, name: str) -> pd.DataFrame:
        return pd.DataFrame(pq.read_table(self.folder / f"{name}.parquet").to_pandas())


def shares_text(folder: Path, place: str) -> str:
    """Return the shares as a table, and in sentences what parts do to each other."""
    results = SharesResults(folder)
    count = results.replications
    head = f"Shares of the package in {place}, mean of {count} replication{'' if count == 1 else 's'}"
    titles = f"{'':{TITLE}}{'Bed days':>9} {'95% interval':>17}{'Net cost':>11}{'Delayed':>9}{'Waiting in':>12}"
    second = f"{'':{TITLE}}{'returned':>9} {'':>17}{'in cash':>11}{'days':>9}{'community':>12}"
    rows = [*lines(head, WIDTH), "", titles, second, "-" * WIDTH]
    table = results.of(RETURNED)
    rows += [_row(results, row) for row in _ordered(table)]
    grades = set(table["grade"])
    notes = [f"{mark} {grade}" for grade, mark in MARKS.items() if grade in grades]
    notes += ["one replication: no interval, and no verdict"] * (NO_VERDICT in grades)
    return "\n".join([*rows, *notes, "", *findings(results)])


def findings(results: SharesResults) -> list[str]:
    """Return what can be told of the shares, in lines: their sum, who cannot be told apart, and interactions."""
    return [line for sentence in _sentences(results) for line in lines(sentence, WIDTH)]


def _sentences(results: SharesResults) -> Iterator[str]:
    table = results.of(RETURNED)
    parts, package = table[table["kind"] == "part"], table[table["kind"] == "package"].iloc[0]
    none = parts[parts["grade"].isin([NONE, SAME])]
    yield (
        f"The {len(parts)} shares add up to the package: {_days(package['share'])} bed days a year. A share is what a"
        " part adds, averaged over the orders in which the parts could be put in."
    )
    if len(none):
        yield f"Not distinguishable from none: {', '.join(none['title'])}."
    if parts["alone"].notna().all():
        yield f"What the parts return alone sums to {_days(float(parts['alone'].sum()))}{_together(results)}"
    yield from _pairs(results)


def _together(results: SharesResults) -> str:
    """Return how far the parts alone are from the package, if that is told apart."""
    table = results.interactions
    rows = table[(table["measure"] == RETURNED) & (table["level"] == "all") & (table["first"] == ALL)]
    if rows.empty:
        return "."
    row = rows.iloc[0]
    if row["verdict"] == NOT_TOLD:
        return ", not told apart from the package."
    ends = interval(row["lower"], row["upper"], minus="-")
    words = "would be counted twice" if row["interaction"] < 0 else "come from what they do together"
    return f": {number(abs(row['interaction']))} bed days a year {words} (package less sum: {ends})."


def _pairs(results: SharesResults) -> Iterator[str]:
    table = results.pairs
    if table.empty:
        return
    rows = table[(table["measure"] == RETURNED) & (table["level"] == "all")]
    clear = rows[rows["verdict"] != NOT_TOLD].sort_values("interaction", key=abs, ascending=False, kind="stable")
    if clear.empty:
        yield f"Of {len(rows)} pairs none is told apart from one that adds up (95 % for all together)."
    for row in clear.head(MOST_PAIRS).to_dict("records"):
        ends = interval(row["lower"], row["upper"], minus="-")
        size = number(row["interaction"], minus="-")
        yield f"{row['first_title']} and {row['second_title']}: {row['verdict']}, {size} bed days a year ({ends})."
    if len(clear):
        yield f"{len(clear)} of {len(rows)} pairs are told apart from adding up (95 % for all together)."


def _ordered(table: pd.DataFrame) -> Iterator[dict[Any, Any]]:
    """Yield the package, then each system with its parts below it; without systems the parts."""
    yield from table[table["kind"] == "package"].to_dict("records")
    systems = table[table["kind"] == "system"]
    parts = table[table["kind"] == "part"]
    for system in systems.to_dict("records"):
        mine = parts[parts["system"] == system["system"]]
        yield from [system] if len(mine) > 1 else []
        yield from mine.assign(indent="    " if len(mine) > 1 else "  ").to_dict("records")
    if systems.empty:
        yield from parts.assign(indent="  ").to_dict("records")


def table_rows(results: SharesResults) -> list[tuple[str, ...]]:
    """Return for the package and each part: title, share, interval, grade, cash, delayed days, people waiting."""
    return [_cells(results, row) for row in _ordered(results.of(RETURNED))]


def _cells(results: SharesResults, row: dict[Any, Any]) -> tuple[str, ...]:
    ends = interval(row["lower"], row["upper"], minus="-") if row["grade"] != SAME else "no change"
    others = [_of(results, row, measure) for measure in (CASH, DELAYED, WAITS)]
    return (str(row["title"]), _days(row["share"]), ends, str(row["grade"]), *others)


def _row(results: SharesResults, row: dict[Any, Any]) -> str:
    title, share, ends, grade, cash, delayed, waits = _cells(results, row)
    indent = row.get("indent", "  " if row["kind"] == "system" else "")
    title = f"{indent}{title}"
    title = title if len(title) < TITLE else f"{title[: TITLE - 3]}…"
    return f"{title:{TITLE}}{share:>9}{MARKS.get(grade, ' ')}{ends:>17}{cash:>11}{delayed:>9}{waits:>12}".rstrip()


def _of(results: SharesResults, row: dict[Any, Any], measure: str) -> str:
    table = results.of(measure)
    same = table[(table["kind"] == row["kind"]) & (table["name"] == row["name"])]
    if same.empty:
        return ""
    value = float(same["share"].iloc[0])
    words = {CASH: pounds(value, minus="-"), WAITS: f"{round(value, 1) + 0.0:,.1f}"}
    return words.get(measure, _days(value)) + MARKS.get(str(same["grade"].iloc[0]), " ")


def _days(value: float) -> str:
    """Write bed days whole, so that the shares shown add up but for rounding."""
    return f"{round(value) or 0:,}"
