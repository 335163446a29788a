"""The best mix: design, surrogate and search against full enumeration; the study on a small model; bad input."""

import html
from itertools import product
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.app.best_mix_tables import frontier_rows, step_rows
from sim.app.draft import DraftFolder, MixDraft
from sim.interface.best_mix_function import best_mix
from sim.interface.functions import load, read, rerun
from sim.report.best_mix_picture import draw_best_mix
from sim.report.best_mix_results import BestMixResults
from sim.report.best_mix_text import LESS, MORE, best_mix_text, findings, first_step
from sim.study.analysis.mix_design import design, neighbours
from sim.study.analysis.mix_search import Constraints, Search
from sim.study.analysis.mix_surrogate import Mix, Surrogate, fitted, held_out
from sim.study.analysis.shares_of_futures import share_interval
from sim.study.analysis.study_dictionaries import study_dictionary
from tests.unit.app_pages import shown, words
from tests.unit.test_front_door import sim

Floats = NDArray[np.float64]
SIZES = (1, 2, 1, 3, 1, 2)
FUTURES = 20
COST, COUNCIL = "cash", "council"


class World:
    """A made-up world in which every mix can be asked: main effects, two pairs that matter, and luck."""

    def __init__(self, noise: float = 20.0) -> None:
        drawn = np.random.default_rng(4)
        self.mains = [np.cumsum(drawn.uniform(40, 250, size)) for size in SIZES]
        self.costs = [np.cumsum(drawn.uniform(2e4, 2e5, size)) for size in SIZES]
        self.times = drawn.normal(1.0, 0.25, (len(SIZES), FUTURES))
        self.pairs = {(1, 3): -150.0, (0, 5): 120.0}
        self.noise, self.drawn = noise, drawn

    def days(self, mix: Mix) -> Floats:
        days = self.drawn.normal(0, self.noise, FUTURES) if self.noise else np.zeros(FUTURES)
        for at, value in enumerate(mix):
            days = days + (self.mains[at][value - 1] * self.times[at] if value else 0.0)
        for (a, b), effect in self.pairs.items():
            days = days + effect * self._part(a, mix) * self._part(b, mix)
        return np.asarray(days)

    def _part(self, at: int, mix: Mix) -> float:
        return float(self.mains[at][mix[at] - 1] / self.mains[at][-1]) if mix[at] else 0.0

    def cost(self, mix: Mix) -> float:
        return float(sum(self.costs[at][value - 1] for at, value in enumerate(mix) if value))

    def surrogate(self, count: int = 60) -> tuple[Surrogate, list[Mix], Floats]:
        mixes = design(SIZES, count)
        days = np.asarray([self.days(mix) for mix in mixes])
        costs = np.asarray([self.cost(mix) for mix in mixes])
        return fitted(SIZES, mixes, days, {COST: costs, COUNCIL: 0.4 * costs}), mixes, days


ALL = list(product(*(range(size + 1) for size in SIZES)))


def test_the_design_has_different_mixes_balanced_and_the_same_each_time() -> None:
    mixes = design(SIZES, 60)
    assert mixes == design(SIZES, 60)
    assert len(set(mixes)) == 60
    assert all(0 <= value <= size for mix in mixes for value, size in zip(mix, SIZES, strict=True))
    used = np.asarray([[value > 0 for value in mix] for mix in mixes]).mean(axis=0)
    assert ((used > 0.4) & (used < 0.75)).all()
    assert all(mix[3] for mix in design(SIZES, 40, needed=(3,)))
    assert len(design(SIZES, 10_000)) == len(ALL) - 1


def test_neighbours_are_one_step_away_or_without_a_lever() -> None:
    assert set(neighbours((1, 2), (1, 3))) == {(0, 2), (1, 1), (1, 3), (1, 0)}


