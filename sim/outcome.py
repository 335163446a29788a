"""Output of an engine: what happened. Ranks of simultaneous events, kinds of event, counters, and invariants.

Both engines fill these arrays with +, - and comparison only. Every time is a multiple of ``TICK`` of a day, so sums of
differences of times are exact in float64 and do not depend on the order of addition: equality is to the last bit.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from math import ceil

import numpy as np
from numpy.typing import NDArray

from sim.tables.tables import TICK, Tables

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
NeedRows = NDArray[np.int32]
"""Rows of needs."""
Small = NDArray[np.int16]
"""Numbers of settings and responses, and counts, of which there is one for every spell."""
Flags = NDArray[np.bool_]
__all__ = [
    "EVENTS",
    "HOSPITAL_STAYS",
    "MOST_MOVES",
    "TICK",
    "Endless",
    "Kind",
    "Log",
    "Outcome",
    "Rank",
    "Snapshots",
    "conservation_errors",
    "number_of_days",
]


MOST_MOVES = 30_000
"""Moves of one person in a run: more than any life holds."""


class Endless(RuntimeError):
    """Somebody moves on and on, in a round of pathways with hardly a stay in it; the setting they go to is named."""

    def __init__(self, setting: str = "") -> None:
        """Name the setting in the message."""
        words = f"one person moved {MOST_MOVES:,} times, last to '{setting}': pathways lead round with hardly a stay"
        super().__init__(f"{words} (see settings.{setting}.stay, and destinations)")


class Rank(IntEnum):
    """Order of events at one instant; within a rank, by person."""

    PERIOD_ENDS = -1
    CAPACITY = 0
    BIRTHDAY = 1
    DEATH = 2
    READY = 3
    REVIEW = 4
    HOLD_EXPIRES = 5
    WITHDRAW = 6
    DECLINE = 7
    PROCESS = 8
    DOOR = 9
    NEED = 10
    CENSUS = 11


class Kind(IntEnum):
    """What a row of the event log says."""

    START = 0
    NEED = 1
    ENTER = 2
    READY = 3
    WAIT = 4
    OFFERED = 5
    PROCESS_ENDS = 6
    LEAVE = 7
    DIE = 8
    HOLD_EXPIRES = 9
    REVIEW = 10
    WITHDRAW = 11
    DECLINE = 12
    TURNED_AWAY = 13
    CAPACITY = 14


EVENTS = np.dtype(
    [
        ("day", "f8"),
        ("kind", "i2"),
        ("person", "i4"),
        ("need", "i4"),
        ("setting", "i2"),
        ("detail", "f8"),
    ]
)
"""Columns of the raw event log: `setting` is the setting (or team) concerned, `detail` a number by kind
(NEED: the response; READY: the pathway; WAIT, OFFERED: amount of places or hours; PROCESS_ENDS: the process;
LEAVE: the setting gone to, -1 outside; REVIEW, CAPACITY: the new amount)."""

Log = bool | Callable[[NDArray[np.void]], None]
"""Whether the raw event log is kept in the outcome; or a function that gets its rows as they come: the outcome then
holds none. The rows are overwritten later."""

HOSPITAL_STAYS = np.dtype(
    [("row", "i8"), ("admitted_day", "f8"), ("left_day", "f8"), ("ended_in", "i8"), ("delayed_days", "f8")]
)
"""Stays in hospital, from entering a hospital bed from outside to leaving hospital: as they end, then those under way,
by row.

