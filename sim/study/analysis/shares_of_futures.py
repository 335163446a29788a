"""The interval of a share of futures, such as those in which a target is reached."""

from math import sqrt

from scipy.special import ndtri

from sim.study.analysis.confidence_intervals import CONFIDENCE_LEVEL


def share_interval(count: float, of: int, level: float = CONFIDENCE_LEVEL) -> tuple[float, float]:
    """Return the ends of the interval of a share, so many of so many (0 to 1), the futures taken as independent.

    Wilson (1927), Journal of the American Statistical Association 22, 209-212.
    """
    score = float(ndtri((1 + level) / 2)) ** 2
    middle = (count + score / 2) / (of + score)
    half = sqrt(score * (count * (of - count) / of + score / 4)) / (of + score)
    return max(middle - half, 0.0), min(middle + half, 1.0)
