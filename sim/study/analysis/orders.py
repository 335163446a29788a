"""Shapley and Owen values: what each part of a package adds, averaged over orders in which parts could be put in.

A mix is a set of parts, written as a number whose bit k says whether part k is in it. In one order of the parts the
share of each is what it adds to the mix of those before it. The Shapley value is the mean over all orders (Shapley
1953); the Owen value the mean over orders in which the parts of a group follow each other (Owen 1977), so that the
shares of a group sum to the group's own Shapley value. One order and its reverse (a paired, or antithetic, sample:
Mitchell and others 2022, Journal of Machine Learning Research 23) need two chains of mixes, and sum to the package.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from sim.study.analysis.sampling import generator

Floats = NDArray[np.float64]
Order = tuple[int, ...]
Groups = Sequence[Sequence[int]]
"""The parts of each group, by number; groups of one part each give Shapley values."""


def order_of(groups: Groups, seed: int, number: int) -> Order:
    """Return the order of a replication: groups in an order drawn by seed and number, and parts within them.

    As many replications in a row as there are groups share one draw, turned on by a place for each of them, so that
    every group has every place once (a Latin square). ``number`` is from 1.
    """
    turns = max(len(groups), *(len(group) for group in groups))
    block, turn = divmod(number - 1, turns)
    drawn = generator(seed, block)
    of_groups = np.roll(drawn.permutation(len(groups)), turn)
    within = [np.roll(drawn.permutation(len(group)), turn) for group in groups]
    return tuple(int(groups[at][place]) for at in of_groups for place in within[at])


def mixes_of(order: Order) -> list[int]:
    """Return the mixes along an order and its reverse, the empty one left out, each once."""
    forward, backward = (_along(way) for way in (order, order[::-1]))
    return list(dict.fromkeys([*forward, *backward]))


def paired_shares(values: Mapping[int, Floats], order: Order) -> Floats:
    """Return the shares [part, row]: the mean of what each part adds in an order and in its reverse.

    ``values`` [row] by mix; the empty mix is 0.
    """
    both = [_gains(values, way) for way in (order, order[::-1])]
    return np.asarray((both[0] + both[1]) / 2)


def mixes_of_all_orders(groups: Groups) -> list[int]:
    """Return every mix that an exact value needs, the empty one left out."""
    return sorted({mix for _, without, part in _weighted(groups) for mix in (without, without | 1 << part)} - {0})


def exact_shares(values: Mapping[int, Floats], groups: Groups) -> Floats:
    """Return the Owen values [part, row] from all mixes (`mixes_of_all_orders`); of single parts the Shapley values."""
    first = next(iter(values.values()))
    shares = np.zeros((sum(map(len, groups)), len(first)))
    for weight, without, part in _weighted(groups):
        shares[part] += weight * (values[without | 1 << part] - values.get(without, 0.0 * first))
    return shares


def alone_and_last(count: int) -> list[int]:
    """Return the mixes of one part alone, and of all parts but one."""
    whole = (1 << count) - 1
    return [*(1 << part for part in range(count)), *(whole ^ 1 << part for part in range(count))]


def pairs(count: int) -> list[tuple[int, int]]:
    """Return every pair of parts."""
    return list(combinations(range(count), 2))


def interaction(values: Mapping[int, Floats], first: int, second: int) -> Floats:
    """Return what two parts do together beyond what each does alone [row]; below 0 they overlap."""
    return np.asarray(values[1 << first | 1 << second] - values[1 << first] - values[1 << second])


def adding_up(values: Sequence[float], total: float, decimals: int) -> list[float]:
    """Return values rounded so that they sum to the rounded total: the largest remainders are rounded up."""
    scale = 10.0**decimals
    floors = np.floor(np.asarray(values) * scale)
    lacking = int(round(total * scale) - floors.sum())
    remainders = np.asarray(values) * scale - floors
    up = np.argsort(-remainders, kind="stable")[: max(lacking, 0)]
    floors[up] += 1
    return [round(float(value / scale), decimals) for value in floors]


def _along(order: Order) -> Iterator[int]:
    mix = 0
    for part in order:
        mix |= 1 << part
        yield mix


def _gains(values: Mapping[int, Floats], order: Order) -> Floats:
    """Return what each part adds in an order [part, row]."""
    before: Floats | float = 0.0
    gains: list[Floats] = [np.zeros(0)] * len(order)
    for part, mix in zip(order, _along(order), strict=True):
        gains[part] = np.asarray(values[mix] - before)
        before = values[mix]
    return np.vstack(gains)


def _weighted(groups: Groups) -> Iterator[tuple[float, int, int]]:
    """Yield weight, mix without the part, and part, for every mix that can stand before a part in an order."""
    for at, group in enumerate(groups):
        others = [sum(1 << part for part in other) for number, other in enumerate(groups) if number != at]
        for outside, count in _subsets(others):
            weight = 1 / (len(groups) * comb(len(groups) - 1, count))
            for part in group:
                for inside, size in _subsets([1 << other for other in group if other != part]):
                    yield weight / (len(group) * comb(len(group) - 1, size)), outside | inside, part


def _subsets(masks: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the union of every choice of masks, and how many they are."""
    for chosen in chain.from_iterable(combinations(masks, size) for size in range(len(masks) + 1)):
        yield sum(chosen), len(chosen)
