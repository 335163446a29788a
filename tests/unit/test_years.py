"""Year by year: means of years from sums of months, ratios with intervals, bands, and the lines that are printed."""

import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from sim.description.read import read_system
from sim.measures.months import months
from sim.report.pictures import pictures
from sim.report.results_folder import read_results
from sim.report.scotland_years import years_text
from sim.report.style import style
from sim.study.analysis.year_bands import SERIES
from sim.study.analysis.years import ratio_of_means, whole_years, year_ends, years
from sim.study.question.question import Period, Question
from tests.unit.made_up_results import write_results

SHIPPED = Path(__file__).resolve().parents[2] / "scenarios"
APRIL = datetime.date(2023, 4, 1)
LEVELS = {
    "delayed_person_days": "all", "queue_days": "home_support", "severely_frail_days": "all",
    "severely_frail_by_age_days": "all",
}  # fmt: skip


def question(years: int = 3, first: datetime.date = APRIL, days: int = 0) -> Question:
    period = Period.of(first, 10, years, days)
    description = read_system([SHIPPED], "orkney_islands")
    return Question("compare", "orkney_islands", description, {}, period, 1, 2, "compiled", "model")


def monthly(asked: Question, replication: int, levels: dict[str, list[float]], option: str = "baseline") -> pa.Table:
    """Return sums by month in which each measure stands at one level in each year from the first day on."""
    ends, period = year_ends(asked.period), asked.period
    rows = []
    for month in months(period.start_date, float(period.from_day), float(period.to_day)):
        year = min(int(np.searchsorted(ends, month.from_day, side="right")), len(ends) - 1) - 1
        for measure, by_year in levels.items():
            level = {"waits": "emergency_department", "waited_days": "emergency_department"}.get(measure)
            value = by_year[year] * month.days
            rows.append((option, replication, month.name, measure, "any", level or LEVELS[measure], value))
    names = ["option", "replication", "month", "measure", "breakdown", "level", "value"]
    return pa.Table.from_pandas(pd.DataFrame(rows, columns=names), preserve_index=False)


def midnights(asked: Question, number: int, people: float) -> pd.DataFrame:
    days = range(int(asked.period.to_day))
    return pd.DataFrame({"option": "baseline", "replication": number, "day": days, "front_door": people})


def table_of(first: dict[str, list[float]], second: dict[str, list[float]], door: float = 0.0) -> pd.DataFrame:
    asked = question()
    other = monthly(asked, 1, {name: [99 * value for value in values] for name, values in first.items()}, "package")
    tables = [pa.concat_tables([monthly(asked, 1, first), other]), monthly(asked, 2, second)]
    return years(tables, pd.concat([midnights(asked, 1, door), midnights(asked, 2, door)]), asked).set_index("series")


def test_each_year_is_counted_from_the_first_day_measured() -> None:
    table = table_of({"delayed_person_days": [100, 90, 120]}, {"delayed_person_days": [120, 100, 124]})
    row = table.loc["delayed"]
    assert row[["year_1", "year_2", "year_3"]].tolist() == pytest.approx([110, 95, 122])
    assert row["ratio"] == row["judged"] == pytest.approx(122 / 110)
    off = np.asarray([120 / 122 - 100 / 110, 124 / 122 - 120 / 110])
    half = 122 / 110 * 12.7062 * off.std(ddof=1) / 2**0.5
    assert [row["lower"], row["upper"]] == pytest.approx([122 / 110 - half, 122 / 110 + half], rel=1e-4)
    assert row["within"]
    assert not row["certain"]
    assert list(table.index) == ["delayed"]


def test_a_month_that_two_years_share_is_split_by_its_days() -> None:
    asked = question(2, datetime.date(2023, 4, 16), 40)
    assert np.diff(year_ends(asked.period)).tolist() == [366, 365]
    table = monthly(asked, 1, {"delayed_person_days": [10, 10]})
    row = years([table], midnights(asked, 1, 0.0), asked).iloc[0]
    assert [row["year_1"], row["year_2"], row["ratio"]] == pytest.approx([10, 10, 1])
    assert np.isnan(row["lower"])


@pytest.mark.parametrize(
    ("first", "years", "days", "whole"),
    [(APRIL, 1, 364, 1), (APRIL, 2, 0, 2), (APRIL, 0, 28, 0), (datetime.date(2024, 2, 29), 3, 365, 3)],
)
def test_only_whole_years_count(first: datetime.date, years: int, days: int, whole: int) -> None:
    assert whole_years(Period.of(first, 10, years, days)) == whole


def test_one_year_has_no_table() -> None:
    asked = question(1)
    assert years([monthly(asked, 1, {"delayed_person_days": [5]})], midnights(asked, 1, 0.0), asked).empty


@pytest.mark.parametrize(
    ("last", "within", "certain"), [(79, False, False), (81, True, False), (129, True, False), (200, False, True)]
)
def test_the_band_of_people_delayed(last: float, within: bool, certain: bool) -> None:
    given = [{"delayed_person_days": [100, 50, last + by]} for by in (-0.5, 0.5)]
    row = table_of(*given).loc["delayed"]
    assert (row["within"], row["certain"]) == (within, certain)


