"""Where people can get to: the settings that a need, or a wait for a route, may lead to, and where nothing leads on."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sim.description.mentions import WARD
from sim.description.needs import Destinations, Need
from sim.description.system import Description

Spell = tuple[str, str]
"""A need and the answer to it; both empty: those who wait or are delayed on day 0, of whom neither is known."""


@dataclass(frozen=True)
class Reached:
    """Settings that people of one kind may enter (`entered`), where they may queue, and where their stay may end."""

    entered: set[str] = field(default_factory=set)
    queued: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    routes: set[str] = field(default_factory=set)


def all_reached(description: Description) -> dict[Spell, Reached]:
    """Return what each need reaches with each answer to it, and what those reach who are there on day 0."""
    found = {
        (name, answer): _reached(description, (name, answer))
        for name, need in description.needs.items()
        for answer in answers_to(description, need)
    }
    return found | {("", ""): _reached_at_start(description)}


def leads_on(description: Description, spell: Spell) -> set[str]:
    """Return the settings from which some destinations lead on for people with this need and answer."""
    every = description.destinations.values()
    return {setting for each in every if _is_for(each, spell) for setting in each.settings}


def _is_for(destinations: Destinations, spell: Spell) -> bool:
    need, answer = spell
    any_need = not destinations.needs or not need or need in destinations.needs
    return any_need and (not destinations.answers or not answer or answer in destinations.answers)


def _reached(description: Description, spell: Spell) -> Reached:
    """Follow an answer to a need, and then the routes out of every setting in which a stay ends."""
    need, answer = description.needs[spell[0]], description.answers[spell[1]]
    found = Reached()
    path = [need.ward if step == WARD else step for step in answer.path]
    settings = [step for step in path if step is not None]
    found.entered.update(settings)
    found.left.update(settings[-1:])
    found.queued.update(settings if answer.if_full == "wait" else settings[:-1])
    if answer.route is not None:
        found.routes.add(answer.route)
    for present in description.present:
        if present.need == spell[0] and present.answer in (None, spell[1]) and present.setting in description.settings:
            found.entered.add(present.setting)
            found.left.update({present.setting} - set(settings))
            found.routes.update([present.waits_for] if present.waits_for else [])
    return _follow(description, spell, found)


def _reached_at_start(description: Description) -> Reached:
    """Follow those who wait for a route, or are delayed in a setting, on day 0."""
    found = Reached()
    if description.people is not None:
        found.routes.update(waiting.route for waiting in description.people.waiting)
        for delayed in description.people.delayed:
            found.routes.update(delayed.routes)
    return _follow(description, ("", ""), found)


def answers_to(description: Description, need: Need) -> Iterator[str]:
    """Yield the answers that a need can get, with those that follow where one is full, and those that options open."""
    opened = {
        effect.up_to
        for intervention in description.interventions.values()
        for effect in intervention.effects
        if effect.changes == "answer"
        and any(description.needs[name] is need for name in effect.of or description.needs)
    }
    follows = False
    for name, answer in description.answers.items():
        given = any(need.answered.shares.get(name, (0.0,)))
        follows = given or follows or name in opened
        if follows:
            yield name
        follows = follows and answer.if_full == "next_answer"


def _follow(description: Description, spell: Spell, found: Reached) -> Reached:
    _arrive(description, found)
    seen: set[str] = set()
    while todo := found.left - seen:
        seen |= todo
        for destinations in description.destinations.values():
            if _is_for(destinations, spell) and todo.intersection(destinations.settings):
                found.routes.update(name for name, weight in destinations.routes.items() if any(weight.by_frailty))
        harm = description.deconditioning
        if harm is not None and harm.route and todo.intersection(harm.settings):
            found.routes.add(harm.route)
        _arrive(description, found)
    return found


def stays_for_good(description: Description, name: str) -> bool:
    """Tell whether people live in a setting, with no end of the stay but death."""
    return description.settings[name].residence and not description.settings[name].stay


def _arrive(description: Description, found: Reached) -> None:
    """Enter the settings that the routes found so far lead to."""
    ends = {description.routes[name].to for name in found.routes}
    arrived = {name for name in ends if name in description.settings}
    found.entered.update(arrived)
    found.queued.update(arrived)
    found.left.update(name for name in arrived if not stays_for_good(description, name))
