"""Sweeps of a filled-in workbook: a row of the sheet Sweeps each, and a row of the sheet Sweep axes for what varies."""

from collections.abc import Collection, Iterator, Mapping

from sim.description.input_errors import InputError, InputErrors, near_miss
from sim.description.sweeps import MOST_CELLS, Sweep, check_worlds, grid_of
from sim.description.system import Description
from sim.description.validation import validated
from sim.workbook import cells
from sim.workbook.layout import AXES, DESIGNS, SWEEPS, VALUES
from sim.workbook.levers import Lever
from sim.workbook.options import FROM_WORKBOOK, Read, unique_name
from sim.workbook.pages import Page
from sim.workbook.parts import COLUMN_OF, KEY_OF, Content, Where, amount_in, dates_of, key_of, lever_of

ENDS = ("low", "high", "step")
VALUE_KEYS = tuple(f"value_{at}" for at in range(1, VALUES + 1))
CONDITIONS = ("where_1", "where_2", "where_3")


def sweeps_in(heads: Page, axes: Page, levers: Mapping[str, Lever], taken: Collection[str]) -> list[Read]:
    """Return the sweeps that are filled in; faults are noted on their pages."""
    sweeps: dict[str, Read] = {}
    seen: set[str] = set()
    for row in heads.filled():
        name = unique_name(heads, row, seen, taken, "sweep")
        content, where = _head(heads, row)
        if name is not None:
            sweeps[name] = Read(name, content, where, f"{SWEEPS.name} and {AXES.name}")
    spoilt = set()
    for row in axes.filled():
        before = len(axes.faults)
        _axis(axes, row, levers, sweeps)
        if len(axes.faults) > before:
            spoilt.add(str(axes.cell(row, "sweep").value).strip())
    sweeps = {name: sweep for name, sweep in sweeps.items() if name not in spoilt}  # whose other faults only follow
    for sweep in sweeps.values():
        if not sweep.content["axes"]:
            heads.faults.append(
                InputError(sweep.where.file, message=f"varies nothing: fill in a row of it on the sheet {AXES.name}")
            )
    return list(sweeps.values())


def faults_of(sweep: Read, description: Description) -> Iterator[InputError]:
    """Yield what keeps a sweep from being laid out in a scenario, by cell."""
    checked, invalid = validated(Sweep, sweep.content, {"": sweep.name})
    errors = list(invalid)
    if checked is not None:
        try:
            errors += check_worlds(grid_of(checked, description, sweep.name), description, sweep.name)
        except InputErrors as faulty:
            errors += faulty.errors
    yield from (sweep.where.fault(error) for error in errors)


def _head(page: Page, row: int) -> tuple[Content, Where]:
    content: Content = {key: page.words(row, key) for key in ("title", "why", "source")}
    content["source"] = content["source"] or FROM_WORKBOOK
    design = page.get(row, "design", lambda cell: cells.choice(cell, list(DESIGNS)))
    content["design"] = DESIGNS[design] if design else None
    content["size"] = page.get(row, "size", lambda cell: cells.whole(cell, (1, MOST_CELLS), "cells"))
    content["target"] = page.get(row, "target", lambda cell: cells.number(cell, (1e-9, 1e9), "bed days a year"))
    conditions = {key: page.words(row, key) for key in CONDITIONS if page.has(row, key)}
    content["where"] = [text for text in conditions.values() if text is not None] or None
    where = Where(page.where(row, "name"), {key: page.where(row, key) for key in ("design", "size", "target")})
    where.cells |= {"where": page.where(row, next(iter(conditions), CONDITIONS[0]))}
    where.cells |= {f"where.#{at}": page.where(row, key) for at, key in enumerate(conditions, 1)}
    return {key: value for key, value in content.items() if value is not None} | {"axes": {}}, where


def _axis(page: Page, row: int, levers: Mapping[str, Lever], sweeps: Mapping[str, Read]) -> None:
    """Add the axis of a row to its sweep."""
    name, lever = page.words(row, "sweep"), lever_of(page, row, levers)
    if not page.has(row, "amount"):
        page.fault(row, "amount", "is empty: it is needed")
    amount = page.get(row, "amount", lambda cell: cells.choice(cell, list(KEY_OF)))
    if isinstance(name, str) and name not in sweeps:
        page.fault(row, "sweep", f"no sweep '{name}' on the sheet {SWEEPS.name}", name, near_miss(name, sweeps))
    if lever is None or amount is None:
        return
    values = _values(page, row, lever, KEY_OF[amount])
    stated = dates_of(page, row)
    if not isinstance(name, str) or name not in sweeps or values is None:
        return
    sweep, key = sweeps[name], key_of(lever, KEY_OF[amount])
    if lever.name in sweep.content["axes"]:
        page.fault(row, "lever", "stands twice in this sweep: write its values in one row", lever.name)
        return
    sweep.content["axes"][lever.name] = {key: values} | stated
    path = f"axes.{lever.name}"
    first = VALUE_KEYS[0] if isinstance(values, list) else ENDS[0]
    sweep.where.cells |= {path: page.where(row, "lever"), f"{path}.{key}": page.where(row, first)}
    sweep.where.cells |= {f"{path}.{word}": page.where(row, COLUMN_OF[word]) for word in stated}


def _values(page: Page, row: int, lever: Lever, amount: str) -> list[object] | Content | None:
    """Return the values of an axis, or its range; nothing, with a fault, where neither is filled in right."""
    before = len(page.faults)
    listed = [key for key in VALUE_KEYS if page.has(row, key)]
    ends = [key for key in ENDS if page.has(row, key)]
    if listed and ends:
        page.fault(row, ends[0], "stands beside values: fill in values, or lowest, highest and step")
    elif not listed and not {"low", "high"} <= set(ends):
        lacking = next(key for key in ("low", "high") if key not in ends) if ends else VALUE_KEYS[0]
        page.fault(row, lacking, "is empty: fill in values, or lowest, highest and step")
    read = {key: page.get(row, key, lambda cell: amount_in(cell, lever, amount)) for key in (*listed, *ends)}
    if len(page.faults) > before:
        return None
    return [read[key] for key in listed] if listed else {key: read[key] for key in ends}
