"""Other values for a word where it stands in a world: left out, other words, other names, other numbers, less of it."""

import datetime
from collections.abc import Iterator
from itertools import chain
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticUndefined

from sim.description.consistency import faults
from sim.description.durations import Duration
from sim.description.system import Description
from tests.engine_equivalence.words import NAMED, Keys, Word, fixed_words

NOTHING = {"changes": "need_rate", "value": 1.0, "basis": "assumption", "source": "Made up"}
"""An effect that changes nothing."""
CONSTANTS = tuple({"shape": "constant", "mean": days} for days in (2.0, 0.25, 9.0))
FEW = (0.0, 1.0, 2.0)
"""Places instead of any number."""


def instead(word: Word, content: dict[str, Any]) -> Iterator[Description]:
    """Yield descriptions that hang together and say something else for a word."""
    before = Description.model_validate(content)
    for keys, value in chain(((word.keys, value) for value in _others(word, content)), _wholes(word, content)):
        try:
            description = Description.model_validate(_with(content, keys, value))
        except ValidationError:
            continue
        if description != before and not faults(description, {"": "made up"}):
            yield description


def _wholes(word: Word, content: dict[str, Any]) -> Iterator[tuple[Keys, Any]]:
    """Yield what may stand instead of the whole that a word is part of, where no other word alone fits the rest."""
    if word.name.startswith("duration.shape"):
        yield from ((word.keys[:-1], constant) for constant in CONSTANTS)
    elif word.name.startswith("interventions.*.effects.*."):
        yield word.keys[:-1], NOTHING
    elif word.name.endswith("classes.*.share_of_offers"):
        yield from ((word.keys[:-2], classes) for classes in _other_shares(_at(content, word.keys[:-2]), word))
    elif word.hint is Duration:
        yield from ((word.keys, constant) for constant in CONSTANTS)


def _at(content: Any, keys: Keys) -> Any:
    for key in keys:
        content = content[key]
    return content


def _other_shares(classes: dict[str, Any], word: Word) -> Iterator[dict[str, Any]]:
    """Yield classes of a queue among which one takes nearly all of what it and another share, or nearly none."""
    name = str(word.keys[-2])
    for other in (other for other in classes if other != name):
        both = word.value + classes[other]["share_of_offers"]
        for share in (0.95 * both, 0.05 * both):
            exchanged = {name: share, other: both - share}
            yield classes | {one: classes[one] | {"share_of_offers": value} for one, value in exchanged.items()}


def _with(content: Any, keys: Keys, value: Any) -> Any:
    """Return content with another value at some keys, or without one; what lies beside the way there is shared."""
    first, *rest = keys
    copy: Any = list(content) if isinstance(content, list | tuple) else dict(content)
    if rest:
        copy[first] = _with(content[first], tuple(rest), value)
    elif value is PydanticUndefined and isinstance(copy, dict):
        del copy[first]
    else:
        copy[first] = value
    return copy


def _others(word: Word, content: dict[str, Any]) -> Iterator[Any]:
    """Yield other values for a word, those that tell most first."""
    value = word.value
    if word.default is not PydanticUndefined and word.default != value:
        yield word.default
    match value:
        case bool():
            yield not value
        case int() | float():
            yield from (other for other in fixed_words(word.hint) if other != value)
            yield from (value * 2, value / 2, value + 1, max(value - 1, 0), 0.0)
        case datetime.date():
            yield from (value + datetime.timedelta(days=days) for days in (3, 1, -1))
        case "no_limit":
            yield from FEW
        case str():
            yield from (other for other in fixed_words(word.hint) if other != value)
            yield from _other_names(value, content)
        case tuple() | list() if value and all(isinstance(part, int | float) for part in value):
            yield from _other_numbers(tuple(value))
        case tuple() | list():
            yield from _other_lists(tuple(value), content)
            yield from (tuple(value[:place]) + tuple(value[place + 1 :]) for place in range(len(value)))
            yield tuple(reversed(value))
        case dict():
            yield from ({other: value[name]} for name in list(value)[:1] for other in _other_names(name, content))
            yield dict(zip(value, reversed(list(value.values())), strict=True))
            yield from ({k: v for k, v in value.items() if k != name} for name in value)
            yield {}


def _other_names(value: str, content: dict[str, Any]) -> Iterator[str]:
    """Yield the names that stand beside a name: of settings, teams, figures and so on."""
    for named in (*NAMED, "buildings", "published", "calibrated"):
        names = list(content.get(named) or ())
        if value in names:
            yield from (name for name in names if name != value)
    number, _, unit = value.partition(" ")
    if unit and number.isdigit():
        yield from (f"{2 * int(number)} {unit}", f"{int(number) + 5} {unit}")
    if value.endswith("%"):
        yield from ("-90%", "200%")


def _other_lists(value: tuple[Any, ...], content: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Yield a list of names with another for the first."""
    if value and isinstance(value[0], str):
        yield from ((other, *value[1:]) for other in _other_names(value[0], content) if other not in value)


def _other_numbers(value: tuple[float, ...]) -> Iterator[tuple[float, ...]]:
    """Yield other rows of numbers: turned round, in another proportion, and doubled."""
    yield tuple(reversed(value))
    yield tuple(part * (place + 1) for place, part in enumerate(value))
    yield tuple(part**2 for part in value)
    yield tuple(part * 2 for part in value)
    yield value[1:]
