"""Needs: reasons for care, their rates, the ordered responses to them, and the pathways out of a setting."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.description.dates import Date
from sim.description.delay_reasons import Reason
from sim.description.durations import Duration
from sim.description.scarcity import Scarcity
from sim.description.units import (
    EACH_PHASE,
    Basis,
    ByFrailty,
    ByHour,
    ByLastMonths,
    ByMonth,
    ByQuintile,
    ByWeekday,
    Days,
    InputModel,
    ListOf,
    Multiplier,
    PerDay,
    PerThousandYear,
    Share,
)


class Rate(InputModel):
    """How often a need arises: per 1,000 people a year by age band, times what a person brings with them."""

    per_1000_a_year: Annotated[tuple[PerThousandYear, PerThousandYear, PerThousandYear], Field(strict=False)]
    """At 65-74, 75-84 and 85+, before the factors below."""
    times_women: Multiplier = 1.0
    times_frailty: ByFrailty = (1.0, 1.0, 1.0, 1.0)
    times_last_months: ByLastMonths = EACH_PHASE
    times_quintile: ByQuintile = (1.0, 1.0, 1.0, 1.0, 1.0)
    times_month: ByMonth = (1.0,) * 12
    times_dementia: Multiplier = 1.0
    times_alone: Multiplier = 1.0
    times_high_use: Multiplier = 1.0
    """Factor for high-resource users."""
    times_residence: dict[str, Multiplier] = Field(default_factory=dict)
    times_waiting: Multiplier = 1.0
    """While waiting at home for a service."""
    times_recent: Multiplier = 1.0
    """Within 28 days of leaving hospital."""
    calibrated: str | None = None
    """Name of the partnership's calibrated multiplier of this rate."""


class RateChange(InputModel):
    """From midnight of a date on, arrivals come `per_day` on average."""

    date: Date
    """First date of the new rate."""
    per_day: PerDay
    """Arrivals a day on average, from then on."""


class Arrivals(InputModel):
    """Plain Poisson arrivals of new people: `per_day` on average, times month, weekday and hour."""

    per_day: PerDay | None = None
    """Arrivals a day on average."""
    occupied: str | None = None
    """Instead of a rate: the published column of places these people fill, on average (rate = places / mean stay)."""
    times: Multiplier = 1.0
    """Factor on the rate."""
    calibrated: str | None = None
    """Name of the partnership's calibrated multiplier of these arrivals."""
    times_month: ByMonth = (1.0,) * 12
    times_weekday: ByWeekday = (1.0,) * 7
    """Factor by weekday."""
    times_hour: ByHour = (1.0,) * 24
    """Pattern over the day; only its shape counts."""
    changes: ListOf[RateChange] = ()
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

    @model_validator(mode="after")
    def _at_some_time(self) -> "Arrivals":
        if self.to_day <= self.from_day:
            raise ValueError(
                f"to_day {self.to_day:g} must come after from_day {self.from_day:g}: nobody would ever come"
            )
        for name in ("times_month", "times_weekday", "times_hour"):
            if not any(getattr(self, name)):
                raise ValueError(f"{name} is 0 throughout: nobody would ever come")
        return self


class Deadline(InputModel):
    """How long people wait at the door with a response, at most, and what then."""

    after: Duration
    """Time they wait, drawn for each."""
    then: Literal["next_response", "leave"]
    """Take the next more institutional response, or stay away."""


class Response(InputModel):
    """One possible response to needs: the path of settings it leads along, or the pathway that a person waits for."""

    label: str
    settings: ListOf[str] = ()
    """Settings in turn, `ward` for the ward of the need; none: managed where the person is."""
    pathway: str | None = None
    """Instead of a path: the pathway on which a person at home, or somebody new at the door, begins to wait."""
    if_full: Literal["wait", "next_response"] = "wait"
    """If the first setting is full: wait for it, or take the next more institutional response."""
    if_waits_longer: Deadline | None = None
    """If they have waited at the door for so long: what then; left out: they go on waiting."""
    scarcity: Scarcity | None = None
    """How asking falls as more people wait for where the pathway leads; left out: everybody asks."""


class ResponseShares(InputModel):
    """Shares of the responses to a need, by frailty, in the order of `Description.responses`."""

    shares: dict[str, ByFrailty]
    """Share of each response; for each frailty they sum to 1."""
    escalation_multiplier: dict[str, dict[str, Multiplier]] = Field(default_factory=dict)
    """residence → {response: factor on the chance of any response more institutional than it}."""

    @model_validator(mode="after")
    def _sum_to_one(self) -> "ResponseShares":
        for column, state in enumerate(("fit", "mild", "moderate", "severe")):
            total = sum(row[column] for row in self.shares.values())
            if abs(total - 1) > 1e-6:
                raise ValueError(f"shares of the responses must sum to 1 for {state} (got {total:g})")
        return self


