"""Draws of what is uncertain: effects from their intervals, what is staffed of added places, multipliers of a baseline.

Replication r has draw r. A draw is a standard normal score for each uncertain thing, the same in every option that has
it, whatever other options there are; replications 2m-1 and 2m take opposite scores (antithetic draws), so that their
mean is that of the middle. A score z puts an effect at its value plus z over 1.96 of the way to the end of its 95 %
interval on that side (a split normal distribution with the value as its median), cut to what the effect may be; of
added places the share at the same quantile between the two ends of `Staffed` is there. The multipliers of a baseline
are drawn for two replications together, 2m-1 and 2m: draw m of those that its published figures leave possible
(`posteriors`), the first again after the last.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from sim.demand.random_numbers import Purpose, stream, uniform
from sim.description.adjustments import Building, CapacityAdjustment
from sim.description.dates import share_of
from sim.description.effects_table import what_changes
from sim.description.interventions import Effect, Option
from sim.description.openings import places
from sim.description.settings import Pool, Setting, Team
from sim.description.system import Description
from sim.description.uncertainty import NULLS, ONE, interval_of
from sim.tables.effects import salt

Floats = NDArray[np.float64]
Groups = NDArray[np.int64]
ScoreOf = Callable[[str], float]
"""Score of an uncertain thing, by its name."""
END = float(ndtri(0.975))
"""Score at the upper end of a 95 % interval."""
STAFFED = "staffed"
LEAST_SHARE = 1e-3
"""Least factor on a share of offers, which cannot be none."""


class Drawn(NamedTuple):
    """What replications drew: scores [replication, thing], and draws of multipliers [replication] if drawn."""

    scores: Floats
    groups: Groups | None


@dataclass(frozen=True, slots=True)
class Uncertain:
    """One uncertain thing of an option: what its score is drawn for, and its value with the ends of its interval."""

    name: str
    """The intervention with the number of the effect, or what is staffed."""
    what: str
    unit: str
    value: float
    low: float
    high: float
    least: float = -inf
    """What it may be at least, whatever the score."""
    most: float = inf


def score(seed: int, number: int, name: str) -> float:
    """Return the score of an uncertain thing in a replication: standard normal, opposite in replications 2m-1 and 2m.

    ``number`` is that of the replication, from 1.
    """
    pair, second = divmod(number - 1, 2)
    drawn = float(ndtri(uniform(stream(seed, pair), salt(name), Purpose.EFFECT)))
    return -drawn if second else drawn


def draw_of(number: int, draws: int) -> int:
    """Return which of so many draws of multipliers, from 0, a replication has; replications 2m-1 and 2m share one."""
    return (number - 1) // 2 % draws


def uncertain_things(description: Description, option: Option) -> list[Uncertain]:
    """Return what is drawn of an option, given the description under it; what it sets by path is not drawn."""
    things = [
        thing
        for name in sorted(option.interventions)
        for number, effect in enumerate(description.interventions[name].effects)
        if not _is_set(option, name, number)
        for thing in _of_effect(description, name, number, effect)
    ]
    things += _of_places(description, option)
    return list({thing.name: thing for thing in things}.values())


def scores(things: Sequence[Uncertain], seed: int, numbers: Sequence[int]) -> Floats:
    """Return the scores [replication, thing] of uncertain things in some replications."""
    drawn = [[score(seed, number, thing.name) for thing in things] for number in numbers]
    return np.asarray(drawn, dtype=np.float64).reshape(len(numbers), len(things))


def value_at(thing: Uncertain, drawn: float) -> float:
    """Return the value of an uncertain thing at a score."""
    if thing.name.startswith(f"{STAFFED} "):
        return float(thing.low + (thing.high - thing.low) * ndtr(drawn))
    end = thing.high if drawn > 0 else thing.low
    return min(max(thing.value + abs(drawn) / END * (end - thing.value), thing.least), thing.most)


def with_effects(description: Description, option: Option, score_of: ScoreOf) -> Description:
    """Return the description under an option with the effects of its interventions at their scores."""
    known = description.interventions
    interventions = {
        name: known[name].model_copy(update={"effects": tuple(_effects(description, option, name, score_of))})
        for name in option.interventions
    }
    return (
        description.model_copy(update={"interventions": {**known, **interventions}}) if interventions else description
    )


def with_staffed(description: Description, option: Option, score_of: ScoreOf) -> Option:
    """Return an option of whose added places, hours and buildings so much is there as is staffed at its scores."""
    if not (option.changes or option.buildings) or description.uncertainty is None:
        return option

    def share(name: str) -> float:
        things = list(_staffed(description, name))
        return value_at(things[0], score_of(things[0].name)) if things else 1.0

    changes = tuple(_change(description, change, share(str(change.capacity_of))) for change in option.changes)
    buildings = {name: _building(building, share(name)) for name, building in option.buildings.items()}
    return option.model_copy(update={"changes": changes, "buildings": buildings})


def _is_set(option: Option, name: str, number: int) -> bool:
    """Tell whether an option sets the value of an effect, or the whole of it, by path."""
    path = f"interventions.{name}.effects.{number}"
    whole = [".".join(path.split(".")[:depth]) for depth in range(1, 5)]
    return any(key in (f"{path}.value", *whole) for key in option.set)


def _effects(description: Description, option: Option, name: str, score_of: ScoreOf) -> Iterator[Effect]:
    """Yield the effects of an intervention, those that are uncertain at their scores."""
    for position, effect in enumerate(description.interventions[name].effects):
        things = [] if _is_set(option, name, position) else _of_effect(description, name, position, effect)
        thing = next(iter(things), None)
        yield effect if thing is None else _at(effect, thing, score_of(thing.name))


def _of_effect(description: Description, name: str, number: int, effect: Effect) -> Iterator[Uncertain]:
    """Yield what is uncertain of one effect: its value, or how much of the places it adds is staffed."""
    low, high = interval_of(effect, description.uncertainty)
    if low < high:
        words, bounds = what_changes(effect), _bounds(effect)
        yield Uncertain(f"{name}/{number}", words, effect.unit, effect.value, low, high, *bounds)
    elif effect.changes == "capacity" and effect.added(1.0) > 0:
        yield from _staffed(description, ", ".join(effect.of))


def _staffed(description: Description, places_of: str) -> Iterator[Uncertain]:
    stated = description.uncertainty.staffed if description.uncertainty else None
    if stated is not None and stated.low < 1:
        what = f"share of added places, hours or people that is staffed, {places_of.replace('_', ' ')}"
        middle = (stated.low + stated.high) / 2
        yield Uncertain(f"{STAFFED} {places_of}", what, "share", middle, stated.low, stated.high)


def _of_places(description: Description, option: Option) -> Iterator[Uncertain]:
    """Yield what is uncertain of the places that an option itself adds."""
    for change in option.changes:
        if change.capacity_of is not None and change.building is None and _adds(description, change) > 0:
            yield from _staffed(description, change.capacity_of)
    for name in option.buildings:
        yield from _staffed(description, name)


def _at(effect: Effect, thing: Uncertain, drawn: float) -> Effect:
    """Return an effect at a score: its value, or the part of the places it adds that is staffed."""
    value, null = value_at(thing, drawn), NULLS[effect.unit]
    value = null + (effect.value - null) * value if thing.name.startswith(f"{STAFFED} ") else value
    return effect.model_copy(update={"value": value, "low": None, "high": None})


def _bounds(effect: Effect) -> tuple[float, float]:
    """Return what an effect may be at least and at most: a factor of at least 0, and of at most 1 on a response."""
    if effect.changes in ("capacity", "priority_days"):
        return -inf, inf
    null, least = NULLS[effect.unit], LEAST_SHARE if effect.changes == "share_of_offers" else 0.0
    return null - (1.0 - least) * ONE[effect.unit], null if effect.changes == "response" else inf


def _change(description: Description, change: CapacityAdjustment, share: float) -> CapacityAdjustment:
    """Return an adjustment with a share of the places that it adds; one that takes places away stays."""
    wanted = 0.0 if change.building is not None else _adds(description, change)
    if wanted <= 0:
        return change
    if change.places is not None or change.hours is not None:
        size = "places" if change.places is not None else "hours"
        return change.model_copy(update={size: wanted * share})
    if change.by is not None:
        return change.model_copy(update={"by": f"{100 * share * share_of(change.by):.6f}%"})
    return change.model_copy(update={"to": float(change.to or 0.0) - wanted * (1 - share)})


def _adds(description: Description, change: CapacityAdjustment) -> float:
    """Return what a change adds, in its own words: places, hours, a part of today's, or places up to its level."""
    if change.to is not None:
        resources: dict[str, Setting | Pool | Team] = {**description.settings, **description.pools, **description.teams}
        return change.to - places(description, resources[str(change.capacity_of)].capacity)
    return (change.places or 0.0) + (change.hours or 0.0) + share_of(change.by or "0%")


def _building(building: Building, share: float) -> Building:
    own = {name: share * count for name, count in building.own.items()}
    return building.model_copy(update={"places": share * building.places, "own": own})
