"""Wards with a queue: Erlang's waiting formula, a waiting room, two priorities; each figure with an error of 1 %."""

from typing import ClassVar, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.theory import formulas
from tests.theory.exact import PRIORITIES, ROOM, WAITING
from tests.theory.small_worlds import PRECISE, agrees, leave_long_runs, model, runs
from tests.theory.wards import FIGURES, Ward, small_ward, waits

Floats = NDArray[np.float64]
REPLICATIONS = 40
LENGTHS = {
    "3 beds": (1200, 9000),
    "5 beds": (300, 9500),
    "6 beds": (300, 8500),
    "1 bed": (1300, 5500),
    "2 busy beds": (700, 2500),
    "3 busy beds": (450, 2000),
    "24 beds": (250, 2200),
    "66 beds": (1000, 17_000),
}
"""Days not counted, and counted, of each replication."""
QUICK = ("5 beds",)


class TestErlangC:
    """M/M/c."""

    @pytest.fixture(scope="class", params=WAITING)
    @classmethod
    def case(cls, engine: str, request: pytest.FixtureRequest) -> Ward:
        leave_long_runs(engine, request.param in QUICK)
        (rate, mean, beds), (warm_up, days) = WAITING[request.param][0], LENGTHS[request.param]
        found = runs(
            engine, model("one_ward", small_ward(rate, mean, beds)), REPLICATIONS, warm_up=warm_up, days=days, seed=1
        )
        return Ward(formulas.queue(rate, mean, beds), rate, mean, found)

    @pytest.mark.parametrize("figure", [name for name in FIGURES if name != "turned away"])
    def test_figure(self, case: Ward, figure: str) -> None:
        case.agrees(figure)

    def test_control_variates_are_nought_on_average(self, case: Ward) -> None:
        assert case.surprises() == []

    def test_little_from_averages(self, case: Ward) -> None:
        """L = λW in each run, but for the waits that cut across an end of the period: at most their sum."""
        for run in case.found:
            outcome = run.outcome
            since, until = run.demand.needs.day[outcome.row], np.fmin(outcome.admitted_day, outcome.to_day)
            across = (since < outcome.from_day) & (until >= outcome.from_day) | np.isnan(outcome.admitted_day)
            assert abs(outcome.queue_days[0] - outcome.waited_days[0]) <= float((until - since)[across].sum())

    @pytest.mark.parametrize("case", ["1 bed"], indirect=True)
    def test_first_come_first_served(self, case: Ward) -> None:
        """Another order has the same mean wait, but not this chance of twice the mean of those who wait."""
        days = 2 * case.theory.wait / case.theory.wait_chance
        longer = [case.per_head(run, (waits(run) > days).sum()) for run in case.found]
        agrees(formulas.longer_wait(*WAITING["1 bed"][0], days), longer, within=0.05, random_number=case.out_of_luck)


class TestWaitingRoom:
    """M/M/24/30: six may wait, the next is turned away."""

    @pytest.fixture(scope="class")
    @classmethod
    def case(cls, engine: str) -> Ward:
        leave_long_runs(engine, quick=False)
        rate, mean, beds, room = ROOM[0]
        found = runs(engine, model("waiting_room"), REPLICATIONS, warm_up=80, days=2000, seed=1)
        return Ward(formulas.waiting_room(rate, mean, beds, room), rate, mean, found)

    @pytest.mark.parametrize("figure", FIGURES)
    def test_figure(self, case: Ward, figure: str) -> None:
        case.agrees(figure)

    def test_control_variates_are_nought_on_average(self, case: Ward) -> None:
        assert case.surprises() == []

    def test_admissions(self, case: Ward) -> None:
        admitted = [run.outcome.entered[0] / run.days for run in case.found]
        agrees(case.let_in, admitted, PRECISE, random_number=case.out_of_luck)

    def test_nobody_beyond_the_room(self, case: Ward) -> None:
        assert max(int(run.outcome.queue.max()) for run in case.found) == ROOM[0][-1]


class Case(NamedTuple):
    """A ward with two priorities: rates and theoretical waits of the urgent and of the others, the ward, variates."""

    rates: tuple[float, float]
    waits: list[float]
    ward: Ward
    random_number: Floats
    """That of the ward, and whether more urgent people came than usual."""


class TestTwoPriorities:
    """Cobham: the urgent go first, and nobody is moved out for them."""

    DAYS: ClassVar = {"1 bed": (300, 8000), "22 beds": (500, 6500), "2 beds": (1000, 24_000), "30 beds": (300, 11_000)}

    @pytest.fixture(scope="class", params=PRIORITIES)
    @classmethod
    def case(cls, engine: str, request: pytest.FixtureRequest) -> Case:
        leave_long_runs(engine, quick=False)
        (rates, mean, beds), (warm_up, days) = PRIORITIES[request.param][0], cls.DAYS[request.param]
        changes = {
            f"needs.{need}.arrivals.per_day": rate for need, rate in zip(("urgent", "other"), rates, strict=True)
        }
        changes |= {"settings.ward.stay.default": {"shape": "exponential", "mean": mean}}
        description = model("two_priorities", changes | {"settings.ward.capacity": float(beds)})
        found = runs(engine, description, REPLICATIONS, warm_up=warm_up, days=days, seed=1)
        ward = Ward(formulas.queue(sum(rates), mean, beds), sum(rates), mean, found)
        more = np.asarray([(run.demand.needs.need[run.came] == 0).sum() / (rates[0] * run.days) - 1 for run in found])
        random_number = np.column_stack([ward.out_of_luck, more])
        return Case(rates, formulas.priority_waits(rates, mean, beds), ward, random_number)

    @pytest.mark.parametrize("need", [0, 1], ids=["urgent", "other"])
    def test_wait(self, case: Case, need: int) -> None:
        waited = [waits(run, need).sum() / (case.rates[need] * run.days) for run in case.ward.found]
        agrees(case.waits[need], waited, PRECISE, random_number=case.random_number)

    @pytest.mark.parametrize("need", [0, 1], ids=["urgent", "other"])
    def test_chance_of_a_wait_is_the_same(self, case: Case, need: int) -> None:
        chance = [(waits(run, need) > 0).sum() / (case.rates[need] * run.days) for run in case.ward.found]
        agrees(case.ward.theory.wait_chance, chance, PRECISE, random_number=case.random_number)

    def test_control_variates_are_nought_on_average(self, case: Case) -> None:
        assert case.ward.surprises() == []
