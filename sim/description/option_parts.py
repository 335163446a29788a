"""Options taken to pieces: the parts of a package, each to be left out or put in by itself, and any mix of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.description.input_errors import InputError, InputErrors, shown_key
from sim.description.interventions import Option
from sim.description.sweeps import content_of, together
from sim.description.system import Description
from sim.description.validation import validated

PLACES_AND_HOURS, BUILDINGS, FIGURES = "places and hours", "buildings", "figures of the scenario"
"""Groups of parts that belong to no system."""


@dataclass(frozen=True)
class Part:
    """One part of a package: its name in tables, its title, the group that it belongs to, and what it does."""

    name: str
    title: str
    group: str
    content: Mapping[str, Any]
    """As an option states it."""


def options_as_parts(options: Mapping[str, Option]) -> list[Part]:
    """Return each option as one part, a group by itself; raise InputErrors where two of them do the same thing."""
    parts = [Part(name, option.title, name, content_of(option)) for name, option in options.items()]
    refuse_overlaps(parts, "options")
    return parts


def pieces_as_parts(options: Mapping[str, Option], description: Description) -> list[Part]:
    """Return each intervention, change of places, building and figure of the options as a part, grouped by system.

    Raises
    ------
    InputErrors
        If two options use the same intervention, build the same building or set the same figure.
    """
    options_as_parts(options)
    parts: dict[str, Part] = {}
    for option in options.values():
        for part in _pieces(option, description):
            number = 2
            name = part.name
            while name in parts:
                name, number = f"{part.name}_{number}", number + 1
            parts[name] = Part(name, part.title, part.group, part.content)
    return list(parts.values())


def mix_of(parts: Sequence[Part], title: str, file: str) -> Option:
    """Return the option that does what all these parts do; raise InputErrors where the language of options refuses."""
    content = together([part.content for part in parts])
    option, faults = validated(Option, content | {"title": title}, {"": file})
    if option is None:
        raise InputErrors(list(faults))
    return option


def _pieces(option: Option, description: Description) -> Iterator[Part]:
    content = content_of(option)
    for name, chosen in content.get("interventions", {}).items():
        intervention = description.interventions[name]
        yield Part(name, intervention.title, intervention.system.replace("_", " "), {"interventions": {name: chosen}})
    for change in content.get("changes", []):
        of = str(change.get("capacity_of") or change.get("building"))
        yield Part(of, _title(of, description), PLACES_AND_HOURS, {"changes": [change]})
    for name, building in content.get("buildings", {}).items():
        yield Part(name, str(building["label"]), BUILDINGS, {"buildings": {name: building}})
    for path, value in content.get("set", {}).items():
        yield Part(path.replace(".", "_"), path, FIGURES, {"set": {path: value}})


def _title(name: str, description: Description) -> str:
    for labelled in (description.settings, description.teams):
        if name in labelled:
            return f"{labelled[name].label}: places"
    return name.replace("_", " ").capitalize()


def refuse_overlaps(parts: Sequence[Part], file: str) -> None:
    """Refuse two parts that use the same intervention, building or path: what both do could not be told apart.

    Raises
    ------
    InputErrors
        With a line for each such thing.
    """
    owners: dict[tuple[str, str], str] = {}
    errors = []
    for part in parts:
        for key in ("interventions", "buildings", "set"):
            for name in part.content.get(key, {}):
                first = owners.setdefault((key, name), part.name)
                if first != part.name:
                    rule = f"'{first}' and '{part.name}' both have it: of what they do neither has a part of its own"
                    errors.append(InputError(file, shown_key(key, name), message=rule))
    if errors:
        raise InputErrors(errors)
