"""Scarcity: the more people wait for a place, the fewer ask for one, each by a uniform number of their own."""

from typing import Any

import numpy as np
import pytest

from sim.demand.random_numbers import Purpose, stream, uniform
from sim.description.system import Description
from sim.measures.requests_forgone import requests_forgone
from sim.measures.run import Run
from sim.measures.tidy import find
from sim.outcome import Kind
from sim.tables.build import build
from sim.tables.queues import LONGEST
from tests.behaviour.village import Lived, Told, demand, live, village
from tests.engine_equivalence.random_worlds import world_of
from tests.unit.full_world import full_world

ASKS = "responses.asks_for_care_home.scarcity"
STATED = {"reference": 1.0, "elasticity": 0.5, "otherwise": "does_not_ask"}
FIRST_KEY = 1000
"""Key of the first need of a told history."""
ALL_ASK = Told(
    needs=[(0.25 + person / 16, person, "long_term_care") for person in range(9)], homes={9: ("care_home", 0)}
)


def scarce(**stated: Any) -> Description:
    """Return the village with scarcity of the one place in its care home, which is taken all the time."""
    content = village({"settings.care_home.patience": None}).model_dump()
    content["responses"] = {"does_not_ask": {"label": "Does not ask"}} | content["responses"]
    content["responses"]["asks_for_care_home"]["scarcity"] = STATED | stated
    return Description.model_validate(content)


def who_asks(lived: Lived) -> list[int]:
    return [event[2] for event in lived.events(Kind.WAIT)]


@pytest.mark.parametrize("elasticity", [0.3, 1.0, 3.0])
def test_each_asks_with_the_chance_of_the_list_that_they_find(elasticity: float, engine: str) -> None:
    waiting, expected = 0, []
    for person in range(9):
        chance = min(1.0, (1.0 / waiting) ** elasticity) if waiting else 1.0
        if uniform(stream(1, 0), FIRST_KEY + person, Purpose.ASK) < chance:
            expected.append(person)
            waiting += 1
    assert who_asks(live(scarce(elasticity=elasticity), ALL_ASK, 5.0, engine)) == expected
    assert 2 <= len(expected) < 9


def test_without_elasticity_everybody_asks_and_nothing_else_changes(engine: str) -> None:
    """To the last bit, in the world that uses every word: as if scarcity were not stated."""
    content = full_world()
    for name in ("asks_for_support", "asks_for_care_home"):
        content["responses"][name]["scarcity"] |= {"elasticity": 0.0, "low": 0.0}
    found = []
    for stated in (True, False):
        if not stated:
            for response in content["responses"].values():
                response.pop("scarcity", None)
        made = world_of(Description.model_validate(content), 1, whole_days=False)
        from sim.engine.engines import run  # noqa: PLC0415

        found.append(run(made.tables, made.demand, 10.0, engine, log=True).events.tobytes())
    assert found[0] == found[1]


def test_up_to_the_reference_everybody_asks(engine: str) -> None:
    assert who_asks(live(scarce(reference=9.0, elasticity=10.0), ALL_ASK, 5.0, engine)) == list(range(9))


def test_who_asks_in_a_short_list_asks_in_any_shorter_one(engine: str) -> None:
    """The uniform number is the person's own: less scarcity only adds to those who ask first."""
    first = [who_asks(live(scarce(elasticity=g), ALL_ASK, 5.0, engine)) for g in (0.0, 0.3, 3.0)]
    assert len(first[0]) > len(first[1]) > len(first[2])


def test_only_the_own_class_counts(engine: str) -> None:
    """People who wait in hospital for the care home do not keep those at home from asking."""
    content = scarce(elasticity=10.0).model_dump()
    ill = Told(
        needs=[(0.0, 7, "stroke"), (0.0, 8, "stroke"), (12.0, 0, "long_term_care"), (12.5, 1, "long_term_care")],
        homes={9: ("care_home", 0.0)},
    )
    classes = {"hospital": {"waiting_in": ("hospital",), "share_of_offers": 0.5}, "others": {"share_of_offers": 0.5}}
    asked = {}
    for name, own in (("one line", {}), ("classes", classes)):
        content["settings"]["care_home"]["classes"] = own
        lived = live(Description.model_validate(content), ill, 15.0, engine)
        asked[name] = [e[2] for e in lived.events(Kind.WAIT) if e[3] == "care_home" and e[0] >= 12]
    assert asked == {"one line": [], "classes": [0, 1]}


def test_a_long_list_changes_the_chance_no_further() -> None:
    chances = build(scarce(elasticity=1.0)).asks[1]
    assert chances.shape == (LONGEST,)
    assert chances[:3].tolist() == [1.0, 1.0, 0.5]
    assert (np.diff(chances) <= 0).all()


def test_requests_forgone_are_counted_by_need() -> None:
    description = scarce(elasticity=3.0)
    tables = build(description)
    lived = live(description, ALL_ASK, 5.0)
    table = requests_forgone(Run.of(lived.outcome, demand(ALL_ASK, tables, 5.0), tables))
    forgone = 9 - len(who_asks(lived))
    assert forgone > 0
    assert find(table, "requests_forgone") == pytest.approx(forgone * 365.25 / 5.0)
    assert find(table, "requests_forgone", "need", "long_term_care") == find(table, "requests_forgone")
    assert {row.level for row in table if row.breakdown == "need"} == {"long_term_care"}
