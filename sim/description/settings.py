"""Settings: where people stay, with places, order of waiting, and opening hours."""

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from sim.description.dates import Date
from sim.description.delay_reasons import Reason
from sim.description.durations import Duration
from sim.description.occupancy import Blocked, Occupancy
from sim.description.queue_classes import QueueClasses
from sim.description.units import (
    WEEKDAYS,
    Basis,
    ByAge,
    ByFrailty,
    ByWeekday,
    Days,
    Hours,
    InputModel,
    ListOf,
    Multiplier,
    NoLimit,
    Places,
    Pounds,
    Share,
    Weekday,
    check_paid_in_full,
    paid_by_board,
)

QueueLimit = Annotated[int, Field(ge=0, le=1_000_000)] | NoLimit
SettingType = Literal[
    "hospital", "emergency_department", "intermediate_care", "care_home", "home_support", "home", "other"
]


class Published(InputModel):
    """A capacity read from a column of the partnership table, times a factor (1.0: as published)."""

    column: str
    """Name of the column."""
    times: Multiplier = 1.0
    """Factor on the published figure."""
    at_least: Places = 0.0
    """As many there are at least, however small the figure."""
    calibrated: str | None = None
    """Name of the partnership's calibrated multiplier of this capacity."""


class Window(InputModel):
    """Hours of certain weekdays: from `from_hour` (open) up to, not including, `to_hour`."""

    days: ListOf[Weekday] = WEEKDAYS
    """Weekdays on which it is open."""
    from_hour: Hours = 0.0
    """Hour at which it opens."""
    to_hour: Hours = 24.0
    """Hour at which it shuts."""

    @model_validator(mode="after")
    def _opens(self) -> "Window":
        if not self.days or self.from_hour >= self.to_hour:
            raise ValueError("a window must have a day, and from_hour below to_hour")
        return self


class Order(InputModel):
    """A waiter's place in a queue: by `priority` (lowest first), then by time waited plus `priority_days`."""

    priority: Annotated[int, Field(ge=0, le=9)] = 0
    """Lowest first."""
    priority_days: Days = 0.0
    """Days added to the time waited."""
    calibrated: str | None = None
    """Name of the partnership's calibrated multiplier of priority_days."""


class CapacityChange(InputModel):
    """From an hour of a day, or of a date, on there are `capacity` places."""

    day: Days | None = None
    """Day of the run."""
    date: Date | None = None
    """Date, instead of a day of the run."""
    hour: Hours = 0.0
    """Hour of that day."""
    capacity: Places
    """Places from then on."""

    @model_validator(mode="after")
    def _once(self) -> "CapacityChange":
        if (self.day is None) == (self.date is None):
            raise ValueError("state either the day of the run or a date")
        return self


class WeeklyCapacity(InputModel):
    """From an hour of some weekdays on there are `capacity` places, until the next such hour in the week."""

    days: ListOf[Weekday] = WEEKDAYS
    """Weekdays."""
    hour: Hours = 0.0
    """Hour of those days."""
    capacity: Places
    """Places from then on."""


class Review(InputModel):
    """Reablement review: after some days a new package ends for some people and shrinks for others."""

    after_days: Days
    """Days from the start of the package."""
    share_ends: Share
    """Share of packages that end."""
    share_shrinks: Share
    """Share of packages that shrink."""
    shrinks_to: Share
    """What is left of a package that shrinks."""
    source: str = ""
    basis: Basis = "assumption"


class MeanPackage(InputModel):
    """The published mean of a package: a column of hours a week over a column of people."""

    hours: str
    """Column of the hours a week held together."""
    people: str
    """Column of the people who hold them."""
    calibrated: str | None = None
    """Name of the partnership's calibrated multiplier of new packages."""


class BoardedStay(InputModel):
    """How much longer people of a ward stay who lie on another; evidence says longer, never shorter."""

    times: Annotated[float, Field(ge=1, le=1_000, title="multiplier")]
    """Factor on the stay that they would have on their own ward."""
    source: Annotated[str, Field(min_length=1)]
    basis: Basis = "assumption"


class DayCost(InputModel):
    """Money for one place (or one hour a week) for one day, by who pays."""

    pounds: Pounds
    """A day, for each place or weekly hour."""
    payers: dict[str, Share] = Field(default_factory=paid_by_board)
    source: str = ""
    basis: Basis = "assumption"

    @model_validator(mode="after")
    def _paid_in_full(self) -> "DayCost":
        check_paid_in_full(self.payers)
        return self


