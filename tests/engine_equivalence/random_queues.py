"""Classes of queues that take turns, and scarcity, put into a random small world."""

from typing import Any

from tests.engine_equivalence.drawer import Drawer

HOW = {"basis": "assumption", "source": "Made up"}
QUEUES = ("home_support", "care_home", "intermediate", "ward", "other_ward", "emergency")


def put_queue_words(world: Drawer, content: dict[str, Any]) -> None:
    """Put classes into some queues, an effect on their shares, and scarcity of home support and care homes."""
    settings = content["settings"]
    with_classes = [name for name in QUEUES if world.maybe()]
    for name in with_classes:
        settings[name] |= {"classes": _classes(world, content), "longest_list_by": None}
    if world.maybe():
        content["teams"]["assessor"]["classes"] = _classes(world, content)
    if with_classes and world.maybe():
        content["interventions"]["lever_for_shares"] = _lever(world, with_classes)
    if world.maybe():
        _scarcity(world, content)


def _classes(world: Drawer, content: dict[str, Any]) -> dict[str, Any]:
    """Return two or three classes of a queue, whose shares sum to 1."""
    multiplier = "more" if "more" in content["calibrated"] else None
    first = {"waiting_in": world.of(["hospital"], ["ward", "own_home"], ["hospital", "outside"])}
    classes = {"first": first | {"share_of_offers": 0.5, "calibrated": world.of(None, multiplier)}}
    if world.maybe():
        classes["second"] = {"waiting_in": ["intermediate_care", "home_support"], "share_of_offers": 0.2}
    rest = 1.0 - sum(one["share_of_offers"] for one in classes.values())
    classes["others"] = {"share_of_offers": rest}
    if world.of(False, True):
        for one in classes.values():
            one["each_counts"] = 10 * one.pop("share_of_offers")
    return classes


def _lever(world: Drawer, names: list[str]) -> dict[str, Any]:
    effect = {"changes": "share_of_offers", "of": world.of([], names), "classes": world.of(["others"], ["first"])}
    when = {"start_day": float(world.number(0, 20)), "ramp_days": float(world.of(0, 30))}
    made = {"title": "Lever", "description": "A lever", "system": "falls", "coverage": world.share()}
    return made | when | {"effects": [effect | {"value": world.of(0.25, 4.0)} | HOW]}


def _scarcity(world: Drawer, content: dict[str, Any]) -> None:
    content["responses"] = {"does_not_ask": {"label": "Does not ask"}} | content["responses"]
    for name in ("asks_for_support", "asks_for_care_home"):
        reference = world.of(
            1.0, {"column": "beds", "times": 0.5, "calibrated": world.of(None, "more"), "at_least": world.of(0.0, 6.0)}
        )
        stated = {"reference": reference, "elasticity": world.of(0.0, 0.5, 2.0), "otherwise": "does_not_ask"}
        content["responses"][name] = content["responses"][name] | {"scarcity": stated | HOW}
