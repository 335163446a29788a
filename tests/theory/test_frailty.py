"""Frailty follows from the stated shares: they hold by age over the years, and no rate is below 0."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.demand.population import residents
from sim.demand.random_numbers import stream
from sim.description.consistency import check
from sim.description.frailty import FrailtyByAge, frailty_by_age
from sim.description.read import read_system
from sim.description.system import Description
from sim.tables.tables import YEAR

Floats = NDArray[np.float64]
SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
FIVE_YEARS_ON = 5 * YEAR
BANDS = ("65_69", "70_74", "75_79", "80_84", "85_89", "90_plus")
SCOTLAND = dict(zip(BANDS, (312_000, 264_000, 224_000, 154_000, 92_000, 51_000), strict=True))
"""People in each five-year band, about as many as in Scotland; half are women."""
TURNING_65 = 69_137
"""People who turn 65 in a year in Scotland."""
WITHIN = np.asarray([0.02, 0.02, 0.02, 0.03])
"""Men and people of deprived quintiles die first, so that the frailest left die a little less often than at first."""
BEYOND_90 = 0.04
STANDARD_ERRORS = 3.5


def scotland(changes: dict[str, object] | None = None) -> Description:
    """Return the shipped people, as many as in Scotland, with other words in their place."""
    content = read_system([SCENARIOS], "inverclyde").model_dump()
    for sex in ("female", "male"):
        content["published"] |= {f"people_{sex}_{band}_2018": count / 2 for band, count in SCOTLAND.items()}
    content["published"]["people_turning_65_a_year"] = TURNING_65
    content["calibrated"] = {}
    content["people"] |= changes or {}
    return Description.model_validate(content)


def by_age(description: Description) -> FrailtyByAge:
    assert description.people is not None
    return frailty_by_age(description.people, description.published, description.calibrated)


@cache
def counted(day: float) -> tuple[Floats, Floats]:
    """Return people by band and state on a day, and as many as their ages ask for by the stated shares."""
    description = scotland()
    found, asked = np.zeros((6, 4)), np.zeros((6, 4))
    shares = by_age(description).shares
    for replication in range(3):
        lives = residents(description, stream(7, replication), FIVE_YEARS_ON)
        lives = lives[(lives["enters_day"] <= day) & (lives["death_day"] > day)]
        age = lives["age"] + day / YEAR
        band = np.clip(((age - 65) / 5).astype(np.int64), 0, 5)
        np.add.at(found, (band, (lives["frail_day"] <= day).sum(axis=1)), 1)
        np.add.at(asked, band, np.stack([np.interp(age, np.arange(65, 111), share) for share in shares.T], axis=1))
    return found, asked


@pytest.mark.parametrize("day", [0.0, FIVE_YEARS_ON])
def test_the_shares_hold_at_each_age(day: float) -> None:
    found, asked = counted(day)
    within = np.where(np.arange(6)[:, None] < 5, WITHIN, BEYOND_90)
    assert (np.abs(found / asked - 1) < within + STANDARD_ERRORS / np.sqrt(asked) / 2).all()


def test_the_shares_of_a_band_are_those_stated_and_hold_for_five_years() -> None:
    people = scotland().people
    assert people is not None
    stated = np.asarray(people.frailty_by_five_years)
    for found, _ in (counted(0.0), counted(FIVE_YEARS_ON)):
        assert found / found.sum(axis=1, keepdims=True) == pytest.approx(stated, rel=BEYOND_90)


def test_each_state_grows_as_ages_ask() -> None:
    (before, asked_before), (after, asked_after) = counted(0.0), counted(FIVE_YEARS_ON)
    growth, asked = after.sum(axis=0) / before.sum(axis=0), asked_after.sum(axis=0) / asked_before.sum(axis=0)
    assert (np.abs(growth / asked - 1) < WITHIN).all()


def test_who_turns_65_has_the_shares_of_that_birthday() -> None:
    description = scotland()
    lives = residents(description, stream(7, 0), FIVE_YEARS_ON)
    young = lives[lives["enters_day"] > 0]
    at_65 = np.bincount((young["frail_day"] < 0).sum(axis=1), minlength=4)
    asked = by_age(description).shares[0]
    assert (asked * 100).round(1).tolist() == [66.8, 26.6, 5.9, 0.7]
    assert (np.abs(at_65 - asked * len(young)) < STANDARD_ERRORS * np.sqrt(asked * len(young))).all()


def test_without_deaths_and_with_the_same_shares_at_all_ages_nobody_becomes_frailer() -> None:
    same = [(0.4, 0.3, 0.2, 0.1)] * 6
    assert not by_age(scotland({"frailty_by_five_years": same, "deaths_per_1000_a_year": (0.0,) * 6})).worsens.any()
    assert by_age(scotland({"frailty_by_five_years": same})).worsens.min() > 0


def test_a_state_in_which_nobody_is_has_no_moves() -> None:
    rates = by_age(scotland({"frailty_by_five_years": [(0.6, 0.4, 0.0, 0.0)] * 6})).worsens
    assert rates[:, 0].min() > 0
    assert not rates[:, 1:].any()


def test_shares_that_would_need_people_to_become_fitter_are_refused() -> None:
    """In one line: where, at which age, and what is allowed."""
    fitter = [(0.6, 0.3, 0.07, 0.03)] * 3 + [(0.8, 0.15, 0.04, 0.01)] * 3
    (error,), _ = check(scotland({"frailty_by_five_years": fitter}), {"": "people.yaml"})
    assert str(error).startswith("people.yaml: people.frailty_by_five_years: these shares hold only if ")
    assert "per 1,000 a year go back from severe to moderate at 79: state shares that grow frailer with age" in str(
        error
    )


class TestDeaths:
    def test_the_multiplier_scales_deaths(self) -> None:
        """Each death falls where the hazard meets the same random number: with half the hazard, half of the deaths."""
        base = scotland()
        half = base.model_copy(update={"calibrated": base.calibrated | {"deaths": 0.5}})
        dead = [(residents(each, stream(7, 0), YEAR)["death_day"] < YEAR).sum() for each in (base, half)]
        assert dead[1] / dead[0] == pytest.approx(0.5, abs=0.02)

    def test_it_moves_frailty_too_so_that_the_shares_hold(self) -> None:
        base = scotland()
        more = base.model_copy(update={"calibrated": base.calibrated | {"deaths": 2.0}})
        assert (by_age(more).worsens > by_age(base).worsens).all()
        assert (by_age(more).shares == by_age(base).shares).all()
