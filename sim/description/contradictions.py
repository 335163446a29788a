"""Contradictions in a description: what has no effect, contradicts itself, or is counted nowhere."""

import datetime
from collections.abc import Iterator, Mapping
from itertools import pairwise

from sim.description.reachability import all_reached, hospital_without_need
from sim.description.references import Keys
from sim.description.settings import Setting, Team, WeeklyCapacity
from sim.description.system import Description
from sim.description.units import WEEKDAYS
from sim.description.unused import unused


def contradictions(description: Description) -> Iterator[tuple[Keys, str]]:
    """Yield the contradictions, each with the keys where it stands."""
    if not description.needs:
        yield ("needs",), "holds no need: nobody would ever come"
    yield from _boarding(description)
    yield from _residences(description)
    yield from _homes(description)
    yield from _limits(description)
    yield from _growth(description)
    yield from _deconditioning(description)
    for keys, resource in _with_places(description):
        yield from _order_of_changes(description.start_date, keys, resource)
    for name, need in description.needs.items():
        dates = [change.date for change in need.arrivals.changes] if need.arrivals else []
        for number, (before, after) in enumerate(pairwise(dates), 1):
            if after <= before:
                keys = ("needs", name, "arrivals", "changes", number, "date")
                yield keys, f"{after} must come after {before}, the date of the change before it"


def doubts(description: Description) -> list[str]:
    """Return one line for each part of a description that can run but is probably not intended."""
    return [*_unreached(description), *unused(description), *_nobodys_delay(description)]


def _with_places(description: Description) -> Iterator[tuple[Keys, Setting | Team]]:
    for name, setting in description.settings.items():
        yield ("settings", name), setting
    for name, team in description.teams.items():
        yield ("teams", name), team


def _growth(description: Description) -> Iterator[tuple[Keys, str]]:
    """Yield settings and teams that should grow but have changes or a week of their own, or no limit."""
    named = set(description.growth.of) if description.growth else set()
    for keys, resource in _with_places(description):
        if keys[1] in named and (resource.changes or resource.weekly or resource.capacity == "no_limit"):
            yield ("growth", "of"), f"'{keys[1]}' cannot grow: it has no limit, or changes of its own"


def _boarding(description: Description) -> Iterator[tuple[Keys, str]]:
    for name, setting in description.settings.items():
        if name in setting.boards_to:
            yield ("settings", name, "boards_to"), f"'{name}' cannot board people to itself"
        for other in setting.boards_to:
            if description.settings[other].residence:
                yield ("settings", name, "boards_to"), f"people live in '{other}': nobody is boarded there"
        if setting.boarded_stay is not None and not setting.boards_to:
            yield ("settings", name, "boarded_stay"), "needs boards_to: nobody of this ward lies on another"


def _residences(description: Description) -> Iterator[tuple[Keys, str]]:
    """Yield homes of type hospital, paths that lead to a home, and beds taken by people without a need."""
    for name, setting in description.settings.items():
        if setting.residence and setting.type == "hospital":
            yield ("settings", name, "residence"), "people live at home, and not where it counts as hospital"
    for name, response in description.responses.items():
        for number, step in enumerate(response.settings):
            if step in description.settings and description.settings[step].residence:
                message = f"people live in '{step}': let a pathway lead there, and not a path"
                yield ("responses", name, "settings", number), message
    for name, (setting_from, setting_to) in hospital_without_need(description).items():
        message = f"leads from '{setting_from}' to hospital ('{setting_to}') without a need: let a need lead there"
        yield ("pathways", name, "to"), message


def _homes(description: Description) -> Iterator[tuple[Keys, str]]:
    """Yield what is missing for residents to live in: a home, for all who start nowhere else."""
    homes = [name for name, setting in description.settings.items() if setting.type == "home"]
    if description.people is None:
        return
    if not homes:
        yield ("people",), "have no home: give a setting of type home, with residence: true"
    elif not description.settings[homes[0]].residence:
        yield ("settings", homes[0], "residence"), "false: residents who start nowhere else live here; let it be true"


