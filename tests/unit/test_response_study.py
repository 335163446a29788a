"""The study of responses to capacity: keys, comparisons, what it takes up, the sum, the text and the picture."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.description.input_errors import InputErrors
from sim.description.scarcity_ends import at_end
from sim.engine import engines
from sim.report.capacity_picture import picture
from sim.report.capacity_responses import Tables, news_text, responses_text
from sim.study.kinds.comparison_study import ComparisonStudy
from sim.study.kinds.response_study import Responses
from sim.study.request import Request, asking
from sim.study.run import replication
from tests.behaviour.partnerships import with_only
from tests.unit.data_dictionaries import undescribed
from tests.unit.test_front_door import sim
from tests.unit.test_study_conf import HORIZON, written

SHIPPED = Path(__file__).resolve().parents[2] / "scenarios"
ORKNEY, SHETLAND = "orkney_islands", "shetland_islands"
ASKED = {"capacities": ["home_support", "care_home"], "percents": [20, 10], "scarcities": ["low", "centre"]}
ROOTS: list[Path] = []


@pytest.fixture(scope="module", autouse=True)
def two_partnerships(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let Scotland be two of its smallest partnerships."""
    ROOTS[:] = [with_only(tmp_path_factory.mktemp("own"), ORKNEY, SHETLAND), SHIPPED]


def asked(partnership: str | None = ORKNEY, **changes: Any) -> Request:
    """Return a study of six weeks."""
    period = HORIZON | {"warmup_days": 14, "days": 28}
    study = {"study": {"name": "capacity_response"}, "engine": {"name": "compiled"}, "options": [], "period": period}
    return asking(written(partnership=partnership) | study | ASKED | changes, list(changes), ROOTS)


def answered(results: Path, partnership: str = ORKNEY, **changes: Any) -> Responses:
    study = asked(partnership, results=str(results), **changes).begin(ROOTS, ["python"])
    assert isinstance(study, Responses)
    assert list(study.run(1))[-1] == study.total
    return study


@pytest.fixture(scope="module")
def orkney(tmp_path_factory: pytest.TempPathFactory) -> Responses:
    return answered(tmp_path_factory.mktemp("results"))


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Responses:
    return answered(tmp_path_factory.mktemp("results"), "scotland", capacities=["home_support"], scarcities=["high"])


# --- what is asked ---------------------------------------------------------------------------------------------------


def test_it_makes_an_option_for_each_capacity_and_percentage_the_smallest_first() -> None:
    question = asked().question
    assert list(question.options) == ["home_support_10", "home_support_20", "care_home_10", "care_home_20"]
    assert [option.changes[0].by for option in question.options.values()] == ["10%", "20%"] * 2
    assert question.options["care_home_20"].title == "Care home, 20 % more"
    assert "baseline and 4 options, 2 replications, at scarcity low, centre" in asked().opening


def test_other_capacities_are_another_question_and_other_scarcities_the_same() -> None:
    first = asked().question.hash
    assert asked(scarcities=["high"]).question.hash == first
    assert len({first, asked(percents=[10]).question.hash, asked(capacities=["care_home"]).question.hash}) == 3


