"""Responses to capacity from made-up measures: differences, elasticities, intervals, signs, and published ranges."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.description.files import file_named
from sim.description.input_errors import InputErrors
from sim.study.analysis.capacity_responses import (
    CANNOT_TELL,
    DIMINISHING,
    GROWING,
    RIGHT,
    UNCHANGED,
    WATCHED,
    WITHIN_NOISE,
    WRONG,
    Added,
    Measured,
    checks,
    responses,
    watched,
)
from sim.study.analysis.published_responses import (
    ABOVE,
    BELOW,
    OTHER_SIGN,
    TABLE,
    WITHIN,
    PublishedResponse,
    beside,
    published_responses,
    verdict,
)

SHIPPED = Path(__file__).resolve().parents[2] / "scenarios"
DELAYS, DAYS = "delayed_bed_days_75_plus", "emergency_bed_days"
NOISE = np.asarray([-3.0, 1.0, 2.0])
"""What a replication adds to a difference; the mean is 0."""


def measured(
    falls: Mapping[float, float | Sequence[float]],
    base: Sequence[float] = (1000.0, 1100.0, 900.0),
    today: float = 200.0,
) -> Measured:
    """Return made-up replications in which so many percent more of a care home take so many days away."""
    rows, added = [], []
    for number, before in enumerate(base, start=1):
        rows += [("baseline", measure, number, before) for measure in WATCHED]
    for percent, fall in falls.items():
        option, each = f"care_home_{percent:g}", np.broadcast_to(np.asarray(fall, dtype=float), len(base))
        added.append(Added(option, "care_home", percent, today, round(today * percent / 100), "Care home"))
        for number, before in enumerate(base, start=1):
            rows += [(option, measure, number, before - each[number - 1]) for measure in WATCHED]
    table = pd.DataFrame(rows, columns=["option", "measure", "replication", "value"])
    return Measured("fife", "centre", 50_000.0, table, added)


def row(table: pd.DataFrame, percent: float, measure: str = DELAYS) -> dict[str, float]:
    (one,) = table[(table["percent"] == percent) & (table["measure"] == measure)].to_dict("records")
    return {str(name): value for name, value in one.items()}


# --- responses -------------------------------------------------------------------------------------------------------


def test_a_response_is_the_ratio_of_sums_and_not_the_mean_of_ratios() -> None:
    falls = np.asarray([50.0, 150.0, 40.0])
    one = row(responses(measured({10: falls.tolist()}, base=(1000.0, 3000.0, 500.0))), 10)
    assert one["difference"] == pytest.approx(-80)
    assert one["percent_change"] == pytest.approx(-100 * 240 / 4500)
    assert one["elasticity"] == pytest.approx(math.log(1 - 240 / 4500) / math.log(1.1))
    assert one["percent_change"] != pytest.approx(-100 * float((falls / [1000, 3000, 500]).mean()), rel=0.01)
    assert (one["baseline"], one["option"]) == (1500, pytest.approx(1420))


def test_the_interval_of_a_difference_is_that_of_students_t_over_replications() -> None:
    one = row(responses(measured({10: (80 - NOISE).tolist()})), 10)
    low, high = stats.t.interval(0.95, 2, loc=-80, scale=stats.sem(NOISE))
    assert [one["difference_lower"], one["difference_upper"]] == pytest.approx([low, high])


def test_the_interval_of_an_elasticity_covers_the_truth_as_often_as_it_says() -> None:
    """Whatever level a replication has, its response is 0.7 of the capacity's, with noise of its own."""
    normal = np.random.default_rng(1).normal(size=(400, 2, 8))
    hits = 0
    for levels, noise in normal:
        base = 1000 + 150 * levels
        after = base * 1.1**-0.7 + 10 * noise
        one = row(responses(measured({10: (base - after).tolist()}, base=base.tolist())), 10)
        hits += one["elasticity_lower"] <= -0.7 <= one["elasticity_upper"]
    assert 0.92 <= hits / 400 <= 0.98


