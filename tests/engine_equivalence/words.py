"""Which words of the scenario language change an event: found from the models, tried one by one in random worlds.

A word is a field of a description by its path, with ``*`` for names and positions (`settings.*.surge`), and each value
that a field of fixed words may have (`settings.*.longest_list_by=need`). The fields of a duration are words once,
wherever a duration stands (`duration.sd`). A word that stands in a world is tried by giving it its default, or another
value, and comparing the two event logs.
"""

import datetime
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticUndefined

from sim.description.consistency import check
from sim.description.durations import Duration
from sim.description.system import Description
from sim.engine.engines import run
from tests.engine_equivalence.random_worlds import Made, world_of

Keys = tuple[str | int, ...]
FROM_DAY = 10.0
ENGINE = "simpy"
"""Either would do: they agree. This one need not be compiled."""
TRIES = 6
"""Values tried for a word in one world until the event log differs."""
DOCUMENTATION = {"title", "description", "label", "source", "sources", "basis", "system", "why", "low", "high"}
"""Words for people: who says so, what it is called."""
MEASURES = {
    "cost", "costs", "payers", "emergency", "falls", "reason", "waits_as", "gives", "care_today", "bed_day_values",
}  # fmt: skip
"""Words that measures read: money, kinds of need, reasons of delay. They change what is counted, and no event."""
STUDIES = {"blocked", "map_column", "milestones"}
"""Words that studies and reports read: which runs give no answer, where a setting is drawn, and a target path."""
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


@dataclass
class Tally:
    """In how many worlds each word stood and was tried, and in how many it changed an event."""

    tried: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)

    def add(self, made: Made, wanted: int, most: int) -> None:
        """Try so many words of a world that have changed events in fewer worlds than wanted, the fewest first."""
        before = run(made.tables, made.demand, FROM_DAY, ENGINE, log=True).events.tobytes()
        words: dict[str, list[Word]] = {}
        for word in standing(made.description):
            words.setdefault(word.name, []).append(word)
        open_words = [name for name in words if self.changed[name] < wanted]
        for name in sorted(open_words, key=lambda name: (self.changed[name], self.tried[name], name))[:most]:
            self.tried[name] += 1
            hit = next((word for word in words[name][:3] if _changes(made, word, before)), None)
            if hit is not None:
                self.changed[name] += 1

    def fewer(self, wanted: int) -> list[str]:
        """Return the words of the language that changed an event in fewer worlds than wanted."""
        return sorted(word for word in language() if self.changed[word] < wanted)


def _changes(made: Made, word: Word, before: bytes) -> bool:
    content = made.description.model_dump()
    for value in list(_others(word, content))[:TRIES]:
        try:
            description = Description.model_validate(_with(content, word.keys, value))
            if check(description, {"": "made up"})[0]:
                continue
            other = world_of(description, made.seed, whole_days=made.whole_days)
        except (ValidationError, ValueError, IndexError, KeyError, ZeroDivisionError):
            continue
        if run(other.tables, other.demand, FROM_DAY, ENGINE, log=True).events.tobytes() != before:
            return True
    return False


def _with(content: dict[str, Any], keys: Keys, value: Any) -> dict[str, Any]:
    copy = deepcopy(content)
    inside: Any = copy
    *above, last = keys
    for number, key in enumerate(above):
        if isinstance(inside[key], tuple):
            inside[key] = list(inside[key])
        inside = inside[keys[number]]
    if isinstance(inside, list) or value is not PydanticUndefined:
        inside[last] = value
    else:
        del inside[last]
    return copy


def _others(word: Word, content: dict[str, Any]) -> Iterator[Any]:
    """Yield other values for a word: its default, other words, other names, other numbers, less of a list."""
    value = word.value
    if word.default is not PydanticUndefined and word.default != value:
        yield word.default
    match value:
        case bool():
            yield not value
        case int() | float():
            yield from (value * 2, value / 2, value + 1, max(value - 1, 0), 0.0)
        case datetime.date():
            yield from (value + datetime.timedelta(days=days) for days in (3, 1, -1))
        case str():
            yield from (other for other in _fixed(word.hint) if other != value)
            for named in NAMED:
                names = list(content.get(named) or ())
                if value in names:
                    yield from (name for name in names if name != value)
        case tuple() | list() if value and all(isinstance(part, int | float) for part in value):
            yield tuple(part * 2 for part in value)
            yield tuple(reversed(value))
            yield tuple(part * (place + 1) for place, part in enumerate(value))
        case tuple() | list():
            yield from (tuple(value[:place]) + tuple(value[place + 1 :]) for place in range(len(value)))
        case dict():
            yield from ({k: v for k, v in value.items() if k != name} for name in value)
            yield dict(zip(value, reversed(list(value.values())), strict=True))


# --- what stands in a world ----------------------------------------------------------------------------------------


def standing(description: Description) -> Iterator[Word]:
    """Yield every word that is written in a description and is not as it would be if left out."""
    yield from _in_model(description, "", ())


def _in_model(model: BaseModel, path: str, keys: Keys) -> Iterator[Word]:
    for name, info in type(model).model_fields.items():
        value, here = getattr(model, name), (*keys, info.alias or name)
        default = info.get_default(call_default_factory=True, validated_data={})
        if _is_word(name) and value != default and not (isinstance(model, Description) and name in NAMED):
            whole = _name(type(model), path, name)
            written = value.model_dump() if isinstance(value, BaseModel) else _dumped(value)
            word = Word(whole, here, written, default, info.annotation)
            yield word
            if isinstance(value, str | int) and value in _fixed(info.annotation):
                yield Word(f"{whole}={value}", here, written, default, info.annotation)
        if _is_word(name):
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
        if not _is_word(name):
            continue
        whole = _name(model, path, name)
        if not (model is Description and name in NAMED):
            yield whole
        yield from (f"{whole}={word}" for word in _fixed(info.annotation) if word != info.default)
        for part, stars in _models(info.annotation, ""):
            yield from _words_of(part, f"{whole}{stars}.")


def _name(model: type[BaseModel], path: str, name: str) -> str:
    return f"duration.{name}" if model is Duration else f"{path}{name}"


def _is_word(name: str) -> bool:
    return name not in DOCUMENTATION | MEASURES | STUDIES | FIGURES


def _fixed(hint: Any) -> tuple[Any, ...]:
    """Return the words among which a field chooses one, if it does (not those of a list)."""
    if get_origin(hint) is Annotated:
        return _fixed(get_args(hint)[0])
    if get_origin(hint) is Literal:
        return get_args(hint)
    if get_origin(hint) in (tuple, dict):
        return ()
    return tuple(word for part in get_args(hint) if not isinstance(part, type) for word in _fixed(part))


def _models(hint: Any, stars: str) -> Iterator[tuple[type[BaseModel], str]]:
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        yield hint, stars
    inner = stars + ".*" if get_origin(hint) in (tuple, dict) else stars
    for part in get_args(hint):
        yield from _models(part, inner)
