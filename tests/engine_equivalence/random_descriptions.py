"""What stands in a random small world: settings, places, priorities, pools, calendars, loops, harm, people."""

import datetime
from typing import Any

from tests.engine_equivalence import random_plans
from tests.engine_equivalence.drawer import Drawer
from tests.engine_equivalence.random_plans import LATER, WARDS
from tests.engine_equivalence.random_queues import put_queue_words
from tests.engine_equivalence.random_words import put_rare_words

BANDS = ("65_69", "70_74", "75_79", "80_84", "85_89", "90_plus")
COUNTED = [f"people_{sex}_{band}" for sex in ("female", "male") for band in BANDS]


def _setting(world: Drawer, setting_type: str, capacity: Any, **more: Any) -> dict[str, Any]:
    setting = {
        "label": setting_type,
        "type": setting_type,
        "capacity": capacity,
        "order": world.order(),
        "source": "Made up",
    }
    setting |= {"admits": world.window(), "discharges": world.window(), "queue_limit": world.of("no_limit", 0, 3)}
    setting |= {"longest_list_by": world.of(None, None, "origin", "need")}
    return setting | more


def _settings(world: Drawer) -> dict[str, Any]:
    kept: tuple[Any, ...] = (0.0, 3.0, 10.0, "no_limit")
    review = {"after_days": 7.0, "share_ends": 0.25, "share_shrinks": 0.5, "shrinks_to": 0.5}
    pool = world.of(None, "building")
    changes = [{"day": float(day), "capacity": float(world.number(0, 6))} for day in (5, 9) if world.maybe()]
    changes += [{"date": LATER, "hour": world.hour(), "capacity": float(world.number(0, 6))}] if world.maybe() else []
    settings = {
        "own_home": {"label": "Home", "type": "home", "residence": True, "at_home": True, "hold_days": "no_limit"},
        "home_support": _setting(world, "home_support", world.of(8, 40, "no_limit"), residence=True, at_home=True)
        | {"hours": world.amount(2, 9), "hold_days": world.of(*kept), "reablement_review": world.of(None, review)},
        "care_home": _setting(world, "care_home", world.number(1, 8), residence=True, pool=pool)
        | {"hold_days": world.of(*kept), "waits_as": world.of("none", "place_availability")},
        "emergency": _setting(
            world, "emergency_department", world.number(1, 4), stay={"default": world.duration(1, 1)}
        ),
        "ward": _setting(world, "hospital", world.number(1, 6), changes=changes)
        | {"stay": {"default": world.duration(1, 9), "fracture": world.duration(3, 20)}, "queue_limit": "no_limit"}
        | world.of({}, {"stay": {"straight_in": world.duration(1, 9), "default": world.duration(1, 9)}})
        | {"boards_to": world.of([], ["other_ward"]), "stay_times_age": (0.5, 1.0, 2.0)},
        "other_ward": _setting(world, "hospital", world.number(1, 4), stay={"default": world.duration(1, 6)})
        | {"boards_to": world.of([], ["ward"]), "weekly": world.of([], _weekly(world))},
        "intermediate": _setting(world, "intermediate_care", world.number(1, 4), pool=pool)
        | {"stay": {"default": world.duration(2, 9)}},
        "lounge": {"label": "Discharge lounge", "type": "other", "discharges": world.window()},
        "at_home_team": _setting(
            world, "hospital", world.number(1, 3), at_home=True, stay={"default": world.duration(1, 5)}
        ),
    }
    for name in ("home_support", "care_home", "intermediate"):
        settings[name]["patience"] = world.of(None, world.duration(3, 9))
    for name in ("emergency", "ward", "at_home_team", "intermediate"):
        settings[name]["patience_at_door"] = world.of(None, world.duration(1, 5))
    for name in ("intermediate", "other_ward"):
        settings[name]["stay_by_pathway"] = world.of({}, _stays_by_pathway(world, name))
    settings["care_home"]["waits_in"] = world.of(None, "lounge")
    if world.maybe():
        settings["care_home"]["stay"] = {"default": world.duration(20, 40)}
        settings["home_support"]["stay"] = {"default": world.duration(9, 20)}
    if world.maybe():
        settings["sheltered_housing"] = settings["own_home"] | {"label": "Sheltered housing"}
    return settings


def _stays_by_pathway(world: Drawer, name: str) -> dict[str, Any]:
    ways = ("home", "again", "outside") if name == "intermediate" else ("home", "support", "outside")
    return {way: world.duration(1, 12) for way in ways}


def _weekly(world: Drawer) -> list[dict[str, Any]]:
    rhythm = [{"days": ["Mon", "Thu"], "hour": world.hour(), "capacity": float(world.number(1, 5))}]
    return [*rhythm, {"days": ["Sat"], "hour": world.hour(), "capacity": float(world.number(0, 2))}]


