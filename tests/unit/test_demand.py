"""Who comes: the same for every option, as many as published, in order, none after death, random numbers kept apart."""

import datetime
import hashlib
from dataclasses import fields
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from sim.demand.demand import ROW, Demand, People
from sim.demand.event_times import in_order
from sim.demand.population import YEAR, people_on_day_0, turning_65
from sim.demand.random_numbers import stream, uniform, uniforms
from sim.demand.sample import draw
from sim.description.options import chosen
from sim.description.people import FIVE_YEARS
from sim.description.read import options, read_option, read_system
from sim.description.system import Description
from sim.tables.build import build
from sim.tables.capacity import grown
from sim.tables.tables import TICK

ROOTS = [Path(__file__).resolve().parents[2] / "scenarios"]
DAYS = 120.0


@cache
def orkney() -> Description:
    return read_system(ROOTS, "orkney_islands")


@cache
def drawn(seed: int = 1, replication: int = 0, to_day: float = DAYS) -> Demand:
    return draw(orkney(), build(orkney()), seed, replication, to_day)


def fingerprint(demand: Demand) -> str:
    """Return one word that changes with any bit of a demand."""
    digest = hashlib.sha256(repr((demand.stream, demand.to_day, demand.population)).encode())
    for part in (demand.people, demand.needs, demand.delayed, demand.waiting):
        for each in fields(part):
            digest.update(np.ascontiguousarray(getattr(part, each.name)).tobytes())
    return digest.hexdigest()


class TestSameForEveryOption:
    """Options change what is done, not who comes."""

    @pytest.mark.parametrize("name", options(ROOTS))
    def test_an_option(self, name: str) -> None:
        tables = build(orkney(), chosen(orkney(), read_option(ROOTS, name, orkney())))
        assert fingerprint(draw(orkney(), tables, 1, 0, DAYS)) == fingerprint(drawn())

    def test_all_interventions_at_once(self) -> None:
        tables = build(orkney(), orkney().interventions)
        assert fingerprint(draw(orkney(), tables, 1, 0, DAYS)) == fingerprint(drawn())

    def test_a_new_intervention_in_the_files(self) -> None:
        """As long as its effects can raise no need, which would lift the ceiling of the candidates."""
        falls = orkney().interventions["falls_exercise"]
        (effect,) = (one for one in falls.effects if one.changes == "need_rate")
        new = {"one_more": falls.model_copy(update={"effects": (effect.model_copy(update={"high": effect.value}),)})}
        more = orkney().model_copy(update={"interventions": new | orkney().interventions})
        assert fingerprint(draw(more, build(more, more.interventions), 1, 0, DAYS)) == fingerprint(drawn())

    def test_again(self) -> None:
        assert fingerprint(draw(orkney(), build(orkney()), 1, 0, DAYS)) == fingerprint(drawn())

    def test_another_replication_or_seed_is_another(self) -> None:
        assert len({fingerprint(drawn(1, 0)), fingerprint(drawn(1, 1)), fingerprint(drawn(2, 0))}) == 3


class TestAsPublished:
    """Counts on day 0 are those of the partnership table."""

    @pytest.mark.parametrize("sex", ["female", "male"])
    @pytest.mark.parametrize(("place", "band"), list(enumerate(FIVE_YEARS)))
    def test_people_by_age_and_sex(self, sex: str, place: int, band: str) -> None:
        people = drawn().people
        here = (people.enters_day == 0) & (people.woman == (sex == "female")) & ~np.isnan(people.age)
        upper = 65 + 5 * (place + 1) if place < 5 else np.inf
        count = int((here & (people.age >= 65 + 5 * place) & (people.age < upper)).sum())
        assert count == orkney().published[f"people_{sex}_{band}_2018"]

    @pytest.mark.parametrize(
        ("setting", "column"),
        [("care_home", "care_home_residents_65_plus"), ("home_support", "home_support_clients_65_plus")],
    )
    def test_residents_and_clients(self, setting: str, column: str) -> None:
        people = drawn().people
        at = list(orkney().settings).index(setting)
        published = float(orkney().published[column])
        assert int((people.start_setting == at).sum()) == round(grown(orkney(), setting, published, 0.0))

    def test_hours_of_home_support(self) -> None:
        hours = drawn().people.start_hours
        published = grown(orkney(), "home_support", float(orkney().published["home_support_hours_65_plus"]), 0.0)
        assert hours.sum() == pytest.approx(published, rel=0.01)
        assert (hours * 4 == np.floor(hours * 4)).all()

    def test_people_delayed_on_day_0(self) -> None:
        stated = orkney().people
        assert stated is not None
        wanted = sum(
            round(sum(float(orkney().published[name]) for name in part.columns) / YEAR) for part in stated.delayed
        )
        delayed = drawn().delayed
        assert len(delayed.row) == wanted > 0
        assert (drawn().needs.need[delayed.row] == -1).all()
        assert len(set(drawn().needs.person[delayed.row].tolist())) == wanted

    def test_as_many_turn_65_as_stated(self) -> None:
        """The published number a year, women and men as among those aged 65 to 69; or a share of these."""
        people, published = drawn().people, orkney().published
        young = [float(published[f"people_{sex}_65_69_2018"]) for sex in ("female", "male")]
        a_year = float(published["people_turning_65_a_year"])
        wanted = sum(round(a_year * count / sum(young) * DAYS / YEAR) for count in young)
        assert int((people.enters_day[: drawn().population] > 0).sum()) == wanted
        stated = orkney().people
        assert stated is not None
        by_share = stated.model_copy(update={"turning_65_a_year": None, "turning_65_per_year_of_65_69": 0.2})
        assert turning_65(orkney(), by_share, "male") == pytest.approx(0.2 * young[1])

    def test_the_people_of_another_day_are_grown_from_the_count(self) -> None:
        stated = orkney().people
        assert stated is not None
        counted = people_on_day_0(orkney(), stated, "female", "80_84")
        later = orkney().model_copy(update={"start_date": orkney().start_date + datetime.timedelta(days=1461)})
        rate = float(later.published["people_65_plus_growth_a_year"]) * later.calibrated.get("capacity_growth", 1.0)
        assert people_on_day_0(later, stated, "female", "80_84") == pytest.approx(counted * rate**4)


