"""What planners write in options: dates, spans, places, percent, ends, buildings, any figure by path."""

import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.description.adjustments import CapacityAdjustment
from sim.description.dates import after, day_of, end_of
from sim.description.initial_occupancy import InitialOccupancy
from sim.description.input_errors import InputErrors, near_miss
from sim.description.interventions import UNITS, Effect, Intervention, Option
from sim.description.options import days_of
from sim.description.read import read_model
from sim.description.system import Description
from sim.description.validation import validated
from sim.description.worlds import world_of
from sim.tables.build import build
from sim.tables.tables import Tables
from tests.behaviour.village import village

START = datetime.date(2022, 12, 1)
FIRST = 121.0
HOW = {"basis": "assumption", "source": "Made up"}


def change(**words: Any) -> CapacityAdjustment:
    return CapacityAdjustment.model_validate({"capacity_of": "ward", "places": 5.0} | words)


def world(description: Description | None = None, **words: Any) -> Description:
    """Return the world that an option makes of the village."""
    return world_of(
        description or village({"settings.ward.changes": []}), Option.model_validate({"title": "T"} | words)
    )


def levels(tables: Tables, name: str, *days: float) -> list[float]:
    """Return the places of a setting, team or pool (by number behind the teams) on some days."""
    names = (*tables.setting_names, *tables.team_names, *range(len(tables.pool_capacity)))
    resource = names.index(int(name) if name.isdigit() else name)
    first = np.concatenate([tables.capacity, tables.pool_capacity])[resource]
    mine = tables.change_of == resource
    after_change = np.concatenate([[first], tables.change_to[mine]])
    return [float(after_change[np.searchsorted(tables.change_day[mine], day, side="right")]) for day in days]


def refused(model: Any, **words: Any) -> str:
    """Return what is said of words that are refused."""
    errors = validated(model, words, {"": "x.yaml"})[1]
    return "\n".join(str(fault) for fault in errors)


# --- dates and spans


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ({}, (121, 0, np.inf)),
        ({"from": datetime.date(2023, 10, 1)}, (304, 0, np.inf)),
        ({"from": "month 7"}, (304, 0, np.inf)),
        ({"from": 200}, (200, 0, np.inf)),
        ({"from": "month 7", "over": "6 months"}, (304, 183, np.inf)),
        ({"from": "month 7", "over": "2 weeks", "until": datetime.date(2024, 3, 31)}, (304, 14, 487)),
        ({"from": "month 1", "until": "month 1"}, (121, 0, 151)),
        ({"from": 200, "lasts": "10 days"}, (200, 0, 210)),
        ({"from": 200, "until": 209}, (200, 0, 210)),
        ({"from": datetime.date(2022, 12, 31), "lasts": "2 months"}, (30, 0, 89)),
    ],
)
def test_dates_months_and_spans_are_days_of_the_run(words: dict[str, Any], days: tuple[float, ...]) -> None:
    assert days_of(change(**words), START, FIRST) == days


