"""The ratio of two means over the same replications, such as pounds for a bed day, with an interval that can be open.

Fieller's method: a ratio t lies in the interval if the mean of ``above - t x below`` cannot be told apart from none,
with the same interval as every other mean here (`sources_of_uncertainty`), effects included. Where the mean below
cannot be told apart from none itself, the ratio may be anything, and there is no interval.
"""

from math import nan, sqrt

import numpy as np

from sim.study.analysis.sources_of_uncertainty import Floats, Groups, apart


def ratio(above: Floats, below: Floats, scores: Floats, groups: Groups | None = None) -> tuple[float, float, float]:
    """Return the ratio of two means [replication] and the ends of its 95 % interval; not a number where it is open.

    ``scores`` [replication, thing] are those of the draws, ``groups`` [replication] the draws of multipliers, if drawn.
    Fieller (1954), Journal of the Royal Statistical Society B 16, 175-185.
    """
    unit = float(np.abs(above).max()) / (float(np.abs(below).max()) or 1.0) or 1.0
    scaled = above / unit
    parts = apart(np.vstack([scaled, below, scaled + below]), scores, groups)
    if not np.isfinite(parts.half).all() or abs(parts.mean[1]) <= parts.half[1]:
        return nan, nan, nan
    (top, bottom, _), (half_top, half_bottom, half_sum) = parts.mean.tolist(), parts.half.tolist()
    together = (half_sum**2 - half_top**2 - half_bottom**2) / 2
    a, b, c = bottom**2 - half_bottom**2, top * bottom - together, top**2 - half_top**2
    root = sqrt(max(b * b - a * c, 0.0))
    return unit * top / bottom, unit * (b - root) / a, unit * (b + root) / a
