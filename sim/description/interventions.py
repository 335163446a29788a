"""Interventions: the levers as data. Who is eligible, what share is reached, from when, what changes, at what cost."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.description.units import Basis, Days, InputModel, ListOf, Payer, Pounds, Share, paid_by_board

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
    "weekend_discharge",
]  # fmt: skip
WHAT_IT_NAMES: dict[Changes, str] = {
    "need_rate": "needs", "readmission_rate": "needs", "response": "needs", "stay": "settings", "process": "processes",
    "destination": "pathways", "hours": "settings", "capacity": "settings or teams", "priority_days": "settings or teams",
    "weekend_discharge": "settings",
}  # fmt: skip


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
    last_months: ListOf[Literal["over_12", "12_to_6", "6_to_3", "3_to_1", "last_1"]] = ()
    """Months before death."""
    dementia: bool | None = None
    """True: only with dementia; false: only without."""
    alone: bool | None = None
    """True: only living alone; false: only not alone."""
    high_use: bool | None = None
    """True: only high-resource users; false: only others."""


class Effect(InputModel):
    """One thing that changes for the people reached.

    ``value`` is a multiplier for need_rate, readmission_rate (within 28 days of leaving hospital), response (the chance
    that somebody with one of ``from_responses`` keeps it and is not moved to ``up_to``), stay, process, destination (on
    the weight of the pathways) and hours; days for priority_days; an added share of today's capacity for capacity (0.05: 5 %
    more, times the coverage), or added places with ``unit: places``; ignored (leave out) for weekend_discharge.
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
    """For response: the responses from which people are taken; empty: all that are more institutional than ``up_to``."""
    value: Annotated[float, Field(ge=0, le=100_000)] = 1.0
    """How much: see above."""
    low: float | None = None
    """Lower end of its interval."""
    high: float | None = None
    """Upper end of its interval."""
    unit: Literal["times", "days", "share_added", "places"] = "times"
    """What the value is."""
    basis: Basis
    source: str

    @model_validator(mode="after")
    def _whole(self) -> "Effect":
        if (self.changes == "response") != (self.up_to is not None):
            raise ValueError("an effect on the response, and no other, names the response it shifts people up_to")
        if self.low is not None and self.high is not None and not self.low <= self.value <= self.high:
            raise ValueError(f"value {self.value:g} must lie within its interval, {self.low:g} to {self.high:g}")
        if self.from_responses and self.changes != "response":
            raise ValueError("from_responses is for an effect on the response only")
        if self.changes == "response" and self.value > 1:
            raise ValueError("an effect on the response may only make it less institutional (value at most 1)")
        return self


class Cost(InputModel):
    """Money for an intervention: a year for each person reached, a year in all, or by added place or hour a week."""

    pounds: Pounds
    """Amount."""
    per: Literal["person_reached_a_year", "year", "added_capacity_a_day"]
    """What it is paid for."""
    payers: dict[Payer, Share] = Field(default_factory=paid_by_board)
    basis: Basis
    source: str

    @model_validator(mode="after")
    def _paid_in_full(self) -> "Cost":
        if abs(sum(self.payers.values()) - 1) > 1e-9:
            raise ValueError(f"payers' shares must sum to 1 (got {sum(self.payers.values()):g})")
        return self


class Intervention(InputModel):
    """A lever: one of the nine systems at work, as a row of data with the source of each figure."""

    title: str
    system: System
    """One of the nine; stands once, at the head of the file."""
    description: str
    eligible: Eligible = Eligible()
    """Who may be reached; left out: everybody."""
    coverage: Share
    """Share of them who are reached; of added capacity, the share delivered."""
    start_day: Days = 0.0
    """Day of the run on which it begins; day 0 opens the warm-up."""
    ramp_days: Days = 0.0
    """Days in which coverage grows from 0 to full."""
    effects: ListOf[Effect]
    """What changes."""
    costs: ListOf[Cost] = ()
    """What it costs."""

    @model_validator(mode="after")
    def _does_something(self) -> "Intervention":
        if not self.effects:
            raise ValueError("an intervention without an effect does nothing")
        return self


class Chosen(InputModel):
    """How an option uses an intervention: its own coverage, start or ramp where given."""

    coverage: Share | None = None
    """In place of the intervention’s own."""
    start_day: Days | None = None
    """In place of the intervention’s own."""
    ramp_days: Days | None = None
    """In place of the intervention’s own."""


class Option(InputModel):
    """A choice that a board could make: some interventions, and why."""

    title: str
    description: str
    why: str
    """The question that it responses."""
    source: str = ""
    interventions: dict[str, Chosen]
    """Interventions at work; `{}`: just as they are written."""
