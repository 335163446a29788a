"""The rows of a best mix's tables, written as the command line writes them."""

import math

from sim.report.best_mix_results import BestMixResults
from sim.report.best_mix_text import grade_of_step, interval_of_step
from sim.report.labels import interval, number, percent, pounds
from sim.report.sweep_results import per_day


def frontier_headings(results: BestMixResults) -> list[str]:
    """Return the headings of the frontier."""
    often = f"{100 * float(results.answer['asked_chance']):.0f} of 100"
    return ["Mix", "Net cost a year", "Bed days returned a year", "95 % interval", f"In {often} at least", "Chosen"]


def frontier_rows(results: BestMixResults) -> list[tuple[str, ...]]:
    """Return the cheapest mixes as checked: cost, bed days, how sure, and which is chosen."""
    return [
        (
            str(row["title"]),
            pounds(row["cash"]),
            number(row["bed_days"]),
            interval(row["lower"], row["upper"]),
            number(row["reached_in_so_many"]),
            "chosen" if row["is_best"] else "",
        )
        for row in results.frontier.to_dict("records")
    ]


STEP_HEADINGS = (
    "Step",
    "Bed days",
    "95 % interval",
    "How sure",
    "Net cost a year",
    "Cost of a bed day",
    "Chance after",
)


def step_rows(results: BestMixResults, step: str) -> list[tuple[str, ...]]:
    """Return what one step less, or more, of each lever changes of the mix chosen."""
    rows = results.steps[results.steps["step"] == step]
    return [
        (
            str(row["to_value"]),
            number(row["bed_days"]),
            interval_of_step(row),
            grade_of_step(row),
            pounds(row["cash"]),
            per_day(row["cost_per_bed_day"]) if math.isfinite(row["cost_per_bed_day"]) else "",
            percent(100 * row["chance"]) if math.isfinite(row["chance"]) else "",
        )
        for row in rows.to_dict("records")
    ]
