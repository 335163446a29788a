"""The disclosure gate: an attacker who knows the rules and all that is shown gets no hidden count back."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import linprog

from sim.sample import disclosure
from sim.sample.disclosure import Gate, TableOfCounts

MANY = 5_000
Numbers = NDArray[np.float64]


# --- the attacker ----------------------------------------------------------------------------------------------------


@dataclass
class Known:
    """What an attacker knows: the sums as equations of the hidden counts, and bounds of each of these."""

    left: Numbers
    right: Numbers
    low: Numbers
    high: Numbers


def known_of(counts: NDArray[np.int64], shown: TableOfCounts, threshold: int) -> Known:
    """Return the equations of a table with margins, and the bounds of what is hidden.

    He even knows which counts were hidden for being small, and which for standing in a row or column of few.
    """
    height, width = counts.shape
    truth = [*counts.ravel(), *counts.sum(axis=1), *counts.sum(axis=0), counts.sum()]
    told = [*(cell for row in shown.cells for cell in row), *shown.rows, *shown.columns, shown.total]
    inner, last = height * width, len(truth) - 1
    sums = [([row * width + at for at in range(width)], inner + row) for row in range(height)]
    sums += [([row * width + at for row in range(height)], inner + height + at) for at in range(width)]
    sums += [(list(range(inner, inner + height)), last), (list(range(inner + height, last)), last)]
    left, right = np.zeros((len(sums), len(truth))), np.zeros(len(sums))
    for number, (parts, whole) in enumerate(sums):
        left[number, parts], left[number, whole] = 1, -1
    hidden = [at for at, count in enumerate(told) if count is None]
    values = np.array([0 if count is None else count for count in told], dtype=float)
    right = -left @ values
    few = [0 < count < threshold for count in truth]
    in_few = [few[inner + at // width] or few[inner + height + at % width] for at in range(inner)]
    low = [1.0 if few[at] and not (at < inner and in_few[at]) else 0.0 for at in hidden]
    high = [threshold - 1.0 if few[at] or (at < inner and in_few[at]) else 1e9 for at in hidden]
    return Known(left[:, hidden], right, np.array(low), np.array(high))


def recovered(known: Known) -> int:
    """Return how many hidden counts follow: by linear algebra, or by bounds narrowed until they meet."""
    if not known.left.shape[1]:
        return 0
    _, sizes, directions = np.linalg.svd(known.left)
    rank = int(np.sum(sizes > 1e-9))
    determined = np.all(np.abs(directions[rank:]) < 1e-9, axis=0)
    low, high = known.low.copy(), known.high.copy()
    for _ in range(30):
        before = (low.copy(), high.copy())
        for row, right in zip(known.left, known.right, strict=True):
            for at in np.flatnonzero(row):
                others = row.copy()
                others[at] = 0
                least = others.clip(0) @ low + others.clip(max=0) @ high
                most = others.clip(0) @ high + others.clip(max=0) @ low
                ends = sorted(((right - least) / row[at], (right - most) / row[at]))
                low[at], high[at] = max(low[at], ends[0]), min(high[at], ends[1])
        if np.array_equal(before[0], low) and np.array_equal(before[1], high):
            break
    return int(np.sum(determined | (high - low < 0.5)))


def recovered_exactly(known: Known) -> int:
    """Return how many hidden counts follow, by the least and the most that each may be (integers, by the sums)."""
    found = 0
    bounds = list(zip(known.low, known.high, strict=True))
    for at in range(known.left.shape[1]):
        aim = np.zeros(known.left.shape[1])
        aim[at] = 1
        ends = [linprog(sign * aim, A_eq=known.left, b_eq=known.right, bounds=bounds).x[at] for sign in (1, -1)]
        found += round(ends[1]) == round(ends[0])
    return found


def random_tables(number: int, seed: int) -> Iterator[NDArray[np.int64]]:
    """Yield small tables: many zeros and small counts, some large ones, lists of one row or one column too."""
    chance = np.random.default_rng(seed)
    for _ in range(number):
        shape = tuple(chance.integers(1, 5, 2))
        small, large = chance.integers(0, 7, shape), chance.integers(0, 300, shape)
        yield np.where(chance.random(shape) < chance.uniform(0.2, 1), small, large)


def attacked(number: int, threshold: int, seed: int) -> tuple[int, int]:
    """Return how many counts of random tables were hidden, and how many of them an attacker gets back."""
    hidden = back = 0
    for counts in random_tables(number, seed):
        known = known_of(counts, Gate(threshold).table(counts.tolist()), threshold)
        hidden += known.left.shape[1]
        back += recovered(known)
    return hidden, back


def test_nothing_hidden_is_recovered_from_margins() -> None:
    hidden, back = attacked(MANY, 5, seed=1)
    assert hidden > 4 * MANY
    assert back == 0


@pytest.mark.parametrize("threshold", [3, 4, 10])
def test_other_thresholds_are_as_safe(threshold: int) -> None:
    assert attacked(300, threshold, seed=threshold)[1] == 0


def test_an_exact_attacker_recovers_nothing_either() -> None:
    for counts in random_tables(80, seed=7):
        assert recovered_exactly(known_of(counts, Gate().table(counts.tolist()), 5)) == 0, counts


def test_without_secondary_suppression_the_attacker_gets_much_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disclosure, "hide_more", lambda arcs: None)
    hidden, back = attacked(300, 5, seed=1)
    assert back > hidden / 4


# --- what is shown ---------------------------------------------------------------------------------------------------


def test_small_counts_are_hidden_and_others_are_as_they_are() -> None:
    assert [Gate().count(count) for count in (0, 1, 4, 5, 17)] == [0, None, None, 5, 17]
    table = Gate().table([[3, 20, 30], [40, 50, 60]])
    assert table.cells[0][0] is None
    assert sum(cell is None for row in table.cells for cell in row) == 4
    assert (table.rows, table.columns, table.total) == ([53, 150], [43, 70, 90], 203)


def test_a_table_without_small_counts_is_whole() -> None:
    table = Gate().table([[0, 20], [30, 40]])
    assert table.cells == [[0, 20], [30, 40]]


def test_a_list_hides_a_second_count_beside_a_small_one() -> None:
    assert Gate().counts([3, 20, 30, 0]) == ([None, None, 30, 0], 53)


def test_rows_of_few_people_are_hidden_although_they_are_many() -> None:
    assert Gate().counts([8, 20, 30], people=[2, 15, 30]) == ([None, None, 30], 58)


def test_shown_counts_are_rounded_where_asked() -> None:
    gate = Gate(rounding=5)
    assert [gate.count(count) for count in (0, 3, 5, 12, 13)] == [0, None, 5, 10, 15]


def test_percentages_are_of_shown_counts_only() -> None:
    gate = Gate()
    assert gate.percent(20, 80) == 25
    assert gate.percent(None, 80) is gate.percent(20, None) is gate.percent(0, 0) is None


def test_quantiles_need_enough_people_beyond_them() -> None:
    values = np.arange(100.0)
    people = np.arange(100.0)
    assert Gate().quantiles(values, people, [0, 0.02, 0.05, 0.5, 0.95, 1]) == [None, None, 5, 50, 94, None]
    assert Gate().quantiles(values, people // 50, [0.5]) == [None]
    assert Gate().quantiles(values[:0], people[:0], [0.5]) == [None]