class Setting(InputModel):
    """A place where people stay: a ward, a team's caseload, a care home sector, home support in hours a week."""

    label: str
    type: SettingType
    """What it counts as in measures; `order` may name settings by their type too."""
    capacity: Places | NoLimit | Published = "no_limit"
    """Places; hours a week where `hours` is given."""
    surge: Places | Published = 0.0
    """Places beyond capacity, used when it is full: a number, or a part of a published column."""
    pool: str | None = None
    """Pool of places to use when its own, surge included, are full."""
    changes: ListOf[CapacityChange] = ()
    """Capacity from certain days and hours on."""
    weekly: ListOf[WeeklyCapacity] = ()
    """Instead of `changes`: capacity by weekday and hour, over and over; up to the first of them, `capacity` counts."""
    queue_limit: QueueLimit | dict[str, QueueLimit] = "no_limit"
    """How many may wait before somebody who comes from outside, or from where they live, is turned away; or such a
    number for each of `outside`, settings where people live (or their type) and `default`. Nobody who lies in a bed is
    turned away: they wait in it."""
    residence: bool = False
    """True: people live here."""
    at_home: bool = False
    """True: days here are days at home, and a package kept meanwhile is not given up."""
    needs_after: bool = False
    """True: needs arise more often for 28 days after leaving (`times_recent`), as after hospital in any case."""
    hold_days: Days | NoLimit = 0.0
    """How long a resident’s place is kept while they are away."""
    stay: dict[str, Duration] = Field(default_factory=dict)
    """Days until ready, by response, by need, or `default`, in this order. A residence without one: until death or a
    need."""
    stay_by_pathway: dict[str, Duration] = Field(default_factory=dict)
    """Days until ready by the pathway out, which is then drawn on entry; other pathways: as `stay` says."""
    stay_times_frailty: ByFrailty = (1.0, 1.0, 1.0, 1.0)
    """Factor on the stay by frailty."""
    stay_calibrated: str | None = None
    """Name of the partnership's calibrated multiplier of these stays."""
    stay_times_age: ByAge = (1.0, 1.0, 1.0)
    """Factor on the stay by age band."""
    ready_by_weekday: ByWeekday = (1.0,) * 7
    """How readily a stay ends on each weekday, Monday first; only its shape counts: the mean stay is kept, and of long
    stays so many end on each day. 0: none ends on it. An intervention on weekend discharge makes all days the same."""
    hours: Duration | None = None
    """Size of a new package, in hours a week; makes the places of this setting hours."""
    hours_times_frailty: ByFrailty = (1.0, 1.0, 1.0, 1.0)
    """Factor on the package by frailty."""
    hours_mean: MeanPackage | None = None
    """The partnership's mean package, to which `hours` is scaled."""
    reablement_review: Review | None = None
    """Reablement of new packages."""
    waits_as: Reason = "none"
    """The reason counted for someone who lives here and waits elsewhere for a place here again."""
    patience: Duration | None = None
    """How long people at home wait for a place here before they withdraw."""
    patience_at_door: Duration | None = None
    """How long people wait at the door, for this as the first setting of their path, before they give up (renege)."""
    waits_in: str | None = None
    """Where people wait for a place here, for each pathway that leads here and says nothing else (`waits_in`)."""
    order: dict[str, Order] = Field(default_factory=dict)
    """How waiters are ordered, by where they wait: a setting, a type of settings, or `outside`."""
    classes: QueueClasses = Field(default_factory=dict)
    """Classes of waiters that take turns, each with its share of the offers; `order` holds within a class."""
    longest_list_by: Literal["origin", "need"] | None = None
    """Waiters stand in lists by where they wait (`origin`) or by need; a free place goes to the longest list."""
    admits: Window = Window()
    """When the door is open to come in; left out: always."""
    discharges: Window = Window()
    """When the door is open to leave; left out: always."""
    boards_to: ListOf[str] = ()
    """Wards that take people, in this order, while this one is full or does not exist. They stay as long as they would
    on this one, and leave by its ways out."""
    boarded_stay: BoardedStay | None = None
    """Longer stay of the people of this ward who lie on another; left out: the same."""
    cost: DayCost | None = None
    """Cost of a place taken or kept, or of an hour taken."""
    blocked: Blocked | None = None
    """When its door counts as blocked; left out: never. Does not change a run, but whether it gives a result."""
    occupancy: Occupancy | None = None
    """Share of its places that are taken in life, beside the modelled in the validation. Does not change a run."""
    map_column: Annotated[int, Field(ge=1, le=6)] | None = None
    """Column on the map of flows, from home (1) to care home (6); left out: by its type. Does not change a run."""
    source: str = ""
    basis: Basis = "assumption"

    @model_validator(mode="after")
    def _one_rule(self) -> "Setting":
        if self.classes and self.longest_list_by is not None:
            raise ValueError("state either classes or longest_list_by: each says whose turn it is")
        return self

    @field_validator("ready_by_weekday")
    @classmethod
    def _ends_some_day(cls, weights: tuple[float, ...]) -> tuple[float, ...]:
        if not any(weights):
            raise ValueError("must be above 0 on some weekday: no stay would end")
        return weights

    @field_validator("hours")
    @classmethod
    def _is_an_amount(cls, hours: Duration | None) -> Duration | None:
        if hours is not None and hours.unit != "days":
            raise ValueError(f"hours a week are an amount, not a time: leave out the unit (got '{hours.unit}')")
        return hours


class Pool(InputModel):
    """Places that several settings may use once their own are full: one building, beds that flex."""

    capacity: Places | Published
    """Places that they share beyond their own."""
    longest_list_first: bool = False
    """True: a free place goes to the setting for which most people wait; false: to the one where it fell free."""
    source: str = ""


class Team(InputModel):
    """People who do one process at a time each, such as social-care assessors."""

    label: str
    capacity: Places | NoLimit | Published
    """How many processes may be under way at once."""
    changes: ListOf[CapacityChange] = ()
    """Capacity from certain days and hours on."""
    weekly: ListOf[WeeklyCapacity] = ()
    """Instead of `changes`: capacity by weekday and hour, over and over; up to the first of them, `capacity` counts."""
    order: dict[str, Order] = Field(default_factory=dict)
    """How waiters are ordered, as for a setting."""
    classes: QueueClasses = Field(default_factory=dict)
    """Classes of waiters that take turns, as for a setting."""
    source: str = ""
    basis: Basis = "assumption"
