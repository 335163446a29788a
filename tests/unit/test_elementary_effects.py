"""Elementary effects of a known function: what moves it, by how much, and what the random numbers do."""

import numpy as np
import pytest

from sim.study.analysis.elementary_effects import elementary_effects
from sim.study.analysis.factors import QUANTILE_10, RANDOM, Factor
from sim.study.analysis.trajectories import Trajectories

FACTORS = [Factor(name, name, "a group", 0.0, 1.0, "times") for name in ("slope", "bend", "nothing", "elsewhere")]


@pytest.fixture(scope="module")
def trajectories() -> Trajectories:
    return Trajectories.of(len(FACTORS), 12, 3)


def outcome(trajectories: Trajectories, luck: float = 5.0) -> np.ndarray:  # type: ignore[type-arg]
    scores, numbers = trajectories.scores, [trajectories.replication(at) for at in range(len(trajectories.points))]
    years = np.random.default_rng(1).standard_normal(100)[numbers]
    return np.asarray(10 * trajectories.points[:, 0] + 4 * scores[:, 1] ** 2 + luck * years)


def test_a_trajectory_moves_one_thing_at_a_time(trajectories: Trajectories) -> None:
    moved = np.abs(np.diff(trajectories.points, axis=0)) > 1e-9
    inside = (np.arange(len(moved)) + 1) % trajectories.length != 0
    assert (moved[inside].sum(axis=1) == 1).all()
    assert np.abs(trajectories.scores).max() == pytest.approx(QUANTILE_10)
    numbers = [trajectories.replication(at) for at in range(trajectories.length)]
    assert set(numbers) == {1, 2}
    assert trajectories.replication(trajectories.length) in (3, 4)


def test_effects_are_those_of_the_function(trajectories: Trajectories) -> None:
    table = elementary_effects(trajectories, outcome(trajectories), FACTORS, [0, 1, 2], 3).set_index("factor")
    assert list(table.index) == ["slope", "bend", "nothing", RANDOM]
    assert table.loc["slope", "mu"] == pytest.approx(10)
    assert table.loc["slope", "sigma"] == pytest.approx(0, abs=1e-9)
    assert table.loc["bend", "mu_star"] > abs(table.loc["bend", "mu"])
    assert table.loc["nothing", "mu_star"] == pytest.approx(0, abs=1e-9)
    assert table.loc[RANDOM, "mu_star"] > 1
    assert list(table["kept"]) == [True, True, False, False]


def test_a_trajectory_without_an_answer_is_left_out(trajectories: Trajectories) -> None:
    values = outcome(trajectories)
    values[3] = np.nan
    table = elementary_effects(trajectories, values, FACTORS, [0, 1], 3)
    assert set(table["trajectories"]) == {11}
    assert table.set_index("factor").loc["slope", "mu"] == pytest.approx(10)
    values[: 9 * trajectories.length] = np.nan
    assert elementary_effects(trajectories, values, FACTORS, [0, 1], 3).empty
