"""The reader of type hints: what a field of a model may hold, with its unit, its range and the words to choose from."""

import datetime
import types
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.amounts import amount

Limit = float | datetime.date
_LIMITS = ("ge", "gt", "le", "lt", "min_length", "max_length")
_PLAIN = {float: "a number", int: "a whole number", bool: "true or false", str: "text", datetime.date: "a date"}


@dataclass(frozen=True)
class Hint:
    """What a field of a model may hold: the bare type, its unit, and the limits of a number or a length."""

    type: Any
    unit: str = ""
    limits: tuple[tuple[str, Any], ...] = ()

    @classmethod
    def of(cls, hint: Any, unit: str = "", limits: tuple[tuple[str, Any], ...] = ()) -> "Hint":
        """Return a type without its annotations, and what these say; outer annotations come first."""
        while True:
            if get_origin(hint) is Annotated:
                hint, *notes = get_args(hint)
                for info in notes:
                    if isinstance(info, FieldInfo):
                        unit, limits = unit or info.title or "", limits or _limits(info)
            elif _is_choice(hint):
                branches = [branch for branch in get_args(hint) if branch is not type(None)]
                if len(branches) > 1:
                    units = (cls.of(branch).unit for branch in branches)
                    return cls(hint, unit or next(filter(None, units), ""), limits)
                hint = branches[0]
            else:
                return cls(hint, unit, limits)

    @classmethod
    def of_field(cls, field: FieldInfo) -> "Hint":
        """Return what a field of a model may hold."""
        return cls.of(field.annotation, field.title or "", _limits(field))

    @property
    def branches(self) -> list["Hint"]:
        """The types to choose from, where there is a choice."""
        return (
            [Hint.of(branch) for branch in get_args(self.type) if branch is not type(None)]
            if _is_choice(self.type)
            else []
        )

    @property
    def is_model(self) -> bool:
        """Whether it is a mapping with fixed keys."""
        return isinstance(self.type, type) and issubclass(self.type, BaseModel)

    @property
    def is_words(self) -> bool:
        """Whether it is one of certain words."""
        return get_origin(self.type) is Literal

    @property
    def is_list(self) -> bool:
        """Whether it is a list."""
        return get_origin(self.type) is tuple

    @property
    def is_mapping(self) -> bool:
        """Whether it is a mapping with names of the user's own."""
        return get_origin(self.type) is dict

    @property
    def inner(self) -> list[Any]:
        """What the type is made of: items of a list, key and value of a mapping, words."""
        return list(get_args(self.type))

    @property
    def words(self) -> list[str]:
        """The words allowed (of a word), or the keys allowed (of a model)."""
        if self.is_words:
            return [str(word) for word in self.inner]
        return list(fields_as_written(self.type)) if self.is_model else []

    @property
    def range(self) -> str:
        """The range of a number or a date, such as ``0 to 36,525``; nothing where an end is open."""
        limits = dict(self.limits)
        if "ge" in limits and "le" in limits:
            return f"{figure(limits['ge'])} to {figure(limits['le'])}"
        if "gt" in limits and "le" in limits:
            return f"above {figure(limits['gt'])}, up to {figure(limits['le'])}"
        return ""

    @property
    def allowed(self) -> str:
        """The range, or the words or keys."""
        return self.range or (", ".join(self.words) if len(self.words) > 1 else "")

    def __str__(self) -> str:
        """Return in words what may be written."""
        if self.branches:
            return " or ".join(f"{hint} ({hint.allowed})" if hint.allowed else str(hint) for hint in self.branches)
        if self.is_words:
            return "one of the words" if len(self.words) > 1 else f"'{self.words[0]}'"
        if self.is_list:
            return "a list"
        return "a mapping" if self.is_model or self.is_mapping else _PLAIN.get(self.type, "valid")


def figure(limit: Limit) -> str:
    """Return a limit as messages show it: ``1,000,000``, ``2150-12-31``."""
    return str(limit) if isinstance(limit, datetime.date) else amount(limit)


def _limits(info: FieldInfo) -> tuple[tuple[str, Any], ...]:
    return tuple((name, getattr(note, name)) for note in info.metadata for name in _LIMITS if hasattr(note, name))


def _is_choice(hint: Any) -> bool:
    return isinstance(hint, types.UnionType) or get_origin(hint) is Union


def fields_as_written(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the fields of a model by the key under which they are written."""
    return {field.alias or name: field for name, field in model.model_fields.items()}
