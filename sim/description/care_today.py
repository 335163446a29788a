"""What care reaches today, and what a freed bed day is worth: figures that measures use and that change no run."""

from typing import Annotated

from pydantic import Field, model_validator

from sim.description.units import Basis, InputModel, Pounds, Share


class KnownShare(InputModel):
    """A share as far as it is known: its value, its range, and what it rests on."""

    value: Share
    """The share used."""
    low: Share | None = None
    """Lower end of its range."""
    high: Share | None = None
    """Upper end of its range."""
    source: Annotated[str, Field(min_length=1)]
    basis: Basis

    @model_validator(mode="after")
    def _in_range(self) -> "KnownShare":
        low, high = self.low or 0.0, 1.0 if self.high is None else self.high
        if not low <= self.value <= high:
            raise ValueError(f"value {self.value:g} must lie within its range, {low:g} to {high:g}")
        return self


class CareToday(InputModel):
    """Whom palliative care, plans and powers of attorney reach in the baseline; interventions (`gives`) reach more."""

    palliative_care_needed: KnownShare
    """Of the people who die, those who need palliative care."""
    palliative_care_reached: KnownShare
    """Of those who need it, the ones who get it today."""
    plan_at_death: KnownShare
    """Of the people who die at 65 and over, those with an up-to-date plan on the Key Information Summary."""
    prefers_usual_place: KnownShare
    """Of the people who die, those who would rather die where they live (home or care home) than in hospital."""
    power_of_attorney: KnownShare
    """Of the people with dementia, those who have granted a welfare power of attorney."""


class BedDayValue(InputModel):
    """A way to value a freed bed day."""

    label: Annotated[str, Field(min_length=1)]
    """What tables call it."""
    pounds: Pounds
    """A bed day."""
    source: Annotated[str, Field(min_length=1)]
    basis: Basis
