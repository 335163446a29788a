"""The event log as others read it: columns for process mining (XES, bupaR) and for animation (vidigi), a row per event.

A case is one journey, not one person: it begins with a need that leads somewhere, or with a wait or a bed of someone
who is already under way, and ends when the person is back at a residence, outside, or dead. Beds are numbered by
replaying who comes and goes: each newcomer gets the smallest free number of the setting. Time in days since the start.

Whoever holds a bed is drawn in it by vidigi, whatever they wait for: `event_type` is then resource_use, `event` the
setting and `resource_id` the bed, while `concept:name` says what they wait for. The log is written in pieces while the
run goes on, so that a long one needs no more memory than a short one.
"""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.demand.demand import Demand
from sim.measures.replay import (
    ARRIVAL,
    ROWS,
    USE_END,
    WAITING,
    begin,
    enlarged,
    replay,
)
from sim.tables.tables import Tables

PIECE = 20_000
"""Rows of the log that are written at a time."""
TYPES = ("queue", "resource_use", "resource_use_end", "arrival_departure")
LIFECYCLE = ("schedule", "start", "complete")
WORDS = ("arrival", "depart", "ready_to_leave")
PATHWAYS = ("from_home", "under_way_at_start")
"""Pathways of journeys that begin without a need: with a wait at home, or on day 0."""
SCHEMA = pa.schema(
    [
        ("run_number", pa.int64()),
        ("entity_id", pa.int64()),
        ("person_id", pa.int64()),
        ("pathway", pa.string()),
        ("event_type", pa.string()),
        ("event", pa.string()),
        ("time", pa.float64()),
        ("resource_id", pa.int64()),
        ("timestamp", pa.timestamp("us")),
        ("case:concept:name", pa.string()),
        ("concept:name", pa.string()),
        ("time:timestamp", pa.timestamp("us")),
        ("lifecycle:transition", pa.string()),
        ("org:resource", pa.string()),
        ("activity_instance_id", pa.int64()),
    ]
)
Rows = NDArray[np.void]


class EventLog:
    """The log of one run, made from its raw events as they come and given away in pieces.

    In order of time; events of one instant stand in the order in which they happened.
    """

    def __init__(self, demand: Demand, tables: Tables, run_number: int, write: Callable[[pa.Table], None]) -> None:
        """Begin with nobody on a journey; `write` gets each piece."""
        self._state = begin(demand, tables, PIECE)
        self._words, self._write = _Words(tables, run_number), write

    def take(self, events: Rows) -> None:
        """Take in the next raw events, and write every piece that is full."""
        at = 0
        while at < len(events):
            at = replay(self._state, events, at)
            if self._state.totals[ROWS] > PIECE:
                self.write_rest()
            elif at < len(events):
                self._state = enlarged(self._state)

    def write_rest(self) -> None:
        """Write the rows that are not written yet."""
        count = int(self._state.totals[ROWS])
        if count:
            self._write(self._words.table(self._state.rows[:count]))
        self._state.totals[ROWS] = 0


class _Words:
    """The names that the numbers of the log stand for."""

    def __init__(self, tables: Tables, run_number: int) -> None:
        """Lay out the names of events, of pathways and of the numbered places."""
        names = (*tables.setting_names, *tables.team_names)
        self.count, self.run_number = len(names), run_number
        self.start = np.datetime64(tables.start_date, "us")
        self.events = pa.array([*names, *(f"waiting_for_{name}" for name in names), *WORDS, *_ends(names)])
        self.pathways = pa.array([*tables.need_names, *reversed(PATHWAYS)])
        self.names = pa.array([*names, ""])

    def table(self, rows: Rows) -> pa.Table:
        """Return rows in words."""
        timestamps = self.start + (rows["time"] * 86_400e6).round().astype("timedelta64[us]")
        event, concept = self._code(rows["event"]), self._code(rows["concept"])
        ends = rows["type"] == USE_END
        event = np.where(ends, event + 2 * self.count + len(WORDS), event)
        columns = [
            np.full(len(rows), self.run_number),
            rows["journey"],
            rows["person"],
            self.pathways.take(pa.array(rows["pathway"] % len(self.pathways))),
            pa.array(TYPES).take(pa.array(rows["type"])),
            self.events.take(pa.array(event)),
            rows["time"],
            pa.array(rows["place"], mask=rows["place"] == 0),
            timestamps,
            self._cases(rows["journey"]),
            self.events.take(pa.array(concept)),
            timestamps,
            pa.array(LIFECYCLE).take(pa.array(rows["life"])),
            self._holders(rows),
            rows["instance"],
        ]
        arrays = [pa.array(column).cast(field.type) for column, field in zip(columns, SCHEMA, strict=True)]
        return pa.Table.from_arrays(arrays, schema=SCHEMA)

    def _code(self, codes: NDArray[np.int32]) -> NDArray[np.int64]:
        """Return where the word of each code stands among the names of events."""
        words = codes - ARRIVAL + 2 * self.count
        return np.asarray(
            np.where(codes >= ARRIVAL, words, np.where(codes >= WAITING, codes - WAITING + self.count, codes))
        )

    def _cases(self, journeys: NDArray[np.int64]) -> pa.Array:
        return pa.array(np.char.add(f"{self.run_number}-", journeys.astype(np.str_)))

    def _holders(self, rows: Rows) -> pa.Array:
        """Return the place in use, such as `ward 3`; nothing where none is."""
        kinds, which = np.unique(rows["holder"].astype(np.int64) * 2**32 + rows["holder_number"], return_inverse=True)
        names = self.names.to_pylist()
        labels = [f"{names[kind >> 32]} {kind & 0xFFFFFFFF}" if kind >= 0 else "" for kind in kinds.tolist()]
        return pa.array(labels, pa.string()).take(pa.array(which))


def _ends(names: tuple[str, ...]) -> list[str]:
    return [f"{name}_end" for name in names]
