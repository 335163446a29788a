"""The brief: one HTML file, offline, two printed pages for a board. The template beside lays the words out."""

import csv
import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from sim.report.brief_tables import Assumed, assumed, baseline_rows, beside, given_back
from sim.report.findings import finding
from sim.report.folder import Results, read_results
from sim.report.pictures import ALTERNATIVES, draw
from sim.report.sureness import cautions, how_sure_lines, limits
from sim.report.wording import PARTS

TEMPLATE = "brief.html.j2"
FIRST, SECOND, THIRD = "bed_days_returned", "flows_map", "delay_over_time"
"""Pictures printed: on the first page, on the second, and on the first where few options leave room."""
FEW_OPTIONS = 7
"""With more options than this, the second table moves to the second page."""
PICTURE_HEIGHT, EACH_OPTION, THIRD_HEIGHT = 36.0, 11.7, 76.0
"""Millimetres of the first picture without its options, of each option in it, and of the third picture."""
TITLE_LETTERS = 32
"""Letters of an option's title that fit on a line of the tables."""
LETTERS_A_LINE, LINES_WITH_FEW, LINES_WITH_MANY, LINES_EACH_OPTION = 70, 46, 24, 3
"""Room for assumptions on the second page: lines in two columns, fewer where the second table stands there too."""


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
        "given": given_back(results),
        "part_headings": list(PARTS.values()),
        "headings": headings,
        "changes": changes,
        "first": pictures.pop(FIRST, ""),
        "second": pictures.pop(SECOND, ""),
        "third": pictures.pop(THIRD, "") if spare > THIRD_HEIGHT else "",
        "third_height": THIRD_HEIGHT,
        "more_pictures": list(pictures.values()),
        "baseline": baseline_rows(results),
        "assumptions": assumptions,
        "many": len(results.options) > FEW_OPTIONS,
        "tall": max(50, int(room)),
        "printed": _room(assumptions, len(results.options)),
        "sure": how_sure_lines(results),
        "limits": limits(results),
        "options": results.options,
        "provenance": provenance(results),
    }


def _room(assumptions: list[Assumed], options: int) -> int:
    """Return how many assumptions the second printed page has room for."""
    few = options <= FEW_OPTIONS
    left = LINES_WITH_FEW if few else LINES_WITH_MANY - LINES_EACH_OPTION * (options - FEW_OPTIONS)
    for place, row in enumerate(assumptions):
        left -= -(-row.letters // LETTERS_A_LINE)
        if left < 0:
            return place
    return len(assumptions)


def _room_for_pictures(results: Results) -> float:
    """Return the room for pictures on the first printed page, in millimetres, once the words and tables are set."""
    titles = [option["title"] for option in results.options]
    rows = sum(1.5 + 3.4 * -(-len(title) // TITLE_LETTERS) for title in titles)
    words = 5.3 * -(-len(finding(results)) // 96) + 6
    warned = sum(4 * -(-len(line) // 120) for line in cautions(results)[:3]) + 7
    tables = 26 + rows if len(titles) > FEW_OPTIONS else 52 + 2 * rows
    return 280 - 24 - words - warned - (tables if titles else 0)


def provenance(results: Results) -> str:
    """Say what made the results, so that any run can be repeated: version, seed, engine, replications, date."""
    known = {**results.made, **{name: results.asked.get(name) for name in ("seed", "engine", "replications")}}
    horizon = results.asked.get("horizon") or {}
    words = {
        "version": "Homefirst", "commit": "commit", "engine": "engine", "seed": "seed", "replications": "replications",
        "date": "made on",
    }  # fmt: skip
    said = [f"{before} {known[name]}" for name, before in words.items() if known.get(name) not in (None, "")]
    if horizon:
        begin, years = horizon.get("start_date", "not stated"), horizon.get("years", "not stated")
        said.append(f"from {begin}, warm-up {horizon.get('warmup_days', 0)} days, then {years} financial year(s)")
    return f"{'; '.join(said)}. Folder: {results.folder.name}."


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
    body = re.sub(r'\sid="', f' id="{name}-', body).replace('xlink:href="#', f'href="#{name}-')
    body = body.replace("url(#", f"url(#{name}-")
    head, rest = body.split(">", 1)
    shape = re.search(r'viewBox="[^"]*"', head)
    box = shape.group(0) if shape else ""
    return Markup(f'<svg {box} role="img" aria-label="{escape(alternative)}">{rest}')  # noqa: S704 - our own drawing
