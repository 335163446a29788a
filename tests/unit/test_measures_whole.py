"""Measures of real runs hold together: bed days, place-days, flows and the event log tell the same story."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from sim.demand.sample import draw
from sim.description.options import chosen
from sim.description.read import read_model, read_option, read_system
from sim.description.system import Description
from sim.engine.engines import run
from sim.measures.costs import place_days
from sim.measures.event_log import EventLog
from sim.measures.measure import compare_runs, measure
from sim.measures.run import Run
from sim.measures.series import flows
from sim.measures.tidy import find
from sim.tables.build import build

ROOTS = [Path(__file__).resolve().parents[2] / "scenarios"]
FROM, TO = 30.0, 120.0


def described(name: str) -> Description:
    return read_model(ROOTS, name) if name == "one_ward" else read_system(ROOTS, name)


def ran(name: str) -> Run:
    whole = described(name)
    tables = build(whole)
    demand = draw(whole, tables, 11, 0, TO)
    return Run.of(run(tables, demand, FROM, log=True), demand, tables)


@pytest.fixture(scope="module", params=["one_ward", "western_isles"])
def real(request: pytest.FixtureRequest) -> Run:
    return ran(str(request.param))


def log_of(real: Run) -> pd.DataFrame:
    pieces: list[pa.Table] = []
    written = EventLog(real.demand, real.tables, 0, pieces.append)
    written.take(real.outcome.events)
    written.write_rest()
    return pa.concat_tables(pieces).to_pandas()


def test_days_of_spells_are_the_days_of_the_wards(real: Run) -> None:
    hospital = np.append(real.tables.is_hospital, np.zeros(len(real.tables.team_names), np.bool_))
    days = real.outcome.active_days + real.outcome.delayed_days
    assert days.sum() == real.outcome.person_days[hospital].sum() > 0
    in_bed = real.residents.is_emergency[real.outcome.row] & (days > 0)
    assert np.array_equal(real.bed_days, days[in_bed])
    assert np.array_equal(real.in_bed, real.outcome.row[in_bed])


def test_beds_in_the_log_are_used_for_as_many_days_as_were_counted(real: Run) -> None:
    log = log_of(real)
    uses = log[log["org:resource"] != ""]
    sign = np.where(uses["lifecycle:transition"] == "start", -1.0, 1.0)
    days = pd.Series(sign * uses["time"].clip(FROM, TO)).groupby(uses["concept:name"].to_numpy()).sum()
    still_in = pd.Series(-sign).groupby(uses["concept:name"].to_numpy()).sum() * TO
    total = (days + still_in).to_dict()
    for at, name in enumerate(real.tables.setting_names):
        if not real.tables.is_residence[at]:
            assert total.get(name, 0.0) == pytest.approx(real.outcome.person_days[at], abs=1e-6), name


def test_cases_begin_once_and_end_once(real: Run) -> None:
    log = log_of(real)
    by_case = log.groupby("entity_id")["event"]
    assert (by_case.first() == "arrival").all()
    assert (log["event"] == "arrival").sum() == log["entity_id"].nunique()
    ended = log[log["event"] == "depart"]
    assert ended["entity_id"].is_unique
    assert (by_case.last()[ended["entity_id"]] == "depart").all()
    assert log["time"].is_monotonic_increasing


def test_flows_into_hospital_are_the_admissions_of_everybody(real: Run) -> None:
    moves = flows(real.outcome, real.tables)
    wards = np.asarray(real.tables.setting_names)[real.tables.is_hospital]
    into = moves[moves["to_setting"].isin(wards) & ~moves["from_setting"].isin(wards)]["moves_a_year"].sum()
    day = real.outcome.stays["admitted_day"]
    assert into == pytest.approx(((day >= FROM) & (day < TO)).sum() / real.years)


def test_an_option_that_is_the_baseline_returns_nothing_and_costs_nothing() -> None:
    real, whole = ran("western_isles"), described("western_isles")
    rows = compare_runs(real, real, whole)
    assert {row.value for row in rows} == {0.0}


def test_what_an_option_returns_is_the_difference_of_bed_days() -> None:
    real, whole = ran("western_isles"), described("western_isles")
    tables = build(whole, chosen(whole, read_option(ROOTS, "package", whole)))
    option = real.under(run(tables, real.demand, FROM), tables)
    rows = compare_runs(real, option, whole)
    before, after = measure(real, whole), measure(option, whole)
    change = find(before, "emergency_bed_days") - find(after, "emergency_bed_days")
    assert find(rows, "bed_days_returned") == pytest.approx(change)
    assert change != 0
    hospital = [name for name, flag in zip(tables.setting_names, tables.is_hospital, strict=True) if flag]
    days = dict(zip(tables.setting_names, (place_days(real) - place_days(option)).tolist(), strict=True))
    assert sum(days[name] for name in hospital) == pytest.approx(change)  # money counts the same bed days
    everybody = dict(
        zip(tables.setting_names, (place_days(real, True) - place_days(option, True)).tolist(), strict=True)
    )
    whole_system = sum(everybody[name] for name in hospital)
    assert find(rows, "bed_days_returned_whole_system") == pytest.approx(whole_system)
    assert find(before, "cost_whole_system") > find(before, "cost")
    assert find(after, "intervention_cost") == pytest.approx(
        sum(row.value for row in after if row.measure == "cost_of_each_intervention")
    )
