"""The tables by day, of flows, and the event log with its exact columns, from raw events written by hand."""

import datetime

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from sim.measures import event_log as module
from sim.measures.event_log import SCHEMA
from sim.measures.series import daily, flows
from sim.outcome import EVENTS, Kind
from tests.unit.test_measures_run import CARE_HOME, DEPARTMENT, OWN_HOME, WARD, demand, outcome, tables

ASSESSORS, OUTSIDE, WARD_STAY, ASKS, STAYS = 8, -2, 2, 1, 0
FALL, ILLNESS, LONG_TERM_CARE, YOUNGER = 2, 4, 5, 6  # rows of needs


def log(*raw: tuple[float, Kind, int, int, int, float]) -> pd.DataFrame:
    events = np.asarray([(day, int(kind), *rest) for day, kind, *rest in raw], dtype=EVENTS)
    pieces: list[pa.Table] = []
    written = module.EventLog(demand(), tables(), 3, pieces.append)
    for part in np.array_split(events, 3):
        written.take(part)
    written.write_rest()
    return pa.concat_tables(pieces or [SCHEMA.empty_table()]).to_pandas()


def spell(day: float, person: int, row: int, beds: float) -> list[tuple[float, Kind, int, int, int, float]]:
    """Return a need, half a day in the emergency department, and `beds` days on the ward up to the door home."""
    return [
        (day, Kind.NEED, person, row, OWN_HOME, WARD_STAY),
        (day, Kind.WAIT, person, row, DEPARTMENT, 1.0),
        (day, Kind.OFFERED, person, row, DEPARTMENT, 1.0),
        (day, Kind.LEAVE, person, row, OWN_HOME, DEPARTMENT),
        (day, Kind.ENTER, person, row, DEPARTMENT, 1.0),
        (day + 0.5, Kind.WAIT, person, row, WARD, 1.0),
        (day + 0.5, Kind.OFFERED, person, row, WARD, 1.0),
        (day + 0.5, Kind.LEAVE, person, row, DEPARTMENT, WARD),
        (day + 0.5, Kind.ENTER, person, row, WARD, 1.0),
        (day + beds, Kind.READY, person, row, WARD, 0.0),
        (day + beds, Kind.LEAVE, person, row, WARD, OWN_HOME),
        (day + beds, Kind.ENTER, person, row, OWN_HOME, 1.0),
    ]


def in_order(*spells: list[tuple[float, Kind, int, int, int, float]]) -> pd.DataFrame:
    return log(*sorted((row for each in spells for row in each), key=lambda row: row[0]))


def test_columns_and_types_are_exact() -> None:
    table = in_order(spell(150.0, 0, FALL, 9.0))
    kinds = {
        "run_number": "int64", "entity_id": "int64", "person_id": "int64", "pathway": "str", "event_type": "str",
        "event": "str", "time": "float64", "resource_id": "float64", "timestamp": "datetime64[us]",
        "case:concept:name": "str", "concept:name": "str", "time:timestamp": "datetime64[us]",
        "lifecycle:transition": "str", "org:resource": "str", "activity_instance_id": "int64",
    }  # fmt: skip
    assert table.dtypes.astype(str).to_dict() == kinds
    assert list(table.columns) == list(kinds)
    assert not table.drop(columns="resource_id").isna().to_numpy().any()  # no text is missing
    assert list(log().columns) == list(kinds)  # nothing happened


def test_one_spell_reads_as_a_journey() -> None:
    table = in_order([(0.0, Kind.START, 0, -1, OWN_HOME, 0.0)], spell(150.0, 0, FALL, 9.0))
    assert table["event"].tolist() == [
        "arrival", "waiting_for_emergency_department", "emergency_department", "emergency_department",
        "emergency_department_end", "ward", "ward", "ward_end", "depart",
    ]  # fmt: skip
    assert table["event_type"].tolist() == [
        "arrival_departure", "queue", "resource_use", "resource_use", "resource_use_end", "resource_use",
        "resource_use", "resource_use_end", "arrival_departure",
    ]  # fmt: skip
    assert table["concept:name"].tolist() == [
        "arrival", "waiting_for_emergency_department", "emergency_department", "waiting_for_ward",
        "emergency_department", "ward", "ready_to_leave", "ward", "depart",
    ]  # fmt: skip
    ward = table[table["event"] == "ward_end"].iloc[0]
    assert (ward["concept:name"], ward["lifecycle:transition"], ward["org:resource"]) == ("ward", "complete", "ward 1")
    assert ward["timestamp"] == pd.Timestamp("2023-04-01") + pd.Timedelta(days=159)
    assert (table["time:timestamp"] == table["timestamp"]).all()
    assert set(table["case:concept:name"]) == {"3-1"}
    assert set(table["pathway"]) == {"fall"}
    assert table["resource_id"].isna().tolist() == [True, True, *[False] * 6, True]
    assert table["activity_instance_id"].tolist() == [1, 2, 3, 4, 3, 5, 6, 5, 7]  # of one stay: start and end
    assert table["lifecycle:transition"].tolist()[2:6] == ["start", "schedule", "complete", "start"]
    assert (table["org:resource"] == "").sum() == 5


