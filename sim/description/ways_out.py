"""Whether everybody whose stay ends has a way out: pathways with a weight, to places that open at some time."""

from collections.abc import Iterator
from itertools import product

from sim.description.needs import Destinations, Weight
from sim.description.openings import ever_opens
from sim.description.references import ENDS, Keys
from sim.description.system import Description
from sim.description.units import FRAILTY

Group = tuple[int, str, str, bool, bool, bool]
"""Frailty, need and residence (`` for any that no weight excludes), dementia, living alone, a long stay."""


def destinations(description: Description) -> Iterator[tuple[Keys, str]]:
    """Yield the destinations that overlap, are those of no setting, or offer no pathway to some people."""
    owner: dict[tuple[str, str, str], str] = {}
    for name, stated in description.discharge_destinations.items():
        keys = ("discharge_destinations", name)
        if not stated.settings:
            yield (*keys, "settings"), "names no setting: nobody would leave by these pathways"
        needs, responses = stated.needs or ("",), stated.responses or ("",)
        for (number, setting), need, response in product(enumerate(stated.settings), needs, responses):
            if (other := owner.setdefault((setting, need, response), name)) != name:
                yield (*keys, "settings", number), f"'{setting}' stands in '{other}' too"
        without = [state for column, state in enumerate(FRAILTY) if not _any(stated, column)]
        for state in without:
            yield (*keys, "pathways"), f"no pathway has a weight above 0 for {state}"
        if not without and (left_out := _left_out(description, stated)) is not None:
            yield (*keys, "pathways"), left_out
    yield from _waits_for_ever(description)
    yield from _closed_by_effects(description)


def _any(stated: Destinations, column: int) -> bool:
    return any(weight.by_frailty[column] for weight in stated.pathways.values())


def is_open(description: Description, pathway: str) -> bool:
    """Tell whether people can ever get to where a pathway leads."""
    to = description.pathways[pathway].to
    return to in ENDS or ever_opens(description, to)


def _left_out(description: Description, stated: Destinations) -> str | None:
    """Return for whom no pathway is left: weights times factors, without pathways to places that never open."""
    ways = [
        weight
        for name, weight in stated.pathways.items()
        if is_open(description, name) and description.calibrated.get(weight.calibrated or "", 1.0)
    ]
    if not ways:
        return "every pathway leads to a place that never opens: nobody could leave"
    for group in _groups(description, stated, ways):
        if not any(_weight(weight, group) for weight in ways):
            return (
                f"no pathway is left for people {_group_text(group)}: each has the weight 0, or leads to a closed place"
            )
    return None


def _groups(description: Description, stated: Destinations, ways: list[Weight]) -> Iterator[Group]:
    """Yield the groups of people among whom some weight may be 0, everybody else first."""
    known = stated.needs or tuple(description.needs)
    needs = {name for weight in ways for name, times in weight.times_need.items() if not times} & set(known)
    lived_in = {name for weight in ways for name, times in weight.times_residence.items() if not times}
    people = description.people is not None
    yield from product(
        range(len(FRAILTY)),
        [*([""] if len(needs) < len(known) else []), *sorted(needs)],
        ["", *(sorted(lived_in) if people else [])],
        _either(people and any(not weight.times_dementia for weight in ways)),
        _either(people and any(not weight.times_alone for weight in ways)),
        _either(any(not weight.times_long_stay for weight in ways)),
    )


def _either(matters: bool) -> tuple[bool, ...]:
    return (False, True) if matters else (False,)


def _weight(weight: Weight, group: Group) -> float:
    frailty, need, residence, dementia, alone, long_stay = group
    factors = [weight.by_frailty[frailty], weight.times_need.get(need, 1.0), weight.times_residence.get(residence, 1.0)]
    stated = ((dementia, weight.times_dementia), (alone, weight.times_alone), (long_stay, weight.times_long_stay))
    return float(all(factors) and all(times for holds, times in stated if holds))


def _group_text(group: Group) -> str:
    frailty, need, residence, dementia, alone, long_stay = group
    words = [f"of frailty '{FRAILTY[frailty]}'"]
    words += [f"with the need '{need}'"] if need else []
    words += [f"who live in '{residence}'"] if residence else []
    words += ["with dementia"] if dementia else []
    words += ["who live alone"] if alone else []
    words += ["after a long stay"] if long_stay else []
    return ", ".join(words)


def _waits_for_ever(description: Description) -> Iterator[tuple[Keys, str]]:
    """Yield the pathways on which people in a bed would wait for a place that never opens."""
    harm = description.deconditioning
    stated: list[tuple[Keys, str]] = [
        (("initial_occupancy", number, "waits_for"), present.waits_for)
        for number, present in enumerate(description.initial_occupancy)
        if present.waits_for
    ]
    stated += [(("deconditioning", "pathway"), harm.pathway)] if harm is not None and harm.pathway else []
    for keys, pathway in stated:
        if not is_open(description, pathway):
            to = description.pathways[pathway].to
            yield keys, f"leads to '{to}', which never opens: whoever waits for it waits for ever"


def _closed_by_effects(description: Description) -> Iterator[tuple[Keys, str]]:
    """Yield the interventions whose effects would leave people no pathway out of some settings."""
    for name, intervention in description.interventions.items():
        closed: set[str] = set()
        for effect in intervention.effects:
            if effect.changes == "destination" and not effect.factor:
                closed |= set(effect.of or description.pathways)
        for table, stated in description.discharge_destinations.items():
            ways = {way for way in stated.pathways if is_open(description, way)}
            if ways and ways <= closed:
                yield ("interventions", name, "effects"), f"leave nobody a pathway out of '{table}'"