def _needs(world: Drawer) -> dict[str, Any]:
    def rate(least: int, most: int) -> dict[str, Any]:
        often = float(world.number(least, most))
        around = {"times_waiting": world.times(), "times_recent": world.times()}
        return {"per_1000_a_year": (often, often, often), "times_residence": {"care_home": world.times()}} | around

    def shares(*responses: str) -> dict[str, Any]:
        parts = [world.number(0, 3) for _ in responses[1:]] + [1]
        return {name: (part / sum(parts),) * 4 for name, part in zip(responses, parts, strict=True)}

    beyond = {"care_home": {"managed": 0.5}}
    pathways = ("asks_for_support", "asks_for_care_home")
    hospital = ("managed", "visited", "through_the_door", "straight_in")
    by_door, in_ = hospital[2:]
    return {
        "illness": {
            "rate": rate(4_000, 20_000),
            "response": {"shares": shares(*hospital), "escalation_multiplier": beyond},
        }
        | {"label": "Illness", "ward": "ward", "priority": world.number(0, 2)},
        "fracture": {"rate": rate(1_000, 9_000), "response": {"shares": shares(*hospital[2:])}}
        | {"label": "Fracture", "ward": world.of(*WARDS), "priority": world.number(0, 2), "falls": True},
        "long_term_care": {
            "rate": rate(500, 9_000),
            "response": {"shares": shares(*pathways)},
        }
        | {"label": "Care", "emergency": False},
        "visitor": {
            "arrivals": {"per_day": float(world.of(0.25, 1.0))},
            "response": {"shares": {"referred": 0.25, "advised": 0.125, by_door: 0.375, in_: 0.25}},
        }
        | {"label": "From elsewhere", "ward": world.of(*WARDS)},
        "newcomer": {
            "arrivals": {"per_day": float(world.of(0.25, 1.0))},
            "response": {"shares": shares("comes_to_live", *pathways)},
        }
        | {"label": "Moves here", "emergency": False},
    }


RESPONSES: dict[str, Any] = {
    "referred": {"label": "Referred", "pathway": "referral"},
    "advised": {"label": "Advised", "pathway": "outside"},
    "managed": {"label": "Managed"},
    "asks_for_support": {"label": "Asks for support", "pathway": "support_from_home"},
    "asks_for_care_home": {"label": "Asks for a care home", "pathway": "care_home_from_home"},
    "comes_to_live": {"label": "Comes to live here", "pathway": "own_home"},
    "visited": {"label": "Visited", "settings": ["at_home_team"], "if_full": "next_response"},
    "through_the_door": {"label": "Through the door", "settings": ["emergency", "ward"]},
    "straight_in": {"label": "Straight in", "settings": ["ward"]},
}


def _responses(world: Drawer) -> dict[str, Any]:
    """Return the responses, some of which people wait for at the door only so long."""
    responses = {name: dict(response) for name, response in RESPONSES.items()}
    for name in ("visited", "through_the_door"):
        responses[name]["if_full"] = world.of("wait", "next_response")
    for name in ("visited", "through_the_door", "straight_in"):
        then = world.of("next_response", "leave") if name != "straight_in" else "leave"
        if world.maybe():
            responses[name]["if_waits_longer"] = {"after": world.duration(1, 4), "then": then}
    return responses


