"""A surrogate of mixes: what each value of each lever adds by itself, and what pairs of levers add that are kept.

In every replication what a mix changes is taken as

    sum over its levers of (main effect of the value)  +  sum over kept pairs of (coefficient x product of the two),

fitted by least squares; the none of every lever is 0, as the baseline is. In the product a value counts by its main
effect on bed days returned over that of the largest value, between 0 and 1. A pair is kept if what the other columns
leave over grows with its product, told apart from none over the replications (Holm, all pairs together at 95 %); one
after the other, the clearest first.
Main effects are free for each value: no shape is assumed along a lever. Replications are futures with their own luck,
effects and baseline, and a fit in each of them gives the surrogate's futures.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np

from sim.study.analysis.holm import told_apart
from sim.study.analysis.sources_of_uncertainty import Floats
from sim.study.question.draws import Drawn

Mix = tuple[int, ...]
FOLDS = 5
LEAST_FREE, LEAST_FUTURES = 1e-3, 3
"""What must be left of a product beside the other columns, as a mean square, and futures, for it to be looked at."""
MOST_PAIRS = 12
"""Pairs that are kept at most, the clearest first: each makes the search larger."""


class Product(NamedTuple):
    """The product of two levers: their numbers."""

    first: int
    second: int


@dataclass(frozen=True)
class Basis:
    """The columns that mixes are fitted on."""

    sizes: tuple[int, ...]
    pairs: tuple[Product, ...]
    weights: tuple[tuple[float, ...], ...]
    """Of each lever, how much each of its values counts in a product; none counts 0."""

    @property
    def mains(self) -> list[tuple[int, int]]:
        """Lever and value of each column of main effects."""
        return [(at, value) for at, size in enumerate(self.sizes) for value in range(1, size + 1)]

    def product(self, mix: Mix, pair: Product) -> float:
        """Return the product of a pair in a mix."""
        return self.weights[pair.first][mix[pair.first]] * self.weights[pair.second][mix[pair.second]]

    def rows(self, mixes: Sequence[Mix]) -> Floats:
        """Return the columns [mix, column]."""
        mains = [[float(mix[at] == value) for at, value in self.mains] for mix in mixes]
        products = [[self.product(mix, pair) for pair in self.pairs] for mix in mixes]
        return np.hstack([np.asarray(mains), np.asarray(products).reshape(len(mixes), -1)])


@dataclass(frozen=True)
class Surrogate:
    """A fitted surrogate: coefficients of bed days in every replication, and of other changes in their mean."""

    basis: Basis
    days: Floats
    """[column, replication] bed days returned a year."""
    others: Mapping[str, Floats]
    """[column] of the mean of each other change, by name."""

    def futures(self, mixes: Sequence[Mix]) -> Floats:
        """Return the bed days returned of mixes in every future [mix, replication]."""
        return np.asarray(self.basis.rows(mixes) @ self.days)

    def mean(self, name: str, mixes: Sequence[Mix]) -> Floats:
        """Return the mean of another change [mix]."""
        return np.asarray(self.basis.rows(mixes) @ self.others[name])


@dataclass(frozen=True)
class HeldOut:
    """How well mixes are predicted that the fit has not seen."""

    r_squared: float
    typical_error: float
    """Root mean square of the errors of mean values."""
    largest_error: float
    random: float
    """Standard error of the mean of a mix that random variation leaves, about: what the errors cannot be below."""


def fitted(sizes: Sequence[int], mixes: Sequence[Mix], days: Floats, others: Mapping[str, Floats]) -> Surrogate:
    """Return the surrogate of mixes, with bed days [mix, replication] and the means [mix] of other changes."""
    basis = basis_of(sizes, mixes, days)
    fit = np.linalg.pinv(basis.rows(mixes))
    return Surrogate(basis, fit @ days, {name: fit @ values for name, values in others.items()})


def basis_of(sizes: Sequence[int], mixes: Sequence[Mix], days: Floats) -> Basis:
    """Return the columns: main effects, and the pairs that are told apart from none."""
    plain = Basis(tuple(sizes), (), tuple((0.0,) * (size + 1) for size in sizes))
    rows = plain.rows(mixes)
    mains = np.linalg.pinv(rows) @ days
    means = iter(mains.mean(axis=1).tolist())
    weights = tuple((0.0, *_weights([next(means) for _ in range(size)])) for size in sizes)
    full = Basis(tuple(sizes), tuple(Product(*pair) for pair in combinations(range(len(sizes)), 2)), weights)
    products = full.rows(mixes)[:, rows.shape[1] :]
    kept: list[int] = []
    most = min(MOST_PAIRS, len(mixes) - rows.shape[1] - 2)
    while len(kept) < most and (clearest := _clearest(rows, products, days, kept)) is not None:
        kept.append(clearest)
    return Basis(tuple(sizes), tuple(full.pairs[at] for at in sorted(kept)), weights)


def _clearest(rows: Floats, products: Floats, days: Floats, kept: Sequence[int]) -> int | None:
    """Return the product, not kept yet, that what is left over grows with most clearly; None if none is told apart."""
    columns = np.hstack([rows, products[:, list(kept)]])
    fit = np.linalg.pinv(columns)
    free = products - columns @ (fit @ products)
    sizes = (free**2).sum(axis=0)
    known = [at for at in range(products.shape[1]) if at not in kept and sizes[at] > LEAST_FREE * len(rows)]
    if not known or days.shape[1] < LEAST_FUTURES:
        return None
    slopes = free[:, known].T @ (days - columns @ (fit @ days)) / sizes[known][:, None]
    clear = np.abs(slopes.mean(axis=1)) / np.maximum(slopes.std(axis=1), 1e-12)
    none = Drawn(np.zeros((days.shape[1], 0)), None)
    verdicts = told_apart([(slope, none) for slope in slopes])
    clearest = int(clear.argmax())
    return known[clearest] if verdicts[clearest] else None


def held_out(sizes: Sequence[int], mixes: Sequence[Mix], days: Floats, values: Floats) -> HeldOut:
    """Return how well the means [mix] of values [mix, replication] are predicted of mixes left out, a fifth at a time.

    ``days`` are the bed days by which pairs are kept.
    """
    numbers = np.arange(len(mixes))
    predicted = np.full(len(mixes), np.nan)
    for fold in range(FOLDS):
        out = numbers % FOLDS == fold
        rest, left = [mixes[at] for at in numbers[~out]], [mixes[at] for at in numbers[out]]
        if rest and left:
            basis = basis_of(sizes, rest, days[~out])
            predicted[out] = basis.rows(left) @ (np.linalg.pinv(basis.rows(rest)) @ values[~out].mean(axis=1))
    means = values.mean(axis=1)
    errors = (predicted - means)[np.isfinite(predicted)]
    spread = float(((means - means.mean()) ** 2).sum())
    basis = basis_of(sizes, mixes, days)
    rows = basis.rows(mixes)
    rest_of = values - rows @ (np.linalg.pinv(rows) @ values)
    freedom = max(len(mixes) - rows.shape[1], 1)
    random = float(np.sqrt((rest_of**2).sum() / freedom / values.shape[1] ** 2))
    r_squared = 1 - float((errors**2).sum()) / spread if spread else float("nan")
    return HeldOut(r_squared, float(np.sqrt((errors**2).mean())), float(np.abs(errors).max()), random)


def _weights(effects: Sequence[float]) -> list[float]:
    """Return how much each value counts: its main effect over that of the largest; evenly where that is about none."""
    last = effects[-1]
    if abs(last) < 1e-9 or any(not 0 <= effect / last <= 1.5 for effect in effects):
        return [(at + 1) / len(effects) for at in range(len(effects))]
    return [min(effect / last, 1.0) for effect in effects]
