"""Answers over a right posterior hold at hidden truths as often as they say, and stated chances come true; else not."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import cast

import numpy as np
import pandas as pd
import pytest

from sim.study.analysis.decision_coverage import Futures, chances_table, decision_rows
from sim.study.question.draws import Drawn
from sim.study.question.question import Question

OPTIONS, TRUTHS, DRAWS, EACH, FUTURES = ("a", "b", "c"), 120, 15, 2, 60
MIDDLE, KNOWN, LUCK, PART = 100.0, 80.0, 60.0, 120.0


def question() -> Question:
    """Return what the tables need of a question: options, and two replications to each draw."""

    def drawn(_name: str, numbers: Sequence[int]) -> Drawn:
        return Drawn(np.zeros((len(numbers), 0)), np.array([(number - 1) // EACH for number in numbers]))

    return cast(Question, SimpleNamespace(options=dict.fromkeys(OPTIONS), drawn=drawn))


def futures(means: np.ndarray, rng: np.random.Generator) -> Futures:
    """Return futures at means [option, future], with the luck of a year in each."""
    values = means + LUCK * rng.standard_normal(means.shape)
    return Futures(range(1, means.shape[1] + 1), values, 100 * values / PART)


def decisions(too_sure: float = 1.0) -> pd.DataFrame:
    """Return the decisions of a small model whose posterior is known: what an option returns is normal, seen once."""
    rng, tables = np.random.default_rng(1), []
    for truth in range(1, TRUTHS + 1):
        true = MIDDLE + KNOWN * rng.standard_normal(len(OPTIONS))
        seen = true + KNOWN * rng.standard_normal(len(OPTIONS))
        centre, sd = (MIDDLE + seen) / 2, too_sure * KNOWN / np.sqrt(2)
        draws = centre[:, None] + sd * rng.standard_normal((len(OPTIONS), DRAWS))
        stated = futures(np.repeat(draws, EACH, axis=1), rng)
        tables.append(decision_rows(truth, question(), stated, futures(np.tile(true[:, None], FUTURES), rng)))
    return pd.concat(tables, ignore_index=True)


@pytest.fixture(scope="module")
def right() -> pd.DataFrame:
    return decisions()


def test_intervals_hold_as_often_as_they_say(right: pd.DataFrame) -> None:
    assert len(right) == TRUTHS * len(OPTIONS)
    assert 85 <= 100 * right["held"].mean() <= 96
    assert 100 * decisions(too_sure=0.4)["held"].mean() < 80


def test_stated_chances_come_true(right: pd.DataFrame) -> None:
    """A chance of 70 in 100 comes true in about 70 of 100 futures; where the posterior is too sure, in far fewer."""
    table, sure = chances_table(right), chances_table(decisions(too_sure=0.2))
    assert set(table["chance"]) == {"best", "reached"}
    assert table["statements"].sum() == 2 * len(right)
    assert (right.groupby("truth")["best_in_100"].sum() - 100).abs().max() < 1e-9

    def far(of: pd.DataFrame) -> float:
        gaps = (of["true_in_100"] - of["stated_in_100"]).abs()
        return float(np.average(gaps, weights=of["statements"]))

    assert far(table) < 6
    assert far(sure) > 1.5 * far(table)
