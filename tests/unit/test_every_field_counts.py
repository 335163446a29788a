"""Every key of every input is honoured, or is documentation: changed, it changes tables, demand or measures."""

import dataclasses
import datetime
import itertools
from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

import numpy as np
import pandas as pd
import pytest
from pydantic import BaseModel, ValidationError

from sim.demand.sample import draw
from sim.description.appraisals import AppraisalFile, CriterionFile, DiscountRate
from sim.description.consistency import check
from sim.description.documentation import DOCUMENTATION, SHOWN_ONLY, is_documentation
from sim.description.hints import Hint
from sim.description.interventions import Chosen, Option
from sim.description.mixes import BestMixFile
from sim.description.options import chosen
from sim.description.outlooks import Outlook
from sim.description.sweeps import Sweep
from sim.description.system import Description
from sim.engine.engines import run
from sim.measures.measure import measure
from sim.measures.run import Run
from sim.study.analysis.blocked_front_door import at_the_door, blocked
from sim.study.question.question import Period, Question
from sim.tables.build import build
from sim.tables.tables import YEAR
from tests.unit.full_world import Keys, at, full_world, places

DAYS = 40.0


def digest(value: Any) -> Any:
    """Return what can be compared: arrays as bytes, dataclasses field by field."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return tuple(digest(getattr(value, field.name)) for field in dataclasses.fields(value))
    if isinstance(value, np.ndarray):
        return value.shape, value.tobytes()
    return tuple(map(digest, value)) if isinstance(value, tuple | list) else repr(value)


@cache
def outcome_of_the_base() -> Run:
    description = Description.model_validate(full_world())
    tables = build(description, description.interventions)
    demand = draw(description, tables, 1, 1, DAYS)
    return Run.of(run(tables, demand, 0.0, "simpy"), demand, tables)


def stages(description: Description) -> Iterator[Any]:
    """Yield what a description leads to, the quickest first."""
    tables = build(description, description.interventions)
    yield digest(tables)
    yield digest(build(description, {}))
    yield repr(list(measure(outcome_of_the_base(), description)))
    yield digest(draw(description, tables, 1, 1, DAYS))
    yield repr(as_drawn(description))
    yield doors_of_a_growing_queue(description)


def as_drawn(description: Description) -> list[float]:
    """Return the values of all effects of an option in which every intervention is at work, in two replications."""
    interventions = {name: Chosen() for name in description.interventions}
    options = {"all": Option(title="All", interventions=interventions)}
    period = Period(description.start_date, 10, 20)
    question = Question("compare", "here", description, options, period, 1, 2, "simpy", "", effects="drawn")
    drawn = [one for number in (1, 2) for one in question.at_draw(number).interventions("all").values()]
    return [effect.value for intervention in drawn for effect in intervention.effects]


def doors_of_a_growing_queue(description: Description) -> dict[str, str]:
    """Return why there is no answer where the queue at the emergency department grows by one a day."""
    days = range(int(DAYS))
    of_all = {"option": "base", "replication": 1}
    waiting = {"measure": "waiting", "level": "emergency", "day": days, "value": [float(day) for day in days]}
    flows = pd.DataFrame([{"option": "base", "to_setting": "emergency", "moves_a_year": 10 * YEAR}])
    reasons = blocked([at_the_door(pd.DataFrame(of_all | waiting), flows, description)], description)
    label = description.settings["emergency"].label
    return {option: reason.replace(label or "emergency", "") for option, reason in reasons.items()}


@cache
def base_stages() -> list[Any]:
    return list(stages(Description.model_validate(full_world())))


def others(hint: Hint, value: Any) -> Iterator[Any]:
    """Yield values that differ from the one that stands there, of any kind that may stand there."""
    for branch in hint.branches:
        yield from others(branch, value)
    yield from _near(hint, value)
    yield from _named(hint, value)


def _near(hint: Hint, value: Any) -> Iterator[Any]:
    """Yield values made from the one that stands there."""
    if isinstance(value, bool) or hint.type is bool:
        yield not value
        yield None
    elif isinstance(value, int | float):
        yield from (value * 0.5, value + 0.25, value + 1, value * 2 + 1, int(value) + 1, int(value) - 1, 0, None)
    elif isinstance(value, datetime.date):
        yield from (value + datetime.timedelta(days) for days in (3, -3))
    elif isinstance(value, dict):
        yield from ({name: inner for name, inner in value.items() if name != gone} for gone in value)
        yield {}
        yield dict(zip(value, reversed(value.values()), strict=True))
        yield from (value | {name: 2 * inner + 1} for name, inner in value.items() if isinstance(inner, float))
    elif isinstance(value, list) and value:
        yield from (
            value[1:],
            value[:-1],
            [*value[1:], value[0]],
            [0.5 * one if isinstance(one, float) else one for one in value],
        )
        yield [one[::-1] if isinstance(one, list) else one for one in value]
        yield from (changed(value, number, by) for by in (0.5, 2.125) for number in range(len(value)))


def _named(hint: Hint, value: Any) -> Iterator[Any]:
    """Yield values of the type, from the names and figures of the full world."""
    if hint.is_words:
        yield from (word for word in hint.inner if word != value)
    if hint.is_list:
        inner = Hint.of(hint.inner[0])
        yield from ([float(2 ** (place % 3)) for place in range(length)] for length in (3, 4, 5, 6, 7, 12, 24))
        yield from ([word] for word in (inner.inner if inner.is_words else NAMES))
        yield from ([number] * length for number in (2.0, 2, 0.5) for length in (1, 3, 4, 5, 6, 7, 12, 24))
        yield [datetime.date(2023, 4, 11)]
    if hint.is_mapping and not value:
        yield from ({name: inner} for name in NAMES for inner in (0.5, {"priority": 3}, {"default": DURATION}))
    if hint.type is str:
        yield from (word for word in ("5 days", "50%") if word != value)
        yield from (name for name in NAMES if name != value)
    if hint.type in (int, float) and value is None:
        yield from (3, 0.5, 2.0, 0, 20.0)
    if hint.is_model and value is None:
        yield from (DURATION, {}, {"days": ["Mon"]})
    if hint.type is datetime.date and value is None:
        yield datetime.date(2023, 4, 20)
    yield None


def changed(values: list[Any], number: int, by: float) -> list[Any]:
    """Return a list with one number in it changed."""
    value = values[number]
    new = by * value if isinstance(value, float) else value
    return [*values[:number], new, *values[number + 1 :]]


DURATION = {"shape": "constant", "mean": 3.0}
INSTEAD_OF = {"occupied": "per_day"}
"""A key, and the one that is left out where it is written."""
NAMES = (
    "ward", "other_ward", "care_home", "own_home", "home", "support", "illness", "fracture", "building", "assessor",
    "straight_in", "through_the_door", "managed", "beds", "hours", "clients", "delayed_days", "package", "ahead",
    "lounge", "intermediate", "newcomer", "filled", "people_{sex}_{band}", "people_male_{band}", "care_home_from_home",
    "funding", "assessment", "hospital", "others", "outside", "default", "residence", "next_response", "grange",
)  # fmt: skip


def replaced(keys: Keys, name: str, value: Any) -> Description | None:
    """Return the description with one value replaced, or nothing where it would not be accepted."""
    world = full_world()
    place = at(world, keys)
    if value is None:
        place.pop(name, None)
    else:
        place[name] = value
        place.pop(INSTEAD_OF.get(name, ""), None)
    try:
        description = Description.model_validate(world)
    except ValidationError:
        return None
    return None if check(description, {"": "made up"})[0] else description


def counts(model: type[BaseModel], name: str) -> bool:
    """Tell whether some other value at some place of this key changes what comes of it."""
    hint = Hint.of_field(model.model_fields[name])
    written = model.model_fields[name].alias or name
    for keys in places()[model]:
        value = at(full_world(), keys).get(written)
        for other in itertools.islice((one for one in others(hint, value) if one != value), 60):
            description = replaced(keys, written, other)
            if description is not None and differs(description):
                return True
    return False


def differs(description: Description) -> bool:
    return any(one != base for one, base in zip(stages(description), base_stages(), strict=True))


def holds_models(hint: Any) -> bool:
    """Tell whether a type holds models, whose own keys are walked."""
    return (isinstance(hint, type) and issubclass(hint, BaseModel)) or any(map(holds_models, get_args(hint)))


NOT_SHOWN = {
    "BedDayValue.pounds": "of what an option returns, beside its baseline: see test_measures_care.py",
    "QueueClass.share_of_offers": "shares must sum to 1, so none changes alone: see theory/test_turns.py",
    "Scarcity.otherwise": "one response only is of those who do not ask",
    "People.turning_65_per_year_of_65_69": "read where no column says who turns 65: see test_demand.py",
    "Scarcity.low": "read where scarcity=low is asked for: see test_scarcity_ends.py",
    "Scarcity.high": "read where scarcity=high is asked for: see test_scarcity_ends.py",
}
"""Keys that no single change in this world shows, and why: other tests hold them."""
WALKED = [
    (model, name)
    for model in places()
    for name, field in model.model_fields.items()
    if not is_documentation(model, name) and not holds_models(field.annotation)
    if f"{model.__name__}.{name}" not in NOT_SHOWN
]


@pytest.mark.parametrize(("model", "name"), WALKED, ids=[f"{model.__name__}.{name}" for model, name in WALKED])
def test_a_key_that_is_no_documentation_changes_what_comes_out(model: type[BaseModel], name: str) -> None:
    assert counts(model, name)


def test_every_model_stands_in_the_full_world() -> None:
    from sim.description.input_dictionary import _places  # noqa: PLC0415

    tested_elsewhere = {Option, Chosen, Sweep, Outlook, BestMixFile, AppraisalFile, CriterionFile, DiscountRate}
    assert set(_places()) - set(places()) == tested_elsewhere


def test_documentation_changes_nothing() -> None:
    """All words of documentation at once: the tables, the demand and the measures stay as they are."""
    world = full_world()
    for model, ways in places().items():
        for name in set(model.model_fields) & set(DOCUMENTATION) - {"basis", "sources"}:
            for keys in ways:
                at(world, keys)[name] = "Other words"
    assert not differs(Description.model_validate(world))


def test_the_list_of_what_is_shown_only_is_true() -> None:
    names = {model.__name__: model for model in places()}
    assert all(key in names[model].model_fields for model, key in SHOWN_ONLY)


@pytest.mark.parametrize("name", list(Chosen.model_fields))
def test_what_an_option_says_of_an_intervention_counts(name: str) -> None:
    description = Description.model_validate(full_world())
    lever = next(iter(description.interventions))
    options = [
        Option(title="x", description="x", why="x", interventions={lever: Chosen(**given)})
        for given in ({}, {name: 0.25 if name == "coverage" else 11.0})
    ]
    assert len({repr(chosen(description, option)) for option in options}) == 2
