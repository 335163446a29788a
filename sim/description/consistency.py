"""Consistency of a description: every name exists, every stay has a length and a way on, every queue has places."""

from collections.abc import Iterator, Mapping

from sim.description import waits
from sim.description.check_changes import buildings_and_changes
from sim.description.check_queues import of_queues
from sim.description.contradictions import contradictions, doubts
from sim.description.frailty import frailty_by_age
from sim.description.input_errors import InputError, near_miss, shown, shown_key, unknown
from sim.description.openings import ever_opens, grows, grows_by_plan, is_zero
from sim.description.reachability import all_reached, leads_on, responses_to, stays_for_good
from sim.description.references import ENDS, WARD, Keys, mentions, names, ward_named
from sim.description.settings import Published, Setting, Team
from sim.description.system import Description
from sim.description.table_files import parts_of
from sim.description.validation import file_named_for
from sim.description.ways_out import destinations

ENDLESS = "capacity of zero with a queue: whoever is sent here waits for ever"

CLOSED = "closed here, so its people go to another ward or by another pathway"


def check(description: Description, file_of: Mapping[str, str]) -> tuple[list[InputError], list[str]]:
    """Return the faults between the parts of a description, and warnings.

    ``file_of`` gives the file of a dotted path, or of the nearest path above it; ``""`` for all others.
    """
    errors = unknown_names(description, file_of)
    return (errors, []) if errors else (_faults_of_named(description, file_of), warnings(description))


def faults(description: Description, file_of: Mapping[str, str]) -> list[InputError]:
    """Return the faults between the parts of a description, without the warnings."""
    return unknown_names(description, file_of) or _faults_of_named(description, file_of)


def _faults_of_named(description: Description, file_of: Mapping[str, str]) -> list[InputError]:
    """Return the faults of a description in which every name that is used is defined."""
    keyed = [*_needs(description), *_ways_on(description), *destinations(description), *_endless(description)]
    keyed += [*_capacities(description), *waits.elsewhere(description), *_stays(description), *_present(description)]
    keyed += [*waits.of_pathways(description), *waits.without_a_place(description), *contradictions(description)]
    keyed += [*_from_responses(description), *of_queues(description), *buildings_and_changes(description)]
    keyed += _people(description)
    return [InputError(file_named_for(keys, file_of), shown_key(*keys), message=message) for keys, message in keyed]


def unknown_names(description: Description, file_of: Mapping[str, str]) -> list[InputError]:
    """Return a fault for every name that is used and not defined."""
    known = names(description)
    errors = []
    for keys, name, sort in mentions(description):
        if name in known[sort]:
            continue
        file, key = file_named_for(keys, file_of), shown_key(*keys)
        if sort == "columns":
            near = near_miss(name, known[sort])
            message = f"no figure in column {shown(name)} for {description.title}{_where(name, file_of)}"
            errors.append(InputError(file, key, shown(name), near_miss=near, message=message))
        else:
            errors.append(unknown(file, key, name, known[sort]))
    return errors


def _where(column: str, file_of: Mapping[str, str]) -> str:
    """Say in which row a figure is expected, and which columns it is the sum of; nothing without a table."""
    parts = f", where it is made of {', '.join(parts_of(column)[:4])}" if parts_of(column) else ""
    return f" in {file_of['published']}{parts}" if "published" in file_of else ""


def warnings(description: Description) -> list[str]:
    """Return one line for each doubt about a description that can run nevertheless, such as a ward without a bed."""
    lines = []
    for keys, resource in _without_places(description):
        if isinstance(resource.capacity, Published):
            column = f"column {shown(resource.capacity.column)} of {description.title}"
            way_round = isinstance(resource, Setting) and _closes(description, str(keys[1]), resource)
            lines.append(f"{shown_key(*keys)}: 0 places ({column}): {CLOSED if way_round else ENDLESS}")
    used = {str(value) for value in _values_of("calibrated", description.model_dump(exclude={"calibrated"}))}
    lines += [
        f"calibrated.{name}: nothing uses this multiplier"
        for name in description.calibrated
        if used and name not in used
    ]
    return lines + doubts(description)