def test_the_surrogate_keeps_the_pairs_that_matter_and_predicts_the_rest() -> None:
    world = World()
    surrogate, mixes, days = world.surrogate()
    assert {(pair.first, pair.second) for pair in surrogate.basis.pairs} == set(world.pairs)
    unseen = [mix for mix in ALL if mix not in mixes and any(mix)]
    world.noise = 0.0
    truth = np.asarray([world.days(mix).mean() for mix in unseen])
    assert np.abs(surrogate.futures(unseen).mean(axis=1) - truth).max() < 25
    error = held_out(SIZES, mixes, days, days)
    assert error.r_squared > 0.99
    assert error.random < error.typical_error < error.largest_error < 40


@pytest.mark.parametrize(
    "constraints",
    [Constraints(), Constraints(levers=3), Constraints({COUNCIL: 1.2e5}, needed=(2,)), Constraints({COST: 2.5e5})],
    ids=["free", "at most three", "budget and needed", "budget"],
)
def test_the_search_finds_what_full_enumeration_finds(constraints: Constraints) -> None:
    surrogate = World().surrogate()[0]
    search = Search(surrogate, COST, 0.8, constraints)
    days, costs = surrogate.futures(ALL), surrogate.mean(COST, ALL)
    council = surrogate.mean(COUNCIL, ALL)
    allowed = [at for at, mix in enumerate(ALL) if constraints.allow(mix, {COST: costs[at], COUNCIL: council[at]})]
    reached = np.sort(days, axis=1)[:, ::-1][:, ceil(0.8 * FUTURES) - 1]
    most = search.most()
    assert most is not None
    assert most.value == pytest.approx(max(reached[at] for at in allowed), rel=1e-3)
    target = 0.7 * most.value
    enough = sorted((at for at in allowed if reached[at] >= target), key=lambda at: costs[at])
    found: list[Mix] = []
    for at in enough[:3]:
        one = search.cheapest(target, found)
        assert one is not None
        assert one.finished
        assert costs[ALL.index(one.mix)] == pytest.approx(costs[at], rel=1e-3)
        found.append(one.mix)
    assert len(set(found)) == min(3, len(enough))
    assert search.cheapest(1.01 * most.value) is None


def test_the_interval_of_a_share_is_wilsons() -> None:
    assert share_interval(16, 20) == pytest.approx((0.584, 0.919), abs=1e-3)  # Newcombe 1998, by his formula
    assert share_interval(0, 10)[0] == 0.0
    assert share_interval(10, 10)[1] == 1.0


# --- the study -------------------------------------------------------------------------------------------------------

COSTS = {"pounds": 100, "basis": "assumption", "source": "made up"}
LEVERS = {
    "therapy": {"places": [2, 4], "cost": COSTS | {"pounds": 60}},
    "rehab": {"places": [1], "cost": COSTS},
    "support": {"places": [2], "cost": COSTS | {"pounds": 40}},
}
PERIOD = {"measured_from": None, "warmup_days": 20, "years": 0, "days": 60}
KEYS: dict[str, Any] = {"replications": 10, "check": 10, "engine": "compiled", "period": PERIOD, "cores": 1}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="module")
def folder(results: Path) -> Path:
    table = best_mix(read(model="discharge_to_assess"), LEVERS, target=TARGET, results=results, **KEYS)
    return Path(table.attrs["folder"])


TARGET = 300.0


def test_the_mix_chosen_is_the_cheapest_of_those_checked_that_are_met(folder: Path) -> None:
    table, answer = load(folder)["best_mix"], load(folder)["best_mix_answer"].iloc[0]
    often = table[(table["chance"] >= 0.8) & table["within_constraints"]]
    best = table[table["is_best"]].iloc[0]
    assert answer["is_met"]
    assert best["cash"] == often["cash"].min()
    assert answer["last_futures"] == KEYS["check"]
    assert 0 <= answer["last_lower"] <= answer["last_chance"] <= answer["last_upper"] <= 1


