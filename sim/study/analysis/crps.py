"""The continuous ranked probability score: how near a figure a prediction is, and how sure."""

import numpy as np
from numpy.typing import NDArray


def crps(values: NDArray[np.float64], figure: float) -> float:
    """Return the continuous ranked probability score of equally likely values: the less, the nearer and the surer.

    The mean distance from the figure less half the mean distance between two of them (Gneiting and Raftery 2007), in
    the unit of the figure. Of one value it is how far that is off.
    """
    apart = np.abs(values[:, None] - values[None, :]).mean()
    return float(np.abs(values - figure).mean() - 0.5 * apart)
