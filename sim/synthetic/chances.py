"""Chances of faults: a uniform number for each row and fault, a pure function of seed, sample, fault and row."""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.demand.random_numbers import uniforms

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Chances:
    """The chances of one sample."""

    seed: int
    sample: str
    rates: dict[str, float]

    def numbers(self, purpose: str, count: int) -> Floats:
        """Return a uniform number for each of so many rows."""
        digest = hashlib.sha256(f"rows|{self.sample}|{self.seed}|{purpose}".encode()).digest()
        return uniforms(int.from_bytes(digest[:8], "big"), np.arange(count), 0)

    def has(self, fault: str, count: int) -> Flags:
        """Tell which of so many rows have a fault."""
        return np.asarray(self.numbers(fault, count) < self.rates.get(fault, 0.0))

    def order(self, purpose: str, count: int) -> NDArray[np.int64]:
        """Return the numbers from 1 to a count in an order that means nothing."""
        ranks = np.empty(count, dtype=np.int64)
        ranks[np.argsort(self.numbers(purpose, count), kind="stable")] = np.arange(1, count + 1)
        return ranks
