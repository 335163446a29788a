"""Between Python and machine code: a state laid out from Tables and Demand, made larger when full, and its Outcome."""

from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from sim.demand.demand import Demand
from sim.demand.random_numbers import STEP, VISIT, Purpose
from sim.engine.compiled.calendar import PARTS
from sim.engine.compiled.memory import Held
from sim.engine.compiled.places import NEVER
from sim.engine.compiled.spare import empty, full
from sim.engine.compiled.state import PEOPLE, STATE
from sim.engine.compiled.structs import COUNTS, DEMAND, PARAMETERS, SNAPSHOTS, SPELLS
from sim.outcome import EVENTS, HOSPITAL_STAYS, Outcome, Rank, Snapshots, number_of_days
from sim.tables.tables import NO_REASON, Tables

ROOM = 64
"""What must be free in the calendar, the log and the lists before an event: no event takes so much."""
OUTSIDE = 2048
"""How many who come from outside may be in the model at once, at first."""
DAILY = ("occupied", "queue", "waiting_delayed")
"""What is written at each midnight, and not before."""
LIST = 1024
"""How many a waiting list holds at first."""
UNDER_WAY = 4096
"""How many spells and stays in hospital of the period there is room for beyond those that begin in it, and one for
every eighth resident."""
LOG = 65_536
"""Rows of the event log that are kept in one piece."""
ENDED = {"spells": "spell_count", "stays": "stay_count"}
"""What has ended in the period, and how many of each there are."""
_LAID_OUT: WeakKeyDictionary[Tables, Held] = WeakKeyDictionary()


def lay_out(tables: Tables, demand: Demand, from_day: float, log: bool, snapshot_days: Sequence[float]) -> Held:
    """Return a state with nobody anywhere yet.

    Days counted are those from `from_day`; `log`: whether an event log is kept; `snapshot_days` in order.
    """
    settings, resources = len(tables.setting_names), len(tables.capacity)
    present_count = len(demand.waiting.person) + len(demand.delayed.row) + len(demand.present.row)
    columns: dict[str, object] = {
        "parameters": parameters(tables),
        "counts": _counts(demand, settings, resources, len(tables.need_names)),
        "demand": _demand(demand),
        "snapshots": _snapshots(snapshot_days, settings, resources, len(tables.need_names)),
        "from_day": from_day,
        "to_day": demand.to_day,
        "until": demand.to_day,
        "settings": settings,
        "resources": resources,
        "levers": len(tables.intervention_names),
        "population": demand.population,
        "keeps_log": int(log),
        "stream": np.uint64(demand.stream),
        "capacity": tables.capacity.copy(),
        "pool_capacity": tables.pool_capacity.copy(),
        "delayed_now": np.zeros(NO_REASON + 1),
        "queue": np.zeros((resources, present_count + LIST)),
        "in_class": np.zeros_like(tables.offer_weight),
        "earned": np.zeros_like(tables.offer_weight),
        "upto": np.zeros(tables.destination_pathways.size),
        "lists": np.zeros(max(settings, len(tables.need_names)) + 1),
        "led_to_bed": np.zeros(len(demand.needs), dtype=np.bool_),
        "events": np.zeros(demand.population + 4 * present_count + LOG if log else 0, dtype=EVENTS),
    }
    of_resources = ("used", "used_since", "queue_since", "capacity_since", "to_offer", "queue_length")
    columns |= {name: np.zeros(resources) for name in of_resources}
    state = Held(STATE)
    for name, value in (
        columns
        | _records(demand, settings)
        | _ended(demand, from_day)
        | _calendar(demand, present_count)
        | known(tables, demand, snapshot_days)
    ).items():
        state.put(name, value)
    return state


def _records(demand: Demand, settings: int) -> dict[str, object]:
    """Return a record for each resident, and blank ones for those from outside."""
    outside = OUTSIDE + len(demand.present.row)
    people = empty(demand.population + outside, PEOPLE)
    return {
        "people": people,
        "spell": empty(len(people), SPELLS),
        "gone": np.arange(len(people)) >= demand.population,
        "visits": full((len(people), settings), -1, np.int16),
        "record_of": empty(demand.persons - demand.population, np.int32),
        "blank": np.arange(demand.population, len(people), dtype=np.int32),
        "blank_count": outside,
        "at_once": NEVER,
    }


