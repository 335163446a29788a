"""The tables of a best mix: the mixes checked, each step from the one chosen, and how well they are predicted."""

from collections.abc import Iterator, Sequence
from math import nan
from typing import Any

import numpy as np
import pandas as pd

from sim.description.mixes import Mix
from sim.study.analysis.grades import grade
from sim.study.analysis.mix_changes import CASH
from sim.study.analysis.mix_surrogate import held_out
from sim.study.analysis.ratios import ratio
from sim.study.analysis.shares_of_futures import share_interval
from sim.study.analysis.sources_of_uncertainty import Floats, apart
from sim.study.analysis.study_dictionaries import study_dictionary
from sim.study.kinds.best_mix_plan import COST, Known, Plan
from sim.study.kinds.best_mix_rounds import Answer, chance, reached
from sim.study.question.draws import Drawn
from sim.study.question.question import Question

LOW, HIGH = 10, 90
"""Ends of the band of futures, in percent of them."""
REACHES, MAY, DOES_NOT = "reaches the target", "may reach the target", "does not reach the target"
CHEAPER, DEARER, ALIKE = "costs less", "costs more", "not told apart in cost"
MIXES = [
    "mix", "title", "is_best", "on_frontier", "within_constraints", "levers", "bed_days", "lower", "upper", "band_low",
    "band_high", "reached_in_so_many", "chance", "chance_lower", "chance_upper", "verdict", "cash", "cash_lower",
    "cash_upper", "cash_beyond_best", "beyond_lower", "beyond_upper", "cost_verdict", "predicted_days",
    "predicted_cash", "replications",
]  # fmt: skip
STEPS = [
    "step", "lever", "title", "from_value", "to_value", "mix", "bed_days", "lower", "upper", "grade", "cash",
    "cash_lower", "cash_upper", "cost_per_bed_day", "cost_lower", "cost_upper", "chance", "within_constraints",
    "replications",
]  # fmt: skip
LESS, MORE = "less", "more"


def tables_of(question: Question, plan: Plan, known: Known, answer: Answer) -> dict[str, pd.DataFrame]:
    """Return every table by name."""
    search, fresh, last = plan.numbers(question)
    if not any(known.has(mix, search) for mix, _ in known.values):
        return {}
    return {
        "best_mix": pd.DataFrame(list(_mixes(plan, known, answer, search, fresh)), columns=MIXES),
        "best_mix_changes": pd.DataFrame(list(_changes(plan, known, answer, fresh))),
        "best_mix_steps": pd.DataFrame(list(_steps(plan, known, answer, fresh)), columns=STEPS),
        "best_mix_levers": _levers(plan, answer),
        "best_mix_predictions": pd.DataFrame(list(_predictions(plan, known, search))),
        "best_mix_answer": pd.DataFrame([_answer(plan, known, answer, fresh, last)]),
        "best_mix_futures": pd.DataFrame(list(_futures(plan, known, answer, fresh))),
        "data_dictionary": study_dictionary("best_mix"),
    }


def _interval(values: Floats, drawn: Drawn) -> tuple[float, float, float]:
    parts = apart(values[None, :], *drawn)
    mean, half = float(parts.mean[0]), float(parts.half[0])
    return mean, mean - half, mean + half


def _checked(known: Known, answer: Answer, numbers: Sequence[int]) -> list[Mix]:
    return [mix for mix in answer.mixes if known.has(mix, numbers)]