def test_days_per_1000_people_are_for_10_percent_of_what_was_given() -> None:
    """Of 30 places, 5 % are 1.5, and 2 are given: 6.7 %, and the elasticity goes by these."""
    one = row(responses(measured({5: 40}, today=30)), 5, DAYS)
    assert (one["added"], one["added_percent"]) == (2, pytest.approx(100 / 15))
    assert one["days_per_1000_for_10_percent"] == pytest.approx(-40 / 50 * 1.5)
    assert one["elasticity"] == pytest.approx(math.log(0.96) / math.log(1 + 1 / 15))


def test_less_than_half_a_place_gives_no_elasticity() -> None:
    one = row(responses(measured({1: 0.0}, today=20)), 1)
    assert math.isnan(one["elasticity"])
    assert math.isnan(one["days_per_1000_for_10_percent"])
    assert one["difference"] == 0
    assert str(one["note"]).startswith("less than one place")


def test_one_replication_has_no_interval_and_a_blocked_option_no_numbers() -> None:
    one = row(responses(measured({10: 80}, base=(1000.0,))), 10)
    assert one["percent_change"] == pytest.approx(-8)
    assert all(math.isnan(one[f"{name}_lower"]) for name in ("difference", "percent_change", "elasticity"))
    whole = measured({5: 40, 10: 80})
    stuck = Measured("fife", "low", whole.people, whole.values, whole.added, no_answer={"care_home_10": "the door"})
    table = responses(stuck)
    assert row(table, 10)["note"] == "the door"
    assert math.isnan(row(table, 10)["difference"])
    assert row(table, 5)["difference"] == -40
    none = Measured("fife", "low", whole.people, whole.values, whole.added, no_answer={"baseline": "blocked"})
    assert responses(none)["difference"].isna().all()


def test_a_replication_without_the_option_is_left_out_of_both() -> None:
    whole = measured({10: (10.0, 20.0, 60.0)})
    lost = (whole.values["option"] == "care_home_10") & (whole.values["replication"] == 3)
    part = Measured("fife", "low", whole.people, whole.values[~lost], whole.added)
    one = row(responses(part), 10)
    assert (one["replications"], one["difference"], one["baseline"]) == (2, -15, 1050)


def test_standard_delays_are_those_without_code_9() -> None:
    levels = {"health_and_social_care": 50.0, "patient_and_family": 7.0, "awi": 11.0, "other_code_9": 3.0}
    rows = [("x", 1, "delayed_bed_days", "national_reason_75_plus", name, value) for name, value in levels.items()]
    rows += [("x", 1, "delayed_bed_days", "national_reason", name, 900.0) for name in levels]
    rows += [("x", 1, "delayed_bed_days", "age", "75_plus", 71.0), ("x", 1, "delayed_bed_days", "age", "under_75", 5.0)]
    rows += [("x", 1, DAYS, "all", "all", 400.0), ("x", 1, DAYS, "age", "75_84", 300.0)]
    names = ["option", "replication", "measure", "breakdown", "level", "value"]
    table = watched(pd.DataFrame(rows, columns=names)).set_index("measure")["value"]
    assert table.to_dict() == {DELAYS: 71.0, "standard_delayed_bed_days_75_plus": 57.0, DAYS: 400.0}


# --- checks ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("falls", "sign", "diminishing"),
    [
        ({1: 10, 5: 45, 10: 80, 20: 120}, RIGHT, DIMINISHING),
        ({5: 50, 10: 100, 20: (201 - 5 * NOISE).tolist()}, RIGHT, WITHIN_NOISE),
        ({5: 50, 10: 120}, RIGHT, GROWING),
        ({5: -50, 10: -90}, WRONG, GROWING),
        ({5: (5 - 9 * NOISE).tolist(), 10: (8 - 9 * NOISE).tolist()}, CANNOT_TELL, DIMINISHING),
        ({10: 80}, RIGHT, CANNOT_TELL),
        ({5: 0, 10: 0}, UNCHANGED, DIMINISHING),
    ],
)
def test_sign_and_more_and_more(falls: dict[float, float | list[float]], sign: str, diminishing: str) -> None:
    made_up = measured(falls)
    found = checks(made_up, responses(made_up)).set_index("measure").loc[DELAYS]
    assert (found["sign"], found["diminishing"]) == (sign, diminishing)


