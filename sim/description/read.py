"""From scenario files to a Description: whole and checked, or refused with every fault at once.

``roots`` are folders laid out like ``scenarios/``, a planner's own before the shipped one. A file hides its namesake in
a later root; a file with a new name is added.
"""

import copy
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from sim.description.consistency import check, unknown_names
from sim.description.files import Source, file_named, files_in
from sim.description.input_errors import InputError, InputErrors, shown, shown_key, unknown
from sim.description.interventions import SYSTEMS, Option, System
from sim.description.milestones import unknown_partnerships
from sim.description.options import BASELINE
from sim.description.system import Description
from sim.description.table_files import FOLDER, SCOTLAND, calibrated, partnerships, published
from sim.description.units import InputModel
from sim.description.validation import validated
from sim.description.variants import Variant
from sim.description.worlds import world_of
from sim.description.yaml_files import read_yaml

__all__ = ["models", "options", "partnerships", "read_asked", "read_model", "read_option", "read_system"]


class InterventionFile(InputModel):
    """One of the nine systems as a file: what it is, and its interventions by name."""

    system: System
    title: str
    description: str
    source: str = ""
    interventions: dict[str, dict[str, object]]


def read_system(roots: Sequence[Path], partnership: str) -> Description:
    """Return the base system with a partnership's figures and every intervention.

    Raises
    ------
    InputErrors
        With all faults of all files.
    """
    base = f"{roots[-1].absolute().name}/base"
    parts = _Parts(base)
    parts.put_figures(roots, partnership)
    for source in files_in(roots, "base").values():
        for key, value in parts.content(source).items():
            parts.put(key, value, source)
    for source in files_in(roots, "interventions").values():
        parts.put_interventions(source)
    if "milestones" in parts.written:
        known, file = [*partnerships(roots), SCOTLAND], parts.file_of["milestones"]
        parts.errors += unknown_partnerships(parts.written["milestones"], known, file)
    return parts.description()


def read_model(roots: Sequence[Path], name: str) -> Description:
    """Return a small model, ``models/NAME.yaml``, with what it is based on; raise InputErrors with all its faults."""
    variant = Variant.of(file_named(roots, "models", name), files_in(roots, "models"))
    parts = _Parts(variant.file_of[""])
    parts.written, parts.file_of, parts.errors = dict(variant.written), variant.file_of, variant.errors
    return parts.description()


def read_option(roots: Sequence[Path], name: str, description: Description) -> Option:
    """Return an option, ``options/NAME.yaml``, whose interventions the description knows, or raise InputErrors.

    `baseline` is the option without interventions.
    """
    return _option(roots, name, description.interventions, description)


def _option(roots: Sequence[Path], name: str, known: Collection[str], description: Description | None) -> Option:
    if name == "baseline":
        if name in (files := files_in(roots, "options")):
            raise InputErrors(
                [InputError(str(files[name]), message="'baseline' is kept for the option without interventions")]
            )
        return BASELINE
    source = file_named(roots, "options", name, also=("baseline",))
    content, errors = read_yaml(source)
    option, invalid = validated(Option, content, {"": str(source)})
    entries = content.get("interventions")
    for word in entries if isinstance(entries, dict) else ():
        if word not in known:
            errors.append(unknown(str(source), shown_key("interventions", word), word, known))
    if option is None or errors:
        raise InputErrors([*errors, *invalid])
    if not (option.interventions or option.changes or option.buildings or option.set):
        message = "changes nothing: state interventions, changes, buildings or set"
        raise InputErrors([InputError(str(source), message=message)])
    if description is not None:
        world_of(description, option, str(source))
    return option


def read_asked(roots: Sequence[Path], partnership: str, names: Sequence[str]) -> tuple[Description, dict[str, Option]]:
    """Return a partnership's system and the options by name; raise InputErrors with the faults of them all."""
    description: Description | None = None
    options_read: dict[str, Option] = {}
    errors: list[InputError] = []
    try:
        description = read_system(roots, partnership)
    except InputErrors as faulty:
        errors += faulty.errors
    known = _names_of_interventions(roots) if description is None else list(description.interventions)
    for name in names:
        try:
            options_read[name] = _option(roots, name, known, description)
        except InputErrors as faulty:
            errors += faulty.errors
    if description is None or errors:
        raise InputErrors(errors)
    return description, options_read


def _names_of_interventions(roots: Sequence[Path]) -> list[str]:
    """Return the names of all interventions that are written, right or wrong."""
    parts = _Parts("")
    for source in files_in(roots, "interventions").values():
        parts.put_interventions(source)
    return [key.removeprefix("interventions.") for key in parts.file_of if key]


def options(roots: Sequence[Path]) -> list[str]:
    """Return the names of the options that have a file."""
    return list(files_in(roots, "options"))


def models(roots: Sequence[Path]) -> list[str]:
    """Return the names of the small models."""
    return list(files_in(roots, "models"))


