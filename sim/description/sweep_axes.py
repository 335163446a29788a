"""The axes of a sweep: what an option would state once, stated with a list of values, from which cells are made.

An entry of `axes` is written as an option has it: a change of capacity (`by`, `places`, `hours`, `to`, `closed`), the
use of an intervention (`coverage`), a path of the scenario (`set`) or a whole option (`option`). Each of its keys that
holds a list, or a range, is an axis. There is no other language: every value becomes part of an `Option`.
"""

import datetime
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

from sim.description.adjustments import SIZES, CapacityAdjustment
from sim.description.dates import share_of
from sim.description.documentation import DOCUMENTATION
from sim.description.input_errors import InputError, near_miss, shown, shown_key
from sim.description.interventions import Chosen
from sim.description.system import Description
from sim.description.validation import validated

Value = float | int | str | bool | datetime.date | None
Kind = Literal["change", "intervention", "path", "option"]
NONE = "none"
"""Value of an axis of options: none of them."""
RANGE = ("low", "high", "step")
OF: dict[Kind, str] = {"change": "capacity_of", "intervention": "intervention", "path": "path", "option": "option"}
"""Key that names what an entry is about, where the entry's own name does not."""
WORDS = (
    *SIZES, "coverage", "set", "option", "from", "over", "until", "lasts", "start_day", "ramp_days", "cost", "label",
    "source", "basis", "building", "capacity_of", "intervention", "path",
)  # fmt: skip
MORE = {
    "by": ("more", "less"),
    "places": ("more places", "fewer places"),
    "hours": ("more hours a week", "fewer hours a week"),
}
"""Keys whose values are added to today's, and what more and less of them are called."""


@dataclass(frozen=True)
class Axis:
    """One axis of a sweep: its name, the key of the entry that varies, and its values in the order written."""

    name: str
    entry: str
    key: str
    label: str
    values: tuple[Value, ...]
    low: float = math.nan
    """Ends of a range, as numbers; not a number where values are listed."""
    high: float = math.nan

    @property
    def is_range(self) -> bool:
        """True where any value between two ends may be taken."""
        return not self.values

    @property
    def is_added(self) -> bool:
        """True where values are added to what there is today, so that 0 is as today."""
        return self.key in (*MORE, "coverage")

    @cached_property
    def has_numbers(self) -> bool:
        """True where every value can be put on a scale."""
        return self.is_range or all(math.isfinite(self.number(value)) for value in self.values)

    def number(self, value: Value) -> float:
        """Return a value as a number (a percentage as percent); not a number for dates, spans and names."""
        if isinstance(value, str) and value.rstrip().endswith("%"):
            return 100 * share_of(value)
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.nan

    def value_at(self, number: float) -> Value:
        """Return the value of a number within a range, as a file has it: whole places, else six digits."""
        if self.key == "by":
            return f"{round(number, 4):.10g}%"
        return float(round(number)) if self.key in ("places", "to") else float(f"{number:.6g}")

    def words(self, value: Value) -> str:
        """Return a value as tables and pictures show it."""
        number = self.number(value)
        return f"{number:,.6g}{'%' if self.key == 'by' else ''}" if math.isfinite(number) else str(value)

    def in_words(self, value: Value) -> str:
        """Return what a value means: the label, and how much more or less of it."""
        number, shown_value = self.number(value), self.words(value)
        if self.key not in MORE:
            return f"{self.label} {shown_value}"
        more, less = MORE[self.key]
        words = f"{shown_value} {more}" if not number < 0 else f"{self.words(value).lstrip('-')} {less}"
        return f"{self.label} {words}" if number else f"{self.label} as today"

    @property
    def scale(self) -> str:
        """What stands beside the axis in a picture."""
        unit = MORE.get(self.key, ("",))[0]
        return f"{self.label}, {'% ' * (self.key == 'by')}{unit}" if unit else self.label


