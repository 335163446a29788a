"""By month, quarter and financial year: the parts add up to the whole in every run, in both engines."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, seed, settings

from sim.description.read import read_asked
from sim.engine.engines import ENGINES
from sim.engine.engines import run as run_engine
from sim.measures.by_period import DIVIDED, UNITS, by_month
from sim.measures.measure import measure
from sim.measures.months import Month, calendar_periods, months
from sim.measures.run import Run
from sim.study.analysis.by_period import by_calendar, summary
from sim.study.question.question import Period, Question
from sim.study.run.records import Replication
from sim.study.run.replication import Work
from tests.engine_equivalence.random_worlds import DAYS, Made, worlds
from tests.engine_equivalence.test_random_worlds import EXAMPLES, FROM_DAY, SEED

SCENARIOS = [Path(__file__).resolve().parents[2] / "scenarios"]
KEYS = ["measure", "breakdown", "level"]
ONLY_BY_PERIOD = {"waits"}
"""Measures that are told by period and in no other table."""
IN_ITS_MONTH = ("emergency_bed_days", "delayed_bed_days", "deaths", "care_home_admissions", "turned_away")
"""Compared month by month with runs that end with the month, which know nothing of what comes after."""
WITHIN = 1e-9
"""Relative: measures a year are divided by years, and costs and shares are products."""


def off(parts: pd.Series, whole: pd.Series) -> Iterator[str]:
    """Yield the keys whose sum over the parts is not the whole; `whole` must have every key."""
    for key, value in parts.items():
        if key[0] in ONLY_BY_PERIOD:
            continue
        stated = whole.get(key)
        if stated is None or abs(value - stated) > WITHIN * max(abs(stated), 1.0):
            yield f"{key}: {value!r} in the parts, {stated!r} in all"


@seed(SEED)
@settings(max_examples=max(EXAMPLES // 4, 1), deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(worlds())
def test_months_of_random_worlds_add_up(made: Made) -> None:
    parts = months(made.tables.start_date, FROM_DAY, DAYS)
    ends = [month.to_day for month in parts[:-1]]
    assert len(parts) == 3
    for engine in ENGINES:
        outcome = run_engine(made.tables, made.demand, FROM_DAY, engine, snapshot_days=ends)
        run = Run.of(outcome, made.demand, made.tables)
        table = by_month(run, run, parts, made.description)
        rows = pd.DataFrame(measure(run, made.description)).rename(columns={"breakdown": "breakdown", "level": "level"})
        whole = rows.set_index(KEYS)["value"] * run.years
        counts = table[table["measure"].isin([*UNITS])].groupby(KEYS)["value"].sum()
        assert len(counts) > 20
        assert not [*off(counts, whole)], engine
        assert not [*off(of_each_month(table), alone(made, parts, engine))], engine


def of_each_month(table: pd.DataFrame) -> pd.Series:
    return table[table["measure"].isin(IN_ITS_MONTH)].set_index([*KEYS, "month"])["value"]


def alone(made: Made, parts: Sequence[Month], engine: str) -> pd.Series:
    """Return what runs that count one month only say of it."""
    tables = []
    for month in parts:
        demand = replace(made.demand, to_day=month.to_day)
        run = Run.of(run_engine(made.tables, demand, month.from_day, engine), demand, made.tables)
        rows = pd.DataFrame(measure(run, made.description)).rename(columns={"breakdown": "breakdown", "level": "level"})
        tables.append(rows.assign(month=month.name, value=rows["value"] * run.years))
    return pd.concat(tables).set_index([*KEYS, "month"])["value"]


# --- a partnership, as a study runs it -------------------------------------------------------------------------------


def question(engine: str) -> Question:
    """Return a question over parts of two financial years, with months cut at both ends."""
    description, options = read_asked(SCENARIOS, "orkney_islands", ["package"])
    period = Period.of(datetime.date(2023, 11, 20), 20, 0, 160)
    description = description.model_copy(update={"start_date": period.start_date})
    return Question("compare", "orkney_islands", description, options, period, 3, 2, engine, "model")


@pytest.fixture(scope="module")
def asked(engine: str) -> Question:
    return question(engine)


@pytest.fixture(scope="module")
def replications(asked: Question) -> list[Replication]:
    return [Work(asked).replication(number) for number in (1, 2)]


def tables(replications: Sequence[Replication]) -> list[pa.Table]:
    return [pa.Table.from_pandas(one.by_period, preserve_index=False) for one in replications]


def against_the_whole(asked: Question, one: Replication) -> list[str]:
    """Return where the sum of the months of a run is not what the table of measures says of the whole period."""
    errors = []
    sums = by_calendar(tables([one]), asked)
    for at, option in enumerate(asked.names):
        mine = one.measures[one.measures["option"] == option]
        mine = mine.rename(columns={"breakdown": "breakdown", "level": "level"}).set_index(KEYS)["value"]
        divided = mine.index.get_level_values("measure").isin([*DIVIDED])
        whole = mine.where(divided, mine * asked.period.years)
        values = pd.Series(sums.values[at, 0, -1], index=pd.MultiIndex.from_frame(sums.keys)).dropna()
        errors += [f"{option}: {fault}" for fault in off(values, whole)]
    return errors


def test_every_run_of_a_partnership_adds_up_to_the_whole(asked: Question, replications: list[Replication]) -> None:
    for one in replications:
        assert all(run.status == "done" for run in one.runs), one.runs
        assert against_the_whole(asked, one) == []


def test_months_add_up_to_quarters_and_years(asked: Question, replications: list[Replication]) -> None:
    """Counts add up; means weigh by days (occupancy by capacity, the mean wait by people: both are left out here)."""
    sums = by_calendar(tables(replications), asked)
    names = {name: {one.name: at for at, one in enumerate(sums.periods) if one.kind == name} for name in
             ("financial_year", "quarter", "month", "whole")}  # fmt: skip
    assert [*names["financial_year"]] == ["2023/24", "2024/25"]
    assert [*names["quarter"]] == ["2023/24 Q3", "2023/24 Q4", "2024/25 Q1"]
    assert [*names["month"]] == ["2023-11", "2023-12", "2024-01", "2024-02", "2024-03", "2024-04"]
    days = np.asarray([one.days for one in sums.periods])
    means = sums.keys["measure"].isin(["delayed_people", "occupied", "waiting"]).to_numpy()
    counts = ~sums.keys["measure"].isin([*DIVIDED]).to_numpy()
    total = sums.values * np.where(means, days[:, np.newaxis], 1.0)
    for kinds in names.values():
        added = total[:, :, [*kinds.values()]].sum(axis=2)
        np.testing.assert_allclose(added[..., means], total[:, :, -1][..., means], rtol=WITHIN)
        exact = counts & (sums.keys["measure"] != "cost_whole_system").to_numpy()
        assert np.array_equal(added[..., exact], total[:, :, -1][..., exact], equal_nan=True)
        np.testing.assert_allclose(added[..., counts], total[:, :, -1][..., counts], rtol=WITHIN)


@pytest.mark.parametrize(
    "name", ["emergency_bed_days", "deaths", "cost_whole_system", "used_days", "bed_days_returned"]
)
def test_a_part_that_is_wrong_is_seen(asked: Question, replications: list[Replication], name: str) -> None:
    spoilt = replications[0].by_period.reset_index(drop=True)
    mine = (spoilt["measure"] == name) & (spoilt["month"] == "2024-01") & (spoilt["value"] != 0)
    spoilt.loc[mine.idxmax(), "value"] += 0.01
    assert against_the_whole(asked, replace(replications[0], by_period=spoilt))


def test_the_table_that_is_written(asked: Question, replications: list[Replication]) -> None:
    table = summary(by_calendar(tables(replications), asked), asked)
    assert not table.duplicated(["option", "period_kind", "period", *KEYS]).any()
    assert table["unit"].notna().all()
    assert set(table["measure"]) <= set(UNITS)
    whole = table[table["period_kind"] == "whole"]
    assert set(whole["measure"]) == set(UNITS) - {"turned_away"}
    cut = table[table["period_kind"] == "month"].drop_duplicates("period").set_index("period")["complete"]
    assert cut[~cut].index.tolist() == ["2023-11", "2024-04"]
    back = whole[whole["measure"] == "bed_days_returned"]
    assert back["option"].tolist() == ["package"]
    assert back["difference"].isna().all()
    days = whole[(whole["measure"] == "emergency_bed_days") & (whole["level"] == "all")].set_index("option")
    assert back["mean"].item() == pytest.approx(-days.loc["package", "difference"], rel=WITHIN)
    assert days.loc["package", "lower"] < days.loc["package", "difference"] < days.loc["package", "upper"]
    assert (days["mean_lower"] < days["mean"]).all()
    assert (
        days.loc["baseline", ["lower", "upper"]].tolist() == days.loc["baseline", ["mean_lower", "mean_upper"]].tolist()
    )


# --- the calendar -----------------------------------------------------------------------------------------------------


def test_the_calendar_of_a_financial_year() -> None:
    start = datetime.date(2022, 12, 1)
    parts = months(start, 121.0, 121.0 + 366.0)
    assert [(part.name, part.days) for part in parts][:3] == [("2023-04", 30.0), ("2023-05", 31.0), ("2023-06", 30.0)]
    assert [part.name for part in parts][-1] == "2024-03"
    periods = calendar_periods(start, parts)
    assert [one.name for one in periods if one.kind == "financial_year"] == ["2023/24"]
    assert [one.name for one in periods if one.kind == "quarter"] == [f"2023/24 Q{n}" for n in (1, 2, 3, 4)]
    assert all(one.complete for one in periods)
    assert (periods[0].from_date, periods[0].to_date) == (datetime.date(2023, 4, 1), datetime.date(2024, 3, 31))


def test_a_period_within_one_month_is_told_as_partial() -> None:
    start = datetime.date(2024, 2, 10)
    periods = calendar_periods(start, months(start, 2.0, 9.0))
    assert [(one.kind, one.name, one.days, one.complete) for one in periods] == [
        ("financial_year", "2023/24", 7.0, False),
        ("quarter", "2023/24 Q4", 7.0, False),
        ("month", "2024-02", 7.0, False),
        ("whole", "measured period", 7.0, True),
    ]
