"""The rarer words of the language, put into a random small world: factors for people, calendars, columns, shapes."""

import datetime
from typing import Any

from tests.engine_equivalence.drawer import Drawer

LATER = datetime.date(2023, 4, 20)
FIGURES = {
    "growth": 0.85,
    "turning": 30.0,
    "beds": 3.0,
    "hours_held": 60.0,
    "clients": 9.0,
    "filled": 2.0,
    "assessors": 2.0,
    "visitors": 2.0,
}
"""Figures of a made-up place, by column."""
MULTIPLIERS = {"more": 1.5, "less": 0.5}


def put_rare_words(world: Drawer, content: dict[str, Any]) -> None:
    """Put some of the rarer words into a description."""
    content["published"] |= FIGURES
    content["calibrated"] = world.of({}, MULTIPLIERS, MULTIPLIERS)
    days_off = (datetime.date(2023, 4, 10), datetime.date(2023, 4, 11), datetime.date(2023, 4, 12))
    content["holidays"] = world.of((), "scotland", days_off)
    for put in (
        _rates,
        _arrivals,
        _settings,
        _figures,
        _packages,
        _limits,
        _weights,
        _other_ways,
        _weekdays,
        _people,
        _growth,
        _starts,
        _eligible,
    ):
        if world.maybe():
            put(world, content)


def _factors(world: Drawer, count: int) -> tuple[float, ...]:
    return tuple(world.times() for _ in range(count))


def _rates(world: Drawer, content: dict[str, Any]) -> None:
    counts = {"frailty": 4, "last_months": 7, "quintile": 5, "month": 12}
    for need in content["needs"].values():
        if "rate" in need and world.maybe():
            for word in (world.of(*counts), world.of(*counts)):
                need["rate"][f"times_{word}"] = _factors(world, counts[word])
            for word in ("women", "dementia", "alone", "high_use"):
                need["rate"][f"times_{word}"] = world.of(1.0, world.times())
            need["rate"]["calibrated"] = world.of(None, "more", "less")


def _arrivals(world: Drawer, content: dict[str, Any]) -> None:
    counts = {"month": 12, "weekday": 7, "hour": 24}
    for need in content["needs"].values():
        if "arrivals" in need:
            word = world.of(*counts)
            more: dict[str, Any] = {
                f"times_{word}": (*_factors(world, counts[word] - 1), 1.5),
                "times": world.of(1.0, 2.0),
            }
            more |= world.of({}, {"from_day": 9.0}, {"to_day": 21.0}, {"calibrated": "more"})
            more |= world.of({}, {"changes": [{"date": LATER, "per_day": 2.0}]})
            need["arrivals"] |= more
    visitor = content["needs"]["visitor"]["arrivals"]
    of_one_mean = not content["settings"][content["needs"]["visitor"]["ward"]].get("stay_by_pathway")
    if world.maybe() and of_one_mean:
        visitor.pop("changes", None)
        del visitor["per_day"]
        visitor["occupied"] = "filled"


def _settings(world: Drawer, content: dict[str, Any]) -> None:
    settings = content["settings"]
    for name in ("ward", "other_ward", "intermediate"):
        settings[name] |= {"stay_times_frailty": (*_factors(world, 3), 1.5)}
        settings[name]["stay_calibrated"] = world.of(None, "more", "less")
        if settings[name].get("boards_to"):
            settings[name]["boarded_stay"] = {"times": world.of(1.25, 2.0), "source": "Made up"}
    settings["at_home_team"]["needs_after"] = settings["intermediate"]["needs_after"] = world.maybe()
    if not content["teams"]["assessor"]["weekly"]:
        event_times = world.of([{"day": 6.0, "hour": world.hour()}], [{"date": LATER, "hour": world.hour()}])
        content["teams"]["assessor"]["changes"] = [moment | {"capacity": world.of(0.0, 5.0)} for moment in event_times]


def _figures(world: Drawer, content: dict[str, Any]) -> None:
    """Let capacities and counts be read from columns."""

    def figure(column: str) -> dict[str, Any]:
        factors = {"times": world.of(0.5, 1.0, 2.0), "calibrated": world.of(None, "more", "less")}
        return {"column": column, "at_least": world.of(0.0, 4.0)} | factors

    content["settings"]["intermediate"]["capacity"] = world.of(2, figure("beds"))
    content["settings"]["ward"]["capacity"] = world.of(2, figure("beds"))
    content["settings"]["ward"]["surge"] = world.of(1, figure("beds"), figure("beds"))
    content["pools"]["building"]["capacity"] = world.of(1, figure("beds"))
    team = content["teams"]["assessor"]
    changes = team.get("weekly") or team.get("changes")
    team["capacity"] = figure("assessors") if changes else world.of("no_limit", "no_limit", figure("assessors"))
    for present in content["initial_occupancy"]:
        present["people"] = world.of(3.0, "visitors")


def _packages(world: Drawer, content: dict[str, Any]) -> None:
    support = content["settings"]["home_support"]
    support["hours_times_frailty"] = (*_factors(world, 3), 1.5)
    stated = {"hours": "hours_held", "people": "clients", "calibrated": world.of(None, "more", "less")}
    support["hours_mean"] = world.of(None, stated)
    content["people"]["starts"]["home_support"]["hours"] = world.of(None, 30.0, "hours_held")
    for name in ("assessment", "funding"):
        content["processes"][name]["calibrated"] = world.of(None, "more", "less")
    content["settings"]["intermediate"]["order"]["home"] = {"priority_days": 3.0, "calibrated": world.of(None, "more")}