`row` of needs; `admitted_day` -1 for those in a bed on day 0; `left_day` infinite while in; `ended_in` the setting
moved to, -1 none yet, -2 died there, -3 outside; `delayed_days` of the row in the period up to leaving (0 while in)."""


@dataclass(frozen=True, slots=True)
class Snapshots:
    """Counters of an Outcome as they stand at B days inside the period, before anything that happens at that instant.

    Each array has a leading axis B; the difference of two rows is what happened between them, half-open. Taking a
    snapshot changes nothing in the run.
    """

    day: Floats
    used_days: Floats
    hold_days: Floats
    reserved_days: Floats
    surge_days: Floats
    capacity_days: Floats
    queue_days: Floats
    waited_days: Floats
    entered: Integers
    boarded_in: Integers
    turned_away: Integers
    waits: Integers
    withdrew: Integers
    delayed: Floats
    need_days: Floats


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run, counted between ``from_day`` and ``to_day`` (half-open); S settings, T teams, N needs.

    Needs, one row per need of Demand (the same rows in every option of a replication)
      led_to_bed     whether the need led to a hospital bed at any time in the run
    Spells, one for each need that was answered, but for those that were over before the period: as they end, and those
    under way last, by row
      row            row of needs
      response       index of the response, -1 of those delayed on day 0
      admitted_day first entry to a hospital bed, NaN without one
      left_day     last departure from a hospital bed, NaN without one or while still in
      admissions   entries to hospital from outside it (0, 1; more after a return from intermediate care)
      active_days  days in hospital beds not delayed, inside the period
      delayed_days days delayed in hospital beds, inside the period
      wait_days    days waited for a bed in the emergency department or at its door, whole wait, by need
      boarded      1 where the person was boarded on another ward
      ready_day    first day ready for discharge from hospital, NaN without one
      from_residence  setting where the person lived when the response began, -1 for those from outside
      ended_in     setting moved to on leaving hospital for the last time, -1 none yet, -2 died there, -3 outside
    Residents
      died_in      setting of death, -1 alive at the end or outside
      last_days    hospital days in the last 183 days before death, for deaths in the period
      home_days    days of the period at home (residences other than care home, and settings at home)
    People counted one by one: residents, without a population everybody
      moved_to_care_home_day first entry to a care home as a resident after day 0, NaN without one
    Settings (S + T; teams behind the settings)
      person_days  days of people present, in the period (place-days used by someone who is there)
      resident_days  the same of residents only (in a model without a population: of everybody), and in hospital beds
                   of emergency spells only
      hold_days    place-days kept for someone who is away
      reserved_days place-days reserved for someone granted the place and not yet arrived
      surge_days   place-days above capacity
      full_days    days on which no place of the capacity is free (0 where there is no limit)
      capacity_days place-days of capacity (NaN where there is no limit)
      entered, left, boarded, turned_away, waits, withdrew: counts in the period
      waited_days  whole waits of those granted a place in the period, in days
      hospital_waits, hospital_waited_days  the same of those who waited in a hospital bed
      used_days    place-days taken up, for whatever reason (in hours a week times days where places are hours)
      queue_days   people waiting, times days
    delayed      [S, R, 2] delayed person-days in the period by setting, reason and age on the day (0: under 75, 1: 75
                 and over)
    need_days    [N + 1, 2] hospital days in the period of residents (without a population: of everybody) by need, last
                 row: spells under way on day 0; active and delayed. N here: needs of Tables
    delays       [R] people whose delay ended in the period, by the reason of its last part
    moves        [S + 1, S + 1] moves in the period; the last row and column: outside, or dead
    occupied, queue  [D, S + T] at each midnight from day 0; amount (places or hours) and people waiting
    waiting_delayed  [D, R] people delayed in hospital at each midnight by reason
    """

    from_day: float
    to_day: float
    led_to_bed: Flags
    row: NeedRows
    response: Small
    admitted_day: Floats
    left_day: Floats
    admissions: Small
    active_days: Floats
    delayed_days: Floats
    wait_days: Floats
    boarded: Small
    ready_day: Floats
    from_residence: Small
    ended_in: Small
    died_in: Integers
    last_days: Floats
    home_days: Floats
    moved_to_care_home_day: Floats
    person_days: Floats
    resident_days: Floats
    hold_days: Floats
    reserved_days: Floats
    surge_days: Floats
    full_days: Floats
    capacity_days: Floats
    entered: Integers
    left: Integers
    boarded_in: Integers
    turned_away: Integers
    waits: Integers
    withdrew: Integers
    waited_days: Floats
    hospital_waits: Integers
    hospital_waited_days: Floats
    used_days: Floats
    queue_days: Floats
    delayed: Floats
    need_days: Floats
    delays: Integers
    moves: Integers
    occupied: Floats
    queue: Integers
    waiting_delayed: Integers
    stays: NDArray[np.void]
    """Of the kind HOSPITAL_STAYS: every stay in hospital of anybody that was not over before the period."""
    alive_days: float
    """Person-days lived in the period by everybody inside the model: equals the sum of `person_days`."""
    snapshots: Snapshots
    events: NDArray[np.void] = field(default_factory=lambda: np.empty(0, dtype=EVENTS))


def number_of_days(to_day: float) -> int:
    """Return how many midnights fall in a run up to, not including, `to_day`; day 0 is the first."""
    return ceil(to_day)


def conservation_errors(outcome: Outcome, tables: Tables) -> list[str]:
    """Return what breaks conservation in a run: nobody lost or twice, nothing above capacity and surge."""
    errors = []
    settings = len(tables.setting_names)
    present = float(outcome.person_days[:settings].sum())
    if present != outcome.alive_days:
        errors.append(f"person-days {outcome.alive_days} differ from place-days {present}")
    people = len(outcome.died_in)
    started = outcome.occupied[0] if len(outcome.occupied) else np.zeros(settings)
    for column, name in enumerate(tables.setting_names):
        limit = max(float(tables.most_capacity[column] + tables.surge[column]), float(started[column]))
        highest = float(outcome.occupied[:, column].max(initial=0.0))
        if tables.limited[column] and highest > limit:
            errors.append(f"{name} held {highest} with room for {limit}")
        if (lowest := float(outcome.occupied[:, column].min(initial=0.0))) < 0:
            errors.append(f"{name} held {lowest}: more left than came")
    if people and int((outcome.died_in >= settings).sum()):
        errors.append("someone died in a setting that does not exist")
    return errors
