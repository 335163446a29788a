"""The trajectory picture: months of baseline and options, and milestones of a target path as they are written."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from sim.description.input_errors import InputErrors
from sim.description.milestones import milestones_of
from sim.description.read import read_model, read_system
from sim.report.picture_files import draw
from sim.report.pictures import pictures
from sim.report.results_folder import read_results
from sim.report.style import style
from tests.unit.made_up_results import OPTIONS, write_results

SHIPPED = Path(__file__).resolve().parents[2] / "scenarios"
FIRST = {"date": "2024-03-31", "measure": "delayed_people", "at_most": 90}


def by_period(months: int = 12, cut: str = "") -> pd.DataFrame:
    """Return made-up results by month (one of them cut by the period) and of the whole, with rows by reason too."""
    starts = pd.period_range("2023-04", periods=months, freq="M")
    rows: list[dict[str, Any]] = []
    for number, option in enumerate(["baseline", *OPTIONS]):
        for at, month in enumerate(starts):
            about = {
                "option": option, "period_kind": "month", "period": str(month), "complete": str(month) != cut,
                "from_date": month.start_time.date().isoformat(), "to_date": month.end_time.date().isoformat(),
            }  # fmt: skip
            for measure, level, mean in (
                ("delayed_people", "all", 120.0 - 4 * number + at), ("delayed_people", "funding", 3.0),
                *([("bed_days_returned", "all", 50.0 * number)] if number else []),
            ):  # fmt: skip
                rows.append(
                    about | {"measure": measure, "level": level, "mean": mean, "mean_lower": mean - 3}
                    | {"mean_upper": mean + 3}
                )  # fmt: skip
        if number:
            whole = {
                "option": option,
                "period_kind": "whole",
                "period": "measured period",
                "measure": "bed_days_returned",
            }
            rows.append({**rows[-1], **whole, "mean": 600.0 * number})
    return pd.DataFrame(rows)


def folder_with(tmp_path: Path, table: pd.DataFrame, milestones: list[dict[str, Any]] | None = None) -> Path:
    folder = tmp_path / "made-up"
    write_results(folder)
    table.to_parquet(folder / "by_period.parquet")
    asked = yaml.safe_load((folder / "question.yaml").read_text(encoding="utf-8"))
    asked["milestones"] = milestones or []
    (folder / "question.yaml").write_text(yaml.safe_dump(asked), encoding="utf-8")
    return folder


def trajectory(folder: Path) -> Any:
    with style():
        return next((one for one in pictures(read_results(folder)) if one.name == "trajectory"), None)


def test_months_and_milestones_are_drawn(tmp_path: Path) -> None:
    outside = FIRST | {"date": "2026-03-31", "at_most": 80}
    picture = trajectory(folder_with(tmp_path, by_period(), [FIRST, outside]))
    assert "In March 2024 131 people are delayed in the baseline" in picture.title
    assert "Milestone 31 Mar 2024: at most 90." in picture.alternative
    assert "at most 80" not in picture.alternative
    delayed, returned = picture.figure.axes
    words = [text.get_text() for text in delayed.texts]
    assert "31 Mar 2024: at most 90" in words
    assert "Baseline: 131" in words
    assert {line.get_gid() for line in delayed.lines} >= {"baseline-line", "package-line"}
    assert "baseline-line" not in {line.get_gid() for line in returned.lines}
    line = next(line for line in delayed.lines if line.get_gid() == "baseline-line")
    assert line.get_ydata().tolist() == [120.0 + at for at in range(12)]


def test_of_many_options_those_that_return_most_are_drawn(tmp_path: Path) -> None:
    picture = trajectory(folder_with(tmp_path, by_period()))
    assert set(picture.table["option"]) == {"baseline", *list(OPTIONS)[1:]}


def test_a_month_that_the_period_cuts_is_in_the_table_and_not_in_the_picture(tmp_path: Path) -> None:
    picture = trajectory(folder_with(tmp_path, by_period(cut="2024-03")))
    assert "2024-03" in set(picture.table["period"])
    assert "In February 2024 130 people" in picture.title
    assert len(picture.figure.axes[0].lines[0].get_ydata()) == 11


@pytest.mark.parametrize("table", [by_period(months=1), by_period(months=2, cut="2023-05")])
def test_fewer_than_two_whole_months_are_no_trajectory(tmp_path: Path, table: pd.DataFrame) -> None:
    assert trajectory(folder_with(tmp_path, table)) is None


def test_it_stands_among_the_figures_of_a_folder(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, by_period(), [FIRST])
    assert {path.name for path in draw(folder)} >= {"trajectory.svg", "trajectory.png", "trajectory.csv"}


# --- milestones as they are written ----------------------------------------------------------------------------------


def own(tmp_path: Path, *milestones: dict[str, Any]) -> list[Path]:
    (tmp_path / "base").mkdir()
    text = yaml.safe_dump({"milestones": [*milestones]})
    (tmp_path / "base" / "milestones.yaml").write_text(text.replace("'", ""), encoding="utf-8")
    return [tmp_path, SHIPPED]


def test_a_milestone_is_read_and_its_place_known(tmp_path: Path) -> None:
    places = [FIRST | {"partnership": name} for name in ("fife", "scotland")]
    description = read_system(own(tmp_path, *places), "fife")
    assert [one.amount for one in description.milestones] == [90.0, 90.0]
    assert [one.partnership for one in milestones_of(description.milestones, "fife")] == ["fife"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"at_most": None, "at_least": 3}, "needs at_most, and no other bound"),
        ({"at_least": 3}, "needs at_most, and no other bound"),
        ({"measure": "bed_days_returned"}, "needs at_least, and no other bound"),
        ({"measure": "deaths"}, "delayed_people"),
        ({"date": "soon"}, "milestones"),
        ({"at_most": -1}, "at_most"),
        ({"partnership": "fyfe"}, "fife"),
        ({"until": 3}, "until"),
    ],
)
def test_a_wrong_milestone_is_refused_in_one_line(tmp_path: Path, wrong: dict[str, Any], said: str) -> None:
    written = {key: value for key, value in (FIRST | wrong).items() if value is not None}
    with pytest.raises(InputErrors) as refused:
        read_system(own(tmp_path, written), "fife")
    assert len(refused.value.errors) == 1
    assert said in str(refused.value)
    assert "milestones.yaml" in str(refused.value)


def test_a_small_model_may_have_milestones(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    text = "based_on: one_ward\nmilestones: [{date: 2024-03-31, measure: bed_days_returned, at_least: 3}]\n"
    (tmp_path / "models" / "path.yaml").write_text(text, encoding="utf-8")
    assert read_model([tmp_path, SHIPPED], "path").milestones[0].amount == 3
