"""A made-up description that uses every key of the scenario language at least once, and the way to each of them."""

import copy
import datetime
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel

from sim.description.hints import Hint
from sim.description.system import Description
from tests.engine_equivalence.drawer import Drawer
from tests.engine_equivalence.random_descriptions import content

Keys = tuple[str | int, ...]
COST = {"pounds": 100.0, "payers": {"nhs_board": 0.5, "council": 0.5}}
HOW = {"basis": "assumption", "source": "Made up"}


@dataclass(frozen=True)
class Richest(Drawer):
    """Chooses the last and fullest of what there is to choose from."""

    def of(self, *values: Any) -> Any:
        return copy.deepcopy(values[-1])

    def maybe(self) -> bool:
        return True

    def number(self, low: int, high: int) -> int:
        return max(low, min(high, 4))


def full_world() -> dict[str, Any]:
    """Return the description as it would be written, in plain values, for the caller to change."""
    return copy.deepcopy(_full_world())


@cache
def _full_world() -> dict[str, Any]:
    world: dict[str, Any] = plain(content(Richest(None, False)))
    settings, needs = world["settings"], world["needs"]
    settings["ward"] |= {"cost": dict(COST), "capacity": {"column": "beds", "times": 0.5, "calibrated": "beds"}}
    settings["ward"]["stay_times_frailty"] = [1.0, 1.1, 1.2, 1.3]
    settings["home_support"]["hours_mean"] = {"hours": "hours", "people": "clients", "calibrated": "package"}
    settings["home_support"]["order"]["hospital"] = {"priority": 1, "priority_days": 2.0, "calibrated": "ahead"}
    settings["at_home_team"]["stay"] = {"default": {"shape": "lognormal", "mean": 4.0, "sd": 2.0}}
    settings["other_ward"]["stay"] = {
        "default": {"shape": "quantiles", "shares": [0.0, 0.5, 1.0], "values": [1.0, 2.0, 9.0]}
    }
    settings["emergency"]["stay"] = {"default": {"shape": "lognormal", "median": 0.5, "sigma": 0.5}}
    settings["intermediate"]["stay"] = {"default": {"shape": "erlang", "mean": 5.0, "phases": 3}}
    needs["visitor"]["arrivals"] |= {"times_weekday": [1.0] * 5 + [2.0, 2.0], "calibrated": "visitors"}
    needs["visitor"]["arrivals"]["changes"] = [{"date": datetime.date(2023, 4, 20), "per_day": 2.0}]
    settings["emergency"]["patience_at_door"] = {"shape": "gamma", "shape_parameter": 2.0, "scale": 1.5}
    settings["ward"]["patience_at_door"] = {"shape": "gamma", "shape_parameter": 2.0, "rate": 0.5}
    settings["at_home_team"]["patience_at_door"] = {"shape": "lognormal", "mu": 0.5, "sigma": 0.5}
    settings["intermediate"]["patience_at_door"] = {"shape": "beta", "alpha": 2.0, "beta": 3.0, "low": 1.0, "high": 9.0}
    settings["intermediate"]["patience"] = {"shape": "weibull", "lower_quartile": 1.0, "upper_quartile": 4.0}
    settings["care_home"]["patience"] = {"shape": "triangular", "low": 1.0, "mode": 2.0, "high": 6.0}
    settings["ward"]["occupancy"] = {"share": 0.9} | HOW
    settings["emergency"]["blocked"] = {"wait_days": 2.0, "over_days": 14}
    world["care_today"] = {
        name: {"value": 0.5, "low": 0.25, "high": 0.75} | HOW
        for name in (
            "palliative_care_needed", "palliative_care_reached", "plan_at_death", "prefers_usual_place",
            "power_of_attorney",
        )
    }  # fmt: skip
    world["bed_day_values"] = {"average": {"label": "on average", "pounds": 600.0} | HOW}
    world["milestones"] = [
        {"date": datetime.date(2023, 4, 30), "measure": "delayed_people", "at_most": 3.0, "partnership": "fife"}
    ]
    around = {"of_effect": 0.5, "of_none": 0.1}
    world["uncertainty"] = {"without_interval": {"assumption": around}, "staffed": {"low": 0.5, "high": 0.75}} | HOW
    world["payers"] = {"nhs_board": "NHS board", "council": "Council", "person": "The person"}
    settings["home_support"]["capacity"] = 40.0
    settings["other_ward"]["pool"] = "annexe"
    world["pools"]["annexe"] = {"capacity": 1}
    world["holidays"] = [datetime.date(2023, 4, 10)]
    world["people"]["frailty_by_five_years"] = [[0.4, 0.3, 0.2, 0.1]] * 6
    world["people"]["high_use_by_frailty"] = [0.5] * 4
    world["people"]["delayed"][0]["settings"] = {"ward": 0.5, "other_ward": 0.5}
    world["published"] |= {"people_female_65_69": 90.0, "beds": 8.0, "hours": 90.0, "clients": 10.0}
    world["people"]["starts"]["care_home"]["times_last_months"] = [0.25, 0.5, 0.5, 1.0, 1.0, 2.0, 8.0]
    needs["visitor"]["ward"] = "ward"
    world["calibrated"] = {"beds": 1.25, "package": 0.75, "ahead": 2.0, "visitors": 1.5}
    world["changes"].append({"capacity_of": "home_support", "hours": 8.0, "from": 5.0})
    _put_interventions(world)
    _put_growth(world)
    return world


