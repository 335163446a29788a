"""The bench's own programs run the model of its scenario: on a small chain, all tools agree but for chance."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from tests.bench import plain_simpy
from tests.bench.equality import APART, Reference, means
from tests.bench.figures import BETWEEN, OUTSIDE, Chain
from tests.bench.tools import COMPILED, OTHERS, PLAIN, SIMPY, Tool, tools
from tests.theory.small_worlds import model

DAYS = 300.0
SMALL = {
    "needs.illness.arrivals.per_day": 2,
    "settings.ward.capacity": 24,
    "settings.intermediate_care.capacity": 10,
    "settings.care_home.capacity": 4,
    "settings.care_home.stay.default.mean": 100,
    "settings.home_support.capacity": 7,
    "settings.home_support.stay.default.mean": 20,
}
"""So small that everything is full at times, within a year."""
RUNS = {PLAIN: 60, "Ciw": 20, "salabim": 5}
REFERENCE_RUNS, DIFFERENT_RUNS = 120, 60


@pytest.fixture(scope="module")
def small() -> dict[str, Tool]:
    return tools(model("chain", SMALL))


def found(tool: Tool, seeds: range) -> list[dict[str, float]]:
    return [tool.run(DAYS, seed).by_name(DAYS) for seed in seeds]


@pytest.fixture(scope="module")
def reference(small: Mapping[str, Tool]) -> Reference:
    return Reference.of(found(small[COMPILED], range(1001, 1001 + REFERENCE_RUNS)))


def furthest(reference: Reference, runs: list[dict[str, float]]) -> float:
    return max(map(abs, reference.apart(means(runs), len(runs)).values()))


def test_everything_is_full_at_times(reference: Reference) -> None:
    assert all(value > 0.1 for name, value in reference.means.items() if name.startswith("waiting"))


@pytest.mark.parametrize("name", RUNS)
def test_another_tool_runs_the_same_model(name: str, small: Mapping[str, Tool], reference: Reference) -> None:
    if name in OTHERS and name not in small:
        pytest.skip(f"{name} is not installed: `python start.py bench` does that")
    assert furthest(reference, found(small[name], range(1, RUNS[name] + 1))) <= APART


def test_our_engines_are_equal(small: Mapping[str, Tool]) -> None:
    for seed in range(1, 6):
        assert small[SIMPY].run(DAYS, seed) == small[COMPILED].run(DAYS, seed)


DIFFERENT: dict[str, Callable[[Chain], Chain]] = {
    "longer stays": lambda chain: replace(chain, means=chain.means | {"home_support": 26.0}),
    "more places": lambda chain: replace(chain, places=chain.places | {"home_support": 10}),
    "more come back": lambda chain: replace(chain, ways=chain.ways | {"home_support": {OUTSIDE: 0.2, BETWEEN: 0.8}}),
}


@pytest.mark.parametrize("what", DIFFERENT)
def test_a_different_model_is_seen(what: str, reference: Reference) -> None:
    chain = DIFFERENT[what](Chain.of(model("chain", SMALL)))
    runs = [plain_simpy.run(chain, DAYS, seed).by_name(DAYS) for seed in range(1, 1 + DIFFERENT_RUNS)]
    assert furthest(reference, runs) > APART
