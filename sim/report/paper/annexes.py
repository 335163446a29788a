"""The annexes of a paper: every table behind its first two pages, and how it was made."""

from collections.abc import Sequence

from sim.report.brief import provenance
from sim.report.labels import percent
from sim.report.paper import criteria, money, national, people, switching, trust
from sim.report.paper.appraisal import Appraisal
from sim.report.paper.content import Block, Figure, Points, Section, Statement
from sim.report.paper.evidence import Finding, Listed, leaders
from sim.report.paper.folder import PaperFolder
from sim.report.paper.options import change_table, futures_table, list_table, sensitivity_table
from sim.report.uncertainty import how_sure_lines

FIRST_LINES = 3
"""Lines on how sure it is that stand on the first page."""
MOST_PICTURED = 6
"""Options whose picture is legible on the first page; with more it stands in an annex."""
MOST_SHOWN = 4
"""Options in the table of outcomes."""


def annexes(
    folder: PaperFolder,
    findings: Sequence[Finding],
    rows: Sequence[Listed],
    scores: criteria.Scores,
    appraisal: Appraisal,
    pictures: dict[str, Figure],
) -> list[Section]:
    """Return the annexes that there is anything for, with letters."""
    results, short = folder.results, [row.finding for row in rows if row.short]
    shown = (leaders(rows) or list(findings))[:MOST_SHOWN]
    switches = (switching.cost_table(short), switching.effect_table(folder, short))
    weights = criteria.weight_table(scores)
    present = money.present_table(results, findings, appraisal)
    costs = (money.cost_table(results, findings), present, pictures.get("net_cost"))
    gains = (*people.gainers(results, findings), pictures.get("by_quintile"))
    risks = (sensitivity_table(folder), futures_table(results), pictures.get("uncertainty"))
    pictured = pictures.get("bed_days_returned") if len(rows) > MOST_PICTURED else None
    sections: list[tuple[str, str, Sequence[Block | None]]] = [
        ("long_list", "Long list and short list", (list_table(results, rows), pictured, change_table(folder))),
        ("criteria", "Criteria and weights", (criteria.score_table(scores), weights, _incomplete(scores))),
        ("costs", "Costs", costs),
        ("gains", "Who gains, by deprivation and age", gains),
        ("wait_table", "Waits", (people.wait_table(results, findings),)),
        ("switching", "Switching values", switches),
        (
            "risk", "Risk and sensitivity",
            (Points(tuple(how_sure_lines(results)[FIRST_LINES:])), *risks),
        ),
        ("indicators", "National indicators", (national.indicator_table(folder),)),
        ("outcomes", "National outcomes", (national.outcome_table(folder, shown),)),
        ("trust", "How far the model of do nothing can be trusted",
         (Points(tuple(trust.trust_words(folder))), trust.baseline_table(results), pictures.get("trajectory"))),
        ("assumptions", "Assumptions", (trust.assumption_table(results),)),
        ("method", "How this was made", (Statement(provenance(results)), Statement(LICENCE))),
    ]  # fmt: skip
    return _lettered(sections)


def _lettered(annexes: Sequence[tuple[str, str, Sequence[Block | None]]]) -> list[Section]:
    """Return the annexes that hold anything as sections, each with its letter."""
    filled = [(key, title, tuple(block for block in blocks if block is not None)) for key, title, blocks in annexes]
    return [
        Section(key, f"Annex {chr(65 + place)}. {title}", blocks, annex=True)
        for place, (key, title, blocks) in enumerate(annex for annex in filled if annex[2])
    ]


LICENCE = (
    "Contains public sector information licensed under the Open Government Licence v3.0. Published figures: Public"
    " Health Scotland, National Records of Scotland, Scottish Government."
)


def _incomplete(scores: criteria.Scores) -> Statement:
    blank = [one.title for one in scores.criteria if one not in scores.scored]
    if not blank:
        return Statement("Every criterion is scored.")
    return Statement(
        f"Not scored yet: {'; '.join(blank)}, together {percent(100 - scores.scored_weight)} of the weights. The"
        " order by criteria is of the rest only, and may change.",
        "key",
    )
