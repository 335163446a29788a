"""Random numbers as a pure function, without state: u = uniform(stream, key, purpose).

The stream depends on the seed, the replication and the partnership.

SplitMix64's finaliser is applied twice: over stream and key, then over that and the purpose. The top 52 bits, plus a
half, make a number strictly inside (0, 1) that float64 holds exactly. Source: Steele, Lea and Flood 2014,
doi:10.1145/2660193.2660195.
"""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Floats = NDArray[np.float64]
_MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
FIRST = 0xBF58476D1CE4E5B9
SECOND = 0x94D049BB133111EB


class Purpose(IntEnum):
    """What a uniform number is for. For a setting, pathway or process, `STEP` times its index is added."""

    RESPONSE = 1
    STAY = 2
    DESTINATION = 3
    PROCESS = 4
    HOURS = 5
    PATIENCE = 6
    REVIEW = 7
    DECLINE = 8
    TRANSFER = 9
    COVERAGE = 10
    SHIFT = 11
    DEADLINE = 12
    ASK = 13
    OTHERWISE = 14
    FRAILTY = 16
    WORSENING = 17
    DEATH = 18
    AGE = 19
    QUINTILE = 20
    DEMENTIA = 21
    ALONE = 22
    HIGH_USE = 23
    START = 24
    REMAINING = 25
    WAITED = 26
    BIRTHDAY = 27
    GAP = 32
    MOMENT = 33
    KEY = 35
    EFFECT = 36


STEP = 64
"""Purposes of one kind for different settings are this far apart; for different visits to one, `STEP * VISIT`."""
VISIT = 4096


def _mix(word: int) -> int:
    word = ((word ^ (word >> 30)) * FIRST) & _MASK
    word = ((word ^ (word >> 27)) * SECOND) & _MASK
    return word ^ (word >> 31)


def stream(seed: int, replication: int, place: int = 0) -> int:
    """Return the 64-bit word from which all random numbers of one replication come.

    ``place`` is the hash of a partnership: each partnership has random numbers of its own.
    """
    return _mix((_mix((seed + GOLDEN) & _MASK) + replication * GOLDEN + place) & _MASK)


def uniform(start: int, key: int, purpose: int) -> float:
    """Return the uniform number in (0, 1) for one key and purpose."""
    word = (start + key * GOLDEN) & _MASK
    word = ((word ^ (word >> 30)) * FIRST) & _MASK
    word = ((word ^ (word >> 27)) * SECOND) & _MASK
    word = ((word ^ (word >> 31)) + purpose * GOLDEN) & _MASK
    word = ((word ^ (word >> 30)) * FIRST) & _MASK
    word = ((word ^ (word >> 27)) * SECOND) & _MASK
    return (((word ^ (word >> 31)) >> 12) + 0.5) * 2.0**-52


def _mix_all(words: Words) -> Words:
    words = (words ^ (words >> np.uint64(30))) * np.uint64(FIRST)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(SECOND)
    return words ^ (words >> np.uint64(31))


def words(start: int, keys: NDArray[np.generic], purpose: NDArray[np.generic] | int) -> Words:
    """Return the 64-bit words behind `uniforms`; also good as keys of a new kind."""
    return _words_of(roots(start, keys), purpose)


def roots(start: int, keys: NDArray[np.generic]) -> Words:
    """Return the words from which all words of each key come."""
    return _mix_all(np.uint64(start) + keys.astype(np.uint64) * np.uint64(GOLDEN))


def _words_of(roots: Words, purpose: NDArray[np.generic] | int) -> Words:
    return _mix_all(roots + np.asarray(purpose).astype(np.uint64) * np.uint64(GOLDEN))


def uniforms(start: int, keys: NDArray[np.generic], purpose: NDArray[np.generic] | int) -> Floats:
    """Return `uniform` for each key (and purpose), vectorised and equal to it in every bit."""
    return uniforms_of(roots(start, keys), purpose)


def uniforms_of(roots: Words, purpose: NDArray[np.generic] | int) -> Floats:
    """Return `uniform` for the root of each key and a purpose."""
    return ((_words_of(roots, purpose) >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52
