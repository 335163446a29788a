"""Interventions as data: who is eligible, what share is reached, from when, what changes, at what cost."""

from typing import Annotated, Any, Literal, assert_never, get_args

from pydantic import Field, model_validator

from sim.description.adjustments import Building, CapacityAdjustment, Dated
from sim.description.units import Basis, Days, InputModel, ListOf, Pounds, Share, check_paid_in_full, paid_by_board

System = Literal[
    "frailty_pathway", "falls", "anticipatory_care_planning", "housing_links", "discharge_capacity",
    "high_resource_users", "palliative_and_end_of_life", "care_homes", "intermediate_care",
]  # fmt: skip
SYSTEMS: tuple[System, ...] = (
    "frailty_pathway", "falls", "anticipatory_care_planning", "housing_links", "discharge_capacity",
    "high_resource_users", "palliative_and_end_of_life", "care_homes", "intermediate_care",
)  # fmt: skip
Changes = Literal[
    "need_rate", "readmission_rate", "response", "stay", "process", "destination", "hours", "capacity", "priority_days",
    "share_of_offers", "weekend_discharge",
]  # fmt: skip
WHAT_IT_NAMES: dict[Changes, str] = {
    "need_rate": "needs", "readmission_rate": "needs", "response": "needs", "stay": "settings", "process": "processes",
    "destination": "pathways", "hours": "settings", "capacity": "settings or teams",
    "priority_days": "settings or teams", "share_of_offers": "settings or teams", "weekend_discharge": "settings",
}  # fmt: skip
Gives = Literal["palliative_care", "plan", "power_of_attorney"]
Unit = Literal["times", "days", "share_added", "percent", "places", "hours"]
UNITS: dict[Changes, tuple[Unit, ...]] = {
    **dict.fromkeys(get_args(Changes), ("times", "share_added", "percent")),
    "capacity": ("places", "hours", "share_added", "percent", "times"), "priority_days": ("days",),
    "weekend_discharge": ("times",),
}  # fmt: skip
"""Allowed units of a value, by what it changes."""


class Eligible(InputModel):
    """Who may be reached. Every condition given must hold; an empty list means no condition."""

    from_age: Literal[65, 75, 85] = 65
    """Lowest age."""
    frailty: ListOf[Literal["fit", "mild", "moderate", "severe"]] = ()
    """States of frailty."""
    quintiles: ListOf[Annotated[int, Field(ge=1, le=5)]] = ()
    """SIMD quintiles, 1 the most deprived."""
    residences: ListOf[str] = ()
    """Where the person lives."""
    last_months: ListOf[Literal["over_36", "36_to_24", "24_to_12", "12_to_6", "6_to_3", "3_to_1", "last_1"]] = ()
    """Months before death."""
    dementia: bool | None = None
    """True: only with dementia; false: only without."""
    alone: bool | None = None
    """True: only living alone; false: only not alone."""
    high_use: bool | None = None
    """True: only high-resource users; false: only others."""


class Effect(InputModel):
    """One change for the people reached.

    ``value`` is a factor on need_rate, readmission_rate (within 28 days of leaving hospital), response (on the chance
    that somebody with one of ``from_responses`` keeps it and is not moved to ``up_to``), stay, process, destination (on
    the weight of the pathways) and hours, as ``times``, or as what is added to 1: ``share_added``, or in ``percent``
    (-10: a tenth less). For share_of_offers it is such a factor on the odds of the share of ``classes``; it holds for
    the queue, whoever is eligible, as far as coverage goes. For priority_days it is ``days``. For capacity it is
    ``places``, ``hours`` (a week), or a part of today's capacity: ``share_added``, ``percent``, or ``times`` (0.9: a
    tenth is taken away); below 0 places are taken away, and the coverage is what is delivered of it. Nothing for
    weekend_discharge: leave value and unit out.
    """

    changes: Changes
    """What is changed."""
    of: ListOf[str] = ()
    """Names of needs, settings, processes, pathways or teams; empty: all of them."""
    needs: ListOf[str] = ()
    """For stay: only for these needs."""
    up_to: str | None = None
    """For response: the response to which people are moved."""
    from_responses: ListOf[str] = ()
    """For response: the responses from which people are taken; empty: all more institutional than ``up_to``."""
    classes: ListOf[str] = ()
    """For share_of_offers: the classes of the queue whose share it changes."""
    value: Annotated[float, Field(ge=-100_000, le=100_000)] = 1.0
    """How much: see above."""
    low: float | None = None
    """Lower end of its interval."""
    high: float | None = None
    """Upper end of its interval."""
    unit: Unit = "times"
    """What the value is; needed for capacity and priority_days."""
    basis: Basis
    """What the figures rest on; of an effect without an interval, also how unsure it is (`uncertainty`)."""
    source: str

    @model_validator(mode="after")
    def _whole(self) -> "Effect":
        if (self.changes == "response") != (self.up_to is not None):
            raise ValueError("an effect on the response, and no other, names the response it shifts people up_to")
        if self.low is not None and self.high is not None and not self.low <= self.value <= self.high:
            raise ValueError(f"value {self.value:g} must lie within its interval, {self.low:g} to {self.high:g}")
        if self.from_responses and self.changes != "response":
            raise ValueError("from_responses is for an effect on the response only")
        if (self.changes == "share_of_offers") != bool(self.classes):
            raise ValueError("an effect on share_of_offers, and no other, names classes of a queue")
        return self

    @model_validator(mode="after")
    def _in_a_unit(self) -> "Effect":
        units = UNITS[self.changes]
        if self.unit not in units:
            unit = f" '{self.unit}'" if "unit" in self.model_fields_set else ""
            raise ValueError(f"unit{unit} of an effect on {self.changes}: must be {' or '.join(units)}")
        if self.changes == "capacity":
            if "unit" not in self.model_fields_set:
                raise ValueError(f"an effect on capacity needs a unit: {' or '.join(units)}")
        elif self.changes == "weekend_discharge" and self.value != 1.0:
            raise ValueError("an effect on weekend_discharge has no value: leave it out")
        elif self.changes == "share_of_offers" and self.factor <= 0:
            raise ValueError(f"value {self.value:g} in {self.unit} would leave nothing of the share of offers")
        elif self.factor < 0:
            raise ValueError(f"value {self.value:g} in {self.unit} would leave less than nothing of {self.changes}")
        elif self.changes == "response" and self.factor > 1:
            raise ValueError("an effect on the response may only make it less institutional (a factor of at most 1)")
        return self

    @property
    def factor(self) -> float:
        """The factor on what is changed; for priority_days the days."""
        match self.unit:
            case "share_added":
                return 1.0 + self.value
            case "percent":
                return 1.0 + self.value / 100
            case "times" | "days" | "places" | "hours":
                return self.value
            case never:
                assert_never(never)

    def added(self, today: float) -> float:
        """Return the places (or hours a week) that an effect on capacity adds in full, before any rounding."""
        return self.value if self.unit in ("places", "hours") else (self.factor - 1.0) * today


