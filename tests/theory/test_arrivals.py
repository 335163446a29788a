"""Who comes: Poisson arrivals at the stated rate by day and hour, and needs of residents thinned to their rate."""

import datetime

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim.demand.demand import Demand
from sim.demand.sample import draw
from sim.tables.build import build
from sim.tables.groups import unpack
from tests.theory.by_need import by_need
from tests.theory.small_worlds import CONFIDENCE_LEVEL, Run, agrees, model, runs

Floats = NDArray[np.float64]
LEAST = 1e-3
"""Probability below which a test of fit fails: with fixed random numbers, once in a thousand choices of the seed."""
RATE = 30.0
DAYS = 3000


def arrivals(changes: dict[str, object], days: float = DAYS) -> Demand:
    description = model("endless_beds", {"needs.illness.arrivals.per_day": RATE, **changes})
    return draw(description, build(description), 21, 1, days)


class TestPoissonArrivals:
    @pytest.fixture(scope="class")
    @classmethod
    def event_times(cls) -> Floats:
        return arrivals({}).needs.day

    def test_counts_a_day(self, event_times: Floats) -> None:
        """Counts by day fit the Poisson distribution, as a whole and in their spread."""
        counts = np.bincount(event_times.astype(np.int64), minlength=DAYS)
        edges = stats.poisson.ppf(np.arange(1, 10) / 10, RATE)
        seen = np.bincount(np.searchsorted(edges, counts), minlength=10)
        expected = DAYS * np.diff(np.concatenate([[0], stats.poisson.cdf(edges, RATE), [1]]))
        assert stats.chisquare(seen, expected).pvalue > LEAST
        spread = float(((counts - counts.mean()) ** 2).sum() / counts.mean())
        assert LEAST < stats.chi2.cdf(spread, DAYS - 1) < 1 - LEAST
        assert abs(counts.mean() - RATE) < 3 * np.sqrt(RATE / DAYS) < 0.011 * RATE

    def test_gaps_are_exponential(self, event_times: Floats) -> None:
        gaps = np.diff(event_times)
        assert stats.kstest(gaps, "expon", args=(0, 1 / RATE)).pvalue > LEAST

    def test_one_gap_says_nothing_of_the_next(self, event_times: Floats) -> None:
        gaps = np.diff(event_times)
        assert abs(np.corrcoef(gaps[1:], gaps[:-1])[0, 1]) < 3 / np.sqrt(len(gaps)) < 0.011

    def test_evenly_through_the_day(self, event_times: Floats) -> None:
        hours = np.bincount(((event_times % 1) * 24).astype(np.int64), minlength=24)
        assert stats.chisquare(hours).pvalue > LEAST


def test_fewer_arrivals_are_a_part_of_more() -> None:
    """Half as many arrivals come at moments at which they came before, and at no other."""
    both = [arrivals({"needs.illness.arrivals.per_day": rate}, 200.0).needs for rate in (RATE, RATE / 2)]
    many, few = (set(zip(needs.key.tolist(), needs.day.tolist(), strict=True)) for needs in both)
    assert few < many
    assert abs(len(few) - len(many) / 2) < 4 * np.sqrt(len(many) / 4)


def test_by_hour_weekday_and_month() -> None:
    hours = np.concatenate([np.zeros(8), np.ones(4), np.full(8, 3.0), np.full(4, 0.5)])
    weekdays = np.asarray([1.2, 1.0, 1.0, 0.8, 1.5, 0.5, 0.0])
    months = np.asarray([2.0, 1.5, 1.0, 1.0, 1.0, 0.5, 0.5, 1.0, 1.0, 1.0, 1.0, 0.0])
    at = "needs.illness.arrivals"
    changes = {f"{at}.times_hour": tuple(hours), f"{at}.times_weekday": tuple(weekdays)}
    days = 4 * 365 + 1
    needs = arrivals({**changes, f"{at}.times_month": tuple(months)}, days).needs
    event_times = needs.day
    assert stats.kstest(needs.mark, "uniform").pvalue > LEAST
    dates = [datetime.date(2023, 4, 1) + datetime.timedelta(days=day) for day in range(days)]
    by_day = RATE * np.asarray([weekdays[date.weekday()] * months[date.month - 1] for date in dates])
    seen = np.bincount(event_times.astype(np.int64), minlength=days)
    assert seen[by_day == 0].sum() == 0
    for part in (lambda date: date.weekday(), lambda date: date.month):
        label = np.asarray([part(date) for date in dates])
        there = [value for value in np.unique(label) if by_day[label == value].sum() > 0]
        found = np.asarray([seen[label == value].sum() for value in there])
        expected = np.asarray([by_day[label == value].sum() for value in there])
        assert stats.chi2.sf(((found - expected) ** 2 / expected).sum(), len(there)) > LEAST
        assert (np.sqrt(expected) < 0.03 * expected).all()
    by_hour = np.bincount(((event_times % 1) * 24).astype(np.int64), minlength=24)
    assert by_hour[hours == 0].sum() == 0
    assert stats.chisquare(by_hour[hours > 0], (hours / hours.sum() * len(event_times))[hours > 0]).pvalue > LEAST


