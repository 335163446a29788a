"""All of Scotland: partnerships with random numbers of their own, added up by replication, and what a failure costs."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

from sim.demand import random_numbers
from sim.demand.sample import draw
from sim.report.pictures import pictures
from sim.report.results_folder import read_results
from sim.report.scotland import best, scotland_text
from sim.report.scotland_years import years_text
from sim.study.kinds.comparison_study import ComparisonStudy
from sim.study.kinds.scotland_study import Scotland
from sim.study.kinds.scotland_totals import adds_up, question_of_all
from sim.study.kinds.scotland_validation import within
from sim.study.request import Request, asking
from sim.study.run import replication
from sim.tables.build import build
from tests.behaviour.partnerships import with_only
from tests.unit.made_up_results import OPTIONS, write_results
from tests.unit.test_study_conf import HORIZON, written

SHIPPED = Path(__file__).resolve().parents[2] / "scenarios"
ORKNEY, SHETLAND = "orkney_islands", "shetland_islands"
SCORES = "next_year_scores", "next_year_scores_summary"
PEOPLE = {ORKNEY: 5513, SHETLAND: 5035}
TABLES = (
    "measures.parquet", "comparison.csv", "by_period.csv", "daily.parquet", "flows.parquet",
    "precision_by_replications.csv", "question.yaml",
)  # fmt: skip


ROOTS: list[Path] = []


@pytest.fixture(scope="module", autouse=True)
def two_partnerships(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let Scotland be two of its smallest partnerships, by a table of one's own."""
    ROOTS[:] = [with_only(tmp_path_factory.mktemp("own"), *PEOPLE), SHIPPED]


def asked(partnership: str | None = "scotland", **changes: Any) -> Request:
    """Return a question about one small partnership or both: six weeks, one option."""
    conf = written(
        period=HORIZON | {"warmup_days": 14, "days": 28},
        engine={"name": "compiled"},
        partnership=partnership,
        options=["package"],
    )
    return asking(conf | changes, list(changes), ROOTS)


def answered(results: Path, **changes: Any) -> Scotland:
    scotland = Scotland.begin(asked(**changes).parts, results, ROOTS)
    assert list(scotland.run(1))[-1] == scotland.total
    return scotland


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Scotland:
    """Answer the question for both partnerships."""
    return answered(tmp_path_factory.mktemp("results"))


def measure(folder: Path, name: str, option: str) -> pd.Series:
    """Return one measure of a results folder by replication."""
    table = pd.read_parquet(folder / "measures.parquet")
    mine = table[(table["measure"] == name) & (table["option"] == option) & (table["breakdown"] == "all")]
    return mine.set_index("replication")["value"]


def test_each_partnership_has_random_numbers_of_its_own() -> None:
    """In two places with the same people, the numbers of deaths are no more alike than chance makes them."""
    orkney = asked(ORKNEY).question.description
    twin = orkney.model_copy(update={"published": {**orkney.published, "partnership": "twin"}})
    tables = build(orkney)
    deaths = np.asarray(
        [
            [int((draw(place, tables, 1, number, 60.0).people.death_day < 60.0).sum()) for place in (orkney, twin)]
            for number in range(60)
        ]
    )
    assert deaths[:, 0].std() > 1
    assert abs(np.corrcoef(deaths.T)[0, 1]) < 0.45  # 3.5 standard errors; with shared random numbers it is 1


def test_a_small_model_has_the_random_numbers_of_seed_and_replication_alone() -> None:
    ward, orkney = asked(None, model="one_ward").question.description, asked(ORKNEY).question.description
    assert draw(ward, build(ward), 3, 4, 5.0).stream == random_numbers.stream(3, 4)
    assert draw(orkney, build(orkney), 3, 4, 5.0).stream != random_numbers.stream(3, 4)


def test_a_partnership_in_scotland_is_the_partnership_alone(both: Scotland, tmp_path: Path) -> None:
    for name in (ORKNEY, SHETLAND):
        alone = ComparisonStudy.begin(asked(name).question, tmp_path, ROOTS)
        list(alone.run(1))
        inside = both.folder.path / "partnerships" / name
        for table in TABLES:
            assert (inside / table).read_bytes() == (alone.folder.path / table).read_bytes(), (name, table)


@pytest.mark.parametrize("name", ["emergency_bed_days", "bed_days_returned", "net_cost"])
def test_scotland_is_the_sum_replication_by_replication(name: str, both: Scotland) -> None:
    parts = [measure(both.folder.path / "partnerships" / part, name, "package") for part in (ORKNEY, SHETLAND)]
    whole = measure(both.folder.path, name, "package")
    assert whole.to_dict() == pytest.approx((parts[0] + parts[1]).to_dict())
    assert whole.std() > 0


