"""Fair shares: values of games known from textbooks, the study on a small model, and what it tells."""

from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.app.draft import DraftFolder
from sim.description.input_errors import InputErrors
from sim.description.interventions import Option
from sim.interface.functions import load, read, rerun
from sim.interface.scenario import Scenario
from sim.interface.shares_function import shares
from sim.report.shares_picture import draw_shares
from sim.report.shares_text import SharesResults, shares_text, table_rows
from sim.study.analysis.confidence_intervals import half_width
from sim.study.analysis.holm import told_apart
from sim.study.analysis.orders import (
    adding_up,
    exact_shares,
    interaction,
    mixes_of,
    mixes_of_all_orders,
    order_of,
    paired_shares,
)
from sim.study.analysis.study_dictionaries import study_dictionary
from sim.study.kinds.cell_runs import CellWork
from sim.study.question.draws import Drawn
from sim.study.request import asking
from sim.study.run.cell_store import CellStore
from tests.unit.app_pages import shown, words
from tests.unit.test_front_door import sim
from tests.unit.test_study_conf import written
from tests.unit.test_sweep_study import SHIPPED

SINGLE = [[0], [1], [2]]
PLACES = {
    "therapy": Option.model_validate({"title": "Therapy", "changes": [{"capacity_of": "therapy", "places": 2}]}),
    "step_down": Option.model_validate({"title": "Step-down", "changes": [{"capacity_of": "therapy", "places": 1}]}),
    "later": Option.model_validate(
        {"title": "Later", "changes": [{"capacity_of": "therapy", "places": 2, "from": "2024-02-15"}]}
    ),
}
PERIOD = {"measured_from": None, "warmup_days": 30, "years": 0, "days": 60}
KEYS: dict[str, Any] = {"replications": 3, "engine": "compiled", "period": PERIOD, "cores": 1}


def game(seed: int, count: int) -> dict[int, NDArray[np.float64]]:
    """Return a game with random values of every mix."""
    drawn = np.random.default_rng(seed)
    return {mix: drawn.normal(size=2) for mix in range(1, 1 << count)}


# --- values ----------------------------------------------------------------------------------------------------------


def test_gloves() -> None:
    """One left glove and two right ones: the owner of the left has two thirds (Shapley and Shubik 1969)."""
    values = {mix: np.asarray([float(mix & 1 and mix > 1)]) for mix in range(1, 8)}
    assert exact_shares(values, SINGLE)[:, 0] == pytest.approx([2 / 3, 1 / 6, 1 / 6])
    assert interaction(values, 0, 1)[0] == 1.0
    assert paired_shares(values, (0, 1, 2))[:, 0].tolist() == [0.5, 0.5, 0.0]  # whoever comes second makes the pair


@pytest.mark.parametrize("groups", [[[0], [1], [2], [3]], [[0, 2], [1], [3]], [[0, 1], [2, 3]]])
def test_exact_shares_are_the_mean_over_all_orders_that_keep_groups_together(groups: list[list[int]]) -> None:
    values = game(7, 4)
    kept = [order for order in permutations(range(4)) if _keeps(order, groups)]
    means = np.mean([paired_shares(values, order) for order in kept], axis=0)
    assert exact_shares(values, groups) == pytest.approx(means)
    assert set(mixes_of_all_orders(groups)) == {mix for order in kept for mix in mixes_of(order)}


def _keeps(order: tuple[int, ...], groups: list[list[int]]) -> bool:
    places = [sorted(order.index(part) for part in group) for group in groups]
    return all(at[-1] - at[0] == len(at) - 1 for at in places)


def test_an_order_and_its_reverse_share_out_the_package() -> None:
    values, order = game(3, 5), (3, 0, 4, 1, 2)
    assert paired_shares(values, order).sum(axis=0) == pytest.approx(values[31])
    assert len(mixes_of(order)) == 2 * 4 + 1


def test_orders_give_every_group_every_place_once_and_keep_parts_together() -> None:
    groups = [[0, 1, 2], [3], [4, 5], [6]]
    orders = [order_of(groups, seed=5, number=number) for number in range(1, 9)]
    assert orders == [order_of(groups, seed=5, number=number) for number in range(1, 9)]
    assert orders != [order_of(groups, seed=6, number=number) for number in range(1, 9)]
    assert all(sorted(order) == list(range(7)) and _keeps(order, groups) for order in orders)
    first_of = [next(at for at, group in enumerate(groups) if order[0] in group) for order in orders]
    assert sorted(first_of[:4]) == sorted(first_of[4:]) == [0, 1, 2, 3]


def test_rounded_shares_add_up() -> None:
    assert adding_up([1 / 3, 1 / 3, 1 / 3], 1.0, 2) == [0.34, 0.33, 0.33]
    assert adding_up([-0.5, 1.26, 0.24], 1.0, 1) == [-0.5, 1.3, 0.2]


def test_holm_tells_apart_what_is_and_nothing_else() -> None:
    noise = np.random.default_rng(2).normal(size=(40, 20))
    noise[:2] += 5.0
    drawn = Drawn(np.zeros((20, 0)), None)
    verdicts = told_apart([(row, drawn) for row in noise])
    assert verdicts == [True, True] + [False] * 38
    standard = (noise[9] - noise[9].mean()) / noise[9].std(ddof=1)
    unsure = standard + 1.05 * float(half_width(1.0, 20))  # told apart at 95 % by itself, not as one of two
    assert told_apart([(unsure, drawn)]) == [True]
    assert told_apart([(unsure, drawn), (1.02 * unsure, drawn)]) == [False, False]


