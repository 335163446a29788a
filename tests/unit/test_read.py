"""A scenario is read whole: the base, a partnership's figures, the nine systems, an option, a planner's own files."""

import datetime
from pathlib import Path

import pytest

from sim.description.consistency import warnings
from sim.description.input_errors import InputErrors, near_miss
from sim.description.options import chosen
from sim.description.read import models, options, partnerships, read_asked, read_model, read_option, read_system
from sim.description.settings import Published

SHIPPED = Path(__file__).resolve().parents[2] / "scenarios"
WING = "settings.wing: nothing leads here: no response, pathway, boarding or start"
ONE_DAY = "stay: {default: {shape: constant, mean: 1}}"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Return a planner's own scenarios folder, empty."""
    (tmp_path / "own").mkdir()
    return tmp_path / "own"


def put(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


def test_the_base_gets_the_figures_of_the_partnership(scenarios: Path) -> None:
    fife = read_system([scenarios], "fife")
    assert fife.title == "Fife"
    assert fife.start_date == datetime.date(2023, 4, 1)
    assert fife.settings["ward"].capacity == Published(column="beds")
    assert fife.published["beds"] == 40
    assert fife.published["people_65_plus"] == 12_000
    assert fife.published["people_75_plus"] == 8_000
    assert fife.interventions["falls_exercise"].system == "falls"
    assert fife.calibrated == {}


def test_an_empty_cell_is_no_figure(scenarios: Path) -> None:
    assert "deaths" not in read_system([scenarios], "fife").published
    assert read_system([scenarios], "western_isles").published["deaths"] == 300


def test_calibrated_multipliers_are_those_of_the_partnership(scenarios: Path) -> None:
    put(
        scenarios,
        "base/tables/calibrated.csv",
        "partnership,multiplier,value\nfife,falls,1.25\nwestern_isles,falls,0.5\n",
    )
    assert read_system([scenarios], "fife").calibrated == {"falls": 1.25}


def test_a_table_saved_by_a_spreadsheet_is_read(scenarios: Path) -> None:
    table = scenarios / "base/tables/partnerships.csv"
    table.write_bytes(b"\xef\xbb\xbf" + table.read_bytes().replace(b"\n", b"\r\n"))
    assert read_system([scenarios], "fife").published["beds"] == 40


def test_names_are_listed(scenarios: Path) -> None:
    assert partnerships([scenarios]) == {"fife": "Fife", "western_isles": "Na h-Eileanan Siar (Western Isles)"}
    assert options([scenarios]) == ["exercise"]
    assert models([scenarios]) == ["one_ward"]


def test_words_and_numbers_are_what_they_seem(scenarios: Path) -> None:
    needs = (scenarios / "base/needs.yaml").read_text(encoding="utf-8")
    put(scenarios, "base/needs.yaml", needs.replace("Managed at home", "no").replace("A fall", "12:30"))
    fife = read_system([scenarios], "fife")
    arrivals = fife.needs["under_65"].arrivals
    assert arrivals is not None
    assert arrivals.per_day == 0.1  # written 1e-1
    assert (fife.responses["at_home"].label, fife.needs["fall"].label) == ("no", "12:30")


def test_an_option_brings_its_own_reach(scenarios: Path) -> None:
    fife = read_system([scenarios], "fife")
    at_work = chosen(fife, read_option([scenarios], "exercise", fife))
    assert list(at_work) == ["falls_exercise"]
    shipped, changed = fife.interventions["falls_exercise"], at_work["falls_exercise"]
    assert (changed.coverage, changed.start_day, changed.ramp_days) == (0.4, 30, shipped.ramp_days)
    assert changed.effects == shipped.effects
    assert shipped.coverage == 0.2


def test_all_that_is_asked_is_read_at_once(scenarios: Path) -> None:
    fife, asked = read_asked([scenarios], "fife", ["baseline", "exercise"])
    assert fife == read_system([scenarios], "fife")
    assert asked == {name: read_option([scenarios], name, fife) for name in ("baseline", "exercise")}


def test_interventions_come_in_order_of_name(scenarios: Path) -> None:
    falls = (scenarios / "interventions/falls.yaml").read_text(encoding="utf-8")
    put(scenarios, "interventions/more.yaml", falls.replace("falls_exercise", "a_new_one"))
    put(
        scenarios,
        "options/both.yaml",
        "{title: a, description: b, why: c, interventions: {falls_exercise: {}, a_new_one: {}}}",
    )
    fife = read_system([scenarios], "fife")
    assert list(chosen(fife, read_option([scenarios], "both", fife))) == ["a_new_one", "falls_exercise"]


def test_the_baseline_is_the_option_with_nothing(scenarios: Path) -> None:
    fife = read_system([scenarios], "fife")
    assert chosen(fife, read_option([scenarios], "baseline", fife)) == {}


def test_a_planners_file_hides_the_shipped_one(scenarios: Path, own: Path) -> None:
    option = (scenarios / "options/exercise.yaml").read_text(encoding="utf-8")
    put(own, "options/exercise.yaml", option.replace("0.4", "0.9"))
    settings = (scenarios / "base/settings.yaml").read_text(encoding="utf-8")
    put(own, "base/settings.yaml", settings.replace("capacity: 80", "capacity: 81"))
    fife = read_system([own, scenarios], "fife")
    assert fife.settings["care_home"].capacity == 81
    assert read_option([own, scenarios], "exercise", fife).interventions["falls_exercise"].coverage == 0.9


def test_a_planners_new_file_is_added(scenarios: Path, own: Path) -> None:
    falls = (scenarios / "interventions/falls.yaml").read_text(encoding="utf-8")
    put(own, "interventions/own.yaml", falls.replace("falls_exercise", "falls_dancing"))
    put(own, "options/dance.yaml", "{title: a, description: b, why: c, interventions: {falls_dancing: {}}}")
    fife = read_system([own, scenarios], "fife")
    assert set(fife.interventions) == {"falls_exercise", "falls_dancing"}
    assert options([own, scenarios]) == ["dance", "exercise"]
    assert "falls_dancing" in chosen(fife, read_option([own, scenarios], "dance", fife))


def test_a_ward_without_a_published_bed_is_a_warning(scenarios: Path) -> None:
    assert warnings(read_system([scenarios], "fife")) == []
    assert warnings(read_system([scenarios], "western_isles")) == [
        "settings.ward.capacity: 0 places (column 'beds' of Na h-Eileanan Siar (Western Isles)): "
        "capacity of zero with a queue: whoever is sent here waits for ever"
    ]


def test_a_ward_without_a_bed_that_people_can_go_round_is_closed(scenarios: Path) -> None:
    settings = (scenarios / "base/settings.yaml").read_text(encoding="utf-8")
    put(
        scenarios,
        "base/settings.yaml",
        settings.replace("capacity: {column: beds}", "capacity: {column: beds}\n    boards_to: [hall]").replace(
            "teams:", f"  hall: {{label: Hall, type: hospital, capacity: 5, {ONE_DAY}}}\nteams:"
        ),
    )
    (line,) = warnings(read_system([scenarios], "western_isles"))
    assert line.endswith("closed here, so its people go to another ward or by another pathway")


@pytest.mark.parametrize(
    ("path", "to", "end"),
    [
        ("[hall, ward]", "residence", "whoever is sent here waits for ever"),
        ("[ward]", "hall", "closed here, so its people go to another ward or by another pathway"),
    ],
)
def test_a_setting_without_a_place_is_closed_to_pathways_only(scenarios: Path, path: str, to: str, end: str) -> None:
    stay = "stay: {default: {shape: constant, mean: 1}}"
    hall = f"  hall: {{label: Hall, type: hospital, capacity: {{column: hall}}, {stay}}}"
    for name, old, new in (
        ("base/settings.yaml", "teams:", f"{hall}\nteams:"),
        ("base/needs.yaml", "settings: [ward]", f"settings: {path}"),
        ("base/pathways.yaml", "to: residence", f"to: {to}"),
        ("base/pathways.yaml", "settings: [ward]", "settings: [ward, hall]"),
        ("base/tables/partnerships.csv", "beds", "hall,beds"),
        ("base/tables/partnerships.csv", "1000,40", "1000,0,40"),
        ("base/tables/partnerships.csv", "100,0,6", "100,0,5,6"),
    ):
        put(scenarios, name, (scenarios / name).read_text(encoding="utf-8").replace(old, new))
    (line,) = (line for line in warnings(read_system([scenarios], "fife")) if line.startswith("settings.hall"))
    assert line.startswith("settings.hall.capacity: 0 places (column 'hall' of Fife): ")
    assert line.endswith(end)


def test_no_places_are_no_fault_where_another_response_follows(scenarios: Path) -> None:
    ward = (scenarios / "models/one_ward.yaml").read_text(encoding="utf-8")
    ward = ward.replace("capacity: 24", "capacity: 0").replace(
        "settings: [ward]}", "settings: [ward], if_full: next_response}\n  wing: {label: The wing, settings: [wing]}"
    )
    ward = ward.replace("capacity: 5}", "capacity: 5, stay: {default: {shape: exponential, mean: 7}}}")
    ward = ward.replace("settings: [ward], pathways", "settings: [ward, wing], pathways")
    put(scenarios, "models/one_ward.yaml", ward)
    assert warnings(read_model([scenarios], "one_ward")) == []  # the wing is reached now


def test_a_multiplier_that_nothing_uses_is_a_warning(scenarios: Path) -> None:
    needs = (scenarios / "base/needs.yaml").read_text(encoding="utf-8")
    put(scenarios, "base/needs.yaml", needs.replace("per_day: 1e-1", "per_day: 1, calibrated: younger"))
    put(scenarios, "base/tables/calibrated.csv", "partnership,multiplier,value\nfife,younger,1.25\nfife,youngr,0.5\n")
    assert warnings(read_system([scenarios], "fife")) == ["calibrated.youngr: nothing uses this multiplier"]


@pytest.mark.parametrize(
    ("queue", "change"),
    [
        ("no place, but no queue either", "capacity: 0, queue_limit: 0"),
        ("no place, but people give up", "capacity: 0, patience: {shape: constant, mean: 1}"),
        ("no place yet", "capacity: 0, changes: [{day: 3, capacity: 5}]"),
        ("no place but on Mondays", "capacity: 0, weekly: [{days: [Mon], capacity: 5}, {days: [Tue], capacity: 0}]"),
    ],
)
def test_no_places_are_no_fault_where_nobody_waits_for_ever(scenarios: Path, queue: str, change: str) -> None:
    ward = (scenarios / "models/one_ward.yaml").read_text(encoding="utf-8")
    put(scenarios, "models/one_ward.yaml", ward.replace("capacity: 24", change))
    assert warnings(read_model([scenarios], "one_ward")) == [WING], queue


def test_a_variant_holds_only_what_differs(scenarios: Path) -> None:
    put(
        scenarios,
        "models/other.yaml",
        "based_on: one_ward\ntitle: Other\n"
        "settings: {ward: {capacity: 20, surge: 2, stay: {default: {mean: 5}}}, wing: null}\n"
        "responses: {more: {label: More, settings: [ward, ward]}}\n",
    )
    one, other = (read_model([scenarios], name) for name in ("one_ward", "other"))
    assert (other.title, other.start_date, other.needs) == ("Other", one.start_date, one.needs)
    assert list(other.settings) == ["ward"]
    stay = one.settings["ward"].stay["default"].model_copy(update={"mean": 5})
    differs = {"capacity": 20, "surge": 2, "stay": {"default": stay}}
    assert other.settings["ward"] == one.settings["ward"].model_copy(update=differs)
    assert list(other.responses) == ["stay", "more"]
    assert read_model([scenarios], "one_ward") == one


def test_a_variant_of_a_variant(scenarios: Path, own: Path) -> None:
    put(scenarios, "models/twenty.yaml", "based_on: one_ward\nsettings: {ward: {capacity: 20}}\n")
    put(own, "models/mine.yaml", "based_on: twenty\nsettings: {ward: {surge: 1}}\n")
    ward = read_model([own, scenarios], "mine").settings["ward"]
    assert (ward.capacity, ward.surge) == (20, 1)


@pytest.mark.parametrize("name", models([SHIPPED]))
def test_the_shipped_small_models_are_right(name: str) -> None:
    model = read_model([SHIPPED], name)
    assert model.description
    assert model.source
    assert warnings(model) == []


@pytest.mark.parametrize("partnership", partnerships([SHIPPED]))
def test_the_shipped_system_is_right_for_every_partnership(partnership: str) -> None:
    assert read_system([SHIPPED], partnership).title == partnerships([SHIPPED])[partnership]


def test_the_shipped_options_are_right() -> None:
    fife = read_system([SHIPPED], "fife")
    for name in options([SHIPPED]):
        option = read_option([SHIPPED], name, fife)
        assert chosen(fife, option) or option.changes or option.buildings, name


@pytest.mark.parametrize(
    ("word", "meant"),
    [("fals", "falls_exercise"), ("Hip Fracture", "hip_fracture"), ("hip-fractures", "hip_fracture"), ("xyzzy", "")],
)
def test_near_misses(word: str, meant: str) -> None:
    assert near_miss(word, ["falls_exercise", "hip_fracture", "own_home"]) == meant


def test_a_fault_is_raised_with_its_parts(scenarios: Path) -> None:
    settings = (scenarios / "base/settings.yaml").read_text(encoding="utf-8")
    put(scenarios, "base/settings.yaml", settings.replace("capacity: 80", "capacity: -5"))
    with pytest.raises(InputErrors) as raised:
        read_system([scenarios], "fife")
    (fault,) = raised.value.errors
    assert (fault.file, fault.key) == ("scenarios/base/settings.yaml", "settings.care_home.capacity")
    assert (fault.value, fault.unit, fault.allowed) == ("-5", "places, or hours a week", "0 to 1,000,000")