def _values_of(key: str, value: object) -> Iterator[object]:
    """Yield the values of a key at any depth, and of keys that end in it (`stay_calibrated`)."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if (name == key or str(name).endswith(f"_{key}")) and inner is not None:
                yield inner
            yield from _values_of(key, inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _values_of(key, inner)


def _needs(description: Description) -> Iterator[tuple[Keys, str]]:
    """Yield the needs that cannot arise, or whose response leads to a ward that nobody named."""
    last = next(reversed(description.responses), "")
    for name, need in description.needs.items():
        if need.rate is not None and description.people is None:
            yield ("needs", name, "rate"), "a rate needs people: give the people, or arrivals instead"
        for response in responses_to(description, need):
            if WARD in description.responses[response].settings and ward_named(description, need) is None:
                yield ("needs", name, WARD), f"is missing: the response '{response}' leads to the ward"
            if response == last and description.responses[response].if_full == "next_response":
                yield ("responses", response, "if_full"), "no response follows this one: let it wait"
    yield from waits.of_responses(description)
    for name in ENDS:
        if name in description.settings:
            yield ("settings", name), f"'{name}' has a meaning of its own and cannot be a setting"


def _people(description: Description) -> Iterator[tuple[Keys, str]]:
    """Yield shares by frailty that no rate of becoming frailer could keep."""
    if description.people is not None:
        by_age = frailty_by_age(description.people, description.published, description.calibrated)
        if by_age.fault:
            yield ("people", "frailty_by_five_years"), by_age.fault


def _ways_on(description: Description) -> Iterator[tuple[Keys, str]]:
    """Yield the settings that people enter without a length of stay, or whose stay ends with no way on."""
    closed: set[str] = set()
    endless: dict[tuple[str, str], None] = {}
    for (need, response), reached in all_reached(description).items():
        for name in sorted(reached.entered):
            setting = description.settings[name]
            if need and not setting.residence and not {"default", need, response} & set(setting.stay):
                endless[name, need] = None
        ends = {name for name in reached.left if not stays_for_good(description, name)}
        closed |= ends - leads_on(description, (need, response))
    for name, need in endless:
        yield ("settings", name, "stay"), f"no length of stay for '{need}', and no 'default'"
    for name in sorted(closed):
        yield ("discharge_destinations",), f"nothing leads on from '{name}', where a stay ends"


def _capacities(description: Description) -> Iterator[tuple[Keys, str]]:
    """Yield capacities that change in two ways at once, or without a limit to change."""
    resources: list[tuple[Keys, Setting | Team]] = [(("settings", name), s) for name, s in description.settings.items()]
    resources += [(("teams", name), team) for name, team in description.teams.items()]
    for keys, resource in resources:
        if resource.changes and resource.weekly:
            yield (*keys, "weekly"), "a capacity has either changes or a weekly pattern"
        if resource.capacity == "no_limit" and (resource.changes or resource.weekly):
            yield (*keys, "capacity"), "'no_limit' cannot change: state the places there are at first"


def _from_responses(description: Description) -> Iterator[tuple[Keys, str]]:
    """Yield the responses from which an effect cannot take people: none more institutional than where it leads.

    Responses are listed from the least to the most institutional.
    """
    order = list(description.responses)
    for name, intervention in description.interventions.items():
        for number, effect in enumerate(intervention.effects):
            for position, response in enumerate(effect.from_responses):
                if order.index(response) <= order.index(effect.up_to or response):
                    keys = ("interventions", name, "effects", number, "from_responses", position)
                    yield (
                        keys,
                        f"'{response}' is no more institutional than '{effect.up_to}', to which people are moved",
                    )


def _stays(description: Description) -> Iterator[tuple[Keys, str]]:
    """Yield the words for a length of stay that could mean a need or a response."""
    for name, setting in description.settings.items():
        for word in setting.stay:
            if word in description.needs and word in description.responses:
                yield ("settings", name, "stay", word), f"'{word}' names both a need and a response"


def _present(description: Description) -> Iterator[tuple[Keys, str]]:
    """Yield people of day 0 who are where they cannot be."""
    for number, present in enumerate(description.initial_occupancy):
        keys: Keys = ("initial_occupancy", number)
        responses = list(responses_to(description, description.needs[present.need]))
        if present.response is not None and present.response not in responses:
            yield (*keys, "response"), f"'{present.need}' is never answered by '{present.response}'"
        elif present.setting == "outside":
            if not any(
                description.responses[name].settings for name in (present.response and [present.response]) or responses
            ):
                yield (*keys, "setting"), "no response leads along a path: there is no door to wait at"
        elif description.settings[present.setting].residence:
            yield (*keys, "setting"), f"people live in '{present.setting}': let them stand in people.starts"


def _endless(description: Description) -> Iterator[tuple[Keys, str]]:
    for keys, resource in _without_places(description):
        boards = isinstance(resource, Setting) and resource.boards_to and _closes(description, str(keys[1]), resource)
        if not isinstance(resource.capacity, Published) and not boards:
            yield keys, f"{ENDLESS}; give it places, or queue_limit: 0"


def _without_places(description: Description) -> Iterator[tuple[Keys, Setting | Team]]:
    """Yield the settings and teams for which people would queue although no place is ever there."""
    spells = all_reached(description).values()
    queued = {name for reached in spells for name in reached.queued}
    held = {name for reached in spells for name in reached.held}
    for name, setting in description.settings.items():
        waits_for_ever = name in held or (name in queued and _may_queue(setting) and setting.patience is None)
        if waits_for_ever and not ever_opens(description, name):
            yield ("settings", name, "capacity"), setting
    processes = {
        name for reached in spells for pathway in reached.pathways for name in description.pathways[pathway].processes
    }
    busy = {description.processes[name].team for name in processes}
    for name, team in description.teams.items():
        if name in busy and not grows(team) and not grows_by_plan(description, name) and is_zero(description, team):
            yield ("teams", name, "capacity"), team


def _may_queue(setting: Setting) -> bool:
    """Tell whether somebody who comes from outside, or from where they live, may wait for a place."""
    stated = setting.queue_limit
    limits = list(stated.values()) if isinstance(stated, dict) else [stated]
    return any(limits) or (isinstance(stated, dict) and "default" not in stated)


def _closes(description: Description, name: str, setting: Setting) -> bool:
    """Tell whether people can avoid a setting without places: no path names it, and its needs have another ward."""
    on_a_path = any(name in response.settings for response in description.responses.values() if name != WARD)
    is_a_ward = any(need.ward == name for need in description.needs.values())
    elsewhere = list(setting.boards_to)
    for other in elsewhere:
        elsewhere += [ward for ward in description.settings[other].boards_to if ward not in elsewhere]
    return not on_a_path and (not is_a_ward or any(ever_opens(description, other) for other in elsewhere))
