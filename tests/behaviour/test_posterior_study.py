"""A posterior study end to end on an island: its tables, taken up where it was stopped, the same on two cores."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from sim.description.posteriors import posterior_of
from sim.description.read import read_system
from sim.study.kinds.posterior_study import PosteriorStudy
from sim.study.kinds.posterior_years import Sizes
from sim.study.question.question import Period, Question
from sim.study.run.records import NoAnswer
from tests.unit.data_dictionaries import undescribed

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
SIZES = Sizes(44, 10, 10)


def asked() -> Question:
    """Return the question of a posterior of Shetland, counted over four months after one."""
    description = read_system([SCENARIOS], "shetland_islands")
    period = Period(description.start_date, 30, 150)
    return Question("posterior", "shetland_islands", description, {}, period, 5, 1, "compiled", "")


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> PosteriorStudy:
    """Give a study that was stopped in its second design and taken up."""
    results = tmp_path_factory.mktemp("results")
    stopped = PosteriorStudy.begin(asked(), results, SIZES)
    for count in stopped.run(1):
        if count >= 70:
            break
    study = PosteriorStudy.begin(asked(), results, SIZES)
    assert study.taken_up >= 70
    counts = list(study.run(1))
    assert counts[0] == study.taken_up
    return study


def test_every_column_stands_in_its_data_dictionary(finished: PosteriorStudy) -> None:
    assert undescribed(finished.folder.path) == []


def test_its_draws_are_a_table_that_comparisons_read(finished: PosteriorStudy) -> None:
    text = (finished.folder.path / "posterior.csv").read_text(encoding="utf-8")
    draws = posterior_of(text, "posterior.csv")
    assert len(draws) == 10
    assert len({tuple(draw.values()) for draw in draws}) == 10
    point = {name: finished.question.description.calibrated.get(name, 1.0) for name in draws[0]}
    assert dict(finished.free.point) == pytest.approx(point)


def test_its_tables_say_what_is_known(finished: PosteriorStudy) -> None:
    folder = finished.folder.path
    check, multipliers, coverage = (
        pd.read_csv(folder / f"{name}.csv") for name in ("check", "multipliers", "coverage")
    )
    assert (check["lower"] <= check["upper"]).all()
    assert set(check["role"]) == {"fit", "prior"}
    assert check.loc[check["figure"].str.contains("assumed"), "role"].eq("prior").all()
    assert (multipliers["lower"] <= multipliers["median"]).all()
    assert multipliers["width"].between(0, 1.5).all()
    assert coverage["multiplier"].iloc[-1] == "all"
    assert coverage.loc[coverage["multiplier"] == "all", ["kind", "truths"]].to_numpy().tolist() == [
        ["prior", 10],
        ["wider", 10],
        ["structural_error", 10],
    ]
    ranks = pd.read_csv(folder / "ranks.csv")
    assert len(ranks) == 30 * len(multipliers)
    assert ranks["rank"].between(0, 1).all()
    design = pd.read_parquet(folder / "design.parquet")
    assert len(design) == sum(number < 100_000 for number in finished.years)
    assert {f"multiplier_{name}" for name in finished.free.names} <= set(design)


def test_years_at_the_design_are_those_of_the_model(finished: PosteriorStudy) -> None:
    """Packages answer to their multiplier: the design would be worth nothing if the years did not run at its points."""
    design = pd.read_parquet(finished.folder.path / "design.parquet").dropna()
    assert (
        design["multiplier_package_hours"].corr(design["figure_package_hours"]) > 0.3
    )  # 0.1 by chance; stocks are slow


def test_two_cores_give_the_same_draws(finished: PosteriorStudy, tmp_path: Path) -> None:
    study = PosteriorStudy.begin(asked(), tmp_path, SIZES)
    assert max(study.run(2)) == len(study.years)
    for name in ("posterior.csv", "check.csv", "multipliers.csv", "coverage.csv", "ranks.csv"):
        assert (study.folder.path / name).read_bytes() == (finished.folder.path / name).read_bytes()


def test_other_sizes_begin_anew(finished: PosteriorStudy) -> None:
    other = PosteriorStudy.begin(asked(), finished.folder.path.parent, Sizes(40, 10))
    assert other.taken_up == 0


def test_too_few_open_doors_give_no_draws(tmp_path: Path) -> None:
    question = asked()
    full = {**question.description.calibrated, "acute_stay": 3.0, "needs": 3.0}
    crowded = replace(question, description=question.description.model_copy(update={"calibrated": full}))
    study = PosteriorStudy.begin(crowded, tmp_path, Sizes(40, 10))
    with pytest.raises(NoAnswer, match="left the front door open: too few to learn from"):
        list(study.run(1))
    assert not (study.folder.path / "posterior.csv").exists()
