"""How far everybody who is ready to leave has come on the way out, and why they are delayed, by the event log."""

from dataclasses import dataclass, field

import numpy as np

from sim.outcome import Kind
from sim.study.kinds.log_state import Known
from sim.tables.tables import NO_REASON, RESIDENCE, Tables


@dataclass
class Way:
    """A pathway, which of its processes is under way, and the reason of the delay (`NO_REASON`: no delay)."""

    pathway: int
    step: int
    reason: int


@dataclass
class Ways:
    """The ways of everybody who is ready, by person; `first_steps` are those of people delayed on day 0."""

    tables: Tables
    first_steps: dict[int, int] = field(default_factory=dict)
    ways: dict[int, Way] = field(default_factory=dict)

    def is_ready(self, person: int) -> bool:
        """Tell whether somebody is ready to leave where they are."""
        return person in self.ways

    def reason(self, person: int) -> int:
        """Return why somebody is delayed, a number of `REASONS`; `NO_REASON` where they are not."""
        return self.ways[person].reason if person in self.ways else NO_REASON

    def follow(self, kind: Kind, person: int, known: Known | None, setting: int, detail: float) -> None:
        """Update the way of a person by one event; `known` is where they are after it (None: no longer there)."""
        way = self.ways.get(person)
        if known is None:
            self.ways.pop(person, None)
        elif kind == Kind.READY:
            self._begins(person, int(detail), 0)
        elif kind == Kind.START and not self.tables.is_residence[setting] and detail >= 0:
            self._begins(person, int(detail), self.first_steps.get(person, self._last_step(int(detail))))
        elif kind == Kind.WAIT and setting < len(self.tables.setting_names):
            self._waits(person, known, setting)
        elif way is not None and kind == Kind.PROCESS_ENDS:
            self._begins(person, way.pathway, way.step + 1)
        elif way is not None and kind == Kind.WITHDRAW:
            way.reason = NO_REASON
        elif way is not None and kind == Kind.ENTER:
            self._enters(person, way, setting)

    def _begins(self, person: int, pathway: int, step: int) -> None:
        process = int(self.tables.pathway_processes[pathway][step])
        reasons = self.tables.process_reason if process >= 0 else self.tables.pathway_reason
        self.ways[person] = Way(pathway, step, int(reasons[process if process >= 0 else pathway]))

    def _last_step(self, pathway: int) -> int:
        return int(np.argmin(self.tables.pathway_processes[pathway] >= 0))

    def _enters(self, person: int, way: Way, setting: int) -> None:
        """Arrive somewhere: the way is at an end, unless this is where people wait for its place."""
        way.reason = NO_REASON
        if way.pathway < 0 or self.tables.pathway_waits_in[way.pathway] != setting:
            del self.ways[person]

    def _waits(self, person: int, known: Known, setting: int) -> None:
        """Begin to wait for the place of the pathway, or for one to live in; a wait for the next ward is no way out."""
        tables, way = self.tables, self.ways.get(person)
        if way is None and not tables.is_residence[setting]:
            return
        way = self.ways.setdefault(person, Way(-1, 0, NO_REASON))
        kept = known.residence == setting and known.keeps
        if way.pathway < 0 or (tables.pathway_to[way.pathway] == RESIDENCE and not kept):
            way.reason = int(tables.waits_as[setting])
        else:
            way.reason = int(tables.pathway_reason[way.pathway])
