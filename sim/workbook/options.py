"""Options of a filled-in workbook: a row of the sheet Options each, and a sheet of amounts, lever by lever."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from sim.description.input_errors import InputError, InputErrors
from sim.description.interventions import Option
from sim.description.system import Description
from sim.description.validation import validated
from sim.description.worlds import world_of
from sim.workbook import cells
from sim.workbook.layout import FIRST_ROW, MOST_MONTHS, OPTION, OPTIONS
from sim.workbook.levers import Lever
from sim.workbook.pages import Page
from sim.workbook.parts import COLUMN_OF, Content, Where, amount_in, dates_of, key_of, lever_of

FROM_WORKBOOK = "From a workbook of a planner"
"""Source of an option that names none."""
AMOUNTS = ("more", "percent", "in_all", "closed")


@dataclass(frozen=True)
class Read:
    """Something read from the workbook: its content as a scenario file has it, and where each part of it stands."""

    name: str
    content: Content
    where: Where
    sheets: str
    """The sheets it stands on, in words."""


def options_in(
    heads: Page, pages: Mapping[str, Page], levers: Mapping[str, Lever], taken: Collection[str]
) -> list[Read]:
    """Return the options that are filled in; faults are noted on their pages.

    ``pages`` are the sheets of amounts by name, ``taken`` the names of options that there are already.
    """
    options, seen, used = [], set[str](), set[str]()
    for row in heads.filled():
        sheet = str(heads.cell(row, "sheet").value or "").strip()
        if sheet in used:
            heads.fault(row, "sheet", "stands twice: each option needs a sheet of its own", sheet)
        used.add(sheet)
        name = _name(heads, row, seen, taken)
        if sheet not in pages:
            continue  # which is a fault of the workbook
        content = _head(heads, row)
        where = Where(heads.where(row, "name"), {key: heads.where(row, key) for key in content})
        content |= _body(pages[sheet], levers, where, *_when(heads, row))
        if name is not None and not pages[sheet].filled():
            heads.fault(row, "name", f"changes nothing: fill in an amount on the sheet {sheet}")
        elif name is not None:
            options.append(Read(name, content, where, f"{OPTIONS.name} and {sheet}"))
    for name, page in pages.items():
        if name not in used and (rows := page.filled()):
            key = next(key for key in (*AMOUNTS, "start", "ramp", "end") if page.has(rows[0], key))
            page.fault(rows[0], key, f"belongs to no option: name one on the sheet {OPTIONS.name}, beside {name}")
    return options


def faults_of(option: Read, description: Description) -> Iterator[InputError]:
    """Yield what the scenario refuses of an option, by cell."""
    checked, invalid = validated(Option, option.content, {"": option.name})
    errors = list(invalid)
    if checked is not None:
        try:
            world_of(description, checked, option.name)
        except InputErrors as faulty:
            errors += faulty.errors
    yield from (option.where.fault(error) for error in errors)


def _name(page: Page, row: int, seen: set[str], taken: Collection[str]) -> str | None:
    """Return the name of what a row is, which nothing else has."""
    return unique_name(page, row, seen, taken, "option")


def unique_name(page: Page, row: int, seen: set[str], taken: Collection[str], what: str) -> str | None:
    """Return the name in a row; nothing, with a fault, where it is none or something else has it."""
    word = page.words(row, "name")
    if not isinstance(word, str):
        return None
    rule = ""
    if word.lower() in seen:
        rule = f"stands twice: each {what} needs a name of its own"
    elif word.lower() in {name.lower() for name in (*taken, "baseline", "none")}:
        rule = f"is the name of {'an' if what == 'option' else 'a'} {what} that there is already: choose another"
    if rule:
        page.fault(row, "name", rule, word)
        return None
    seen.add(word.lower())
    return word


def _head(page: Page, row: int) -> Content:
    stated = {key: page.words(row, key) for key in ("title", "description", "why", "source")}
    content = {key: words for key, words in stated.items() if words is not None}
    return {"title": "", "description": str(content.get("title", "")), "source": FROM_WORKBOOK} | content


def _when(page: Page, row: int) -> tuple[object, int | None]:
    """Return the start date and the ramp that hold for all levers of an option that have none of their own."""
    return page.words(row, "start"), page.get(row, "ramp", lambda cell: cells.whole(cell, (0, MOST_MONTHS), "months"))


def _body(page: Page, levers: Mapping[str, Lever], where: Where, start: object, ramp: int | None) -> Content:
    """Return what an option changes, and note where each part of it stands."""
    interventions: dict[str, Content] = {}
    changes: list[Content] = []
    for row in page.filled():
        lever = lever_of(page, row, levers)
        if lever is None or (amount := _amount(page, row)) is None:
            continue
        closes = amount == "closed" and not page.has(row, "ramp")
        part: Content = {key_of(lever, amount): page.get(row, amount, partial(amount_in, lever=lever, amount=amount))}
        part |= dates_of(page, row, start, None if closes else ramp)
        path = f"interventions.{lever.name}" if not lever.is_capacity else f"changes.#{len(changes) + 1}"
        where.cells |= {path: page.where(row, amount), f"{path}.capacity_of": page.where(row, "lever")}
        where.cells |= {f"{path}.{key}": page.where(row, COLUMN_OF[key]) for key in part}
        if lever.is_capacity:
            changes.append({"capacity_of": lever.name, **part})
        else:
            interventions[lever.name] = part
    return {key: part for key, part in (("interventions", interventions), ("changes", changes)) if part}


def _amount(page: Page, row: int) -> str | None:
    """Return the one column in which an amount is filled in."""
    filled = [key for key in AMOUNTS if page.has(row, key)]
    headings = [OPTION.column(key).heading for key in AMOUNTS]
    if len(filled) == 1:
        return filled[0]
    if filled:
        page.fault(row, filled[1], f"is one amount too many: fill in one of {', '.join(headings)}")
    else:
        first = next(key for key in ("start", "ramp", "end") if page.has(row, key))
        page.fault(row, first, f"has no amount beside it: fill in one of {', '.join(headings)}")
    return None


def check_levers(page: Page, levers: Mapping[str, Lever], *, is_current: bool) -> list[str]:
    """Note levers that there are not, stand twice, or whose shown amounts were changed; return notes on older figures.

    ``is_current`` says that the template was made from the figures of today, so that they can only differ by hand.
    """
    notes, seen = [], set[str]()
    for row in range(FIRST_ROW, page.inner.max_row + 1):
        if not page.has(row, "lever"):
            continue
        lever = lever_of(page, row, levers)
        if lever is None:
            continue
        if lever.name in seen:
            page.fault(row, "lever", "stands twice: leave one row of each lever", lever.name)
        seen.add(lever.name)
        today = page.get(row, "today", cells.plain)
        if isinstance(today, int | float) and abs(today - lever.today) <= 1e-6 * max(abs(lever.today), 1.0):
            continue
        if is_current:
            rule = f"is only shown, and was {lever.today:,.10g} {lever.unit}: fill in amounts in their own columns"
            page.fault(row, "today", rule, today)
        else:
            notes.append(f"{lever.name}: today {lever.today:,.10g} {lever.unit}, and in the workbook {today}")
    return notes
