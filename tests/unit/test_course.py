"""The class: each step runs, agrees with the step before it, and what its page prints is so."""

import importlib
import re
import statistics
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from sim.description.read import read_model
from tests.theory.formulas import loss, queue

ROOT = Path(__file__).resolve().parents[2]
COURSE = ROOT / "docs" / "course"
PAGE = (COURSE / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> dict[str, ModuleType]:
    """Return the steps, as a student's Python finds them."""
    monkeypatch.syspath_prepend(str(COURSE))
    names = ["step_1_patients_and_beds", "step_2_random_numbers_of_their_own", "step_3_events_on_the_calendar"]
    return {name[5]: importlib.import_module(name) for name in names}


def test_step_1_gives_what_theory_says(steps: dict[str, ModuleType]) -> None:
    runs = [steps["1"].Ward(24, seed).run() for seed in range(1, 21)]
    in_use, waits = zip(*runs, strict=True)
    for values, exact in ((in_use, 21.0), (waits, queue(3, 7, 24).wait)):
        assert abs(statistics.mean(values) - exact) < 3 * statistics.stdev(values) / len(values) ** 0.5
    assert f"24 beds: {statistics.mean(in_use):.1f} in use, {statistics.mean(waits):.2f} days waited" in PAGE


def test_step_2_pairs_the_same_patients(steps: dict[str, ModuleType]) -> None:
    module = steps["2"]
    apart, paired = module.beds_saved(module.Ward, 1000, 4), module.beds_saved(module.PairedWard, 0, 4)
    assert statistics.stdev(paired) < statistics.stdev(apart) / 4
    assert statistics.mean(paired) == pytest.approx(1.05, abs=0.1)


def test_step_3_is_step_2_to_the_last_digit(steps: dict[str, ModuleType]) -> None:
    assert steps["3"].WardOfEvents(24, 5, 0.9).run() == steps["2"].PairedWard(24, 5, 0.9).run()


def test_answers_on_the_page_are_those_of_theory() -> None:
    waits = [f"{queue(3, 7, beds).wait:.2f}" for beds in (23, 25, 26)]
    assert f"*Answers: {waits[0]}, {waits[1]} and {waits[2]} days." in PAGE
    assert f"*Answer: {100 * loss(21, 24):.1f} % (Erlang B)" in PAGE
    assert f"a wait of {queue(3, 7, 24).wait:.2f} days" in PAGE


def test_models_of_the_class_are_variants_that_can_be_read() -> None:
    roots = [COURSE / "wards", ROOT / "scenarios"]
    assert read_model(roots, "two_beds_more").settings["ward"].capacity == 26
    assert read_model(roots, "nobody_waits").settings["ward"].queue_limit == 0
    shown = re.search(r"^```yaml\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
    assert shown is not None
    assert yaml.safe_load(shown[1]) == yaml.safe_load((COURSE / "wards" / "models" / "two_beds_more.yaml").read_text())
