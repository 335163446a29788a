"""From plain values to models: every fault that the models find, in terms of the file, with unit and range."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sim.description.hints import Hint, fields_as_written, figure
from sim.description.input_errors import InputError, shown, shown_key, unknown

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class _Place:
    """Where an error lies: the keys that lead there, what may stand there, its parent, any choice on the way."""

    keys: tuple[str | int, ...]
    kind: Hint
    parent: Hint
    choice: Hint | None = None
    depth: int = 0


def validated(
    model: type[Model], written: object, file_of: Mapping[str, str]
) -> tuple[Model | None, dict[InputError, tuple[str, ...]]]:
    """Return the model, or the faults in the values, each with the keys of the entry that has it.

    ``file_of`` gives the file of a dotted path, or of the nearest path above it; ``""`` for all others.
    """
    try:
        return model.model_validate(written), {}
    except ValidationError as error:
        errors = [
            (_place(model, details["loc"]), details)
            for details in error.errors(include_url=False)
            if not _echo(details)
        ]
    input_errors = {}
    for place, details in _settled(errors):
        fault = _fault(place, details, file_named_for(place.keys, file_of))
        input_errors[fault] = tuple(str(key) for key in takewhile(lambda key: isinstance(key, str), place.keys))
    return None, input_errors


def file_named_for(keys: tuple[str | int, ...], file_of: Mapping[str, str]) -> str:
    """Return the file in which a key is written."""
    paths = (".".join(str(key) for key in keys[:end]) for end in range(len(keys), 0, -1))
    return next((file_of[path] for path in paths if path in file_of), file_of[""])


def _echo(error: ErrorDetails) -> bool:
    """Tell whether an error only follows from others: a list too short for its faulty items."""
    return error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]


def _place(model: type[BaseModel], location: tuple[int | str, ...]) -> _Place:
    keys: list[str | int] = []
    kind = parent = Hint(model)
    choice, depth = None, 0
    for step in location:
        if step == "[key]":
            kind = Hint.of(parent.inner[0])
            continue
        if kind.branches:
            choice, depth = kind, len(keys)
            kind = next((branch for branch in kind.branches if _tagged(branch, str(step))), kind.branches[0])
            continue
        parent = kind
        if kind.is_model:
            field = fields_as_written(kind.type).get(str(step))
            kind = Hint.of_field(field) if field else Hint(None)
        elif kind.is_mapping:
            kind = Hint.of(kind.inner[1])
        elif kind.is_list:
            kind = Hint.of(kind.inner[0])
        keys.append(step)
    return _Place(tuple(keys), kind, parent, choice, depth)


def _tagged(kind: Hint, tag: str) -> bool:
    if kind.is_words:
        return tag.startswith("literal")
    return kind.type.__name__ in tag or (kind.type is float and "float" in tag)


def _settled(errors: list[tuple[_Place, ErrorDetails]]) -> list[tuple[_Place, ErrorDetails]]:
    """Of the errors of a choice (a number, or a word, or a mapping) keep those of the branch that was meant."""
    groups: dict[object, list[tuple[_Place, ErrorDetails]]] = {}
    for number, (place, details) in enumerate(errors):
        groups.setdefault(place.keys[: place.depth] if place.choice else number, []).append((place, details))
    kept = []
    for group in groups.values():
        choice, depth = group[0][0].choice, group[0][0].depth
        if choice is None:
            kept += group
            continue
        written = next(details["input"] for place, details in group if len(place.keys) == depth)
        meant = [(place, details) for place, details in group if _meant(place, written)]
        first = group[0][0]
        whole_choice = [
            (_Place(first.keys[:depth], choice, first.parent), group[0][1] | {"type": "choice", "input": written})
        ]
        kept += meant or whole_choice
    return kept


def _meant(place: _Place, written: object) -> bool:
    if isinstance(written, Mapping):
        return len(place.keys) > place.depth
    return isinstance(written, int | float) and not isinstance(written, bool) and place.kind.type in (int, float)


def _fault(place: _Place, error: ErrorDetails, file: str) -> InputError:
    """Return one error of pydantic as a fault."""
    key, kind, value = shown_key(*place.keys), place.kind, error["input"]
    match error["type"]:
        case "extra_forbidden":
            return unknown(file, key, place.keys[-1], place.parent.words, what="key")
        case "literal_error" if isinstance(value, str):
            return unknown(file, key, value, kind.words, what="word")
        case "value_error":
            return InputError(file, key, message=str(error["ctx"]["error"]))
        case "missing" if not isinstance(place.keys[-1], int):
            return InputError(file, key, unit=kind.unit, allowed=kind.allowed, message=f"is missing: must be {kind}")
        case "missing" | "too_long" | "too_short":
            one_item = error["type"] == "missing"
            keys, kind = (place.keys[:-1], place.parent) if one_item else (place.keys, kind)
            return InputError(file, shown_key(*keys), message=_wrong_length(kind, len(value)))
    rule = _rule(error, kind)
    return InputError(file, key, shown(value), kind.unit, "" if kind.branches else kind.allowed, message=rule)


def _rule(error: ErrorDetails, kind: Hint) -> str:
    limits, value = dict(kind.limits), error["input"]
    if error["type"] == "finite_number":
        return "must be a finite number"
    if _can_be_compared(value, kind):
        if value < limits.get("ge", value):
            return f"must be at least {figure(limits['ge'])}"
        if value > limits.get("le", value):
            return f"must be at most {figure(limits['le'])}"
        if "gt" in limits and value <= limits["gt"]:
            return f"must be above {figure(limits['gt'])}"
    return f"must be {kind}"


def _can_be_compared(value: object, kind: Hint) -> bool:
    """Tell whether a value is of the type that the limits are of: a number, or a date without a time of day."""
    if kind.type is datetime.date:
        return type(value) is datetime.date
    return isinstance(value, int | float) and not isinstance(value, bool)


def _wrong_length(kind: Hint, count: int) -> str:
    limits, inner = dict(kind.limits), kind.inner
    if kind.is_mapping and "max_length" not in limits:
        return f"needs at least {figure(limits['min_length'])} entry (got {count})"
    if kind.is_mapping:
        return f"may hold {figure(limits['max_length'])} entries (got {count})"
    wanted = len(inner) if inner[-1] is not Ellipsis else figure(limits.get("max_length", limits.get("min_length", 1)))
    which = f": {kind.unit}" if kind.unit else ""
    return f"needs {wanted} values{which} (got {count})"