def _ways(world: Drawer) -> dict[str, Any]:
    def weight(**more: Any) -> dict[str, Any]:
        return {"by_frailty": tuple(float(world.number(1, 4)) for _ in range(4))} | more

    def process(reason: str, **more: Any) -> dict[str, Any]:
        return {
            "label": reason,
            "reason": reason,
            "duration": world.duration(1, 7),
            "working_days": world.maybe(),
        } | more

    def way(to: str, *processes: str, **more: Any) -> dict[str, Any]:
        reason = world.of("none", "care_arrangements", "place_availability")
        elsewhere = world.of(None, "lounge") if to in ("intermediate", "care_home", "ward") else None
        named = {"label": to, "to": to, "processes": list(processes), "waits_in": elsewhere}
        return named | {"reason": reason} | more

    pathways = {
        "home": way("residence"),
        "support": way("home_support", "assessment", new_package=True),
        "support_from_home": way("home_support", "assessment", new_package=world.maybe()),
        "care_home": way("care_home", "assessment", "funding"),
        "care_home_from_home": way("care_home", *world.of((), ("assessment",))),
        "intermediate": way("intermediate", transfer=world.of(None, world.duration(1, 2))),
        "again": way(world.of(*WARDS)),
        "referral": way("intermediate", *world.of((), ("assessment",)), transfer=world.of(None, world.duration(1, 2))),
        "own_home": way("own_home"),
        "outside": way("outside", *world.of((), ("funding",))),
    }
    after_ward = {name: weight() for name in ("home", "support", "care_home", "intermediate")}
    after_ward["support"] |= {"times_residence": {"care_home": 0.0}, "times_dementia": 0.5, "times_long_stay": 2.0}
    if world.maybe():
        after_ward["outside"] = weight()  # residents who leave for good
    onward = world.of(("home", "again"), ("home", "support", "again", "care_home"))
    destinations = {
        "after_the_ward": {
            "settings": [*WARDS],
            "pathways": after_ward,
            "long_stay_days": 5.0,
            "needs": ["illness", "fracture"],
        },
        "after_intermediate": {"settings": ["intermediate"], "needs": ["illness", "fracture"]}
        | {"pathways": {name: weight() for name in onward}},
        "straight_out": {"settings": ["ward"], "needs": ["illness", "fracture"], "responses": ["straight_in"]}
        | {"pathways": {name: weight() for name in ("home", "intermediate")}},
        "visitors": {"settings": [*WARDS], "needs": ["visitor", "newcomer"]}
        | {"pathways": {name: weight() for name in ("outside", "intermediate")}},
        "visitors_on": {
            "settings": ["intermediate"],
            "needs": ["visitor", "newcomer"],
            "pathways": {"outside": weight()},
        },
        "visit_over": {"settings": ["at_home_team"], "pathways": {"home": weight(), "support": weight()}},
        "at_home": {
            "settings": ["care_home", "home_support"],
            "pathways": {"own_home": weight(), "care_home": weight()},
        },
    }
    harm = {"settings": world.of(["ward"], [*WARDS]), "hours_per_week": 0.2, "chance_per_week": 0.5}
    harm |= {"from_pathways": ["home", "support"], "pathway": "care_home"}
    if not world.maybe():
        del destinations["straight_out"]
    team = {"label": "Assessor", "capacity": world.number(1, 4), "order": world.order()}
    team |= {"weekly": world.of([], _weekly(world))}
    return {
        "teams": {"assessor": team},
        "processes": {
            "assessment": process("assessment", team=world.of(None, "assessor")),
            "funding": process("funding"),
        },
        "pathways": pathways,
        "discharge_destinations": destinations,
        "deconditioning": world.of(None, harm),
    }


def _people(world: Drawer, settings: dict[str, Any]) -> dict[str, Any]:
    delayed = {"columns": ["delayed_days"], "settings": {"ward": 1.0}, "pathways": {"support": 0.5, "care_home": 0.25}}
    delayed["pathways"] |= world.of({"home": 0.25}, {"intermediate": 0.25}, {"outside": 0.25})
    homes = [name for name in ("home_support", "care_home", "sheltered_housing") if name in settings]
    starts = {name: {"people": float(world.number(0, 6))} for name in homes}
    waiting = {
        "pathway": "care_home_from_home",
        "per_1000_people": 40.0,
        "waited_days": 20.0,
        "residences": ["own_home"],
    }
    return {
        "frailty_by_five_years": [(0.25, 0.25, 0.25, 0.25)] * 6,
        "deaths_per_1000_a_year": (float(world.of(30, 1_500)),) * 6,
        "dementia_by_five_years": (0.3,) * 6,
        "alone_by_five_years": (0.4,) * 6,
        "starts": starts,
        "waiting": world.of([], [waiting]),
        "delayed": world.of([], [delayed]),
    }


def _present(world: Drawer) -> list[dict[str, Any]]:
    def some(setting: str, **more: Any) -> dict[str, Any]:
        return {"need": "visitor", "people": float(world.number(0, 5)), "setting": setting} | more

    every = [
        some("ward", stay=world.of("fresh", "part_used"), response=world.of(None, "straight_in", "straight_in")),
        some("ward", remaining=world.of({"shape": "constant", "mean": 0.0}, world.duration(1, 9))),
        some("emergency", response="through_the_door", stay="fresh"),
        some("outside", waited_days=float(world.of(0, 4))),
        some("other_ward", waits_for="intermediate", waited_days=float(world.of(9, 30))),
    ]
    return [each for each in every if world.maybe()]


def content(world: Drawer) -> dict[str, Any]:
    """Return a random description as it would be written."""
    count, buildings, made_settings = world.of(3.0, 8.0), random_plans.buildings(world), _settings(world)
    made = {
        "title": "Made up",
        "start_date": datetime.date(2023, 4, world.of(3, 8)),
        "settings": made_settings,
        "pools": {"building": {"capacity": world.number(0, 2), "longest_list_first": world.maybe()}},
        "initial_occupancy": _present(world),
        "people": _people(world, made_settings),
        "needs": _needs(world),
        "responses": _responses(world),
        "interventions": random_plans.interventions(world),
        "buildings": buildings,
        "changes": random_plans.changes(world, buildings),
        "published": dict.fromkeys(COUNTED, count) | {"delayed_days": world.of(365.25, 1461.0)},
    } | _ways(world)
    made["published"] |= {name.replace("people", "others"): count + 3 for name in COUNTED}
    put_rare_words(world, made)
    put_queue_words(world, made)
    random_plans.drop_changes_of_no_limit(made)
    return made