def test_beds_get_the_smallest_free_number() -> None:
    table = in_order(
        spell(10.0, 0, FALL, 20.0), spell(11.0, 1, ILLNESS, 4.0), spell(12.0, 2, 7, 20.0), spell(20.0, 3, 1, 2.0)
    )
    ward = table[(table["concept:name"] == "ward") & (table["lifecycle:transition"] == "start")]
    taken = ward.set_index("person_id")["resource_id"].to_dict()
    assert taken == {0: 1, 1: 2, 2: 3, 3: 2}  # person 1 has left when person 3 comes
    changes = (
        table["lifecycle:transition"].map({"start": 1, "complete": -1}).where(table["org:resource"] != "").dropna()
    )
    held = changes.groupby([table["concept:name"], table["resource_id"]]).cumsum()
    assert set(held) == {0, 1}


def test_whoever_waits_in_a_bed_is_drawn_in_that_bed() -> None:
    """Waiting for an assessor, with one, and waiting for a place: the bed is never seen empty, nor held by another."""
    stay = [
        *spell(10.0, 0, FALL, 5.0)[:-3],
        (15.0, Kind.READY, 0, FALL, WARD, 1.0),
        (15.0, Kind.WAIT, 0, FALL, ASSESSORS, 1.0),
        (16.0, Kind.OFFERED, 0, FALL, ASSESSORS, 1.0),
        (18.0, Kind.PROCESS_ENDS, 0, FALL, WARD, 0.0),
        (18.0, Kind.WAIT, 0, FALL, CARE_HOME, 1.0),
        (30.0, Kind.LEAVE, 0, FALL, WARD, CARE_HOME),
        (30.0, Kind.ENTER, 0, FALL, CARE_HOME, 1.0),
    ]
    table = log(*stay)
    inside = table[(table["time"] >= 10.5) & (table["time"] < 30.0)].iloc[2:]  # after leaving the department
    assert set(zip(inside["event_type"], inside["event"], inside["resource_id"], strict=True)) == {
        ("resource_use", "ward", 1.0)
    }
    assert inside["concept:name"].tolist() == [
        "ward", "ready_to_leave", "waiting_for_assessors", "assessors", "assessors", "waiting_for_care_home",
    ]  # fmt: skip
    assert inside["org:resource"].tolist() == ["ward 1", "", "", "assessors 1", "assessors 1", ""]


