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
JOURNEYS, INSTANCES, ROWS, HIGHEST = range(4)
"""What `totals` holds: journeys and activity instances so far, rows in the piece under way, the highest number."""


class Replay(NamedTuple):
    """People on their journeys and the places they hold: P people, R resources; numbers of places count from 1."""

    totals: NDArray[np.int64]
    journey: NDArray[np.int32]
    pathway: NDArray[np.int32]
    place: NDArray[np.int32]
    number: NDArray[np.int32]
    instance: NDArray[np.int32]
    team: NDArray[np.int32]
    team_number: NDArray[np.int32]
    team_instance: NDArray[np.int32]
    taken: NDArray[np.bool_]
    """[R, numbers] which numbers of a resource are in use."""
    lowest: NDArray[np.int64]
    """[R] no lower number is free."""
    limited: NDArray[np.bool_]
    is_residence: NDArray[np.bool_]
    leads_on: NDArray[np.bool_]
    """[needs, responses] whether a response to a need leads anywhere."""
    need: NDArray[np.int64]
    rows: NDArray[np.void]


def begin(demand: Demand, tables: Tables, piece: int) -> Replay:
    """Return a replay with nobody on a journey yet, and room for so many rows in a piece."""
    people, resources = demand.persons, len(tables.limited)
    nothing = [np.full(people, NOTHING, dtype=np.int32) for _ in range(4)]
    zeros = [np.zeros(people, dtype=np.int32) for _ in range(4)]
    return Replay(
        totals=np.zeros(4, dtype=np.int64),
        journey=zeros[0],
        pathway=nothing[0],
        place=nothing[1],
        number=zeros[1],
        instance=nothing[2],
        team=nothing[3],
        team_number=zeros[2],
        team_instance=zeros[3],
        taken=np.zeros((resources, 64), dtype=np.bool_),
        lowest=np.zeros(resources, dtype=np.int64),
        limited=tables.limited,
        is_residence=tables.is_residence,
        leads_on=(tables.response_pathway >= 0)[None, :] | (tables.path[:, :, 0] >= 0),
        need=demand.needs.need,
        rows=np.zeros(piece + ROOM, dtype=LOGGED),
    )


def with_more_numbers(state: Replay) -> Replay:
    """Return the replay with room for twice as many places of each resource."""
    return state._replace(taken=np.concatenate([state.taken, np.zeros_like(state.taken)], axis=1))


@jit_cached
def replay(state: Replay, events: NDArray[np.void], at: int) -> int:
    """Take in raw events from one on, until a piece is full or a place has no number left; return the next to take."""
    while at < len(events):
        full = state.totals[ROWS] + ROOM > len(state.rows) or state.totals[HIGHEST] + 2 > state.taken.shape[1]
        if full:
            return at
        _happens(state, events[at])
        at += 1
    return at


@jit
def _happens(state: Replay, event: Any) -> None:
    """Take in one raw event."""
    day, kind, person, setting = event.day, event.kind, event.person, event.setting
    if kind == Kind.NEED.value:
        _need(state, day, person, event.need, int(event.detail))
    elif kind in (Kind.START.value, Kind.ENTER.value):
        _arrives(state, day, person, setting)
    elif kind == Kind.READY.value:
        if not _at_residence(state, person):
            _waits(state, day, person, READY)
    elif kind == Kind.WAIT.value:
        if state.limited[setting]:
            _begun(state, day, person)
        _waits(state, day, person, WAITING + setting)
    elif kind == Kind.OFFERED.value:
        if setting >= len(state.is_residence):
            _takes_team(state, day, person, setting)
    elif kind in (Kind.PROCESS_ENDS.value, Kind.DECLINE.value):
        _lets_go_of_team(state, day, person)
    elif kind == Kind.LEAVE.value:
        _leaves(state, day, person, int(event.detail))
    elif kind == Kind.DIE.value:
        _leaves(state, day, person, NOTHING)
    elif kind in (Kind.WITHDRAW.value, Kind.TURNED_AWAY.value) and _at_residence(state, person):
        _departs(state, day, person)


@jit
def _need(state: Replay, day: float, person: int, row: int, response: int) -> None:
    kind = state.need[row] if row >= 0 else NOTHING
    if kind >= 0 and state.leads_on[kind, response]:
        _departs(state, day, person)
        _sets_out(state, day, person, kind)


