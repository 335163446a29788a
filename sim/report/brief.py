"""The brief: one HTML file, offline, two printed pages for a board. The template beside lays the words out."""

import csv
import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from sim.report.brief_tables import Assumed, assumed, baseline_rows, bed_days_returned_rows, beside
from sim.report.findings import finding
from sim.report.labels import PARTS, number
from sim.report.pictures import ALTERNATIVES, draw
from sim.report.results_folder import Results, read_results
from sim.report.scotland import PICTURE
from sim.report.uncertainty import cautions, how_sure_lines, limits

TEMPLATE = "brief.html.j2"
FIRST, SECOND, THIRD = "bed_days_returned", "flows_map", "delay_over_time"
"""Pictures printed: on the first page, on the second, and on the first where few options leave room."""
FEW_OPTIONS, MANY_OPTIONS = 7, 10
"""With more options than these, the second table moves to the second page, and the second picture is for the screen."""
PICTURE_HEIGHT, EACH_OPTION, THIRD_HEIGHT = 36.0, 11.7, 76.0
"""Millimetres of the first picture without its options, of each option in it, and of the third picture."""
TITLE_LETTERS, WHAT_LETTERS = 32, 42
"""Letters of an option's title, and of a figure's name, that fit on a line of their tables."""
LETTERS_FEW, LETTERS_MANY, LINES_FEW, LINES_MANY, LINES_OF_PICTURE = 62, 56, 97, 46, 18
"""Room for assumptions on the second page: letters on a line and lines."""
SURE_HEIGHT = 36
"""Millimetres of the lines on how sure we are, on the first page where there are many options."""


def brief(folder: Path) -> Path:
    """Write `brief.html` into a results folder, drawing the pictures first where they are not there yet."""
    results = read_results(folder)
    if not (folder / "figures" / ALTERNATIVES).is_file():
        draw(folder)
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template(TEMPLATE).render(**content(results))
    path = folder / "brief.html"
    path.write_text(page, encoding="utf-8", newline="\n")
    return path


def content(results: Results) -> dict[str, Any]:
    """Return everything the template says, in words."""
    headings, changes = beside(results)
    pictures = _pictures(results.folder / "figures")
    assumptions = assumed(results)
    room = _room_for_pictures(results)
    spare = room - (PICTURE_HEIGHT + EACH_OPTION * len(results.options) if results.options else 0)
    return {
        "place": results.place,
        "finding": finding(results),
        "cautions": cautions(results),
        "given": bed_days_returned_rows(results),
        "part_headings": list(PARTS.values()),
        "headings": headings,
        "changes": changes,
        "first": pictures.pop(FIRST, ""),
        "second": pictures.pop(SECOND, "") if len(results.options) <= MANY_OPTIONS else "",
        "third": pictures.pop(THIRD, "") if spare > THIRD_HEIGHT else "",
        "third_height": THIRD_HEIGHT,
        "by_partnership": pictures.pop(PICTURE, ""),
        "more_pictures": list(pictures.values()),
        "baseline": baseline_rows(results),
        "assumptions": assumptions,
        "many": len(results.options) > FEW_OPTIONS,
        "tall": max(50, int(room)),
        "printed": _room_for_assumptions(
            assumptions, baseline_rows(results), [option["title"] for option in results.options]
        ),
        "sure": how_sure_lines(results),
        "limits": limits(results),
        "options": results.options,
        "provenance": provenance(results),
    }


def _height(baseline: dict[str, list[dict[str, str]]]) -> float:
    """Return the millimetres that the printed table of the baseline takes."""
    printed = [row["figure"] for rows in baseline.values() for row in rows[:8]]
    return 16 + sum(3.9 + 3.0 * (len(what) > WHAT_LETTERS) for what in printed)


def _room_for_assumptions(
    assumptions: list[Assumed], baseline: dict[str, list[dict[str, str]]], titles: list[str]
) -> int:
    """Return of how many interventions the second printed page can list the assumptions."""
    if len(titles) <= FEW_OPTIONS:
        letters, left = LETTERS_FEW, LINES_FEW - 0.65 * _height(baseline)
    else:
        letters, left = LETTERS_MANY, LINES_MANY - 1.7 * _lines(titles)
    left += LINES_OF_PICTURE if len(titles) > MANY_OPTIONS else 0
    for place, row in enumerate(assumptions):
        left -= -(-row.letters // letters) + 0.25
        if left < 0:
            return place
    return len(assumptions)


def _lines(titles: list[str]) -> float:
    """Return how many table rows the titles take; a second line counts two thirds of a row."""
    return sum(1 + 0.67 * ((len(title) - 1) // TITLE_LETTERS) for title in titles)


def _room_for_pictures(results: Results) -> float:
    """Return the room for pictures on the first printed page, in millimetres, once the words and tables are set."""
    titles = [option["title"] for option in results.options]
    rows = 5.1 * _lines(titles)
    words = 5.3 * -(-len(finding(results)) // 96) + 6
    warned = sum(4 * -(-len(line) // 120) for line in cautions(results)[:3]) + 6
    tables = 26 + rows + SURE_HEIGHT if len(titles) > FEW_OPTIONS else 52 + 2 * rows
    return 286 - 24 - words - warned - (tables if titles else 0)


def provenance(results: Results) -> str:
    """Say what made the results, so that any run can be repeated: version, seed, engine, replications, date."""
    made, asked, period_conf = results.made, results.asked, results.asked.get("period") or {}
    changed = ", changed since" if made.get("changed_since_commit") else ""
    said = {
        "Homefirst": made.get("version"),
        "commit": f"{str(made['commit'])[:10]}{changed}" if made.get("commit") else None,
        "engine": made.get("engine") or asked.get("engine"),
        "seed": asked.get("seed", made.get("seed")),
        "replications": asked.get("replications"),
        "made on": str(made.get("started") or made.get("date") or "")[:10],
        "days from": period_conf.get("start_date"),
        "warm-up of": f"{number(results.warmup_days)} days" if period_conf else None,
    }
    return f"{'; '.join(f'{words} {value}' for words, value in said.items() if value not in (None, ''))}." + (
        f" Folder: {results.folder.name}."
    )


def _pictures(place: Path) -> dict[str, Markup]:
    with (place / ALTERNATIVES).open(encoding="utf-8", newline="") as lines:
        return {
            row["picture"]: inline(
                row["picture"], (place / f"{row['picture']}.svg").read_text("utf-8"), row["alternative_text"]
            )
            for row in csv.DictReader(lines)
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
