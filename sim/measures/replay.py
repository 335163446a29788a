"""The raw events of a run replayed in machine code: who is on which journey, and which numbered place they hold."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.demand.demand import Demand
from sim.jit import jit, jit_cached
from sim.outcome import Kind
from sim.tables.tables import Tables

LOGGED = np.dtype(
    [("time", "f8"), ("journey", "i8"), ("person", "i8"), ("instance", "i8")]
    + [(name, "i4") for name in ("pathway", "type", "event", "place", "concept", "life", "holder", "holder_number")]
)
"""A row of the event log in numbers: `event` and `concept` are codes (resource, WAITING + resource or a word), `place`
the number of the bed or of the team's member (0 none), `holder` the resource in use (-1 none), `holder_number` its
number."""
QUEUE, USE, USE_END, COMES_OR_GOES = range(4)
"""Types of event as vidigi names them."""
SCHEDULE, START, COMPLETE = range(3)
"""Transitions of an activity as XES names them."""
WAITING, ARRIVAL, DEPART, READY = 10_000, 20_000, 20_001, 20_002
"""Codes: a resource by its number, waiting for it, and the words."""
FROM_HOME, UNDER_WAY = -1, -2
"""Pathways of journeys that begin without a need."""
NOTHING = -1
ROOM = 8
"""Rows that one raw event may give, and more."""
JOURNEYS, INSTANCES, ROWS, HIGHEST, BLANK = range(5)
"""What `totals` holds: journeys and activity instances so far, rows in the piece under way, the highest number, and how
many records are blank."""
RECORDS = 1024
"""Records of people that there are at first."""
RECORD = np.dtype(
    [(name, "i4") for name in ("person", "journey", "pathway", "place", "number", "instance")]
    + [(name, "i4") for name in ("team", "team_number", "team_instance")]
)
"""Somebody in a setting or on a journey (0: on none): `number` of the place they hold in the setting (0: none)."""


class Replay(NamedTuple):
    """People on their journeys and the places they hold: P people, R resources; numbers of places count from 1."""

    totals: NDArray[np.int64]
    record_of: NDArray[np.int32]
    """[P] where the record of a person stands; -1: they are nowhere, and on no journey."""
    records: NDArray[np.void]
    blank: NDArray[np.int32]
    """Records of nobody, the first so many of them."""
    taken: NDArray[np.bool_]
    """[R, numbers] which numbers of a resource are in use."""
    lowest: NDArray[np.int64]
    """[R] no lower number is free."""
    limited: NDArray[np.bool_]
    is_residence: NDArray[np.bool_]
    leads_on: NDArray[np.bool_]
    """[needs, responses] whether a response to a need leads anywhere."""
    need: NDArray[np.int16]
    rows: NDArray[np.void]


def begin(demand: Demand, tables: Tables, piece: int) -> Replay:
    """Return a replay with nobody on a journey yet, and room for so many rows in a piece."""
    resources = len(tables.limited)
    return Replay(
        totals=np.asarray([0, 0, 0, 0, RECORDS]),
        record_of=np.full(demand.persons, NOTHING, dtype=np.int32),
        records=np.zeros(RECORDS, dtype=RECORD),
        blank=np.arange(RECORDS, dtype=np.int32),
        taken=np.zeros((resources, 64), dtype=np.bool_),
        lowest=np.zeros(resources, dtype=np.int64),
        limited=tables.limited,
        is_residence=tables.is_residence,
        leads_on=(tables.response_pathway >= 0)[None, :] | (tables.path[:, :, 0] >= 0),
        need=demand.needs.rows["need"],
        rows=np.zeros(piece + ROOM, dtype=LOGGED),
    )


def enlarged(state: Replay) -> Replay:
    """Return the replay with room for twice as many places of each resource, or people, where there is none."""
    if state.totals[HIGHEST] + 2 > state.taken.shape[1]:
        state = state._replace(taken=np.concatenate([state.taken, np.zeros_like(state.taken)], axis=1))
    if state.totals[BLANK] == 0:
        count = len(state.records)
        state.totals[BLANK] = count
        blank = np.arange(count, 2 * count, dtype=np.int32)
        records = np.concatenate([state.records, np.zeros_like(state.records)])
        state = state._replace(records=records, blank=np.concatenate([blank, np.zeros_like(blank)]))
    return state


@jit_cached
def replay(state: Replay, events: NDArray[np.void], at: int) -> int:
    """Take in raw events from one on, until a piece is full or there is no room left; return the next to take."""
    while at < len(events):
        full = state.totals[ROWS] + ROOM > len(state.rows) or state.totals[HIGHEST] + 2 > state.taken.shape[1]
        if full or state.totals[BLANK] == 0:
            return at
        person = events[at].person
        if person >= 0:
            record = _record(state, person)
            _happens(state, events[at], record)
            _blank_if_nowhere(state, record)
        at += 1
    return at


@jit
def _record(state: Replay, person: int) -> Any:
    """Return the record of a person, a blank one where they have none yet."""
    if state.record_of[person] < 0:
        state.totals[BLANK] -= 1
        state.record_of[person] = state.blank[state.totals[BLANK]]
        record = state.records[state.record_of[person]]
        record.person, record.journey, record.number = person, 0, 0
        record.place = record.team = NOTHING
    return state.records[state.record_of[person]]


@jit
def _blank_if_nowhere(state: Replay, record: Any) -> None:
    if record.place < 0 and record.team < 0 and record.journey == 0:
        state.blank[state.totals[BLANK]] = state.record_of[record.person]
        state.totals[BLANK] += 1
        state.record_of[record.person] = NOTHING


@jit
def _happens(state: Replay, event: Any, record: Any) -> None:
    """Take in one raw event."""
    day, kind, setting = event.day, event.kind, event.setting
    if kind == Kind.NEED.value:
        _need(state, day, record, event.need, int(event.detail))
    elif kind in (Kind.START.value, Kind.ENTER.value):
        _arrives(state, day, record, setting)
    elif kind == Kind.READY.value:
        if not _at_residence(state, record):
            _waits(state, day, record, READY)
    elif kind == Kind.WAIT.value:
        if state.limited[setting]:
            _begun(state, day, record)
        _waits(state, day, record, WAITING + setting)
    elif kind == Kind.OFFERED.value:
        if setting >= len(state.is_residence):
            _takes_team(state, day, record, setting)
    elif kind in (Kind.PROCESS_ENDS.value, Kind.DECLINE.value):
        _lets_go_of_team(state, day, record)
    elif kind == Kind.LEAVE.value:
        _leaves(state, day, record, int(event.detail))
    elif kind == Kind.DIE.value:
        _leaves(state, day, record, NOTHING)
    elif kind in (Kind.WITHDRAW.value, Kind.TURNED_AWAY.value) and _at_residence(state, record):
        _departs(state, day, record)


@jit
def _need(state: Replay, day: float, record: Any, row: int, response: int) -> None:
    kind = state.need[row] if row >= 0 else NOTHING
    if kind >= 0 and state.leads_on[kind, response]:
        _departs(state, day, record)
        _sets_out(state, day, record, kind)


@jit
def _at_residence(state: Replay, record: Any) -> bool:
    place = record.place
    return bool(place < 0 or state.is_residence[place])


@jit
def _row(state: Replay, day: float, record: Any, event: int, concept: int) -> Any:
    """Return the next row of the log, about a person on a journey."""
    row = state.rows[state.totals[ROWS]]
    state.totals[ROWS] += 1
    row.time, row.journey, row.person, row.pathway = day, record.journey, record.person, record.pathway
    row.event, row.concept, row.place, row.holder, row.holder_number = event, concept, 0, NOTHING, 0
    return row


@jit
def _in_bed(state: Replay, row: Any, record: Any) -> None:
    """Draw whoever holds a bed in that bed, whatever they wait for."""
    if record.number > 0:
        row.type, row.event, row.place = USE, record.place, record.number


@jit
def _next_instance(state: Replay) -> int:
    state.totals[INSTANCES] += 1
    return int(state.totals[INSTANCES])


@jit
def _waits(state: Replay, day: float, record: Any, concept: int) -> None:
    if record.journey > 0:
        row = _row(state, day, record, concept, concept)
        row.type, row.life, row.instance = QUEUE, SCHEDULE, _next_instance(state)
        _in_bed(state, row, record)


@jit
def _sets_out(state: Replay, day: float, record: Any, pathway: int) -> None:
    state.totals[JOURNEYS] += 1
    record.journey, record.pathway = state.totals[JOURNEYS], pathway
    row = _row(state, day, record, ARRIVAL, ARRIVAL)
    row.type, row.life, row.instance = COMES_OR_GOES, COMPLETE, _next_instance(state)


@jit
def _begun(state: Replay, day: float, record: Any) -> None:
    """Make sure that a journey is under way."""
    if record.journey == 0:
        _sets_out(state, day, record, FROM_HOME if day > 0 else UNDER_WAY)


@jit
def _departs(state: Replay, day: float, record: Any) -> None:
    _lets_go_of_team(state, day, record)
    if record.journey > 0:
        row = _row(state, day, record, DEPART, DEPART)
        row.type, row.life, row.instance = COMES_OR_GOES, COMPLETE, _next_instance(state)
    record.journey = 0


@jit
def _arrives(state: Replay, day: float, record: Any, setting: int) -> None:
    record.place = setting
    if _at_residence(state, record):
        _departs(state, day, record)
        return
    _begun(state, day, record)
    number = _smallest_free(state, setting)
    record.number, record.instance = number, _next_instance(state)
    row = _row(state, day, record, setting, setting)
    row.type, row.life, row.instance = USE, START, record.instance
    row.place, row.holder, row.holder_number = number, setting, number


@jit
def _leaves(state: Replay, day: float, record: Any, target: int) -> None:
    """Leave where the person is, for another setting, for outside or by death (below 0)."""
    _lets_go_of_team(state, day, record)
    setting, number = record.place, record.number
    if number > 0:
        _frees(state, setting, number)
        record.number = 0
        if record.journey > 0:
            row = _row(state, day, record, setting, setting)
            row.type, row.life, row.instance = USE_END, COMPLETE, record.instance
            row.place, row.holder, row.holder_number = number, setting, number
    record.place = NOTHING
    if target < 0:
        _departs(state, day, record)


@jit
def _takes_team(state: Replay, day: float, record: Any, team: int) -> None:
    number = _smallest_free(state, team)
    record.team, record.team_number = team, number
    record.team_instance = _next_instance(state)
    if record.journey > 0:
        row = _row(state, day, record, team, team)
        row.type, row.life, row.instance, row.place = USE, START, record.team_instance, number
        row.holder, row.holder_number = team, number
        _in_bed(state, row, record)


@jit
def _lets_go_of_team(state: Replay, day: float, record: Any) -> None:
    team, number = record.team, record.team_number
    if team < 0:
        return
    _frees(state, team, number)
    record.team = NOTHING
    if record.journey > 0:
        row = _row(state, day, record, team, team)
        row.type, row.life, row.instance, row.place = USE_END, COMPLETE, record.team_instance, number
        row.holder, row.holder_number = team, number
        _in_bed(state, row, record)


@jit
def _smallest_free(state: Replay, resource: int) -> int:
    """Take the smallest free number of a setting or team."""
    at = state.lowest[resource]
    while state.taken[resource, at]:
        at += 1
    state.taken[resource, at] = True
    state.lowest[resource] = at + 1
    state.totals[HIGHEST] = max(state.totals[HIGHEST], at + 1)
    return int(at + 1)


@jit
def _frees(state: Replay, resource: int, number: int) -> None:
    state.taken[resource, number - 1] = False
    state.lowest[resource] = min(state.lowest[resource], number - 1)
