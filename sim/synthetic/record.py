"""Visits → the complete record: hospital spells, ward stays, delays, packages, care-home stays, as they truly were.

Days since the start of the run, with their part; infinite: it goes on at the end of the run. Nothing is missing here:
what a collector of data sees of it comes later (`collection`).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.demand.demand import Demand
from sim.description.delay_reasons import REASONS
from sim.outcome import Kind, Outcome
from sim.synthetic.visits import DIED, GONE, STILL_THERE, marks_of, types_of, visits_of
from sim.tables.tables import Tables

HELD_DAYS = 14.0
"""A package goes on after an absence of so many days at most."""
LEFT_TO = {
    "home": "home", "home_support": "home_support", "care_home": "care_home", "intermediate_care": "intermediate_care",
    "other": "home", "gone": "home", "died": "died", "emergency_department": "home", "still_there": "",
}  # fmt: skip
"""Type of the next setting → where a spell in hospital ends, in the words of the format."""
CAME_FROM = {"home": "home", "home_support": "home", "care_home": "care_home", "intermediate_care": "intermediate_care"}
FROM_CARE_HOME = {
    "home": "home", "home_support": "home", "other": "other", "gone": "other", "died": "died", "hospital": "hospital",
    "care_home": "care_home", "intermediate_care": "other", "emergency_department": "hospital", "still_there": "",
}  # fmt: skip
NEEDS = (
    "fall_with_injury", "hip_fracture", "frailty_crisis", "ambulatory_care_sensitive", "end_of_life_crisis",
    "other_emergency", "planned",
)  # fmt: skip
"""Needs that the format has a word for."""


@dataclass(frozen=True)
class Record:
    """Everything that happened to the people of a sample, table by table, with days since the start."""

    spells: pd.DataFrame
    stays: pd.DataFrame
    delays: pd.DataFrame
    home_support: pd.DataFrame
    care_home: pd.DataFrame
    waiting: pd.DataFrame
    attendances: pd.DataFrame
    died: pd.DataFrame
    """Person, day and type of place of each death."""


def record_of(demand: Demand, outcome: Outcome, tables: Tables) -> Record:
    """Return the complete record of a run that kept its raw events."""
    persons = demand.population or demand.persons
    events = outcome.events
    visits = visits_of(events, persons)
    visits["type"], visits["next"] = types_of(tables, visits["setting"]), types_of(tables, visits["to"])
    same = visits["person"].eq(visits["person"].shift())
    visits["came_from"] = visits["type"].shift().where(same, "gone")
    stays = _stays(visits, demand, tables)
    spells = _spells(stays)
    waits = _waits(events, persons, tables)
    died = marks_of(events, Kind.DIE, persons)
    deaths = died.assign(type=types_of(tables, died["setting"]))[["person", "day", "type"]]
    in_care = _care_homes(visits, waits, deaths)
    return Record(
        spells,
        stays,
        _delays(stays, events, persons, tables),
        _packages(visits, events, demand, persons, tables),
        in_care,
        waits,
        _attendances(visits),
        deaths,
    )


def _stays(visits: pd.DataFrame, demand: Demand, tables: Tables) -> pd.DataFrame:
    """Return the visits to hospital wards, each with the spell that it is part of and its place in it."""
    stays = visits[visits["type"] == "hospital"].copy()
    before = stays.shift()
    goes_on = stays["person"].eq(before["person"]) & before["next"].eq("hospital") & stays["begins"].eq(before["ends"])
    stays["spell"] = (~goes_on).cumsum()
    stays["place"] = stays.groupby("spell").cumcount() + 1
    stays["ward"] = np.array(tables.setting_names, dtype=object)[stays["setting"]]
    row = stays["need"].to_numpy()
    need = np.where(row >= 0, demand.needs.rows["need"][np.maximum(row, 0)], -1)
    stays["need_name"] = np.array([*tables.need_names, ""], dtype=object)[need]
    return stays


def _spells(stays: pd.DataFrame) -> pd.DataFrame:
    """Return the spells in hospital, from coming in from outside to leaving hospital."""
    groups = stays.groupby("spell")
    spells = groups.agg(
        person=("person", "first"),
        admitted=("begins", "first"),
        left=("ends", "last"),
        ready=("ready", "last"),
        came_from=("came_from", "first"),
        next=("next", "last"),
        need=("need_name", "first"),
        last_arrived=("begins", "last"),
        ward=("ward", "last"),
    ).reset_index()
    last = groups.tail(1).set_index("spell")["ready"]
    spells["ready"] = last.reindex(spells["spell"]).to_numpy()
    spells["came_from"] = spells["came_from"].map(CAME_FROM).fillna("home")
    spells["left_to"] = spells["next"].map(LEFT_TO)
    spells["need"] = spells["need"].where(spells["need"].isin(NEEDS), "")
    return spells


def _delays(stays: pd.DataFrame, events: NDArray[np.void], persons: int, tables: Tables) -> pd.DataFrame:
    """Return the waits of those who were ready on the last ward of a spell, with the reason at each change.

    ``reasons``: pairs of day and reason, the first at ``ready``; those without any reason to report are left out.
    """
    last = stays.groupby("spell").tail(1)
    ready = last[last["ready"].notna() & (last["pathway"] >= 0)]
    done = {
        person: days["day"].to_numpy()
        for person, days in marks_of(events, Kind.PROCESS_ENDS, persons).groupby("person")
    }
    none = np.empty(0)
    reasons = [
        _reasons(tables, int(pathway), begins, ends, done.get(person, none))
        for person, pathway, begins, ends in zip(
            ready["person"], ready["pathway"], ready["ready"], ready["ends"], strict=True
        )
    ]
    delays = pd.DataFrame(
        {
            "person": ready["person"].to_numpy(),
            "spell": ready["spell"].to_numpy(),
            "ready": ready["ready"].to_numpy(),
            "ended": ready["ends"].to_numpy(),
            "next": ready["next"].to_numpy(),
            "reasons": reasons,
        }
    )
    return delays[[any(reason != "none" for _, reason in pairs) for pairs in reasons]].reset_index(drop=True)


def _reasons(
    tables: Tables, pathway: int, begins: float, ends: float, done: NDArray[np.float64]
) -> list[tuple[float, str]]:
    """Return the reason of a wait from each day on: process after process, then the place."""
    steps = [int(step) for step in tables.pathway_processes[pathway] if step >= 0]
    over = [day for day in done if begins < day <= ends][: len(steps)]
    numbers = [*(tables.process_reason[step] for step in steps), tables.pathway_reason[pathway]]
    return [(day, REASONS[number]) for day, number in zip([begins, *over], numbers, strict=False)]


def _merged(visits: pd.DataFrame, longest_gap: float) -> pd.Series:
    """Return the number of the span that each visit belongs to: visits a short while apart are one."""
    before = visits.shift()
    near = visits["begins"] - before["ends"] <= longest_gap
    return (~(visits["person"].eq(before["person"]) & near)).cumsum()


def _packages(
    visits: pd.DataFrame, events: NDArray[np.void], demand: Demand, persons: int, tables: Tables
) -> pd.DataFrame:
    """Return the packages of home support: person, from, to, hours a week (nan where places are no hours)."""
    ours = visits[visits["type"] == "home_support"].copy()
    ours["span"] = _merged(ours, HELD_DAYS)
    packages = ours.groupby("span").agg(
        person=("person", "first"), begins=("begins", "first"), ends=("ends", "last"), setting=("setting", "first")
    )
    offers = marks_of(events, Kind.OFFERED, persons)
    offers = offers[offers["setting"].isin(packages["setting"])].sort_values("day", kind="stable")
    packages = pd.merge_asof(
        packages.sort_values("begins", kind="stable"), offers[["person", "day", "detail"]],
        left_on="begins", right_on="day", by="person",
    )  # fmt: skip
    hours = packages["detail"].to_numpy(dtype=np.float64)
    if demand.population:
        start = demand.people.start_hours[packages["person"]]
        hours = np.where(np.isnan(hours), np.where(start > 0, start, np.nan), hours)
    else:
        hours = np.full(len(packages), np.nan)
    packages["hours"] = hours
    return packages[["person", "begins", "ends", "hours"]].sort_values(["person", "begins"]).reset_index(drop=True)


def _care_homes(visits: pd.DataFrame, waits: pd.DataFrame, deaths: pd.DataFrame) -> pd.DataFrame:
    """Return stays in care homes (time in hospital meanwhile is part of them) and in intermediate care."""
    homes = visits[visits["type"] == "care_home"].copy()
    lives_on = homes["next"].isin(["hospital", "emergency_department", "other"]) & (homes["to"] >= 0)
    homes["lives_on"] = lives_on.shift(fill_value=False) & homes["person"].eq(homes["person"].shift())
    homes["span"] = (~homes["lives_on"]).cumsum()
    groups = homes.groupby("span")
    spans = groups.agg(
        person=("person", "first"), begins=("begins", "first"), ends=("ends", "last"), next=("next", "last")
    )
    away = spans["next"].isin(["hospital", "emergency_department", "other"]) & ~groups["to"].last().eq(GONE)
    on = deaths.set_index("person")["day"].reindex(spans["person"]).to_numpy()
    spans["ends"] = np.where(away, np.where(np.isnan(on), np.inf, on), spans["ends"])
    spans["next"] = np.where(away, np.where(np.isnan(on), "still_there", "died"), spans["next"])
    step = visits[visits["type"] == "intermediate_care"][["person", "begins", "ends", "next"]]
    both = pd.concat([spans.assign(kind="long_stay"), step.assign(kind="intermediate_care")], ignore_index=True)
    both["left_to"] = both["next"].map(FROM_CARE_HOME).fillna("other")
    asked = waits[waits["for"] == "care_home"][["person", "since"]].sort_values("since", kind="stable")
    both = pd.merge_asof(
        both.sort_values("begins", kind="stable"), asked, left_on="begins", right_on="since", by="person"
    )
    both["asked"] = both["since"].where((both["kind"] == "long_stay") & (both["begins"] - both["since"] < 1_000))
    return both.sort_values(["person", "begins"]).reset_index(drop=True)


def _waits(events: NDArray[np.void], persons: int, tables: Tables) -> pd.DataFrame:
    """Return the waits for home support and care homes: person, for, since, until, outcome."""
    types = np.array([*tables.setting_types, *(["team"] * len(tables.team_names))], dtype=object)
    waits = marks_of(events, Kind.WAIT, persons).assign(order=0)
    over = [
        marks_of(events, kind, persons).assign(order=1, outcome=word)
        for kind, word in ((Kind.OFFERED, "started"), (Kind.WITHDRAW, "withdrew"))
    ]
    died = marks_of(events, Kind.DIE, persons)
    both = pd.concat([waits, *over], ignore_index=True)
    both["for"] = types[both["setting"]]
    both = both[both["for"].isin(["home_support", "care_home"])]
    both = both.sort_values(["person", "setting", "day", "order"], kind="stable")
    after = both.shift(-1)
    is_next = both["person"].eq(after["person"]) & both["setting"].eq(after["setting"]) & after["order"].eq(1)
    both["until"] = after["day"].where(is_next)
    both["outcome"] = after["outcome"].where(is_next)
    both = both[both["order"] == 0].rename(columns={"day": "since"})
    on = both["person"].map(died.set_index("person")["day"])
    dead = both["until"].isna() & on.notna()
    both["until"] = both["until"].where(~dead, on).fillna(np.inf)
    both["outcome"] = both["outcome"].where(~dead, "died").fillna("still_waiting")
    return both[["person", "for", "since", "until", "outcome"]].reset_index(drop=True)


def _attendances(visits: pd.DataFrame) -> pd.DataFrame:
    ours = visits[visits["type"] == "emergency_department"].copy()
    admitted, died = ours["next"].eq("hospital"), ours["to"].eq(DIED)
    ours["left_to"] = np.select([admitted, died, ours["to"].eq(STILL_THERE)], ["admitted", "died", ""], "home")
    return ours[["person", "begins", "ends", "left_to"]].reset_index(drop=True)
