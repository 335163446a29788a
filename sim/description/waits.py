"""Consistency of waiting: responses that give way, where people wait, and stays that depend on the way out."""

from collections.abc import Iterator

from sim.description.reachability import takes_next
from sim.description.references import Keys
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