def test_a_year_later_and_the_end_of_a_month() -> None:
    assert after(0.0, "1 year", datetime.date(2024, 2, 29)) == 365
    assert day_of(datetime.date(2022, 12, 1), START, FIRST) == 0
    assert end_of("month 12", datetime.date(2023, 4, 1), 0.0) == 366


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"from": "October"}, "x.yaml: from: 'October': must be a date such as 2026-10-01, 'month 7'"),
        ({"over": "half a year"}, "x.yaml: over: 'half a year': must be a span such as '10 days'"),
        (
            {"by": 0.1, "places": None},
            "x.yaml: by: 0.1: must be a percentage of today's places such as 10% or -10%",
        ),
        ({"by": "10%"}, "state one of places, hours, by, to, closed (got places, by)"),
        ({"places": None}, "state one of places, hours, by, to, closed (got none)"),
        ({"until": "month 2", "lasts": "1 month"}, "state either until or lasts"),
        ({"places": None, "closed": "3 days", "until": 9}, "closed says how long: leave out over, until and lasts"),
        ({"fom": "month 2"}, "x.yaml: fom: unknown key 'fom' (did you mean 'from'?)"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_line(words: dict[str, Any], says: str) -> None:
    assert says in refused(CapacityAdjustment, **({"capacity_of": "ward", "places": 5.0} | words))


def test_an_intervention_begins_by_date_and_ends() -> None:
    row = {"title": "T", "system": "falls", "description": "D", "coverage": 1.0}
    row |= {"effects": [{"changes": "stay", "value": 0.5, **HOW}]}
    dated = Intervention.model_validate(row | {"from": "month 7", "over": "1 month", "until": "month 9"})
    assert days_of(dated, START, FIRST) == (304, 31, 396)
    chosen = Option.model_validate({"title": "T", "interventions": {"a": {"start_day": 3, "lasts": "1 week"}}})
    assert days_of(chosen.interventions["a"].of(dated), START, FIRST) == (3, 31, 10)
    assert "state either from or start_day" in refused(Intervention, **row, **{"from": 3, "start_day": 4})
    tables = build(village(), {"a": dated.model_copy(update={"from_": 5.0, "over": 0.0, "until": 8.0})})
    assert (tables.start_day[0], tables.end_day[0]) == (5, 9)


# --- how much


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({"places": 2.0, "from": 5, "until": 9}, [4, 6, 6, 4]),
        ({"places": -2.0, "from": 5, "until": 9}, [4, 2, 2, 4]),
        ({"by": "50%", "places": None, "from": 5}, [4, 6, 6, 6]),
        ({"by": "-50%", "places": None, "from": 5, "lasts": "5 days"}, [4, 2, 2, 4]),
        ({"to": 7.0, "places": None, "from": 5}, [4, 7, 7, 7]),
        ({"closed": "5 days", "places": None, "from": 5}, [4, 0, 0, 4]),
        ({"places": -9.0, "from": 5, "until": 9}, [4, 0, 0, 4]),
        ({"places": 1.5, "from": 5}, [4, 6, 6, 6]),
        ({"places": -1.5, "from": 5}, [4, 3, 3, 3]),
        ({"by": "12%", "places": None, "from": 5}, [4, 4, 4, 4]),
    ],
)
def test_places_come_and_go(words: dict[str, Any], expected: list[float]) -> None:
    wards = village({"settings.ward.changes": [], "settings.ward.capacity": 4.0})
    tables = build(world(wards, changes=[{"capacity_of": "ward", "places": 2.0} | words]))
    assert levels(tables, "ward", 4, 5, 9, 10) == expected


def test_what_ramps_up_is_all_gone_at_the_end() -> None:
    more = {"capacity_of": "ward", "places": 6.0, "from": 10, "over": "6 days", "until": 13}
    found = levels(build(world(changes=[more])), "ward", *range(9, 17))
    assert [level - found[0] for level in found] == [0, 0, 1, 2, 3, 0, 0, 0]


def test_a_closed_ward_stays_closed_whatever_is_added_meanwhile() -> None:
    closed = {"capacity_of": "ward", "closed": "5 days", "from": 5}
    tables = build(world(changes=[closed, {"capacity_of": "ward", "places": 3.0, "from": 7}]))
    today = levels(tables, "ward", 0)[0]
    assert levels(tables, "ward", 5, 7, 9, 10) == [0, 0, 0, today + 3]


def test_one_rule_for_whole_places_wherever_they_are_written() -> None:
    whole = {"settings.ward.capacity": 3.5, "settings.ward.surge": 1.5, "settings.ward.changes": []}
    whole |= {"settings.ward.changes": [{"day": 3.0, "capacity": 4.5}], "teams.assessor.capacity": 1.4}
    whole |= {"teams.assessor.weekly": [{"days": ("Mon",), "hour": 0.0, "capacity": 2.5}]}
    tables = build(village(whole))
    ward, assessor = tables.setting_names.index("ward"), len(tables.setting_names)
    assert (tables.capacity[ward], tables.surge[ward], tables.capacity[assessor]) == (4, 2, 1)
    assert levels(tables, "ward", 3) == [5]
    assert levels(tables, "assessor", 30) == [3]


