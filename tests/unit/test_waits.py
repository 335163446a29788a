"""Words about waiting, people present, and stays that depend on the way out: what is refused, and why."""

from typing import Any

import pytest
from pydantic import ValidationError

from sim.description.consistency import check
from sim.description.initial_occupancy import InitialOccupancy
from sim.description.system import Description
from tests.theory.small_worlds import ROOTS, read_model

DAYS = {"shape": "constant", "mean": 2.0}
LATE = {"after": DAYS, "then": "next_response"}
LOUNGE = {"label": "Lounge", "type": "other"}
ANNEX = {"label": "Annex", "settings": ["ward"]}
NO_PATH = {"label": "Managed"}

REFUSED: dict[str, tuple[dict[str, Any], str | tuple[str, ...]]] = {
    "no response to give way to": (
        {"responses.ward_stay.if_waits_longer": LATE},
        "responses.ward_stay.if_waits_longer.then: no response follows this one: let them leave",
    ),
    "none with a path": (
        {"responses.ward_stay.if_waits_longer": LATE, "responses.managed": NO_PATH},
        "responses.ward_stay.if_waits_longer: no response with a path follows this one",
    ),
    "none with a path where it is full": (
        {"responses.ward_stay.if_full": "next_response", "responses.managed": NO_PATH},
        "responses.ward_stay.if_full: no response with a path follows this one",
    ),
    "no door to wait at": (
        {"responses.managed": NO_PATH | {"if_waits_longer": LATE}, "responses.annex": ANNEX},
        "responses.managed.if_waits_longer: without a path there is no door to wait at",
    ),
    "a pathway that does not lead from there": (
        {"settings.ward.stay_by_pathway": {"back": DAYS}, "pathways.back": {"label": "Back", "to": "ward"}},
        "settings.ward.stay_by_pathway.back: no destinations lead from 'ward' by this pathway",
    ),
    "a pathway that does not exist": (
        {"settings.ward.stay_by_pathway": {"outsid": DAYS}},
        "settings.ward.stay_by_pathway.outsid: unknown name 'outsid' (did you mean 'outside'?)",
    ),
    "what is left of a stay that hangs on the pathway": (
        {
            "settings.ward.stay_by_pathway": {"outside": DAYS},
            "initial_occupancy": [{"need": "illness", "setting": "ward", "people": 3.0}],
        },
        "initial_occupancy.#1: what is left in 'ward' hangs on the pathway: state remaining, or fresh",
    ),
    "a lounge that can be full": (
        {"settings.ward.waits_in": "lounge", "settings.lounge": LOUNGE | {"capacity": 3.0}},
        "settings.ward.waits_in: 'lounge' must be without limit, no residence, and not where the pathway leads",
    ),
    "another way out that leads back": (
        {
            "pathways.one": {"label": "One", "to": "ward", "if_no_place": {"within_days": 1.0, "otherwise": "two"}},
            "pathways.two": {"label": "Two", "to": "ward", "if_no_place": {"within_days": 1.0, "otherwise": "one"}},
        },
        (
            "pathways.one.if_no_place.otherwise: leads back to 'one': nobody would ever get anywhere",
            "pathways.two.if_no_place.otherwise: leads back to 'two': nobody would ever get anywhere",
        ),
    ),
    "another way out that does not exist": (
        {"pathways.one": {"label": "One", "to": "ward", "if_no_place": {"within_days": 1.0, "otherwise": "outsid"}}},
        "pathways.one.if_no_place.otherwise: unknown name 'outsid' (did you mean 'outside'?)",
    ),
    "another way out of where nobody waits": (
        {
            "pathways.one": {
                "label": "One",
                "to": "outside",
                "if_no_place": {"within_days": 1.0, "otherwise": "outside"},
            }
        },
        "pathways.one.if_no_place: nobody waits for a place where 'one' leads",
    ),
    "another way out of a lounge": (
        {
            "settings.lounge": LOUNGE,
            "pathways.one": {"label": "One", "to": "ward", "waits_in": "lounge"}
            | {"if_no_place": {"within_days": 1.0, "otherwise": "outside"}},
        },
        "pathways.one.if_no_place: people who wait elsewhere (waits_in) have left their bed: they wait for this place"
        " and no other",
    ),
    "drawn again at home": (
        {
            "pathways.one": {"label": "One", "to": "ward", "if_no_place": {"within_days": 1.0, "otherwise": "next"}},
            "responses.referred": {"label": "Referred", "pathway": "one"},
        },
        "pathways.one.if_no_place.otherwise: people ask for 'one' where they live, and no destinations lead on from"
        " there: name a pathway",
    ),
    "drawn again among none": (
        {"pathways.outside": {"label": "Out", "to": "ward", "if_no_place": {"within_days": 1.0, "otherwise": "next"}}},
        "pathways.outside.if_no_place.otherwise: no pathway of 'from_the_ward' is waited for without end by everybody:"
        " name one",
    ),
    "a pathway named next": (
        {"pathways.next": {"label": "Next", "to": "ward"}},
        "pathways.next: 'next' has a meaning of its own and cannot be a pathway",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_hang_together_is_refused_in_a_line(case: str) -> None:
    changes, said = REFUSED[case]
    lines = (said,) if isinstance(said, str) else said
    content = read_model(ROOTS, "one_ward").model_dump(exclude_none=True)
    for path, value in changes.items():
        *above, last = path.split(".")
        inside = content
        for key in above:
            inside = inside[key]
        inside[last] = value
    errors, _ = check(Description.model_validate(content), {"": "here"})
    assert [str(fault) for fault in errors] == [f"here: {line}" for line in lines]


CONTRADICTIONS: dict[str, tuple[dict[str, Any], str]] = {
    "fresh, and over": (
        {"setting": "ward", "stay": "fresh", "waits_for": "home"},
        "with waits_for the stay is over: leave out stay",
    ),
    "fresh, and outside": ({"setting": "outside", "stay": "fresh"}, "not for those who wait"),
    "still to come, and over": (
        {"setting": "ward", "remaining": DAYS, "waits_for": "home"},
        "not for those who wait",
    ),
    "still to come, and outside": ({"setting": "outside", "remaining": DAYS}, "not for those who wait"),
    "still to come, and fresh": (
        {"setting": "ward", "remaining": DAYS, "stay": "fresh"},
        "state either remaining, or stay: fresh",
    ),
}


@pytest.mark.parametrize("case", CONTRADICTIONS)
def test_people_present_cannot_contradict_themselves(case: str) -> None:
    row, line = CONTRADICTIONS[case]
    with pytest.raises(ValidationError, match=line):
        InitialOccupancy.model_validate({"need": "illness", "people": 1.0} | row)


def test_hours_a_week_have_no_unit_of_time() -> None:
    content = read_model(ROOTS, "one_ward").model_dump(exclude_none=True)
    content["settings"]["ward"]["hours"] = DAYS | {"unit": "minutes"}
    with pytest.raises(ValidationError, match="are an amount, not a time: leave out the unit"):
        Description.model_validate(content)
