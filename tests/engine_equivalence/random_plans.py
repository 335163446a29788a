"""What is planned in a random small world: interventions, capacities that change, buildings that open and close."""

import datetime
from typing import Any

from tests.engine_equivalence.drawer import Drawer

HOW = {"basis": "assumption", "source": "Made up"}
WARDS = ("ward", "other_ward")
LATER = datetime.date(2023, 4, 24)


def interventions(world: Drawer) -> dict[str, Any]:
    every: list[dict[str, Any]] = [
        {"changes": "need_rate", "value": world.times()},
        {"changes": "readmission_rate", "value": world.times()},
        {"changes": "response", "of": ["illness"], "up_to": world.of("managed", "visited"), "value": world.share()},
        {"changes": "response", "up_to": "visited", "from_responses": [world.of("through_the_door", "straight_in")]}
        | {"of": ["illness", "fracture"], "value": world.share()},
        {"changes": "stay", "of": ["ward"], "value": world.times()},
        {"changes": "process", "value": world.times()},
        {"changes": "destination", "of": ["home", "intermediate"], "value": float(world.of(0.25, 0.5, 1.25, 2.0))},
        {"changes": "hours", "of": ["home_support"], "value": world.times()},
        {"changes": "priority_days", "of": ["care_home", "home_support"], "value": world.of(4.0, 30.0), "unit": "days"},
        {"changes": "weekend_discharge", "of": [*WARDS, "intermediate"]},
        {"changes": "capacity", "of": ["care_home", "ward"], "value": 2.0, "unit": "places"},
        {"changes": "capacity", "of": ["ward", "intermediate"], "value": -50.0, "unit": "percent"},
        {"changes": "capacity", "of": ["intermediate", "emergency"], "value": 0.5, "unit": "share_added"},
        {"changes": "stay", "of": ["ward", "intermediate"], "value": -0.5, "unit": "share_added"},
        {"changes": "capacity", "of": ["home_support"], "value": 12.0, "unit": "hours"},
    ]
    made = {}
    for number, effect in enumerate(every):
        if world.maybe():
            eligible = world.of({}, {"from_age": 75}, {"residences": ["own_home"]}, {"frailty": ["severe", "moderate"]})
            begins = float(world.number(0, 20))
            when = {"start_day": begins, "ramp_days": float(world.of(0, 0, 30))}
            when = world.of(when, {"from": begins, "over": world.of(0.0, "2 weeks")})
            when |= world.of({}, {"lasts": f"{world.number(1, 30)} days"}, {"until": LATER})
            made[f"lever_{number}"] = {"title": "Lever", "description": "A lever", "system": "falls"} | when | {
                "eligible": eligible, "coverage": world.share(), "effects": [effect | HOW]
            }  # fmt: skip
    return made


def changes(world: Drawer, buildings: dict[str, Any]) -> list[dict[str, Any]]:
    """Return capacities that fall and return, grow in steps, close, and a building that opens and closes."""
    begins = {"from": float(world.number(0, 25))}
    every: list[dict[str, Any]] = [
        {
            "capacity_of": world.of("ward", "care_home", "assessor"),
            "places": float(world.of(-4, -3, -2, -1, 1, 2, 3, 4)),
        }
        | {"over": world.of(0.0, "2 weeks"), "until": world.of(None, LATER)},
        {"capacity_of": world.of(*WARDS), "closed": f"{world.number(1, 12)} days"},
        {"capacity_of": "intermediate", "by": world.of("-50%", "100%"), "lasts": "3 weeks"},
        {"capacity_of": "emergency", "to": float(world.number(0, 5)), "lasts": "6 days"},
        {"capacity_of": "home_support", "hours": float(world.of(-6, 9)), "lasts": world.of(None, "3 weeks")},
        {"capacity_of": "building", "places": float(world.of(-2, -1, 1, 2, 3)), "lasts": "10 days"},
    ]
    every += [{"building": name, "closed": "9 days"} for name in buildings]
    return [change | begins for change in every if world.maybe()]


def buildings(world: Drawer) -> dict[str, Any]:
    """Return buildings with places that two settings share, there from the start or opening later; or none."""
    grange = {"label": "Grange", "places": 4.0, "own": {"intermediate": 2.0}, "either": ["care_home", "intermediate"]}
    lodge = grange | {"label": "Lodge", "places": 3.0, "own": {"care_home": 2.0}}
    later = grange | {"opens": float(world.number(1, 30))}
    return world.of({}, {"grange": grange}, {"grange": grange, "lodge": lodge}, {"grange": later})


def drop_changes_of_no_limit(made: dict[str, Any]) -> None:
    """Leave out the changes and interventions that would change a capacity without a limit."""
    unlimited = {
        name for name, each in (made["settings"] | made["teams"]).items() if each.get("capacity") == "no_limit"
    }
    made["changes"] = [change for change in made["changes"] if change.get("capacity_of") not in unlimited]
    for name, lever in list(made["interventions"].items()):
        effect = lever["effects"][0]
        if effect["changes"] == "capacity" and unlimited & set(effect["of"]):
            del made["interventions"][name]
