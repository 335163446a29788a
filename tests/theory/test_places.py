"""Wards without a queue: endless beds (Poisson), turning away (Erlang's loss formula), filling up, and the week."""

import numpy as np
import pytest
from scipy import stats

from tests.theory import formulas
from tests.theory.small_worlds import Run, agrees, model, runs, weekday_of_midnight

SHAPES = {
    "as shipped": None,
    "exponential": {"shape": "exponential"},
    "constant": {"shape": "constant"},
}


def with_shape(name: str, shape: str, mean: float) -> dict[str, object] | None:
    stay = SHAPES[shape]
    return stay and {f"settings.{name}.stay.default": {**stay, "mean": mean}}


class TestEndlessBeds:
    """M/G/∞: Poisson, and blind to the shape of the stays."""

    PEOPLE = 3.0 * 7.0

    @pytest.fixture(scope="class", params=SHAPES)
    @classmethod
    def found(cls, engine: str, request: pytest.FixtureRequest) -> list[Run]:
        description = model("endless_beds", with_shape("ward", request.param, 7.0))
        return runs(engine, description, 24, warm_up=180, days=600, seed=7)

    def test_mean(self, found: list[Run]) -> None:
        agrees(self.PEOPLE, [run.outcome.person_days[0] / run.days for run in found], within=0.01)

    def test_mean_at_midnight(self, found: list[Run]) -> None:
        agrees(self.PEOPLE, [float(run.midnights.mean()) for run in found], within=0.01)

    def test_variance(self, found: list[Run]) -> None:
        agrees(self.PEOPLE, [float(((run.midnights - self.PEOPLE) ** 2).mean()) for run in found], within=0.05)

    def test_chance_of_more_than_24(self, found: list[Run]) -> None:
        theory = float(stats.poisson.sf(24, self.PEOPLE))
        agrees(theory, [float((run.midnights > 24).mean()) for run in found], within=0.06)

    def test_nobody_waits(self, found: list[Run]) -> None:
        assert sum(run.outcome.queue_days[0] + run.outcome.waited_days[0] for run in found) == 0


class TestTurnedAway:
    """M/G/c/c: the share lost depends on the mean stay alone."""

    LOST = formulas.loss(4.0 * 5.0, 24)

    @pytest.fixture(scope="class", params=["as shipped", "constant"])
    @classmethod
    def found(cls, engine: str, request: pytest.FixtureRequest) -> list[Run]:
        description = model("turned_away", with_shape("ward", request.param, 5.0))
        return runs(engine, description, 24, warm_up=150, days=700, seed=8)

    def test_share_lost(self, found: list[Run]) -> None:
        agrees(self.LOST, [run.outcome.turned_away[0] / run.came.sum() for run in found], within=0.04)

    def test_beds_in_use(self, found: list[Run]) -> None:
        theory = 4.0 * 5.0 * (1 - self.LOST)
        agrees(theory, [run.outcome.used_days[0] / run.days for run in found], within=0.01)

    def test_everybody_is_let_in_or_turned_away(self, found: list[Run]) -> None:
        for run in found:
            assert run.outcome.entered[0] + run.outcome.turned_away[0] == run.came.sum()
            assert run.outcome.queue_days[0] == 0


class TestFillingUp:
    """M/M/∞ from empty: not the long run only, but each day on the way there."""

    DAYS = (1, 7, 14, 28)

    @pytest.fixture(scope="class")
    @classmethod
    def found(cls, engine: str) -> list[Run]:
        description = model("endless_beds", with_shape("ward", "exponential", 7.0))
        return runs(engine, description, 400, warm_up=0, days=28.5, seed=9)

    @pytest.mark.parametrize("day", DAYS)
    def test_mean(self, found: list[Run], day: int) -> None:
        theory = formulas.filling(3.0, 7.0, day)
        agrees(theory, [run.outcome.occupied[day, 0] for run in found], within=0.035)

    @pytest.mark.parametrize("day", DAYS)
    def test_variance(self, found: list[Run], day: int) -> None:
        theory = formulas.filling(3.0, 7.0, day)
        agrees(theory, [(run.outcome.occupied[day, 0] - theory) ** 2 for run in found], within=0.1)

    def test_nobody_at_the_start(self, found: list[Run]) -> None:
        assert {run.outcome.occupied[0, 0] for run in found} == {0.0}


class TestWeeklyRhythm:
    """M(t)/M/∞: people at the end of each weekday, in a week that repeats."""

    RATES = (1.88, 2.58, 4.19, 3.12, 3.74, 4.47, 1.53)
    ENDS = formulas.weekly(list(RATES), 10.0)

    @pytest.fixture(scope="class")
    @classmethod
    def found(cls, engine: str) -> list[Run]:
        description = model("weekly_rhythm")
        arrivals = description.needs["illness"].arrivals
        assert arrivals is not None
        assert arrivals.times_weekday == cls.RATES
        return runs(engine, description, 24, warm_up=150, days=7 * 100, seed=10)

    @staticmethod
    def at_end_of(run: Run, weekday: int) -> float:
        """Return the mean number of people at the midnights that end a weekday."""
        first = int(run.outcome.from_day)
        ends = [weekday_of_midnight(run.tables.start_date, first + row) for row in range(len(run.midnights))]
        return float(run.midnights[np.asarray(ends) == weekday].mean())

    @pytest.mark.parametrize("weekday", range(7), ids=["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"])
    def test_end_of_the_day(self, found: list[Run], weekday: int) -> None:
        agrees(self.ENDS[weekday], [self.at_end_of(run, weekday) for run in found], within=0.01)

    @pytest.mark.parametrize("weekday", range(7), ids=["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"])
    def test_above_or_below_the_week(self, found: list[Run], weekday: int) -> None:
        """The shape of the week is known far better than its level: a standard error of 5 % of the swing."""
        theory = self.ENDS[weekday] - float(np.mean(self.ENDS))
        apart = [self.at_end_of(run, weekday) - float(run.midnights.mean()) for run in found]
        agrees(theory, apart, within=0.05, of=max(self.ENDS) - min(self.ENDS))

    def test_over_the_week(self, found: list[Run]) -> None:
        agrees(sum(self.RATES) / 7 * 10, [run.outcome.used_days[0] / run.days for run in found], within=0.01)
