"""The whole description: everything that is true of one partnership (or of one small model), in one frozen thing."""

from typing import Annotated

from pydantic import Field

from sim.description.dates import Date
from sim.description.initial_occupancy import InitialOccupancy
from sim.description.interventions import Intervention
from sim.description.needs import Deconditioning, Destinations, Need, Pathway, Process, Response
from sim.description.people import People
from sim.description.settings import Pool, Setting, Team
from sim.description.units import InputModel, ListOf, Multiplier

MOST = 63
"""Settings, processes and pathways at most: each has random numbers of its own, and the numbers of random numbers are packed."""


class Description(InputModel):
    """A system of settings, needs and pathways, with its people or its arrivals, before any option is looked at.

    ``published`` holds the partnership's row of figures that capacities, people and starts refer to by column;
    ``calibrated`` the multipliers that the baseline fit found, by name.
    """

    title: str
    description: str = ""
    source: str = ""
    start_date: Date
    """Day 0; a study with a measured period of its own moves it."""
    holidays: Annotated[tuple[Date, ...], Field(strict=False)] = ()
    """Days off besides weekends, for processes on working days."""
    settings: Annotated[dict[str, Setting], Field(max_length=MOST)]
    """Where people stay."""
    pools: dict[str, Pool] = Field(default_factory=dict)
    """Places that settings share."""
    teams: dict[str, Team] = Field(default_factory=dict)
    """Who does processes."""
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
    """The levers, from `interventions/`."""
    published: dict[str, float | str] = Field(default_factory=dict)
    """Figures by column, from the partnership table."""
    calibrated: dict[str, Multiplier] = Field(default_factory=dict)
    """Multipliers by name, from the fit."""
