"""Scarcity at an end of its interval: the elasticity there, and as many asks as before on the list of day 0."""

from pathlib import Path

import pytest

from sim.__main__ import main
from sim.description.read import read_system
from sim.description.scarcity_ends import at_end
from sim.tables.build import build

SCENARIOS = [Path(__file__).resolve().parents[2] / "scenarios"]
ASKING = {"asks_for_support": "support_at_home", "asks_for_care_home": "long_term_care"}


@pytest.mark.parametrize(("end", "elasticity"), [("low", 0.0), ("high", 0.6)])
def test_as_many_ask_on_the_list_of_day_0(end: str, elasticity: float) -> None:
    centre = read_system(SCENARIOS, "fife")
    other = at_end(centre, end)  # type: ignore[arg-type]
    people = float(centre.published["people_65_plus"])
    assert centre.people is not None
    for response, need in ASKING.items():
        scarcity = other.responses[response].scarcity
        assert scarcity is not None
        assert scarcity.elasticity == elasticity
        pathway = centre.responses[response].pathway
        waiting = sum(one.per_1000_people for one in centre.people.waiting if one.pathway == pathway) * people / 1000
        at = list(centre.responses).index(response)
        asks = []
        for description in (centre, other):
            rate = description.needs[need].rate
            assert rate is not None
            asks.append(rate.per_1000_a_year[1] * build(description).asks[at, round(waiting)])
        assert asks[0] == pytest.approx(asks[1], rel=0.003)
    assert other.title == f"Fife (scarcity {end}: elasticity {elasticity:g})"


def test_the_centre_is_the_scenario_itself() -> None:
    description = read_system(SCENARIOS, "fife")
    assert at_end(description, "centre") is description


def test_where_no_scarcity_is_stated_there_is_no_end(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["model=one_ward", "scarcity=high"]) == 2
    assert "scarcity: high: 'one_ward' states no high elasticity of scarcity" in capsys.readouterr().err.replace(
        "'high'", "high"
    )
