"""The brief: one HTML file, offline, two printed pages for a board. `brief.html.j2` is its template."""

import csv
import html
import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from sim.report.brief_layout import baseline_table, options_table, printed_assumptions, rows_that_fit
from sim.report.brief_tables import (
    CARE_MEASURES,
    assumed,
    baseline_rows,
    bed_days_returned_rows,
    beside,
    who_pays_and_gains,
)
from sim.report.findings import finding
from sim.report.labels import PARTS
from sim.report.picture_files import ALTERNATIVES, draw
from sim.report.results_folder import Results, read_results
from sim.report.scotland import PICTURE
from sim.report.typeface import ELLIPSIS, FAMILY, embedded
from sim.report.uncertainty import cautions, how_sure_lines, limits
from sim.study.analysis.grades import FIRST_YEAR_ONLY, NATIONAL, NOT_CALIBRATED, OTHER_YEAR

TEMPLATE = "brief.html.j2"
FIRST, SECOND, THIRD = "bed_days_returned", "flows_map", "delay_over_time"
"""Pictures printed: on the first page, on the second, and on the first where few options leave room."""
FEW_OPTIONS, LEAVE_ROOM = 7, 3
"""With more options than these: the second table is on the second page; the third picture is for the screen."""
LONG_CAPTION = 7.0
"""Millimetres by which the caption and headings of who pays and gains are higher than those of other tables."""
LEAST_PICTURE, LEAST_PARTNERSHIPS = 52.0, 118.0
"""Millimetres that a picture of the second page has at least."""
PRINTED_ROWS = 6
"""Rows of a kind that the table of the baseline prints at most."""


def brief(folder: Path, results: Results | None = None) -> Path:
    """Write `brief.html` into a results folder, drawing the pictures first where they are not there yet.

    ``results``: what the folder holds, where it has been read already.
    """
    results = results or read_results(folder)
    if not (folder / "figures" / ALTERNATIVES).is_file():
        draw(folder, results)
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    values = content(results)
    template = environment.get_template(TEMPLATE)
    page = template.render(**values, fonts="")
    letters = html.unescape(page) + ELLIPSIS
    faces = {"normal": embedded(letters), "bold": embedded(letters, bold=True)}
    page = template.render(**values, fonts=faces)
    path = folder / "brief.html"
    path.write_text(page, encoding="utf-8", newline="\n")
    return path


def content(results: Results) -> dict[str, Any]:
    """Return every value that the template shows, by its name there."""
    headings, changes = beside(results)
    payer_headings, payers = who_pays_and_gains(results)
    pictures = _pictures(results.folder / "figures")
    assumptions, baseline, many = assumed(results), baseline_rows(results), len(results.options) > FEW_OPTIONS
    first, by_partnership = pictures.pop(FIRST, ""), pictures.pop(PICTURE, "")
    second = by_partnership or ("" if many else pictures.pop(SECOND, ""))
    third = pictures.pop(THIRD, "") if len(results.options) <= LEAVE_ROOM else ""
    sure = how_sure_lines(results) + limits(results)
    above = options_table([row.title for row in payers]) + LONG_CAPTION if payers else 0.0
    above += options_table([row.title for row in changes]) if many else 0.0
    above += LEAST_PARTNERSHIPS if by_partnership else LEAST_PICTURE if second else 0.0
    printed_rows, height = _printed_baseline(baseline, above)
    printed = printed_assumptions(assumptions, beside=height, above=above, sure=sure, many=many)
    return {
        "place": results.place,
        "family": FAMILY,
        "finding": finding(results),
        "cautions": cautions(results),
        "given": bed_days_returned_rows(results),
        "part_headings": list(PARTS.values()),
        "headings": headings,
        "changes": changes,
        "payer_headings": payer_headings,
        "payers": payers,
        "first": first,
        "second": second,
        "third": third,
        "more_pictures": list(pictures.values()),
        "baseline": baseline,
        "printed_rows": printed_rows,
        "assumptions": assumptions,
        "many": many,
        "printed": printed,
        "sure": sure,
        "options": results.options,
        "provenance": provenance(results),
        "tallness": tallness,
        **_other_words(results, baseline),
    }