class Need(InputModel):
    """A reason for care: who it arises in and how often, how it is answered, and on which ward it is treated."""

    label: str
    rate: Rate | None = None
    """How often, in the population."""
    arrivals: Arrivals | None = None
    """How often, from outside."""
    response: ResponseShares
    """What follows."""
    ward: str | None = None
    """Ward of treatment."""
    priority: Annotated[int, Field(ge=0, le=9)] = 0
    """In a queue, after the priority of `order`; lowest first."""
    falls: bool = False
    """True: counted as a fall."""
    emergency: bool = True
    """True: an emergency, whose hospital days count as emergency bed days."""
    source: str = ""
    basis: Basis = "assumption"

    @model_validator(mode="after")
    def _one_source(self) -> "Need":
        if (self.rate is None) == (self.arrivals is None):
            raise ValueError("a need has either a rate (in the population) or arrivals (of new people)")
        return self


class Process(InputModel):
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
    calibrated: str | None = None
    """Name of the partnership’s calibrated multiplier of this time."""
    source: str = ""
    basis: Basis = "assumption"


class NoPlace(InputModel):
    """How long people wait for the place that a pathway leads to, at most, and which other pathway they take then."""

    within_days: Days
    """Days they wait for an offer, once the processes are over; 0: only if there is a place at once."""
    otherwise: str
    """The pathway they take then, from its first process on; or `next`: drawn again, with a random number of its own,
    among the pathways of the same destinations that are waited for without end."""


class Pathway(InputModel):
    """A way out of a setting: where to, which processes first, and the reason counted while waiting for the place."""

    label: str
    to: str
    """A setting; `residence`: back to where the person lives; `outside`: out of the model."""
    processes: ListOf[str] = ()
    """In turn, before the wait for the place."""
    reason: Reason = "none"
    """Delay reason counted while waiting for the place."""
    new_package: bool = False
    """True: with a new package, or more hours."""
    waits_in: str | None = None
    """Setting without limit where people wait for the place, having left their bed; left out: they keep the bed. People
    at home wait at home, and who waits on day 0 already stays where they are."""
    if_no_place: NoPlace | None = None
    """If there is no place within some days: the other pathway; left out: they go on waiting."""
    transfer: Duration | None = None
    """Time before the move, spent in the bed that is left, when the place they go to is theirs already."""


class Weight(InputModel):
    """Relative chance of a pathway, by frailty, times factors for the person; normalised over the pathways."""

    by_frailty: ByFrailty
    """Relative chance."""
    times_residence: dict[str, Multiplier] = Field(default_factory=dict)
    times_need: dict[str, Multiplier] = Field(default_factory=dict)
    """Factor by need."""
    times_dementia: Multiplier = 1.0
    times_alone: Multiplier = 1.0
    times_long_stay: Multiplier = 1.0
    """Factor after a long stay."""
    times_last_months: ByLastMonths = EACH_PHASE
    """Factor by time before death, when the spell began."""
    calibrated: str | None = None
    """Name of the calibrated multiplier of this chance, one for all of Scotland."""


class Destinations(InputModel):
    """The pathways out of some settings, from least to most institutional, with their weights.

    With ``needs`` or ``responses``: only for people there with one of these needs, or who got one of these responses.
    A table with responses goes before one without, and then a table with needs before one without.
    """

    settings: ListOf[str]
    """Where the stay ends."""
    needs: ListOf[str] = ()
    """Only for these needs; empty: for all."""
    responses: ListOf[str] = ()
    """Only after these responses, which were drawn on admission; empty: after all."""
    long_stay_days: Days = 21.0
    """Days in hospital beyond which a stay is long."""
    pathways: dict[str, Weight]
    """Pathways with their weights."""
    source: str = ""
    basis: Basis = "assumption"


class Deconditioning(InputModel):
    """Harm of waiting in hospital: per week of delay, more hours of support, and a chance to need `pathway` instead."""

    settings: ListOf[str]
    """Where waiting does harm."""
    hours_per_week: Share = 0.0
    """Share that a week of delay adds to a new package."""
    chance_per_week: Share = 0.0
    """Rate, a week, at which the other pathway is needed."""
    from_pathways: ListOf[str] = ()
    """Pathways that may have to be given up."""
    pathway: str = ""
    """Pathway needed instead."""
    source: str = ""
    basis: Basis = "assumption"
