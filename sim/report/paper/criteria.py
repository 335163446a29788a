"""Scores by criterion: from the model where it speaks, from the board where it has given them; the order they make.

A measure scores an option by its mean change against do nothing, on a line from 0 (the worst of do nothing and the
options) to 10 (the best). An order is said only where it holds in 95 of 100 futures: each replication is scored on the
same line.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.report.labels import BASELINE, exact, percent
from sim.report.paper.appraisal import BEST_SCORE, Appraisal, Criterion, better_is_higher
from sim.report.paper.content import Cell, Number, Table
from sim.report.paper.evidence import Finding
from sim.report.paper.folder import PaperFolder

DO_NOTHING = "Do nothing"
BLANK = "blank"
BOARDS = "the board\N{RIGHT SINGLE QUOTATION MARK}s weights"
NO_SCORE = "not scored"
SURE, FEWEST = 95.0, 6
"""Futures in 100 in which an order must hold; replications from which that is asked at all."""
STEP = 10.0
"""Percent by which a weight is moved to see whether the order holds."""


@dataclass(frozen=True)
class Scores:
    """Scores of do nothing and the options by criterion, in all and by replication; nan is a blank.

    ``by_option`` [option, criterion]; ``futures``: the same of each replication, by its number.
    """

    criteria: tuple[Criterion, ...]
    titles: Mapping[str, str]
    by_option: pd.DataFrame
    futures: Mapping[int, pd.DataFrame]
    example: bool = False
    """Whether the weights are an example, and no board's."""

    @property
    def scored(self) -> list[Criterion]:
        """The criteria with a score for every option."""
        return [one for one in self.criteria if self.by_option[one.name].notna().all()]

    @property
    def scored_weight(self) -> float:
        """What the weights of these add up to, in percent."""
        return sum(one.weight for one in self.scored)

    @property
    def complete(self) -> bool:
        """Whether nothing is left blank."""
        return len(self.scored) == len(self.criteria)

    def totals(self, weights: Mapping[str, float], scores: pd.DataFrame | None = None) -> "pd.Series[float]":
        """Return the weighted mean score by option, over the criteria that are scored, on the scale of the scores."""
        table = self.by_option if scores is None else scores
        total, whole = pd.Series(0.0, index=table.index), sum(weights.values())
        for name, weight in weights.items():
            total = total + weight / whole * table[name]
        return total

    @property
    def weights(self) -> dict[str, float]:
        """Weights of the criteria that are scored."""
        return {one.name: one.weight for one in self.scored}

    def leading(self, weights: Mapping[str, float]) -> str:
        """Return the option with the highest weighted score; the first of equals."""
        return str(self.totals(weights).idxmax())

    def ahead(self, first: str, second: str) -> float:
        """Return in how many of 100 futures one option scores above another; nan where there are too few futures."""
        if len(self.futures) < FEWEST:
            return math.nan
        wins = [self.totals(self.weights, table) for table in self.futures.values()]
        return 100 * sum(float(total[first] > total[second]) for total in wins) / len(wins)

    def not_apart(self) -> list[str]:
        """Return the options that do not score below the first in 95 of 100 futures, the first left out."""
        first = self.leading(self.weights)
        others = [str(name) for name in self.by_option.index if name != first]
        return [name for name in others if not self.ahead(first, name) >= SURE]


def scores_of(folder: PaperFolder, findings: list[Finding], appraisal: Appraisal) -> Scores:
    """Return the scores of do nothing and of every option that has an answer."""
    titles = {BASELINE: DO_NOTHING} | {one.name: one.title for one in findings if not one.why_none}
    names, columns, futures = list(titles), {}, {}
    for one in appraisal.criteria:
        if one.measure is None:
            given = one.scores or {}
            columns[one.name] = pd.Series({name: float(given.get(name, math.nan)) for name in names})
            continue
        change = _changes(folder, one.measure, names)
        columns[one.name] = _on_line(change.mean(axis=1), change.mean(axis=1), one.measure)
        futures[one.name] = change.apply(_on_line, line=change.mean(axis=1), measure=one.measure)
    by_option = pd.DataFrame(columns, index=names)
    shared = [set(table.columns) for table in futures.values()]
    numbers = sorted(int(number) for number in set.intersection(*shared)) if shared else []
    return Scores(
        appraisal.criteria,
        titles,
        by_option,
        {number: by_option.assign(**{name: table[number] for name, table in futures.items()}) for number in numbers},
        appraisal.example,
    )


def _changes(folder: PaperFolder, measure: str, names: list[str]) -> pd.DataFrame:
    """Return a measure's change against do nothing [option, replication]; nan where the folder does not hold it."""
    table = folder.by_replication(measure)
    if table.empty:
        return pd.DataFrame(np.nan, index=names, columns=[0])
    if BASELINE in table.index:
        return (table - table.loc[BASELINE]).reindex(names)
    return pd.concat([pd.DataFrame(0.0, index=[BASELINE], columns=table.columns), table]).reindex(names)


