"""The rounds of a best mix: what is run next, which mixes are checked, and which of them is chosen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

import numpy as np

from sim.description.mixes import Mix
from sim.study.analysis.mix_search import Candidate, Constraints, Search
from sim.study.kinds.best_mix_plan import COST, Known, Plan

BEST_FEW, EACH_ROUND = 4, 2
"""Mixes that are found for the target and checked, and run in each round of search."""
FURTHER = (1.05, 1.12, 1.25)
"""Targets beyond the one asked for, as parts of it, whose cheapest mixes are checked too: the first may fall short."""
STEPS = 8
"""Points of the frontier."""


@dataclass(frozen=True)
class Answer:
    """What was found: mixes that are checked, the frontier among them, and the one chosen."""

    mixes: list[Mix]
    frontier: list[Mix]
    most: Candidate | None
    """The mix predicted to return most, in as many futures as asked, within the constraints."""
    without: Candidate | None = None
    """Where no mix meets the constraints: the cheapest without budgets and limits that reaches the target."""
    best: Mix | None = None
    is_met: bool = False
    """Whether the mix chosen reaches the target often enough, within the constraints, in the futures of the check."""
    is_finished: bool = True
    """Whether every search was finished within its time."""


def to_run(known: Known, plan: Plan, numbers: Sequence[int]) -> list[Mix]:
    """Return the mixes that a search finds and that are not run yet, at most a few; none: the mix found stands."""
    if not _mixes_run(known, numbers):
        return []
    few = _best_few(known.search(plan, numbers), plan, EACH_ROUND)
    return [one.mix for one in few if any(one.mix) and not _is_run(known, one.mix, numbers)]


def candidates(known: Known, plan: Plan, numbers: Sequence[int]) -> Answer:
    """Return the mixes that are to be checked: the best few, the cheapest for higher targets, and the frontier."""
    if not _mixes_run(known, numbers):
        return Answer([], [], None)
    search = known.search(plan, numbers)
    most = search.most()
    few = _best_few(search, plan, BEST_FEW)
    without = None
    if plan.target is not None:
        few += [one for part in FURTHER if (one := search.cheapest(plan.target * part)) is not None]
        if not few:
            free = replace(search, constraints=Constraints({}, plan.constraints.needed, plan.constraints.levers))
            without = free.cheapest(plan.target) or free.most()
            few = [one for one in (most, without) if one is not None]
    frontier = _frontier(search, most)
    mixes = [mix for mix in dict.fromkeys([one.mix for one in few] + frontier) if any(mix)]
    finished = all(one.finished for one in (*few, most) if one is not None)
    return Answer(mixes, frontier, most, without, is_finished=finished)


def chosen(answer: Answer, known: Known, plan: Plan, numbers: Sequence[int]) -> Answer:
    """Return the answer with the best of the mixes checked: the cheapest that is met, or else the nearest to it."""
    checked = [mix for mix in answer.mixes if known.has(mix, numbers)]
    allowed = [mix for mix in checked if plan.constraints.allow(mix, known.means(mix, numbers))]
    if plan.target is None:
        best = max(allowed, key=lambda mix: reached(known, plan, mix, numbers), default=None)
        return replace(answer, best=best, is_met=best is not None)
    often = [mix for mix in allowed if chance(known, plan, mix, numbers) >= plan.chance - 1e-9]
    if often:
        return replace(answer, best=min(often, key=lambda mix: known.means(mix, numbers)[COST]), is_met=True)
    nearest = max(allowed or checked, key=lambda mix: reached(known, plan, mix, numbers), default=None)
    return replace(answer, best=nearest, is_met=False)


def chance(known: Known, plan: Plan, mix: Mix, numbers: Sequence[int]) -> float:
    """Return the share of futures in which a mix reaches the target."""
    return float((known.days(mix, numbers) >= (plan.target or 0.0)).mean())


def reached(known: Known, plan: Plan, mix: Mix, numbers: Sequence[int]) -> float:
    """Return the bed days that a mix returns in so many futures as are asked for."""
    days = np.sort(known.days(mix, numbers))[::-1]
    return float(days[ceil(plan.chance * len(days) - 1e-9) - 1])


def _best_few(search: Search, plan: Plan, count: int) -> list[Candidate]:
    """Return the best few mixes of a search: the cheapest for the target, or those that return most without one."""
    few: list[Candidate] = []
    for _ in range(count):
        before = [one.mix for one in few]
        one = search.most(before) if plan.target is None else search.cheapest(plan.target, before)
        if one is None:
            break
        few.append(one)
    return few


def _frontier(search: Search, most: Candidate | None) -> list[Mix]:
    """Return the cheapest mix for each of several targets up to the most that can be reached."""
    if most is None or most.value <= 0:
        return []
    targets = [most.value * (step + 1) / STEPS for step in range(STEPS)]
    few = [search.cheapest(target * (1 - 1e-6)) for target in targets]
    return list(dict.fromkeys(one.mix for one in few if one is not None and any(one.mix)))


def _mixes_run(known: Known, numbers: Sequence[int]) -> bool:
    return any(known.has(mix, numbers) for mix, _ in known.values)


def _is_run(known: Known, mix: Mix, numbers: Sequence[int]) -> bool:
    return mix in known.blocked or known.has(mix, numbers)
