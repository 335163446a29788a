"""The interface between a description and an engine: every array an engine may read."""

import datetime
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from sim.description.delay_reasons import REASONS

TICK = 2.0**-20
"""The grid of time: all times are whole multiples of this part of a day (about 82 milliseconds)."""
RESIDENCE = -1
OUTSIDE = -2
"""Where a pathway may lead other than to a setting."""
NOBODY = -1
NO_REASON = REASONS.index("none")
"""The reason of a wait that is no delayed discharge."""
RECENT_DAYS = 28.0
"""How long after leaving hospital a need is a readmission (the national indicator's)."""
LAST_DAYS = 183.0
"""The last days of life that are measured (the national indicator's)."""
BUSY_DAYS = 7.0
"""How long the end (or review) of a package waits while something else is under way for the person."""
YEAR = 365.25
"""Days in a year."""
ENDS = {
    "queue_limit": 1, "order_priority": 1, "order_priority_days": 1, "eligible_residence": 1, "stay": 2,
    "queue_class": 1,
    "destinations": 2, "beyond": 2, "destination_weight": 1,
}  # fmt: skip
"""Arrays in which index -1, along this axis, is the last on purpose: outside, no residence, no response. No other index
is ever below 0."""

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Tables:
    """One system (with its interventions) as arrays; all read-only, and equal only to themselves.

    Letters: S settings, T teams, R = S + T resources (both have places), K needs, A responses, Q pathways, P
    processes, D tables of destinations, I interventions, E effects on responses, G groups of people. -1: none.
    """

    start_date: datetime.date
    setting_names: tuple[str, ...]
    team_names: tuple[str, ...]
    need_names: tuple[str, ...]
    response_names: tuple[str, ...]
    pathway_names: tuple[str, ...]
    process_names: tuple[str, ...]
    intervention_names: tuple[str, ...]
    setting_types: tuple[str, ...]

    # Resources [R]: capacity in places (or hours a week), on day 0 and later
    limited: Flags
    capacity: Floats
    most_capacity: Floats
    """[R] the highest capacity at any time, pooled places included."""
    surge: Floats
    pool: Integers
    pool_capacity: Floats
    pool_longest_first: Flags
    change_day: Floats
    change_of: Integers
    """A resource, or from R on a pool."""
    change_to: Floats
    queue_limit: Integers
    """[R, S + 1] how many may wait before somebody from there is turned away, -1: no limit; last: outside."""
    order_priority: Integers
    """[R, S + 1] by the setting where the waiter is; last: outside."""
    order_priority_days: Floats
    classes: Integers
    """[R] classes of the queue; 0: all wait in one line."""
    queue_class: Integers
    """[R, S + 1] class of a waiter by the setting where they are, 0 without classes; last: outside."""
    offer_weight: Floats
    """[R, C] share of the offers of each class, or of each person in it, not normalised; 0 beyond the last."""
    by_person: Flags
    """[R] the shares are of each person waiting, and not of the class."""
    longest_list_by: Integers
    """[R] lists of their own: 0 by where people wait, 1 by need; -1: one list."""
    waits_as: Integers
    """[S] the reason counted for people who live there and wait elsewhere to come back."""
    patience: Integers
    """[R] quantile table of the time people at home go on waiting."""
    patience_at_door: Integers
    """[R] the same of people at the door; -1: they go on waiting."""

    # Settings [S]
    is_hospital: Flags
    is_residence: Flags
    at_home: Flags
    needs_after: Flags
    """[S] hospital, and what counts as hospital for needs soon after leaving."""
    hold_days: Floats
    takes_hours: Flags
    hours: Integers
    hours_factor: Floats
    admits_from: Floats
    admits_to: Floats
    """[S, 7] open hours as parts of a day, Monday first; from = to: closed."""
    discharges_from: Floats
    discharges_to: Floats
    boards_to: Integers
    boarded_stay: Floats
    """[S] factor on the stay of people of this ward who lie on another."""
    review_after: Floats
    review_ends: Floats
    review_shrinks: Floats
    review_to: Floats
    stay: Integers
    """[S, K, A + 1] quantile table of the stay; -1: stays until death, or until a need moves the person."""
    stay_by_pathway: Integers
    """[S, Q] quantile table of the stay of those who leave by this pathway; -1: as `stay` says."""
    draws_pathway: Flags
    """[S] the pathway out is drawn on entry."""
    stay_factor: Floats
    """[S, frailty, age band]."""
    even_week: Flags
    """[S] stays end on every weekday alike."""
    ready_by_weekday: Floats
    """[S, 7] how much of a stay passes on each weekday, Monday first; 1 on average."""

    # Needs [K] and responses [A]
    need_priority: Integers
    need_falls: Flags
    need_emergency: Flags
    need_ward: Integers
    need_residence: Floats
    """[K, S] factor on the rate by where the person lives."""
    need_waiting: Floats
    need_recent: Floats
    need_ceiling: Floats
    """[K] highest factor on the rate, against which a candidate's mark is measured."""
    beyond: Floats
    """[K, frailty, S + 1, A] chance of a response more institutional than this one; last residence: none."""
    path: Integers
    """[K, A, n] settings in turn, -1 after the last."""
    path_ward: Integers
    """[K, A, n] the setting whose stay is drawn: the ward of the need, even if the path leads to another."""
    response_pathway: Integers
    response_next_if_full: Flags
    response_deadline: Integers
    """[A] quantile table of the time people wait at the door with this response; -1: for as long as it takes."""
    response_next_if_late: Flags
    response_otherwise: Integers
    """[A] response of those who do not ask since many wait; -1: everybody asks."""
    asks: Floats
    """[A, n] chance that somebody at home asks, by how many wait already; beyond the last as for the last."""

    # Pathways [Q], processes [P], destinations [D]
    pathway_to: Integers
    pathway_reason: Integers
    pathway_processes: Integers
    pathway_new_package: Flags
    pathway_waits_in: Integers
    pathway_transfer: Integers
    pathway_within: Floats
    """[Q] days people wait for its place before they take another; infinite: they go on waiting."""
    pathway_otherwise: Integers
    """[Q] the pathway they take then; -1: drawn again among those of the same destinations without such days."""
    process: Integers
    process_factor: Floats
    process_reason: Integers
    process_working: Flags
    process_team: Integers
    destinations: Integers
    """[S, K, A + 1] table of destinations used when a stay ends there."""
    destination_pathways: Integers
    destination_weight: Floats
    """[D, S + 1, frailty, K, dementia, alone, long stay, n]."""
    destination_phase: Floats
    """[D, phase, n] factor on this weight by time before death."""
    long_stay_days: Floats
    decline_in: Flags
    decline_from: Flags
    decline_pathway: int
    decline: int
    decline_hours: float

    # Interventions [I]
    coverage: Floats
    start_day: Floats
    ramp_days: Floats
    end_day: Floats
    """[I] from this day on nobody is reached; infinite: never."""
    salt: NDArray[np.uint64]
    eligible: Flags
    """[I, G]."""
    eligible_residence: Flags
    """[I, S + 1]."""
    times_need: Floats
    times_readmission: Floats
    times_stay: Floats
    times_process: Floats
    times_pathway: Floats
    times_hours: Floats
    more_priority_days: Floats
    times_offer_weight: Floats
    """[I, R, C]."""
    weekend: Flags
    # Effects on responses [E]: of which intervention, and the response that people are moved to
    shift_lever: Integers
    shift_up_to: Integers
    shift_kept: Floats
    """[E, K, A] chance that somebody with this response keeps it; 1: nobody is taken from it."""
    shift_salt: NDArray[np.uint64]

    # Groups [G], durations, calendar
    group_frailty: Integers
    group_age: Integers
    group_dementia: Integers
    group_alone: Integers
    group_phase: Integers
    quantiles: Floats
    """[tables, nodes] on the grid of `quantiles.grid`."""
    weekday: int
    """Of day 0, Monday = 0."""
    worked: Floats
    """[days + 1] working days before each day of the run."""
    working_day: Integers
    """[n] the day that is the n-th working day."""

    def __post_init__(self) -> None:
        """Lock every array."""
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                value.flags.writeable = False


def sharing(tables: Tables, other: Tables) -> Tables:
    """Return the same tables, with the other system's own array wherever the two are equal to the last bit.

    So arrays that options have in common are in memory once, and a look at the object says that they are equal.
    """
    values = {field.name: (getattr(tables, field.name), getattr(other, field.name)) for field in fields(Tables)}
    same = {name: one for name, (own, one) in values.items() if own is not one and _is_same_array(own, one)}
    return replace(tables, **same) if same else tables


def _is_same_array(first: object, second: object) -> bool:
    if not isinstance(first, np.ndarray) or not isinstance(second, np.ndarray):
        return False
    return first.dtype == second.dtype and first.shape == second.shape and first.tobytes() == second.tobytes()
