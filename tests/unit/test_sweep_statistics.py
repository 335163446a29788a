"""What cells say of each other: the best, ratios, diminishing return, and what a target needs."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.description.sweep_axes import Axis, Entry
from sim.description.sweeps import Cell, Grid
from sim.study.analysis.best_cells import BEST, IS_NOT, MAY_BE, NO_VERDICT, against_the_best, best_cells
from sim.study.analysis.cell_values import CellValues
from sim.study.analysis.needed_values import ALWAYS, BEYOND, NOT_WITHIN, needed_values
from sim.study.analysis.ratios import ratio
from sim.study.analysis.sources_of_uncertainty import apart
from sim.study.analysis.sweep_steps import CANNOT_TELL, KNEE, STEADY, diminishing, steps
from sim.study.question.draws import Drawn
from sim.study.question.question import Question

Floats = NDArray[np.float64]
RUNS = 20
NONE_DRAWN = np.zeros((RUNS, 0))


class _NothingDrawn:
    """A question of which nothing is drawn."""

    effects = "drawn"
    draws_multipliers = False
    description = SimpleNamespace(published={})

    def uncertain_things(self, name: str) -> list[object]:
        return []

    def drawn(self, name: str, numbers: Sequence[int]) -> Drawn:
        return Drawn(np.zeros((len(numbers), 0)), None)


def noise(seed: int, *shape: int) -> Floats:
    """Return standard normal numbers, the same for the same seed."""
    return np.asarray(np.random.default_rng(seed).standard_normal(shape))


def cells(days: Floats, at: Sequence[float] = (0, 5, 10, 20), cash: Floats | None = None) -> CellValues:
    """Return the values of cells along one axis of percentages."""
    words = tuple(f"{value:g}%" for value in at)
    axis = Axis("hours", "hours", "by", "Hours", words)
    made = tuple(Cell(f"c{number}", (word,)) for number, word in enumerate(words))
    grid = Grid((Entry("hours", "change", "home_support", {}, (axis,)),), made)
    question = cast(Question, cast(Any, _NothingDrawn()))
    return CellValues(
        question, grid, made, tuple(range(1, days.shape[1] + 1)), days, 100 * days if cash is None else cash
    )


def around(means: Sequence[float], sd: float = 1.0, common: float = 50.0) -> Floats:
    """Return cells with these means, a little noise of their own and much that they share."""
    return np.asarray(means)[:, None] + sd * noise(1, len(means), RUNS) + common * noise(2, 1, RUNS)


# --- the best --------------------------------------------------------------------------------------------------------


def test_shared_noise_does_not_hide_the_best() -> None:
    table = best_cells(cells(around([0, 100, 200, 300])))
    assert list(table[table["criterion"] == "most bed days returned"]["verdict"]) == [IS_NOT, IS_NOT, IS_NOT, BEST]
    assert list(table[table["criterion"] == "least net cost in cash"]["verdict"]) == [BEST, IS_NOT, IS_NOT, IS_NOT]


def test_cells_within_noise_may_all_be_the_best() -> None:
    table = best_cells(cells(around([0, 100, 200, 200.2])))
    assert list(table["verdict"][:4]) == [IS_NOT, IS_NOT, MAY_BE, MAY_BE]


def test_cells_that_do_the_same_are_best_together() -> None:
    days = around([0, 100, 200, 300])
    days[2] = days[3]
    assert list(best_cells(cells(days))["verdict"][:4]) == [IS_NOT, IS_NOT, MAY_BE, MAY_BE]


def test_one_replication_gives_no_verdict() -> None:
    values = cells(around([0, 100, 200, 300])[:, :1])
    assert set(best_cells(values)["verdict"]) == {NO_VERDICT}


def test_the_best_cell_is_never_told_apart_more_often_than_promised() -> None:
    """The true best (the last of five equal ones but for a hair) is called 'not the best' in at most 5 % of trials."""
    means, wrong = np.array([0.0, 0.0, 0.0, 0.0, 1e-9]), 0
    for trial in range(400):
        table = means[:, None] + noise(trial, 5, RUNS)
        wrong += against_the_best(table, Drawn(NONE_DRAWN, None))[2][4] < 0
    assert wrong <= 0.05 * 400 + 2 * np.sqrt(0.05 * 0.95 * 400)


# --- ratios ----------------------------------------------------------------------------------------------------------


def test_the_ends_of_a_ratio_are_where_the_rest_is_just_told_apart() -> None:
    below, own = 50 + 5 * noise(3, RUNS), noise(4, RUNS)
    above = 2_000_000 + 30_000 * below + 400_000 * own
    middle, low, high = ratio(above, below, NONE_DRAWN)
    assert low < middle < high
    for end in (low, high):
        parts = apart((above - end * below)[None, :], NONE_DRAWN)
        assert abs(parts.mean[0]) == pytest.approx(parts.half[0], rel=1e-6)


def test_a_ratio_with_drawn_effects_is_wider() -> None:
    scores = noise(5, RUNS, 1)
    below = 50 + 10 * scores[:, 0] + noise(6, RUNS)
    above = 1000 + 5 * noise(7, RUNS)
    _, low, high = ratio(above, below, scores)
    _, narrow_low, narrow_high = ratio(above, below, NONE_DRAWN)
    assert low < narrow_low < narrow_high < high


def test_a_ratio_to_what_may_be_none_is_open() -> None:
    assert all(np.isnan(ratio(100 + noise(8, RUNS), noise(9, RUNS), NONE_DRAWN)))


# --- steps and the knee ----------------------------------------------------------------------------------------------


def test_steps_are_paired_and_priced() -> None:
    table = steps(cells(around([0, 100, 150, 160]), cash=around([0, 1000, 3000, 4000], common=0)))
    assert list(table["further_bed_days"].round()) == [100, 50, 10]
    assert list(table["marginal_cost"].round(-1)) == [10, 40, 100]
    assert (table["marginal_cost_lower"] < table["marginal_cost"]).all()


def test_no_marginal_cost_where_days_cannot_be_told_from_none() -> None:
    table = steps(cells(around([0, 100, 100.1, 50])))
    assert list(table["marginal_cost"].isna()) == [False, True, True]


@pytest.mark.parametrize(
    ("means", "knee", "verdict"),
    [
        ([0, 1000, 1100, 1150], "5%", KNEE),
        ([0, 1000, 2000, 2100], "10%", KNEE),
        ([0, 1000, 2000, 4000], "", STEADY),
        ([0, 1000, 1100, 3100], "", CANNOT_TELL),  # little, and then much again: no knee
        ([0, 0.1, 0.2, 0.3], "", CANNOT_TELL),
    ],
)
def test_the_knee_is_where_every_later_step_returns_less_than_half(means: list[float], knee: str, verdict: str) -> None:
    (row,) = diminishing(cells(around(means))).to_dict("records")
    assert (row["knee_value"], row["verdict"]) == (knee, verdict)


def test_the_length_of_a_step_counts() -> None:
    """From 10 to 20 % is twice as long a step as from 0 to 5 %: as many days are half as many for its length."""
    (row,) = diminishing(cells(around([0, 1000, 2000, 2900]))).to_dict("records")
    assert (row["knee_value"], row["verdict"]) == ("10%", KNEE)


# --- what a target needs ---------------------------------------------------------------------------------------------


def test_the_value_that_a_target_needs_lies_between_cells() -> None:
    values = cells(around([0, 100, 200, 400], common=10))
    (row,) = needed_values(values, 150).to_dict("records")
    mean = values.days.mean(axis=1)
    assert row["needed"] == pytest.approx(5 + 5 * (150 - mean[1]) / (mean[2] - mean[1]))
    assert row["lower"] < row["needed"] < row["upper"]


@pytest.mark.parametrize(("target", "note"), [(5_000, NOT_WITHIN), (400, BEYOND), (-1000, ALWAYS)])
def test_what_cannot_be_read_is_said(target: float, note: str) -> None:
    days = around([0, 100, 200, 400], common=10)
    days[-1] += 401 - days[-1].mean()
    (row,) = needed_values(cells(days), target).to_dict("records")
    assert row["note"] == note
    assert np.isnan(row["needed"]) == (note == NOT_WITHIN)


def test_no_target_no_rows() -> None:
    assert needed_values(cells(around([0, 1, 2, 3])), None).empty
