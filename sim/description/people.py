"""People: who lives here, how frail they are and become, how long they live, and where they start."""

from typing import Annotated

from pydantic import Field, model_validator

from sim.description.reasons import Reason
from sim.description.units import Basis, ByAge, ByFrailty, ByLastMonths, Many, PerThousandYear, Share, Thing, Times

ByFiveYears = Annotated[tuple[Times, ...], Field(strict=False, min_length=6, max_length=6, title="65-69 … 85-89, 90+")]
SharesByFrailty = Annotated[tuple[Share, Share, Share, Share], Field(strict=False)]
FIVE_YEARS = ("65_69", "70_74", "75_79", "80_84", "85_89", "90_plus")


class Start(Thing):
    """Where residents of a setting start, from the census: a published count, and who they tend to be."""

    people: str | float
    """Column of the partnership table, or a number."""
    hours: str | float | None = None
    """Column (or number) of the hours a week that they hold together."""
    times_frailty: ByFrailty = (1.0, 1.0, 1.0, 1.0)
    times_age: ByAge = (1.0, 1.0, 1.0)
    times_dementia: Times = 1.0
    times_alone: Times = 1.0
    times_last_months: ByLastMonths = (1.0, 1.0, 1.0, 1.0, 1.0)


class Waiting(Thing):
    """People already waiting at home on day 0 for a route, with time waited so far uniform up to `waited_days`."""

    route: str
    per_1000_people: PerThousandYear
    waited_days: Annotated[float, Field(ge=0, le=3650, title="days")]
    times_frailty: ByFrailty = (1.0, 1.0, 1.0, 1.0)
    residences: Many[str] = ()
    source: str = ""
    basis: Basis = "assumption"


class Delayed(Thing):
    """People already delayed on day 0: published delayed days a year of these reasons / 365.25, on these routes."""

    columns: Many[str]
    settings: dict[str, Share]
    routes: dict[str, Share]
    reason: Reason
    times_frailty: ByFrailty = (1.0, 1.0, 1.0, 1.0)
    times_age: ByAge = (1.0, 1.0, 1.0)
    times_dementia: Times = 1.0


class People(Thing):
    """The population: published counts by age and sex, and shares of what they bring with them."""

    columns: str = "people_{sex}_{band}"
    frailty_by_five_years: Many[SharesByFrailty]
    """For each five-year band, shares fit, mild, moderate, severe."""
    worsens_per_1000_a_year: Annotated[
        tuple[PerThousandYear, PerThousandYear, PerThousandYear, PerThousandYear, PerThousandYear, PerThousandYear],
        Field(strict=False),
    ]
    """Moves to the next frailty state, by five-year band."""
    deaths_per_1000_a_year: ByFiveYears
    """Of a fit woman, by five-year band; times the factors below."""
    death_times_men: Times = 1.4
    death_times_frailty: ByFrailty = (1.0, 1.92, 3.1, 4.52)
    death_times_quintile: Many[Times] = (1.0, 1.0, 1.0, 1.0, 1.0)
    dementia_by_five_years: ByFiveYears = (0.0,) * 6
    alone_by_five_years: ByFiveYears = (0.0,) * 6
    high_use_by_frailty: SharesByFrailty = (0.0, 0.0, 0.0, 0.0)
    turning_65_per_year_of_65_69: Share = 0.21
    starts: dict[str, Start] = Field(default_factory=dict)
    waiting: Many[Waiting] = ()
    delayed: Many[Delayed] = ()
    sources: dict[str, str] = Field(default_factory=dict)
    basis: dict[str, Basis] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _bands_and_shares(self) -> "People":
        if len(self.frailty_by_five_years) != len(FIVE_YEARS):
            raise ValueError(f"frailty_by_five_years needs {len(FIVE_YEARS)} rows: {', '.join(FIVE_YEARS)}")
        for band, shares in zip(FIVE_YEARS, self.frailty_by_five_years, strict=True):
            if abs(sum(shares) - 1) > 1e-6:
                raise ValueError(f"frailty shares of {band} must sum to 1 (got {sum(shares):g})")
        return self
