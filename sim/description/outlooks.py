"""Outlooks: named changes of the world that no board chooses, such as a bad winter, under which options are compared.

An outlook holds for the baseline and for everything that is compared with it. It is written in the language of options.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, model_validator

from sim.description.adjustments import CapacityAdjustment
from sim.description.files import file_named
from sim.description.input_errors import InputError, InputErrors, shown
from sim.description.interventions import Option
from sim.description.system import Description
from sim.description.units import Basis, InputModel, ListOf
from sim.description.validation import validated
from sim.description.worlds import world_of
from sim.description.yaml_files import read_yaml

FOLDER = "outlooks"
AS_EXPECTED = "as_expected"
"""Name of the scenario as it stands, beside outlooks."""
MOST = 6


class Outlook(InputModel):
    """A change of the world as a file, ``scenarios/outlooks/NAME.yaml``: what is different, and on what it rests."""

    title: Annotated[str, Field(min_length=1, max_length=80)]
    description: str = ""
    source: Annotated[str, Field(min_length=1)]
    basis: Basis
    """What its figures rest on."""
    changes: ListOf[CapacityAdjustment] = ()
    """Places, hours or people added or taken away, from when to when."""
    set: dict[str, Any] = Field(default_factory=dict)
    """Anything in the scenario, by path, as an option sets it: from day 0, unless it is a capacity."""

    @model_validator(mode="after")
    def _changes_something(self) -> "Outlook":
        if not (self.changes or self.set):
            raise ValueError("changes nothing: state changes or set")
        return self

    @property
    def label(self) -> str:
        """Its title, marked as an assumption where it is one."""
        return f"{self.title} (assumption)" if self.basis == "assumption" else self.title

    def world(self, description: Description, file: str = "outlook", *, whole: bool = False) -> Description:
        """Return a scenario under this outlook; raise InputErrors where it cannot be.

        ``whole`` checks the consistency of its parts, ``file`` is named in errors.
        """
        return world_of(description, Option(title=self.title, changes=self.changes, set=self.set), file, whole=whole)


def read_outlooks(roots: Sequence[Path], names: Sequence[str], file: str) -> dict[str, Outlook]:
    """Return outlooks by name; raise InputErrors with what is wrong in their files, or in the names (of ``file``)."""
    outlooks: dict[str, Outlook] = {}
    errors = [InputError(file, FOLDER, message=f"names {len(names)}, at most {MOST}")] if len(names) > MOST else []
    for name in names:
        if name in outlooks:
            errors.append(InputError(file, FOLDER, shown(name), message="stands twice"))
        elif name != AS_EXPECTED:
            try:
                outlooks[name] = _read(roots, name)
            except InputErrors as faulty:
                errors += faulty.errors
    if errors:
        raise InputErrors(errors)
    return outlooks


def outlook_errors(outlooks: Mapping[str, Outlook], description: Description) -> list[InputError]:
    """Return what keeps outlooks from holding in a scenario."""
    errors: list[InputError] = []
    for name, outlook in outlooks.items():
        try:
            outlook.world(description, f"scenarios/{FOLDER}/{name}.yaml", whole=True)
        except InputErrors as faulty:
            errors += faulty.errors
    return errors


def _read(roots: Sequence[Path], name: str) -> Outlook:
    source = file_named(roots, FOLDER, name, also=(AS_EXPECTED,))
    content, errors = read_yaml(source)
    outlook, invalid = validated(Outlook, content, {"": str(source)})
    if outlook is None or errors:
        raise InputErrors([*errors, *invalid])
    return outlook
