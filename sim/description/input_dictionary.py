"""The dictionary of inputs: every key that a scenario may hold, with kind, unit, range, default and meaning."""

import ast
import datetime
import inspect
import itertools
import re
import textwrap
import types
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from sim.description.dates import MOMENT, PERCENT, SPAN
from sim.description.interventions import Option
from sim.description.system import Description
from sim.description.units import InputModel
from sim.description.validation import fields_as_written

HEADING = "## Dictionary of inputs\n\n"
COLUMNS = ("Key", "What to write", "Unit and range", "Default", "Meaning")
_PLAIN = {
    float: ("number", "numbers"),
    int: ("whole number", "whole numbers"),
    bool: ("true or false", "true or false"),
    str: ("name", "names"),
    datetime.date: ("date", "dates"),
    Any: ("what that key takes", "what those keys take"),
}
_SENTENCES = {"title", "description", "label", "source", "basis", "why"}
"""Keys for words of one's own; any other text is a name that stands elsewhere."""
_UNITS = {
    "deaths_per_1000_a_year": "per 1,000 people a year",
    "dementia_by_five_years": "share (0 to 1)",
    "alone_by_five_years": "share (0 to 1)",
    "shares": "share (0 to 1)",
    "by_frailty": "relative chance, 0 to 1,000",
    "per_1000_people": "per 1,000 people",
}
"""Keys whose type is wider than their meaning."""
_SAME_EVERYWHERE = {
    "title": "Name that people read.",
    "description": "What it is, in a sentence or two.",
    "label": "What tables and pictures call it.",
    "source": "Who says so.",
    "basis": "What the figures rest on.",
    "payers": "Who pays which share; they sum to 1.",
    "times_women": "Factor for women.",
    "times_frailty": "Factor by frailty.",
    "times_age": "Factor by age band.",
    "times_quintile": "Factor by deprivation.",
    "times_month": "Factor by month of the year.",
    "times_last_months": "Factor by time before death.",
    "times_dementia": "Factor for people with dementia.",
    "times_alone": "Factor for people who live alone.",
    "times_residence": "Factor by where the person lives.",
}
"""Keys that mean the same wherever they stand, unless the model says more."""


@dataclass(frozen=True)
class Kind:
    """What to write at a key: in words, for one and for many, with unit and range."""

    words: str
    many: str = ""
    unit: str = ""
    limits: str = ""

    def __str__(self) -> str:
        """Say unit and range: ``days, 0 to 36,525``, and a range that the unit says only once: ``share (0 to 1)``."""
        said_already = f"({self.limits})" in self.unit
        return ", ".join(part for part in (self.unit, "" if said_already else self.limits) if part)


def dictionary() -> str:
    """Return a section for each thing that a scenario may hold: what it is, where it stands, a table of its keys."""
    places = _places()
    contents = " · ".join(_link(model) for model in places)
    sections = [f"### {_title(model)}\n\n{_opening(model, places[model])}\n\n{_table(model)}" for model in places]
    return "\n".join([f"{contents}\n", *sections])


def renewed(page: str) -> str:
    """Return a page with the dictionary, as it is now, below its heading."""
    return page.partition(HEADING)[0] + HEADING + dictionary()


# --- things ----------------------------------------------------------------------------------------------------------


def _places() -> dict[type[BaseModel], list[str]]:
    """Return every model, an owner before its parts, each with the keys at which it stands."""
    places: dict[type[BaseModel], list[str]] = {}
    for root in (Description, Option):
        _visit(root, places)
    for owner in places:
        for name, field in fields_as_written(owner).items():
            for part in dict.fromkeys(_models(field.annotation)):
                places[part].append(f"`{name}` of {_link(owner)}")
    return places


def _visit(model: type[BaseModel], places: dict[type[BaseModel], list[str]]) -> None:
    if model not in places:
        places[model] = []
        for field in model.model_fields.values():
            for part in _models(field.annotation):
                _visit(part, places)


def _models(hint: Any) -> Iterator[type[BaseModel]]:
    """Yield the models that stand at any depth in a type."""
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        yield hint
    for inner in get_args(hint):
        yield from _models(inner)


def _title(model: type[BaseModel]) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", model.__name__).capitalize()


def _link(model: type[BaseModel]) -> str:
    return f"[{_title(model)}](#{_title(model).lower().replace(' ', '-')})"


def _opening(model: type[BaseModel], places: list[str]) -> str:
    said = (inspect.getdoc(model) or "").replace("``", "`")
    return f"{said}\n\nStands at {', '.join(places)}." if places else said


