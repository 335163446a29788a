"""The cheapest mix that reaches a target in so many of the futures, under a planner's constraints: a linear programme.

Each value of each lever is a variable of 0 or 1, a product of two levers a variable between linear bounds (McCormick
1976). The chance is held in the sample of futures itself (Luedtke and Ahmed 2008, SIAM Journal on Optimization 19): a
variable of 0 or 1 for each future says whether it reaches the target, and so many of them must. Solved by HiGHS
(`scipy.optimize.milp`). Further mixes are found by cutting off those found already.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from sim.study.analysis.mix_surrogate import Mix, Surrogate
from sim.study.analysis.sources_of_uncertainty import Floats

SECONDS, GAP = 60.0, 1e-4
"""Seconds for one search at most, and how near to the best it may stop, as a share of its cost."""


@dataclass(frozen=True)
class Constraints:
    """What a planner asks of a mix besides its target."""

    at_most: Mapping[str, float] = field(default_factory=dict)
    """Largest mean of a change, by its name: budgets and limits."""
    needed: tuple[int, ...] = ()
    """Levers that every mix uses."""
    levers: int | None = None
    """How many levers it may use."""

    def allow(self, mix: Mix, means: Mapping[str, float]) -> bool:
        """Tell whether a mix with these means of its changes meets them."""
        used = sum(value > 0 for value in mix)
        within = all(means[name] <= most for name, most in self.at_most.items())
        return within and all(mix[at] for at in self.needed) and (self.levers is None or used <= self.levers)


@dataclass(frozen=True)
class Candidate:
    """A mix that a search found, and whether the search was finished within its time."""

    mix: Mix
    value: float
    """Its cost; of a search for most bed days, those."""
    finished: bool = True


@dataclass
class Search:
    """Searches among the mixes that a surrogate predicts."""

    surrogate: Surrogate
    cost: str
    """Name of the change that is to be small."""
    chance: float
    constraints: Constraints
    seconds: float = SECONDS

    def cheapest(self, target: float, without: Sequence[Mix] = ()) -> Candidate | None:
        """Return the cheapest mix that reaches a target, of those not found yet; None where there is none."""
        futures = self._columns.shape[1]
        low = self._least()
        count = self._wide + futures
        reach = np.hstack([self._columns.T, -np.diag(target - low)])
        rules = [LinearConstraint(reach / self._unit, low / self._unit, np.inf), self._often(count, self._wide)]
        costs = np.concatenate([self._row(self.cost), np.zeros(futures)])
        return self._solved(costs, rules, without, count, [(0.0, 1.0)] * futures)

    def most(self, without: Sequence[Mix] = ()) -> Candidate | None:
        """Return the mix that returns most bed days in so many futures, of those not found yet."""
        futures = self._columns.shape[1]
        low, top = self._least(), float(self._largest().max())
        count = self._wide + futures + 1
        big = top - low
        unit = self._unit
        reach = np.hstack([self._columns.T / unit, -np.diag(big) / unit, -np.ones((futures, 1))])
        rules = [LinearConstraint(reach, -big / unit, np.inf), self._often(count, self._wide)]
        aim = np.zeros(count)
        aim[-1] = -1.0
        ends = [(0.0, 1.0)] * futures + [(float(low.min()) / unit, max(top, float(low.min())) / unit)]
        best = self._solved(aim, rules, without, count, ends)
        return None if best is None else Candidate(best.mix, -best.value * unit, best.finished)

    # --- variables: a value of a lever each, then the products of its kept pairs

    @property
    def _mains(self) -> list[tuple[int, int]]:
        return self.surrogate.basis.mains

    @property
    def _products(self) -> list[tuple[int, int, float, int]]:
        """The columns of two values, what their product counts, and the number of the pair."""
        basis, at = self.surrogate.basis, {main: number for number, main in enumerate(self._mains)}
        return [
            (
                at[pair.first, a],
                at[pair.second, b],
                basis.weights[pair.first][a] * basis.weights[pair.second][b],
                number,
            )
            for number, pair in enumerate(basis.pairs)
            for a in range(1, basis.sizes[pair.first] + 1)
            for b in range(1, basis.sizes[pair.second] + 1)
        ]

    @property
    def _wide(self) -> int:
        return len(self._mains) + len(self._products)

    def _spread(self, coefficients: Floats) -> Floats:
        """Return coefficients of the basis [column, ...] as those of the variables."""
        mains = len(self._mains)
        products = [weight * coefficients[mains + pair] for _, _, weight, pair in self._products]
        return np.concatenate([coefficients[:mains], np.asarray(products).reshape(-1, *coefficients.shape[1:])])

    @property
    def _columns(self) -> Floats:
        return self._spread(self.surrogate.days)

    @property
    def _unit(self) -> float:
        """The unit in which bed days are counted in a search, so that numbers are of the size of 1."""
        return float(np.abs(self._columns).max()) or 1.0

    def _row(self, name: str) -> Floats:
        return self._spread(self.surrogate.others[name])

    def _least(self) -> Floats:
        """Return bed days that no mix is below, in each future."""
        return np.asarray(np.minimum(self._columns, 0.0).sum(axis=0)) - 1.0

    def _largest(self) -> Floats:
        return np.asarray(np.maximum(self._columns, 0.0).sum(axis=0))

    def _often(self, count: int, begin: int) -> LinearConstraint:
        """Return that so many futures reach the target."""
        futures = self._columns.shape[1]
        row = np.zeros(count)
        row[begin : begin + futures] = 1.0
        return LinearConstraint(row, ceil(self.chance * futures - 1e-9), np.inf)

    def _padded(self, row: Floats, count: int) -> Floats:
        return np.concatenate([row, np.zeros(count - len(row))])

    def _rules(self, without: Sequence[Mix], count: int) -> Iterator[LinearConstraint]:
        """Yield the constraints of every search: one value of a lever, products, the planner's, mixes found already."""
        mains, basis = self._mains, self.surrogate.basis
        for lever in range(len(basis.sizes)):
            row = self._padded(np.asarray([float(at == lever) for at, _ in mains]), count)
            yield LinearConstraint(row, float(lever in self.constraints.needed), 1.0)
        for number, (first, second, _, _) in enumerate(self._products):
            place = len(mains) + number
            for factors, low, high in (
                ((first,), -np.inf, 0.0),
                ((second,), -np.inf, 0.0),
                ((first, second), -1, np.inf),
            ):
                row = np.zeros(count)
                row[[place, *factors]] = 1.0, *(-1.0 for _ in factors)
                yield LinearConstraint(row, low, high)
        if self.constraints.levers is not None:
            yield LinearConstraint(self._padded(np.ones(len(mains)), count), -np.inf, self.constraints.levers)
        for name, most in self.constraints.at_most.items():
            row = self._padded(self._row(name), count)
            unit = float(np.abs(row).max()) or 1.0
            yield LinearConstraint(row / unit, -np.inf, most / unit)
        for mix in without:
            row = np.asarray([-1.0 if mix[at] == value else 1.0 if not mix[at] else 0.0 for at, value in mains])
            yield LinearConstraint(self._padded(row, count), 1.0 - sum(value > 0 for value in mix), np.inf)

    def _solved(
        self, aim: Floats, rules: list[LinearConstraint], without: Sequence[Mix], count: int, ends: list[Any]
    ) -> Candidate | None:
        """Return the best mix; None where none meets the constraints (or none was found in time)."""
        whole = np.zeros(count, dtype=np.int64)
        whole[: len(self._mains)] = 1
        whole[self._wide : self._wide + self._columns.shape[1] * bool(ends)] = 1
        lower = [0.0] * self._wide + [low for low, _ in ends]
        upper = [1.0] * self._wide + [high for _, high in ends]
        unit = float(np.abs(aim).max()) or 1.0
        answer = milp(
            aim / unit,
            integrality=whole,
            bounds=Bounds(lower, upper),
            constraints=[*rules, *self._rules(without, count)],
            options={"time_limit": self.seconds, "mip_rel_gap": GAP},
        )
        if answer.x is None:
            return None
        mix = [0] * len(self.surrogate.basis.sizes)
        for number, (at, value) in enumerate(self._mains):
            if answer.x[number] > 0.5:
                mix[at] = value
        return Candidate(tuple(mix), float(answer.fun) * unit, bool(answer.status == 0))
