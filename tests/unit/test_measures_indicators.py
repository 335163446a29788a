"""Days at home, the end of life and the national indicators, computed by hand; and what is told of every measure."""

import math

import numpy as np
import pytest

from sim.description.delay_reasons import REASONS
from sim.measures import indicators
from sim.measures.end_of_life import end_of_life, place_of_death
from sim.measures.measure import measure
from sim.measures.outcomes import NATIONAL_OUTCOMES
from sim.measures.registry import MEASURES
from sim.measures.run import Run
from sim.measures.tidy import dictionary, find, row
from tests.unit.test_measures_run import CARE_HOME, WARD, a_run, at, demand, description, outcome, tables


def test_days_at_home_are_for_a_year_lived() -> None:
    home = np.asarray([730.5, 0.0, 365.25, 730.5, 630.5, 99.0])
    rows = indicators.at_home(a_run(home_days=home))
    lived = 730.5 * 3 + 200.0 + 630.5  # persons 0, 2, 3; person 1 up to day 300; person 4 from day 200
    assert find(rows, "days_at_home") == pytest.approx(365.25 * (730.5 + 365.25 + 730.5 + 630.5 + 99.0) / lived)
    assert find(rows, "days_at_home", "quintile", "1") == 365.25 * 0.75
    assert find(rows, "days_at_home", "quintile", "2") == 365.25


def test_deaths_and_their_places() -> None:
    people = {"death_day": np.asarray([400.0, 300.0, 830.5, 500.0, 600.0, 50.0, 700.0])}
    died_in = np.asarray([5, WARD, WARD, CARE_HOME, 3, WARD])
    run = Run.of(outcome(died_in=died_in), demand(**people), tables())
    rows = end_of_life(run)
    assert find(rows, "deaths") == 2.0  # persons 0, 1, 3 and 4
    shares = {row.level: row.value for row in rows if row.measure == "deaths_by_place"}
    assert shares == {"hospital": 50.0, "home": 25.0, "care_home": 25.0, "intermediate_care": 0.0, "other": 0.0}


def test_places_of_death_by_setting() -> None:
    places = [place_of_death(a_run(), setting) for setting in range(8)]
    assert places == ["home", "home", "care_home", "hospital", "hospital", "home", "intermediate_care", "other"]


@pytest.mark.parametrize(("days", "share"), [(0.0, 100.0), (18.25, 90.0), (183.0, 0.0)])
def test_the_last_six_months_at_home(days: float, share: float) -> None:
    died_in, last = np.full(6, -1), np.full(6, 99.0)
    died_in[1], last[1] = WARD, days
    rows = end_of_life(a_run(died_in=died_in, last_days=last))
    assert find(rows, "last_six_months_at_home") == pytest.approx(share)


def test_a_death_before_day_183_does_not_count_for_the_last_six_months() -> None:
    people = {"death_day": np.asarray([np.inf, 300.0, 150.0, np.inf, np.inf, np.inf, np.inf])}
    died_in, last = np.asarray([-1, WARD, WARD, -1, -1, -1]), at(6, _1=36.5, _2=150.0)
    run = Run.of(outcome(died_in=died_in, last_days=last), demand(**people), tables())
    assert find(end_of_life(run), "last_six_months_at_home") == pytest.approx(80.0)
    assert find(end_of_life(run), "deaths") == 1.0


def test_national_indicators_by_their_formulas() -> None:
    days = np.zeros((8, 10, 2))
    days[WARD, 0], days[WARD, REASONS.index("none")] = (3.0, 7.0), (9.0, 9.0)
    days[6, 0] = (5.0, 5.0)
    run = a_run(delayed=days)
    rows = indicators.national(run, [*indicators.stays(run), *end_of_life(run)])
    assert find(rows, "ni_12") == 100_000 * 2.5 / 4
    assert find(rows, "ni_13") == 100_000 * 20.75 / 4
    assert find(rows, "ni_14") == 400.0
    assert math.isnan(find(rows, "ni_15"))
    assert find(rows, "ni_16") == 1000 * 0.5 / 4  # of falls, row 2 left in the period, row 7 is still in
    assert find(rows, "ni_19") == 1000 * 3.5 / 2  # persons 2 and 3 are 75 and over in the middle


def test_every_row_is_of_a_registered_measure_and_stands_once() -> None:
    rows = measure(a_run(), description())
    assert {row.measure for row in rows} <= set(MEASURES)
    keys = [(row.measure, row.breakdown, row.level) for row in rows]
    assert len(keys) == len(set(keys))
    assert not [row for row in rows if math.isnan(row.value)]
    silent = set(MEASURES) - {row.measure for row in rows}
    only_compared = {
        "bed_days_returned", "bed_days_returned_per_1000", "bed_days_returned_whole_system", "share_of_200000",
        "net_cost", "net_cost_cash", "net_cost_whole_system", "value_of_bed_days_returned",
    }  # fmt: skip
    no_wait_death_or_lever = {
        "mean_wait_days", "deaths_by_place", "last_six_months_at_home", "ni_15", "people_reached",
        "cost_of_each_intervention", "admissions_per_resident_year",
        "blocked", "hours_left_to_carers", "requests_forgone", "severely_frail", "severely_frail_by_age",
    }  # fmt: skip
    nothing_known_of_today = {
        "palliative_care_needed", "palliative_care_unmet", "plan_at_death", "deaths_in_preferred_place",
        "power_of_attorney",
    }  # fmt: skip
    assert silent == only_compared | no_wait_death_or_lever | nothing_known_of_today


def test_a_model_without_people_has_no_rates_per_people() -> None:
    rows = measure(Run.of(outcome(), demand(population=0), tables()), description())
    assert not {"days_at_home", "ni_12", "deaths", "falls_admissions_per_1000"} & {row.measure for row in rows}
    assert find(rows, "emergency_admissions") == 3.0


def test_the_dictionary_says_something_of_every_measure() -> None:
    entries = dictionary()
    assert [entry["name"] for entry in entries] == list(MEASURES)
    for entry in entries:
        assert set(entry) == {"name", "unit", "good", "definition", "source"}
        assert all(entry.values())
        assert entry["definition"].endswith(".")
        assert "  " not in entry["definition"]


def test_an_unknown_measure_is_refused() -> None:
    with pytest.raises(KeyError):
        row("bed_dayz", 1.0)


def test_nine_national_outcomes_each_with_measures_that_exist() -> None:
    assert [each.number for each in NATIONAL_OUTCOMES] == list(range(1, 10))
    assert all(each.measures and set(each.measures) <= set(MEASURES) for each in NATIONAL_OUTCOMES)
