"""Pictures and findings say what the tables say, and change when the tables do."""

import datetime
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch

from sim.report import pictures as drawing
from sim.report.console import table_text
from sim.report.findings import INCONCLUSIVE_NOTES, finding, headline, not_apart, returned
from sim.report.flow_layout import lay_out
from sim.report.labels import how_sure, number, percent, pounds, rate
from sim.report.picture_files import draw
from sim.report.pictures import Picture, _cost_title
from sim.report.results_folder import ReportError, read_results
from sim.report.style import style
from sim.report.timelines import occupancy_over_time
from sim.report.uncertainty import cautions
from sim.study.analysis.comparison import NUMBERS
from sim.study.analysis.grades import NO_VERDICT, NONE
from tests.unit.made_up_results import DESCRIBED, OPTIONS, PART_OF_200000, PARTS, Parts, write_results

Made = Callable[..., dict[str, Picture]]
NAMES = {"bed_days_returned", "occupancy_over_time", "delay_over_time", "flows_map", "net_cost", "by_quintile"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a made-up results folder with every table."""
    return write_results(tmp_path_factory.mktemp("results") / "compare")


@pytest.fixture(scope="module")
def pictures(folder: Path) -> dict[str, Picture]:
    """Draw its pictures, by name."""
    with style():
        return {picture.name: picture for picture in drawing.pictures(read_results(folder))}


def titles_for(tmp_path: Path, parts: Parts, half: float, other: Parts = (0.0, 0.0, -900.0)) -> tuple[str, str]:
    """Return headline and finding of two options with the given parts and half-width."""
    options = {"first": ("First option", parts, half), "second": ("Second option", other, half)}
    results = read_results(write_results(tmp_path / "r", options, days=3))
    return headline(returned(results)), finding(results)


def bars(figure: Figure) -> list[list[float]]:
    """Return the widths of horizontal bars, stack by stack in drawing order."""
    found = [box for box in figure.axes[0].containers if isinstance(box, BarContainer)]
    return [[float(patch.get_width()) for patch in box.patches] for box in found]


def test_every_picture_has_svg_png_and_the_table_behind_it(folder: Path) -> None:
    written = draw(folder)
    assert {path.stem for path in written} == NAMES | {"alternative_texts"}
    for name in NAMES:
        assert {path.suffix for path in written if path.stem == name} == {".svg", ".png", ".csv"}
        assert (folder / "figures" / f"{name}.png").read_bytes().startswith(b"\x89PNG")
    texts = pd.read_csv(folder / "figures" / "alternative_texts.csv")
    assert set(texts["picture"]) == NAMES
    assert (texts["alternative_text"].str.len() > 60).all()


def test_the_same_tables_give_the_same_svg_bytes(folder: Path, tmp_path: Path) -> None:
    draw(folder)
    other = write_results(tmp_path / "again")
    draw(other)
    for name in NAMES:
        first, second = ((place / "figures" / f"{name}.svg").read_bytes() for place in (folder, other))
        assert first == second
        assert b"<dc:date>" not in first


@pytest.mark.parametrize(
    ("name", "parts"), [("bed_days_returned", PARTS), ("net_cost", ("nhs_board", "council", "person"))]
)
def test_bars_are_as_wide_as_the_csv_says(
    folder: Path, pictures: dict[str, Picture], name: str, parts: tuple[str, ...]
) -> None:
    draw(folder)
    table = pd.read_csv(folder / "figures" / f"{name}.csv")
    drawn = bars(pictures[name].figure)
    order = [(part, row) for part in parts for row in range(len(table))]
    flat = [width for stack in drawn for width in stack]
    assert flat == pytest.approx([table[part][row] for part, row in order])
    assert table[list(parts)].sum(axis=1).to_list() == pytest.approx(table["total"].to_list())


def test_intervals_and_totals_are_drawn_where_the_table_says(pictures: dict[str, Picture]) -> None:
    picture = pictures["bed_days_returned"]
    axes = picture.figure.axes[0]
    ends = [np.asarray(line.get_xdata()).tolist() for line in axes.lines if str(line.get_gid()).startswith("interval")]
    dots = [float(np.asarray(line.get_xdata())[0]) for line in axes.lines if str(line.get_gid()).startswith("total")]
    assert ends == picture.table[["lower", "upper"]].to_numpy().tolist()
    assert dots == picture.table["total"].to_list() == sorted(dots, reverse=True)
    low, high = axes.get_xlim()
    assert low <= 0 <= high
    assert min(end[0] for end in ends) >= low
    assert max(end[1] for end in ends) <= high


def test_parts_that_do_not_add_up_are_refused(tmp_path: Path) -> None:
    folder = write_results(tmp_path / "r", days=3)
    table = pd.read_csv(folder / "comparison.csv")
    table.loc[table["level"] == "delay_removed", "difference"] += 5
    table.to_csv(folder / "comparison.csv", index=False)
    with pytest.raises(ReportError, match="parts add up to"):
        returned(read_results(folder))


@pytest.mark.parametrize(
    ("parts", "half", "title", "sentence"),
    [
        ((900.0, 50.0, 50.0), 100.0, "First option gives back most: about 1,000", "gives back the most: about 1,000"),
        ((40.0, 0.0, 10.0), 100.0, "No option gives back bed days for certain", "not distinguishable from none"),
        (
            (-400.0, 0.0, 0.0),
            100.0,
            "No option gives back bed days: the least bad, First option",
            "would take about 400",
        ),
        ((-850.0, 0.0, 0.0), 0.5, "the least bad, First option, takes about 850 more", "would take about 850"),
    ],
)
def test_the_finding_follows_the_numbers(tmp_path: Path, parts: Parts, half: float, title: str, sentence: str) -> None:
    said, told = titles_for(tmp_path, parts, half)
    assert title in said
    assert sentence in told


def test_the_finding_gives_interval_share_and_runner_up(tmp_path: Path) -> None:
    _, told = titles_for(tmp_path, (1594.3, 0.0, 0.0), 100.0, (1500.0, 0.0, 0.0))
    assert "95% interval 1,490 to 1,690" in told
    assert (
        f"10% of the partnership\N{RIGHT SINGLE QUOTATION MARK}s part of the 200,000 (about {number(PART_OF_200000)})"
        in told
    )
    assert "overlaps that of Second option" in told
    _, apart = titles_for(tmp_path, (1594.3, 0.0, 0.0), 10.0, (1500.0, 0.0, 0.0))
    assert "Next comes Second option with about 1,500" in apart


def test_what_cannot_be_told_apart_is_not_ranked(tmp_path: Path) -> None:
    """Where two options are of one group, neither the title nor the finding says which is best."""
    folder = write_results(tmp_path / "r")
    results = read_results(folder)
    names = list(results.titles)
    groups = pd.DataFrame({"option": names, "group": [1, 1, *[2] * (len(names) - 2)]})
    numbers = dict.fromkeys(
        (
            "most_in_100",
            "part_reached_in_100",
            "mean",
            "half_width_random",
            "half_width_effects",
            "half_width_calibration",
        ),
        1.0,
    )
    tied = replace(results, futures=groups.assign(**numbers, replications=30))
    other = results.titles[names[1]]
    assert not_apart(tied) == [other]
    assert f"It cannot be told apart from {other}: these are not ranked." in finding(tied)
    assert "the most" not in finding(tied)
    title = headline(returned(tied), 1)
    assert title.endswith("and cannot be told apart from 1 other option")
    assert "most" not in title
    apart = replace(
        tied, futures=tied.futures.assign(group=range(1, len(names) + 1)) if tied.futures is not None else None
    )
    assert finding(apart) == finding(results)


def test_one_replication_is_told_without_interval_or_certainty(tmp_path: Path) -> None:
    results = read_results(write_results(tmp_path / "r", replications=1, days=40))
    assert "one replication, so no interval" in finding(results)
    assert set(returned(results)["in_words"]) == {"one replication: no verdict"}
    with style():
        assert {picture.name for picture in drawing.pictures(results)} == NAMES


@pytest.mark.parametrize(
    ("missing", "left_out"),
    [("daily.parquet", {"occupancy_over_time", "delay_over_time"}), ("flows.parquet", {"flows_map"})],
)
def test_a_missing_optional_table_leaves_its_picture_out(tmp_path: Path, missing: str, left_out: set[str]) -> None:
    folder = write_results(tmp_path / "r", days=40, without=(missing,))
    assert {path.stem for path in draw(folder)} == NAMES - left_out | {"alternative_texts"}


@pytest.mark.parametrize(("missing", "said"), [("comparison.csv", "not finished"), ("question.yaml", "what was asked")])
def test_a_missing_needed_file_is_named(tmp_path: Path, missing: str, said: str) -> None:
    folder = write_results(tmp_path / "r", days=3, without=(missing,))
    with pytest.raises(ReportError, match=said) as caught:
        read_results(folder)
    assert missing.split(".", maxsplit=1)[0] in str(caught.value)
    assert "\n" not in str(caught.value)


def test_broken_files_are_named_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="no such results folder"):
        read_results(tmp_path / "nowhere")
    folder = write_results(tmp_path / "r", days=3)
    pd.DataFrame({"option": ["baseline"]}).to_csv(folder / "baseline.csv", index=False)
    with pytest.raises(ReportError, match="no column figure, unit, published"):
        read_results(folder)
    (folder / "question.yaml").write_text("options: [", encoding="utf-8")
    with pytest.raises(ReportError, match="not readable as YAML"):
        read_results(folder)


def test_baseline_alone_is_told_without_options(tmp_path: Path) -> None:
    folder = write_results(tmp_path / "r", {}, days=40)
    results = read_results(folder)
    assert finding(results) == "No option was compared: this is the baseline of Glasgow City alone."
    assert {path.stem for path in draw(folder)} == {
        "occupancy_over_time",
        "delay_over_time",
        "flows_map",
        "alternative_texts",
    }


def test_timelines_start_at_zero_and_shade_the_warm_up(pictures: dict[str, Picture]) -> None:
    for name in ("occupancy_over_time", "delay_over_time"):
        for axes in pictures[name].figure.axes:
            assert axes.get_ylim()[0] == 0
            shade = [patch for patch in axes.patches if str(patch.get_gid()).startswith("warm-up")]
            assert len(shade) == 1
            assert shade[0].get_extents().transformed(axes.transData.inverted()).x1 == pytest.approx(90)


def test_a_month_without_the_first_of_a_quarter_is_named_at_its_beginning() -> None:
    days = pd.DataFrame({"kind": "Hospital", "unit": "people", "replication": 1, "day": range(28), "value": 50.0})
    told = {"title": "A title", "subtitle": "", "warmup_days": 0.0, "start": datetime.date(2024, 1, 8)}
    with style():
        (axes,) = occupancy_over_time(days, **told).axes
    assert [label.get_text() for label in axes.get_xticklabels()] == ["Jan 2024"]


def test_the_bold_line_is_the_mean_of_the_replications(pictures: dict[str, Picture]) -> None:
    picture = pictures["occupancy_over_time"]
    mine = picture.table[picture.table["kind"] == "Hospital"]
    bold = next(line for line in picture.figure.axes[0].lines if str(line.get_gid()).startswith("mean"))
    assert np.asarray(bold.get_ydata()).tolist() == pytest.approx(mine.groupby("day")["value"].mean().to_list())


def test_the_published_level_is_drawn_only_when_given(tmp_path: Path, pictures: dict[str, Picture]) -> None:
    def levels(picture: Picture) -> list[float]:
        return [
            float(np.asarray(line.get_ydata())[0])
            for line in picture.figure.axes[0].lines
            if line.get_gid() == "published"
        ]

    assert levels(pictures["delay_over_time"]) == []
    folder = write_results(tmp_path / "r", days=40)
    asked = yaml.safe_load((folder / "question.yaml").read_text(encoding="utf-8"))
    (folder / "question.yaml").write_text(
        yaml.safe_dump({**asked, "published_people_delayed": 203.5}), encoding="utf-8"
    )
    with style():
        again = {picture.name: picture for picture in drawing.pictures(read_results(folder))}
    assert levels(again["delay_over_time"]) == [203.5]


def test_strips_of_the_map_are_as_wide_as_their_moves(pictures: dict[str, Picture]) -> None:
    picture = pictures["flows_map"]
    patches = [patch for patch in picture.figure.axes[0].patches if isinstance(patch, PathPatch) and patch.get_gid()]
    widths = {str(patch.get_gid()): patch.get_linewidth() for patch in patches}
    moves = {
        f"{row['from_setting']}-to-{row['to_setting']}": float(row["moves_a_year"])
        for row in picture.table.to_dict("records")
    }
    first, second = "own_home-to-emergency_department", "emergency_department-to-assessment_unit"
    assert widths[first] / widths[second] == pytest.approx(moves[first] / moves[second])
    assert "outside" not in " ".join(moves)


def test_numbers_on_the_map_do_not_touch_and_every_setting_is_there(folder: Path, pictures: dict[str, Picture]) -> None:
    picture = pictures["flows_map"]
    figure = picture.figure
    figure.canvas.draw()
    boxes = [text.get_window_extent() for text in figure.axes[0].texts if str(text.get_gid()).startswith("moves")]
    assert len(boxes) > 12
    assert not [1 for n, one in enumerate(boxes) for other in boxes[n + 1 :] if one.overlaps(other)]
    plan = lay_out(picture.table, read_results(folder).settings)
    assert set(plan.boxes) == {*picture.table["from_setting"], *picture.table["to_setting"]}
    points = [point for strip in plan.strips for point in strip.points]
    assert all(plan.left <= x <= 7.3 * 72 and plan.bottom <= y <= plan.top for x, y in points)


def test_table_on_screen_fits_and_says_what_the_comparison_says(folder: Path) -> None:
    results = read_results(folder)
    text = table_text(results.comparison, results.titles, place=results.place, replications=5)
    assert max(len(line) for line in text.splitlines()) <= 100
    assert text.encode("cp1252")
    line = next(line for line in text.splitlines() if line.startswith("More home support hours"))
    assert line.split()[4:] == ["6,880", "6,460", "to", "7,300", "310", "90", "6,480", "43%", "-£192k"]
    flats = next(line for line in text.splitlines() if line.startswith("Step-down"))
    assert "55?" in flats
    order = [text.index(title[:20]) for title, parts, _ in sorted(OPTIONS.values(), key=lambda one: -sum(one[1]))]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (-0.004, "0"),
        (0.157, "0.16"),
        (9.96, "10"),
        (-54.6, "\N{MINUS SIGN}55"),
        (13_718.0, "13,720"),
        (float("nan"), "not known"),
    ],
)
def test_numbers_are_written_for_readers(value: float, written: str) -> None:
    assert number(value) == written


def test_money_and_percent_are_written_for_readers() -> None:
    money = [pounds(value, minus="-") for value in (-1_093_000.0, 999_600.0, 1_500.0, 12.0)]
    assert money == ["-£1.09m", "£1.00m", "£2k", "£12"]
    assert [percent(value) for value in (9.96, 0.34, 86.2)] == ["10%", "0.3%", "86%"]


def test_what_drifts_is_said_with_the_option_and_warnings_are_told_worst_first(tmp_path: Path) -> None:
    folder = write_results(tmp_path / "drifting")
    table = pd.read_csv(folder / "comparison.csv")
    drift = table["option"].eq("more_home_support") & table["measure"].eq("bed_days_returned")
    table["note"] = table["note"].astype(object)
    table.loc[drift, "note"] = "people waiting for a place rise by 40 a year"
    table.to_csv(folder / "comparison.csv", index=False)
    asked = yaml.safe_load((folder / "question.yaml").read_text(encoding="utf-8"))
    told = ["the worst of it", f"bed days returned are {NONE}: Step-down", "the least"]
    (folder / "question.yaml").write_text(yaml.safe_dump(asked | {"warnings": told}), encoding="utf-8")
    results = read_results(folder)
    words = returned(results).set_index("option")["in_words"]
    assert words["more_home_support"].endswith("; queues had not settled")
    assert words["package"] == "clear gain, size close (±4%)"
    assert cautions(results) == ["The worst of it", "The least"]
    assert set(INCONCLUSIVE_NOTES) == {NONE, NO_VERDICT}


def blocked_folder(place: Path, names: tuple[str, ...]) -> Path:
    """Write results in which some options give no answer."""
    folder = write_results(place, days=40)
    table = pd.read_csv(folder / "comparison.csv")
    none = table["option"].isin(names)
    table["note"] = table["note"].astype(object)
    table.loc[none, NUMBERS] = np.nan
    table.loc[none, "note"] = (
        "no answer: front door blocked (Emergency department: 3,942 people at the door at the end)"
    )
    table.to_csv(folder / "comparison.csv", index=False)
    return folder


def test_an_option_without_an_answer_stands_last_with_its_reason(tmp_path: Path) -> None:
    results = read_results(blocked_folder(tmp_path / "r", ("package",)))
    table = returned(results)
    assert table["option"].iloc[-1] == "package"
    assert table["in_words"].iloc[-1] == "no answer"
    assert finding(results).startswith("Of the options compared, More home support hours gives back the most")
    text = table_text(results.comparison, results.titles, place=results.place, replications=5)
    (line,) = [line for line in text.splitlines() if line.startswith("Package")]
    assert line.split()[-2:] == ["no", "answer"]
    assert "3,942 people at the door" in " ".join(text.split())
    assert {path.stem for path in draw(results.folder)} >= NAMES - {"net_cost"}


def test_a_blocked_baseline_gives_no_answer_and_says_why(tmp_path: Path) -> None:
    results = read_results(blocked_folder(tmp_path / "r", ("baseline", *OPTIONS)))
    assert finding(results).startswith("No answer: front door blocked (Emergency department: 3,942 people")
    assert headline(returned(results)) == "No answer: a front door is blocked"
    text = table_text(results.comparison, results.titles, place=results.place, replications=5)
    assert text.count("no answer") == len(OPTIONS)
    assert draw(results.folder)


def test_the_baseline_that_is_far_off_is_the_first_thing_said(tmp_path: Path) -> None:
    folder = write_results(tmp_path / "r", days=3)
    table = pd.read_csv(folder / "baseline.csv")
    table.loc[table["figure"].str.startswith("delayed bed days"), "difference_percent"] = 71.4
    table.to_csv(folder / "baseline.csv", index=False)
    said = "With a baseline that is 71% above the published figure for delayed bed days, 75 and over: "
    assert finding(read_results(folder)).startswith(f"{said}Of the options compared, ")


@pytest.mark.parametrize(
    ("interval", "words"),
    [
        ((90.0, 110.0), "clear gain, size close (±10%)"),
        ((70.0, 130.0), "clear gain, size rough (±30%)"),
        ((10.0, 190.0), "clear gain, size uncertain (±90%)"),
        ((-10.0, 210.0), "not distinguishable from none"),
        ((0.0, 0.0), "no change"),
        ((float("nan"), float("nan")), "one replication: no verdict"),
    ],
)
def test_how_sure_is_said_in_words(interval: tuple[float, float], words: str) -> None:
    assert how_sure(100.0, *interval) == words


@pytest.mark.parametrize(
    ("value", "other", "written"),
    [(0.512, 0.426, "0.512"), (0.426, 0.512, "0.426"), (97.2, 0.4, "97.2"), (15_720.0, 0.0, "15,720"), (0.0, 0.0, "0")],
)
def test_rates_are_not_rounded_away(value: float, other: float, written: str) -> None:
    assert rate(value, other) == written


def test_moves_out_of_hospital_are_those_of_people_who_lay_in_a_bed(pictures: dict[str, Picture]) -> None:
    moves = pictures["flows_map"].table
    beds = {name for name, (_, kind, _) in DESCRIBED.items() if kind == "hospital"}
    out = moves[moves["from_setting"].isin(beds) & ~moves["to_setting"].isin([*beds, "emergency_department"])]
    assert pictures["flows_map"].title.startswith(
        f"Of {number(float(out['moves_a_year'].sum()))} moves out of hospital"
    )


UNSURE = "1 cannot be told from none"


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        (
            [(-9, -12, -6), (-8, -20, 4), (5, 2, 8)],
            f"Net cost: of 3 options 1 costs less, 1 more; {UNSURE}",
        ),
        ([(-9, -12, -6), (-8, -10, -4)], "Net cost: of 2 options 2 cost less, 0 more; 0 cannot be told from none"),
        ([(-9, -12, -6)], "Option 0 costs less: -£9 a year"),
        ([(2, -1, 5)], "Option 0 has a net cost not distinguishable from none: £2 a year"),
        ([(2, math.nan, math.nan)], "Net cost of one replication: no interval, and no verdict"),
    ],
)
def test_the_title_of_costs_ranks_nobody(rows: list[tuple[float, float, float]], title: str) -> None:
    table = pd.DataFrame(rows, columns=["total", "lower", "upper"])
    table["title"] = [f"Option {number}" for number in range(len(table))]
    assert _cost_title(table).replace("\N{MINUS SIGN}", "-") == title
