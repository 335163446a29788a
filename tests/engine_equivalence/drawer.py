"""Draws values for random worlds: shares, lengths of time, opening hours, orders of waiting."""

import random
from dataclasses import dataclass
from typing import Any, get_args

from hypothesis import strategies as st

from sim.description.settings import SettingType


def _rare(mean: float) -> list[dict[str, Any]]:
    """Return shapes with the mean, or near it: every shape, by each of the figures that may fix it."""
    return [
        {"shape": "lognormal", "mean": mean, "sd": mean / 2},
        {"shape": "lognormal", "mean": mean, "median": mean / 2},
        {"shape": "lognormal", "median": mean, "sigma": 0.5},
        {"shape": "lognormal", "mu": mean / 9, "sigma": 0.5},
        {"shape": "lognormal", "lower_quartile": mean / 2, "upper_quartile": 2 * mean},
        {"shape": "gamma", "mean": mean, "sd": mean / 2},
        {"shape": "gamma", "shape_parameter": 2.0, "scale": mean / 2},
        {"shape": "gamma", "shape_parameter": 2.0, "rate": 2 / mean},
        {"shape": "weibull", "mean": mean, "sd": mean / 2},
        {"shape": "weibull", "shape_parameter": 2.0, "scale": mean},
        {"shape": "erlang", "mean": mean, "phases": 3},
        {"shape": "triangular", "low": 0.0, "mode": mean, "high": 2 * mean},
        {"shape": "pert", "low": 0.0, "mode": mean, "high": 2 * mean},
        {"shape": "beta", "alpha": 2.0, "beta": 3.0, "low": 0.0, "high": 2 * mean},
        {"shape": "truncated_normal", "mean": mean, "sd": mean / 2, "high": 3 * mean},
        {"shape": "quantiles", "shares": [0.0, 0.5, 1.0], "values": [0.0, mean, 3 * mean]},
        {"shape": "exponential", "median": mean},
        *_in_other_units(mean),
    ]


def _in_other_units(mean: float) -> list[dict[str, Any]]:
    """Return shapes with the mean in hours or minutes."""
    return [
        {"shape": "exponential", "mean": 24 * mean, "unit": "hours"},
        {"shape": "uniform", "low": 12 * mean, "high": 36 * mean, "unit": "hours"},
        {"shape": "exponential", "mean": 1440 * mean, "unit": "minutes"},
    ]


ALL_DAY = {"from_hour": 0.0, "to_hour": 24.0}


@dataclass(frozen=True)
class Drawer:
    """Draws values for one world; with whole days every length of time is a whole number of days."""

    draw: Any
    whole_days: bool

    def of(self, *values: Any) -> Any:
        return self.draw(st.sampled_from(values))

    def maybe(self) -> bool:
        return bool(self.draw(st.booleans()))

    def number(self, low: int, high: int) -> int:
        return int(self.draw(st.integers(low, high)))

    def share(self) -> float:
        return self.number(0, 8) / 8

    def times(self) -> float:
        return float(self.of(0.0, 0.5, 0.8, 1.0, 1.25, 2.0))

    def duration(self, low: int, high: int) -> dict[str, Any]:
        mean = float(self.number(low, high))
        shapes: list[dict[str, Any]] = [
            {"shape": "constant", "mean": mean},
            {"shape": "empirical", "values": [mean, mean + 1, mean + 4]},
        ]
        if self.whole_days:
            return dict(shapes[0])
        return dict(
            self.of(
                *shapes,
                {"shape": "exponential", "mean": mean},
                {"shape": "uniform", "low": 0, "high": mean},
                *_rare(mean),
            )
        )

    def amount(self, low: int, high: int) -> dict[str, Any]:
        """Return a distribution of hours a week: an amount, which has no unit of time."""
        drawn = self.duration(low, high)
        parts = {None: 1.0, "hours": 24.0, "minutes": 1440.0}[drawn.pop("unit", None)]
        return drawn if parts == 1.0 else {k: v / parts if k != "shape" else v for k, v in drawn.items()}

    def hour(self) -> float:
        return 0.0 if self.whole_days else float(self.of(0, 8, 18))

    def window(self) -> dict[str, Any]:
        days = self.of(["Mon", "Tue", "Wed", "Thu", "Fri"], ["Mon", "Sat"], ["Mon", "Tue", "Wed", "Thu", "Sun"])
        if self.whole_days:
            return dict(self.of(ALL_DAY, ALL_DAY | {"days": days}))
        return dict(self.of(ALL_DAY, {"days": days, "from_hour": 9.0, "to_hour": 17.0}, {"from_hour": 8.0}))

    def order(self) -> dict[str, Any]:
        return {
            where: {"priority": self.number(0, 2), "priority_days": float(self.number(0, 5))}
            | self.of({}, {}, {"calibrated": "more"})
            for where in (*get_args(SettingType), "outside")
            if self.maybe()
        }


@dataclass(frozen=True)
class SeededDrawer(Drawer):
    """Draws from a generator of random numbers: many worlds, quickly; one that fails is not made smaller."""

    draw: random.Random

    def of(self, *values: Any) -> Any:
        return self.draw.choice(values)

    def maybe(self) -> bool:
        return self.draw.random() < 0.5

    def number(self, low: int, high: int) -> int:
        return self.draw.randint(low, high)
