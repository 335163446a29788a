"""Wards with a queue: Erlang's waiting formula, a waiting room, two priorities."""

from collections.abc import Callable

import numpy as np
import pytest

from tests.theory import formulas
from tests.theory.formulas import Queue
from tests.theory.small_worlds import Run, agrees, evened, model, runs

ERLANG_C = {
    "one_ward": ((3.0, 7.0, 24), {"replications": 24, "warm_up": 150, "days": 2000, "seed": 41}),
    "one bed": ((3.0, 0.2, 1), {"replications": 24, "warm_up": 20, "days": 800, "seed": 42}),
    "six beds": ((10 / 3, 1.0, 6), {"replications": 24, "warm_up": 30, "days": 1000, "seed": 44}),
}
"""Rate a day, mean stay in days, beds; and how long each is run."""


def waited(run: Run) -> np.ndarray:
    """Return the days waited by everybody who came in the measured period and got a bed in it."""
    got = run.came & np.isfinite(run.outcome.admitted_day)
    return run.outcome.admitted_day[got] - run.demand.needs.day[got]


def evened_by_beds(theory: Queue, found: list[Run], figure: Callable[[Run], float]) -> list[float]:
    """Return a figure of each run, less the luck that shows in the beds in use."""
    return evened([figure(run) for run in found], [run.in_beds for run in found], theory.in_beds)


def small(rate: float, mean: float, beds: int) -> dict[str, object]:
    return {
        "needs.illness.arrivals.per_day": rate,
        "settings.ward.stay.default": {"shape": "exponential", "mean": mean},
        "settings.ward.capacity": float(beds),
    }


class TestErlangC:
    """M/M/c: the ward as it ships, and fewer beds with time running faster. Busy beds are known, and evened out."""

    @pytest.fixture(scope="class", params=ERLANG_C)
    @classmethod
    def case(cls, engine: str, request: pytest.FixtureRequest) -> tuple[Queue, list[Run]]:
        (rate, mean, beds), how = ERLANG_C[request.param]
        description = model("one_ward", None if request.param == "one_ward" else small(rate, mean, beds))
        assert description.settings["ward"].capacity == beds
        return formulas.queue(rate, mean, beds), runs(engine, description, **how)

    def test_beds_in_use(self, case: tuple[Queue, list[Run]]) -> None:
        theory, found = case
        agrees(theory.in_beds, [run.in_beds for run in found], within=0.01)

    def test_chance_of_a_wait(self, case: tuple[Queue, list[Run]]) -> None:
        theory, found = case
        agrees(theory.wait_chance, evened_by_beds(theory, found, lambda run: (waited(run) > 0).mean()), within=0.02)

    def test_people_waiting(self, case: tuple[Queue, list[Run]]) -> None:
        theory, found = case
        waiting = evened_by_beds(theory, found, lambda run: run.outcome.queue_days[0] / run.days)
        agrees(theory.waiting, waiting, within=0.1)

    def test_wait(self, case: tuple[Queue, list[Run]]) -> None:
        theory, found = case
        wait = evened_by_beds(theory, found, lambda run: run.outcome.waited_days[0] / run.outcome.waits[0])
        agrees(theory.wait, wait, within=0.1)

    def test_people_waiting_or_in_a_bed(self, case: tuple[Queue, list[Run]]) -> None:
        theory, found = case
        people = [(run.outcome.person_days[0] + run.outcome.queue_days[0]) / run.days for run in found]
        agrees(theory.people, people, within=0.03)

    def test_little_from_averages(self, case: tuple[Queue, list[Run]]) -> None:
        """L = λW in each run, but for the waits that cut across an end of the period: at most their sum."""
        for run in case[1]:
            outcome, since = run.outcome, run.demand.needs.day
            until = np.fmin(outcome.admitted_day, outcome.to_day)
            across = (since < outcome.from_day) & (until >= outcome.from_day) | np.isnan(outcome.admitted_day)
            bound = float((until - since)[across].sum())
            assert abs(outcome.queue_days[0] - outcome.waited_days[0]) <= bound < 0.2 * run.days

    @pytest.mark.parametrize("case", ["one bed"], indirect=True)
    def test_first_come_first_served(self, case: tuple[Queue, list[Run]]) -> None:
        """Another order has the same mean wait, but not this chance of twice the mean of those who wait."""
        theory, found = case
        rate, mean, beds = ERLANG_C["one bed"][0]
        days = 2 * theory.wait / theory.wait_chance
        longer = evened_by_beds(theory, found, lambda run: (waited(run) > days).mean())
        agrees(formulas.longer_wait(rate, mean, beds, days), longer, within=0.05)


