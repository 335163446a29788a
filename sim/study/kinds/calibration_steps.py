"""Calibration of the baseline: a few multipliers per partnership, moved until a year meets the published figures.

Each multiplier has one figure that it is moved by. A step multiplies it by (published / simulated) to a power, within
bounds, with common random numbers in every step; studies that use the result check it on other random numbers. Levels
that calibration cannot reach (a queue that stays empty at its bound) are left and show in the baseline table.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
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
from sim.study.run.records import NoAnswer
from sim.study.run.workers import Died, Job, Workers
from sim.tables.build import build
from sim.tables.tables import YEAR, Tables

PEOPLE_PER_STEP = 1_000_000
"""People simulated in each step: a small partnership is repeated until it makes about this many, at most 100 times."""
SEED = 20_231_201
Simulated = dict[str, float]


@dataclass(frozen=True)
class Target:
    """One multiplier, the published figure it is moved by, and how hard (the power of the ratio)."""

    multiplier: str
    published: Callable[[Description], float]
    power: float
    low: float
    high: float
    add: float = 0.0
    """Added to both sides, so that a small queue does not swing the ratio."""


def _column(*names: str, times: float = 1.0) -> Callable[[Description], float]:
    return lambda description: times * sum(float(description.published[name]) for name in names)


def _mean_package(description: Description) -> float:
    figures = description.published
    return float(figures["home_support_hours_65_plus"]) / float(figures["home_support_clients_65_plus"])


def _emergency_without_falls(description: Description) -> float:
    figures = description.published
    return float(figures["emergency_admissions_65_plus"]) - float(figures["falls_admissions_65_plus"])


def _waiting(pathway: str) -> Callable[[Description], float]:
    def people(description: Description) -> float:
        rates = (
            [wait.per_1000_people for wait in description.people.waiting if wait.pathway == pathway]
            if description.people
            else []
        )
        return sum(rates) * float(description.published["people_65_plus"]) / 1000

    return people


def _hospital_wait(days: float) -> Callable[[Description], float]:
    """Return the days that people in hospital wait for the place itself: assumed, in step with the published delays."""

    def local(description: Description) -> float:
        figures = description.published
        rate = float(figures[f"{_DAYS}health_and_social_care"]) / float(figures["people_75_plus"])
        return days * min(max(rate / SCOTLAND_DELAYED_DAYS_A_PERSON, 0.2), 3.0)

    return local


SCOTLAND_DELAYED_DAYS_A_PERSON = 0.61
"""Delayed days for health and social care reasons, 2023/24, for each person aged 75+ in Scotland (PHS, NRS)."""
_DAYS = "delayed_days_75_plus_"
TARGETS: tuple[Target, ...] = (
    Target("needs", _emergency_without_falls, 1.1, 0.2, 5.0),
    Target("falls", _column("falls_admissions_65_plus"), 1.0, 0.2, 5.0),
    Target("delay", _column(f"{_DAYS}health_and_social_care", f"{_DAYS}patient_and_family"), 0.9, 0.02, 8.0),
    Target("guardianship", _column(f"{_DAYS}awi"), 0.8, 0.02, 8.0, add=100.0),
    Target("complex", _column(f"{_DAYS}other_code_9"), 0.8, 0.02, 20.0, add=100.0),
    Target("support_at_home", _waiting("support_from_community"), 0.2, 0.1, 8.0, add=3.0),
    Target("long_term_care", _waiting("care_home_from_community"), 0.2, 0.1, 8.0, add=3.0),
    Target("hospital_ahead", _hospital_wait(5.0), -0.2, 0.02, 4.0, add=0.5),
    Target("hospital_ahead_care_home", _hospital_wait(8.0), -0.2, 0.02, 4.0, add=0.5),
    Target("package_hours", _mean_package, 0.8, 0.3, 3.0),
)
"""Multipliers of the partnership as a whole; those that fill its wards are in `aims`."""


@dataclass(frozen=True, slots=True)
class Background:
    """Arrivals that fill the beds of a ward which the people modelled leave: multiplier, need, ward, occupied beds."""

    multiplier: str
    need: str
    ward: str
    column: str


def backgrounds(description: Description) -> dict[str, Background]:
    """Return, by multiplier, the calibrated arrivals that fill a published number of places."""
    by_multiplier = {}
    for name, need in description.needs.items():
        if need.arrivals and need.arrivals.calibrated and need.arrivals.occupied and need.ward:
            multiplier = need.arrivals.calibrated
            by_multiplier[multiplier] = Background(multiplier, name, need.ward, need.arrivals.occupied)
    return by_multiplier


def aims(description: Description) -> tuple[Target, ...]:
    """Return every multiplier of a description that calibration moves, with the figure it is moved by."""
    wards = backgrounds(description).values()
    return TARGETS + tuple(Target(ward.multiplier, _column(ward.column), 1.0, 0.0, 12.0, add=1.0) for ward in wards)


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
        "delay": sum(by_reason.values()) - by_reason["none"] - by_reason["awi"] - by_reason["other_code_9"],
        "guardianship": by_reason["awi"],
        "complex": by_reason["other_code_9"],
        "support_at_home": float(outcome.queue_days[support].sum() / period),
        "long_term_care": float(outcome.queue_days[care_homes].sum() / period),
        "hospital_ahead": _mean_hospital_wait(outcome, support),
        "hospital_ahead_care_home": _mean_hospital_wait(outcome, care_homes),
        "package_hours": float(outcome.used_days[support].sum() / period / held),
    }
    return figures | {
        name: float(outcome.used_days[position[background.ward]] / period) for name, background in backgrounds.items()
    }


def _of_type(tables: Tables, word: str) -> list[int]:
    return [number for number, kind in enumerate(tables.setting_types) if kind == word]


def _mean_hospital_wait(outcome: Outcome, places: list[int]) -> float:
    waits = int(outcome.hospital_waits[places].sum())
    return float(outcome.hospital_waited_days[places].sum()) / max(waits, 1)


def moved(description: Description, figures: Mapping[str, float]) -> dict[str, float]:
    """Return the multipliers after one step, from the figures simulated with the present ones."""
    after, wards = dict(description.calibrated), backgrounds(description)
    for aim in aims(description):
        before = after.get(aim.multiplier, 1.0)
        wanted = aim.published(description) + aim.add
        ratio = min(max(wanted / max(figures[aim.multiplier] + aim.add, 1e-9), 0.4), 2.5)
        power = aim.power if 0.4 < ratio < 2.5 else aim.power * (1.8 if abs(aim.power) < 0.5 else 1.0)
        if aim.multiplier in wards:
            need = wards[aim.multiplier].need
            after[aim.multiplier] = _background(aim, description, need, before, figures[aim.multiplier])
        else:
            after[aim.multiplier] = min(max(before * ratio**power, aim.low), aim.high)
    return {name: round(value, 4) for name, value in after.items()}


def _background(aim: Target, description: Description, name: str, before: float, figure: float) -> float:
    """Move the arrivals that fill the rest of a ward by the beds that are missing or too many."""
    need = description.needs[name]
    column = need.arrivals.occupied if need.arrivals else None
    places = float(description.published[column or ""]) * (need.arrivals.times if need.arrivals else 1.0)
    if places <= 0:
        return 0.0
    return min(max(before + 0.9 * (aim.published(description) - figure) / places, aim.low), aim.high)


def replications(description: Description) -> int:
    """Return how many replications one step takes: more in small partnerships."""
    return max(2, min(100, round(PEOPLE_PER_STEP / float(description.published["people_65_plus"]))))


def fit(
    description: Description,
    steps: int,
    from_day: float,
    to_day: float,
    processes: int,
    count: int | None = None,
    seed: int = SEED,
    engine: str = "compiled",
) -> Iterator[tuple[int, dict[str, float], Simulated]]:
    """Yield, step by step, the multipliers used and the mean figures they gave; the last step's are the result.

    ``count`` is the number of replications of each step; None: as `replications` returns. ``from_day`` and ``to_day``
    are the days counted, ``processes`` the worker processes, ``seed`` that of the random numbers.

    Raises
    ------
    NoAnswer
        If a replication fails: without it the mean would be another.
    """
    numbers = range(count or replications(description))
    with Workers(processes) as workers:
        for step in range(steps):
            mean = _mean(workers, _Years(description, seed, from_day, to_day, engine), numbers)
            yield step, dict(description.calibrated), mean
            if step + 1 < steps:
                description = description.model_copy(update={"calibrated": moved(description, mean)})


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
    for number, result in workers.each(Job(_figures_or_why, _prepare, (years,)), numbers):
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
        return " ".join(f"{type(error).__name__}: {error}".split())[:300]


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