def test_every_month_of_scotland_is_the_sum_of_the_partnerships(both: Scotland) -> None:
    keys = ["option", "period_kind", "period", "measure", "breakdown", "level"]
    folders = [both.folder.path / "partnerships" / part for part in (ORKNEY, SHETLAND)]
    whole, *parts = (
        pd.read_csv(folder / "by_period.csv").set_index(keys)["mean"] for folder in (both.folder.path, *folders)
    )
    counts = whole[~whole.index.get_level_values("measure").isin(["occupancy", "mean_wait_days"])]
    added = parts[0].add(parts[1], fill_value=0.0).reindex(counts.index)
    assert counts.to_numpy() == pytest.approx(added.to_numpy())
    assert {"financial_year", "quarter", "month", "whole"} == set(whole.index.get_level_values("period_kind"))


def test_the_part_of_the_200000_and_the_days_per_1000_people(both: Scotland) -> None:
    returned = measure(both.folder.path, "bed_days_returned", "package")
    share = measure(both.folder.path, "share_of_200000", "package")
    assert share.to_dict() == pytest.approx((returned / 2000).to_dict())
    per_1000 = measure(both.folder.path, "bed_days_returned_per_1000", "package")
    weighted = [
        PEOPLE[part] * measure(both.folder.path / "partnerships" / part, "bed_days_returned_per_1000", "package")
        for part in (ORKNEY, SHETLAND)
    ]
    assert per_1000.to_dict() == pytest.approx((sum(weighted) / sum(PEOPLE.values())).to_dict())
    assert (returned != 0).all()
    table = pd.read_csv(both.folder.path / "partnerships.csv").set_index("partnership")
    assert table.loc["scotland", "mean"] == pytest.approx(table.loc[[ORKNEY, SHETLAND], "mean"].sum())
    assert table.loc[ORKNEY, "part_of_200000"] == pytest.approx(200_000 * PEOPLE[ORKNEY] / 1_097_395)
    assert table.loc["scotland", "part_of_200000"] == 200_000


def test_the_midnights_and_moves_add_up_too(both: Scotland) -> None:
    for name, of in (("daily", "value"), ("flows", "moves_a_year")):
        whole, *parts = (
            pd.read_parquet(folder / f"{name}.parquet")
            for folder in (both.folder.path, *(both.folder.path / "partnerships" / part for part in (ORKNEY, SHETLAND)))
        )
        keys = [column for column in whole if column != of]
        expected = pd.concat(parts).groupby(keys)[of].sum()
        assert whole.set_index(keys)[of].sort_index().to_dict() == pytest.approx(expected.to_dict())
        assert not whole.duplicated(keys).any()


def test_rates_shares_and_means_do_not_add_up(both: Scotland) -> None:
    assert [adds_up(unit) for unit in ("bed days a year", "people", "places", "hours a week")] == [True] * 4
    assert not any(adds_up(unit) for unit in ("percent", "days", "per 1,000 people", "admissions per client-year"))
    known = set(pd.read_parquet(both.folder.path / "measures.parquet")["measure"])
    assert not known & {"occupancy", "mean_emergency_stay", "ni_12", "days_at_home"}


def test_another_partnership_is_another_sum() -> None:
    """Also where only multipliers differ, which the sum does not have."""
    parts = asked().parts
    other = parts[SHETLAND].description.model_copy(update={"calibrated": {"needs": 2.0}})
    changed = parts | {SHETLAND: replace(parts[SHETLAND], description=other)}
    assert question_of_all(parts).hash == asked().question.hash != question_of_all(changed).hash


def test_what_is_finished_is_taken_up(both: Scotland, monkeypatch: pytest.MonkeyPatch) -> None:
    results, before = both.folder.path.parent, (both.folder.path / "partnerships.csv").read_bytes()
    drawn: list[str] = []
    sound = replication.draw
    monkeypatch.setattr(replication, "draw", lambda *given: drawn.append(given[0].title) or sound(*given))
    assert answered(results).taken_up == 4
    assert drawn == []
    assert (both.folder.path / "partnerships.csv").read_bytes() == before
    assert len(list(results.iterdir())) == 1


def fails_where(wanted: Callable[[str, int], bool]) -> Callable[..., Any]:
    sound = replication.draw

    def drawn(description: Any, tables: Any, seed: int, number: int, to_day: float) -> Any:
        if wanted(description.title, number):
            raise ZeroDivisionError("no way")
        return sound(description, tables, seed, number, to_day)

    return drawn


