"""The whole description: everything that is true of one partnership (or of one small model), in one frozen model."""

from typing import Annotated, Literal

from pydantic import Field

from sim.description.adjustments import Building, CapacityAdjustment
from sim.description.care_today import BedDayValue, CareToday
from sim.description.dates import Date
from sim.description.growth import Growth
from sim.description.initial_occupancy import InitialOccupancy
from sim.description.interventions import Intervention
from sim.description.milestones import Milestone
from sim.description.needs import Deconditioning, Destinations, Need, Pathway, Process, Response
from sim.description.people import People
from sim.description.settings import Pool, Setting, Team
from sim.description.uncertainty import Uncertainty
from sim.description.units import PAYERS, InputModel, ListOf, Multiplier

MOST = 63
"""Settings, processes and pathways at most: the index of each must fit into the numbering of random numbers."""


class Description(InputModel):
    """A system of settings, needs and pathways, with its people or its arrivals, before any option is applied.

    ``published`` holds the partnership's row of figures that capacities, people and starts refer to by column;
    ``calibrated`` the multipliers from the calibration of the baseline, by name.
    """

    title: str
    description: str = ""
    source: str = ""
    start_date: Date
    """Day 0; a study with a measured period of its own moves it."""
    holidays: Literal["scotland"] | ListOf[Date] = ()
    """Days off besides weekends, for processes on working days: a list, or `scotland` for the bank holidays of Scotland
    and Easter Monday of every year, computed (an assumption: boards and councils set days of their own)."""
    settings: Annotated[dict[str, Setting], Field(max_length=MOST)]
    """Where people stay."""
    pools: dict[str, Pool] = Field(default_factory=dict)
    """Places that settings share."""
    teams: dict[str, Team] = Field(default_factory=dict)
    """Who does processes."""
    buildings: dict[str, Building] = Field(default_factory=dict)
    """Buildings by name, on top of the capacities of their settings."""
    changes: ListOf[CapacityAdjustment] = ()
    """Places, hours or people added or taken away, from when to when."""
    growth: Growth | None = None
    """How capacities move from year to year; none: they stay as stated."""
    payers: Annotated[dict[str, str], Field(min_length=1)] = Field(default_factory=lambda: dict(PAYERS))
    """Who pays: a name for `payers` of a cost, and what tables and pictures call it."""
    people: People | None = None
    """Residents; none: arrivals only."""
    initial_occupancy: ListOf[InitialOccupancy] = ()
    """People of plain arrivals who are there on day 0 already."""
    needs: dict[str, Need]
    """Reasons for care."""
    responses: dict[str, Response]
    """Responses to needs, from least to most institutional."""
    processes: Annotated[dict[str, Process], Field(max_length=MOST)] = Field(default_factory=dict)
    """Work between ready and gone."""
    pathways: Annotated[dict[str, Pathway], Field(max_length=MOST)]
    """Ways out of settings."""
    discharge_destinations: dict[str, Destinations]
    """Which pathways lead out of which settings."""
    deconditioning: Deconditioning | None = None
    """Harm of waiting in hospital."""
    interventions: dict[str, Intervention] = Field(default_factory=dict)
    """Interventions, from `interventions/`."""
    care_today: CareToday | None = None
    """Whom palliative care, plans and powers of attorney reach today; none: measures of them are left out."""
    bed_day_values: dict[str, BedDayValue] = Field(default_factory=dict)
    """What a bed day given back is worth, by method, beside each answer."""
    uncertainty: Uncertainty | None = None
    """Of effects without an interval, and of added places; none: effects without one stand at their value."""
    milestones: ListOf[Milestone] = ()
    """Points of a target path, drawn beside the results."""
    published: dict[str, float | str] = Field(default_factory=dict)
    """Figures by column, from the partnership table."""
    calibrated: dict[str, Multiplier] = Field(default_factory=dict)
    """Multipliers by name, from the calibration."""
