"""What a paper says follows from the figures, and what cannot be one is refused in a line with nothing written."""

import math
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from docx import Document

import sim
from sim.description.input_errors import InputErrors
from sim.interface.paper import appraisal_named
from sim.report.paper import criteria, recommendation, switching
from sim.report.paper.appraisal import Appraisal, Criterion
from sim.report.paper.evidence import Estimate, Finding, leaders, listed
from sim.report.paper.folder import paper_folder
from sim.report.paper.money import present_cost
from sim.report.results_folder import Results, read_results
from tests.unit.made_up_results import OPTIONS, write_results
from tests.unit.paper_forms import formulas_and_links, sheets, word_names, word_tables

DIRECTIONS = (
    "criteria:\n  days: {title: Days, weight: %s, measure: bed_days_returned}\n  staff: {title: Staff, weight: %s%s}\n"
)
HEAD = "title: Ours\ndiscount_rate: {percent: 3.5, source: Green Book, basis: published}\n"
ROOT = Path(__file__).resolve().parents[2] / "scenarios"


def made_up(place: Path, **changes: object) -> Path:
    """Write a made-up results folder of this version, with some keys of its question changed."""
    folder = write_results(place / "compare", replications=3, days=120)
    record = yaml.safe_load((folder / "provenance.yaml").read_text("utf-8")) | {"version": sim.__version__}
    (folder / "provenance.yaml").write_text(yaml.safe_dump(record), encoding="utf-8")
    asked = yaml.safe_load((folder / "question.yaml").read_text("utf-8")) | changes
    (folder / "question.yaml").write_text(yaml.safe_dump(asked), encoding="utf-8")
    return folder


def own(place: Path, text: str) -> Path:
    """Write an appraisal of one's own, `ours`; return the folder to be named."""
    (place / "own" / "appraisals").mkdir(parents=True)
    (place / "own" / "appraisals" / "ours.yaml").write_text(text, encoding="utf-8")
    return place / "own"


def measured_by(measure: str) -> str:
    """Return criteria of which one is scored by this measure."""
    return DIRECTIONS.replace("bed_days_returned", measure) % (60, 40, "")


# --- bad input -------------------------------------------------------------------------------------------------------

