"""Levers of a partnership: every capacity with a limit, and every intervention, with what is known of it."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Literal

from sim.description.effects_table import how_much, interval, what_changes
from sim.description.interventions import Eligible, Intervention
from sim.description.settings import Pool, Published, Setting, Team
from sim.description.system import Description
from sim.tables.capacity import capacity_today
from sim.tables.plans import counts_hours

MOST_PLACES = 1_000_000
"""Places, or hours a week, that a scenario file may add at most."""
MOST_PERCENT = 1.0
"""A capacity is at most doubled by a percentage; more is written in places."""
BADGE = "ASSUMPTION"


@dataclass(frozen=True)
class Lever:
    """Something that an option can change, by its name in scenario files."""

    name: str
    label: str
    kind: Literal["capacity", "intervention"]
    unit: str
    today: float
    """Places, people or hours a week there are; of an intervention 0."""
    in_hours: bool = False
    usual: float | None = None
    """Share of those eligible whom an intervention reaches where nothing else is said."""
    who: str = ""
    evidence: str = ""
    quality: str = ""
    is_assumed: bool = False
    """True: some of its figures are assumptions."""
    source: str = ""

    @property
    def is_capacity(self) -> bool:
        """True for places, people or hours; false for an intervention."""
        return self.kind == "capacity"

    @property
    def lowest(self) -> float:
        """The least that may be filled in: all of today's taken away, or nobody reached."""
        return -self.today if self.is_capacity else 0.0

    @property
    def highest(self) -> float:
        """The most that may be filled in."""
        return float(MOST_PLACES) if self.is_capacity else 1.0


def levers_of(description: Description, bases: Mapping[str, str]) -> dict[str, Lever]:
    """Return the levers by name, capacities first; ``bases`` says on what each published column rests."""
    return {lever.name: lever for lever in (*_capacities(description, bases), *_interventions(description))}


def fingerprint(levers: Mapping[str, Lever]) -> str:
    """Return a short hash of the levers and their amounts of today, by which a template of other figures is known."""
    content = [(lever.name, lever.unit, f"{lever.today:.6g}") for lever in levers.values()]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:12]


def _capacities(description: Description, bases: Mapping[str, str]) -> Iterator[Lever]:
    today = capacity_today(description)
    resources: dict[str, Setting | Team | Pool] = {
        **description.settings,
        **description.teams,
        **description.pools,
    }
    for name, resource in resources.items():
        if not isfinite(today[name]):
            continue
        in_hours = counts_hours(description, name)
        unit = "hours a week" if in_hours else "people" if name in description.teams else "places"
        quality, words = _of_capacity(resource.capacity, bases)
        yield Lever(
            name,
            resource.label if isinstance(resource, Setting | Team) else name.replace("_", " ").capitalize(),
            "capacity",
            unit,
            today[name],
            in_hours,
            evidence=f"{words}; what more of it returns is worked out by the queues",
            quality=quality.replace("_", " "),
            is_assumed=quality == "assumption",
            source=" ".join(resource.source.split()),
        )


def _of_capacity(capacity: object, bases: Mapping[str, str]) -> tuple[str, str]:
    """Return what today's capacity rests on, and where it comes from, in words."""
    if not isinstance(capacity, Published):
        return "assumption", "Today's figure is stated in the scenario"
    if capacity.times != 1.0:
        return "assumption", f"Today's figure is {capacity.times:g} times the column {capacity.column}"
    return bases.get(capacity.column, "derived"), f"Today's figure is the column {capacity.column}"


def _interventions(description: Description) -> Iterator[Lever]:
    for name, intervention in description.interventions.items():
        bases = list(dict.fromkeys(effect.basis for effect in intervention.effects))
        yield Lever(
            name,
            intervention.title,
            "intervention",
            "share reached",
            0.0,
            usual=intervention.coverage,
            who=_who(intervention.eligible),
            evidence=_effects(intervention),
            quality="; ".join(basis.replace("_", " ") for basis in bases),
            is_assumed="assumption" in bases,
            source=" | ".join(" ".join(effect.source.split()) for effect in intervention.effects),
        )


def _effects(intervention: Intervention) -> str:
    lines = []
    for effect in intervention.effects:
        known = interval(effect)
        words = f"{what_changes(effect)}: {how_much(effect)}"
        lines.append(f"{words} ({known})" if known else f"{words} (no interval)")
    return "; ".join(lines)


def _who(eligible: Eligible) -> str:
    """Say who may be reached, condition by condition."""
    words = [f"from age {eligible.from_age}"]
    for key in ("frailty", "quintiles", "residences", "last_months"):
        if among := getattr(eligible, key):
            words.append(f"{key.replace('_', ' ')}: {', '.join(str(one).replace('_', ' ') for one in among)}")
    for key in ("dementia", "alone", "high_use"):
        if (stated := getattr(eligible, key)) is not None:
            words.append(f"{key.replace('_', ' ')}: {'yes' if stated else 'no'}")
    return "; ".join(words)