@jit
def _at_residence(state: Replay, person: int) -> bool:
    place = state.place[person]
    return bool(place < 0 or state.is_residence[place])


@jit
def _row(state: Replay, day: float, person: int, event: int, concept: int) -> Any:
    """Return the next row of the log, about a person on a journey."""
    row = state.rows[state.totals[ROWS]]
    state.totals[ROWS] += 1
    row.time, row.journey, row.person, row.pathway = day, state.journey[person], person, state.pathway[person]
    row.event, row.concept, row.place, row.holder, row.holder_number = event, concept, 0, NOTHING, 0
    return row


@jit
def _in_bed(state: Replay, row: Any, person: int) -> None:
    """Draw whoever holds a bed in that bed, whatever they wait for."""
    if state.number[person] > 0:
        row.type, row.event, row.place = USE, state.place[person], state.number[person]


@jit
def _next_instance(state: Replay) -> int:
    state.totals[INSTANCES] += 1
    return int(state.totals[INSTANCES])


@jit
def _waits(state: Replay, day: float, person: int, concept: int) -> None:
    if state.journey[person] > 0:
        row = _row(state, day, person, concept, concept)
        row.type, row.life, row.instance = QUEUE, SCHEDULE, _next_instance(state)
        _in_bed(state, row, person)


@jit
def _sets_out(state: Replay, day: float, person: int, pathway: int) -> None:
    state.totals[JOURNEYS] += 1
    state.journey[person], state.pathway[person] = state.totals[JOURNEYS], pathway
    row = _row(state, day, person, ARRIVAL, ARRIVAL)
    row.type, row.life, row.instance = COMES_OR_GOES, COMPLETE, _next_instance(state)


@jit
def _begun(state: Replay, day: float, person: int) -> None:
    """Make sure that a journey is under way."""
    if state.journey[person] == 0:
        _sets_out(state, day, person, FROM_HOME if day > 0 else UNDER_WAY)


@jit
def _departs(state: Replay, day: float, person: int) -> None:
    _lets_go_of_team(state, day, person)
    if state.journey[person] > 0:
        row = _row(state, day, person, DEPART, DEPART)
        row.type, row.life, row.instance = COMES_OR_GOES, COMPLETE, _next_instance(state)
    state.journey[person] = 0


@jit
def _arrives(state: Replay, day: float, person: int, setting: int) -> None:
    state.place[person] = setting
    if _at_residence(state, person):
        _departs(state, day, person)
        return
    _begun(state, day, person)
    number = _smallest_free(state, setting)
    state.number[person], state.instance[person] = number, _next_instance(state)
    row = _row(state, day, person, setting, setting)
    row.type, row.life, row.instance = USE, START, state.instance[person]
    row.place, row.holder, row.holder_number = number, setting, number


@jit
def _leaves(state: Replay, day: float, person: int, target: int) -> None:
    """Leave where the person is, for another setting, for outside or by death (below 0)."""
    _lets_go_of_team(state, day, person)
    setting, number = state.place[person], state.number[person]
    if number > 0:
        _frees(state, setting, number)
        state.number[person] = 0
        if state.journey[person] > 0:
            row = _row(state, day, person, setting, setting)
            row.type, row.life, row.instance = USE_END, COMPLETE, state.instance[person]
            row.place, row.holder, row.holder_number = number, setting, number
    state.place[person] = NOTHING
    if target < 0:
        _departs(state, day, person)


@jit
def _takes_team(state: Replay, day: float, person: int, team: int) -> None:
    number = _smallest_free(state, team)
    state.team[person], state.team_number[person] = team, number
    state.team_instance[person] = _next_instance(state)
    if state.journey[person] > 0:
        row = _row(state, day, person, team, team)
        row.type, row.life, row.instance, row.place = USE, START, state.team_instance[person], number
        row.holder, row.holder_number = team, number
        _in_bed(state, row, person)


@jit
def _lets_go_of_team(state: Replay, day: float, person: int) -> None:
    team, number = state.team[person], state.team_number[person]
    if team < 0:
        return
    _frees(state, team, number)
    state.team[person] = NOTHING
    if state.journey[person] > 0:
        row = _row(state, day, person, team, team)
        row.type, row.life, row.instance, row.place = USE_END, COMPLETE, state.team_instance[person], number
        row.holder, row.holder_number = team, number
        _in_bed(state, row, person)


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
