"""The tables and the counters of a run as plain lists, typed; an index below 0 is refused."""

from dataclasses import dataclass, fields
from math import nan
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.demand.demand import Demand
from sim.tables.quantiles import NODES
from sim.tables.tables import ENDS, NO_REASON, Tables

T = TypeVar("T")


class Row(list[T]):
    """A list in which no index is below 0: none of its elements is meant by counting from the end."""

    def __getitem__(self, index):  # type: ignore[no-untyped-def]
        """Return an element. Raises IndexError for an index below 0."""
        if index < 0:
            raise IndexError(index)
        return list.__getitem__(self, index)


class WithEnd(Row[T]):
    """A row in which -1 is the last on purpose (see `tables.tables.ENDS`): outside, no residence, no response."""

    def __getitem__(self, index):  # type: ignore[no-untyped-def]
        """Return an element. Raises IndexError for an index below -1."""
        if index < -1:
            raise IndexError(index)
        return list.__getitem__(self, index)


class Parameters:
    """The arrays of Tables as lists, by the same names (see there); rows of large ones are laid out when looked at."""

    limited: list[bool]
    capacity: list[float]
    surge: list[float]
    pool: list[int]
    pool_capacity: list[float]
    pool_longest_first: list[bool]
    queue_limit: list[list[int]]
    order_priority: list[list[int]]
    order_priority_days: list[list[float]]
    classes: list[int]
    queue_class: list[list[int]]
    offer_weight: list[list[float]]
    by_person: list[bool]
    longest_list_by: list[int]
    waits_as: list[int]
    patience: list[int]
    setting_types: tuple[str, ...]
    is_hospital: list[bool]
    is_residence: list[bool]
    at_home: list[bool]
    needs_after: list[bool]
    hold_days: list[float]
    takes_hours: list[bool]
    hours: list[int]
    hours_factor: list[list[float]]
    admits_from: list[list[float]]
    admits_to: list[list[float]]
    discharges_from: list[list[float]]
    discharges_to: list[list[float]]
    boards_to: list[list[int]]
    boarded_stay: list[float]
    review_after: list[float]
    review_ends: list[float]
    review_shrinks: list[float]
    review_to: list[float]
    stay: list[list[list[int]]]
    stay_factor: list[list[list[float]]]
    even_week: list[bool]
    ready_by_weekday: list[list[float]]
    need_priority: list[int]
    need_emergency: list[bool]
    need_residence: list[list[float]]
    need_waiting: list[float]
    need_recent: list[float]
    need_ceiling: list[float]
    beyond: list[list[list[list[float]]]]
    path: list[list[list[int]]]
    path_ward: list[list[list[int]]]
    response_pathway: list[int]
    response_next_if_full: list[bool]
    pathway_to: list[int]
    pathway_reason: list[int]
    patience_at_door: list[int]
    response_deadline: list[int]
    response_next_if_late: list[bool]
    response_otherwise: list[int]
    asks: list[list[float]]
    stay_by_pathway: list[list[int]]
    draws_pathway: list[bool]
    pathway_processes: list[list[int]]
    pathway_new_package: list[bool]
    pathway_waits_in: list[int]
    pathway_transfer: list[int]
    pathway_within: list[float]
    pathway_otherwise: list[int]
    process: list[int]
    process_factor: list[float]
    process_reason: list[int]
    process_working: list[bool]
    process_team: list[int]
    destinations: list[list[list[int]]]
    destination_pathways: list[list[int]]
    long_stay_days: list[float]
    decline_in: list[bool]
    decline_from: list[bool]
    decline_pathway: int
    decline: int
    decline_hours: float
    coverage: list[float]
    start_day: list[float]
    ramp_days: list[float]
    end_day: list[float]
    eligible: list[list[bool]]
    eligible_residence: list[list[bool]]
    times_need: list[list[float]]
    times_readmission: list[list[float]]
    shift_lever: list[int]
    shift_up_to: list[int]
    shift_kept: list[list[list[float]]]
    times_stay: list[list[list[float]]]
    times_process: list[list[float]]
    times_pathway: list[list[float]]
    times_hours: list[list[float]]
    more_priority_days: list[list[float]]
    times_offer_weight: list[list[list[float]]]
    weekend: list[list[bool]]
    group_frailty: list[int]
    group_age: list[int]
    group_dementia: list[int]
    group_alone: list[int]
    group_phase: list[int]
    quantiles: list[list[float]]
    weekday: int
    worked: list[float]
    working_day: list[int]

    def __init__(self, tables: Tables) -> None:
        """Lay out every table that has a name here."""
        named = self.__annotations__
        for field in fields(Tables):
            if field.name in named:
                value: object = getattr(tables, field.name)
                rows = _rows(value, ENDS.get(field.name)) if isinstance(value, np.ndarray) else value
                setattr(self, field.name, rows)