BAD_FILES = {
    "weights that do not sum": (HEAD + DIRECTIONS % (50, 40, ""), "weights must sum to 100 percent (got 90)"),
    "unknown measure": (HEAD + measured_by("bed_days_retuned"), "bed_days_returned"),
    "unknown option": (HEAD + DIRECTIONS % (60, 40, ", scores: {package: 3, fals_prevention: 4}"), "falls_prevention"),
    "a score outside": (HEAD + DIRECTIONS % (60, 40, ", scores: {package: 11}"), "at most 10"),
    "scored twice": (HEAD + DIRECTIONS % (60, 40, ", measure: net_cost, scores: {package: 1}"), "not by both"),
    "a measure that is neither": (HEAD + measured_by("deaths_at"), "unknown measure"),
    "unknown key": (HEAD + DIRECTIONS % (60, 40, ", wieght: 3"), "weight"),
    "no criteria": (HEAD + "criteria: {}\n", "criteria"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_bad_appraisal_is_refused_and_nothing_written(case: str, tmp_path: Path) -> None:
    text, words = BAD_FILES[case]
    folder = made_up(tmp_path)
    with pytest.raises(InputErrors, match=r"ours\.yaml") as refused:
        sim.board_paper(folder, appraisal="ours", config_dirs=[own(tmp_path, text)])
    assert words in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1
    assert not list(folder.glob("*paper*"))


def test_the_name_of_an_appraisal_has_a_near_miss(tmp_path: Path) -> None:
    with pytest.raises(InputErrors, match="did you mean 'board'"):
        sim.board_paper(made_up(tmp_path), appraisal="borad")


BAD_FOLDERS = {
    "another version": ("provenance.yaml", {"version": "0.0.9"}, "another version"),
    "another study": ("question.yaml", {"study": "calibrate"}, "made of a comparison"),
    "a small model": ("question.yaml", {"partnership": None}, "no board"),
    "no options": ("question.yaml", {"options": []}, "only the baseline"),
}


@pytest.mark.parametrize("case", BAD_FOLDERS)
def test_a_folder_that_is_none_of_these_is_refused(case: str, tmp_path: Path) -> None:
    name, changes, words = BAD_FOLDERS[case]
    folder = made_up(tmp_path)
    content = yaml.safe_load((folder / name).read_text("utf-8")) | changes
    (folder / name).write_text(yaml.safe_dump(content), encoding="utf-8")
    refused(folder, words)


@pytest.mark.parametrize("gone", ["provenance.yaml", "comparison.csv", "question.yaml"])
def test_an_unfinished_folder_is_refused(gone: str, tmp_path: Path) -> None:
    folder = made_up(tmp_path)
    (folder / gone).unlink()
    refused(folder, "question.yaml" if gone == "question.yaml" else "has not finished")


def test_a_table_without_a_column_is_refused(tmp_path: Path) -> None:
    folder = made_up(tmp_path)
    (folder / "sensitivity.csv").write_text("option,name\na,b\n", encoding="utf-8")
    refused(folder, "sensitivity.csv: no column effect")


def refused(folder: Path, words: str) -> None:
    """Hold that no paper is made of a folder, in one line with these words."""
    with pytest.raises(InputErrors) as error:
        sim.board_paper(folder)
    assert words in str(error.value)
    assert len(str(error.value).splitlines()) == 1
    assert not list(folder.glob("*paper*"))


def test_a_file_in_the_way_leaves_no_half_of_a_paper(tmp_path: Path) -> None:
    folder = made_up(tmp_path)
    (folder / "paper.docx").mkdir()
    with pytest.raises(InputErrors, match=r"paper\.docx: is a folder"):
        sim.board_paper(folder)
    assert [path.name for path in folder.glob("*paper*")] == ["paper.docx"]


def test_texts_are_never_formulas_links_or_markup(tmp_path: Path) -> None:
    """Titles of options are somebody's text: each form shows them as they are."""
    hostile = ["=1+1", "@cmd", "<b>bold</b> & [a](http://b.c) $$note$$"]
    titles = dict(zip(list(OPTIONS)[:3], hostile, strict=True))
    options = [{"name": name, "title": titles.get(name, name), "description": "-x"} for name in OPTIONS]
    folder = made_up(tmp_path, options=options)
    sim.board_paper(folder)
    page = (folder / "paper.html").read_text("utf-8")
    assert "<b>bold" not in page
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; [a](http://b.c) $$note$$" in page
    first = [row[0] for row in word_tables(folder / "paper.docx")[1]]
    assert set(hostile) <= set(first)
    cells = sheets(folder / "paper.xlsx")
    assert {"=1+1", "@cmd"} <= {row[0] for row in cells["Options"]}
    assert formulas_and_links(folder / "paper.xlsx") == len(cells) - 3


def test_what_a_folder_lacks_is_said(tmp_path: Path) -> None:
    """A folder without futures, sensitivity and ages still gives a paper, which says what is not there."""
    folder = made_up(tmp_path)
    sim.board_paper(folder)
    words = "\n".join(paragraph.text for paragraph in Document(str(folder / "paper.docx")).paragraphs)
    assert "Whether they can be told apart from one another was not tested" in words
    assert "this run does not tell what bed days depend on" in words
    table = word_tables(folder / "paper.docx")[word_names(folder / "paper.docx").index("Criteria") + 1]
    assert [row[3] for row in table[3:]] == ["not scored"] * (len(OPTIONS) + 1)


# --- what is recommended ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return read_results(made_up(tmp_path_factory.mktemp("words")))


def one(name: str, days: tuple[float, float, float], group: int | None, cash: float = 100.0, **more: float) -> Finding:
    """Return a finding: bed days with their interval, its group, and its cost with an interval of 10 either way."""
    cost = Estimate(cash, cash - 10, cash + 10)
    return Finding(name, name.title(), Estimate(*days), cash=cost, net=cost, interventions=cost, group=group, **more)  # type: ignore[arg-type]


def said(results: Results, *found: Finding) -> str:
    """Return the recommendation, no criterion scored."""
    empty = criteria.Scores((), {}, criteria.pd.DataFrame(), {})
    return " ".join(recommendation.recommendation(results, listed(found), empty))


def test_none_is_recommended_where_none_is_told_apart(results: Results) -> None:
    words = said(results, one("a", (50, -10, 110), 1), one("b", (40, -20, 100), 1))
    assert words.startswith("No option can be recommended: none can be told apart from do nothing")


def test_one_is_recommended_where_it_is_told_apart_from_all(results: Results) -> None:
    words = said(results, one("a", (500, 400, 600), 1, most=78.0), one("b", (90, 50, 130), 2, most=22.0))
    assert words.startswith("A: gives back about 500 bed days a year (95% interval 400 to 600)")
    assert "told apart from do nothing, and from every other option compared" in words
    assert "A in 78" in words


def test_what_cannot_be_told_apart_is_not_ranked(results: Results) -> None:
    words = said(results, one("a", (500, 400, 600), 1, cash=300), one("b", (450, 350, 550), 1, cash=100))
    assert words.startswith("One of A and B: each is told apart from do nothing, and they cannot be told apart")
    assert "B costs least, and that is told apart" in words
    same = said(results, one("a", (500, 400, 600), 1, cash=105), one("b", (450, 350, 550), 1, cash=100))
    assert "Which of them costs least is not told apart" in same


def test_one_replication_recommends_nothing(results: Results) -> None:
    single = replace(results, asked=results.asked | {"replications": 1})
    assert said(single, one("a", (500, math.nan, math.nan), None)).startswith("No recommendation can be made from one")


def test_a_blocked_front_door_recommends_nothing(results: Results) -> None:
    blocked = replace(one("a", (math.nan,) * 3, None), why_none="no answer: the front door is blocked")
    assert said(results, blocked).startswith("No recommendation can be made: no answer: the front door is blocked")


def test_the_short_list_gives_reasons() -> None:
    dear, cheap = one("a", (100, 50, 150), 2, cash=300), one("b", (500, 400, 600), 1, cash=100)
    rows = listed([cheap, dear, one("c", (-90, -120, -60), 3), one("d", (5, -5, 15), 3)])
    assert [row.short for row in rows] == [True, False, False, False]
    reasons = [row.reason.split(":")[0] for row in rows]
    assert reasons[1:] == ["cost", "it takes bed days and gives none back", "not told apart from do nothing"]
    near = listed([cheap, replace(dear, cash=Estimate(115, 95, 135))])
    assert [row.short for row in near] == [True, True]
    assert [row.name for row in leaders(near)] == ["b"]


# --- money, switching values, weights --------------------------------------------------------------------------------


def test_present_cost_discounts_all_years_but_the_first() -> None:
    assert present_cost(100, 3, 3.5) == pytest.approx(100 + 100 / 1.035 + 100 / 1.035**2)
    assert present_cost(100, 1.0021, 3.5) == 100
    assert present_cost(100, 1.5, 0) == pytest.approx(150)


def test_switching_values() -> None:
    more, fewer = one("a", (500, 400, 600), 1, cash=1000), one("b", (200, 150, 250), 1, cash=100)
    assert switching.bed_day_value(more, fewer) == pytest.approx(900 / 300)
    assert math.isnan(switching.bed_day_value(fewer, more))
    factor = switching.cost_factor(fewer, more.cost_per_day * 200)
    assert 100 + (factor - 1) * 100 == pytest.approx(more.cost_per_day * 200)
    assert math.isnan(switching.cost_factor(replace(fewer, interventions=Estimate(0, 0, 0)), 500))


def test_weights_turn_the_order_where_they_say(tmp_path: Path) -> None:
    """Two options, two criteria: the one leads by days, the other by cost; the scores cross at a known weight."""
    folder = made_up(tmp_path)
    rows = [
        (option, replication, measure, "all", "all", value + replication)
        for option, days, cash in (("falls_prevention", 100.0, 0.0), ("package", 400.0, 900.0))
        for replication in range(1, 8)
        for measure, value in (("bed_days_returned", days), ("net_cost_cash", cash))
    ]
    table = criteria.pd.DataFrame(rows, columns=["option", "replication", "measure", "breakdown", "level", "value"])
    table.to_csv(folder / "measures.csv", index=False)
    found = [one("falls_prevention", (100, 90, 110), 1), one("package", (400, 390, 410), 1)]
    board = Appraisal(
        (Criterion("d", "Days", 60, "bed_days_returned"), Criterion("c", "Cost", 40, "net_cost_cash")), 3.5, "x"
    )
    made = criteria.scores_of(paper_folder(folder), found, board)
    assert made.complete
    assert made.leading(made.weights) == "package"
    turn = criteria.weight_table(made)
    assert turn is not None
    at = next(cell.value for cell in turn.rows[0] if isinstance(cell, criteria.Number) and cell.value != 60)
    weight = {"d": at, "c": 100 - at}
    totals = made.totals(weight)
    assert totals.max() - totals.drop("package").max() == pytest.approx(0, abs=1e-9)
    assert made.ahead("package", "falls_prevention") == 100
    assert made.not_apart() == []


def test_blanks_take_no_part_in_the_order(tmp_path: Path) -> None:
    board = appraisal_named([ROOT], "board", list(OPTIONS))
    made = criteria.scores_of(paper_folder(made_up(tmp_path)), [one(name, (1, 0, 2), 1) for name in OPTIONS], board)
    assert made.scored == []
    assert not made.complete
    given = Criterion("staff", "Staff", 15, scores=dict.fromkeys(["baseline", *OPTIONS], 5.0) | {"package": 9.0})
    filled = replace(board, criteria=(*board.criteria[:4], given))
    again = criteria.scores_of(
        paper_folder(tmp_path / "compare"), [one(name, (1, 0, 2), 1) for name in OPTIONS], filled
    )
    assert [criterion.name for criterion in again.scored] == ["staff"]
    assert again.leading(again.weights) == "package"
