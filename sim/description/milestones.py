"""Milestones of a target path: the level of a measure by a date; drawn beside results, without changing them."""

import datetime
from collections.abc import Collection, Iterable, Iterator
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.description.dates import Date
from sim.description.input_errors import InputError, unknown
from sim.description.units import InputModel

Amount = Annotated[float, Field(ge=0, le=1e7, title="people, or bed days in the month")]
BOUND = {"delayed_people": "at_most", "bed_days_returned": "at_least"}
"""Which bound a milestone of a measure has."""


class Milestone(InputModel):
    """A point of a target path: by its date, a measure at most or at least so high."""

    date: Annotated[Date, Field(strict=False)]
    """The day it is due; drawn where it lies in the measured period."""
    measure: Literal["delayed_people", "bed_days_returned"]
    """People delayed (mean of the month), or bed days returned in the month."""
    at_most: Amount | None = None
    """For delayed_people: no more than this."""
    at_least: Amount | None = None
    """For bed_days_returned: no fewer than this."""
    partnership: str | None = None
    """The partnership it is of (or `scotland`); none: of whatever is run."""
    source: str = ""

    @model_validator(mode="after")
    def _has_its_bound(self) -> "Milestone":
        """Check that the bound given is the one that the measure has."""
        bound = BOUND[self.measure]
        given = [name for name in BOUND.values() if getattr(self, name) is not None]
        if given != [bound]:
            raise ValueError(f"a milestone of {self.measure} needs {bound}, and no other bound")
        return self

    @property
    def amount(self) -> float:
        """How high."""
        return float(getattr(self, BOUND[self.measure]))


def milestones_of(milestones: Iterable[Milestone], place: str) -> list[Milestone]:
    """Return the milestones of a place, those of no partnership among them, in order of time."""
    return sorted(
        (milestone for milestone in milestones if milestone.partnership in (None, place)),
        key=lambda milestone: milestone.date,
    )


def unknown_partnerships(written: object, known: Collection[str], file: str) -> Iterator[InputError]:
    """Yield a fault for each milestone, as written, of a partnership that does not exist."""
    for number, entry in enumerate(written if isinstance(written, list) else []):
        name = entry.get("partnership") if isinstance(entry, dict) else None
        if isinstance(name, str) and name not in known:
            yield unknown(file, f"milestones[{number}].partnership", name, known)


def outside(milestones: Iterable[Milestone], first: datetime.date, last: datetime.date) -> list[str]:
    """Return a line for the milestones that lie outside the measured period, and so cannot be drawn."""
    dates = [milestone.date.isoformat() for milestone in milestones if not first <= milestone.date <= last]
    if not dates:
        return []
    return [f"milestones of {', '.join(dates)} lie outside the measured period ({first} to {last}): they are not drawn"]
