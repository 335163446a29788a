"""Draws that are put to the test: each is run with several years, and kept if its front door is free in all of them.

A draw whose door only just stays open in one year blocks it in another, and a comparison whose baseline is blocked has
no answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.study.kinds.calibration_steps import Simulated
from sim.study.kinds.calibration_update import FRONT_DOOR
from sim.study.kinds.posterior_design import Point, Year

YEARS_EACH = 3
"""Years that a draw is run with, each with random numbers of its own."""
MOST_DAYS_AT_THE_DOOR = 0.02
"""Mean wait at the front door, in days, up to which it is free (assumed: people wait hours there, in every year)."""


@dataclass(frozen=True)
class Trials:
    """Draws in the order in which they are tried: their multipliers, and the number of their first year."""

    points: Sequence[Point]
    first: int
    most: float
    """People at the front door up to which it is free."""

    def years(self, draw: int) -> list[Year]:
        """Return the years of a draw (from 0): all first years are numbered before all others."""
        more = self.first + len(self.points) + draw * (YEARS_EACH - 1)
        numbers = [self.first + draw, *range(more, more + YEARS_EACH - 1)]
        return [Year(number, self.points[draw]) for number in numbers]

    def is_free(self, year: Year, results: Mapping[int, Simulated | str]) -> bool:
        """Tell whether a year was run, and left the front door free."""
        figures = results.get(year.number, "")
        return not isinstance(figures, str) and figures[FRONT_DOOR] <= self.most

    def kept(self, results: Mapping[int, Simulated | str], wanted: int) -> list[int]:
        """Return the first draws whose front door was free in all their years, so many at most."""
        draws = range(len(self.points))
        return [draw for draw in draws if all(self.is_free(year, results) for year in self.years(draw))][:wanted]
