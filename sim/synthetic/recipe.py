"""A recipe: whose sample it is, its window, how each table is collected, its faults, and how wide truth is drawn."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.description.dates import Date
from sim.description.files import file_named
from sim.description.input_errors import InputError, InputErrors, unknown
from sim.description.units import InputModel, ListOf, Share
from sim.description.validation import validated
from sim.description.yaml_files import read_yaml
from sim.sample.manifest import COLLECTED, Collected
from sim.synthetic.fault_list import faults

FOLDER = "samples"
Spread = Annotated[float, Field(ge=0, le=1, title="sd of the logarithm")]
Rates = dict[str, Share]


class Prior(InputModel):
    """How far the hidden truth may lie from the scenario: standard deviations of log-normal multipliers around 1."""

    stay: Spread = 0.2
    """Of the mean stay in a setting."""
    shape: Spread = 0.1
    """Of the standard deviation of the stay over its mean."""
    way_out: Spread = 0.2
    """Of the weight of a pathway out of a setting."""
    need: Spread = 0.15
    """Of how often a need arises."""


class Recipe(InputModel):
    """How a synthetic sample is made."""

    description: str = ""
    model: str | None = None
    """Small model that is run."""
    partnership: str | None = None
    """Partnership that is run; state one of the two."""
    from_: Annotated[Date, Field(alias="from")]
    """First day of the window."""
    to: Date
    """Day after the last of the window."""
    extracted: Date
    """Day of the extract; nothing after it is known."""
    warmup_days: Annotated[int, Field(ge=0, le=36_525, title="days")]
    """Days that are run before the window."""
    collected: Annotated[dict[str, Collected], Field(min_length=1)]
    """By table that the sample has: how its rows are collected. People, ward stays and capacities come with them."""
    census_dates: dict[str, ListOf[Date]] = Field(default_factory=dict)
    """By table collected by census: its days."""
    times: bool = False
    """True: admissions, moves and attendances have the time of day; false: whole days."""
    faults: Literal["none", "realistic"] | Rates = "realistic"
    """No faults, those of life at their realistic rates, or the share of rows by name of fault."""
    prior: Prior = Prior()
    """How widely the truth is drawn."""

    @model_validator(mode="after")
    def _one_place(self) -> "Recipe":
        if (self.model is None) == (self.partnership is None):
            raise ValueError("state either model or partnership")
        return self

    @property
    def place(self) -> str:
        """Key of the partnership, or name of the small model."""
        return self.model or str(self.partnership)

    @property
    def rates(self) -> Rates:
        """Share of rows with each fault."""
        return rates(self.faults)


def rates(written: Literal["none", "realistic"] | Mapping[str, float]) -> Rates:
    """Return the share of rows with each fault, as written or as in life."""
    if written == "none":
        return {}
    if written == "realistic":
        return {name: fault.realistic for name, fault in faults().items()}
    return dict(written)


def read_recipe(roots: Sequence[Path], name: str) -> Recipe:
    """Return the recipe ``samples/NAME.yaml`` of the nearest folder that has it.

    Raises
    ------
    InputErrors
        With a line for each thing that is wrong in it.
    """
    source = file_named(roots, FOLDER, name)
    content, errors = read_yaml(source)
    recipe, faulty = validated(Recipe, content, {"": str(source)})
    errors = [*errors, *faulty]
    if recipe is not None:
        errors += contradictions(recipe, str(source))
    if recipe is None or errors:
        raise InputErrors(errors)
    return recipe


def contradictions(recipe: Recipe, file: str) -> Iterator[InputError]:
    """Yield what the parts of a recipe say against each other."""
    if recipe.to <= recipe.from_:
        yield InputError(file, "to", message="must be after from")
    if recipe.extracted < recipe.to:
        yield InputError(file, "extracted", message="must not be before to")
    if "spells" not in recipe.collected:
        yield InputError(file, "collected.spells", message="is missing: a sample has spells")
    for key in ("collected", "census_dates"):
        for table in getattr(recipe, key):
            if table not in COLLECTED:
                yield unknown(file, f"{key}.{table}", table, COLLECTED, what="table")
    for table, how in recipe.collected.items():
        if (how == "census") != bool(recipe.census_dates.get(table)):
            yield InputError(file, f"census_dates.{table}", message="a census, and nothing else, needs days")
        if (how == "monthly_submissions") and table != "delays":
            yield InputError(file, f"collected.{table}", message="only delays come as monthly submissions")
    for days in recipe.census_dates.values():
        if not all(recipe.from_ <= day < recipe.to for day in days):
            yield InputError(file, "census_dates", message="a day is outside the window")
    yield from unknown_faults(recipe.faults, file)


def unknown_faults(written: str | Mapping[str, float], file: str) -> Iterator[InputError]:
    """Yield the faults that there are none of."""
    for name in written if isinstance(written, Mapping) else ():
        if name not in faults():
            yield unknown(file, f"faults.{name}", name, faults(), what="fault")
