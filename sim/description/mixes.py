"""Levers that may be mixed, a target and the constraints of a planner: what a best mix is chosen from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from sim.description.files import file_named
from sim.description.input_errors import InputError, InputErrors, shown_key
from sim.description.interventions import Option
from sim.description.option_parts import Part, mix_of, refuse_overlaps
from sim.description.sweep_axes import Entry, entries_of
from sim.description.sweeps import Target, content_of
from sim.description.system import Description
from sim.description.units import InputModel, ListOf
from sim.description.validation import validated
from sim.description.worlds import world_of
from sim.description.yaml_files import read_yaml

FOLDER = "mixes"
MOST_LEVERS, MOST_VALUES, MOST_POINTS = 25, 9, 512
"""Levers, values of one of them, and mixes of a design, at most."""
Mix = tuple[int, ...]
"""The value of each lever by number: 0 is none, 1 the first that is listed."""
Chance = Annotated[float, Field(gt=0, lt=1, title="share of futures (0 to 1)")]
Budget = Annotated[float, Field(ge=-1e12, le=1e12, title="pounds a year")]
Limit = Annotated[float, Field(ge=-1e9, le=1e9, title="change against the baseline")]
Count = Annotated[int, Field(ge=1, le=MOST_LEVERS, title="levers")]
Points = Annotated[int, Field(ge=8, le=MOST_POINTS, title="mixes")]


class BestMixFile(InputModel):
    """Levers, a target and constraints as a file, ``scenarios/mixes/NAME.yaml``."""

    title: str = ""
    description: str = ""
    why: str = ""
    """The question that it answers."""
    source: str = ""
    levers: dict[str, Any] = Field(default_factory=dict)
    """What may be used, each entry as an option states it, with a list of values; none of it is always a choice."""
    options: ListOf[str] = ()
    """Options that may be used as they stand, each a lever with one value."""
    target: Target | None = None
    """Bed days returned a year that are wanted; left out: as many as the constraints allow."""
    chance: Chance = 0.8
    """In how many futures the target is to be reached."""
    budgets: dict[str, Budget] = Field(default_factory=dict)
    """Net cost in cash a year at most, by payer, or of `all`."""
    limits: dict[str, Limit] = Field(default_factory=dict)
    """Change against the baseline at most, by measure."""
    must_include: ListOf[str] = ()
    """Levers that every mix uses."""
    at_most: Count | None = None
    """How many levers a mix may use."""
    size: Points | None = None
    """Mixes of the design that predictions are fitted to; left out: by the number of levers and values."""


@dataclass(frozen=True)
class Lever:
    """One lever: its name and title, and its values, each as a part of an option."""

    name: str
    title: str
    parts: tuple[Part, ...]

    def words(self, value: int) -> str:
        """Return a value in words, by its number; 0 is none."""
        return self.parts[value - 1].title if value else f"no {self.title}"


@dataclass(frozen=True)
class Levers:
    """All levers of a study, in the order written."""

    levers: tuple[Lever, ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many values each lever has besides none."""
        return tuple(len(lever.parts) for lever in self.levers)

    @property
    def count(self) -> int:
        """How many mixes there are, none of all among them."""
        return prod(size + 1 for size in self.sizes)

    def name(self, mix: Mix) -> str:
        """Return the name of a mix: a digit for each lever."""
        return "mix_" + "".join(map(str, mix))

    def words(self, mix: Mix) -> str:
        """Return what a mix consists of."""
        used = [lever.words(value) for lever, value in zip(self.levers, mix, strict=True) if value]
        return ", ".join(used) or "as today"

    def option(self, mix: Mix, file: str) -> Option:
        """Return a mix as an option."""
        parts = [lever.parts[value - 1] for lever, value in zip(self.levers, mix, strict=True) if value]
        return mix_of(parts, self.words(mix), file)

    def alone(self, at: int, value: int) -> Mix:
        """Return the mix of one value of one lever."""
        return tuple(value if number == at else 0 for number in range(len(self.levers)))


def read_mix(roots: Sequence[Path], name: str) -> BestMixFile:
    """Return a file of levers and constraints, ``mixes/NAME.yaml``; raise InputErrors with its faults."""
    source = file_named(roots, FOLDER, name)
    content, errors = read_yaml(source)
    mix, invalid = validated(BestMixFile, content, {"": str(source)})
    if mix is None or errors:
        raise InputErrors([*errors, *invalid])
    return mix


def levers_of(written: Mapping[str, Any], options: Mapping[str, Option], description: Description, file: str) -> Levers:
    """Return the levers; raise InputErrors with what is wrong in them, or if there are too few or too many."""
    entries, errors = entries_of(written, description, file)
    errors += [fault for entry in entries for fault in _faults(entry, file)] if not errors else []
    if errors:
        raise InputErrors(errors)
    levers = [_lever(entry) for entry in entries]
    levers += [
        Lever(name, option.title, (Part(name, option.title, name, content_of(option)),))
        for name, option in options.items()
    ]
    if not 2 <= len(levers) <= MOST_LEVERS:
        rule = f"there are {len(levers)} levers: a mix needs 2 to {MOST_LEVERS} (under levers, or options=[a,b])"
        raise InputErrors([InputError(file, "levers", message=rule)])
    refuse_overlaps([lever.parts[-1] for lever in levers], file)
    if faults := list(_refused(levers, description, file)):
        raise InputErrors(faults)
    return Levers(tuple(levers))


def _faults(entry: Entry, file: str) -> Iterator[InputError]:
    key = shown_key("levers", entry.name)
    if entry.kind == "option":
        yield InputError(file, key, message="name whole options under 'options'")
    elif len(entry.axes) != 1 or entry.axes[0].is_range:
        yield InputError(file, key, message="a lever has one list of values, such as by: [5%, 10%]")
    elif len(_values(entry)) > MOST_VALUES:
        yield InputError(file, key, message=f"has {len(_values(entry))} values, at most {MOST_VALUES}")
    elif not _values(entry):
        yield InputError(file, key, message="has no value besides none")


def _values(entry: Entry) -> list[Any]:
    """Return the values of an entry that do something."""
    axis = entry.axes[0]
    return [value for value in axis.values if entry.part({axis.name: value})]


def _lever(entry: Entry) -> Lever:
    axis = entry.axes[0]
    parts = [Part(entry.name, axis.in_words(value), entry.name, entry.part({axis.name: value}))
             for value in _values(entry)]  # fmt: skip
    return Lever(entry.name, axis.label, tuple(parts))


def _refused(levers: Sequence[Lever], description: Description, file: str) -> Iterator[InputError]:
    """Yield what the scenario refuses of each value of each lever."""
    for lever in levers:
        for part in lever.parts:
            try:
                world_of(description, Option.model_validate({**part.content, "title": lever.name}), file)
            except InputErrors as faulty:
                for fault in faulty.errors[:1]:
                    yield replace(fault, file=file, key=shown_key("levers", lever.name))
