"""The emulator gives figures at points that were not run, and says how far it is off."""

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.study.analysis.emulator import Emulator, features, shrunk_covariance

LUCK = 0.5


def model(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return two figures: one bends and has a product, the other is straight."""
    first = 3 + 2 * scores[:, 0] - scores[:, 1] + 0.6 * scores[:, 0] ** 2 + 0.8 * scores[:, 1] * scores[:, 2]
    return np.column_stack([first, 1 + scores @ np.arange(1.0, 7.0)])


def runs(count: int, seed: int = 1) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return scores and figures of so many years, each with its own luck."""
    rng = np.random.default_rng(seed)
    scores = rng.standard_normal((count, 6))
    return scores, model(scores) + LUCK * rng.standard_normal((count, 2))


def test_features_are_scores_squares_and_products() -> None:
    table = features(np.array([[2.0, 3.0]]))
    assert table.tolist() == [[2.0, 3.0, 3.0, 6.0, 8.0]]


def test_figures_that_were_not_run_are_met() -> None:
    scores, figures = runs(300)
    emulator = Emulator.of(scores, figures)
    new, _ = runs(500, seed=2)
    error = emulator.figures(new) - model(new)
    assert np.sqrt((error**2).mean(axis=0)) == pytest.approx([0.2, 0.1], abs=0.1)
    straight = np.linalg.lstsq(np.column_stack([np.ones(300), scores]), figures, rcond=None)[0]
    of_first_order = np.column_stack([np.ones(500), new]) @ straight - model(new)
    assert (error[:, 0] ** 2).mean() < 0.2 * (of_first_order[:, 0] ** 2).mean(), "the second order counts"


def test_what_is_left_out_is_told_honestly() -> None:
    """The leave-one-out error is that met at points that were not run: luck of a year and the emulator's own."""
    told, met = [], []
    for seed in range(10, 16):
        emulator = Emulator.of(*runs(150, seed))
        new, seen = runs(1000, seed + 100)
        error = seen - emulator.figures(new)
        told.append([np.diag(emulator.covariance), emulator.explained])
        met.append([(error**2).mean(axis=0), 1 - (error**2).mean(axis=0) / seen.var(axis=0)])
    assert np.mean(told, axis=0) == pytest.approx(np.mean(met, axis=0), rel=0.12)


def test_a_figure_of_luck_alone_is_explained_by_nothing() -> None:
    rng = np.random.default_rng(4)
    emulator = Emulator.of(rng.standard_normal((120, 8)), rng.standard_normal((120, 1)))
    assert emulator.explained[0] < 0.1
    assert emulator.figures(rng.standard_normal((50, 8))).std() < 0.35


def test_the_covariance_of_few_errors_is_drawn_to_its_diagonal() -> None:
    rng = np.random.default_rng(5)
    errors = rng.standard_normal((30, 12))
    sample = errors.T @ errors / 30
    shrunk = shrunk_covariance(errors)
    assert np.diag(shrunk) == pytest.approx(np.diag(sample))
    off = ~np.eye(12, dtype=bool)
    assert np.abs(shrunk[off]).mean() < 0.5 * np.abs(sample[off]).mean()
    many = rng.standard_normal((5000, 2)) @ np.array([[1.0, 0.9], [0.0, 0.5]])
    assert shrunk_covariance(many)[0, 1] == pytest.approx((many.T @ many / 5000)[0, 1], rel=0.02)
