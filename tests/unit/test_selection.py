"""Selection of the best cell: the promise of Kim and Nelson, held over trials with known means."""

from pathlib import Path

import numpy as np
import pytest

from sim.interface.functions import load
from sim.study.analysis.selection import select, slack_factor
from tests.unit.test_sweep_study import SHIPPED, asked, run

TRIALS, PROMISED = 500, 0.95


def test_the_factor_is_that_of_the_paper() -> None:
    """Kim and Nelson (2001), c = 1: eta solves (1 + 2 eta)^(-(n - 1) / 2) / 2 = a / (k - 1)."""
    for cells, first in ((2, 10), (10, 10), (25, 24)):
        eta = slack_factor(cells, first, PROMISED) / (2 * (first - 1))
        assert (1 + 2 * eta) ** (-(first - 1) / 2) / 2 == pytest.approx((1 - PROMISED) / (cells - 1))


@pytest.mark.parametrize(("cells", "shared"), [(2, 0.0), (5, 20.0)])
def test_the_best_is_selected_as_often_as_promised(cells: int, shared: float) -> None:
    """The least favourable case: all others worse by just the indifference; noise of their own and in common."""
    draw = np.random.default_rng(2001)
    means = np.append(np.zeros(cells - 1), 1.0)
    right = 0
    for _ in range(TRIALS):
        noise = 2.0 * draw.standard_normal((cells, 600)) + shared * draw.standard_normal((1, 600))
        right += select(means[:, None] + noise, 1.0, PROMISED, 10).chosen == cells - 1
    assert right / TRIALS >= PROMISED - 1.64 * np.sqrt(PROMISED * (1 - PROMISED) / TRIALS)


def test_noise_in_common_costs_no_observations() -> None:
    draw = np.random.default_rng(5)
    values = np.array([[0.0], [1.0], [2.0]]) + 0.5 * draw.standard_normal((3, 100))
    alone, common = (select(values + noise, 1.0, PROMISED, 8) for noise in (0.0, 50 * draw.standard_normal((1, 100))))
    assert (alone.chosen, alone.observations) == (common.chosen, common.observations) == (2, alone.observations)


def test_a_lacking_observation_leaves_it_undecided() -> None:
    values = np.array([[1.0, 2.0, 1.5, 1.0], [1.1, 1.9, 1.6, np.nan]])
    selection = select(values, 0.001, PROMISED, 3)
    assert (selection.chosen, selection.observations, selection.remaining) == (None, 3, [0, 1])


def test_cells_that_leave_get_no_more_replications(tmp_path: Path) -> None:
    axes, search = {"therapy": {"places": [0, 3, 4]}}, {"replications": 8, "indifference": 150.0, "cores": 1}
    study = run(tmp_path, axes, **search)
    table = load(study.folder.path)["sweep_selection"].set_index("cell")
    assert table["verdict"].value_counts()["selected"] == 1
    left = table[table["verdict"] == "another returns more"]
    assert len(left) > 0
    assert (left["replications"] < table["replications"].max()).any()
    again = asked(tmp_path, axes, **search).begin(SHIPPED, [])
    assert again.taken_up == again.total
