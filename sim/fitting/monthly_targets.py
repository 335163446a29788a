"""Monthly aggregates of a sample, in the columns of its table `monthly`: the figures that a posterior is made from.

Flows are at the rate of a year; packages and waiting lists are those of one day of the month. All goes through the
disclosure gate. Parts of a total (delayed days by reason, admissions for falls) are given month by month where the
gate hides none of them, else as one figure of a year, or of as much of it as is known: `month` is then
``2023-04 to 2024-03``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.fitting.collection_rules import Rule
from sim.fitting.counts import delayed_days, early_spells
from sim.fitting.sample_rows import Frames
from sim.fitting.social_care import joined
from sim.sample.disclosure import Count, Gate
from sim.sample.manifest import Manifest

YEAR = 365.25
UNITS = {
    "delayed_bed_days": "bed days a year",
    "emergency_admissions": "admissions a year",
    "falls_admissions": "admissions a year",
    "deaths": "deaths a year",
    "home_support_clients": "people",
    "home_support_hours": "hours a week",
    "waiting": "people",
}
COLUMNS = ["month", "measure", "by", "category", "value", "unit", "standard_error", "suppressed", "source"]
FALLS = ("fall_with_injury", "hip_fracture")
"""Needs of the format that are falls."""
BY_REASON, OLD = "national_reason_75_plus", 75
STANDARD, CODE_9 = "standard", ("awi", "other_code_9")
"""Groups of reasons: those of code 9 are reasons of the model by themselves, all others are standard."""
LISTS = ("home_support", "care_home")
MONTHS, LEAST = 12, 6
"""Months of a span in which parts are given that the gate would hide in a month; fewest of them."""
Key = tuple[str, str, str]
"""Measure, breakdown, category."""
Row = dict[str, object]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Month:
    """A month, or a span of months: its name and its days since 1970."""

    name: str
    first: float
    after: float

    @property
    def a_year(self) -> float:
        """By how much a sum is more in a year at the same rate."""
        return YEAR / (self.after - self.first)


@dataclass(frozen=True)
class Total:
    """What one key has in one month: its sum, the people behind it, and its sum of squares (for the error)."""

    sum: float
    persons: frozenset[float]
    squares: float

    @classmethod
    def of(cls, amounts: "pd.Series[float]", person: "pd.Series[float]") -> "Total":
        """Add up amounts, each of one person."""
        some = amounts[amounts > 0]
        return cls(float(some.sum()), frozenset(person.reindex(some.index)), float((some**2).sum()))

    @property
    def people(self) -> int:
        """How many people are behind it."""
        return len(self.persons)


def targets(tables: Frames, manifest: Manifest, gate: Gate) -> pd.DataFrame:
    """Return a row for each month and measure: value, standard error, whether suppressed."""
    rows = [row for make in _MEASURES for row in make(tables, manifest, gate)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _months(manifest: Manifest, until: float) -> list[Month]:
    """Return the whole months of the window that end by a day."""
    months = []
    for begin in pd.date_range(manifest.from_, manifest.to, freq="MS"):
        first = float((begin - pd.Timestamp(0)).days)
        if first + begin.days_in_month <= until:
            months.append(Month(f"{begin:%Y-%m}", first, first + begin.days_in_month))
    return months


def _spans(months: Sequence[Month]) -> list[Month]:
    """Return the months a year together, from the first on; the last span may be shorter."""
    years = [months[at : at + MONTHS] for at in range(0, len(months), MONTHS)]
    return [
        Month(f"{year[0].name} to {year[-1].name}", year[0].first, year[-1].after)
        for year in years
        if len(year) >= LEAST
    ]


def _delayed(tables: Frames, manifest: Manifest, gate: Gate) -> Iterator[Row]:
    """Yield delayed bed days of all, and by group of reasons of people of 75 and over where ages are known."""
    if "delays" not in tables or manifest.collected["delays"] == "census":
        return
    rule, submitted = Rule.of(manifest, "delays"), tables["delays"]
    rows, months = joined(submitted), _months(manifest, rule.after)

    def total(month: Month, of: pd.DataFrame, ours: Flags) -> Total:
        days = delayed_days(of[ours], month.first, month.after, rule.known_to)
        return Total.of(days, of["person"])

    whole: Key = ("delayed_bed_days", "", "")
    yield from _list(whole, months, [total(month, rows, np.ones(len(rows), dtype=bool)) for month in months], gate)
    born = _born(tables, submitted)
    if born is None:
        return
    national = submitted["reason"].where(submitted["reason"].isin(CODE_9), STANDARD).to_numpy()
    keys: list[Key] = [("delayed_bed_days", BY_REASON, name) for name in (STANDARD, *CODE_9)]

    def parts(month: Month) -> list[Total]:
        """Return the parts of a month by the reason that it was submitted with; last, whoever is in none of them."""
        inside = _submitted_in(submitted, month)
        old = _age(born, month) >= OLD
        flags = [inside & old & (national == key[2]) for key in keys]
        return [total(month, submitted, ours) for ours in [*flags, inside & ~np.any(flags, axis=0)]]

    yield from _parts(keys, months, [parts(month) for month in months], gate)


def _submitted_in(rows: pd.DataFrame, month: Month) -> Flags:
    """Return which rows tell of a month: all, but of monthly submissions those of that month."""
    if "month" not in rows:
        return np.ones(len(rows), dtype=bool)
    begins = np.datetime64(int(month.first), "D").astype("datetime64[M]")
    number = int(begins.astype(np.int64)) + 1970 * 12
    return np.asarray(rows["month"].isna() | (rows["month"] == number))


def _born(tables: Frames, rows: pd.DataFrame) -> NDArray[np.float64] | None:
    """Return the year of birth behind each row, not a number where it is not known; None if the sample has none."""
    people = tables.get("people")
    if people is None or "birth_year" not in people:
        return None
    return np.asarray(rows["person"].map(people.set_index("person")["birth_year"]), dtype=np.float64)


def _age(born: NDArray[np.float64] | None, month: Month) -> NDArray[np.float64]:
    """Return ages in the middle of a month; of a year of birth its middle is taken."""
    middle = 1970 + (month.first + month.after) / 2 / YEAR
    return np.asarray(middle - np.asarray(born) - 0.5)


def _admitted(tables: Frames, manifest: Manifest, gate: Gate) -> Iterator[Row]:
    """Yield emergency admissions and, where needs are known, those for falls."""
    rule = Rule.of(manifest, "spells")
    if rule.how == "census":
        return
    early, length = early_spells(tables["spells"], rule)
    early = early[early["kind"] == "emergency"]
    months = _months(manifest, rule.first + length)
    yield from _list(
        ("emergency_admissions", "", ""), months, [_counted(early, "admitted", month) for month in months], gate
    )
    if "need" in early:
        falls = early["need"].isin(FALLS)
        of = [[_counted(early[ours], "admitted", month) for ours in (falls, ~falls)] for month in months]
        yield from _parts([("falls_admissions", "", "")], months, of, gate)


def _died(tables: Frames, manifest: Manifest, gate: Gate) -> Iterator[Row]:
    """Yield deaths, where the table of people has them."""
    people = tables.get("people")
    if people is None or "died" not in people:
        return
    rule = Rule.of(manifest, "spells")
    months = _months(manifest, min(rule.after, rule.known_to))
    yield from _list(("deaths", "", ""), months, [_counted(people, "died", month) for month in months], gate)


def _counted(rows: pd.DataFrame, moment: str, month: Month) -> Total:
    inside = rows[rows[moment].between(month.first, month.after, inclusive="left")]
    return Total.of(pd.Series(1.0, index=inside.index), inside["person"])


def _supported(tables: Frames, manifest: Manifest, gate: Gate) -> Iterator[Row]:
    """Yield people with a package in the middle of each month, and the hours of these a week."""
    packages = tables.get("home_support")
    if packages is None or manifest.collected["home_support"] != "open" or "hours_per_week" not in packages:
        return
    rule = Rule.of(manifest, "home_support")
    months, hours, clients = _months(manifest, min(rule.after, rule.known_to)), [], []
    for month in months:
        day = np.floor((month.first + month.after) / 2)
        there = packages[(packages["from"] <= day) & ~(packages["to"] < day)].dropna(subset="hours_per_week")
        hours.append(Total.of(there["hours_per_week"], there["person"]))
        people = there.drop_duplicates("person")
        clients.append(Total.of(pd.Series(1.0, index=people.index), people["person"]))
    yield from _list(("home_support_clients", "", ""), months, clients, gate, flow=False)
    yield from _list(("home_support_hours", "", ""), months, hours, gate, flow=False)


def _waiting(tables: Frames, manifest: Manifest, gate: Gate) -> Iterator[Row]:
    """Yield the people on the lists of home support and of care homes, on the days on which they were counted."""
    rows = tables.get("waiting")
    if rows is None or manifest.collected["waiting"] != "census":
        return
    rule = Rule.of(manifest, "waiting")
    months = _months(manifest, rule.after)
    days = [next((day for day in rule.census if month.first <= day < month.after), None) for month in months]
    counted = [(month, day) for month, day in zip(months, days, strict=True) if day is not None]
    for name in LISTS:
        lists = [rows[(rows["for"] == name) & (rows["as_of"] == day)] for _, day in counted]
        totals = [Total(float(len(listed)), frozenset(listed.index), float(len(listed))) for listed in lists]
        yield from _list(("waiting", "setting", name), [month for month, _ in counted], totals, gate, flow=False)


# --- through the gate ------------------------------------------------------------------------------------------------


def _list(
    key: Key, months: Sequence[Month], totals: Sequence[Total], gate: Gate, *, flow: bool = True
) -> Iterator[Row]:
    """Yield the months of one key; those that the gate hides are suppressed."""
    shown: Sequence[Count] = ()
    if months:
        shown, _ = gate.counts([round(total.sum) for total in totals], [total.people for total in totals])
    for month, total, visible in zip(months, totals, shown, strict=True):
        yield _row(key, month, visible, total.squares, flow=flow)


def _parts(
    keys: Sequence[Key], months: Sequence[Month], totals: Sequence[Sequence[Total]], gate: Gate
) -> Iterator[Row]:
    """Yield the parts of a total, by month where none is hidden, else by span; the last of ``totals`` are the rest.

    The rest and the total go through the gate with them, so that no hidden part follows from what is shown.
    """
    if not months:
        return
    visible = _shown(totals, gate)
    if any(count is None for row in visible for count in row[: len(keys)]):
        spans = _spans(months)
        totals = [_together(totals, months, span) for span in spans]
        months, visible = spans, _shown(totals, gate) if spans else []
    for at, key in enumerate(keys):
        for month, row, of in zip(months, visible, totals, strict=True):
            yield _row(key, month, row[at], of[at].squares, flow=True)


def _shown(totals: Sequence[Sequence[Total]], gate: Gate) -> list[list[Count]]:
    counts = [[round(total.sum) for total in row] for row in totals]
    return gate.table(counts, [[total.people for total in row] for row in totals]).cells


def _together(totals: Sequence[Sequence[Total]], months: Sequence[Month], span: Month) -> list[Total]:
    """Return the totals of the months of a span."""
    inside = [row for row, month in zip(totals, months, strict=True) if span.first <= month.first < span.after]
    nobody: frozenset[float] = frozenset()
    return [
        Total(sum(of.sum for of in part), nobody.union(*(of.persons for of in part)), sum(of.squares for of in part))
        for part in zip(*inside, strict=True)
    ]


def _row(key: Key, month: Month, visible: Count, squares: float, *, flow: bool) -> Row:
    measure, by, category = key
    times = month.a_year if flow else 1.0
    hidden: Mapping[str, object] = {"value": np.nan, "standard_error": np.nan, "suppressed": "yes"}
    numbers: Mapping[str, object] = hidden
    if visible is not None:
        error = round(float(np.sqrt(squares)) * times, 1)
        numbers = {"value": round(visible * times, 1), "standard_error": error, "suppressed": "no"}
    row: Row = {"month": month.name, "measure": measure, "by": by, "category": category, **numbers}
    return {name: row.get(name) for name in COLUMNS} | {"unit": UNITS[measure], "source": "sample"}


_MEASURES = (_delayed, _admitted, _died, _supported, _waiting)
