"""One ward followed by who comes, gets a bed and leaves; and its control variates, known beforehand to be nought."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.theory.formulas import Queue
from tests.theory.small_worlds import CONFIDENCE_LEVEL, PRECISE, Run, agrees, estimate

Floats = NDArray[np.float64]
LEFT, TURNED_AWAY, LET_IN, BEGAN_TO_WAIT, ADMITTED = range(5)
WAITS, LIES = np.asarray([0.0, 0.0, 0.0, 1.0, -1.0]), np.asarray([-1.0, 0.0, 1.0, 0.0, 1.0])
"""How each step changes the number waiting, and the number in a bed."""
LONGEST = 16
"""Mean stays after which hardly anybody is still in: one in ten million of exponential stays is longer."""


def small_ward(rate: float, mean: float, beds: int) -> dict[str, object]:
    """Return the changes that make the ward of a small model this one, with exponential stays."""
    return {
        "needs.illness.arrivals.per_day": rate,
        "settings.ward.stay.default": {"shape": "exponential", "mean": mean},
        "settings.ward.capacity": float(beds),
    }


@dataclass(frozen=True)
class Path:
    """Every step of a ward: when, what, how many waited and were in a bed just before and, for so long, just after."""

    moment: Floats
    step: NDArray[np.int64]
    waiting_before: Floats
    in_beds_before: Floats
    waiting: Floats
    in_beds: Floats
    days: Floats
    """Days of the measured period until the next step."""


def path_of(run: Run) -> Path:
    """Return the steps of the one ward, at one instant in the order of their numbers. All of the period are there.

    Where the queue is limited, whoever still waits at the end of the run counts as turned away.
    """
    outcome, came = run.outcome, run.demand.needs.day[run.outcome.row]
    away = np.isnan(outcome.admitted_day) & (run.tables.queue_limit[0, -1] >= 0)
    at_once = outcome.admitted_day == came
    parts = (outcome.left_day, came[away], came[at_once], came[~away & ~at_once], outcome.admitted_day[~at_once])
    known = [part[np.isfinite(part)] for part in parts]
    moment, step = np.concatenate(known), np.repeat(np.arange(len(parts)), [len(part) for part in known])
    order = np.lexsort((step, moment))
    moment, step = moment[order], step[order]
    waits, lies = WAITS[step], LIES[step]
    waiting, in_beds = np.cumsum(waits), np.cumsum(lies)
    days = np.diff(np.clip(np.append(moment, outcome.to_day), outcome.from_day, outcome.to_day))
    return Path(moment, step, waiting - waits, in_beds - lies, waiting, in_beds, days)


def whole_stays(run: Run, mean: float) -> tuple[Floats, Floats, Floats]:
    """Return when people came, were admitted and left, of those admitted early enough to be seen to leave."""
    admitted = run.outcome.admitted_day
    seen = (admitted >= run.outcome.from_day) & (admitted < run.outcome.to_day - LONGEST * mean)
    left = np.fmin(run.outcome.left_day[seen], run.outcome.to_day)
    return run.demand.needs.day[run.outcome.row[seen]], admitted[seen], left


def random_number(run: Run, rate: float, mean: float) -> dict[str, float]:
    """Return what is 0 on average, whatever a ward does with those who come at a known rate and stay a known time.

    More come than usual; they stay longer; those who come meet more people than there are on average, and those who
    leave leave more behind. Poisson arrivals do not (Wolff 1982, doi:10.1287/opre.30.2.223), nor do exponential stays:
    each bed in use is left at the same rate, however long the queue. What is taken as known here hides from figures
    that are freed of it, so that it is 0 has a test of its own (`Ward.surprises`).
    """
    path, days = path_of(run), run.days
    _, admitted, left = whole_stays(run, mean)
    counted = path.moment >= run.outcome.from_day
    coming = counted & np.isin(path.step, (TURNED_AWAY, LET_IN, BEGAN_TO_WAIT))
    leaving = counted & (path.step == LEFT)
    sides = {"waiting": (path.waiting_before, path.waiting), "in beds": (path.in_beds_before, path.in_beds)}
    found = {"came": run.came.sum() / (rate * days) - 1, "stayed": float((left - admitted).mean()) / mean - 1}
    for name, (before, after) in sides.items():
        found[f"met {name}"] = float(before[coming].sum() / rate - (after * path.days).sum()) / days
        found[f"left {name}"] = float(before[leaving].sum() * mean - (after * path.in_beds * path.days).sum()) / days
    return found


def waits(run: Run, need: int | None = None) -> Floats:
    """Return the days waited by everybody (with a need) who got a bed in the measured period."""
    needs, got = run.demand.needs.rows[run.outcome.row], run.outcome.admitted_day >= run.outcome.from_day
    if need is not None:
        got &= needs["need"] == need
    return np.asarray((run.outcome.admitted_day - needs["day"])[got])


class Ward:
    """Runs of one ward beside what theory says of it; sums are shared out over those whom theory expects to be let in.

    (A run's own number of people would do for many runs too, but a share of a number that varies is biased in few.)
    """

    def __init__(self, theory: Queue, rate: float, mean: float, found: list[Run], *, memoryless: bool = True) -> None:
        self.theory, self.rate, self.mean, self.found = theory, rate, mean, found
        self.let_in = rate * (1 - theory.lost)
        known = [random_number(run, rate, mean) for run in found]
        self.random_number = [
            {name: each[name] for name in each if memoryless or not name.startswith("left")} for each in known
        ]
        self.out_of_luck = np.asarray([[*each.values()] for each in self.random_number])

    def per_head(self, run: Run, total: float) -> float:
        """Return a total over the people expected to be let in."""
        return float(total) / (self.let_in * run.days)

    def wait_and_stay(self, run: Run) -> float:
        """Return the days from coming to leaving of those expected to be admitted early enough to be seen to leave."""
        came, _, left = whole_stays(run, self.mean)
        return float((left - came).sum()) / (self.let_in * (run.days - LONGEST * self.mean))

    def surprises(self) -> list[str]:
        """Return what should be 0 on average and lies more than three standard errors off."""
        found = {name: estimate([each[name] for each in self.random_number]) for name in self.random_number[0]}
        return [
            f"{name} {mean:.4g} ± {error:.4g}"
            for name, (mean, error) in found.items()
            if abs(mean) > CONFIDENCE_LEVEL * error
        ]

    def agrees(self, figure: str) -> None:
        """Assert that theory and runs agree on a figure to 1 %, less the chance in who came and their stays."""
        of_theory, of_run = FIGURES[figure]
        agrees(of_theory(self), [of_run(self, run) for run in self.found], PRECISE, random_number=self.out_of_luck)


Figure = tuple[Callable[[Ward], float], Callable[[Ward, Run], float]]
FIGURES: dict[str, Figure] = {
    "beds in use": (lambda ward: ward.theory.in_beds, lambda _, run: run.in_beds),
    "chance of a wait": (
        lambda ward: ward.theory.wait_chance,
        lambda ward, run: ward.per_head(run, (waits(run) > 0).sum()),
    ),
    "people waiting": (lambda ward: ward.theory.waiting, lambda _, run: run.outcome.queue_days[0] / run.days),
    "wait": (lambda ward: ward.theory.wait, lambda ward, run: ward.per_head(run, run.outcome.waited_days[0])),
    "wait and stay": (lambda ward: ward.theory.wait + ward.mean, Ward.wait_and_stay),
    "waiting or in a bed": (
        lambda ward: ward.theory.people,
        lambda _, run: (run.outcome.person_days[0] + run.outcome.queue_days[0]) / run.days,
    ),
    "turned away": (
        lambda ward: ward.theory.lost,
        lambda ward, run: run.outcome.turned_away[0] / (ward.rate * run.days),
    ),
}
"""Figures of a ward: what theory says, and what a run found."""