def _rows(array: NDArray[np.generic], end: int | None) -> Row[object]:
    """Return an array as rows of rows; along the axis `end`, counted from here, -1 is the last."""
    if array.ndim == 2 and array.shape[1] == NODES:
        return Row(array.tolist())  # quantiles: where to look in a row is worked out from a share
    inner = array.tolist() if array.ndim == 1 else [_rows(part, None if end is None else end - 1) for part in array]
    return WithEnd(inner) if end == 0 else Row(inner)


@dataclass(slots=True)
class Spell:
    """What is counted of a spell, by the names of an Outcome (see there)."""

    row: int
    response: int
    from_residence: int
    ended_in: int = -1
    admissions: int = 0
    boarded: int = 0
    active_days: float = 0.0
    delayed_days: float = 0.0
    wait_days: float = 0.0
    admitted_day: float = nan
    left_day: float = nan
    ready_day: float = nan


Stay = tuple[int, float, float, int, float]
"""A stay in hospital: see HOSPITAL_STAYS."""


class Counts:
    """The counters of an Outcome, by the same names, but for those of spells: they are listed as they end."""

    def __init__(self, demand: Demand, settings: int, resources: int, needs: int) -> None:
        """Begin with nothing counted."""
        self.led_to_bed = [False] * len(demand.needs)
        self.spells: list[Spell] = []
        self._people(demand.population, demand.counted)
        self._places(settings, resources)
        self.occupied: list[list[float]] = []
        self.queue: list[list[int]] = []
        self.waiting_delayed: list[list[int]] = []
        self.stays: list[Stay] = []
        self.need_days = [[0.0, 0.0] for _ in range(needs + 1)]
        self.alive_days = 0.0

    def _people(self, residents: int, people: int) -> None:
        self.died_in = [-1] * residents
        self.last_days, self.home_days = [0.0] * residents, [0.0] * residents
        self.moved_to_care_home_day = [nan] * people

    def _places(self, settings: int, resources: int) -> None:
        def days() -> list[float]:
            return [0.0] * resources

        def number() -> list[int]:
            return [0] * resources

        self.person_days, self.hold_days, self.reserved_days, self.surge_days = days(), days(), days(), days()
        self.used_days, self.queue_days, self.waited_days = days(), days(), days()
        self.capacity_days, self.hospital_waited_days = days(), days()
        self.resident_days, self.full_days = days(), days()
        self.entered, self.left, self.boarded_in, self.turned_away = number(), number(), number(), number()
        self.waits, self.hospital_waits, self.withdrew = number(), number(), number()
        self.delayed = [[[0.0, 0.0] for _ in range(NO_REASON + 1)] for _ in range(settings)]
        self.delays = [0] * (NO_REASON + 1)
        self.moves = [[0] * (settings + 1) for _ in range(settings + 1)]


class Snapshot:
    """The counters of one day of an Outcome's snapshots, by the same names (see there)."""

    def __init__(self, day: float, counts: Counts) -> None:
        """Note the counters as they stand."""
        self.day = day
        self.used_days, self.hold_days = list(counts.used_days), list(counts.hold_days)
        self.reserved_days, self.surge_days = list(counts.reserved_days), list(counts.surge_days)
        self.capacity_days, self.queue_days = list(counts.capacity_days), list(counts.queue_days)
        self.waited_days, self.entered = list(counts.waited_days), list(counts.entered)
        self.boarded_in, self.turned_away = list(counts.boarded_in), list(counts.turned_away)
        self.waits, self.withdrew = list(counts.waits), list(counts.withdrew)
        self.delayed = [[list(ages) for ages in reasons] for reasons in counts.delayed]
        self.need_days = [list(days) for days in counts.need_days]
