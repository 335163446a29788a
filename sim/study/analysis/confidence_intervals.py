"""Intervals of means over replications, which are independent of each other."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

Floats = NDArray[np.float64]
CONFIDENCE_LEVEL = 0.95


def half_width(sd: float | Floats, count: int | NDArray[np.int64], level: float = CONFIDENCE_LEVEL) -> Floats:
    """Return half the interval of a mean (Student's t), 95 % unless another level is given; NaN below two values."""
    number = np.asarray(count, dtype=np.float64)
    freedom = np.where(number > 1, number - 1, np.nan)
    return np.asarray(stdtrit(freedom, (1 + level) / 2) * np.asarray(sd) / np.sqrt(number), dtype=np.float64)


def mean_interval(values: Floats) -> tuple[float, float, float]:
    """Return mean, lower and upper end of its 95 % interval; the ends are NaN below two values."""
    known = values[np.isfinite(values)]
    if not len(known):
        return np.nan, np.nan, np.nan
    mean = float(known.mean())
    half = float(half_width(float(known.std(ddof=1)), len(known))) if len(known) > 1 else np.nan
    return mean, mean - half, mean + half


def deviation(values: Floats) -> float:
    """Return the standard deviation of one value among others like it; NaN below two values."""
    known = values[np.isfinite(values)]
    return float(known.std(ddof=1)) if len(known) > 1 else np.nan


def ratio_interval(above: Floats, below: Floats) -> tuple[float, float, float]:
    """Return the ratio of two means over the same replications with its 95 % interval; NaN where the lower mean is 0.

    The standard error is that of what each replication leaves over: above less ratio times below.
    """
    mean = float(below.mean()) if len(below) else 0.0
    if not mean:
        return np.nan, np.nan, np.nan
    ratio = float(above.mean()) / mean
    half = (
        float(half_width(float((above - ratio * below).std(ddof=1)), len(below))) / mean if len(below) > 1 else np.nan
    )
    return ratio, ratio - abs(half), ratio + abs(half)
