"""A ward that intermediate care blocks, against the Markov chain of its states; each figure with an error of 1 %."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.outcome import Kind
from tests.theory import formulas
from tests.theory.blocked_ward import BlockedWard
from tests.theory.small_worlds import CONFIDENCE_LEVEL, PRECISE, Run, agrees, estimate, leave_long_runs, model, run

Floats = NDArray[np.float64]
WARD, CARE = 0, 1
AS_SHIPPED = BlockedWard(rate=2, beds=14, stay=5, room=4, moves_on=0.25, places=8, course=14)
FIGURES = tuple(AS_SHIPPED.figures())


def changes(ward: BlockedWard) -> dict[str, object]:
    """Return what turns the scenario into this ward: other numbers."""
    found: dict[str, object] = {
        "settings.ward.capacity": float(ward.beds),
        "settings.ward.queue_limit": ward.room,
        "settings.intermediate_care.capacity": float(ward.places),
    }
    return found


WARDS = {
    "as shipped": AS_SHIPPED,
    "one more place": replace(AS_SHIPPED, places=9),
    "no room to wait": replace(AS_SHIPPED, room=0),
}


def figures(run: Run) -> dict[str, float]:
    """Return what a run found, by the names of `BlockedWard.figures`."""
    outcome = run.outcome
    days = {
        "in beds": outcome.used_days[WARD],
        "blocked": outcome.delayed_days.sum(),
        "in intermediate care": outcome.used_days[CARE],
        "waiting": outcome.queue_days[WARD],
        "turned away": outcome.turned_away[WARD],
        "out of the ward": outcome.left[WARD],
    }
    return {name: float(value) / run.days for name, value in days.items()}


def random_number(run: Run, ward: BlockedWard) -> dict[str, float]:
    """Return what is 0 on average: each kind of step as often as its rate says, however many are where.

    People come, are ready to go home or to go on, and end intermediate care; all of them, and weighted by those in a
    bed, blocked, in intermediate care, waiting.
    """
    log, outcome = run.outcome.events, run.outcome
    day, kind, setting = log["day"], log["kind"], log["setting"]

    def step(what: Kind, where: int) -> Floats:
        return ((kind == what) & (setting == where)).astype(np.float64)

    ready = step(Kind.READY, WARD)
    changes = {
        "treated": step(Kind.ENTER, WARD) - ready,
        "blocked": ready - step(Kind.LEAVE, WARD),
        "placed": step(Kind.ENTER, CARE) - step(Kind.LEAVE, CARE),
        "waiting": step(Kind.WAIT, WARD) - step(Kind.OFFERED, WARD),
    }
    after = {name: np.cumsum(change) for name, change in changes.items()}
    before = {name: after[name] - change for name, change in changes.items()}
    days = np.diff(np.clip(np.append(day, outcome.to_day), outcome.from_day, outcome.to_day))
    onward = ready * (log["detail"] == run.tables.pathway_names.index("intermediate_care"))
    counted = day >= outcome.from_day
    steps = {
        "come": ((kind == Kind.NEED) * 1.0, ward.rate),
        "ready for home": (ready - onward, (1 - ward.moves_on) / ward.stay * after["treated"]),
        "ready to go on": (onward, ward.moves_on / ward.stay * after["treated"]),
        "end intermediate care": (step(Kind.READY, CARE), after["placed"] / ward.course),
    }
    found = {}
    for what, (happens, rate) in steps.items():
        found[what] = float((happens * counted - rate * days).sum())
        for name in changes:
            found[f"{what}, by {name}"] = float((happens * counted * before[name] - rate * days * after[name]).sum())
    return found


class Case(NamedTuple):
    """A ward, what its runs found, and their control variates."""

    ward: BlockedWard
    found: list[dict[str, float]]
    random_number: list[dict[str, float]]


@pytest.fixture(scope="module", params=WARDS)
def case(engine: str, request: pytest.FixtureRequest) -> Case:
    """Return 60 runs of a ward, each with its event log only for as long as it is read."""
    leave_long_runs(engine, quick=False)
    ward = WARDS[request.param]
    description = model("blocked_beds", changes(ward))
    found, beside = [], []
    for number in range(60):
        one = run(engine, description, 1 + number, warm_up=150, days=2500, seed=1, log=1)
        found.append(figures(one))
        beside.append(random_number(one, ward))
    return Case(ward, found, beside)


@pytest.mark.parametrize("figure", FIGURES)
def test_figure(case: Case, figure: str) -> None:
    theory = case.ward.figures()[figure]
    found = [each[figure] for each in case.found]
    if theory == 0.0:
        assert set(found) == {0.0}
        return
    agrees(theory, found, PRECISE, random_number=np.asarray([[*each.values()] for each in case.random_number]))


def test_control_variates_are_nought_on_average(case: Case) -> None:
    for name in case.random_number[0]:
        mean, error = estimate([each[name] for each in case.random_number])
        assert abs(mean) <= CONFIDENCE_LEVEL * error, f"{name}: {mean:.3g} ± {error:.3g}"


class TestTheChain:
    """The chain itself, where formulas know it, and what the scenario says of it."""

    def test_nobody_goes_on(self) -> None:
        found = replace(AS_SHIPPED, moves_on=0.0).figures()
        room = formulas.waiting_room(2.0, 5.0, 14, 4)
        known = (room.in_beds, room.waiting, 2.0 * room.lost)
        assert (found["in beds"], found["waiting"], found["turned away"]) == pytest.approx(known)

    def test_places_for_all(self) -> None:
        """Intermediate care behind a ward without a limit to either has the load of two independent queues."""
        found = replace(AS_SHIPPED, places=60, beds=40, room=0).figures()
        assert found["blocked"] == pytest.approx(0.0, abs=1e-9)
        assert (found["in beds"], found["in intermediate care"]) == pytest.approx((10.0, 7.0))

    def test_the_scenario_is_told_as_it_is(self) -> None:
        description = model("blocked_beds").description
        wards = (AS_SHIPPED, replace(AS_SHIPPED, places=9), replace(AS_SHIPPED, beds=16))
        shipped, place, beds = (ward.figures() for ward in wards)
        assert "1.4 of the 14 beds are blocked" in description
        assert shipped["blocked"] == pytest.approx(1.4, abs=0.05)
        for figures, said in ((shipped, 19), (place, 34), (beds, 29)):
            assert f"one in {said}" in description.replace("one person in", "one in")
            assert 2.0 / figures["turned away"] == pytest.approx(said, abs=0.5)
