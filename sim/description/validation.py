"""From plain values to models: every fault that the models find, in the words of the file, with unit and range."""

import datetime
import types
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from sim.description.input_errors import InputError, shown, shown_key, unknown

Model = TypeVar("Model", bound=BaseModel)
_KINDS = {float: "a number", int: "a whole number", bool: "true or false", str: "text", datetime.date: "a date"}


@dataclass(frozen=True)
class _Kind:
    """What a place in the models may hold: the bare type, its unit, and the limits of a number or a length."""

    type: Any
    unit: str = ""
    limits: tuple[tuple[str, float], ...] = ()

    @classmethod
    def of(cls, hint: Any, unit: str = "", limits: tuple[tuple[str, float], ...] = ()) -> "_Kind":
        """Strip what is said about a type from the type; what stands further out counts first."""
        while True:
            if get_origin(hint) is Annotated:
                hint, *said = get_args(hint)
                for info in said:
                    if isinstance(info, FieldInfo):
                        unit, limits = unit or info.title or "", limits or _limits(info)
            elif isinstance(hint, types.UnionType) or get_origin(hint) is Union:
                some = [branch for branch in get_args(hint) if branch is not type(None)]
                if len(some) > 1:
                    units = (cls.of(branch).unit for branch in some)
                    return cls(hint, unit or next(filter(None, units), ""), limits)
                hint = some[0]
            else:
                return cls(hint, unit, limits)

    @property
    def branches(self) -> list["_Kind"]:
        """The types to choose from, where there is a choice."""
        choice = isinstance(self.type, types.UnionType) or get_origin(self.type) is Union
        return [_Kind.of(hint) for hint in get_args(self.type) if hint is not type(None)] if choice else []

    @property
    def words(self) -> list[str]:
        """The words allowed (of a word), or the keys allowed (of a model)."""
        if get_origin(self.type) is Literal:
            return [str(word) for word in get_args(self.type)]
        return list(fields_as_written(self.type)) if _is_model(self.type) else []

    @property
    def allowed(self) -> str:
        """The range of a number, or the words or keys."""
        limits = dict(self.limits)
        if "ge" in limits and "le" in limits:
            return f"{_figure(limits['ge'])} to {_figure(limits['le'])}"
        if "gt" in limits and "le" in limits:
            return f"above {_figure(limits['gt'])}, up to {_figure(limits['le'])}"
        return ", ".join(self.words) if len(self.words) > 1 else ""

    def __str__(self) -> str:
        """Say what may be written here."""
        if self.branches:
            return " or ".join(f"{kind} ({kind.allowed})" if kind.allowed else str(kind) for kind in self.branches)
        if get_origin(self.type) is Literal:
            return "one of the words" if len(self.words) > 1 else f"'{self.words[0]}'"
        if get_origin(self.type) is tuple:
            return "a list"
        return "a mapping" if _is_model(self.type) or get_origin(self.type) is dict else _KINDS.get(self.type, "valid")


@dataclass(frozen=True)
class _Place:
    """Where an error lies: the keys that lead there, what may stand there, what holds it, any choice on the way."""

    keys: tuple[str | int, ...]
    kind: _Kind
    parent: _Kind
    choice: _Kind | None = None
    depth: int = 0


def validated(
    model: type[Model], written: object, file_of: Mapping[str, str]
) -> tuple[Model | None, dict[InputError, tuple[str, ...]]]:
    """Return the model, or what is wrong with what is written, each fault with the keys of the entry that has it.

    ``file_of`` gives the file of a dotted path, or of the nearest path above it; ``""`` for all others.
    """
    try:
        return model.model_validate(written), {}
    except ValidationError as error:
        errors = [(_place(model, one["loc"]), one) for one in error.errors(include_url=False) if not _echo(one)]
    input_errors = {}
    for place, one in _settled(errors):
        fault = _fault(place, one, file_named_for(place.keys, file_of))
        input_errors[fault] = tuple(str(key) for key in takewhile(lambda key: isinstance(key, str), place.keys))
    return None, input_errors


def file_named_for(keys: tuple[str | int, ...], file_of: Mapping[str, str]) -> str:
    """Return the file in which a key is written."""
    paths = (".".join(str(key) for key in keys[:end]) for end in range(len(keys), 0, -1))
    return next((file_of[path] for path in paths if path in file_of), file_of[""])


