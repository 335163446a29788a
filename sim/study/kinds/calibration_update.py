"""One step of the calibration: all multipliers moved at once, by Gauss-Newton on logarithms.

With r the logarithms of published over simulated figures, E their elasticities to the multipliers and x the logarithms
of the multipliers, a step d minimises

    sum over figures of (r - E d)^2 / variance  +  sum over multipliers of (x + d)^2 / prior^2

(Nocedal and Wright 2006, Numerical Optimization, section 10.3). Variances are those of `Target.variance`: the doubt
about a figure and the luck of the one year that it was counted in; the prior draws a multiplier to 1, the national
value, where the figures say little. The first steps are whole, later ones ever smaller (Robbins and Monro 1951), since
each step has its own error. Arrivals that fill the rest of a ward are moved by the beds that will be missing: those
missing now, less those that the other multipliers fill by this step. Where there are none of them left and still more
beds are taken than were counted as occupied, as many fewer can be filled: the others stand empty between two patients.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np

from sim.description.needs import Need
from sim.description.openings import places
from sim.description.system import Description
from sim.study.analysis.targets import TARGETS, Target, aims, backgrounds
from sim.tables.tables import YEAR

Elasticities = dict[str, dict[str, float]]
"""Change of the logarithm of a figure for a change of the logarithm of a multiplier: by figure, then multiplier."""
LARGEST, WIDEST = 0.7, 3.0
"""Most that the logarithm of a multiplier moves in one step, and most of a gap that is believed."""
MEASURED_AT = (0, 4)
"""Steps at which elasticities are measured: at first, and again as the figures come near. Besides, where the first
steps blocked the front door, at the first that leaves it open."""
WHOLE_STEPS = 5
"""Steps that are taken whole; after them the n-th is 1/n of one."""
FRONT_DOOR, MOST_DAYS_AT_THE_DOOR = "acute_stay", 0.5
"""The figure of people waiting at the front door, and the mean wait in days from which it counts as blocked."""
RELIEF = {"needs": 0.92, "delay": 0.8, "guardianship": 0.8, "complex": 0.7, "acute_stay": 0.95}
"""What the multipliers are multiplied by where no step has left it open."""
RELIEF_OF_WARDS = 0.95
"""The same of the arrivals that fill the rest of the wards."""
LEAST_BEDS = 0.5
"""Least part of a ward's beds that can be filled."""
MOST = 10.0
"""Largest elasticity that is believed: more is noise about a figure near zero."""


def nudged(description: Description) -> Iterator[tuple[str, Description]]:
    """Yield each multiplier of the whole partnership with a description in which it alone is a little higher."""
    for aim in TARGETS:
        before = description.calibrated.get(aim.multiplier, 1.0)
        after = {**description.calibrated, aim.multiplier: before * exp(aim.nudge)}
        yield aim.multiplier, description.model_copy(update={"calibrated": after})


def elasticities_of(
    description: Description, base: Mapping[str, float], changed: Mapping[str, Mapping[str, float]]
) -> Elasticities:
    """Return the elasticities from the figures simulated at first, and with each multiplier a little higher."""
    return {
        of.multiplier: {
            by.multiplier: _believed(of, by, (_log(of, changed[by.multiplier]) - _log(of, base)) / by.nudge)
            for by in TARGETS
        }
        for of in aims(description)
    }


def _believed(of: Target, by: Target, measured: float) -> float:
    """Return an elasticity within what is believed; a figure answers at least so much to its own multiplier."""
    if of is not by and of.own_only:
        return 0.0
    if of is by and of.answers:
        measured = max(measured, of.answers) if of.answers > 0 else min(measured, of.answers)
    return bounded(measured, MOST)


@dataclass(frozen=True, slots=True)
class Tried:
    """Multipliers that a step used, and the figures that they gave."""

    multipliers: Mapping[str, float]
    figures: Mapping[str, float]

    def blocked(self, description: Description) -> bool:
        """Tell whether the front door was blocked: the other figures then say nothing of needs."""
        admitted_a_day = float(description.published["emergency_admissions_65_plus"]) / YEAR
        return self.figures[FRONT_DOOR] > MOST_DAYS_AT_THE_DOOR * admitted_a_day


def is_first_open(description: Description, tried: Sequence[Tried]) -> bool:
    """Tell whether the last step is the first that has left the front door open: elasticities at a queue say little."""
    *before, last = tried
    return bool(before) and not last.blocked(description) and all(step.blocked(description) for step in before)


def following(description: Description, tried: Sequence[Tried], elasticities: Elasticities) -> dict[str, float]:
    """Return the multipliers of the next step, from those tried so far; the last ones stand in ``description``.

    A step that blocks the front door is taken back by half, and all later steps are half as long. Where no step has
    left it open, the next one asks less of hospital.
    """
    if not tried[-1].blocked(description):
        damping = 0.5 ** sum(step.blocked(description) for step in tried)
        return moved(description, tried[-1].figures, elasticities, len(tried) - 1, damping)
    before = next((step for step in reversed(tried) if not step.blocked(description)), None)
    return _relieved(description) if before is None else _halfway(before.multipliers, tried[-1].multipliers)


def misfit(description: Description, tried: Tried) -> float:
    """Return the sum over figures at multipliers that were tried, the wards among them.

    Assumed figures and the priors of multipliers guide the steps and do not count here.
    """
    return sum(
        bounded(log(max(aim.published(description) + aim.add, 1e-9)) - _log(aim, tried.figures), WIDEST) ** 2
        / aim.variance(description)
        for aim in aims(description)
        if not aim.assumed
    )