@dataclass(frozen=True)
class Entry:
    """One entry of `axes`: what it is about, what it states once, and its axes."""

    name: str
    kind: Kind
    of: str
    fixed: Mapping[str, Any]
    axes: tuple[Axis, ...] = ()

    def part(self, values: Mapping[str, Value]) -> dict[str, Any]:
        """Return what an option states with these values, by axis; nothing where the size is none."""
        stated = {**self.fixed, **{axis.key: values[axis.name] for axis in self.axes}}
        match self.kind:
            case "path":
                return {"set": {self.of: stated["set"]}}
            case "option":
                return {} if stated["option"] == NONE else {"option": stated["option"]}
            case "intervention":
                return {} if stated.get("coverage") == 0 else {"interventions": {self.of: stated}}
        sizes = [stated[key] for key in ("places", "hours", "by") if stated.get(key) is not None]
        is_none = any(self.axes[0].number(size) == 0 for size in sizes)
        return {} if is_none else {"changes": [{"capacity_of": self.of, **stated}]}

    def combinations(self) -> Iterator[tuple[Axis, dict[str, Value]]]:
        """Yield every listed value of every axis (both ends of a range), the others at their first."""
        ends = {axis.name: axis.values or (axis.value_at(axis.low), axis.value_at(axis.high)) for axis in self.axes}
        first = {name: values[0] for name, values in ends.items()}
        largest = {axis.name: self._a_size(axis, ends[axis.name]) for axis in self.axes}
        for axis in self.axes:
            for value in ends[axis.name]:
                yield axis, first | largest | {axis.name: value}

    def _a_size(self, axis: Axis, values: Sequence[Value]) -> Value:
        """Return a value that is not none, so that what stands beside it is looked at."""
        return next((value for value in values if axis.number(value) != 0), values[0])


