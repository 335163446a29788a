"""Which mixes are run first: corners of the box of levers, in balanced pairs, and points inside it."""

from collections.abc import Iterator, Sequence
from itertools import product
from math import prod

import numpy as np

from sim.study.analysis.sampling import Generator, generator

Mix = tuple[int, ...]
SHUFFLE = 20240401
"""Seed of the design: the same mixes whatever the seed of the runs, so that they are found again."""
FEWEST, A_VALUE = 24, 4
"""Mixes of a design at least, and mixes for each value of each lever."""
MOST_TRIES = 50


def design_size(sizes: Sequence[int]) -> int:
    """Return how many mixes a design has, where none are asked for: by the number of values of all levers."""
    return min(max(FEWEST, A_VALUE * sum(sizes) + FEWEST), prod(size + 1 for size in sizes))


def design(sizes: Sequence[int], count: int, needed: Sequence[int] = ()) -> list[Mix]:
    """Return so many different mixes: each lever alone, all together, then corners and points inside by turns.

    ``sizes`` are the values of each lever besides none, ``needed`` the levers that every mix uses (with those, the
    mixes of one lever have them at their first value). A random corner is followed by its opposite. Where there are no
    more mixes than wanted, all of them are returned.
    """
    lowest = [int(at in needed) for at in range(len(sizes))]
    ranges = [range(low, size + 1) for low, size in zip(lowest, sizes, strict=True)]
    if prod(map(len, ranges)) - 1 <= count:
        return [mix for mix in product(*ranges) if any(mix)]
    mixes = dict.fromkeys(_first(sizes, lowest))
    drawn, tries = generator(SHUFFLE), 0
    while len(mixes) < count and tries < MOST_TRIES * count:
        mixes |= dict.fromkeys(_pair(sizes, lowest, drawn))
        mixes |= dict.fromkeys([_inside(sizes, lowest, drawn)]) if max(sizes) > 1 else {}
        tries += 1
    return [mix for mix in mixes if any(mix)][:count]


def neighbours(mix: Mix, sizes: Sequence[int]) -> Iterator[Mix]:
    """Yield each mix that is one step of one lever away, less or more, and each with one lever left out."""
    for at, (value, size) in enumerate(zip(mix, sizes, strict=True)):
        for other in dict.fromkeys((value - 1, value + 1, 0)):
            if 0 <= other <= size and other != value:
                yield (*mix[:at], other, *mix[at + 1 :])


def _first(sizes: Sequence[int], lowest: Sequence[int]) -> Iterator[Mix]:
    yield tuple(sizes)
    for at, size in enumerate(sizes):
        yield (*lowest[:at], size, *lowest[at + 1 :])


def _pair(sizes: Sequence[int], lowest: Sequence[int], drawn: Generator) -> list[Mix]:
    """Return a random corner and its opposite."""
    ends = np.asarray([lowest, sizes])
    which = drawn.integers(0, 2, len(sizes))
    places = np.arange(len(sizes))
    return [tuple(map(int, ends[which, places])), tuple(map(int, ends[1 - which, places]))]


def _inside(sizes: Sequence[int], lowest: Sequence[int], drawn: Generator) -> Mix:
    return tuple(int(drawn.integers(low, size + 1)) for low, size in zip(lowest, sizes, strict=True))