def _ended(demand: Demand, from_day: float) -> dict[str, object]:
    """Return room for what ends in the period: spells, and three stays in hospital for two of them."""
    rows = demand.needs.rows
    room = int((rows["day"] >= from_day).sum()) + UNDER_WAY + demand.population // 8
    return {"spells": empty(room, SPELLS), "stays": empty(room * 3 // 2, HOSPITAL_STAYS)}


def _calendar(demand: Demand, present_count: int) -> dict[str, object]:
    """Return a calendar with nothing on it, and with room for the ends of stays under way."""
    ending = int((demand.people.start_remaining[: demand.population] < demand.to_day).sum())
    room = ending + 4 * present_count + OUTSIDE + 4 * ROOM
    return {
        "part": -1,
        "later_first": np.full(number_of_days(demand.to_day) * PARTS, -1),
        "later_next": np.arange(1, room + 1),
        "heap": np.zeros(room, dtype=np.int64),
        "later": np.zeros(room, dtype=np.int64),
    }


def parameters(tables: Tables) -> Held:
    """Return the tables in memory, laid out once: a run changes nothing in them."""
    if tables not in _LAID_OUT:
        _LAID_OUT[tables] = _new_parameters(tables)
    return _LAID_OUT[tables]


def _new_parameters(tables: Tables) -> Held:
    derived = {
        "is_care_home": np.asarray([word == "care_home" for word in tables.setting_types]),
        "shuts_in": _shuts(tables.admits_from, tables.admits_to),
        "shuts_out": _shuts(tables.discharges_from, tables.discharges_to),
        "coverage_purpose": _purposes(Purpose.COVERAGE, tables.salt),
        "shift_purpose": _purposes(Purpose.SHIFT, tables.shift_salt),
        "first_response": (tables.beyond < 1.0).argmax(axis=3),
    }
    parameters = Held(PARAMETERS)
    for name in PARAMETERS.fields:
        parameters.put(name, derived[name] if name in derived else getattr(tables, name))
    return parameters


def _purposes(purpose: Purpose, salts: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the purpose of the uniform numbers of each intervention, or of each effect on responses."""
    return np.asarray([purpose + STEP * VISIT * (int(salt) & 0xFFFFFF) for salt in salts], dtype=np.uint64)


def _shuts(opens: NDArray[np.float64], closes: NDArray[np.float64]) -> NDArray[np.bool_]:
    return np.asarray(((opens > 0) | (closes < 1)).any(axis=1))


def _demand(demand: Demand) -> Held:
    people, delayed, waiting, present = demand.people, demand.delayed, demand.waiting, demand.present
    held = Held(DEMAND)
    held.put("needs", demand.needs.rows)
    held.put("turns_75_day", people.turns_75_day[: demand.population])
    for name in ("key", "death_day", "enters_day", "start_hours", "start_remaining", "start_setting", "start_group"):
        held.put(name, getattr(people, name)[: demand.population])
    for name in ("row", "setting", "pathway", "step", "remaining"):
        held.put(f"delayed_{name}", getattr(delayed, name))
    for name in ("row", "setting", "response", "pathway", "remaining", "since"):
        held.put(f"present_{name}", getattr(present, name))
    for name in ("person", "pathway", "since"):
        held.put(f"waiting_{name}", getattr(waiting, name))
    return held


def known(tables: Tables, demand: Demand, snapshot_days: Sequence[float]) -> dict[str, Any]:
    """Return what is certain beforehand, but for needs, in order: day, order in the instant, person or change."""
    death, enters = (column[: demand.population] for column in (demand.people.death_day, demand.people.enters_day))
    dying, young = np.flatnonzero(death < demand.to_day), np.flatnonzero((enters > 0) & (enters < demand.to_day))
    dying, young = dying[np.argsort(death[dying], kind="stable")], young[np.argsort(enters[young], kind="stable")]
    changes, midnights = np.arange(len(tables.change_day)), np.arange(number_of_days(demand.to_day))
    ends = np.arange(len(snapshot_days))
    parts = [
        (Rank.PERIOD_ENDS, np.asarray(snapshot_days, dtype=np.float64), np.full(len(ends), -1), ends),
        (Rank.CAPACITY, tables.change_day, np.full(len(changes), -1), changes),
        (Rank.BIRTHDAY, enters[young], young, young),
        (Rank.DEATH, death[dying], dying, dying),
        (Rank.CENSUS, midnights.astype(np.float64), np.full(len(midnights), -1), midnights),
    ]
    day = np.concatenate([part[1] for part in parts])
    order = np.concatenate([(int(rank) << 32) + who + 2 for rank, _, who, _ in parts])
    index = np.concatenate([part[3] for part in parts])
    sequence = np.argsort(day, kind="stable")  # each part is in order, and they stand in the order of their ranks
    return {"known_day": day[sequence], "known_order": order[sequence], "known_index": index[sequence]}


def _snapshots(days: Sequence[float], settings: int, resources: int, needs: int) -> Held:
    """Return room for the counters at each of these days."""
    shapes: dict[str, tuple[int, ...]] = {
        "day": (),
        "need_days": (needs + 1, 2),
        "delayed": (settings, NO_REASON + 1, 2),
    }
    held = Held(SNAPSHOTS)
    for name in SNAPSHOTS.fields.keys() - {"taken"}:
        held.fill(name, (len(days), *shapes.get(name, (resources,))))
    return held


def _counts(demand: Demand, settings: int, resources: int, needs: int) -> Held:
    days = number_of_days(demand.to_day)
    shapes: dict[str, tuple[int, ...]] = dict.fromkeys(("died_in", "last_days", "home_days"), (demand.population,))
    shapes |= {"moved_to_care_home_day": (demand.counted,), "delays": (NO_REASON + 1,)}
    shapes |= {"occupied": (days, resources), "queue": (days, resources), "waiting_delayed": (days, NO_REASON + 1)}
    shapes |= {"moves": (settings + 1, settings + 1), "delayed": (settings, NO_REASON + 1, 2)}
    shapes["need_days"] = (needs + 1, 2)
    start = {"died_in": -1.0, "moved_to_care_home_day": np.nan}
    counts = Held(COUNTS)
    for name in DAILY:
        counts.put(name, np.empty(shapes[name], dtype=COUNTS.dtypes[name]))
    for name in COUNTS.fields.keys() - {*counts.arrays, "alive_days"}:
        counts.fill(name, shapes.get(name, (resources,)), start.get(name, 0.0))
    return counts


def enlarge(state: Held) -> None:
    """Make room: an empty log, and twice the calendar or the lists where they are nearly full."""
    state.put("rows", 0)
    if state.get("planned") + ROOM > len(state.arrays["heap"]):
        for name in ("heap", "later"):
            column = state.arrays[name]
            state.put(name, np.concatenate([column, np.zeros_like(column)]))
        later = state.arrays["later_next"]
        state.put("later_next", np.concatenate([later, np.arange(len(later) + 1, 2 * len(later) + 1)]))
    for name, count in ENDED.items():
        ended = state.arrays[name]
        if state.get(count) + ROOM > len(ended):
            state.put(name, np.concatenate([ended, np.zeros_like(ended)]))
    if state.get("blank_count") == 0:
        _more_records(state)
    queue = state.arrays["queue"]
    if state.get("longest_queue") + ROOM > queue.shape[1]:
        state.put("queue", np.concatenate([queue, np.zeros_like(queue)], axis=1))


def _more_records(state: Held) -> None:
    people, visits, count = state.arrays["people"], state.arrays["visits"], len(state.arrays["blank"])
    state.put("people", np.concatenate([people, np.zeros(count, dtype=people.dtype)]))
    state.put("gone", np.concatenate([state.arrays["gone"], np.ones(count, dtype=bool)]))
    state.put("spell", np.concatenate([state.arrays["spell"], np.zeros(count, dtype=SPELLS)]))
    state.put("visits", np.concatenate([visits, np.full((count, visits.shape[1]), -1, dtype=visits.dtype)]))
    state.put("blank", np.concatenate([np.arange(len(people), len(people) + count), np.zeros(count)]).astype(np.int32))
    state.put("blank_count", count)


def outcome(state: Held, events: NDArray[np.void]) -> Outcome:
    """Return what happened."""
    counts: Held = state.inner[1]
    arrays: dict[str, Any] = dict(counts.arrays)
    for name in DAILY:
        arrays[name] = arrays[name][: state.get("midnights")]
    spells = _spells(state)
    arrays |= {name: spells[name] for name in SPELLS.names or ()}
    return Outcome(
        from_day=state.get("from_day"),
        to_day=state.get("to_day"),
        alive_days=counts.get("alive_days"),
        events=events,
        snapshots=Snapshots(**state.inner[3].arrays),
        stays=_stays(state),
        led_to_bed=state.arrays["led_to_bed"],
        **arrays,
    )


def _spells(state: Held) -> NDArray[np.void]:
    """Return the spells that ended in the period, and those under way."""
    return _with(state.arrays["spells"], state.get("spell_count"), state.arrays["spell"][_under_way(state)])


def _stays(state: Held) -> NDArray[np.void]:
    """Return the stays in hospital that ended in the period, and those under way."""
    people, with_spell = state.arrays["people"], _under_way(state)
    inside = with_spell[np.append(state.inner[0].arrays["is_hospital"], False)[people["place"][with_spell]]]
    under_way = np.zeros(len(inside), dtype=HOSPITAL_STAYS)
    under_way["row"], under_way["admitted_day"] = (people[name][inside] for name in ("row", "admitted_day"))
    under_way["left_day"], under_way["ended_in"] = np.inf, -1
    return _with(state.arrays["stays"], state.get("stay_count"), under_way)


def _under_way(state: Held) -> NDArray[np.int64]:
    """Return the records of those with a spell under way."""
    return np.flatnonzero(~state.arrays["gone"] & (state.arrays["spell"]["row"] >= 0))


def _with(ended: NDArray[np.void], count: int, under_way: NDArray[np.void]) -> NDArray[np.void]:
    """Return the first `count`, which ended, and what is under way, by row; in the memory of the first, if it can."""
    total = count + len(under_way)
    if total > len(ended):
        ended = np.concatenate([ended, np.zeros_like(under_way)])
    ended[count:total] = under_way[np.argsort(under_way["row"])]
    return ended[:total]
