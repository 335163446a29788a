"""How unsure what nobody has measured is: effects without an interval of their own, and places that are not staffed."""

from typing import Annotated

from pydantic import Field, model_validator

from sim.description.interventions import Effect
from sim.description.units import Basis, InputModel, Share

Part = Annotated[float, Field(ge=0, le=10, title="part")]


class Around(InputModel):
    """How far an effect without an interval may lie from its value: half its 95 % interval."""

    of_effect: Part
    """In parts of the effect: 0.6 of 10 % fewer is 4 to 16 % fewer."""
    of_none: Part
    """Of an effect that is none: 0.1 is from 10 % fewer to 10 % more."""


class Staffed(InputModel):
    """What share of added places or hours is really there: any share between these two is as likely as another."""

    low: Share
    """Least share."""
    high: Share
    """Largest share."""

    @model_validator(mode="after")
    def _in_order(self) -> "Staffed":
        if self.low > self.high:
            raise ValueError(f"low ({self.low:g}) must not lie above high ({self.high:g})")
        return self


class Uncertainty(InputModel):
    """What is assumed of the uncertainty of options, where nothing is stated with the option itself."""

    without_interval: dict[Basis, Around] = Field(default_factory=dict)
    """Interval of an effect that states none, by its basis; a basis that is not here has none."""
    staffed: Staffed
    """Of places, hours and people that an option adds."""
    source: str = ""
    basis: Basis = "assumption"


NULLS = {"times": 1.0, "share_added": 0.0, "percent": 0.0, "days": 0.0, "places": 0.0, "hours": 0.0}
"""Value of an effect that changes nothing, by its unit."""
ONE = {"times": 1.0, "share_added": 1.0, "percent": 100.0, "days": 0.0, "places": 0.0, "hours": 0.0}
"""What a part of 1 is in each unit; 0 where nothing says so."""


def interval_of(effect: Effect, uncertainty: Uncertainty | None) -> tuple[float, float]:
    """Return the 95 % interval of an effect's value: as stated, else by its basis; the value twice where it has none.

    A capacity that states none has none: how much of it is staffed is drawn instead (`Staffed`).
    """
    value = effect.value
    if effect.changes == "weekend_discharge":
        return value, value
    if effect.low is not None or effect.high is not None:
        return value if effect.low is None else effect.low, value if effect.high is None else effect.high
    around = uncertainty.without_interval.get(effect.basis) if uncertainty else None
    if around is None or effect.changes == "capacity":
        return value, value
    size = abs(value - NULLS[effect.unit])
    half = around.of_effect * size if size else around.of_none * ONE[effect.unit]
    return value - half, value + half
