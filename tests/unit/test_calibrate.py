"""The baseline fit: each multiplier moves the right way, a few steps close the gap, and a stopped fit goes on."""

import csv
import math
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from sim.__main__ import main
from sim.description.read import read_system
from sim.description.system import Description
from sim.study.analysis.targets import Target, aims
from sim.study.kinds import calibration_steps
from sim.study.kinds.calibration_steps import Fit, table
from sim.study.kinds.calibration_study import Calibration, with_fitted
from sim.study.kinds.calibration_targets import Step, check_table, errors_of_calibration, figures, largest_gap
from sim.study.kinds.calibration_update import Tried, elasticities_of, following, is_first_open, misfit, moved, nudged
from sim.study.request import asking
from sim.study.run.results_store import Folder
from sim.tables.capacity import amount
from tests.unit.data_dictionaries import undescribed
from tests.unit.test_study_conf import written

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
FIT = [
    "study=calibrate", "partnership=orkney_islands", "period=four_weeks", "replications=1", "cores=1",
]  # fmt: skip
TARGETS = aims(read_system([SCENARIOS], "fife"))
NAMES = {aim.multiplier for aim in TARGETS}
DOWN = {"hospital_ahead", "hospital_ahead_care_home"}
"""Multipliers that bring their own figure down."""
OWN_ONLY = {of: {by: 0.0 if by != of else -1.0 if of in DOWN else 1.0 for by in NAMES} for of in NAMES}
"""Elasticities of a model in which each multiplier moves its own figure alone."""
by_multiplier = pytest.mark.parametrize("aim", TARGETS, ids=[aim.multiplier for aim in TARGETS])


@pytest.fixture(scope="module")
def fife() -> Description:
    """Return Fife before any fit, with made-up beds and figures that are easy to reach."""
    description = read_system([SCENARIOS], "fife")
    figures = description.published | {f"occupied_{ward}": 100.0 for ward in ("general_medicine", "geriatric_medicine")}
    return description.model_copy(update={"published": figures, "calibrated": {}})


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in an empty directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HYDRA_FULL_ERROR", raising=False)
    return tmp_path


