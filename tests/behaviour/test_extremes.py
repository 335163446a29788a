"""At the edges: nobody, nothing, endless places, closed doors, death. Small histories with outcomes known before."""

from sim.demand.sample import draw
from sim.description.system import Description
from sim.engine.engines import run as run_engine
from sim.outcome import Kind, conservation_errors
from sim.tables.build import build
from tests.behaviour.village import EVERYBODY_ILL, MONDAYS, OPEN, Lived, Told, live, village


def lived_at_random(description: Description, to_day: float, engine: str) -> Lived:
    """Let the village live by random numbers rather than by a given history."""
    tables = build(description)
    outcome = run_engine(tables, draw(description, tables, 3, 0, to_day), 0.0, engine, log=True)
    assert conservation_errors(outcome, tables) == []
    return Lived(tables, outcome)


class TestFewPeople:
    """Nobody, and one."""

    def test_nobody(self, engine: str) -> None:
        lived = lived_at_random(village({"published.people_female_80_84": 0.0}), 100.0, engine)
        assert lived.events() == [(9.0, "CAPACITY", -1, "ward", 3.0)]
        assert lived.outcome.alive_days == 0
        assert not lived.outcome.occupied.any()

    def test_one(self, engine: str) -> None:
        alone = {"published.people_female_80_84": 1.0, "people.deaths_per_1000_a_year": (0.0,) * 6}
        lived = lived_at_random(village(alone), 1000.0, engine)
        assert {person for _, kind, person, _, _ in lived.events() if kind != "CAPACITY"} == {0}
        assert len(lived.events(Kind.ENTER)) > 8
        assert lived.outcome.alive_days == 1000.0
        assert lived.outcome.queue_days.sum() == 0  # nobody to wait for
        assert lived.outcome.used_days[lived.place("ward")] == lived.outcome.person_days[lived.place("ward")]


class TestPlaces:
    """No beds, endless beds, fewer beds in mid-run, shared places."""

    def test_a_ward_without_beds_sends_people_to_another(self, engine: str) -> None:
        infirmary = village().model_dump()["settings"]["ward"]
        infirmary |= {"capacity": {"column": "beds_infirmary"}, "changes": [], "boards_to": ["ward"]}
        content = village().model_dump()
        content["settings"]["infirmary"] = infirmary
        content["published"]["beds_infirmary"] = 0.0
        content["needs"]["illness"]["ward"] = "infirmary"
        told = Told(needs=[(0.5, 0, "illness"), (1.0, 1, "fracture")])
        lived = live(Description.model_validate(content), told, 20.0, engine)
        assert [event[2:4] for event in lived.events(Kind.WAIT)][:2] == [(0, "ward"), (1, "ward")]
        assert lived.outcome.entered[lived.place("infirmary")] == 0
        assert lived.outcome.entered[lived.place("ward")] == 2

    def test_with_no_beds_and_no_queue_everybody_is_turned_away(self, engine: str) -> None:
        nothing = {"settings.ward.capacity": 0.0, "settings.ward.queue_limit": 0, "settings.ward.changes": []}
        lived = live(village(nothing), EVERYBODY_ILL, 20.0, engine)
        assert [event[2] for event in lived.events(Kind.TURNED_AWAY)] == list(range(10))
        assert lived.outcome.turned_away[lived.place("ward")] == 10
        assert lived.events(Kind.WAIT, Kind.ENTER, Kind.LEAVE) == []
        assert lived.held("own_home") == [10.0] * 20

    def test_with_endless_places_nobody_waits(self, engine: str) -> None:
        endless = {f"settings.{name}.capacity": "no_limit" for name in ("ward", "home_support", "care_home")}
        lived = lived_at_random(village(OPEN | endless | {"teams.assessor.capacity": "no_limit"}), 800.0, engine)
        waits, offers = lived.events(Kind.WAIT), lived.events(Kind.OFFERED)
        assert len(waits) > 50
        assert [(*event[:1], *event[2:]) for event in waits] == [(*event[:1], *event[2:]) for event in offers]
        assert lived.outcome.queue_days.sum() == lived.outcome.waited_days.sum() == 0
        assert not lived.outcome.queue.any()
        assert not lived.outcome.withdrew.any()

    def test_fewer_beds_throw_nobody_out(self, engine: str) -> None:
        fewer = {"settings.ward.capacity": 4.0, "settings.ward.changes": [{"day": 1.0, "capacity": 1.0}]}
        lived = live(village(OPEN | fewer), EVERYBODY_ILL, 30.0, engine)
        # 0 to 3 have beds by 0.4375 and stay their two days; the fifth is let in when the last of them has gone.
        leaves = [event for event in lived.events(Kind.LEAVE) if event[3] == "ward"]
        assert [event[:3] for event in leaves[:4]] == [(2.25 + n / 16, "LEAVE", n) for n in range(4)]
        enters = [event for event in lived.events(Kind.ENTER) if event[3] == "ward"]
        assert [event[:3] for event in enters[4:]] == [(2.4375 + 2 * n, "ENTER", 4 + n) for n in range(6)]
        assert lived.held("ward")[:4] == [0.0, 4.0, 4.0, 1.0]

    def test_a_shared_building_is_never_overfull(self, engine: str) -> None:
        content = village(OPEN | {"settings.ward.capacity": 1.0}).model_dump()
        content["pools"] = {"building": {"capacity": 1.0}}
        content["settings"]["ward"]["pool"] = "building"
        content["settings"]["annex"] = content["settings"]["ward"]
        content["needs"]["fracture"]["ward"] = "annex"
        content["discharge_destinations"]["after_a_fracture"] = {
            "settings": ["annex"],
            "pathways": {"home": {"by_frailty": [1.0, 1.0, 1.0, 1.0]}},
        }
        needs = [(0.25, 0, "illness"), (0.5, 1, "illness"), (0.75, 2, "fracture"), (1.0, 3, "fracture")]
        needs += [(1.0 + person / 4, person, ("illness", "fracture")[person % 2]) for person in range(4, 10)]
        lived = live(Description.model_validate(content), Told(needs), 40.0, engine)
        used = {"ward": 0, "annex": 0}
        most = set()
        for _, kind, _, place, _ in lived.events(Kind.OFFERED, Kind.LEAVE):
            if place in used:
                used[place] += 1 if kind == "OFFERED" else -1
            assert max(used["ward"] - 1, 0) + max(used["annex"] - 1, 0) <= 1
            most.add((used["ward"], used["annex"]))
        assert {(2, 1), (1, 2)} <= most, "both used the shared place in turn"
        # 0 leaves the ward on day 2.25: its own queue (4) comes first. When 1 leaves on day 2.5 nobody waits for the
        # ward, and 3, who waits for the annex, has the shared place in that instant.
        assert [event[0] for event in lived.events(Kind.OFFERED) if event[2] in (3, 4)] == [2.25, 2.5]
        assert len([event for event in lived.events(Kind.OFFERED) if event[3] in used]) == 10