def test_by_date() -> None:
    """Another rate from midnight of each date on; before the start, from the start."""
    rates = {"2022-12-24": 20.0, "2023-10-01": 0.0, "2023-11-01": 10.0, "2024-04-01": 50.0}
    stated = [{"date": datetime.date.fromisoformat(date), "per_day": rate} for date, rate in rates.items()]
    event_times = arrivals({"needs.illness.arrivals.changes": stated}, DAYS).needs.day
    bounds = [0, 183, 214, 366, DAYS]  # April to September, October, November to March, and then
    found, _ = np.histogram(event_times, bounds)
    expected = np.asarray([20.0, 0.0, 10.0, 50.0]) * np.diff(bounds)
    assert (np.abs(found - expected) <= CONFIDENCE_LEVEL * np.sqrt(expected)).all()
    at_the_ends = np.bincount(event_times.astype(np.int64), minlength=DAYS)[[182, 183, 213, 214]]
    assert (at_the_ends > 0).tolist() == [True, False, False, True]


def test_an_option_may_raise_a_need(engine: str) -> None:
    """5 % more come, and everybody who came without the option comes at the same moment."""
    more = {"changes": "need_rate", "of": ["illness"], "value": 1.05, "basis": "assumption", "source": "Made up"}
    option = {"title": "More", "system": "falls", "description": "More come", "coverage": 1.0, "effects": [more]}
    busy = {"needs.illness.arrivals.per_day": RATE, "interventions": {"more": option}}
    with_it = model("endless_beds", busy)
    without = with_it.model_copy(update={"interventions": {}})
    came = []
    for description in (without, with_it):
        (one,) = runs(engine, description, 1, warm_up=0, days=400, seed=1)
        real = by_need(one.outcome, "response") >= 0
        came.append(set(zip(one.demand.needs.key[real].tolist(), one.demand.needs.day[real].tolist(), strict=True)))
    assert came[0] < came[1]
    expected = 0.05 * RATE * 400
    assert abs(len(came[1]) - len(came[0]) - expected) <= CONFIDENCE_LEVEL * np.sqrt(expected)


class TestThinning:
    """Needs of residents: candidates come at a ceiling rate, and the real ones at the rate of each person's day."""

    DAYS = 270.0
    """April to December: June is the only unusual month."""
    BY_AGE = np.asarray([800, 1200, 0]) / 1000 / 365.25
    BY_FRAILTY = np.asarray([0.5, 1.0, 2.0, 3.0])
    REACHED = np.asarray([1.0, 0.8, 0.8, 1.0])
    """Half of the mild and moderate are reached, and six needs in ten remain: 1 - 0.5 x 0.4."""

    @pytest.fixture(scope="class")
    @classmethod
    def found(cls, engine: str) -> list[Run]:
        """Return runs without the intervention; April to December, so that June is the only unusual month."""
        return runs(engine, model("steady_town", {"interventions": {}}), 24, warm_up=0, days=cls.DAYS, seed=23)

    @pytest.fixture(scope="class")
    @classmethod
    def reached(cls, engine: str) -> list[Run]:
        return runs(engine, model("steady_town"), 24, warm_up=0, days=cls.DAYS, seed=23)

    def rates(self, run: Run) -> Floats:
        """Return each person's needs a day at home, in a month that is neither January nor June."""
        people = run.demand.people
        frailty, age = (part[people.start_group] for part in unpack()[:2])
        return self.BY_AGE[age] * self.BY_FRAILTY[frailty] * np.where(people.woman, 1.5, 1.0)

    @staticmethod
    def real(run: Run, where: NDArray[np.bool_]) -> int:
        """Return the real needs from July on of some people."""
        answered = (by_need(run.outcome, "response") >= 0) & (run.demand.needs.day >= 100)
        return int(where[run.demand.needs.person[answered]].sum())

    @pytest.mark.parametrize(("name", "times"), [("own_home", 1.0), ("care_home", 2.5)])
    def test_real_needs_come_at_the_target_rate(self, found: list[Run], name: str, times: float) -> None:
        ratios = []
        for run in found:
            where = run.demand.people.start_setting == run.tables.setting_names.index(name)
            target = times * self.rates(run)[where].sum() * (self.DAYS - 100)
            ratios.append(self.real(run, where) / target)
        agrees(1.0, ratios, within=0.015)

    @pytest.mark.parametrize("frailty", range(4))
    def test_an_intervention_thins_further(self, reached: list[Run], frailty: int) -> None:
        ratios = []
        for run in reached:
            state = unpack()[0][run.demand.people.start_group]
            where = (state == frailty) & (run.demand.people.start_setting == 0)
            target = self.REACHED[frailty] * self.rates(run)[where].sum() * (self.DAYS - 100)
            ratios.append(self.real(run, where) / target)
        agrees(1.0, ratios, within=0.025)

    def test_fewer_needs_are_a_part_of_all_needs(self, found: list[Run], reached: list[Run]) -> None:
        """On the same random numbers no need arises that would not have arisen without the intervention."""
        for without, run in zip(found, reached, strict=True):
            assert not (by_need(run.outcome, "response")[by_need(without.outcome, "response") < 0] >= 0).any()

    def test_half_as_many_in_june(self, found: list[Run]) -> None:
        """Days 66 to 86 are 6 to 26 June: half of the usual rate."""
        ratios = []
        for run in found:
            times = np.where(run.demand.people.start_setting == 1, 2.5, 1.0)
            day = run.demand.needs.day
            june = (by_need(run.outcome, "response") >= 0) & (day >= 66) & (day < 86)
            ratios.append(june.sum() / (0.5 * (times * self.rates(run)).sum() * 20))
        agrees(1.0, ratios, within=0.025)