def test_a_partnership_that_fails_is_told_and_costs_the_others_nothing(
    both: Scotland, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(replication, "draw", fails_where(lambda title, number: title != "Orkney Islands"))
        lame = answered(tmp_path)
    lacks = "the total lacks Shetland Islands: 0 of 2 replications gave an answer (ZeroDivisionError: no way)"
    assert lame.warnings[0] == lacks
    told = yaml.safe_load((lame.folder.path / "question.yaml").read_text(encoding="utf-8"))
    assert (told["warnings"][0], told["people_65_plus"]) == (lacks, PEOPLE[ORKNEY])
    table = pd.read_csv(lame.folder.path / "partnerships.csv").set_index("partnership")
    assert table.loc["scotland", "mean"] == table.loc[ORKNEY, "mean"]
    assert (table.loc[SHETLAND, "note"], np.isnan(table.loc[SHETLAND, "mean"])) == ("no answer", True)
    text = scotland_text(read_results(lame.folder.path))
    assert "Shetland Islands" in text
    assert "no answer" in text
    mended = answered(tmp_path)
    assert mended.taken_up == 2
    assert not any("lacks" in line for line in mended.warnings)
    assert (mended.folder.path / "comparison.csv").read_bytes() == (both.folder.path / "comparison.csv").read_bytes()


def test_a_replication_that_fails_somewhere_is_left_out_of_the_sum(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        replication, "draw", fails_where(lambda title, number: title == "Orkney Islands" and number == 2)
    )
    lame = answered(tmp_path, replications=3)
    assert "baseline, replication 2: failed: no answer from Orkney Islands" in lame.warnings
    assert list(measure(lame.folder.path, "bed_days_returned", "package").index) == [1, 3]


def test_nobody_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replication, "draw", fails_where(lambda title, number: True))
    lame = answered(tmp_path)
    assert lame.comparison.empty
    assert len(lame.warnings) == 2


def test_a_run_of_years_leaves_each_partnership_year_by_year_and_the_next_year(tmp_path: Path) -> None:
    """Over 2023/24 and 2024/25, after a warm-up of two weeks: the tables fit each other, whatever they say."""
    years = HORIZON | {"measured_from": "2023-04-01", "warmup_days": 14, "years": 2, "days": 0}
    folder = answered(tmp_path, period=years, options=[]).folder.path
    table = pd.read_csv(folder / "years_by_partnership.csv").set_index(["partnership", "series"])
    whole = pd.read_csv(folder / "years.csv").set_index("series")
    for name in ("delayed", "home_support", "severely_frail"):
        parts = [table.loc[(part, name), ["year_1", "year_2"]].astype(float) for part in (ORKNEY, SHETLAND)]
        assert (parts[0] + parts[1]).tolist() == pytest.approx(whole.loc[name, ["year_1", "year_2"]].tolist())
    daily = pd.read_parquet(folder / "partnerships" / ORKNEY / "daily.parquet")
    delayed = daily[(daily["measure"] == "delayed") & (daily["day"] >= 14 + 366)]
    assert table.loc[(ORKNEY, "delayed"), "year_2"] == pytest.approx(delayed["value"].sum() / 365 / 2)
    assert abs(table.loc[(ORKNEY, "severely_frail"), "judged"] - 1) < 0.3
    days = pd.read_csv(folder / "next_year.csv").set_index("partnership")
    measured = measure_of(folder / "partnerships" / ORKNEY, "delayed_bed_days", "75_plus")
    assert days.loc[ORKNEY, ["modelled_before", "modelled"]].sum() == pytest.approx(measured * 731 / 365.25)
    errors = pd.read_csv(folder / "next_year_summary.csv").set_index("method")
    assert errors["partnerships"].tolist() == [2, 2, 2]
    off = (days["same_as_last_year"] - days["published"]).abs().sum() / days["published"].sum()
    assert errors.loc["same_as_last_year", "error_percent"] == pytest.approx(100 * off)
    listed = pd.read_csv(folder / "data_dictionary.csv").groupby("file")["name"].apply(list)
    scored = pd.read_csv(folder / "next_year_scores.csv").set_index(["method", "partnership"])
    assert scored.loc[("same_as_last_year", ORKNEY), "crps"] == pytest.approx(
        abs(days.loc[ORKNEY, "same_as_last_year"] - days.loc[ORKNEY, "published"])
    )
    for name in ("years", "years_by_partnership", "next_year", "next_year_summary", *SCORES):
        assert listed[f"{name}.csv"] == [*pd.read_csv(folder / f"{name}.csv").columns], name
    assert "people delayed, year 2 over year 1: " in years_text(read_results(folder))


