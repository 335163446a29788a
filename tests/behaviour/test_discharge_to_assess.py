"""Discharge to assess, from a count of who is there: nobody is sent away or let in too early, and first come first."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from sim.demand.demand import Demand
from sim.demand.sample import draw
from sim.description.read import read_model
from sim.engine.engines import run
from sim.outcome import Kind, Outcome, conservation_errors
from sim.tables.build import build
from sim.tables.tables import Tables

ROOTS = [Path(__file__).resolve().parents[2] / "scenarios"]
OPENS = 35 + 8 / 24
"""12 February 2024 at eight, counted from 8 January."""


@dataclass(frozen=True)
class Lived:
    """One run of twelve weeks from the day of the count, with its log."""

    tables: Tables
    demand: Demand
    outcome: Outcome

    def at(self, day: int) -> dict[str, float]:
        """Return who is where at a midnight."""
        return dict(zip(self.tables.setting_names, self.outcome.occupied[day].tolist(), strict=False))

    def events(self, kind: Kind, setting: str = "") -> list[tuple[float, int]]:
        """Return day and person of every event of a kind, in a setting where one is named."""
        events = self.outcome.events
        mine = events["kind"] == kind
        if setting:
            mine &= events["setting"] == self.tables.setting_names.index(setting)
        return [*zip(events["day"][mine].tolist(), events["person"][mine].tolist(), strict=True)]

    def waiting(self, pathway: str) -> list[int]:
        """Return who waits in a bed for a pathway on day 0, the longest wait first."""
        present = self.demand.present
        mine = np.flatnonzero(present.pathway == self.tables.pathway_names.index(pathway))
        people = self.demand.needs.person[present.row[mine]]
        return [int(person) for person in people[np.argsort(present.since[mine])]]


@pytest.fixture(scope="module")
def lived(engine: str) -> Lived:
    description = read_model(ROOTS, "discharge_to_assess")
    tables = build(description, {})
    demand = draw(description, tables, 1, 1, 84.0)
    outcome = run(tables, demand, 0.0, engine, log=True)
    assert conservation_errors(outcome, tables) == []
    return Lived(tables, demand, outcome)


def test_day_0_is_the_count(lived: Lived) -> None:
    assert lived.at(0) == {"acute": 50, "therapy": 24, "support": 14, "rehab": 12}
    assert lived.outcome.queue[0].tolist() == [3, 3, 4, 5]


def test_nobody_is_sent_away_and_nobody_let_in_above_capacity(lived: Lived) -> None:
    first = {person for _, person in lived.events(Kind.START, "support")}
    assert len(first) == 14
    ready = {person: day for day, person in reversed(lived.events(Kind.READY, "support")) if person in first}
    left = {person: day for day, person in reversed(lived.events(Kind.LEAVE, "support")) if person in first}
    assert left
    assert all(ready[person] <= day for person, day in left.items())
    present, taken = 14, lived.events(Kind.OFFERED, "support")
    leaving = [day for day, _ in lived.events(Kind.LEAVE, "support")]
    for number, (day, _) in enumerate(taken, 1):
        assert present - sum(gone <= day for gone in leaving) + number <= 12
    assert taken[0][0] == sorted(leaving)[2]


def test_people_already_waiting_are_taken_first_come_first_served(lived: Lived) -> None:
    services = {"with_therapy": "therapy", "with_support": "support", "to_rehab": "rehab"}
    for pathway, setting in services.items():
        waited = lived.waiting(pathway)
        assert len(waited) >= 3
        assert [person for _, person in lived.events(Kind.OFFERED, setting)][: len(waited)] == waited


def test_the_six_beds_are_taken_the_moment_they_open(lived: Lived) -> None:
    assert lived.events(Kind.CAPACITY, "rehab") == [(pytest.approx(OPENS, abs=1e-6), -1)]
    taken = [day for day, _ in lived.events(Kind.OFFERED, "rehab") if abs(day - OPENS) < 1e-6]
    waiting = int(lived.outcome.queue[35, 3])
    assert len(taken) == min(6, waiting) > 0
    assert lived.outcome.occupied[:36, 3].max() == 12
    assert 12 < lived.outcome.occupied[36:, 3].max() <= 18


def test_doors_keep_their_hours_and_the_way_out_takes_its_time(lived: Lived) -> None:
    for day, _ in lived.events(Kind.ENTER, "support"):
        assert int(day) % 7 < 5  # day 0 is a Monday
        assert 9 / 24 - 1e-6 <= day % 1 < 16 / 24
    assert all(10 / 24 - 1e-6 <= day % 1 < 19 / 24 for day, _ in lived.events(Kind.LEAVE, "acute"))
    entered = lived.events(Kind.ENTER, "therapy")
    for day, person in entered:
        offered = max(at for at, who in lived.events(Kind.OFFERED, "therapy") if who == person and at <= day)
        assert day - offered >= 2 / 24 - 1e-6
    assert len(entered) > 20


def test_some_come_back(lived: Lived) -> None:
    acute = lived.tables.setting_names.index("acute")
    back = lived.outcome.moves[1:4, acute].sum()
    assert 0 < back < 0.25 * lived.outcome.moves[acute, 1:4].sum()


def at_the_door(name: str, day: int) -> list[float]:
    """Return how many wait at the front door at a midnight, in each of a hundred runs."""
    description = read_model(ROOTS, name)
    tables = build(description, {})
    outcomes = (run(tables, draw(description, tables, 1, each, 120.0), 0.0, "compiled") for each in range(1, 101))
    return [float(outcome.queue[day, 0]) for outcome in outcomes]


@pytest.mark.parametrize(
    ("name", "day", "told", "words"),
    [
        ("discharge_to_assess", 35, 17, "17 people by then"),
        ("discharge_to_assess", 119, 6, "falls to 6 in twelve weeks"),
        ("discharge_to_assess_as_now", 119, 64, "grown to 64."),
    ],
)
def test_the_queue_at_the_door_is_as_the_file_tells(name: str, day: int, told: int, words: str) -> None:
    assert words in " ".join(read_model(ROOTS, "discharge_to_assess").description.split())
    found = np.asarray(at_the_door(name, day))
    assert abs(found.mean() - told) < 3 * found.std(ddof=1) / 10