def _limits(world: Drawer, content: dict[str, Any]) -> None:
    for name in ("care_home", "emergency", "intermediate"):
        limits = {"outside": world.number(0, 2), "home": world.of("no_limit", 0, 2), "default": world.of("no_limit", 1)}
        content["settings"][name]["queue_limit"] = limits


def _weights(world: Drawer, content: dict[str, Any]) -> None:
    for destinations in content["discharge_destinations"].values():
        for weight in destinations["pathways"].values():
            if world.maybe():
                weight[f"times_{world.of('dementia', 'alone', 'long_stay')}"] = world.of(0.25, 4.0)
                weight["times_need"] = world.of({}, {"illness": 4.0})
                weight["times_last_months"] = world.of((1.0,) * 7, (*_factors(world, 6), 2.0))
                weight["times_residence"] = world.of({}, {"own_home": 0.25, "home_support": 4.0})
                weight["calibrated"] = world.of(None, "more", "less")
    content["discharge_destinations"]["after_the_ward"]["long_stay_days"] = world.of(2.0, 5.0)
    if content["deconditioning"]:
        content["deconditioning"] |= {"hours_per_week": 1.0, "chance_per_week": 1.0}


def _other_ways(world: Drawer, content: dict[str, Any]) -> None:
    """Let people wait for some places only so long, and then take another pathway, or draw again."""
    others = {
        "intermediate": ("next", "home", "support"),
        "care_home": ("next", "support"),
        "support": ("next", "home"),
        "care_home_from_home": ("support_from_home",),
        "referral": ("outside",),
    }
    for name, names in others.items():
        pathway = content["pathways"][name]
        if world.maybe() and not content["settings"][pathway["to"]].get("waits_in"):
            pathway |= {
                "waits_in": None,
                "if_no_place": {"within_days": world.of(0.0, 2.0), "otherwise": world.of(*names)},
            }


def _weekdays(world: Drawer, content: dict[str, Any]) -> None:
    """Let stays end on some weekdays more than on others; not where whatever happens, happens at midnight."""
    for name in ("ward", "other_ward", "intermediate", "home_support"):
        if not world.whole_days:
            content["settings"][name]["ready_by_weekday"] = world.of(
                (1.0,) * 7, (1.0, 1.0, 1.0, 1.0, 2.0, 0.0, 0.0), (0.0, 0.0, 3.0, 1.0, 1.0, 0.5, 0.25)
            )


def _people(world: Drawer, content: dict[str, Any]) -> None:
    fitter, frailer = [(0.4, 0.3, 0.2, 0.1)], [(0.1, 0.2, 0.3, 0.4)]
    young = world.number(0, 6)
    content["people"] |= {
        "frailty_by_five_years": fitter * young + frailer * (6 - young),
        "calibrated": world.of(None, "more", "less"),
        "death_times_men": world.of(1.4, 3.0),
        "death_times_frailty": world.of((1.0, 1.92, 3.1, 4.52), (1.0, 3.0, 6.0, 9.0)),
        "death_times_quintile": world.of((1.0,) * 5, (3.0, 2.0, 1.0, 1.0, 0.5)),
        "high_use_by_frailty": world.of((0.0,) * 4, (0.2, 0.4, 0.6, 0.8)),
        "turning_65_per_year_of_65_69": world.of(0.21, 1.0),
        "columns": world.of("people_{sex}_{band}", "others_{sex}_{band}"),
    }


def _growth(world: Drawer, content: dict[str, Any]) -> None:
    """Let capacities and people grow, and whoever turns 65 stand in a column."""
    counted = datetime.date(2021, 4, 1)
    content["people"] |= {
        "turning_65_a_year": world.of(None, "turning"),
        "counted_on": world.of(None, counted, datetime.date(2022, 10, 1)),
    }
    growing = {"a_year": world.of(0.8, 1.25, "growth"), "calibrated": world.of(None, "more", "less")}
    when = {"published_on": world.of(counted, datetime.date(2022, 12, 1))}
    when |= {"of": world.of((), ("intermediate",), ("care_home", "emergency"))}
    if not world.whole_days:
        content["growth"] = world.of(None, growing | when)


def _starts(world: Drawer, content: dict[str, Any]) -> None:
    people = content["people"]
    for each in [*people["starts"].values(), *people["waiting"], *people["delayed"]]:
        each["times_frailty"] = (*_factors(world, 3), 2.0)
    filled = {"column": "filled", "times": world.of(1.0, 2.0), "calibrated": world.of(None, "more")}
    filled |= {"at_least": world.of(0.0, 5.0)}
    people["starts"]["care_home"]["people"] = world.of(3.0, "filled", filled)
    for start in people["starts"].values():
        word = world.of("age", "last_months", "dementia", "alone")
        counts = {"age": 3, "last_months": 7}
        start[f"times_{word}"] = (*_factors(world, counts[word] - 1), 4.0) if word in counts else world.of(0.25, 4.0)
    for delayed in people["delayed"]:
        delayed |= {"times_age": (0.25, 1.0, 4.0), "times_dementia": world.of(0.25, 4.0)}


def _eligible(world: Drawer, content: dict[str, Any]) -> None:
    narrow: list[dict[str, Any]] = [
        {"from_age": 85},
        {"quintiles": [1, 2]},
        {"last_months": ["over_36", "24_to_12", "last_1"]},
        {"dementia": world.maybe()},
        {"alone": world.maybe()},
        {"high_use": world.maybe()},
    ]
    for lever in content["interventions"].values():
        lever["eligible"] = world.of(*narrow)
        lever["coverage"] = world.of(0.75, 1.0)
        for effect in lever["effects"]:
            if effect["changes"] == "stay":
                effect["needs"] = world.of((), ("illness",))
