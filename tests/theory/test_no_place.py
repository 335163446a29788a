"""Another way out where there is no place in time: loss and overflow (Erlang B), waits of some days (Barrer)."""

from typing import Any

import numpy as np
import pytest

from sim.description.delay_reasons import REASONS
from sim.outcome import Kind
from tests.theory.formulas import limited_wait, loss
from tests.theory.small_worlds import PRECISE, Run, agrees, run, runs
from tests.theory.test_waits_at_door import changed, events_of

RATE, MEAN, PLACES = 0.5, 14.0, 8
"""Ready for intermediate care a day, mean stay there, places: of two people a day on the ward one in four."""
WARD, CARE, ANNEX = 0, 1, 2


def limit(days: float, otherwise: str) -> dict[str, Any]:
    return {"within_days": days, "otherwise": otherwise}


def with_annex(**more: Any) -> Any:
    """A ward with a bed for everybody, so that people become ready at random, and a second place beside the first."""
    annex = {"label": "Annex", "type": "intermediate_care", "capacity": "no_limit"}
    return changed(
        "blocked_beds",
        {
            "settings.ward.capacity": "no_limit",
            "settings.annex": annex | {"stay": {"default": {"shape": "exponential", "mean": MEAN}}},
            "pathways.annex": {"label": "Annex", "to": "annex", "reason": "place_availability"},
            "discharge_destinations.from_intermediate_care.settings": ["intermediate_care", "annex"],
        }
        | more,
    )


def many(engine: str, description: Any) -> list[Run]:
    replications = 60 if engine == "compiled" else 10
    return runs(engine, description, replications, warm_up=150, days=4000, seed=8)


def of_ready(one: Run, count: float) -> float:
    """Return a count as a share of those who asked for the first place."""
    return count / float(one.outcome.waits[CARE] + one.outcome.withdrew[CARE])


@pytest.mark.parametrize("days", [0.0, 3.0])
def test_who_takes_the_other_way_and_who_waits(engine: str, days: float) -> None:
    """Nobody waits longer than so many days: the share that goes elsewhere, and the people who wait, are exact."""
    lost, waiting = limited_wait(RATE, MEAN, PLACES, days)
    assert limited_wait(RATE, MEAN, PLACES, 0.0)[0] == pytest.approx(loss(RATE * MEAN, PLACES))
    found = many(engine, with_annex(**{"pathways.intermediate_care.if_no_place": limit(days, "outside")}))
    agrees(lost, [of_ready(one, one.outcome.withdrew[CARE]) for one in found], 6 * PRECISE)
    if days:
        agrees(waiting, [one.outcome.queue_days[CARE] / one.days for one in found], 6 * PRECISE)
    delayed = [one.outcome.delayed[WARD, REASONS.index("place_availability")].sum() for one in found]
    assert delayed == [one.outcome.queue_days[CARE] for one in found]


def test_places_one_after_another_lose_as_many_as_all_together(engine: str) -> None:
    """A chain of ways out, each only if there is a place at once: 8 places, then 3, then none."""
    ways = {
        "pathways.intermediate_care.if_no_place": limit(0, "annex"),
        "pathways.annex.if_no_place": limit(0, "outside"),
        "settings.annex.capacity": 3,
    }
    found = many(engine, with_annex(**ways))
    agrees(loss(RATE * MEAN, PLACES), [of_ready(one, one.outcome.withdrew[CARE]) for one in found], 6 * PRECISE)
    agrees(loss(RATE * MEAN, PLACES + 3), [of_ready(one, one.outcome.withdrew[ANNEX]) for one in found], 6 * PRECISE)


def test_drawn_again_the_others_keep_their_proportion(engine: str) -> None:
    """Half are suited for one place that is always taken; the others' ways out, 2 to 1, are theirs too."""
    weights = {"intermediate_care": {"by_frailty": 3}, "outside": {"by_frailty": 2}, "annex": {"by_frailty": 1}}
    ways = {
        "pathways.intermediate_care.if_no_place": limit(0, "next"),
        "settings.intermediate_care.capacity": 1,
        "settings.intermediate_care.stay.default": {"shape": "constant", "mean": 100_000.0},
        "discharge_destinations.from_the_ward.pathways": weights,
    }
    one = run(engine, with_annex(**ways), 1, warm_up=100, days=4000, seed=3)
    assert one.outcome.withdrew[CARE] / one.outcome.left[WARD] == pytest.approx(0.5, abs=0.02)
    assert one.outcome.entered[ANNEX] / one.outcome.left[WARD] == pytest.approx(1 / 3, abs=0.02)


def test_the_other_way_begins_with_its_first_process(engine: str) -> None:
    days = {"shape": "constant", "mean": 2.0}
    ways = {
        "pathways.intermediate_care.if_no_place": limit(3, "annex"),
        "settings.intermediate_care.capacity": 1,
        "settings.intermediate_care.stay.default": {"shape": "constant", "mean": 100_000.0},
        "processes.assessment": {
            "label": "Assessment", "reason": "assessment", "working_days": False, "duration": days,
        },
        "pathways.annex.processes": ["assessment"],
    }  # fmt: skip
    one = run(engine, with_annex(**ways), 1, warm_up=0, days=100, seed=3, log=1)
    late, there = events_of(one, Kind.WITHDRAW), events_of(one, Kind.ENTER)
    there = there[there["setting"] == ANNEX]
    assert len(there) > 20
    assert set(late["detail"].tolist()) == {3.0}
    assert there["day"].tolist() == (late["day"] + 2.0).tolist()[: len(there)]


def test_who_has_waited_for_longer_on_day_0_takes_the_other_way_at_once(engine: str) -> None:
    there = {"need": "illness", "setting": "ward", "people": 5, "waits_for": "intermediate_care", "source": "Made up"}
    ways = {
        "pathways.intermediate_care.if_no_place": limit(3, "annex"),
        "settings.intermediate_care.capacity": 1,
        "settings.intermediate_care.stay.default": {"shape": "constant", "mean": 100_000.0},
        "initial_occupancy": [there | {"waited_days": 20.0}],
    }
    one = run(engine, with_annex(**ways), 1, warm_up=0, days=3, seed=3, log=1)
    late = events_of(one, Kind.WITHDRAW)
    present = one.demand.needs.person[one.demand.present.row].tolist()
    until = dict(zip(present, np.maximum(one.demand.present.since + 3.0, 0.0).tolist(), strict=True))
    gave_up = {who: day for who, day in late[["person", "day"]].tolist() if who in until}
    assert gave_up == {who: day for who, day in until.items() if who in gave_up}
    assert len(until) - len(gave_up) == 1
    assert 0.0 in gave_up.values()
