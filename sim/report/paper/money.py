"""Who pays, what a bed day returned costs, and the net present cost over the years measured."""

import math
from collections.abc import Sequence

from sim.report.labels import PAYERS, number, percent, title_of
from sim.report.paper.appraisal import Appraisal
from sim.report.paper.content import Cell, Number, Table
from sim.report.paper.evidence import (
    CASH,
    NET,
    Estimate,
    Finding,
    by_level,
    money,
    price,
    price_words,
    with_interval,
)
from sim.report.results_folder import Results

SET_ASIDE = "set_aside"
NO_ANSWER = "no answer"


def payers(results: Results) -> dict[str, str]:
    """Return the labels of the payers that the folder's figures name, in the scenario's order."""
    named = {**PAYERS, **((results.asked.get("description") or {}).get("payers") or {})}
    table = results.comparison
    levels = table.loc[(table["measure"].isin([CASH, NET])) & (table["breakdown"] == "payer"), "level"].astype(str)
    there = set(levels)
    return {name: title_of(name, named) for name in [*named, *sorted(there - set(named))] if name in there}


def payer_table(results: Results, findings: Sequence[Finding]) -> Table | None:
    """Return net cost in cash a year by payer, with intervals; None where the folder has no costs by payer."""
    labels, by_payer = payers(results), by_level(results, CASH, "payer") or by_level(results, NET, "payer")
    measure = "in cash" if by_level(results, CASH, "payer") else "with hospital bed days at their day cost"
    if not labels or not by_payer:
        return None
    rows: list[tuple[Cell, ...]] = []
    for one in findings:
        cells: list[Cell] = []
        for payer in labels:
            change = by_payer.get(one.name, {}).get(payer)
            cells.append(NO_ANSWER if change is None else with_interval(change, cash=True))
        rows.append((one.title, *cells))
    return Table(
        "Payers",
        f"Change in net cost a year {measure}, by who pays; below zero: saves",
        ("Option", *(f"{words} (95% interval)" for words in labels.values())),
        tuple(rows),
        (set_aside_words(results),),
    )


def set_aside_words(results: Results) -> str:
    """Say how the set-aside budget is counted."""
    if SET_ASIDE in payers(results):
        return "The set-aside budget is a payer of its own here."
    return (
        "No cost of this scenario names the set-aside budget as its payer: unscheduled hospital care that is set aside"
        " is counted under the NHS board. The split of it is for the authors."
    )


def cost_table(results: Results, findings: Sequence[Finding]) -> Table:
    """Return the cost of each option: interventions, in cash, with bed days valued, and of a bed day returned."""
    rows: list[tuple[Cell, ...]] = []
    for one in findings:
        cost: Cell = price(one.cost_per_day)
        if not math.isfinite(one.cost_per_day):
            cost = "not said: bed days not told apart from none" if not one.why_none else NO_ANSWER
        elif one.cash.value <= 0:
            cost = Number(one.cost_per_day, f"{price_words(one.cost_per_day)}: costs less, gives back")
        rows.append(
            (one.title, money(one.interventions.value), with_interval(one.cash, cash=True),
             with_interval(one.net, cash=True), cost)
        )  # fmt: skip
    return Table(
        "Costs",
        "Cost a year of each option against do nothing, and of one bed day returned",
        (
            "Option", "Its interventions", "Net cost in cash (95% interval)",
            "Net cost, bed days valued (95% interval)", "Cash for one bed day returned",
        ),
        tuple(rows),
        (
            "In cash: hospital beds stay open, so a bed day returned frees none. Bed days valued: at the day cost of"
            " the ward, which becomes cash only where beds close. Cash for one bed day: mean net cost in cash over"
            " mean bed days returned; said only where the bed days are told apart from none. Costs marked as"
            " assumptions are in the annex of assumptions and in the scenario.",
        ),
    )  # fmt: skip


def years_measured(results: Results) -> float:
    """Return the length of the measured period in years."""
    return float((results.asked.get("period") or {}).get("years") or 0.0)


def present_cost(cost: float, years: float, rate: float) -> float:
    """Return the present value of a cost a year over some years, the first not discounted (Green Book, annex A6).

    ``rate`` in percent a year. A part of a year at the end counts as that part; a year too short by hours is whole.
    """
    whole, part = int(years + 0.02), 0.0
    if years - whole > 0.02:
        part = years - whole
    factors = sum((1 + rate / 100) ** -year for year in range(whole)) + part * (1 + rate / 100) ** -whole
    return cost * factors


def present_table(results: Results, findings: Sequence[Finding], appraisal: Appraisal) -> Table:
    """Return the net present cost of each option over the years measured, in cash and with bed days valued."""
    years, rate = years_measured(results), appraisal.discount_percent
    rows: list[tuple[Cell, ...]] = []
    for one in findings:
        cells: list[Cell] = []
        for cost in (one.cash, one.net):
            ends = Estimate(*(present_cost(end, years, rate) for end in (cost.value, cost.lower, cost.upper)))
            cells.append(with_interval(ends, cash=True))
        rows.append((one.title, *cells))
    return Table(
        "Present cost",
        f"Net present cost over {number(years)} {'year' if round(years, 1) == 1 else 'years'} measured, at"
        f" {percent(rate)} a year",
        ("Option", "In cash (95% interval)", "Bed days valued (95% interval)"),
        tuple(rows),
        present_notes(results, appraisal),
    )


def present_notes(results: Results, appraisal: Appraisal) -> tuple[str, ...]:
    """Say how net present cost is reckoned, and from what."""
    words = [
        f"Discount rate {percent(appraisal.discount_percent)} a year: {appraisal.discount_source}. The first year is"
        " not discounted. Costs and prices are those of the scenario, without inflation or one-off costs of starting.",
        "The results folder holds the mean cost a year over the period measured and no net cost of each year, so every"
        " year measured is taken to cost that mean: a cost that grows or shrinks over the years is not seen.",
    ]
    if years_measured(results) < 1.5:
        words.append("One year is measured: ask with period=five_years for a longer trajectory.")
    return tuple(words)
