"""The sheets of the workbook and their columns, as data: both the writer and the reader take them from here."""

from dataclasses import dataclass
from typing import Literal

TEMPLATE = 1
"""Version of the layout: a workbook of another one is refused."""
TITLE_ROW, TEXT_ROW, HEADER_ROW = 1, 2, 3
"""Rows of every sheet: its title, what it is for, and the headings of its one table."""
FIRST_ROW = HEADER_ROW + 1

Kind = Literal["shown", "name", "text", "choice", "number", "whole", "percent", "date", "value"]
"""What a column holds: what the template shows, or what may be filled in. `value` is a number or a percentage."""
MOST_MONTHS = 1_200
MORE, PERCENT, IN_ALL, CLOSED = "More or fewer", "Percent", "In all", "Closed, days"
"""Headings of the columns that say how much."""
DESIGNS = {
    "All combinations": "full_grid",
    "One axis at a time": "one_at_a_time",
    "Latin hypercube": "latin_hypercube",
    "Sobol sequence": "sobol",
}
"""Designs of a sweep: what the workbook calls them, and the word of a scenario file."""
VALUES = 8
"""Values of an axis that have a column each."""


@dataclass(frozen=True)
class Column:
    """A column of a sheet: the key under which code knows it, its heading, what it holds, and its width."""

    key: str
    heading: str
    kind: Kind = "shown"
    width: int = 14
    needed: bool = False
    note: str = ""
    """What to fill in, shown by the cell."""


@dataclass(frozen=True)
class Sheet:
    """A sheet of the workbook: its name, its title, what it is for, and its columns."""

    name: str
    title: str
    text: str
    columns: tuple[Column, ...]

    def at(self, key: str) -> int:
        """Return the number of a column, from 1."""
        return next(number for number, column in enumerate(self.columns, 1) if column.key == key)

    def column(self, key: str) -> Column:
        """Return a column by key."""
        return self.columns[self.at(key) - 1]