def _limits(info: FieldInfo) -> tuple[tuple[str, float], ...]:
    names = ("ge", "gt", "le", "lt", "min_length", "max_length")
    return tuple((name, getattr(one, name)) for one in info.metadata for name in names if hasattr(one, name))


def _figure(number: float) -> str:
    return f"{number:,.10g}"


def _echo(error: ErrorDetails) -> bool:
    """Tell whether an error only follows from others: a list too short for its faulty items."""
    return error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]


def fields_as_written(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the fields of a model by the key under which they are written."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _is_model(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, BaseModel)


def _place(model: type[BaseModel], location: tuple[int | str, ...]) -> _Place:
    keys: list[str | int] = []
    kind = parent = _Kind(model)
    choice, depth = None, 0
    for step in location:
        inner = get_args(kind.type)
        if step == "[key]":
            kind = _Kind.of(get_args(parent.type)[0])
            continue
        if kind.branches:
            choice, depth = kind, len(keys)
            kind = next((one for one in kind.branches if _tagged(one, str(step))), kind.branches[0])
            continue
        parent = kind
        if _is_model(kind.type):
            field = fields_as_written(kind.type).get(str(step))
            kind = _Kind.of(field.annotation, field.title or "", _limits(field)) if field else _Kind(None)
        elif get_origin(kind.type) is dict:
            kind = _Kind.of(inner[1])
        elif get_origin(kind.type) is tuple:
            kind = _Kind.of(inner[0])
        keys.append(step)
    return _Place(tuple(keys), kind, parent, choice, depth)


def _tagged(kind: _Kind, tag: str) -> bool:
    if get_origin(kind.type) is Literal:
        return tag.startswith("literal")
    return kind.type.__name__ in tag or (kind.type is float and "float" in tag)


def _settled(errors: list[tuple[_Place, ErrorDetails]]) -> list[tuple[_Place, ErrorDetails]]:
    """Of the errors of a choice (a number, or a word, or a mapping) keep those of the branch that was meant."""
    groups: dict[object, list[tuple[_Place, ErrorDetails]]] = {}
    for number, (place, one) in enumerate(errors):
        groups.setdefault(place.keys[: place.depth] if place.choice else number, []).append((place, one))
    kept = []
    for group in groups.values():
        choice, depth = group[0][0].choice, group[0][0].depth
        if choice is None:
            kept += group
            continue
        written = next(one["input"] for place, one in group if len(place.keys) == depth)
        meant = [(place, one) for place, one in group if _meant(place, written)]
        first = group[0][0]
        either = [
            (_Place(first.keys[:depth], choice, first.parent), group[0][1] | {"type": "choice", "input": written})
        ]
        kept += meant or either
    return kept


def _meant(place: _Place, written: object) -> bool:
    if isinstance(written, Mapping):
        return len(place.keys) > place.depth
    return isinstance(written, int | float) and not isinstance(written, bool) and place.kind.type in (int, float)


def _fault(place: _Place, error: ErrorDetails, file: str) -> InputError:
    """Tell one error as a fault."""
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


def _rule(error: ErrorDetails, kind: _Kind) -> str:
    limits, value = dict(kind.limits), error["input"]
    if error["type"] == "finite_number":
        return "must be a finite number"
    if isinstance(value, int | float) and not isinstance(value, bool):
        if value < limits.get("ge", value):
            return f"must be at least {_figure(limits['ge'])}"
        if value > limits.get("le", value):
            return f"must be at most {_figure(limits['le'])}"
        if "gt" in limits and value <= limits["gt"]:
            return f"must be above {_figure(limits['gt'])}"
    return f"must be {kind}"


def _wrong_length(kind: _Kind, found: int) -> str:
    limits, inner = dict(kind.limits), get_args(kind.type)
    if get_origin(kind.type) is dict:
        return f"may hold {_figure(limits['max_length'])} entries (got {found})"
    wanted = len(inner) if inner[-1] is not Ellipsis else _figure(limits.get("max_length", limits.get("min_length", 1)))
    which = f": {kind.unit}" if kind.unit else ""
    return f"needs {wanted} values{which} (got {found})"
