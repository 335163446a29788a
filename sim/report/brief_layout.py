"""How much of the assumptions the second printed page holds: heights of its parts, from text measured as it is drawn.

Pictures take what is left of a page, and need no measuring: the page lays them out (see the template).
"""

from sim.report.brief_tables import Assumed
from sim.report.typeface import wrapped

PAGE, WIDE = 279.0, 188.0
"""Height and width of the printed text in millimetres."""
TIGHT, LINE, ROW, HEADING, OPTION_ROW = 6.3, 2.72, 3.35, 8.0, 4.5
"""Size of small text in points; millimetres of a line of it, of a table row, of a heading, and of an option's row."""
LEFT, RIGHT, GAP = 0.57 * 183, 0.43 * 183, 6.0
"""Widths of the two columns beside each other, and what lies between columns of a list, in millimetres."""
FIRST = 0.36
"""Share of the table of the baseline that its first column takes."""
FOOTER, TITLES = 15.0, 0.23
"""Millimetres of the foot; share of a table of options that titles take."""
SPARE = 0.92
"""Part of the space that is filled: a balanced column is never full to the last line."""


def rows_of_text(text: str, millimetres: float, size: float = TIGHT) -> int:
    """Return on how many lines a text is printed in a column of some width."""
    return len(wrapped(text, millimetres / 25.4, size))


def options_table(titles: list[str]) -> float:
    """Return the height of a table with a row for each option, its heading and caption included, in millimetres."""
    return HEADING + 11 + sum(OPTION_ROW + 3.0 * (rows_of_text(title, TITLES * WIDE, 7.0) - 1) for title in titles)


def baseline_table(rows: list[str]) -> float:
    """Return the height of the table of the baseline, in millimetres, by the words of its rows."""
    words = FIRST * LEFT - 2
    return HEADING + 11 + sum(ROW + LINE * (rows_of_text(text, words) - 1) for text in rows)


def rows_that_fit(groups: list[list[str]], above: float, most: int) -> int:
    """Return how many rows of each group of the baseline's table fit on the second page, below what stands above it."""
    below = SPARE * (PAGE - FOOTER - above) - (ROW + LINE) * len(groups)
    for count in range(most, 1, -1):
        if baseline_table([row for group in groups for row in group[:count]]) <= below:
            return count
    return 1


def list_height(texts: list[str], millimetres: float) -> float:
    """Return the height of a list of small text in a column of some width, with its heading, in millimetres."""
    return HEADING + sum(LINE * rows_of_text(text, millimetres - 4) + 0.7 for text in texts)


def printed_assumptions(assumptions: list[Assumed], *, beside: float, above: float, sure: list[str], many: bool) -> int:
    """Return of how many interventions the second page prints the assumptions.

    `beside` is the height of the table of the baseline, `above` what stands over both columns, pictures included.
    Where there are many options the assumptions stand beside that table; else below it, in two columns.
    """
    below = PAGE - FOOTER - above
    column = RIGHT if many else (WIDE - GAP) / 2
    heads = HEADING + 5 * LINE
    space = below - heads if many else 2 * (below - max(beside, list_height(sure, RIGHT)) - heads)
    space *= SPARE
    for number, row in enumerate(assumptions):
        space -= LINE * rows_of_text(row.text, column - 4) + 0.7
        if space < 0:
            return number
    return len(assumptions)