class Cost(InputModel):
    """Money for an intervention: a year for each person reached, a year in all, or by added place or hour a week."""

    pounds: Pounds
    """Amount."""
    per: Literal["person_reached_a_year", "year", "added_capacity_a_day"]
    """What it is paid for."""
    payers: dict[str, Share] = Field(default_factory=paid_by_board)
    basis: Basis
    source: str

    @model_validator(mode="after")
    def _paid_in_full(self) -> "Cost":
        check_paid_in_full(self.payers)
        return self


class Intervention(Dated):
    """An intervention of one of the nine systems, as data with the source of each figure.

    When it begins and how it grows is stated by `from` and `over` (dates, months, spans), or by `start_day` and
    `ramp_days` (days of the run).
    """

    title: str
    system: System
    """One of the nine; written once, at the head of the file."""
    description: str
    eligible: Eligible = Eligible()
    """Who may be reached; left out: everybody."""
    gives: ListOf[Gives] = ()
    """What people reached have that measures count, besides its effects."""
    coverage: Share
    """Share of them who are reached; of added capacity, the share delivered."""
    start_day: Days | None = None
    """Day of the run on which it begins (day 0 opens the warm-up); left out: the first day that counts."""
    ramp_days: Days = 0.0
    """Days in which coverage grows from 0 to full."""
    effects: ListOf[Effect]
    """What changes."""
    costs: ListOf[Cost] = ()
    """What it costs."""

    @model_validator(mode="after")
    def _begins_once(self) -> "Intervention":
        _refuse_both(self)
        return self

    @model_validator(mode="after")
    def _does_something(self) -> "Intervention":
        if not self.effects:
            raise ValueError("an intervention without an effect does nothing")
        return self


def _refuse_both(dated: "Intervention | Chosen") -> None:
    """Refuse a beginning, or a growth, stated in both ways."""
    if dated.from_ is not None and dated.start_day is not None:
        raise ValueError("state either from or start_day")
    if dated.over is not None and dated.ramp_days:
        raise ValueError("state either over or ramp_days")


class Chosen(Dated):
    """How an option uses an intervention: its own coverage, beginning, growth or end where given."""

    coverage: Share | None = None
    """In place of the intervention’s own."""
    start_day: Days | None = None
    """In place of the intervention’s own."""
    ramp_days: Days | None = None
    """In place of the intervention’s own."""

    @model_validator(mode="after")
    def _begins_once(self) -> "Chosen":
        _refuse_both(self)
        return self

    def of(self, intervention: Intervention) -> Intervention:
        """Return an intervention as the option uses it: what is stated takes the place of its other form too."""
        stated = {name: value for name in Chosen.model_fields if (value := getattr(self, name)) is not None}
        for names in (("from_", "start_day"), ("over", "ramp_days"), ("until", "lasts")):
            if any(name in stated for name in names):
                empty = {name: intervention.__class__.model_fields[name].default for name in names}
                stated = empty | stated
        return intervention.model_copy(update=stated)


class Option(InputModel):
    """A choice that a board could make: interventions, places added or taken, any figure of the scenario; and why."""

    title: str
    description: str = ""
    why: str = ""
    """The question that it answers."""
    source: str = ""
    interventions: dict[str, Chosen] = Field(default_factory=dict)
    """Interventions at work; `{}`: just as they are written."""
    changes: ListOf[CapacityAdjustment] = ()
    """Places, hours or people added or taken away, from when to when."""
    buildings: dict[str, Building] = Field(default_factory=dict)
    """Buildings that there are besides those of the scenario."""
    set: dict[str, Any] = Field(default_factory=dict)
    """Anything in the scenario, by path: `settings.intermediate_care.cost.pounds: 300`. A capacity holds from the first
    day that counts; anything else has no date, and makes another scenario from day 0, warm-up included."""
