"""National indicators and outcomes: what the model says of each, or that it cannot, and why."""

import math

from sim.measures.core_suite import CORE_SUITE
from sim.measures.outcomes import NATIONAL_OUTCOMES
from sim.report.labels import exact, rate, signed
from sim.report.paper.content import Cell, Number, Span, Table
from sim.report.paper.evidence import Finding
from sim.report.paper.folder import PaperFolder, number_in, words_in

CANNOT = "cannot say"


def indicator_table(folder: PaperFolder) -> Table | None:
    """Return the 23 national indicators; None where the folder does not hold them."""
    table = folder.table("national_indicators")
    if table.empty:
        return None
    rows: list[tuple[Cell, ...]] = []
    for row in table.to_dict("records"):
        value, low, high, published = (number_in(row, name) for name in ("modelled", "lower", "upper", "published"))
        between: Cell = Span(low, high, f"{exact(low)} to {exact(high)}") if math.isfinite(low) else CANNOT
        unit = words_in(row, "unit")
        rows.append(
            (f"{words_in(row, 'indicator')}. {words_in(row, 'title')}", unit or CANNOT,
             Number(value, exact(value)) if math.isfinite(value) else CANNOT,
             between, Number(published, exact(published)) if math.isfinite(published) else "not at hand",
             words_in(row, "note") or "Directly.")
        )  # fmt: skip
    headings = ("Indicator", "Unit", "Modelled, do nothing", "95% interval", "Published", "What to know, or why not")
    caption = f"National integration indicators NI-1 to NI-{len(CORE_SUITE)}: do nothing"
    note = "Published figures with their sources are in national_indicators.csv; some are of all adults or of Scotland."
    return Table("Indicators", caption, headings, tuple(rows), (note,))


def outcome_table(folder: PaperFolder, shown: list[Finding]) -> Table | None:
    """Return the nine national outcomes, each with the measures that speak to it; None where the folder holds none."""
    table = folder.table("national_outcomes")
    table = table[(table["breakdown"] == "all")]
    if table.empty:
        return None
    rows: list[tuple[Cell, ...]] = []
    for outcome in NATIONAL_OUTCOMES:
        mine = table[table["outcome"] == outcome.number]
        names = list(dict.fromkeys(mine["measure"])) or [""]
        for name in names:
            today, unit, cells = _measure(folder, outcome.number, str(name), shown)
            what = f"{str(name).replace('_', ' ')}, {unit}" if name else CANNOT
            rows.append((f"{outcome.number}. {outcome.title}", what, today, *cells, outcome.note))
    headings = ("Outcome", "Measure and unit", "Do nothing", *(one.title for one in shown), "How far it speaks to it")
    caption = "National health and wellbeing outcomes: level today, then change with each option of the short list"
    note = "? after a change: the 95% interval includes no change. Measures by setting or fifth: national_outcomes.csv."
    return Table("Outcomes", caption, headings, tuple(rows), (note,))


def _measure(folder: PaperFolder, number: int, name: str, shown: list[Finding]) -> tuple[Cell, str, list[Cell]]:
    """Return the level of today, the unit, and each option's change."""
    table = folder.table("national_outcomes")
    rows = table[(table["outcome"] == number) & (table["measure"] == name) & (table["breakdown"] == "all")]
    by_option = {str(row["option"]): row for row in rows.to_dict("records")}
    means = [number_in(row, "baseline_mean") for row in by_option.values()]
    today = next((mean for mean in means if math.isfinite(mean)), math.nan)
    unit = next((words_in(row, "unit") for row in by_option.values()), "")
    level: Cell = Number(today, rate(today)) if math.isfinite(today) else "a change only" if by_option else CANNOT
    return level, unit, [_change(by_option.get(one.name)) for one in shown]


def _change(row: dict[object, object] | dict[str, object] | None) -> Cell:
    if row is None:
        return CANNOT
    cells = {str(name): value for name, value in row.items()}
    value, low, high = (number_in(cells, name) for name in ("difference", "lower", "upper"))
    value = value if math.isfinite(value) else number_in(cells, "mean")
    if not math.isfinite(value):
        return CANNOT
    mark = "" if low > 0 or high < 0 or low == high == 0 else "?"
    return Number(value, f"{signed(value, rate(value))}{mark}")
