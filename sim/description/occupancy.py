"""How full a setting is in life, and when its front door counts as blocked."""

from typing import Annotated

from pydantic import Field

from sim.description.units import Basis, InputModel


class Blocked(InputModel):
    """When a front door counts as blocked: a run in which it is gives no result."""

    wait_days: Annotated[float, Field(gt=0, le=3650)]
    """People waiting at the door over people let in a day, from which on it is blocked, in days."""
    over_days: Annotated[int, Field(ge=1, le=365)] = 28
    """Last days of the run that are looked at."""
    source: str = ""
    basis: Basis = "assumption"


class Occupancy(InputModel):
    """The share of a setting's places that are taken, on average over a year: a target, as far as it is known."""

    share: Annotated[float, Field(gt=0, le=1.5, title="share")]
    """Places taken over places."""
    source: Annotated[str, Field(min_length=1)]
    basis: Basis = "assumption"
