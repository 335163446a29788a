"""Luck in machine code: the same numbers as `luck`, equal to them in every bit."""

from math import log
from typing import Any

import numpy as np

from sim.demand.luck import FIRST, GOLDEN, SECOND
from sim.machine_code import compiled

Word = Any
"""A uint64: in machine code a plain number beside it would make it signed, so that every one is wrapped."""


@compiled
def _mixed(word: Word) -> Word:
    word = (word ^ (word >> np.uint64(30))) * np.uint64(FIRST)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(SECOND)
    return word ^ (word >> np.uint64(31))


@compiled
def word(start: Word, key: Word, purpose: Any) -> Word:
    """Return the 64-bit word behind `uniform`; also good as a key of a new kind."""
    golden = np.uint64(GOLDEN)
    return _mixed(_mixed(start + key * golden) + np.uint64(purpose) * golden)


@compiled
def uniform(start: Word, key: Word, purpose: Any) -> float:
    """Return the uniform number in (0, 1) for one key and purpose."""
    return (float(word(start, key, purpose) >> np.uint64(12)) + 0.5) * 2.0**-52


@compiled
def gap(start: Word, key: Word, purpose: Any) -> float:
    """Return the exponential number of mean 1 for one key and purpose."""
    return -log(uniform(start, key, purpose))
