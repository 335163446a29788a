"""Does a description hang together? Every name exists, every stay has a length and a way on, every queue has places."""

from collections.abc import Iterator, Mapping
from itertools import product

from sim.description.faults import Fault, near_miss, shown, shown_key, unknown
from sim.description.mentions import ENDS, WARD, Keys, mentions, names
from sim.description.reach import all_reached, answers_to, leads_on, stays_for_good
from sim.description.settings import Pool, Published, Setting, Team
from sim.description.system import Description
from sim.description.validation import file_named_for

ENDLESS = "capacity of zero with an unlimited queue: whoever is sent here waits for ever"

CLOSED = "closed here, so its people go to another ward or by another route"


def check(description: Description, file_of: Mapping[str, str]) -> tuple[list[Fault], list[str]]:
    """Return the faults between the parts of a description, and warnings.

    ``file_of`` gives the file of a dotted path, or of the nearest path above it; ``""`` for all others.
    """
    faults = unknown_names(description, file_of)
    if faults:
        return faults, []
    loose = [*_needs(description), *_ways_on(description), *_destinations(description), *_endless(description)]
    loose += [*_capacities(description), *_elsewhere(description), *_stays(description), *_present(description)]
    faults = [Fault(file_named_for(keys, file_of), shown_key(*keys), message=message) for keys, message in loose]
    return faults, warnings(description)


def unknown_names(description: Description, file_of: Mapping[str, str]) -> list[Fault]:
    """Return a fault for every mention of something that does not exist."""
    known = names(description)
    faults = []
    for keys, name, sort in mentions(description):
        if name in known[sort]:
            continue
        file, key = file_named_for(keys, file_of), shown_key(*keys)
        if sort == "columns":
            near, message = near_miss(name, known[sort]), f"no figure in column {shown(name)} for {description.title}"
            faults.append(Fault(file, key, shown(name), near_miss=near, message=message))
        else:
            faults.append(unknown(file, key, name, known[sort]))
    return faults


def warnings(description: Description) -> list[str]:
    """Return one line for each doubt about a description that runs nevertheless, such as a ward without a bed."""
    lines = []
    for keys, thing in _without_places(description):
        if isinstance(thing.capacity, Published):
            column = f"column {shown(thing.capacity.column)} of {description.title}"
            way_round = isinstance(thing, Setting) and _closes(description, str(keys[1]), thing)
            lines.append(f"{shown_key(*keys)}: 0 places ({column}): {CLOSED if way_round else ENDLESS}")
    used = {str(value) for value in _said("fitted", description.model_dump(exclude={"fitted"}))}
    lines += [
        f"fitted.{name}: nothing uses this multiplier" for name in description.fitted if used and name not in used
    ]
    return lines


