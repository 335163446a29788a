"""Needs: reasons for care, their rates, the ordered answers to them, and the routes out of a setting."""

import datetime
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.description.durations import Duration
from sim.description.reasons import Reason
from sim.description.units import (
    Basis,
    ByFrailty,
    ByHour,
    ByLastMonths,
    ByMonth,
    ByQuintile,
    ByWeekday,
    Days,
    Many,
    PerDay,
    PerThousandYear,
    Share,
    Thing,
    Times,
)


class Rate(Thing):
    """How often a need arises: per 1,000 people a year by age band, times what a person brings with them."""

    per_1000_a_year: Annotated[tuple[PerThousandYear, PerThousandYear, PerThousandYear], Field(strict=False)]
    """At 65-74, 75-84 and 85+, before the factors below."""
    times_women: Times = 1.0
    times_frailty: ByFrailty = (1.0, 1.0, 1.0, 1.0)
    times_last_months: ByLastMonths = (1.0, 1.0, 1.0, 1.0, 1.0)
    times_quintile: ByQuintile = (1.0, 1.0, 1.0, 1.0, 1.0)
    times_month: ByMonth = (1.0,) * 12
    times_dementia: Times = 1.0
    times_alone: Times = 1.0
    times_high_use: Times = 1.0
    """Factor for high-resource users."""
    times_residence: dict[str, Times] = Field(default_factory=dict)
    times_waiting: Times = 1.0
    """While waiting at home for a service."""
    times_recent: Times = 1.0
    """Within 28 days of leaving hospital."""
    fitted: str | None = None
    """Name of the partnership's fitted multiplier of this rate."""


class RateChange(Thing):
    """From midnight of a date on, arrivals come `per_day` on average."""

    date: datetime.date
    """First date of the new rate."""
    per_day: PerDay
    """Arrivals a day on average, from then on."""


class Arrivals(Thing):
    """Plain Poisson arrivals of new people: `per_day` on average, times month, weekday and hour."""

    per_day: PerDay | None = None
    """Arrivals a day on average."""
    occupied: str | None = None
    """Instead of a rate: the published column of places these people fill, on average (rate = places / mean stay)."""
    times: Times = 1.0
    """Factor on the rate."""
    fitted: str | None = None
    """Name of the partnership's fitted multiplier of these arrivals."""
    times_month: ByMonth = (1.0,) * 12
    times_weekday: ByWeekday = (1.0,) * 7
    """Factor by weekday."""
    times_hour: ByHour = (1.0,) * 24
    """Pattern over the day; only its shape counts."""
    changes: Many[RateChange] = ()
    """Arrivals a day from certain dates on, in place of the rate above."""
    from_day: Days = 0.0
    """First day of arrivals."""
    to_day: Days = 36_525.0
    """Day from which there are none."""

    @model_validator(mode="after")
    def _one_rate(self) -> "Arrivals":
        if (self.per_day is None) == (self.occupied is None):
            raise ValueError("state either per_day or occupied (a column of places filled)")
        return self


class Answer(Thing):
    """One possible answer to needs: the path of settings it leads along, or the route a person at home waits for."""

    label: str
    path: Many[str] = ()
    """Settings in turn, `ward` for the ward of the need; none: managed where the person is."""
    route: str | None = None
    """Instead of a path: the route on which a person at home begins to wait."""
    if_full: Literal["wait", "next_answer"] = "wait"
    """If the first setting is full: wait for it, or take the next more institutional answer."""


class Answered(Thing):
    """Shares of the answers to a need, by frailty, in the order of `Description.answers`."""

    shares: dict[str, ByFrailty]
    """Share of each answer; for each frailty they sum to 1."""
    beyond_times: dict[str, dict[str, Times]] = Field(default_factory=dict)
    """residence → {answer: factor on the chance of any answer more institutional than it}."""

    @model_validator(mode="after")
    def _sum_to_one(self) -> "Answered":
        for column, state in enumerate(("fit", "mild", "moderate", "severe")):
            total = sum(row[column] for row in self.shares.values())
            if abs(total - 1) > 1e-6:
                raise ValueError(f"shares of the answers must sum to 1 for {state} (got {total:g})")
        return self


