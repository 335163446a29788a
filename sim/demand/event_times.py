"""Moments at which a need arises, one row each: drawn by thinning, and put in order of time.

Each key has a Poisson process of its own in the plane of a time (a day, a year) and height: its points by height, the
gaps between heights exponential, their positions in the time uniform. Those below a curve are a Poisson process with
this curve as its rate (thinning: Lewis and Shedler 1979, doi:10.1002/nav.3800260304). So a lower rate keeps some of the
moments and makes no new one; and height divided by rate, uniform between 0 and 1, is the mark by which options thin.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.compiled_random_numbers import gap, uniform, word
from sim.demand.demand import ROW, Needs, Rows
from sim.demand.random_numbers import VISIT, Purpose
from sim.jit import jit, jit_cached, jit_inline
from sim.tables.tables import TICK

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
IN_BUCKET, MOST_MOVES = 4, 16
"""Moments in a bucket, on average, when they are put in order; moves of each beyond which insertion sort gives up."""
ANOTHER = 2**40
"""Purposes of the points of one process are this far apart."""


@jit_inline
def gap_before(stream: Any, key: Any, time: int, point: int) -> float:
    """Return how much higher a point is than the one below it, in a time (a day, a year) counted from 0."""
    return gap(stream, key, Purpose.GAP + VISIT * time + ANOTHER * point)


@jit_inline
def nothing_below(stream: Any, key: Any, time: int, most: float) -> bool:
    """Return whether even the lowest point is surely higher, without its logarithm: -log u is at least 1 - u."""
    return bool(1.0 - uniform(stream, key, Purpose.GAP + VISIT * time) >= most)


@jit_inline
def key_of(stream: Any, key: Any, time: int, point: int) -> Any:
    """Return the key of a point, from which all further random numbers of this moment come."""
    return word(stream, key, Purpose.KEY + VISIT * time + ANOTHER * point)


@jit
def enlarged(rows: Any) -> Any:
    """Return the same rows with space for as many again."""
    more = np.empty(2 * len(rows), dtype=ROW)
    for position in range(len(rows)):  # a slice would need Numba's message about shapes to be compiled
        more[position] = rows[position]
    return more


def in_order(parts: list[Rows], population: int) -> Needs:
    """Return moments in order of time; new people (person -1) are numbered from `population` on in this order.

    The order of the parts is that of moments at the same instant.
    """
    place = _places(np.concatenate([np.empty(0), *(part["day"] for part in parts)]))
    rows, first = np.empty(len(place), dtype=ROW), 0
    for part in parts:
        _put(part, place[first : first + len(part)], rows)
        first += len(part)
    _number(rows, population)
    return Needs(rows)


def _places(day: Floats) -> Integers:
    """Return where each moment stands in order of time."""
    bits = max(len(day) - 1, 1).bit_length()
    keys = np.asarray(_sort_keys(day, bits))
    if not _insertion_sort(keys):
        keys.sort()
    return np.asarray(_of_keys(keys, bits))


@jit_cached
def _sort_keys(day: Any, bits: int) -> Any:
    """Return an integer to sort each moment by, its tick, then its present position in the last bits.

    They are nearly in order: distributed by day over buckets of equal length (bucket sort).
    """
    count, last = len(day), 0.0
    for position in range(count):
        last = max(last, day[position])
    buckets = count // IN_BUCKET + 1
    scale, begins = buckets / (last + 1.0), np.zeros(buckets + 1, dtype=np.int64)
    for position in range(count):
        begins[int(day[position] * scale) + 1] += 1
    keys, begins = np.empty(count, dtype=np.int64), np.cumsum(begins)
    for position in range(count):
        bucket = int(day[position] * scale)
        keys[begins[bucket]] = (int(day[position] / TICK) << bits) + position
        begins[bucket] += 1
    return keys


@jit_cached
def _insertion_sort(keys: Any) -> bool:
    """Sort what is nearly in order; False: it is not, and this gives up after too many moves."""
    left = MOST_MOVES * len(keys)
    for place in range(1, len(keys)):
        key, at = keys[place], place
        while at > 0 and keys[at - 1] > key:
            keys[at] = keys[at - 1]
            at -= 1
        keys[at] = key
        left -= place - at
        if left < 0:
            return False
    return True


@jit_cached
def _of_keys(keys: Any, bits: int) -> Any:
    """Return where each moment stands by its sort key."""
    place, last = np.empty(len(keys), dtype=np.int64), (1 << bits) - 1
    for position in range(len(keys)):
        place[keys[position] & last] = position
    return place


@jit_cached
def _put(part: Any, place: Any, rows: Any) -> None:
    """Put moments where they belong."""
    for position in range(len(part)):
        rows[place[position]] = part[position]


@jit_cached
def _number(rows: Any, new: int) -> None:
    """Give new people numbers, in order."""
    for position in range(len(rows)):
        if rows[position].person < 0:
            rows[position].person = new
            new += 1
