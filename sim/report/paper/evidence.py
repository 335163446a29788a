"""What a results folder says of each option: bed days returned, costs, group; and which are on the short list."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sim.amounts import amount
from sim.report.findings import RETURNED, effects
from sim.report.labels import MINUS, interval, number, pounds, signed
from sim.report.paper.content import NOT_KNOWN, Cell, Number, Span
from sim.report.results_folder import Results

CASH, NET, INTERVENTIONS = "net_cost_cash", "net_cost", "intervention_cost"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A change against do nothing with its 95 % interval; nan where there is none."""

    value: float = math.nan
    lower: float = math.nan
    upper: float = math.nan

    @property
    def rises(self) -> bool:
        """Whether the whole interval lies above none."""
        return self.lower > 0

    @property
    def falls(self) -> bool:
        """Whether the whole interval lies below none."""
        return self.upper < 0

    @property
    def clear(self) -> bool:
        """Whether the change is told apart from none."""
        return self.rises or self.falls


@dataclass(frozen=True, slots=True)
class Finding:
    """What the folder says of one option."""

    name: str
    title: str
    days: Estimate
    cash: Estimate
    net: Estimate
    interventions: Estimate
    why_none: str = ""
    group: int | None = None
    """Options of one group cannot be told apart from its first; None: not tested against each other."""
    most: float = math.nan
    """In how many of 100 futures it returns most bed days."""
    part: float = math.nan
    """In how many of 100 futures it returns the place's part of the 200,000."""

    @property
    def cost_per_day(self) -> float:
        """Net cost in cash of one bed day returned, in pounds; nan where the bed days are not told apart from none."""
        return self.cash.value / self.days.value if self.days.rises else math.nan


@dataclass(frozen=True, slots=True)
class Listed:
    """An option of the long list, and why it is on the short list or is not."""

    finding: Finding
    short: bool
    reason: str


def findings_of(results: Results) -> list[Finding]:
    """Return what the folder says of each option, the one with most bed days returned first."""
    days = _estimates(results, RETURNED)
    cash, net, paid = (_estimates(results, measure) for measure in (CASH, NET, INTERVENTIONS))
    whys = _whys(results)
    futures = {} if results.futures is None else results.futures.set_index("option").to_dict("index")
    findings = []
    for name, title in results.titles.items():
        row, none = futures.get(name, {}), Estimate()
        estimates = (days.get(name, none), cash.get(name, none), net.get(name, none), paid.get(name, none))
        group = int(row["group"]) if row and math.isfinite(float(row["group"])) else None
        shares = [float(row.get(share, math.nan)) for share in ("most_in_100", "part_reached_in_100")]
        findings.append(Finding(name, title, *estimates, whys.get(name, ""), group, *shares))
    return sorted(findings, key=lambda one: -one.days.value if math.isfinite(one.days.value) else math.inf)


def _estimates(results: Results, measure: str) -> dict[str, Estimate]:
    return {str(row["option"]): estimate(row) for row in effects(results.comparison, measure).to_dict("records")}


def estimate(row: dict[str, float] | dict[object, object]) -> Estimate:
    """Return value and interval of a row of `sim.report.findings.effects`."""
    cells = dict(row)
    return Estimate(*(float(str(cells[name])) for name in ("value", "lower", "upper")))


def _whys(results: Results) -> dict[str, str]:
    table = effects(results.comparison, RETURNED)
    return {str(row["option"]): str(row["why_none"]) for row in table.to_dict("records")}


def listed(findings: Sequence[Finding]) -> list[Listed]:
    """Return the long list, each option with the reason for which it is on the short list or is not."""
    clear = [one for one in findings if not one.why_none and one.days.rises]
    rows = []
    for one in findings:
        reason = _left_out(one)
        better = None if reason else next((other for other in clear if _better(other, one, clear)), None)
        if better is not None:
            reason = f"cost: {better.title} gives back more bed days for less cash, and both are told apart"
        rows.append(Listed(one, not reason, reason or "told apart from do nothing: it gives back bed days"))
    return rows


def _left_out(one: Finding) -> str:
    """Return why an option has no place on the short list by itself."""
    if one.why_none:
        return one.why_none
    if not math.isfinite(one.days.lower):
        return "one replication: nothing can be told apart"
    if one.days.falls:
        return "it takes bed days and gives none back"
    return "" if one.days.rises else "not told apart from do nothing"


def _better(other: Finding, one: Finding, clear: Sequence[Finding]) -> bool:
    """Tell whether another option gives back more for less, told apart in both: it is first of an earlier group."""
    if other.group is None or one.group is None or other.group >= one.group:
        return False
    first = next(option for option in clear if option.group == other.group)
    return other is first and other.cash.upper < one.cash.lower


def leaders(rows: Sequence[Listed]) -> list[Finding]:
    """Return the options of the short list that cannot be told apart from the one with most bed days returned."""
    short = [row.finding for row in rows if row.short]
    if not short or short[0].group is None:
        return short
    return [one for one in short if one.group == short[0].group]


# --- figures as cells ---


def count(value: float, *, plus: bool = False) -> Cell:
    """Return a number as a cell."""
    return Number(value, signed(value, number(value)) if plus else number(value)) if math.isfinite(value) else NOT_KNOWN


def money(value: float, *, plus: bool = False) -> Cell:
    """Return an amount of pounds as a cell."""
    return Number(value, signed(value, pounds(value)) if plus else pounds(value)) if math.isfinite(value) else NOT_KNOWN


def span(one: Estimate, *, cash: bool = False) -> Cell:
    """Return an interval as a cell."""
    if not math.isfinite(one.lower):
        return "no interval"
    return Span(one.lower, one.upper, interval(one.lower, one.upper, money=cash))


def price(value: float) -> Cell:
    """Return the price of one bed day as a cell: to the pound, in tens from £1,000 on."""
    return Number(value, price_words(value)) if math.isfinite(value) else NOT_KNOWN


def price_words(value: float) -> str:
    """Write the price of one bed day: to the pound, in tens from £1,000 on."""
    minus = MINUS if value < 0 else ""
    return f"{minus}£{number(abs(value)) if abs(value) >= 1000 else amount(abs(value), decimals=0)}"


def with_interval(one: Estimate, *, cash: bool = False) -> Cell:
    """Return a change with its interval as one cell."""
    if not math.isfinite(one.value):
        return NOT_KNOWN
    words = signed(one.value, pounds(one.value) if cash else number(one.value))
    if not math.isfinite(one.lower):
        return Number(one.value, words)
    return Span(one.lower, one.upper, f"{words} ({interval(one.lower, one.upper, money=cash)})", one.value)


def by_level(results: Results, measure: str, by: str) -> dict[str, dict[str, Estimate]]:
    """Return the change of a measure by option and category."""
    table: dict[str, dict[str, Estimate]] = {}
    for row in effects(results.comparison, measure, by).to_dict("records"):
        table.setdefault(str(row["option"]), {})[level(row["level"])] = estimate(dict(row))
    return table


def level(value: object) -> str:
    """Return a category as it is named: ``1`` for a fifth that was read as a number."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
