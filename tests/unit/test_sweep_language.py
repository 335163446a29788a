"""Sweeps as they are written: axes, cells, designs and conditions, each cell an option; and what is refused."""

from pathlib import Path
from typing import Any

import pytest

from sim.description.input_errors import InputErrors
from sim.description.read import read_model, read_option, read_system
from sim.description.sweep_axes import flat
from sim.description.sweep_conditions import Condition
from sim.description.sweeps import Grid, Sweep, check_worlds, grid_of, read_sweep
from sim.description.system import Description
from sim.description.worlds import world_of
from sim.interface.sweep_words import sweep_words

SHIPPED = [Path(__file__).resolve().parents[2] / "scenarios"]
ORKNEY = read_system(SHIPPED, "orkney_islands")
HOURS = {"home_support": {"by": ["0%", "5%", "10%"], "over": "6 months"}}
PLACES = {"intermediate_care": {"places": [0, 10], "from": "2023-10-01"}}


def grid(axes: dict[str, Any], description: Description = ORKNEY, **keys: Any) -> Grid:
    return grid_of(Sweep(axes=axes, **keys), description, "sweep")


def refused(axes: dict[str, Any], **keys: Any) -> str:
    """Return the one line that a sweep is refused with, here or in the worlds of its values."""
    try:
        errors = check_worlds(grid(axes, **keys), ORKNEY, "sweep")
    except InputErrors as faulty:
        return str(faulty)
    assert errors
    return str(InputErrors(errors))


# --- cells are options -----------------------------------------------------------------------------------------------


def test_a_cell_is_what_an_option_file_would_say() -> None:
    options = grid(HOURS | PLACES).options({}, {}, "sweep")
    assert len(options) == 6
    whole = options["cell_06"]
    assert [change.model_dump(exclude_unset=True) for change in whole.changes] == [
        {"capacity_of": "home_support", "over": "6 months", "by": "10%"},
        {"capacity_of": "intermediate_care", "from": whole.changes[1].from_, "places": 10},
    ]
    assert whole.title == "Home support 10% more, Intermediate care 10 more places"
    assert options["cell_01"].title == "As today"
    assert not options["cell_01"].changes
    assert world_of(ORKNEY, options["cell_01"]) is ORKNEY


def test_places_alone_make_the_same_world_with_and_without_the_whole_check() -> None:
    whole = grid(HOURS | PLACES).options({}, {}, "sweep")["cell_06"]
    assert world_of(ORKNEY, whole, whole=False) == world_of(ORKNEY, whole)


def test_every_part_of_the_language_may_vary() -> None:
    axes = {
        "falls_exercise": {"coverage": [0, 0.3], "from": "2023-07-01"},
        "settings.care_home.cost.pounds": {"set": [100, 120]},
        "programme": {"option": ["none", "package"]},
        "start": {"capacity_of": "care_home", "places": 10, "from": ["2023-10-01", "2024-01-01"]},
    }
    named = {"package": read_option(SHIPPED, "package", ORKNEY)}
    laid_out = grid(axes)
    options = laid_out.options({}, named, "sweep")
    assert check_worlds(laid_out, ORKNEY, "sweep") == []
    assert len(options) == 16
    last = options["cell_16"]
    assert last.interventions["falls_exercise"].coverage == 0.3
    assert set(last.interventions) == set(named["package"].interventions)
    assert last.set == {"settings.care_home.cost.pounds": 120}
    assert str(last.changes[0].from_) == "2024-01-01"
    assert not options["cell_01"].interventions


def test_two_lists_in_one_entry_are_two_axes() -> None:
    laid_out = grid({"intermediate_care": {"places": [10, 20], "from": ["2023-10-01", "2024-01-01"]}})
    assert [axis.name for axis in laid_out.axes] == ["intermediate_care.places", "intermediate_care.from"]
    assert len(laid_out.cells) == 4


def test_options_in_every_cell_stand_before_what_varies() -> None:
    common = {"package": read_option(SHIPPED, "package", ORKNEY)}
    options = grid({"falls_exercise": {"coverage": [0.5]}}).options(common, {}, "sweep")
    (cell,) = options.values()
    assert cell.interventions["falls_exercise"].coverage == 0.5
    assert set(cell.interventions) == set(common["package"].interventions)