class TestDoors:
    """Doors closed except on Mondays."""

    def test_only_mondays(self, engine: str) -> None:
        shut = {"settings.ward.discharges": MONDAYS, "settings.ward.capacity": 20.0, "settings.ward.changes": []}
        told = Told(needs=[(day + 0.5, day, "illness") for day in range(9)])
        lived = live(village(shut), told, 30.0, engine)
        gone = {person: day for day, kind, person, place, _ in lived.events(Kind.LEAVE) if place == "ward"}
        # Ready two days on: at noon of day 2 (Wednesday) to 10. Day 7 is a Monday, and its noon is within the hours.
        assert gone == {**dict.fromkeys(range(5), 7.375), 5: 7.5, **dict.fromkeys(range(6, 9), 14.375)}
        assert lived.outcome.delayed_days.sum() == 0  # a closed door is not one of the reasons of delay

    def test_both_doors_must_be_open(self, engine: str) -> None:
        shut = {
            "settings.ward.discharges": {"days": ["Mon", "Wed"], "from_hour": 12.0, "to_hour": 18.0},
            "settings.care_home.admits": {"days": ["Tue", "Wed"], "from_hour": 9.0, "to_hour": 15.0},
        }
        lived = live(village(shut), Told(needs=[(0.5, 0, "stroke")]), 30.0, engine)
        assert lived.events(Kind.PROCESS_ENDS)[0][0] == 7.5  # Monday noon; Wednesday noon is the first both are open
        assert [event[0] for event in lived.events(Kind.ENTER) if event[3] == "care_home"] == [9.5]
        assert lived.outcome.reserved_days[lived.place("care_home")] == 2.0


HARM = {"settings": ["ward"], "from_pathways": ["home_with_support"], "pathway": "care_home"}
FRACTURES = Told(needs=[(0.5, 0, "fracture"), (0.5, 1, "fracture")])