def measure_of(folder: Path, name: str, level: str) -> float:
    table = pd.read_parquet(folder / "measures.parquet")
    return float(table[(table["measure"] == name) & (table["level"] == level)]["value"].mean())


def test_one_year_leaves_no_table_of_years(both: Scotland) -> None:
    left = {path.name for path in both.folder.path.iterdir()}
    unwanted = ("years", "years_by_partnership", "next_year", "next_year_summary", *SCORES)
    assert not {f"{name}.csv" for name in unwanted} & left
    assert "baseline_by_partnership.csv" in left


def test_the_picture_of_the_baseline_has_a_panel_for_each_figure_and_a_dot_for_each_partnership(tmp_path: Path) -> None:
    folder = write_results(tmp_path / "r", days=3)
    rows = [
        (f"place_{n}", figure, "people", 100.0 * 4**n, 100.0 * 4**n * (1 + off), 100 * off, role)
        for figure, role in (("Deaths, 65 and over", "fit"), ("Died in hospital", "hold_out"), ("Other", "watch"))
        for n, off in enumerate((0.05, -0.2, 0.0))
    ]
    names = ["partnership", "figure", "unit", "published", "modelled", "difference_percent", "role"]
    pd.DataFrame(rows, columns=names).to_csv(folder / "baseline_by_partnership.csv", index=False)
    drawn = {picture.name: picture for picture in pictures(read_results(folder))}["baseline_by_partnership"]
    assert drawn.title == "Baseline: 67% of the fitted figures drawn lie within 10% of the published ones"
    assert "Deaths 2 of 3; Died in hospital 2 of 3." in drawn.alternative
    panels = drawn.figure.axes
    assert [panel.get_title(loc="left") for panel in panels] == ["Deaths", "Died in hospital"]
    assert [panel.get_xscale() for panel in panels] == ["log", "log"]
    dots = next(line for line in panels[0].lines if line.get_gid() == "partnerships")
    assert dots.get_ydata().tolist() == pytest.approx([105.0, 320.0, 1600.0])
    assert "\N{WHITE CIRCLE} Place 1" in [text.get_text() for text in panels[0].texts]


def test_the_picture_has_a_bar_for_each_partnership_and_one_for_scotland(tmp_path: Path) -> None:
    folder = write_results(tmp_path / "r", days=3)
    rows = [
        (option, f"place_{n}", f"Place {n}", mean, mean - 90, mean + 90, 200.0, mean / 2, 5, n != 3)
        for option, scale in (("package", 1.0), ("step_down_flats", 0.01))
        for n, mean in enumerate(scale * value for value in (900.0, 50.0, 400.0, 600.0))
    ]
    rows += [("package", "scotland", "Scotland", 1950.0, 1700.0, 2200.0, 200_000.0, 0.975, 5, True)]
    names = ["option", "partnership", "title", "mean", "lower", "upper", "part_of_200000", "share_percent"]
    names += ["replications", "conclusive"]
    pd.DataFrame(rows, columns=names).to_csv(folder / "partnerships.csv", index=False)
    results = read_results(folder)
    table, whole = best(results)
    assert list(table["title"]) == ["Place 0", "Place 3", "Place 2", "Place 1"]
    assert whole["option"] == "package"
    drawn = {picture.name: picture for picture in pictures(results)}["by_partnership"]
    national, by_place = drawn.figure.axes
    assert [patch.get_width() for patch in national.containers[0].patches] == [1950.0]
    assert [patch.get_width() for patch in by_place.containers[0].patches] == [900.0, 600.0, 400.0, 50.0]
    assert OPTIONS["package"][0] in drawn.title
    assert "1,950 bed days a year in Scotland, 1.0% of the national 200,000 (95% interval 1,700 to 2,200)" in (
        drawn.title
    )
    assert "Most bed days: Place 0 900, Place 3 600, Place 2 400" in drawn.alternative
    assert "3 of 4 partnerships reach their own part" in drawn.alternative
    text = scotland_text(results)
    lines = [line.split()[2] for line in text.splitlines() if line.startswith("Place ")]
    assert lines == ["900", "600", "400", "50?"]
    assert max(len(line) for line in text.splitlines()) <= 100


def test_a_figure_is_met_within_5_percent_or_within_two_deviations_of_one_year() -> None:
    rows = [(4.0, 1.0, True), (6.0, 4.9, False), (-12.0, 7.0, True), (16.0, 7.0, False), (6.0, np.nan, False)]
    for off, deviation, met in rows:
        table = pd.DataFrame({"figure": ["Falls"], "role": ["fit"], "difference_percent": [off]})
        counted = within(table.assign(year_sd_percent=deviation))
        assert bool(counted["within_luck"].item()) is met, (off, deviation)
