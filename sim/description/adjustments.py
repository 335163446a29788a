"""Adjustments of capacity: places or hours added, taken away or closed, from when to when; and buildings by name."""

from typing import Annotated

from pydantic import ConfigDict, Field, model_validator

from sim.description.dates import Moment, Percent, Span, share_of
from sim.description.settings import DayCost
from sim.description.units import Basis, InputModel, ListOf, Places

SIZES = ("places", "hours", "by", "to", "closed")
Added = Annotated[float, Field(ge=-1_000_000, le=1_000_000, title="places, or hours a week; below 0: taken away")]


class Dated(InputModel):
    """A change that begins and ends, by dates and spans as planners write them."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)

    from_: Moment | None = Field(None, alias="from")
    """When it begins."""
    over: Span | None = None
    """How long it takes from nothing to the whole, in equal steps."""
    until: Moment | None = None
    """Last day on which it holds; after it things are as before."""
    lasts: Span | None = None
    """Instead of `until`: how long it holds, from its beginning."""

    @model_validator(mode="after")
    def _one_end(self) -> "Dated":
        if self.until is not None and self.lasts is not None:
            raise ValueError("state either until or lasts")
        return self


class CapacityAdjustment(Dated):
    """So many places, hours a week or percent more or less than today, from when to when.

    Nobody is sent away where places are taken: they are not filled again until enough people have left. The capacity
    that results is in whole places, or hours in quarters, a half rounded up, and at least 0. Left out, `from` is the
    first day that counts.
    """

    capacity_of: str | None = None
    """A setting, team or pool; with a `building`, one of its settings, or left out: all of the building."""
    building: str | None = None
    """Building whose places change; its own places in the setting at most are taken."""
    places: Added | None = None
    """Places (of a team: people) added, or below 0 taken away."""
    hours: Added | None = None
    """Hours a week added, or below 0 taken away, where places are hours."""
    by: Percent | None = None
    """Added or taken away, of today's capacity."""
    to: Places | None = None
    """What there is from then on."""
    closed: Span | None = None
    """All places away for so long, surge places too."""
    cost: DayCost | None = None
    """Cost of an added place (or weekly hour) for a day, used or not; left out: places cost what is used of them."""
    source: str = ""
    basis: Basis = "assumption"

    @model_validator(mode="after")
    def _one_size(self) -> "CapacityAdjustment":
        sizes = [name for name in SIZES if getattr(self, name) is not None]
        if len(sizes) != 1:
            raise ValueError(f"state one of {', '.join(SIZES)} (got {', '.join(sizes) or 'none'})")
        if self.capacity_of is None and self.building is None:
            raise ValueError("state capacity_of, or a building")
        if self.capacity_of is None and self.closed is None:
            raise ValueError("without capacity_of a building can only be closed")
        if self.closed is not None and any(end is not None for end in (self.over, self.until, self.lasts)):
            raise ValueError("closed says how long: leave out over, until and lasts")
        if self.closed is None and self.to is None and not any((self.places, self.hours, share_of(self.by or "0%"))):
            raise ValueError(f"{sizes[0]} is 0: nothing would change")
        if self.closed is not None and self.cost is not None:
            raise ValueError("closed adds no places: leave out cost")
        return self


class Building(InputModel):
    """A building by name: its places come on top of the capacities of its settings; those of no setting are shared."""

    label: str
    places: Places
    """Places in all."""
    own: dict[str, Places] = Field(default_factory=dict)
    """How many of them belong to one setting, by setting."""
    either: ListOf[str] = ()
    """Settings of which any may use the rest, once their own places are full."""
    opens: Moment | None = None
    """When it opens; left out: it is there from the start of the run."""
    source: str = ""
    basis: Basis = "assumption"

    @model_validator(mode="after")
    def _adds_up(self) -> "Building":
        rest = self.places - sum(self.own.values())
        if rest < 0:
            raise ValueError(f"own places ({sum(self.own.values()):g}) are more than places ({self.places:g})")
        if rest > 0 and not self.either:
            raise ValueError(f"{rest:g} places belong to no setting: name the settings that may use them in either")
        if rest == 0 and self.either:
            raise ValueError("no places are left for either: leave it out")
        return self

    @property
    def shared(self) -> float:
        """Places that any of the settings in `either` may use."""
        return self.places - sum(self.own.values())
