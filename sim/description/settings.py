"""Settings: where people stay, how many places there are, who waits in what order, and when the doors are open."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.description.durations import Duration
from sim.description.reasons import Reason
from sim.description.units import (
    Basis,
    ByAge,
    ByFrailty,
    Days,
    Hours,
    Many,
    NoLimit,
    Payer,
    Places,
    Pounds,
    Share,
    Thing,
    Times,
    Weekday,
    paid_by_board,
)

Counted = Literal["hospital", "emergency_department", "intermediate_care", "care_home", "home_support", "home", "other"]


class Published(Thing):
    """A capacity read from a column of the partnership table, times a factor (1.0: as published)."""

    column: str
    times: Times = 1.0
    fitted: str | None = None
    """Name of the partnership's fitted multiplier of this capacity."""


class Window(Thing):
    """Hours of certain weekdays: from `from_hour` (open) up to, not including, `to_hour`."""

    days: Many[Weekday] = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    from_hour: Hours = 0.0
    to_hour: Hours = 24.0

    @model_validator(mode="after")
    def _opens(self) -> "Window":
        if not self.days or self.from_hour >= self.to_hour:
            raise ValueError("a window must have a day, and from_hour below to_hour")
        return self


class Order(Thing):
    """Where a waiter stands: by `priority` (lowest first), then by time waited, as if `ahead_days` longer."""

    priority: Annotated[int, Field(ge=0, le=9)] = 0
    ahead_days: Days = 0.0
    fitted: str | None = None
    """Name of the partnership's fitted multiplier of ahead_days."""


class CapacityChange(Thing):
    """From day `day` of the run (midnight) the setting has `capacity` places."""

    day: Days
    capacity: Places


class Review(Thing):
    """Reablement: after so many days a new package ends for some people and shrinks for others."""

    after_days: Days
    share_ends: Share
    share_shrinks: Share
    shrinks_to: Share
    source: str = ""
    basis: Basis = "assumption"


class DayCost(Thing):
    """Money for one place (or one hour a week) for one day, by who pays."""

    pounds: Pounds
    payers: dict[Payer, Share] = Field(default_factory=paid_by_board)
    source: str = ""
    basis: Basis = "assumption"

    @model_validator(mode="after")
    def _paid_in_full(self) -> "DayCost":
        if abs(sum(self.payers.values()) - 1) > 1e-9:
            raise ValueError(f"payers' shares must sum to 1 (got {sum(self.payers.values()):g})")
        return self


class Setting(Thing):
    """A place where people stay: a ward, a team's caseload, a care home sector, home support in hours a week."""

    label: str
    counts_as: Counted
    capacity: Places | NoLimit | Published = "no_limit"
    surge: Places = 0.0
    pool: str | None = None
    changes: Many[CapacityChange] = ()
    queue_limit: Annotated[int, Field(ge=0, le=1_000_000)] | NoLimit = "no_limit"
    residence: bool = False
    at_home: bool = False
    kept_days: Days | NoLimit = 0.0
    stay: dict[str, Duration] = Field(default_factory=dict)
    stay_times_frailty: ByFrailty = (1.0, 1.0, 1.0, 1.0)
    stay_times_age: ByAge = (1.0, 1.0, 1.0)
    hours: Duration | None = None
    hours_times_frailty: ByFrailty = (1.0, 1.0, 1.0, 1.0)
    hours_mean_columns: Many[str] = ()
    """Columns of hours and of people whose ratio is the partnership's mean package: `hours` is scaled to it."""
    review: Review | None = None
    waits_as: Reason = "none"
    """The reason counted for someone who lives here and waits elsewhere for a place here again."""
    patience: Duration | None = None
    order: dict[str, Order] = Field(default_factory=dict)
    admits: Window = Window()
    discharges: Window = Window()
    boards_to: Many[str] = ()
    cost: DayCost | None = None
    source: str = ""
    basis: Basis = "assumption"


class Pool(Thing):
    """Places that several settings may use once their own are full: one building, beds that flex."""

    capacity: Places | Published
    source: str = ""


class Team(Thing):
    """People who do one process at a time each, such as social-care assessors."""

    label: str
    capacity: Places | NoLimit | Published
    order: dict[str, Order] = Field(default_factory=dict)
    source: str = ""
    basis: Basis = "assumption"
