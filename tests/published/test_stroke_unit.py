"""Stroke beds (Monks et al. 2016, doi:10.1186/s12913-016-1789-4): loads, theory, and what comes out of 150 runs."""

import datetime
from math import exp
from pathlib import Path

import pandas as pd
import pytest

from sim.description.read import read_model
from sim.study.kinds.published_tables import Cell, PublishedTable, read_printed
from sim.study.kinds.reproduction import Reproduction
from sim.study.question.question import Period, Question
from sim.tables.build import build
from sim.tables.quantiles import mean
from tests.theory.formulas import loss

ROOTS = [Path(__file__).resolve().parents[2] / "scenarios"]
NEAR = 0.006
# Acute and rehabilitation beds in use on average, from the inputs that the paper prints.
LOADS = {
    "stroke_unit": (8.1455, 9.7182),
    "stroke_unit_n": (8.3555, 9.7182),
    "stroke_unit_busier": (1.05 * 8.1455, 1.05 * 9.7182),
    "stroke_unit_busier_n": (1.05 * 8.3555, 1.05 * 9.7182),
    "stroke_unit_no_neuro": (7.0344, 8.0042),
    "stroke_unit_no_neuro_n": (7.2444, 8.0042),
    "stroke_unit_ring_fenced_n": (7.1680, 9.4667),
}


@pytest.fixture(scope="module")
def printed() -> PublishedTable:
    return read_printed(ROOTS, "stroke_unit")


def offered(name: str) -> dict[str, float]:
    """Return rate times mean stay, summed over needs and responses, for each setting."""
    model = read_model(ROOTS, name)
    tables = build(model, {})
    load = dict.fromkeys(tables.setting_names, 0.0)
    for k, need in enumerate(model.needs.values()):
        assert need.arrivals is not None
        assert need.arrivals.per_day is not None
        for response, shares in need.response.shares.items():
            a = tables.response_names.index(response)
            for s in tables.path[k, a][tables.path[k, a] >= 0]:
                stay = mean(tables.quantiles[tables.stay[s, k, a]])
                load[tables.setting_names[s]] += need.arrivals.per_day * need.arrivals.times * shares[0] * stay
    return load


def in_theory(cell: Cell, load: dict[str, float]) -> float:
    """Return the chance of a delay where beds in use are Poisson: Erlang B, or the formula of the supplement."""
    if cell.pool is None or not any(cell.beds.values()):
        return loss(sum(load[name] for name in cell.beds), sum(cell.beds.values()) + (cell.pool or 0))
    other = next(name for name in cell.beds if name != cell.delayed)
    mine, theirs = poisson(load[cell.delayed]), poisson(load[other])
    return sum(
        p * q
        for x, p in enumerate(mine)
        for y, q in enumerate(theirs)
        if x >= cell.beds[cell.delayed]
        and max(x - cell.beds[cell.delayed], 0) + max(y - cell.beds[other], 0) >= cell.pool
    )


def poisson(load: float) -> list[float]:
    chances = [exp(-load)]
    for people in range(1, 80):
        chances.append(chances[-1] * load / people)
    return chances


def reproduction(tmp_path: Path, engine: str, replications: int) -> Reproduction:
    model = read_model(ROOTS, "stroke_unit")
    period = Period.of(model.start_date + datetime.timedelta(1095), 1095, 5)
    question = Question("published", "stroke_unit", model, {}, period, 1, replications, engine, model="")
    study = Reproduction.begin(question, tmp_path, ROOTS)
    assert list(study.run(1))[-1] == replications
    return study


def test_every_model_stands_in_the_table(printed: PublishedTable) -> None:
    assert list(printed.models) == list(LOADS)
    assert all(figure.source and figure.licence for figure in printed.figures.values())


@pytest.mark.parametrize("name", LOADS)
def test_the_beds_wanted_are_those_of_the_paper(name: str) -> None:
    load = offered(name)
    assert list(load) == ["acute", "rehab"]
    assert load["acute"] == pytest.approx(LOADS[name][0], rel=1e-4)
    assert load["rehab"] == pytest.approx(LOADS[name][1], rel=1e-4)


def test_the_exact_column_is_exact(printed: PublishedTable) -> None:
    loads = {name: offered(name) for name in printed.models}
    off = [
        (cell.model, cell.delayed, dict(cell.beds), cell.pool, cell.printed["exact"])
        for cell in printed.cells
        if abs(in_theory(cell, loads[cell.model]) - cell.printed["exact"]) > 0.0001
    ]
    assert off == []


def test_150_runs_come_within_reach_of_theory_and_of_others(tmp_path: Path) -> None:
    table = reproduction(tmp_path, "compiled", 150).table
    off = (table["simulated"] - table["exact"]).abs()
    assert table[off > NEAR].empty, table[off > NEAR].to_string()
    assert (table["outside_tolerance_of"] == "").all()
    assert (table["standard_error"].between(0, NEAR / 1.5, inclusive="neither")).all()


def test_both_engines_give_the_same_table(tmp_path: Path) -> None:
    one, other = (reproduction(tmp_path / engine, engine, 2) for engine in ("compiled", "simpy"))
    pd.testing.assert_frame_equal(one.table, other.table, check_exact=True)
    files = [study.folder.path / "published.csv" for study in (one, other)]
    assert files[0].read_bytes() == files[1].read_bytes()
