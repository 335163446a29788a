"""Random numbers in machine code: the same numbers as `random_numbers`, equal to them in every bit."""

from math import log
from typing import Any

import numpy as np

from sim.demand.random_numbers import FIRST, GOLDEN, SECOND
from sim.jit import jit_inline

Word = Any
"""A uint64: in machine code a plain number beside it would make it signed, so that every one is wrapped."""


@jit_inline
def _mixed(word: Word) -> Word:
    word = (word ^ (word >> np.uint64(30))) * np.uint64(FIRST)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(SECOND)
    return word ^ (word >> np.uint64(31))


@jit_inline
def root_of(start: Word, key: Word) -> Word:
    """Return the word from which all words of one key come."""
    return _mixed(start + key * np.uint64(GOLDEN))


@jit_inline
def word(start: Word, key: Word, purpose: Any) -> Word:
    """Return the 64-bit word behind `uniform`; also good as a key of a new kind."""
    return _mixed(root_of(start, key) + np.uint64(purpose) * np.uint64(GOLDEN))


@jit_inline
def uniform(start: Word, key: Word, purpose: Any) -> float:
    """Return the uniform number in (0, 1) for one key and purpose."""
    return uniform_of(root_of(start, key), purpose)


@jit_inline
def uniform_of(root: Word, purpose: Any) -> float:
    """Return the uniform number in (0, 1) for the root of a key and a purpose."""
    number = _mixed(root + np.uint64(purpose) * np.uint64(GOLDEN))
    return (float(number >> np.uint64(12)) + 0.5) * 2.0**-52


@jit_inline
def gap(start: Word, key: Word, purpose: Any) -> float:
    """Return the exponential number of mean 1 for one key and purpose."""
    return -log(uniform(start, key, purpose))
