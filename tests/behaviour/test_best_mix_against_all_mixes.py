"""The best mix of nine options in Inverclyde against all 512, greedy and random search: HOMEFIRST_LONG=1, 4 minutes."""

import os
from collections.abc import Mapping
from math import ceil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from sim.interface.functions import load
from sim.interface.shares_function import shares
from sim.study.analysis.mix_design import design
from sim.study.analysis.mix_search import Constraints, Search
from sim.study.analysis.mix_surrogate import Mix, fitted
from tests.behaviour.test_shares_against_all_mixes import NINE

SIZES = (1,) * len(NINE)
CHANCE, DESIGN, ROUNDS = 0.8, 60, 5
CASH, RETURNED = "net_cost_cash", "bed_days_returned"
Floats = NDArray[np.float64]


class World:
    """All mixes with their bed days and cost in the same futures, and how many of them have been asked."""

    def __init__(self, days: Mapping[Mix, Floats], costs: Mapping[Mix, Floats]) -> None:
        self._days, self._costs, self.asked = days, costs, set[Mix]()

    def days(self, mix: Mix) -> Floats:
        self.asked.add(mix)
        return self._days[mix]

    def cost(self, mix: Mix) -> float:
        return float(self._costs[mix].mean())

    def reached(self, mix: Mix) -> float:
        return float(np.sort(self.days(mix))[::-1][ceil(CHANCE * len(self.days(mix))) - 1])


def by_search(world: World, target: float) -> Mix:
    """Return the mix that the study's rounds find: design, search, simulation of what is found, until it stands."""
    run = {mix: world.days(mix) for mix in design(SIZES, DESIGN)}
    for _ in range(ROUNDS):
        mixes = list(run)
        surrogate = fitted(SIZES, mixes, np.asarray(list(run.values())), {CASH: np.asarray([*map(world.cost, mixes)])})
        search, found = Search(surrogate, CASH, CHANCE, Constraints()), list[Mix]()
        while len(found) < 2 and (one := search.cheapest(target, found)) is not None:
            found.append(one.mix)
        if all(mix in run for mix in found):
            break
        run |= {mix: world.days(mix) for mix in found}
    return _cheapest(world, run, target)


def by_steps(world: World, target: float) -> Mix:
    """Return the mix of greedy search: the lever with most bed days for a pound, until the target is reached."""
    mix: Mix = (0,) * len(SIZES)
    while not any(mix) or world.reached(mix) < target:
        before = (float(world.days(mix).mean()), world.cost(mix)) if any(mix) else (0.0, 0.0)
        steps = [(*mix[:at], 1, *mix[at + 1 :]) for at, value in enumerate(mix) if not value]
        if not steps:
            break
        gains = [(float(world.days(one).mean()) - before[0]) / max(world.cost(one) - before[1], 1.0) for one in steps]
        mix = steps[int(np.argmax(gains))]
    return mix


def by_chance(world: World, target: float, count: int, seed: int) -> Mix:
    """Return the cheapest of so many random mixes that reaches the target."""
    drawn = np.random.default_rng(seed)
    known = [mix for mix in world._days if any(mix)]
    return _cheapest(world, [known[at] for at in drawn.permutation(len(known))[:count]], target)


def _cheapest(world: World, mixes: Mapping[Mix, Floats] | list[Mix], target: float) -> Mix:
    enough = [mix for mix in mixes if world.reached(mix) >= target]
    return min(enough, key=world.cost, default=SIZES)


def compared(given: World, target: float) -> dict[str, tuple[float, int]]:
    """Return the cost of the mix that each way finds, and how many mixes it asked (of random search the mean of 50)."""

    def make() -> World:
        return World(given._days, given._costs)

    world = make()
    costs = {"all mixes": (world.cost(_cheapest(world, [*world._days], target)), len(world._days))}
    world = make()
    costs["search"] = (world.cost(by_search(world, target)), len(world.asked))
    count = len(world.asked)
    world = make()
    costs["greedy"] = (world.cost(by_steps(world, target)), len(world.asked))
    tried = [make().cost(by_chance(make(), target, count, seed)) for seed in range(50)]
    return costs | {"random": (float(np.mean(tried)), count)}


def world_of(folder: Path) -> World:
    """Return the world of a results folder of fair shares in which every mix was run."""
    tables = load(folder)
    rows = tables["measures"]
    rows = rows[(rows["breakdown"] == "all") & rows["measure"].isin([RETURNED, CASH]) & (rows["option"] != "baseline")]
    wide = pd.DataFrame(rows.pivot(index=["measure", "option"], columns="replication", values="value"))
    mixes = dict(zip(tables["shares_mixes"]["mix"], tables["shares_mixes"]["run_as"], strict=True))
    days, costs = (
        {tuple(map(int, name[4:])): wide.loc[(measure, run)].to_numpy(dtype=float) for name, run in mixes.items()}
        for measure in (RETURNED, CASH)
    )
    return World(days, costs)


@pytest.mark.skipif(os.environ.get("HOMEFIRST_LONG") != "1", reason="4,088 runs of Inverclyde: HOMEFIRST_LONG=1")
def test_the_search_finds_the_cheapest_mix_or_one_that_costs_hardly_more(tmp_path: Path) -> None:
    table = shares("inverclyde", NINE, groups="none", exact=True, replications=8, results=tmp_path)
    world = world_of(Path(table.attrs["folder"]))
    for target in (500, 1_000, 1_500):
        costs = compared(world, target)
        print(target, {way: f"£{cost:,.0f}, {asked} mixes" for way, (cost, asked) in costs.items()})
        assert costs["search"][1] < len(SIZES) * 12
        assert costs["search"][0] <= 1.05 * costs["all mixes"][0]
        assert costs["search"][0] <= costs["random"][0]
