"""Which length of stay, and which ways out, hold for a spell where several are given: by response, by need, for all."""

import pytest

from sim.tables.build import build
from tests.behaviour.village import village

STAYS = {"ward_stay": 3.0, "illness": 2.0, "default": 1.0}
"""In the order in which they hold, with a length that tells them apart."""
WAYS: dict[str, tuple[dict[str, object], str]] = {
    "by response and need": ({"responses": ["ward_stay"], "needs": ["illness"]}, "care_home"),
    "by response": ({"responses": ["ward_stay"]}, "home_with_support"),
    "by need": ({"needs": ["illness"]}, "care_home"),
    "for all": ({}, "home"),
}
"""In the order in which they hold, with a way out that tells each from the next."""


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("first", range(len(STAYS)))
def test_a_length_of_stay(first: int, backwards: bool) -> None:
    stated = [*STAYS.items()][first:][:: -1 if backwards else 1]
    stay = {name: {"shape": "constant", "mean": days} for name, days in stated}
    tables = build(village({"settings.ward.stay": stay}))
    spell = (
        tables.setting_names.index("ward"),
        tables.need_names.index("illness"),
        tables.response_names.index("ward_stay"),
    )
    assert set(tables.quantiles[tables.stay[spell]]) == {[*STAYS.values()][first]}


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("first", range(len(WAYS)))
def test_ways_out(first: int, backwards: bool) -> None:
    stated = [*WAYS.items()][first:][:: -1 if backwards else 1]
    destinations = {
        name: {"settings": ["ward"], "pathways": {pathway: {"by_frailty": 1}}} | whose
        for name, (whose, pathway) in stated
    }
    tables = build(village({"discharge_destinations": destinations}))
    spell = (
        tables.setting_names.index("ward"),
        tables.need_names.index("illness"),
        tables.response_names.index("ward_stay"),
    )
    pathway = tables.destination_pathways[tables.destinations[spell], 0]
    assert tables.pathway_names[pathway] == [*WAYS.values()][first][1]
