"""Scarcity at an end of its interval: the elasticity there, and as many asks as before on the list of day 0."""

from pathlib import Path

import pytest

from sim.description.input_errors import InputErrors
from sim.description.read import read_system
from sim.description.scarcity_ends import at_end
from sim.study.request import asking
from sim.tables.build import build
from tests.unit.test_study_conf import asked, written

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


def test_where_no_scarcity_is_stated_there_is_no_end() -> None:
    with pytest.raises(InputErrors) as refused:
        asked(("scarcity",), scarcity="high")
    assert (
        str(refused.value.errors[0]) == "command line: scarcity: 'high': 'fife' states no high elasticity of scarcity"
    )


def test_a_question_at_an_end_is_another_question() -> None:
    """The baseline and every option are at that end: the description is theirs."""
    questions = [
        asking(written(scarcity=end, options=["more_home_support"]), ("scarcity",), SCENARIOS).question
        for end in ("centre", "low", "high")
    ]
    assert len({question.hash for question in questions}) == 3
    for question, elasticity in zip(questions, (0.3, 0.0, 0.6), strict=True):
        for name in question.names:
            scarcity = question.description_of(name).responses["asks_for_support"].scarcity
            assert scarcity is not None
            assert scarcity.elasticity == elasticity
