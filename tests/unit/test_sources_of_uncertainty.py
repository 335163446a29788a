"""Random variation and effects are told apart, and the interval holds the truth as often as it says."""

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.study.analysis.confidence_intervals import half_width
from sim.study.analysis.sources_of_uncertainty import apart, needed, without_draws

NOTHING = np.zeros((12, 0))


def opposite(rng: np.random.Generator, pairs: int, things: int) -> NDArray[np.float64]:
    """Return scores of replications in pairs of opposite draws."""
    drawn = rng.standard_normal((pairs, things))
    return np.stack([drawn, -drawn], axis=1).reshape(2 * pairs, things)


def test_without_draws_the_interval_is_students() -> None:
    values = np.random.default_rng(1).normal(5.0, 2.0, (3, 12))
    values[1, 4] = np.nan
    parts = apart(values, NOTHING)
    assert parts.count.tolist() == [12, 11, 12]
    for row, kept in enumerate((values[0], np.delete(values[1], 4), values[2])):
        assert parts.mean[row] == pytest.approx(kept.mean())
        assert parts.half[row] == pytest.approx(half_width(float(kept.std(ddof=1)), len(kept)))
    assert parts.random == pytest.approx(parts.sd)
    assert (parts.effects == 0).all()


def test_the_two_parts_are_found_again() -> None:
    rng = np.random.default_rng(2)
    scores = opposite(rng, 2000, 2)
    values = 10 + scores @ [3.0, 4.0] + rng.normal(0.0, 2.0, 4000)
    parts = apart(values[None, :], scores)
    assert parts.effects[0] == pytest.approx(5.0, rel=0.02)
    assert parts.random[0] == pytest.approx(2.0, rel=0.03)
    assert parts.half[0] == pytest.approx(1.96 * 5.0, rel=0.02), "of what is not known, runs take nothing away"


@pytest.mark.parametrize(("pairs", "things", "slope"), [(15, 1, 1.0), (15, 3, 0.3), (50, 12, 0.3), (15, 12, 1.0)])
def test_the_interval_holds_the_truth(pairs: int, things: int, slope: float) -> None:
    """The truth is one more draw of the effects, without any random variation: what a board would meet on average."""
    rng, held, tries = np.random.default_rng(3), 0, 1000
    for _ in range(tries):
        scores = opposite(rng, pairs, things)
        values = 10 + slope * scores.sum(axis=1) + rng.standard_normal(2 * pairs)
        truth = 10 + slope * rng.standard_normal(things).sum()
        parts = apart(values[None, :], scores)
        held += abs(parts.mean[0] - truth) <= parts.half[0]
    assert 0.92 <= held / tries <= 1.0


def test_too_few_replications_give_no_parts_and_a_wide_interval() -> None:
    scores = opposite(np.random.default_rng(4), 3, 3)
    values = np.arange(6.0)[None, :]
    parts = apart(values, scores)
    assert needed(3) == 8
    assert np.isnan(parts.random[0])
    assert np.isnan(parts.effects[0])
    assert parts.half[0] > half_width(float(values.std(ddof=1)), 6) * 2


def test_a_row_without_a_number_has_none() -> None:
    parts = apart(np.full((1, 12), np.nan), NOTHING)
    assert parts.count[0] == 0
    assert np.isnan(parts.mean[0])


def test_what_is_the_same_in_every_replication_has_no_interval() -> None:
    scores = opposite(np.random.default_rng(5), 6, 1)
    parts = apart(np.zeros((1, 12)), scores)
    assert (parts.mean[0], parts.half[0]) == (0.0, 0.0)


def test_values_without_draws_vary_by_chance_only() -> None:
    rng = np.random.default_rng(6)
    scores = opposite(rng, 100, 1)
    luck = rng.standard_normal(200)
    left = without_draws(7 + 5 * scores[:, 0] + luck, scores)
    assert left.std(ddof=1) == pytest.approx(luck.std(ddof=1), rel=0.05)
    few = np.arange(4.0)
    assert without_draws(few, scores[:4]) is few
