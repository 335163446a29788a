"""Luck in machine code: the same numbers as `luck`, equal to them in every bit."""

from math import log
from typing import Any

import numpy as np

from sim.demand.luck import FIRST, GOLDEN, SECOND
from sim.machine_code import inlined

Word = Any
"""A uint64: in machine code a plain number beside it would make it signed, so that every one is wrapped."""


@inlined
def _mixed(word: Word) -> Word:
    word = (word ^ (word >> np.uint64(30))) * np.uint64(FIRST)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(SECOND)
    return word ^ (word >> np.uint64(31))


@inlined
def root_of(start: Word, key: Word) -> Word:
    """Return the word from which all words of one key come."""
    return _mixed(start + key * np.uint64(GOLDEN))


@inlined
def word(start: Word, key: Word, purpose: Any) -> Word:
    """Return the 64-bit word behind `uniform`; also good as a key of a new kind."""
    return _mixed(root_of(start, key) + np.uint64(purpose) * np.uint64(GOLDEN))


@inlined
def uniform(start: Word, key: Word, purpose: Any) -> float:
    """Return the uniform number in (0, 1) for one key and purpose."""
    return uniform_of(root_of(start, key), purpose)


@inlined
def uniform_of(root: Word, purpose: Any) -> float:
    """Return the uniform number in (0, 1) for the root of a key and a purpose."""
    number = _mixed(root + np.uint64(purpose) * np.uint64(GOLDEN))
    return (float(number >> np.uint64(12)) + 0.5) * 2.0**-52


@inlined
def gap(start: Word, key: Word, purpose: Any) -> float:
    """Return the exponential number of mean 1 for one key and purpose."""
    return -log(uniform(start, key, purpose))
