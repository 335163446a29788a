"""Growth of capacities: as published on a day, less before, more after; what options add does not grow."""

import datetime
from typing import Any

import pytest

from sim.description.consistency import check
from sim.description.growth import Growth
from sim.description.system import Description
from sim.tables.build import build
from sim.tables.capacity import capacity_at_start, capacity_today, grown
from tests.behaviour.village import village

PUBLISHED_ON = datetime.date(2023, 10, 1)


def growing(start: datetime.date, **more: Any) -> Description:
    growth = Growth.model_validate({"a_year": 1.04, "published_on": PUBLISHED_ON, **more})
    return village().model_copy(update={"growth": growth, "start_date": start})


def levels(description: Description, name: str) -> list[tuple[datetime.date, float]]:
    """Return the first capacity of a setting, then each change by date."""
    tables = build(description)
    at = tables.setting_names.index(name)
    rows = zip(tables.change_day, tables.change_of, tables.change_to, strict=True)
    changes = [(description.start_date + datetime.timedelta(day), float(to)) for day, of, to in rows if of == at]
    return [(description.start_date, float(tables.capacity[at])), *changes]


def test_a_capacity_is_the_published_one_at_its_date_and_grows_by_the_year() -> None:
    description = growing(datetime.date(2018, 10, 1))
    published = capacity_today(description)["care_home"]
    days = dict(levels(description, "care_home"))

    def on(date: datetime.date) -> float:
        return [level for day, level in sorted(days.items()) if day <= date][-1]

    assert on(PUBLISHED_ON) == published
    assert on(datetime.date(2018, 10, 1)) == round(published / 1.04**5)
    assert on(datetime.date(2028, 10, 1)) == round(published * 1.04**5)
    assert sorted(days.values()) == list(days.values())


def test_a_start_on_the_day_of_the_figures_is_as_published() -> None:
    description = growing(PUBLISHED_ON)
    assert capacity_at_start(description) == capacity_today(description)
    assert capacity_at_start(growing(datetime.date(2018, 10, 1))) != capacity_today(description)


def test_only_what_is_named_grows_and_what_has_changes_of_its_own_cannot() -> None:
    description = growing(datetime.date(2018, 10, 1), of=("care_home",), a_year=1.2)
    today, start = capacity_today(description), capacity_at_start(description)
    assert {name for name in today if today[name] != start[name]} == {"care_home"}
    unlimited = next(name for name, setting in description.settings.items() if setting.capacity == "no_limit")
    errors, _ = check(growing(PUBLISHED_ON, of=(unlimited,)), {"": "made up"})
    assert any("cannot grow" in str(error) for error in errors)
    errors, _ = check(growing(PUBLISHED_ON, of=("care_hom",)), {"": "made up"})
    assert any("did you mean 'care_home'" in str(error) for error in errors)


def test_every_key_that_names_a_multiplier_uses_it() -> None:
    description = growing(PUBLISHED_ON, calibrated="more")
    name, setting = next((name, one) for name, one in description.settings.items() if one.type == "hospital")
    settings = description.settings | {name: setting.model_copy(update={"stay_calibrated": "stays"})}
    multipliers = {"calibrated": {"more": 1.0, "stays": 0.9, "nobodys": 1.0}, "settings": settings}
    _, doubts = check(description.model_copy(update=multipliers), {"": "made up"})
    assert [line for line in doubts if "nothing uses this multiplier" in line] == [
        "calibrated.nobodys: nothing uses this multiplier"
    ]


def test_the_factor_may_be_a_column_and_has_a_multiplier() -> None:
    description = growing(PUBLISHED_ON, a_year="growth_of_people", calibrated="capacity_growth")
    description = description.model_copy(
        update={
            "published": {**description.published, "growth_of_people": 1.02},
            "calibrated": {"capacity_growth": 1.01},
        }
    )
    assert grown(description, "care_home", 100.0, 365.25) == pytest.approx(100 * 1.02 * 1.01)
    assert grown(description, "care_home", 100.0, -365.25) == pytest.approx(100 / (1.02 * 1.01))
