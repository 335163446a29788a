"""Needs: reasons for care, their rates, the ordered answers to them, and the routes out of a setting."""

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
    times_women: Times = 1.0
    times_frailty: ByFrailty = (1.0, 1.0, 1.0, 1.0)
    times_last_months: ByLastMonths = (1.0, 1.0, 1.0, 1.0, 1.0)
    times_quintile: ByQuintile = (1.0, 1.0, 1.0, 1.0, 1.0)
    times_month: ByMonth = (1.0,) * 12
    times_dementia: Times = 1.0
    times_alone: Times = 1.0
    times_high_use: Times = 1.0
    times_residence: dict[str, Times] = Field(default_factory=dict)
    times_waiting: Times = 1.0
    times_recent: Times = 1.0
    """Within 28 days of leaving hospital."""
    fitted: str | None = None
    """Name of the partnership's fitted multiplier of this rate."""


class Arrivals(Thing):
    """Plain Poisson arrivals of new people: `per_day` on average, times month, weekday and hour."""

    per_day: PerDay | None = None
    occupied: str | None = None
    """Instead of a rate: the published column of places these people fill, on average (rate = places / mean stay)."""
    times: Times = 1.0
    fitted: str | None = None
    """Name of the partnership's fitted multiplier of these arrivals."""
    times_month: ByMonth = (1.0,) * 12
    times_weekday: ByWeekday = (1.0,) * 7
    times_hour: ByHour = (1.0,) * 24
    from_day: Days = 0.0
    to_day: Days = 36_525.0

    @model_validator(mode="after")
    def _one_rate(self) -> "Arrivals":
        if (self.per_day is None) == (self.occupied is None):
            raise ValueError("state either per_day or occupied (a column of places filled)")
        return self


class Answer(Thing):
    """One possible answer to needs: the path of settings it leads along, or the route a person at home waits for."""

    label: str
    path: Many[str] = ()
    route: str | None = None
    if_full: Literal["wait", "next_answer"] = "wait"


class Answered(Thing):
    """Shares of the answers to a need, by frailty, in the order of `Description.answers`."""

    shares: dict[str, ByFrailty]
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
    arrivals: Arrivals | None = None
    answered: Answered
    ward: str | None = None
    priority: Annotated[int, Field(ge=0, le=9)] = 0
    falls: bool = False
    emergency: bool = True
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
    duration: Duration
    working_days: bool = True
    team: str | None = None
    fitted: str | None = None
    source: str = ""
    basis: Basis = "assumption"


class Route(Thing):
    """A way out of a setting: where to, which processes first, and the reason counted while waiting for the place."""

    label: str
    to: str
    """A setting; `residence`: back to where the person lives; `outside`: out of the model."""
    processes: Many[str] = ()
    reason: Reason = "none"
    new_package: bool = False
    transfer: Duration | None = None


class Weight(Thing):
    """Relative chance of a route, by frailty, times factors for the person; normalised over the routes."""

    by_frailty: ByFrailty
    times_residence: dict[str, Times] = Field(default_factory=dict)
    times_need: dict[str, Times] = Field(default_factory=dict)
    times_dementia: Times = 1.0
    times_alone: Times = 1.0
    times_long_stay: Times = 1.0


class Destinations(Thing):
    """The routes out of some settings, from least to most institutional, with their weights.

    With ``needs``: only for people there with one of these needs (this goes before a table for all needs).
    """

    settings: Many[str]
    needs: Many[str] = ()
    long_stay_days: Days = 21.0
    routes: dict[str, Weight]
    source: str = ""
    basis: Basis = "assumption"


class Deconditioning(Thing):
    """Harm of waiting in hospital: per week of delay, more hours of support, and a chance to need `route` instead."""

    settings: Many[str]
    hours_per_week: Share = 0.0
    chance_per_week: Share = 0.0
    from_routes: Many[str] = ()
    route: str = ""
    source: str = ""
    basis: Basis = "assumption"
