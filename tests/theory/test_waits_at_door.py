"""Waiting that ends: patience at the door (Erlang A), responses by a deadline, arrivals and stays by pathway."""

from typing import Any

import numpy as np
import pytest

from sim.description.consistency import check
from sim.description.read import read_model
from sim.description.system import Description
from sim.outcome import Kind
from tests.theory.by_need import by_need
from tests.theory.formulas import loss
from tests.theory.small_worlds import PRECISE, ROOTS, Run, agrees, run, runs

RATE, MEAN, PATIENCE, BEDS = 1.0, 3.0, 2.0, 3
"""Arrivals a day, mean stay, mean patience, beds: the ward that the Erlang A model describes."""


def changed(name: str, changes: dict[str, Any], **parts: Any) -> Description:
    """Return a small model with parts laid over it at some dotted paths, whether they stand there or not."""
    content = read_model(ROOTS, name).model_dump(exclude_none=True, exclude_defaults=True)
    for path, value in (changes | parts).items():
        *above, last = path.split(".")
        inside = content
        for key in above:
            inside = inside.setdefault(key, {})
        inside[last] = value
    description = Description.model_validate(content)
    assert check(description, {"": name})[0] == []
    return description


def impatient_ward(patience: dict[str, Any]) -> Description:
    ward = {"settings.ward.capacity": float(BEDS), "settings.ward.patience_at_door": patience}
    stay = {"shape": "exponential", "mean": MEAN}
    return changed("one_ward", ward | {"settings.ward.stay.default": stay, "needs.illness.arrivals.per_day": RATE})


def erlang_a(rate: float, mean: float, patience: float, beds: int) -> tuple[float, float]:
    """Return the share who give up and the people waiting in M/M/c+M, from the balance of its steps (Palm 1957)."""
    weights = [1.0]
    for people in range(1, 400):
        leaving = min(people, beds) / mean + max(people - beds, 0) / patience
        weights.append(weights[-1] * rate / leaving)
    total = sum(weights)
    waiting = sum(max(people - beds, 0) * weight for people, weight in enumerate(weights)) / total
    return waiting / patience / rate, waiting


@pytest.fixture(scope="module")
def impatient(engine: str) -> list[Run]:
    replications = 100 if engine == "compiled" else 6
    return runs(
        engine,
        impatient_ward({"shape": "exponential", "mean": PATIENCE}),
        replications,
        warm_up=100,
        days=3000,
        seed=11,
        log=1,
    )


def test_erlang_a_share_who_give_up(impatient: list[Run]) -> None:
    share, _ = erlang_a(RATE, MEAN, PATIENCE, BEDS)
    assert share == pytest.approx(0.2449, abs=0.0001)
    agrees(share, [each.outcome.withdrew[0] / (RATE * each.days) for each in impatient], 3 * PRECISE)


def test_erlang_a_people_waiting(impatient: list[Run]) -> None:
    _, waiting = erlang_a(RATE, MEAN, PATIENCE, BEDS)
    agrees(waiting, [each.outcome.queue_days[0] / each.days for each in impatient], 3 * PRECISE)


def test_with_little_patience_it_is_a_ward_where_nobody_waits(engine: str) -> None:
    share = [
        each.outcome.withdrew[0] / (RATE * each.days)
        for each in runs(
            engine, impatient_ward({"shape": "constant", "mean": 0.0}), 6, warm_up=100, days=2000, seed=2, log=1
        )
    ]
    agrees(loss(RATE * MEAN, BEDS), share, 3 * PRECISE)


def events_of(one: Run, kind: Kind) -> np.ndarray:
    return one.outcome.events[one.outcome.events["kind"] == int(kind)]


