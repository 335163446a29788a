"""Stays that end on some weekdays more than on others: so many on each, and the mean stay kept."""

import numpy as np
import pytest

from tests.theory.by_need import by_need
from tests.theory.small_worlds import PRECISE, Run, agrees, runs, weekday_of_midnight
from tests.theory.test_waits_at_door import changed

MEAN = 12.0
WEIGHTS = (1.0, 1.5, 1.0, 1.0, 2.0, 0.5, 0.0)
"""Monday to Sunday; a seventh of their sum is 1."""


def stays(engine: str, stay: dict[str, object], weights: tuple[float, ...] = WEIGHTS) -> list[Run]:
    ward = {"settings.ward.capacity": "no_limit", "settings.ward.ready_by_weekday": weights}
    description = changed("one_ward", ward | {"settings.ward.stay.default": stay})
    return runs(engine, description, 30 if engine == "compiled" else 8, warm_up=100, days=1400, seed=4)


def mean_stay(one: Run) -> float:
    """Return people in a bed over people who came a day (Little)."""
    return one.in_beds * one.days / float(one.outcome.entered[0])


@pytest.mark.parametrize("shape", ["exponential", "constant"])
def test_the_mean_stay_is_kept(engine: str, shape: str) -> None:
    """Whoever stays whole weeks stays as long as without weights; of other stays the mean is kept."""
    mean = 14.0 if shape == "constant" else MEAN
    found = [mean_stay(one) for one in stays(engine, {"shape": shape, "mean": mean})]
    if shape == "constant":
        assert found == pytest.approx([mean] * len(found), rel=0.02)
    else:
        agrees(mean, found, PRECISE)


def test_so_many_leave_on_each_weekday(engine: str) -> None:
    """Of long stays as many end on a weekday as its weight says, and none on a day of weight 0."""
    found = stays(engine, {"shape": "exponential", "mean": 40.0})
    counts = np.zeros(7)
    for one in found:
        left = one.outcome.stays["left_day"]
        left = left[np.isfinite(left) & (left >= one.outcome.from_day)].astype(int)
        first = weekday_of_midnight(one.tables.start_date, 1)
        counts += np.bincount((left + first) % 7, minlength=7)
    assert counts[6] == 0
    assert counts / counts.sum() == pytest.approx(np.asarray(WEIGHTS) / 7, abs=0.012)


def test_even_weights_change_nothing(engine: str) -> None:
    """Any seven equal weights are as none."""
    even = stays(engine, {"shape": "exponential", "mean": MEAN}, (3.0,) * 7)[0]
    none = stays(engine, {"shape": "exponential", "mean": MEAN}, (1.0,) * 7)[0]
    assert by_need(even.outcome, "left_day").tolist() == pytest.approx(
        by_need(none.outcome, "left_day").tolist(), nan_ok=True, abs=0
    )