def test_severe_frailty_is_held_against_what_ageing_asks() -> None:
    asked = {"severely_frail_by_age_days": [300, 310, 330]}
    rows = [table_of(*[asked | {"severely_frail_days": [200, 0, last]}] * 2) for last in (220.0, 226.0)]
    assert rows[0].loc["severely_frail", "judged"] == pytest.approx(1.0)
    assert rows[0].loc["severely_frail", "ratio"] == pytest.approx(1.1)
    assert rows[0].loc["severely_frail", "within"]
    assert rows[1].loc["severely_frail", "judged"] == pytest.approx(226 / 220)
    assert not rows[1].loc["severely_frail", "within"]
    assert rows[0].loc["severely_frail_by_age", "within"] is None


def test_the_front_door_is_judged_by_its_worst_year() -> None:
    days = [{"waits": [20.0, 20.0, 20.0], "waited_days": [0.0, waited, 2.0]} for waited in (10.0, 30.0)]
    table = table_of(days[0], days[0], door=5.0)
    assert table.loc["front_door_wait", ["year_1", "year_2", "judged"]].tolist() == pytest.approx([0, 0.5, 0.5])
    assert table.loc["front_door_wait", "within"]
    assert table.loc["front_door_fullest", "year_1"] == pytest.approx(5 / 20)
    assert not table_of(days[1], days[1]).loc["front_door_wait", "within"]


def test_ratios_of_nothing() -> None:
    none, some = np.zeros(3), np.asarray([1.0, 2.0, 3.0])
    assert ratio_of_means([none], [none])[0] == 1.0
    assert np.isnan(ratio_of_means([some], [none])).all()
    assert ratio_of_means([none], [some])[0] == 0.0
    assert ratio_of_means([2 * some], [some]) == pytest.approx((2, 2, 2))


# --- in words and pictures -------------------------------------------------------------------------------------------


def results_with(tmp_path: Path, ratios: list[float], wait: float = 0.1) -> Path:
    """Return a made-up folder of Scotland in which people delayed grow by these ratios over four years."""
    folder = write_results(tmp_path / "r", days=3)
    rows = []
    for at, ratio in enumerate(ratios):
        for name, judged in (("delayed", ratio), ("front_door_wait", wait * at), ("front_door", np.nan)):
            series = SERIES[name]
            first = 10.0 * (at + 1)
            row = {
                "partnership": f"place_{at}", "title": f"Place {at}", "series": name, "words": series.words,
                "unit": series.unit, **{f"year_{n + 1}": first * (1 + n * (ratio - 1) / 3) for n in range(4)},
                "ratio": ratio, "judged_by": series.judged_by, "judged": judged, "lower": judged - 0.05,
                "upper": judged + 0.05, "band_lower": series.band[0], "band_upper": series.band[1],
            }  # fmt: skip
            within = not judged < series.band[0] and judged <= series.band[1]
            rows.append(row | {"within": within, "certain": abs(judged - series.band[1]) > 0.05})
    pd.DataFrame(rows).to_csv(folder / "years_by_partnership.csv", index=False)
    return folder


def test_a_line_for_each_series_counts_the_partnerships(tmp_path: Path) -> None:
    text = years_text(read_results(results_with(tmp_path, [1.0, 1.28, 1.6, 0.7, 1.35, 1.9])))
    said = " ".join(text.split())
    assert (
        "people delayed, year 4 over year 1: 2 of 6 partnerships within 0.8 to 1.3, 1 for certain; outside:"
        " Place 5 1.9, Place 2 1.6, Place 3 0.7 and 1 more" in said
    )
    assert "mean wait at the front door, largest year: 6 of 6 partnerships under 1 day" in said
    assert "people waiting at the front door, largest year: 114 at most (Place 5)" in said
    assert max(len(line) for line in text.splitlines()) <= 100


def test_a_wait_of_a_day_is_said(tmp_path: Path) -> None:
    text = " ".join(years_text(read_results(results_with(tmp_path, [1.0, 1.0, 1.0], wait=0.8))).split())
    assert "largest year: 2 of 3 partnerships under 1 day, 2 for certain; outside: Place 2 1.6" in text


def test_without_a_run_of_years_nothing_is_said_or_drawn(tmp_path: Path) -> None:
    results = read_results(write_results(tmp_path / "r", days=3))
    assert years_text(results) == ""
    assert "delayed_people_by_year" not in {picture.name for picture in pictures(results)}


def test_the_picture_has_a_panel_for_each_partnership(tmp_path: Path) -> None:
    with style():
        drawn = {one.name: one for one in pictures(read_results(results_with(tmp_path, [1.0, 1.6, 0.7])))}
    picture = drawn["delayed_people_by_year"]
    assert picture.title == "People delayed, year 4 over year 1: within 0.8 to 1.3 in 1 of 3 partnerships"
    panels = picture.figure.axes
    assert [panel.get_title(loc="left") for panel in panels] == ["Place 0", "Place 1", "Place 2"]
    lines = [next(line for line in panel.lines if line.get_gid()) for panel in panels]
    assert [line.get_ydata()[-1] for line in lines] == pytest.approx([1.0, 1.6, 0.7])
    assert len({line.get_color() for line in lines}) == 2
    assert panels[1].texts[0].get_text() == "20 to 32"
    assert "Place 1 20, 24, 28, 32" in picture.alternative
