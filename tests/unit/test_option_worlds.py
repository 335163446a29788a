"""A question of several worlds: an option may set any figure, and is compared in its own world, same random numbers."""

import datetime
from dataclasses import replace
from functools import cache
from math import floor
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.description.input_errors import InputErrors
from sim.description.interventions import Option
from sim.description.read import read_model, read_system
from sim.description.worlds import world_of
from sim.report.changes import changes_text
from sim.study.analysis.doubts import late_options
from sim.study.analysis.option_changes import notes, option_changes
from sim.study.question.question import BASE, Period, Question
from sim.study.run.replication import Work, same_demand

ROOTS = [Path(__file__).resolve().parents[2] / "scenarios"]
PERIOD = Period.of(datetime.date(2023, 4, 1), 20, 0, 40)


@cache
def orkney() -> Any:
    """Return Orkney from the period's start on, with capacities that do not grow and one assessor."""
    shipped = read_system(ROOTS, "orkney_islands")
    fixed = {"start_date": PERIOD.start_date, "growth": None, "calibrated": shipped.calibrated | {"delay": 0.6}}
    return shipped.model_copy(update=fixed)


def question(description: Any = None, **options: dict[str, Any]) -> Question:
    """Return a question of some options, each given by its words, over forty days of Orkney by the readable engine."""
    asked = {name: Option.model_validate({"title": name} | words) for name, words in options.items()}
    return Question(
        study="compare", place="orkney_islands", description=description or orkney(), options=asked, period=PERIOD,
        seed=1, replications=1, engine="simpy", model="x",
    )  # fmt: skip


def of(measures: pd.DataFrame, option: str) -> pd.DataFrame:
    """Return the measures of an option, without those that only options have."""
    keys = ["measure", "breakdown", "level", "unit", "value"]
    mine = measures[(measures["option"] == option) & ~measures["measure"].isin(ONLY_OPTIONS)]
    return mine[keys].reset_index(drop=True)


ONLY_OPTIONS = (
    "bed_days_returned", "bed_days_returned_per_1000", "share_of_200000", "net_cost", "net_cost_cash",
    "bed_days_returned_whole_system", "net_cost_whole_system", "value_of_bed_days_returned",
)  # fmt: skip


@cache
def answered() -> tuple[Question, pd.DataFrame]:
    """Return the measures of worlds with the same value, another cost, another effect, and other people."""
    pounds = orkney().settings["general_medicine"].cost.pounds
    rate = orkney().interventions["falls_exercise"].effects[0].value
    effect = "interventions.falls_exercise.effects.0"
    asked = question(
        same={"set": {"settings.general_medicine.cost.pounds": pounds, f"{effect}.value": rate}},
        dearer={"set": {"settings.general_medicine.cost.pounds": pounds + 100}},
        lever={
            "interventions": {"falls_exercise": {"coverage": 1.0}},
            "set": {f"{effect}.value": 0.6, f"{effect}.low": 0.5},
        },
        more_people={"set": {"needs.hip_fracture.rate.per_1000_a_year": [60.0, 60.0, 60.0]}},
    )
    return asked, Work(asked).replication(1).measures


def test_the_same_value_gives_the_baseline_bit_for_bit() -> None:
    measures = answered()[1]
    pd.testing.assert_frame_equal(of(measures, "same"), of(measures, BASE), check_exact=True)
    mine = measures[measures["option"] == "same"]
    assert (mine[mine["measure"].isin(ONLY_OPTIONS)]["value"] == 0).all()


def test_another_cost_changes_costs_alone() -> None:
    measures = answered()[1]
    before, after = of(measures, BASE), of(measures, "dearer")
    differs = before["value"].to_numpy() != after["value"].to_numpy()
    assert set(before[differs]["measure"]) == {"cost", "cost_whole_system"}
    mine = measures[(measures["option"] == "dearer") & (measures["breakdown"] == "all")].set_index("measure")["value"]
    assert mine["bed_days_returned"] == 0
    days = before[(before["measure"] == "occupied") & (before["level"] == "general_medicine")]["value"].sum()
    assert mine["net_cost_whole_system"] == pytest.approx(100 * days * 365.25, rel=0.2)


