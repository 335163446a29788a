"""Calibration of the baseline: a few multipliers per partnership, moved until a year meets the published figures.

Some steps also measure the elasticities: how each figure answers to each multiplier, on common random numbers.
Later steps move all multipliers at once by them (`calibration_update`). Studies that use the result check it on other
random numbers. Levels that calibration cannot reach (a queue that stays empty at its bound) are left and show in the
baseline table.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.demand.demand import Demand
from sim.demand.sample import draw
from sim.description.delay_reasons import REASONS
from sim.description.system import Description
from sim.engine.engines import run
from sim.measures.run import Run
from sim.outcome import Outcome
from sim.study.analysis.targets import Background, backgrounds
from sim.study.kinds.calibration_update import (
    MEASURED_AT,
    Elasticities,
    Tried,
    elasticities_of,
    following,
    is_first_open,
    nudged,
)
from sim.study.run.records import NoAnswer, in_a_line
from sim.study.run.workers import Died, Job, Workers
from sim.tables.build import build
from sim.tables.tables import NO_REASON, YEAR, Tables

PEOPLE_PER_STEP = 1_000_000
"""People simulated in each step: a small partnership is repeated until it makes about this many, at most 100 times."""
SEED = 20_231_201
PEOPLE_PER_NUDGE = 150_000
"""People simulated for each elasticity, which is measured on common random numbers."""
LEAST_WAITING = 5.0
"""People added to those who wait, so that a short list does not swing a ratio."""
Simulated = dict[str, float]


def simulated(outcome: Outcome, demand: Demand, tables: Tables, backgrounds: Mapping[str, Background]) -> Simulated:
    """Return the year's figure behind each multiplier of `aims`, from one run; settings are found by their type."""
    years = (outcome.to_day - outcome.from_day) / YEAR
    seen = Run.of(outcome, demand, tables)
    falls = len(seen.of_sort(tables.need_falls, seen.admissions))
    delayed = outcome.delayed[tables.is_hospital, :, 1].sum(axis=0) / years
    by_reason = dict(zip(REASONS, delayed.tolist(), strict=True))
    period = outcome.to_day - outcome.from_day
    position = {name: number for number, name in enumerate(tables.setting_names)}
    support, care_homes = (_of_type(tables, word) for word in ("home_support", "care_home"))
    held = float((outcome.person_days + outcome.hold_days)[support].sum() / period)
    figures = {
        "needs": (len(seen.admissions) - falls) / years,
        "falls": falls / years,
        "deaths": float(seen.deaths.sum()) / years,
        "delay": sum(by_reason.values()) - by_reason["none"] - by_reason["awi"] - by_reason["other_code_9"],
        "guardianship": by_reason["awi"],
        "complex": by_reason["other_code_9"],
        "support_at_home": float(outcome.queue_days[support].sum() / period),
        "long_term_care": float(outcome.queue_days[care_homes].sum() / period),
        "hospital_ahead": _mean_hospital_wait(outcome, support),
        "hospital_ahead_care_home": _mean_hospital_wait(outcome, care_homes),
        "package_hours": float(outcome.used_days[support].sum() / period / held),
        "acute_stay": float(outcome.queue_days[_of_type(tables, "emergency_department")].sum() / period),
        "capacity_growth": _growth_of_queues(outcome, [*support, *care_homes]),
    }
    return figures | {
        name: float(outcome.used_days[position[background.ward]] / period) for name, background in backgrounds.items()
    }


def _growth_of_queues(outcome: Outcome, places: list[int]) -> float:
    """Return people delayed and waiting in the last year over those two years before; 1 where the run is too short."""
    delayed = np.delete(outcome.waiting_delayed, NO_REASON, axis=1).sum(axis=1)
    at_midnight = delayed + outcome.queue[:, places].sum(axis=1)
    last, year = len(at_midnight), 365
    if last < 3 * year:
        return 1.0
    now, before = (at_midnight[end - year : end].mean() + LEAST_WAITING for end in (last, last - 2 * year))
    return float(now / before)


def _of_type(tables: Tables, word: str) -> list[int]:
    return [number for number, kind in enumerate(tables.setting_types) if kind == word]


def _mean_hospital_wait(outcome: Outcome, places: list[int]) -> float:
    waits = int(outcome.hospital_waits[places].sum())
    return float(outcome.hospital_waited_days[places].sum()) / max(waits, 1)


def replications(description: Description, people: int = PEOPLE_PER_STEP) -> int:
    """Return how many replications one step takes: more in small partnerships."""
    return max(2, min(100, round(people / float(description.published["people_65_plus"]))))


