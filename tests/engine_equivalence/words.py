"""The words of the scenario language that change events: found from the models, and where they stand in a world.

A word is a field of a description by its path, with ``*`` for names and positions (`settings.*.surge`), and each value
that a field of fixed words may have (`settings.*.longest_list_by=need`). The fields of a duration are words once,
wherever a duration stands (`duration.sd`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel

from sim.description.documentation import is_documentation
from sim.description.durations import Duration
from sim.description.interventions import Effect
from sim.description.scarcity import Scarcity
from sim.description.system import Description
from sim.description.units import InputModel

Keys = tuple[str | int, ...]
MEASURES = {
    "cost", "costs", "payers", "emergency", "falls", "reason", "waits_as", "gives", "care_today", "bed_day_values",
    "occupancy",
}  # fmt: skip
"""Words that measures read: money, kinds of need, reasons of delay. They change what is counted, and no event."""
STUDIES = {"blocked", "map_column", "milestones", "occupancy"}
"""Words that studies and reports read: runs without an answer, columns of the map, places taken, a target path."""
SCARCITY_ENDS = {"low", "high"}
"""Ends of an elasticity's interval: the key `scarcity` of a study takes one of them."""
DRAWN = {"uncertainty"}
"""What draws of effects are made from, with the ends of an effect's interval: a study draws them, no run does."""
HOLDERS = {"people", "needs.*.rate", "needs.*.arrivals", "processes.*.duration", "interventions.*.effects"}
"""What holds other words and cannot be left out: tried by these."""
NAMED = (
    "settings",
    "pools",
    "teams",
    "needs",
    "responses",
    "processes",
    "pathways",
    "discharge_destinations",
    "interventions",
)
"""What holds things by name: each thing is tried by its words."""
FIGURES = {"published"}
"""Figures by column: tried by the words that name them."""


@dataclass(frozen=True)
class Word:
    """A word as it stands in one world: its name, where it is, what is written."""

    name: str
    keys: Keys
    value: Any
    default: Any
    hint: Any


# --- what stands in a world ----------------------------------------------------------------------------------------


def standing(description: Description) -> Iterator[Word]:
    """Yield every word that is written in a description and is not as it would be if left out."""
    yield from _in_model(description, "", ())


def _in_model(model: BaseModel, path: str, keys: Keys) -> Iterator[Word]:
    for name, info in type(model).model_fields.items():
        value, here = getattr(model, name), (*keys, info.alias or name)
        default = info.get_default(call_default_factory=True, validated_data={})
        if _is_word(type(model), name) and value != default and not (isinstance(model, Description) and name in NAMED):
            whole = _name(type(model), path, name)
            written = value.model_dump() if isinstance(value, BaseModel) else _dumped(value)
            word = Word(whole, here, written, default, info.annotation)
            yield word
            if isinstance(value, str | int) and value in fixed_words(info.annotation):
                yield Word(f"{whole}={value}", here, written, default, info.annotation)
        if _is_word(type(model), name):
            yield from _in_value(value, _name(type(model), path, name), here)


def _in_value(value: Any, path: str, keys: Keys) -> Iterator[Word]:
    if isinstance(value, BaseModel):
        yield from _in_model(value, f"{path}.", keys)
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _in_value(inner, f"{path}.*", (*keys, name))
    elif isinstance(value, tuple):
        for place, inner in enumerate(value):
            yield from _in_value(inner, f"{path}.*", (*keys, place))


def _dumped(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump()
    if isinstance(value, tuple):
        return tuple(_dumped(part) for part in value)
    return {name: _dumped(part) for name, part in value.items()} if isinstance(value, dict) else value


# --- the language --------------------------------------------------------------------------------------------------


def language() -> set[str]:
    """Return every word that may change an event."""
    return set(_words_of(Description, "")) - HOLDERS


def _words_of(model: type[BaseModel], path: str) -> Iterator[str]:
    for name, info in model.model_fields.items():
        if not _is_word(model, name):
            continue
        whole = _name(model, path, name)
        if not (model is Description and name in NAMED):
            yield whole
        yield from (f"{whole}={word}" for word in fixed_words(info.annotation) if word != info.default)
        for part, stars in _models(info.annotation, ""):
            yield from _words_of(part, f"{whole}{stars}.")


def _name(model: type[BaseModel], path: str, name: str) -> str:
    return f"duration.{name}" if model is Duration else f"{path}{name}"


def _is_word(model: type[BaseModel], name: str) -> bool:
    documentation = issubclass(model, InputModel) and is_documentation(model, name)
    end = model in (Scarcity, Effect) and name in SCARCITY_ENDS
    return not documentation and not end and name not in MEASURES | STUDIES | FIGURES | DRAWN


def fixed_words(hint: Any) -> tuple[Any, ...]:
    """Return the words among which a field chooses one, if it does (not those of a list)."""
    if get_origin(hint) is Annotated:
        return fixed_words(get_args(hint)[0])
    if get_origin(hint) is Literal:
        return get_args(hint)
    if get_origin(hint) in (tuple, dict):
        return ()
    return tuple(word for part in get_args(hint) if not isinstance(part, type) for word in fixed_words(part))


def _models(hint: Any, stars: str) -> Iterator[tuple[type[BaseModel], str]]:
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        yield hint, stars
    inner = stars + ".*" if get_origin(hint) in (tuple, dict) else stars
    for part in get_args(hint):
        yield from _models(part, inner)
