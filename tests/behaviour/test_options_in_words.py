"""Six sentences of planners as shipped options, each run beside the baseline of a small partnership."""

import datetime
from functools import cache

import numpy as np
import pytest

from sim.description.read import read_option
from sim.engine.checkpoint import first_difference
from sim.engine.engines import run
from sim.outcome import Outcome, conservation_errors
from sim.study.question.question import BASE, Period, Question
from sim.study.run.replication import Work
from sim.tables.capacity import capacity_today
from sim.tables.tables import Tables
from tests.behaviour.partnerships import ROOTS, system

PLACE = "inverclyde"
PERIOD = Period.of(datetime.date(2023, 4, 1), 30, 1)
SENTENCES = {
    "twenty_step_down_places": ("intermediate_care", 20, "2023-11-01", None),
    "tenth_more_hours": ("home_support", 521.5, "2023-10-01", None),
    "ward_closed_in_january": ("general_medicine", -24, "2024-01-08", "2024-01-18"),
    "sixty_care_home_places": ("care_home", 60, "2023-10-01", None),
    "five_assessors_fewer": ("assessment_team", -5, "2023-04-01", "2024-03-01"),
    "ashton_grange": ("intermediate_care", 20, "2023-10-01", None),
}
"""What each adds to (or takes from) which capacity, the first day of the whole, and the first day after it."""


@cache
def work() -> Work:
    description = system(PLACE).model_copy(update={"start_date": PERIOD.start_date})
    options = {name: read_option(ROOTS, name, description) for name in SENTENCES}
    return Work(Question("compare", PLACE, description, options, PERIOD, 1, 1, "compiled", "x"))


@cache
def lived(name: str) -> tuple[Tables, Outcome]:
    """Return what happens under an option, or in the baseline, on the same demand."""
    demand, tables = work().demand(1), work().tables[name]
    assert work().demand_of(name, 1, demand) is demand
    outcome = run(tables, demand, float(PERIOD.from_day), "compiled")
    assert conservation_errors(outcome, tables) == []
    return tables, outcome


def day(date: str) -> int:
    return (datetime.date.fromisoformat(date) - PERIOD.start_date).days


def places(tables: Tables, resource: int, on: float) -> float:
    """Return the capacity of a resource on a day."""
    mine = tables.change_of == resource
    levels = np.concatenate([[tables.capacity[resource]], tables.change_to[mine]])
    return float(levels[np.searchsorted(tables.change_day[mine], on, side="right")])


@pytest.mark.parametrize("name", SENTENCES)
def test_a_sentence_is_what_happens(name: str) -> None:
    capacity_of, size, whole_from, over_on = SENTENCES[name]
    (base, before), (tables, after) = lived(BASE), lived(name)
    resource = (*tables.setting_names, *tables.team_names).index(capacity_of)
    if capacity_of == "assessment_team":  # no more can go than there are
        size = max(size, -capacity_today(work().question.description)[capacity_of])

    def added(on: int) -> float:
        return places(tables, resource, on) - places(base, resource, on)

    assert added(day(whole_from)) == size
    assert added(day(whole_from) - 1) != size
    if over_on is not None:
        assert added(day(over_on) - 1) == size
        assert added(day(over_on)) == 0
    first = int(first_difference(base, tables))
    assert 0 < first <= day(whole_from)
    assert (before.occupied[:first] == after.occupied[:first]).all()
    offered = after.capacity_days[resource] - before.capacity_days[resource]
    assert np.sign(offered) == np.sign(size)


def test_nobody_is_sent_away_from_a_ward_that_closes() -> None:
    """Its beds empty as people leave, and are not filled again: never more than before, and no jump."""
    (base, before), (tables, after) = lived(BASE), lived("ward_closed_in_january")
    ward = tables.setting_names.index("general_medicine")
    shuts, opens = day("2024-01-08"), day("2024-01-18")
    taken = after.occupied[shuts:opens, ward]
    room = places(base, ward, shuts) - 24 + float(tables.surge[ward])
    assert taken[0] > room
    above = taken[1:] > room
    assert (np.diff(taken)[above] <= 0).all()
    assert taken[-1] < before.occupied[opens - 1, ward]


def test_the_places_of_ashton_grange_are_shared() -> None:
    tables = lived("ashton_grange")[0]
    pool = len(tables.capacity)
    assert places_of_pool(tables, pool, day("2023-10-01") - 1) + 10 == places_of_pool(tables, pool, day("2023-10-01"))


def places_of_pool(tables: Tables, number: int, on: float) -> float:
    mine = tables.change_of == number
    levels = np.concatenate([[tables.pool_capacity[number - len(tables.capacity)]], tables.change_to[mine]])
    return float(levels[np.searchsorted(tables.change_day[mine], on, side="right")])


def test_more_of_what_people_wait_for_is_used() -> None:
    (_, before), (tables, after) = lived(BASE), lived("sixty_care_home_places")
    home = tables.setting_names.index("care_home")
    assert after.used_days[home] > before.used_days[home]
    assert after.waited_days[home] < before.waited_days[home] or after.queue_days[home] < before.queue_days[home]