def _mixes(
    plan: Plan, known: Known, answer: Answer, search: Sequence[int], numbers: Sequence[int]
) -> Iterator[dict[str, Any]]:
    """Yield a row for each mix that was checked, the cheapest first."""
    surrogate = known.surrogate(search)[0]
    cost = known.keys.index(COST)
    mixes = sorted(_checked(known, answer, numbers), key=lambda mix: known.means(mix, numbers)[COST])
    for mix in mixes:
        values = known.of_mix(mix, numbers)
        days, cash = (
            _interval(values[0], known.drawn([mix], numbers)),
            _interval(values[cost], known.drawn([mix], numbers)),
        )
        beyond = _beyond(known, answer.best, mix, numbers)
        low, high = np.percentile(values[0], [LOW, HIGH])
        yield {
            "mix": plan.levers.name(mix), "title": plan.levers.words(mix), "is_best": mix == answer.best,
            "on_frontier": mix in answer.frontier,
            "within_constraints": plan.constraints.allow(mix, known.means(mix, numbers)),
            "levers": sum(value > 0 for value in mix),
            **dict(zip(("bed_days", "lower", "upper"), days, strict=True)),
            "band_low": float(low), "band_high": float(high),
            "reached_in_so_many": reached(known, plan, mix, numbers),
            **_chance(plan, known, mix, numbers),
            **dict(zip(("cash", "cash_lower", "cash_upper"), cash, strict=True)),
            **dict(zip(("cash_beyond_best", "beyond_lower", "beyond_upper"), beyond, strict=True)),
            "cost_verdict": ALIKE if beyond[1] <= 0 <= beyond[2] else DEARER if beyond[1] > 0 else CHEAPER,
            "predicted_days": float(surrogate.futures([mix]).mean()),
            "predicted_cash": float(surrogate.mean(COST, [mix])[0]),
            "replications": len(numbers),
        }  # fmt: skip


def _beyond(known: Known, best: Mix | None, mix: Mix, numbers: Sequence[int]) -> tuple[float, float, float]:
    """Return how much more a mix costs than the one chosen, paired, with its 95 % interval."""
    if best is None or not known.has(best, numbers):
        return nan, nan, nan
    cost = known.keys.index(COST)
    difference = known.of_mix(mix, numbers)[cost] - known.of_mix(best, numbers)[cost]
    return _interval(difference, known.drawn([_differing(mix, best)], numbers))


def _differing(first: Mix, second: Mix) -> Mix:
    """Return the levers in which two mixes differ, each at the larger of its two values."""
    return tuple(max(a, b) if a != b else 0 for a, b in zip(first, second, strict=True))


def _chance(plan: Plan, known: Known, mix: Mix, numbers: Sequence[int]) -> dict[str, Any]:
    if plan.target is None:
        return {"chance": nan, "chance_lower": nan, "chance_upper": nan, "verdict": ""}
    share = chance(known, plan, mix, numbers)
    lower, upper = share_interval(round(share * len(numbers)), len(numbers))
    verdict = REACHES if lower >= plan.chance else DOES_NOT if upper < plan.chance else MAY
    return {"chance": share, "chance_lower": lower, "chance_upper": upper, "verdict": verdict}


