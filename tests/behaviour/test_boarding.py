"""A boarded person stays as their need does, wherever the bed is; a limit to a queue loses nobody who lies in a bed."""

from typing import Any

import numpy as np
import pytest

from sim.demand.sample import draw
from sim.description.system import Description
from sim.engine.engines import run
from sim.outcome import MOST_MOVES, Endless, Kind
from sim.tables.build import build
from tests.behaviour.village import ALWAYS, Told, live, village
from tests.theory.books import faults_of

ILL = Told(needs=[(0.25, 0, "illness"), (0.5, 1, "stroke")])
"""The one has the only bed of the ward for two days; the other, four days from a stroke, is boarded."""


def two_wards(**ward: Any) -> Description:
    """Return the village with one bed on the ward and a ward beside it where people stay nine days."""
    content = village({"settings.ward.changes": [], "settings.ward.discharges": ALWAYS}).model_dump()
    content["responses"]["ward_stay"]["settings"] = ["hall", "ward"]
    stay = {"default": {"shape": "constant", "mean": 0.125}}
    content["settings"]["hall"] = {"label": "Hall", "type": "emergency_department", "stay": stay}
    own = content["settings"]["ward"] | {"capacity": 1.0, "boards_to": ["other"]}
    nine = {"default": {"shape": "constant", "mean": 9.0}}
    content["settings"]["other"] = own | {"boards_to": [], "stay": nine, "capacity": 5.0}
    content["settings"]["ward"] = own | ward
    content["discharge_destinations"]["others"] = {"settings": ["other"], "pathways": {"home": {"by_frailty": 1}}}
    return Description.model_validate(content)


def days_there(description: Description, engine: str, setting: str, person: int) -> float:
    """Return how long a person is in a setting before being ready to leave it."""
    lived = live(description, ILL, 40.0, engine)
    came = {event[2]: event[0] for event in lived.events(Kind.ENTER) if event[3] == setting}
    ready = {event[2]: event[0] for event in lived.events(Kind.READY) if event[3] == setting}
    return ready[person] - came[person]


def test_a_boarded_stay_is_that_of_the_need(engine: str) -> None:
    assert days_there(two_wards(), engine, "other", 1) == 4.0


def test_a_boarded_person_leaves_by_the_ways_out_of_their_own_ward(engine: str) -> None:
    lived = live(two_wards(), ILL, 40.0, engine)
    ways = {person: lived.tables.pathway_names[int(pathway)] for _, _, person, _, pathway in lived.events(Kind.READY)}
    assert ways[1] == "care_home"


def test_a_boarded_stay_may_be_longer_by_a_factor_that_is_stated(engine: str) -> None:
    assert days_there(two_wards(boarded_stay={"times": 1.5, "source": "Made up"}), engine, "other", 1) == 6.0


def test_where_the_ward_of_a_need_does_not_exist_its_stay_does(engine: str) -> None:
    assert days_there(two_wards(capacity=0.0), engine, "other", 1) == 4.0


def test_a_factor_on_boarded_stays_is_never_below_1() -> None:
    with pytest.raises(ValueError, match="greater than or equal to 1"):
        two_wards(boarded_stay={"times": 0.9, "source": "Made up"})


# --- limits -----------------------------------------------------------------------------------------------------------


def chain(**second: Any) -> Description:
    """Return two wards one after the other, the second with two beds and arrivals of its own."""
    days = {"default": {"shape": "exponential", "mean": 4.0}}
    beds = {"label": "Ward", "type": "hospital", "stay": days}
    always = {"by_frailty": 1}
    need = {"label": "Need", "arrivals": {"per_day": 2.0}, "response": {"shares": {"first": 1}}}
    return Description.model_validate(
        {
            "title": "Chain",
            "start_date": "2023-04-03",
            "settings": {
                "first": beds | {"capacity": 10.0},
                "second": beds | {"capacity": 2.0} | second,
            },
            "needs": {"long": need, "short": need | {"response": {"shares": {"second": 1}}}},
            "responses": {name: {"label": name, "settings": [name]} for name in ("first", "second")},
            "pathways": {"on": {"label": "On", "to": "second"}, "out": {"label": "Out", "to": "outside"}},
            "discharge_destinations": {
                "half": {"settings": ["first"], "pathways": {"on": always, "out": always}},
                "all": {"settings": ["second"], "pathways": {"out": always}},
            },
        },
        strict=False,
    )


def turned_away(description: Description, engine: str) -> tuple[int, float, int]:
    """Return how many were turned away at the second ward, days waited for it in the first, and who left by the way."""
    tables = build(description)
    demand = draw(description, tables, 1, 1, 400.0)
    outcome = run(tables, demand, 0.0, engine, log=True)
    assert faults_of(tables, demand, outcome) == []
    log = outcome.events
    away = log[log["kind"] == Kind.TURNED_AWAY]
    inside = np.isin(away["person"], log["person"][(log["kind"] == Kind.ENTER) & (log["setting"] == 0)])
    return int(outcome.turned_away[1]), float(outcome.hospital_waited_days[1]), int(inside.sum())


@pytest.mark.parametrize("limit", [0, {"outside": 0}, {"default": 0}])
def test_who_lies_in_a_bed_waits_there_and_only_who_comes_from_outside_is_turned_away(
    engine: str, limit: object
) -> None:
    away, waited, from_inside = turned_away(chain(queue_limit=limit), engine)
    assert away > 50
    assert waited > 100
    assert from_inside == 0


def test_a_limit_for_others_turns_nobody_away(engine: str) -> None:
    assert turned_away(chain(queue_limit={"outside": "no_limit", "default": 0}), engine)[0] == 0


# --- rounds -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seconds", [1.0, 5.0])
def test_a_round_of_pathways_without_a_stay_ends_with_an_error(engine: str, seconds: float) -> None:
    content = chain(capacity=500.0).model_dump()
    content["settings"]["second"]["stay"] = {"default": {"shape": "constant", "mean": seconds / 86_400}}
    content["discharge_destinations"]["all"]["pathways"] = {"on": {"by_frailty": 1}}
    description = Description.model_validate(content)
    tables = build(description)
    with pytest.raises(Endless, match=f"moved {MOST_MOVES:,} times, last to 'second'"):
        run(tables, draw(description, tables, 1, 1, 30.0), 0.0, engine)