class TestDeconditioning:
    """Harm of waiting in hospital: none when it is off, exact when it is on."""

    def lived(self, harm: dict[str, object] | None, engine: str) -> Lived:
        content = village(OPEN | {"processes.assessment.duration": {"shape": "constant", "mean": 5.0}}).model_dump()
        content["deconditioning"] = harm
        content["settings"]["care_home"]["capacity"] = 5.0
        return live(Description.model_validate(content), FRACTURES, 40.0, engine)

    def test_off_by_zeros_is_off(self, engine: str) -> None:
        off, zero = self.lived(None, engine), self.lived(HARM, engine)
        assert off.outcome.events.tobytes() == zero.outcome.events.tobytes()
        assert [event[4] for event in off.events(Kind.OFFERED) if event[3] == "home_support"] == [4.0, 4.0]

    def test_hours_grow_with_each_day_of_delay(self, engine: str) -> None:
        lived = self.lived(HARM | {"hours_per_week": 0.25}, engine)
        # Ready on day 3 (Thursday) at noon; five working days each, one after the other: 7 and 14 days of delay.
        offers = [event for event in lived.events(Kind.OFFERED) if event[3] == "home_support"]
        assert [(event[0], event[4]) for event in offers] == [(10.5, 4 * 1.25), (17.5, 4 * 1.5)]

    def test_some_come_to_need_a_care_home(self, engine: str) -> None:
        lived = self.lived(HARM | {"chance_per_week": 1.0}, engine)
        declined = [event[2] for event in lived.events(Kind.DECLINE)]
        assert declined
        assert [event[2] for event in lived.events(Kind.ENTER) if event[3] == "care_home"] == sorted(declined)
        assert self.lived(HARM, engine).events(Kind.DECLINE) == []


NEEDS = ("fracture", "stroke", "illness", "long_term_care", "illness")


class TestDeath:
    """Death frees everything, and what it frees is offered in that instant."""

    def test_a_bed(self, engine: str) -> None:
        told = Told(needs=[(0.5, 0, "stroke"), (0.5, 1, "stroke"), (1.0, 2, "illness")], deaths={0: 2.0})
        lived = live(village(), told, 10.0, engine)
        assert (2.0, "OFFERED", 2, "ward", 1.0) in lived.events()
        assert lived.outcome.died_in[0] == lived.place("ward")

    def test_a_package_kept_at_home_by_someone_in_hospital(self, engine: str) -> None:
        told = Told(needs=[(0.5, 0, "stroke")], deaths={0: 2.0}, homes={0: ("home_support", 10.0)})
        lived = live(village(), told, 10.0, engine)
        assert lived.held("home_support")[:5] == [10.0, 10.0, 0.0, 0.0, 0.0]
        assert lived.outcome.hold_days[lived.place("home_support")] == 1.5

    def test_the_assessor(self, engine: str) -> None:
        told = Told(needs=[(0.5, 0, "fracture"), (0.75, 1, "fracture")], deaths={0: 4.0})
        lived = live(village(), told, 20.0, engine)
        assert (4.0, "OFFERED", 1, "assessor", 1.0) in lived.events()

    def test_a_place_reserved_behind_a_closed_door(self, engine: str) -> None:
        shut = {"settings.care_home.admits": MONDAYS}
        told = Told(needs=[(1.0, 0, "long_term_care"), (2.0, 1, "long_term_care")], deaths={0: 3.0})
        lived = live(village(shut), told, 20.0, engine)
        assert lived.events(Kind.OFFERED) == [
            (1.0, "OFFERED", 0, "care_home", 1.0),
            (3.0, "OFFERED", 1, "care_home", 1.0),
        ]
        assert [event[:3] for event in lived.events(Kind.ENTER)] == [(7.375, "ENTER", 1)]

    def test_a_place_in_the_queue(self, engine: str) -> None:
        told = Told(needs=[(0.5, n, "stroke") for n in (0, 1)] + [(1.0, 2, "illness")], deaths={2: 3.0})
        lived = live(village({"settings.ward.changes": []}), told, 20.0, engine)
        assert lived.outcome.queue[:, lived.place("ward")].tolist() == [0, 1, 1, *[0] * 17]
        assert [event[2] for event in lived.events(Kind.OFFERED) if event[3] == "ward"] == [0, 1]

    def test_when_all_are_dead_all_is_free(self, engine: str) -> None:
        needs = [(0.5 + 2 * time + person / 8, person, need) for person in range(10) for time, need in enumerate(NEEDS)]
        told = Told(needs, deaths={n: 3.25 + 1.5 * n for n in range(10)}, homes={9: ("home_support", 4.0)})
        told = Told([row for row in needs if row[0] < told.deaths[row[1]]], deaths=told.deaths, homes=told.homes)
        lived = live(village(), told, 30.0, engine)
        assert len(lived.events(Kind.DIE)) == 10
        assert lived.outcome.occupied[2:17].any(axis=1).all()
        assert not lived.outcome.occupied[17:].any()
        assert not lived.outcome.queue[17:].any()
        assert lived.outcome.alive_days == sum(told.deaths.values())
