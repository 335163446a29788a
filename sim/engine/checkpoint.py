"""A checkpoint: the state of the baseline on a day up to which all options are the same, from which they go on.

The years before the census are run once that way, whatever the number of options. A run from a checkpoint is the same,
to the last bit, as one from day 0.
"""

from dataclasses import dataclass, fields
from math import inf
from weakref import WeakKeyDictionary

import numpy as np

from sim.demand.demand import Demand
from sim.tables.tables import Tables

CHANGES = ("change_day", "change_of", "change_to")
"""Changes of capacity, in order."""
OF_INTERVENTIONS = frozenset(
    (
        "intervention_names", "coverage", "start_day", "ramp_days", "end_day", "salt", "eligible", "eligible_residence",
        "times_need", "times_readmission", "times_stay", "times_process", "times_pathway", "times_hours",
        "more_priority_days", "times_offer_weight", "weekend", "shift_lever", "shift_up_to", "shift_kept", "shift_salt",
    )
)  # fmt: skip
"""Tables of interventions: read for nobody before the day on which an intervention begins."""
UNREAD = frozenset({"most_capacity"})
"""Tables that no engine reads."""


_KNOWN: WeakKeyDictionary[Tables, WeakKeyDictionary[Tables, float]] = WeakKeyDictionary()
"""The first day of difference between systems that have been compared, for as long as both are in use."""


@dataclass
class Checkpoint:
    """A day and, once a run has passed it, the state then; an engine that keeps no state leaves it empty.

    `demand` and `tables` are those of the run that has passed it; the run that comes to an empty one begins at the one
    `before` where that serves it.
    """

    day: float
    state: object | None = None
    demand: Demand | None = None
    tables: Tables | None = None
    before: "Checkpoint | None" = None

    def serves(self, tables: Tables, demand: Demand) -> bool:
        """Tell whether a run under these tables with this demand may go on from here."""
        if self.state is None or self.tables is None:
            return False
        return demand is self.demand and first_difference(self.tables, tables) >= self.day


def first_difference(first: Tables, second: Tables) -> float:
    """Return the first day of the run on which two systems differ: 0 where they do from the start; infinite: never.

    Two systems are compared once: tables never change.
    """
    known = _KNOWN.setdefault(first, WeakKeyDictionary())
    if second not in known:
        known[second] = _first_difference(first, second)
    return known[second]


def _first_difference(first: Tables, second: Tables) -> float:
    for field in fields(Tables):
        if field.name not in OF_INTERVENTIONS | UNREAD | set(CHANGES):
            one, other = getattr(first, field.name), getattr(second, field.name)
            if one is not other and not _equal(one, other):
                return 0.0
    begins = [*first.start_day, *second.start_day] if differ_in_interventions(first, second) else []
    return float(min([*begins, _first_change(first, second)]))


def _equal(one: object, other: object) -> bool:
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return np.array_equal(one, other, equal_nan=True)
    return one == other


def differ_in_interventions(first: Tables, second: Tables) -> bool:
    """Tell whether other interventions are at work, or the same ones otherwise."""
    return any(not np.array_equal(getattr(first, name), getattr(second, name)) for name in OF_INTERVENTIONS)


def _first_change(first: Tables, second: Tables) -> float:
    """Return the day of the first change of capacity that is in one of two systems only; infinite: there is none."""
    one, other = (list(zip(*(getattr(tables, name) for name in CHANGES), strict=True)) for tables in (first, second))
    apart = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return float(min([rows[apart][0] for rows in (one, other) if apart < len(rows)], default=inf))