def _changes(plan: Plan, known: Known, answer: Answer, numbers: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Yield what each mix that was checked changes: bed days, cost by payer, delayed days, waits, hours."""
    for mix in _checked(known, answer, numbers):
        values, drawn = known.of_mix(mix, numbers), known.drawn([mix], numbers)
        for at, change in enumerate(known.wanted):
            if np.isfinite(values[at]).all():
                mean, lower, upper = _interval(values[at], drawn)
                yield {
                    "mix": plan.levers.name(mix), "measure": change.measure, "level": change.level,
                    "unit": change.unit, "mean": mean, "lower": lower, "upper": upper,
                    "at_most": plan.constraints.at_most.get(known.keys[at], nan),
                    "grade": grade(mean, lower, upper, len(numbers)),
                }  # fmt: skip


def _steps(plan: Plan, known: Known, answer: Answer, numbers: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Yield each step of one lever from the mix chosen: what it adds or takes away, paired, and the chance after it."""
    best = answer.best
    if best is None or not known.has(best, numbers):
        return
    cost = known.keys.index(COST)
    for at, (lever, value) in enumerate(zip(plan.levers.levers, best, strict=True)):
        for other in (value - 1, value + 1):
            mix = (*best[:at], other, *best[at + 1 :])
            if not 0 <= other <= len(lever.parts) or not known.has(mix, numbers):
                continue
            beyond = known.of_mix(mix, numbers) - known.of_mix(best, numbers)
            drawn = known.drawn([_differing(mix, best)], numbers)
            days, cash = _interval(beyond[0], drawn), _interval(beyond[cost], drawn)
            clear = days[1] > 0 or days[2] < 0
            cost_of = ratio(beyond[cost], beyond[0], drawn.scores) if clear else (nan, nan, nan)
            yield {
                "step": MORE if other > value else LESS, "lever": lever.name, "title": lever.title,
                "from_value": lever.words(value), "to_value": lever.words(other), "mix": plan.levers.name(mix),
                **dict(zip(("bed_days", "lower", "upper"), days, strict=True)),
                "grade": grade(*days, len(numbers)),
                **dict(zip(("cash", "cash_lower", "cash_upper"), cash, strict=True)),
                **dict(zip(("cost_per_bed_day", "cost_lower", "cost_upper"), cost_of, strict=True)),
                "chance": chance(known, plan, mix, numbers) if plan.target is not None else nan,
                "within_constraints": plan.constraints.allow(mix, known.means(mix, numbers)),
                "replications": len(numbers),
            }  # fmt: skip


def _levers(plan: Plan, answer: Answer) -> pd.DataFrame:
    best = answer.best or (0,) * len(plan.levers.levers)
    rows = [
        (lever.name, lever.title, value, lever.words(value), best[at] == value, at in plan.constraints.needed)
        for at, lever in enumerate(plan.levers.levers)
        for value in range(len(lever.parts) + 1)
    ]
    return pd.DataFrame(rows, columns=["lever", "title", "number", "value", "in_best_mix", "must_include"])


def _predictions(plan: Plan, known: Known, numbers: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Yield how well bed days and cost in cash of mixes left out are predicted."""
    surrogate, mixes, values = known.surrogate(numbers)
    names = [lever.name for lever in plan.levers.levers]
    pairs = "; ".join(f"{names[pair.first]} with {names[pair.second]}" for pair in surrogate.basis.pairs)
    for change, row in zip(known.wanted, values, strict=True):
        if (change.measure, change.level) in (("bed_days_returned", "all"), (CASH, "all")):
            known_error = held_out(plan.levers.sizes, mixes, values[0], row)
            yield {
                "measure": change.measure, "unit": change.unit, "mixes": len(mixes), "futures": len(numbers),
                "r_squared": known_error.r_squared, "typical_error": known_error.typical_error,
                "largest_error": known_error.largest_error, "random_error": known_error.random, "pairs_kept": pairs,
            }  # fmt: skip


def _answer(plan: Plan, known: Known, answer: Answer, numbers: Sequence[int], last: Sequence[int]) -> dict[str, Any]:
    """Return what was found in one row: how near where nothing is met, and the chance in futures of no choice."""
    best, most, without = answer.best, answer.most, answer.without
    row = {
        "target": nan if plan.target is None else plan.target, "asked_chance": plan.chance, "is_met": answer.is_met,
        "best": "" if best is None else plan.levers.name(best),
        "title": "" if best is None else plan.levers.words(best),
        "mixes": plan.levers.count, "is_finished": answer.is_finished,
        "most_predicted": nan if most is None else most.value,
        "most_title": "" if most is None else plan.levers.words(most.mix),
        "without_constraints": "" if without is None else plan.levers.name(without.mix),
        "last_chance": nan, "last_lower": nan, "last_upper": nan, "last_reached": nan, "last_futures": 0,
    }  # fmt: skip
    if best is not None and known.has(best, last):
        row |= {"last_futures": len(last), "last_reached": reached(known, plan, best, last)}
        if plan.target is not None:
            share = chance(known, plan, best, last)
            lower, upper = share_interval(round(share * len(last)), len(last))
            row |= {"last_chance": share, "last_lower": lower, "last_upper": upper}
    return row


def _futures(plan: Plan, known: Known, answer: Answer, numbers: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Yield what each mix that was checked returns and costs in each future."""
    cost = known.keys.index(COST)
    for mix in _checked(known, answer, numbers):
        values = known.of_mix(mix, numbers)
        for at, number in enumerate(numbers):
            yield {"mix": plan.levers.name(mix), "replication": number, "bed_days": float(values[0, at]),
                   "cash": float(values[cost, at])}  # fmt: skip