@dataclass(frozen=True)
class Fit:
    """How a fit is run: days counted, replications of each step, seed, engine.

    ``count`` is the number of replications of each step; None: as `replications` returns.
    """

    from_day: float
    to_day: float
    count: int | None = None
    seed: int = SEED
    engine: str = "compiled"

    def steps(
        self,
        description: Description,
        numbers: Sequence[int],
        processes: int,
        known: Elasticities | None = None,
        tried: Sequence[Tried] = (),
    ) -> Iterator[tuple[dict[str, float], Simulated, Elasticities]]:
        """Yield, step by step, the multipliers used, the mean figures they gave, and the elasticities.

        ``numbers`` are those of the steps, from 0; ``known`` the elasticities if an earlier step measured them,
        and ``tried`` what the earlier steps used and gave.

        Raises
        ------
        NoAnswer
            If a replication fails: without it the mean would be another.
        """
        runs, so_far = range(self.count or replications(description)), list(tried)
        with Workers(processes) as workers:
            for step in numbers:
                mean = self._mean(workers, description, runs)
                so_far.append(Tried(dict(description.calibrated), mean))
                if known is None or step in MEASURED_AT or is_first_open(description, so_far):
                    known = self._elasticities(workers, description)
                yield dict(description.calibrated), mean, known
                after = following(description, so_far, known)
                description = description.model_copy(update={"calibrated": after})

    def _mean(self, workers: Workers, description: Description, runs: Sequence[int]) -> Simulated:
        return _mean(workers, _Years(description, self.seed, self.from_day, self.to_day, self.engine), runs)

    def _elasticities(self, workers: Workers, description: Description) -> Elasticities:
        """Measure what answers to each multiplier, one after another, on common random numbers."""
        runs = range(min(self.count or 100, replications(description, PEOPLE_PER_NUDGE)))
        base = self._mean(workers, description, runs)
        changed = {name: self._mean(workers, other, runs) for name, other in nudged(description)}
        return elasticities_of(description, base, changed)


@dataclass(frozen=True)
class _Years:
    """The baseline years of one step, alike but for their replication; the tables are built once in each process."""

    description: Description
    seed: int
    from_day: float
    to_day: float
    engine: str

    @cached_property
    def tables(self) -> Tables:
        """Tables of the baseline."""
        return build(self.description)

    def figures(self, replication: int) -> Simulated:
        """Return the simulated figures of one year."""
        demand = draw(self.description, self.tables, self.seed, replication, self.to_day)
        outcome = run(self.tables, demand, self.from_day, self.engine)
        return simulated(outcome, demand, self.tables, backgrounds(self.description))


def _mean(workers: Workers, years: _Years, numbers: Sequence[int]) -> Simulated:
    """Return the mean figures of these years, each simulated on its own, always added up in the same order."""
    figures: dict[int, Simulated] = {}
    failed: list[str] = []
    for number, result in workers.results(Job(_figures_or_why, _prepare, (years,)), numbers):
        if isinstance(result, dict):
            figures[number] = result
        else:
            failed.append(f"replication {number}: {result.message if isinstance(result, Died) else result}")
    if failed:
        raise NoAnswer(f"{len(failed)} of {len(numbers)} replications of this step failed: {failed[0]}")
    return {name: float(np.mean([figures[number][name] for number in sorted(figures)])) for name in figures[numbers[0]]}


# --- in a worker -----------------------------------------------------------------------------------------------------

_AT_HAND: list[_Years] = []
"""The years of the step that this process works on."""


def _prepare(years: _Years) -> None:
    """Tell this process which years are simulated next."""
    _AT_HAND[:] = [years]


def _figures_or_why(replication: int) -> Simulated | str:
    """Return the figures of a year, or in one line why there are none."""
    try:
        return _AT_HAND[0].figures(replication)
    except Exception as error:  # the error is reported in one line, not raised
        return in_a_line(error)


def table(multipliers: Mapping[str, Mapping[str, float | str]]) -> str:
    """Return the multipliers of all partnerships as the table that scenarios keep: partnership, multiplier, value.

    A value in letters stays as it was written.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["partnership", "multiplier", "value"])
    for partnership in sorted(multipliers):
        for name in sorted(multipliers[partnership]):
            value = multipliers[partnership][name]
            writer.writerow([partnership, name, value if isinstance(value, str) else f"{value:g}"])
    return text.getvalue()