class Need(Thing):
    """A reason for care: who it arises in and how often, how it is answered, and on which ward it is treated."""

    label: str
    rate: Rate | None = None
    """How often, in the population."""
    arrivals: Arrivals | None = None
    """How often, from outside."""
    answered: Answered
    """What follows."""
    ward: str | None = None
    """Ward of treatment."""
    priority: Annotated[int, Field(ge=0, le=9)] = 0
    """In a queue, after the priority of `order`; lowest first."""
    falls: bool = False
    """True: counts as a fall."""
    emergency: bool = True
    """True: an emergency, whose hospital days count as emergency bed days."""
    source: str = ""
    basis: Basis = "assumption"

    @model_validator(mode="after")
    def _one_source(self) -> "Need":
        if (self.rate is None) == (self.arrivals is None):
            raise ValueError("a need has either a rate (in the population) or arrivals (of new people)")
        return self


class Process(Thing):
    """A part of the delay that is work or waiting on others: its reason, its time, who does it."""

    label: str
    reason: Reason
    """Delay reason counted meanwhile."""
    duration: Duration
    """Time it takes."""
    working_days: bool = True
    """True: time passes on working days only."""
    team: str | None = None
    """Team that must be free for it."""
    fitted: str | None = None
    """Name of the partnership’s fitted multiplier of this time."""
    source: str = ""
    basis: Basis = "assumption"


class Route(Thing):
    """A way out of a setting: where to, which processes first, and the reason counted while waiting for the place."""

    label: str
    to: str
    """A setting; `residence`: back to where the person lives; `outside`: out of the model."""
    processes: Many[str] = ()
    """In turn, before the wait for the place."""
    reason: Reason = "none"
    """Delay reason counted while waiting for the place."""
    new_package: bool = False
    """True: with a new package, or more hours."""
    waits_in: str | None = None
    """Setting without limit where people wait for the place, having left their bed; left out: they keep the bed. People
    at home wait at home, and who waits on day 0 already stays where they are."""
    transfer: Duration | None = None
    """Time before the move, spent in the bed that is left, when the place they go to is theirs already."""


class Weight(Thing):
    """Relative chance of a route, by frailty, times factors for the person; normalised over the routes."""

    by_frailty: ByFrailty
    """Relative chance."""
    times_residence: dict[str, Times] = Field(default_factory=dict)
    times_need: dict[str, Times] = Field(default_factory=dict)
    """Factor by need."""
    times_dementia: Times = 1.0
    times_alone: Times = 1.0
    times_long_stay: Times = 1.0
    """Factor after a long stay."""


class Destinations(Thing):
    """The routes out of some settings, from least to most institutional, with their weights.

    With ``needs`` or ``answers``: only for people there with one of these needs, or who got one of these answers.
    A table with answers goes before one without, and then a table with needs before one without.
    """

    settings: Many[str]
    """Where the stay ends."""
    needs: Many[str] = ()
    """Only for these needs; empty: for all."""
    answers: Many[str] = ()
    """Only after these answers, which were drawn on admission; empty: after all."""
    long_stay_days: Days = 21.0
    """Days in hospital beyond which a stay is long."""
    routes: dict[str, Weight]
    """Routes with their weights."""
    source: str = ""
    basis: Basis = "assumption"


class Deconditioning(Thing):
    """Harm of waiting in hospital: per week of delay, more hours of support, and a chance to need `route` instead."""

    settings: Many[str]
    """Where waiting does harm."""
    hours_per_week: Share = 0.0
    """Share that a week of delay adds to a new package."""
    chance_per_week: Share = 0.0
    """Rate, a week, at which the other route is needed."""
    from_routes: Many[str] = ()
    """Routes that may have to be given up."""
    route: str = ""
    """Route needed instead."""
    source: str = ""
    basis: Basis = "assumption"