class TestNeeds:
    """Candidates: in order, within a life, on the grid."""

    @pytest.mark.parametrize("days", ["spread", "crowded", "at once"])
    def test_moments_are_put_in_order_however_they_lie(self, days: str) -> None:
        """Spread over the time, all but one in a small part of it (beyond an insertion sort), or at one instant."""
        luck = np.random.default_rng(1)
        rows = np.zeros(4_000, dtype=ROW)
        rows["day"] = (
            np.floor(luck.random(4_000) * {"spread": 900.0, "crowded": 1.0, "at once": 0.0}[days] / TICK) * TICK
        )
        rows["day"][0], rows["key"], rows["person"] = 900.0, np.arange(4_000), 1
        ordered = in_order([rows], 5).rows
        assert np.array_equal(ordered, rows[np.argsort(rows["day"], kind="stable")])

    def test_in_order_of_day_and_person(self) -> None:
        rows = list(zip(drawn().needs.day.tolist(), drawn().needs.person.tolist(), strict=True))
        assert rows == sorted(rows)

    def test_within_the_life_of_the_person(self) -> None:
        needs, people = drawn().needs, drawn().people
        asked = (needs.need >= 0) & (needs.person < drawn().population)
        day, person = needs.day[asked], needs.person[asked]
        assert (day < people.death_day[person]).all()
        assert (day >= people.enters_day[person]).all()
        assert (needs.day < DAYS).all()
        assert (people.death_day[: drawn().population] < DAYS).sum() > 10
        assert (people.enters_day[person] > 0).any()

    def test_every_time_is_on_the_grid(self) -> None:
        people, needs = drawn().people, drawn().needs
        days = [needs.day, people.death_day, people.enters_day, people.frail_day.ravel(), people.start_remaining]
        days += [drawn().delayed.remaining, drawn().waiting.since]
        for column in days:
            ticks = column[np.isfinite(column)] / TICK
            assert (ticks == np.floor(ticks)).all()

    def test_no_two_share_their_random_numbers(self) -> None:
        needs = drawn().needs
        keys = needs.key[needs.need >= 0]
        assert len(np.unique(keys)) == len(keys)
        assert (needs.mark[needs.need >= 0] >= 0).all()
        assert (needs.mark < 1).all()
        assert (needs.mark[needs.need < 0] == -1).all()  # under way on day 0

    def test_one_person_for_each_arrival_from_outside(self) -> None:
        outside = drawn().needs.person >= drawn().population
        arrived = list(range(drawn().population, drawn().persons))
        assert len(arrived) > 100
        assert drawn().needs.person[outside].tolist() == arrived
        assert len(drawn().people.key) == drawn().population


def by_key(demand: Demand) -> dict[int, list[object]]:
    """Return everything that is drawn for each resident of day 0, by key."""
    people, found = demand.people, {}
    names = [each.name for each in fields(People) if each.name not in ("frail_day", "death_day")]
    known = demand.population
    columns = [getattr(people, name)[:known].tolist() for name in names]
    for row in zip(*columns, strict=True):
        values = dict(zip(names, row, strict=True))
        if values["enters_day"] == 0:
            found[int(values["key"])] = list(row)
    return found