def _halfway(first: Mapping[str, float], last: Mapping[str, float]) -> dict[str, float]:
    return {name: round(sqrt(max(first.get(name, 1.0), 0.0) * value), 4) for name, value in last.items()}


def moved(
    description: Description,
    figures: Mapping[str, float],
    elasticities: Elasticities,
    step: int,
    damping: float = 1.0,
) -> dict[str, float]:
    """Return the multipliers after step number `step` (from 0), from the figures simulated with the present ones."""
    after, wards = dict(description.calibrated), backgrounds(description)
    part = damping / max(step - WHOLE_STEPS + 2, 1)
    changes: dict[str, float] = {}
    for aim, change in zip(TARGETS, _step(description, figures, elasticities), strict=True):
        before = after.get(aim.multiplier, 1.0)
        after[aim.multiplier] = min(max(before * exp(part * bounded(change, LARGEST)), aim.low), aim.high)
        changes[aim.multiplier] = log(after[aim.multiplier] / before)
    for aim in aims(description):
        if aim.multiplier in wards:
            need, figure = description.needs[wards[aim.multiplier].need], figures[aim.multiplier]
            missing = part * (aim.published(description) - figure)
            missing -= _beds_brought(figure, elasticities[aim.multiplier], changes)
            before = after.get(aim.multiplier, 1.0)
            after[aim.multiplier] = _background(aim, description, need, before, missing)
            ward, beds = wards[aim.multiplier].ward, wards[aim.multiplier].beds
            if beds is not None and max(before, after[aim.multiplier]) <= aim.low:
                after[beds] = _beds(aim, description, ward, figure, after.get(beds, 1.0), part)
    return {name: round(value, 4) for name, value in after.items()}


def _beds(aim: Target, description: Description, ward: str, figure: float, before: float, part: float) -> float:
    """Return what part of a ward's beds can be filled (one bed at least), as its own people overfill it."""
    published, today = aim.published(description), places(description, description.settings[ward].capacity)
    if not (published and figure and today):
        return before
    return min(max(before * float((published / figure) ** part), LEAST_BEDS, before / today), 1.0)


def _relieved(description: Description) -> dict[str, float]:
    """Return multipliers that ask less of hospital."""
    after = dict(description.calibrated)
    for name in backgrounds(description):
        after[name] = round(after.get(name, 1.0) * RELIEF_OF_WARDS, 4)
    for aim in TARGETS:
        if aim.multiplier in RELIEF:
            after[aim.multiplier] = round(max(after.get(aim.multiplier, 1.0) * RELIEF[aim.multiplier], aim.low), 4)
    return after


def _step(description: Description, figures: Mapping[str, float], elasticities: Elasticities) -> list[float]:
    """Return the change of the logarithm of each multiplier that brings all figures nearest to the published ones."""
    gaps = [
        bounded(log(max(aim.published(description) + aim.add, 1e-9)) - _log(aim, figures), WIDEST) for aim in TARGETS
    ]
    logs = [log(max(description.calibrated.get(aim.multiplier, 1.0), 1e-9)) for aim in TARGETS]
    answers = [[elasticities[of.multiplier][by.multiplier] for by in TARGETS] for of in TARGETS]
    sure = [1.0 / aim.variance(description) for aim in TARGETS]
    return nearest(answers, gaps, sure, [aim.prior**-2 for aim in TARGETS], logs)


def nearest(
    answers: Sequence[Sequence[float]],
    gaps: Sequence[float],
    sure: Sequence[float],
    prior: Sequence[float],
    logs: Sequence[float],
) -> list[float]:
    """Return the step that minimises the sum above, all in logarithms.

    ``answers`` holds the elasticities (a row for each figure, a column for each multiplier), ``gaps`` published over
    simulated figures, ``sure`` and ``prior`` one over the variances of figures and of multipliers, ``logs`` these.
    """
    elastic, weights, held = np.asarray(answers), np.asarray(sure), np.asarray(prior)
    normal = elastic.T @ (weights[:, None] * elastic) + np.diag(held)
    wanted = elastic.T @ (weights * np.asarray(gaps)) - held * np.asarray(logs)
    return [float(change) for change in np.linalg.solve(normal, wanted)]


def _log(aim: Target, figures: Mapping[str, float]) -> float:
    return log(max(figures[aim.multiplier] + aim.add, 1e-9))


def bounded(value: float, most: float) -> float:
    """Return a value cut to between -most and most."""
    return min(max(value, -most), most)


def _beds_brought(figure: float, answers: Mapping[str, float], changes: Mapping[str, float]) -> float:
    """Return the beds of a ward that the changes of the other multipliers fill, or empty."""
    return figure * (exp(sum(answers[name] * change for name, change in changes.items())) - 1.0)


def _background(aim: Target, description: Description, need: Need, before: float, missing: float) -> float:
    """Move the arrivals that fill the rest of a ward by the beds that are missing or too many."""
    column = need.arrivals.occupied if need.arrivals else None
    places = float(description.published[column or ""]) * (need.arrivals.times if need.arrivals else 1.0)
    if places <= 0:
        return 0.0
    return min(max(before + 0.9 * missing / places, aim.low), aim.high)
