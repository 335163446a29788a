"""Consistency of queues: classes that effects name, multipliers of shares, and what scarcity is stated for."""

from collections.abc import Iterator

from sim.description.interventions import Effect
from sim.description.references import ENDS, Keys
from sim.description.settings import Setting, Team
from sim.description.system import Description


def of_queues(description: Description) -> Iterator[tuple[Keys, str]]:
    """Yield what is wrong with classes of queues, and with scarcity."""
    yield from _multipliers(description)
    for name, intervention in description.interventions.items():
        for number, effect in enumerate(intervention.effects):
            for place, message in _classes_of(description, effect):
                yield ("interventions", name, "effects", number, "classes", place), message
    yield from _scarcity(description)


def _multipliers(description: Description) -> Iterator[tuple[Keys, str]]:
    """Yield the multipliers of shares of offers that would leave nothing of them."""
    queues: list[tuple[str, str, Setting | Team]] = [("settings", n, s) for n, s in description.settings.items()]
    queues += [("teams", name, team) for name, team in description.teams.items()]
    for part, name, queue in queues:
        for class_name, one in queue.classes.items():
            if one.calibrated is not None and description.calibrated.get(one.calibrated, 1.0) <= 0:
                keys = (part, name, "classes", class_name, "calibrated")
                yield keys, f"calibrated.{one.calibrated} must be above 0: it multiplies a share of offers"


def _classes_of(description: Description, effect: Effect) -> Iterator[tuple[int, str]]:
    """Yield the classes that an effect names, by position, and that a queue it is of does not have."""
    queues: dict[str, Setting | Team] = {**description.settings, **description.teams}
    for place, wanted in enumerate(effect.classes):
        for name in effect.of:
            if wanted not in queues[name].classes:
                known = ", ".join(queues[name].classes) or "none"
                yield place, f"the queue of '{name}' has no class '{wanted}' (its classes: {known})"
        if not effect.of and not any(wanted in queue.classes for queue in queues.values()):
            yield place, f"no queue has a class '{wanted}'"


def _scarcity(description: Description) -> Iterator[tuple[Keys, str]]:
    """Yield scarcity where nobody asks for a place, and what those who do not ask could not be counted as."""
    for name, response in description.responses.items():
        if response.scarcity is None:
            continue
        keys, other = ("responses", name, "scarcity"), response.scarcity.otherwise
        if response.pathway is None or description.pathways[response.pathway].to in ENDS:
            yield keys, "is for a response with a pathway that leads to a setting: there is no list to wait on"
        if description.responses[other].settings or description.responses[other].pathway is not None:
            yield (*keys, "otherwise"), f"'{other}' leads somewhere: who does not ask stays where they are"
        if any(any(need.response.shares.get(other, ())) for need in description.needs.values()):
            yield (*keys, "otherwise"), f"a need has a share of '{other}': it is for those who do not ask only"
