"""The table of interventions says what the YAML says, and the page that shows it is the one that is generated."""

from pathlib import Path

import pytest
import yaml

from sim.description.effects_table import how_much, interval, interventions_table, short_source, what_changes
from sim.description.interventions import Effect, Intervention

FOLDER = Path(__file__).resolve().parents[2] / "scenarios" / "interventions"


def shipped() -> dict[str, Intervention]:
    """Return the shipped interventions, file by file, each with its file's system filled in."""
    found = {}
    for file in sorted(FOLDER.glob("*.yaml")):
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        for name, row in content["interventions"].items():
            found[name] = Intervention.model_validate({"system": content["system"], **row})
    return found


def effect(**given: object) -> Effect:
    """Return an effect on falls, with some of its keys given."""
    usual: dict[str, object] = {
        "changes": "need_rate",
        "of": ["fall_with_injury"],
        "basis": "assumption",
        "source": "X: y",
    }
    return Effect.model_validate(usual | given)


def test_the_page_shows_the_table_as_generated() -> None:
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    _, _, table = page.partition("## Every effect\n\n")
    assert table == interventions_table(shipped())


def test_there_is_a_row_for_each_effect() -> None:
    interventions = shipped()
    rows = interventions_table(interventions).splitlines()[2:]
    assert len(rows) == sum(len(one.effects) for one in interventions.values())
    assert all(row.count(" | ") == 6 for row in rows)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"value": 0.8}, "times 0.80"),
        ({"changes": "priority_days", "of": ["home_support"], "value": 14.0, "unit": "days"}, "14 days ahead"),
        ({"changes": "capacity", "of": ["care_home"], "value": 0.1, "unit": "share_added"}, "10 % more"),
        ({"changes": "capacity", "of": ["care_home"], "value": 5.0, "unit": "places"}, "5 places more"),
        ({"changes": "capacity", "of": ["care_home"], "value": -10.0, "unit": "percent"}, "10 % less"),
        ({"changes": "capacity", "of": ["care_home"], "value": -5.0, "unit": "places"}, "5 places fewer"),
        ({"changes": "stay", "of": ["ward"], "value": 0.1, "unit": "share_added"}, "times 1.10"),
        ({"changes": "weekend_discharge", "of": ["orthopaedics"]}, "allowed"),
    ],
)
def test_the_size_is_said_in_its_unit(given: dict[str, object], says: str) -> None:
    assert how_much(effect(**given)) == says


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "rate of fall with injury"),
        ({"of": []}, "rate of all"),
        (
            {"changes": "response", "up_to": "step_up"},
            "chance of keeping any response more institutional and not moving to step up, for fall with injury",
        ),
        (
            {"changes": "stay", "of": ["orthopaedics"], "needs": ["hip_fracture"]},
            "stay in orthopaedics, for hip fracture",
        ),
    ],
)
def test_what_changes_is_said_in_words(given: dict[str, object], says: str) -> None:
    assert what_changes(effect(**given)) == says


def test_an_interval_is_said_only_where_one_is_known() -> None:
    assert interval(effect(low=0.5, high=1.5)) == "0.50 to 1.50"
    assert interval(effect(low=0.5)) == "0.50 to ?"
    assert interval(effect()) == ""


def test_a_source_is_shortened_to_who_says_so() -> None:
    assert short_source("Tsiachristas 2019, BMJ Open 9:e023350: £628 to £2,928: an admission") == (
        "Tsiachristas 2019, BMJ Open 9:e023350"
    )