def _put_growth(world: dict[str, Any]) -> None:
    """Let two capacities grow from a year before, and the people from two years before."""
    growth = {"a_year": 1.2, "published_on": datetime.date(2022, 4, 8), "calibrated": "growth"}
    world["growth"] = growth | {"of": ["care_home", "home_support"]} | HOW
    world["calibrated"]["growth"] = 1.05
    world["people"]["counted_on"] = datetime.date(2021, 4, 8)


def _put_interventions(world: dict[str, Any]) -> None:
    """Let one intervention begin by days of the run, and one by spans."""
    lever, dated = itertools.islice(world["interventions"].values(), 2)
    for key in ("from", "over"):
        del lever[key]
    lever |= {"start_day": 4.0, "ramp_days": 30.0}
    del dated["until"]
    dated |= {"from": 6.0, "over": "2 weeks", "lasts": "20 days"}
    lever["gives"] = ["plan"]
    lever["effects"] = [
        *lever["effects"],
        {"changes": "need_rate", "value": 0.9, "low": 0.8, "high": 1.0} | HOW,
        {"changes": "stay", "value": 0.75} | HOW,
        {"changes": "readmission_rate", "value": 1.0} | HOW,
        {"changes": "capacity", "of": ["care_home"], "value": 3.0, "unit": "places"} | HOW,
    ]
    lever["costs"] = [{"pounds": 10.0, "per": "year", "payers": {"council": 1.0}} | HOW]


def plain(value: Any) -> Any:
    """Return values as YAML holds them: lists for tuples."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, tuple | list) else value


def at(whole: Any, keys: Keys) -> Any:
    for key in keys:
        whole = whole[key]
    return whole


def models_in(written: Any, hint: Hint, keys: Keys = ()) -> Iterator[tuple[Keys, type[BaseModel]]]:
    """Yield each place where a model stands, with its class."""
    if hint.branches:
        hint = next((one for one in hint.branches if _fits(one, written)), hint.branches[0])
    if hint.is_model and isinstance(written, dict):
        yield keys, hint.type
        for name, field in hint.type.model_fields.items():
            if name in written:
                yield from models_in(written[name], Hint.of_field(field), (*keys, name))
    elif hint.is_mapping and isinstance(written, dict):
        for name, inner in written.items():
            yield from models_in(inner, Hint.of(hint.inner[1]), (*keys, name))
    elif hint.is_list and isinstance(written, list):
        for number, inner in enumerate(written):
            yield from models_in(inner, Hint.of(hint.inner[0]), (*keys, number))


def _fits(hint: Hint, written: Any) -> bool:
    return isinstance(written, dict) and (hint.is_model or hint.is_mapping)


@cache
def places() -> dict[type[BaseModel], list[Keys]]:
    """Return every place of each model in the full world, in their order."""
    found: dict[type[BaseModel], list[Keys]] = {}
    for keys, model in models_in(full_world(), Hint(Description)):
        found.setdefault(model, []).append(keys)
    return found
