"""Groups of options that can be told apart, and how often each is best, from made-up replications."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.description.interventions import Option
from sim.description.read import read_system
from sim.report.futures_text import best_lines, futures_text
from sim.study.analysis.futures import draws_table, futures
from sim.study.analysis.sensitivity import sensitivity
from sim.study.question.draws import END
from sim.study.question.question import DrawnOrFixed, Period, Question

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
INTERVENTIONS = {"large": "anticipatory_care_plan_at_home", "middle": "falls_exercise", "small": "step_up"}
TITLES = {name: name.capitalize() for name in INTERVENTIONS}


def asked(effects: DrawnOrFixed = "drawn") -> Question:
    described = read_system([SCENARIOS], "orkney_islands")
    options = {
        name: Option.model_validate({"title": name.capitalize(), "interventions": {intervention: {}}})
        for name, intervention in INTERVENTIONS.items()
    }
    period = Period(described.start_date, 100, 200)
    return Question("compare", "here", described, options, period, 1, 40, "compiled", "", effects=effects)


def measures(
    question: Question, means: dict[str, float], slopes: dict[str, float], count: int = 40, part: float = 1000.0
) -> pd.DataFrame:
    """Return bed days returned with so large effects of the draws and a luck of 10, and the share of the part."""
    numbers, rows = list(range(1, count + 1)), []
    for at, (name, mean) in enumerate(means.items()):
        luck = np.random.default_rng(at).normal(0.0, 10.0, count)
        days = mean + slopes[name] * question.drawn(name, numbers).scores.sum(axis=1) + luck
        for measure, values in (("bed_days_returned", days), ("share_of_200000", 100 * days / part)):
            rows += [
                (name, measure, "all", "all", number, value) for number, value in zip(numbers, values, strict=True)
            ]
    return pd.DataFrame(rows, columns=["option", "measure", "breakdown", "level", "replication", "value"])


def test_options_whose_intervals_of_difference_hold_none_are_one_group() -> None:
    question = asked()
    found = futures(
        measures(question, {"small": 100.0, "large": 1000.0, "middle": 900.0}, {"small": 5, "large": 80, "middle": 60}),
        question,
        {},
    )
    assert found["option"].tolist() == ["large", "middle", "small"]
    assert found["group"].tolist() == [1, 1, 2]
    assert found["most_in_100"].sum() == pytest.approx(100)
    assert found["most_in_100"].iloc[0] > found["most_in_100"].iloc[1] > 5
    assert found["part_reached_in_100"].tolist() == pytest.approx([50.0, 5.0, 0.0], abs=12)
    assert found["half_width_effects"].tolist() == pytest.approx([157, 118, 10], rel=0.4)
    assert (found["half_width_random"] < 5).all()
    first = best_lines(found, TITLES)[0]
    assert first.startswith("These cannot be told apart, and are not ranked: Large; Middle.")
    assert "of 100 possible futures" in first


def test_the_best_alone_is_said_to_be_apart() -> None:
    question = asked()
    means, slopes = {"large": 1000.0, "middle": 300.0, "small": 0.0}, {"large": 20.0, "middle": 10.0, "small": 0.0}
    found = futures(measures(question, means, slopes), question, {})
    assert found["group"].tolist() == [1, 2, 3]
    assert best_lines(found, TITLES)[0].startswith(
        "Large can be told apart from all others. Large gives back most in 100"
    )


def test_luck_alone_says_nothing_of_which_is_best() -> None:
    question = asked("fixed")
    slopes = dict.fromkeys(INTERVENTIONS, 0.0)
    found = futures(measures(question, {"large": 30.0, "middle": 20.0, "small": 0.0}, slopes), question, {})
    assert found["most_in_100"].isna().all()
    assert found["part_reached_in_100"].isna().all()
    assert (found["half_width_effects"] == 0).all()
    assert futures_text(found, TITLES) == ""
    assert best_lines(found, TITLES) == []


def test_few_replications_give_no_shares_of_futures() -> None:
    question = asked()
    means = {"large": 1000.0, "middle": 900.0, "small": 100.0}
    found = futures(measures(question, means, dict.fromkeys(means, 50.0), count=10), question, {})
    assert found["most_in_100"].isna().all()
    assert "of 100" not in futures_text(found, TITLES)
    fewest = futures(measures(question, means, dict.fromkeys(means, 50.0), count=4), question, {})
    assert " ".join(futures_text(fewest, TITLES).split()).count("not told apart") == 3


def test_an_option_without_an_answer_is_left_out() -> None:
    question = asked()
    means = {"large": 1000.0, "middle": 900.0, "small": 100.0}
    table = measures(question, means, dict.fromkeys(means, 50.0))
    assert futures(table, question, {"large": "blocked"})["option"].tolist() == ["middle", "small"]
    assert futures(table, question, {"baseline": "blocked"}).empty


def test_the_draws_of_every_replication_are_in_a_table() -> None:
    question = asked()
    table = draws_table(question, [1, 2, 3])
    assert len(table) == 9
    assert set(table["name"]) == {thing.name for name in question.options for thing in question.uncertain_things(name)}
    middle = table[table["name"] == "falls_exercise/0"]
    assert middle["value"].between(0.5, 1.2).all()
    assert draws_table(asked("fixed"), [1, 2]).empty


def test_what_matters_most_comes_first_with_its_interval() -> None:
    """An option of two uncertain things, of which one moves bed days by 40 for a score of 1, and the other by none."""
    question = asked()
    options = dict(question.options)
    options["large"] = Option.model_validate(
        {"title": "Two", "interventions": {"falls_exercise": {}, "falls_home_hazards": {}}}
    )
    both = replace(question, options=options)
    table = measures(both, {"large": 500.0}, {"large": 0.0}, count=200)
    moved = 40.0 * both.drawn("large", list(range(1, 201))).scores[:, 1]
    table.loc[table["measure"] == "bed_days_returned", "value"] += moved
    found = sensitivity(table, both)
    assert found["name"].tolist() == ["falls_home_hazards/0", "falls_exercise/0"]
    assert found["half_width"].iloc[0] == pytest.approx(END * 40, rel=0.05)
    assert found["lower"].iloc[0] < END * 40 < found["upper"].iloc[0]
    assert found["lower"].iloc[1] < 0 < found["upper"].iloc[1]
    assert found["variance_percent"].iloc[0] == pytest.approx(100 * 1600 / 1700, abs=4)
    assert sensitivity(table[table["replication"] <= 6], both).empty
    assert sensitivity(table, replace(both, effects="fixed")).empty
