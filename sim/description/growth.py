"""Growth: how capacities move from year to year, before and after the time at which they are published."""

import datetime
from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from sim.description.dates import Date
from sim.description.units import Basis, InputModel, ListOf

YEAR = 365.25
Factor = Annotated[float, Field(ge=0.8, le=1.25, title="factor a year (0.8 to 1.25)")]


class Growth(InputModel):
    """Yearly growth of capacities: as published on a day, less before it, more after it, step by step each quarter.

    On a day a capacity is its published figure times ``a_year`` to the power of the years since ``published_on``, to
    the nearest quarter of a year, in whole places. What options and buildings add does not grow.
    """

    a_year: Factor | str
    """Factor from one year to the next (1.01 is 1 % more), or the column that holds it."""
    calibrated: str | None = None
    """Name of the partnership's calibrated multiplier of this factor."""
    published_on: Date
    """The day on which the published figures hold."""
    of: ListOf[str] = ()
    """Settings and teams that grow; empty: every one with a limit."""
    source: str = ""
    basis: Basis = "assumption"

    def rate(self, published: Mapping[str, float | str], calibrated: Mapping[str, float]) -> float:
        """Return the factor a year, with the partnership's multiplier."""
        stated = float(published[self.a_year]) if isinstance(self.a_year, str) else self.a_year
        return stated * (calibrated.get(self.calibrated, 1.0) if self.calibrated else 1.0)

    def quarters(self, start: datetime.date, day: float) -> int:
        """Return the quarters of a year between the published figures and a day of the run (below 0: before them)."""
        since = (start - self.published_on).days + day
        return int(since * 4 / YEAR + 0.5) if since >= 0 else -int(-since * 4 / YEAR + 0.5)
