"""Who comes: candidates at the rate of each day's group and month, deaths and frailty at the stated hazards."""

import datetime
from collections.abc import Callable
from functools import cache
from math import inf
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim.demand.demand import Demand, People
from sim.demand.population import YEAR, groups
from sim.demand.random_numbers import STEP, Purpose, uniforms
from sim.demand.sample import draw
from sim.description.frailty import FrailtyByAge, frailty_by_age
from sim.description.people import People as Stated
from sim.description.read import read_system
from sim.description.system import Description
from sim.tables.build import build
from sim.tables.groups import GROUPS, SHAPE, pack, unpack
from sim.tables.tables import Tables

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
ROOTS = [Path(__file__).resolve().parents[2] / "scenarios"]
DAYS = 400
"""More than a year, so that candidates of two years are looked at, and two Aprils."""
LEAST = 1e-4
"""Probability below which a test of fit fails: there are some 70 here, of fixed random numbers."""
CONFIDENCE_LEVEL = 4.0
"""Standard errors within which a count must lie."""


@cache
def place() -> tuple[Description, Tables]:
    """Return a partnership in which one need is rarer in frail people and near death, unlike all others."""
    content = read_system(ROOTS, "inverclyde").model_dump()
    fewer = {"times_frailty": (8.0, 2.0, 0.5, 0.1), "times_last_months": (1.0, 0.9, 0.7, 0.5, 0.2, 0.1, 0.0)}
    content["needs"]["other_emergency"]["rate"] |= fewer
    content["calibrated"] = {}
    description = Description.model_validate(content)
    return description, build(description)


@cache
def drawn() -> Demand:
    return draw(*place(), 31, 1, float(DAYS))


def stated() -> Stated:
    people = place()[0].people
    assert people is not None
    return people


def group_on(people: People, count: int, day: float) -> Integers:
    """Return the group of each resident on a day, in numpy."""
    years, left = people.age[:count] + day / YEAR, people.death_day[:count] - day
    return pack(
        (people.frail_day[:count] <= day).sum(axis=1),
        (years >= 75).astype(np.int64) + (years >= 85),
        people.quintile[:count] - 1,
        people.dementia_day[:count] <= day,
        people.alone_day[:count] <= day,
        people.high_use[:count],
        sum((left <= YEAR / 12 * months).astype(np.int64) for months in (36, 24, 12, 6, 3, 1)),
    )


def alive_on(people: People, count: int, day: int) -> Floats:
    """Return which part of a day each resident is alive and at least 65."""
    ends = np.minimum(people.death_day[:count], day + 1)
    return np.maximum(ends - np.maximum(people.enters_day[:count], day), 0.0)


def months() -> Integers:
    """Return the month of each day, January 0."""
    dates = [place()[0].start_date + datetime.timedelta(days=day) for day in range(DAYS)]
    return np.asarray([date.month - 1 for date in dates])


@cache
def person_days() -> Floats:
    """Return the person-days of each month [12], man or woman [2], and group, from the middle of every day."""
    count, woman = drawn().population, drawn().people.woman[: drawn().population].astype(np.int64)
    total = np.zeros(12 * 2 * GROUPS)
    for day, month in enumerate(months().tolist()):
        cell = (month * 2 + woman) * GROUPS + group_on(drawn().people, count, day + 0.5)
        total += np.bincount(cell, alive_on(drawn().people, count, day), len(total))
    return total.reshape(12, 2, GROUPS)


def expected(name: str) -> Floats:
    """Return the expected candidates of a need by month, sex and group: person-days times the ceiling rate a day."""
    description, tables = place()
    rate = description.needs[name].rate
    assert rate is not None
    frailty, age, quintile, dementia, alone, high_use, phase = unpack()
    times = tables.need_ceiling[tables.need_names.index(name)] * description.calibrated.get(rate.calibrated or "", 1.0)
    often = np.asarray(rate.per_1000_a_year)[age] * np.asarray(rate.times_frailty)[frailty] * times / 1000 / YEAR
    often *= np.asarray(rate.times_quintile)[quintile] * np.asarray(rate.times_last_months)[phase]
    often *= rate.times_dementia**dementia * rate.times_alone**alone * rate.times_high_use**high_use
    by_sex = np.asarray([1.0, rate.times_women])[:, None]
    return person_days() * np.asarray(rate.times_month)[:, None, None] * by_sex * often