def sim(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """Run the front door in this process; return its exit code."""
    monkeypatch.setattr(sys, "argv", ["sim", *words])
    with pytest.raises(SystemExit) as left:
        main()
    return int(left.value.code or 0)


def met(description: Description) -> dict[str, float]:
    """Return simulated figures that meet the published ones exactly."""
    return {aim.multiplier: aim.published(description) for aim in TARGETS}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --- one step: made-up figures in, multipliers out


def test_a_baseline_that_meets_its_figures_stays_as_it_is(fife: Description) -> None:
    before = dict.fromkeys(NAMES, 1.0) | {"another": 0.5}
    assert moved(fife.model_copy(update={"calibrated": before}), met(fife), OWN_ONLY, 0) == before


@by_multiplier
@pytest.mark.parametrize("times", [0.7, 1.4])
def test_a_multiplier_moves_against_the_gap_of_its_own_figure(fife: Description, aim: Target, times: float) -> None:
    found = met(fife) | {aim.multiplier: times * (aim.published(fife) + aim.add) - aim.add}
    after = moved(fife, found, OWN_ONLY, 0)
    assert (after[aim.multiplier] > 1) == ((times < 1) == (aim.multiplier not in DOWN))
    assert after[aim.multiplier] != 1
    assert {name: value for name, value in after.items() if name != aim.multiplier and value != 1} == {}


@by_multiplier
@pytest.mark.parametrize("found", [0.0, 1e9])
def test_a_multiplier_stays_within_its_bounds(fife: Description, aim: Target, found: float) -> None:
    for before in (aim.low, 1.0, aim.high):
        description = fife.model_copy(update={"calibrated": {aim.multiplier: before}})
        for _ in range(20):
            after = moved(description, met(fife) | {aim.multiplier: found}, OWN_ONLY, 0)
            description = description.model_copy(update={"calibrated": after})
            assert aim.low <= after[aim.multiplier] <= aim.high


def test_figures_that_share_multipliers_are_met_together(fife: Description) -> None:
    """Two multipliers move both of two figures: the step solves for both, where one by one would overshoot."""
    both = {**OWN_ONLY, "needs": OWN_ONLY["needs"] | {"falls": 0.5}, "falls": OWN_ONLY["falls"] | {"needs": 0.5}}
    found = met(fife) | {name: met(fife)[name] / 1.2 for name in ("needs", "falls")}
    after = moved(fife, found, both, 0)
    for of in ("needs", "falls"):
        change = sum(both[of][by] * math.log(after[by]) for by in ("needs", "falls"))
        assert change == pytest.approx(math.log(1.2), rel=0.02)
    assert {name for name, value in after.items() if value != 1} == {"needs", "falls"}


def test_a_blocked_front_door_is_relieved_and_says_nothing_of_needs(fife: Description) -> None:
    """Admissions limited by beds are no target: few are let in, and yet needs must fall."""
    found = met(fife) | {"acute_stay": 400.0, "needs": 0.1 * met(fife)["needs"], "delay": 5 * met(fife)["delay"]}
    after = following(fife, [Tried(fife.calibrated, found)], OWN_ONLY)
    wards = {name: 0.95 for name in NAMES if name.startswith("background_")}
    assert after == {"needs": 0.92, "delay": 0.8, "guardianship": 0.8, "complex": 0.7, "acute_stay": 0.95} | wards


def test_a_step_that_blocks_the_front_door_is_taken_back_by_half_and_later_ones_are_shorter(fife: Description) -> None:
    blocked, short = met(fife) | {"acute_stay": 400.0}, met(fife) | {"falls": 0.8 * met(fife)["falls"]}
    tried = [Tried({"falls": 1.0, "needs": 1.0}, met(fife)), Tried({"falls": 4.0, "needs": 1.0}, blocked)]
    back = following(fife, tried, OWN_ONLY)
    assert back == {"falls": 2.0, "needs": 1.0}
    whole = math.log(following(fife, [Tried({}, short)], OWN_ONLY)["falls"])
    half = math.log(following(fife, [tried[1], Tried({}, short)], OWN_ONLY)["falls"])
    assert half == pytest.approx(whole / 2, rel=1e-3)


def test_no_ward_is_filled_beyond_what_it_can_hold_without_a_queue(fife: Description) -> None:
    full = fife.model_copy(update={"published": fife.published | {"occupied_general_medicine": 100.0}})
    for beds, wanted in ((200.0, 100.0), (100.0, 98.0)):
        place = full.model_copy(update={"published": full.published | {"beds_general_medicine": beds}})
        aim = next(aim for aim in aims(place) if aim.multiplier == "background_general_medicine")
        assert aim.published(place) == pytest.approx(wanted)


def test_beds_that_other_multipliers_fill_are_not_filled_twice(fife: Description) -> None:
    """Fewer patients come to fill a ward whose beds more needs will take."""
    found, wards = met(fife) | {"needs": 0.8 * met(fife)["needs"]}, "background_general_medicine"
    answers = {of: dict(row) for of, row in OWN_ONLY.items()}
    alone = moved(fife, found, answers, 0)
    answers[wards]["needs"] = 0.5
    together = moved(fife, found, answers, 0)
    assert alone["needs"] == together["needs"] > 1.15
    brought = met(fife)[wards] * (together["needs"] ** 0.5 - 1)
    arrivals = fife.needs[wards].arrivals
    assert arrivals is not None
    beds = arrivals.times * float(fife.published["occupied_general_medicine"])
    assert alone[wards] - together[wards] == pytest.approx(0.9 * brought / beds, rel=0.02)


def test_a_ward_that_its_own_people_overfill_has_fewer_beds_that_can_be_filled(fife: Description) -> None:
    """Not before its other arrivals are at none, never more beds than are counted, and none given to any other ward."""
    ward, beds = "background_medicine_of_the_elderly", "medicine_of_the_elderly_capacity"
    over, under = (met(fife) | {ward: times * met(fife)[ward]} for times in (1.1, 0.99))
    assert beds not in moved(fife, over, OWN_ONLY, 0)
    without = fife.model_copy(update={"calibrated": {ward: 0.0}})
    after = moved(without, over, OWN_ONLY, 0)
    assert after == {name: value for name, value in after.items() if name == beds or value in (0.0, 1.0)}
    assert after[beds] == pytest.approx(1 / 1.1, abs=1e-4)
    assert 1 / 1.1 < moved(without, over, OWN_ONLY, 5)[beds] < 1
    fewer = fife.model_copy(update={"calibrated": {ward: 0.0, beds: 0.999}})
    assert moved(fewer, under, OWN_ONLY, 0)[ward] > 0
    places = [amount(one, one.settings["medicine_of_the_elderly"].capacity) for one in (fife, fewer)]
    assert places[1] == pytest.approx(0.999 * places[0])


def test_elasticities_are_measured_again_at_the_first_step_that_leaves_the_door_open(fife: Description) -> None:
    free, blocked = Tried({}, met(fife)), Tried({}, met(fife) | {"acute_stay": 400.0})
    assert is_first_open(fife, [blocked, blocked, free])
    assert not is_first_open(fife, [blocked, free, free])
    assert not is_first_open(fife, [free])
    assert not is_first_open(fife, [blocked])


def test_steps_become_smaller(fife: Description) -> None:
    found = met(fife) | {"falls": 0.8 * met(fife)["falls"]}
    changes = [math.log(moved(fife, found, OWN_ONLY, step)["falls"]) for step in range(8)]
    assert changes[:5] == [changes[0]] * 5
    assert [change / changes[0] for change in changes[5:]] == pytest.approx([1 / 2, 1 / 3, 1 / 4], abs=1e-3)


def test_a_figure_that_says_little_leaves_its_multiplier_at_the_national_value(fife: Description) -> None:
    """A figure that is an assumption has a large doubt: the prior holds against it, and yields to a published one."""
    before = {"hospital_ahead": 3.0, "needs": 1.5}
    mute = {of: dict.fromkeys(NAMES, 0.0) for of in NAMES}
    after = moved(fife.model_copy(update={"calibrated": before}), met(fife), mute, 0)
    assert all(1 <= after[name] < before[name] for name in before)
    held = moved(fife.model_copy(update={"calibrated": before}), met(fife), OWN_ONLY, 0)
    assert held["needs"] > 1.49
    assert held["hospital_ahead"] < 2.99


def test_elasticities_are_what_answers_to_each_multiplier(fife: Description) -> None:
    base = met(fife)
    changed = {name: dict(base) for name, _ in nudged(fife)}
    for name, other in nudged(fife):
        for of in ("needs", "falls"):
            changed[name][of] = base[of] * other.calibrated[name] ** (2.0 if name == of else 0.25)
    found = elasticities_of(fife, base, changed)
    assert found["needs"]["needs"] == pytest.approx(2.0)
    assert found["needs"]["falls"] == pytest.approx(0.25)
    assert found["delay"]["falls"] == 0
    changed["falls"]["guardianship"] = 9 * base["guardianship"]
    assert elasticities_of(fife, base, changed)["guardianship"]["falls"] == 0, "few people: noise"


def test_the_largest_gap_names_its_multiplier(fife: Description) -> None:
    found = met(fife)
    assert largest_gap(fife, found)[1] == 0.0
    name, gap = largest_gap(fife, found | {"falls": 0.75 * found["falls"]})
    assert (name, round(gap, 9)) == ("falls", -0.25)


def test_every_aim_is_told_in_words(fife: Description) -> None:
    assert set(figures(fife)) == NAMES


def test_a_description_that_lacks_what_the_fit_must_know(fife: Description) -> None:
    assert errors_of_calibration(fife, "fife") == []
    published = {name: value for name, value in fife.published.items() if name != "delayed_days_75_plus_awi"}
    lacking = fife.model_copy(update={"published": published | {"home_support_clients_65_plus": 0.0}})
    said = [str(fault) for fault in errors_of_calibration(lacking, "fife")]
    assert len(said) == 2
    assert any("fife.delayed_days_75_plus_awi: no figure in column" in line for line in said)


def test_a_multiplier_at_its_bound_is_marked(fife: Description) -> None:
    found = met(fife) | {"falls": 1.0}
    step = Step(1, {"falls": 5.0, "needs": 0.2}, found, OWN_ONLY)
    notes = check_table(step, fife).set_index("multiplier")["note"]
    assert notes[notes != ""].to_dict() == {"falls": "at its upper bound"}


def test_the_step_that_counts_is_the_nearest_of_those_that_left_the_front_door_open(
    fife: Description, tmp_path: Path
) -> None:
    blocked, short = met(fife) | {"acute_stay": 400.0}, met(fife) | {"falls": 0.8 * met(fife)["falls"]}
    steps = [Step(number, {}, simulated, OWN_ONLY) for number, simulated in enumerate((short, met(fife), blocked), 1)]
    question = asking(written(partnership="fife", options=[]), [], [SCENARIOS]).question
    question = replace(question, description=fife)
    study = Calibration(question, Folder(tmp_path), [SCENARIOS], 3, steps=steps)
    assert study.settled.number == 2
    study.steps = [steps[0], steps[2]]
    assert study.settled.number == 1, "a blocked front door does not count where another step left it open"
    study.steps = [steps[2]]
    assert study.settled.number == 3
    study.complete()
    assert undescribed(tmp_path) == []


def test_a_misfit_counts_gaps_by_their_doubt_and_no_multipliers_or_assumptions(fife: Description) -> None:
    assert misfit(fife, Tried({}, met(fife))) == 0
    falls = next(aim for aim in TARGETS if aim.multiplier == "falls")
    short = met(fife) | {"falls": met(fife)["falls"] / 1.1}
    assert misfit(fife, Tried({}, short)) == pytest.approx(math.log(1.1) ** 2 / falls.variance(fife))
    assert misfit(fife, Tried({"falls": 2.0}, met(fife))) == 0
    assert misfit(fife, Tried({}, met(fife) | {"hospital_ahead": 9.0})) == 0, "an assumption"


# --- a fit


def test_a_few_steps_close_the_gap() -> None:
    description = read_system([SCENARIOS], "orkney_islands")
    half = {name: 0.5 * description.calibrated[name] for name in ("needs", "falls", "guardianship")}
    description = description.model_copy(update={"calibrated": description.calibrated | half})
    steps = list(Fit(14.0, 70.0, 2).steps(description, range(3), 1))
    assert len(steps) == 3
    multipliers, figures_of_step, elasticities = steps[0]
    assert multipliers == description.calibrated
    assert steps[1][0] == following(description, [Tried(multipliers, figures_of_step)], elasticities)
    assert elasticities["needs"]["needs"] == pytest.approx(1.0, abs=0.4)
    wanted = {aim.multiplier: aim.published(description) for aim in TARGETS}
    gaps = [
        sum(abs(found[name] / wanted[name] - 1) for name in ("needs", "falls", "guardianship")) for _, found, _ in steps
    ]
    assert gaps[-1] < 0.7 * gaps[0]


def test_a_fit_goes_on_with_the_elasticities_of_its_first_step() -> None:
    description = read_system([SCENARIOS], "orkney_islands")
    fit = Fit(14.0, 42.0, 2)
    (first, second) = fit.steps(description, range(2), 1)
    after = description.model_copy(update={"calibrated": second[0]})
    assert list(fit.steps(after, range(1, 2), 1, first[2])) == [second]


# --- the table of multipliers


def test_the_other_partnerships_keep_their_rows_letter_by_letter(tmp_path: Path) -> None:
    tables = tmp_path / "base" / "tables"
    tables.mkdir(parents=True)
    others = "angus,needs,1.0000001\nzetland,falls,2\n"
    (tables / "calibrated.csv").write_text(f"partnership,multiplier,value\n{others}fife,old,3\n", encoding="utf-8")
    new = "partnership,multiplier,value\nangus,needs,1.0000001\nfife,delay,0.5\nfife,needs,1.25\nzetland,falls,2\n"
    assert with_fitted([tmp_path], "fife", {"needs": 1.25, "delay": 0.5}) == new
    assert with_fitted([tmp_path / "base"], "fife", {"needs": 1.25}) == table({"fife": {"needs": 1.25}})


# --- the front door


def test_a_calibration_leaves_a_folder_and_goes_on_where_it_stopped(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sim(monkeypatch, *FIT, "steps=1") == 0
    said = capsys.readouterr()
    assert said.out.startswith(
        "Orkney Islands, 5,513 people aged 65 and over: calibration in 1 step of 1 replication\n"
    )
    assert "step 1 of 1, largest gap" in said.err
    assert "--config-dir DIR" in said.out
    (folder,) = (here / "results").iterdir()
    first = rows_of(folder / "steps.csv")
    assert {row["multiplier"] for row in rows_of(folder / "calibrated.csv")} >= NAMES

    assert sim(monkeypatch, *FIT, "steps=2") == 0
    said = capsys.readouterr()
    assert "1 of 2 steps are finished already and taken up" in said.err
    assert "step 2 of 2, largest gap" in said.err
    assert [path.name for path in (here / "results").iterdir()] == [folder.name]
    assert sorted(path.name for path in folder.iterdir()) == [
        "calibrated.csv", "check.csv", "data_dictionary.csv", "provenance.yaml", "question.yaml", "steps.csv",
        "steps.json",
    ]  # fmt: skip
    both = rows_of(folder / "steps.csv")
    assert both[: len(first)] == first

    assert sim(monkeypatch, *FIT, "steps=2", "results=anew") == 0
    (anew,) = (here / "anew").iterdir()
    for name in ("steps.csv", "check.csv", "calibrated.csv"):
        assert (anew / name).read_bytes() == (folder / name).read_bytes(), name

    (counts,) = re.findall(r"Baseline of Orkney Islands after step (\d)", capsys.readouterr().out)
    last = {row["multiplier"]: float(row["value"]) for row in both if row["step"] == counts}
    rows = rows_of(folder / "calibrated.csv")
    calibrated = {row["multiplier"]: float(row["value"]) for row in rows if row["partnership"] == "orkney_islands"}
    national = {row["multiplier"] for row in rows if row["partnership"] == "scotland"}
    own = {name: value for name, value in last.items() if name not in national}
    assert calibrated == {name: pytest.approx(value, rel=1e-5) for name, value in own.items()}
    assert {row["multiplier"] for row in rows_of(folder / "check.csv")} == NAMES
    made = yaml.safe_load((folder / "provenance.yaml").read_text(encoding="utf-8"))
    assert (made["steps"], made["replications"]) == (2, 1)


def test_a_finished_calibration_is_not_run_again(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sim(monkeypatch, *FIT, "steps=1") == 0
    monkeypatch.setattr(calibration_steps, "draw", None)
    assert sim(monkeypatch, *FIT, "steps=1") == 0
    assert capsys.readouterr().out.count("Baseline of Orkney Islands after step 1") == 2
    (folder,) = (here / "results").iterdir()
    text = (folder / "steps.json").read_text(encoding="utf-8")
    (folder / "steps.json").write_text(text.replace("1.0", "1.5", 1), encoding="utf-8")
    assert (
        sim(monkeypatch, *FIT, "steps=1") == 1
    )  # of damaged steps none is believed, and a year cannot be simulated here
    lines = capsys.readouterr().err.splitlines()
    assert "steps.json is damaged: run again" in lines
    (line,) = [line for line in lines if "replications of this step failed" in line]
    assert "TypeError" in line


def test_a_run_uses_the_fit_in_a_folder_of_ones_own(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = here / "own" / "base" / "tables"
    tables.mkdir(parents=True)
    (tables / "calibrated.csv").write_text(
        "partnership,multiplier,value\norkney_islands,needs,0.75\n", encoding="utf-8"
    )
    assert sim(monkeypatch, *FIT, "steps=1", "--config-dir", "own") == 0
    (folder,) = (here / "results").iterdir()
    values = {row["multiplier"]: float(row["value"]) for row in rows_of(folder / "steps.csv")}
    assert values == dict.fromkeys(NAMES, 1.0) | {"needs": 0.75}


def test_keep_puts_the_result_into_the_shipped_table(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kept: list[Path] = []
    monkeypatch.setattr("sim.study.kinds.calibrate.in_a_checkout", lambda: True)
    monkeypatch.setattr("sim.study.kinds.calibration_study.write_whole", lambda path, text: kept.append(path))
    assert sim(monkeypatch, *FIT, "steps=1", "keep=true") == 0
    assert kept == [SCENARIOS / "base" / "tables" / "calibrated.csv"]
    assert "every run of Orkney Islands uses it from now on" in capsys.readouterr().out


BAD: dict[str, tuple[tuple[str, ...], str]] = {
    "no steps": (("steps=0",), "command line: steps: 0 steps: must be at least 1"),
    "not a number of steps": (("steps=many",), "command line: steps: 'many': must be a whole number"),
    "half a step": (("steps=1.5",), "command line: steps: 1.5 steps: must be a whole number"),
    "too many steps": (("steps=1000",), "command line: steps: 1000 steps: must be at most 100"),
    "a misspelt key": (("stepz=2",), "command line: stepz: unknown key (did you mean 'steps'?)"),
    "options": (("options=[falls_prevention]",), "command line: options: a calibration is of the baseline"),
    "a small model": (("partnership=null", "model=one_ward"), "command line: model: a small model has no"),
    "events": (("event_log=true",), "command line: event_log: a calibration keeps no events"),
    "nothing to keep it in": (("keep=true",), "command line: keep: there is no checkout of the project"),
    "unknown partnership": (("partnership=orkny",), "unknown name 'orkny' (did you mean 'orkney_islands'?"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_gets_one_line_and_exit_code_2(
    case: str, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words, expected = BAD[case]
    monkeypatch.setattr("sim.study.kinds.calibrate.in_a_checkout", lambda: False)
    assert sim(monkeypatch, *FIT, *words) == 2
    said = capsys.readouterr().err
    assert expected in said
    assert len(said.strip().splitlines()) == 1
    assert list(here.iterdir()) == []