def test_paths_may_be_nested_as_the_command_line_nests_them() -> None:
    nested = {"settings": {"care_home": {"cost": {"pounds": {"set": [1, 2]}}}}, "home_support": {"by": ["5%"]}}
    assert flat(nested) == {"settings.care_home.cost.pounds": {"set": [1, 2]}, "home_support": {"by": ["5%"]}}


@pytest.mark.parametrize("name", ["hours", "hours_and_step_down", "care_homes_and_hours"])
def test_shipped_sweeps_can_be_laid_out(name: str) -> None:
    sweep = read_sweep(SHIPPED, name)
    laid_out = grid_of(sweep, ORKNEY, name)
    assert len(laid_out.cells) >= 6
    assert check_worlds(laid_out, ORKNEY, name) == []


# --- designs ---------------------------------------------------------------------------------------------------------


def test_one_axis_at_a_time_leaves_the_others_at_their_first() -> None:
    cells = [cell.values for cell in grid(HOURS | PLACES, design="one_at_a_time").cells]
    assert cells == [("0%", 0), ("5%", 0), ("10%", 0), ("0%", 10)]


@pytest.mark.parametrize("design", ["latin_hypercube", "sobol"])
def test_scattered_designs_fill_the_ranges_evenly(design: str) -> None:
    axes = {"home_support": {"by": {"low": 0, "high": 20}}, "care_home": {"places": {"low": 0, "high": 31}}}
    laid_out = grid(axes, design=design, size=32)
    hours = sorted(laid_out.axes[0].number(cell.values[0]) for cell in laid_out.cells)
    assert len(laid_out.cells) == 32
    assert all(float(str(cell.values[1])).is_integer() for cell in laid_out.cells)
    half_a_digit = 0.5e-4
    assert all(
        at * 20 / 32 - half_a_digit <= value <= (at + 1) * 20 / 32 + half_a_digit for at, value in enumerate(hours)
    )
    assert laid_out.cells == grid(axes, design=design, size=32).cells


def test_conditions_leave_cells_out_and_named_cells_stay() -> None:
    laid_out = grid(HOURS | PLACES, where=["home_support + intermediate_care / 2 <= 10"],
                    named={"plan": {"home_support": "7.5%", "intermediate_care": 12}})  # fmt: skip
    assert laid_out.left_out == 1
    assert [cell.name for cell in laid_out.cells] == ["cell_01", "cell_02", "cell_03", "cell_04", "cell_05", "plan"]


@pytest.mark.parametrize(
    ("text", "holds"),
    [("a < 3 and not b > 1", True), ("-a + 2 * b == 0", True), ("1 < a <= 2", True), ("a / (b - 1) < 5", False),
     ("a > 5 or b > 5", False)],
)  # fmt: skip
def test_conditions_are_worked_out(text: str, holds: bool) -> None:
    assert Condition.read(text, {"a": True, "b": True}, "", "").holds({"a": 2.0, "b": 1.0}) is holds


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')", "a.__class__ == 1", "a", "[a] == 1", "a < 'x'", "a <", "lambda: 1", "a ** 9 < 1",
        "True == a", "a if a else a",
    ],
)  # fmt: skip
def test_conditions_are_never_code(text: str) -> None:
    with pytest.raises(InputErrors):
        Condition.read(text, {"a": True}, "file", "where")


