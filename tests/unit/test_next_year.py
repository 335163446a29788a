"""Next year's delayed days: the published years themselves, what a perfect and a flat model would score, intervals."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.description.read import partnerships, read_system
from sim.report.results_folder import read_results
from sim.report.scotland_years import next_year_text
from sim.study.analysis.next_year import by_capacity, elasticities, modelled_days, next_year, summary
from sim.study.analysis.published_figures import published_figures
from tests.unit.made_up_results import write_results

ROOTS = [Path(__file__).resolve().parents[2] / "scenarios"]
FIGURES = published_figures(ROOTS)
BEFORE, AFTER = "delayed_days_75_plus", "delayed_days_75_plus_2024_25"


@pytest.fixture(scope="module")
def published() -> dict[str, Any]:
    return {name: read_system(ROOTS, name).published for name in partnerships(ROOTS)}


def modelled(published: dict[str, Any], growth: dict[str, float]) -> dict[str, dict[str, float]]:
    return {name: {"2023/24": 1000.0, "2024/25": 1000.0 * growth[name]} for name in published}


def errors(table: pd.DataFrame) -> pd.DataFrame:
    return summary(table).set_index("method")


def test_same_as_last_year_is_15_3_percent_off(published: dict[str, Any]) -> None:
    table = next_year(modelled(published, dict.fromkeys(published, 1.0)), published, FIGURES)
    found = errors(table)
    assert found.loc["same_as_last_year", "error_percent"] == pytest.approx(15.3, abs=0.05)
    assert found.loc["by_growth", "error_percent"] == found.loc["same_as_last_year", "error_percent"]
    assert (found["partnerships"] == 31).all()
    assert set(table["role"]) == {"hold_out"}
    assert found.loc["by_growth", ["difference", "difference_lower", "difference_upper"]].tolist() == [0, 0, 0]


def test_a_model_that_knows_the_growth_has_no_error(published: dict[str, Any]) -> None:
    grows = {name: columns[AFTER] / columns[BEFORE] for name, columns in published.items()}
    found = errors(next_year(modelled(published, grows), published, FIGURES))
    same = found.loc["same_as_last_year"]
    assert found.loc["by_growth", "error_percent"] == pytest.approx(0, abs=1e-9)
    assert found.loc["by_growth", "difference"] == pytest.approx(-same["error_percent"])
    assert found.loc["by_growth", "difference_upper"] == pytest.approx(-same["lower"])
    assert same["lower"] < same["error_percent"] < same["upper"]
    assert 90 < found.loc["by_level", "error_percent"] < 100


def test_the_interval_is_that_of_sets_of_partnerships() -> None:
    """Of two partnerships a quarter of the sets hold one twice, so the ends are the errors of either alone."""
    table = pd.DataFrame(
        {"partnership": ["a", "b"], "from_year": "2023/24", "to_year": "2024/25", "role": "hold_out",
         "published": [100.0, 300.0], "by_growth": [110.0, 360.0], "same_as_last_year": [100.0, 240.0]}
    )  # fmt: skip
    found = errors(table)
    assert found.loc["by_growth", ["error_percent", "lower", "upper"]].tolist() == pytest.approx([17.5, 10, 20])
    assert found.loc["by_growth", ["difference", "difference_lower", "difference_upper"]].tolist() == pytest.approx(
        [2.5, 0, 10]
    )
    pd.testing.assert_frame_equal(summary(table), summary(table))


def test_a_year_that_is_not_whole_or_not_published_is_no_row(published: dict[str, Any]) -> None:
    both = {"orkney_islands": {"2023/24": 5.0, "2024/25": 6.0}, "moray": {"2023/24": 5.0}}
    assert next_year(both, published, FIGURES)["partnership"].tolist() == ["orkney_islands"]
    lacking = {
        name: {key: value for key, value in columns.items() if key != AFTER} for name, columns in published.items()
    }
    assert next_year(both, lacking, FIGURES).empty
    assert summary(next_year(both, lacking, FIGURES)).empty


def test_modelled_days_are_those_of_whole_financial_years() -> None:
    rows = [
        (option, kind, period, measure, level, mean, complete)
        for option, kind, period, measure, level, mean, complete in (
            ("baseline", "financial_year", "2023/24", "delayed_bed_days", "75_plus", 7.0, True),
            ("baseline", "financial_year", "2024/25", "delayed_bed_days", "75_plus", 8.0, False),
            ("baseline", "financial_year", "2023/24", "delayed_bed_days", "all", 9.0, True),
            ("baseline", "quarter", "2023/24 Q1", "delayed_bed_days", "75_plus", 2.0, True),
            ("package", "financial_year", "2023/24", "delayed_bed_days", "75_plus", 6.0, True),
        )
    ]
    names = ["option", "period_kind", "period", "measure", "level", "mean", "complete"]
    assert modelled_days(pd.DataFrame(rows, columns=names)) == {"2023/24": 7.0}


# --- capacity as news ------------------------------------------------------------------------------------------------


def test_hours_move_last_years_days_by_the_elasticity(published: dict[str, Any]) -> None:
    own = {"a": {"delayed_days_75_plus_2022_23": 1000.0, BEFORE: 900.0, "home_support_hours_65_plus": 1100.0,
                 "home_support_hours_65_plus_2022_23": 1000.0}}  # fmt: skip
    row = by_capacity({"a": -0.5}, own, FIGURES).iloc[0]
    assert row["by_capacity"] == pytest.approx(1000 * 1.1**-0.5)
    assert (row["same_as_last_year"], row["published"], row["role"]) == (1000.0, 900.0, "fit")
    flat = errors(by_capacity(dict.fromkeys(published, 0.0), published, FIGURES))
    assert flat.loc["by_capacity", "error_percent"] == flat.loc["same_as_last_year", "error_percent"]
    assert flat.loc["same_as_last_year", "error_percent"] == pytest.approx(16.1, abs=0.05)
    own["a"]["home_support_hours_65_plus_2022_23"] = np.nan
    assert by_capacity({"a": -0.5}, own, FIGURES).empty


def test_the_elasticities_asked_for_are_found_among_the_responses() -> None:
    rows = [
        ("a", "home_support", 1.0, "centre", "delayed_bed_days_75_plus", -0.8),
        ("a", "home_support", 5.0, "centre", "delayed_bed_days_75_plus", -0.7),
        ("a", "home_support", 1.0, "high", "delayed_bed_days_75_plus", -0.4),
        ("a", "care_home", 1.0, "centre", "delayed_bed_days_75_plus", -0.3),
        ("a", "home_support", 1.0, "centre", "emergency_bed_days", -0.1),
    ]
    names = ["partnership", "capacity", "percent", "scarcity", "measure", "elasticity"]
    table = pd.DataFrame(rows, columns=names)
    assert elasticities(table) == {"a": -0.8}
    assert elasticities(table, 5.0) == {"a": -0.7}
    assert elasticities(table, scarcity="high") == {"a": -0.4}


def test_the_errors_are_printed_beside_same_as_last_year(published: dict[str, Any], tmp_path: Path) -> None:
    folder = write_results(tmp_path / "r", days=3)
    table = summary(next_year(modelled(published, dict.fromkeys(published, 1.2)), published, FIGURES))
    table.to_csv(folder / "next_year_summary.csv", index=False)
    text = next_year_text(read_results(folder))
    assert "2024/25 by partnership (31; role hold_out)" in " ".join(text.split())
    assert "  same as last year: 15%" in text.splitlines()
    growth = next(line for line in text.splitlines() if "the model's growth" in line)
    assert f"{table['error_percent'].iloc[0]:.0f}% (+" in growth
    assert "95% interval" in growth
    assert max(len(line) for line in text.splitlines()) <= 100
