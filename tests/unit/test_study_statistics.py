"""How sure the answer is: paired differences, warm-up, replications needed, drift, and the baseline."""

import datetime
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.description.occupancy import Blocked, Occupancy
from sim.description.settings import Setting
from sim.description.system import Description
from sim.study.analysis import blocked_front_door, comparison, grades, replications_needed, steady_state, warmup
from sim.study.analysis.baseline_validation import baseline, calibration_of, far_off
from sim.study.analysis.confidence_intervals import half_width, mean_interval
from sim.study.analysis.grades import FIRST_YEAR_ONLY, NOT_CALIBRATED, OTHER_YEAR
from sim.study.analysis.published_figures import published_figures
from sim.study.analysis.targets import TARGETS
from sim.study.question.question import Period, Question

FIGURES = published_figures([Path(__file__).resolve().parents[2] / "scenarios"])
GOLDEN = 0.6180339887498949


def random_number(count: int, salt: float = 0.0) -> np.ndarray:
    """Return numbers that look like draws from a standard normal distribution, the same each time."""
    even = (np.arange(1, count + 1) * GOLDEN + salt) % 1.0
    return np.asarray(stats.norm.ppf((even + 1e-9) / (1 + 2e-9)))


def measures(**values: list[float]) -> pd.DataFrame:
    """Return rows of one measure for each name `option__measure`."""
    rows = []
    for name, numbers in values.items():
        option, measure = name.split("__")
        for number, value in enumerate(numbers, start=1):
            rows.append((option, number, measure, "all", "all", value, "days"))
    return pd.DataFrame(rows, columns=["option", "replication", "measure", "breakdown", "level", "value", "unit"])


def row(table: pd.DataFrame, option: str, measure: str) -> pd.Series:
    return table[(table["option"] == option) & (table["measure"] == measure)].iloc[0]


# --- intervals and differences


def test_the_interval_is_students() -> None:
    values = random_number(9)
    mean, lower, upper = mean_interval(values)
    low, high = stats.t.interval(0.95, 8, loc=values.mean(), scale=stats.sem(values))
    assert (mean, lower, upper) == pytest.approx((values.mean(), low, high))
    assert np.isnan(mean_interval(values[:1])[1])
    assert np.isnan(half_width(1.0, 1))


def test_differences_are_paired() -> None:
    before, after = [10.0, 20.0, 31.0, 40.0], [9.0, 18.0, 27.0, 38.0]
    found = row(
        comparison.comparison(measures(baseline__stay=before, a__stay=after), ["baseline", "a"], {}), "a", "stay"
    )
    paired = stats.ttest_rel(after, before).confidence_interval(0.95)
    assert (found["lower"], found["upper"]) == pytest.approx((paired.low, paired.high))
    assert (found["baseline_mean"], found["mean"], found["difference"]) == pytest.approx((25.25, 23.0, -2.25))
    assert (found["replications"], found["conclusive"], found["note"]) == (4, True, "")


def test_a_replication_in_which_one_failed_is_left_out_of_both() -> None:
    both = measures(baseline__stay=[10.0, 20.0, 30.0], a__stay=[9.0, 18.0])
    found = row(comparison.comparison(both, ["baseline", "a"], {}), "a", "stay")
    assert (found["baseline_mean"], found["mean"], found["difference"], found["replications"]) == (15.0, 13.5, -1.5, 2)


def test_a_difference_by_nature_has_its_interval_around_its_mean() -> None:
    both = measures(baseline__stay=[1.0, 1.0], a__stay=[1.0, 1.0], a__bed_days_returned=[10.0, 14.0])
    found = row(comparison.comparison(both, ["baseline", "a"], {}), "a", "bed_days_returned")
    assert (found["mean"], found["sd"]) == pytest.approx((12.0, 2.0 * math.sqrt(2)))
    assert np.isnan(found["difference"])
    assert np.isnan(found["baseline_mean"])
    assert found["upper"] - 12.0 == pytest.approx(stats.t.ppf(0.975, 1) * 2.0)