# --- the study -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="module")
def place() -> Scenario:
    return read(model="discharge_to_assess")


@pytest.fixture(scope="module")
def folder(results: Path, place: Scenario) -> Path:
    table = shares(place, PLACES, interactions=True, results=results, **KEYS)
    return Path(table.attrs["folder"])


def test_shares_add_up_to_the_package_to_the_last_digit(folder: Path) -> None:
    table = load(folder)["shares"]
    assert {"bed_days_returned", "net_cost_cash", "delayed_bed_days", "waits_in_the_community"} <= set(table["measure"])
    for keys, rows in table.groupby(["measure", "level"]):
        package, parts = (rows[rows["kind"] == kind]["share"] for kind in ("package", "part"))
        assert package.abs().iloc[0] > 0 or keys[0] in ("net_cost", "net_cost_cash", "home_support_hours"), keys
        assert f"{parts.sum():.6f}" == f"{package.iloc[0]:.6f}", keys


def test_of_three_parts_six_orders_are_all(results: Path, place: Scenario, folder: Path) -> None:
    """Three orders in a Latin square, with their reverses, and all mixes: the same package, shares alike."""
    exact = shares(place, PLACES, exact=True, results=results, **KEYS)
    sampled = load(folder)["shares"]
    pick = [
        table[(table["measure"] == "bed_days_returned") & (table["kind"] == "package")] for table in (exact, sampled)
    ]
    assert pick[0]["share"].iloc[0] == pick[1]["share"].iloc[0]
    assert exact.attrs["orders"]["order"].unique().tolist() == ["all"]


def test_what_is_kept_is_not_run_again(results: Path, place: Scenario, folder: Path) -> None:
    cells = {path: path.stat().st_mtime_ns for path in results.glob("cells/*/*.json") if "baseline" not in path.name}
    shares(place, PLACES, interactions=True, results=results, **KEYS)
    assert cells
    assert all(path.stat().st_mtime_ns == at for path, at in cells.items())


def test_rerun_gives_the_same_tables(folder: Path, tmp_path: Path) -> None:
    assert rerun(folder, cores=1, results=tmp_path).differing(load(folder)) == []


def test_every_column_is_in_the_dictionary(folder: Path) -> None:
    known = study_dictionary("shares").groupby("file")["name"].apply(set).to_dict()
    for name, table in load(folder).items():
        if name != "data_dictionary":
            assert set(table.columns) <= known[f"{name}.csv"], name


def test_the_page_of_the_app_says_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOMEFIRST_RESULTS", str(folder.parent))
    draft = DraftFolder.fresh(folder.parent)
    options = ("housing_links", "more_home_support")
    draft.change(place="orkney_islands", options=options, results={"shares": folder.name})
    page, printed = words(shown("compare", draft=draft.key)), shares_text(folder, "The place")
    rows = table_rows(SharesResults(folder))
    assert len(rows) == len(PLACES) + 1
    for title, share, ends, *_ in rows:
        assert f"{title}</th>" in page
        for cell in (share, ends):
            assert f">{cell}</td>" in page
            assert f" {cell}" in printed


def test_text_and_pictures(folder: Path) -> None:
    text = shares_text(folder, "The place")
    assert max(map(len, text.split("\n"))) <= 100
    assert "The 3 shares add up to the package" in text
    draw_shares(folder, "The place")
    made = {path.name for path in (folder / "figures").iterdir()}
    assert {"shares.svg", "shares.png", "shares.csv", "interactions.png", "alternative_texts.csv"} <= made


def test_every_replication_has_its_draw_of_the_baseline() -> None:
    """Also where only the baseline is run; and runs on draws are kept apart from those without."""
    conf = written(study={"name": "compare"}, partnership="inverclyde", options=["more_home_support"])
    drawn, fixed = (asking(conf | {"calibration": word}, [], SHIPPED).question for word in ("drawn", "fixed"))
    for number, draw in ((1, 0), (2, 0), (3, 1)):
        for names in ([], ["more_home_support"]):
            calibrated = CellWork(drawn).of(number, names).question.description.calibrated
            assert calibrated == {**drawn.description.calibrated, **drawn.posterior[draw]}
    stores = [CellStore.of(Path("results"), question).folder for question in (drawn, fixed)]
    assert stores[0] != stores[1]


# --- bad input -------------------------------------------------------------------------------------------------------


def test_options_that_do_the_same_have_no_share_of_their_own(place: Scenario) -> None:
    fast = Option.model_validate({"title": "Fast", "set": {"settings.therapy.cost.pounds": 1}})
    with pytest.raises(InputErrors, match="'one' and 'two' both have it"):
        shares(place, {"one": fast, "two": fast}, **KEYS)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["options=[more_home_support]"], "nothing to share out"),
        (["options=[package]", "groups=systems"], "groups"),
        (["options=[package]", "parts=option"], "parts"),
        (["options=[package,falls_prevention]"], "'package' and 'falls_prevention' both have it"),
        (["options=[pakage]"], "did you mean 'package'"),
        (["event_log=true"], "keeps no events"),
        (["study=compare", "exact=true"], "exact: is a key of study=shares only"),
    ],
)
def test_bad_requests_leave_nothing_and_exit_with_two(
    words: list[str], line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    study = [] if words[0].startswith("study") else ["study=shares"]
    assert sim(monkeypatch, *study, *words) == 2
    message = capsys.readouterr().err
    assert line in message
    assert message.count("\n") == 1, message
    assert not list(tmp_path.iterdir())