def _said(key: str, value: object) -> Iterator[object]:
    """Yield what stands under a key at any depth."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name == key and inner is not None:
                yield inner
            yield from _said(key, inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _said(key, inner)


def _needs(description: Description) -> Iterator[tuple[Keys, str]]:
    """Yield the needs that cannot arise, or whose answer leads to a ward that nobody named."""
    last = next(reversed(description.answers), "")
    for name, need in description.needs.items():
        if need.rate is not None and description.people is None:
            yield ("needs", name, "rate"), "a rate needs people: give the people, or arrivals instead"
        for answer in answers_to(description, need):
            if WARD in description.answers[answer].path and need.ward is None:
                yield ("needs", name, WARD), f"is missing: the answer '{answer}' leads to the ward"
            if answer == last and description.answers[answer].if_full == "next_answer":
                yield ("answers", answer, "if_full"), "no answer follows this one: let it wait"
    for name, answer_given in description.answers.items():
        if answer_given.path and answer_given.route is not None:
            yield ("answers", name), "an answer has either a path or a route"
    for name in ENDS:
        if name in description.settings:
            yield ("settings", name), f"'{name}' has a meaning of its own and cannot be a setting"


def _ways_on(description: Description) -> Iterator[tuple[Keys, str]]:
    """Yield the settings that people enter without a length of stay, or whose stay ends with no way on."""
    closed: set[str] = set()
    endless: dict[tuple[str, str], None] = {}
    for (need, answer), found in all_reached(description).items():
        for name in sorted(found.entered):
            setting = description.settings[name]
            if need and not setting.residence and not {"default", need, answer} & set(setting.stay):
                endless[name, need] = None
        ends = {name for name in found.left if not stays_for_good(description, name)}
        closed |= ends - leads_on(description, (need, answer))
    for name, need in endless:
        yield ("settings", name, "stay"), f"no length of stay for '{need}', and no 'default'"
    for name in sorted(closed):
        yield ("destinations",), f"nothing leads on from '{name}', where a stay ends"


def _destinations(description: Description) -> Iterator[tuple[Keys, str]]:
    """Yield the destinations that overlap, or offer no route to some people."""
    owner: dict[tuple[str, str, str], str] = {}
    for name, destinations in description.destinations.items():
        needs, answers = destinations.needs or ("",), destinations.answers or ("",)
        for (number, setting), need, answer in product(enumerate(destinations.settings), needs, answers):
            if (first := owner.setdefault((setting, need, answer), name)) != name:
                yield ("destinations", name, "settings", number), f"'{setting}' stands in '{first}' too"
        for column, state in enumerate(("fit", "mild", "moderate", "severe")):
            if not sum(weight.by_frailty[column] for weight in destinations.routes.values()):
                yield ("destinations", name, "routes"), f"no route has a weight above 0 for {state}"


def _capacities(description: Description) -> Iterator[tuple[Keys, str]]:
    """Yield capacities that change in two ways at once, or without a limit to change."""
    things: list[tuple[Keys, Setting | Team]] = [(("settings", name), s) for name, s in description.settings.items()]
    things += [(("teams", name), team) for name, team in description.teams.items()]
    for keys, thing in things:
        if thing.changes and thing.weekly:
            yield (*keys, "weekly"), "a capacity has either changes or a weekly pattern"
        if thing.capacity == "no_limit" and (thing.changes or thing.weekly):
            yield (*keys, "capacity"), "'no_limit' cannot change: state the places there are at first"


def _elsewhere(description: Description) -> Iterator[tuple[Keys, str]]:
    """Yield the settings that nobody can wait in, having left their bed."""
    for name, route in description.routes.items():
        there = description.settings[route.waits_in] if route.waits_in else None
        if there is not None and (there.residence or there.capacity != "no_limit" or route.waits_in == route.to):
            words = "must be without limit, no residence, and not where the route leads"
            yield ("routes", name, "waits_in"), f"'{route.waits_in}' {words}"


def _stays(description: Description) -> Iterator[tuple[Keys, str]]:
    """Yield the words for a length of stay that could mean a need or an answer."""
    for name, setting in description.settings.items():
        for word in setting.stay:
            if word in description.needs and word in description.answers:
                yield ("settings", name, "stay", word), f"'{word}' names both a need and an answer"


def _present(description: Description) -> Iterator[tuple[Keys, str]]:
    """Yield people of day 0 who are where they cannot be."""
    for number, present in enumerate(description.present):
        keys: Keys = ("present", number)
        answers = list(answers_to(description, description.needs[present.need]))
        if present.answer is not None and present.answer not in answers:
            yield (*keys, "answer"), f"'{present.need}' is never answered by '{present.answer}'"
        elif present.setting == "outside":
            if not any(description.answers[name].path for name in (present.answer and [present.answer]) or answers):
                yield (*keys, "setting"), "no answer leads along a path: there is no door to wait at"
        elif description.settings[present.setting].residence:
            yield (*keys, "setting"), f"people live in '{present.setting}': let them stand in people.starts"


def _endless(description: Description) -> Iterator[tuple[Keys, str]]:
    for keys, thing in _without_places(description):
        if not isinstance(thing.capacity, Published):
            yield keys, f"{ENDLESS}; give it places, or queue_limit: 0"


def _without_places(description: Description) -> Iterator[tuple[Keys, Setting | Team]]:
    """Yield the settings and teams for which people would queue although no place is ever there."""
    every = all_reached(description).values()
    queued = {name for found in every for name in found.queued}
    for name, setting in description.settings.items():
        later = _grows(setting) or setting.surge > 0
        pooled = setting.pool is not None and not _is_zero(description, description.pools[setting.pool])
        endless = setting.queue_limit == "no_limit" and setting.patience is None
        if name in queued and endless and not later and not pooled and _is_zero(description, setting):
            yield ("settings", name, "capacity"), setting
    processes = {name for found in every for route in found.routes for name in description.routes[route].processes}
    busy = {description.processes[name].team for name in processes}
    for name, team in description.teams.items():
        if name in busy and not _grows(team) and _is_zero(description, team):
            yield ("teams", name, "capacity"), team


def _grows(thing: Setting | Team) -> bool:
    """Tell whether there are places at some time after the first."""
    return any(change.capacity > 0 for change in thing.changes) or any(each.capacity > 0 for each in thing.weekly)


def _closes(description: Description, name: str, setting: Setting) -> bool:
    """Tell whether people can go round a setting without places: no path names it, and its needs have another ward."""
    on_a_path = any(name in answer.path for answer in description.answers.values() if name != WARD)
    is_a_ward = any(need.ward == name for need in description.needs.values())
    return not on_a_path and (bool(setting.boards_to) or not is_a_ward)


def _is_zero(description: Description, thing: Setting | Pool | Team) -> bool:
    """Tell whether a capacity comes to less than half a place, or half a quarter of an hour a week."""
    capacity = thing.capacity
    if isinstance(capacity, Published):
        fitted = description.fitted.get(capacity.fitted, 1.0) if capacity.fitted else 1.0
        capacity = float(description.published[capacity.column]) * capacity.times * fitted
    in_hours = isinstance(thing, Setting) and thing.hours is not None
    return capacity != "no_limit" and capacity < (0.125 if in_hours else 0.5)