# --- keys ------------------------------------------------------------------------------------------------------------


def _table(model: type[BaseModel]) -> str:
    below = _said_below(model)
    rows = [COLUMNS, ("---",) * len(COLUMNS)]
    for name, field in model.model_fields.items():
        kind = _kind(field.annotation, field)
        kind = Kind(kind.unit) if kind.unit in (MOMENT, SPAN, PERCENT) else kind
        write = "text" if field.annotation is str and name in _SENTENCES else kind.words
        meaning = below.get(name, _SAME_EVERYWHERE.get(name, ""))
        rows.append((f"`{field.alias or name}`", write, _UNITS.get(name, str(kind)), _default(field), meaning))
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _said_below(model: type[BaseModel]) -> dict[str, str]:
    """Return the text that stands below each field in the source of a model."""
    parent = model.__base__
    said = (
        _said_below(parent)
        if parent is not None and issubclass(parent, InputModel) and parent is not InputModel
        else {}
    )
    (whole,) = ast.parse(textwrap.dedent(inspect.getsource(model))).body
    for field, text in itertools.pairwise(whole.body if isinstance(whole, ast.ClassDef) else []):
        match field, text:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(words))):
                said[name] = " ".join(words.split())
    return said


def _kind(hint: Any, said: FieldInfo | None = None) -> Kind:
    """Return what to write for a type; what is said further out counts first."""
    title, limits = (said.title or "", _limits(said)) if said else ("", "")
    while get_origin(hint) is Annotated:
        hint, *more = get_args(hint)
        for info in (each for each in more if isinstance(each, FieldInfo)):
            title, limits = title or info.title or "", limits or _limits(info)
    if isinstance(hint, types.UnionType) or get_origin(hint) is Union:
        return _either([_kind(part) for part in get_args(hint) if part is not type(None)], title, limits)
    if get_origin(hint) is tuple:
        return _list(hint, title, said)
    if get_origin(hint) is dict:
        return _mapping(hint)
    if get_origin(hint) is Literal:
        words = ", ".join(f"`{word}`" for word in get_args(hint))
        return Kind(words, f"any of {words}", title)
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return Kind(_link(hint), _link(hint))
    one, many = _PLAIN[hint]
    return Kind(one, many, title, limits)


def _either(kinds: list[Kind], title: str, limits: str) -> Kind:
    words = " or ".join(kind.words for kind in kinds)
    unit = title or next((kind.unit for kind in kinds if kind.unit), "")
    return Kind(words, words, unit, limits or next((kind.limits for kind in kinds if kind.limits), ""))


def _list(hint: Any, title: str, said: FieldInfo | None) -> Kind:
    inner, *rest = get_args(hint)
    kind = _kind(inner)
    lengths = {getattr(one, "max_length", None) for one in (said.metadata if said else ())} - {None}
    count = len(rest) + 1 if rest != [Ellipsis] else next(iter(lengths), None)
    words = f"list of {kind.many}" if count is None else f"{count} {kind.many}"
    words = f"{words}: {title}" if title else words
    return replace(kind, words=words, many=f"lists of {words}")


def _mapping(hint: Any) -> Kind:
    key, value = get_args(hint)
    kind = _kind(value)
    by = f"one of {_kind(key).words}" if get_origin(key) is Literal else "name"
    return replace(kind, words=f"{by}: {kind.words}", many=f"{by}: {kind.words}")


def _limits(said: FieldInfo) -> str:
    ends = {name: getattr(one, name) for one in said.metadata for name in ("ge", "gt", "le") if hasattr(one, name)}
    low = f"above {ends['gt']:,.10g}, up" if "gt" in ends else f"{ends['ge']:,.10g}" if "ge" in ends else ""
    return f"{low} to {ends['le']:,.10g}" if low and "le" in ends else ""


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True, validated_data={})
    return "needed" if value is PydanticUndefined else _shown(value)


def _shown(value: object) -> str:
    words = "its defaults"
    match value:
        case None | "" | ():
            words = "none"
        case bool():
            words = "true" if value else "false"
        case float() | int():
            words = f"{value:,.10g}"
        case str():
            words = f"`{value}`"
        case tuple() if len(set(value)) == 1:
            words = f"{_shown(value[0])} for each"
        case tuple():
            words = ", ".join(_shown(one) for one in value)
        case dict():
            words = ", ".join(f"`{name}`: {_shown(one)}" for name, one in value.items()) or "none"
    return words