class TestWaitingRoom:
    """M/M/24/30: six may wait, the next is turned away."""

    THEORY = formulas.waiting_room(3.0, 7.0, 24, 6)

    @pytest.fixture(scope="class")
    @classmethod
    def found(cls, engine: str) -> list[Run]:
        return runs(engine, model("waiting_room"), 24, warm_up=100, days=1000, seed=5, log=1)

    def test_turned_away(self, found: list[Run]) -> None:
        agrees(self.THEORY.lost, [run.outcome.turned_away[0] / run.came.sum() for run in found], within=0.06)

    def test_admissions(self, found: list[Run]) -> None:
        agrees(3.0 * (1 - self.THEORY.lost), [run.outcome.entered[0] / run.days for run in found], within=0.01)

    def test_chance_of_a_wait(self, found: list[Run]) -> None:
        agrees(self.THEORY.wait_chance, [float((waited(run) > 0).mean()) for run in found], within=0.05)

    def test_people_waiting(self, found: list[Run]) -> None:
        agrees(self.THEORY.waiting, [run.outcome.queue_days[0] / run.days for run in found], within=0.06)

    def test_wait(self, found: list[Run]) -> None:
        agrees(self.THEORY.wait, [run.outcome.waited_days[0] / run.outcome.waits[0] for run in found], within=0.06)

    def test_beds_in_use(self, found: list[Run]) -> None:
        agrees(self.THEORY.in_beds, [run.outcome.used_days[0] / run.days for run in found], within=0.01)

    def test_nobody_beyond_the_room(self, found: list[Run]) -> None:
        assert max(int(run.outcome.queue.max()) for run in found) == 6


class TestTwoPriorities:
    """Cobham: the urgent go first, and nobody is moved out for them."""

    THEORY = formulas.priority_waits([3.0, 2.0], 5.0, 30)
    EVERYBODY = formulas.queue(5.0, 5.0, 30)

    @pytest.fixture(scope="class")
    @classmethod
    def found(cls, engine: str) -> list[Run]:
        return runs(engine, model("two_priorities"), 24, warm_up=100, days=1000, seed=6)

    @staticmethod
    def waits(run: Run, need: int) -> np.ndarray:
        return waited(run)[run.demand.needs.need[run.came & np.isfinite(run.outcome.admitted_day)] == need]

    @pytest.mark.parametrize("need", [0, 1], ids=["urgent", "other"])
    def test_wait(self, found: list[Run], need: int) -> None:
        waits = evened_by_beds(self.EVERYBODY, found, lambda run: self.waits(run, need).mean())
        agrees(self.THEORY[need], waits, within=0.06)

    def test_urgent_people_wait_a_sixth_as_long(self, found: list[Run]) -> None:
        """The ratio of the waits is known better than either, since both share a run's luck."""
        ratio = self.THEORY[0] / self.THEORY[1]
        per_run = [float(self.waits(run, 0).mean() - ratio * self.waits(run, 1).mean()) for run in found]
        agrees(0.0, per_run, within=0.05, of=self.THEORY[0])

    @pytest.mark.parametrize("need", [0, 1], ids=["urgent", "other"])
    def test_chance_of_a_wait_is_the_same(self, found: list[Run], need: int) -> None:
        waits = evened_by_beds(self.EVERYBODY, found, lambda run: (self.waits(run, need) > 0).mean())
        agrees(self.EVERYBODY.wait_chance, waits, within=0.03)