# --- refused ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("axes", "keys", "words"),
    [
        ({}, {}, "axes: is empty"),
        ({"home_suport": {"by": ["5%"]}}, {}, "did you mean 'home_support'"),
        ({"settings.care_home.kost.pounds": {"set": [1]}}, {}, "unknown key 'kost' (did you mean 'cost'?)"),
        ({"settings.care_home.cost.pounds": {"set": ["dear"]}}, {}, "axes.settings.care_home.cost.pounds.set"),
        ({"home": {"by": ["5%"]}}, {}, "axes.home"),
        ({"buildings.x": {"set": [1]}}, {}, "write buildings beside set"),
        ({"home_support": {"by": ["5%", "5.0%"]}}, {}, "stands twice"),
        ({"home_support": {"by": []}}, {}, "axes.home_support.by: is empty"),
        ({"home_support": {"by": "5%"}}, {}, "has no list of values"),
        ({"home_support": {"bye": ["5%"]}}, {}, "did you mean 'by'"),
        ({"home_support": {"by": ["five"]}}, {}, "must be a percentage"),
        ({"home_support": {"by": ["5%"], "from": "2023-13-01"}}, {}, "must be a date"),
        ({"home_support": 5}, {}, "must hold what an option states"),
        ({"falls_exercise": {"coverage": [0.2, 2]}}, {}, "axes.falls_exercise.coverage: 2"),
        ({"care_home": {"places": {"low": 5, "high": 1}}}, {"design": "sobol", "size": 4}, "low below high"),
        ({"care_home": {"places": {"low": 1, "high": 5}}}, {}, "a range without step is for design"),
        (HOURS, {"design": "sobol", "size": 12}, "power of two for a Sobol sequence: 8 or 16"),
        (HOURS, {"design": "latin_hypercube"}, "needs a number of cells"),
        (HOURS, {"size": 4}, "is for design latin_hypercube and sobol only"),
        (HOURS, {"where": ["home_support > 50"]}, "where: leaves no cell of 3: home_support > 50"),
        (HOURS, {"where": ["hours > 5"]}, "unknown axis 'hours'"),
        (HOURS, {"named": {"plan": {}}}, "named.plan: has no value for axis 'home_support'"),
        (HOURS, {"named": {"plan": {"home_support": "much"}}}, "must be a number"),
        ({f"a{at}": {"capacity_of": "care_home", "places": list(range(1, 11))} for at in range(6)}, {},
         "make 1,000,000 cells, at most 2,000"),
        ({"a": {"capacity_of": "care_home", "places": list(range(1, 60))},
          "b": {"capacity_of": "home_support", "hours": list(range(1, 60))}}, {}, "make 3,481 cells, at most 2,000"),
    ],
)  # fmt: skip
def test_bad_sweeps_get_one_line_each(axes: dict[str, Any], keys: dict[str, Any], words: str) -> None:
    text = refused(axes, **keys)
    assert words in text
    assert "\n" not in text


def test_a_sweep_that_has_no_file_gets_the_near_miss() -> None:
    with pytest.raises(InputErrors, match=r"no such file \(did you mean 'hours'\?\)"):
        read_sweep(SHIPPED, "hour")


def test_dates_may_not_be_compared() -> None:
    axes = {"care_home": {"places": 5, "from": ["2023-10-01"]}}
    assert "the values of axis 'care_home' are no numbers" in refused(axes, where=["care_home < 3"])


# --- the command line ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "ready"),
    [
        (["axes.a.by=0%,5%"], ["++axes.a.by=[0%,5%]", "study=sweep"]),
        (["-m", "axes.a.by=0%,5%", "x=1"], ["++axes.a.by=[0%,5%]", "x=1", "study=sweep"]),
        (["-m", "study=sweep", "axes.a.by=0%,5%", "seed=1,2"],
         ["-m", "study=sweep", "++axes.a.by=[0%,5%]", "seed=1,2"]),
        (["axes.a.places=range(0,30,10)"], ["++axes.a.places=[0,10,20]", "study=sweep"]),
        (["axes.a.places=choice(1,2)"], ["++axes.a.places=[1,2]", "study=sweep"]),
        (["axes.a.places=interval(0,20)"], ["++axes.a.places={low: 0, high: 20}", "study=sweep"]),
        (["axes.a.by=[1%,2%]", "axes.a.over=6 months"],
         ["++axes.a.by=[1%,2%]", "++axes.a.over=6 months", "study=sweep"]),
        (["-m", "seed=1,2"], ["-m", "seed=1,2"]),
    ],
)  # fmt: skip
def test_words_of_the_command_line_make_one_study(words: list[str], ready: list[str]) -> None:
    assert sweep_words(words) == ready


@pytest.mark.parametrize("word", ["axes.a.by=range(1,2,0)", "axes.a.by=range(a,b)", "axes.a.by=range(0,1000000)"])
def test_ranges_that_cannot_be_laid_out_are_refused(word: str) -> None:
    with pytest.raises(InputErrors, match=r"axes\.a\.by"):
        sweep_words([word])


def test_a_sweep_of_a_small_model() -> None:
    model = read_model(SHIPPED, "one_ward")
    assert len(grid({"ward": {"places": [0, 1, 2]}}, model).cells) == 3
