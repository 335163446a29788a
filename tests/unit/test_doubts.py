"""Doubts told before a run: years without figures or holidays, milestones outside, options that come too late."""

import datetime
from pathlib import Path

import pytest

from sim.description.growth import Growth
from sim.description.options import chosen
from sim.description.read import read_asked
from sim.study.analysis.doubts import doubts, late_options
from sim.study.question.question import Period, Question
from sim.tables.build import build
from sim.tables.calendar import public_holidays

SCENARIOS = [Path(__file__).resolve().parents[2] / "scenarios"]
LISTED = """\
2022-12-26, 2022-12-27, 2023-01-02, 2023-01-03, 2023-04-07, 2023-04-10, 2023-05-01, 2023-05-08, 2023-05-29, 2023-08-07,
2023-11-30, 2023-12-25, 2023-12-26, 2024-01-01, 2024-01-02, 2024-03-29, 2024-04-01, 2024-05-06, 2024-05-27, 2024-08-05,
2024-12-02, 2024-12-25, 2024-12-26, 2025-01-01, 2025-01-02"""


def question(from_date: str = "2023-04-01", years: int = 1, start_day: float = 0.0, **more: object) -> Question:
    description, options = read_asked(SCENARIOS, "orkney_islands", ["package"])
    period = Period.of(datetime.date.fromisoformat(from_date), 30, years)
    late = {name: one.model_copy(update={"start_day": start_day}) for name, one in description.interventions.items()}
    description = description.model_copy(update={"start_date": period.start_date, "interventions": late, **more})
    return Question("compare", "orkney_islands", description, options, period, 1, 1, "simpy", "model")


def test_the_year_of_the_figures_is_without_doubt() -> None:
    assert doubts(question()) == []


@pytest.mark.parametrize("date", ["2015-04-01", "2023-03-31", "2024-04-01"])
def test_a_period_outside_the_published_figures_is_told(date: str) -> None:
    (line,) = doubts(question(date))
    assert f"measured from {date}: the published figures are of 2023/24" in line


@pytest.mark.parametrize(("factor", "percent"), [(1.02, "+2.0"), (0.985, "-1.5")])
def test_what_grows_and_what_stands_in_another_year_is_told(factor: float, percent: str) -> None:
    growth = Growth(a_year=factor, published_on=datetime.date(2023, 10, 1))
    (line,) = doubts(question("2031-04-01", growth=growth))
    assert f"beds, hours, places and staff move from them by {percent} % a year (assumption)" in line
    assert line.endswith("people age and turn 65, and rates by age, effects and prices stand unchanged")
    (line,) = doubts(question("2031-04-01", growth=growth.model_copy(update={"of": ("home_support",)})))
    assert "; capacities (home_support) move from them" in line
    (line,) = doubts(question("2031-04-01", growth=None))
    assert line.endswith("31 March 2024), and stand for the years before and after unchanged")


def test_years_without_a_listed_holiday_are_told() -> None:
    (line,) = doubts(question(years=3, holidays=(datetime.date(2023, 4, 7), datetime.date(2025, 4, 18))))
    assert line == "holidays: none are listed in 2024, 2026: all weekdays are working days there"
    assert doubts(question(years=3, holidays=())) == []


def test_holidays_are_computed_for_any_year() -> None:
    """The same days as were written by hand for the years around the published figures, and days in any other year."""
    written = {datetime.date.fromisoformat(day.strip()) for day in LISTED.replace("\n", " ").split(",")}
    first, last = datetime.date(2022, 12, 1), datetime.date(2025, 1, 31)
    assert {day for day in public_holidays(2022, 2026) if first <= day <= last and day.weekday() < 5} == written
    for from_date in ("2015-04-01", "2031-04-01"):
        asked = question(from_date)
        tables = build(asked.description, {})
        easter = {"2015-04-01": datetime.date(2015, 4, 6), "2031-04-01": datetime.date(2031, 4, 14)}[from_date]
        day = (easter - asked.period.start_date).days
        assert easter.weekday() == 0
        assert tables.worked[day + 1] == tables.worked[day]
        assert tables.worked[day + 2] == tables.worked[day + 1] + 1


def test_a_list_of_holidays_counts_instead() -> None:
    asked = question(holidays=(datetime.date(2023, 4, 12),))
    tables = build(asked.description, {})
    day = (datetime.date(2023, 4, 12) - asked.period.start_date).days
    assert tables.worked[day + 1] == tables.worked[day]
    assert tables.worked[day - 1] == tables.worked[day - 2] + 1  # Easter Monday


def test_an_option_that_begins_after_the_period_is_told() -> None:
    assert late_options(question(start_day=395.0)) == []
    lines = late_options(question(start_day=396.0))
    asked = question()
    assert len(lines) == len(chosen(asked.description, asked.options["package"]))
    assert "begins on 2024-04-01, but the measured period ends on 2024-03-31: it changes nothing" in lines[0]
    assert lines[0].startswith("A package of modest steps: ")