@pytest.mark.parametrize(
    ("value", "unit", "factor"), [(0.1, "share_added", 1.1), (-12, "percent", 0.88), (2, "times", 2)]
)
def test_every_unit_of_a_factor_is_honoured(value: float, unit: str, factor: float) -> None:
    effect = {"changes": "stay", "of": ["ward"], "value": value, "unit": unit, **HOW}
    row = {"title": "T", "system": "falls", "description": "D", "coverage": 1.0, "effects": [effect]}
    tables = build(village(), {"a": Intervention.model_validate(row)})
    assert tables.times_stay[0, tables.setting_names.index("ward")] == pytest.approx(factor)


@pytest.mark.parametrize(
    ("value", "unit", "expected"), [(0.75, "times", 3), (-25, "percent", 3), (0.5, "share_added", 6), (-1, "places", 3)]
)
def test_every_unit_of_a_capacity_is_honoured(value: float, unit: str, expected: float) -> None:
    effect = {"changes": "capacity", "of": ["ward"], "value": value, "unit": unit, **HOW}
    row = {"title": "T", "system": "falls", "description": "D", "coverage": 1.0, "effects": [effect]}
    wards = village({"settings.ward.changes": [], "settings.ward.capacity": 4.0})
    assert levels(build(wards, {"a": Intervention.model_validate(row)}), "ward", 0) == [expected]


@pytest.mark.parametrize("changes", [*UNITS])
def test_every_other_unit_is_refused_and_a_needed_one_missed(changes: Any) -> None:
    row = {"changes": changes, "value": 1.0, "up_to": "x" if changes == "response" else None, **HOW}
    row |= {"classes": ["x"] if changes == "share_of_offers" else []}
    for unit in ("times", "days", "share_added", "percent", "places", "hours"):
        value = 0.0 if changes == "response" else 1.0
        said = refused(Effect, **row | {"unit": unit, "value": value})
        assert ("must be" in said) == (unit not in UNITS[changes]), (changes, unit, said)
    if changes in ("capacity", "priority_days"):
        assert refused(Effect, **row) != ""
    assert refused(Effect, **row | {"value": -2.0, "unit": UNITS[changes][0]}) != "" or changes == "capacity"


# --- buildings, pools, payers


GRANGE = {"label": "Ashton Grange", "places": 30.0, "own": {"care_home": 20.0}, "either": ["care_home", "ward"]}


def test_a_building_adds_its_own_places_and_shares_the_rest() -> None:
    before, tables = build(village()), build(world(buildings={"grange": GRANGE}))
    home, ward = (tables.setting_names.index(name) for name in ("care_home", "ward"))
    assert tables.capacity[home] - before.capacity[home] == 20
    assert (tables.pool[home], tables.pool[ward]) == (0, 0)
    assert tables.pool_capacity.tolist() == [10]


def test_a_building_opens_on_a_day_and_can_be_closed() -> None:
    closed = {"building": "grange", "closed": "5 days", "from": 20}
    tables = build(world(buildings={"grange": GRANGE | {"opens": 9}}, changes=[closed]))
    (today,) = levels(tables, "care_home", 0)
    assert levels(tables, "care_home", 9, 20, 25) == [today + 20, today, today + 20]
    assert levels(tables, "0", 0, 9, 20, 25) == [0, 10, 0, 10]


@pytest.mark.parametrize(
    ("building", "says"),
    [
        ({"own": {"care_home": 31.0}}, "own places (31) are more than places (30)"),
        ({"either": []}, "10 places belong to no setting: name the settings that may use them in either"),
        ({"either": ["car_home"]}, "unknown name 'car_home' (did you mean 'care_home'?)"),
    ],
)
def test_a_building_that_does_not_add_up_is_refused(building: dict[str, Any], says: str) -> None:
    content = {"title": "T", "buildings": {"grange": GRANGE | building}}
    option, errors = validated(Option, content, {"": "x.yaml"})
    if option is not None:
        with pytest.raises(InputErrors) as told:
            world_of(village(), option, "x.yaml")
        errors = dict.fromkeys(told.value.errors)
    assert says in "\n".join(str(fault) for fault in errors)


