"""Interventions: the levers as data. Who is eligible, what share is reached, from when, what changes, at what cost."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.description.units import Basis, Days, Many, Payer, Pounds, Share, Thing, paid_by_board

System = Literal[
    "frailty_pathway", "falls", "anticipatory_care_planning", "housing_links", "discharge_capacity",
    "high_resource_users", "palliative_and_end_of_life", "care_homes", "intermediate_care",
]  # fmt: skip
SYSTEMS: tuple[System, ...] = (
    "frailty_pathway", "falls", "anticipatory_care_planning", "housing_links", "discharge_capacity",
    "high_resource_users", "palliative_and_end_of_life", "care_homes", "intermediate_care",
)  # fmt: skip
Changes = Literal[
    "need_rate", "readmission_rate", "answer", "stay", "process", "destination", "hours", "capacity", "ahead_days",
    "weekend_discharge",
]  # fmt: skip
WHAT_IT_NAMES: dict[Changes, str] = {
    "need_rate": "needs", "readmission_rate": "needs", "answer": "needs", "stay": "settings", "process": "processes",
    "destination": "routes", "hours": "settings", "capacity": "settings or teams", "ahead_days": "settings or teams",
    "weekend_discharge": "settings",
}  # fmt: skip


class Eligible(Thing):
    """Who may be reached. Every condition given must hold; an empty list means no condition."""

    from_age: Literal[65, 75, 85] = 65
    frailty: Many[Literal["fit", "mild", "moderate", "severe"]] = ()
    quintiles: Many[Annotated[int, Field(ge=1, le=5)]] = ()
    residences: Many[str] = ()
    last_months: Many[Literal["over_12", "12_to_6", "6_to_3", "3_to_1", "last_1"]] = ()
    dementia: bool | None = None
    alone: bool | None = None
    high_use: bool | None = None


class Effect(Thing):
    """One thing that changes for the people reached.

    ``value`` is a multiplier for need_rate, readmission_rate (within 28 days of leaving hospital), answer (on the
    chance of any answer more institutional than ``up_to``), stay, process, destination (on the weight of the routes)
    and hours; days for ahead_days; an added share of today's capacity for capacity (0.05: 5 % more, times the
    coverage), or added places with ``unit: places``; ignored (leave out) for weekend_discharge.
    """

    changes: Changes
    of: Many[str] = ()
    """Names of needs, settings, processes, routes or teams; empty: all of them."""
    needs: Many[str] = ()
    """For stay: only for these needs."""
    up_to: str | None = None
    value: Annotated[float, Field(ge=0, le=100_000)] = 1.0
    low: float | None = None
    high: float | None = None
    unit: Literal["times", "days", "share_added", "places"] = "times"
    basis: Basis
    source: str

    @model_validator(mode="after")
    def _whole(self) -> "Effect":
        if (self.changes == "answer") != (self.up_to is not None):
            raise ValueError("an effect on the answer, and no other, names the answer it shifts people up_to")
        if self.low is not None and self.high is not None and not self.low <= self.value <= self.high:
            raise ValueError(f"value {self.value:g} must lie within its interval, {self.low:g} to {self.high:g}")
        if self.changes == "answer" and self.value > 1:
            raise ValueError("an effect on the answer may only make it less institutional (value at most 1)")
        return self


class Cost(Thing):
    """Money for an intervention: a year for each person reached, a year in all, or by added place or hour a week."""

    pounds: Pounds
    per: Literal["person_reached_a_year", "year", "added_capacity_a_day"]
    payers: dict[Payer, Share] = Field(default_factory=paid_by_board)
    basis: Basis
    source: str

    @model_validator(mode="after")
    def _paid_in_full(self) -> "Cost":
        if abs(sum(self.payers.values()) - 1) > 1e-9:
            raise ValueError(f"payers' shares must sum to 1 (got {sum(self.payers.values()):g})")
        return self


class Intervention(Thing):
    """A lever: one of the nine systems at work, as a row of data with the source of each figure."""

    title: str
    system: System
    description: str
    eligible: Eligible = Eligible()
    coverage: Share
    start_day: Days = 0.0
    ramp_days: Days = 0.0
    effects: Many[Effect]
    costs: Many[Cost] = ()

    @model_validator(mode="after")
    def _does_something(self) -> "Intervention":
        if not self.effects:
            raise ValueError("an intervention without an effect does nothing")
        return self


class Chosen(Thing):
    """How an option uses an intervention: its own coverage, start or ramp where given."""

    coverage: Share | None = None
    start_day: Days | None = None
    ramp_days: Days | None = None


class Option(Thing):
    """A choice that a board could make: some interventions, and why."""

    title: str
    description: str
    why: str
    source: str = ""
    interventions: dict[str, Chosen]