def seen(name: str) -> Floats:
    """Return the candidates of a need by month, sex and group."""
    needs, people = drawn().needs, drawn().people
    rows = needs.need == place()[1].need_names.index(name)
    month, woman = months()[needs.day[rows].astype(np.int64)], people.woman[needs.person[rows]].astype(np.int64)
    cells = np.bincount((month * 2 + woman) * GROUPS + needs.group[rows], minlength=12 * 2 * GROUPS)
    return cells.reshape(12, 2, GROUPS).astype(np.float64)


def by_part(cells: Floats) -> dict[str, Floats]:
    """Return counts by month, by sex, and by each part of the group."""
    whole = cells.reshape(12, 2, *SHAPE)
    names = ("month", "sex", "frailty", "age band", "quintile", "dementia", "alone", "high use", "phase")
    return {
        name: whole.sum(axis=tuple(other for other in range(len(names)) if other != axis))
        for axis, name in enumerate(names)
    }


NEEDS = [name for name, need in place()[0].needs.items() if need.rate]


class TestCandidates:
    @pytest.mark.parametrize("name", NEEDS)
    def test_as_many_as_the_rate_integrated_over_every_life(self, name: str) -> None:
        count, mean = seen(name).sum(), expected(name).sum()
        assert mean > 100
        assert abs(count - mean) < CONFIDENCE_LEVEL * np.sqrt(mean)

    @pytest.mark.parametrize("name", NEEDS)
    def test_by_month_and_by_each_part_of_the_group(self, name: str) -> None:
        found, means = by_part(seen(name)), by_part(expected(name))
        for part, mean in means.items():
            assert (found[part][mean == 0] == 0).all()
            kept = mean > 5
            apart = ((found[part] - mean)[kept] ** 2 / mean[kept]).sum()
            assert stats.chi2.sf(apart, kept.sum()) > LEAST, part

    def test_marks_are_even_whatever_the_need_and_the_group(self) -> None:
        needs = drawn().needs
        mine = needs.person < drawn().population
        mine &= needs.need >= 0
        assert stats.kstest(needs.mark[mine], "uniform").pvalue > LEAST
        for part in (needs.need, *(each[needs.group] for each in unpack())):
            for value in np.unique(part[mine]):
                assert stats.kstest(needs.mark[mine & (part == value)], "uniform").pvalue > LEAST

    def test_group_and_day_belong_together(self) -> None:
        needs, people = drawn().needs, drawn().people
        mine = np.flatnonzero((needs.person < drawn().population) & (needs.need >= 0))
        columns = {name: getattr(people, name) for name in People.__dataclass_fields__}
        assert (needs.group[mine] == groups(columns, needs.person[mine], needs.day[mine])).all()
        for day in (0.0, 100.25, 399.0):
            everybody = np.arange(drawn().population)
            assert (groups(columns, everybody, day) == group_on(people, len(everybody), day)).all()


def five_years(age: Floats) -> Integers:
    return np.clip(((age - 65) / 5).astype(np.int64), 0, 5)


@cache
def by_age() -> FrailtyByAge:
    return frailty_by_age(stated(), place()[0].published, place()[0].calibrated)


def cumulated(one: int, begins: float, ends: float, hazard: Callable[[int, int], float]) -> float:
    """Return a person's hazard (a day, of years above 65 and frailty), cumulated between two days."""
    people, total = drawn().people, 0.0
    birthdays = [(years - float(people.age[one])) * YEAR for years in range(66, 111)]
    for change in sorted([*birthdays, *people.frail_day[one].tolist(), ends]):
        if begins < change <= ends:
            middle = (begins + change) / 2
            years = int(people.age[one] + middle / YEAR - 65)
            total += hazard(years, int((people.frail_day[one] <= middle).sum())) * (change - begins)
            begins = change
    return total


def random_number(purpose: int) -> Floats:
    """Return an exponential number for each resident."""
    return -np.log(uniforms(drawn().stream, drawn().people.key[: drawn().population], purpose))