def test_where_each_place_does_more_is_said() -> None:
    made_up = measured({5: 50, 10: 120, 20: 150})
    note = checks(made_up, responses(made_up))["note"].iloc[0]
    assert note == "more for each place or hour from 5 to 10 %"


def test_one_replication_cannot_tell() -> None:
    made_up = measured({5: 50, 10: 120}, base=(1000.0,))
    assert checks(made_up, responses(made_up))[["sign", "diminishing"]].to_numpy().tolist() == [[CANNOT_TELL] * 2] * 3


# --- beside published responses --------------------------------------------------------------------------------------


def published(unit: str, low: float, high: float, measure: str = DELAYS) -> PublishedResponse:
    return PublishedResponse("care_home", measure, low, high, unit, "England", "A and B 2015", "published", "")


@pytest.mark.parametrize(
    ("value", "expected"),
    [(-0.5, BELOW), (-0.6, WITHIN), (-0.7, WITHIN), (-0.91, ABOVE), (0.1, OTHER_SIGN), (0.0, BELOW), (math.nan, "")],
)
def test_the_verdict_goes_by_the_size_of_the_response(value: float, expected: str) -> None:
    assert verdict(value, published("elasticity", -0.9, -0.6)) == expected


def test_a_published_response_stands_beside_the_percentage_nearest_to_10() -> None:
    table = responses(measured({5: 40, 20: (160 - NOISE).tolist()}, today=30))
    found = beside(table, [published("percent for 10 % more", -9, -6), published("elasticity", -3, -2)])
    assert found["percent"].tolist() == [5, 5]
    assert found["modelled"].tolist() == pytest.approx([-4 * 1.5, row(table, 5)["elasticity"]])
    assert found["verdict"].tolist() == [WITHIN, BELOW]


def test_a_verdict_is_sure_where_no_end_of_the_interval_says_otherwise() -> None:
    one = published("percent for 10 % more", -9, -6)
    wide, narrow = (
        beside(responses(measured({10: (80 - k * NOISE).tolist()}, base=(1000.0,) * 3)), [one]) for k in (10, 1)
    )
    assert (wide["verdict"].item(), wide["sure"].item()) == (WITHIN, False)
    assert (narrow["verdict"].item(), narrow["sure"].item()) == (WITHIN, True)


def test_the_shipped_table_is_whole() -> None:
    table = published_responses([SHIPPED])
    assert {one.capacity for one in table} == {"home_support", "care_home"}
    assert all(one.low <= one.high < 0 for one in table)
    ireland = {one.capacity: one.low for one in table if one.place.startswith("Ireland")}
    for capacity, days in {"home_support": 14_700, "care_home": 19_000}.items():
        assert ireland[capacity] == pytest.approx(-1000 * days / 606_000, abs=0.5)


def test_without_a_table_there_is_nothing_beside(tmp_path: Path) -> None:
    assert published_responses([tmp_path]) == ()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("care_home,delayed_bed", "care_home,delayd_bed", "row 4: measure: unknown name 'delayd_bed_days_75_plus'"),
        (",-9,-6,", ",-9,many,", "row 2: high: 'many': must be a number (unit: percent for 10 % more)"),
        (",-9,-6,", ",-5,-6,", "row 2: low: -5: is above high, -6"),
        (",elasticity,", ",elastic,", "row 3: unit: unknown name 'elastic' (did you mean 'elasticity'?"),
        (
            ',published,"Social',
            ',publishd,"Social',
            "row 2: basis: unknown name 'publishd' (did you mean 'published'?)",
        ),
    ],
)
def test_faults_of_the_table_are_told(old: str, new: str, expected: str, tmp_path: Path) -> None:
    text = file_named([SHIPPED], "base/tables", TABLE, ".csv").text()
    assert old in text
    own = tmp_path / "base" / "tables"
    own.mkdir(parents=True)
    (own / f"{TABLE}.csv").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InputErrors) as refused:
        published_responses([tmp_path])
    assert expected in str(refused.value).splitlines()[0]
