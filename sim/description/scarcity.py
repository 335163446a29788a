"""Scarcity: fewer people ask for a place, or for hours, the more already wait for it."""

from typing import Annotated

from pydantic import Field, model_validator

from sim.description.settings import Published
from sim.description.units import Basis, InputModel

Elasticity = Annotated[float, Field(ge=0, le=10, title="elasticity")]


class Scarcity(InputModel):
    """How asking falls as the list grows: the chance to ask is (reference / people waiting) to the power `elasticity`.

    At most 1. Those counted wait for the same setting in the same class of its queue. It holds for people at home; who
    does not ask manages without.
    """

    reference: Annotated[float, Field(gt=0, le=1_000_000, title="people waiting")] | Published
    """People on the list up to whom everybody asks."""
    elasticity: Elasticity
    """How strongly asking falls; 0: not at all. An uncertain figure, which no fit moves."""
    low: Elasticity | None = None
    """Lower end of its interval."""
    high: Elasticity | None = None
    """Upper end of its interval."""
    otherwise: str
    """Response of those who do not ask: one that leads nowhere, and that no need has a share of."""
    source: str = ""
    basis: Basis = "assumption"

    @model_validator(mode="after")
    def _within(self) -> "Scarcity":
        low, high = self.low or 0.0, self.elasticity if self.high is None else self.high
        if not low <= self.elasticity <= high:
            raise ValueError(f"elasticity {self.elasticity:g} must lie within its interval, {low:g} to {high:g}")
        return self