def test_an_effect_set_by_path_is_an_intervention_written_so() -> None:
    measures = answered()[1]
    written = orkney().model_dump()
    (effect,) = written["interventions"]["falls_exercise"]["effects"]
    effect |= {"value": 0.6, "low": 0.5}
    own = type(orkney()).model_validate(written)
    asked = question(own, lever={"interventions": {"falls_exercise": {"coverage": 1.0}}})
    other = Work(asked).replication(1).measures
    lever = measures[measures["option"] == "lever"].reset_index(drop=True)
    pd.testing.assert_frame_equal(lever, other[other["option"] == "lever"].reset_index(drop=True), check_exact=True)


def test_where_other_people_come_spells_are_matched_by_key() -> None:
    asked, measures = answered()
    work = Work(asked)
    before = work.demand(1)
    after = work.demand_of("more_people", 1, before)
    assert work.demand_of("dearer", 1, before) is before
    assert not same_demand(after, before)
    common = set(before.needs.rows["key"].tolist()) & set(after.needs.rows["key"].tolist())
    assert len(common) > 0.9 * len(before.needs)
    returned = measures[(measures["option"] == "more_people") & (measures["measure"] == "bed_days_returned")]
    parts = returned[returned["breakdown"] == "part"]["value"].sum()
    (total,) = returned[returned["breakdown"] == "all"]["value"]
    used = {
        name: measures[
            (measures["option"] == name)
            & (measures["measure"] == "emergency_bed_days")
            & (measures["breakdown"] == "all")
        ]["value"].sum()
        for name in (BASE, "more_people")
    }
    assert total == pytest.approx(used[BASE] - used["more_people"])
    assert total == pytest.approx(parts)
    assert total < 0


def test_what_an_option_does_to_the_world_is_part_of_the_question() -> None:
    plain = question(a={})
    hashes = {plain.hash}
    hashes |= {question(a={"set": {"settings.general_medicine.surge": size}}).hash for size in (1.0, 2.0)}
    hashes |= {question(a={"changes": [{"capacity_of": "care_home", "places": size}]}).hash for size in (1.0, 2.0)}
    grange = {"label": "G", "places": 3.0, "own": {"care_home": 3.0}}
    hashes |= {question(a={"buildings": {"grange": grange}}).hash}
    assert len(hashes) == 6
    assert replace(plain).hash == plain.hash


