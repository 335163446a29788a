"""Whether two tools run the same model: their means of every total, in standard errors apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, sqrt
from statistics import mean, variance

APART = 4.0
"""Standard errors beyond which two means are taken for those of two models."""


@dataclass(frozen=True)
class Reference:
    """Mean and variance of every total over many replications of one tool."""

    means: dict[str, float]
    variances: dict[str, float]
    count: int

    @classmethod
    def of(cls, found: Sequence[Mapping[str, float]]) -> "Reference":
        """Return the reference that replications make."""
        columns = {name: [each[name] for each in found] for name in found[0]}
        return cls(
            {name: mean(values) for name, values in columns.items()},
            {name: variance(values) for name, values in columns.items()},
            len(found),
        )

    def apart(self, means: Mapping[str, float], count: int) -> dict[str, float]:
        """Return how many standard errors the means of `count` runs lie apart from these.

        The variance is the reference's: that of a few runs of a heavy-tailed queue is no guide.
        """
        share = 1 / count + 1 / self.count
        return {name: _errors(value - self.means[name], self.variances[name] * share) for name, value in means.items()}


def _errors(difference: float, squared: float) -> float:
    if squared > 0:
        return difference / sqrt(squared)
    return 0.0 if difference == 0 else inf


def means(found: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return the mean of every total."""
    return {name: mean(each[name] for each in found) for name in found[0]}
