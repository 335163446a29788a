"""Who is there on day 0 already, in a model of plain arrivals: in a bed, waiting in one, or waiting at the door."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.description.durations import Duration
from sim.description.units import Days, InputModel


class InitialOccupancy(InputModel):
    """A number of people with one need who are there on day 0, even if more than there are places.

    In a setting they have a part of their stay still to go, the whole of it, or what ``remaining`` says; with
    ``waits_for`` it is over, and they wait there for the place on that pathway. `outside` they wait at the door of the
    first setting of their path.
    """

    need: str
    """Their need: one with arrivals."""
    people: str | Annotated[float, Field(ge=0, le=1_000_000, title="people")]
    """How many: a number, or a column of the partnership table."""
    setting: str
    """Where they are: a setting, or `outside`."""
    response: str | None = None
    """The response they got; left out: drawn from the shares of the need."""
    stay: Literal["part_used", "fresh"] = "part_used"
    """How much of the stay is to come: what is left of one under way, or all of it."""
    remaining: Duration | None = None
    """Instead: the days of the stay still to come, as any length of time, or a sample (empirical)."""
    waits_for: str | None = None
    """Their stay is over, and this is the pathway on which they wait for a place."""
    waited_days: Days = 0.0
    """Longest wait so far, of those who wait; from 0 up to it, each as likely."""
    source: str = ""

    @model_validator(mode="after")
    def _waits_somewhere(self) -> "InitialOccupancy":
        if self.setting == "outside" and self.waits_for is not None:
            raise ValueError("outside they wait at the door, and not for a pathway")
        if self.stay == "fresh" and self.waits_for is not None:
            raise ValueError("with waits_for the stay is over: leave out stay")
        if self.waited_days and self.setting != "outside" and self.waits_for is None:
            raise ValueError("only those who wait have waited: outside, or with waits_for")
        if self.stay == "fresh" and self.setting == "outside":
            raise ValueError("stay: fresh is for those whose stay is to come, and not for those who wait")
        if self.remaining is not None and (self.waits_for is not None or self.setting == "outside"):
            raise ValueError("remaining is for those whose stay is under way, and not for those who wait")
        if self.remaining is not None and self.stay == "fresh":
            raise ValueError("state either remaining, or stay: fresh")
        return self
