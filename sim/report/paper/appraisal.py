"""The board's part of an options appraisal, as data: criteria with weights and scores, and how money is discounted."""

from collections.abc import Mapping
from dataclasses import dataclass

from sim.measures.measure import MEASURES

BEST_SCORE = 10
"""Scores run from 0 to this."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion: its title, its weight in percent, and either a measure that scores it or the board's scores."""

    name: str
    title: str
    weight: float
    measure: str | None = None
    scores: Mapping[str, float] | None = None
    """The board's scores by option, 0 to 10, `baseline` for do nothing; options left out are blank."""


@dataclass(frozen=True, slots=True)
class Appraisal:
    """Criteria, and the discount rate in percent a year with its source."""

    criteria: tuple[Criterion, ...]
    discount_percent: float
    discount_source: str
    example: bool = False
    """Whether the weights are an example, and no board's."""


def scoring_measures() -> list[str]:
    """Return the names of the measures that can score a criterion: those of which more, or less, is better."""
    return [name for name, measure in MEASURES.items() if measure.good != "neither"]


def better_is_higher(measure: str) -> bool:
    """Tell whether more of a measure is better."""
    return MEASURES[measure].good == "higher"
