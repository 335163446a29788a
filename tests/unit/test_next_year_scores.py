"""Next year's delayed days as distributions: what is known and what is not, scores, coverage, and what is printed."""

import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.measures.months import calendar_periods, months
from sim.report.results_folder import read_results
from sim.report.scotland_years import next_year_text
from sim.study.analysis.by_period import Sums
from sim.study.analysis.next_year_scores import Modelled, modelled, past_changes, predictions, scores, summary
from sim.study.analysis.published_figures import published_figures
from tests.unit.made_up_results import write_results

ROOTS = [Path(__file__).resolve().parents[2] / "scenarios"]
FIGURES = published_figures(ROOTS)
EARLIER, BEFORE, AFTER = "delayed_days_75_plus_2022_23", "delayed_days_75_plus", "delayed_days_75_plus_2024_25"
SURE = np.ones(5)


@pytest.fixture(scope="module")
def published() -> dict[str, Any]:
    return pd.read_csv(ROOTS[0] / "base/tables/partnerships.csv").set_index("partnership").to_dict("index")


def grown(published: dict[str, Any], growth: Any) -> dict[str, Modelled]:
    """Return baselines that have last year's days, and grow as is said of each."""
    return {
        name: Modelled(columns[BEFORE] * SURE, columns[BEFORE] * growth(columns) * SURE, 3)
        for name, columns in published.items()
    }


def found(table: pd.DataFrame) -> pd.DataFrame:
    return summary(table).set_index("method")


def test_same_as_last_year_as_one_value_is_off_by_its_error_and_has_no_interval(published: dict[str, Any]) -> None:
    table = found(scores(grown(published, lambda of: 1.0), published, FIGURES))
    assert table.loc["same_as_last_year", "error_percent"] == pytest.approx(15.3, abs=0.05)
    assert table.loc["by_growth", "error_percent"] == pytest.approx(table.loc["same_as_last_year", "error_percent"])
    assert np.isnan(table.loc["same_as_last_year", "within_95"])
    assert set(table["role"]) == {"hold_out"}
    assert (table["partnerships"] == 31).all()
    spread = table.loc["same_with_spread"]
    assert spread["error_percent"] < table.loc["same_as_last_year", "error_percent"]
    assert spread[["difference", "difference_lower", "difference_upper"]].tolist() == [0, 0, 0]


def test_a_model_that_knows_the_growth_is_better_and_one_that_errs_is_worse(published: dict[str, Any]) -> None:
    right = found(scores(grown(published, lambda of: of[AFTER] / of[BEFORE]), published, FIGURES))
    assert right.loc["by_growth", "error_percent"] == pytest.approx(0, abs=1e-9)
    assert right.loc["by_growth", "difference_upper"] < 0
    assert 0 < right.loc["by_level", "error_percent"] < 5  # doubt and discrepancy about the very figure
    wrong = found(scores(grown(published, lambda of: 2.0), published, FIGURES))
    assert wrong.loc["by_growth", "difference_lower"] > 0
    assert wrong.loc["by_level", "within_95"] < 50


def test_coverage_counts_the_partnerships_within_each_interval(published: dict[str, Any]) -> None:
    """Eleven equally likely values of growth, of which the published one is the sixth, the second, or none."""
    for beside, within in ((0.0, (100, 100, 100)), (0.04, (0, 100, 100)), (0.2, (0, 0, 0))):
        spread = np.linspace(-0.05, 0.05, 11)
        places = {
            name: Modelled(np.ones(11), of[AFTER] / of[BEFORE] * (1 + beside + spread), 3)
            for name, of in published.items()
        }
        row = found(scores(places, published, FIGURES)).loc["by_growth"]
        assert tuple(row[["within_50", "within_80", "within_95"]]) == within


def test_no_prediction_looks_at_the_year_held_out(published: dict[str, Any]) -> None:
    days = Modelled(np.array([90.0, 110.0]), np.array([100.0, 100.0]), 1)
    other = {name: {**of, AFTER: 3.0 * of[AFTER]} for name, of in published.items()}
    for place in ("fife", "orkney_islands"):
        changes = past_changes(published, place)
        assert changes.tolist() == past_changes(other, place).tolist()
        assert float(np.median(predictions(days, 1000.0, changes, 0.02)["same_with_spread"])) == pytest.approx(
            1000, rel=0.02
        )


def test_past_changes_are_those_of_the_partnerships_nearest_in_size() -> None:
    published = {f"p{at}": {EARLIER: 1000.0 * 2**at, BEFORE: 1000.0 * 2**at * (1 + at / 100)} for at in range(30)}
    assert sorted(past_changes(published, "p29"))[11:] == pytest.approx(np.log(1 + np.arange(19, 30) / 100))
    assert past_changes(published, "p0").max() == pytest.approx(np.log(1.1))
    assert past_changes(published, "p0").sum() == pytest.approx(0)


def test_the_days_are_those_of_the_baseline_in_two_whole_years() -> None:
    def sums(days: int) -> Sums:
        first = datetime.date(2023, 4, 1)
        periods = calendar_periods(first, months(first, 0.0, float(days)))
        keys = pd.DataFrame([("delayed_bed_days", "age", "all"), ("delayed_bed_days", "age", "75_plus")])
        keys.columns = ["measure", "breakdown", "level"]
        values = np.arange(2 * 4 * len(periods) * 2, dtype=float).reshape(2, 4, len(periods), 2)
        values[0, 1] = np.nan
        return Sums(["baseline", "package"], periods, keys, values, [1, 2, 3, 4])

    whole = sums(731)
    years = [at for at, part in enumerate(whole.periods) if part.kind == "financial_year"]
    days = modelled(whole, 60)
    assert days is not None
    assert days.before.tolist() == whole.values[0, [0, 2, 3], years[0], 1].tolist()
    assert days.after.tolist() == whole.values[0, [0, 2, 3], years[1], 1].tolist()
    assert days.draws == 2
    as_calibrated = modelled(whole, 0)
    assert as_calibrated is not None
    assert as_calibrated.draws == 0
    assert modelled(sums(700), 60) is None


def test_a_place_without_both_years_has_no_row(published: dict[str, Any]) -> None:
    places = grown(published, lambda of: 1.0) | {"moray": None}
    assert "moray" not in set(scores(places, published, FIGURES)["partnership"])
    assert summary(scores({"moray": None}, published, FIGURES)).empty


def test_the_scores_are_printed_with_coverage(published: dict[str, Any], tmp_path: Path) -> None:
    folder = write_results(tmp_path / "r", days=3)
    table = summary(scores(grown(published, lambda of: 1.2), published, FIGURES))
    table.to_csv(folder / "next_year_scores_summary.csv", index=False)
    text = next_year_text(read_results(folder))
    assert "continuous ranked probability score" in text
    assert "same as last year, as one value: 15%" in " ".join(text.split())
    assert "within 80%" in text
    assert max(len(line) for line in text.splitlines()) <= 100
