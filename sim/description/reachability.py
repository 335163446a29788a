"""Which settings people can reach from a need, or from a wait for a pathway, and where nothing leads on."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sim.description.needs import Destinations, Need, Response
from sim.description.references import WARD, ward_named
from sim.description.settings import Setting
from sim.description.system import Description

Spell = tuple[str, str]
"""A need and the response to it; both empty: those who wait or are delayed on day 0, of whom neither is known."""


@dataclass(frozen=True)
class Reached:
    """Settings that people of one kind may enter, queue for, wait for in a bed (`held`), and where a stay may end."""

    entered: set[str] = field(default_factory=set)
    queued: set[str] = field(default_factory=set)
    held: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    pathways: set[str] = field(default_factory=set)


def all_reached(description: Description) -> dict[Spell, Reached]:
    """Return what each need reaches with each response to it, and what those reach who are there on day 0."""
    reached = {
        (name, response): _reached(description, (name, response))
        for name, need in description.needs.items()
        for response in responses_to(description, need)
    }
    return reached | {("", ""): _reached_at_start(description)}


def leads_on(description: Description, spell: Spell) -> set[str]:
    """Return the settings from which some destinations lead on for people with this need and response."""
    tables = description.discharge_destinations.values()
    return {setting for table in tables if _is_for(table, spell) for setting in table.settings}


def _is_for(destinations: Destinations, spell: Spell) -> bool:
    need, response = spell
    any_need = not destinations.needs or not need or need in destinations.needs
    return any_need and (not destinations.responses or not response or response in destinations.responses)


def _reached(description: Description, spell: Spell) -> Reached:
    """Follow a response to a need, and then the pathways out of every setting in which a stay ends."""
    need, response = description.needs[spell[0]], description.responses[spell[1]]
    reached = Reached()
    path = [ward_named(description, need) if step == WARD else step for step in response.settings]
    settings = [step for step in path if step is not None]
    reached.entered.update(settings)
    reached.left.update(settings[-1:])
    reached.queued.update(settings if response.if_full == "wait" else settings[1:])
    reached.held.update(settings[1:])
    if response.pathway is not None:
        reached.pathways.add(response.pathway)
    for present in description.initial_occupancy:
        if (
            present.need == spell[0]
            and present.response in (None, spell[1])
            and present.setting in description.settings
        ):
            reached.entered.add(present.setting)
            reached.left.update({present.setting} - set(settings))
            reached.pathways.update([present.waits_for] if present.waits_for else [])
    return _follow(description, spell, reached)


def _reached_at_start(description: Description) -> Reached:
    """Follow those who wait for a pathway, or are delayed in a setting, on day 0."""
    reached = Reached()
    if description.people is not None:
        reached.pathways.update(waiting.pathway for waiting in description.people.waiting)
        for delayed in description.people.delayed:
            reached.pathways.update(delayed.pathways)
    return _follow(description, ("", ""), reached)


def takes_next(response: Response) -> bool:
    """Tell whether some people with this response get the next one instead."""
    longest = response.if_waits_longer
    return response.if_full == "next_response" or (longest is not None and longest.then == "next_response")


def responses_to(description: Description, need: Need) -> Iterator[str]:
    """Yield the responses that a need can get, directly, where one is full or waits too long, or through options."""
    opened = {
        effect.up_to
        for intervention in description.interventions.values()
        for effect in intervention.effects
        if effect.changes == "response"
        and any(description.needs[name] is need for name in effect.of or description.needs)
    }
    follows = False
    for name, response in description.responses.items():
        given = any(need.response.shares.get(name, (0.0,)))
        follows = given or follows or name in opened
        if follows:
            yield name
        follows = follows and takes_next(response)


def _follow(description: Description, spell: Spell, reached: Reached) -> Reached:
    _arrive(description, reached)
    seen: set[str] = set()
    while new := reached.left - seen:
        seen |= new
        for destinations in description.discharge_destinations.values():
            if _is_for(destinations, spell) and new.intersection(destinations.settings):
                reached.pathways.update(
                    name for name, weight in destinations.pathways.items() if any(weight.by_frailty)
                )
        harm = description.deconditioning
        if harm is not None and harm.pathway and new.intersection(harm.settings):
            reached.pathways.add(harm.pathway)
        _arrive(description, reached)
    return reached


def hospital_without_need(description: Description) -> dict[str, tuple[str, str]]:
    """Return the pathways that lead into hospital without a need: from which setting, and to which.

    They begin where a stay at home ends; without a need no spell would count the bed days.
    """
    into_hospital: dict[str, tuple[str, str]] = {}
    starts = [name for name, setting in description.settings.items() if setting.residence and _may_end(setting)]
    waits = description.people.waiting if description.people else ()
    pathways = [("home", waiting.pathway) for waiting in waits]
    seen = set(starts)
    while starts or pathways:
        for name in starts:
            pathways += [(name, pathway) for pathway in _pathways_out(description, name)]
        starts = []
        pathways += [(name, other) for name, pathway in pathways for other in instead_of(description, pathway)]
        for name, pathway in pathways:
            to = description.settings.get(description.pathways[pathway].to)
            if to is not None and to.type == "hospital":
                into_hospital.setdefault(pathway, (name, description.pathways[pathway].to))
            elif to is not None and not to.residence and description.pathways[pathway].to not in seen:
                seen.add(description.pathways[pathway].to)
                starts.append(description.pathways[pathway].to)
        pathways = []
    return into_hospital


def _may_end(setting: Setting) -> bool:
    return bool(setting.stay) or setting.reablement_review is not None


def _pathways_out(description: Description, name: str) -> Iterator[str]:
    for destinations in description.discharge_destinations.values():
        if name in destinations.settings and not destinations.responses:
            yield from (pathway for pathway, weight in destinations.pathways.items() if any(weight.by_frailty))


def instead_of(description: Description, name: str) -> list[str]:
    """Return the pathways that people take one after another where there is no place, as long as none comes again."""
    others: list[str] = []
    limit = description.pathways[name].if_no_place
    while limit is not None and limit.otherwise in description.pathways and limit.otherwise not in others:
        others.append(limit.otherwise)
        limit = description.pathways[limit.otherwise].if_no_place
    return others


def stays_for_good(description: Description, name: str) -> bool:
    """Tell whether people live in a setting, with no end of the stay but death."""
    return description.settings[name].residence and not description.settings[name].stay


def _arrive(description: Description, reached: Reached) -> None:
    """Add the settings that the pathways reached so far lead to, and those taken instead where there is no place."""
    reached.pathways.update(*(instead_of(description, name) for name in tuple(reached.pathways)))
    ways = [description.pathways[name] for name in reached.pathways]
    arrived = {way.to for way in ways if way.to in description.settings}
    reached.entered.update(arrived)
    reached.queued.update(arrived & {way.to for way in ways if way.if_no_place is None})
    reached.left.update(name for name in arrived if not stays_for_good(description, name))