def flat(axes: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    """Return entries by name, those that the command line has nested by the dots of a path under the whole path."""
    entries: dict[str, Any] = {}
    for name, content in axes.items():
        path = f"{above}{name}"
        nested = isinstance(content, dict) and content and all(_is_nested(*item) for item in content.items())
        entries |= flat(content, f"{path}.") if nested else {path: content}
    return entries


def _is_nested(key: str, value: object) -> bool:
    """Tell whether a key is a part of a path: what it holds is no range and no cost, but has keys again."""
    is_cost = key == "cost" and isinstance(value, dict) and not isinstance(value.get("pounds"), dict)
    return isinstance(value, dict) and not is_cost and not _is_range(value)


def _is_range(value: object) -> bool:
    plain = isinstance(value, dict) and bool(value) and not any(isinstance(end, dict) for end in value.values())
    return plain and isinstance(value, dict) and set(value) <= set(RANGE)


def entries_of(
    axes: Mapping[str, Any], description: Description, file: str
) -> tuple[tuple[Entry, ...], list[InputError]]:
    """Return the entries of `axes`, and what is wrong in the way they are written."""
    entries, errors = [], list[InputError]()
    for name, content in flat(axes).items():
        key = shown_key("axes", name)
        if not isinstance(content, dict):
            rule = "must hold what an option states, with a list of values, such as by: [0%, 5%, 10%]"
            errors.append(InputError(file, key, shown(content), message=rule))
            continue
        entry = _entry(name, content, description)
        faults = [*_shape(entry, content, file, key)]
        errors += faults or [*_faults_of_values(entry, file)]
        entries.append(entry)
    return tuple(entries), errors


def _entry(name: str, content: Mapping[str, Any], description: Description) -> Entry:
    kind = _kind(name, content, description)
    about = OF[kind] if kind != "option" else ""
    of = str(content.get(about, name))
    varying = [key for key, value in content.items() if _varies(value)]
    fixed = {key: value for key, value in content.items() if key not in (about, "label", *varying)}
    entry = Entry(name, kind, of, fixed)
    label = str(content.get("label") or _label(entry, description))
    axes = [_axis(name, key, label, content[key], alone=len(varying) == 1) for key in varying]
    return replace(entry, axes=tuple(axes))


def _kind(name: str, content: Mapping[str, Any], description: Description) -> Kind:
    if "option" in content:
        return "option"
    if "set" in content or "path" in content:
        return "path"
    is_use = any(key in content for key in ("coverage", "intervention", "start_day", "ramp_days"))
    return "intervention" if is_use or name in description.interventions else "change"


def _varies(value: object) -> bool:
    return isinstance(value, list | tuple) or _is_range(value)


def _axis(entry: str, key: str, label: str, written: Any, *, alone: bool) -> Axis:
    more = "" if key in (*MORE, "set", "option") else f", {'in all' if key == 'to' else key.replace('_', ' ')}"
    axis = Axis(entry if alone else f"{entry}.{key}", entry, key, f"{label}{more}", ())
    if not isinstance(written, dict):
        return replace(axis, values=tuple(written))
    low, high, step = (axis.number(written.get(end)) for end in RANGE)
    if math.isfinite(step) and step > 0 and high >= low:
        count = min(int((high - low) / step + 1e-9) + 1, 1_000_001)
        return replace(axis, values=tuple(axis.value_at(low + step * at) for at in range(count)), low=low, high=high)
    return replace(axis, low=low, high=high)


def _label(entry: Entry, description: Description) -> str:
    if entry.kind == "intervention" and entry.of in description.interventions:
        return description.interventions[entry.of].title
    for labelled in (description.settings, description.teams):
        if entry.kind == "change" and entry.of in labelled:
            return labelled[entry.of].label
    return entry.of if entry.kind == "path" else entry.name.replace("_", " ").capitalize()


def _shape(entry: Entry, content: Mapping[str, Any], file: str, key: str) -> Iterator[InputError]:
    """Yield what is wrong with lists and ranges before any value is looked at."""
    unknown = [word for word in content if word not in WORDS]
    for word in unknown:
        near = near_miss(word, WORDS)
        allowed = "" if near else ", ".join(WORDS)
        yield InputError(file, f"{key}.{word}", near_miss=near, allowed=allowed, message="unknown key")
    if not entry.axes and not unknown:
        yield InputError(file, key, message="has no list of values: write one, such as by: [0%, 5%, 10%]")
    for axis in entry.axes:
        where, written = f"{key}.{axis.key}", content[axis.key]
        seen: list[str] = []
        for value in axis.values:
            if not isinstance(value, float | int | str | bool | datetime.date | None):
                yield InputError(file, where, shown(value), message="a value of an axis is a number, text or date")
            elif axis.words(value) in seen:
                yield InputError(file, where, shown(value), message=f"{shown(value)} stands twice")
            seen.append(axis.words(value))
        if isinstance(written, dict) and not axis.low < axis.high:
            yield InputError(file, where, message="a range is {low: , high: } in numbers, low below high, or with step")
        elif not axis.values and not isinstance(written, dict):
            yield InputError(file, where, message="is empty: name at least one value")


def _faults_of_values(entry: Entry, file: str) -> Iterator[InputError]:
    """Yield what the language of options finds wrong in each value."""
    key = shown_key("axes", entry.name)
    if entry.kind in ("path", "option"):
        if entry.kind == "path" and entry.of.split(".")[-1] in DOCUMENTATION:
            yield InputError(file, key, message="is for readers and changes no run: name the path of a figure")
        varying = {axis.key for axis in entry.axes}
        for word in [*entry.fixed, *(varying - {"set", "option"})]:
            yield InputError(
                file, f"{key}.{word}", message=f"has no place beside {'set' if entry.kind == 'path' else 'option'}"
            )
        return
    for axis, values in entry.combinations():
        stated = {**entry.fixed, **{other.key: values[other.name] for other in entry.axes}}
        if entry.kind == "intervention":
            faults = validated(Chosen, stated, {"": file})[1]
        else:
            faults = (
                validated(CapacityAdjustment, {"capacity_of": entry.of, **stated}, {"": file})[1]
                if entry.part(values)
                else {}
            )
        for fault in faults:
            yield replace(fault, key=f"{key}.{fault.key or axis.key}")