def test_pieces_are_the_same_log(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [spell(10.0 + person / 8, person % 6, FALL, 3.0 + person % 5) for person in range(80)]
    whole = in_order(*many)
    monkeypatch.setattr(module, "PIECE", 7)
    pd.testing.assert_frame_equal(in_order(*many), whole)
    assert len(whole) > 100


def test_each_return_is_a_case_of_its_own_of_the_same_person() -> None:
    table = in_order(spell(150.0, 0, FALL, 9.0), spell(170.0, 0, 3, 1.0))
    assert table.groupby("entity_id")["person_id"].unique().map(list).to_dict() == {1: [0], 2: [0]}
    assert table.groupby("entity_id")["pathway"].first().to_dict() == {1: "fall", 2: "illness"}
    assert (table["event"] == "arrival").sum() == 2


def test_a_need_managed_at_home_and_moves_between_homes_are_no_journeys() -> None:
    assert log(
        (0.0, Kind.START, 0, -1, OWN_HOME, 0.0),
        (5.0, Kind.NEED, 0, FALL, OWN_HOME, STAYS),
        (6.0, Kind.READY, 0, -1, OWN_HOME, 0.0),
        (6.0, Kind.WAIT, 0, -1, OWN_HOME, 1.0),
        (6.0, Kind.LEAVE, 0, -1, OWN_HOME, OWN_HOME),
        (6.0, Kind.ENTER, 0, -1, OWN_HOME, 1.0),
        (7.0, Kind.DIE, 0, -1, OWN_HOME, 0.0),
    ).empty


def test_death_ends_the_use_of_the_bed_and_the_journey() -> None:
    table = log(*spell(150.0, 0, FALL, 9.0)[:-3], (152.0, Kind.DIE, 0, FALL, WARD, 0.0))
    assert table["event"].tolist()[-2:] == ["ward_end", "depart"]
    assert table["time"].tolist()[-1] == 152.0


def test_waiting_at_home_is_a_journey_with_the_team_that_assesses() -> None:
    start = [
        (20.0, Kind.NEED, 3, LONG_TERM_CARE, OWN_HOME, ASKS),
        (20.0, Kind.READY, 3, LONG_TERM_CARE, OWN_HOME, 1.0),
        (20.0, Kind.WAIT, 3, LONG_TERM_CARE, ASSESSORS, 1.0),
        (21.0, Kind.OFFERED, 3, LONG_TERM_CARE, ASSESSORS, 1.0),
        (23.0, Kind.PROCESS_ENDS, 3, LONG_TERM_CARE, OWN_HOME, 0.0),
        (23.0, Kind.WAIT, 3, LONG_TERM_CARE, CARE_HOME, 1.0),
    ]
    table = log(*start, (99.0, Kind.LEAVE, 3, 5, OWN_HOME, CARE_HOME), (99.0, Kind.ENTER, 3, 5, CARE_HOME, 1.0))
    expected = ["arrival", "waiting_for_assessors", "assessors", "assessors_end", "waiting_for_care_home", "depart"]
    assert table["event"].tolist() == expected
    gave_up = log(*start, (60.0, Kind.WITHDRAW, 3, 5, CARE_HOME, 40.0))
    assert gave_up["event"].tolist() == expected
    assert gave_up["time"].tolist()[-1] == 60.0


def test_an_emergency_ends_the_wait_at_home_and_begins_a_new_journey() -> None:
    wait = [(20.0, Kind.NEED, 3, LONG_TERM_CARE, OWN_HOME, ASKS), (20.0, Kind.WAIT, 3, 5, CARE_HOME, 1.0)]
    table = log(*wait, *spell(30.0, 3, 1, 2.0))
    assert table[table["entity_id"] == 1]["event"].tolist() == ["arrival", "waiting_for_care_home", "depart"]
    assert table[table["entity_id"] == 2]["pathway"].unique().tolist() == ["illness"]


def test_people_in_a_bed_on_day_0_are_under_way_and_people_from_outside_leave_for_there() -> None:
    table = log(
        (0.0, Kind.START, 2, -1, CARE_HOME, 0.0),
        (0.0, Kind.START, 2, 0, WARD, 0.0),
        (1.0, Kind.NEED, 6, YOUNGER, -1, WARD_STAY),
        (1.0, Kind.LEAVE, 6, YOUNGER, -1, WARD),
        (1.0, Kind.ENTER, 6, YOUNGER, WARD, 1.0),
        (2.0, Kind.LEAVE, 6, YOUNGER, WARD, OUTSIDE),
        (3.0, Kind.NEED, 6, YOUNGER, -1, WARD_STAY),
        (3.0, Kind.TURNED_AWAY, 6, YOUNGER, DEPARTMENT, 1.0),
    )
    assert table[table["entity_id"] == 1]["pathway"].unique().tolist() == ["under_way_at_start"]
    assert table[table["entity_id"] == 2]["event"].tolist() == ["arrival", "ward", "ward_end", "depart"]
    assert table[table["entity_id"] == 2]["resource_id"].dropna().unique().tolist() == [2]
    assert table[table["entity_id"] == 3]["event"].tolist() == ["arrival", "depart"]


def test_daily_rows_hold_every_midnight_of_each_setting_and_reason_that_is_ever_above_zero() -> None:
    taken, waiting, delayed = np.zeros((831, 9)), np.zeros((831, 9), np.int64), np.zeros((831, 10), np.int64)
    taken[2, WARD], waiting[3, ASSESSORS], delayed[4, 6], delayed[4, 9] = 8.0, 5, 3, 77
    table = daily(outcome(occupied=taken, queue=waiting, waiting_delayed=delayed), tables())
    assert len(table) == 831 * 3
    rows = table[table["value"] > 0].drop(columns="date").to_numpy().tolist()
    assert rows == [[2, "occupied", "ward", 8.0], [3, "waiting", "assessors", 5.0], [4, "delayed", "awi", 3.0]]
    assert table[table["day"] == 366]["date"].dt.date.unique().tolist() == [datetime.date(2024, 4, 1)]


def test_flows_are_moves_a_year_with_outside_at_both_ends() -> None:
    moves = np.zeros((9, 9), np.int64)
    moves[WARD, OWN_HOME], moves[8, WARD], moves[WARD, 8] = 6, 4, 2
    table = flows(outcome(moves=moves), tables())
    assert set(table.itertuples(index=False, name=None)) == {
        ("ward", "own_home", 3.0), ("outside", "ward", 2.0), ("ward", "outside", 1.0),
    }  # fmt: skip