def _limits(description: Description) -> Iterator[tuple[Keys, str]]:
    """Yield limits for people who are never turned away, because they wait in the bed that they have."""
    homes = {name for name, setting in description.settings.items() if setting.residence}
    allowed = {"default", "outside", *homes, *(description.settings[name].type for name in homes)}
    for name, setting in description.settings.items():
        for origin in setting.queue_limit if isinstance(setting.queue_limit, dict) else ():
            if origin not in allowed:
                message = "nobody is turned away from there: a limit is for outside, default, and where people live"
                yield ("settings", name, "queue_limit", origin), message


def _deconditioning(description: Description) -> Iterator[tuple[Keys, str]]:
    """Yield harm of waiting that would harm nobody."""
    harm = description.deconditioning
    if harm is not None and harm.chance_per_week and not set(harm.from_pathways) - {harm.pathway}:
        yield ("deconditioning", "from_pathways"), "chance_per_week needs them: pathways that may have to be given up"


def _order_of_changes(start: datetime.date, keys: Keys, resource: Setting | Team) -> Iterator[tuple[Keys, str]]:
    """Yield capacity changes out of order, or two at the same moment."""
    moments = [
        (change.day if change.date is None else float((change.date - start).days), change.hour)
        for change in resource.changes
    ]
    hours = [(day or 0.0) + hour / 24 for day, hour in moments]
    for number, (before, after) in enumerate(pairwise(hours), 1):
        if after <= before:
            yield (*keys, "changes", number), "must come later than the change before it (day or date, and hour)"
    seen: set[tuple[int, float]] = set()
    for number, change in enumerate(resource.weekly):
        if seen & _weekly_moments(change):
            yield (*keys, "weekly", number), "states the same weekday and hour once more"
        seen |= _weekly_moments(change)


def _weekly_moments(change: WeeklyCapacity) -> set[tuple[int, float]]:
    return {(WEEKDAYS.index(day), change.hour) for day in change.days}


def _unreached(description: Description) -> Iterator[str]:
    """Yield the settings that no response, pathway, boarding or start leads to."""
    reached = {name for reached_by in all_reached(description).values() for name in reached_by.entered}
    people = description.people
    reached |= set(people.starts) if people else set()
    reached |= {name for delayed in (people.delayed if people else ()) for name in delayed.settings}
    reached |= {pathway.waits_in for pathway in description.pathways.values() if pathway.waits_in}
    reached |= {setting.waits_in for setting in description.settings.values() if setting.waits_in}
    boarding: set[str] = set()
    while boarding != reached:
        boarding = set(reached)
        known = boarding & set(description.settings)
        reached |= {other for name in known for other in description.settings[name].boards_to}
    homes = [name for name, setting in description.settings.items() if setting.type == "home"]
    for name in description.settings:
        if name not in reached and not (people and name in homes[:1]):
            yield f"settings.{name}: nothing leads here: no response, pathway, boarding or start"


def _nobodys_delay(description: Description) -> Iterator[str]:
    """Yield the pathways on which people wait in a hospital bed for a place, and no reason of delay is counted."""
    for name, pathway in description.pathways.items():
        if pathway.reason == "none" and pathway.waits_in is None and _may_be_full(description.settings.get(pathway.to)):
            wards = [ward for ward in _left_by(description, name) if description.settings[ward].type == "hospital"]
            if wards:
                doubt = f"people wait in '{wards[0]}' for '{pathway.to}', and none of it counts as delay"
                yield f"pathways.{name}.reason: none: {doubt}; give the reason"


def _may_be_full(setting: Setting | None) -> bool:
    return setting is not None and setting.capacity != "no_limit"


def _left_by(description: Description, pathway: str) -> list[str]:
    """Return the settings from which a pathway leads on."""
    settings: Mapping[str, object] = description.settings
    left = {
        name
        for destinations in description.discharge_destinations.values()
        if pathway in destinations.pathways
        for name in destinations.settings
    }
    return [name for name in settings if name in left]
