"""Consistency of waiting: responses that give way, where people wait, and stays that depend on the way out."""

from collections.abc import Iterator

from sim.description.needs import Destinations
from sim.description.reachability import instead_of, takes_next
from sim.description.references import NEXT, Keys
from sim.description.system import Description


def of_responses(description: Description) -> Iterator[tuple[Keys, str]]:
    """Yield the responses that cannot be waited for, or give way to none."""
    with_path = [bool(response.settings) for response in description.responses.values()]
    for number, (name, response) in enumerate(description.responses.items()):
        if response.settings and response.pathway is not None:
            yield ("responses", name), "a response has either a path or a pathway"
        key = "if_waits_longer" if response.if_full == "wait" else "if_full"
        if not response.settings and (response.if_waits_longer is not None or response.if_full == "next_response"):
            yield ("responses", name, key), "without a path there is no door to wait at"
        elif takes_next(response) and not any(with_path[number + 1 :]) and number + 1 < len(with_path):
            yield ("responses", name, key), "no response with a path follows this one"
        elif key == "if_waits_longer" and takes_next(response) and number + 1 == len(with_path):
            yield ("responses", name, key, "then"), "no response follows this one: let them leave"


def elsewhere(description: Description) -> Iterator[tuple[Keys, str]]:
    """Yield the settings named for waiting, out of bed, in which nobody can wait."""
    stated: list[tuple[Keys, str | None, str]] = [
        (("pathways", name, "waits_in"), pathway.waits_in, pathway.to) for name, pathway in description.pathways.items()
    ]
    stated += [(("settings", name, "waits_in"), s.waits_in, name) for name, s in description.settings.items()]
    for keys, lounge, to in stated:
        place = description.settings[lounge] if lounge else None
        if place is not None and (place.residence or place.capacity != "no_limit" or lounge == to):
            yield keys, f"'{lounge}' must be without limit, no residence, and not where the pathway leads"


def without_a_place(description: Description) -> Iterator[tuple[Keys, str]]:
    """Yield the pathways given up for another that lead round, lead nowhere, or could not be given up."""
    if NEXT in description.pathways:
        yield ("pathways", NEXT), f"'{NEXT}' has a meaning of its own and cannot be a pathway"
    for name, pathway in description.pathways.items():
        keys = ("pathways", name, "if_no_place")
        if pathway.if_no_place is None:
            continue
        if name in instead_of(description, name):
            yield (*keys, "otherwise"), f"leads back to '{name}': nobody would ever get anywhere"
        to = description.settings.get(pathway.to)
        if to is None and pathway.to != "residence":
            yield keys, f"nobody waits for a place where '{name}' leads"
        elif pathway.waits_in or (to is not None and to.waits_in):
            yield (
                keys,
                "people who wait elsewhere (waits_in) have left their bed: they wait for this place and no other",
            )
        if pathway.if_no_place.otherwise == NEXT:
            yield from _next_of(description, name)


def _next_of(description: Description, name: str) -> Iterator[tuple[Keys, str]]:
    """Yield where nothing could be drawn again for people on a pathway: at home, and where none is waited for."""
    keys: Keys = ("pathways", name, "if_no_place", "otherwise")
    asked = [response.pathway for response in description.responses.values() if response.pathway]
    asked += [waiting.pathway for waiting in (description.people.waiting if description.people else ())]
    if any(name in (other, *instead_of(description, other)) for other in asked):
        yield keys, f"people ask for '{name}' where they live, and no destinations lead on from there: name a pathway"
    for group, destinations in description.discharge_destinations.items():
        leads = any(name in (other, *instead_of(description, other)) for other in destinations.pathways)
        if leads and not _all_have_one(description, destinations):
            yield keys, f"no pathway of '{group}' is waited for without end by everybody: name one"


def _all_have_one(description: Description, destinations: Destinations) -> bool:
    """Tell whether people of every frailty may draw a pathway that is waited for without end."""
    lasting = [w for name, w in destinations.pathways.items() if description.pathways[name].if_no_place is None]
    return all(any(weight.by_frailty[column] for weight in lasting) for column in range(4))


def of_pathways(description: Description) -> Iterator[tuple[Keys, str]]:
    """Yield stays by the way out that could not be drawn on entry, or that nobody would have."""
    for name, setting in description.settings.items():
        offered = {
            pathway
            for table in description.discharge_destinations.values()
            if name in table.settings
            for pathway in table.pathways
        }
        for pathway in setting.stay_by_pathway:
            if pathway not in offered:
                yield (
                    ("settings", name, "stay_by_pathway", pathway),
                    f"no destinations lead from '{name}' by this pathway",
                )
        if setting.stay_by_pathway and setting.residence:
            yield ("settings", name, "stay_by_pathway"), "people live here: state the stay by need, response or default"
    for name, need in description.needs.items():
        ward = description.settings.get(need.ward or "")
        if need.arrivals is not None and need.arrivals.occupied and ward is not None and ward.stay_by_pathway:
            yield ("needs", name, "arrivals", "occupied"), f"'{need.ward}' has no one mean stay: state per_day instead"
    for number, present in enumerate(description.initial_occupancy):
        place = description.settings.get(present.setting)
        under_way = present.waits_for is None and present.remaining is None and present.stay == "part_used"
        if place is not None and place.stay_by_pathway and under_way:
            yield (
                ("initial_occupancy", number),
                f"what is left in '{present.setting}' hangs on the pathway: state remaining, or fresh",
            )
