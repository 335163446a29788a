"""The dictionary of inputs: every key that a scenario may hold, with kind, unit, range, default and meaning."""

import ast
import datetime
import inspect
import itertools
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from sim.amounts import amount
from sim.description.appraisals import AppraisalFile
from sim.description.dates import MOMENT, PERCENT, SPAN
from sim.description.documentation import DOCUMENTATION
from sim.description.hints import Hint, fields_as_written
from sim.description.interventions import Option
from sim.description.mixes import BestMixFile
from sim.description.outlooks import Outlook
from sim.description.sweeps import Sweep
from sim.description.system import Description
from sim.description.units import InputModel

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
_UNITS = {
    "deaths_per_1000_a_year": "per 1,000 people a year",
    "dementia_by_five_years": "share (0 to 1)",
    "alone_by_five_years": "share (0 to 1)",
    "shares": "share (0 to 1)",
    "by_frailty": "relative chance, 0 to 1,000",
    "per_1000_people": "per 1,000 people",
}
"""Keys whose type is wider than their meaning."""
_SAME_EVERYWHERE = DOCUMENTATION | {
    "payers": "Share that each payer pays; they sum to 1.",
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
"""Keys with the same meaning in every model, unless its docstring says more."""


@dataclass(frozen=True)
class Kind:
    """What to write at a key: in words, for one and for many, with unit and range."""

    words: str
    many: str = ""
    unit: str = ""
    limits: str = ""

    def __str__(self) -> str:
        """Say unit and range: ``days, 0 to 36,525``, a range within the unit only once: ``share (0 to 1)``."""
        repeated = f"({self.limits})" in self.unit
        return ", ".join(part for part in (self.unit, "" if repeated else self.limits) if part)


def dictionary() -> str:
    """Return a section for each model of a scenario: what it is, where it may be used, a table of its keys."""
    places = _places()
    contents = " · ".join(_link(model) for model in places)
    sections = [f"### {_title(model)}\n\n{_opening(model, places[model])}\n\n{_table(model)}" for model in places]
    return "\n".join([f"{contents}\n", *sections])


def renewed(page: str) -> str:
    """Return a page with the dictionary, as it is now, below its heading."""
    return page.partition(HEADING)[0] + HEADING + dictionary()


# --- models ----------------------------------------------------------------------------------------------------------


def _places() -> dict[type[BaseModel], list[str]]:
    """Return every model, an owner before its parts, each with the keys at which it stands."""
    places: dict[type[BaseModel], list[str]] = {}
    for root in (Description, Option, Sweep, Outlook, BestMixFile, AppraisalFile):
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
    """Yield the models at any depth in a type."""
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        yield hint
    for inner in get_args(hint):
        yield from _models(inner)


def _title(model: type[BaseModel]) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", model.__name__).capitalize()


def _link(model: type[BaseModel]) -> str:
    return f"[{_title(model)}](#{_title(model).lower().replace(' ', '-')})"


def _opening(model: type[BaseModel], places: list[str]) -> str:
    text = (inspect.getdoc(model) or "").replace("``", "`")
    return f"{text}\n\nStands at {', '.join(places)}." if places else text


# --- keys ------------------------------------------------------------------------------------------------------------


def _table(model: type[BaseModel]) -> str:
    docstrings = _field_docstrings(model)
    rows = [COLUMNS, ("---",) * len(COLUMNS)]
    for name, field in model.model_fields.items():
        kind = _kind(Hint.of_field(field))
        kind = Kind(kind.unit) if kind.unit in (MOMENT, SPAN, PERCENT) else kind
        write = "text" if field.annotation is str and name in DOCUMENTATION else kind.words
        meaning = docstrings.get(name, _SAME_EVERYWHERE.get(name, ""))
        rows.append((f"`{field.alias or name}`", write, _UNITS.get(name, str(kind)), _default(field), meaning))
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _field_docstrings(model: type[BaseModel]) -> dict[str, str]:
    """Return the docstring of each field in the source of a model."""
    parent = model.__base__
    docstrings = (
        _field_docstrings(parent)
        if parent is not None and issubclass(parent, InputModel) and parent is not InputModel
        else {}
    )
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(model))).body
    for field, text in itertools.pairwise(definition.body if isinstance(definition, ast.ClassDef) else []):
        match field, text:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(words))):
                docstrings[name] = " ".join(words.split())
    return docstrings


def _kind(hint: Hint) -> Kind:
    """Return what to write for a type."""
    if hint.branches:
        return _either(hint)
    if hint.is_list:
        return _list(hint)
    if hint.is_mapping:
        return _mapping(hint)
    if hint.is_words:
        words = ", ".join(f"`{word}`" for word in hint.words)
        return Kind(words, f"any of {words}", hint.unit)
    if hint.is_model:
        return Kind(_link(hint.type), _link(hint.type))
    singular, plural = _PLAIN[hint.type]
    return Kind(singular, plural, hint.unit, hint.range)


def _either(hint: Hint) -> Kind:
    kinds = [_kind(branch) for branch in hint.branches]
    words = " or ".join(kind.words for kind in kinds)
    return Kind(words, words, hint.unit, hint.range or next((kind.limits for kind in kinds if kind.limits), ""))


def _list(hint: Hint) -> Kind:
    inner, *rest = hint.inner
    kind = _kind(Hint.of(inner))
    count = len(rest) + 1 if rest != [Ellipsis] else dict(hint.limits).get("max_length")
    words = f"list of {kind.many}" if count is None else f"{count} {kind.many}"
    words = f"{words}: {hint.unit}" if hint.unit else words
    return replace(kind, words=words, many=f"lists of {words}")


def _mapping(hint: Hint) -> Kind:
    key, value = (Hint.of(part) for part in hint.inner)
    kind = _kind(value)
    by = f"one of {_kind(key).words}" if key.is_words else "name"
    return replace(kind, words=f"{by}: {kind.words}", many=f"{by}: {kind.words}")


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
            words = amount(value)
        case str():
            words = f"`{value}`"
        case tuple() if len(set(value)) == 1:
            words = f"{_shown(value[0])} for each"
        case tuple():
            words = ", ".join(_shown(item) for item in value)
        case dict():
            words = ", ".join(f"`{name}`: {_shown(item)}" for name, item in value.items()) or "none"
    return words
