"""Common random numbers: with them the difference an option makes is known far more exactly."""

from collections.abc import Mapping
from functools import cache
from math import sqrt

import numpy as np
import pandas as pd

from sim.demand.sample import draw
from sim.description.interventions import Intervention
from sim.description.options import chosen
from sim.description.read import read_option
from sim.engine.engines import run
from sim.measures.bed_days import split
from sim.measures.run import Run
from sim.study.request import asking
from sim.study.run.replication import Work
from sim.tables.build import build
from tests.behaviour.partnerships import ROOTS, system
from tests.theory.by_need import by_need
from tests.unit.test_study_conf import HORIZON, written

PLACE, DAYS, REPLICATIONS = "inverclyde", 150.0, 6
SEED, ANOTHER_SEED = 1, 2
YEARS = 10
YEAR = HORIZON | {"warmup_days": None, "measured_from": "2023-04-01", "years": 1, "days": 0}


def option() -> Mapping[str, Intervention]:
    return chosen(system(PLACE), read_option(ROOTS, "falls_prevention", system(PLACE)))


@cache
def winter(seed: int, replication: int, with_option: bool) -> Run:
    """Return one winter, with falls prevention or without."""
    tables = build(system(PLACE), option() if with_option else {})
    demand = draw(system(PLACE), build(system(PLACE)), seed, replication, DAYS)
    return Run.of(run(tables, demand, 0.0), demand, tables)


def bed_days(seed: int, with_option: bool) -> np.ndarray:
    """Return the emergency bed days of each replication."""
    found = [winter(seed, replication, with_option) for replication in range(REPLICATIONS)]
    return np.asarray([float(one.bed_days.sum()) for one in found])


def test_common_random_numbers_are_at_least_three_times_as_exact() -> None:
    before, same, other = bed_days(SEED, False), bed_days(SEED, True), bed_days(ANOTHER_SEED, True)
    common = float((before - same).std(ddof=1)) / sqrt(REPLICATIONS)
    independent = float((before - other).std(ddof=1)) / sqrt(REPLICATIONS)
    print(f"\nbed days returned, {PLACE}, {DAYS:.0f} days, {REPLICATIONS} replications of falls prevention:")
    print(f"common random numbers {(before - same).mean():.0f} ± {common:.1f}", end=", ")
    print(
        f"independent random numbers {(before - other).mean():.0f} ± {independent:.1f}:"
        f" {independent / common:.1f} times"
    )
    assert common > 0
    assert independent >= 3 * common


def test_more_home_support_is_at_least_four_times_as_exact_over_a_year() -> None:
    """Queues carry differences on for a year; independent runs are those of two replications."""
    conf = written(period=YEAR, engine={"name": "compiled"}, partnership=PLACE, options=["more_home_support"])
    work = Work(asking(conf | {"replications": YEARS}, ["partnership"], ROOTS).question)
    measures = pd.concat([work.replication(number).measures for number in range(1, YEARS + 1)])
    days = measures[(measures["measure"] == "emergency_bed_days") & (measures["breakdown"] == "all")]
    before, after = (days[days["option"] == name]["value"].to_numpy() for name in ("baseline", "more_home_support"))
    common, independent = (before - after).std(ddof=1), (before - np.roll(after, 1)).std(ddof=1)
    print(f"\nbed days returned by more home support, {PLACE}, a year, {YEARS} replications:", end=" ")
    print(f"{(before - after).mean():.0f}, standard deviation {common:.0f} with common random numbers,", end=" ")
    print(f"{independent:.0f} with independent ones: {independent / common:.1f} times")
    assert common > 0
    assert independent >= 4 * common


def test_the_same_spells_are_compared() -> None:
    """What is returned is the difference of the bed days, spell by spell, to the last bit."""
    before, after = winter(SEED, 0, False), winter(SEED, 0, True)
    parts = split(before, after)
    days = before.bed_days.sum() - after.bed_days.sum()
    assert float(parts.total.sum()) == days
    days = [by_need(one.outcome, "active_days") + by_need(one.outcome, "delayed_days") for one in (before, after)]
    untouched = (days[0] == days[1])[before.residents.is_emergency]
    assert untouched.mean() > 0.9


def test_nobody_who_was_not_reached_has_other_random_numbers() -> None:
    """Until the first fall prevented, every spell of both futures is one and the same."""
    before, after = winter(SEED, 1, False).outcome, winter(SEED, 1, True).outcome
    was, will = by_need(before, "response"), by_need(after, "response")
    first = int(np.flatnonzero((was != will) & (was >= 0))[0])
    assert will[first] < 0  # prevented
    assert (by_need(before, "admitted_day")[:first] == by_need(after, "admitted_day")[:first]).sum() > 100
    day = winter(SEED, 1, True).demand.needs.day[first]
    for name in ("admitted_day", "ready_day", "left_day"):
        was, will = by_need(before, name), by_need(after, name)
        assert (was[was < day] == will[was < day]).all(), name
