"""Wards without a queue: endless beds (Poisson), turning away (Erlang's loss formula), filling up, and the week."""

from typing import ClassVar

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim.description.units import WEEKDAYS
from tests.theory import formulas
from tests.theory.exact import FILLING, LOSS, WEEK, WEEK_STAY
from tests.theory.small_worlds import PRECISE, Run, agrees, leave_long_runs, model, runs, weekday_of_midnight
from tests.theory.wards import Ward, small_ward

Floats = NDArray[np.float64]
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

    STAY = 5.0
    DAYS: ClassVar = {10: 350, 12: 500, 15: 1500, 24: 2400, 28: 2400, 100: 7200, 110: 1500}
    """Days of each of 30 replications, by beds; where one in a hundred is turned away it takes many."""

    @pytest.fixture(scope="class", params=LOSS, ids=str)
    @classmethod
    def case(cls, engine: str, request: pytest.FixtureRequest) -> Ward:
        load, beds = request.param
        leave_long_runs(engine, beds <= 12)
        theory = formulas.waiting_room(load / cls.STAY, cls.STAY, beds, 0)
        description = model("turned_away", small_ward(load / cls.STAY, cls.STAY, beds))
        found = runs(engine, description, 30, warm_up=100, days=cls.DAYS[beds], seed=1)
        return Ward(theory, load / cls.STAY, cls.STAY, found)

    @pytest.mark.parametrize("figure", ["turned away", "beds in use"])
    def test_figure(self, case: Ward, figure: str) -> None:
        case.agrees(figure)

    def test_control_variates_are_nought_on_average(self, case: Ward) -> None:
        assert case.surprises() == []

    def test_everybody_is_let_in_or_turned_away(self, case: Ward) -> None:
        for run in case.found:
            assert run.outcome.entered[0] + run.outcome.turned_away[0] == run.came.sum()
            assert run.outcome.queue_days[0] == 0


class TestTurnedAwayWhateverTheShape:
    """The same share is lost with other stays of the same mean."""

    DAYS: ClassVar = {"as shipped": 5000, "constant": 1200}

    @pytest.fixture(scope="class", params=DAYS)
    @classmethod
    def case(cls, engine: str, request: pytest.FixtureRequest) -> Ward:
        leave_long_runs(engine, quick=False)
        description = model("turned_away", with_shape("ward", request.param, 5.0))
        found = runs(engine, description, 30, warm_up=150, days=cls.DAYS[request.param], seed=1)
        return Ward(formulas.waiting_room(4.0, 5.0, 24, 0), 4.0, 5.0, found, memoryless=False)

    @pytest.mark.parametrize("figure", ["turned away", "beds in use"])
    def test_figure(self, case: Ward, figure: str) -> None:
        case.agrees(figure)

    def test_control_variates_are_nought_on_average(self, case: Ward) -> None:
        assert case.surprises() == []


def days_until(run: Run, event_times: Floats) -> Floats:
    """Return the days that people have spent in the ward up to each of some moments."""
    outcome = run.outcome
    admitted = np.sort(outcome.admitted_day)
    left = np.sort(outcome.left_day[np.isfinite(outcome.left_day)])

    def since(days: Floats) -> Floats:
        passed = np.searchsorted(days, event_times)
        return passed * event_times - np.concatenate([[0.0], np.cumsum(days)])[passed]

    return since(admitted) - since(left)


class TestFillingUp:
    """M/M/∞ from empty: not the long run only, but each day on the way there."""

    DAYS = tuple(FILLING[1])

    @pytest.fixture(scope="class")
    @classmethod
    def found(cls, engine: str) -> list[Run]:
        description = model("endless_beds", with_shape("ward", "exponential", 7.0))
        return runs(engine, description, 450, warm_up=0, days=28.5, seed=1)

    @pytest.mark.parametrize("day", DAYS)
    def test_mean(self, found: list[Run], day: int) -> None:
        """On average, less the chance in how many had come by then."""
        theory = formulas.filling(3.0, 7.0, day)
        came = np.asarray([[(run.demand.needs.day < day).sum() - 3.0 * day] for run in found])
        agrees(theory, [run.outcome.occupied[day, 0] for run in found], PRECISE, random_number=came)

    @pytest.mark.parametrize("day", DAYS)
    def test_variance(self, found: list[Run], day: int) -> None:
        theory = formulas.filling(3.0, 7.0, day)
        agrees(theory, [(run.outcome.occupied[day, 0] - theory) ** 2 for run in found], within=0.1)

    def test_nobody_at_the_start(self, found: list[Run]) -> None:
        assert {run.outcome.occupied[0, 0] for run in found} == {0.0}


class TestWeeklyRhythm:
    """M(t)/M/∞: people at the end of each weekday, in a week that repeats."""

    ENDS = formulas.weekly(WEEK, WEEK_STAY)
    AVERAGES = formulas.weekly_averages(WEEK, WEEK_STAY)

    @pytest.fixture(scope="class")
    @classmethod
    def found(cls, engine: str) -> list[Run]:
        description = model("weekly_rhythm")
        arrivals = description.needs["illness"].arrivals
        assert arrivals is not None
        assert arrivals.times_weekday == WEEK
        return runs(engine, description, 24, warm_up=150, days=7 * 100, seed=1)

    @staticmethod
    def at_end_of(run: Run, weekday: int) -> float:
        """Return the mean number of people at the midnights that end a weekday."""
        first = int(run.outcome.from_day)
        ends = [weekday_of_midnight(run.tables.start_date, first + row) for row in range(len(run.midnights))]
        return float(run.midnights[np.asarray(ends) == weekday].mean())

    @staticmethod
    def on_average(run: Run, weekday: int) -> float:
        """Return the mean number of people over the days that are a weekday."""
        days = np.arange(int(run.outcome.from_day), int(run.outcome.to_day))
        mine = np.asarray([weekday_of_midnight(run.tables.start_date, day + 1) for day in days.tolist()]) == weekday
        return float((days_until(run, days + 1.0) - days_until(run, days + 0.0))[mine].mean())

    @pytest.mark.parametrize("weekday", range(7), ids=WEEKDAYS)
    def test_end_of_the_day(self, found: list[Run], weekday: int) -> None:
        agrees(self.ENDS[weekday], [self.at_end_of(run, weekday) for run in found], PRECISE)

    @pytest.mark.parametrize("weekday", range(7), ids=WEEKDAYS)
    def test_day_average(self, found: list[Run], weekday: int) -> None:
        agrees(self.AVERAGES[weekday], [self.on_average(run, weekday) for run in found], PRECISE)

    @pytest.mark.parametrize("weekday", range(7), ids=WEEKDAYS)
    def test_above_or_below_the_week(self, found: list[Run], weekday: int) -> None:
        """The shape of the week is known far better than its level: a standard error of 5 % of the swing."""
        theory = self.ENDS[weekday] - float(np.mean(self.ENDS))
        apart = [self.at_end_of(run, weekday) - float(run.midnights.mean()) for run in found]
        agrees(theory, apart, within=0.05, of=max(self.ENDS) - min(self.ENDS))

    def test_over_the_week(self, found: list[Run]) -> None:
        agrees(sum(WEEK) / 7 * WEEK_STAY, [run.in_beds for run in found], PRECISE)