L = "command line"
BAD: dict[str, tuple[dict[str, Any], str]] = {
    "unknown": ({"capacities": ["care_hom"]}, f"{L}: capacities: unknown name 'care_hom' (did you mean 'care_home'?)"),
    "without places": ({"capacities": ["own_home"]}, f"{L}: capacities: unknown name 'own_home'"),
    "none": ({"capacities": []}, f"{L}: capacities: is empty: name at least one"),
    "twice": ({"percents": [10, 10]}, f"{L}: percents: 10 stands twice"),
    "nothing more": ({"percents": [-1]}, f"{L}: percents.#1: -1 percent added: must be at least 0.01"),
    "no such end": ({"scarcities": ["lowest"]}, f"{L}: scarcities.#1: unknown word 'lowest'"),
    "options": ({"options": ["package"]}, f"{L}: options: study=capacity_response makes its options itself"),
    "scarcity": ({"scarcity": "low"}, f"{L}: scarcity: study=capacity_response runs each of scarcities"),
    "events": ({"event_log": True}, f"{L}: event_log: study=capacity_response keeps no events"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_keys_are_told(case: str) -> None:
    changes, expected = BAD[case]
    with pytest.raises(InputErrors) as refused:
        asked(**changes)
    assert str(refused.value).splitlines()[0].startswith(expected)


def test_a_small_model_is_refused() -> None:
    with pytest.raises(InputErrors, match="model: study=capacity_response is of a partnership or of scotland"):
        asked(model="one_ward", partnership=None, capacities=["ward"], scarcities=["centre"])


# --- what comes out --------------------------------------------------------------------------------------------------


def test_every_column_stands_in_the_data_dictionary(orkney: Responses, both: Responses) -> None:
    assert [undescribed(one.folder.path) for one in (orkney, both)] == [[], []]


def test_the_change_of_hours_predicts_the_next_year(both: Responses) -> None:
    """A row for each partnership with its own elasticity, and the error beside "same as last year"."""
    table = pd.read_csv(both.folder.path / "next_year_by_capacity.csv").set_index("partnership")
    assert set(table.index) == {ORKNEY, SHETLAND}
    own = both.table[(both.table["percent"] == 10) & (both.table["measure"] == "delayed_bed_days_75_plus")]
    assert table["elasticity"].to_dict() == pytest.approx(
        own.set_index("partnership")["elasticity"].drop("scotland").to_dict()
    )
    expected = table["published_before"] * (table["hours"] / table["hours_before"]) ** table["elasticity"]
    assert table["by_capacity"].to_dict() == pytest.approx(expected.to_dict())
    summary = pd.read_csv(both.folder.path / "next_year_by_capacity_summary.csv")
    assert list(summary["method"]) == ["by_capacity", "same_as_last_year"]
    assert "last year's days by the change of home-support hours" in news_text(both.folder.path)


def test_each_scarcity_is_the_comparison_at_that_end(orkney: Responses, tmp_path: Path) -> None:
    study = orkney.comparisons["low"]
    question = study.places[ORKNEY].question
    assert question.description == at_end(asked().question.description, "low")
    alone = ComparisonStudy.begin(question, tmp_path, ROOTS)
    list(alone.run(1))
    for table in ("measures.parquet", "comparison.csv", "daily.parquet"):
        assert (study.folder.path / table).read_bytes() == (alone.folder.path / table).read_bytes(), table


def test_the_responses_are_those_of_the_measures(orkney: Responses) -> None:
    table = pd.read_csv(orkney.folder.path / "responses.csv")
    assert len(table) == 2 * 2 * 2 * 3
    measures = pd.read_parquet(orkney.folder.path / "centre" / "measures.parquet")
    rows = measures[(measures["measure"] == "emergency_bed_days") & (measures["breakdown"] == "all")]
    means = rows.groupby("option")["value"].mean()
    one = table[(table["scarcity"] == "centre") & (table["measure"] == "emergency_bed_days")]
    for row in one.to_dict("records"):
        assert row["option"] == pytest.approx(means[f"{row['capacity']}_{row['percent']:g}"])
        assert row["baseline"] == pytest.approx(means["baseline"])
        assert row["percent_change"] == pytest.approx(100 * (row["option"] / row["baseline"] - 1))
    assert (one["option"] != one["baseline"]).any()


def test_what_is_added_is_what_the_comparison_says(orkney: Responses) -> None:
    table = pd.read_csv(orkney.folder.path / "responses.csv")
    changes = pd.read_csv(orkney.folder.path / "low" / "option_changes.csv").set_index("option")
    for row in table[table["scarcity"] == "low"].to_dict("records"):
        change = changes.loc[f"{row['capacity']}_{row['percent']:g}"]
        assert (row["today"], row["added"], row["capacity_unit"]) == (change["today"], change["given"], change["unit"])
        assert row["added_percent"] == pytest.approx(row["percent"], rel=0.1)


def test_scotland_is_the_sum_by_replication(both: Responses) -> None:
    table = (
        pd.read_csv(both.folder.path / "responses.csv").set_index(["partnership", "percent", "measure"]).sort_index()
    )
    for (percent, measure), whole in table.loc["scotland"].iterrows():
        parts = [table.loc[(name, percent, measure)] for name in (ORKNEY, SHETLAND)]
        for column in ("today", "added", "baseline", "option", "difference", "people_65_plus"):
            assert whole[column] == pytest.approx(sum(part[column] for part in parts), abs=1e-6), column
        assert whole["percent_change"] == pytest.approx(100 * whole["difference"] / whole["baseline"])
    assert set(table.loc["scotland", "partnerships"]) == {2}


def test_what_is_finished_is_taken_up_and_another_scarcity_added(
    orkney: Responses, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = pd.read_csv(orkney.folder.path / "responses.csv")
    drawn: list[int] = []
    sound = replication.draw
    monkeypatch.setattr(replication, "draw", lambda *given: drawn.append(given[3]) or sound(*given))
    results = orkney.folder.path.parent
    assert answered(results).taken_up == 4
    assert drawn == []
    assert list(results.iterdir()) == [orkney.folder.path]
    more = answered(results, scarcities=["low", "centre", "high"], capacities=ASKED["capacities"])
    assert (more.taken_up, more.total, drawn) == (4, 6, [1, 2])
    again = pd.read_csv(orkney.folder.path / "responses.csv")
    kept = again[again["scarcity"] != "high"].reset_index(drop=True)
    pd.testing.assert_frame_equal(kept, before)


def test_a_failed_option_leaves_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = engines.run

    def lame(tables: Any, *rest: Any, **more: Any) -> Any:
        grows = np.asarray(tables.change_to)
        if len(grows) and len(grows) > lame_beyond:
            raise ZeroDivisionError("no way")
        return sound(tables, *rest, **more)

    baseline = asked().question
    work = replication.Work(baseline)
    lame_beyond = len(work.tables["baseline"].change_to)
    monkeypatch.setattr(replication, "run", lame)
    study = answered(tmp_path, scarcities=["centre"])
    assert study.warnings == ["scarcity centre: 8 runs gave no answer: runs.csv names them"]
    table = pd.read_csv(study.folder.path / "responses.csv")
    assert (table["replications"] == 0).all()
    assert table["difference"].isna().all()
    assert "no answer" in responses_text(study.folder.path, "Orkney")


# --- how it is shown -------------------------------------------------------------------------------------------------


def made_up(folder: Path) -> Path:
    """Write the tables of a made-up study."""
    rows = []
    for capacity, label, size in (("home_support", "Home support", 900.0), ("care_home", "Care home", 500.0)):
        for scarcity, times in (("low", 1.0), ("centre", 0.8), ("high", 0.6)):
            for percent in (1, 5, 10, 20):
                back = size * times * (1 - np.exp(-percent / 12))
                for measure in ("delayed_bed_days_75_plus", "standard_delayed_bed_days_75_plus", "emergency_bed_days"):
                    ends = {"difference": -back, "difference_lower": -back - 60, "difference_upper": -back + 60}
                    part = {f"percent_change{e}": d for e, d in (("", -back / 90), ("_lower", -14), ("_upper", -2))}
                    rows.append(
                        {"partnership": "fife", "capacity": capacity, "label": label, "percent": percent,
                         "scarcity": scarcity, "measure": measure, "added_percent": 1.0 * percent,
                         "people_65_plus": 80_000, "elasticity": -0.8, "replications": 5,
                         "days_per_1000_for_10_percent": -back / 80 * 10 / percent, "note": ""} | ends | part
                    )  # fmt: skip
    pd.DataFrame(rows).to_csv(folder / "responses.csv", index=False)
    check = [
        "fife",
        "home_support",
        "low",
        "emergency_bed_days",
        "right",
        "growing",
        "more for each place from 1 to 5 %",
    ]
    names = ["partnership", "capacity", "scarcity", "measure", "sign", "diminishing", "note"]
    pd.DataFrame([check], columns=names).to_csv(folder / "response_checks.csv", index=False)
    beside = {"partnership": "fife", "scarcity": "centre", "capacity": "home_support", "percent": 10,
              "measure": "emergency_bed_days", "unit": "days per 1,000 people 65+ for 10 % more",
              "published_low": -8.0, "published_high": -4.0, "modelled": -5.1, "lower": -6.0, "upper": -3.0,
              "verdict": "within", "sure": False, "published_place": "Ireland, areas", "source": "A 2019"}  # fmt: skip
    pd.DataFrame([beside]).to_csv(folder / "beside_published.csv", index=False)
    return folder


def test_the_text_says_responses_faults_and_published_ranges(tmp_path: Path) -> None:
    text = responses_text(made_up(tmp_path), "Fife")
    lines = text.splitlines()
    assert max(len(line) for line in lines) <= 100
    assert lines[0] == "Response to 10 % more of a capacity in Fife, mean of 5 replications"
    assert [line.split()[2] for line in lines[4:10]] == ["low", "centre", "high"] * 2
    assert "407 (347 to 467)" in lines[5]
    assert "10%  -4.5% (-14 to -2.0)" in lines[5]
    assert "More capacity, fewer days: right 1." in text
    assert "growing 1; growing: home support, emergency bed days, low (more for each place from 1 to 5 %)" in (
        " ".join(lines)
    )
    assert "published -8.0 to -4.0 (Ireland, areas); modelled centre -5.1 (within?)" in " ".join(lines)


def test_the_picture_shows_lines_intervals_the_straight_line_and_the_published_range(tmp_path: Path) -> None:
    drawn = picture(Tables.read(made_up(tmp_path)), "Fife")
    assert drawn.title == "Bed days returned a year by 10 % more: home support 407, care home 226"
    panels = [{str(line.get_gid()): line for line in axes.lines} for axes in drawn.figure.axes]
    assert len(panels) == 2
    for axes, lines, capacity in zip(drawn.figure.axes, panels, ("home_support", "care_home"), strict=True):
        mine = drawn.table[(drawn.table["capacity"] == capacity) & (drawn.table["scarcity"] == "centre")]
        assert np.asarray(lines["centre-line"].get_ydata()).tolist() == pytest.approx([0, *mine["returned"]])
        straight = np.asarray(lines["straight"].get_ydata())
        assert straight[2] == pytest.approx(mine["returned"].iloc[1])
        assert straight[-1] == pytest.approx(4 * mine["returned"].iloc[1])
        ends = [np.asarray(line.get_ydata()).tolist() for line in axes.lines if line.get_gid() == "interval"]
        assert mine[["lower", "upper"]].iloc[-1].tolist() in ends
    assert np.asarray(panels[0]["published"].get_ydata()).tolist() == [640, 320]
    assert "published" not in panels[1]
    assert "Home support, scarcity low: 1 %" in drawn.alternative


def test_it_is_asked_run_and_shown_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    words = [
        "study=capacity_response",
        "partnership=shetland_islands",
        "period=four_weeks",
        "replications=2",
        "cores=1",
    ]
    assert sim(monkeypatch, *words, "capacities=[intermediate_care]", "percents=[50]", "scarcities=[centre]") == 0
    told = capsys.readouterr().out
    assert "Response to 50 % more of a capacity in Shetland Islands, mean of 2 replications" in told
    (folder,) = (tmp_path / "results").iterdir()
    assert f"pictures results/{folder.name}/figures" in told
    assert (folder / "figures" / "capacity_response.png").read_bytes().startswith(b"\x89PNG")
    assert sim(monkeypatch, f"rerun=results/{folder.name}") == 2
    assert "rerun=results/NAME/centre" in capsys.readouterr().err
    assert sim(monkeypatch, f"rerun=results/{folder.name}/centre", "cores=1", "report=none") == 0
    assert "tables equal those of centre" in capsys.readouterr().out
