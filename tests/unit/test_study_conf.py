"""The asking: what conf may say, what it is turned into, and every fault of it in one line."""

import datetime
from pathlib import Path
from typing import Any

import pytest

from sim.description.input_errors import InputErrors
from sim.study.question.question import Period
from sim.study.request import Request, asking
from sim.study.run.results_store import model_hash
from sim.study.studies import STUDIES, unknown_key
from sim.tables.tables import TICK

SMALL = Path(__file__).resolve().parent / "small_scenarios"
HORIZON = {"measured_from": None, "warmup_days": 7, "years": 0, "days": 21}


def written(**changes: Any) -> dict[str, Any]:
    """Return a whole conf as composed, with some changes."""
    return {
        "study": {"name": "compare"},
        "period": HORIZON,
        "engine": {"name": "simpy"},
        "report": {"pictures": False, "brief": False},
        "partnership": "fife",
        "model": None,
        "options": ["exercise"],
        "replications": 2,
        "replication": None,
        "rerun": None,
        "seed": 1,
        "cores": 1,
        "results": "results",
        "event_log": False,
        "resume": True,
    } | changes


def asked(changed: tuple[str, ...] = (), **changes: Any) -> Request:
    return asking(written(**changes), changed, [SMALL])


C, L = "conf/config.yaml", "command line"
BAD: dict[str, tuple[dict[str, Any], tuple[str, ...], tuple[str, ...]]] = {
    "wrong type": ({"seed": "x"}, ("seed",), (f"{L}: seed: 'x': must be a whole number (allowed: ",)),
    "not finite": ({"replications": float("nan")}, (), (f"{C}: replications: .nan",)),
    "out of range": (
        {"replications": 0},
        (),
        (f"{C}: replications: 0 replications: must be at least 1 (allowed: 1 to 10,000)",),
    ),
    "enormous": ({"replications": 10**9}, (), (f"{C}: replications: 1000000000 replications: must be at most 10,000",)),
    "empty": ({"results": ""}, (), (f"{C}: results: ''",)),
    "nothing": ({"seed": None}, (), (f"{C}: seed: nothing: must be a whole number",)),
    "unknown key": ({"sead": 3}, ("sead",), (f"{L}: sead: unknown key 'sead' (did you mean 'seed'?)",)),
    "unknown key inside": (
        {"period": HORIZON | {"warmup": 3}},
        (),
        ("conf/period: period.warmup: unknown key 'warmup' (did you mean 'warmup_days'?)",),
    ),
    "missing key": (
        {"period": {"measured_from": None, "years": 1}},
        (),
        ("conf/period: period.warmup_days: is missing",),
    ),
    "a day that is none": (
        {"period": HORIZON | {"measured_from": "2023-02-30"}},
        ("period.measured_from",),
        (f"{L}: period.measured_from: '2023-02-30': must be a date (unit: year-month-day; allowed: 1948-07-05 to ",),
    ),
    "nothing measured": ({"period": HORIZON | {"days": 0}}, (), ("conf/period: period: years, days and hours",)),
    "unknown engine": (
        {"engine": {"name": "simpi"}},
        ("engine",),
        (f"{L}: engine.name: unknown engine 'simpi' (did you mean 'simpy'?)",),
    ),
    "unknown partnership": (
        {"partnership": "fif"},
        (),
        ("small_scenarios/base/tables/partnerships.csv: partnership: unknown name 'fif' (did you mean 'fife'?",),
    ),
    "no place": ({"partnership": None}, (), (f"{C}: partnership: name a partnership, or a small model",)),
    "two places": (
        {"model": "one_ward"},
        ("model", "partnership"),
        (f"{L}: model: 'one_ward': give a partnership or a small model, not both",),
    ),
    "unknown option": (
        {"options": ["exercize"]},
        (),
        ("small_scenarios/options/exercize.yaml: no such file (did you mean 'exercise'?)",),
    ),
    "an option twice": ({"options": ["exercise", "exercise"]}, (), (f"{C}: options: 'exercise': stands twice",)),
    "options in a text": ({"options": "exercise"}, (), (f"{C}: options: 'exercise': must be a list",)),
    "all at once": (
        {"seed": -1, "replications": 0, "partnership": "fif", "options": ["exercize"]},
        (),
        (f"{C}: seed: -1", f"{C}: replications: 0", "small_scenarios/base/tables", "small_scenarios/options/exercize"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_conf_is_told_in_a_line_for_each_fault(case: str) -> None:
    changes, changed, expected = BAD[case]
    with pytest.raises(InputErrors) as faulty:
        asked(changed, **changes)
    lines = str(faulty.value).splitlines()
    assert len(lines) == len(expected), lines
    for line, beginning in zip(lines, expected, strict=True):
        assert line.startswith(beginning)


def test_a_key_inside_a_mapping_of_the_conf_has_a_near_miss_or_its_neighbours() -> None:
    assert unknown_key("budgets.councl").near_miss == "budgets.council"
    allowed = "budgets.all, budgets.nhs_board, budgets.council, budgets.person"
    assert (unknown_key("budgets.xyzzy").near_miss, unknown_key("budgets.xyzzy").allowed) == ("", allowed)


def test_the_question_of_a_good_conf() -> None:
    question = asked().question
    assert question.names == ("baseline", "exercise")
    assert question.period == Period(datetime.date(2023, 4, 1), 7, 28)
    assert list(question.interventions("baseline")) == []
    assert list(question.interventions("exercise")) == list(question.options["exercise"].interventions)


def test_the_baseline_may_be_named() -> None:
    assert asked(options=["baseline", "exercise"]).question.names == ("baseline", "exercise")


def test_a_small_model_has_no_options_unless_named() -> None:
    question = asked(("model",), model="one_ward").question
    assert question.names == ("baseline",)
    assert question.description.title == "One ward"


def test_a_period_is_whole_years_by_the_calendar() -> None:
    period = Period.of(datetime.date(2023, 4, 1), 121, 1)
    assert (period.start_date, period.from_day, period.to_day) == (datetime.date(2022, 12, 1), 121, 121 + 366)
    assert Period.of(datetime.date(2024, 2, 29), 0, 1).to_day == 365


def test_a_period_in_hours_lies_on_the_grid_of_time() -> None:
    period = Period.of(datetime.date(2023, 4, 1), 0, 0, 0, (1.5, 9.0))
    assert (period.from_day, period.to_day) == (0.0625, 0.4375)
    third = Period.of(datetime.date(2023, 4, 1), 0, 0, 1, (0.0, 8.0))
    assert third.to_day == round(4 / 3 / TICK) * TICK
    assert isinstance(Period.of(datetime.date(2023, 4, 1), 1, 0, 1, (24.0, 48.0)).to_day, int)


def test_a_run_of_hours_says_so_and_runs_for_hours() -> None:
    hours = {"warmup_days": 0, "days": 0, "hours": 9.0, "warmup_hours": 1.5}
    short = asked(period=HORIZON | hours)
    assert "9 hours from 1 April 2023, after 1.5 hours of warm-up" in short.opening
    assert (short.question.period.from_day, short.question.period.to_day) == (0.0625, 0.4375)


def test_the_scenario_starts_when_the_run_does() -> None:
    question = asked(period=HORIZON | {"measured_from": "2023-04-01", "years": 1}).question
    assert question.description.start_date == question.period.start_date == datetime.date(2023, 3, 25)


def test_the_hash_follows_what_decides_and_nothing_else() -> None:
    first = asked().question
    same = [asked(replications=9), asked(event_log=True), asked(cores=2), asked(results="elsewhere")]
    assert {one.question.hash for one in same} == {first.hash}
    assert {one.question.key(1) for one in same} == {first.key(1)}
    others = [asked(seed=2), asked(options=[]), asked(period=HORIZON | {"days": 22}), asked(model="one_ward")]
    assert len({first.hash, *(one.question.hash for one in others)}) == 5
    assert first.key(1) != first.key(2)


def test_the_files_that_decide_a_study_besides_count_in_its_hash() -> None:
    files = {name: conf.decided_by for name, conf in STUDIES.items()}
    assert {name for name, deciding in files.items() if not deciding} == {
        "compare",
        "capacity_response",
        "verify_engines",
        "sample",
        "workbook",
    }
    for name in (name for deciding in files.values() for name in deciding):
        assert model_hash(name) != model_hash(), name
    printed = asked(study={"name": "reproduce"}, model="one_ward", options=[]).question
    assert printed.model == model_hash(*STUDIES["reproduce"].decided_by)
    assert asked().question.model == model_hash()
