"""Words about queues: classes that share offers, and scarcity; what is refused, in one line with the key."""

from typing import Any

import pytest
from pydantic import ValidationError

from sim.description.consistency import check
from sim.description.effects_table import how_much, what_changes
from sim.description.interventions import Effect
from sim.description.scarcity import Scarcity
from sim.description.settings import Setting
from sim.description.system import Description
from tests.behaviour.test_scarcity import scarce

HOSPITAL = {"waiting_in": ("hospital",), "share_of_offers": 0.6}
OTHERS = {"share_of_offers": 0.4}
SETTING = {"label": "Care home", "type": "care_home"}
HOW = {"basis": "assumption", "source": "Made up"}

WRONG_CLASSES: dict[str, tuple[dict[str, Any], str]] = {
    "one class": ({"others": {"share_of_offers": 1.0}}, "has at least two classes"),
    "nobody else": ({"a": HOSPITAL, "b": OTHERS | {"waiting_in": ("home",)}}, "just one of them, for everybody else"),
    "two for everybody else": ({"a": OTHERS | {"share_of_offers": 0.6}, "b": OTHERS}, "just one of them"),
    "a place in two": (
        {"a": HOSPITAL | {"share_of_offers": 0.3}, "b": HOSPITAL | {"share_of_offers": 0.3}, "c": OTHERS},
        "'hospital' stands in more than one class",
    ),
    "shares of more than the whole": (
        {"a": HOSPITAL, "b": HOSPITAL | {"waiting_in": ()}},
        r"must sum to 1 \(got 1.2\)",
    ),
    "no share": ({"a": HOSPITAL, "b": {}}, "all classes of a queue state share_of_offers, or all state each_counts"),
    "two kinds of share": ({"a": HOSPITAL, "b": {"each_counts": 1.0}}, "or all state each_counts"),
    "both": ({"a": HOSPITAL | {"each_counts": 1.0}, "b": OTHERS | {"each_counts": 1.0}}, "or all state each_counts"),
    "a share of nothing": ({"a": HOSPITAL | {"share_of_offers": 0.0}, "b": OTHERS}, "greater than 0"),
}


@pytest.mark.parametrize("case", WRONG_CLASSES)
def test_classes_that_do_not_hang_together_are_refused(case: str) -> None:
    classes, line = WRONG_CLASSES[case]
    with pytest.raises(ValidationError, match=line):
        Setting.model_validate(SETTING | {"classes": classes})


def test_one_rule_says_whose_turn_it_is() -> None:
    classes = {"hospital": HOSPITAL, "others": OTHERS}
    with pytest.raises(ValidationError, match="either classes or longest_list_by"):
        Setting.model_validate(SETTING | {"classes": classes, "longest_list_by": "need"})


EFFECT = {"changes": "share_of_offers", "of": ("care_home",), "classes": ("hospital",), "value": 2.0} | HOW


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"classes": ()}, "names classes of a queue"),
        ({"changes": "need_rate", "of": ()}, "names classes of a queue"),
        ({"value": 0.0}, "would leave nothing of the share of offers"),
        ({"value": 2.0, "unit": "days"}, "must be times or share_added or percent"),
    ],
)
def test_an_effect_on_shares_is_whole(changed: dict[str, Any], line: str) -> None:
    with pytest.raises(ValidationError, match=line):
        Effect.model_validate(EFFECT | changed)


def test_an_effect_on_shares_is_told_in_words() -> None:
    effect = Effect.model_validate(EFFECT)
    assert (what_changes(effect), how_much(effect)) == ("share of offers of care home for hospital", "times 2.00")


@pytest.mark.parametrize("interval", [{"low": 0.6}, {"high": 0.2}])
def test_an_elasticity_lies_within_its_interval(interval: dict[str, float]) -> None:
    with pytest.raises(ValidationError, match="must lie within its interval"):
        Scarcity.model_validate({"reference": 1.0, "elasticity": 0.5, "otherwise": "x"} | interval)


LEVER = {"title": "T", "system": "falls", "description": "D", "coverage": 1.0}
CARE_HOME = "settings.care_home.classes"
SCARCITY = "responses.asks_for_care_home.scarcity"
REFUSED: dict[str, tuple[dict[str, Any], list[str]]] = {
    "a class that the queue has not": (
        {"interventions.a": LEVER | {"effects": (EFFECT | {"of": ("care_home",), "classes": ("wards",)},)}},
        ["interventions.a.effects.#1.classes.#1: the queue of 'care_home' has no class 'wards' (its classes: none)"],
    ),
    "a class that no queue has": (
        {"interventions.a": LEVER | {"effects": (EFFECT | {"of": ()},)}},
        ["interventions.a.effects.#1.classes.#1: no queue has a class 'hospital'"],
    ),
    "a place that does not exist": (
        {CARE_HOME: {"a": HOSPITAL | {"waiting_in": ("wards",)}, "b": OTHERS}},
        ["settings.care_home.classes.a.waiting_in.#1: unknown name 'wards' (did you mean 'ward'?)"],
    ),
    "a multiplier of nothing": (
        {CARE_HOME: {"a": HOSPITAL | {"calibrated": "ahead"}, "b": OTHERS}, "calibrated.ahead": 0.0},
        [f"{CARE_HOME}.a.calibrated: calibrated.ahead must be above 0: it multiplies a share of offers"],
    ),
    "scarcity of a path": (
        {"responses.ward_stay.scarcity": {"reference": 1.0, "elasticity": 0.5, "otherwise": "does_not_ask"}},
        [
            "responses.ward_stay.scarcity: is for a response with a pathway that leads to a setting:"
            " there is no list to wait on"
        ],
    ),
    "who does not ask goes somewhere": (
        {f"{SCARCITY}.otherwise": "ward_stay"},
        [
            f"{SCARCITY}.otherwise: 'ward_stay' leads somewhere: who does not ask stays where they are",
            f"{SCARCITY}.otherwise: a need has a share of 'ward_stay': it is for those who do not ask only",
        ],
    ),
    "a response that does not exist": (
        {f"{SCARCITY}.otherwise": "does_not_as"},
        [f"{SCARCITY}.otherwise: unknown name 'does_not_as' (did you mean 'does_not_ask'?)"],
    ),
    "a column that does not exist": (
        {f"{SCARCITY}.reference": {"column": "listed"}},
        [f"{SCARCITY}.reference.column: no figure in column 'listed' for Ten people"],
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_hang_together_is_refused_in_a_line(case: str) -> None:
    changes, lines = REFUSED[case]
    content = scarce().model_dump()
    for path, value in changes.items():
        *above, last = path.split(".")
        inside = content
        for key in above:
            inside = inside[key]
        inside[last] = value
    errors, _ = check(Description.model_validate(content), {"": "here"})
    assert [str(fault) for fault in errors] == [f"here: {line}" for line in lines]