def candidates(demand: Demand, until: float) -> dict[int, list[tuple[float, ...]]]:
    """Return the candidates before a day of each resident of day 0, and those of people from outside, by key."""
    found: dict[int, list[tuple[float, ...]]] = {}
    names = ("day", "need", "mark", "key")
    here = (demand.needs.day < until) & (demand.needs.need >= 0)
    columns = [getattr(demand.needs, name)[here].tolist() for name in names]
    known, enters = demand.people.key.tolist(), demand.people.enters_day.tolist()
    for row, person in zip(zip(*columns, strict=True), demand.needs.person[here].tolist(), strict=True):
        if person >= demand.population or enters[person] == 0:
            found.setdefault(known[person] if person < demand.population else int(row[-1]), []).append(row)
    return found


class TestRandomNumbersKeptApart:
    """The random numbers of one person, purpose or day do not move with those of another."""

    def test_a_longer_run_keeps_what_was_drawn(self) -> None:
        assert by_key(drawn()) == by_key(drawn(to_day=2 * DAYS))
        assert candidates(drawn(), DAYS) == candidates(drawn(to_day=2 * DAYS), DAYS)

    def test_a_run_of_more_years_keeps_what_was_drawn(self) -> None:
        """Also where the shorter run ends in the middle of a second year."""
        shorter, longer = (candidates(drawn(to_day=days), 500.0) for days in (500.0, 1200.0))
        assert shorter == longer

    def test_a_need_left_out_leaves_the_others_as_they_were(self) -> None:
        fewer = orkney().model_copy(
            update={"needs": {name: need for name, need in orkney().needs.items() if name != "frailty_crisis"}}
        )
        rows = []
        for description, demand in ((orkney(), drawn()), (fewer, draw(fewer, build(fewer), 1, 0, DAYS))):
            names, needs = list(description.needs), demand.needs
            columns = (needs.day, needs.mark, needs.key, needs.need)
            rows.append(
                {
                    (day, mark, key, names[need])
                    for day, mark, key, need in zip(*(column.tolist() for column in columns), strict=True)
                    if need >= 0
                }
            )
        assert rows[1] == {row for row in rows[0] if row[3] != "frailty_crisis"}
        assert len(rows[1]) < len(rows[0])

    def test_a_longer_run_keeps_lives(self) -> None:
        for name in ("death_day", "frail_day"):
            short, long = (
                {
                    int(key): np.where(value < DAYS, value, np.inf).tolist()
                    for key, value, enters in zip(
                        d.people.key, getattr(d.people, name), d.people.enters_day, strict=True
                    )
                    if enters == 0
                }
                for d in (drawn(), drawn(to_day=2 * DAYS))
            )
            assert short == {key: long[key] for key in short}

    def test_more_people_leave_the_others_as_they_were(self) -> None:
        column = "people_female_80_84_2018"
        more = orkney().model_copy(
            update={"published": orkney().published | {column: float(orkney().published[column]) + 200}}
        )
        fewer, grown = candidates(drawn(), DAYS), candidates(draw(more, build(more), 1, 0, DAYS), DAYS)
        here = drawn().people.key[: drawn().population].tolist()
        assert {key: fewer.get(key, []) for key in here} == {key: grown.get(key, []) for key in here}
        assert len(set(grown) - set(fewer)) > 20

    def test_a_need_that_is_rarer_leaves_the_others_as_they_were(self) -> None:
        content = orkney().model_dump()
        for need in ("frailty_crisis", "hip_fracture"):
            rates = content["needs"][need]["rate"]["per_1000_a_year"]
            content["needs"][need]["rate"]["per_1000_a_year"] = tuple(rate / 2 for rate in rates)
        rarer = Description.model_validate(content)
        names = list(orkney().needs)
        halved = {names.index("frailty_crisis"), names.index("hip_fracture")}
        demands = (drawn(), draw(rarer, build(rarer), 1, 0, DAYS))
        rows = [
            {
                (int(key), day)
                for key, day, need in zip(d.needs.key, d.needs.day, d.needs.need, strict=True)
                if test(need)
            }
            for d in demands
            for test in (lambda need: need not in halved, lambda need: need in halved)
        ]
        assert rows[0] == rows[2]
        assert rows[3] < rows[1], "the rarer need arises at some of the moments it did before, and at no other"

    def test_one_number_is_the_same_alone_or_among_many(self) -> None:
        keys = drawn().people.key[:50]
        many = uniforms(stream(7, 3), keys, 21)
        assert many.tolist() == [uniform(stream(7, 3), int(key), 21) for key in keys]
