"""Quantile tables: an inverse distribution function on a grid that is dense in both tails.

For every length of time that a scenario may hold, the table has its mean within 0.1 %, and its standard
deviation within 0.1 % (1 % where it is a list of values), or both within a `TICK` (tests/theory/test_distributions.py).

The grid has `OCTAVES` octaves of `CELLS` cells towards 0 and as many towards 1: u is split into a power of two and the
rest, so finding a cell needs no logarithm. Between nodes the value is linear. Each engine has its own code for `at`.
"""

from collections.abc import Callable
from math import frexp

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
OCTAVES = 30
CELLS = 64
HALF = OCTAVES * CELLS + 1
NODES = 2 * HALF
"""Nodes 0 … HALF-1 run from u = 1/2 down to 2**-(OCTAVES+1); nodes HALF … the same for 1-u."""
POINTS = 64
"""Points between two nodes at which a function with steps is evaluated."""


def grid() -> Floats:
    """Return the u of each node of the lower half: 1/2 first, then down, octave by octave."""
    octave, cell = np.divmod(np.arange(HALF), CELLS)
    return 2.0 ** -(octave + 1.0) * (1.0 - cell / (2.0 * CELLS))


def tabulate(quantile: Callable[[Floats], Floats], steps: bool = False) -> Floats:
    """Return the values of an inverse distribution function at all nodes, rounded to a billionth.

    With ``steps``: the mean around each node instead, so that lines between them have the mean of the steps.
    """
    of_half = _around if steps else _upon
    values = np.concatenate([of_half(quantile), of_half(lambda share: quantile(1.0 - share))])
    return np.asarray(np.round(np.maximum(values, 0.0), 9), dtype=np.float64)


def _upon(quantile: Callable[[Floats], Floats]) -> Floats:
    return np.asarray(quantile(grid()), dtype=np.float64)


def _around(quantile: Callable[[Floats], Floats]) -> Floats:
    """Return means around the nodes of a half, each point by how near it lies to the node."""
    nodes = grid()
    near = (np.arange(POINTS) + 0.5) / POINTS
    width = (nodes[:-1] - nodes[1:])[:, None]
    values = np.asarray(quantile(nodes[:-1, None] - width * near), dtype=np.float64) * width / POINTS
    total, weight = np.zeros(len(nodes)), np.zeros(len(nodes))
    total[:-1] += (values * (1 - near)).sum(axis=1)
    total[1:] += (values * near).sum(axis=1)
    weight[:-1] += width[:, 0] / 2
    weight[1:] += width[:, 0] / 2
    total[-1] += float(quantile(nodes[-1:] / 2)[0]) * nodes[-1]
    weight[-1] += nodes[-1]
    middle = float(quantile(np.nextafter(nodes[:1], 0.0))[0]) * weight[0]  # there is no other side to the first node
    total[1], total[0] = total[1] + total[0] - middle, middle
    return np.asarray(total / weight)


def residual(table: Floats) -> Floats:
    """Return the table of the time still to go, seen at a random moment of a stay drawn from `table` (length-biased).

    Its distribution function is the integral of the survival function divided by the mean, here by the trapezium rule
    over the nodes.
    """
    share, value = _sorted_nodes(table)
    survival = 1.0 - share
    area = np.concatenate([[0.0], np.cumsum((survival[1:] + survival[:-1]) / 2 * np.diff(value))])
    area += value[0]
    total = area[-1] if area[-1] > 0 else 1.0
    shares = np.concatenate([[0.0], area / total])
    values = np.concatenate([[0.0], value])
    return tabulate(lambda u: np.interp(u, shares, values))


def mean(table: Floats) -> float:
    """Return the mean of the tabulated (piecewise linear) distribution."""
    share, value = _sorted_nodes(table)
    inner = float(((value[1:] + value[:-1]) / 2 * np.diff(share)).sum())
    return inner + float(value[0] * share[0] + value[-1] * (1 - share[-1]))


def variance(table: Floats) -> float:
    """Return the variance of the tabulated distribution."""
    share, value = _sorted_nodes(table)
    value = value - mean(table)
    low, high = value[:-1], value[1:]
    square = float(((low * low + low * high + high * high) / 3 * np.diff(share)).sum())
    return square + float(value[0] ** 2 * share[0] + value[-1] ** 2 * (1 - share[-1]))


def _sorted_nodes(table: Floats) -> tuple[Floats, Floats]:
    low = grid()
    share = np.concatenate([low[::-1], 1.0 - low])
    value = np.concatenate([table[:HALF][::-1], table[HALF:]])
    return share, value


def at(table: Floats, u: Floats) -> Floats:
    """Return the tabulated quantile at each u of (0, 1), by the same steps that an engine takes."""
    upper = u > 0.5
    near = np.where(upper, 1.0 - u, u)
    part, power = np.frexp(near)
    steps = (1.0 - part) * (2.0 * CELLS)
    cell = steps.astype(np.int64)
    first = (-1 - power) * CELLS + cell
    beyond = first >= HALF - 1
    first = np.where(beyond, HALF - 2, first) + np.where(upper, HALF, 0)
    rest = np.where(beyond, 1.0, steps - cell)
    low = table[first]
    return np.asarray(low + (table[first + 1] - low) * rest)


def at_one(table: list[float], u: float) -> float:
    """Return the tabulated quantile at one u: `at` for a plain list."""
    near, offset = (1.0 - u, HALF) if u > 0.5 else (u, 0)
    part, power = frexp(near)
    steps = (1.0 - part) * (2.0 * CELLS)
    cell = int(steps)
    first = (-1 - power) * CELLS + cell
    rest = steps - cell
    if first >= HALF - 1:
        first, rest = HALF - 2, 1.0
    low = table[first + offset]
    return low + (table[first + offset + 1] - low) * rest