@pytest.mark.parametrize(
    ("values", "stable", "note"),
    [
        ([9.0, 10.0, 11.0], True, ""),
        ([-9.0, 10.0, 11.0], False, grades.NONE),
        ([0.0, 0.0, 0.0], True, ""),
        ([5.0], False, grades.NO_VERDICT),
    ],
)
def test_bed_days_that_may_be_none_are_not_stable(values: list[float], stable: bool, note: str) -> None:
    both = measures(baseline__stay=values, a__bed_days_returned=values)
    found = row(comparison.comparison(both, ["baseline", "a"], {}), "a", "bed_days_returned")
    assert (found["conclusive"], found["note"]) == (stable, note)


def test_an_option_that_drifts_is_not_stable_in_any_row() -> None:
    both = measures(baseline__stay=[1.0, 2.0], a__stay=[1.0, 3.0])
    table = comparison.comparison(both, ["baseline", "a"], {"a": "people waiting rise"})
    assert not row(table, "a", "stay")["conclusive"]
    assert row(table, "a", "stay")["note"] == "people waiting rise"
    assert row(table, "baseline", "stay")["conclusive"]
    lines = comparison.warnings(table, {"a": "people waiting rise"}, {"a": "An option"})
    assert lines == ["not settled over the measured period: An option (people waiting rise)"]


def test_what_drifts_in_the_baseline_too_is_told_once() -> None:
    both = measures(baseline__stay=[1.0, 2.0, 3.0], a__bed_days_returned=[9.0, 10.0, 11.0], b__stay=[1.0, 3.0, 4.0])
    trends = dict.fromkeys(("baseline", "a", "b"), "people waiting rise")
    table = comparison.comparison(both, ["baseline", "a", "b"], trends)
    assert row(table, "a", "bed_days_returned")["conclusive"]
    assert row(table, "a", "bed_days_returned")["note"] == ""
    assert row(table, "baseline", "stay")["note"] == "people waiting rise"
    (line,) = comparison.warnings(table, trends, {})
    assert line.endswith("the baseline trends (and so do 2 options): people waiting rise")


@pytest.mark.parametrize(
    ("change", "grade"),
    [
        ((10.0, 9.0, 11.0, 5), grades.CLEAR),
        ((-10.0, -13.5, -6.5, 5), grades.CLEAR),
        ((10.0, 1.0, 19.0, 5), grades.UNCERTAIN),
        ((10.0, -1.0, 21.0, 5), grades.NONE),
        ((0.0, 0.0, 0.0, 5), grades.SAME),
        ((10.0, math.nan, math.nan, 1), grades.NO_VERDICT),
        ((math.nan, math.nan, math.nan, 0), grades.NO_ANSWER),
    ],
)
def test_a_grade_says_what_the_replications_can_tell(change: tuple[float, float, float, int], grade: str) -> None:
    assert grades.grade(*change) == grade


def test_many_doubts_of_one_kind_are_one_line_worst_first() -> None:
    names = [f"option_{n}" for n in range(9)]
    values = {f"{name}__bed_days_returned": [-9.0, 10.0, 11.0] for name in names}
    both = measures(baseline__stay=[1.0, 1.0, 1.0], **values)
    blocked = {names[0]: "no answer: front door blocked (a)"}
    table = comparison.comparison(both, ["baseline", *names], {}, blocked)
    lines = comparison.warnings(table, dict.fromkeys(names, "people waiting rise"), {}, blocked)
    assert [line.split(":")[0] for line in lines] == [
        names[0],
        "not settled over the measured period",
        "bed days returned are not distinguishable from none (8 of 9 options)",
    ]
    few = replications_needed.precision(
        measures(**{f"{name}__bed_days_returned": [6.0, 10.0, 14.0] for name in names}), names, {}
    )[2]
    assert len(few) == 1
    assert all(name in few[0] for name in names)