class _Parts:
    """The parts of a description as written, the file of each, and the faults met so far."""

    def __init__(self, file: str) -> None:
        self.written: dict[str, object] = {}
        self.file_of: dict[str, str] = {"": file}
        self.errors: list[InputError] = []
        self.partial = False
        self.doubled: set[str] = set()

    def content(self, source: Source) -> Mapping[str, object]:
        """Return what a file holds, or nothing where it cannot be read."""
        try:
            content, errors = read_yaml(source)
        except InputErrors as faulty:
            content, errors, self.partial = {}, list(faulty.errors), True
        self.errors += errors
        return content

    def put(self, key: str, value: object, source: object) -> None:
        """Add one of the description's own keys."""
        if key in self.written:
            self.errors.append(InputError(str(source), key, message=f"stands in {self.file_of[key]} too"))
            self.doubled.add(key)
        else:
            self.written[key] = value
            self.file_of[key] = str(source)

    def put_interventions(self, source: Source) -> None:
        """Add the interventions of one file, each with the file's system."""
        content = self.content(source)
        if not content:
            return
        _, invalid = validated(InterventionFile, content, {"": str(source)})
        self.errors += invalid
        system = content["system"] if content.get("system") in SYSTEMS else SYSTEMS[0]
        named, known = content.get("interventions"), self.written.setdefault("interventions", {})
        for name, entry in named.items() if isinstance(named, dict) else ():
            key = f"interventions.{name}"
            if not isinstance(entry, dict) or not isinstance(known, dict):
                continue
            if "system" in entry:
                self.errors.append(
                    InputError(str(source), f"{key}.system", message="is said once, at the head of the file")
                )
            if name in known:
                self.errors.append(InputError(str(source), key, message=f"stands in {self.file_of[key]} too"))
                continue
            known[name] = entry | {"system": system}
            self.file_of[key] = str(source)

    def put_figures(self, roots: Sequence[Path], partnership: str) -> None:
        """Add the partnership's name, published figures and calibrated multipliers."""
        tables = files_in(roots, FOLDER, ".csv")
        files = {name: str(tables.get(name, f"{FOLDER}/{name}.csv")) for name in ("partnerships", "calibrated")}
        try:
            figures, errors, row = published(roots, partnership)
            multipliers, more = calibrated(roots, partnership)
        except InputErrors as faulty:
            figures, multipliers, errors, more, row = {}, {}, list(faulty.errors), [], 0
        self.errors += errors + more
        self.put("title", figures.get("name", partnership), files["partnerships"])
        self.put("published", figures, files["partnerships"] + (f", row {row}" if row else ""))
        self.put("calibrated", multipliers, files["calibrated"])

    def description(self) -> Description:
        """Return the checked whole, or raise all faults."""
        description, invalid = validated(Description, self.written, self.file_of)
        if self.doubled:  # which of the two is meant, and so which names exist, is unknown
            errors = [fault for fault, keys in invalid.items() if not self.doubled & set(keys[:1])]
        elif description is not None:
            errors = check(description, self.file_of)[0]
        else:
            errors = [
                fault for fault, keys in invalid.items() if not (self.partial and keys and keys[0] not in self.written)
            ]
            errors += _names_in_the_rest(self.written, list(invalid.values()), self.file_of)
        figures = self.written.get("published", True)
        errors = [fault for fault in errors if figures or "no figure in column" not in fault.message]
        if description is None or self.errors or errors:
            raise InputErrors([*self.errors, *errors])
        return description


def _names_in_the_rest(
    written: Mapping[str, object], invalid: Sequence[tuple[str, ...]], file_of: Mapping[str, str]
) -> list[InputError]:
    """Leave out faulty entries, and those that need them; return the unknown names in the rest."""
    rest, left_out = copy.deepcopy(dict(written)), set[str]()
    for _ in range(10):
        for keys in invalid:
            _leave_out(rest, keys, left_out)
        description, more = validated(Description, rest, file_of)
        if description is not None:
            hidden = {shown(name) for name in left_out}
            return [fault for fault in unknown_names(description, file_of) if fault.value not in hidden]
        invalid = list(more.values())
    return []


def _leave_out(rest: dict[str, object], keys: tuple[str, ...], left_out: set[str]) -> None:
    """Take out the entry under these keys, or, where there is none, the mapping that lacks it."""
    inside, above, entry = rest, rest, None
    for key in keys:
        written_key = next((name for name in inside if str(name) == key), None)
        if written_key is None:
            break
        above, entry = inside, written_key
        value = inside[written_key]
        if not isinstance(value, dict):
            break
        inside = value
    if entry in above:
        _note_names(above.pop(entry), left_out)
        left_out.add(str(entry))


def _note_names(value: object, left_out: set[str]) -> None:
    for name, inner in value.items() if isinstance(value, dict) else ():
        left_out.add(str(name))
        _note_names(inner, left_out)
