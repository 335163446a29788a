"""A paper put together: every section in its order, the first two printed pages before the annexes."""

import csv
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from sim.report.brief import provenance
from sim.report.paper import criteria, money, people, recommendation, switching, trust
from sim.report.paper.annexes import FIRST_LINES, MOST_PICTURED, annexes
from sim.report.paper.appraisal import Appraisal
from sim.report.paper.content import Block, Figure, Paper, Points, Section, Statement, Table
from sim.report.paper.evidence import Finding, Listed, findings_of, leaders, listed
from sim.report.paper.folder import PaperFolder
from sim.report.paper.options import options_table
from sim.report.picture_files import ALTERNATIVES
from sim.report.results_folder import Results
from sim.report.uncertainty import cautions, how_sure_lines

BLANKS = {
    "Equality impact": "protected characteristics, and the assessment made; deprivation and age are above",
    "Climate": "emissions and adaptation",
    "Consultation": "who was asked, and what they said",
    "Directions": "to the health board, the council or both, with the budget of each",
    "Staff": "workforce needed, and whether it can be found",
    "Risk owner": "who holds each risk, and what is done about it",
}
"""What a board's paper must hold and no model can say: written by the paper's authors."""
PICTURES = ("net_cost", "by_quintile", "uncertainty", "trajectory")
"""Pictures of the annexes, as far as the folder has them; the first page has that of bed days returned."""
CHECKLIST = (
    ("What is recommended?", ("recommendation",), ("options", "long_list", "criteria")),
    ("How sure is that?", ("how_sure",), ("risk", "trust")),
    ("Who pays, and what does a bed day cost?", ("payers",), ("costs",)),
    ("Who gains?", ("gainers",), ("gains",)),
    ("Who waits longer?", ("waits",), ("wait_table",)),
    ("What would change the choice?", ("changes",), ("switching", "criteria")),
    ("What can the model not say?", ("cannot_say", "blanks"), ("indicators", "outcomes", "assumptions")),
)
"""What a board asks, with the sections that answer it and those with the figures behind."""
MOST_CAUTIONS = 3
"""Cautions on the first page."""


def compose(folder: PaperFolder, appraisal: Appraisal) -> Paper:
    """Return the whole paper of a results folder, with the board's part in it."""
    results = folder.results
    findings = findings_of(results)
    rows = listed(findings)
    scores = criteria.scores_of(folder, findings, appraisal)
    pictures = figures(folder.path)
    sections = [
        *_first_page(results, rows, scores, pictures),
        *_second_page(folder, findings, rows),
        *annexes(folder, findings, rows, scores, appraisal, pictures),
    ]
    sections.append(checklist(sections))
    return Paper(
        f"Hospital bed days returned: options for {results.place}",
        "Options appraisal for the integration joint board, from a simulation of patient flow",
        tuple(section for section in sections if section.blocks),
        str(results.provenance.get("started") or ""),
        provenance(results),
    )


def _first_page(
    results: Results, rows: Sequence[Listed], scores: criteria.Scores, pictures: dict[str, Figure]
) -> list[Section]:
    first, *more = recommendation.recommendation(results, rows, scores)
    sure = how_sure_lines(results)[:FIRST_LINES]
    warned = [f"Caution: {line}" for line in cautions(results)[:MOST_CAUTIONS]]
    there = "bed_days_returned" in pictures and len(rows) <= MOST_PICTURED
    picture = [pictures["bed_days_returned"]] if there else []
    return [
        Section("asked", "What the board is asked", (Points(recommendation.asked(results)),)),
        Section(
            "recommendation", "Recommendation", (Statement(first, "key"), *([Points(tuple(more))] if more else []))
        ),
        Section("options", "The options, do nothing first", (options_table(rows), *picture)),
        Section("how_sure", "How sure this is", (Points((*warned, *sure)),)),
    ]


def _second_page(folder: PaperFolder, findings: Sequence[Finding], rows: Sequence[Listed]) -> list[Section]:
    results, short = folder.results, [row.finding for row in rows if row.short]
    payers = money.payer_table(results, findings)
    no_payers = Statement("This results folder holds no costs by payer: who pays is not known.")
    gains = people.gain_words(results, findings) if people.gainers(results, findings) else []
    return [
        Section("payers", "Who pays", (payers or no_payers,), second_page=True),
        Section("gainers", "Who gains", (Points(tuple(gains)) if gains else people.no_breakdown(),)),
        Section("waits", "Who waits longer because of it", (Points(tuple(people.wait_words(results, findings))),)),
        Section("changes", "What would change the choice", _changes(folder, rows, short)),
        Section("cannot_say", "What the model cannot say", (Points(trust.cannot_say(results)),)),
        Section("blanks", "For the authors to fill in", tuple(_blank(*blank) for blank in BLANKS.items())),
    ]


def _blank(title: str, words: str) -> Statement:
    return Statement(f"{title}: [blank, for the authors: {words}]", "blank")


def _changes(folder: PaperFolder, rows: Sequence[Listed], short: Sequence[Finding]) -> tuple[Block, ...]:
    """Return in a few statements what would change the choice; the tables stand in an annex."""
    if not short:
        return (Statement("No option is on the short list, so there is no order that could turn."),)
    words = [*switching.cost_words(short, leaders(rows)), *switching.effect_words(folder, short)]
    return (Points(tuple(words)),)


def checklist(sections: Sequence[Section]) -> Section:
    """Return where a board finds what it must know: section, and the tables behind it, of those that are there."""
    titles = {section.key: section.title for section in sections}
    rows = tuple(
        (question, *("; ".join(titles[key] for key in keys if key in titles) or "not in this paper" for keys in places))
        for question, *places in CHECKLIST
    )
    headings = ("Question of a board", "Answered under", "Figures behind it")
    table = Table("Checklist", "Where this paper answers what a board asks", headings, rows)
    letter = chr(65 + sum(section.annex for section in sections))
    return Section("checklist", f"Annex {letter}. Checklist", (table,), annex=True)


def figures(folder: Path) -> dict[str, Figure]:
    """Return the pictures of a results folder by name."""
    directory = folder / "figures"
    if not (directory / ALTERNATIVES).is_file():
        return {}
    with (directory / ALTERNATIVES).open(encoding="utf-8", newline="") as file:
        return {
            row["picture"]: Figure(
                row["picture"],
                row["title"],
                row["alternative_text"],
                (directory / f"{row['picture']}.svg").read_text("utf-8"),
                (directory / f"{row['picture']}.png").read_bytes(),
                pd.read_csv(directory / f"{row['picture']}.csv"),
            )
            for row in csv.DictReader(file)
            if row["picture"] in ("bed_days_returned", *PICTURES)
        }
