"""Estimates as rows of one table: what, of whom, value, intervals, and how many people are behind it."""

from dataclasses import dataclass
from math import exp, log, sqrt

from sim.sample.disclosure import Count

WIDTHS = {"95": 1.959964, "50": 0.674490}
"""Standard errors to either side that hold so many percent."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """One estimate; its error is that of its logarithm, so that its intervals never reach below 0."""

    what: str
    """stay, way_out, admissions, delays, delayed_days, package_hours."""
    of: str
    """Setting, need, way out, or ``all``."""
    group: str
    """Need, ``default`` (all others), or nothing."""
    parameter: str
    value: float
    error: float
    """Standard error of the logarithm."""
    unit: str
    people: Count
    """How many people are behind it; None: hidden."""
    family: str = ""
    remark: str = ""

    @property
    def name(self) -> str:
        """Return its name, by which truth and estimate are brought together."""
        return ".".join(part for part in (self.what, self.of, self.group, self.parameter) if part)

    def interval(self, percent: str) -> tuple[float, float]:
        """Return its interval that holds so many percent."""
        width = WIDTHS[percent] * self.error
        highest = 1.0 if self.parameter == "share" else float("inf")
        return self.value * exp(-min(width, 50.0)), min(self.value * exp(min(width, 50.0)), highest)

    def row(self) -> dict[str, object]:
        """Return it as a row."""
        low, high = self.interval("95")
        low_half, high_half = self.interval("50")
        return {
            "name": self.name, "what": self.what, "of": self.of, "group": self.group, "parameter": self.parameter,
            "value": _figures(self.value), "low_95": _figures(low), "high_95": _figures(high),
            "low_50": _figures(low_half), "high_50": _figures(high_half), "error_of_logarithm": _figures(self.error),
            "unit": self.unit, "family": self.family, "people": self.people, "remark": self.remark,
        }  # fmt: skip


def _figures(value: float) -> float:
    return float(f"{value:.6g}")


def share(part: int, whole: int) -> tuple[float, float]:
    """Return a share and the standard error of its logarithm (binomial)."""
    value = part / whole
    return value, sqrt((1 - value) / max(part, 1))


def rate(count: int, exposure: float) -> tuple[float, float]:
    """Return a rate and the standard error of its logarithm (Poisson)."""
    return count / exposure, 1 / sqrt(max(count, 1))


def total_rate(amounts: list[float], exposure: float) -> tuple[float, float]:
    """Return a rate of amounts and the standard error of its logarithm (compound Poisson)."""
    total = sum(amounts)
    return total / exposure, sqrt(sum(amount**2 for amount in amounts)) / max(total, 1e-9)


def mean(values: list[float]) -> tuple[float, float]:
    """Return a mean and the standard error of its logarithm."""
    count = len(values)
    middle = sum(values) / count
    spread = sqrt(sum((value - middle) ** 2 for value in values) / max(count - 1, 1) / count)
    return middle, spread / middle if middle > 0 else log(2)
