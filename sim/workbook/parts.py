"""What a row of amounts and dates states, in the words of a scenario file, and the cell of each of its keys."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sim.description.input_errors import InputError, near_miss, shown
from sim.workbook import cells
from sim.workbook.layout import IN_ALL, MORE, MOST_MONTHS, PERCENT
from sim.workbook.levers import MOST_PERCENT, MOST_PLACES, Lever
from sim.workbook.pages import Page

Content = dict[str, Any]
COLUMN_OF = {
    "places": "more", "hours": "more", "by": "percent", "coverage": "percent", "to": "in_all", "closed": "closed",
    "from": "start", "over": "ramp", "until": "end",
}  # fmt: skip
"""Column in which a key of a scenario file is filled in."""
KEY_OF = {MORE: "more", PERCENT: "percent", IN_ALL: "in_all"}


@dataclass
class Where:
    """The cells of what was read: where a dotted path of the file stands, or the nearest path above it."""

    file: str
    """The cell of what stands nowhere else."""
    cells: dict[str, str] = field(default_factory=dict)

    def fault(self, error: InputError) -> InputError:
        """Return a fault of a scenario file as one of the workbook."""
        keys = error.key.split(".")
        for end in range(len(keys), 0, -1):
            if (path := ".".join(keys[:end])) in self.cells:
                return replace(error, file=self.cells[path], key="")
        return replace(error, file=self.file)


def percent_text(share: float) -> str:
    """Return a share as a scenario file writes a percentage."""
    return f"{100 * share:.10g}%"


def bare(value: float) -> float:
    """Return a number as a file has it: whole ones without a point."""
    return int(value) if value == int(value) else value


def key_of(lever: Lever, amount: str) -> str:
    """Return the key of a scenario file for a column of amounts."""
    match amount:
        case "more":
            return "hours" if lever.in_hours else "places"
        case "percent":
            return "by" if lever.is_capacity else "coverage"
        case "in_all":
            return "to"
        case _:
            return "closed"


def amount_in(cell: Any, lever: Lever, amount: str) -> object:
    """Return an amount as a scenario file has it; raise Fault where it is none, or out of range."""
    if amount == "percent":
        share = cells.percent(cell, (-MOST_PERCENT, MOST_PERCENT) if lever.is_capacity else (0.0, 1.0))
        return percent_text(share) if lever.is_capacity else bare(share)
    if not lever.is_capacity:
        raise cells.Fault(cells.plain(cell), f"an intervention takes {PERCENT} only: the share reached")
    if amount == "closed":
        return f"{cells.whole(cell, (1, 36_525), 'days')} days"
    allowed = (lever.lowest, lever.highest) if amount == "more" else (0.0, float(MOST_PLACES))
    return bare(cells.number(cell, allowed, lever.unit))


def dates_of(page: Page, row: int, start: object = None, ramp: int | None = None) -> Content:
    """Return from, over and until of a row; ``start`` and ``ramp`` hold where it has none of its own."""
    own = page.words(row, "start") if page.has(row, "start") else start
    months = page.get(row, "ramp", lambda cell: cells.whole(cell, (0, MOST_MONTHS), "months"))
    months = ramp if months is None else months
    until = page.words(row, "end")
    if isinstance(own, datetime.date) and isinstance(until, datetime.date) and until < own:
        page.fault(row, "end", f"is before the start, {own}", until)
    stated = {"from": own, "over": months_text(months), "until": until}
    return {key: value for key, value in stated.items() if value is not None}


def months_text(months: int | None) -> str | None:
    """Return a ramp as a scenario file writes it; none at once."""
    return f"{months} month{'' if months == 1 else 's'}" if months else None


def lever_of(page: Page, row: int, levers: Mapping[str, Lever]) -> Lever | None:
    """Return the lever named in a row; nothing, with a fault, where there is none of that name."""
    word = page.get(row, "lever", cells.text)
    if word is None:
        if not page.has(row, "lever"):
            page.fault(row, "lever", "is empty: the name of a lever is needed")
        return None
    if word not in levers:
        by_label = {lever.label: name for name, lever in levers.items()}
        near = near_miss(word, [*levers, *by_label])
        rule = f"unknown lever {shown(word)}"
        page.fault(row, "lever", rule, word, by_label.get(near, near), "" if near else "column A of the sheet Levers")
        return None
    return levers[word]