def _on_line(values: "pd.Series[float]", line: "pd.Series[float]", measure: str) -> "pd.Series[float]":
    """Return changes as scores on the line from the worst to the best mean; all in the middle where none differs."""
    sign = 1.0 if better_is_higher(measure) else -1.0
    worst, best = float((sign * line).min()), float((sign * line).max())
    if not math.isfinite(best) or line.isna().any():
        return pd.Series(math.nan, index=values.index)
    if best == worst:
        return pd.Series(BEST_SCORE / 2, index=values.index)
    return BEST_SCORE * (sign * values - worst) / (best - worst)


# --- tables ---


def score_table(scores: Scores) -> Table:
    """Return weights, who scores, and the scores by criterion of each option, with the weighted score."""
    weights: list[Cell] = [Number(one.weight, percent(one.weight)) for one in scores.criteria]
    who: list[Cell] = ["the model" if one.measure else "the board" for one in scores.criteria]
    weights.append(Number(scores.scored_weight, f"{percent(scores.scored_weight)} scored"))
    rows: list[tuple[Cell, ...]] = [("Weight", *weights), ("Scored by", *who, "what is scored, 0 to 10")]
    totals = scores.totals(scores.weights) if scores.scored else None
    weights_of = "example weights, no board\N{RIGHT SINGLE QUOTATION MARK}s" if scores.example else BOARDS
    for name, title in scores.titles.items():
        total: Cell = NO_SCORE if totals is None else _score(float(totals[name]), NO_SCORE)
        scored = [
            _score(float(scores.by_option[one.name].loc[name]), NO_SCORE if one.measure else BLANK)
            for one in scores.criteria
        ]
        rows.append((title, *scored, total))
    return Table(
        "Criteria",
        f"Criteria with {weights_of}, and scores from 0 (worst) to 10 (best)",
        ("Option", *(one.title for one in scores.criteria), "Weighted score"),
        tuple(rows),
        (
            "A measure of the model scores an option by its mean change against do nothing, on a straight line from the"
            " worst to the best of do nothing and the options. A blank takes no part: the weighted score is over the"
            " criteria that have a score for every option. Means only: which options can be told apart is said in the"
            " recommendation.",
        ),
    )


def _score(value: float, otherwise: str) -> Cell:
    return Number(value, exact(value)) if math.isfinite(value) else otherwise


def weight_table(scores: Scores) -> Table | None:
    """Return, for each criterion that is scored, from which weight another option leads; None with fewer than two."""
    if len(scores.scored) < 2:
        return None
    rows: list[tuple[Cell, ...]] = []
    for one in scores.scored:
        turns = _turn(scores, one.name)
        moved = [scores.titles[scores.leading(_moved(scores.weights, one.name, step))] for step in (-STEP, STEP)]
        weight = 100 * one.weight / scores.scored_weight
        turn: tuple[Cell, Cell] = ("at no weight", "none")
        if turns is not None:
            turn = (Number(turns[0], percent(turns[0])), scores.titles[turns[1]])
        rows.append((one.title, Number(weight, percent(weight)), *turn, *moved))
    return Table(
        "Weights",
        "How the order answers to the weights: the others keep their proportions",
        (
            "Criterion", "Weight among those scored", "Weight at which another leads", "Which then leads",
            "Leads at 10 points less", "Leads at 10 points more",
        ),
        tuple(rows),
        (
            f"Leading now: {scores.titles[scores.leading(scores.weights)]}. Means only: see which options can be told"
            " apart.",
        ),
    )  # fmt: skip


def _moved(weights: Mapping[str, float], name: str, step: float) -> dict[str, float]:
    """Return weights in percent of those scored, with one moved by so many points and the others in proportion."""
    whole = sum(weights.values())
    return _with(weights, name, min(max(100 * weights[name] / whole + step, 0.0), 100.0))


def _with(weights: Mapping[str, float], name: str, percent_of_all: float) -> dict[str, float]:
    others = sum(weight for other, weight in weights.items() if other != name)
    share = (100 - percent_of_all) / others if others else 0.0
    return {other: percent_of_all if other == name else share * weight for other, weight in weights.items()}


def _turn(scores: Scores, name: str) -> tuple[float, str] | None:
    """Return the weight nearest to that of now at which another option leads, in percent, and which option."""
    weights, first = scores.weights, scores.leading(scores.weights)
    now = 100 * weights[name] / sum(weights.values())
    ends = [scores.totals(_with(weights, name, end)) for end in (0.0, 100.0)]
    turns = []
    for other in scores.by_option.index:
        gaps = [float(total[first] - total[other]) for total in ends]
        if other != first and gaps[0] != gaps[1]:
            at = 100 * gaps[0] / (gaps[0] - gaps[1])
            if 0 <= at <= 100:
                turns.append((abs(at - now), at, str(other)))
    return min(turns)[1:] if turns else None
