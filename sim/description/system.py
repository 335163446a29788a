"""The whole description: everything that is true of one partnership (or of one small model), in one frozen thing."""

import datetime
from typing import Annotated

from pydantic import Field

from sim.description.interventions import Intervention
from sim.description.needs import Answer, Deconditioning, Destinations, Need, Process, Route
from sim.description.people import People
from sim.description.settings import Pool, Setting, Team
from sim.description.units import Thing, Times


class Description(Thing):
    """A system of settings, needs and routes, with its people or its arrivals, before any option is looked at.

    ``published`` holds the partnership's row of figures that capacities, people and starts refer to by column;
    ``fitted`` the multipliers that the baseline fit found, by name.
    """

    title: str
    description: str = ""
    source: str = ""
    start_date: datetime.date
    holidays: Annotated[tuple[datetime.date, ...], Field(strict=False)] = ()
    settings: dict[str, Setting]
    pools: dict[str, Pool] = Field(default_factory=dict)
    teams: dict[str, Team] = Field(default_factory=dict)
    people: People | None = None
    needs: dict[str, Need]
    answers: dict[str, Answer]
    processes: dict[str, Process] = Field(default_factory=dict)
    routes: dict[str, Route]
    destinations: dict[str, Destinations]
    deconditioning: Deconditioning | None = None
    interventions: dict[str, Intervention] = Field(default_factory=dict)
    published: dict[str, float | str] = Field(default_factory=dict)
    fitted: dict[str, Times] = Field(default_factory=dict)
