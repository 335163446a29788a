"""People: who lives here, how frail they are and become, how long they live, and where they start."""

from typing import Annotated

from pydantic import Field, model_validator

from sim.description.dates import Date
from sim.description.settings import Published
from sim.description.units import (
    EACH_PHASE,
    Basis,
    ByAge,
    ByFrailty,
    ByLastMonths,
    ByQuintile,
    InputModel,
    ListOf,
    Multiplier,
    PerThousandYear,
    Share,
)

RatesByFiveYears = Annotated[
    tuple[PerThousandYear, ...], Field(strict=False, min_length=6, max_length=6, title="65-69 … 85-89, 90+")
]
SharesByFiveYears = Annotated[
    tuple[Share, ...], Field(strict=False, min_length=6, max_length=6, title="65-69 … 85-89, 90+")
]
SharesByFrailty = Annotated[tuple[Share, Share, Share, Share], Field(strict=False, title="share (0 to 1)")]
FIVE_YEARS = ("65_69", "70_74", "75_79", "80_84", "85_89", "90_plus")


class Start(InputModel):
    """Where residents of a setting start, from the census: a published count, and factors on who they are."""

    people: Published | str | float
    """Column of the partnership table, with a factor or without, or a number."""
    hours: str | float | None = None
    """Column (or number) of the hours a week that they hold together."""
    times_frailty: ByFrailty = (1.0, 1.0, 1.0, 1.0)
    times_age: ByAge = (1.0, 1.0, 1.0)
    times_dementia: Multiplier = 1.0
    times_alone: Multiplier = 1.0
    times_last_months: ByLastMonths = EACH_PHASE


class Waiting(InputModel):
    """People already waiting at home on day 0 for a pathway, with time waited so far uniform up to `waited_days`."""

    pathway: str
    """What they wait for."""
    per_1000_people: Annotated[float, Field(ge=0, le=1000, title="per 1,000 people")]
    """How many, for 1,000 residents."""
    waited_days: Annotated[float, Field(ge=0, le=3650, title="days")]
    """Longest wait so far."""
    times_frailty: ByFrailty = (1.0, 1.0, 1.0, 1.0)
    residences: ListOf[str] = ()
    """Where they live; empty: anywhere."""
    source: str = ""
    basis: Basis = "assumption"


class Delayed(InputModel):
    """People already delayed on day 0: published delayed days a year of these reasons / 365.25, on these pathways."""

    columns: ListOf[str]
    """Columns of delayed days, added up."""
    settings: Annotated[dict[str, Share], Field(min_length=1)]
    """Share of them in each ward."""
    pathways: Annotated[dict[str, Share], Field(min_length=1)]
    """Share of them on each pathway."""
    times_frailty: ByFrailty = (1.0, 1.0, 1.0, 1.0)
    times_age: ByAge = (1.0, 1.0, 1.0)
    times_dementia: Multiplier = 1.0


class People(InputModel):
    """The population: published counts by age and sex, and shares of their characteristics."""

    columns: str = "people_{sex}_{band}"
    """Columns of people, `{sex}` female or male, `{band}` 65_69 to 90_plus."""
    frailty_by_five_years: ListOf[SharesByFrailty]
    """Six rows, one for each five-year band: shares fit, mild, moderate, severe. They hold from year to year: how often
    people become frailer follows from them and from the deaths."""
    deaths_per_1000_a_year: RatesByFiveYears
    """Of a fit woman, by five-year band; times the factors below."""
    death_times_men: Multiplier = 1.4
    """Factor for men."""
    death_times_frailty: ByFrailty = (1.0, 1.92, 3.1, 4.52)
    """Factor by frailty."""
    death_times_quintile: ByQuintile = (1.0, 1.0, 1.0, 1.0, 1.0)
    """Factor by SIMD quintile, most deprived first."""
    calibrated: str | None = None
    """Name of the partnership's calibrated multiplier of deaths."""
    dementia_by_five_years: SharesByFiveYears = (0.0,) * 6
    """Share with dementia; from birthday to birthday as many more get it as the shares rise."""
    alone_by_five_years: SharesByFiveYears = (0.0,) * 6
    """Share living alone; from birthday to birthday as many more do as the shares rise."""
    high_use_by_frailty: SharesByFrailty = (0.0, 0.0, 0.0, 0.0)
    """Share of high-resource users, by frailty on day 0."""
    turning_65_per_year_of_65_69: Share = 0.21
    """People who turn 65 in a year, as a share of those aged 65 to 69; where `turning_65_a_year` is not stated."""
    turning_65_a_year: str | None = None
    """Column of the people who turn 65 in a year."""
    counted_on: Date | None = None
    """The day of the count in `columns`: on another day 0 the people are as many more or fewer as `growth` says."""
    starts: dict[str, Start] = Field(default_factory=dict)
    """Who lives elsewhere than at home on day 0, by setting."""
    waiting: ListOf[Waiting] = ()
    """Who waits at home on day 0."""
    delayed: ListOf[Delayed] = ()
    """Who is delayed in hospital on day 0."""
    sources: dict[str, str] = Field(default_factory=dict)
    """Where the figures come from, in a sentence for each key."""
    basis: dict[str, Basis] = Field(default_factory=dict)
    """What it rests on, by key."""

    @model_validator(mode="after")
    def _bands_and_shares(self) -> "People":
        if len(self.frailty_by_five_years) != len(FIVE_YEARS):
            raise ValueError(f"frailty_by_five_years needs {len(FIVE_YEARS)} rows: {', '.join(FIVE_YEARS)}")
        for band, shares in zip(FIVE_YEARS, self.frailty_by_five_years, strict=True):
            if abs(sum(shares) - 1) > 1e-6:
                raise ValueError(f"frailty shares of {band} must sum to 1 (got {sum(shares):g})")
        return self