# --- the front door


def door_tables(people: float, let_in_a_day: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the midnights and flows of a run at whose door so many people stand over its last days."""
    daily = pd.DataFrame({"day": range(60), "measure": "waiting", "level": "door", "value": people})
    daily = pd.concat([daily.assign(value=np.where(daily["day"] < 32, 0.0, people)), daily.assign(level="ward")])
    flows = pd.DataFrame({"from_setting": ["home"], "to_setting": ["door"], "moves_a_year": [365.25 * let_in_a_day]})
    return tuple(table.assign(option="a", replication=1) for table in (daily, flows))  # type: ignore[return-value]


@pytest.mark.parametrize(("people", "is_blocked"), [(0.0, False), (30.0, False), (31.0, True), (4000.0, True)])
def test_a_door_is_blocked_where_those_at_it_wait_longer_than_the_limit(people: float, is_blocked: bool) -> None:
    limit = Blocked(wait_days=1.0, over_days=28)
    door = Setting(label="The door", type="emergency_department", blocked=limit)
    ward = Setting(label="A ward", type="hospital")
    description = Description.model_construct(settings={"door": door, "ward": ward})
    doors = blocked_front_door.at_the_door(*door_tables(people, 30.0), description)
    assert doors["people"].to_list() == [people]
    reasons = blocked_front_door.blocked([doors, doors], description)
    assert set(reasons) == ({"a"} if is_blocked else set())
    if is_blocked:
        assert reasons["a"].startswith(f"{blocked_front_door.BLOCKED} (The door: {people:,.0f} people at the door")


def test_the_mean_over_all_replications_decides_and_none_is_left_out() -> None:
    door = Setting(label="The door", type="emergency_department", blocked=Blocked(wait_days=1.0))
    description = Description.model_construct(settings={"door": door})
    doors = [blocked_front_door.at_the_door(*door_tables(people, 30.0), description) for people in (0.0, 59.0)]
    assert blocked_front_door.blocked(doors, description) == {}
    doors.append(blocked_front_door.at_the_door(*door_tables(40.0, 30.0), description))
    assert set(blocked_front_door.blocked(doors, description)) == {"a"}


@pytest.mark.parametrize("name", ["a", "baseline"])
def test_a_blocked_option_has_a_reason_and_no_number(name: str) -> None:
    both = measures(baseline__stay=[1.0, 2.0], a__stay=[1.0, 3.0], b__stay=[2.0, 3.0])
    table = comparison.comparison(both, ["baseline", "a", "b"], {}, {name: "no answer: why"})
    blocked = ["a"] if name == "a" else ["baseline", "a", "b"]
    rows = table[table["option"].isin(blocked)]
    assert rows[comparison.NUMBERS].isna().all(axis=None)
    assert set(rows["note"]) == {"no answer: why" if name == "a" else "no answer: why in the baseline"}
    assert set(rows["grade"]) == {grades.NO_ANSWER}
    assert not rows["conclusive"].any()
    others = table[~table["option"].isin(blocked)]
    assert others["mean"].notna().all()


def test_values_that_do_not_exist_are_left_out() -> None:
    both = measures(baseline__wait=[math.nan, math.nan], a__wait=[math.nan, 2.0])
    found = row(comparison.comparison(both, ["baseline", "a"], {}), "a", "wait")
    assert found["replications"] == 0
    assert np.isnan(found["mean"])


# --- warm-up


def test_mser_cuts_the_beginning() -> None:
    rising = np.concatenate([np.linspace(0, 20, 50), np.full(250, 20.0)]) + 0.2 * random_number(300)
    cut, batches = warmup.mser5(rising)
    assert 35 <= cut <= 60
    assert len(batches) == 60


def test_mser_is_its_formula() -> None:
    series = random_number(100).cumsum()
    batches = series.reshape(20, 5).mean(axis=1)
    errors = [batches[cut:].var() / (20 - cut) for cut in range(11)]
    assert warmup.mser5(series)[0] == 5 * int(np.argmin(errors))


def test_a_level_series_needs_no_warm_up() -> None:
    assert warmup.mser5(np.full(100, 3.0))[0] == 0


def test_the_warm_up_is_judged() -> None:
    series = np.concatenate([np.linspace(0, 20, 50), np.full(250, 20.0)]) + 0.2 * random_number(300)
    means = pd.DataFrame({"occupied": series, "delayed": 3.0})
    table, lines = warmup.warmup(means, 20)
    assert list(table.columns) == warmup.COLUMNS
    assert len(lines) == 1
    assert "hospital beds occupied" in lines[0]
    assert not warmup.warmup(means, 90)[1]


def test_a_series_without_a_level_has_no_warm_up() -> None:
    rising = np.concatenate([np.linspace(0, 100, 200), np.full(100, 100.0)])
    means = pd.DataFrame({"occupied": rising, "delayed": 3.0})
    table, lines = warmup.warmup(means, 200)
    assert table[table["measure"] == "occupied"]["truncation_day"].isna().all()
    assert "no settled level" in lines[0]
    assert not warmup.warmup(means, 200, ["occupied"])[1], "its yearly means are judged instead"
    assert warmup.warmup(means, 200, ["delayed"])[1] == lines


# --- replications


def test_the_interval_narrows_as_computed_at_once() -> None:
    values = 100 + random_number(12)
    mean, half = replications_needed.precision_by_replications(values)
    for count in range(2, 13):
        expected = mean_interval(values[:count])
        assert (mean[count - 1], mean[count - 1] - half[count - 1]) == pytest.approx(expected[:2])


@pytest.mark.parametrize(
    ("percents", "expected"),
    [
        ([math.nan, 50, 9, 9, 9, 9, 9, 9, 9], 3),
        ([math.nan, 50, 9, 11, 9, 9, 9, 9, 9, 9, 9], 5),
        ([math.nan, 50, 9, 9, 9, 9, 9, 9, 11], 3),
        ([math.nan, 50, 30, 20], 16),
        ([math.nan, 50, 40, math.inf], replications_needed.MOST + 1),
        ([math.nan], replications_needed.MOST + 1),
    ],
)
def test_the_precision_must_hold_when_looking_ahead(percents: list[float], expected: int) -> None:
    assert replications_needed.needed(np.asarray(percents, dtype=float), 10.0) == expected


def test_too_few_replications_are_told() -> None:
    few = measures(baseline__emergency_bed_days=[100.0, 101.0, 99.0], a__bed_days_returned=[10.0, 14.0, 12.0])
    table, recommended, lines = replications_needed.precision(few, ["baseline", "a"], {"a": "An option"})
    assert lines == ["bed days returned to ±10 % take more than the 3 replications run: An option (about 52)"]
    assert recommended == 52
    assert list(replications_needed.reached(table)["replications"]) == [3, 3]
    enough = measures(a__bed_days_returned=list(50 + random_number(20)))
    assert replications_needed.precision(enough, ["baseline", "a"], {})[1:] == (replications_needed.LEAST, [])


def test_no_number_of_replications_is_asked_for_an_effect_of_none() -> None:
    none = measures(a__bed_days_returned=[-1.0, 1.0, -1.0, 1.0])
    assert replications_needed.precision(none, ["a"], {})[1:] == (replications_needed.LEAST, [])


# --- drift


def test_what_is_watched_are_beds_the_delayed_and_three_queues() -> None:
    setting = Setting.model_construct
    kinds = {"ward": "hospital", "care_home": "care_home", "door": "emergency_department", "hours": "home_support"}
    settings = {name: setting(type=kind) for name, kind in kinds.items()}
    rows = [
        (1, "occupied", "ward", 8.0), (1, "occupied", "care_home", 100.0), (1, "waiting", "care_home", 3.0),
        (1, "waiting", "ward", 2.0), (0, "delayed", "awi", 1.0), (0, "delayed", "funding", 4.0),
        (1, "waiting", "door", 6.0), (0, "waiting", "hours", 9.0),
    ]  # fmt: skip
    daily = pd.DataFrame(rows, columns=["day", "measure", "level", "value"]).assign(option="b", replication=7)
    table = steady_state.daily_totals(daily, Description.model_construct(settings=settings))
    assert table.to_numpy().tolist() == [["b", 7, 0, 0.0, 5.0, 9.0, 0.0, 0.0], ["b", 7, 1, 8.0, 0.0, 0.0, 3.0, 6.0]]


TWO_YEARS = Period(datetime.date(2022, 4, 1), 365.0, 731.0)


def series_of(slope: float, spread: float, runs: int = 5) -> pd.DataFrame:
    """Return two years of a series about 100 with a season and a slope a year, and others that stay."""
    year = np.arange(731) / 365
    wave = 100 + slope * year + 20 * np.cos(2 * np.pi * (year - 0.8))
    others = dict.fromkeys(("occupied", "home_support", "care_home", "front_door"), 50.0)
    return pd.concat(
        pd.DataFrame(
            {"option": "baseline", "replication": n, "day": range(731)}
            | others
            | {"delayed": wave + spread * year * random_number(731, 0.1 * n).mean()}
        )
        for n in range(1, runs + 1)
    )


@pytest.mark.parametrize(("slope", "verdict"), [(0.0, "steady"), (2.0, "steady"), (60.0, "drifts"), (-60.0, "drifts")])
def test_a_drift_is_told_by_equivalence(slope: float, verdict: str) -> None:
    table = steady_state.steady_state(series_of(slope, 0.1), TWO_YEARS).set_index("series")
    assert table.loc["delayed", "change_a_year"] == pytest.approx(slope, abs=0.5)
    assert table.loc["delayed", "verdict"] == verdict
    assert (table.drop("delayed")["verdict"] == "steady").all()
    words = steady_state.trends(table.reset_index())
    assert bool(words) == (verdict == "drifts")
    if words:
        assert f"people delayed in hospital {'rise' if slope > 0 else 'fall'} by 60 a year" in words["baseline"]


def test_replications_that_differ_too_much_cannot_tell() -> None:
    noisy = series_of(5.0, 0.0)
    noisy["delayed"] += np.where(noisy["day"] >= 365, 40.0 * (noisy["replication"] - 3), 0.0)
    table = steady_state.steady_state(noisy, TWO_YEARS).set_index("series")
    assert table.loc["delayed", "verdict"] == "cannot tell"
    one = steady_state.steady_state(noisy[noisy["replication"] == 1], TWO_YEARS)
    assert set(one["verdict"]) == {"cannot tell"}


def test_a_small_share_is_not_missed_by_few_points() -> None:
    rows = [
        ("Share of a rare reason", "percent", 4.0, 1.0, "calibrated"), ("Days", "days a year", 4.0, 1.0, "calibrated"),
        ("Share of a reason", "percent", 30.0, 20.0, "calibrated"), ("Deaths", "a year", 4.0, 1.0, "reported"),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["figure", "unit", "published", "modelled", "status"])
    table["difference_percent"] = 100 * (table["modelled"] / table["published"] - 1)
    assert grades.missed(table)["figure"].tolist() == ["Days", "Share of a reason"]


def test_without_a_year_before_there_is_no_verdict() -> None:
    assert steady_state.steady_state(series_of(60.0, 0.1), Period(datetime.date(2022, 4, 1), 300.0, 731.0)).empty
    assert steady_state.trends(steady_state.steady_state(series_of(60.0, 0.1), TWO_YEARS).head(0)) == {}


# --- the baseline


def test_the_baseline_stands_beside_the_published_figures() -> None:
    published = {f"emergency_admissions_{band}": 100.0 for band in ("65_74", "75_84", "85_plus")}
    published |= {"delayed_days_75_plus": 400.0, "delayed_days_75_plus_awi": 100.0, "share_died_in_hospital": 0.45}
    place = Setting.model_construct
    filled = place(label="Ward", occupancy=Occupancy(share=0.8, source="Known"))
    settings = {"ward": filled, "annex": place(label="Annex", occupancy=None)}
    description = Description.model_construct(published=published, settings=settings)
    rows = [("occupancy", "setting", name, 60.0) for name in settings]
    rows += [("emergency_admissions", "all", "all", 330.0), ("delayed_bed_days", "age", "75_plus", 500.0)]
    rows += [("delayed_bed_days", "national_reason_75_plus", "awi", 100.0)]
    rows += [("deaths_by_place", "place", "hospital", 45.0)]
    tables = [
        pd.DataFrame(rows, columns=["measure", "breakdown", "level", "value"]).assign(
            option="baseline", replication=number
        )
        for number in (1, 2)
    ]
    columns = {"delayed_days_75_plus_awi": {"year": "2023/24", "basis": "published", "source": "A source"}}
    table = baseline(pd.concat(tables), description, FIGURES, columns).set_index("figure")
    admissions = table.loc["Emergency admissions, 65 and over"]
    assert (admissions["published"], admissions["modelled"], admissions["status"]) == (300.0, 330.0, "calibrated")
    assert admissions["difference_percent"] == pytest.approx(10.0)
    shares = table.loc["Share of delayed bed days, 75 and over: adults with incapacity"]
    assert (shares["published"], shares["modelled"], shares["status"]) == (25.0, 20.0, "calibrated")
    assert shares["source"] == "A source, 2023/24"
    assert table.loc["Died in hospital", "difference_percent"] == pytest.approx(0.0)
    assert table.loc["Delayed bed days, 75 and over", "difference_percent"] == pytest.approx(25.0)
    taken = table.loc["Places taken: Ward"]
    assert (taken["published"], taken["modelled"], taken["status"], taken["source"]) == (
        80.0,
        60.0,
        "reported",
        "Known",
    )
    assert taken["basis"] == "assumption"
    assert len(table) == 5
    assert baseline(pd.concat(tables), Description.model_construct(published={}, settings={}), FIGURES, {}).empty
    assert table.loc["Delayed bed days, 75 and over", "grade"] == "more than 20 % off"
    assert admissions["grade"] == "close"
    assert far_off(table.reset_index()) == [
        "the baseline is more than 20 % off published figures: Delayed bed days, 75 and over (+25 %)"
    ]
    beyond = baseline(pd.concat(tables), description, FIGURES, columns, FIRST_YEAR_ONLY)
    assert set(beyond["status"]) == {FIRST_YEAR_ONLY, "reported"}


@pytest.mark.parametrize(
    ("start", "days", "calibrated", "status"),
    [
        ("2023-04-01", 366, True, ""),
        ("2023-06-01", 100, True, ""),
        ("2023-04-01", 366, False, NOT_CALIBRATED),
        ("2023-04-01", 3 * 365, True, FIRST_YEAR_ONLY),
        ("2015-04-01", 366, True, OTHER_YEAR),
    ],
)
def test_a_calibration_holds_for_a_place_a_year_and_a_date(
    start: str, days: int, calibrated: bool, status: str
) -> None:
    multipliers = {aim.multiplier: 1.0 for aim in TARGETS} if calibrated else {}
    description = Description.model_construct(needs={}, calibrated=multipliers)
    first = datetime.date.fromisoformat(start)
    period = Period(first - datetime.timedelta(days=90), 90, 90 + days)
    question = Question("compare", "a", description, {}, period, 1, 1, "compiled", "")
    assert calibration_of(question) == status