def _printed_baseline(baseline: dict[str, list[dict[str, str]]], above: float) -> tuple[int, float]:
    """Return how many rows of each group of the baseline's table are printed, and the height of the table."""
    groups = [[row["figure"] for row in group] for group in baseline.values()]
    count = rows_that_fit(groups, above, PRINTED_ROWS)
    return count, baseline_table([row for group in groups for row in group[:count]])


def _other_words(results: Results, baseline: dict[str, list[dict[str, str]]]) -> dict[str, Any]:
    """Return care planning and carers, and what the words of the table of the baseline mean."""
    headings, care = beside(results, CARE_MEASURES)
    doubt = any(row["doubt"] for group in baseline.values() for row in group)
    return {"care_headings": headings, "care": care, "rows_with_doubt": doubt, "meanings": MEANINGS}


def tallness(svg: str) -> str:
    """Return how high a picture is beside its width, so that pictures share the room of a page in proportion."""
    box = re.search(r'viewBox="[\d.]+ [\d.]+ ([\d.]+) ([\d.]+)"', svg)
    return f"{100 * float(box[2]) / float(box[1]):.1f}" if box else "100"


MEANINGS = {
    "calibrated": ": the baseline was calibrated to these",
    "reported": ": not calibrated to, so a fair test",
    NATIONAL: ": met for Scotland as a whole, not place by place",
    NOT_CALIBRATED: ": no multiplier of this place was calibrated, so these are a test too",
    FIRST_YEAR_ONLY: ": the other years measured are not",
    OTHER_YEAR: ": what is measured here is another year",
}
"""What the status of a figure in the table of the baseline means."""


def provenance(results: Results) -> str:
    """Say how the results were made, so that any run can be repeated: version, seed, engine, replications, date."""
    record, question, period = results.provenance, results.asked, results.asked.get("period") or {}
    changed = ", changed since" if record.get("changed_since_commit") else ""
    entries = {
        "Homefirst": record.get("version"),
        "commit": f"{str(record['commit'])[:10]}{changed}" if record.get("commit") else None,
        "engine": record.get("engine") or question.get("engine"),
        "seed": question.get("seed", record.get("seed")),
        "replications": question.get("replications"),
        "made on": str(record.get("started") or record.get("date") or "")[:10],
        "days from": period.get("start_date"),
        "warm-up of": f"{results.warmup_days:,.10g} days" if period else None,
    }
    return f"{'; '.join(f'{label} {value}' for label, value in entries.items() if value not in (None, ''))}." + (
        f" Folder: {results.folder.name}."
    )


def _pictures(directory: Path) -> dict[str, Markup]:
    with (directory / ALTERNATIVES).open(encoding="utf-8", newline="") as file:
        return {
            row["picture"]: inline(
                row["picture"], (directory / f"{row['picture']}.svg").read_text("utf-8"), row["alternative_text"]
            )
            for row in csv.DictReader(file)
        }


def inline(name: str, svg: str, alternative: str) -> Markup:
    """Return an SVG picture as part of a page: its words for those who cannot see, ids of its own, nothing outside."""
    body = svg[svg.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    body = re.sub(r"<style[^>]*>.*?</style>", "", body, flags=re.DOTALL)
    used = set(re.findall(r'(?:href="#|url\(#)([^")]+)', body))
    body = re.sub(r'\sid="([^"]*)"', lambda mark: f' id="{name}-{mark[1]}"' if mark[1] in used else "", body)
    body = body.replace('xlink:href="#', f'href="#{name}-')
    body = body.replace("url(#", f"url(#{name}-")
    head, rest = body.split(">", 1)
    shape = re.search(r'viewBox="[^"]*"', head)
    box = shape.group(0) if shape else ""
    return Markup(f'<svg {box} role="img" aria-label="{escape(alternative)}">{rest}')
