"""The event log opens in other people's tools, unmodified: vidigi animates it, pm4py discovers a map from it."""

import os
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pm4py
import pytest
from vidigi.animation import animate_activity_log
from vidigi.prep import generate_animation_df, reshape_for_animations

from sim.study.analysis.data_dictionary import _EVENTS

ROOT = Path(__file__).resolve().parents[2]
WHERE = {"a small model": ["model=discharge_to_assess"], "a partnership": ["partnership=orkney_islands"]}
DAYS = 20


@pytest.fixture(scope="module", params=WHERE)
def log(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """Return the log that the program writes, as pandas reads it."""
    here = tmp_path_factory.mktemp("log")
    words = [*WHERE[request.param], "period=four_weeks", "replications=1", "report=none", "options=[]"]
    program = subprocess.run(
        [sys.executable, "-m", "sim", *words, "event_log=true", "cores=1", "results=here"],
        cwd=here,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert program.returncode == 0, program.stderr
    assert "event log: about 1 MB" in program.stdout
    (path,) = here.glob("here/*/events/baseline-0001.parquet")
    return pd.read_parquet(path)


def positions(log: pd.DataFrame) -> pd.DataFrame:
    """Return a place on the page for each event."""
    events = [*dict.fromkeys(log[log["event_type"] != "resource_use_end"]["event"])]
    used = set(log[log["event_type"] == "resource_use"]["event"])
    return pd.DataFrame(
        {
            "event": events,
            "x": [100 + 60 * (at % 6) for at in range(len(events))],
            "y": [100 + 60 * (at // 6) for at in range(len(events))],
            "label": events,
            "resource": [event if event in used else None for event in events],
        }
    )


def numbers(log: pd.DataFrame) -> dict[str, int]:
    """Return how many numbered places each setting and team has."""
    highest = log[log["event_type"] == "resource_use"].groupby("event")["resource_id"].max()
    return {str(name): int(number) for name, number in highest.items()}


def test_vidigi_animates_it(log: pd.DataFrame) -> None:
    places = positions(log)
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        figure = animate_activity_log(
            log,
            places,
            scenario=numbers(log),
            simulation_time_unit="days",
            every_x_time_units=1,
            limit_duration=DAYS,
            step_snapshot_max=10,
        )
    assert len(figure.frames) >= DAYS
    assert len(figure.to_html()) > 10_000


def test_vidigi_animates_a_log_in_which_nobody_waits(log: pd.DataFrame) -> None:
    """With the setting that the data dictionary names: vidigi 2.0 with pandas 3 wraps a queue of nobody wrongly."""
    assert "wrap_queues_at=None where nobody ever waits" in _EVENTS["event_type"][1]
    quiet = log[(log["event_type"] != "queue") & (log["time"] < DAYS)]
    figure = animate_activity_log(
        quiet,
        positions(quiet),
        scenario=numbers(quiet),
        simulation_time_unit="days",
        every_x_time_units=1,
        limit_duration=DAYS,
        step_snapshot_max=10,
        wrap_queues_at=None,
    )
    assert len(figure.frames) > DAYS / 2


def test_vidigi_draws_whoever_waits_in_the_bed_they_hold(log: pd.DataFrame) -> None:
    shots = reshape_for_animations(log, every_x_time_units=1, limit_duration=DAYS, step_snapshot_max=10_000)
    drawn = generate_animation_df(shots, positions(log), step_snapshot_max=10_000)
    in_use = drawn[drawn["event_type"] == "resource_use"]
    assert len(in_use)
    held = _held(log)
    for day, group in in_use.groupby("snapshot_time"):
        assert set(zip(group["event"], group["resource_id"].astype(int), strict=True)) == held(float(day))


def _held(log: pd.DataFrame) -> Callable[[float], set[tuple[str, int]]]:
    """Return a function of a day: which numbered beds are held then, by the start and end of their use."""
    in_use = log["event_type"].isin(["resource_use", "resource_use_end"])
    own = log[in_use & (log["event"].str.removesuffix("_end") == log["concept:name"])]

    def held(day: float) -> set[tuple[str, int]]:
        until = own[own["time"] <= day].groupby("activity_instance_id")["event_type"].agg(list)
        there = until[until.map(lambda types: types == ["resource_use"])].index
        rows = own[own["activity_instance_id"].isin(there)]
        return set(zip(rows["concept:name"], rows["resource_id"].astype(int), strict=True))

    return held


def test_pm4py_discovers_a_map(log: pd.DataFrame) -> None:
    graph, start, end = pm4py.discover_dfg(log)
    assert set(start) == {"arrival"}
    assert graph
    assert end
    assert sum(start.values()) == log["case:concept:name"].nunique()
    net, first, last = pm4py.discover_petri_net_inductive(log)
    assert net.transitions
    assert first
    assert last


def test_pm4py_writes_and_reads_it_back_as_xes(log: pd.DataFrame, tmp_path: Path) -> None:
    pm4py.write_xes(log, str(tmp_path / "log.xes"))
    back = pm4py.read_xes(str(tmp_path / "log.xes"))
    assert len(back) == len(log)
    assert set(back["concept:name"]) == set(log["concept:name"])
