"""The national layer of calibration: multipliers of all Scotland, moved by sums over partnerships, a fifth left out."""

import csv
import math
import shutil
import sys
from pathlib import Path

import pytest

from sim.__main__ import main
from sim.description.input_errors import InputErrors
from sim.description.read import read_system
from sim.study.analysis.published_figures import published_figures
from sim.study.kinds import national_fit
from sim.study.kinds.calibration_study import with_fitted
from sim.study.kinds.national_calibration import FIFTHS, fifth
from sim.study.kinds.national_fit import (
    AS_IT_STANDS,
    NUDGE,
    PRIOR,
    NationalFit,
    elasticities_between,
    published,
)
from sim.study.question.question import Question
from sim.study.request import asking
from sim.study.run.records import NoAnswer
from sim.study.run.workers import Workers
from sim.tables.build import build
from tests.behaviour.partnerships import with_only
from tests.unit.data_dictionaries import undescribed
from tests.unit.test_study_conf import HORIZON, written

SHIPPED = Path(__file__).resolve().parents[2] / "scenarios"
PLACES = ("clackmannanshire_and_stirling", "inverclyde", "western_isles")
FIGURES = {figure.multiplier: figure for figure in published_figures([SHIPPED]) if figure.multiplier}
NAMES = list(FIGURES)
OWN_ONLY = {of: {by: float(of == by) for by in NAMES} for of in NAMES}
CALIBRATE = ["study=calibrate", "partnership=scotland", "period=four_weeks", "cores=1", "period.warmup_days=1100"]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which Scotland is three partnerships."""
    return with_only(tmp_path_factory.mktemp("own"), *PLACES)


@pytest.fixture(scope="module")
def questions(own: Path) -> dict[str, Question]:
    conf = written(period=HORIZON | {"days": 28}, partnership="scotland", options=[])
    return asking(conf, [], [own, SHIPPED]).parts


@pytest.fixture(scope="module")
def fit(questions: dict[str, Question]) -> NationalFit:
    return NationalFit(questions, FIGURES, 1)


def aimed(fit: NationalFit) -> dict[str, float]:
    places = [question.description for question in fit.questions.values()]
    return {name: published(figure, places) for name, figure in FIGURES.items()}


def sim(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["sim", *words])
    with pytest.raises(SystemExit) as left:
        main()
    return int(left.value.code or 0)


def test_each_figure_that_moves_a_national_multiplier_moves_one_that_the_scenario_uses(own: Path) -> None:
    description = read_system([own, SHIPPED], PLACES[0])
    used = {
        weight.calibrated for table in description.discharge_destinations.values() for weight in table.pathways.values()
    }
    assert set(NAMES) == used - {None}


def test_a_national_multiplier_is_a_factor_on_its_chances_only(own: Path) -> None:
    """Twice the chances of a way out: those weights of the tables double, and no others change."""
    before = read_system([own, SHIPPED], "western_isles")
    doubled = before.calibrated | {"community_hospital": 2 * before.calibrated["community_hospital"]}
    tables, more = (build(each) for each in (before, before.model_copy(update={"calibrated": doubled})))
    times = (
        more.destination_weight[tables.destination_weight > 0]
        / tables.destination_weight[tables.destination_weight > 0]
    )
    to = tables.pathway_names.index("community_hospital")
    leads_there = (tables.destination_pathways == to)[:, None, None, None, None, None, None, :]
    leads_there = leads_there & (tables.destination_weight > 0)
    assert set(times.round(9)) == {1.0, 2.0}
    assert ((more.destination_weight != tables.destination_weight) == leads_there).all()


def test_what_is_met_stays_but_for_the_prior(fit: NationalFit) -> None:
    assert fit.moved(dict.fromkeys(NAMES, 1.0), aimed(fit), OWN_ONLY, 0) == dict.fromkeys(NAMES, 1.0)


@pytest.mark.parametrize("name", NAMES)
def test_a_multiplier_closes_the_gap_of_its_figure_as_far_as_the_doubt_says(fit: NationalFit, name: str) -> None:
    found = aimed(fit) | {name: aimed(fit)[name] / 1.2}
    after = fit.moved(dict.fromkeys(NAMES, 1.0), found, OWN_ONLY, 0)
    doubt = (FIGURES[name].doubt_percent / 100) ** 2
    wanted = math.log(1.2) * PRIOR**2 / (PRIOR**2 + doubt)
    assert math.log(after.pop(name)) == pytest.approx(wanted, abs=1e-3)
    assert set(after.values()) == {1.0}


def test_later_steps_are_shorter(fit: NationalFit) -> None:
    found = aimed(fit) | {NAMES[0]: aimed(fit)[NAMES[0]] / 1.2}
    moves = [math.log(fit.moved(dict.fromkeys(NAMES, 1.0), found, OWN_ONLY, step)[NAMES[0]]) for step in range(4)]
    assert [move / moves[0] for move in moves] == pytest.approx([1, 1, 1 / 2, 1 / 3], abs=1e-3)


def test_elasticities_are_changes_of_logarithms() -> None:
    simulated = {AS_IT_STANDS: {"a": 10.0, "b": 4.0}, "a": {"a": 10.0 * math.exp(NUDGE), "b": 4.0}}
    assert elasticities_between(simulated) == {"a": {"a": pytest.approx(1.0)}, "b": {"a": 0.0}}


def test_a_figure_of_places_is_their_sum_and_a_ratio_is_what_it_is(questions: dict[str, Question]) -> None:
    places = [question.description for question in questions.values()]
    beds = FIGURES["community_hospital"]
    assert published(beds, places) == pytest.approx(
        sum(float(place.published["occupied_gp_other"]) for place in places)
    )
    assert published(FIGURES["care_home_from_hospital"], places) == pytest.approx(56.8)


def test_fifths_are_apart_and_together_all() -> None:
    names = [f"place_{number:02}" for number in range(31)]
    parts = [fifth(names, number) for number in range(1, FIFTHS + 1)]
    assert sorted(name for part in parts for name in part) == names
    assert {len(part) for part in parts} == {6, 7}
    assert fifth(names, None) == []


def test_a_partnership_is_given_no_rows_of_national_multipliers() -> None:
    text = with_fitted([SHIPPED], "fife", {"needs": 1.5, NAMES[0]: 9.0})
    rows = [row for row in csv.DictReader(text.splitlines()) if row["partnership"] == "fife"]
    assert [(row["multiplier"], row["value"]) for row in rows] == [("needs", "1.5")]
    whole = with_fitted([SHIPPED], "scotland", {NAMES[0]: 9.0})
    assert ["scotland", NAMES[0], "9"] in list(csv.reader(whole.splitlines()))


def test_rows_of_scotland_hold_everywhere_but_for_those_of_a_partnerships_own(own: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(own, folder)
    rows = f"partnership,multiplier,value\nscotland,{NAMES[0]},3\nscotland,{NAMES[1]},4\ninverclyde,{NAMES[1]},5\n"
    (folder / "base" / "tables" / "calibrated.csv").write_text(rows, encoding="utf-8")
    for place, second in (("inverclyde", 5.0), ("western_isles", 4.0)):
        assert read_system([folder, SHIPPED], place).calibrated == {NAMES[0]: 3.0, NAMES[1]: second}
    (folder / "base" / "tables" / "calibrated.csv").write_text(rows + "scotland,x,many\n", encoding="utf-8")
    with pytest.raises(InputErrors, match=r"scotland\.x: 'many'.*must be a number"):
        read_system([folder, SHIPPED], "western_isles")


def test_only_a_fitted_figure_of_scotland_moves_a_multiplier(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(SHIPPED, folder)
    table = folder / "base" / "tables" / "figures.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace("scotland,watch,,", "scotland,watch,home_deaths,", 1), encoding="utf-8")
    with pytest.raises(InputErrors, match="only a figure of Scotland with the role fit moves a national multiplier"):
        published_figures([folder])


def test_a_national_calibration_leaves_tables_and_a_check_on_what_it_left_out(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    words = [*CALIBRATE, "--config-dir", str(own)]
    assert sim(monkeypatch, *words, "steps=2", "left_out=2") == 0
    printed = capsys.readouterr().out
    assert "Occupied beds, community hospitals (left out)" in printed
    (folder,) = (tmp_path / "results").glob("*-calibrate-*")
    check = list(csv.DictReader((folder / "check.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["multiplier"] for row in check] == [*NAMES, *NAMES]
    steps = list(csv.DictReader((folder / "steps.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["step"] for row in steps] == ["1"] * len(NAMES) + ["2"] * len(NAMES)
    assert "left_out:\n- inverclyde\n" in (folder / "provenance.yaml").read_text(encoding="utf-8")
    assert undescribed(folder) == []
    before = (folder / "check.csv").read_bytes()
    assert sim(monkeypatch, *words, "steps=2", "left_out=2") == 0
    assert (folder / "check.csv").read_bytes() == before
    assert sim(monkeypatch, *words, "steps=1", "left_out=3") == 0
    assert len(list((tmp_path / "results").glob("*-calibrate-*"))) == 2


def test_a_fifth_is_left_out_of_all_scotland_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert sim(monkeypatch, "study=calibrate", "partnership=fife", "left_out=2") == 2
    assert "left_out: partnerships are left out of partnership=scotland only" in capsys.readouterr().err
    assert not (tmp_path / "results").exists()


def test_a_year_that_cannot_be_run_is_told(fit: NationalFit, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ArithmeticError("lost somebody")

    monkeypatch.setattr(national_fit, "run", broken)
    with Workers(1) as workers, pytest.raises(NoAnswer, match=r"replication 0: ArithmeticError: lost somebody"):
        fit.simulated(workers, dict.fromkeys(NAMES, 1.0))