def two_wards(then: str) -> Description:
    """One bed for a first response; the second response is a ward with a bed for everybody."""
    annex = {"label": "Annex", "type": "hospital", "stay": {"default": {"shape": "constant", "mean": 1.0}}}
    deadline = {"after": {"shape": "constant", "mean": 0.5}, "then": then}
    return changed(
        "one_ward",
        {
            "settings.ward.capacity": 1.0,
            "settings.annex": annex,
            "responses.ward_stay.if_waits_longer": deadline,
            "responses.annex_stay": {"label": "A stay in the annex", "settings": ["annex"]},
            "discharge_destinations.from_the_ward.settings": ["ward", "annex"],
        },
    )


def test_after_the_deadline_they_take_the_next_response(engine: str) -> None:
    one = run(engine, two_wards("next_response"), 1, warm_up=0, days=60, seed=1, log=1)
    late = events_of(one, Kind.WITHDRAW)
    assert len(late) > 50
    assert set(late["detail"].tolist()) == {0.5}
    assert one.outcome.withdrew[0] == len(late)
    entered = events_of(one, Kind.ENTER)
    in_annex = entered[entered["setting"] == 1]
    assert in_annex["day"].tolist() == late["day"].tolist()
    assert (by_need(one.outcome, "response")[late["need"]] == 1).all()


def test_after_the_deadline_they_leave(engine: str) -> None:
    one = run(engine, two_wards("leave"), 1, warm_up=0, days=60, seed=1, log=1)
    late = events_of(one, Kind.WITHDRAW)
    assert len(late) > 50
    assert one.outcome.entered[1] == 0
    assert not np.isin(late["person"], events_of(one, Kind.ENTER)["person"]).any()
    assert one.outcome.queue.max() <= 8


def referred(**more: Any) -> Description:
    """Everybody comes by a pathway to intermediate care of one place, after two days of assessment at the door."""
    return changed(
        "blocked_beds",
        {
            "responses.referred": {"label": "Referred", "pathway": "intermediate_care"},
            "needs.illness.response.shares": {"referred": 1.0},
            "processes.assessment": {
                "label": "Assessment",
                "reason": "assessment",
                "duration": {"shape": "constant", "mean": 2.0},
                "working_days": False,
            },
            "pathways.intermediate_care.processes": ["assessment"],
            "settings.intermediate_care.capacity": 1.0,
            "settings.intermediate_care.stay.default": {"shape": "constant", "mean": 3.0},
        }
        | more,
    )


def test_arrivals_by_a_pathway_wait_for_it_at_the_door(engine: str) -> None:
    one = run(engine, referred(), 1, warm_up=0, days=60, seed=1, log=1)
    entered = events_of(one, Kind.ENTER)
    came = one.demand.needs.day
    assert entered["day"][0] == came[0] + 2.0
    assert np.diff(entered["day"])[3:] == pytest.approx(3.0)
    assert one.outcome.entered.tolist()[:2] == [0, len(entered)]
    assert one.outcome.person_days[1] == one.outcome.alive_days


def test_arrivals_by_a_pathway_lose_patience(engine: str) -> None:
    patience = {"settings.intermediate_care.patience_at_door": {"shape": "constant", "mean": 4.0}}
    one = run(engine, referred(**patience), 1, warm_up=0, days=60, seed=1, log=1)
    late = events_of(one, Kind.WITHDRAW)
    assert len(late) > 50
    assert set(late["detail"].tolist()) == {4.0}


def test_those_turned_away_on_a_pathway_leave_no_days_behind(engine: str) -> None:
    """Who finds the list full was never in the model: the books of people and places balance (`run` sees to it)."""
    one = run(engine, referred(**{"settings.intermediate_care.queue_limit": 1}), 1, warm_up=5, days=60, seed=1, log=1)
    assert one.outcome.turned_away[1] > 20
    assert one.outcome.moves[2, 2] == 0


