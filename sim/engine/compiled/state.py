"""The state of a run: people, places, queues, counters, and what is due on the calendar."""

from math import inf

import numpy as np
from numba import types

from sim.demand.compiled_random_numbers import uniform, uniform_of
from sim.demand.random_numbers import STEP, VISIT, Purpose
from sim.engine.compiled.calendar import order_of, put
from sim.engine.compiled.columns import numbers
from sim.engine.compiled.memory import Struct
from sim.engine.compiled.structs import COUNTS, DEMAND, FLAG, INTEGER, PARAMETERS, REAL, SNAPSHOTS, SPELLS, fields
from sim.engine.compiled.tables import Person, State
from sim.jit import jit, jit_inline
from sim.outcome import EVENTS, HOSPITAL_STAYS, Kind, Rank
from sim.tables.quantiles import CELLS, HALF

FRACTION = 2**52 - 1
"""Bits of a float64 below its power of two, which begins at bit 52, 1022 above that of `frexp`."""

_SMALL = (
    "need", "group", "frailty", "age", "dementia", "alone", "reason", "step", "response", "path_need",
    "path_response", "path_at", "wait_priority", "wait_kind", "wait_class",
)  # fmt: skip
INTEGERS = ("going_to", "planned_pathway", "team", "ward", "next_ward", "moves")
_DAYS = ("admitted_day", "ready_since", "hospital_since", "hours", "away_since", "package_until", "turns_75_day")
PEOPLE = np.dtype(
    [(name, "i4") for name in ("place", "residence", "pathway", "row", "record", "identity", "reserved", "wait_for")]
    + [(name, "f8") for name in ("death_day", "left_hospital", "counted")]
    + [("at_front_door", "?"), ("holds_place", "?"), ("takes_other_way", "?")]
    + [(name, "i2") for name in _SMALL]
    + [("key", "u8"), ("root", "u8"), ("entered", "f8")]
    + [(name, "i4") for name in INTEGERS]
    + [("due", "f8", (Rank.DOOR + 1,))]
    + [(name, "f8") for name in ("wait_stands", "wait_since", "wait_amount", "reserved_amount", "reserved_since")]
    + [(name, "f8") for name in _DAYS],
    align=True,
)
"""One person's state: where they are, what they hold, what they wait for, what is due; `root` that of the key of the
present spell. A path is a need, a response, and how far along the person is (need -1: no path). `ward` is the setting
whose stay and ways out are the person's: where they are, or where they would be if they had not been boarded;
`next_ward` the same of the place they wait for. What every candidate need reads stands first, in as few cache lines as
possible."""

STATE = Struct(
    "State",
    {"parameters": PARAMETERS, "counts": COUNTS, "demand": DEMAND, "snapshots": SNAPSHOTS}
    | dict.fromkeys(("now", "from_day", "to_day", "until"), types.float64)
    | dict.fromkeys(("settings", "resources", "levers", "population", "started", "keeps_log"), types.int64)
    | dict.fromkeys(("planned", "begun", "part", "later_free", "known", "needs", "midnights", "rows"), types.int64)
    | dict.fromkeys(("freed_count", "longest_queue", "blank_count", "at_once", "endless_in", "stay_count"), types.int64)
    | dict.fromkeys(("spell_count", "room_for"), types.int64)
    | {"blank": numbers(np.int32, 1, None, "blank"), "record_of": numbers(np.int32, 1, None, "record_of")}
    | {
        "stream": types.uint64,
        "people": numbers(PEOPLE, 1, None, "people"),
        "events": numbers(EVENTS, 1, None, "events"),
        "stays": numbers(HOSPITAL_STAYS, 1, None, "stays"),
        "spell": numbers(SPELLS, 1, None, "spell"),
        "spells": numbers(SPELLS, 1, None, "spells"),
        "led_to_bed": numbers(FLAG, 1, None, "led_to_bed"),
    }
    | fields(REAL, 1, "capacity pool_capacity used used_since queue_since capacity_since known_day upto")
    | fields(INTEGER, 1, "to_offer delayed_now queue_length heap later later_next later_first known_order")
    | fields(INTEGER, 1, "known_index lists")
    | fields(INTEGER, 2, "queue in_class")
    | fields(REAL, 2, "earned")
    | fields(np.int16, 2, "visits")
    | fields(FLAG, 1, "gone"),
    fixed=("from_day", "to_day", "settings", "resources", "levers", "population", "keeps_log", "stream"),
)
"""A run: clock, people, places, queues and counters. It goes on to `until`, at most `to_day`.

`planned` events are on the calendar, `begun` of them in its heap, those of the `part` of a day that has begun; the
others in the list of their part (`later`; `later_`: the first of each part, the next of each, the first place that is
free). `known_` holds what was certain beforehand but for needs, `known` of it past, and `needs` of the needs. `people`
holds a record for each resident, and one for each of those from outside who are in the model: `record_of` says where,
-1 for whoever has left, and `blank_count` of `blank` are free. `gone` records are of nobody, or of one who has left for
good. `visits` has the number of the present visit of each record to each setting in this spell, -1 before the first.
`spell` is what is counted of the present spell of each record (row -1: none); `spells` and `stays` are those that ended
in the period (`spell_count` and `stay_count` of them), and `rows` of the event log are filled. There is surely room
for what `room_for` events or offers may add to any of these.
`to_offer` is the line of resources to be offered, `queue` holds records, class by class, `in_class` of each, and
`earned` is what a class has earned of an offer; whoever is alone in line for a free place is `at_once` the next to be
offered one. `upto` and `lists` are scratch
arrays.
"""


