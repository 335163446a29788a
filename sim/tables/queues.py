"""Queues as tables: the classes that take turns, their shares of offers, and the chance to ask by how many wait."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.description.interventions import Effect
from sim.description.queue_classes import QueueClass
from sim.description.settings import Setting, Team
from sim.description.system import Description
from sim.tables.capacity import amount
from sim.tables.tables import NOBODY

Floats = NDArray[np.float64]
LONGEST = 4096
"""From one less than so many people waiting on, the chance to ask falls no further."""
Classes = list[tuple[str, ...]]
"""The names of the classes of each queue."""


def names_of_classes(description: Description) -> Classes:
    """Return the names of the classes of each setting's queue, and of each team's."""
    queues: list[Setting | Team] = [*description.settings.values(), *description.teams.values()]
    return [tuple(queue.classes) for queue in queues]


def most(classes: Classes) -> int:
    """Return how many classes a queue has at most, and at least one."""
    return max((len(names) for names in classes), default=1) or 1


def named_by(effect: Effect, names: Sequence[str], classes: Classes) -> Iterator[tuple[int, int]]:
    """Yield each queue, and class of it, whose share of offers an effect changes."""
    for queue, (name, own) in enumerate(zip(names, classes, strict=True)):
        if not effect.of or name in effect.of:
            yield from ((queue, own.index(one)) for one in effect.classes if one in own)


def queue_tables(description: Description, queues: Sequence[Setting | Team]) -> dict[str, object]:
    """Return the tables of the classes of each queue."""
    classes = names_of_classes(description)
    weight = np.zeros((len(queues), most(classes)))
    by_person = [any(one.each_counts for one in queue.classes.values()) for queue in queues]
    for row, queue in enumerate(queues):
        for column, one in enumerate(queue.classes.values()):
            weight[row, column] = one.weight * _multiplier(description, one)
    return {
        "classes": np.asarray([len(names) for names in classes], dtype=np.int64),
        "queue_class": np.asarray([_class_by_place(description, list(queue.classes.values())) for queue in queues]),
        "offer_weight": weight,
        "by_person": np.asarray(by_person, dtype=np.bool_),
    }


def _multiplier(description: Description, one: QueueClass) -> float:
    return description.calibrated.get(one.calibrated, 1.0) if one.calibrated else 1.0


def _class_by_place(description: Description, classes: Sequence[QueueClass]) -> list[int]:
    """Return the class of a waiter by the setting they are in: its name, or its type, else the rest; last: outside."""
    named = {place: number for number, one in enumerate(classes) for place in one.waiting_in}
    rest = next((number for number, one in enumerate(classes) if not one.waiting_in), 0)
    by_setting = [named.get(name, named.get(place.type, rest)) for name, place in description.settings.items()]
    return [*by_setting, named.get("outside", rest)]


def asking(description: Description, responses: Sequence[str]) -> dict[str, object]:
    """Return the tables of scarcity: the chance to ask for what each response leads to, and what else they do."""
    stated = [response.scarcity for response in description.responses.values()]
    others = [responses.index(scarcity.otherwise) if scarcity else NOBODY for scarcity in stated]
    chances = np.ones((len(stated), LONGEST if any(stated) else 1))
    people = np.arange(1, chances.shape[1], dtype=np.float64)
    for row, scarcity in enumerate(stated):
        if scarcity is not None:
            reference = amount(description, scarcity.reference)
            chances[row, 1:] = np.minimum((reference / people) ** scarcity.elasticity, 1.0)
    return {"response_otherwise": np.asarray(others, dtype=np.int64), "asks": chances}
