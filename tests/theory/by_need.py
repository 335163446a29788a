"""Counters of spells by row of needs, for tests that look at everybody who might come."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.outcome import Outcome

NOTHING: dict[str, float] = dict.fromkeys(("admitted_day", "left_day", "ready_day"), np.nan)
NOTHING |= dict.fromkeys(("response", "from_residence", "ended_in"), -1)
"""What stands where there is no spell; 0 in other columns."""


def by_need(outcome: Outcome, column: str) -> NDArray[Any]:
    """Return what is counted of each need: of those answered that were not over before the period, else nothing."""
    of_spells = getattr(outcome, column)
    values = np.full(len(outcome.led_to_bed), NOTHING.get(column, 0), dtype=of_spells.dtype)
    values[outcome.row] = of_spells
    return values