def test_what_an_option_changes_is_told_with_its_use() -> None:
    asked = question(
        beds={
            "changes": [{"capacity_of": "intermediate_care", "places": 20.0, "from": "month 1", "until": "2023-04-30"}]
        },
        tenth={"changes": [{"capacity_of": "assessment_team", "by": "+10%"}]},
        never={
            "interventions": {
                "falls_exercise": {"from": "month 4"},
                "weekend_discharge": {"from": 0, "lasts": "2 days"},
            }
        },
        turned={"interventions": {"falls_exercise": {"from": "month 2", "until": "month 1"}}},
        part={"changes": [{"capacity_of": "care_home", "places": 20.0, "over": "1 year", "lasts": "80 days"}]},
        back={"changes": [{"capacity_of": "care_home", "places": 5.0, "from": "month 2", "until": "month 1"}]},
        bare={"changes": [{"capacity_of": "intermediate_care", "by": "-150%"}]},
        late={"changes": [{"capacity_of": "care_home", "places": 5.0, "from": 400}]},
        set={"set": {"settings.care_home.capacity": 90}},
    )
    table = option_changes(asked, Work(asked).replication(1).measures)
    rows = {str(row["option"]): row for row in table.to_dict("records")}
    beds = rows["beds"]
    assert (beds["today"], beds["asked"], beds["given"]) == (4, 20, 20)
    assert (str(beds["from"]), str(beds["until"])) == ("2023-04-01", "2023-04-30")
    assert "these places would stand empty" in beds["note"]
    assert (rows["tenth"]["asked"], rows["tenth"]["given"]) == (0.3, 0)
    assert rows["tenth"]["note"].startswith("asked +0.3, given +0: only whole places")
    assert rows["late"]["note"].startswith("begins after the period")
    assert (rows["set"]["capacity_of"], rows["set"]["given"]) == ("care_home", 90 - rows["set"]["today"])
    lines = notes(table, asked)
    assert rows["part"]["note"].startswith("is over before it is whole: +4 of +20 at most")
    assert rows["back"]["note"].startswith("ends before it begins: nothing changes")
    assert rows["bare"]["note"].startswith("asked -6, given -4: there are 4 to take away")
    told = late_options(asked)
    (late,) = (line for line in told if line.startswith("never: "))
    assert "late: its first change of places is on 2024-04-15, but the measured period ends on 2023-05-10" in told[-1]
    assert not [line for line in lines if line.startswith("late: ")]
    assert "\n  Intermediate care: 4 places today, " in changes_text(table, {})
    assert late.startswith("never: falls_exercise begins on 2023-07-01, but the measured period ends on ")
    assert (
        "turned: Strength and balance exercise, for those who take part ends before it begins: it changes nothing"
        in lines
    )
    assert "never: Discharge at weekends is over before the first day that counts: it changes nothing" in lines
    assert any(line.startswith("beds: Intermediate care: these places would stand empty") for line in lines)


@pytest.mark.parametrize(
    ("path", "value", "places"),
    [
        ("settings.care_home.capacity", 90, 90),
        ("settings.care_home.capacity.times", 0.5, None),
        ("teams.assessment_team.capacity", 7, 7),
        ("settings.home_support.capacity", 900.25, 900.25),
    ],
)
def test_a_capacity_that_is_set_begins_on_the_first_day_that_counts(path: str, value: float, places: float) -> None:
    """Until then the option is the baseline: from day 0 on it would be two scenarios, and not a change of one."""
    asked = question(set={"set": {path: value}})
    tables = Work(asked).tables
    _, name, *_ = path.split(".")
    resource = [*tables[BASE].setting_names, *tables[BASE].team_names].index(name)
    today = float(tables[BASE].capacity[resource])
    assert tables["set"].capacity.tolist() == tables[BASE].capacity.tolist()
    mine = tables["set"].change_of == resource
    assert tables["set"].change_day[mine].tolist() == [20.0]
    wanted = places or float(floor(today * value / orkney().settings[name].capacity.times + 0.5))
    assert tables["set"].change_to[mine].tolist() == [wanted]
    table = option_changes(asked, Work(asked).replication(1).measures)
    assert table["from"].map(str).tolist() == ["2023-04-01"]


def test_a_column_that_is_not_there_is_refused_where_a_capacity_is_set() -> None:
    option = Option.model_validate({"title": "T", "set": {"settings.care_home.capacity": {"column": "rooms"}}})
    with pytest.raises(InputErrors, match="no figure in column 'rooms'"):
        world_of(orkney(), option, "x.yaml")


def test_a_small_model_takes_the_same_words() -> None:
    ward = read_model(ROOTS, "one_ward")
    asked = question(
        ward, fewer={"changes": [{"capacity_of": "ward", "by": "-50%", "from": "month 1", "lasts": "10 days"}]}
    )
    world = asked.description_of("fewer")
    assert (world.changes[0].from_, world.changes[0].lasts) == (20.0, 10.0)


def test_each_option_runs_on_the_tables_of_its_own_world() -> None:
    tables = Work(question(a={"set": {"settings.general_medicine.surge": 3}})).tables
    ward = tables["a"].setting_names.index("general_medicine")
    before = tables[BASE].capacity[ward], tables[BASE].surge[ward]
    assert (tables["a"].capacity[ward], tables["a"].surge[ward]) == (before[0], 3)
    assert before[1] == 4, "the least there are: a twentieth of the ward's few beds is less"
