"""Spans of time as they were seen: within which bounds each ended, and between which bounds it had to end to be seen.

All bounds are in days (of the setting's own clock) after midnight of the day on which a span begins. A date does not
tell when on that day it began: `offsets` are the moments that it may have begun at, each with its weight.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Days = NDArray[np.float64]
MOMENTS = (0.125, 0.375, 0.625, 0.875)
"""Moments of a day at which a span may have begun, where only the day is known."""
FAR = 1e9


@dataclass(frozen=True)
class Spans:
    """Spans of one setting, a row each; [n, k] offsets with weights that sum to 1."""

    low: Floats
    """The span ended after it."""
    high: Floats
    """The span ended by it; infinite where it had not ended."""
    entry: Floats
    """It could be seen only if it ended after it (0: however short)."""
    limit: Floats
    """It could be seen only if it ended by it (infinite: however long)."""
    offsets: Floats
    weights: Floats
    after: Floats
    """Days, each as likely, between the end of a span and what must come by the limit (0: the end itself must)."""

    def __len__(self) -> int:
        """How many there are."""
        return len(self.low)

    @property
    def events(self) -> NDArray[np.bool_]:
        """Which spans are known to have ended."""
        return np.isfinite(self.high)

    @property
    def timed(self) -> bool:
        """Whether it is known at which moment of the day each began."""
        return len(self.offsets[0]) == 1 if len(self) else False

    def rows(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> "Spans":
        """Return some of the rows."""
        names = ("low", "high", "entry", "limit", "offsets", "weights")
        return replace(self, **{name: getattr(self, name)[chosen] for name in names})


@dataclass(frozen=True)
class Clock:
    """The clock of a setting: how much of a stay passes on each weekday, Monday first; mean 1."""

    passes: tuple[float, ...] = (1.0,) * 7

    def at(self, days: Floats) -> Floats:
        """Return what has passed by some days since 1970-01-01 (a Thursday)."""
        passes = np.roll(np.asarray(self.passes) * 7 / sum(self.passes), -3)
        within = np.concatenate([[0.0], np.cumsum(passes)])
        whole = np.floor(days / 7)
        part = days - 7 * whole
        return np.asarray(7 * whole + np.interp(part, np.arange(8), within))

    def between(self, begins: Days, ends: Days) -> Floats:
        """Return what passes between two moments; infinite where there is no end."""
        known = np.isfinite(ends)
        return np.where(known, self.at(np.where(known, ends, 0.0)) - self.at(begins), ends)


def begun(days: Days, clock: Clock, heaped: Floats | None = None, width: Floats | None = None) -> tuple[Floats, Floats]:
    """Return the offsets and weights of spans that begin on some days, or at a moment where a part of a day is known.

    ``heaped`` is the chance that a date stands for a whole time of ``width`` days from then on.
    """
    midnight, part = np.floor(days), days - np.floor(days)
    timed = bool(np.any(part > 0))
    moments = part[:, None] if timed else np.broadcast_to(np.asarray(MOMENTS), (len(days), len(MOMENTS)))
    weights = np.full(moments.shape, 1.0 / moments.shape[1])
    if heaped is not None and width is not None and np.any(heaped > 0):
        later = (np.arange(12) + 0.5) / 12 * width[:, None]
        moments = np.concatenate([moments, later], axis=1)
        weights = np.concatenate(
            [weights * (1 - heaped)[:, None], np.full(later.shape, 1 / 12) * heaped[:, None]], axis=1
        )
    offsets = clock.at(midnight[:, None] + moments) - clock.at(midnight)[:, None]
    return offsets, weights
