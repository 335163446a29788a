"""Moments at which somebody needs something, one row each: found below a rate, and put in order of time.

Each key has a Poisson process of its own in the plane of a time (a day, a year) and height: its points by height, the
gaps between heights exponential, their places in the time even. Those below a curve are a Poisson process with this
curve as its rate (thinning: Lewis and Shedler 1979, doi:10.1002/nav.3800260304). So a lower rate keeps some of the
moments and makes no new one; and height divided by rate, even between 0 and 1, is the mark by which options thin.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.compiled_luck import gap, uniform, word
from sim.demand.contract import Needs
from sim.demand.luck import VISIT, Purpose
from sim.machine_code import compiled, inlined, kept
from sim.tables.contract import TICK

Integers = NDArray[np.int64]
Rows = NDArray[np.void]
Columns = dict[str, NDArray[np.generic]]
ROW = np.dtype([("day", "f8"), ("mark", "f8"), ("key", "u8"), ("person", "i4"), ("need", "i2"), ("group", "i2")])
"""A moment, by the names of `Needs`; person -1: somebody new."""
ANOTHER = 2**40
"""Purposes of the points of one process are this far apart."""


@inlined
def gap_before(stream: Any, key: Any, time: int, point: int) -> float:
    """Return how much higher a point is than the one below it, in a time (a day, a year) counted from 0."""
    return gap(stream, key, Purpose.GAP + VISIT * time + ANOTHER * point)


@inlined
def nothing_below(stream: Any, key: Any, time: int, most: float) -> bool:
    """Return whether even the lowest point is surely higher, without its logarithm: -log u is at least 1 - u."""
    return bool(1.0 - uniform(stream, key, Purpose.GAP + VISIT * time) >= most)


@inlined
def key_of(stream: Any, key: Any, time: int, point: int) -> Any:
    """Return the key of a point, from which all further luck of this moment comes."""
    return word(stream, key, Purpose.KEY + VISIT * time + ANOTHER * point)


@compiled
def enlarged(rows: Any) -> Any:
    """Return the same rows with room for as many again."""
    more = np.empty(2 * len(rows), dtype=ROW)
    more[: len(rows)] = rows
    return more


def as_rows(columns: Columns) -> Rows:
    """Return columns by name as moments."""
    found = np.empty(len(columns["day"]), dtype=ROW)
    for name in ROW.names or ():
        found[name] = columns[name]
    return found


def in_order(parts: list[Rows], population: int) -> Needs:
    """Return moments in order of time; new people are numbered from `population` on in this order.

    Parts stand in the order that holds at the same instant. A tick and a place in line make one integer to sort by.
    """
    pieces = [part.view(np.uint64).reshape(-1, 4) for part in parts if len(part)] or [np.empty((0, 4), np.uint64)]
    found = (np.concatenate(pieces) if len(pieces) > 1 else pieces[0]).view(ROW)[:, 0]
    bits = np.uint64(max(len(found) - 1, 1).bit_length())
    line = (found["day"] / TICK).astype(np.uint64) << bits
    line |= np.arange(len(found), dtype=np.uint64)
    line.sort()
    line &= (np.uint64(1) << bits) - np.uint64(1)
    return Needs(*_columns(found, line, population))


@kept
def _columns(rows: Any, line: Any, new: int) -> Any:
    """Return moments as the columns of `Needs`, in line, with new people numbered."""
    day, mark, key = np.empty(len(line)), np.empty(len(line)), np.empty(len(line), dtype=np.uint64)
    person, need, group = np.empty((3, len(line)), dtype=np.int64)
    for place in range(len(line)):
        row = rows[line[place]]
        day[place], mark[place], key[place] = row.day, row.mark, row.key
        person[place], need[place], group[place] = row.person, row.need, row.group
        if row.person < 0:
            person[place] = new
            new += 1
    return day, person, need, mark, group, key