class TestLives:
    LONGEST = DAYS + 3 * YEAR
    """Lives are drawn for three years more than the run."""

    def test_death_falls_where_the_hazard_meets_the_random_number(self) -> None:
        people, table = drawn().people, stated()
        for one, left in enumerate(random_number(Purpose.DEATH)):
            fixed = table.death_times_quintile[int(people.quintile[one]) - 1] / 1000 / YEAR
            fixed *= 1.0 if people.woman[one] else table.death_times_men
            death, enters = float(people.death_day[one]), float(people.enters_day[one])
            met = cumulated(
                one,
                enters,
                min(death, self.LONGEST),
                lambda years, state, fixed=fixed: (
                    fixed * table.deaths_per_1000_a_year[min(years // 5, 5)] * table.death_times_frailty[state]
                ),
            )
            if death == enters + 1:
                assert met >= left
            elif death < inf:
                assert met == pytest.approx(left, abs=1e-8)
            else:
                assert met < left
        assert (people.death_day < DAYS).sum() > 500

    @pytest.mark.parametrize("state", range(3))
    def test_frailty_begins_where_the_hazard_meets_the_random_number(self, state: int) -> None:
        people, count = drawn().people, drawn().population
        first = np.asarray(people.enters_day[:count])
        before = np.where(people.frail_day[:count, state - 1] < 0, first, people.frail_day[:count, state - 1])
        begins = before if state else first
        left = random_number(Purpose.WORSENING + STEP * state)
        may = np.flatnonzero((people.frail_day[:count, state] >= 0) & (begins < inf))
        for one in may.tolist():
            due = float(people.frail_day[one, state])
            met = cumulated(
                one,
                float(begins[one]),
                min(due, self.LONGEST),
                lambda years, _: float(by_age().worsens[min(years, 44), state]) / YEAR,
            )
            if due < inf:
                assert met == pytest.approx(left[one], abs=1e-8)
            else:
                assert met < left[one]
        assert (people.frail_day[may, state] < DAYS).sum() > 100

    def test_as_many_die_as_the_hazard_integrated_over_every_life(self) -> None:
        """By five-year band, sex and frailty."""
        people, count, table = drawn().people, drawn().population, stated()
        mean, found = np.zeros((6, 2, 4)), np.zeros((6, 2, 4))
        sex, quintile = people.woman[:count].astype(np.int64), people.quintile[:count] - 1
        fixed = np.asarray([table.death_times_men, 1.0])[sex] * np.asarray(table.death_times_quintile)[quintile]
        for day in range(DAYS):
            band = five_years(people.age[:count] + (day + 0.5) / YEAR)
            state = (people.frail_day[:count] <= day + 0.5).sum(axis=1)
            hazard = np.asarray(table.deaths_per_1000_a_year)[band] / 1000 / YEAR * fixed
            hazard *= np.asarray(table.death_times_frailty)[state] * alive_on(people, count, day)
            np.add.at(mean, (band, sex, state), hazard)
            dies = (people.death_day[:count] >= day) & (people.death_day[:count] < day + 1)
            np.add.at(found, (band, sex, state), dies)
        assert abs(found.sum() - mean.sum()) < CONFIDENCE_LEVEL * np.sqrt(mean.sum())
        kept = mean > 5
        assert stats.chi2.sf(((found - mean)[kept] ** 2 / mean[kept]).sum(), kept.sum()) > LEAST

    def test_as_many_become_frailer_as_stated(self) -> None:
        """By five-year band and state, of those alive."""
        people, count = drawn().people, drawn().population
        mean, found = np.zeros((6, 4)), np.zeros((6, 4))
        for day in range(DAYS):
            band = five_years(people.age[:count] + (day + 0.5) / YEAR)
            state = (people.frail_day[:count] <= day).sum(axis=1)
            years = np.clip((people.age[:count] + (day + 0.5) / YEAR - 65).astype(np.int64), 0, 44)
            hazard = by_age().worsens[years, np.minimum(state, 2)] / YEAR
            np.add.at(mean, (band, state), np.where(state < 3, hazard, 0.0) * alive_on(people, count, day))
            turns = (people.frail_day[:count] > day) & (people.frail_day[:count] <= day + 1)
            turns &= people.frail_day[:count] < people.death_day[:count, None]
            np.add.at(found, (band, state), turns.sum(axis=1))
        assert abs(found.sum() - mean.sum()) < CONFIDENCE_LEVEL * np.sqrt(mean.sum())
        kept = mean > 5
        assert stats.chi2.sf(((found - mean)[kept] ** 2 / mean[kept]).sum(), kept.sum()) > LEAST

    def test_frailty_only_worsens_and_age_is_even_within_five_years(self) -> None:
        people, count = drawn().people, drawn().population
        before = np.where(people.frail_day[:count] == inf, 1e9, people.frail_day[:count])
        assert (np.diff(before, axis=1) >= 0).all()
        young = people.age[:count][(people.enters_day[:count] == 0) & (people.age[:count] < 90)]
        assert stats.kstest((young % 5) / 5, "uniform").pvalue > LEAST
        old = people.age[:count][people.age[:count] >= 90] - 90
        assert stats.kstest(old, "expon", args=(0, 4.0)).pvalue > LEAST
