"""Random numbers: those of the published generator; even; unrelated between people, purposes and replications."""

import itertools
from typing import Any

import numba
import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim.demand import compiled_random_numbers, random_numbers
from sim.demand.random_numbers import STEP, VISIT, Purpose

Floats = NDArray[np.float64]
GOLDEN = 0x9E3779B97F4A7C15
WORD = (1 << 64) - 1
LEAST = 1e-5
"""Probability below which a test of fit fails. The numbers are fixed, and there are some 400 such tests here."""
COUNT = 40_000
KEYS = np.arange(COUNT, dtype=np.uint64)
PURPOSES = [*Purpose, Purpose.STAY + STEP * 3, Purpose.STAY + STEP * 4, Purpose.STAY + STEP * 3 + VISIT]


def test_the_published_numbers_of_splitmix64() -> None:
    """SplitMix64 from seed 1234567: the state grows by the golden ratio, and the finaliser makes the output."""
    state, found = 1234567, []
    for _ in range(5):
        state = (state + GOLDEN) & WORD
        found.append(random_numbers._mix(state))
    assert found == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]


def test_a_number_is_the_finaliser_twice() -> None:
    start, key, purpose = random_numbers.stream(7, 3), 123_456_789_012, int(Purpose.STAY)
    word = random_numbers._mix((random_numbers._mix((start + key * GOLDEN) & WORD) + purpose * GOLDEN) & WORD)
    assert random_numbers.uniform(start, key, purpose) == ((word >> 12) + 0.5) / 2**52


def test_one_by_one_or_all_at_once() -> None:
    start = random_numbers.stream(7, 3)
    keys = np.concatenate([KEYS[:500], random_numbers.words(start, KEYS[:500], 1)])
    for purpose in (1, int(Purpose.KEY), Purpose.MOMENT + VISIT * 2**30):
        assert random_numbers.uniforms(start, keys, purpose).tolist() == [
            random_numbers.uniform(start, k, purpose) for k in keys.tolist()
        ]


def test_in_machine_code_to_the_last_bit() -> None:
    start = np.uint64(random_numbers.stream(7, 3))
    keys = np.concatenate([KEYS[:500], random_numbers.words(int(start), KEYS[:500], 1)])
    for purpose in (1, int(Purpose.KEY), Purpose.MOMENT + VISIT * 2**30, Purpose.GAP + 2**62):
        for key, word in zip(keys, random_numbers.words(int(start), keys, purpose).tolist(), strict=True):
            assert _word(start, key, purpose) == word
            assert _uniform(start, key, purpose) == random_numbers.uniform(int(start), int(key), purpose)


@numba.njit  # type: ignore[untyped-decorator]
def _word(start: Any, key: Any, purpose: Any) -> Any:
    return compiled_random_numbers.word(start, key, purpose)


@numba.njit  # type: ignore[untyped-decorator]
def _uniform(start: Any, key: Any, purpose: Any) -> float:
    return compiled_random_numbers.uniform(start, key, purpose)


def test_never_nought_or_one() -> None:
    drawn = random_numbers.uniforms(random_numbers.stream(1, 1), np.arange(1_000_000, dtype=np.uint64), Purpose.STAY)
    assert 0 < drawn.min() < 1e-5
    assert 1 - 1e-5 < drawn.max() < 1


def even(drawn: Floats) -> float:
    """Return the probability of a spread over 100 equal cells at least as uneven."""
    return float(stats.chisquare(np.bincount((drawn * 100).astype(np.int64), minlength=100)).pvalue)


def unrelated(one: Floats, other: Floats) -> float:
    """Return the probability of a 10 by 10 table at least as uneven, were the two independent and even."""
    cells = (one * 10).astype(np.int64) * 10 + (other * 10).astype(np.int64)
    return float(stats.chisquare(np.bincount(cells, minlength=100)).pvalue)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_evenly_spread(purpose: int) -> None:
    assert even(random_numbers.uniforms(random_numbers.stream(5, 1), KEYS, purpose)) > LEAST


@pytest.mark.parametrize("bits", [0, 1, 20, 32, 48])
def test_keys_that_hardly_differ(bits: int) -> None:
    """People's keys are small numbers, or numbers that differ in a few high bits: the spread stays even."""
    assert even(random_numbers.uniforms(random_numbers.stream(5, 1), KEYS << np.uint64(bits), Purpose.DEATH)) > LEAST


def test_purposes_are_unrelated() -> None:
    drawn = [random_numbers.uniforms(random_numbers.stream(5, 1), KEYS, purpose) for purpose in PURPOSES]
    worst = min(unrelated(one, other) for one, other in itertools.combinations(drawn, 2))
    assert worst > LEAST


def test_neighbours_are_unrelated() -> None:
    drawn = random_numbers.uniforms(random_numbers.stream(5, 1), KEYS, Purpose.STAY)
    for apart in (1, 2, 16, 1024):
        assert unrelated(drawn[:-apart], drawn[apart:]) > LEAST


def test_replications_and_seeds_are_unrelated() -> None:
    streams = [random_numbers.stream(seed, replication) for seed in (0, 1, 2, 2**40) for replication in (1, 2, 3)]
    assert len(set(streams)) == len(streams)
    drawn = [random_numbers.uniforms(stream, KEYS, Purpose.STAY) for stream in streams]
    assert min(unrelated(one, other) for one, other in itertools.combinations(drawn, 2)) > LEAST


def test_the_numbers_of_one_person_are_even() -> None:
    """ListOf purposes of one key, as the visits to many settings use them: all different, and even."""
    purposes = Purpose.STAY + STEP * np.arange(VISIT // STEP)[:, None] + VISIT * np.arange(625)[None, :]
    assert len(np.unique(purposes)) == COUNT
    assert (
        even(
            random_numbers.uniforms(random_numbers.stream(5, 1), np.full(COUNT, 99, dtype=np.uint64), purposes.ravel())
        )
        > LEAST
    )
