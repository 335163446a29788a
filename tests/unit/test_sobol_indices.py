"""Indices of sensitivity are those of the textbook, add up, and are none for what means nothing."""

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.study.analysis.emulator import Emulator, features, slopes_of
from sim.study.analysis.factors import RANDOM, Factor, Spread
from sim.study.analysis.sobol_indices import LEFT_OVER, Sampled, indices, of_slopes, quality, saltelli

Floats = NDArray[np.float64]
FIRST, TOTAL, LUCK = np.array([9, 4, 0, 2, 0, 0]), np.array([11.25, 4, 2.25, 2, 0, 0]), 4.0
WHOLE = 9 + 4 + 2.25 + 2 + LUCK


def sampled(points: int = 200, seed: int = 1) -> Sampled:
    """Return two years at each point of an outcome with known shares."""
    rng = np.random.default_rng(seed)
    scores = rng.standard_normal((points, len(FIRST)))
    level = 3 * scores[:, 0] + 2 * scores[:, 1] + 1.5 * scores[:, 0] * scores[:, 2] + scores[:, 3] ** 2 - 1
    return Sampled(scores, level[:, None] + np.sqrt(LUCK) * rng.standard_normal((points, 2)), seed)


def factors(count: int = len(FIRST)) -> list[Factor]:
    return [Factor(str(at), f"input {at}", "a group", 0.0, 1.0, "times") for at in range(count)]


@pytest.fixture(scope="module")
def table() -> object:
    return indices(sampled(), factors()).set_index("factor")


def test_a_polynomial_has_the_shares_of_the_textbook() -> None:
    count = len(FIRST)
    slopes = np.zeros(count * (count + 3) // 2)
    scores = np.eye(count)
    rows, columns = np.triu_indices(count)
    slopes[0], slopes[1] = 3, 2
    slopes[count + int(np.flatnonzero((rows == 0) & (columns == 2))[0])] = 1.5
    slopes[count + int(np.flatnonzero((rows == 3) & (columns == 3))[0])] = 1.0
    first, total, whole = of_slopes(slopes, count)
    assert first == pytest.approx(FIRST)
    assert total == pytest.approx(TOTAL)
    assert whole == pytest.approx(WHOLE - LUCK)
    assert features(scores).shape[1] == len(slopes)


def test_saltellis_design_agrees_with_the_polynomial() -> None:
    emulator = sampled().emulator
    first, total, variance = saltelli(emulator, len(FIRST), 3)
    by_slopes = of_slopes(emulator.slopes[:, 0], len(FIRST))
    assert variance == pytest.approx(float(by_slopes[2]), rel=0.1)
    assert first * variance == pytest.approx(by_slopes[0], abs=0.06 * variance)
    assert total * variance == pytest.approx(by_slopes[1], abs=0.06 * variance)


def test_shares_are_found_and_add_up(table) -> None:  # type: ignore[no-untyped-def]
    own = table.loc[[str(at) for at in range(len(FIRST))]]
    assert own["total"].to_numpy(dtype=float) == pytest.approx(TOTAL / WHOLE, abs=0.08)
    assert ((own["total_lower"] - 0.03 <= TOTAL / WHOLE) & (own["total_upper"] + 0.03 >= TOTAL / WHOLE)).all()
    assert table.loc[RANDOM, "first"] == pytest.approx(LUCK / WHOLE, abs=0.05)
    emulated = 1 - table.loc[RANDOM, "first"] - table.loc[LEFT_OVER, "first"]
    assert emulated == pytest.approx(1 - LUCK / WHOLE, abs=0.1)


def test_permuted_factors_mean_nothing(table) -> None:  # type: ignore[no-untyped-def]
    own = table.loc[[str(at) for at in range(len(FIRST))]]
    assert own["permuted"].max() < 0.04
    assert list(own["told_from_none"]) == [at < 4 for at in range(len(FIRST))] or set(
        own.index[own["told_from_none"].astype(bool)]
    ) == {"0", "1", "2", "3"}


def test_random_variation_alone_tells_nothing_from_none() -> None:
    rng = np.random.default_rng(5)
    nothing = Sampled(rng.standard_normal((150, 6)), rng.standard_normal((150, 2)), 5)
    table = indices(nothing, factors()).set_index("factor")
    assert not table.loc[[str(at) for at in range(6)], "told_from_none"].astype(bool).any()
    assert table.loc[RANDOM, "first"] > 0.8
    assert quality(nothing)["explained"] < 0.1  # type: ignore[operator]


def test_the_matrix_of_slopes_gives_those_of_the_emulator() -> None:
    points = sampled(60)
    emulator = Emulator.of(points.scores, points.mean[:, None])
    slopes = slopes_of(points.scores, emulator.penalties[0]) @ points.mean
    assert slopes == pytest.approx(emulator.slopes[:, 0])


def test_factors_keep_means_spreads_and_correlations_of_draws() -> None:
    rng = np.random.default_rng(7)
    correlation = np.array([[1, 0.7, 0], [0.7, 1, 0.3], [0, 0.3, 1]])
    logs = np.log([1.2, 0.8, 3.0]) + rng.multivariate_normal(np.zeros(3), correlation, 4000) * [0.1, 0.4, 0.8]
    draws = [dict(zip("abc", map(float, np.exp(row)), strict=True)) for row in logs]
    spread = Spread.of_draws(draws)
    scores = rng.standard_normal((4000, 3))
    again = np.log([list(spread.multipliers(row).values()) for row in scores])
    assert again.mean(axis=0) == pytest.approx(logs.mean(axis=0), abs=0.05)
    assert again.std(axis=0) == pytest.approx(logs.std(axis=0), rel=0.06)
    assert np.corrcoef(again.T) == pytest.approx(correlation, abs=0.06)
    tied = [float(np.corrcoef(again[:, at], scores[:, at])[0, 1]) for at in range(3)]
    assert tied == pytest.approx(np.diag(spread.root), abs=0.03)
    assert min(tied) > 0.85


def test_what_never_varies_is_no_factor() -> None:
    assert list(Spread.of_draws([{"a": 1.0, "b": 2.0}, {"a": 1.0, "b": 3.0}, {"a": 1.0, "b": 4.0}]).names) == ["b"]