def test_the_same_question_asked_again_runs_nothing_and_gives_the_same_tables(results: Path, folder: Path) -> None:
    before = {name: table for name, table in load(folder).items() if name != "runs"}
    cells = {path: path.stat().st_mtime_ns for path in results.glob("cells/*/*.json") if "baseline" not in path.name}
    best_mix(read(model="discharge_to_assess"), LEVERS, target=TARGET, results=results, **KEYS)
    assert {path: path.stat().st_mtime_ns for path in cells} == cells
    assert all(load(folder)[name].equals(table) for name, table in before.items())


def test_rerun_gives_the_same_tables(folder: Path) -> None:
    again = rerun(folder, cores=1, results=folder.parent.parent / "again")
    assert again.differing(load(folder)) == []


def test_a_target_out_of_reach_is_told_with_how_near(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = best_mix(read(model="discharge_to_assess"), LEVERS, target=1e6, at_most=1, results=results, **KEYS)
    answer = table.attrs["answer"].iloc[0]
    assert not answer["is_met"]
    assert 0 < answer["most_predicted"] < 1e6
    text = best_mix_text(Path(table.attrs["folder"]), "The place")
    assert "No mix was found that returns" in text
    assert "Within the constraints the most is about" in text


def test_every_column_is_in_the_dictionary(folder: Path) -> None:
    known = study_dictionary("best_mix").groupby("file")["name"].apply(set).to_dict()
    for name, table in load(folder).items():
        if name != "data_dictionary":
            assert set(table.columns) <= known[f"{name}.csv"], name


def test_the_page_of_the_app_says_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOMEFIRST_RESULTS", str(folder.parent))
    draft = DraftFolder.fresh(folder.parent)
    draft.change(place="orkney_islands", mix=MixDraft(target=TARGET), results={"best_mix": folder.name})
    page, results = words(shown("best_mix", draft=draft.key)), BestMixResults(folder)
    printed = best_mix_text(folder, "The place").replace("-", "\N{MINUS SIGN}")
    assert all(html.escape(sentence) in page or sentence in page for sentence in findings(results))
    for _, cost, days, interval, reached, _ in frontier_rows(results):
        for cell in (cost, days, interval, reached):
            assert f">{cell}</td>" in page
            assert f" {cell}" in printed
    for step in (LESS, MORE):
        assert html.escape(first_step(results, step), quote=True) in page
        assert all(f" {row[1]}" in printed and row[4] in printed for row in step_rows(results, step))


def test_text_and_picture(folder: Path) -> None:
    text = best_mix_text(folder, "The place")
    assert max(map(len, text.split("\n"))) <= 100
    assert "had no part in the choice" in text
    draw_best_mix(folder, "The place")
    made = {path.name for path in (folder / "figures").iterdir()}
    assert {"best_mix.svg", "best_mix.png", "best_mix.csv", "alternative_texts.csv"} == made


NINE = "mix=nine_systems"


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["mix=nine_system", "target=100"], "did you mean 'nine_systems'"),
        ([NINE], "name a target, or a budget"),
        ([NINE, "target=100", "chance=80"], "chance"),
        ([NINE, "target=100", "must_include=[falls_exercises]"], "did you mean 'falls_exercise'"),
        ([NINE, "target=100", "must_include=[step_up,frailty_unit]", "at_most=1"], "less than the 2 levers"),
        ([NINE, "target=100", "+budgets.counsil=5"], "did you mean 'council'"),
        ([NINE, "target=100", "+limits.bed_days=5"], "limits"),
        ([NINE, "target=100", "replications=5"], "at least 10"),
        (["options=[more_home_support]", "target=100"], "there are 1 levers"),
        (["options=[package,falls_prevention]", "target=100"], "both have it"),
    ],
)
def test_bad_requests_leave_nothing_and_exit_with_two(
    words: list[str], line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert sim(monkeypatch, "study=best_mix", *words) == 2
    message = capsys.readouterr().err
    assert line in message
    assert message.count("\n") == 1, message
    assert not list(tmp_path.iterdir())
