"""Draws of multipliers are read from a table, refused where they do not fit, taken by two replications at a time."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.description.input_errors import InputErrors
from sim.description.interventions import Option
from sim.description.posteriors import Origin, posterior_of, posterior_text, read_posterior
from sim.description.read import read_system
from sim.interface.conf_files import shipped_conf
from sim.interface.functions import compare, read
from sim.study.analysis.comparison import RETURNED
from sim.study.analysis.futures import draws_table
from sim.study.question.draws import draw_of
from sim.study.question.question import Period, Question
from sim.study.request import asking
from sim.study.run.replication import Work

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"

POINT = {"needs": 1.25, "delay": 0.5}
ORIGIN = Origin("anytown", "2023/24", "0.1.0")
DRAWS = [{"needs": 1.0 + 0.01 * number, "delay": 0.4 + 0.02 * number} for number in range(12)]


def put(folder: Path, text: str) -> list[Path]:
    """Write the draws of a place into a folder of scenarios; return the roots."""
    path = folder / "base" / "posteriors" / "anytown.csv"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return [folder]


def test_draws_are_read_as_they_were_written(tmp_path: Path) -> None:
    roots = put(tmp_path, WHOLE)
    assert list(read_posterior(roots, POINT, ORIGIN)) == [pytest.approx(draw) for draw in DRAWS]
    assert read_posterior(roots, POINT, Origin("elsewhere", "2023/24", "0.1.0")) == ()
    for text in (WHOLE, posterior_text(POINT, DRAWS)):
        assert posterior_of(text, "question.yaml") == read_posterior(roots, POINT, ORIGIN)


@pytest.mark.parametrize(
    ("made", "key", "allowed"),
    [
        (Origin("fife", "2023/24", "0.1.0"), "place: fife", "allowed: anytown"),
        (Origin("anytown", "2022/23", "0.1.0"), "year: 2022/23", "allowed: 2023/24"),
        (Origin("anytown", "2023/24", "0.0.9"), "version: 0.0.9", "allowed: 0.1.0"),
    ],
)
def test_draws_of_another_place_year_or_version_are_refused_in_a_line(
    tmp_path: Path, made: Origin, key: str, allowed: str
) -> None:
    with pytest.raises(InputErrors) as errors:
        read_posterior(put(tmp_path, posterior_text(POINT, DRAWS, made)), POINT, ORIGIN)
    (error,) = errors.value.errors
    assert f"anytown.csv, row 2: {key}" in str(error).replace("'", "")
    assert allowed in str(error)
    assert "study=posterior makes it anew" in str(error)


WHOLE = posterior_text(POINT, DRAWS, ORIGIN)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (WHOLE.replace("point,", "1,", 1), "row 2: draw: must be 'point'"),
        (posterior_text(POINT, DRAWS[:3], ORIGIN), "has 3 draws, and 10 are needed"),
        (WHOLE.replace("published,1.02", "published,-1.02"), "row 5: needs: '-1.02'"),
        (WHOLE.replace("published,1.02", "published,nan"), "row 5: needs: 'nan'"),
        (WHOLE.replace("published,1.02,", "published,1.02"), "has 6 cells, but the header has 7"),
        (posterior_text(POINT, DRAWS), "place: this column is missing"),
        (WHOLE.replace("draw,", "number,", 1), "draw: this column is missing"),
        ("", "draw: this column is missing"),
        (WHOLE.replace("published,1.25", "published,1.3", 1), "was made about needs = 1.3, but 1.25 is in use"),
    ],
)
def test_draws_that_do_not_fit_are_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputErrors) as errors:
        read_posterior(put(tmp_path, text), POINT, ORIGIN)
    assert message in str(errors.value).replace('"', "'")
    assert "anytown.csv" in str(errors.value)


def test_two_replications_share_a_draw_and_the_first_comes_again() -> None:
    assert [draw_of(number, 3) for number in range(1, 9)] == [0, 0, 1, 1, 2, 2, 0, 0]


def test_baseline_and_options_of_a_replication_have_the_multipliers_of_its_draw() -> None:
    description = read_system([SCENARIOS], "orkney_islands")
    period = Period(description.start_date, 60, 120)
    options = {"a": Option.model_validate({"title": "An option", "interventions": {"falls_exercise": {}}})}
    draws = ({"needs": 0.9}, {"needs": 1.1})
    asked = Question(
        "compare", "orkney", description, options, period, 1, 4, "compiled", "", posterior=draws, effects="drawn"
    )
    work = Work(asked)
    drawn = [work.drawn(number) for number in (1, 2, 3)]
    for name in ("baseline", "a"):
        needs = [one.question.description_of(name).calibrated["needs"] for one in drawn]
        assert needs == [0.9, 0.9, 1.1]
    assert work.drawn(3).undrawn is work.drawn(4).undrawn, "two replications share a draw, and its tables"
    assert asked.drawn("a", [1, 2, 3, 4]).groups.tolist() == [0, 0, 1, 1]
    named = draws_table(asked, [1, 2, 3])
    assert named.loc[named["name"] == "baseline", "value"].tolist() == [1, 1, 2]
    alone = replace(asked, options={})
    assert alone.drawn("baseline", [1, 2, 3]).groups.tolist() == [0, 0, 1], "draws asked for a baseline alone"
    assert Work(alone).drawn(3).question.description_of("baseline").calibrated["needs"] == 1.1
    bare = replace(asked.without_options, replications=4)
    assert bare.drawn("baseline", [1, 2]).groups is None
    assert Work(bare).drawn(1).question is bare
    assert asked.hash != replace(asked, posterior=()).hash
    assert asked.hash != replace(asked, posterior=draws[::-1]).hash


def test_a_comparison_draws_the_baseline_unless_it_is_told_not_to() -> None:
    drawn, fixed = (
        compare(
            "shetland_islands",
            ["falls_prevention"],
            replications=4,
            cores=1,
            effects="fixed",
            period={"measured_from": None, "warmup_days": 60, "years": 0, "days": 60},
            calibration=word,
        )
        for word in ("drawn", "fixed")
    )
    admitted = [table[table["measure"] == "emergency_admissions"].iloc[0] for table in (drawn, fixed)]
    assert admitted[0]["mean"] != admitted[1]["mean"]
    rows = [table[(table["measure"] == RETURNED) & (table["breakdown"] == "all")].iloc[0] for table in (drawn, fixed)]
    assert np.isnan(rows[0]["sd_calibration"]), "four replications are two draws: too few to tell apart"
    assert rows[1]["sd_calibration"] == 0


def test_a_baseline_alone_is_drawn_where_that_is_asked_for() -> None:
    """A key that is written is not ignored; unwritten, a baseline alone stands as calibrated."""

    def question(**keys: Any) -> Question:
        return asking(shipped_conf(options=[], **keys), ["options", *keys], [SCENARIOS]).question

    assert question(partnership="shetland_islands").asked()["calibration"] == "fixed"
    drawn = question(partnership="shetland_islands", calibration="drawn")
    assert drawn.asked()["calibration"] == "drawn"
    assert len({*drawn.drawn("baseline", [1, 2, 3, 4]).groups.tolist()}) == 2
    with pytest.raises(InputErrors, match="no draws of 'orkney_islands'"):
        question(partnership="orkney_islands", calibration="drawn")


@pytest.mark.parametrize(
    ("place", "options", "words", "message"),
    [
        ("orkney_islands", ["falls_prevention"], {"calibration": "sometimes"}, "calibration"),
        ("orkney_islands", ["falls_prevention"], {"calibration": "point"}, "calibration"),
    ],
)
def test_words_that_are_none_are_refused(place: str, options: list[str], words: dict[str, str], message: str) -> None:
    with pytest.raises(InputErrors, match=message):
        compare(place, options, **words)


def test_draws_asked_for_and_missing_are_told(tmp_path: Path) -> None:
    """A folder of one's own whose draws are of other multipliers hides those shipped: refused, with the way out."""
    path = tmp_path / "base" / "posteriors" / "orkney_islands.csv"
    path.parent.mkdir(parents=True)
    path.write_text(WHOLE.replace("anytown", "orkney_islands"), encoding="utf-8")
    with pytest.raises(InputErrors, match="calibration=fixed does without it"):
        compare(read("orkney_islands", folders=[tmp_path]), ["falls_prevention"])