def test_payers_of_ones_own() -> None:
    cost = {"pounds": 10.0, "payers": {"set_aside": 0.5, "council": 0.5}}
    paid = {"payers": {"nhs_board": "NHS board", "council": "Council", "set_aside": "Set-aside budget"}}
    described = world(set={"settings.ward.cost": cost, **paid})
    assert list(described.payers) == ["nhs_board", "council", "set_aside"]
    with pytest.raises(InputErrors, match=r"payers.set_asid: unknown name 'set_asid' \(did you mean 'set_aside'\?\)"):
        world(set={"settings.ward.cost": cost | {"payers": {"set_asid": 1.0}}, **paid})


# --- anything by path


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("settings.wrad.capacity", 3, "x.yaml: set.settings.wrad.capacity: unknown key 'wrad' (did you mean 'ward'?)"),
        (
            "settings.ward.capacity",
            -3,
            "x.yaml: settings.ward.capacity: -3 places, or hours a week: must be at least 0",
        ),
        ("settings.ward.capacity.more", 3, "nothing stands below settings.ward.capacity"),
        ("changes", [], "x.yaml: set.changes: write changes beside set"),
        ("responses.admitted.settings.7", "ward", "is no position in a list"),
        ("pathways.home.to", "nowhere", "x.yaml: pathways.home.to: unknown name 'nowhere'"),
    ],
)
def test_a_path_is_checked_like_the_scenario(path: str, value: object, says: str) -> None:
    described = village()
    path = path.replace("admitted", next(n for n, a in described.responses.items() if a.settings))
    path = path.replace("pathways.home", f"pathways.{next(iter(described.pathways))}")
    with pytest.raises(InputErrors) as told:
        world_of(described, Option.model_validate({"title": "T", "set": {path: value}}), "x.yaml")
    said = str(told.value).replace(f"pathways.{next(iter(described.pathways))}", "pathways.home")
    assert says in said


def test_an_option_without_such_words_leaves_the_very_same_world() -> None:
    described = village()
    assert world(described) is described


def test_the_same_value_is_the_same_world() -> None:
    described = village()
    assert world(described, set={"settings.ward.capacity": described.settings["ward"].capacity}) == described


# --- what a word means


@pytest.mark.parametrize("word", ["normal", "Normal", "pareto", "triangular"])
def test_no_hint_to_a_word_of_another_meaning(word: str) -> None:
    assert near_miss(word, ["lognormal", "uniform", "gamma", "parent", "rectangular"]) == ""


def test_fresh_people_cannot_have_waited() -> None:
    row = {"need": "a", "people": 3, "setting": "ward", "stay": "fresh", "waits_for": "home"}
    assert "with waits_for the stay is over: leave out stay" in refused(InitialOccupancy, **row)


def test_a_setting_called_ward_is_the_ward_of_needs_without_one(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    model = Path(__file__).parent / "small_scenarios" / "models" / "one_ward.yaml"
    text = model.read_text(encoding="utf-8").replace("label: Illness, ward: ward,", "label: Illness,")
    hall = text.replace("  ward: {label", "  hall: {label").replace(
        "settings: [ward], pathways", "settings: [hall], pathways"
    )
    (tmp_path / "models" / "hall.yaml").write_text(hall, encoding="utf-8")
    with pytest.raises(InputErrors, match=r"needs\.illness\.ward: is missing: the response 'stay' leads to the ward"):
        read_model([tmp_path], "hall")
    (tmp_path / "models" / "one.yaml").write_text(text, encoding="utf-8")
    tables = build(read_model([tmp_path], "one"))
    assert tables.path[0, 0].tolist()[0] == tables.setting_names.index("ward")
