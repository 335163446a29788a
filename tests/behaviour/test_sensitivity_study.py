"""A study of sensitivity end to end on an island: taken up where it stopped, the same again, its tables and words."""

from pathlib import Path

import pandas as pd
import pytest

from sim.description.input_errors import InputErrors
from sim.interface.conf_files import roots_of, shipped_conf
from sim.report.information import information_lines
from sim.report.sensitivity_picture import draw_sensitivity
from sim.report.sensitivity_text import sensitivity_lines
from sim.study.analysis.factors import MULTIPLIER, RANDOM
from sim.study.kinds.sensitivity_runs import PointRun, PointWork
from sim.study.kinds.sensitivity_study import SensitivityStudy
from sim.study.request import Request, asking

PERIOD = {"measured_from": "2018-08-01", "warmup_days": 31, "years": 0, "days": 60}
OPTION = "falls_prevention"


def asked(results: Path, **changes: object) -> Request:
    """Return a study of Shetland over two months, with as few runs as there may be."""
    keys: dict[str, object] = {
        "partnership": "shetland_islands", "options": [OPTION], "trajectories": 4, "points": 32, "cores": 1,
        "outcomes": ["bed_days_returned", "net_cost_cash"], "results": str(results),
    }  # fmt: skip
    content = shipped_conf("sensitivity", **(keys | changes))
    content["period"] = content["period"] | PERIOD
    return asking(content, [*keys, *changes], roots_of([]))


def begun(results: Path) -> SensitivityStudy:
    study = asked(results).begin(roots_of([]), ["python"])
    assert isinstance(study, SensitivityStudy)
    return study


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> SensitivityStudy:
    """Give a study that was stopped and taken up."""
    results = tmp_path_factory.mktemp("results")
    for count in begun(results).run(1):
        if count >= 40:
            break
    study = begun(results)
    assert study.taken_up == 40
    assert list(study.run(1))[-1] == study.total
    return study


def test_a_run_is_that_of_a_comparison_at_the_same_point(finished: SensitivityStudy) -> None:
    """The same replication at the scores and multipliers of a draw gives what the comparison gave."""
    question = finished.question
    number = 1
    calibrated = question.calibrated_at(number)
    things, scores = question.uncertain_things(OPTION), question.drawn(OPTION, [number]).scores[0]
    at = dict(zip([thing.name for thing in things], map(float, scores), strict=True))
    point = PointRun(1, number, at, {name: calibrated.description.calibrated[name] for name in question.posterior[0]})
    outcomes = PointWork.at(question, point).outcomes(number, ["bed_days_returned"])
    from sim.study.run.replication import Work  # noqa: PLC0415

    measures = Work(question).replication(number).measures
    rows = measures[(measures["measure"] == "bed_days_returned") & (measures["breakdown"] == "all")]
    assert isinstance(outcomes, dict)
    assert outcomes[OPTION]["bed_days_returned"] == rows.set_index("option")["value"][OPTION]


def test_every_input_is_looked_at(finished: SensitivityStudy) -> None:
    effects = pd.read_csv(finished.folder.path / "elementary_effects.csv")
    multipliers = [name for name in finished.factors.names if name.startswith(MULTIPLIER)]
    assert len(multipliers) == len(finished.question.posterior[0])
    assert set(effects["factor"]) == {*finished.factors.names, RANDOM}
    assert (effects["mu_star"] >= effects["mu"].abs() - 1e-9).all()
    assert (effects.loc[effects["unit"] == "times", "low"] <= effects.loc[effects["unit"] == "times", "high"]).all()


def test_shares_lie_between_none_and_all(finished: SensitivityStudy) -> None:
    indices = pd.read_csv(finished.folder.path / "sensitivity_indices.csv")
    own = indices[indices["factor"].isin(finished.factors.names)]
    assert own["total"].between(0, 1).all()
    assert (own["total_lower"] <= own["total"]).all()
    assert (own["total"] <= own["total_upper"]).all()
    assert own["permuted"].max() < 0.1
    assert indices.loc[indices["factor"] == RANDOM, "first"].between(0, 1).all()


def test_knowing_more_is_worth_something_or_nothing(finished: SensitivityStudy) -> None:
    values = pd.read_csv(finished.folder.path / "value_of_information.csv")
    assert list(dict.fromkeys(values["unit"])) == ["bed days a year", "pounds a year"]
    assert set(values["value_of_a_bed_day"].dropna()) == {618.0, 290.0}
    assert {factor.group for factor in finished.factors.all} < set(values["group"])
    assert (values["value"] >= -1e-6).all()
    described = pd.read_csv(finished.folder.path / "data_dictionary.csv")
    assert {"value_of_information.csv", "sensitivity_indices.csv", "design.parquet"} <= set(described["file"])


def test_it_is_told_in_words_and_a_picture(finished: SensitivityStudy) -> None:
    titles = {OPTION: "Falls prevention"}
    text = sensitivity_lines(finished.indices, finished.effects, finished.emulators, titles, "Shetland")
    assert "Falls prevention: bed days returned" in text
    assert "random variation of one year" in text
    assert "best today, by means" in information_lines(finished.values, titles)
    assert max(map(len, text.splitlines())) <= 130
    figures = draw_sensitivity(
        finished.folder.path, finished.indices, (finished.values, finished.curve), titles, "Shetland"
    )
    assert (figures / "sensitivity_bed_days_returned.png").is_file()
    assert (figures / "value_of_information.png").is_file()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"outcomes": ["bed_days_returnd"]}, "bed_days_returned"),
        ({"outcomes": []}, "is empty"),
        ({"options": []}, "name at least one option"),
        ({"partnership": "scotland"}, "one partnership"),
        ({"points": 3}, "points"),
        ({"effects": "fixed"}, "nothing to tell apart"),
        ({"replications": 5}, "trajectories=10 points=128"),
    ],
)
def test_what_it_cannot_use_is_refused(tmp_path: Path, changes: dict[str, object], words: str) -> None:
    with pytest.raises(InputErrors, match=words):
        asked(tmp_path, **changes)