WHEN = (
    Column("start", "Start date", "date", 12, note="A date. Left empty: the option's own, else the first day counted."),
    Column("ramp", "Ramp, months", "whole", 10, note="Months from nothing to the whole. Left empty: the option's own."),
    Column("end", "End date", "date", 12, note="Last day on which it holds. Left empty: it stays."),
)
COVER = Sheet(
    "Cover",
    "Homefirst: a workbook for options, sweeps and a place of your own",
    "This worksheet says what the workbook was made for. Nothing on it is to be filled in.",
    (Column("what", "What", width=24), Column("value", "Value", width=70)),
)
HOW_TO = Sheet(
    "How to",
    "How to fill in this workbook",
    "This worksheet contains one table: what to do, sheet by sheet.",
    (Column("sheet", "Where", width=24), Column("what", "What to do", width=110)),
)
LEVERS = Sheet(
    "Levers",
    "Levers: what an option can change, and what is known of it",
    "This worksheet contains one table. Nothing on it is to be filled in: amounts stand on the sheets of the options.",
    (
        Column("lever", "Lever", width=34),
        Column("label", "What it is", width=34),
        Column("kind", "Kind", width=12),
        Column("unit", "Unit", width=16),
        Column("today", "Today", width=10),
        Column("usual", "Usual reach", width=10),
        Column("who", "Who may be reached", width=36),
        Column("evidence", "What it changes, with interval", width=70),
        Column("quality", "Quality of evidence", width=20),
        Column("badge", "Assumption", width=14),
        Column("source", "Source", width=90),
    ),
)
OPTIONS = Sheet(
    "Options",
    "Options: the choices that are compared with today",
    "This worksheet contains one table. Fill in a row for each option, and its amounts on the sheet named in column A.",
    (
        Column("sheet", "Sheet", width=12),
        Column("name", "Name", "name", 24, True, "A short name: letters, digits and _ only, beginning with a letter."),
        Column("title", "Title", "text", 36, True, "What tables and pictures call it."),
        Column("why", "Why", "text", 50, True, "The question that it answers."),
        Column("start", "Start date", "date", 12, note="A date. Left empty: the first day that counts."),
        Column("ramp", "Ramp, months", "whole", 10, note="Months from nothing to the whole. Left empty: at once."),
        Column("description", "Description", "text", 50, note="What it is, in a sentence or two."),
        Column("source", "Source", "text", 36, note="Where the figures come from."),
    ),
)
OPTION = Sheet(
    "Option",
    "Amounts of option {number}",
    "This worksheet contains one table. Fill in one amount in the row of each lever that this option changes.",
    (
        Column("lever", "Lever", width=34),
        Column("label", "What it is", width=34),
        Column("unit", "Unit", width=16),
        Column("today", "Today", width=10),
        Column("lowest", "Lowest", width=10),
        Column("highest", "Highest", width=12),
        Column("more", MORE, "number", 12, note="Places, people or hours a week; below 0: taken away."),
        Column("percent", PERCENT, "percent", 10, note="Of a capacity: of today's. Else: of those who may be reached."),
        Column("in_all", IN_ALL, "number", 10, note="What there is from then on."),
        Column("closed", CLOSED, "whole", 12, note="All places away for so many days."),
        *WHEN,
        Column("quality", "Quality of evidence", width=20),
        Column("badge", "Assumption", width=14),
        Column("evidence", "What it changes, with interval", width=100),
    ),
)
SWEEPS = Sheet(
    "Sweeps",
    "Sweeps: many combinations in one study",
    "This worksheet contains one table. Fill in a row for each sweep, and what varies on the worksheet Sweep axes.",
    (
        Column("name", "Name", "name", 24, True, "A short name: letters, digits and _ only, beginning with a letter."),
        Column("title", "Title", "text", 36, True, "What tables and pictures call it."),
        Column("why", "Why", "text", 50, True, "The question that it answers."),
        Column("design", "Design", "choice", 22, note="Left empty: all combinations."),
        Column("size", "Cells", "whole", 8, note="How many cells, of a Latin hypercube or a Sobol sequence only."),
        Column("target", "Target, bed days", "number", 12, note="Bed days returned a year that are wanted."),
        *(
            Column(f"where_{at}", f"Condition {at}", "text", 36, note="Such as: home_support + care_home <= 30")
            for at in (1, 2, 3)
        ),
        Column("source", "Source", "text", 36, note="Where the values come from."),
    ),
)
AXES = Sheet(
    "Sweep axes",
    "Axes of the sweeps: what varies, and over which values",
    "This worksheet contains one table. Fill in a row for each lever that varies: values, or lowest, highest and step.",
    (
        Column("sweep", "Sweep", "name", 24, True, "Name of a sweep, as on the worksheet Sweeps."),
        Column("lever", "Lever", "choice", 34, True, "A lever, by its name on the worksheet Levers."),
        Column("amount", "Amount", "choice", 14, True, f"{MORE}, {PERCENT} or {IN_ALL}."),
        *(
            Column(f"value_{at}", f"Value {at}", "value", 9, note="Of percent: type it with its sign, such as 5%.")
            for at in range(1, VALUES + 1)
        ),
        Column("low", "Lowest", "value", 9, note="Instead of values: the lower end."),
        Column("high", "Highest", "value", 9, note="Instead of values: the upper end."),
        Column("step", "Step", "value", 9, note="Left empty: any value, for a Latin hypercube or a Sobol sequence."),
        *WHEN,
    ),
)
PLACE = Sheet(
    "Own place",
    "A place of your own: the figures of a partnership",
    "This worksheet contains one table. Leave column H empty unless you want a place of your own beside the 31.",
    (
        Column("column", "Column", width=46),
        Column("unit", "Unit", width=24),
        Column("year", "Year", width=18),
        Column("needed", "Needed", width=9),
        Column("today", "Figure of {place}", width=18),
        Column("basis", "Basis", width=14),
        Column("method", "How it was made", width=60),
        Column("own", "Your figure", "value", 18, note="A number as in column E. Left empty: not known."),
    ),
)
SHEETS = (COVER, HOW_TO, LEVERS, OPTIONS, OPTION, SWEEPS, AXES, PLACE)
"""Sheets in their order; `OPTION` stands for as many as there are options."""


def option_sheet(number: int) -> str:
    """Return the name of the sheet with the amounts of an option."""
    return f"{OPTION.name} {number}"