@jit_inline
def log(state: State, kind: Kind, person: Person, setting: int, detail: float) -> None:
    """Add a row about a person to the event log, when one is kept; the spell is the person's own."""
    write_row(state, kind, person.identity, person.row, setting, detail)


@jit_inline
def write_row(state: State, kind: Kind, identity: int, spell: int, setting: int, detail: float) -> None:
    """Add a row to the event log, when one is kept: `spell` a row of needs, `detail` by kind (see `outcome.EVENTS`)."""
    if state.keeps_log:
        row = state.events[state.rows]
        row.day, row.kind, row.person = state.now, kind.value, identity
        row.need, row.setting, row.detail = spell, setting, detail
        state.rows = state.rows + 1


@jit
def coverage_number(state: State, person: Person, lever: int) -> float:
    """Return the number that says at which coverage an intervention reaches this person, the same for life."""
    return uniform(state.stream, person.key, state.parameters.coverage_purpose[lever])


@jit_inline
def plan(state: State, rank: Rank, person: Person, day: float) -> None:
    """Put something that is due on a day on the calendar, in the written order; an infinite day is never."""
    if day != inf:
        person.due[rank] = day
        put(state, day, order_of(rank.value, person.identity))


@jit_inline
def random_number(state: State, person: Person, purpose: Purpose, of: int, visit: int) -> float:
    """Return the person's uniform number for a purpose `of` something (a setting, say), in this spell and visit."""
    return uniform_of(person.root, purpose.value + STEP * of + VISIT * visit)


@jit_inline
def wide(number: int) -> int:
    """Return a small number of a record as one of 64 bits: then functions need be compiled for these only."""
    return int(np.int64(number))


@jit
def drawn(state: State, table: int, share: float) -> float:
    """Return a quantile of a table: linear between the nodes of a grid that halves towards 0 and towards 1."""
    near, offset = share, 0
    if share > 0.5:
        near, offset = 1.0 - share, HALF
    bits = int(np.float64(near).view(np.int64))
    steps = (0.5 - (bits & FRACTION) * 2.0**-53) * (2.0 * CELLS)
    cell = int(steps)
    first = (1021 - (bits >> 52)) * CELLS + cell
    rest = steps - cell
    if first >= HALF - 1:
        first, rest = HALF - 2, 1.0
    low = state.parameters.quantiles[table, first + offset]
    return float(low + (state.parameters.quantiles[table, first + offset + 1] - low) * rest)


@jit
def count_capacity(state: State, resource: int) -> None:
    """Add the place-days that a resource has offered since they were last added."""
    state.counts.capacity_days[resource] += state.capacity[resource] * measured(state, state.capacity_since[resource])
    state.capacity_since[resource] = state.now


@jit_inline
def measured(state: State, since: float) -> float:
    """Return the days from `since` to now that fall in the measured period."""
    start = since if since > state.from_day else state.from_day
    return float(state.now - start) if state.now > start else 0.0


@jit_inline
def visit(state: State, person: Person) -> int:
    """Return how many times before, in this spell, the person has been where they are."""
    return max(int(state.visits[person.record, person.ward]), 0) if person.place >= 0 else 0


@jit_inline
def count_hospital_days(state: State, person: Person, delayed: int, days: float) -> None:
    """Add days in hospital, delayed (1) or not (0), to those of the person's spell and need."""
    if delayed:
        state.spell[person.record].delayed_days += days
    else:
        state.spell[person.record].active_days += days
    if counts_by_need(state, person):
        state.counts.need_days[need_row(state, person), delayed] += days


@jit_inline
def counts_by_need(state: State, person: Person) -> bool:
    """Return whether the person's hospital days count by need: in a model with residents, theirs only."""
    return bool(person.identity < state.population or state.population == 0)


@jit_inline
def need_row(state: State, person: Person) -> int:
    """Return the row of the person's need in days by need; the last for a spell under way on day 0."""
    return int(person.need) if person.need >= 0 else state.counts.need_days.shape[0] - 1


@jit_inline
def own_places(state: State, resource: int) -> float:
    """Return a resource's own places and its surge; surge places stand in a ward that is open, and close with it."""
    return float(state.capacity[resource] + state.parameters.surge[resource]) if state.capacity[resource] > 0.0 else 0.0


@jit
def reached(state: State, person: Person, lever: int) -> bool:
    """Return whether an intervention reaches this person now: eligible, and within its coverage as it ramps up."""
    parameters = state.parameters
    if not parameters.eligible[lever, person.group] or not parameters.eligible_residence[lever, person.residence]:
        return False
    share = grown(state, lever)
    return bool(share > 0.0 and coverage_number(state, person, lever) < share)


@jit_inline
def grown(state: State, lever: int) -> float:
    """Return the coverage of an intervention now, as it ramps up; 0 before it begins and once it is over."""
    parameters = state.parameters
    days = state.now - parameters.start_day[lever]
    if days < 0 or state.now >= parameters.end_day[lever]:
        return 0.0
    if days < parameters.ramp_days[lever]:
        return float(parameters.coverage[lever] * (days / parameters.ramp_days[lever]))
    return float(parameters.coverage[lever])
