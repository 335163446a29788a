"""The model of the bench, `scenarios/models/chain.yaml`, as plain figures; and what every tool says of a run."""

from bisect import bisect
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate
from math import log, sqrt
from random import Random

from sim.description.system import Description

DAYS = 5 * 365.25
WARD, BETWEEN, OUTSIDE = "ward", "between", "outside"
PLACES = (WARD, "intermediate_care", "care_home", "home_support")
"""The settings that may be full; at home, between two stays, there is always room."""


@dataclass(frozen=True)
class Chain:
    """The figures of the model, read from its scenario: no tool has figures of its own."""

    per_day: float
    places: dict[str, int]
    means: dict[str, float]
    spreads: dict[str, float]
    """Standard deviation of a lognormal stay; a stay that is not here is exponential."""
    ways: dict[str, dict[str, float]]
    """From a setting, the share that goes to each setting (or `OUTSIDE`)."""

    @classmethod
    def of(cls, description: Description) -> "Chain":
        """Return the figures that a description holds."""
        settings = description.settings
        stays = {name: setting.stay["default"] for name, setting in settings.items()}
        [need] = description.needs.values()
        return cls(
            per_day=need.arrivals.per_day,
            places={name: int(settings[name].capacity) for name in PLACES},
            means={name: stay.mean for name, stay in stays.items()},
            spreads={name: stay.sd for name, stay in stays.items() if stay.shape == "lognormal"},
            ways={
                name: {
                    description.pathways[pathway].to: weight.by_frailty[0] for pathway, weight in table.pathways.items()
                }
                for table in description.discharge_destinations.values()
                for name in table.settings
            },
        )

    def normal(self, name: str) -> tuple[float, float]:
        """Return mean and standard deviation of the logarithm of a lognormal stay."""
        variance = log(1 + (self.spreads[name] / self.means[name]) ** 2)
        return log(self.means[name]) - variance / 2, sqrt(variance)

    def stays(self, random_number: Random) -> dict[str, Callable[[], float]]:
        """Return for each setting a function that draws a stay."""
        drawn: dict[str, Callable[[], float]] = {
            name: partial(random_number.expovariate, 1 / mean) for name, mean in self.means.items()
        }
        return drawn | {name: partial(random_number.lognormvariate, *self.normal(name)) for name in self.spreads}

    def destinations(self, random_number: Random) -> dict[str, Callable[[], str]]:
        """Return for each setting a function that draws where a person goes from there."""

        def draw(names: list[str], upto: list[float]) -> str:
            return names[bisect(upto, random_number.random())]

        return {
            name: partial(draw, list(shares), [*list(accumulate(shares.values()))[:-1], 1.0])
            for name, shares in self.ways.items()
        }


@dataclass
class Totals:
    """What happened in a run: by setting, place-days taken, days that people waited for a place, and admissions."""

    occupied: dict[str, float] = field(default_factory=lambda: dict.fromkeys(PLACES, 0.0))
    waiting: dict[str, float] = field(default_factory=lambda: dict.fromkeys(PLACES, 0.0))
    admissions: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PLACES, 0))
    events: int = 0
    """Arrivals, departures from a setting, and returns: what the model does, whatever a tool schedules inside."""

    def by_name(self, days: float) -> dict[str, float]:
        """Return every total: places taken and people waiting on average, and admissions."""
        means = {"occupied": self.occupied, "waiting for": self.waiting}
        found = {f"{what}, {name}": value / days for what, column in means.items() for name, value in column.items()}
        return found | {f"admissions, {name}": float(value) for name, value in self.admissions.items()}
