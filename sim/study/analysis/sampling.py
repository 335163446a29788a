"""Random numbers of statistics on results: samples of a posterior, and noise added to figures. No run uses them."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Generator = np.random.Generator


def generator(seed: int, stage: int | None = None) -> Generator:
    """Return random numbers of a seed, others for each stage of a study."""
    return np.random.default_rng(seed if stage is None else [seed, stage])


def students_t(
    mean: Floats, covariance: Floats, freedom: int, count: int, generator: Generator
) -> tuple[Floats, Floats]:
    """Return so many points [point, dimension] of a multivariate Student's t, and the logarithms of its density there.

    ``covariance`` is that of the normal distribution which it tends to with more degrees of freedom.
    """
    from scipy.stats import multivariate_t  # noqa: PLC0415 - takes half a second to load

    distribution = multivariate_t(mean, covariance, freedom, seed=generator)
    points = distribution.rvs(count).reshape(count, -1)
    return np.asarray(points), np.asarray(distribution.logpdf(points))
