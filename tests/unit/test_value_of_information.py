"""The value of knowing more is that of the textbook where one input decides, and none for what means nothing."""

from math import exp, pi, sqrt

import numpy as np
import pytest

from sim.study.analysis.factors import Factor
from sim.study.analysis.value_of_information import EVERYTHING, NOTHING, Choice, gain, value_of_information

EVPI = 100 / sqrt(2 * pi)
"""E[max(0, N(0, 100))]: what knowing is worth for an option whose mean is none."""


def choice(points: int = 160, mean: float = 0.0, noise: float = 50.0) -> Choice:
    """Return one option whose bed days hang on the first of three inputs, in two groups."""
    rng = np.random.default_rng(4)
    scores = rng.standard_normal((points, 3))
    scores -= scores.mean(axis=0)
    luck = noise * rng.standard_normal((points, 1))
    days = mean + 100 * scores[:, :1] + luck - luck.mean()
    cost = 300 * np.ones((points, 1))
    groups = ("a", "b", "b")
    factors = [Factor(str(at), str(at), group, 0.0, 1.0, "times") for at, group in enumerate(groups)]
    return Choice(["option"], factors, scores, days, cost, 1)


def test_a_choice_that_hangs_on_one_input() -> None:
    table = value_of_information(choice(), {"at ten pounds": 10.0})[0].set_index(["measured_in", "group"])
    days = table.loc["bed days"]
    assert days.loc["a", "value"] == pytest.approx(EVPI, rel=0.12)
    assert days.loc[EVERYTHING, "value"] == pytest.approx(days.loc["a", "value"], rel=0.05)
    assert days.loc["a", "lower"] < EVPI < days.loc["a", "upper"] + 6
    assert days.loc["b", "value"] < 0.1 * EVPI
    assert list(days["told_from_none"]) == [True, True, False]


def test_permuted_inputs_are_worth_nothing() -> None:
    table = value_of_information(choice(), {})[0]
    assert (table["permuted"] < 0.1 * EVPI).all()


def test_random_variation_is_no_value() -> None:
    """Luck alone, however large, is not worth knowing: a value taken over points would be 0.4 times its deviation."""
    one = choice(noise=300.0)
    assert gain(one.days) > 1.5 * EVPI
    table = value_of_information(one, {})[0].set_index("group")
    assert table.loc[EVERYTHING, "value"] < 1.4 * EVPI


def test_a_choice_that_stands_whatever_is_known() -> None:
    table = value_of_information(choice(mean=1000.0), {})[0].set_index("group")
    assert table.loc[EVERYTHING, "value"] == pytest.approx(0, abs=1e-6)
    assert set(table["best_today"]) == {"option"}
    assert choice(mean=-1000.0).best(None) == NOTHING


def test_costs_count_in_pounds_and_the_curve_follows() -> None:
    """Net benefit at 10 pounds is N(-300, 1,000): E[max(0, .)] of the textbook."""
    ratio = -0.3
    expected = 1000 * (exp(-(ratio**2) / 2) / sqrt(2 * pi)) - 300 * 0.3820886
    table = value_of_information(choice(), {"at ten pounds": 10.0})[0].set_index(["measured_in", "group"])
    assert table.loc[("at ten pounds", EVERYTHING), "value"] == pytest.approx(expected, rel=0.15)
    over = value_of_information(choice(), {})[1]
    known = over[over["group"] == EVERYTHING].set_index("value_of_a_bed_day")["value"]
    assert known[0] == pytest.approx(0, abs=1e-9)
    assert known[1000] == pytest.approx(10 * known[100], rel=0.05)


def test_too_few_points_have_no_value() -> None:
    assert value_of_information(choice(points=10), {})[0].empty
