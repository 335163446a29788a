"""A scenario in Python: the description of a partnership or a small model, and the options that fit it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sim.description.interventions import Option
from sim.description.options import BASELINE
from sim.description.read import options, read_option
from sim.description.system import Description
from sim.study.question.question import BASE


@dataclass(frozen=True)
class Scenario:
    """A partnership or a small model, read and checked: settings, needs, pathways, people, with every figure."""

    name: str
    """Its key, such as ``fife`` or ``one_ward``."""
    description: Description
    """Its description; frozen."""
    is_model: bool
    """True for a small model, which has no published figures."""
    roots: tuple[Path, ...]
    """Folders that it and its options are read from, the first one first."""

    @property
    def options(self) -> list[str]:
        """Names of all options in its folders."""
        return options(self.roots)

    def option(self, name: str) -> Option:
        """Return an option by name; raise InputErrors where it does not exist or does not fit this scenario."""
        return read_option(self.roots, name, self.description)

    def chosen(self, options: Sequence[str] | Mapping[str, Option]) -> dict[str, Option]:
        """Return options by name, read where only the name is given; the baseline is left out."""
        named = dict(options) if isinstance(options, Mapping) else {name: self.option(name) for name in options}
        return {name: option for name, option in named.items() if option is not BASELINE and name != BASE}

    def changed(self, **fields: Any) -> "Scenario":
        """Return the scenario with parts of its description replaced (values as `Description` holds them)."""
        values = dict(self.description) | fields
        return replace(self, description=Description.model_validate(values))

    def __str__(self) -> str:
        """Return title, start date, counts and population in a few lines."""
        description = self.description
        people = description.published.get("people_65_plus")
        settings, needs, pathways = len(description.settings), len(description.needs), len(description.pathways)
        counts = f"{settings} settings, {needs} needs, {pathways} pathways"
        lines = [f"{description.title} ({self.name})", f"starts {description.start_date}: {counts}"]
        lines += [f"{people:,.0f} people aged 65 and over"] if isinstance(people, float) else []
        return "\n".join(lines)

    __repr__ = __str__
