"""The product-limit estimate (Kaplan and Meier 1958) of spans of which some are watched late, or not to their end."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.fitting.spans import Spans

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Curve:
    """Share still there after so many days, how many were watched then, and how many of them left."""

    days: Floats
    share: Floats
    at_risk: NDArray[np.int64]
    left: NDArray[np.int64]

    def cut(self, least: int) -> "Curve":
        """Return the curve up to where fewer than the least are watched."""
        enough = np.cumprod(self.at_risk >= least).astype(bool)
        return Curve(self.days[enough], self.share[enough], self.at_risk[enough], self.left[enough])


def product_limit(spans: Spans) -> Curve:
    """Return the curve of spans; rows with an upper limit are taken as if they had none.

    Days run from the moment of beginning, where it is known, to the middle of the last day; else in whole days.
    """
    ended = spans.events
    ends = np.where(ended, np.where(np.isfinite(spans.high), spans.high, 0) - 0.5, spans.low)
    if spans.timed:
        ends = ends - spans.offsets[:, 0]
    ends = np.maximum(np.round(ends, 2), 0.0)
    days = np.unique(ends[ended])
    entry = np.maximum(spans.entry, 0.0)
    left = np.searchsorted(np.sort(ends[ended]), days, side="right") - np.searchsorted(np.sort(ends[ended]), days)
    came = np.searchsorted(np.sort(entry), days, side="left") + (entry == 0).sum() * (days == 0)
    gone = np.searchsorted(np.sort(ends), days, side="left")
    at_risk = came - gone
    share = np.cumprod(1 - left / np.maximum(at_risk, 1))
    return Curve(days, share, at_risk.astype(np.int64), left.astype(np.int64))
