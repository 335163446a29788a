"""The year of a sample that a posterior was not made from: what the model gives at the draws, beside the sample."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.description.dates import financial_year
from sim.study.analysis.crps import crps
from sim.study.analysis.emulator import Floats
from sim.study.analysis.sample_figures import Aggregate, Observed, observed, with_observed
from sim.study.analysis.sampling import Generator
from sim.study.analysis.targets import Target
from sim.study.kinds.calibration_steps import Simulated
from sim.study.kinds.posterior_design import Point, Year
from sim.study.question.question import Period, years_later

FIRST_NUMBER = 200_001
"""Number of the first year run for it."""


@dataclass(frozen=True)
class HoldOut:
    """The figures of the year after that of the posterior, or of the one before it."""

    year: str
    figures: Mapping[str, Observed]
    from_day: float
    to_day: float

    @classmethod
    def of(cls, rows: Sequence[Aggregate], period: Period) -> "HoldOut | None":
        """Return the year after, if a sample has figures of it, else the year before; None if it has neither."""
        first = period.measured_from
        last = period.start_date + datetime.timedelta(days=period.to_day)
        for begins, ends in ((last, years_later(last, 1)), (years_later(first, -1), first)):
            figures, _ = observed(rows, begins, ends)
            from_day, to_day = ((day - period.start_date).days for day in (begins, ends))
            if figures and from_day > 0:
                return cls(financial_year(begins), figures, float(from_day), float(to_day))
        return None

    def years(self, draws: Sequence[Point]) -> list[Year]:
        """Return a year at each draw, counted over the days held out."""
        days = (self.from_day, self.to_day)
        return [Year(FIRST_NUMBER + at, point, days=days) for at, point in enumerate(draws)]


def hold_out_table(
    held: HoldOut,
    targets: Sequence[Target],
    fitted: Mapping[str, Observed],
    runs: Sequence[Simulated],
    words: Mapping[str, tuple[str, str]],
    generator: Generator,
) -> pd.DataFrame:
    """Return a row for each figure of the year held out.

    ``modelled``, ``lower`` and ``upper``: median and 90 % interval of years at the draws, with doubt about the figure
    and discrepancy of the model; ``crps`` is their continuous ranked probability score, and ``crps_same`` that of the
    figure of the year of the posterior taken for this year's, which is how far the two are apart.
    """
    rows = []
    for target in with_observed(targets, held.figures):
        if target.multiplier not in held.figures:
            continue
        figure, same = held.figures[target.multiplier].value, fitted.get(target.multiplier)
        values = noisy(target, np.array([run[target.multiplier] for run in runs]), figure, generator)
        low, median, high = np.percentile(values, [5, 50, 95])
        what, unit = words[target.multiplier]
        rows.append(
            {
                "figure": what, "unit": unit, "year": held.year, "months": held.figures[target.multiplier].months,
                "observed": figure, "modelled": median, "lower": low, "upper": high,
                "below_percent": 100 * float((values < figure).mean()), "crps": crps(values, figure),
                "same_as_fitted": np.nan if same is None else same.value,
                "crps_same": np.nan if same is None else abs(same.value - figure),
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def noisy(target: Target, values: Floats, figure: float, generator: Generator) -> Floats:
    """Return figures of years with doubt and discrepancy, drawn in square roots as the posterior takes them."""
    half = 0.5 * np.hypot(target.doubt, target.discrepancy) * np.sqrt(figure + target.add)
    roots = np.sqrt(values + target.add) + half * generator.standard_normal(len(values))
    return np.asarray(np.maximum(np.maximum(roots, 0.0) ** 2 - target.add, 0.0))
