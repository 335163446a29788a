"""The paper as one HTML page: two printed pages and annexes, offline, for a screen reader too."""

import html
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sim.report.brief import inline
from sim.report.paper.content import Figure, Number, Paper, Points, Span, Statement, Table, shown
from sim.report.typeface import ELLIPSIS, FAMILY, embedded

TEMPLATE = "paper.html.j2"
KINDS = {Statement: "statement", Points: "points", Table: "table", Figure: "figure"}


def html_page(paper: Paper) -> str:
    """Return the page, with the letters that it needs of its typeface in it."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests["figure_cell"] = lambda cell: isinstance(cell, Number | Span)
    template = environment.get_template(TEMPLATE)
    values = {
        "paper": paper,
        "numbers": {table.name: at for at, table in enumerate(paper.tables(), start=1)},
        "kind": lambda block: KINDS[type(block)],
        "shown": shown,
        "svg": lambda figure: inline(f"paper-{figure.name}", figure.svg, figure.alternative),
        "family": FAMILY,
    }
    letters = html.unescape(template.render(**values, fonts={})) + ELLIPSIS
    return template.render(**values, fonts={"normal": embedded(letters), "bold": embedded(letters, bold=True)})
