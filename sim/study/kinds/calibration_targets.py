"""Calibration targets in words, and how near a step came to them: published beside simulated figures, as tables."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from sim.description.input_errors import InputError, shown_key
from sim.description.system import Description
from sim.description.table_files import FOLDER
from sim.study.analysis.targets import aims, backgrounds
from sim.study.kinds.calibration_steps import Simulated
from sim.study.kinds.calibration_update import Elasticities

FIGURES: dict[str, tuple[str, str]] = {
    "needs": ("Emergency admissions other than falls, 65 and over", "a year"),
    "falls": ("Emergency admissions for falls, 65 and over", "a year"),
    "deaths": ("Deaths, 65 and over", "a year"),
    "delay": ("Delayed bed days, 75 and over, standard reasons", "days a year"),
    "guardianship": ("Delayed bed days, 75 and over, incapacity (awi)", "days a year"),
    "complex": ("Delayed bed days, 75 and over, other code 9", "days a year"),
    "support_at_home": ("People waiting for home support", "people"),
    "long_term_care": ("People waiting for a care home", "people"),
    "hospital_ahead": ("Wait in hospital for home support (assumed)", "days"),
    "hospital_ahead_care_home": ("Wait in hospital for a care home (assumed)", "days"),
    "package_hours": ("Hours of a home-support package", "hours a week"),
    "acute_stay": ("People waiting at the front door (assumed: none)", "people"),
    "capacity_growth": ("People delayed and waiting, over those two years before (assumed: no trend)", "ratio"),
}
"""What each multiplier of the whole partnership is moved by, in words, and its unit."""


def figures(description: Description) -> dict[str, tuple[str, str]]:
    """Return what every multiplier of a description is moved by, in words, and its unit."""
    wards = {name: description.settings[background.ward].label for name, background in backgrounds(description).items()}
    return FIGURES | {name: (f"Beds occupied, {label[:1].lower()}{label[1:]}", "beds") for name, label in wards.items()}


@dataclass(frozen=True, slots=True)
class Step:
    """One finished step, counted from 1: the multipliers used and the figures they gave."""

    number: int
    calibrated: dict[str, float]
    simulated: Simulated
    elasticities: Elasticities


def steps_table(steps: Sequence[Step], description: Description) -> pd.DataFrame:
    """Return a row for each step and multiplier; a multiplier that no figure moves has a value only."""
    published = {aim.multiplier: aim.published(description) for aim in aims(description)}
    rows = [
        {
            "step": step.number,
            "multiplier": name,
            "value": step.calibrated.get(name, 1.0),
            "published": published.get(name, math.nan),
            "simulated": step.simulated.get(name, math.nan),
        }
        for step in steps
        for name in [*published, *(name for name in step.calibrated if name not in published)]
    ]
    return pd.DataFrame(rows)


def check_table(step: Step, description: Description) -> pd.DataFrame:
    """Return simulated beside published figures of one step: a row for each multiplier, noted where at a bound."""
    rows, words_of = [], figures(description)
    for aim in aims(description):
        value, published = step.calibrated.get(aim.multiplier, 1.0), aim.published(description)
        simulated = step.simulated[aim.multiplier]
        difference = 100 * (simulated / published - 1) if published else math.nan
        bound = "lower" if value <= aim.low else "upper" if value >= aim.high else ""
        note = f"at its {bound} bound" if bound and simulated != published else ""
        words, unit = words_of[aim.multiplier]
        numbers = {"published": published, "simulated": simulated, "difference_percent": difference}
        rows.append(
            {"multiplier": aim.multiplier, "value": value, "figure": words, "unit": unit, **numbers, "note": note}
        )
    return pd.DataFrame(rows)


def largest_gap(description: Description, figures_of_step: Mapping[str, float]) -> tuple[str, float]:
    """Return the multiplier whose figure is furthest from the published one, and by what part of it.

    Both sides are taken as calibration takes them, so that a small queue does not count as a large gap.
    """
    gaps = {}
    for aim in aims(description):
        wanted = aim.published(description) + aim.add
        gap = figures_of_step[aim.multiplier] + aim.add - wanted
        gaps[aim.multiplier] = gap / wanted if wanted else math.copysign(math.inf, gap) if gap else 0.0
    name = max(gaps, key=lambda multiplier: abs(gaps[multiplier]))
    return name, gaps[name]


def errors_of_calibration(description: Description, partnership: str) -> list[InputError]:
    """Return an error for each figure that calibration needs and a description lacks, or that is below 0."""
    file, errors = f"{FOLDER}/partnerships.csv", []
    for aim in aims(description):
        try:
            figure = aim.published(description)
        except KeyError as missing:
            key = shown_key(partnership, missing.args[0])
            errors.append(InputError(file, key, message=f"no figure in column: the fit of {aim.multiplier} aims at it"))
        except ZeroDivisionError:
            errors.append(
                InputError(file, partnership, message=f"the figure that {aim.multiplier} aims at is divided by 0")
            )
        else:
            if not 0 <= figure < math.inf:
                words, unit = figures(description)[aim.multiplier]
                rule = f"{words}: must be 0 or more, as the columns that it follows from say"
                errors.append(InputError(file, partnership, f"{figure:,.6g}", unit, message=rule))
    if not description.published.get("people_65_plus"):
        errors.append(InputError(file, shown_key(partnership, "people_65_plus"), message="nobody to simulate"))
    return errors
