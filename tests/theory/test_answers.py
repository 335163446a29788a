"""Effects on responses: each moves the stated share of those it takes from, and nobody else's response changes."""

import datetime
from functools import cache
from math import sqrt
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.demand.sample import draw
from sim.description.consistency import check
from sim.description.system import Description
from sim.engine.engines import run as run_engine
from sim.outcome import Outcome
from sim.tables.build import build
from tests.theory.by_need import by_need

DAYS = 500.0
SHARES = {"at_home": 0.2, "team": 0.2, "short_stay": 0.3, "ward_stay": 0.3}
AT_HOME, TEAM, SHORT, WARD = range(4)
Responses = NDArray[np.int64]


def _ward(label: str, capacity: float | str = "no_limit", **more: Any) -> dict[str, Any]:
    stay = {"default": {"shape": "constant", "mean": 2.0}}
    return {"label": label, "type": "hospital", "capacity": capacity, "stay": stay, "source": "Made up"} | more


def effect(up_to: str, value: float, *from_responses: str) -> dict[str, Any]:
    """Return an effect on the responses to an illness."""
    what = {"changes": "response", "of": ["illness"], "up_to": up_to, "value": value, "from_responses": from_responses}
    return what | {"basis": "assumption", "source": "Made up"}


def described(*levers: list[dict[str, Any]], coverage: float = 1.0, team: float | str = "no_limit") -> Description:
    """Return a ward to which fifty people a day come, with interventions of these effects."""
    content: dict[str, Any] = {
        "title": "Responses",
        "start_date": datetime.date(2023, 4, 3),
        "settings": {"team": _ward("Team", team), "short": _ward("Short"), "ward": _ward("Ward")},
        "needs": {
            "illness": {
                "label": "Illness",
                "ward": "ward",
                "arrivals": {"per_day": 50.0},
                "response": {"shares": {name: (share,) * 4 for name, share in SHARES.items()}},
            }
        },
        "responses": {
            "at_home": {"label": "At home"},
            "team": {"label": "Team", "settings": ["team"], "if_full": "next_response"},
            "short_stay": {"label": "Short stay", "settings": ["short"]},
            "ward_stay": {"label": "Ward", "settings": ["ward"]},
        },
        "pathways": {"out": {"label": "Out", "to": "outside"}},
        "discharge_destinations": {
            "all": {"settings": ["team", "short", "ward"], "pathways": {"out": {"by_frailty": (1.0,) * 4}}},
        },
        "interventions": {
            f"lever_{number}": {"title": "L", "description": "D", "system": "falls", "coverage": coverage}
            | {"effects": effects}
            for number, effects in enumerate(levers)
        },
    }
    whole = Description.model_validate(content)
    assert check(whole, {"": "responses"})[0] == []
    return whole


def outcome(whole: Description, engine: str, with_levers: bool = True) -> Outcome:
    """Return the same people's run with the interventions of a description, or without."""
    tables = build(whole, whole.interventions if with_levers else {})
    return run_engine(tables, draw(whole, tables, 5, 1, DAYS), 0.0, engine)


def responses(whole: Description, engine: str, with_levers: bool = True) -> Responses:
    return by_need(outcome(whole, engine, with_levers), "response").astype(np.int64)


@cache
def own(engine: str) -> Responses:
    """Return everybody's response without interventions."""
    return responses(described(), engine)


def agrees(share: float, moved: NDArray[np.bool_]) -> None:
    """Assert that a share of people lies within three standard errors of theory."""
    assert abs(float(moved.mean()) - share) <= 3 * sqrt(share * (1 - share) / len(moved))


@pytest.mark.parametrize("coverage", [1.0, 0.5])
def test_a_share_of_those_it_takes_from_and_nobody_else(engine: str, coverage: float) -> None:
    after, before = responses(described([effect("team", 0.6, "ward_stay")], coverage=coverage), engine), own(engine)
    assert (after[before != WARD] == before[before != WARD]).all()
    assert set(after[before == WARD].tolist()) == {TEAM, WARD}
    agrees(0.4 * coverage, after[before == WARD] == TEAM)


def test_by_default_all_more_institutional_responses_alike(engine: str) -> None:
    after, before = responses(described([effect("team", 0.6)]), engine), own(engine)
    assert (after[before <= TEAM] == before[before <= TEAM]).all()
    for response in (SHORT, WARD):
        assert set(after[before == response].tolist()) == {TEAM, response}  # from the ward to a short stay: nobody
        agrees(0.4, after[before == response] == TEAM)


@pytest.mark.parametrize("apart", [True, False])
def test_effects_together_keep_the_product_of_what_each_keeps(engine: str, apart: bool) -> None:
    """In one intervention or in two: random numbers of their own, and a response moved once may be moved on."""
    both = [effect("team", 0.6, "short_stay", "ward_stay"), effect("at_home", 0.8)]
    whole = described(*([one] for one in both)) if apart else described(both)
    after, before = responses(whole, engine), own(engine)
    hospital = before >= SHORT
    agrees(0.6 * 0.8, (after >= SHORT)[hospital])
    agrees(0.2, (after == AT_HOME)[before > AT_HOME])
    assert not (after > before).any()


def test_who_finds_the_place_full_gets_the_response_of_the_baseline(engine: str) -> None:
    after, before = responses(described([effect("team", 0.5)], team=1.0), engine), own(engine)
    assert ((after == TEAM) & (before == WARD)).sum() > 10  # where there was a place
    assert not ((after == SHORT) & (before == WARD)).any()
    assert not ((after == WARD) & (before == SHORT)).any()


def test_coverage_0_is_the_baseline(engine: str) -> None:
    assert (responses(described([effect("team", 0.0)], coverage=0.0), engine) == own(engine)).all()


def test_the_engines_move_the_same_people() -> None:
    whole = described([effect("team", 0.6, "ward_stay"), effect("at_home", 0.8)], [effect("at_home", 0.5, "team")])
    assert (responses(whole, "simpy") == responses(whole, "compiled")).all()


def test_an_effect_cannot_take_from_its_own_response_or_a_lesser_one() -> None:
    whole = described([effect("team", 0.6, "ward_stay")])
    name = whole.interventions["lever_0"]
    for response in ("team", "at_home"):
        changed = name.effects[0].model_copy(update={"from_responses": (response,)})
        wrong = name.model_copy(update={"effects": (changed,)})
        conservation_errors, _ = check(
            whole.model_copy(update={"interventions": {"lever_0": wrong}}), {"": "responses"}
        )
        assert [str(fault) for fault in conservation_errors] == [
            f"responses: interventions.lever_0.effects.#1.from_responses.#1: '{response}' is no more institutional than"
            " 'team', to which people are moved"
        ]


def test_only_an_effect_on_responses_names_responses() -> None:
    with pytest.raises(ValueError, match="from_responses is for an effect on the response only"):
        described([effect("team", 0.6) | {"changes": "stay", "up_to": None, "from_responses": ("ward_stay",)}])