def test_arrivals_that_are_ready_at_once(engine: str) -> None:
    """A stay of no time: they take a bed and only wait for the place after it."""
    stay = {"settings.ward.stay": {"default": {"shape": "constant", "mean": 0.0}}}
    leads = {"discharge_destinations.from_the_ward.pathways": {"intermediate_care": {"by_frailty": 1.0}}}
    one = run(engine, changed("blocked_beds", stay | leads), 1, warm_up=0, days=60, seed=1, log=1)
    assert one.outcome.active_days.sum() == 0.0
    assert one.outcome.delayed_days.sum() == one.outcome.person_days[0] > 100.0


def by_pathway() -> Description:
    """One in four leaves by a pathway whose stays are of ten days; the others stay two."""
    fixed = {"settings.ward.stay": {"default": {"shape": "constant", "mean": 2.0}}}
    later = {"settings.ward.stay_by_pathway": {"intermediate_care": {"shape": "constant", "mean": 10.0}}}
    return changed(
        "blocked_beds",
        fixed | later | {"settings.ward.capacity": "no_limit", "settings.intermediate_care.capacity": 99.0},
    )


def test_the_way_out_decides_the_stay(engine: str) -> None:
    one = run(engine, by_pathway(), 1, warm_up=0, days=200, seed=1, log=1)
    stays = one.outcome.left_day - one.outcome.admitted_day
    known = np.isfinite(stays) & (one.outcome.admitted_day < 189)
    assert set(stays[known].tolist()) == {2.0, 10.0}
    went_on = one.outcome.ended_in == 1
    assert (stays[known & went_on] == 10.0).all()
    assert (stays[known & ~went_on] == 2.0).all()
    assert 0.15 < (stays[known] == 10.0).mean() < 0.35


def test_waits_in_once_for_a_setting_is_the_same_as_on_each_pathway(engine: str) -> None:
    lounge = {"settings.lounge": {"label": "Lounge", "type": "other"}, "settings.intermediate_care.capacity": 1.0}
    by_pathway = changed("blocked_beds", lounge | {"pathways.intermediate_care.waits_in": "lounge"})
    by_setting = changed("blocked_beds", lounge | {"settings.intermediate_care.waits_in": "lounge"})
    one, other = (run(engine, each, 1, warm_up=0, days=60, seed=1, log=1) for each in (by_pathway, by_setting))
    assert one.outcome.person_days[2] > 0
    assert (one.outcome.events == other.outcome.events).all()


def test_what_remains_may_be_any_length_or_a_sample(engine: str) -> None:
    sample = {"shape": "empirical", "values": [1.0, 4.0]}
    there = {"need": "illness", "setting": "ward", "people": 400, "remaining": sample, "source": "Made up"}
    one = run(engine, changed("endless_beds", {"initial_occupancy": [there]}), 1, warm_up=0, days=20, seed=1)
    left = by_need(one.outcome, "left_day")[one.demand.present.row]
    assert left.min() >= 1.0
    assert left.max() <= 4.0
    assert np.isin(left, (1.0, 4.0)).mean() > 0.95
    assert left.mean() == pytest.approx(2.5, abs=0.3)


def test_the_impatient_ward_says_what_theory_says() -> None:
    share, waiting = erlang_a(3.0, 7.0, 2.0, 24)
    words = read_model(ROOTS, "impatient_ward").source
    assert f"{100 * share:.1f} % give up, {waiting:.2f} waiting" in words
    assert f"{(3.0 - share * 3.0) * 7.0:.1f} of 24 beds" in words


def test_the_stroke_unit_by_pathway_has_the_beds_of_the_paper() -> None:
    """Acute 8.1455 and rehabilitation 9.7182 beds in use on average, as the inputs that the paper prints come to."""
    model = read_model(ROOTS, "stroke_unit_by_pathway")
    assert check(model, {"": "stroke_unit_by_pathway"}) == ([], [])
    found = runs("compiled", model, 40, warm_up=400, days=4000, seed=1)
    for setting, load in enumerate((8.1455, 9.7182)):
        agrees(load, [each.outcome.used_days[setting] / each.days for each in found], PRECISE)
