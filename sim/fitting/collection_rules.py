"""How the rows of a table came in, as bounds: from when to when a span had to end so that it could be seen."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.fitting.spans import FAR
from sim.sample.manifest import Manifest, day_number

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Rule:
    """The rule by which a table was collected, in days since 1970."""

    how: str
    first: float
    """First day of the window."""
    after: float
    """Day after its last."""
    known_to: float
    """Day after that of the extract."""
    census: tuple[float, ...] = ()

    @classmethod
    def of(cls, manifest: Manifest, table: str) -> "Rule":
        """Return the rule of a table, as the manifest says it."""
        days: Sequence[datetime.date] = manifest.census_dates.get(table, ())
        return cls(
            manifest.collected[table],
            day_number(manifest.from_),
            day_number(manifest.to),
            day_number(manifest.extracted) + 1,
            tuple(sorted(map(day_number, days))),
        )

    def earliest_end(self, begins: Floats) -> Floats:
        """Return by row the day before whose beginning a span must not have ended, to be seen."""
        if self.how == "cohort":
            return np.floor(begins)
        if self.how == "census":
            days = np.asarray([*self.census, FAR])
            return np.asarray(days[np.searchsorted(days[:-1], np.floor(begins))])
        return np.maximum(np.floor(begins), self.first)

    def latest_end(self, begins: Floats) -> Floats:
        """Return by row the day by whose beginning a span must have ended, to be seen; infinite: it need not."""
        last = min(self.after, self.known_to) if self.how == "ended" else np.inf
        return np.full(len(begins), last)

    @property
    def watched_to(self) -> float:
        """Day up to which whoever has no end was still there."""
        return self.known_to
